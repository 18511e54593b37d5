//! The reader and the embedded realizer of a run.

use numeric::seed::Seed;

use super::record::FactSpan;
use crate::skeleton::{Fact, Skeleton};
use crate::violation::Violation;

/// What the reader makes of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reading {
    /// Where it departs from the facts.
    pub(super) violations: Vec<Violation>,
    /// What it states, one entry a slot.
    pub(super) found: Vec<Option<Fact>>,
    /// Where.
    pub(super) spans: Vec<FactSpan>,
}

type Read = dyn Fn(&Skeleton, &str) -> Reading + Send + Sync;
type Write = dyn Fn(&Skeleton, Seed, u32) -> String + Send + Sync;

/// What reads texts and what writes them without a model.
pub(super) struct Instruments {
    read: Box<Read>,
    write: Box<Write>,
}

impl Instruments {
    pub(super) fn from_parts(read: Box<Read>, write: Box<Write>) -> Self {
        Self { read, write }
    }

    pub(super) fn read(&self, skeleton: &Skeleton, text: &str) -> Reading {
        (self.read)(skeleton, text)
    }

    pub(super) fn write(&self, skeleton: &Skeleton, seed: u64, attempt: u32) -> String {
        (self.write)(skeleton, Seed(seed), attempt)
    }
}

impl std::fmt::Debug for Instruments {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Instruments").finish_non_exhaustive()
    }
}
