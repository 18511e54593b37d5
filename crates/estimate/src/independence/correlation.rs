//! Correlations of columns of numbers, and partial correlations from them.

use super::{DataColumn, Question, Untestable};
use numeric::{Matrix, float, gram, sum};

/// Share of a column's variance below which it counts as determined by others.
const DETERMINED: f64 = 1e-10;
/// Spread below which a column counts as constant, as a fraction of its largest absolute value.
const CONSTANT: f64 = 1e-13;

/// Correlations of all columns that questions name.
#[derive(Debug)]
pub(crate) struct Correlations {
    pub(crate) n_rows: usize,
    /// Place of each column in the matrix; none for columns not named or constant.
    places: Vec<Option<usize>>,
    matrix: Matrix,
}

/// A partial correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Partial {
    /// The correlation ρ of x and y given the rest, in `[−1, 1]`.
    pub(crate) correlation: f64,
    /// `1 − ρ²`, with its own relative accuracy and above 0.
    pub(crate) unexplained: f64,
    /// Given columns that do not depend on others among them.
    pub(crate) n_given: usize,
}

impl Correlations {
    pub(crate) fn new(columns: &[DataColumn], questions: &[&Question]) -> Self {
        let mut named = vec![false; columns.len()];
        for question in questions {
            for column in [question.x, question.y].iter().chain(&question.given) {
                named[*column as usize] = true;
            }
        }
        let n_rows = columns.first().map_or(0, DataColumn::n_rows);
        let mut places = vec![None; columns.len()];
        let mut standardized = Vec::new();
        for (idx, column) in columns.iter().enumerate() {
            if let (DataColumn::Numbers(numbers), true) = (column, named[idx])
                && let Some(values) = standardize(numbers)
            {
                places[idx] = Some(standardized.len());
                standardized.push(values);
            }
        }
        let matrix = if standardized.is_empty() {
            Matrix::zeros(0, 0)
        } else {
            gram::weighted_gram(&Matrix::from_columns(standardized), &vec![1.0; n_rows])
        };
        Self { n_rows, places, matrix }
    }

    /// The partial correlation of a question's columns, by a Cholesky factor of the correlations in
    /// the order: given, x, y.
    pub(crate) fn partial(&self, question: &Question) -> Result<Partial, Untestable> {
        if self.n_rows < 2 {
            return Err(Untestable::TooFewRows);
        }
        let place = |column: u32| self.places[column as usize];
        let (Some(x), Some(y)) = (place(question.x), place(question.y)) else {
            return Err(Untestable::NoVariation);
        };
        // Rows of the factor, a row for each column kept.
        let mut kept: Vec<(usize, Vec<f64>)> = Vec::with_capacity(question.given.len() + 2);
        for given in question.given.iter().filter_map(|column| place(*column)) {
            let (mut row, variance) = self.next_row(&kept, given);
            if variance > DETERMINED {
                row.push(float::sqrt(variance));
                kept.push((given, row));
            }
        }
        let n_given = kept.len();
        let (mut row, variance) = self.next_row(&kept, x);
        if variance <= DETERMINED {
            return Err(Untestable::Determined);
        }
        row.push(float::sqrt(variance));
        kept.push((x, row));
        let (row, own) = self.next_row(&kept, y);
        let shared = row[n_given];
        let own = own.max(0.0);
        let total = shared * shared + own;
        if total <= DETERMINED {
            return Err(Untestable::Determined);
        }
        let correlation = (shared / float::sqrt(total)).clamp(-1.0, 1.0);
        // A perfect correlation is known to rounding only.
        let unexplained = (own / total).max(f64::EPSILON);
        Ok(Partial { correlation, unexplained, n_given })
    }

    /// The next row of the factor, its diagonal left out, and the variance that is left.
    fn next_row(&self, kept: &[(usize, Vec<f64>)], column: usize) -> (Vec<f64>, f64) {
        let mut row: Vec<f64> = Vec::with_capacity(kept.len() + 1);
        let mut variance = self.matrix.get(column, column);
        for (j, (other, factor)) in kept.iter().enumerate() {
            let explained: f64 = row.iter().zip(factor).map(|(a, b)| a * b).sum();
            let entry = (self.matrix.get(column, *other) - explained) / factor[j];
            variance -= entry * entry;
            row.push(entry);
        }
        (row, variance)
    }
}

/// Centered and of length 1; none for a constant column or fewer than two rows.
fn standardize(numbers: &[f64]) -> Option<Vec<f64>> {
    if numbers.len() < 2 {
        return None;
    }
    let largest = numbers.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let mut values = numbers.to_vec();
    // The second pass removes what rounding of the first mean left over.
    for _pass in 0..2 {
        let mean = sum::mean(&values);
        for value in &mut values {
            *value -= mean;
        }
    }
    let spread = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if spread <= CONSTANT * largest || spread == 0.0 {
        return None;
    }
    // Divided by the spread first: squares of very small numbers would vanish.
    for value in &mut values {
        *value /= spread;
    }
    let length = float::sqrt(sum::dot(&values, &values));
    for value in &mut values {
        *value /= length;
    }
    Some(values)
}
