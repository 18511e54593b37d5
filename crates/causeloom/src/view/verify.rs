//! The view of texts compared with their facts.

use serde::{Deserialize, Serialize};

use super::{RateView, ViolationView};

/// What a comparison of texts with their facts found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VerifyView {
    /// The release that computed it.
    pub version: String,
    /// Name of the model.
    pub source: String,
    /// What was found, in a sentence.
    pub verdict: String,
    /// Texts that change no fact.
    pub verified: RateView,
    /// Violations by kind.
    pub kinds: Vec<ViolationCount>,
    /// For every variable the texts that violate it; those with most first.
    pub slots: Vec<VerifiedSlot>,
    /// The texts that violate a fact.
    pub texts: Vec<VerifiedText>,
}

/// How many violations are of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViolationCount {
    /// Its name: `MISSING`, `WRONG`, …
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// How texts treat one variable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VerifiedSlot {
    /// The variable; empty for what belongs to none.
    pub name: String,
    /// Its name in a sentence.
    pub label: String,
    /// Texts that violate it.
    pub violated: RateView,
}

/// A text that violates a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedText {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// The row's number.
    pub row: u64,
    /// What is wrong with it.
    pub violations: Vec<ViolationView>,
}
