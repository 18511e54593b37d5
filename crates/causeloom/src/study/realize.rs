//! The part of the study that is about rows put into words.

use realize::{
    Dictionary,
    prompt::{Level, Mode, Template, TextKind},
    simulated::Dials,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;

/// How rows are put into words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RealizeConfig {
    /// Rows.
    pub rows: u32,
    /// Which rows.
    pub of: RealizedRows,
    /// What kind of text.
    pub kind: TextKind,
    /// How a text is held to its facts.
    pub mode: Mode,
    /// The most corrections of a draft.
    pub rounds: u32,
    /// New drafts where corrections did not suffice.
    pub resamples: u32,
    /// Who writes.
    pub writer: Writer,
    /// The instructions and questions to a language model; the built-in ones where none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
    /// The words of the values; those of the model, or proposed ones, where none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<Box<Dictionary>>,
}

/// Which rows are put into words.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum RealizedRows {
    /// Rows of the sample, without its interventions.
    #[default]
    Sample,
    /// The same rows under the sample's interventions.
    Changed,
    /// Each row twice: without and with the interventions.
    Pairs,
    /// Rows of the open table.
    Table,
}

/// Who writes the texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Writer {
    /// The embedded realizer: no key, no network, and no fact is ever wrong.
    #[default]
    Embedded,
    /// A simulated language model, which overrides facts that its beliefs contradict.
    Simulated {
        /// How often, from 0 to 1.
        #[serde(default = "usual_prior_strength")]
        prior_strength: f64,
        /// How often it makes a correction that is asked for, from 0 to 1.
        #[serde(default = "usual_obedience")]
        obedience: f64,
    },
    /// A server that speaks one of the known dialects. The key is never part of the study.
    Server {
        /// The profile of the provider, such as `openai` or `llama-cpp`.
        provider: String,
        /// The address that requests go to; that of the profile where it is empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        base_url: String,
        /// The model.
        model: String,
        /// Sent only where it is set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        temperature: Option<f64>,
        /// The most that a run may use.
        #[serde(default)]
        budget: Budget,
        /// What a million tokens cost, as the user states it; prices change, so none is built in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        price: Option<Price>,
        /// What may leave of an uploaded table. That cells leave has to be agreed to besides, each
        /// time.
        #[serde(default)]
        level: Level,
        /// Whether an uploaded table's columns are called c1, c2, … instead of by their names.
        #[serde(default, skip_serializing_if = "is_false")]
        aliased: bool,
    },
    /// A model file (GGUF) that runs in this tab.
    File {
        /// The file's name.
        name: String,
    },
    /// The language model that the browser itself brings.
    Browser,
}

/// The most that a run may use; none for no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Budget {
    /// Questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<u64>,
    /// Tokens of questions and answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
    /// US dollars, where the model's price is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dollars: Option<f64>,
}

/// What a million tokens cost, in US dollars.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Of questions.
    pub prompt: f64,
    /// Of answers.
    pub completion: f64,
}

impl Default for RealizeConfig {
    fn default() -> Self {
        Self {
            rows: 200,
            of: RealizedRows::default(),
            kind: TextKind::default(),
            mode: Mode::default(),
            rounds: 3,
            resamples: 1,
            writer: Writer::default(),
            template: None,
            dictionary: None,
        }
    }
}

/// The kind of text of a name; any other words are a kind of the user's own.
pub fn text_kind(words: &str) -> TextKind {
    let known = serde_json::from_value(serde_json::Value::String(words.to_owned()));
    known.unwrap_or_else(|_| TextKind::Own(words.to_owned()))
}

/// The mode of a name.
///
/// # Errors
/// Any name but `locked`, `placeholders` and `free`.
pub fn text_mode(name: &str) -> Result<Mode, Error> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| {
        Error::new("no-such-mode", format!("texts have no mode named `{name}`"))
            .with_hint("use locked, placeholders or free")
    })
}

impl RealizeConfig {
    /// True where nothing was chosen.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Writer {
    /// A simulated language model with its usual dials.
    pub fn usual_simulated() -> Self {
        Self::Simulated { prior_strength: usual_prior_strength(), obedience: usual_obedience() }
    }

    /// True where texts are computed here, row by row, without asking anybody.
    pub fn is_at_hand(&self) -> bool {
        matches!(self, Self::Embedded | Self::Simulated { .. })
    }
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

fn usual_prior_strength() -> f64 {
    Dials::default().prior_strength
}

fn usual_obedience() -> f64 {
    Dials::default().obedience
}
