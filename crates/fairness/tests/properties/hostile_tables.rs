//! Small ugly tables: constant, doubled, separating, huge and tiny columns, rare outcomes, odd counts.
//!
//! Whatever comes in, the answer is an error or finite numbers whose parts add up.

use causeloom_fairness::{
    DebiasedConfig, Design, Effect, Method, OutcomeKind, OutcomeModel, OverlapConfig, PlugInConfig,
    balance::balance, decompose, overlap,
};
use numeric::{Matrix, seed::Seed};
use proptest::prelude::*;

/// A column that follows the group, the outcome, another column or nothing.
fn column(kind: u8, scale: f64, comparison: &[bool], outcome: &[f64], noise: &[f64]) -> Vec<f64> {
    let rows = 0..comparison.len();
    rows.map(|row| {
        let group = f64::from(u8::from(comparison[row]));
        scale
            * match kind {
                0 => 3.0,
                1 => group,
                2 => outcome[row],
                3 => noise[row],
                4 => f64::from(u8::from(row == 0)),
                5 => noise[row].round(),
                _ => group + 0.01 * noise[row],
            }
    })
    .collect()
}

fn hostile() -> impl Strategy<Value = Design> {
    let scale = prop_oneof![Just(1.0), Just(1e-120), Just(1e90), Just(1e-9), Just(4e5)];
    let columns = prop::collection::vec((0_u8..7, scale.clone()), 0..4);
    (12_usize..50, any::<bool>()).prop_flat_map(move |(n, numeric)| {
        (
            prop::collection::vec(any::<bool>(), n),
            prop::collection::vec(prop::bool::weighted(0.2), n),
            prop::collection::vec(-2.0_f64..2.0, n),
            prop::option::of(prop::collection::vec(0_u16..4, n)),
            (columns.clone(), columns.clone()),
            scale.clone(),
        )
            .prop_map(move |(comparison, positive, noise, counts, columns, unit)| {
                let mut outcome: Vec<f64> =
                    positive.iter().map(|&positive| f64::from(u8::from(positive))).collect();
                if numeric {
                    for (value, noise) in outcome.iter_mut().zip(&noise) {
                        *value = unit * (*value + noise * noise);
                    }
                }
                let matrix = |wanted: &[(u8, f64)]| {
                    let mut matrix = Matrix::zeros(n, 0);
                    for &(kind, scale) in wanted {
                        let values = column(kind, scale, &comparison, &outcome, &noise);
                        if values.iter().all(|value| value.abs() <= 1e100) {
                            matrix = matrix.with_column(&values);
                        }
                    }
                    matrix
                };
                let (confounders, mediators) = (matrix(&columns.0), matrix(&columns.1));
                Design {
                    outcome_kind: if numeric { OutcomeKind::Numeric } else { OutcomeKind::Binary },
                    confounders,
                    mediators,
                    weights: counts.map(|counts| counts.into_iter().map(f64::from).collect()),
                    comparison,
                    outcome,
                }
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_an_error_or_adds_up(design in hostile()) {
        let config = DebiasedConfig {
            folds: 3,
            repeats: 2,
            ..DebiasedConfig::regularized(design.outcome_kind)
        };
        let plug_in = |outcome_model| Method::PlugIn(PlugInConfig { outcome_model, bootstrap: 50 });
        for method in [
            plug_in(OutcomeModel::Logistic),
            plug_in(OutcomeModel::Linear),
            Method::Debiased(config),
            Method::Exact,
        ] {
            let Ok(found) = decompose(&design, &method, Seed(1), 0.95) else { continue };
            let size = found.means.0.iter().fold(0.0, |most: f64, mean| most.max(mean.abs()));
            let sum: f64 = Effect::PARTS
                .iter()
                .map(|&(effect, sign)| sign * found.effect(effect).estimate)
                .sum();
            let total = found.effect(Effect::TotalVariation).estimate;
            prop_assert!((sum - total).abs() <= 4.0 * f64::EPSILON * size, "{method:?}");
            for estimate in found.effects {
                prop_assert!(estimate.standard_error.is_finite() && estimate.standard_error >= 0.0);
                prop_assert!(estimate.lower.is_finite() && estimate.upper.is_finite());
            }
        }
    }

    #[test]
    fn overlap_and_balance_are_finite(design in hostile()) {
        let config = OverlapConfig { folds: 3, ..OverlapConfig::regularized() };
        let parts: Result<Vec<_>, _> = (0..overlap::units(&design, &config))
            .map(|unit| overlap::run_unit(&design, &config, Seed(1), unit))
            .collect();
        let Ok(parts) = parts else { return Ok(()) };
        let found = overlap::finish(&design, &config, &parts).expect("sound parts");
        prop_assert!(found.propensity_all.iter().all(|value| (0.0..=1.0).contains(value)));
        for column in balance(&design, &found.propensity_all, 0.01).expect("a sound design") {
            prop_assert!(column.mean_comparison_weighted.is_finite());
            prop_assert!(column.difference.is_none_or(f64::is_finite));
            prop_assert!(column.weighted.is_none_or(f64::is_finite));
        }
    }
}
