//! Attempts under way: what was heard of one so far, and until when it may be silent.

use std::collections::BTreeSet;

use super::ClientConfig;
use crate::Reply;
use crate::Usage;
use crate::dialect::{AnswerError, ApiError, ApiErrorKind, Decoder, Delta, Dialect, classify};

/// One attempt.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) id: u64,
    sent_at: u64,
    heard_at: Option<u64>,
    pub(super) status: Option<u16>,
    headers: Vec<(String, String)>,
    decoder: Decoder,
    /// The body of an answer that is none.
    error_body: Vec<u8>,
    /// The fields that were left out.
    pub(super) left_out: BTreeSet<String>,
}

/// The most bytes of an error that are read.
const ERROR_BYTES: usize = 64_000;
/// How long the end of a connection is waited for once the answer is complete.
const LAST_WORD_MS: u64 = 1000;

impl Flight {
    pub(super) fn new(id: u64, now: u64, dialect: Dialect, left_out: BTreeSet<String>) -> Self {
        Self {
            id,
            sent_at: now,
            heard_at: None,
            status: None,
            headers: Vec::new(),
            decoder: Decoder::new(dialect),
            error_body: Vec::new(),
            left_out,
        }
    }

    pub(super) fn head(&mut self, now: u64, status: u16, headers: Vec<(String, String)>) {
        self.heard_at = Some(now);
        self.status = Some(status);
        self.headers = headers;
    }

    /// What the bytes add to the answer.
    pub(super) fn chunk(&mut self, now: u64, bytes: &[u8]) -> Vec<Delta> {
        self.heard_at = Some(now);
        if self.is_answer() {
            return self.decoder.push(bytes);
        }
        let room = ERROR_BYTES - self.error_body.len();
        self.error_body.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Vec::new()
    }

    /// True where the status is one of success, or none came before the body.
    pub(super) fn is_answer(&self) -> bool {
        self.status.is_none_or(|status| (200..300).contains(&status))
    }

    /// True once nothing but the connection's end is missing.
    pub(super) fn is_complete(&self) -> bool {
        self.is_answer() && self.decoder.is_complete()
    }

    /// True once the answer's text is whole, though counts may follow.
    pub(super) fn is_finished(&self) -> bool {
        self.is_answer() && self.decoder.is_finished()
    }

    /// The tokens that were told so far.
    pub(super) fn usage(&self) -> Usage {
        self.decoder.usage()
    }

    /// The reply, or what the server says instead.
    pub(super) fn end(self, now: u64) -> Result<Reply, ApiError> {
        match self.status {
            Some(status) if !(200..300).contains(&status) => {
                Err(classify(status, &self.headers, &self.error_body, now))
            }
            _ => self.decoder.end().map_err(AnswerError::into),
        }
    }

    /// When the attempt is given up unless something is heard.
    pub(super) fn deadline(&self, config: &ClientConfig) -> u64 {
        let end = self.sent_at.saturating_add(config.total_ms);
        let silent = match self.heard_at {
            Some(heard_at) if self.is_complete() => heard_at.saturating_add(LAST_WORD_MS),
            Some(heard_at) if config.stream => heard_at.saturating_add(config.idle_ms),
            None if config.stream => self.sent_at.saturating_add(config.first_byte_ms),
            _ => end,
        };
        silent.min(end)
    }

    /// What a passed deadline means, for an attempt that is not finished.
    pub(super) fn timeout(&self, config: &ClientConfig, now: u64) -> ApiError {
        if let Some(status) = self.status.filter(|_| !self.is_answer()) {
            return classify(status, &self.headers, &self.error_body, now);
        }
        let message = if now.saturating_sub(self.sent_at) >= config.total_ms {
            format!("the answer took longer than {} s", config.total_ms / 1000)
        } else if self.heard_at.is_some() {
            format!("the server fell silent for {} s within its answer", config.idle_ms / 1000)
        } else {
            format!("the server did not begin within {} s", config.first_byte_ms / 1000)
        };
        let what_to_do =
            "nothing: the next try waits; if it stays, allow more time or fewer tokens";
        ApiError {
            kind: ApiErrorKind::Timeout,
            message,
            what_to_do: what_to_do.to_owned(),
            retry: true,
        }
    }
}
