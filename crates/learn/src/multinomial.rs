//! Multinomial logistic regression by Newton's method.
//!
//! # Assumptions
//! P(class = k) ∝ e^(intercept_k + Σ slope_kj · feature_j), the scores of the reference class, the
//! first that occurs, being 0. Classes that do not occur have probability 0.
//!
//! # Algorithm
//! 1. Standardize the features; leave out columns that are constant or depend on earlier ones.
//! 2. Start at the overall shares with all slopes 0.
//! 3. Newton step with the whole Hessian, damped if it is singular to working precision; halve it
//!    while the penalized deviance rises.
//! 4. Stop when no score moves by more than the tolerance. Stop as separated when twice in a row
//!    only rows move that meet their class already while all others have settled: the likelihood
//!    then grows towards infinite coefficients, and those reached so far are kept.
//!
//! # References
//! A. Agresti, "Categorical Data Analysis", 3rd ed., 2013, §8.1; A. Albert, J. A. Anderson, "On the
//! existence of maximum likelihood estimates in logistic regression models", Biometrika 71(1), 1984.

use numeric::{Matrix, cholesky, float, gram, sum};

use crate::{
    Error, LogisticConfig, Target,
    logistic::{
        DIVERGING_MOVE, LARGEST_DAMPING, MAX_HALVINGS, MET_LOSS, ROUNDING, SETTLED_MOVE,
        SMALLEST_DAMPING, check_config,
    },
    standardize::{Standardized, standardize},
};

/// A fitted multinomial logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct MultinomialModel {
    /// Score of each class where all features are 0; 0 for the reference class and for classes that
    /// do not occur.
    pub intercepts: Vec<f64>,
    /// For each class the slope of each feature, in log-odds against the reference class per unit
    /// of the feature; 0 where left out.
    pub slopes: Vec<Vec<f64>>,
    /// The class whose scores are 0: the first that occurs.
    pub reference: u32,
    /// Classes without rows, ascending; they are never predicted.
    pub absent: Vec<u32>,
    /// Newton steps made.
    pub iterations: u32,
    /// Whether the coefficients settled.
    pub converged: bool,
    /// Whether the features separate classes, so that the maximum of the likelihood lies at
    /// infinity.
    pub separated: bool,
    /// Minus twice the log likelihood, without the penalty.
    pub deviance: f64,
    /// Features left out because they do not vary, ascending.
    pub constant_columns: Vec<u32>,
    /// Features left out because they depend on earlier ones, ascending.
    pub dependent_columns: Vec<u32>,
}

/// Fits `classes` (n values below `n_classes`) on `features` (n by p) and an intercept for every
/// class but the reference.
///
/// `weights` are frequency weights. The ridge of `config` is taken on the slopes of standardized
/// features of all classes but the reference.
///
/// # Errors
/// What is wrong with the arguments, see [`Error`].
pub fn fit_multinomial(
    features: &Matrix,
    classes: &[u32],
    n_classes: u32,
    weights: Option<&[f64]>,
    config: &LogisticConfig,
) -> Result<MultinomialModel, Error> {
    check_config(config)?;
    if let Some(row) = classes.iter().position(|class| *class >= n_classes) {
        return Err(Error::BadResponse { row, value: f64::from(classes[row]) });
    }
    let response: Vec<f64> = classes.iter().map(|class| f64::from(*class)).collect();
    let data = standardize(features, &response, weights, Target::Mean, config.ridge == 0.0)?;
    let mut class_weights = vec![0.0; n_classes as usize];
    for (class, weight) in data.response.iter().zip(&data.weights) {
        class_weights[*class as usize] += weight;
    }
    let occurs = |class: &u32| class_weights[*class as usize] > 0.0;
    let present: Vec<u32> = (0..n_classes).filter(occurs).collect();
    let absent: Vec<u32> = (0..n_classes).filter(|class| !occurs(class)).collect();
    let mut newton = Newton::new(&data, &present, config.ridge);
    newton.begin(&present, &class_weights);
    let end = newton.run(config);
    let mut intercepts = vec![0.0; n_classes as usize];
    let mut slopes = vec![vec![0.0; features.n_columns()]; n_classes as usize];
    let scores = newton.coefficients.chunks_exact(newton.design.n_columns());
    for (&class, coefficients) in present[1..].iter().zip(scores) {
        (intercepts[class as usize], slopes[class as usize]) =
            data.original_scale(coefficients[0], &coefficients[1..], features.n_columns());
    }
    Ok(MultinomialModel {
        intercepts,
        slopes,
        reference: present[0],
        absent,
        iterations: end.iterations,
        converged: end.converged,
        separated: end.separated,
        deviance: 2.0 * sum::dot(&newton.losses, newton.weights),
        constant_columns: data.constant,
        dependent_columns: data.dependent,
    })
}

impl MultinomialModel {
    /// Probabilities: one row per row of `features`, one column per class.
    ///
    /// # Panics
    /// When `features` does not have one column per slope.
    pub fn predict(&self, features: &Matrix) -> Matrix {
        let mut scores = Matrix::zeros(features.n_rows(), self.intercepts.len());
        for (class, (intercept, slopes)) in self.intercepts.iter().zip(&self.slopes).enumerate() {
            let column = scores.column_mut(class);
            if self.absent.binary_search(&(class as u32)).is_ok() {
                column.fill(f64::NEG_INFINITY);
                continue;
            }
            column.fill(*intercept);
            assert_eq!(features.n_columns(), slopes.len(), "there must be one feature per slope");
            for (feature, slope) in features.columns().zip(slopes) {
                for (score, value) in column.iter_mut().zip(feature) {
                    *score += slope * value;
                }
            }
        }
        for row in 0..scores.n_rows() {
            let classes = 0..scores.n_columns();
            let largest =
                classes.clone().map(|k| scores.get(row, k)).fold(f64::NEG_INFINITY, f64::max);
            let odds = |k: usize| float::exp(scores.get(row, k) - largest);
            let values: Vec<f64> = classes.clone().map(odds).collect();
            let total: f64 = values.iter().sum();
            for (k, value) in classes.zip(values) {
                scores.set(row, k, value / total);
            }
        }
        scores
    }
}

struct End {
    iterations: u32,
    converged: bool,
    separated: bool,
}

/// The state of the iterations. "Score" is that of a class that is not the reference.
struct Newton<'data> {
    /// Number of the score of each row's class, counted from 0; none for the reference.
    own: Vec<Option<usize>>,
    weights: &'data [f64],
    ridge: f64,
    /// A column of ones, then the standardized features.
    design: Matrix,
    n_scores: usize,
    /// For each score its intercept at the centers and its standardized slopes.
    coefficients: Vec<f64>,
    coefficients_before: Vec<f64>,
    step: Vec<f64>,
    /// One row per row, one column per score, from here on.
    scores: Matrix,
    scores_before: Matrix,
    probabilities: Matrix,
    moves: Matrix,
    losses: Vec<f64>,
    /// Negative log likelihood plus penalty.
    objective: f64,
}

impl<'data> Newton<'data> {
    fn new(data: &'data Standardized, present: &[u32], ridge: f64) -> Self {
        let n_rows = data.columns.n_rows();
        let size = data.columns.n_columns() + 1;
        let mut values = Vec::with_capacity(n_rows * size);
        values.resize(n_rows, 1.0);
        values.extend_from_slice(data.columns.as_slice());
        let n_scores = present.len() - 1;
        let own = data.response.iter().map(|class| {
            let place = present.partition_point(|other| f64::from(*other) < *class);
            place.checked_sub(1)
        });
        Self {
            own: own.collect(),
            weights: &data.weights,
            ridge,
            design: Matrix::from_column_major(n_rows, size, values),
            n_scores,
            coefficients: vec![0.0; n_scores * size],
            coefficients_before: vec![0.0; n_scores * size],
            step: vec![0.0; n_scores * size],
            scores: Matrix::zeros(n_rows, n_scores),
            scores_before: Matrix::zeros(n_rows, n_scores),
            probabilities: Matrix::zeros(n_rows, n_scores),
            moves: Matrix::zeros(n_rows, n_scores),
            losses: vec![0.0; n_rows],
            objective: f64::INFINITY,
        }
    }

    fn begin(&mut self, present: &[u32], class_weights: &[f64]) {
        let weight = |place: usize| class_weights[present[place] as usize];
        let size = self.design.n_columns();
        for score in 0..self.n_scores {
            let intercept = float::ln(weight(score + 1) / weight(0));
            self.coefficients[score * size] = intercept;
            self.scores.column_mut(score).fill(intercept);
        }
        self.evaluate();
    }

    fn run(&mut self, config: &LogisticConfig) -> End {
        if self.n_scores == 0 {
            return End { iterations: 0, converged: true, separated: false };
        }
        let mut diverging_steps = 0;
        for iterations in 1..=config.max_iterations {
            let Ok(damping) = self.newton_step() else {
                let separated = self.losses.iter().all(|loss| *loss < MET_LOSS);
                return End { iterations, converged: false, separated };
            };
            let Some(fraction) = self.descend() else {
                return End { iterations, converged: false, separated: false };
            };
            let moves = self.moves.as_slice();
            let largest_move = moves.iter().fold(0.0_f64, |largest, m| largest.max(m.abs()));
            if largest_move <= config.tolerance && fraction == 1.0 && damping == 0.0 {
                return End { iterations, converged: true, separated: false };
            }
            let diverges = largest_move > DIVERGING_MOVE && self.only_met_rows_move();
            diverging_steps = if diverges { diverging_steps + 1 } else { 0 };
            if diverging_steps == 2 {
                return End { iterations, converged: false, separated: true };
            }
        }
        End { iterations: config.max_iterations, converged: false, separated: false }
    }

    /// Fills probabilities, losses and the objective from scores and coefficients.
    fn evaluate(&mut self) {
        let n_rows = self.losses.len();
        let mut largest = vec![0.0_f64; n_rows];
        for column in self.scores.columns() {
            for (top, score) in largest.iter_mut().zip(column) {
                *top = top.max(*score);
            }
        }
        // Odds against the largest score: the reference's first.
        let mut totals: Vec<f64> = largest.iter().map(|top| float::exp(-top)).collect();
        for score in 0..self.n_scores {
            let odds = self.probabilities.column_mut(score).iter_mut();
            let rows = odds.zip(self.scores.column(score)).zip(&largest).zip(&mut totals);
            for (((odds, score), top), total) in rows {
                *odds = float::exp(score - top);
                *total += *odds;
            }
        }
        for score in 0..self.n_scores {
            for (value, total) in self.probabilities.column_mut(score).iter_mut().zip(&totals) {
                *value /= total;
            }
        }
        for (row, loss) in self.losses.iter_mut().enumerate() {
            let own = self.own[row].map_or(0.0, |score| self.scores.get(row, score));
            // The part of the total beside 1, so that a small loss keeps its digits.
            *loss = (largest[row] - own) + float::ln_1p(totals[row] - 1.0);
        }
        let size = self.design.n_columns();
        let slopes = self.coefficients.chunks_exact(size).flat_map(|score| &score[1..]);
        let penalty: f64 = slopes.map(|slope| slope * slope).sum();
        self.objective = sum::dot(&self.losses, self.weights) + 0.5 * self.ridge * penalty;
    }

    /// Puts the Newton step into `step` and what it does to the scores into `moves`. Gives the
    /// damping that was needed.
    fn newton_step(&mut self) -> Result<f64, numeric::Error> {
        let size = self.design.n_columns();
        let mut gradient = vec![0.0; self.n_scores * size];
        for score in 0..self.n_scores {
            let rows = self.own.iter().zip(self.probabilities.column(score)).zip(self.weights);
            let residuals: Vec<f64> = rows
                .map(|((own, probability), weight)| {
                    weight * (f64::from(u8::from(*own == Some(score))) - probability)
                })
                .collect();
            let part = &mut gradient[score * size..(score + 1) * size];
            gram::cross_into(&self.design, &residuals, part);
            let coefficients = &self.coefficients[score * size..(score + 1) * size];
            for (entry, coefficient) in part.iter_mut().zip(coefficients).skip(1) {
                *entry -= self.ridge * coefficient;
            }
        }
        let hessian = self.hessian();
        let largest = (0..hessian.n_rows()).map(|k| hessian.get(k, k)).fold(0.0, f64::max);
        let mut damping = 0.0;
        loop {
            let mut damped = hessian.clone();
            for k in 0..damped.n_rows() {
                damped.set(k, k, damped.get(k, k) + damping * largest);
            }
            self.step.copy_from_slice(&gradient);
            match cholesky::solve_spd_in_place(&mut damped, &mut self.step) {
                Ok(()) => break,
                Err(error) if damping > LARGEST_DAMPING => return Err(error),
                Err(_) if damping == 0.0 => damping = SMALLEST_DAMPING,
                Err(_) => damping *= 100.0,
            }
        }
        for score in 0..self.n_scores {
            let step = &self.step[score * size..(score + 1) * size];
            gram::product_into(&self.design, step, self.moves.column_mut(score));
        }
        if self.moves.as_slice().iter().all(|change| change.is_finite()) {
            Ok(damping)
        } else {
            Err(numeric::Error::NotPositiveDefinite { size: self.step.len() })
        }
    }

    /// Blocks `Σ w p_j (1[j = k] − p_k) x xᵀ`, plus the ridge on the slopes.
    fn hessian(&self) -> Matrix {
        let size = self.design.n_columns();
        let mut hessian = Matrix::zeros(self.n_scores * size, self.n_scores * size);
        let mut block = Matrix::zeros(size, size);
        let mut scratch = vec![0.0; self.losses.len()];
        for j in 0..self.n_scores {
            for k in j..self.n_scores {
                let pairs = self.probabilities.column(j).iter().zip(self.probabilities.column(k));
                let curvatures: Vec<f64> = pairs
                    .zip(self.weights)
                    .map(|((p, q), weight)| weight * p * (if j == k { 1.0 - p } else { -q }))
                    .collect();
                gram::weighted_gram_into(&self.design, &curvatures, &mut scratch, &mut block);
                for row in 0..size {
                    for column in 0..size {
                        let mut entry = block.get(row, column);
                        if j == k && row == column && row > 0 {
                            entry += self.ridge;
                        }
                        hessian.set(j * size + row, k * size + column, entry);
                        hessian.set(k * size + column, j * size + row, entry);
                    }
                }
            }
        }
        hessian
    }

    /// Goes along the step, by the largest of 1, ½, ¼ … that does not raise the objective; gives
    /// that fraction. Stays, with `None`, when there is none.
    fn descend(&mut self) -> Option<f64> {
        let before = self.objective;
        let allowed = before + ROUNDING * before.abs();
        self.coefficients_before.copy_from_slice(&self.coefficients);
        self.scores_before = self.scores.clone();
        let mut fraction = 1.0;
        for _halving in 0..MAX_HALVINGS {
            self.go(fraction);
            if self.objective <= allowed {
                return Some(fraction);
            }
            fraction *= 0.5;
        }
        self.go(0.0);
        None
    }

    /// Puts the coefficients at a fraction of the step away from where they were.
    fn go(&mut self, fraction: f64) {
        let from = self.coefficients_before.iter().zip(&self.step);
        for (coefficient, (before, step)) in self.coefficients.iter_mut().zip(from) {
            *coefficient = before + fraction * step;
        }
        for score in 0..self.n_scores {
            let from = self.scores_before.column(score).iter().zip(self.moves.column(score));
            for (value, (before, change)) in self.scores.column_mut(score).iter_mut().zip(from) {
                *value = before + fraction * change;
            }
        }
        self.evaluate();
    }

    /// Whether all rows that do not meet their class yet have settled: none of their
    /// probabilities is about to move. (The score of a class that is out of question may.)
    fn only_met_rows_move(&self) -> bool {
        self.losses.iter().enumerate().all(|(row, loss)| {
            let scores = (0..self.n_scores).map(|k| {
                let probability = self.probabilities.get(row, k);
                (probability, self.moves.get(row, k))
            });
            let (sum, mean) = scores
                .clone()
                .fold((0.0, 0.0), |(sum, mean), (p, change)| (sum + p, mean + p * change));
            *loss < MET_LOSS
                || ((1.0 - sum) * mean.abs() <= SETTLED_MOVE
                    && scores.into_iter().all(|(p, m)| p * (m - mean).abs() <= SETTLED_MOVE))
        })
    }
}
