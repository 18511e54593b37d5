//! The dictionary of a model: how the values of its variables are put into words.
//!
//! Writers and the reader share it. It is a plain document: each built-in model carries one, and one
//! is proposed for a user's own columns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the rows of a model are put into words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Dictionary {
    /// What a row is about: `patient`, `account`, `sample`.
    pub subject: String,
    /// The variables in the order in which they are told.
    pub slots: Vec<Slot>,
    /// Things that a text might name although no variable stands for them, such as diseases that
    /// the model does not have: affirming one is an invention.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub watched: Vec<Watched>,
    /// Phrases that contain a word of a slot or a number and say nothing of the row, such as
    /// `sepsis bundle` or `24 hours`; they are read over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}

/// One variable and its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// The variable's name in the model or table.
    pub name: String,
    /// Its name in a sentence, in lower case but for proper names: `mean arterial pressure`.
    pub label: String,
    /// Where in a text it belongs.
    #[serde(default)]
    pub part: Part,
    /// Whether a text has to state it.
    #[serde(default, skip_serializing_if = "Policy::is_usual")]
    pub policy: Policy,
    /// The words of its values.
    pub says: Says,
}

/// Where in a text a variable belongs: sections of a note, in this order.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Who the row is about: age, sex.
    Identity,
    /// What was known before.
    History,
    /// What is found now.
    #[default]
    Findings,
    /// What was measured.
    Measurements,
    /// What was done.
    Treatment,
    /// How it ended.
    Outcome,
}

/// Whether a text has to state a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// The text has to state it; leaving it out is a violation.
    #[default]
    Must,
    /// The text may state it; what it states has to be right.
    May,
    /// The text must not mention it: mentioning it is a leak.
    MustNot,
}

impl Policy {
    fn is_usual(&self) -> bool {
        *self == Self::Must
    }
}

/// The words of a variable's values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Says {
    /// Something that is there or not: `yes` and `no` of diabetes.
    Finding(Finding),
    /// One of several states, with words of their own or with an anchor: heart rate is high.
    States(States),
    /// A number.
    Number(Number),
}

/// Something that is there or not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Finding {
    /// The state that says it is there, such as `yes` or `TRUE`.
    pub present: String,
    /// The state that says it is not.
    pub absent: String,
    /// Noun phrases that name it, the usual one first: `diabetes`, `diabetes mellitus`, `DM`.
    /// Their polarity comes from the sentence: `no diabetes`, `denies diabetes`.
    pub terms: Vec<String>,
    /// Adjectives of the subject: `diabetic`, `septic`. Polarity from the sentence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjectives: Vec<String>,
    /// Predicates that by themselves say it is there: `died`, `was intubated`. A negation turns them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub present_phrases: Vec<String>,
    /// Predicates that by themselves say it is not: `survived`, `breathing spontaneously`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absent_phrases: Vec<String>,
}

/// One of several states.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct States {
    /// Noun phrases that name what has the state, the usual one first: `heart rate`, `HR`. Empty
    /// where every state has words that stand alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<String>,
    /// The words of each state, in the order of the variable's states.
    pub states: Vec<StateWords>,
}

/// The words of one state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StateWords {
    /// The state as the model names it.
    pub state: String,
    /// Words that mean the state beside an anchor, the usual one first: `high`, `elevated`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<String>,
    /// Noun phrases that mean the state alone: `tachycardia`, `woman`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
    /// Adjectives of the subject that mean the state alone: `tachycardic`, `female`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjectives: Vec<String>,
    /// Predicates that mean the state alone: `was admitted for planned surgery`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<String>,
    /// Words that point at the state and never state it, such as `she` and `her`: they may
    /// contradict a fact, they do not fulfil it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
}

/// A number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Number {
    /// Noun phrases that name it, the usual one first: `mean arterial pressure`, `MAP`.
    pub anchors: Vec<String>,
    /// Its units, the model's own first. Empty for a pure number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Unit>,
    /// Decimals to which the value is stated; facts are rounded to them before anything is written.
    pub decimals: u8,
    /// The least and the greatest value that can be, in the model's unit; a number outside is not
    /// taken for this variable unless its anchor stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plausible: Option<[f64; 2]>,
    /// True where a number with one of the units is this variable even without an anchor: `38.5 °C`.
    #[serde(skip_serializing_if = "is_false")]
    pub unit_suffices: bool,
    /// Words that say roughly where it lies: `febrile`, `elevated`. Stating only them is vague.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// Where the value stands in a pair such as `142/88`; none where it is never in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pair: Option<Pair>,
}

/// A unit and how it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Spellings, the usual one first: `mmHg`, `mm Hg`.
    pub terms: Vec<String>,
    /// Value in the model's unit = `scale` · value in this unit + `offset`.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub scale: f64,
    /// See [`Unit::scale`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset: f64,
}

/// Words that say roughly where a number lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The words, the usual one first. Those that need the anchor beside them (`high`) are in
    /// `grades`, those that stand alone (`febrile`) in `words`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Words that mean this band beside the anchor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<String>,
    /// The least value they fit, in the model's unit; none for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// The value that they no longer fit; none for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
}

/// The place in a pair of numbers with a slash between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pair {
    /// Before the slash.
    First,
    /// After the slash.
    Second,
}

/// Something that a text might invent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    /// What it is.
    pub label: String,
    /// Noun phrases that name it.
    pub terms: Vec<String>,
}

impl Slot {
    /// The states of the variable in the dictionary's order; for a finding the present one first.
    /// Empty for numbers.
    pub fn states(&self) -> Vec<&str> {
        match &self.says {
            Says::Finding(finding) => vec![&finding.present, &finding.absent],
            Says::States(states) => states.states.iter().map(|words| &*words.state).collect(),
            Says::Number(_) => Vec::new(),
        }
    }
}

impl Dictionary {
    /// The place of the slot with this name.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.name == name)
    }
}

fn one() -> f64 {
    1.0
}

fn is_one(number: &f64) -> bool {
    *number == 1.0
}

fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

fn is_false(flag: &bool) -> bool {
    !*flag
}
