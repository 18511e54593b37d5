//! What a client wants done, what it is told, and what it tells.

use serde::{Deserialize, Serialize};

use crate::Reply;
use crate::dialect::{ApiError, HttpRequest};

/// What the one who has the network is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Send this, and report under this number. Numbers are never used twice.
    Send {
        /// The attempt's number.
        attempt: u64,
        /// What to send; the key is still to be added.
        request: HttpRequest,
    },
    /// Break this attempt off. Nothing more is heard of it.
    Abort {
        /// The attempt's number.
        attempt: u64,
    },
    /// Call [`super::Client::next`] at this time at the latest.
    WakeAt(u64),
}

/// What happened to an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// Status and headers, as far as they may be read.
    Head {
        /// The status.
        status: u16,
        /// Names and values.
        headers: Vec<(String, String)>,
    },
    /// Bytes of the body.
    Chunk(Vec<u8>),
    /// The body's end.
    End,
    /// No connection, or it broke.
    Failed(FailureKind),
}

/// How a connection failed, as far as it can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// Nothing listens there.
    Refused,
    /// The name of the host is unknown.
    NameUnknown,
    /// The browser stopped it: the server does not allow the page, a policy or an extension does
    /// not, or there is no server. A page cannot tell which.
    Blocked,
    /// An https page may not ask an http server.
    MixedContent,
    /// The user or the browser denied access to the local network.
    PermissionDenied,
    /// This machine has no network.
    Offline,
    /// The connection broke.
    Reset,
    /// Anything else.
    Other,
}

/// What a client tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// An attempt begins; text of earlier attempts is void.
    Started {
        /// The question's number.
        id: u64,
        /// The attempt's.
        attempt: u64,
    },
    /// More text.
    Delta {
        /// The question's number.
        id: u64,
        /// The text.
        text: String,
    },
    /// The question is answered.
    Done {
        /// The question's number.
        id: u64,
        /// The answer.
        reply: Reply,
    },
    /// An attempt failed and another will follow.
    Retrying {
        /// The question's number.
        id: u64,
        /// The attempt that failed.
        attempt: u64,
        /// Milliseconds until the question is ready to be sent again.
        after_ms: u64,
        /// Why it failed.
        why: ApiError,
    },
    /// The question will not be answered.
    GivenUp {
        /// The question's number.
        id: u64,
        /// Why.
        error: ApiError,
    },
    /// Nothing more is sent for now.
    Paused {
        /// Why.
        why: PauseReason,
        /// When the client goes on by itself; none where it waits for [`super::Client::resume`].
        until: Option<u64>,
    },
    /// The client goes on.
    Resumed,
    /// The next request might exceed the budget; nothing more is sent until it is raised.
    BudgetReached,
}

/// Why nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PauseReason {
    /// The user wants it so.
    User,
    /// Every question would meet the same trouble.
    Trouble(ApiError),
}

/// What [`super::Client::next`] gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// To be done, in this order.
    pub actions: Vec<Action>,
    /// To be told.
    pub events: Vec<Event>,
}
