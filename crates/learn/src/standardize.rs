//! Features as the linear learners see them: used rows only, centered, of unit spread, independent.

use numeric::{Matrix, float, orthogonal::independent_columns, sum};

use crate::{Error, Target, learner::used_rows};

/// Spread below which a column counts as constant, as a fraction of its largest absolute value.
const CONSTANT_TOLERANCE: f64 = 1e-13;

/// The kept columns of a feature matrix, each with weighted mean 0 and weighted mean square 1.
#[derive(Debug, Clone)]
pub(crate) struct Standardized {
    /// One row per row of weight above 0, one column per kept column.
    pub(crate) columns: Matrix,
    /// Response of the used rows.
    pub(crate) response: Vec<f64>,
    /// Weights of the used rows, all above 0.
    pub(crate) weights: Vec<f64>,
    /// Index of each kept column in the feature matrix, ascending.
    pub(crate) kept: Vec<u32>,
    /// Weighted mean of each kept column.
    pub(crate) centers: Vec<f64>,
    /// Weighted root mean square of each kept column after centering.
    pub(crate) scales: Vec<f64>,
    /// Columns left out because they do not vary.
    pub(crate) constant: Vec<u32>,
    /// Columns left out because they depend on earlier ones.
    pub(crate) dependent: Vec<u32>,
}

/// Checks the arguments and standardizes `features`. With `drop_dependent`, columns that depend on
/// earlier ones are left out; constant columns always are.
pub(crate) fn standardize(
    features: &Matrix,
    response: &[f64],
    weights: Option<&[f64]>,
    target: Target,
    drop_dependent: bool,
) -> Result<Standardized, Error> {
    let rows = used_rows(features, response, weights, target)?;
    let used =
        |values: &[f64]| -> Vec<f64> { rows.iter().map(|&row| values[row as usize]).collect() };
    let response = used(response);
    let weights = weights.map_or_else(|| vec![1.0; rows.len()], used);
    let mut values = Vec::with_capacity(rows.len() * features.n_columns());
    let (mut kept, mut constant) = (Vec::new(), Vec::new());
    let (mut centers, mut scales) = (Vec::new(), Vec::new());
    for (index, column) in features.columns().enumerate() {
        let from = values.len();
        values.extend(rows.iter().map(|&row| column[row as usize]));
        let spread = standardize_column(&mut values[from..], &weights);
        if spread.center.is_finite() && spread.scale.is_finite() {
            if spread.constant {
                values.truncate(from);
                constant.push(index as u32);
            } else {
                kept.push(index as u32);
                centers.push(spread.center);
                scales.push(spread.scale);
            }
        } else {
            return Err(Error::FeatureTooLarge { column: index });
        }
    }
    let columns = Matrix::from_column_major(rows.len(), kept.len(), values);
    let dependent = Vec::new();
    let mut standardized =
        Standardized { columns, response, weights, kept, centers, scales, constant, dependent };
    if drop_dependent {
        standardized.leave_out_dependent();
    }
    Ok(standardized)
}

impl Standardized {
    /// Slopes for all columns of the feature matrix, 0 for those left out, and the intercept, from
    /// the slopes of the standardized columns and the intercept at their centers.
    pub(crate) fn original_scale(
        &self,
        central_intercept: f64,
        slopes: &[f64],
        n_columns: usize,
    ) -> (f64, Vec<f64>) {
        let mut original = vec![0.0; n_columns];
        let mut intercept = central_intercept;
        for (k, slope) in slopes.iter().enumerate() {
            let per_unit = slope / self.scales[k];
            original[self.kept[k] as usize] = per_unit;
            intercept -= per_unit * self.centers[k];
        }
        (intercept, original)
    }

    fn leave_out_dependent(&mut self) {
        // Rows of weight w count w times, so they are longer by the square root of w.
        let mut lengthened = self.columns.clone();
        if self.weights.iter().any(|weight| *weight != 1.0) {
            let roots: Vec<f64> = self.weights.iter().map(|weight| float::sqrt(*weight)).collect();
            for j in 0..lengthened.n_columns() {
                for (value, root) in lengthened.column_mut(j).iter_mut().zip(&roots) {
                    *value *= root;
                }
            }
        }
        let independent = independent_columns(&lengthened);
        if independent.len() == self.kept.len() {
            return;
        }
        let is_independent = |k: &usize| independent.binary_search(&(*k as u32)).is_ok();
        self.dependent =
            (0..self.kept.len()).filter(|k| !is_independent(k)).map(|k| self.kept[k]).collect();
        let stay: Vec<usize> = independent.iter().map(|&k| k as usize).collect();
        self.kept = stay.iter().map(|&k| self.kept[k]).collect();
        self.centers = stay.iter().map(|&k| self.centers[k]).collect();
        self.scales = stay.iter().map(|&k| self.scales[k]).collect();
        let values: Vec<&[f64]> = stay.iter().map(|&k| self.columns.column(k)).collect();
        self.columns =
            Matrix::from_column_major(self.columns.n_rows(), stay.len(), values.concat());
    }
}

struct Spread {
    center: f64,
    scale: f64,
    constant: bool,
}

/// Centers a column and divides it by its scale, unless it is constant.
fn standardize_column(column: &mut [f64], weights: &[f64]) -> Spread {
    let first = column[0];
    let largest = column.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if column.iter().all(|value| *value == first) {
        return Spread { center: first, scale: 0.0, constant: true };
    }
    let total = sum::sum(weights);
    let mut center = 0.0;
    // The second pass removes what rounding of the first mean left over.
    for _pass in 0..2 {
        let rest = sum::dot(column, weights) / total;
        center += rest;
        for value in &mut *column {
            *value -= rest;
        }
    }
    let squares: Vec<f64> = column.iter().map(|value| value * value).collect();
    let scale = float::sqrt(sum::dot(&squares, weights) / total);
    for value in &mut *column {
        *value /= scale;
    }
    Spread { center, scale, constant: scale <= CONSTANT_TOLERANCE * largest }
}
