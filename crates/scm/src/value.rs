//! Values of nodes: one, a column of them, and a sample of columns.

use std::{fmt, ops::Range};

use crate::{Values, kernel::ParentColumn};

/// One value of a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A state, by its name.
    State(String),
    /// A number or a count.
    Number(f64),
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(state) => write!(formatter, "{state}"),
            Self::Number(number) => write!(formatter, "{number}"),
        }
    }
}

/// The values of one node in several rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// States as codes: places in [`Values::states`].
    Codes(Vec<u8>),
    /// Numbers and counts; all finite.
    Numbers(Vec<f64>),
}

impl Column {
    /// A column with as many rows for a node with these values: the first state, or 0.
    pub fn new(values: &Values, n_rows: usize) -> Self {
        match values {
            Values::Ordered(_) | Values::Unordered(_) => Self::Codes(vec![0; n_rows]),
            Values::Count | Values::Number => Self::Numbers(vec![0.0; n_rows]),
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Codes(codes) => codes.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    /// True where it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The codes; none for numbers.
    pub fn codes(&self) -> Option<&[u8]> {
        match self {
            Self::Codes(codes) => Some(codes),
            Self::Numbers(_) => None,
        }
    }

    /// The numbers; none for codes.
    pub fn numbers(&self) -> Option<&[f64]> {
        match self {
            Self::Codes(_) => None,
            Self::Numbers(numbers) => Some(numbers),
        }
    }

    /// Some of the rows, counted from 0 in the column, as a mechanism reads them.
    ///
    /// # Panics
    /// When the column has fewer rows.
    pub fn rows(&self, rows: Range<usize>) -> ParentColumn<'_> {
        match self {
            Self::Codes(codes) => ParentColumn::Codes(&codes[rows]),
            Self::Numbers(numbers) => ParentColumn::Numbers(&numbers[rows]),
        }
    }

    /// Some of the rows, to write to.
    pub(crate) fn rows_mut(&mut self, rows: Range<usize>) -> Cells<'_> {
        match self {
            Self::Codes(codes) => Cells::Codes(&mut codes[rows]),
            Self::Numbers(numbers) => Cells::Numbers(&mut numbers[rows]),
        }
    }
}

/// Rows of a column that a mechanism writes.
#[derive(Debug)]
pub(crate) enum Cells<'a> {
    /// States.
    Codes(&'a mut [u8]),
    /// Numbers and counts.
    Numbers(&'a mut [f64]),
}

impl<'a> Cells<'a> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Codes(codes) => codes.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    /// The codes of a node with states.
    pub(crate) fn codes(self) -> &'a mut [u8] {
        match self {
            Self::Codes(codes) => codes,
            Self::Numbers(_) => {
                unreachable!("mechanisms are compiled to the node's kind of values")
            }
        }
    }

    /// The numbers of a node with numbers.
    pub(crate) fn numbers(self) -> &'a mut [f64] {
        match self {
            Self::Numbers(numbers) => numbers,
            Self::Codes(_) => unreachable!("mechanisms are compiled to the node's kind of values"),
        }
    }

    /// The same rows, borrowed for a shorter time.
    pub(crate) fn again(&mut self) -> Cells<'_> {
        match self {
            Self::Codes(codes) => Cells::Codes(codes),
            Self::Numbers(numbers) => Cells::Numbers(numbers),
        }
    }

    /// The values as a mechanism reads them.
    pub(crate) fn view(&self) -> ParentColumn<'_> {
        match self {
            Self::Codes(codes) => ParentColumn::Codes(codes),
            Self::Numbers(numbers) => ParentColumn::Numbers(numbers),
        }
    }
}

/// Rows of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The number of its first row.
    pub first_row: u64,
    /// The values of every node, in the order of [`crate::Program::names`].
    pub columns: Vec<Column>,
}

impl Sample {
    /// How many rows it has; 0 for a model without nodes.
    pub fn n_rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }
}
