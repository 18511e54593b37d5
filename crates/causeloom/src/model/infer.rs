//! Probabilities by exact inference.

use scm::inference::{Axis, Term, parse_query};

use super::{
    compiled::{self, Compiled, from_inference},
    distributions, words,
};
use crate::{Error, Study, view::DistributionView};

/// Most combinations of states that an answer lists.
const MOST_STATES: usize = 10_000;

/// The answer to a query in its usual text.
pub(super) fn infer(study: &Study, text: &str) -> Result<DistributionView, Error> {
    let compiled = Compiled::of(study)?;
    let network = compiled::network(&compiled.program)?;
    let query = parse_query(text).map_err(|error| from_inference(&error))?;
    let found = network.query(&query).map_err(|error| from_inference(&error))?;
    let n_states = found.probabilities.len();
    if n_states > MOST_STATES {
        return Err(Error::new(
            "too-many-states",
            format!("the answer has {n_states} combinations of states"),
        )
        .with_hint("ask for fewer nodes at once"));
    }
    let mut view = if found.axes.is_empty() {
        let stated: Vec<String> = query.targets.iter().map(Term::to_string).collect();
        distributions::exact("", &[stated.join(", ")], &found.probabilities)
    } else {
        distributions::exact("", &combinations(&found.axes), &found.probabilities)
    };
    text.trim().clone_into(&mut view.of);
    if !query.given.is_empty() {
        let probability = words::significant(found.condition_probability);
        view.notes.push(format!("what is given has probability {probability}"));
    }
    if query.targets.iter().chain(&query.given).any(|term| !term.world.is_empty())
        && !query.given.is_empty()
    {
        let worlds: std::collections::BTreeSet<String> = query
            .targets
            .iter()
            .chain(&query.given)
            .map(|term| term.world.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            .collect();
        if worlds.len() > 1 {
            view.notes.push(
                "an answer across worlds rests on how the mechanisms keep their noise; data alone \
                 do not identify it"
                    .to_owned(),
            );
        }
    }
    Ok(view)
}

/// The states of all axes combined, the last axis fastest.
fn combinations(axes: &[Axis]) -> Vec<String> {
    let mut all = vec![String::new()];
    for axis in axes {
        let longer = |start: &String| {
            let start = start.clone();
            axis.states.iter().map(move |state| {
                if start.is_empty() { state.clone() } else { format!("{start}, {state}") }
            })
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}
