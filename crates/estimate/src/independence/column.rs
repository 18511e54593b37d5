//! Columns as tests see them: codes of states, or numbers.

use crate::Error;

/// A column of the data, one value per row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DataColumn<'data> {
    /// States as codes `0..n_levels`.
    Codes {
        /// The code of each row.
        codes: &'data [u8],
        /// Number of states, those that no row has included; at most 256 can be reached.
        n_levels: u32,
    },
    /// Finite numbers.
    Numbers(&'data [f64]),
}

/// Largest absolute number whose sums of squares stay finite.
const LARGEST: f64 = 1e140;

impl<'data> DataColumn<'data> {
    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        match self {
            Self::Codes { codes, .. } => codes.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    /// What the column holds, in a word.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Codes { .. } => "codes",
            Self::Numbers(_) => "numbers",
        }
    }

    pub(crate) fn is_codes(&self) -> bool {
        matches!(self, Self::Codes { .. })
    }

    /// Codes and their number of levels, at least 1; nothing for a column of numbers.
    pub(crate) fn codes(&self) -> Codes<'data> {
        match *self {
            Self::Codes { codes, n_levels } => {
                Codes { codes, n_levels: n_levels.clamp(1, 256) as usize }
            }
            Self::Numbers(_) => Codes { codes: &[], n_levels: 1 },
        }
    }
}

/// A column of codes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Codes<'data> {
    pub(crate) codes: &'data [u8],
    pub(crate) n_levels: usize,
}

/// Checks all columns and gives the number of rows.
pub(crate) fn check_columns(columns: &[DataColumn]) -> Result<usize, Error> {
    let expected = columns.first().map_or(0, DataColumn::n_rows);
    if expected >= u32::MAX as usize {
        return Err(Error::TooManyRows { n_rows: expected });
    }
    for (column, data) in columns.iter().enumerate() {
        let found = data.n_rows();
        if found != expected {
            return Err(Error::LengthMismatch { column, expected, found });
        }
        match *data {
            DataColumn::Codes { codes, n_levels } => {
                let largest = codes.iter().copied().max();
                if largest.is_some_and(|code| u32::from(code) >= n_levels) {
                    let row = codes.iter().position(|&code| u32::from(code) >= n_levels);
                    let row = row.unwrap_or_default();
                    return Err(Error::CodeOutOfRange { column, row, code: codes[row], n_levels });
                }
            }
            DataColumn::Numbers(numbers) => {
                let usable = |value: &f64| value.abs() <= LARGEST;
                if let Some(row) = numbers.iter().position(|value| !usable(value)) {
                    return Err(Error::NotFinite { column, row });
                }
            }
        }
    }
    Ok(expected)
}
