//! How well predictions agree with responses.
//!
//! `weights` are frequency weights; `None` counts every row once.

use numeric::{float, sum};

/// Probability that a row with response 1 has a higher prediction than a row with response 0, ties
/// counted half (area under the ROC curve). `None` when one of the responses does not occur.
///
/// Responses are 0 or 1; any other value counts as a share of both.
///
/// # Panics
/// When the lengths differ.
pub fn area_under_curve(
    response: &[f64],
    prediction: &[f64],
    weights: Option<&[f64]>,
) -> Option<f64> {
    assert_eq!(response.len(), prediction.len(), "there must be one prediction per response");
    let weight = row_weights(response.len(), weights);
    let mut order: Vec<usize> = (0..response.len()).collect();
    order.sort_by(|&left, &right| prediction[left].total_cmp(&prediction[right]));
    let (mut below, mut positive, mut pairs) = (0.0, 0.0, 0.0);
    for tied in order.chunk_by(|&left, &right| prediction[left] == prediction[right]) {
        let ones: f64 = tied.iter().map(|&row| weight(row) * response[row]).sum();
        let zeros: f64 = tied.iter().map(|&row| weight(row) * (1.0 - response[row])).sum();
        pairs += ones * (below + 0.5 * zeros);
        below += zeros;
        positive += ones;
    }
    let all_pairs = positive * below;
    (all_pairs > 0.0).then(|| pairs / all_pairs)
}

/// Mean negative log likelihood of responses in `[0, 1]` under predicted probabilities, in nats.
///
/// Probabilities are kept 10⁻¹⁵ away from 0 and 1 so that a certain wrong prediction is bad but
/// finite.
///
/// # Panics
/// When the lengths differ or the weights sum to 0.
pub fn log_loss(response: &[f64], probability: &[f64], weights: Option<&[f64]>) -> f64 {
    const INSIDE: f64 = 1e-15;
    mean_over_rows(response, probability, weights, |y, p| {
        let p = p.clamp(INSIDE, 1.0 - INSIDE);
        -(y * float::ln(p) + (1.0 - y) * float::ln_1p(-p))
    })
}

/// Mean squared difference of response and prediction.
///
/// # Panics
/// When the lengths differ or the weights sum to 0.
pub fn mean_squared_error(response: &[f64], prediction: &[f64], weights: Option<&[f64]>) -> f64 {
    mean_over_rows(response, prediction, weights, |y, p| (y - p) * (y - p))
}

/// Share of the variance of the response that the prediction explains; below 0 when the mean of the
/// response predicts better. `None` when the response does not vary.
///
/// # Panics
/// When the lengths differ or the weights sum to 0.
pub fn r_squared(response: &[f64], prediction: &[f64], weights: Option<&[f64]>) -> Option<f64> {
    let center = mean_over_rows(response, prediction, weights, |y, _| y);
    let spread = mean_over_rows(response, prediction, weights, |y, _| (y - center) * (y - center));
    let error = mean_squared_error(response, prediction, weights);
    (spread > 0.0).then(|| 1.0 - error / spread)
}

fn row_weights(n_rows: usize, weights: Option<&[f64]>) -> impl Fn(usize) -> f64 {
    if let Some(weights) = weights {
        assert_eq!(weights.len(), n_rows, "there must be one weight per response");
    }
    move |row| weights.map_or(1.0, |weights| weights[row])
}

fn mean_over_rows(
    response: &[f64],
    prediction: &[f64],
    weights: Option<&[f64]>,
    value: impl Fn(f64, f64) -> f64,
) -> f64 {
    assert_eq!(response.len(), prediction.len(), "there must be one prediction per response");
    let values: Vec<f64> = response.iter().zip(prediction).map(|(y, p)| value(*y, *p)).collect();
    weights.map_or_else(|| sum::mean(&values), |weights| sum::weighted_mean(&values, weights))
}

#[cfg(test)]
mod tests {
    use super::{area_under_curve, log_loss, mean_squared_error, r_squared};

    const RESPONSE: [f64; 8] = [0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0];
    const PREDICTION: [f64; 8] = [0.1, 0.4, 0.8, 0.4, 0.9, 0.6, 0.2, 0.4];
    const WEIGHTS: [f64; 8] = [1.0, 2.0, 0.0, 1.0, 3.0, 1.0, 2.0, 1.0];

    fn assert_close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-15, "{found} instead of {expected}");
    }

    #[test]
    fn scores_are_those_of_scikit_learn() {
        let auc = |weights| area_under_curve(&RESPONSE, &PREDICTION, weights).expect("two classes");
        assert_close(auc(None), 0.8125);
        assert_close(auc(Some(&WEIGHTS)), 0.85);
        assert_close(log_loss(&RESPONSE, &PREDICTION, None), 0.489_588_244_166_565_93);
        assert_close(log_loss(&RESPONSE, &PREDICTION, Some(&WEIGHTS)), 0.458_519_792_411_121_45);
        assert_close(mean_squared_error(&RESPONSE, &PREDICTION, None), 0.1675);
        let r_squared = |weights| r_squared(&RESPONSE, &PREDICTION, weights).expect("it varies");
        assert_close(r_squared(None), 0.33);
        assert_close(r_squared(Some(&WEIGHTS)), 0.369_333_333_333_333_4);
    }

    #[test]
    fn scores_that_need_variation_are_absent_without_it() {
        assert_eq!(area_under_curve(&[1.0, 1.0], &[0.1, 0.2], None), None);
        assert_eq!(r_squared(&[2.0, 2.0], &[2.0, 1.0], None), None);
    }

    #[test]
    fn a_certain_wrong_prediction_has_a_finite_loss() {
        let loss = log_loss(&[1.0, 0.0], &[0.0, 1.0], None);
        assert!(loss > 34.0 && loss < 35.0);
    }
}
