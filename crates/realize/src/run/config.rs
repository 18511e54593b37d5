//! The configuration of a run.

use serde::{Deserialize, Serialize};

use super::error::RunError;
use crate::grammar::Filling;
use crate::prompt::{Column, Egress, Mode, Template, TextKind};

/// The most corrections of a draft, and the most drafts after the first.
pub(super) const MOST_ROUNDS: u32 = 16;

/// What form a server's answer can be held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Text as it comes; in locked mode text that the grammar derives.
    #[default]
    Text,
    /// JSON with a text, for servers that are steadier that way.
    Json,
}

/// How rows become texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunConfig {
    /// What kind of text.
    pub kind: TextKind,
    /// How a text is held to its facts.
    pub mode: Mode,
    /// The form of an answer, outside of locked mode.
    pub answer: Answer,
    /// The most corrections of one draft.
    pub rounds: u32,
    /// Drafts after the first, where corrections did not suffice.
    pub resamples: u32,
    /// The seed: of the marks in prompts, of the embedded realizer, and, where asked for, of the
    /// model.
    pub seed: u64,
    /// The most tokens of an answer.
    pub max_tokens: u32,
    /// The most questions without an answer at one time.
    pub in_flight: u32,
    /// Sent only where it is set.
    pub temperature: Option<f64>,
    /// Whether each question carries a seed of its own.
    pub with_seed: bool,
    /// The instructions and questions; the built-in ones of the mode where none.
    pub template: Option<Template>,
    /// What may leave.
    pub egress: Egress,
    /// The columns of an uploaded table, of which prompts tell what may leave.
    pub columns: Vec<Column>,
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            kind: TextKind::default(),
            mode: Mode::default(),
            answer: Answer::default(),
            rounds: 3,
            resamples: 1,
            seed: 1,
            max_tokens: 800,
            in_flight: 6,
            temperature: None,
            with_seed: false,
            template: None,
            egress: Egress::default(),
            columns: Vec::new(),
        }
    }
}

impl RunConfig {
    /// The most questions about one row: each of the drafts and its corrections.
    pub fn most_asks(&self) -> u32 {
        (1 + self.rounds) * (1 + self.resamples)
    }

    /// The template of the run.
    pub fn template(&self) -> Template {
        self.template.clone().unwrap_or_else(|| Template::built_in(self.mode))
    }

    /// How placeholders are filled in this run.
    pub fn filling(&self) -> Filling {
        let as_pairs = self.kind == TextKind::TransactionLog;
        Filling { aliased: self.egress.hides_names(), as_pairs }
    }

    /// Whether a run may begin.
    pub(super) fn check(&self) -> Result<(), RunError> {
        let (rounds, resamples) = (self.rounds, self.resamples);
        if rounds > MOST_ROUNDS || resamples > MOST_ROUNDS {
            return Err(RunError::TooManyRounds { rounds, resamples });
        }
        self.kind.check()?;
        self.template().check()?;
        self.egress.permits(self.mode)?;
        Ok(())
    }
}
