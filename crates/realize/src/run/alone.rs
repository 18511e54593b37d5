//! Rows put into words one by one by a writer at hand: the embedded realizer, or a simulated model.

use super::config::RunConfig;
use super::error::RunError;
use super::instruments::Instruments;
use super::progress::{Context, Next, Progress};
use super::record::{Because, Record};
use crate::ask::{Finish, Reply, Usage};
use crate::dictionary::Dictionary;
use crate::skeleton::Skeleton;
use crate::violation::Violation;

/// What a writer is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn<'a> {
    /// The facts.
    pub skeleton: &'a Skeleton,
    /// Which question about the row, counted from 0: the address of the writer's randomness.
    pub attempt: u32,
    /// Which draft, counted from 0.
    pub resample: u32,
    /// 0 for a draft, then which correction.
    pub round: u32,
    /// What has to be corrected; none for a draft.
    pub previous: Option<Previous<'a>>,
}

/// A text that has to be corrected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Previous<'a> {
    /// The text, as it was written.
    pub text: &'a str,
    /// What is wrong with it; bytes of the text that was read.
    pub violations: &'a [Violation],
}

/// The loop without questions: made once for a dictionary, then pure, row by row, in any order.
#[derive(Debug)]
pub struct Alone {
    config: RunConfig,
    dictionary: Dictionary,
    instruments: Instruments,
}

impl Alone {
    /// Prepares the reader and the embedded realizer.
    ///
    /// # Errors
    /// A typed [`RunError`] where the configuration or the dictionary cannot be used.
    pub fn new(config: RunConfig, dictionary: Dictionary) -> Result<Self, RunError> {
        let instruments = Instruments::new(&dictionary, &config.kind)?;
        Self::with_instruments(config, dictionary, instruments)
    }

    pub(super) fn with_instruments(
        config: RunConfig,
        dictionary: Dictionary,
        instruments: Instruments,
    ) -> Result<Self, RunError> {
        config.check()?;
        Ok(Self { config, dictionary, instruments })
    }

    /// The record of a row whose texts this writer writes; it is asked at most
    /// [`RunConfig::most_asks`] times.
    pub fn record(
        &self,
        skeleton: &Skeleton,
        mut writer: impl FnMut(&Turn<'_>) -> String,
    ) -> Record {
        let context = self.context();
        let per_draft = 1 + self.config.rounds;
        let mut progress = Progress::default();
        loop {
            let previous = match progress.next(&self.config) {
                Next::Embedded => {
                    return progress.embedded(context, skeleton, Because::OutOfRounds);
                }
                Next::Draft => None,
                Next::Correction { best, .. } => Some(Previous {
                    text: best.written.as_ref().unwrap_or(&best.text),
                    violations: &best.violations,
                }),
            };
            let attempt = progress.attempt;
            let (resample, round) = (attempt / per_draft, attempt % per_draft);
            let turn = Turn { skeleton, attempt, resample, round, previous };
            let text = writer(&turn);
            let reply =
                Reply { text, finish: Finish::Stop, usage: Usage::default(), model: String::new() };
            if let Some(record) = progress.take(context, skeleton, reply, String::new()) {
                return record;
            }
        }
    }

    /// The record of a row that the embedded realizer writes.
    pub fn embedded(&self, skeleton: &Skeleton) -> Record {
        Progress::default().embedded(self.context(), skeleton, Because::Chosen)
    }

    fn context(&self) -> Context<'_> {
        Context {
            config: &self.config,
            dictionary: &self.dictionary,
            instruments: &self.instruments,
        }
    }
}
