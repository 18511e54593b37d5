//! Checks of a model that do not look into mechanisms.

use crate::{Error, Model, StatesFault, Values, Variable, names::nearest};
use graph::Diagram;
use std::collections::{BTreeMap, BTreeSet};

/// Nothing is said of nodes that the diagram does not have.
pub(super) fn only_nodes(model: &Model, names: &[String]) -> Result<(), Error> {
    let known: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    match model.variables.keys().find(|name| !known.contains(name.as_str())) {
        Some(name) => Err(unknown(name, names)),
        None => Ok(()),
    }
}

/// The error that a name is no node.
pub(crate) fn unknown(name: &str, names: &[String]) -> Error {
    let near = nearest(name, names.iter().map(String::as_str));
    Error::UnknownNode { name: name.to_owned(), nearest: near.map(str::to_owned) }
}

/// States have names, each its own, and fit a byte.
pub(super) fn states(node: &str, values: &Values) -> Result<(), Error> {
    const MOST: usize = 255;
    let (Values::Ordered(states) | Values::Unordered(states)) = values else { return Ok(()) };
    let mut seen = BTreeSet::new();
    let fault = if states.is_empty() {
        StatesFault::None
    } else if states.len() > MOST {
        StatesFault::TooMany(states.len())
    } else if states.iter().any(String::is_empty) {
        StatesFault::Unnamed
    } else if let Some(state) = states.iter().find(|state| !seen.insert(state.as_str())) {
        StatesFault::Doubled(state.clone())
    } else {
        return Ok(());
    };
    Err(Error::States { node: node.to_owned(), fault })
}

/// For every node its parents in the diagram.
pub(super) fn drawn_parents(diagram: &Diagram) -> Vec<Vec<&str>> {
    let places: BTreeMap<&str, usize> =
        diagram.names().enumerate().map(|(idx, name)| (name, idx)).collect();
    let mut parents = vec![Vec::new(); diagram.nodes.len()];
    for (from, to) in diagram.arrows() {
        if let Some(&idx) = places.get(to) {
            parents[idx].push(from);
        }
    }
    parents
}

/// The numbers of the stated parents, which are those of the diagram.
pub(super) fn parents(
    node: &str,
    variable: &Variable,
    drawn: &[&str],
    names: &[String],
) -> Result<Vec<usize>, Error> {
    let stated: BTreeSet<&str> = variable.parents.iter().map(String::as_str).collect();
    let is_same = stated.len() == variable.parents.len()
        && stated.len() == drawn.len()
        && drawn.iter().all(|parent| stated.contains(parent));
    let numbers: Vec<usize> = variable
        .parents
        .iter()
        .filter_map(|parent| names.iter().position(|name| name == parent))
        .collect();
    if is_same && numbers.len() == variable.parents.len() {
        return Ok(numbers);
    }
    Err(Error::Parents {
        node: node.to_owned(),
        stated: variable.parents.clone(),
        drawn: drawn.iter().map(|parent| (*parent).to_owned()).collect(),
    })
}
