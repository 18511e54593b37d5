//! What a run is made of: addresses of questions, events, and what is saved.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use super::progress::Progress;
use super::record::{Record, Round};

/// The address of a question: which row, and which question about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AskId {
    /// The row's place in the run.
    pub record: u32,
    /// Which question about it, counted from 0.
    pub attempt: u32,
}

/// What happened in a run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// An answer was read.
    Read {
        /// Whose answer.
        id: AskId,
        /// What it says and what became of it.
        round: Round,
    },
    /// A row is done.
    Finished {
        /// The row's place in the run.
        record: u32,
    },
    /// An answer to a question that is not open: it came twice, or after the end.
    Ignored {
        /// Which.
        id: AskId,
    },
}

/// What a run has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Rows of the run.
    pub n_records: usize,
    /// Rows that are done.
    pub n_finished: usize,
    /// Done rows whose text the model wrote.
    pub n_by_model: usize,
    /// Questions without an answer.
    pub n_open: usize,
    /// Answers so far.
    pub n_answers: usize,
}

/// Everything of a run that has to be saved, to be taken up after any interruption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    pub(super) config: RunConfig,
    /// SHA-256 of the dictionary and the skeletons.
    pub(super) fingerprint: String,
    pub(super) records: Vec<Stage>,
    pub(super) is_paused: bool,
    pub(super) is_cancelled: bool,
}

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stage {
    Open(Progress),
    Done(Box<Record>),
}

impl Standing {
    /// Counts a row that got done.
    pub(super) fn add(&mut self, record: &Record) {
        self.n_finished += 1;
        self.n_by_model += usize::from(record.attempt().is_some());
    }
}

impl fmt::Display for AskId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.record, self.attempt)
    }
}
