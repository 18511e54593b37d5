//! Records: a row's text, the way to it, and what was found in it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::ask::Usage;
use crate::skeleton::Fact;
use crate::violation::Violation;

/// A row put into words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The number of the row.
    pub row: u64,
    /// The text.
    pub text: String,
    /// Which way led to it.
    pub path: Path,
    /// Every answer that there was, in order; empty where no model was asked.
    pub rounds: Vec<Round>,
    /// What the reader found in the text, one entry a slot.
    pub found: Vec<Option<Fact>>,
    /// Where the text states its facts, in the order of the text.
    pub spans: Vec<FactSpan>,
    /// What is still wrong with it: empty for every text of a model, as only clean ones are taken.
    pub violations: Vec<Violation>,
}

/// Which way led to a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Path {
    /// The first draft was right.
    Draft,
    /// A correction of the first draft was right.
    Corrected {
        /// Which correction, counted from 1.
        round: u32,
    },
    /// A later draft was right, or a correction of it.
    Resampled {
        /// Which draft after the first, counted from 1.
        resample: u32,
        /// Which correction of it; 0 for the draft itself.
        round: u32,
    },
    /// The embedded realizer wrote it.
    Embedded {
        /// Why.
        because: Because,
    },
}

/// Why the embedded realizer wrote a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// It was chosen for the run.
    Chosen,
    /// No answer was right after all rounds.
    OutOfRounds,
    /// The question could not be answered: the last error in words.
    Failed {
        /// The error.
        words: String,
    },
    /// No grammar can be made for the row: a fact has no words that are read as it.
    Unsayable {
        /// The fact.
        words: String,
    },
    /// The run was cancelled, and the rest was asked for.
    Cancelled,
}

/// One answer and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Which question about the row, counted from 0: address of the answer.
    pub attempt: u32,
    /// Which draft it belongs to, counted from 0.
    pub resample: u32,
    /// 0 for a draft, then which correction of it.
    pub round: u32,
    /// The text that was read.
    pub text: String,
    /// The text as the model wrote it, where placeholders in it were filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// What is wrong with it.
    pub violations: Vec<Violation>,
    /// What is wrong with the answer as such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    /// Whether it was taken: as a draft, or because it corrected something and broke nothing.
    pub accepted: bool,
    /// SHA-256 of the question as JSON; empty where there was none, as with simulated models.
    pub prompt_hash: String,
    /// Tokens.
    pub usage: Usage,
    /// The model, as it names itself.
    pub model: String,
}

/// What is wrong with an answer as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// The limit of tokens cut it off.
    CutOff,
    /// The model declined, or a filter withheld it.
    Declined,
    /// There is nothing in it.
    Empty,
    /// It is not the JSON that was asked for.
    NoJson,
}

/// Where a text speaks of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactSpan {
    /// The slot's place in the dictionary.
    pub slot: usize,
    /// Bytes of the text.
    pub span: Range<usize>,
}

impl Record {
    /// The number of the question whose answer became the text, counted from 0; none where the
    /// embedded realizer had to write it. Where it was chosen to, its text counts as a first answer,
    /// if it is right.
    pub fn attempt(&self) -> Option<u32> {
        match self.path {
            Path::Embedded { because: Because::Chosen } => self.violations.is_empty().then_some(0),
            Path::Embedded { .. } => None,
            _ => self.rounds.last().map(|round| round.attempt),
        }
    }
}
