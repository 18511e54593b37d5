//! Giving a node other values: its own mechanism and the tables of its effects follow.

use crate::{Mechanism, Model, Term, Values, Variable};

/// Gives a node these values.
///
/// States that are as many as before are new names for the old ones, in order. Else the node starts
/// with a mechanism of its new kind (all states equally likely; noise with standard deviation 1;
/// mean 1), and the tables of its effects keep the rows of the states that remain, the last of them
/// standing for further ones. A node without a mechanism gets one. A name that the diagram does not
/// have changes nothing.
pub fn state_values(model: &mut Model, node: &str, values: Values) {
    if model.graph.node(node).is_none() {
        return;
    }
    let known = super::known_values(model);
    let before = known.get(node).cloned();
    let old_states = before.as_ref().map(|values| values.states().to_vec()).unwrap_or_default();
    let new_states = values.states().to_vec();
    let is_renaming = !new_states.is_empty() && old_states.len() == new_states.len();
    let mechanism = match model.variables.get(node) {
        Some(variable) if is_renaming => {
            renamed(variable.mechanism.clone(), &old_states, &new_states)
        }
        Some(variable) if before.as_ref() == Some(&values) => variable.mechanism.clone(),
        _ => start(model, node, &values),
    };
    let parents: Vec<String> = model.graph.parents(node).into_iter().map(str::to_owned).collect();
    let variable = model.variables.entry(node.to_owned()).or_insert_with(|| Variable {
        about: String::new(),
        unit: String::new(),
        values: values.clone(),
        parents,
        mechanism: mechanism.clone(),
    });
    variable.values = values;
    variable.mechanism = mechanism;
    let effects: Vec<String> = model.graph.children(node).into_iter().map(str::to_owned).collect();
    // Until it is stated, tables take a node to be what it would be filled in with.
    let before = before.unwrap_or_else(super::starting::values);
    let after = model.variables[node].values.clone();
    for effect in effects {
        if before.states().is_empty() == after.states().is_empty() {
            follow(model, &effect, node, before.states(), &new_states);
        } else if let Some(variable) = model.variables.get_mut(&effect) {
            super::follow_states(variable, node, &before, &after, &known);
        }
    }
}

/// A mechanism to begin with.
fn start(model: &Model, node: &str, values: &Values) -> Mechanism {
    let n_states = values.states().len();
    match values {
        Values::Number => {
            Mechanism::Linear { intercept: 0.0, terms: Vec::new(), standard_deviation: 1.0 }
        }
        Values::Count => Mechanism::Poisson { intercept: 0.0, terms: Vec::new() },
        Values::Ordered(_) | Values::Unordered(_) => {
            let cards: Vec<usize> = model
                .graph
                .parents(node)
                .into_iter()
                .map(|parent| {
                    model.variables.get(parent).map_or(0, |parent| parent.values.states().len())
                })
                .collect();
            if cards.contains(&0) {
                return Mechanism::Logistic { scores: Vec::new() };
            }
            let n_rows = cards.iter().product();
            Mechanism::Table { rows: vec![vec![1.0 / n_states as f64; n_states]; n_rows] }
        }
    }
}

/// A mechanism whose states have new names.
fn renamed(mechanism: Mechanism, old: &[String], new: &[String]) -> Mechanism {
    match mechanism {
        Mechanism::Logistic { mut scores } => {
            for score in &mut scores {
                if let Some(place) = old.iter().position(|state| *state == score.state) {
                    score.state.clone_from(&new[place]);
                }
            }
            Mechanism::Logistic { scores }
        }
        other => other,
    }
}

/// Brings the mechanism of an effect in step with a parent's states.
fn follow(model: &mut Model, effect: &str, parent: &str, old: &[String], new: &[String]) {
    let cards: Vec<usize> = model.variables.get(effect).map_or_else(Vec::new, |variable| {
        let card = |name: &String| {
            model.variables.get(name).map_or(0, |parent| parent.values.states().len())
        };
        variable.parents.iter().map(card).collect()
    });
    let Some(variable) = model.variables.get_mut(effect) else { return };
    let place = variable.parents.iter().position(|name| name == parent);
    let n_states = variable.values.states().len();
    match &mut variable.mechanism {
        Mechanism::Table { rows } => {
            let Some(place) = place else { return };
            if old.len() != new.len() {
                *rows = with_states(rows, &cards, place, (old.len(), new.len()), n_states);
            }
        }
        Mechanism::Linear { terms, .. } | Mechanism::Poisson { terms, .. } => {
            follow_terms(terms, parent, old, new);
        }
        Mechanism::Logistic { scores } => {
            for score in scores {
                follow_terms(&mut score.terms, parent, old, new);
            }
        }
        _ => {}
    }
}

/// The rows of a table one of whose parents now has another number of states; `cards` are the new ones.
fn with_states(
    rows: &[Vec<f64>],
    cards: &[usize],
    place: usize,
    (n_old, n_new): (usize, usize),
    n_states: usize,
) -> Vec<Vec<f64>> {
    let inner: usize = cards[place + 1..].iter().product();
    let outer: usize = cards[..place].iter().product();
    let uniform = vec![1.0 / n_states.max(1) as f64; n_states];
    let mut changed = Vec::with_capacity(outer * n_new * inner);
    for block in 0..outer {
        for state in 0..n_new {
            for last in 0..inner {
                let kept = state.min(n_old.saturating_sub(1));
                let row = (block * n_old + kept) * inner + last;
                changed.push(rows.get(row).unwrap_or(&uniform).clone());
            }
        }
    }
    changed
}

fn follow_terms(terms: &mut Vec<Term>, parent: &str, old: &[String], new: &[String]) {
    let is_renaming = old.len() == new.len();
    for term in terms.iter_mut().filter(|term| term.parent == parent) {
        let place = term.state.as_ref().and_then(|state| old.iter().position(|name| name == state));
        if let (true, Some(place)) = (is_renaming, place) {
            term.state = Some(new[place].clone());
        }
    }
    // A term of a state that is gone, or of a number that has states now, has no meaning.
    terms.retain(|term| {
        term.parent != parent
            || match &term.state {
                Some(state) => new.contains(state),
                None => new.is_empty(),
            }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Program;

    fn states(names: &[&str]) -> Values {
        Values::Ordered(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn model() -> Model {
        let graph = graph::dagitty::read("dag { a -> c b -> c }").expect("the text is a diagram");
        let mut model = Model { graph, ..Model::default() };
        state_values(&mut model, "a", states(&["no", "yes"]));
        state_values(&mut model, "b", states(&["no", "yes"]));
        state_values(&mut model, "c", states(&["no", "yes"]));
        let variable = model.variables.get_mut("c").expect("it was stated");
        variable.mechanism = Mechanism::Table {
            rows: vec![vec![0.1, 0.9], vec![0.2, 0.8], vec![0.3, 0.7], vec![0.4, 0.6]],
        };
        model
    }

    fn rows(model: &Model) -> Vec<f64> {
        match &model.variables["c"].mechanism {
            Mechanism::Table { rows } => rows.iter().map(|row| row[0]).collect(),
            other => panic!("no table: {other:?}"),
        }
    }

    #[test]
    fn a_further_state_of_a_cause_repeats_the_rows_of_its_last_one() {
        let mut wider = model();
        state_values(&mut wider, "a", states(&["low", "mid", "high"]));
        assert_eq!(rows(&wider), [0.1, 0.2, 0.3, 0.4, 0.3, 0.4]);
        let mut wider = model();
        state_values(&mut wider, "b", states(&["low", "mid", "high"]));
        assert_eq!(rows(&wider), [0.1, 0.2, 0.2, 0.3, 0.4, 0.4]);
        assert!(Program::new(&wider).is_ok());
    }

    #[test]
    fn as_many_states_are_new_names_and_keep_every_number() {
        let mut renamed = model();
        state_values(&mut renamed, "a", states(&["never", "always"]));
        state_values(&mut renamed, "c", states(&["well", "ill"]));
        assert_eq!(rows(&renamed), [0.1, 0.2, 0.3, 0.4]);
        assert_eq!(renamed.variables["c"].values.states(), ["well", "ill"]);
        assert!(Program::new(&renamed).is_ok());
    }

    #[test]
    fn a_number_in_place_of_states_starts_with_normal_noise() {
        let mut changed = model();
        state_values(&mut changed, "c", Values::Number);
        let variable = &changed.variables["c"];
        assert!(matches!(variable.mechanism, Mechanism::Linear { standard_deviation: 1.0, .. }));
        assert!(Program::new(&changed).is_ok());
        // The tables of its effects become logistic.
        state_values(&mut changed, "b", Values::Count);
        assert!(Program::new(&changed).is_ok());
        let mut changed = model();
        state_values(&mut changed, "a", Values::Count);
        assert!(matches!(changed.variables["c"].mechanism, Mechanism::Logistic { .. }));
        assert!(Program::new(&changed).is_ok());
        state_values(&mut changed, "nobody", Values::Number);
        assert!(!changed.variables.contains_key("nobody"));
    }
}
