//! Why a model cannot be fitted to a table.

use crate::error::list;
use table::ColumnKind;

/// Error of fitting a model.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// The diagram is not acyclic or not well formed.
    #[error(transparent)]
    Graph(#[from] graph::Error),
    /// Nodes that are marked as not observed: nothing can be learned of their mechanisms from data
    /// alone.
    #[error(
        "{} cannot be fitted because they are latent; leave them out, or take the mark off where the table has them",
        list(.nodes)
    )]
    Latent {
        /// The nodes, in the order of the diagram.
        nodes: Vec<String>,
    },
    /// Nodes that are no columns.
    #[error("the table has no column for {}; rename the nodes or leave them out", list(.nodes))]
    NoColumn {
        /// The nodes, in the order of the diagram.
        nodes: Vec<String>,
    },
    /// A setting names a node that the diagram does not have.
    #[error("there is no node `{name}`, which the setting `{setting}` names")]
    NoSuchNode {
        /// The name.
        name: String,
        /// The setting.
        setting: &'static str,
    },
    /// A setting is out of its range.
    #[error("the setting `{setting}` is {value}; it has to be {range}")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// What it is.
        value: f64,
        /// What it may be.
        range: &'static str,
    },
    /// A column that is neither numbers nor states.
    #[error(
        "`{node}` is read as {kind}, which has no mechanism; read it as a number or a category, or leave the node out"
    )]
    Kind {
        /// The node.
        node: String,
        /// How its column is read.
        kind: ColumnKind,
    },
    /// A column has more different values than a node can have states.
    #[error("`{node}` has {found} different values; 255 are the most states of a node")]
    TooManyStates {
        /// The node.
        node: String,
        /// Different values.
        found: usize,
    },
    /// The states that were stated for a node are none, or one of them stands twice or has no name.
    #[error("the states given for `{node}`, {}, are none or cannot be told apart", list(.states))]
    States {
        /// The node.
        node: String,
        /// The states.
        states: Vec<String>,
    },
    /// A cell holds none of the states that were stated for its node.
    #[error("row {row} of `{node}` has `{found}`, which is none of {}", list(.states))]
    UnknownState {
        /// The node.
        node: String,
        /// The first such row, from 1.
        row: u32,
        /// What stands there.
        found: String,
        /// The states.
        states: Vec<String>,
    },
    /// A cell of a count is no whole number from 0.
    #[error("row {row} of `{node}` has {value}, which is no count")]
    NotACount {
        /// The node.
        node: String,
        /// The first such row, from 1.
        row: u32,
        /// What stands there.
        value: f64,
    },
    /// No row has values of the node and all its parents.
    #[error("none of {rows} rows has a value of {}", list(.columns))]
    NoRows {
        /// The node that was to be fitted.
        node: String,
        /// The node and its parents.
        columns: Vec<String>,
        /// Rows of the table.
        rows: u32,
    },
    /// The table of a node would be too large.
    #[error(
        "the table of `{node}` would have a row for each of {configurations} configurations of its parents; fit it by regression or by a forest, or draw fewer arrows"
    )]
    TableTooLarge {
        /// The node.
        node: String,
        /// Configurations, at most `u64::MAX`.
        configurations: u64,
    },
    /// A regression would have too many coefficients.
    #[error(
        "the regression of `{node}` would have {coefficients} coefficients; {most} are the most, so merge states or draw fewer arrows"
    )]
    TooManyCoefficients {
        /// The node.
        node: String,
        /// Coefficients.
        coefficients: usize,
        /// The most that are fitted.
        most: usize,
    },
    /// The numbers of a node or its parents are too large to compute with.
    #[error("the numbers of `{node}` or its parents are too large to be fitted; use another unit")]
    TooLarge {
        /// The node.
        node: String,
    },
    /// Too few rows or trees for residuals of a forest.
    #[error(
        "some of the {rows} rows of `{node}` are in the samples of all {trees} trees, so the forest has no residual for them; grow more trees"
    )]
    NoOutOfBag {
        /// The node.
        node: String,
        /// Rows.
        rows: usize,
        /// Trees.
        trees: u32,
    },
    /// A regression cannot be computed.
    #[error("`{node}` cannot be fitted: {error}")]
    Learn {
        /// The node.
        node: String,
        /// Why.
        error: learn::Error,
    },
}
