//! Fitting: a mechanism for every node of a diagram, from the columns of a table.
//!
//! # Assumptions
//! Given its parents in the diagram a node does not depend on what is upstream, so that each mechanism
//! is fitted on its own; there are no hidden common causes; and rows that lack a value of a node or of a
//! parent are left out of that node's fit as if they lacked it by chance.
//!
//! # Algorithm
//! 1. Yes/no and category columns give states, number columns give numbers; [`FitConfig::values`] can
//!    say otherwise.
//! 2. States whose parents all have states: shares in the table, smoothed towards equal shares
//!    (a Dirichlet prior, D. Heckerman, D. Geiger, D. M. Chickering, "Learning Bayesian networks",
//!    Machine Learning 20, 1995).
//! 3. Other states: multinomial logistic regression by maximum likelihood.
//! 4. Numbers: least squares with normal noise or with the residuals as noise; without parents the
//!    values themselves or a normal law.
//! 5. Counts: Poisson regression by maximum likelihood.
//! 6. By choice random forests for states and numbers with parents.

mod columns;
mod design;
mod error;
mod forest;
mod note;
mod numbers;
mod poisson;
mod states;
#[cfg(test)]
mod tests;

pub use error::FitError;
pub use note::{FitNote, FitRemark};

use crate::{Mechanism, Model, Values, Variable};
use columns::{Case, Observed};
use graph::{Diagram, EdgeKind, Mark};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use table::Table;

/// How a model is fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FitConfig {
    /// Rows that are added to each row of a table, spread evenly over the states: the equivalent sample
    /// size of a Dirichlet prior for each configuration of the parents. From 0.
    pub smoothing: f64,
    /// The noise of numbers that have parents.
    pub residuals: Law,
    /// The law of numbers without parents.
    pub roots: Law,
    /// What nodes with parents are fitted by.
    pub learner: Learner,
    /// What single nodes are fitted by instead.
    pub learners: BTreeMap<String, Learner>,
    /// Values of nodes where they are not those of the column's kind: an order of states, states that
    /// the table may lack, or counts, which are fitted as Poisson.
    pub values: BTreeMap<String, Values>,
    /// Trees of a forest, from 1.
    pub trees: u32,
    /// The most values or residuals that an empirical law keeps, from 2.
    pub most_values: u32,
    /// From which forests draw.
    pub seed: u64,
}

/// The law of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// The normal law.
    Normal,
    /// Values or residuals as they are in the table, all equally likely.
    Empirical,
}

/// What a node with parents is fitted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Learner {
    /// Tables where the node and all its parents have states, regression elsewhere.
    #[default]
    Automatic,
    /// Regression without interactions: logistic for states, linear for numbers.
    Regression,
    /// A random forest; counts are fitted by regression all the same.
    Forest,
}

/// A fitted model and what is to be known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The model: the diagram without bidirected edges, and a variable for every node.
    pub model: Model,
    /// What a user should know, in the order of the diagram's nodes.
    pub notes: Vec<FitNote>,
}

impl Default for FitConfig {
    fn default() -> Self {
        Self {
            smoothing: 1.0,
            residuals: Law::Normal,
            roots: Law::Empirical,
            learner: Learner::Automatic,
            learners: BTreeMap::new(),
            values: BTreeMap::new(),
            trees: 200,
            most_values: 10_000,
            seed: 1,
        }
    }
}

/// Fits a mechanism for every node of a diagram to the column of its name.
///
/// # Errors
/// A diagram that is not acyclic; latent nodes and nodes without a column; columns that are dates,
/// identifiers or text; nodes that no row can be used for; settings out of range; see [`FitError`].
pub fn fit(diagram: &Diagram, table: &Table, config: &FitConfig) -> Result<Fitted, FitError> {
    fit_with_progress(diagram, table, config, &mut |_| {})
}

/// As [`fit`]; `progress` hears how many nodes are fitted, after each of them.
///
/// # Errors
/// As [`fit`].
pub fn fit_with_progress(
    diagram: &Diagram,
    table: &Table,
    config: &FitConfig,
    progress: &mut dyn FnMut(usize),
) -> Result<Fitted, FitError> {
    diagram.check()?;
    check_config(diagram, config)?;
    check_nodes(diagram, table)?;
    let mut observed = BTreeMap::new();
    for name in diagram.names() {
        let column = Observed::read(name, table, config.values.get(name))?;
        observed.insert(name, column);
    }
    let mut model = Model {
        source: format!("fitted to a table of {} rows", table.n_rows()),
        graph: diagram.clone(),
        ..Model::default()
    };
    model.graph.edges.retain(|edge| edge.kind == EdgeKind::Directed);
    let mut notes = Vec::new();
    for name in diagram.names() {
        let parents = diagram.parents(name);
        let mut remarks = Vec::new();
        for edge in diagram.edges.iter().filter(|edge| edge.kind == EdgeKind::Bidirected) {
            if edge.from == name {
                remarks.push(FitRemark::Bidirected { with: edge.to.clone() });
            }
        }
        let case = Case::new(name, &parents, &observed, &mut remarks)?;
        let mechanism = mechanism(&case, config, &mut remarks)?;
        let variable = Variable {
            about: String::new(),
            unit: String::new(),
            values: case.values.clone(),
            parents: parents.into_iter().map(str::to_owned).collect(),
            mechanism,
        };
        model.variables.insert(name.to_owned(), variable);
        let note = |remark| FitNote { node: name.to_owned(), remark };
        notes.extend(remarks.into_iter().map(note));
        progress(model.variables.len());
    }
    Ok(Fitted { model, notes })
}

fn mechanism(
    case: &Case,
    config: &FitConfig,
    remarks: &mut Vec<FitRemark>,
) -> Result<Mechanism, FitError> {
    let learner = config.learners.get(case.node).copied().unwrap_or(config.learner);
    let by_forest = learner == Learner::Forest && !case.parents.is_empty();
    match case.values {
        Values::Ordered(states) | Values::Unordered(states) => {
            let can_be_table = case.parents.iter().all(|parent| !parent.states().is_empty());
            let one_state = states.len() == 1;
            let by_table = learner == Learner::Automatic || case.parents.is_empty() || one_state;
            if can_be_table && by_table {
                states::table(case, config.smoothing, remarks)
            } else if by_forest && !one_state {
                forest::fit_forest(case, config, remarks)
            } else {
                states::logistic(case, remarks)
            }
        }
        Values::Count => poisson::fit_poisson(case, remarks),
        Values::Number if by_forest => forest::fit_forest(case, config, remarks),
        Values::Number => numbers::fit_number(case, config, remarks),
    }
}

fn check_config(diagram: &Diagram, config: &FitConfig) -> Result<(), FitError> {
    let setting = |setting, value, range| Err(FitError::Setting { setting, value, range });
    if !(config.smoothing.is_finite() && config.smoothing >= 0.0) {
        return setting("smoothing", config.smoothing, "a number from 0");
    }
    if config.trees == 0 {
        return setting("trees", 0.0, "at least 1");
    }
    if config.most_values < 2 {
        return setting("most_values", f64::from(config.most_values), "at least 2");
    }
    let learners = config.learners.keys().map(|name| (name, "learners"));
    let values = config.values.keys().map(|name| (name, "values"));
    match learners.chain(values).find(|(name, _)| diagram.node(name).is_none()) {
        Some((name, setting)) => Err(FitError::NoSuchNode { name: name.clone(), setting }),
        None => Ok(()),
    }
}

fn check_nodes(diagram: &Diagram, table: &Table) -> Result<(), FitError> {
    let owned = |nodes: Vec<&str>| nodes.into_iter().map(str::to_owned).collect();
    let latent = diagram.with_mark(Mark::Latent);
    if !latent.is_empty() {
        return Err(FitError::Latent { nodes: owned(latent) });
    }
    let absent: Vec<&str> = diagram.names().filter(|name| table.position(name).is_none()).collect();
    if absent.is_empty() { Ok(()) } else { Err(FitError::NoColumn { nodes: owned(absent) }) }
}
