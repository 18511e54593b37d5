//! Terms of linear functions that follow the arrows of a diagram and the states of parents.

use crate::{Mechanism, Term, Values};

/// All terms of a mechanism.
pub(super) fn all(mechanism: &mut Mechanism) -> impl Iterator<Item = &mut Term> {
    lists(mechanism).into_iter().flatten()
}

/// Leaves out the terms for a parent that is gone.
pub(super) fn lose(mechanism: &mut Mechanism, parent: &str) {
    for terms in lists(mechanism) {
        terms.retain(|term| term.parent != parent);
    }
}

/// Adds terms that change nothing yet: one for a number, one for every state but the first.
pub(super) fn gain(mechanism: &mut Mechanism, parent: &str, values: &Values) {
    for terms in lists(mechanism) {
        terms.extend(zeros(parent, values));
    }
}

/// Makes the terms for a parent fit its values: those of states that it has stay.
pub(super) fn follow(mechanism: &mut Mechanism, parent: &str, values: &Values) {
    let fits = |term: &Term| match &term.state {
        Some(state) => values.states().contains(state),
        None => values.states().is_empty(),
    };
    for terms in lists(mechanism) {
        terms.retain(|term| term.parent != parent || fits(term));
        if !terms.iter().any(|term| term.parent == parent) {
            terms.extend(zeros(parent, values));
        }
    }
}

fn zeros(parent: &str, values: &Values) -> Vec<Term> {
    let term = |state: Option<&String>| Term {
        parent: parent.to_owned(),
        state: state.cloned(),
        coefficient: 0.0,
    };
    match values {
        Values::Count | Values::Number => vec![term(None)],
        Values::Ordered(states) | Values::Unordered(states) => {
            states.iter().skip(1).map(|state| term(Some(state))).collect()
        }
    }
}

fn lists(mechanism: &mut Mechanism) -> Vec<&mut Vec<Term>> {
    match mechanism {
        Mechanism::Linear { terms, .. } | Mechanism::Poisson { terms, .. } => vec![terms],
        Mechanism::Logistic { scores } => scores.iter_mut().map(|score| &mut score.terms).collect(),
        _ => Vec::new(),
    }
}
