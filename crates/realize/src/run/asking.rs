//! The next question about a row: its words, and the form of its answer.

use numeric::seed::Seed;

use super::Run;
use super::config::Answer;
use super::progress::{Next, Progress};
use super::record::{Because, Trouble};
use super::state::{AskId, Stage};
use crate::ask::{Ask, Form};
use crate::grammar::{Filled, fill, schema};
use crate::prompt::{Fault, Prompter, Sending, address_of, correction_ask, first_ask};
use crate::skeleton::Skeleton;

impl Run {
    pub(super) fn ask(&self, record: u32) -> Result<(AskId, Ask), Because> {
        let Some(Stage::Open(progress)) = self.state.records.get(record as usize) else {
            return Err(Because::OutOfRounds);
        };
        let id = AskId { record, attempt: progress.attempt };
        Ok((id, self.ask_for(record, progress)?))
    }

    pub(super) fn ask_for(&self, record: u32, progress: &Progress) -> Result<Ask, Because> {
        let skeleton = self.skeletons.get(record as usize).ok_or(Because::OutOfRounds)?;
        let sending = self.sending(skeleton, progress.attempt)?;
        self.ask_with(skeleton, progress, sending)
    }

    /// The correction that a question about a row asked for, in the words that were sent; none for
    /// drafts, and for questions that were not asked.
    pub fn correction(&self, place: u32, attempt: u32) -> Option<String> {
        let config = &self.state.config;
        let progress = Progress::before(self.rounds(place), attempt, config);
        if !matches!(progress.next(config), Next::Correction { .. }) {
            return None;
        }
        // The form of the answer is no part of the words, and grammars take long to make.
        let sending = Sending {
            form: Form::Free,
            max_tokens: config.max_tokens,
            temperature: None,
            seed: None,
        };
        let skeleton = self.skeletons.get(place as usize)?;
        let ask = self.ask_with(skeleton, &progress, sending).ok()?;
        ask.messages.last().map(|message| message.text.clone())
    }

    fn ask_with(
        &self,
        skeleton: &Skeleton,
        progress: &Progress,
        sending: Sending,
    ) -> Result<Ask, Because> {
        let config = &self.state.config;
        let prompter = Prompter {
            dictionary: &self.dictionary,
            template: &self.template,
            kind: &config.kind,
            mode: config.mode,
            egress: config.egress,
            columns: &config.columns,
            seed: config.seed,
        };
        let resample = progress.attempt / (1 + config.rounds);
        let asked = match progress.next(config) {
            Next::Embedded => return Err(Because::OutOfRounds),
            Next::Draft => first_ask(&prompter, skeleton, resample, sending),
            Next::Correction { best, refused } => {
                let filled = match &best.written {
                    Some(written) => fill(&self.dictionary, skeleton, written, config.filling()).0,
                    None => Filled::verbatim(&best.text),
                };
                let fault = Fault {
                    written: best.written.as_ref().unwrap_or(&best.text),
                    filled: &filled,
                    violations: &best.violations,
                    is_cut_off: best.trouble == Some(Trouble::CutOff),
                    refused: refused.map_or(&[], |refused| &refused.violations),
                };
                correction_ask(&prompter, skeleton, resample, &fault, sending)
            }
        };
        asked.map_err(|error| Because::Failed { words: error.to_string() })
    }

    fn sending(&self, skeleton: &Skeleton, attempt: u32) -> Result<Sending, Because> {
        let config = &self.state.config;
        let form = match (&self.locked, config.answer) {
            (Some(locked), _) => {
                let reads = |skeleton: &Skeleton, text: &str| {
                    self.instruments.read(skeleton, text).violations.is_empty()
                };
                let grammar = locked.grammar(&self.dictionary, skeleton, &reads);
                let unsayable = |error: crate::grammar::Unsayable| Because::Unsayable {
                    words: error.to_string(),
                };
                Form::Grammar(grammar.map_err(unsayable)?)
            }
            (None, Answer::Json) => Form::Schema(schema::schema()),
            (None, Answer::Text) => Form::Free,
        };
        let seed = config.with_seed.then(|| {
            let stream = Seed(config.seed).stream("model").index(skeleton.row);
            // Within the 31 bits that every server takes.
            stream.at(u64::from(attempt)).next_u64() >> 33
        });
        let (max_tokens, temperature) = (config.max_tokens, config.temperature);
        Ok(Sending { form, max_tokens, temperature, seed })
    }
}

/// SHA-256 of a question as JSON.
pub fn prompt_hash(ask: &Ask) -> String {
    address_of(&serde_json::to_string(ask).unwrap_or_default())
}
