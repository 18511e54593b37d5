//! Rows that were observed, some values of which may be missing.

use super::Error;
use crate::{Program, Values, value::Column};

/// Observed rows: for every node of a program a column or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// How many rows there are.
    pub n_rows: usize,
    /// In the order of [`Program::names`]; none for a node of which nothing was observed.
    pub columns: Vec<Option<ObservedColumn>>,
}

/// The observed values of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedColumn {
    /// One value a row; anything where it is missing.
    pub values: Column,
    /// For every row whether it is missing; empty where none is.
    pub is_missing: Vec<bool>,
}

impl ObservedColumn {
    /// A column without missing values.
    pub fn full(values: Column) -> Self {
        Self { values, is_missing: Vec::new() }
    }
}

impl Observed {
    /// Rows without missing values, such as those of a [`crate::Sample`].
    pub fn full(columns: Vec<Column>) -> Self {
        let n_rows = columns.first().map_or(0, Column::len);
        let columns = columns.into_iter().map(|column| Some(ObservedColumn::full(column)));
        Self { n_rows, columns: columns.collect() }
    }

    /// Whether a value is missing.
    pub(super) fn is_missing(&self, node: usize, row: usize) -> bool {
        self.columns[node]
            .as_ref()
            .is_none_or(|column| column.is_missing.get(row).copied().unwrap_or(false))
    }

    /// For every node the column of its values.
    pub(super) fn column(&self, node: usize) -> Option<&Column> {
        self.columns[node].as_ref().map(|column| &column.values)
    }

    /// Whether the columns are of this program: as many, as long as said, of its kinds of values, with
    /// states and numbers that exist.
    pub(super) fn check(&self, program: &Program) -> Result<(), Error> {
        let fault = |fault: String| Err(Error::Observed { fault });
        let n_nodes = program.names().len();
        if self.columns.len() != n_nodes {
            return fault(format!("there are {} columns for {n_nodes} nodes", self.columns.len()));
        }
        for (idx, (column, name)) in self.columns.iter().zip(program.names()).enumerate() {
            let Some(ObservedColumn { values, is_missing }) = column else { continue };
            let n_found = values.len();
            if n_found != self.n_rows || ![0, self.n_rows].contains(&is_missing.len()) {
                return fault(format!("`{name}` has {n_found} rows of {}", self.n_rows));
            }
            let kind = &program.variable(idx).values;
            let wrong = match (values, kind) {
                (Column::Codes(codes), Values::Ordered(states) | Values::Unordered(states)) => {
                    let is_wrong = |row: &usize| usize::from(codes[*row]) >= states.len();
                    self.find(idx, is_wrong).map(|row| format!("the state number {}", codes[row]))
                }
                (Column::Numbers(numbers), Values::Count | Values::Number) => {
                    let is_wrong = |row: &usize| !numbers[*row].is_finite();
                    self.find(idx, is_wrong).map(|row| format!("the number {}", numbers[row]))
                }
                (Column::Codes(_), Values::Count | Values::Number) => {
                    return fault(format!("`{name}` has states where the model has numbers"));
                }
                (Column::Numbers(_), Values::Ordered(_) | Values::Unordered(_)) => {
                    return fault(format!("`{name}` has numbers where the model has states"));
                }
            };
            if let Some(wrong) = wrong {
                return fault(format!("`{name}` has {wrong}, which is none"));
            }
        }
        Ok(())
    }

    fn find(&self, node: usize, is_wrong: impl Fn(&usize) -> bool) -> Option<usize> {
        (0..self.n_rows).find(|row| is_wrong(row) && !self.is_missing(node, *row))
    }
}
