//! The part of the study that is about a structural causal model.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use scm::Model;
use serde::{Deserialize, Serialize};

use crate::{JobKind, RealizeConfig, RealizedRows, Study};

/// Which model the study works on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum ModelReference {
    /// No model yet.
    #[default]
    Nothing,
    /// A built-in model, as it is.
    BuiltIn {
        /// Its identifier, for instance `asia`.
        id: String,
    },
    /// A model of the user's own, drawn, imported or changed.
    Own(Box<Model>),
}

/// What is drawn from the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SampleConfig {
    /// Rows to draw.
    pub rows: u32,
    /// Interventions in text form, for instance `smoke = yes`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interventions: Vec<String>,
    /// How the independences that the diagram implies are tested.
    pub test: IndependenceConfig,
    /// The one row that is looked at, and what is changed in it.
    #[serde(skip_serializing_if = "UnitConfig::is_usual")]
    pub unit: UnitConfig,
}

/// One row of the sample, and what is changed in it. The values of a row that a user types are
/// never in the document: it holds no rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnitConfig {
    /// The row, counted from 0.
    pub row: u64,
    /// What is done to a node, in text form such as `smoke = no`, by the node.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<String, String>,
}

/// How independences are tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IndependenceConfig {
    /// The test.
    pub test: TestName,
    /// How degrees of freedom are counted where cells are empty.
    pub df: DegreesOfFreedomName,
    /// A test rejects where its p-value is below.
    pub alpha: f64,
    /// Which rows are tested.
    pub on: TestedOn,
}

/// A test of conditional independence.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TestName {
    /// By the columns' kinds: G² or permutations where all have states, else the generalized
    /// covariance measure.
    #[default]
    Automatic,
    /// Likelihood ratio on the cells of states (G²).
    G2,
    /// Pearson's chi-square on the cells of states.
    Chi2,
    /// Pearson's chi-square against permutations within the strata.
    Permutation,
    /// Fisher's z of the partial correlation of numbers.
    FisherZ,
    /// Likelihood ratio of two regressions with linear means, for states and numbers together.
    Mixed,
    /// Generalized covariance measure: what smooth regressions on the given nodes leave, for states
    /// and numbers whose means may be curved.
    GeneralizedCovariance,
    /// Kernel test of numbers, for dependence that is not linear.
    Kernel,
}

/// How degrees of freedom are counted where cells of a table are empty.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DegreesOfFreedomName {
    /// Levels that a stratum lacks do not count.
    #[default]
    Adjusted,
    /// Every cell counts, as if all levels were seen in all strata.
    Naive,
}

/// Which rows are tested.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TestedOn {
    /// Rows drawn from the model, without interventions.
    #[default]
    Sample,
    /// The columns of the open table that have the nodes' names.
    Table,
}

impl Study {
    /// The study with what a kind of job does not look at left out: two studies whose parts are
    /// equal have the same result.
    #[must_use]
    pub fn part(&self, kind: JobKind) -> Self {
        let mut part = self.clone();
        if kind != JobKind::Realize {
            part.realize = RealizeConfig::default();
        }
        let sample = &mut part.sample;
        sample.unit = UnitConfig::default();
        match kind {
            JobKind::Audit | JobKind::Sensitivity => {
                part.model = ModelReference::Nothing;
                part.sample = SampleConfig::default();
            }
            JobKind::Sample => {
                sample.test = IndependenceConfig::default();
                let (model, sample) = (part.model, part.sample);
                part = Self { model, sample, seed: self.seed, ..Self::default() };
            }
            JobKind::Realize => {
                // The facts of a sample do not depend on how many rows it has.
                sample.rows = SampleConfig::default().rows;
                if part.realize.of == RealizedRows::Sample {
                    sample.interventions.clear();
                }
                let (model, sample, realize) = (part.model, part.sample, part.realize);
                part = if realize.of == RealizedRows::Table {
                    let (data, columns) = (part.data, part.columns);
                    Self { data, columns, realize, seed: self.seed, ..Self::default() }
                } else {
                    Self { model, sample, realize, seed: self.seed, ..Self::default() }
                };
            }
            JobKind::Independence => {
                sample.interventions.clear();
                if sample.test.on == TestedOn::Sample {
                    let (model, sample) = (part.model, part.sample);
                    part = Self { model, sample, seed: self.seed, ..Self::default() };
                }
            }
        }
        part
    }
}

impl ModelReference {
    /// True where there is no model.
    pub fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}

impl Default for SampleConfig {
    fn default() -> Self {
        Self {
            rows: 10_000,
            interventions: Vec::new(),
            test: IndependenceConfig::default(),
            unit: UnitConfig::default(),
        }
    }
}

impl UnitConfig {
    /// True where nothing was chosen.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl SampleConfig {
    /// True where nothing was chosen.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for IndependenceConfig {
    fn default() -> Self {
        Self {
            test: TestName::default(),
            df: DegreesOfFreedomName::default(),
            alpha: 0.05,
            on: TestedOn::default(),
        }
    }
}
