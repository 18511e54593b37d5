//! Least squares, with frequency weights and an optional ridge penalty.

use numeric::{Matrix, cholesky, float, gram, orthogonal, sum};

use crate::{Error, Target, standardize::standardize};

/// Settings of least squares.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LinearConfig {
    /// Penalty `ridge/2 · Σ slope²` on the slopes of standardized features, added to half the sum
    /// of squares; 0 for ordinary least squares.
    pub ridge: f64,
}

/// A fitted linear model.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    /// Prediction where all features are 0.
    pub intercept: f64,
    /// Slope of each feature, in units of the response per unit of the feature; 0 where left out.
    pub slopes: Vec<f64>,
    /// Features left out because they do not vary, ascending.
    pub constant_columns: Vec<u32>,
    /// Features left out because they depend on earlier ones, ascending.
    pub dependent_columns: Vec<u32>,
}

/// Fits `response` (n values) on `features` (n by p) and an intercept by weighted least squares.
///
/// Without a ridge, columns that depend on earlier ones are left out with slope 0, as R's `lm` does
/// with `NA`.
///
/// # Errors
/// What is wrong with the arguments, see [`Error`].
pub fn fit_linear(
    features: &Matrix,
    response: &[f64],
    weights: Option<&[f64]>,
    config: &LinearConfig,
) -> Result<LinearModel, Error> {
    check_ridge(config.ridge)?;
    let ordinary = config.ridge == 0.0;
    let data = standardize(features, response, weights, Target::Mean, ordinary)?;
    let response_mean = sum::weighted_mean(&data.response, &data.weights);
    let centered: Vec<f64> = data.response.iter().map(|value| value - response_mean).collect();
    let slopes = if ordinary {
        least_squares(&data.columns, &centered, &data.weights)
    } else {
        let mut gram = gram::weighted_gram(&data.columns, &data.weights);
        for k in 0..gram.n_columns() {
            gram.set(k, k, gram.get(k, k) + config.ridge);
        }
        let cross = gram::weighted_cross(&data.columns, &data.weights, &centered);
        cholesky::solve_spd(&gram, &cross)?
    };
    let (intercept, slopes) = data.original_scale(response_mean, &slopes, features.n_columns());
    Ok(LinearModel {
        intercept,
        slopes,
        constant_columns: data.constant,
        dependent_columns: data.dependent,
    })
}

impl LinearModel {
    /// Predicted mean for each row of `features`.
    ///
    /// # Panics
    /// When `features` does not have one column per slope.
    pub fn predict(&self, features: &Matrix) -> Vec<f64> {
        linear_predictor(self.intercept, &self.slopes, features)
    }
}

/// `intercept + X · slopes` for each row.
pub(crate) fn linear_predictor(intercept: f64, slopes: &[f64], features: &Matrix) -> Vec<f64> {
    assert_eq!(features.n_columns(), slopes.len(), "there must be one feature per slope");
    let mut predictor = vec![intercept; features.n_rows()];
    for (column, slope) in features.columns().zip(slopes) {
        for (value, entry) in predictor.iter_mut().zip(column) {
            *value += slope * entry;
        }
    }
    predictor
}

pub(crate) fn check_ridge(ridge: f64) -> Result<(), Error> {
    if ridge.is_finite() && ridge >= 0.0 {
        Ok(())
    } else {
        Err(Error::BadSetting { setting: "ridge", value: ridge })
    }
}

/// Coefficients of independent columns, by an orthogonal factorization.
fn least_squares(columns: &Matrix, response: &[f64], weights: &[f64]) -> Vec<f64> {
    let roots: Vec<f64> = weights.iter().map(|weight| float::sqrt(*weight)).collect();
    let lengthen = |values: &[f64]| -> Vec<f64> {
        values.iter().zip(&roots).map(|(value, root)| value * root).collect()
    };
    let values: Vec<f64> = columns.columns().flat_map(lengthen).collect();
    let lengthened = Matrix::from_column_major(columns.n_rows(), columns.n_columns(), values);
    // The columns are known to be independent: none may be dropped here.
    orthogonal::orthogonalize(&lengthened, 0.0).least_squares(&lengthen(response))
}

#[cfg(test)]
mod tests {
    use super::{LinearConfig, LinearModel, fit_linear};
    use crate::Error;
    use numeric::{Matrix, seed::Seed};
    use proptest::prelude::*;

    fn fit(features: &Matrix, response: &[f64], weights: Option<&[f64]>) -> LinearModel {
        fit_linear(features, response, weights, &LinearConfig::default())
            .expect("the data can be learned from")
    }

    #[test]
    fn a_line_is_found_and_rows_of_weight_zero_do_not_bend_it() {
        let features = Matrix::from_columns(vec![vec![0.0, 1.0, 2.0, 3.0, 9.0]]);
        let response = [1.0, 3.0, 5.0, 7.0, -100.0];
        let model = fit(&features, &response, Some(&[1.0, 2.0, 1.0, 5.0, 0.0]));
        assert!((model.intercept - 1.0).abs() < 1e-14 && (model.slopes[0] - 2.0).abs() < 1e-14);
        assert!((model.predict(&features)[4] - 19.0).abs() < 1e-13);
    }

    #[test]
    fn without_features_the_mean_is_predicted() {
        let model = fit(&Matrix::zeros(3, 0), &[1.0, 2.0, 6.0], None);
        assert_eq!(model.intercept, 3.0);
        assert_eq!(model.predict(&Matrix::zeros(2, 0)), [3.0, 3.0]);
    }

    #[test]
    fn a_small_spread_around_a_large_center_keeps_its_slope() {
        // Seconds since 1970 within ten minutes.
        let times: Vec<f64> = (0..600).map(|second| 1.7e9 + f64::from(second)).collect();
        let response: Vec<f64> = (0..600).map(|second| 0.25 * f64::from(second)).collect();
        let model = fit(&Matrix::from_columns(vec![times]), &response, None);
        assert!((model.slopes[0] - 0.25).abs() < 1e-13);
    }

    #[test]
    fn a_column_that_varies_by_rounding_only_is_constant() {
        let column = vec![0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2];
        let model = fit(&Matrix::from_columns(vec![column]), &[1.0, 2.0, 3.0, 4.0], None);
        assert_eq!(model.constant_columns, [0]);
        assert_eq!((model.intercept, model.slopes[0]), (2.5, 0.0));
    }

    #[test]
    fn with_more_columns_than_rows_the_first_ones_interpolate() {
        let mut draws = Seed(1).stream("wide").draws();
        let features = Matrix::from_column_major(4, 7, (0..28).map(|_| draws.normal()).collect());
        let response = [1.0, -2.0, 0.5, 3.0];
        let model = fit(&features, &response, None);
        assert_eq!(model.dependent_columns, [3, 4, 5, 6]);
        for (predicted, value) in model.predict(&features).iter().zip(response) {
            assert!((predicted - value).abs() < 1e-11);
        }
    }

    #[test]
    fn with_a_ridge_equal_columns_share_their_slope() {
        let column = vec![1.0, 2.0, 3.0, 4.0, 5.0];
        let features = Matrix::from_columns(vec![column.clone(), column]);
        let response = [2.0, 4.0, 6.0, 8.0, 10.0];
        let model = fit_linear(&features, &response, None, &LinearConfig { ridge: 0.01 });
        let model = model.expect("the data can be learned from");
        assert!((model.slopes[0] - model.slopes[1]).abs() < 1e-9);
        assert!((model.slopes[0] - 1.0).abs() < 0.01);
        assert!(model.dependent_columns.is_empty());
    }

    #[test]
    fn a_ridge_below_zero_is_refused() {
        for ridge in [-1.0, f64::INFINITY] {
            let fitted = fit_linear(&Matrix::zeros(1, 0), &[1.0], None, &LinearConfig { ridge });
            assert_eq!(fitted, Err(Error::BadSetting { setting: "ridge", value: ridge }));
        }
    }

    proptest! {
        #[test]
        fn predictions_do_not_depend_on_the_order_or_the_units_of_the_features(
            seed in any::<u64>(),
            exponent in -8_i32..8,
        ) {
            let mut draws = Seed(seed).stream("order").draws();
            let columns: Vec<Vec<f64>> =
                (0..4).map(|_| (0..30).map(|_| draws.normal()).collect()).collect();
            let response: Vec<f64> = (0..30).map(|_| draws.normal()).collect();
            let unit = numeric::float::pow(10.0, f64::from(exponent));
            let turned = columns.iter().rev().map(|column| {
                column.iter().map(|value| unit * value + 3.0 * unit).collect()
            });
            let turned = Matrix::from_columns(turned.collect());
            let plain = Matrix::from_columns(columns);
            let expected = fit(&plain, &response, None).predict(&plain);
            let found = fit(&turned, &response, None).predict(&turned);
            for (found, expected) in found.iter().zip(expected) {
                prop_assert!((found - expected).abs() < 1e-11);
            }
        }
    }
}
