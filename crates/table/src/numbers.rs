//! A column as numbers, with its missing cells kept apart.

/// The numbers of a column, one a row; a missing cell is marked and never a NaN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// The value of each row; 0 where it is missing.
    pub values: Vec<f64>,
    /// Whether the value of a row is missing.
    pub missing: Vec<bool>,
}

impl Numbers {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of a row counted from 0; `None` where it is missing or beyond the last row.
    pub fn get(&self, row: u32) -> Option<f64> {
        let row = row as usize;
        if *self.missing.get(row)? { None } else { Some(self.values[row]) }
    }

    /// Number of rows without a value.
    pub fn n_missing(&self) -> u32 {
        self.missing.iter().filter(|missing| **missing).count() as u32
    }

    /// The values that are there, in the order of rows.
    pub fn present(&self) -> impl Iterator<Item = f64> {
        self.values
            .iter()
            .zip(&self.missing)
            .filter(|(_, missing)| !**missing)
            .map(|(value, _)| *value)
    }
}
