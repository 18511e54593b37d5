//! Logistic regression by iteratively reweighted least squares (Newton's method).
//!
//! # Assumptions
//! P(response = 1) = 1 / (1 + e^−(intercept + Σ slope · feature)).
//!
//! # Algorithm
//! 1. Standardize the features; leave out columns that are constant or depend on earlier ones.
//! 2. Start at the given coefficients or at the overall share, whichever fits better.
//! 3. Newton step, damped if the Hessian is singular to working precision; halve it while the
//!    penalized deviance rises.
//! 4. Stop when no linear predictor moves by more than the tolerance. Stop as separated when all
//!    rows have settled except some that meet their response already and yet keep moving: the
//!    likelihood then grows towards infinite coefficients. Those reached so far are kept; they are
//!    finite.
//!
//! # References
//! P. McCullagh, J. A. Nelder, "Generalized linear models", 2nd ed., 1989, §2.5 and §4.4.
//! A. Albert, J. A. Anderson, "On the existence of maximum likelihood estimates in logistic
//! regression models", Biometrika 71(1), 1984.

use numeric::{Matrix, cholesky, float, gram, sum};

use crate::{
    Error, FitNote, Target,
    learner::dropped_notes,
    linear::{check_ridge, linear_predictor},
    standardize::{Standardized, standardize},
};

/// Settings of logistic regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogisticConfig {
    /// Penalty `ridge/2 · Σ slope²` on the slopes of standardized features, taken from the log
    /// likelihood; 0 for maximum likelihood.
    pub ridge: f64,
    /// Most Newton steps.
    pub max_iterations: u32,
    /// Largest move of a linear predictor in the last step, in log-odds. Steps shrink
    /// quadratically, so the error that remains is about its square.
    pub tolerance: f64,
}

impl Default for LogisticConfig {
    fn default() -> Self {
        Self { ridge: 0.0, max_iterations: 50, tolerance: 1e-7 }
    }
}

/// A fitted logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticModel {
    /// Log-odds where all features are 0.
    pub intercept: f64,
    /// Slope of each feature, in log-odds per unit of the feature; 0 where left out.
    pub slopes: Vec<f64>,
    /// Newton steps made.
    pub iterations: u32,
    /// Whether the coefficients settled.
    pub converged: bool,
    /// Whether the features separate responses of 0 from responses of 1, so that the maximum of the
    /// likelihood lies at infinity.
    pub separated: bool,
    /// When separated, the feature that drives the coefficients to infinity; `None` when the response
    /// has one value only, which no feature is needed to separate.
    pub separating_column: Option<u32>,
    /// Twice the log likelihood of a perfect fit minus that of this one, without the penalty.
    pub deviance: f64,
    /// Features left out because they do not vary, ascending.
    pub constant_columns: Vec<u32>,
    /// Features left out because they depend on earlier ones, ascending.
    pub dependent_columns: Vec<u32>,
}

/// Loss of a row, per unit of weight, below which its response counts as met.
pub(crate) const MET_LOSS: f64 = 1e-8;
/// Move of a linear predictor below which a row that is not met counts as settled.
pub(crate) const SETTLED_MOVE: f64 = 1e-6;
/// Move of a met row, the others being settled, that shows divergence when it is seen twice in a
/// row. On the way to infinity every step moves separated rows by about 1; on the way to a finite
/// maximum such a step is the last.
pub(crate) const DIVERGING_MOVE: f64 = 0.5;
/// Rise of the objective, relative to its size, that rounding may cause.
pub(crate) const ROUNDING: f64 = 1e-12;
pub(crate) const MAX_HALVINGS: u32 = 30;
/// Parts of the largest diagonal value that are added to a singular Hessian, in turn.
pub(crate) const SMALLEST_DAMPING: f64 = 1e-14;
pub(crate) const LARGEST_DAMPING: f64 = 1e-2;

/// Fits `response` (n values in `[0, 1]`) on `features` (n by p) and an intercept.
///
/// `weights` are frequency weights. `start` holds the intercept and the p slopes to begin from; the
/// result does not depend on it beyond the tolerance.
///
/// # Errors
/// What is wrong with the arguments, see [`Error`].
pub fn fit_logistic(
    features: &Matrix,
    response: &[f64],
    weights: Option<&[f64]>,
    start: Option<&[f64]>,
    config: &LogisticConfig,
) -> Result<LogisticModel, Error> {
    check_config(config)?;
    let n_columns = features.n_columns();
    if let Some(start) = start
        && start.len() != n_columns + 1
    {
        let part = "starting coefficients";
        return Err(Error::SizeMismatch { part, expected: n_columns + 1, found: start.len() });
    }
    let data = standardize(features, response, weights, Target::Probability, config.ridge == 0.0)?;
    let mut newton = Newton::new(&data, config.ridge);
    newton.begin(&data, start);
    let end = newton.run(config);
    let (intercept, slopes) =
        data.original_scale(newton.coefficients[0], &newton.coefficients[1..], n_columns);
    Ok(LogisticModel {
        intercept,
        slopes,
        iterations: end.iterations,
        converged: end.converged,
        separated: end.separated,
        separating_column: if end.separated { newton.driving_column(&data) } else { None },
        deviance: newton.deviance(),
        constant_columns: data.constant,
        dependent_columns: data.dependent,
    })
}

impl LogisticModel {
    /// Predicted probability for each row of `features`.
    ///
    /// # Panics
    /// When `features` does not have one column per slope.
    pub fn predict(&self, features: &Matrix) -> Vec<f64> {
        let mut probabilities = linear_predictor(self.intercept, &self.slopes, features);
        for value in &mut probabilities {
            *value = float::logistic(*value);
        }
        probabilities
    }

    /// The intercept and the slopes, as [`fit_logistic`] takes them for a start.
    pub fn coefficients(&self) -> Vec<f64> {
        let mut coefficients = Vec::with_capacity(self.slopes.len() + 1);
        coefficients.push(self.intercept);
        coefficients.extend_from_slice(&self.slopes);
        coefficients
    }

    /// What a user of the model should know.
    pub fn notes(&self) -> Vec<FitNote> {
        let mut notes = dropped_notes(&self.constant_columns, &self.dependent_columns);
        if self.separated {
            let column = self.separating_column;
            notes.push(
                column.map_or(FitNote::ConstantResponse, |column| FitNote::Separated { column }),
            );
        } else if !self.converged {
            notes.push(FitNote::NotConverged { iterations: self.iterations });
        }
        notes
    }
}

struct End {
    iterations: u32,
    converged: bool,
    separated: bool,
}

/// The state of the iterations. All buffers are made once.
struct Newton<'data> {
    response: &'data [f64],
    weights: &'data [f64],
    ridge: f64,
    /// A column of ones, then the standardized features.
    design: Matrix,
    /// Intercept at the centers, then the standardized slopes.
    coefficients: Vec<f64>,
    coefficients_before: Vec<f64>,
    step: Vec<f64>,
    hessian: Matrix,
    /// One value per row from here on, at the coefficients.
    predictor: Vec<f64>,
    predictor_before: Vec<f64>,
    probabilities: Vec<f64>,
    losses: Vec<f64>,
    /// Variance of the response times the weight.
    curvatures: Vec<f64>,
    /// Change of the predictor by the whole step.
    moves: Vec<f64>,
    scratch: Vec<f64>,
    /// Negative log likelihood plus penalty.
    objective: f64,
}

impl<'data> Newton<'data> {
    fn new(data: &'data Standardized, ridge: f64) -> Self {
        let n_rows = data.columns.n_rows();
        let size = data.columns.n_columns() + 1;
        let mut values = Vec::with_capacity(n_rows * size);
        values.resize(n_rows, 1.0);
        values.extend_from_slice(data.columns.as_slice());
        let per_row = || vec![0.0; n_rows];
        Self {
            response: &data.response,
            weights: &data.weights,
            ridge,
            design: Matrix::from_column_major(n_rows, size, values),
            coefficients: vec![0.0; size],
            coefficients_before: vec![0.0; size],
            step: vec![0.0; size],
            hessian: Matrix::zeros(size, size),
            predictor: per_row(),
            predictor_before: per_row(),
            probabilities: per_row(),
            losses: per_row(),
            curvatures: per_row(),
            moves: per_row(),
            scratch: per_row(),
            objective: f64::INFINITY,
        }
    }

    /// Takes the given coefficients of the original features (finite, intercept first) or, if it
    /// fits better, the overall share with all slopes 0.
    fn begin(&mut self, data: &Standardized, start: Option<&[f64]>) {
        let share = sum::weighted_mean(self.response, self.weights);
        // A share of 0 or 1 has no finite log-odds: begin half a row inside.
        let inside = 0.5 / (self.response.len() as f64 + 1.0);
        let share_intercept = float::logit(share.clamp(inside, 1.0 - inside));
        if let Some(start) = start {
            self.coefficients[0] = start[0];
            for (k, &column) in data.kept.iter().enumerate() {
                let slope = start[1 + column as usize];
                self.coefficients[0] += slope * data.centers[k];
                self.coefficients[1 + k] = slope * data.scales[k];
            }
            gram::product_into(&self.design, &self.coefficients, &mut self.predictor);
            self.evaluate();
            let share_loss = float::softplus(share_intercept) - share * share_intercept;
            if self.objective <= share_loss * sum::sum(self.weights) {
                return;
            }
        }
        self.coefficients.fill(0.0);
        self.coefficients[0] = share_intercept;
        self.predictor.fill(share_intercept);
        self.evaluate();
    }

    fn run(&mut self, config: &LogisticConfig) -> End {
        let mut diverging_steps = 0;
        for iterations in 1..=config.max_iterations {
            let Ok(damping) = self.newton_step() else {
                return End { iterations, converged: false, separated: self.is_perfect() };
            };
            let Some(fraction) = self.descend() else {
                return End { iterations, converged: false, separated: false };
            };
            let largest_move = self.moves.iter().fold(0.0_f64, |largest, m| largest.max(m.abs()));
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

    /// Fills probabilities, losses, curvatures and the objective from predictor and coefficients.
    fn evaluate(&mut self) {
        let rows = self.predictor.iter().zip(self.response).zip(self.weights);
        let results = self.probabilities.iter_mut().zip(&mut self.losses).zip(&mut self.curvatures);
        for (((predictor, response), weight), ((probability, loss), curvature)) in rows.zip(results)
        {
            let odds = float::exp(-predictor.abs());
            let inverse = 1.0 / (1.0 + odds);
            *probability = if *predictor >= 0.0 { inverse } else { odds * inverse };
            *curvature = weight * (odds * inverse * inverse);
            *loss = predictor.max(0.0) - response * predictor + float::ln_1p(odds);
        }
        let penalty: f64 = self.coefficients[1..].iter().map(|slope| slope * slope).sum();
        self.objective = sum::dot(&self.losses, self.weights) + 0.5 * self.ridge * penalty;
    }

    /// Puts the Newton step into `step` and what it does to the predictor into `moves`. Gives the
    /// damping that was needed: 0 unless the Hessian is singular to working precision, as it becomes
    /// when the variance of nearly all responses has vanished.
    fn newton_step(&mut self) -> Result<f64, numeric::Error> {
        let rows = self.response.iter().zip(&self.probabilities).zip(self.weights);
        for (value, ((response, probability), weight)) in self.moves.iter_mut().zip(rows) {
            *value = weight * (response - probability);
        }
        gram::cross_into(&self.design, &self.moves, &mut self.step);
        for (gradient, coefficient) in self.step.iter_mut().zip(&self.coefficients).skip(1) {
            *gradient -= self.ridge * coefficient;
        }
        let mut damping = 0.0;
        while let Err(error) = self.solve(damping) {
            if damping > LARGEST_DAMPING {
                return Err(error);
            }
            damping = if damping == 0.0 { SMALLEST_DAMPING } else { damping * 100.0 };
        }
        gram::product_into(&self.design, &self.step, &mut self.moves);
        if self.moves.iter().all(|change| change.is_finite()) {
            Ok(damping)
        } else {
            Err(numeric::Error::NotPositiveDefinite { size: self.step.len() })
        }
    }

    /// Divides the gradient in `step` by the Hessian, to whose diagonal a fraction of its largest
    /// value is added.
    fn solve(&mut self, damping: f64) -> Result<(), numeric::Error> {
        gram::weighted_gram_into(
            &self.design,
            &self.curvatures,
            &mut self.scratch,
            &mut self.hessian,
        );
        let size = self.step.len();
        for k in 1..size {
            self.hessian.set(k, k, self.hessian.get(k, k) + self.ridge);
        }
        if damping > 0.0 {
            let largest = (0..size).map(|k| self.hessian.get(k, k)).fold(0.0, f64::max);
            for k in 0..size {
                self.hessian.set(k, k, self.hessian.get(k, k) + damping * largest);
            }
        }
        cholesky::solve_spd_in_place(&mut self.hessian, &mut self.step)
    }

    /// Goes along the step, by the largest of 1, ½, ¼ … that does not raise the objective; gives
    /// that fraction. Stays, with `None`, when there is none.
    fn descend(&mut self) -> Option<f64> {
        let before = self.objective;
        let allowed = before + ROUNDING * before.abs();
        self.coefficients_before.copy_from_slice(&self.coefficients);
        self.predictor_before.copy_from_slice(&self.predictor);
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
        let from = self.predictor_before.iter().zip(&self.moves);
        for (predictor, (before, change)) in self.predictor.iter_mut().zip(from) {
            *predictor = before + fraction * change;
        }
        self.evaluate();
    }

    /// Whether all rows that do not meet their response yet have settled.
    fn only_met_rows_move(&self) -> bool {
        let mut rows = self.moves.iter().zip(&self.losses);
        rows.all(|(change, loss)| *loss < MET_LOSS || change.abs() <= SETTLED_MOVE)
    }

    /// Whether every response is met.
    fn is_perfect(&self) -> bool {
        self.losses.iter().all(|loss| *loss < MET_LOSS)
    }

    /// The kept feature that drives the last step, by its part in the moves over its whole range;
    /// none when the response is constant.
    fn driving_column(&self, data: &Standardized) -> Option<u32> {
        if self.response.iter().all(|response| *response == self.response[0]) {
            return None;
        }
        let mut largest = (0.0, None);
        for (k, column) in data.columns.columns().enumerate() {
            let low = column.iter().copied().fold(f64::INFINITY, f64::min);
            let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let part = self.step[1 + k].abs() * (high - low);
            if part > largest.0 {
                largest = (part, Some(data.kept[k]));
            }
        }
        largest.1
    }

    fn deviance(&self) -> f64 {
        let entropy = |share: f64| if share > 0.0 { share * float::ln(share) } else { 0.0 };
        let losses = self.losses.iter().zip(self.response);
        let excess: Vec<f64> =
            losses.map(|(loss, y)| loss + entropy(*y) + entropy(1.0 - y)).collect();
        2.0 * sum::dot(&excess, self.weights)
    }
}

pub(crate) fn check_config(config: &LogisticConfig) -> Result<(), Error> {
    check_ridge(config.ridge)?;
    if config.max_iterations == 0 {
        return Err(Error::BadSetting { setting: "max_iterations", value: 0.0 });
    }
    if !(config.tolerance > 0.0 && config.tolerance.is_finite()) {
        return Err(Error::BadSetting { setting: "tolerance", value: config.tolerance });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{LogisticConfig, LogisticModel, fit_logistic};
    use crate::{Error, FitNote};
    use numeric::{Matrix, float, seed::Seed};
    use proptest::prelude::*;

    fn fit(features: &Matrix, response: &[f64], weights: Option<&[f64]>) -> LogisticModel {
        fit_logistic(features, response, weights, None, &LogisticConfig::default())
            .expect("the data can be learned from")
    }

    /// Rows from a logistic model with all slopes ½, which do not separate.
    fn overlapping(seed: u64, n_rows: usize, n_columns: usize) -> (Matrix, Vec<f64>) {
        let mut draws = Seed(seed).stream("overlapping").draws();
        let values = (0..n_rows * n_columns).map(|_| draws.normal()).collect();
        let features = Matrix::from_column_major(n_rows, n_columns, values);
        let response = (0..n_rows).map(|row| {
            let sum: f64 = features.columns().map(|column| column[row]).sum();
            f64::from(draws.uniform() < float::logistic(0.5 * sum))
        });
        let response = response.collect();
        (features, response)
    }

    fn distance(left: &[f64], right: &[f64]) -> f64 {
        left.iter().zip(right).fold(0.0, |largest, (l, r)| largest.max((l - r).abs()))
    }

    #[test]
    fn without_features_the_intercept_is_the_log_odds_of_the_share() {
        let model = fit(&Matrix::zeros(4, 0), &[1.0, 0.0, 0.0, 0.0], None);
        assert!((model.intercept - float::logit(0.25)).abs() < 1e-15);
        assert!(model.converged && model.notes().is_empty());
    }

    #[test]
    fn complete_separation_is_flagged_and_predictions_meet_the_responses() {
        let features = Matrix::from_columns(vec![
            vec![0.3, -0.1, 0.5, 0.2, 0.0, 0.1, -0.4, 0.2],
            vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
        ]);
        let response = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
        let model = fit(&features, &response, None);
        assert!(model.separated && !model.converged);
        assert_eq!(model.notes(), [FitNote::Separated { column: 1 }]);
        assert!(distance(&model.predict(&features), &response) < 1e-7);
        assert!(model.deviance < 1e-6);
    }

    #[test]
    fn a_ridge_makes_separated_data_converge() {
        let features = Matrix::from_columns(vec![vec![1.0, 2.0, 3.0, 4.0]]);
        let config = LogisticConfig { ridge: 0.1, ..LogisticConfig::default() };
        let response = [0.0, 0.0, 1.0, 1.0];
        let model = fit_logistic(&features, &response, None, None, &config);
        let model = model.expect("the data can be learned from");
        assert!(model.converged && !model.separated);
        assert!(model.slopes[0] > 1.0 && model.slopes[0] < 10.0);
    }

    #[test]
    fn a_category_that_always_dies_is_flagged_and_leaves_the_other_slopes_alone() {
        let (others, other_responses) = overlapping(4, 200, 2);
        let without = fit(&others, &other_responses, None);
        let mut category = vec![0.0; 200];
        category.extend([1.0; 3]);
        let extend = |j: usize| [others.column(j), &[0.3, -0.2, 0.4]].concat();
        let features = Matrix::from_columns(vec![extend(0), category, extend(1)]);
        let mut response = other_responses;
        response.extend([1.0; 3]);
        // The rest of the data may weigh a lot more than the category.
        for weight in [1.0, 10_000.0] {
            let mut weights = vec![weight; 200];
            weights.extend([1.0; 3]);
            let model = fit(&features, &response, Some(&weights));
            assert!(model.separated, "weight {weight}");
            assert_eq!(model.separating_column, Some(1));
            let found = [model.intercept, model.slopes[0], model.slopes[2]];
            assert!(distance(&found, &without.coefficients()) < 1e-6, "{found:?}");
            assert!(model.predict(&features)[200..].iter().all(|p| *p > 1.0 - 1e-7));
        }
    }

    #[test]
    fn a_constant_response_is_predicted_and_named() {
        let (features, _) = overlapping(5, 30, 2);
        let model = fit(&features, &[0.0; 30], None);
        assert_eq!(model.notes(), [FitNote::ConstantResponse]);
        assert!(model.predict(&features).iter().all(|p| *p < 1e-7));
    }

    #[test]
    fn an_extreme_row_that_fits_is_not_taken_for_separation() {
        let (features, mut response) = overlapping(6, 100, 1);
        let mut column = features.column(0).to_vec();
        let without = fit(&features, &response, None);
        column.push(0.0);
        response.push(1.0);
        // Linear predictors from about 15 to 5 · 10⁵: a probability of 1 to the last bit.
        for outlier in [30.0, 100.0, 1e3, 1e5, 1e6] {
            column[100] = outlier;
            let with_outlier = fit(&Matrix::from_columns(vec![column.clone()]), &response, None);
            assert!(with_outlier.converged && !with_outlier.separated, "{outlier}");
            let change = distance(&with_outlier.coefficients(), &without.coefficients());
            assert!(change < 1e-4, "{outlier}: {change}");
        }
    }

    #[test]
    fn a_start_at_the_solution_ends_after_one_step_and_a_wild_one_ends_there_too() {
        let (features, response) = overlapping(7, 300, 5);
        let cold = fit(&features, &response, None);
        let from = |start: &[f64]| {
            fit_logistic(&features, &response, None, Some(start), &LogisticConfig::default())
                .expect("the data can be learned from")
        };
        let warm = from(&cold.coefficients());
        assert_eq!(warm.iterations, 1);
        for start in [cold.coefficients(), vec![50.0; 6], vec![-1e308; 6], vec![f64::NAN; 6]] {
            let model = from(&start);
            assert!(model.converged);
            assert!(distance(&model.coefficients(), &cold.coefficients()) < 1e-10);
        }
    }

    #[test]
    fn too_few_iterations_are_noted() {
        let (features, response) = overlapping(8, 100, 2);
        let config = LogisticConfig { max_iterations: 1, ..LogisticConfig::default() };
        let model = fit_logistic(&features, &response, None, None, &config);
        let model = model.expect("the data can be learned from");
        assert_eq!(model.notes(), [FitNote::NotConverged { iterations: 1 }]);
    }

    #[test]
    fn arguments_that_cannot_be_used_are_refused_with_their_place() {
        let config = LogisticConfig::default();
        let one = Matrix::from_columns(vec![vec![1.0, 2.0]]);
        let try_fit = |features: &Matrix, response: &[f64], weights: Option<&[f64]>| {
            fit_logistic(features, response, weights, None, &config).err()
        };
        let y = [0.0, 1.0];
        let size = |part, expected, found| Some(Error::SizeMismatch { part, expected, found });
        assert_eq!(try_fit(&one, &y[..1], None), size("responses", 2, 1));
        assert_eq!(try_fit(&one, &y, Some(&[1.0])), size("weights", 2, 1));
        assert_eq!(try_fit(&one, &y, Some(&[0.0, 0.0])), Some(Error::NoRows));
        assert_eq!(try_fit(&Matrix::zeros(0, 1), &[], None), Some(Error::NoRows));
        let bad_weight = Some(Error::BadWeight { row: 1, value: -1.0 });
        assert_eq!(try_fit(&one, &y, Some(&[1.0, -1.0])), bad_weight);
        let bad_response = Some(Error::BadResponse { row: 0, value: 1.5 });
        assert_eq!(try_fit(&one, &[1.5, 0.0], None), bad_response);
        let infinite = Matrix::from_columns(vec![vec![1.0, f64::INFINITY]]);
        let not_finite = Some(Error::FeatureNotFinite { column: 0, row: 1 });
        assert_eq!(try_fit(&infinite, &y, None), not_finite);
        let huge = Matrix::from_columns(vec![vec![1e300, -1e300]]);
        assert_eq!(try_fit(&huge, &y, None), Some(Error::FeatureTooLarge { column: 0 }));
        let short_start = fit_logistic(&one, &y, None, Some(&[0.0]), &config).err();
        assert_eq!(short_start, size("starting coefficients", 2, 1));
        for (config, setting) in [
            (LogisticConfig { ridge: -1.0, ..config }, "ridge"),
            (LogisticConfig { max_iterations: 0, ..config }, "max_iterations"),
            (LogisticConfig { tolerance: 0.0, ..config }, "tolerance"),
        ] {
            let error = fit_logistic(&one, &y, None, None, &config).err();
            assert!(matches!(error, Some(Error::BadSetting { setting: s, .. }) if s == setting));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn one_feature_separates_exactly_when_its_values_do(
            ends in (-4_i8..=4, -4_i8..=4),
            rows in prop::collection::vec((-4_i8..=4, any::<bool>(), 0_u8..3), 0..25),
            scale in prop::sample::select(vec![1e-6, 1.0, 1e7]),
        ) {
            let mut rows = rows;
            // Both responses occur.
            rows.extend([(ends.0, false, 1), (ends.1, true, 1)]);
            let column: Vec<f64> = rows.iter().map(|row| scale * f64::from(row.0)).collect();
            let response: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
            let weights: Vec<f64> = rows.iter().map(|row| f64::from(row.2)).collect();
            let values_of =
                |one: bool| rows.iter().filter(move |row| row.1 == one && row.2 > 0).map(|row| row.0);
            let (low, high) = (values_of(false), values_of(true));
            let distinct = low.clone().chain(high.clone()).min() < low.clone().chain(high.clone()).max();
            let separated = distinct
                && (low.clone().max() <= high.clone().min() || high.max() <= low.min());
            let features = Matrix::from_columns(vec![column]);
            let model = fit(&features, &response, Some(&weights));
            prop_assert_eq!(model.separated, separated, "{:?}", model);
            prop_assert_eq!(model.converged, !separated);
        }

        #[test]
        fn two_features_separate_exactly_when_a_line_does(
            rows in prop::collection::vec((-2_i32..=2, -2_i32..=2, any::<bool>()), 4..14),
        ) {
            let column = |pick: fn(&(i32, i32, bool)) -> f64| rows.iter().map(pick).collect();
            let features = Matrix::from_columns(vec![
                column(|row| f64::from(row.0)),
                column(|row| f64::from(row.1)),
            ]);
            let response: Vec<f64> = column(|row| f64::from(row.2));
            let model = fit(&features, &response, None);
            prop_assume!(model.constant_columns.is_empty() && model.dependent_columns.is_empty());
            // A row (1, first, second) with response 1 asks for a nonnegative product with the
            // direction, one with response 0 for a nonpositive one. If any direction but 0 meets all
            // rows, so does one that is orthogonal to two of them (Albert and Anderson 1984).
            let signed: Vec<[i32; 3]> = rows
                .iter()
                .map(|row| if row.2 { [1, row.0, row.1] } else { [-1, -row.0, -row.1] })
                .collect();
            let meets_all = |d: [i32; 3]| {
                d != [0; 3]
                    && signed.iter().all(|r| r[0] * d[0] + r[1] * d[1] + r[2] * d[2] >= 0)
            };
            let separated = signed.iter().any(|l| signed.iter().any(|r| meets_all([
                l[1] * r[2] - l[2] * r[1],
                l[2] * r[0] - l[0] * r[2],
                l[0] * r[1] - l[1] * r[0],
            ])));
            prop_assert_eq!(model.separated, separated, "{:?}", model);
            prop_assert_eq!(model.converged, !separated);
        }

        #[test]
        fn group_dummies_give_the_share_of_each_group(
            groups in prop::collection::vec((1_u8..9, 0_u8..9), 2..7),
        ) {
            // One row per group and response, weighted by how often it occurs.
            let shares: Vec<f64> = groups.iter().map(|&(n, k)| f64::from(k % (n + 1)) / f64::from(n)).collect();
            let n_rows = 2 * groups.len();
            let response: Vec<f64> = (0..n_rows).map(|row| (row % 2) as f64).collect();
            let weights: Vec<f64> = (0..n_rows)
                .map(|row| {
                    let (n, k) = groups[row / 2];
                    let ones = k % (n + 1);
                    f64::from(if row % 2 == 1 { ones } else { n - ones })
                })
                .collect();
            let dummies = (1..groups.len())
                .map(|group| (0..n_rows).map(|row| f64::from(row / 2 == group)).collect())
                .collect();
            let features = Matrix::from_columns(dummies);
            let varies = shares.iter().any(|share| *share > 0.0) && shares.iter().any(|share| *share < 1.0);
            prop_assume!(varies);
            let model = fit(&features, &response, Some(&weights));
            let pure = shares.iter().any(|share| *share == 0.0 || *share == 1.0);
            prop_assert_eq!(model.separated, pure, "{:?}", model);
            for (row, probability) in model.predict(&features).into_iter().enumerate() {
                prop_assert!((probability - shares[row / 2]).abs() < 1e-7);
            }
        }

        #[test]
        fn any_finite_data_give_finite_coefficients_and_a_converged_fit_has_no_gradient(
            seed in any::<u64>(),
            n_rows in 1_usize..25,
            n_columns in 0_usize..6,
            exponents in prop::collection::vec(-100_i32..100, 6),
            shares in any::<bool>(),
            ridge in prop::sample::select(vec![0.0, 1e-8, 0.3, 1e6]),
        ) {
            let mut draws = Seed(seed).stream("any").draws();
            let columns = (0..n_columns).map(|j| {
                let scale = float::pow(10.0, f64::from(exponents[j]));
                // Few distinct values: ties, constants and dependent columns are frequent.
                (0..n_rows).map(|_| scale * (f64::from(draws.below(4)) - 1.0)).collect()
            });
            let columns: Vec<Vec<f64>> = columns.collect();
            let features = Matrix::from_column_major(n_rows, n_columns, columns.concat());
            let response: Vec<f64> = (0..n_rows)
                .map(|_| if shares { draws.uniform() } else { f64::from(draws.below(2)) })
                .collect();
            let config = LogisticConfig { ridge, ..LogisticConfig::default() };
            let model = fit_logistic(&features, &response, None, None, &config)
                .expect("finite data can be learned from");
            prop_assert!(model.coefficients().iter().all(|value| value.is_finite()));
            prop_assert!(model.converged != model.separated, "{:?}", model);
            let probabilities = model.predict(&features);
            prop_assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
            if model.converged {
                let residuals = response.iter().zip(&probabilities).map(|(y, p)| y - p);
                prop_assert!(residuals.sum::<f64>().abs() < 1e-6);
            }
        }
    }
}
