//! The view of a sample: every node before and after the interventions.

use serde::{Deserialize, Serialize};

use super::{DistributionView, NoteView};

/// A sample of a model in summary.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SampleView {
    /// The release that computed it.
    pub version: String,
    /// Name of the model.
    pub model: String,
    /// Rows that were drawn.
    pub rows: u64,
    /// The seed.
    pub seed: u64,
    /// The interventions in text form, as they were read.
    pub interventions: Vec<String>,
    /// One entry a node, in the diagram's order.
    pub nodes: Vec<SampleNodeView>,
    /// The command that writes these rows.
    pub recipe: String,
    /// What should be kept in mind.
    pub notes: Vec<NoteView>,
}

/// A node of a sample.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SampleNodeView {
    /// Its name.
    pub name: String,
    /// True where it is not observed.
    pub latent: bool,
    /// Its distribution in the rows without intervention.
    pub before: DistributionView,
    /// Its distribution in the same rows under the interventions; none where there are none.
    pub after: Option<DistributionView>,
    /// Half the sum of the absolute differences of the two distributions' shares, of states or of
    /// bins: 0 where they agree, 1 where they have nothing in common.
    pub total_variation: Option<f64>,
    /// Exact probability of every state without intervention, where the network allows.
    pub truth: Option<Vec<f64>>,
    /// Exact probability of every state under the interventions, where the network allows.
    pub truth_after: Option<Vec<f64>>,
}
