//! Snapshots: what of a client outlives its page.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Spent;
use crate::Ask;

/// The version of the format.
pub(super) const VERSION: u32 = 1;

/// A client at some moment. Attempts that are under way are lost with the page: their questions are
/// asked again, and what was set aside for them counts as spent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The version of the format.
    pub version: u32,
    /// What is spent.
    pub spent: Spent,
    /// Fields that the model was found not to know.
    pub unsupported: BTreeSet<String>,
    /// The number of the next attempt.
    pub next_attempt: u64,
    /// Questions without an answer, in the order in which they are asked.
    pub pending: Vec<Pending>,
}

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// Its number.
    pub id: u64,
    /// Which sample of the same question it is.
    pub sample: u32,
    /// The question.
    pub ask: Ask,
}
