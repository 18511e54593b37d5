//! The rows of a table as they would have been.

use numeric::seed::Seed;
use scm::{
    Column, Program,
    counterfactual::{Observed, ObservedColumn, counterfactual},
};
use table::Table;

use super::{
    RowFormat,
    compiled::{self, Compiled},
    observed::state_of,
    rows::RowText,
};
use crate::{Error, Place, Session, Study};

/// Draws that are computed together.
const BLOCK: u64 = 16_384;

/// Every row of the table under the study's interventions, its own noise kept, as text in a format.
/// Missing cells, and nodes without a column, are drawn given the others. With several `draws` each
/// row stands as often, the numbers of row and draw before the values.
///
/// # Errors
/// A study without a model, a table that shares no column with it, a cell that is none of the node's
/// values, a row that cannot occur in the model or whose missing values cannot be inferred.
pub fn counterfactual_rows(
    study: &Study,
    session: &Session,
    draws: u32,
    format: RowFormat,
) -> Result<Vec<u8>, Error> {
    let compiled = Compiled::of(study)?;
    let program = &compiled.program;
    let table = session.table(study)?;
    let observed = observed(program, &table, &session.source().name)?;
    let changed = compiled.changed(&study.sample.interventions)?;
    let changed = changed.as_ref().unwrap_or(program);
    let draws = u64::from(draws.max(1));
    let writer = RowText::new(program, format, draws > 1);
    let mut text = writer.header();
    let (n_rows, step) = (u64::from(table.n_rows()), (BLOCK / draws).max(1));
    let mut start = 0;
    while start < n_rows {
        let end = n_rows.min(start + step);
        let found =
            counterfactual(program, changed, &observed, start..end, draws, Seed(study.seed))
                .map_err(|error| compiled::from_counterfactual(&error))?;
        writer.write(&found.after, draws, &mut text);
        start = end;
    }
    Ok(text)
}

/// The columns of a table that are nodes of the program.
fn observed(program: &Program, table: &Table, file: &str) -> Result<Observed, Error> {
    let mut columns = Vec::with_capacity(program.names().len());
    for (idx, name) in program.names().iter().enumerate() {
        let Ok(column) = table.column(name) else {
            columns.push(None);
            continue;
        };
        let states = program.variable(idx).values.states();
        let found = if states.is_empty() { numbers(column) } else { codes(column, states) };
        let (values, is_missing) = found.map_err(|(row, message)| {
            let mut error = Error::new("value", message);
            error.place = Some(Box::new(Place {
                file: Some(file.to_owned()),
                row: Some(u64::from(row) + 1),
                column: Some(name.clone()),
                node: None,
            }));
            error
        })?;
        columns.push(Some(ObservedColumn { values, is_missing }));
    }
    if columns.iter().all(Option::is_none) {
        return Err(Error::new(
            "no-shared-columns",
            "no column of the table is a node of the model",
        )
        .with_hint("columns and nodes have to have the same names"));
    }
    Ok(Observed { n_rows: table.n_rows() as usize, columns })
}

/// A column and where cells are missing, or the row (from 0) that has none of the node's values.
type Read = Result<(Column, Vec<bool>), (u32, String)>;

fn codes(column: &table::Column, states: &[String]) -> Read {
    let codes = column.codes();
    let known: Vec<Option<u8>> =
        codes.levels.iter().map(|level| state_of(states, &level.text)).collect();
    let mut found = Vec::with_capacity(codes.codes.len());
    let mut is_missing = Vec::with_capacity(codes.codes.len());
    for (row, &code) in codes.codes.iter().enumerate() {
        let state = known.get(code as usize).copied();
        if state == Some(None) {
            let text = &codes.levels[code as usize].text;
            let message = format!("`{text}` is none of the states {}", states.join(", "));
            return Err((row as u32, message));
        }
        is_missing.push(state.is_none());
        found.push(state.flatten().unwrap_or(0));
    }
    Ok((Column::Codes(found), is_missing))
}

fn numbers(column: &table::Column) -> Read {
    if let Some((row, text)) = column.unparsed().first.first() {
        return Err((*row, format!("`{text}` is no number")));
    }
    let numbers = column.numbers();
    Ok((Column::Numbers(numbers.values), numbers.missing))
}
