//! Kernel test for few rows: finds any dependence, also one without correlation.
//!
//! # Assumptions
//! Rows are independent. The test costs time with the cube of the number of rows; of more than
//! [`KernelConfig::most_rows`] a random sample is used. With something given, the law under
//! independence is approximate, and dependence on what is given must be smooth enough to be
//! estimated: with four given columns that explain most of x and y the test rejects about twice as
//! often as it should at 100 to 200 rows.
//!
//! # Algorithm
//! 1. Gaussian kernels of standardized numbers, equality of codes; several given columns by the
//!    product of their kernels.
//! 2. Nothing given: `T = tr(K_x K_y)` of centered kernels (Hilbert–Schmidt independence
//!    criterion), compared with permutations of y.
//! 3. Something given: centered kernels of x and of y are freed from what is given by
//!    `R = ε (K_z + ε I)⁻¹`, each with the ε that has the least generalized cross-validation error;
//!    `T = tr(R_x K_x R_x · R_y K_y R_y)` is compared with a gamma law with the mean and the
//!    variance that T has under independence. The mean counts in that estimating the regressions
//!    makes residuals of different rows correlated.
//!
//! # References
//! A. Gretton et al., "A kernel statistical test of independence", NIPS 20, 2008; K. Zhang,
//! J. Peters, D. Janzing, B. Schölkopf, "Kernel-based conditional independence test and application
//! in causal discovery", UAI 27, 2011 (there x is joined with z; here it is not, as in E. Strobl,
//! K. Zhang, S. Visweswaran, "Approximate kernel-based conditional independence tests for fast
//! non-parametric causal discovery", Journal of Causal Inference 7(1), 2019).

use super::{Answer, DataColumn, Method, Note, Question, Untestable, permutation::address};
use crate::Error;
use numeric::{
    Matrix, cholesky, float, gamma,
    seed::{Seed, Stream, permutation},
    sum,
};

/// Settings of the kernel test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KernelConfig {
    /// Most rows that are used, at least 10 and at most 1,000.
    pub most_rows: u32,
    /// Permutations where nothing is given, at least 1.
    pub replicates: u32,
}

impl Default for KernelConfig {
    fn default() -> Self {
        Self { most_rows: 200, replicates: 199 }
    }
}

/// Fewest rows.
const FEWEST: usize = 10;
/// Smoothing constants of the regression on what is given, per row, of which the best is taken.
const SMOOTHINGS: [f64; 4] = [1e-3, 1e-2, 1e-1, 1.0];
/// Widths of the Gaussian kernel, in standard deviations, by the number of rows.
const WIDTHS: [(usize, f64); 3] = [(200, 0.8), (1200, 0.5), (usize::MAX, 0.3)];

/// Share of a kernel's trace that what is given may leave for its column to count as determined.
const DETERMINED: f64 = 1e-3;

impl KernelConfig {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !(10..=1000).contains(&self.most_rows) {
            return Err(Error::BadSetting {
                setting: "most_rows",
                value: f64::from(self.most_rows),
            });
        }
        if self.replicates == 0 {
            return Err(Error::BadSetting { setting: "replicates", value: 0.0 });
        }
        Ok(())
    }
}

/// The test of one question.
pub(crate) fn kernel(
    columns: &[DataColumn],
    question: &Question,
    config: &KernelConfig,
    seed: Seed,
) -> Answer {
    let stream = address(question, seed).child("kernel");
    let n_all = columns[question.x as usize].n_rows();
    let most = config.most_rows as usize;
    let rows: Vec<u32> = if n_all > most {
        let mut sample = permutation(&stream.child("rows"), n_all as u32);
        sample.truncate(most);
        sample.sort_unstable();
        sample
    } else {
        (0..n_all as u32).collect()
    };
    let n_used = rows.len() as u64;
    if rows.len() < FEWEST {
        return Answer::untestable(Method::Kernel, n_used, Untestable::TooFewRows);
    }
    let width =
        WIDTHS.iter().find(|(most, _)| rows.len() <= *most).map_or(0.3, |(_, width)| *width);
    let gram = |column: u32, width: f64| gram_of(&columns[column as usize], &rows, width);
    let (Some(x), Some(y)) = (gram(question.x, width), gram(question.y, width)) else {
        return Answer::untestable(Method::Kernel, n_used, Untestable::NoVariation);
    };
    // The more columns are given, the wider each kernel: distances add up.
    let width = width * float::sqrt(question.given.len() as f64);
    let given: Vec<Matrix> =
        question.given.iter().filter_map(|column| gram(*column, width)).collect();
    let mut answer = if given.is_empty() {
        unconditional(&x, &y, config.replicates, &stream)
    } else {
        conditional(&x, &y, &given)
    };
    if n_all > most {
        answer.note = Some(Note::SampledRows);
    }
    answer
}

/// `tr(K_x K_y)` against permutations of y.
fn unconditional(x: &Matrix, y: &Matrix, replicates: u32, stream: &Stream) -> Answer {
    let n_rows = x.n_rows();
    let (x, y) = (centered(x), centered(y));
    let statistic = |order: &[u32]| -> f64 {
        let columns = order.iter().enumerate().map(|(j, &other)| {
            let (left, right) = (x.column(j), y.column(other as usize));
            left.iter().zip(order).map(|(value, &i)| value * right[i as usize]).sum::<f64>()
        });
        columns.sum()
    };
    let identity: Vec<u32> = (0..n_rows as u32).collect();
    let observed = statistic(&identity);
    let least = observed - 1e-12 * observed.abs();
    let at_least = (0..u64::from(replicates))
        .filter(|b| statistic(&permutation(&stream.index(*b), n_rows as u32)) >= least)
        .count();
    let p_value = (at_least as f64 + 1.0) / (f64::from(replicates) + 1.0);
    Answer::testable(Method::Kernel, observed, 0.0, p_value, n_rows as u64)
}

/// The statistic of kernels freed from what is given, against its gamma law.
fn conditional(x: &Matrix, y: &Matrix, given: &[Matrix]) -> Answer {
    let n_rows = x.n_rows();
    let untestable = Answer::untestable(Method::Kernel, n_rows as u64, Untestable::Determined);
    let joint = given.iter().skip(1).fold(given[0].clone(), |joint, next| product(&joint, next));
    let joint = centered(&joint);
    let smoothers: Vec<Matrix> =
        SMOOTHINGS.iter().filter_map(|smoothing| residual_maker(&joint, *smoothing)).collect();
    let (Some(x), Some(y)) = (free(&centered(x), &smoothers), free(&centered(y), &smoothers))
    else {
        return untestable;
    };
    let together = product(&x.kernel, &y.kernel);
    let statistic = sum::sum(together.as_slice());
    // Residuals of different rows are correlated, since what is given was estimated.
    let shared = product(&x.square, &y.square);
    let scales = (trace(&x.kernel) / trace(&x.square)) * (trace(&y.kernel) / trace(&y.square));
    let between = scales * (sum::sum(shared.as_slice()) - trace(&shared));
    let mean = trace(&together) + between.max(0.0);
    let variance = 2.0 * sum::dot(together.as_slice(), together.as_slice());
    let (shape, scale) = (mean * mean / variance, variance / mean);
    if !(shape.is_finite() && scale.is_finite() && shape > 0.0 && scale > 0.0) {
        return untestable;
    }
    let p_value = gamma::regularized_upper(shape, (statistic / scale).max(0.0));
    Answer::testable(Method::Kernel, statistic, shape, p_value, n_rows as u64)
}

/// A kernel freed from what is given.
struct Freed {
    /// `R K R`.
    kernel: Matrix,
    /// `R²`.
    square: Matrix,
}

/// `R = ε (K_z + ε I)⁻¹` with ε a multiple of the number of rows; none where that is singular.
fn residual_maker(given: &Matrix, smoothing: f64) -> Option<Matrix> {
    let n_rows = given.n_rows();
    let epsilon = smoothing * n_rows as f64;
    let mut smoothed = given.clone();
    for k in 0..n_rows {
        smoothed.set(k, k, smoothed.get(k, k) + epsilon);
    }
    let mut residual = cholesky::inverse_spd(&smoothed).ok()?;
    for j in 0..n_rows {
        for value in residual.column_mut(j) {
            *value *= epsilon;
        }
    }
    Some(residual)
}

/// Frees a kernel by the smoother with the least generalized cross-validation error
/// `tr(R K R) / tr(R)²`; none where next to nothing is left.
fn free(kernel: &Matrix, smoothers: &[Matrix]) -> Option<Freed> {
    let mut best: Option<(f64, Freed)> = None;
    for smoother in smoothers {
        let square = multiply(smoother, smoother);
        let total = trace(smoother);
        let error = sum::dot(square.as_slice(), kernel.as_slice()) / (total * total);
        if error.is_finite() && best.as_ref().is_none_or(|(least, _)| error < *least) {
            let kernel = multiply(&multiply(smoother, kernel), smoother);
            best = Some((error, Freed { kernel, square }));
        }
    }
    let whole = trace(kernel);
    best.map(|(_, freed)| freed).filter(|freed| trace(&freed.kernel) > DETERMINED * whole)
}

fn trace(matrix: &Matrix) -> f64 {
    (0..matrix.n_rows()).map(|k| matrix.get(k, k)).sum()
}

/// The kernel of a column at the given rows; none where the column is constant there.
fn gram_of(column: &DataColumn, rows: &[u32], width: f64) -> Option<Matrix> {
    let n_rows = rows.len();
    let mut gram = Matrix::zeros(n_rows, n_rows);
    match column {
        DataColumn::Codes { codes, .. } => {
            let codes: Vec<u8> = rows.iter().map(|row| codes[*row as usize]).collect();
            if codes.iter().all(|code| *code == codes[0]) {
                return None;
            }
            for (j, own) in codes.iter().enumerate() {
                for (value, other) in gram.column_mut(j).iter_mut().zip(&codes) {
                    *value = f64::from(u8::from(own == other));
                }
            }
        }
        DataColumn::Numbers(numbers) => {
            let numbers: Vec<f64> = rows.iter().map(|row| numbers[*row as usize]).collect();
            let deviation = sum::standard_deviation(&numbers);
            if deviation <= 0.0 {
                return None;
            }
            let factor = 1.0 / (width * deviation);
            for (j, own) in numbers.iter().enumerate() {
                for (value, other) in gram.column_mut(j).iter_mut().zip(&numbers) {
                    let distance = (own - other) * factor;
                    *value = float::exp(-0.5 * distance * distance);
                }
            }
        }
    }
    Some(gram)
}

/// Entries multiplied one by one: the kernel of both columns together.
fn product(left: &Matrix, right: &Matrix) -> Matrix {
    let values = left.as_slice().iter().zip(right.as_slice()).map(|(a, b)| a * b).collect();
    Matrix::from_column_major(left.n_rows(), left.n_columns(), values)
}

/// Rows and columns with mean 0, of a symmetric matrix.
fn centered(kernel: &Matrix) -> Matrix {
    let means: Vec<f64> = kernel.columns().map(sum::mean).collect();
    let overall = sum::mean(&means);
    let mut result = kernel.clone();
    for (j, own) in means.iter().enumerate() {
        for (value, other) in result.column_mut(j).iter_mut().zip(&means) {
            *value += overall - own - other;
        }
    }
    result
}

/// The product of square matrices, each entry summed in the order of the rows.
fn multiply(left: &Matrix, right: &Matrix) -> Matrix {
    let n_rows = left.n_rows();
    let mut result = Matrix::zeros(n_rows, n_rows);
    for j in 0..n_rows {
        let weights = right.column(j);
        let column = result.column_mut(j);
        for (factor, source) in weights.iter().zip(left.columns()) {
            for (value, entry) in column.iter_mut().zip(source) {
                *value += factor * entry;
            }
        }
    }
    result
}
