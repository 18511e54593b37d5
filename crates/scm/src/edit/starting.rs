//! Mechanisms to start with, for nodes that nothing is said of yet.

use crate::{Column, Error, Mechanism, Model, Program, Score, Term, Values, Variable};
use graph::Diagram;
use numeric::{float, seed::Seed};
use std::collections::BTreeSet;

/// Rows by which the size of a parent's numbers is found.
const PILOT_ROWS: u64 = 512;
/// The least probability that a table has as a logistic mechanism.
const LEAST: f64 = 1e-6;

/// Gives every node without a mechanism one to start with: the two states no and yes, logistic, so that
/// each parent makes yes more likely. From a parent's first state to its last the log-odds rise by 1, in
/// equal steps; for a parent with numbers they rise by 1 for one standard deviation. All parents in the
/// middle make yes as likely as no.
///
/// # Errors
/// What [`Diagram::check`] finds; the model is unchanged then.
pub fn fill_in(model: &mut Model) -> Result<(), Error> {
    let order = graph::topological_order(&model.graph)?;
    for name in order {
        if model.variables.contains_key(&name) {
            continue;
        }
        let parents: Vec<String> =
            model.graph.parents(&name).into_iter().map(str::to_owned).collect();
        let mut score = Score { state: "yes".to_owned(), intercept: 0.0, terms: Vec::new() };
        for parent in &parents {
            let term = |state: Option<String>, coefficient: f64| Term {
                parent: parent.clone(),
                state,
                coefficient,
            };
            let known = model.variables.get(parent).map(|variable| &variable.values);
            if let Some(Values::Ordered(states) | Values::Unordered(states)) = known {
                let last = states.len().saturating_sub(1).max(1) as f64;
                score.intercept -= 0.5;
                for (number, state) in states.iter().enumerate().skip(1) {
                    score.terms.push(term(Some(state.clone()), number as f64 / last));
                }
                continue;
            }
            let (mean, deviation) = size_of(model, parent).unwrap_or((0.0, 0.0));
            let coefficient = if deviation > 0.0 { two_digits(1.0 / deviation) } else { 0.0 };
            score.intercept -= two_digits(mean * coefficient);
            score.terms.push(term(None, coefficient));
        }
        let variable = Variable {
            about: String::new(),
            unit: String::new(),
            values: values(),
            parents,
            mechanism: Mechanism::Logistic { scores: vec![score] },
        };
        model.variables.insert(name, variable);
    }
    Ok(())
}

/// The values of a node that nothing is said of.
pub(super) fn values() -> Values {
    Values::Ordered(vec!["no".to_owned(), "yes".to_owned()])
}

/// A table as a logistic mechanism without interactions: each state of a parent adds the average over
/// the others' states of what it adds to the log-odds against the first state. Exact for a table without
/// parents, and for one that has no interactions.
pub(super) fn logistic_of_table(
    variable: &Variable,
    rows: &[Vec<f64>],
    parents: &[Values],
) -> Mechanism {
    let cards: Vec<usize> = parents.iter().map(|values| values.states().len()).collect();
    let score = |(code, state): (usize, &String)| {
        let log_odds: Vec<f64> = rows
            .iter()
            .map(|row| {
                let log = |code: usize| float::ln(row.get(code).map_or(LEAST, |p| p.max(LEAST)));
                log(code) - log(0)
            })
            .collect();
        let mean = |wanted: &dyn Fn(usize) -> bool| {
            let chosen = log_odds.iter().enumerate().filter(|(number, _)| wanted(*number));
            let (sum, n) = chosen.fold((0.0, 0.0), |(sum, n), (_, value)| (sum + value, n + 1.0));
            if n > 0.0 { sum / n } else { 0.0 }
        };
        let mut intercept = mean(&|_| true);
        let mut terms = Vec::new();
        for (place, values) in parents.iter().enumerate() {
            let inner: usize = cards[place + 1..].iter().product();
            let card = cards[place].max(1);
            let of = |state: usize| mean(&|number| number / inner.max(1) % card == state);
            let first = of(0);
            for (state, name) in values.states().iter().enumerate().skip(1) {
                let coefficient = of(state) - first;
                intercept -= coefficient / card as f64;
                let parent = variable.parents[place].clone();
                terms.push(Term { parent, state: Some(name.clone()), coefficient });
            }
        }
        Score { state: state.clone(), intercept, terms }
    };
    let states = variable.values.states();
    Mechanism::Logistic { scores: states.iter().enumerate().skip(1).map(score).collect() }
}

/// Mean and standard deviation of a node with numbers, from a few rows of the model above it.
fn size_of(model: &Model, name: &str) -> Option<(f64, f64)> {
    let mut kept: BTreeSet<String> = graph::ancestors_of(&model.graph, &[name]).ok()?;
    kept.insert(name.to_owned());
    let both = |edge: &&graph::DiagramEdge| kept.contains(&edge.from) && kept.contains(&edge.to);
    let graph = Diagram {
        nodes: model.graph.nodes.iter().filter(|node| kept.contains(&node.name)).cloned().collect(),
        edges: model.graph.edges.iter().filter(both).cloned().collect(),
        attributes: Vec::new(),
    };
    let variables = model.variables.iter().filter(|(name, _)| kept.contains(*name));
    let variables = variables.map(|(name, variable)| (name.clone(), variable.clone())).collect();
    let program = Program::new(&Model { graph, variables, ..Model::default() }).ok()?;
    let sample = program.sample(Seed(0), 0..PILOT_ROWS).ok()?;
    let Column::Numbers(values) = &sample.columns[program.index(name)?] else { return None };
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
    Some((mean, float::sqrt(variance))).filter(|(mean, deviation)| (mean + deviation).is_finite())
}

/// Rounded to two digits.
fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(0.0)
}
