//! Counts: Poisson regression by iteratively reweighted least squares.
//!
//! # Assumptions
//! A count is Poisson with mean e^(intercept + Σ coefficient · feature).
//!
//! # Algorithm
//! Newton's method on standardized features, from the overall mean, each step halved while the
//! likelihood falls. It ends when no logarithm of a mean moves by more than the tolerance, or, as
//! separated, when twice in a row only rows move that have the count 0 and a mean of practically 0.
//!
//! # References
//! P. McCullagh, J. A. Nelder, "Generalized linear models", 2nd ed., 1989, §2.5 and chapter 6.

use super::{
    Case, FitError, FitRemark,
    design::{Design, check_finite},
};
use crate::Mechanism;
use numeric::{Matrix, cholesky, float, gram, orthogonal::independent_columns, sum};

/// Largest move of the logarithm of a mean in the last step.
const TOLERANCE: f64 = 1e-8;
const MAX_ITERATIONS: u32 = 100;
const MAX_HALVINGS: u32 = 30;
/// Rise of the objective, relative to its size, that rounding may cause.
const ROUNDING: f64 = 1e-12;
/// Mean of a row with the count 0 below which the row counts as met.
const MET_MEAN: f64 = 1e-8;
/// Move below which a row that is not met counts as settled.
const SETTLED_MOVE: f64 = 1e-6;
/// Move of a met row, the others being settled, that shows divergence when it is seen twice.
const DIVERGING_MOVE: f64 = 0.5;
/// Parts of the largest diagonal value that are added to a singular Hessian, in turn.
const SMALLEST_DAMPING: f64 = 1e-14;
const LARGEST_DAMPING: f64 = 1e-2;
/// Spread below which a column counts as constant, as a fraction of its largest absolute value.
const CONSTANT_TOLERANCE: f64 = 1e-13;
/// The logarithm of the mean of counts that are all 0.
const ALL_ZERO: f64 = -700.0;

/// The log-linear mean of a count.
pub(super) fn fit_poisson(
    case: &Case,
    remarks: &mut Vec<FitRemark>,
) -> Result<Mechanism, FitError> {
    let counts = case.numbers();
    let design = Design::new(case, 1)?;
    if counts.iter().all(|count| *count == counts[0]) {
        remarks.push(FitRemark::OneValue);
    }
    let mean = sum::mean(counts);
    check_finite(case, [&mean])?;
    if mean == 0.0 {
        let terms = design.terms(case, &vec![0.0; design.features.n_columns()]);
        return Ok(Mechanism::Poisson { intercept: ALL_ZERO, terms });
    }
    let scaled = Scaled::new(&design.features);
    check_finite(case, scaled.columns.as_slice())?;
    design.remark_left_out(case, &scaled.constant, &scaled.dependent, remarks);
    let mut newton = Newton::new(&scaled.columns, counts, float::ln(mean));
    newton.run(remarks);
    let (intercept, slopes) =
        scaled.original_scale(&newton.coefficients, design.features.n_columns());
    check_finite(case, slopes.iter().chain([&intercept]))?;
    Ok(Mechanism::Poisson { intercept, terms: design.terms(case, &slopes) })
}

/// A column of ones, then the features that vary and do not depend on others, centered and of unit
/// spread.
struct Scaled {
    columns: Matrix,
    kept: Vec<usize>,
    centers: Vec<f64>,
    scales: Vec<f64>,
    constant: Vec<u32>,
    dependent: Vec<u32>,
}

impl Scaled {
    fn new(features: &Matrix) -> Self {
        let n_rows = features.n_rows();
        let mut varying = Vec::new();
        let mut constant = Vec::new();
        for (place, column) in features.columns().enumerate() {
            let mut values = column.to_vec();
            let mut center = 0.0;
            // The second pass removes what rounding of the first mean left over.
            for _pass in 0..2 {
                let rest = sum::mean(&values);
                center += rest;
                for value in &mut values {
                    *value -= rest;
                }
            }
            let scale = float::sqrt(sum::dot(&values, &values) / n_rows as f64);
            let largest = column.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
            if scale <= CONSTANT_TOLERANCE * largest {
                constant.push(place as u32);
                continue;
            }
            for value in &mut values {
                *value /= scale;
            }
            varying.push((place, center, scale, values));
        }
        let columns = varying.iter().map(|(.., values)| values.clone()).collect();
        let independent = if varying.is_empty() {
            Vec::new()
        } else {
            independent_columns(&Matrix::from_columns(columns))
        };
        let mut scaled = Self {
            columns: Matrix::zeros(0, 0),
            kept: Vec::new(),
            centers: Vec::new(),
            scales: Vec::new(),
            constant,
            dependent: Vec::new(),
        };
        let mut values = vec![1.0; n_rows];
        for (number, (place, center, scale, column)) in (0_u32..).zip(varying) {
            if independent.binary_search(&number).is_err() {
                scaled.dependent.push(place as u32);
                continue;
            }
            scaled.kept.push(place);
            scaled.centers.push(center);
            scaled.scales.push(scale);
            values.extend(column);
        }
        scaled.columns = Matrix::from_column_major(n_rows, scaled.kept.len() + 1, values);
        scaled
    }

    /// Intercept and slopes of all features, 0 for those that were left out.
    fn original_scale(&self, coefficients: &[f64], n_features: usize) -> (f64, Vec<f64>) {
        let mut slopes = vec![0.0; n_features];
        let mut intercept = coefficients[0];
        for (number, slope) in coefficients[1..].iter().enumerate() {
            let per_unit = slope / self.scales[number];
            slopes[self.kept[number]] = per_unit;
            intercept -= per_unit * self.centers[number];
        }
        (intercept, slopes)
    }
}

/// The state of the iterations.
struct Newton<'data> {
    design: &'data Matrix,
    counts: &'data [f64],
    coefficients: Vec<f64>,
    /// The logarithms of the means.
    predictor: Vec<f64>,
    means: Vec<f64>,
    /// What a whole step adds to the predictor.
    moves: Vec<f64>,
    /// Negative log likelihood up to a constant.
    objective: f64,
}

impl<'data> Newton<'data> {
    fn new(design: &'data Matrix, counts: &'data [f64], intercept: f64) -> Self {
        let mut coefficients = vec![0.0; design.n_columns()];
        coefficients[0] = intercept;
        let n_rows = counts.len();
        let mut newton = Self {
            design,
            counts,
            coefficients,
            predictor: vec![intercept; n_rows],
            means: vec![0.0; n_rows],
            moves: vec![0.0; n_rows],
            objective: 0.0,
        };
        newton.evaluate();
        newton
    }

    fn run(&mut self, remarks: &mut Vec<FitRemark>) {
        let mut diverging_steps = 0;
        for iterations in 1..=MAX_ITERATIONS {
            let step = self.step();
            let Some((step, is_damped)) = step else {
                remarks.push(FitRemark::NotConverged { iterations });
                return;
            };
            let Some(fraction) = self.descend(&step) else {
                remarks.push(FitRemark::NotConverged { iterations });
                return;
            };
            let largest = self.moves.iter().fold(0.0_f64, |largest, m| largest.max(m.abs()));
            if largest <= TOLERANCE && fraction == 1.0 && !is_damped {
                return;
            }
            let diverges = largest > DIVERGING_MOVE && self.only_met_rows_move();
            diverging_steps = if diverges { diverging_steps + 1 } else { 0 };
            if diverging_steps == 2 {
                remarks.push(FitRemark::Separated);
                return;
            }
        }
        remarks.push(FitRemark::NotConverged { iterations: MAX_ITERATIONS });
    }

    fn evaluate(&mut self) {
        for (mean, predictor) in self.means.iter_mut().zip(&self.predictor) {
            *mean = float::exp(*predictor);
        }
        self.objective = sum::sum(&self.means) - sum::dot(self.counts, &self.predictor);
    }

    /// The Newton step of the coefficients, and whether the Hessian had to be damped; puts what it
    /// does to the predictor into `moves`.
    fn step(&mut self) -> Option<(Vec<f64>, bool)> {
        let rest: Vec<f64> =
            self.counts.iter().zip(&self.means).map(|(count, mean)| count - mean).collect();
        let mut gradient = vec![0.0; self.coefficients.len()];
        gram::cross_into(self.design, &rest, &mut gradient);
        let hessian = gram::weighted_gram(self.design, &self.means);
        let largest = (0..hessian.n_rows()).map(|k| hessian.get(k, k)).fold(0.0, f64::max);
        let mut damping = 0.0;
        let step = loop {
            let mut damped = hessian.clone();
            for k in 0..damped.n_rows() {
                damped.set(k, k, damped.get(k, k) + damping * largest);
            }
            match cholesky::solve_spd(&damped, &gradient) {
                Ok(step) => break step,
                Err(_) if damping > LARGEST_DAMPING => return None,
                Err(_) if damping == 0.0 => damping = SMALLEST_DAMPING,
                Err(_) => damping *= 100.0,
            }
        };
        gram::product_into(self.design, &step, &mut self.moves);
        let is_finite = self.moves.iter().all(|change| change.is_finite());
        is_finite.then_some((step, damping > 0.0))
    }

    /// Goes along the step, by the largest of 1, ½, ¼ … that does not raise the objective; gives
    /// that fraction. Stays, with `None`, when there is none.
    fn descend(&mut self, step: &[f64]) -> Option<f64> {
        let allowed = self.objective + ROUNDING * (1.0 + self.objective.abs());
        let before = (self.coefficients.clone(), self.predictor.clone());
        let mut fraction = 1.0;
        for _halving in 0..MAX_HALVINGS {
            along(&mut self.coefficients, &before.0, step, fraction);
            along(&mut self.predictor, &before.1, &self.moves, fraction);
            self.evaluate();
            if self.objective <= allowed {
                return Some(fraction);
            }
            fraction *= 0.5;
        }
        (self.coefficients, self.predictor) = before;
        self.evaluate();
        None
    }

    /// Whether all rows have settled but those of count 0 whose mean is practically 0.
    fn only_met_rows_move(&self) -> bool {
        let rows = self.counts.iter().zip(&self.means).zip(&self.moves);
        rows.into_iter().all(|((count, mean), change)| {
            (*count == 0.0 && *mean < MET_MEAN) || change.abs() <= SETTLED_MOVE
        })
    }
}

/// `start + fraction · step`.
fn along(values: &mut [f64], start: &[f64], step: &[f64], fraction: f64) {
    for ((value, start), step) in values.iter_mut().zip(start).zip(step) {
        *value = start + fraction * step;
    }
}
