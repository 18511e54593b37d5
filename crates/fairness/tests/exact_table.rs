//! The exact method against sums written out by hand and against numerical derivatives.

use std::collections::BTreeMap;

use causeloom_fairness::{Design, Effect, Method, OutcomeKind, Regime, decompose};
use numeric::{Matrix, seed::Seed};

/// A table of counts over x, z (2 levels), w (3 levels), y; every cell is occupied.
fn table() -> Design {
    let mut draws = Seed(8).stream("table").draws();
    let (mut comparison, mut outcome, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut confounder, mut mediator) = (Vec::new(), Vec::new());
    for x in [false, true] {
        for z in 0..2 {
            for w in 0..3 {
                for y in 0..2 {
                    comparison.push(x);
                    confounder.push(f64::from(z));
                    mediator.push(f64::from(w));
                    outcome.push(f64::from(y));
                    counts.push(f64::from(3 + draws.below(60)));
                }
            }
        }
    }
    Design {
        comparison,
        outcome,
        outcome_kind: OutcomeKind::Binary,
        confounders: Matrix::from_columns(vec![confounder]),
        mediators: Matrix::from_columns(vec![mediator]),
        weights: Some(counts),
    }
}

/// Σ_z P(z | population) Σ_w P(w | mediators, z) E[Y | direct, z, w], term by term.
fn mean_by_hand(design: &Design, regime: Regime) -> f64 {
    let (population, mediators, direct) = match regime {
        Regime::ObservedBaseline => (Some(false), false, false),
        Regime::ObservedComparison => (Some(true), true, true),
        Regime::DirectSwitched => (Some(false), false, true),
        Regime::Switched => (Some(false), true, true),
        Regime::EveryoneBaseline => (None, false, false),
        Regime::EveryoneComparison => (None, true, true),
        Regime::EveryoneDirectSwitched => (None, false, true),
    };
    let count = |x: Option<bool>, z: Option<f64>, w: Option<f64>, y: Option<f64>| -> f64 {
        let is = |wanted: Option<f64>, value: f64| wanted.is_none_or(|wanted| wanted == value);
        (0..design.n_rows())
            .filter(|&row| {
                x.is_none_or(|x| x == design.comparison[row])
                    && is(z, design.confounders.get(row, 0))
                    && is(w, design.mediators.get(row, 0))
                    && is(y, design.outcome[row])
            })
            .map(|row| design.weight(row))
            .sum()
    };
    let mut mean = 0.0;
    for z in [0.0, 1.0].map(Some) {
        let of_z = count(population, z, None, None) / count(population, None, None, None);
        for w in [0.0, 1.0, 2.0].map(Some) {
            let of_w = count(Some(mediators), z, w, None) / count(Some(mediators), z, None, None);
            let of_y = count(Some(direct), z, w, Some(1.0)) / count(Some(direct), z, w, None);
            mean += of_z * of_w * of_y;
        }
    }
    mean
}

fn by_hand(design: &Design) -> BTreeMap<Effect, f64> {
    let effect = |effect: Effect| -> f64 {
        let contrast = effect.contrast().iter();
        contrast.map(|&(regime, sign)| sign * mean_by_hand(design, regime)).sum()
    };
    Effect::ALL.into_iter().map(|name| (name, effect(name))).collect()
}

#[test]
fn every_effect_is_the_sum_written_out() {
    let design = table();
    let found = decompose(&design, &Method::Exact, Seed(1), 0.95).expect("a full table");
    for (effect, expected) in by_hand(&design) {
        let estimate = found.effect(effect).estimate;
        assert!((estimate - expected).abs() < 1e-14, "{effect:?}: {estimate} not {expected}");
    }
}

#[test]
fn every_standard_error_is_that_of_the_multinomial_law() {
    // The influence of an individual is the derivative of the effect when its cell gains mass.
    let design = table();
    let found = decompose(&design, &Method::Exact, Seed(1), 0.95).expect("a full table");
    let total = design.n_individuals();
    let step = 1e-5 * total;
    let shifted = |row: usize, by: f64| {
        let mut shifted = design.clone();
        if let Some(counts) = &mut shifted.weights {
            counts[row] += by;
        }
        by_hand(&shifted)
    };
    let mut squares: BTreeMap<Effect, f64> = BTreeMap::new();
    for row in 0..design.n_rows() {
        let (more, less) = (shifted(row, step), shifted(row, -step));
        for effect in Effect::ALL {
            let influence = (more[&effect] - less[&effect]) / (2.0 * step) * total;
            *squares.entry(effect).or_default() += design.weight(row) * influence * influence;
        }
    }
    for effect in Effect::ALL {
        let expected = (squares[&effect] / total / (total - 1.0)).sqrt();
        let error = found.effect(effect).standard_error;
        assert!((error / expected - 1.0).abs() < 1e-6, "{effect:?}: {error} not {expected}");
    }
}
