//! Rows of an uploaded table: their facts, their words, and what may be told of the columns.
//!
//! This is all that a run needs of a table. It goes from the worker that keeps the table to those
//! that write and to the one that keeps a run; nothing of it is in a study.

use realize::{
    Dictionary, Fact, Skeleton,
    dictionary::{Says, Slot},
    prompt::{Column as ToldColumn, ColumnValues, Egress, Level, Origin},
    rounded,
};
use serde::{Deserialize, Serialize};
use table::{Codes, Column, ColumnKind, Level as TableLevel};

use super::{
    findings::{information, rounded_note},
    proposal::{LeftOut, propose},
    rows::{Expected, Told},
    skeletons::{state_of, unfit, wordless},
};
use crate::{Error, RealizedRows, Session, Study, Writer, number::count, view::NoteView};

/// The rows of a table that are put into words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableRows {
    /// The table's name.
    pub(super) source: String,
    /// The words: the study's own, else proposed ones.
    pub(super) dictionary: Dictionary,
    /// True where the words are proposed.
    pub(super) is_proposed: bool,
    /// One fact a slot, for every row; none where the cell is empty.
    facts: Vec<Vec<Option<Fact>>>,
    /// For every slot with states the commonest one and its share of the cells that are not empty.
    commonest: Vec<Option<Expected>>,
    /// The columns as prompts may tell them, one a slot.
    pub(super) columns: Vec<ToldColumn>,
    /// What should be kept in mind.
    pub(super) notes: Vec<NoteView>,
}

impl TableRows {
    /// What a study that tells rows of the open table needs of it; none where it tells rows of a
    /// model.
    ///
    /// # Errors
    /// No open table, one without a column that can be told, a dictionary that does not fit it.
    pub fn of(session: Option<&Session>, study: &Study) -> Result<Option<Self>, Error> {
        if study.realize.of != RealizedRows::Table {
            return Ok(None);
        }
        let session = session.ok_or_else(no_table)?;
        let table = session.table(study)?;
        let mut notes = Vec::new();
        let is_proposed = study.realize.dictionary.is_none();
        let dictionary = if let Some(dictionary) = &study.realize.dictionary {
            (**dictionary).clone()
        } else {
            let (dictionary, left_out) = propose(table.columns());
            if !left_out.is_empty() {
                notes.push(left_out_note(&left_out));
            }
            dictionary
        };
        if dictionary.slots.is_empty() {
            return Err(Error::new("no-words", "no column of the table can be put into words")
                .with_hint(
                    "numbers, categories and yes/no columns can: see their kinds on the Data page",
                ));
        }
        let n_rows = study.realize.rows.min(table.n_rows()) as usize;
        let cells = dictionary
            .slots
            .iter()
            .map(|slot| {
                let column = table.column(&slot.name);
                Cells::of(slot, column.map_err(|_| unfit(slot, "is no column of the table"))?)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let facts = (0..n_rows).map(|row| facts(&cells, row)).collect();
        let commonest = cells.iter().map(Cells::commonest).collect();
        let is_rounded = cells.iter().any(Cells::is_rounded);
        let told = |(slot, cells): (&Slot, &Cells)| ToldColumn {
            name: slot.name.clone(),
            values: cells.told(),
        };
        let columns = dictionary.slots.iter().zip(&cells).map(told).collect();
        if is_rounded {
            notes.push(rounded_note());
        }
        if n_rows < study.realize.rows as usize {
            notes.push(information(
                "few-rows",
                &format!("the table has {} rows, and all of them are told", count(n_rows as f64)),
                "",
            ));
        }
        let source = session.source().name.clone();
        Ok(Some(Self { source, dictionary, is_proposed, facts, commonest, columns, notes }))
    }

    /// Rows that are told.
    pub(super) fn n_rows(&self) -> u64 {
        self.facts.len() as u64
    }

    /// The texts of a range. A reader who knows nothing of a row expects the commonest state.
    pub(super) fn told(&self, texts: std::ops::Range<u64>) -> Vec<Told> {
        let end = texts.end.min(self.n_rows());
        (texts.start..end)
            .map(|row| Told {
                skeleton: Skeleton { row, facts: self.facts[row as usize].clone() },
                expected: self.commonest.clone(),
            })
            .collect()
    }
}

/// What may leave of a table in a run of this study.
pub(super) fn egress(study: &Study) -> Egress {
    let (level, aliased) = match &study.realize.writer {
        // A model that is told cells has to be told what they are.
        Writer::Server { level, aliased, .. } => (*level, *aliased && *level < Level::Rows),
        // A model file runs in the tab: what it is told stays there.
        Writer::File { .. } | Writer::Embedded | Writer::Simulated { .. } => (Level::Rows, false),
        // What the browser does with its own model's questions cannot be seen from here.
        Writer::Browser => (Level::Schema, false),
    };
    Egress { origin: Origin::Uploaded, level, aliased }
}

/// No table is open, and rows of one are asked for.
pub(super) fn no_table() -> Error {
    Error::new("no-table", "no table is open")
        .with_hint("open the table whose rows are to be put into words, on the Data page")
}

/// What is not told of a table, and why.
fn left_out_note(left_out: &[LeftOut]) -> NoteView {
    let each: Vec<String> =
        left_out.iter().map(|(column, why)| format!("`{column}` ({why})")).collect();
    let columns = if let [_] = left_out { "column is" } else { "columns are" };
    let what = format!("{} {columns} not told: {}", left_out.len(), each.join("; "));
    information(
        "left-out",
        &what,
        "Give them words of your own under “Words”, or another kind on the Data page.",
    )
}

/// The facts of a row, one a column.
pub(super) fn facts(cells: &[Cells], row: usize) -> Vec<Option<Fact>> {
    cells.iter().map(|cells| cells.fact(row)).collect()
}

/// A column's cells in the terms of a slot.
pub(super) enum Cells {
    States { codes: Codes, states: Vec<u16> },
    Numbers { cells: Vec<Option<f64>>, decimals: u8 },
}

impl Cells {
    /// The cells of a column.
    ///
    /// # Errors
    /// Words of another kind than the cells, a state without a word.
    pub(super) fn of(slot: &Slot, column: &Column) -> Result<Self, Error> {
        if let Says::Number(number) = &slot.says {
            let numbers = column.numbers();
            let cells = (0..column.n_rows()).map(|row| numbers.get(row)).collect();
            return Ok(Self::Numbers { cells, decimals: number.decimals });
        }
        if column.kind() == ColumnKind::Number {
            return Err(unfit(slot, "has words for states, and the column holds numbers"));
        }
        let codes = column.codes();
        let state = |level: &TableLevel| {
            state_of(slot, &level.text).ok_or_else(|| wordless(slot, &level.text))
        };
        let states = codes.levels.iter().map(state).collect::<Result<_, _>>()?;
        Ok(Self::States { codes, states })
    }

    fn fact(&self, row: usize) -> Option<Fact> {
        match self {
            Self::States { codes, states } => {
                states.get(*codes.codes.get(row)? as usize).copied().map(Fact::State)
            }
            Self::Numbers { cells, decimals } => {
                Some(Fact::Number(rounded((*cells.get(row)?)?, *decimals)))
            }
        }
    }

    fn is_rounded(&self) -> bool {
        match self {
            Self::States { .. } => false,
            Self::Numbers { cells, decimals } => {
                cells.iter().flatten().any(|cell| rounded(*cell, *decimals) != *cell)
            }
        }
    }

    fn commonest(&self) -> Option<Expected> {
        let Self::States { codes, states } = self else { return None };
        let total: u32 = codes.levels.iter().map(|level| level.count).sum();
        let most = codes.levels.iter().map(|level| level.count).max()?;
        let place = codes.levels.iter().position(|level| level.count == most)?;
        (total > 0).then(|| (states[place], f64::from(most) / f64::from(total)))
    }

    fn told(&self) -> ColumnValues {
        match self {
            Self::States { codes, .. } => ColumnValues::Categories(
                codes
                    .levels
                    .iter()
                    .map(|level| (level.text.clone(), u64::from(level.count)))
                    .collect(),
            ),
            Self::Numbers { cells, .. } => {
                let present: Vec<f64> = cells.iter().flatten().copied().collect();
                if present.is_empty() {
                    return ColumnValues::Other;
                }
                let least = present.iter().copied().fold(f64::INFINITY, f64::min);
                let greatest = present.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                ColumnValues::Numbers { least, greatest, mean: numeric::sum::mean(&present) }
            }
        }
    }
}
