//! Structural causal models for the clients: the document, its edits, and questions about it.

mod ask;
pub(crate) mod compiled;
mod describe;
mod distributions;
mod fitting;
mod infer;
mod observed;
mod rows;
mod table_rows;
pub(crate) mod tally;
mod text;
mod unit;
mod words;

pub use ask::{ModelAnswer, ModelQuestion, ask_model};
pub use fitting::fit_model;
pub use graph::{
    AdjustmentFault, AdjustmentSets, Attribute, Diagram, DiagramEdge, DiagramNode, EdgeKind,
    FrontDoor, Independence, Instrument, Mark, Path, Paths, Step, adjustment_faults, ancestors_of,
    d_separated, dagitty, descendants_of, find_front_door, instruments, is_adjustment_set,
    is_front_door_set, local_markov, minimal_adjustment_sets, open_paths, pairwise,
    topological_order,
};
pub use rows::{RowFormat, RowWriter};
pub use scm::{Link, Mechanism, Model, Noise, Score, Term, Values, Variable};
use serde::{Deserialize, Serialize};
pub use table_rows::counterfactual_rows;
pub use text::{formats, read};

use crate::{Error, ModelReference, Study, example};

/// What a person does to a diagram, and to a model.
pub mod edit {
    pub use graph::{
        add_node, connect, disconnect, fresh_name, move_node, remove_node, rename_node, toggle_mark,
    };
    pub use scm::edit::{rename, set_graph, set_variable, state_values, unstated};
}

/// A built-in model as a page offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelSummary {
    /// Stable identifier, for instance `asia`.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// Where its structure and numbers come from.
    pub source: String,
    /// Number of nodes.
    pub n_nodes: u32,
    /// Number of arrows.
    pub n_arrows: u32,
    /// What it is for.
    pub kind: ModelKind,
    /// True where this project made its numbers up.
    pub simulated: bool,
}

/// What a built-in model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelKind {
    /// A published network.
    Network,
    /// A clinical model.
    Clinical,
    /// A small model that shows one thing.
    Teaching,
}

/// Every built-in model.
pub fn models() -> Vec<ModelSummary> {
    example::models::summaries()
}

/// The model that a study is about.
///
/// # Errors
/// A study without a model; an identifier that no built-in model has.
pub fn model_of(study: &Study) -> Result<Model, Error> {
    match &study.model {
        ModelReference::Nothing => Err(Error::new("no-model", "there is no model yet")
            .with_hint("open a built-in model, draw one, or import one")),
        ModelReference::BuiltIn { id } => example::models::model(id),
        ModelReference::Own(model) => Ok((**model).clone()),
    }
}
