//! The Study: one versioned document that says what was asked, of which data, under which seed.
//!
//! It never holds rows. It is what is saved, what undo moves over, what a link carries and what the
//! command line replays. Its JSON schema is `docs/study.schema.json`.

mod model;
mod realize;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;

pub use realize::{Budget, Price, RealizeConfig, RealizedRows, Writer, text_kind, text_mode};

pub use model::{
    DegreesOfFreedomName, IndependenceConfig, ModelReference, SampleConfig, TestName, TestedOn,
    UnitConfig,
};

/// The version of the document that this build writes and reads.
pub const STUDY_VERSION: u32 = 1;

/// What was asked: the data by reference, the roles of its columns, the method and the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Version of this document's form; see [`STUDY_VERSION`].
    pub version: u32,
    /// Where the rows come from.
    pub data: DataReference,
    /// Column kinds that the user set against the guess, by column name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, KindName>,
    /// What is done with rows that lack a needed cell.
    #[serde(default)]
    pub missing: MissingChoice,
    /// Which column plays which part.
    #[serde(default)]
    pub roles: Roles,
    /// Arrows that the user states between columns, as text: `sex -> smoking; age -> time`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub arrows: String,
    /// How the audit is computed.
    #[serde(default)]
    pub audit: AuditConfig,
    /// The seed of every random choice.
    #[serde(default = "first_seed")]
    pub seed: u64,
    /// The structural causal model that the Model and Sample pages work on.
    #[serde(default, skip_serializing_if = "ModelReference::is_nothing")]
    pub model: ModelReference,
    /// What is drawn from the model, and how its independences are tested.
    #[serde(default, skip_serializing_if = "SampleConfig::is_usual")]
    pub sample: SampleConfig,
    /// How rows are put into words.
    #[serde(default, skip_serializing_if = "RealizeConfig::is_usual")]
    pub realize: RealizeConfig,
}

/// Where the rows of a study come from; the rows themselves are never in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum DataReference {
    /// No data yet.
    #[default]
    Nothing,
    /// A built-in example.
    Example {
        /// Its identifier, for instance `berkeley`.
        id: String,
    },
    /// A file of the user's.
    File {
        /// File name without a folder.
        name: String,
        /// SHA-256 of its bytes, in hexadecimal; empty until the file was read.
        #[serde(default)]
        sha256: String,
        /// How it was told to be read, where a guess was wrong.
        #[serde(default, skip_serializing_if = "Reading::is_guessed")]
        reading: Reading,
    },
}

/// How a file is to be read where the guess is wrong; `None` leaves the guess.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Reading {
    /// One character between cells, `tab` for a tabulator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// True where `1,5` is one and a half.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal_comma: Option<bool>,
    /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// True where the first row holds names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
}

impl Reading {
    /// True where everything is left to the guess.
    pub fn is_guessed(&self) -> bool {
        *self == Self::default()
    }
}

/// How a column is read.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum KindName {
    /// Numbers.
    Number,
    /// One of a few named levels.
    Category,
    /// Two levels, such as 0 and 1 or yes and no.
    YesNo,
    /// A date, kept as text.
    Date,
    /// A name or running number of the row; never used in a model.
    Identifier,
    /// Free text; never used in a model.
    Text,
}

/// What is done with rows that lack a cell in a column that has a role.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, PartialOrd, Ord,
)]
#[serde(rename_all = "kebab-case")]
pub enum MissingChoice {
    /// Such rows are left out, and counted.
    #[default]
    DropRows,
    /// A missing confounder or mediator is replaced by the median (numbers) or the most frequent
    /// level, and a column that says "was missing" is added. Rows that lack the protected
    /// attribute or the outcome are left out.
    Impute,
}

/// Which column plays which part in the Standard Fairness Model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Roles {
    /// The protected attribute; two columns are compared as one, by their intersections.
    pub protected: Vec<String>,
    /// The group that others are compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// The group that is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<String>,
    /// Causes of the outcome that are not caused by the protected attribute.
    pub confounders: Vec<String>,
    /// Causes of the outcome that the protected attribute may cause.
    pub mediators: Vec<String>,
    /// What is compared between the groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The level of a yes-no or category outcome that counts as one; none for a numeric outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub positive: Option<String>,
    /// A column of row counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
}

/// How the audit is computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuditConfig {
    /// The estimator.
    pub method: MethodName,
    /// The model behind the debiased estimator; the plug-in uses logistic or linear by the outcome.
    pub learner: LearnerName,
    /// Bootstrap replicates of the plug-in.
    pub bootstrap: u32,
    /// Repeated cross-fits of the debiased estimator.
    pub repeats: u32,
    /// Folds of one cross-fit.
    pub folds: u32,
    /// Propensities are kept within [bound, 1 − bound].
    pub bound: f64,
    /// Nominal coverage of the intervals.
    pub level: f64,
}

/// The estimator of the decomposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MethodName {
    /// Regression models, plugged in; bootstrap intervals.
    PlugIn,
    /// Cross-fitted one-step estimator with influence-function intervals.
    Debiased,
    /// Sums over the cells of a fully discrete table.
    Exact,
}

/// The model that a method fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LearnerName {
    /// Logistic regression for a yes-no outcome, linear regression for a number.
    Logistic,
    /// Linear regression, also for a yes-no outcome.
    Linear,
    /// Random forests.
    Forest,
}

impl Default for AuditConfig {
    fn default() -> Self {
        Self {
            method: MethodName::Debiased,
            learner: LearnerName::Logistic,
            bootstrap: 1_000,
            repeats: 10,
            folds: 5,
            bound: 0.01,
            level: 0.95,
        }
    }
}

impl Default for Study {
    fn default() -> Self {
        Self {
            version: STUDY_VERSION,
            data: DataReference::Nothing,
            columns: BTreeMap::new(),
            missing: MissingChoice::default(),
            roles: Roles::default(),
            arrows: String::new(),
            audit: AuditConfig::default(),
            seed: first_seed(),
            model: ModelReference::Nothing,
            sample: SampleConfig::default(),
            realize: RealizeConfig::default(),
        }
    }
}

impl Study {
    /// Reads a study from its JSON text.
    ///
    /// # Errors
    /// Text that is not JSON, is not a study, or is of a version that this build does not know.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let study: Self = crate::from_json(text).map_err(|error| {
            let message = format!("this is not a Causeloom study: {}", error.message);
            Error::new("study-unreadable", message)
                .with_hint("open a file that was saved by Causeloom, or start from the data")
        })?;
        if study.version != STUDY_VERSION {
            return Err(Error::new(
                "study-version",
                format!(
                    "the study is of version {}, this build reads version {STUDY_VERSION}",
                    study.version
                ),
            )
            .with_hint("open it with the release that wrote it"));
        }
        Ok(study)
    }

    /// The study as JSON text with a fixed order of keys.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a study holds only names and finite numbers")
    }
}

impl Roles {
    /// Every column that has a role, in the order protected, confounders, mediators, outcome, weight.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.protected
            .iter()
            .chain(&self.confounders)
            .chain(&self.mediators)
            .chain(&self.outcome)
            .chain(&self.weight)
            .map(String::as_str)
    }
}

fn first_seed() -> u64 {
    1
}
