//! The client: questions in, requests out; pieces of answers in, replies out. Without a network,
//! a clock or a key of its own.
//!
//! [`Client`] is a state machine. Its user submits questions, calls [`Client::next`] with the time,
//! carries out the [`Action`]s, hands every piece that arrives to [`Client::receive`], and calls
//! `next` again. The key never comes near it: whoever sends a request adds the key to it
//! ([`crate::dialect::HttpRequest::with_key`]), so nothing that the client writes can hold it.
//!
//! Times are milliseconds since 1970. A clock that is set back only makes waits longer.

mod backoff;
mod cassette;
mod connection;
mod error;
mod event;
mod flight;
mod ledger;
mod machine;
mod outcome;
mod snapshot;
mod window;

use crate::dialect::{Price, Profile};

pub use backoff::LONGEST_HINT_MS;
pub use cassette::{Cassette, Outcome, Playback, Record};
pub use error::{CassetteError, ConfigError, SubmitError};
pub use event::{Action, Event, FailureKind, Incoming, PauseReason, Step};
pub use ledger::{Budget, Spent};
pub use machine::{Client, Progress};
pub use snapshot::{Pending, Snapshot};

/// How a client works.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientConfig {
    /// The server's profile.
    pub profile: Profile,
    /// The model's name.
    pub model: String,
    /// The address to which the dialect's paths are added.
    pub base_url: String,
    /// True to have answers come in pieces.
    pub stream: bool,
    /// How often a question is sent again after a failure. Rate limits have a counter of their own,
    /// with four times as many tries, since waiting is all that they ask for.
    pub retries: u32,
    /// Milliseconds until the server has to begin, for streamed answers.
    pub first_byte_ms: u64,
    /// Milliseconds of silence within a streamed answer after which it is given up.
    pub idle_ms: u64,
    /// Milliseconds that one attempt may take as a whole.
    pub total_ms: u64,
    /// The most requests at once. The client begins with two and finds out what the server bears.
    pub max_parallel: u32,
    /// What may be spent.
    pub budget: Budget,
    /// The model's price, where it is known; needed where the budget is in dollars.
    pub price: Option<Price>,
    /// The seed of the waits between tries.
    pub seed: u64,
    /// True to keep a [`Record`] of every answer for [`Client::take_records`].
    pub record: bool,
}

impl ClientConfig {
    /// A client for a model of a provider: streamed, five retries, 30 s to the first byte, 45 s of
    /// silence, 10 minutes in all, at most six requests at once, no budget.
    pub fn new(profile: Profile, model: &str, seed: u64) -> Self {
        Self {
            base_url: profile.base_url.clone(),
            profile,
            model: model.to_owned(),
            stream: true,
            retries: 5,
            first_byte_ms: 30_000,
            idle_ms: 45_000,
            total_ms: 600_000,
            max_parallel: 6,
            budget: Budget::default(),
            price: None,
            seed,
            record: false,
        }
    }
}
