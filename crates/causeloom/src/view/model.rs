//! The views of a model: its nodes in words, distributions, and the two versions of one unit.

use serde::{Deserialize, Serialize};

use super::NoteView;
use crate::Error;

/// A model as the Model page shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelView {
    /// What keeps it from being sampled; empty where it can be.
    pub problems: Vec<Error>,
    /// Nodes without a mechanism.
    pub unstated: Vec<String>,
    /// One entry a node, in the diagram's order.
    pub nodes: Vec<NodeView>,
    /// Free numbers of all mechanisms: probabilities that do not follow from others, coefficients, spreads.
    pub n_parameters: u64,
    /// True where every node has states, so that probabilities can be exact.
    pub discrete: bool,
}

/// A node of a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeView {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Unit of a number; empty for none.
    pub unit: String,
    /// `ordered`, `unordered`, `count` or `number`; empty where the node has no mechanism yet.
    pub values: String,
    /// Its mechanism in one sentence; empty where it has none.
    pub mechanism_words: String,
    /// True where it is not observed.
    pub latent: bool,
    /// How its values are distributed: exactly where the network allows, else in the first rows.
    /// Without states and numbers where the model cannot be sampled.
    pub distribution: DistributionView,
}

/// A distribution of one node or of several together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DistributionView {
    /// What is distributed: a node's name, or a query such as `P(dysp | do(smoke = yes))`.
    pub of: String,
    /// True where shares are probabilities by exact inference.
    pub exact: bool,
    /// Rows that were counted; 0 where it is exact.
    pub n: u64,
    /// Share of every state, in the states' order; empty for numbers and counts.
    pub states: Vec<StateShare>,
    /// Summary of numbers and counts.
    pub numbers: Option<NumberSummary>,
    /// What should be kept in mind.
    pub notes: Vec<String>,
}

/// The share of one state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StateShare {
    /// The state.
    pub state: String,
    /// Its probability or its share of the rows.
    pub share: f64,
    /// Standard error of a share of rows; none where it is exact.
    pub standard_error: Option<f64>,
}

/// Numbers in summary.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberSummary {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, with divisor n − 1.
    pub standard_deviation: f64,
    /// The least value.
    pub minimum: f64,
    /// Quantiles at 5, 25, 50, 75 and 95 percent.
    pub quantiles: [f64; 5],
    /// The greatest value.
    pub maximum: f64,
    /// Bin edges in ascending order, one more than bins; values beyond the ends count in the outer bins.
    pub edges: Vec<f64>,
    /// Rows in each bin.
    pub counts: Vec<f64>,
}

/// One unit as it is and as it would have been, under the same noise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnitView {
    /// The row of the sample; 0 for a row that was typed.
    pub row: u64,
    /// True where the noise of the row is known because the program drew it; false where it was
    /// inferred from observed values.
    pub exact_row: bool,
    /// One entry a node, in the diagram's order.
    pub nodes: Vec<UnitCell>,
    /// What should be kept in mind: what the data alone do not identify, and the coupling used.
    pub notes: Vec<NoteView>,
}

/// A node of one unit in both versions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UnitCell {
    /// The node.
    pub name: String,
    /// Its value as it is; its most probable value where it was not observed.
    pub factual: String,
    /// Its value as it would have been; the most probable one where there are several draws.
    pub counterfactual: String,
    /// True where the two differ.
    pub changed: bool,
    /// True where it was set by an intervention.
    pub set: bool,
    /// True where the change can reach it: it lies downstream of a node that was set.
    pub on_path: bool,
    /// Share of the draws in which it would have had a state; empty where the row is exact or the
    /// node has no states.
    pub probabilities: Vec<(String, f64)>,
    /// For each state the least and the greatest probability that the node's distributions allow,
    /// whatever the coupling (Fréchet bounds); empty where they do not apply.
    pub bounds: Vec<(String, f64, f64)>,
}
