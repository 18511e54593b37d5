//! The heart failure table against reference figures made with R.

use std::time::Instant;

use causeloom_fairness::{
    DebiasedConfig, Decomposition, Design, Effect, Method, OutcomeKind, OutcomeModel, PlugInConfig,
    decompose,
};
use numeric::seed::Seed;

use crate::data;

const X_SPECIFIC: [Effect; 5] =
    [Effect::TotalVariation, Effect::Direct, Effect::Indirect, Effect::Spurious, Effect::Ett];

fn plug_in(design: &Design, outcome_model: OutcomeModel, bootstrap: u32) -> Decomposition {
    let method = Method::PlugIn(PlugInConfig { outcome_model, bootstrap });
    decompose(design, &method, Seed(1), 0.95).expect("the table is sound")
}

fn assert_effects(found: &Decomposition, expected: [f64; 5], tolerance: f64) {
    for (effect, expected) in X_SPECIFIC.into_iter().zip(expected) {
        let estimate = found.effect(effect).estimate;
        assert!((estimate - expected).abs() < tolerance, "{effect:?}: {estimate} not {expected}");
    }
}

#[test]
fn the_logistic_plug_in_agrees_with_r_to_twelve_decimals() {
    let Some(design) = data::heart_failure(&[]) else { return };
    let found = plug_in(&design, OutcomeModel::Logistic, 50);
    let expected = [
        -0.004_221_894_944,
        -0.061_910_426_010,
        -0.040_226_547_749,
        -0.017_461_983_317,
        -0.021_683_878_261,
    ];
    assert_effects(&found, expected, 1e-12);
}

#[test]
fn the_reversed_direction_agrees_with_r_to_twelve_decimals() {
    let Some(mut design) = data::heart_failure(&[]) else { return };
    for group in &mut design.comparison {
        *group = !*group;
    }
    let found = plug_in(&design, OutcomeModel::Logistic, 50);
    let expected = [
        0.004_221_894_944,
        0.063_234_699_187,
        0.041_183_421_566,
        0.017_829_382_677,
        0.022_051_277_621,
    ];
    assert_effects(&found, expected, 1e-12);
}

#[test]
fn the_least_squares_plug_in_agrees_with_r_to_twelve_decimals() {
    let Some(design) = data::heart_failure(&[]) else { return };
    let found = plug_in(&design, OutcomeModel::Linear, 50);
    let expected = [
        -0.004_221_894_944,
        -0.063_685_356_858,
        -0.043_137_546_072,
        -0.016_325_915_843,
        -0.020_547_810_787,
    ];
    assert_effects(&found, expected, 1e-12);
}

#[test]
fn leaving_out_the_follow_up_time_agrees_with_r_to_twelve_decimals() {
    let Some(design) = data::heart_failure(&["time"]) else { return };
    let found = plug_in(&design, OutcomeModel::Logistic, 50);
    let expected = [
        -0.004_221_894_944,
        -0.062_996_292_411,
        -0.041_312_414_151,
        -0.017_461_983_317,
        -0.021_683_878_261,
    ];
    assert_effects(&found, expected, 1e-12);
}

#[test]
fn bootstrap_errors_agree_with_r_within_monte_carlo_error() {
    let Some(design) = data::heart_failure(&[]) else { return };
    let start = Instant::now();
    let logistic = plug_in(&design, OutcomeModel::Logistic, 1000);
    println!("logistic plug-in with 1,000 refits: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let linear = plug_in(&design, OutcomeModel::Linear, 1000);
    let of_r = [
        (&logistic, [0.0566, 0.0488, 0.0433, 0.0146, 0.0546]),
        (&linear, [0.0566, 0.0509, 0.0425, 0.0146, 0.0549]),
    ];
    for (found, errors) in of_r {
        for (effect, expected) in X_SPECIFIC.into_iter().zip(errors) {
            let error = found.effect(effect).standard_error;
            println!("bootstrap error {effect:?}: {error:.4} (R {expected:.4})");
            // Two independent bootstraps of 1,000: relative error of a difference 1/√1000 each.
            let tolerance = 3.0 * expected / 1000.0_f64.sqrt() + 0.000_05;
            assert!((error - expected).abs() < tolerance, "{effect:?}: {error} not {expected}");
        }
    }
}

#[test]
fn the_debiased_error_of_total_variation_is_that_of_two_samples() {
    let Some(design) = data::heart_failure(&[]) else { return };
    let method = Method::Debiased(DebiasedConfig::regularized(OutcomeKind::Binary));
    let found = decompose(&design, &method, Seed(1), 0.95).expect("the table is sound");
    let two_samples = {
        let (baseline, comparison): (f64, f64) = (34.0 / 105.0, 62.0 / 194.0);
        let variance =
            baseline * (1.0 - baseline) / 105.0 + comparison * (1.0 - comparison) / 194.0;
        (variance * 299.0 / 298.0).sqrt()
    };
    let error = found.effect(Effect::TotalVariation).standard_error;
    assert!((error - two_samples).abs() < 1e-12, "{error} not {two_samples}");
}

#[test]
fn twenty_debiased_repeats_fall_into_the_reference_range_of_seeds() {
    let Some(design) = data::heart_failure(&[]) else { return };
    let config = DebiasedConfig { repeats: 20, ..DebiasedConfig::regularized(OutcomeKind::Binary) };
    let start = Instant::now();
    let found =
        decompose(&design, &Method::Debiased(config), Seed(1), 0.95).expect("the table is sound");
    println!("debiased, ridge logistic, 20 repeats: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let ranges = [
        (Effect::Direct, -0.168, 0.019),
        (Effect::Indirect, -0.121, 0.071),
        (Effect::Spurious, -0.056, 0.003),
        (Effect::Ett, -0.061, -0.001),
    ];
    for (effect, least, most) in ranges {
        let of_effect = found.effect(effect);
        println!("debiased {effect:?}: {of_effect:.5?}");
        assert!((least..=most).contains(&of_effect.estimate), "{effect:?}: {of_effect:?}");
        // Five times smaller than the spread of the reference implementation over seeds.
        let spread = of_effect.seed_spread.expect("there are repeats");
        assert!(spread * 5.0 < 0.048, "{effect:?}: {spread}");
    }
    let total = found.effect(Effect::TotalVariation);
    assert!((total.estimate + 0.004_221_894_944).abs() < 1e-12);
    assert_eq!(total.seed_spread, Some(0.0));
}
