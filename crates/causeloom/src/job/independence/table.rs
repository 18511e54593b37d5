//! The open table's columns that are nodes of the diagram, ready to be tested.

use graph::{Diagram, Mark};
use table::{Codes, Column, ColumnKind};

use super::{TestColumn, questions::note};
use crate::{Error, Session, Study, number, view::NoteView};

/// Names of the columns, the columns, the rows that are complete, and what should be known.
pub(super) type Found = (Vec<String>, Vec<TestColumn>, u64, Vec<NoteView>);

/// Most levels of a column of states.
const MOST_LEVELS: usize = 256;

/// Takes the columns that have the nodes' names; nodes without a column become latent in the diagram.
pub(super) fn columns(
    session: &Session,
    study: &Study,
    graph: &mut Diagram,
) -> Result<Found, Error> {
    let table = session.table(study)?;
    let model = crate::model::model_of(study)?;
    let (mut names, mut found, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    for node in &mut graph.nodes {
        if node.marks.contains(&Mark::Latent) {
            continue;
        }
        let Ok(column) = table.column(&node.name) else {
            absent.push(node.name.clone());
            node.marks.insert(Mark::Latent);
            continue;
        };
        let has_states = model
            .variables
            .get(&node.name)
            .is_some_and(|variable| !variable.values.states().is_empty());
        names.push(node.name.clone());
        found.push(values(column, has_states)?);
    }
    if names.len() < 2 {
        return Err(Error::new(
            "no-shared-columns",
            format!(
                "{} of the table's columns are nodes of the model; at least two are needed",
                names.len()
            ),
        )
        .with_hint("columns and nodes have to have the same names"));
    }
    let n_rows = table.n_rows() as usize;
    let is_complete = |row: usize| found.iter().all(|column: &Values| column.is_there(row));
    let kept: Vec<usize> = (0..n_rows).filter(|&row| is_complete(row)).collect();
    let mut notes = Vec::new();
    if !absent.is_empty() {
        let names = absent.join(", ");
        notes.push(note(
            "not-in-table",
            format!("not in the table, and taken as not observed: {names}"),
        ));
    }
    if kept.len() < n_rows {
        let n_lost = number::count((n_rows - kept.len()) as f64);
        notes.push(note("rows-left-out", format!("{n_lost} rows were left out for missing cells")));
    }
    let columns = found.iter().map(|column| column.take(&kept)).collect();
    Ok((names, columns, kept.len() as u64, notes))
}

/// A column before incomplete rows are left out.
enum Values {
    Codes(Codes),
    Numbers(table::Numbers),
}

impl Values {
    fn is_there(&self, row: usize) -> bool {
        match self {
            Self::Codes(codes) => codes.codes[row] != Codes::MISSING,
            Self::Numbers(numbers) => !numbers.missing[row],
        }
    }

    fn take(&self, rows: &[usize]) -> TestColumn {
        match self {
            Self::Codes(codes) => TestColumn::Codes(
                rows.iter().map(|&row| codes.codes[row] as u8).collect(),
                codes.levels.len() as u32,
            ),
            Self::Numbers(numbers) => {
                TestColumn::Numbers(rows.iter().map(|&row| numbers.values[row]).collect())
            }
        }
    }
}

fn values(column: &Column, has_states: bool) -> Result<Values, Error> {
    match column.kind() {
        ColumnKind::Number if !has_states => Ok(Values::Numbers(column.numbers())),
        ColumnKind::Number | ColumnKind::Category | ColumnKind::YesNo => {
            let codes = column.codes();
            if codes.levels.len() > MOST_LEVELS {
                return Err(Error::new(
                    "too-many-levels",
                    format!(
                        "{} has {} different values; tests take at most {MOST_LEVELS} states",
                        column.name(),
                        codes.levels.len()
                    ),
                )
                .with_hint("read it as a number, or group its values")
                .in_column(column.name()));
            }
            Ok(Values::Codes(codes))
        }
        ColumnKind::Date | ColumnKind::Identifier | ColumnKind::Text => Err(Error::new(
            "kind-not-tested",
            format!("{} is read as dates, identifiers or text, which no test takes", column.name()),
        )
        .with_hint("read it as a category or a number, or rename the node")
        .in_column(column.name())),
    }
}
