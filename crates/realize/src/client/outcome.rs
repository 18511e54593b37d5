//! What follows from a failed attempt.

use crate::dialect::{ApiError, ApiErrorKind};

use super::LONGEST_HINT_MS;

/// How often a question has failed so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Failures {
    /// By connections, time-outs, servers and answers.
    pub(super) transport: u32,
    /// By limits of rate and load.
    pub(super) limits: u32,
}

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask again at once, without the field.
    LeaveOut,
    /// Ask again after a wait.
    Retry,
    /// Ask again later, and nothing at all until the user or the time says so.
    Pause {
        /// Milliseconds after which the client goes on by itself.
        for_ms: Option<u64>,
    },
    /// Not ask again.
    GiveUp,
}

/// Limits of rate ask for nothing but waiting, so they get this many times the tries.
const PATIENCE: u32 = 4;

/// The rule. `failures` includes the one that just happened; `has_left_out` says that the field
/// which the server names was left out already.
pub(super) fn next(error: &ApiError, failures: Failures, retries: u32, has_left_out: bool) -> Next {
    match &error.kind {
        ApiErrorKind::BadRequest { unsupported_parameter: Some(_) } if !has_left_out => {
            return Next::LeaveOut;
        }
        // These would meet every other question as well.
        ApiErrorKind::Auth
        | ApiErrorKind::Forbidden
        | ApiErrorKind::Quota
        | ApiErrorKind::NotFound => return Next::Pause { for_ms: None },
        ApiErrorKind::Connection if !error.retry => return Next::Pause { for_ms: None },
        _ => {}
    }
    if !error.retry {
        return Next::GiveUp;
    }
    if let Some(hint) = error.kind.retry_after_ms().filter(|hint| *hint > LONGEST_HINT_MS) {
        return Next::Pause { for_ms: Some(hint) };
    }
    let is_over =
        failures.transport > retries || failures.limits > retries.saturating_mul(PATIENCE);
    match error.kind {
        _ if !is_over => Next::Retry,
        ApiErrorKind::Connection => Next::Pause { for_ms: None },
        _ => Next::GiveUp,
    }
}

/// So many times the tries of one question, failed in a row without an answer between, are no
/// accident: the next question would fail as well.
const ROW: u32 = 3;

impl Failures {
    /// One more.
    #[must_use]
    pub(super) fn and(mut self, error: &ApiError) -> Self {
        let count = if is_limit(error) { &mut self.limits } else { &mut self.transport };
        *count = count.saturating_add(1);
        self
    }

    /// True where so many failures of all questions together say that the server is out of order.
    pub(super) fn are_no_accident(self, retries: u32) -> bool {
        let in_row = |tries: u32| tries.saturating_add(1).saturating_mul(ROW);
        self.transport >= in_row(retries) || self.limits >= in_row(retries.saturating_mul(PATIENCE))
    }
}

/// True for limits of rate and load, which have a counter of their own and narrow the window.
pub(super) fn is_limit(error: &ApiError) -> bool {
    matches!(error.kind, ApiErrorKind::RateLimit { .. } | ApiErrorKind::Overloaded { .. })
}

/// True where the status says that the server did not begin to answer, so nothing is to be paid.
pub(super) fn is_free(status: u16) -> bool {
    // A gateway that gave up says nothing of the model behind it.
    !(200..300).contains(&status) && !matches!(status, 408 | 499 | 502 | 504 | 522 | 524)
}
