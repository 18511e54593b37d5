//! Multinomial logistic regression against closed forms and against logistic regression.

use causeloom_learn::{
    Error, LogisticConfig, MultinomialModel, fit_multinomial, logistic::fit_logistic,
};
use numeric::{Matrix, float, seed::Seed};
use proptest::prelude::*;

fn fit(features: &Matrix, classes: &[u32], n_classes: u32) -> MultinomialModel {
    fit_multinomial(features, classes, n_classes, None, &LogisticConfig::default())
        .expect("the data can be learned from")
}

/// Two normal features and a class that depends on both.
fn made_up(seed: u64, n_rows: usize, n_classes: u32) -> (Matrix, Vec<u32>) {
    let mut draws = Seed(seed).stream("multinomial").draws();
    let mut columns = vec![Vec::new(), Vec::new()];
    let mut classes = Vec::new();
    for _ in 0..n_rows {
        let (a, b) = (draws.normal(), 3.0 + 2.0 * draws.normal());
        let scores = (0..n_classes).map(|k| {
            let k = f64::from(k);
            let noise = -float::ln(-float::ln(draws.uniform_open()));
            0.4 * k * a - 0.2 * k * k * (b - 3.0) + noise
        });
        let scores: Vec<f64> = scores.collect();
        let best = (0..scores.len()).max_by(|i, j| scores[*i].total_cmp(&scores[*j]));
        classes.push(best.expect("there are classes") as u32);
        columns[0].push(a);
        columns[1].push(b);
    }
    (Matrix::from_columns(columns), classes)
}

#[test]
fn with_two_classes_it_is_logistic_regression() {
    let (features, classes) = made_up(5, 200, 2);
    let response: Vec<f64> = classes.iter().map(|class| f64::from(*class)).collect();
    for ridge in [0.0, 2.0] {
        let config = LogisticConfig { ridge, ..LogisticConfig::default() };
        let weights: Vec<f64> = (0..200).map(|row| f64::from(row % 4)).collect();
        let logistic = fit_logistic(&features, &response, Some(&weights), None, &config);
        let logistic = logistic.expect("the data can be learned from");
        let found = fit_multinomial(&features, &classes, 2, Some(&weights), &config);
        let found = found.expect("the data can be learned from");
        assert!((found.intercepts[1] - logistic.intercept).abs() < 1e-10);
        for (slope, expected) in found.slopes[1].iter().zip(&logistic.slopes) {
            assert!((slope - expected).abs() < 1e-10);
        }
        assert!((found.deviance - logistic.deviance).abs() < 1e-9);
        assert!(found.converged && !found.separated);
        assert_eq!((found.intercepts[0], found.reference), (0.0, 0));
    }
}

#[test]
fn with_one_binary_feature_shares_of_the_groups_are_predicted() {
    let counts = [[7_u32, 2, 5], [1, 6, 9]];
    let (mut group, mut classes) = (Vec::new(), Vec::new());
    for (value, row) in [0.0, 1.0].into_iter().zip(&counts) {
        for (class, count) in (0_u32..).zip(row) {
            group.extend(vec![value; *count as usize]);
            classes.extend(vec![class; *count as usize]);
        }
    }
    let model = fit(&Matrix::from_columns(vec![group]), &classes, 3);
    let predicted = model.predict(&Matrix::from_columns(vec![vec![0.0, 1.0]]));
    let mut deviance = 0.0;
    for (row, counts) in counts.iter().enumerate() {
        let total = f64::from(counts.iter().sum::<u32>());
        for (class, count) in counts.iter().enumerate() {
            let share = f64::from(*count) / total;
            assert!((predicted.get(row, class) - share).abs() < 1e-12);
            deviance -= 2.0 * f64::from(*count) * float::ln(share);
        }
    }
    assert!((model.deviance - deviance).abs() < 1e-10);
    assert!((model.slopes[2][0] - float::ln(9.0 / 5.0 * 7.0)).abs() < 1e-10);
}

#[test]
fn at_the_maximum_residuals_are_orthogonal_to_every_feature() {
    let (features, classes) = made_up(8, 400, 4);
    let model = fit(&features, &classes, 4);
    assert!(model.converged);
    let predicted = model.predict(&features);
    for class in 0..4_u32 {
        let ones = vec![1.0; 400];
        for column in features.columns().chain([ones.as_slice()]) {
            let gradient: f64 = (0..400)
                .map(|row| {
                    let hit = f64::from(u8::from(classes[row] == class));
                    column[row] * (hit - predicted.get(row, class as usize))
                })
                .sum();
            assert!(gradient.abs() < 1e-8, "{class}: {gradient}");
        }
    }
}

#[test]
fn separated_classes_are_told_and_stay_finite() {
    let feature: Vec<f64> = (0..60).map(f64::from).collect();
    // The third class lies apart; the first two overlap.
    let classes: Vec<u32> = (0..60).map(|row| if row >= 40 { 2 } else { row % 2 }).collect();
    let features = Matrix::from_columns(vec![feature]);
    for model in [fit(&features, &classes, 3), {
        let apart: Vec<u32> = (0..60).map(|row| row / 20).collect();
        fit(&features, &apart, 3)
    }] {
        assert!(model.separated && !model.converged);
        let coefficients = model.intercepts.iter().chain(model.slopes.iter().flatten());
        assert!(coefficients.into_iter().all(|value| value.is_finite()));
        assert!(model.predict(&features).as_slice().iter().all(|p| (0.0..=1.0).contains(p)));
    }
}

#[test]
fn classes_without_rows_are_never_predicted() {
    let (features, classes) = made_up(2, 100, 2);
    let shifted: Vec<u32> = classes.iter().map(|class| 1 + 2 * class).collect();
    let model = fit(&features, &shifted, 5);
    assert_eq!((model.reference, model.absent.as_slice()), (1, [0, 2, 4].as_slice()));
    let predicted = model.predict(&features);
    let plain = fit(&features, &classes, 2).predict(&features);
    assert!(predicted.column(2).iter().all(|p| *p == 0.0));
    for (found, expected) in predicted.column(3).iter().zip(plain.column(1)) {
        assert!((found - expected).abs() < 1e-12);
    }
    let constant = fit(&features, &[3; 100], 4);
    assert_eq!((constant.deviance, constant.converged), (0.0, true));
    assert!(constant.predict(&features).column(3).iter().all(|p| *p == 1.0));
}

#[test]
fn a_class_beyond_the_last_is_refused() {
    let fitted =
        fit_multinomial(&Matrix::zeros(2, 0), &[0, 2], 2, None, &LogisticConfig::default());
    assert_eq!(fitted, Err(Error::BadResponse { row: 1, value: 2.0 }));
    let fitted = fit_multinomial(&Matrix::zeros(0, 0), &[], 2, None, &LogisticConfig::default());
    assert_eq!(fitted, Err(Error::NoRows));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_few_rows_give_probabilities(
        rows in prop::collection::vec((0_u32..3, -2_i8..3, -1_i8..2), 1..25),
    ) {
        let features = Matrix::from_columns(vec![
            rows.iter().map(|row| f64::from(row.1)).collect(),
            rows.iter().map(|row| f64::from(row.2)).collect(),
        ]);
        let classes: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let model = fit(&features, &classes, 3);
        prop_assert!(model.deviance.is_finite() && model.deviance >= -1e-9);
        let predicted = model.predict(&features);
        for row in 0..rows.len() {
            let total: f64 = (0..3).map(|class| predicted.get(row, class)).sum();
            prop_assert!((total - 1.0).abs() < 1e-12);
        }
        prop_assert!(model.converged || model.separated, "{model:?}");
    }
}
