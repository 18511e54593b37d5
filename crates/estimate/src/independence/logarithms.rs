//! Tables of `n ln n` and `ln n!` for whole numbers.

use numeric::float;

/// Most entries of the table of `n ln n`; larger counts are computed when they occur.
const MOST: usize = 1 << 16;

/// `n ln n` for counts, 0 at 0.
#[derive(Debug, Clone)]
pub(crate) struct CountLogarithms {
    values: Vec<f64>,
}

impl CountLogarithms {
    /// For counts up to about `n_rows`.
    pub(crate) fn new(n_rows: usize) -> Self {
        let last = n_rows.min(MOST) as u32;
        Self { values: (0..=last).map(count_logarithm).collect() }
    }

    /// `count · ln count`.
    #[inline]
    pub(crate) fn of(&self, count: u32) -> f64 {
        match self.values.get(count as usize) {
            Some(value) => *value,
            None => count_logarithm(count),
        }
    }
}

fn count_logarithm(count: u32) -> f64 {
    if count == 0 { 0.0 } else { f64::from(count) * float::ln(f64::from(count)) }
}

/// `ln n!` for `0..=n_rows`.
pub(crate) fn log_factorials(n_rows: usize) -> Vec<f64> {
    let mut values = Vec::with_capacity(n_rows + 1);
    let mut sum = 0.0;
    values.push(sum);
    for count in 1..=n_rows {
        sum += float::ln(count as f64);
        values.push(sum);
    }
    values
}
