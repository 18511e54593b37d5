//! Edits of a model as a person makes them on its diagram and its nodes; mechanisms follow as well as
//! they can.
//!
//! A new arrow changes nothing until somebody says what it does: tables repeat their rows, linear
//! functions get a coefficient of 0. An arrow that goes leaves the average over the states of the parent
//! that is gone. Expressions stay as they are; where they name a parent that is gone, compiling says so.

mod starting;
mod terms;
#[cfg(test)]
mod tests;
mod values;

use crate::{
    Error, Link, Mechanism, Model, Noise, Values, Variable, expression::rename as rename_in,
    program::unknown_node,
};
use graph::Diagram;
use std::collections::BTreeMap;

pub use starting::fill_in;
pub use values::state_values;

/// Gives the model another diagram: variables of nodes that it does not have go, the others' parents
/// become those of the diagram. Nodes that are new have no variable yet, see [`fill_in`]; until then
/// tables take them to have the two states that they would be filled in with.
///
/// # Errors
/// What [`Diagram::check`] finds; the model is unchanged then.
pub fn set_graph(model: &mut Model, graph: Diagram) -> Result<(), Error> {
    graph.check()?;
    let values = known_values(model);
    model.variables.retain(|name, _| graph.node(name).is_some());
    let mut parents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in graph.arrows() {
        parents.entry(to).or_default().push(from);
    }
    for (name, variable) in &mut model.variables {
        let drawn = parents.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        follow_arrows(variable, drawn, &values);
    }
    model.graph = graph;
    Ok(())
}

/// States a node: its values and its mechanism. Its parents become those of the diagram; where its
/// states are others than before, its children's tables and terms follow by the states' names, states
/// that are new being taken as the average of those before.
///
/// # Errors
/// A name that no node has; the model is unchanged then.
pub fn set_variable(model: &mut Model, name: &str, mut variable: Variable) -> Result<(), Error> {
    known(model, name)?;
    let values = known_values(model);
    let before = values.get(name).cloned().unwrap_or_else(starting::values);
    let drawn = model.graph.parents(name);
    follow_arrows(&mut variable, &drawn, &values);
    if before != variable.values {
        let children: Vec<String> =
            model.graph.children(name).into_iter().map(str::to_owned).collect();
        for child in children {
            if let Some(child) = model.variables.get_mut(&child) {
                follow_states(child, name, &before, &variable.values, &values);
            }
        }
    }
    model.variables.insert(name.to_owned(), variable);
    Ok(())
}

/// Gives a node another name: in the diagram, in its children's parents, terms, and expressions.
///
/// # Errors
/// A name that no node has, an empty one, or one that another node has.
pub fn rename(model: &mut Model, name: &str, new_name: &str) -> Result<(), Error> {
    graph::rename_node(&mut model.graph, name, new_name)?;
    if name == new_name {
        return Ok(());
    }
    if let Some(variable) = model.variables.remove(name) {
        model.variables.insert(new_name.to_owned(), variable);
    }
    for variable in model.variables.values_mut() {
        let Some(parent) = variable.parents.iter_mut().find(|parent| *parent == name) else {
            continue;
        };
        new_name.clone_into(parent);
        for term in terms::all(&mut variable.mechanism).filter(|term| term.parent == name) {
            new_name.clone_into(&mut term.parent);
        }
        match &mut variable.mechanism {
            Mechanism::Additive { mean, spread, .. } => {
                *mean = rename_in(mean, name, new_name);
                *spread = rename_in(spread, name, new_name);
            }
            Mechanism::Formula { expression } => {
                *expression = rename_in(expression, name, new_name);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The nodes without a mechanism, in the order of the diagram.
pub fn unstated(model: &Model) -> Vec<&str> {
    model.graph.names().filter(|name| !model.variables.contains_key(*name)).collect()
}

fn known(model: &Model, name: &str) -> Result<(), Error> {
    if model.graph.node(name).is_some() {
        return Ok(());
    }
    let names: Vec<String> = model.graph.names().map(str::to_owned).collect();
    Err(unknown_node(name, &names))
}

fn known_values(model: &Model) -> BTreeMap<String, Values> {
    let values = model.variables.iter();
    values.map(|(name, variable)| (name.clone(), variable.values.clone())).collect()
}

fn values_of(values: &BTreeMap<String, Values>, name: &str) -> Values {
    values.get(name).cloned().unwrap_or_else(starting::values)
}

/// Makes a variable's parents those that are drawn; its mechanism follows.
fn follow_arrows(variable: &mut Variable, drawn: &[&str], values: &BTreeMap<String, Values>) {
    for place in (0..variable.parents.len()).rev() {
        let parent = variable.parents[place].clone();
        let doubled = variable.parents[..place].contains(&parent);
        if doubled || !drawn.contains(&parent.as_str()) {
            lose_parent(variable, place, values, doubled);
        }
    }
    for parent in drawn {
        if !variable.parents.iter().any(|known| known == parent) {
            gain_parent(variable, parent, &values_of(values, parent), values);
        }
    }
}

fn lose_parent(
    variable: &mut Variable,
    place: usize,
    values: &BTreeMap<String, Values>,
    doubled: bool,
) {
    let parent = variable.parents.remove(place);
    if let Mechanism::Table { rows } = &mut variable.mechanism {
        let n_states = values_of(values, &parent).states().len();
        let inner = n_configurations(&variable.parents[place..], values);
        if n_states > 0 && inner > 0 && rows.len() % (n_states * inner) == 0 {
            *rows = rows
                .chunks_exact(n_states * inner)
                .flat_map(|outer| (0..inner).map(|at| average(outer[at..].iter().step_by(inner))))
                .collect();
        }
    }
    if !doubled {
        terms::lose(&mut variable.mechanism, &parent);
    }
}

fn gain_parent(
    variable: &mut Variable,
    parent: &str,
    own: &Values,
    values: &BTreeMap<String, Values>,
) {
    let states = own.states();
    match &mut variable.mechanism {
        Mechanism::Table { rows } if states.is_empty() => {
            let rows = std::mem::take(rows);
            let parents: Vec<Values> =
                variable.parents.iter().map(|known| values_of(values, known)).collect();
            variable.mechanism = starting::logistic_of_table(variable, &rows, &parents);
            terms::gain(&mut variable.mechanism, parent, own);
        }
        Mechanism::Table { rows } => {
            *rows = std::mem::take(rows)
                .into_iter()
                .flat_map(|row| std::iter::repeat_n(row, states.len()))
                .collect();
        }
        Mechanism::Empirical { values: drawn } => {
            variable.mechanism = Mechanism::Additive {
                mean: "0".to_owned(),
                spread: "1".to_owned(),
                noise: Noise::Empirical(std::mem::take(drawn)),
                link: Link::Identity,
            };
        }
        other => terms::gain(other, parent, own),
    }
    variable.parents.push(parent.to_owned());
}

/// Makes a child's mechanism fit other values of one parent.
fn follow_states(
    child: &mut Variable,
    parent: &str,
    before: &Values,
    after: &Values,
    values: &BTreeMap<String, Values>,
) {
    let Some(place) = child.parents.iter().position(|known| known == parent) else { return };
    let (old, new) = (before.states(), after.states());
    match &mut child.mechanism {
        Mechanism::Table { .. } if new.is_empty() => {
            lose_parent(child, place, values, false);
            gain_parent(child, parent, after, values);
        }
        Mechanism::Table { rows } => {
            let inner = n_configurations(&child.parents[place + 1..], values);
            if old.is_empty() || inner == 0 || rows.len() % (old.len() * inner) != 0 {
                return;
            }
            let state = |outer: &[Vec<f64>], name: &String| -> Vec<Vec<f64>> {
                if let Some(code) = old.iter().position(|known| known == name) {
                    return outer[code * inner..(code + 1) * inner].to_vec();
                }
                (0..inner).map(|at| average(outer[at..].iter().step_by(inner))).collect()
            };
            *rows = rows
                .chunks_exact(old.len() * inner)
                .flat_map(|outer| new.iter().flat_map(move |name| state(outer, name)))
                .collect();
        }
        mechanism => terms::follow(mechanism, parent, after),
    }
}

/// How many configurations of states some parents have.
fn n_configurations(parents: &[String], values: &BTreeMap<String, Values>) -> usize {
    let cards = parents.iter().map(|parent| values_of(values, parent).states().len());
    cards.fold(1_usize, usize::saturating_mul)
}

/// The average of rows, place by place.
fn average<'a>(rows: impl Iterator<Item = &'a Vec<f64>>) -> Vec<f64> {
    let mut sum: Vec<f64> = Vec::new();
    let mut n = 0.0;
    for row in rows {
        if sum.is_empty() {
            sum = vec![0.0; row.len()];
        }
        for (sum, value) in sum.iter_mut().zip(row) {
            *sum += value;
        }
        n += 1.0;
    }
    sum.iter().map(|value| value / n).collect()
}
