//! The reader and the embedded realizer of a run.

use numeric::seed::Seed;

use super::error::RunError;
use super::record::FactSpan;
use crate::dictionary::Dictionary;
use crate::embedded::{Realizer, Register};
use crate::extract::Extractor;
use crate::mention::{Holder, Standing};
use crate::prompt::TextKind;
use crate::skeleton::{Fact, Skeleton};
use crate::verify::verify;
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

/// What reads texts and what writes them without a model.
pub(super) enum Instruments {
    /// The extraction and the embedded realizer.
    Real { extractor: Box<Extractor>, realizer: Box<Realizer> },
    /// A test's own.
    #[cfg(test)]
    Double { read: fn(&Skeleton, &str) -> Reading, write: fn(&Skeleton, Seed, u32) -> String },
}

impl Instruments {
    pub(super) fn new(dictionary: &Dictionary, kind: &TextKind) -> Result<Self, RunError> {
        let extractor = Box::new(Extractor::new(dictionary)?);
        let realizer = Box::new(Realizer::new(dictionary, kind.register()));
        Ok(Self::Real { extractor, realizer })
    }

    pub(super) fn read(&self, skeleton: &Skeleton, text: &str) -> Reading {
        match self {
            Self::Real { extractor, .. } => {
                let verdict = verify(extractor, skeleton, text);
                let mentions = verdict.extraction.mentions.iter();
                let spans = mentions
                    .filter(|mention| {
                        mention.holder == Holder::Subject
                            && mention.standing == Standing::Stated
                            && !mention.is_hint
                    })
                    .map(|mention| FactSpan { slot: mention.slot, span: mention.span.clone() })
                    .collect();
                Reading { violations: verdict.violations, found: verdict.found, spans }
            }
            #[cfg(test)]
            Self::Double { read, .. } => read(skeleton, text),
        }
    }

    pub(super) fn write(&self, skeleton: &Skeleton, seed: u64, attempt: u32) -> String {
        match self {
            Self::Real { realizer, .. } => realizer.write(skeleton, Seed(seed), attempt).text,
            #[cfg(test)]
            Self::Double { write, .. } => write(skeleton, Seed(seed), attempt),
        }
    }
}

impl TextKind {
    /// The embedded realizer's register for this kind of text.
    pub fn register(&self) -> Register {
        match self {
            Self::AdmissionNote | Self::Own(_) => Register::Note,
            Self::TerseNote => Register::Terse,
            Self::Sections => Register::Sections,
            Self::TransactionLog => Register::Log,
        }
    }
}

impl std::fmt::Debug for Instruments {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Instruments").finish_non_exhaustive()
    }
}
