//! The distribution of every node: exact where the network allows, else counted in the first rows.

use numeric::seed::Seed;
use scm::{Column, Program};

use super::{
    compiled::{self, Compiled},
    tally::{Frame, Rows},
};
use crate::{
    Error, Study,
    view::{DistributionView, StateShare},
};

/// Rows that distributions are counted in where they are not exact.
const ROWS: u64 = 10_000;

/// The distribution of every node of a finished model, in the diagram's order.
///
/// # Errors
/// A model that cannot be compiled, or a mechanism that cannot be computed in one of the rows.
pub(super) fn of_all(study: &Study) -> Result<Vec<DistributionView>, Error> {
    let program = &Compiled::of(study)?.program;
    let mut views = of_program(program, study.seed)?;
    for note in program.notes() {
        if let Some(view) = program.index(&note.node).and_then(|idx| views.get_mut(idx)) {
            let (row, sum) = (note.row, note.sum);
            view.notes.push(format!("row {row} of the table sums to {sum} and was scaled to 1"));
        }
    }
    Ok(views)
}

fn of_program(program: &Program, seed: u64) -> Result<Vec<DistributionView>, Error> {
    let mut note = None;
    if program.is_discrete() {
        match compiled::marginals(program) {
            Ok(marginals) => {
                let names = program.names().iter();
                return Ok(names
                    .zip(marginals)
                    .enumerate()
                    .map(|(idx, (name, shares))| {
                        exact(name, program.variable(idx).values.states(), &shares)
                    })
                    .collect());
            }
            Err(error) => note = Some(error.message),
        }
    }
    sampled(program, seed, note.as_deref())
}

/// A distribution of exact probabilities.
pub(super) fn exact(of: &str, states: &[String], shares: &[f64]) -> DistributionView {
    let share = |(state, &share): (&String, &f64)| StateShare {
        state: state.clone(),
        share,
        standard_error: None,
    };
    DistributionView {
        of: of.to_owned(),
        exact: true,
        states: states.iter().zip(shares).map(share).collect(),
        ..DistributionView::default()
    }
}

fn sampled(
    program: &Program,
    seed: u64,
    note: Option<&str>,
) -> Result<Vec<DistributionView>, Error> {
    let sample = program.sample(Seed(seed), 0..ROWS).map_err(|error| compiled::from_scm(&error))?;
    let view = |(idx, column): (usize, &Column)| {
        let rows = match column {
            Column::Codes(codes) => Rows::Codes(codes),
            Column::Numbers(numbers) => Rows::Numbers(numbers),
        };
        let frame = Frame::of(program.variable(idx), &[rows]);
        let mut tally = frame.empty();
        frame.count(rows, &mut tally);
        let mut view = frame.view(&program.names()[idx], &tally);
        view.notes.extend(note.map(str::to_owned));
        view
    };
    Ok(sample.columns.iter().enumerate().map(view).collect())
}
