//! Berkeley admissions against the figures that follow from the 24 published counts.

use causeloom_fairness::{
    DebiasedConfig, Decomposition, Design, Effect, Method, Note, OutcomeKind, PlugInConfig,
    decompose,
};
use numeric::{Matrix, seed::Seed};

use crate::data;

fn run(method: &Method, design: &Design) -> Decomposition {
    decompose(design, method, Seed(1), 0.95).expect("the table is sound")
}

/// One column of codes as five dummy columns.
fn with_dummies(mut design: Design) -> Design {
    let codes = design.mediators.column(0).to_vec();
    let dummy = |level: u8| {
        codes.iter().map(|code| f64::from(u8::from(*code == f64::from(level)))).collect()
    };
    design.mediators = Matrix::from_columns((1..6).map(dummy).collect());
    design
}

#[test]
fn summation_gives_the_published_decomposition() {
    let Some(design) = data::berkeley() else { return };
    let found = run(&Method::Exact, &design);
    let expected = [
        (Effect::TotalVariation, -0.141_645),
        (Effect::Direct, 0.070_969),
        (Effect::Indirect, 0.212_615),
        (Effect::Ett, -0.141_645),
        (Effect::NaturalDirect, 0.070_969),
        (Effect::NaturalIndirect, 0.212_615),
    ];
    for (effect, value) in expected {
        let of_effect = found.effect(effect);
        println!("exact {effect:?}: {:.6} ± {:.6}", of_effect.estimate, of_effect.standard_error);
        assert!((of_effect.estimate - value).abs() < 5e-7, "{effect:?}: {of_effect:?}");
    }
    let spurious = found.effect(Effect::Spurious);
    assert!(spurious.exactly_zero && spurious.estimate == 0.0 && spurious.standard_error == 0.0);
    assert!(found.notes.contains(&Note::NoConfounders));
}

#[test]
fn summation_in_the_reversed_direction_gives_the_published_decomposition() {
    let Some(mut design) = data::berkeley() else { return };
    for group in &mut design.comparison {
        *group = !*group;
    }
    let found = run(&Method::Exact, &design);
    let expected = [
        (Effect::TotalVariation, 0.141_645),
        (Effect::Direct, -0.001_088),
        (Effect::Indirect, -0.142_733),
    ];
    for (effect, value) in expected {
        assert!((found.effect(effect).estimate - value).abs() < 5e-7, "{effect:?}");
    }
}

#[test]
fn the_exact_error_of_total_variation_is_that_of_two_samples() {
    let Some(design) = data::berkeley() else { return };
    let found = run(&Method::Exact, &design);
    let error = found.effect(Effect::TotalVariation).standard_error;
    // 1,198 of 2,691 men and 557 of 1,835 women admitted.
    let (men, women): (f64, f64) = (1198.0 / 2691.0, 557.0 / 1835.0);
    let variance = men * (1.0 - men) / 2691.0 + women * (1.0 - women) / 1835.0;
    let expected = (variance * 4526.0 / 4525.0).sqrt();
    assert!((error - expected).abs() < 1e-12, "{error} not {expected}");
}

#[test]
fn counted_rows_are_bootstrapped_and_cross_fitted_as_individuals() {
    let Some(design) = data::berkeley() else { return };
    let exact = run(&Method::Exact, &design);
    let design = with_dummies(design);
    let plug_in = run(&Method::PlugIn(PlugInConfig::standard(OutcomeKind::Binary)), &design);
    let debiased =
        run(&Method::Debiased(DebiasedConfig::regularized(OutcomeKind::Binary)), &design);
    for effect in [Effect::TotalVariation, Effect::Direct, Effect::Indirect] {
        let (exact, plug_in, debiased) =
            (exact.effect(effect), plug_in.effect(effect), debiased.effect(effect));
        println!("{effect:?}: exact {exact:.5?} plug-in {plug_in:.5?} debiased {debiased:.5?}");
        // The debiased estimate is the exact one but for the folds; both errors are multinomial.
        assert!((debiased.estimate - exact.estimate).abs() < 0.25 * exact.standard_error);
        let relative = debiased.standard_error / exact.standard_error;
        assert!((0.9..1.15).contains(&relative), "{effect:?}: {relative}");
    }
    let relative = plug_in.effect(Effect::TotalVariation).standard_error
        / exact.effect(Effect::TotalVariation).standard_error;
    // The standard deviation of 1,000 replicates has a relative error of 1/√2000.
    assert!((relative - 1.0).abs() < 3.0 / 2000.0_f64.sqrt(), "{relative}");
}
