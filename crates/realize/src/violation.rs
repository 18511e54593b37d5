//! Violations: where a text departs from the facts, with an explanation that a person can read.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How a text departs from the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ViolationKind {
    /// A fact that has to be stated is not.
    Missing,
    /// Another state or number is stated.
    Wrong,
    /// A finding is stated with the opposite polarity, or a fact is both stated and denied.
    Contradicted,
    /// Something is stated that no fact licenses: a slot without a fact, or a watched invention.
    Extra,
    /// A number is stated only roughly, or more coarsely than its decimals.
    Vague,
    /// A number that belongs to no fact.
    UnparsedNumber,
    /// A slot that must not be mentioned is.
    Leak,
}

/// One departure from the facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// What kind.
    pub kind: ViolationKind,
    /// The slot's place in the dictionary; none for inventions and stray numbers.
    pub slot: Option<usize>,
    /// Bytes of the text; none where something is missing.
    pub span: Option<Range<usize>>,
    /// The value that the facts give, in words; empty where there is none.
    pub expected: String,
    /// What the text says, quoted or in words; empty where it says nothing.
    pub found: String,
}
