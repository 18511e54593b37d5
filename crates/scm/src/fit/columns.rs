//! The columns of nodes as states and numbers, and the complete rows of a node and its parents.

use super::{FitError, FitRemark};
use crate::{Column, Values, kernel::ParentColumn};
use std::collections::{BTreeMap, BTreeSet};
use table::{Codes, ColumnKind, Table};

/// The most states: codes are bytes.
const MOST_STATES: usize = 255;

/// The column of a node.
#[derive(Debug)]
pub(super) struct Observed {
    pub(super) values: Values,
    /// One value a row; the first state or 0 where it is missing.
    cells: Column,
    missing: Vec<bool>,
}

/// A node, its parents, and the rows that have a value of each.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) node: &'a str,
    pub(super) values: &'a Values,
    pub(super) own: Column,
    pub(super) parents: Vec<Parent<'a>>,
    pub(super) n_rows: usize,
}

/// A parent in the complete rows.
#[derive(Debug)]
pub(super) struct Parent<'a> {
    pub(super) name: &'a str,
    pub(super) values: &'a Values,
    pub(super) column: Column,
}

impl Observed {
    /// The column of a node, with the values that were stated for it or those of its kind.
    pub(super) fn read(
        node: &str,
        table: &Table,
        stated: Option<&Values>,
    ) -> Result<Self, FitError> {
        let absent = |_| FitError::NoColumn { nodes: vec![node.to_owned()] };
        let column = table.column(node).map_err(absent)?;
        let values = match stated {
            Some(values) => values.clone(),
            None => values_of_kind(node, column)?,
        };
        if let Values::Ordered(states) | Values::Unordered(states) = &values {
            check_states(node, states)?;
            let codes = column.codes();
            return Self::of_states(node, &codes, values);
        }
        let numbers = column.numbers();
        if values == Values::Count {
            let is_count = |value: f64| value >= 0.0 && value.fract() == 0.0;
            let rows = numbers.values.iter().zip(&numbers.missing);
            let fault =
                rows.zip(1..).find(|((value, missing), _)| !**missing && !is_count(**value));
            if let Some(((value, _), row)) = fault {
                return Err(FitError::NotACount { node: node.to_owned(), row, value: *value });
            }
        }
        Ok(Self { values, cells: Column::Numbers(numbers.values), missing: numbers.missing })
    }

    fn of_states(node: &str, codes: &Codes, values: Values) -> Result<Self, FitError> {
        let states = values.states();
        let state_of_level: Vec<Option<u8>> = codes
            .levels
            .iter()
            .map(|level| states.iter().position(|state| *state == level.text).map(|at| at as u8))
            .collect();
        let mut cells = Vec::with_capacity(codes.codes.len());
        let mut missing = Vec::with_capacity(codes.codes.len());
        for (row, &code) in (1..).zip(&codes.codes) {
            missing.push(code == Codes::MISSING);
            if code == Codes::MISSING {
                cells.push(0);
                continue;
            }
            let state = state_of_level[code as usize].ok_or_else(|| FitError::UnknownState {
                node: node.to_owned(),
                row,
                found: codes.levels[code as usize].text.clone(),
                states: states.to_vec(),
            })?;
            cells.push(state);
        }
        Ok(Self { values, cells: Column::Codes(cells), missing })
    }
}

impl<'a> Case<'a> {
    /// The rows in which neither the node nor a parent is missing; says how many were left out.
    pub(super) fn new(
        node: &'a str,
        parents: &[&'a str],
        observed: &'a BTreeMap<&str, Observed>,
        remarks: &mut Vec<FitRemark>,
    ) -> Result<Self, FitError> {
        let own = &observed[node];
        let of_parents: Vec<&Observed> = parents.iter().map(|name| &observed[name]).collect();
        let of = own.missing.len() as u32;
        let is_complete = |row: &u32| {
            let row = *row as usize;
            !own.missing[row] && of_parents.iter().all(|parent| !parent.missing[row])
        };
        let rows: Vec<u32> = (0..of).filter(is_complete).collect();
        if rows.is_empty() {
            let columns = std::iter::once(&node).chain(parents).map(|name| (*name).to_owned());
            return Err(FitError::NoRows {
                node: node.to_owned(),
                columns: columns.collect(),
                rows: of,
            });
        }
        let n_left_out = of - rows.len() as u32;
        if n_left_out > 0 {
            remarks.push(FitRemark::Missing { rows: n_left_out, of });
        }
        let parents = parents.iter().zip(of_parents).map(|(name, parent)| Parent {
            name,
            values: &parent.values,
            column: chosen(&parent.cells, &rows),
        });
        Ok(Self {
            node,
            values: &own.values,
            own: chosen(&own.cells, &rows),
            parents: parents.collect(),
            n_rows: rows.len(),
        })
    }

    /// The states of the rows; none for numbers.
    pub(super) fn codes(&self) -> &[u8] {
        self.own.codes().unwrap_or_default()
    }

    /// The numbers of the rows; none for states.
    pub(super) fn numbers(&self) -> &[f64] {
        self.own.numbers().unwrap_or_default()
    }

    /// The parents as mechanisms read them.
    pub(super) fn parent_columns(&self) -> Vec<ParentColumn<'_>> {
        self.parents.iter().map(|parent| parent.column.rows(0..self.n_rows)).collect()
    }

    /// How many rows have each state.
    pub(super) fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.values.states().len()];
        for &code in self.codes() {
            counts[usize::from(code)] += 1;
        }
        counts
    }

    /// Says which states have no row, and whether only one has.
    pub(super) fn remark_states(&self, remarks: &mut Vec<FitRemark>) {
        let counts = self.counts();
        let absent: Vec<String> = self
            .values
            .states()
            .iter()
            .zip(&counts)
            .filter(|(_, count)| **count == 0)
            .map(|(state, _)| state.clone())
            .collect();
        if absent.len() + 1 == counts.len() {
            remarks.push(FitRemark::OneValue);
        }
        if !absent.is_empty() {
            remarks.push(FitRemark::AbsentStates(absent));
        }
    }
}

impl Parent<'_> {
    /// Its states; empty for numbers.
    pub(super) fn states(&self) -> &[String] {
        self.values.states()
    }
}

/// The values that a column of this kind has.
fn values_of_kind(node: &str, column: &table::Column) -> Result<Values, FitError> {
    let kind = column.kind();
    match kind {
        ColumnKind::Number => return Ok(Values::Number),
        ColumnKind::YesNo | ColumnKind::Category => {}
        ColumnKind::Date | ColumnKind::Identifier | ColumnKind::Text => {
            return Err(FitError::Kind { node: node.to_owned(), kind });
        }
    }
    let states: Vec<String> = column.levels().into_iter().map(|level| level.text).collect();
    if states.is_empty() {
        let (node, rows) = (node.to_owned(), column.n_rows());
        return Err(FitError::NoRows { columns: vec![node.clone()], node, rows });
    }
    let is_ordered = kind == ColumnKind::YesNo || states.len() <= 2;
    Ok(if is_ordered { Values::Ordered(states) } else { Values::Unordered(states) })
}

fn check_states(node: &str, states: &[String]) -> Result<(), FitError> {
    if states.len() > MOST_STATES {
        return Err(FitError::TooManyStates { node: node.to_owned(), found: states.len() });
    }
    let different: BTreeSet<&str> = states.iter().map(String::as_str).collect();
    if states.is_empty() || different.len() < states.len() || different.contains("") {
        return Err(FitError::States { node: node.to_owned(), states: states.to_vec() });
    }
    Ok(())
}

fn chosen(column: &Column, rows: &[u32]) -> Column {
    match column {
        Column::Codes(codes) => {
            Column::Codes(rows.iter().map(|&row| codes[row as usize]).collect())
        }
        Column::Numbers(numbers) => {
            Column::Numbers(rows.iter().map(|&row| numbers[row as usize]).collect())
        }
    }
}
