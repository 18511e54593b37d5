//! A unit of which values were observed, and what it would have been: noise drawn given the values.

use std::collections::{BTreeMap, BTreeSet};

use numeric::{seed::Seed, sum};
use scm::{
    Column, Program, Values,
    counterfactual::{Counterfactual, Observed, ObservedColumn, counterfactual},
};

use super::{
    compiled::{self, Compiled},
    unit,
};
use crate::{
    Error, Study, number,
    view::{NoteView, Severity, UnitCell, UnitView},
};

/// Most draws of one question.
const MOST_DRAWS: u32 = 1_000_000;

/// The unit with these values, and what it would have been under the changes.
pub(super) fn observed(
    study: &Study,
    values: &BTreeMap<String, String>,
    changes: &[String],
    draws: u32,
) -> Result<UnitView, Error> {
    if !(1..=MOST_DRAWS).contains(&draws) {
        let most = number::count(f64::from(MOST_DRAWS));
        return Err(Error::new("setting", format!("there can be 1 to {most} draws, not {draws}"))
            .with_hint("1000 draws give shares to two or three percent"));
    }
    let compiled = Compiled::of(study)?;
    let program = &compiled.program;
    let row = row(program, values)?;
    let interventions = compiled.interventions(changes)?;
    let changed = compiled.under(&interventions)?;
    let seed = Seed(study.seed);
    let other = changed.as_ref().unwrap_or(program);
    let found = counterfactual(program, other, &row, 0..1, u64::from(draws), seed)
        .map_err(|error| compiled::from_counterfactual(&error))?;
    let set: BTreeSet<&str> = interventions.iter().map(scm::Intervention::node).collect();
    let reached = unit::reached(&compiled, &set)?;
    let cell = |idx: usize| {
        let name = &program.names()[idx];
        let is_set = set.contains(name.as_str());
        let factual = likeliest(program, idx, &found.before.columns[idx]);
        let counterfactual = likeliest(program, idx, &found.after.columns[idx]);
        UnitCell {
            name: name.clone(),
            changed: factual != counterfactual,
            factual,
            counterfactual,
            set: is_set,
            on_path: reached.contains(name),
            probabilities: shares(program, idx, &found),
            bounds: if is_set || changed.is_none() {
                Vec::new()
            } else {
                unit::bounds(program, idx, &found.before.columns, &found.after.columns)
            },
        }
    };
    let nodes = (0..program.names().len()).map(cell).collect();
    let mut notes = notes(program, values, draws);
    notes.extend(unit::coupling_notes(program, changed.is_some()));
    Ok(UnitView { row: 0, exact_row: false, nodes, notes })
}

/// The state of a node that a text names, whatever the case where that is clear.
pub(super) fn state_of(states: &[String], text: &str) -> Option<u8> {
    let exact = states.iter().position(|state| state == text);
    let alike = || {
        let mut alike = states.iter().enumerate().filter(|(_, state)| {
            state.eq_ignore_ascii_case(text)
                || state
                    .parse::<f64>()
                    .ok()
                    .zip(text.parse::<f64>().ok())
                    .is_some_and(|(a, b)| a == b)
        });
        let first = alike.next()?.0;
        alike.next().is_none().then_some(first)
    };
    exact.or_else(alike).map(|state| state as u8)
}

fn row(program: &Program, values: &BTreeMap<String, String>) -> Result<Observed, Error> {
    let mut columns = vec![None; program.names().len()];
    for (name, text) in values {
        let idx = program.index(name).ok_or_else(|| {
            Error::new("no-such-node", format!("the model has no node `{name}`"))
                .with_hint(format!("its nodes are {}", program.names().join(", ")))
        })?;
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let wrong = |message: String| Error::new("value", message).at_node(name);
        let column = match &program.variable(idx).values {
            Values::Ordered(states) | Values::Unordered(states) => {
                let state = state_of(states, text).ok_or_else(|| {
                    wrong(format!("`{name}` has no state `{text}`"))
                        .with_hint(format!("its states are {}", states.join(", ")))
                })?;
                Column::Codes(vec![state])
            }
            Values::Count | Values::Number => {
                let text = text.replace('−', "-");
                let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
                Column::Numbers(vec![number.ok_or_else(|| {
                    wrong(format!("`{name}` needs a number, and `{text}` is none"))
                })?])
            }
        };
        columns[idx] = Some(ObservedColumn::full(column));
    }
    Ok(Observed { n_rows: 1, columns })
}

/// The value of most draws; the mean of numbers, and the middle of counts, where draws differ.
fn likeliest(program: &Program, idx: usize, column: &Column) -> String {
    let values = &program.variable(idx).values;
    match column {
        Column::Codes(codes) => {
            let mut counts = vec![0_u32; values.states().len().max(1)];
            for &code in codes {
                if let Some(count) = counts.get_mut(usize::from(code)) {
                    *count += 1;
                }
            }
            // The first of equals.
            let most = counts.iter().copied().max().unwrap_or(0);
            let state = counts.iter().position(|&count| count == most).unwrap_or(0);
            values.states().get(state).cloned().unwrap_or_default()
        }
        Column::Numbers(numbers) => {
            let first = numbers.first().copied().unwrap_or(0.0);
            if numbers.iter().all(|&number| number == first) {
                return unit::shown(first);
            }
            let mean = sum::mean(numbers);
            unit::shown(if *values == Values::Count { mean.round() } else { mean })
        }
    }
}

fn shares(program: &Program, idx: usize, found: &Counterfactual) -> Vec<(String, f64)> {
    let states = program.variable(idx).values.states();
    states.iter().cloned().zip(found.shares(idx, states.len(), 0)).collect()
}

fn notes(program: &Program, values: &BTreeMap<String, String>, draws: u32) -> Vec<NoteView> {
    let given = |name: &String| values.get(name).is_some_and(|text| !text.trim().is_empty());
    let missing: Vec<&str> =
        program.names().iter().filter(|name| !given(name)).map(String::as_str).collect();
    let draws = number::count(f64::from(draws));
    let mut notes = vec![unit::note(
        "noise-inferred",
        &format!("{draws} draws of the noise that leads to the observed values"),
        "The noise behind observed values is not known for certain: each draw is one way in which they \
         can have come about, and probabilities are shares of the draws.",
    )];
    if !missing.is_empty() {
        let mut note = unit::note(
            "inferred",
            &format!("not observed, and drawn given what was: {}", missing.join(", ")),
            "",
        );
        note.severity = Severity::Information;
        notes.push(note);
    }
    notes
}
