//! One row of the sample as it is and as it would have been, under the same noise.

use std::collections::BTreeSet;

use numeric::seed::Seed;
use scm::{Column, Program, counterfactual::conditional_bounds};

use super::compiled::{self, Compiled};
use crate::{
    Error, Study,
    view::{NoteView, Severity, UnitCell, UnitView},
};

/// The row of the sample under the study's seed, with and without the changes.
pub(super) fn unit(study: &Study, row: u64, changes: &[String]) -> Result<UnitView, Error> {
    let compiled = Compiled::of(study)?;
    let program = &compiled.program;
    let rows =
        row..row.checked_add(1).ok_or_else(|| Error::new("no-such-row", "there is no such row"))?;
    let interventions = compiled.interventions(changes)?;
    let changed = compiled.under(&interventions)?;
    let seed = Seed(study.seed);
    let (factual, counterfactual) = match &changed {
        Some(changed) => program.sample_changed(changed, seed, rows),
        None => program.sample(seed, rows).map(|sample| (sample.clone(), sample)),
    }
    .map_err(|error| compiled::from_scm(&error))?;
    let set: BTreeSet<&str> = interventions.iter().map(scm::Intervention::node).collect();
    let reached = reached(&compiled, &set)?;
    let cells = (0..program.names().len())
        .map(|idx| {
            let name = &program.names()[idx];
            let (one, other) = (&factual.columns[idx], &counterfactual.columns[idx]);
            UnitCell {
                name: name.clone(),
                factual: text(program, idx, one, 0),
                counterfactual: text(program, idx, other, 0),
                changed: !same(one, other, 0),
                set: set.contains(name.as_str()),
                on_path: reached.contains(name),
                probabilities: Vec::new(),
                bounds: match &changed {
                    Some(_) if !set.contains(name.as_str()) => {
                        bounds(program, idx, &factual.columns, &counterfactual.columns)
                    }
                    _ => Vec::new(),
                },
            }
        })
        .collect();
    let mut notes = vec![note(
        "noise-kept",
        "the noise of this row is known, because the program drew it: nothing else changes",
        "",
    )];
    notes.extend(coupling_notes(program, changed.is_some()));
    Ok(UnitView { row, exact_row: true, nodes: cells, notes })
}

/// The nodes that a change can reach: those that were set and what lies downstream.
pub(super) fn reached(
    compiled: &Compiled,
    set: &BTreeSet<&str>,
) -> Result<BTreeSet<String>, Error> {
    let names: Vec<&str> = set.iter().copied().collect();
    let mut reached = graph::descendants_of(&compiled.model.graph, &names)
        .map_err(|error| Error::new("diagram", error.to_string()))?;
    reached.extend(names.into_iter().map(str::to_owned));
    Ok(reached)
}

/// A value as a page shows it, and as [`super::ModelQuestion::Observed`] reads it.
pub(super) fn text(program: &Program, idx: usize, column: &Column, row: usize) -> String {
    match column {
        Column::Codes(codes) => {
            let states = program.variable(idx).values.states();
            states.get(usize::from(codes[row])).cloned().unwrap_or_default()
        }
        Column::Numbers(numbers) => shown(numbers[row]),
    }
}

/// Six significant digits, plain signs.
pub(super) fn shown(value: f64) -> String {
    let size = value.abs();
    if value.fract() == 0.0 && size < 1e15 {
        return format!("{value:.0}");
    }
    if !(1e-3..1e9).contains(&size) {
        return format!("{value:.5e}");
    }
    let digits = [1e5, 1e4, 1e3, 1e2, 1e1, 1.0, 0.1, 0.01]
        .iter()
        .position(|&limit| size >= limit)
        .unwrap_or(8);
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// What holds of every counterfactual, whatever the row.
pub(super) fn coupling_notes(program: &Program, is_changed: bool) -> Vec<NoteView> {
    let mut notes = Vec::new();
    if !is_changed {
        return notes;
    }
    let states: Vec<usize> = (0..program.names().len())
        .map(|idx| &program.variable(idx).values)
        .filter(|values| !values.states().is_empty())
        .map(|values| usize::from(matches!(values, scm::Values::Unordered(_))))
        .collect();
    let n_races: usize = states.iter().sum();
    if states.is_empty() {
        return notes;
    }
    let words = match (n_races, states.len()) {
        (0, _) => {
            "states keep their rank: the noise is a position in the distribution (inverse distribution function)"
        }
        (n, all) if n == all => {
            "states without order race each other: the noise is a waiting time for each state (Gumbel-max)"
        }
        _ => {
            "ordered states keep their rank in the distribution; states without order race each other (Gumbel-max)"
        }
    };
    notes.push(note(
        "coupling",
        words,
        "How one unit's states in two worlds go together is part of the mechanism. Another mechanism \
         with the same probabilities couples them otherwise.",
    ));
    let mut identified = note(
        "not-identified",
        "the answer for one unit is not identified by data alone; the bounds are what distributions say",
        "Data and experiments give the distributions of each world, never both worlds of one unit. \
         The bounds (Fréchet) hold for every mechanism with these distributions.",
    );
    identified.severity = Severity::Warning;
    notes.push(identified);
    notes
}

pub(super) fn note(code: &str, message: &str, why: &str) -> NoteView {
    NoteView {
        code: code.to_owned(),
        severity: Severity::Information,
        message: message.to_owned(),
        why: why.to_owned(),
        column: None,
    }
}

fn same(one: &Column, other: &Column, row: usize) -> bool {
    match (one, other) {
        (Column::Codes(one), Column::Codes(other)) => one[row] == other[row],
        (Column::Numbers(one), Column::Numbers(other)) => one[row] == other[row],
        _ => false,
    }
}

/// For each state of a node with tables: what its distributions under its parents' states in the two
/// worlds allow for the chance that the unit has the state in the other world, averaged over the
/// draws; the parents' states are taken as they were drawn. Empty where the parents' states are the
/// same in both worlds, so that nothing moves.
pub(super) fn bounds(
    program: &Program,
    idx: usize,
    factual: &[Column],
    counterfactual: &[Column],
) -> Vec<(String, f64, f64)> {
    let states = program.variable(idx).values.states();
    let (Some(table), Column::Codes(codes)) = (program.table(idx), &factual[idx]) else {
        return Vec::new();
    };
    let n_states = states.len();
    let (mut lower, mut upper) = (vec![0.0; n_states], vec![0.0; n_states]);
    let mut has_moved = false;
    for (draw, &code) in codes.iter().enumerate() {
        let Some(before) = configuration(program, idx, factual, draw) else { return Vec::new() };
        let Some(after) = configuration(program, idx, counterfactual, draw) else {
            return Vec::new();
        };
        let code = usize::from(code);
        if before == after {
            lower[code] += 1.0;
            upper[code] += 1.0;
            continue;
        }
        has_moved = true;
        let share = |configuration: usize, state: usize| {
            table.get(configuration * n_states + state).copied().unwrap_or(0.0)
        };
        for state in 0..n_states {
            let allowed = conditional_bounds(share(before, code), share(after, state));
            lower[state] += allowed.map_or(0.0, |bounds| bounds.lower);
            upper[state] += allowed.map_or(1.0, |bounds| bounds.upper);
        }
    }
    if !has_moved {
        return Vec::new();
    }
    let n_draws = codes.len() as f64;
    let bound = |(state, name): (usize, &String)| {
        (name.clone(), lower[state] / n_draws, (upper[state] / n_draws).min(1.0))
    };
    states.iter().enumerate().map(bound).collect()
}

/// The number of the parents' configuration in a draw; none where a parent has numbers.
fn configuration(program: &Program, idx: usize, columns: &[Column], draw: usize) -> Option<usize> {
    let mut configuration = 0;
    for &parent in program.parents(idx) {
        let code = usize::from(*columns.get(parent)?.codes()?.get(draw)?);
        configuration = configuration * program.variable(parent).values.states().len() + code;
    }
    Some(configuration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_with_six_digits_and_read_back() {
        for (value, text) in [
            (0.0, "0"),
            (-3.0, "-3"),
            (123_456.789, "123457"),
            (71.234_567, "71.2346"),
            (0.012_345_67, "0.0123457"),
            (1e-7, "1.00000e-7"),
        ] {
            assert_eq!(shown(value), text);
            assert!((text.parse::<f64>().expect("a number") - value).abs() <= 1e-5 * value.abs());
        }
    }
}
