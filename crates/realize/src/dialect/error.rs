//! What can go wrong between a question and its answer, in words that a person can act on.

use serde::{Deserialize, Serialize};

/// A question that got no answer: what kind of trouble, what the server said, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// What kind of trouble.
    pub kind: ApiErrorKind,
    /// What happened: the server's words where it gave some, with anything that looks like a key
    /// taken out.
    pub message: String,
    /// What a person can do about it.
    pub what_to_do: String,
    /// True where the same request may succeed later.
    pub retry: bool,
}

/// Kinds of trouble. Each calls for something else to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ApiErrorKind {
    /// The key is missing, wrong or revoked.
    Auth,
    /// The key is right and may not do this.
    Forbidden,
    /// Credit or quota is used up; waiting does not help.
    Quota,
    /// Too many requests or tokens at once.
    RateLimit {
        /// Milliseconds after which the server invites the next try.
        retry_after_ms: Option<u64>,
    },
    /// The server has too much to do.
    Overloaded {
        /// Milliseconds after which the server invites the next try.
        retry_after_ms: Option<u64>,
    },
    /// The server failed.
    Server {
        /// Milliseconds after which the server invites the next try.
        retry_after_ms: Option<u64>,
    },
    /// The request is not understood.
    BadRequest {
        /// The field that the model does not know, where the server names one of those that can
        /// be left out.
        unsupported_parameter: Option<String>,
    },
    /// No such model or address.
    NotFound,
    /// The question is longer than the model reads.
    TooLong,
    /// A filter withheld the answer before it began.
    Refused,
    /// No connection, or it broke.
    Connection,
    /// The server was silent, or took longer than allowed.
    Timeout,
    /// What came is not an answer in the dialect.
    Answer,
    /// The user ended it.
    Canceled,
    /// A recording was played back that does not hold this question.
    NotRecorded,
    /// Another status of HTTP.
    Other {
        /// The status.
        status: u16,
    },
}

impl ApiErrorKind {
    /// Milliseconds after which the server invites the next try, where it says so.
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::RateLimit { retry_after_ms }
            | Self::Overloaded { retry_after_ms }
            | Self::Server { retry_after_ms } => *retry_after_ms,
            _ => None,
        }
    }
}

/// Bytes that are not an answer in the dialect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AnswerError {
    /// More bytes than any answer has.
    #[error("the answer is longer than {limit} bytes")]
    TooLarge {
        /// The most bytes that are read.
        limit: usize,
    },
    /// Not text.
    #[error("the answer is not UTF-8")]
    InvalidUtf8,
    /// HTML, as a proxy, a login page or a wrong address gives it.
    #[error("the answer is a web page and not JSON")]
    WebPage,
    /// Text that is not JSON.
    #[error("the answer is not JSON: {start}")]
    NotJson {
        /// Its first characters.
        start: String,
    },
    /// JSON of no shape that the dialect has.
    #[error("the answer is JSON of another dialect")]
    OtherShape,
    /// The end came before the answer's end.
    #[error("the answer breaks off before its end")]
    BrokenOff,
    /// A complete answer without text.
    #[error("the answer holds no text")]
    Empty,
    /// An error reported after the answer had begun.
    #[error(transparent)]
    Api(#[from] ApiError),
}

impl From<AnswerError> for ApiError {
    fn from(error: AnswerError) -> Self {
        let message = error.to_string();
        let (what_to_do, retry) = match error {
            AnswerError::Api(error) => return error,
            AnswerError::TooLarge { .. } => {
                ("check that the address is one of a language model", true)
            }
            AnswerError::WebPage | AnswerError::OtherShape => {
                ("check the address and the dialect: something else answers there", true)
            }
            AnswerError::InvalidUtf8 | AnswerError::NotJson { .. } | AnswerError::BrokenOff => (
                "try again; if it stays, another program between you and the server may cut it",
                true,
            ),
            AnswerError::Empty => {
                ("try again, or allow more tokens: hidden reasoning may have used them", true)
            }
        };
        Self { kind: ApiErrorKind::Answer, message, what_to_do: what_to_do.to_owned(), retry }
    }
}

/// Text that cannot be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing but spaces.
    #[error("the key is empty")]
    Empty,
    /// A character that a header cannot carry; the first one's place, counted from 1.
    #[error("character {0} of the key cannot stand in a key: copy the key again")]
    Character(usize),
}

/// An address that requests are not sent to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Neither `https://` nor `http://`.
    #[error("an address starts with https:// (or http:// on this machine or network)")]
    Scheme,
    /// Nothing between the slashes, or a character that no address has.
    #[error("the address names no host")]
    Host,
    /// `http://` to a machine out of reach of the user.
    #[error("over http the key and every text could be read on the way: use https")]
    Unencrypted,
    /// A name, a password, a question mark or a number sign.
    #[error("the address may hold no user name, password, query or fragment")]
    Extra,
}
