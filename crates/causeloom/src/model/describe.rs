//! A model in words and distributions.

use graph::Mark;
use scm::{Mechanism, Model, Term, Values};

use super::{distributions, words};
use crate::{
    Error, Study,
    view::{DistributionView, ModelView, NodeView},
};

/// Every node in words, with its distribution where the model is finished.
pub(super) fn describe(study: &Study) -> Result<ModelView, Error> {
    let model = super::model_of(study)?;
    let unstated: Vec<String> = model
        .graph
        .names()
        .filter(|name| !model.variables.contains_key(*name))
        .map(str::to_owned)
        .collect();
    let mut problems = Vec::new();
    let mut shown = Vec::new();
    if let Err(error) = model.graph.check() {
        problems.push(Error::new("diagram", error.to_string()));
    } else if unstated.is_empty() && !model.graph.nodes.is_empty() {
        match distributions::of_all(study) {
            Ok(found) => shown = found,
            Err(error) => problems.push(error),
        }
    }
    let states = |name: &str| model.variables.get(name).map(|variable| &variable.values);
    let discrete = !model.graph.nodes.is_empty()
        && model
            .graph
            .names()
            .all(|name| states(name).is_some_and(|values| !values.states().is_empty()));
    let nodes = model
        .graph
        .nodes
        .iter()
        .enumerate()
        .map(|(idx, node)| {
            let variable = model.variables.get(&node.name);
            NodeView {
                name: node.name.clone(),
                about: variable.map(|variable| variable.about.clone()).unwrap_or_default(),
                unit: variable.map(|variable| variable.unit.clone()).unwrap_or_default(),
                values: variable.map_or("", |variable| kind(&variable.values)).to_owned(),
                mechanism_words: variable.map(words::sentence).unwrap_or_default(),
                latent: node.marks.contains(&Mark::Latent),
                distribution: shown.get(idx).cloned().unwrap_or_else(|| DistributionView {
                    of: node.name.clone(),
                    ..DistributionView::default()
                }),
            }
        })
        .collect();
    Ok(ModelView { problems, unstated, nodes, n_parameters: n_parameters(&model), discrete })
}

fn kind(values: &Values) -> &'static str {
    match values {
        Values::Ordered(_) => "ordered",
        Values::Unordered(_) => "unordered",
        Values::Count => "count",
        Values::Number => "number",
    }
}

/// Free numbers of all mechanisms; those within expressions are not counted.
fn n_parameters(model: &Model) -> u64 {
    let of_terms = |terms: &[Term]| terms.len() as u64;
    let of = |mechanism: &Mechanism| -> u64 {
        match mechanism {
            Mechanism::Table { rows } => {
                rows.iter().map(|row| (row.len() as u64).saturating_sub(1)).sum()
            }
            Mechanism::Linear { terms, .. } => 2 + of_terms(terms),
            Mechanism::Logistic { scores } => {
                scores.iter().map(|score| 1 + of_terms(&score.terms)).sum()
            }
            Mechanism::Poisson { terms, .. } => 1 + of_terms(terms),
            Mechanism::Empirical { values } => values.len() as u64,
            Mechanism::Additive { .. } | Mechanism::Formula { .. } | Mechanism::Forest(_) => 0,
        }
    };
    model
        .graph
        .names()
        .filter_map(|name| model.variables.get(name))
        .map(|variable| of(&variable.mechanism))
        .sum()
}
