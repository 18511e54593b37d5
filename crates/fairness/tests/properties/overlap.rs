//! Overlap histograms and the balance table.

use causeloom_fairness::{
    Design, Group, OverlapConfig, Role,
    balance::balance,
    overlap::{self, BINS, Overlap},
};
use numeric::{Matrix, seed::Seed};

use crate::models::MODELS;

fn confounded(n: u32) -> Design {
    MODELS[3].draw(&Seed(31).stream("overlap"), n, 0)
}

fn run(design: &Design) -> Overlap {
    let config = OverlapConfig::regularized();
    let parts: Vec<_> = (0..overlap::units(design, &config))
        .map(|unit| overlap::run_unit(design, &config, Seed(2), unit).expect("a sound design"))
        .collect();
    overlap::finish(design, &config, &parts).expect("sound parts")
}

#[test]
fn everybody_is_in_one_bin() {
    let design = confounded(500);
    let found = run(&design);
    for histogram in [&found.given_confounders, &found.given_all] {
        let histogram = histogram.as_ref().expect("there are confounders and mediators");
        let baseline: f64 = histogram.baseline.iter().sum();
        let comparison: f64 = histogram.comparison.iter().sum();
        assert_eq!(baseline, design.group_size(Group::Baseline));
        assert_eq!(comparison, design.group_size(Group::Comparison));
        assert!(histogram.lowest > 0.0 && histogram.highest < 1.0);
        assert_eq!(histogram.bounded, 0.0);
        assert!(histogram.outside < 0.05);
    }
    assert_eq!(found.propensity_all.len(), 500);
}

#[test]
fn propensities_are_near_the_true_ones() {
    let design = confounded(5000);
    let found = run(&design);
    for row in 0..5000 {
        let z = design.confounders.get(row, 0);
        let truth = numeric::float::logistic(0.5 * z - 0.2);
        assert!((found.propensity_confounders[row] - truth).abs() < 0.06, "row {row}");
    }
}

#[test]
fn a_column_that_gives_the_group_away_leaves_no_overlap() {
    let mut design = confounded(300);
    let telling: Vec<f64> =
        design.comparison.iter().map(|&group| if group { 9.0 } else { 1.0 }).collect();
    design.mediators = Matrix::from_columns(vec![telling]);
    let found = run(&design);
    let histogram = found.given_all.expect("there are mediators");
    assert_eq!(histogram.outside, 1.0);
    assert_eq!(histogram.baseline[0], design.group_size(Group::Baseline));
    assert_eq!(histogram.comparison[BINS - 1], design.group_size(Group::Comparison));
    let table = balance(&design, &found.propensity_all, 0.01).expect("a sound design");
    // It does not vary within the groups, so its difference has no scale.
    assert_eq!((table[1].difference, table[1].weighted), (None, None));
    assert_eq!((table[1].mean_baseline, table[1].mean_comparison), (1.0, 9.0));
}

#[test]
fn without_columns_there_is_nothing_to_overlap() {
    let mut design = confounded(300);
    design.confounders = Matrix::zeros(300, 0);
    design.mediators = Matrix::zeros(300, 0);
    let found = run(&design);
    assert_eq!((found.given_confounders, found.given_all), (None, None));
    let share = design.group_size(Group::Comparison) / 300.0;
    for propensity in found.propensity_all {
        assert!((propensity - share).abs() < 0.01);
    }
}

#[test]
fn rows_that_stand_for_many_are_counted_as_many() {
    let mut design = confounded(200);
    design.weights = Some((0..200).map(|row| f64::from(row % 5)).collect());
    let found = run(&design);
    let histogram = found.given_all.expect("there are mediators");
    let total: f64 = histogram.baseline.iter().chain(&histogram.comparison).sum();
    assert_eq!(total, 400.0);
}

#[test]
fn standardized_differences_are_those_of_the_formula() {
    let design = Design {
        comparison: [false, false, false, false, false, true, true, true, true, true].to_vec(),
        outcome: [0.0, 1.0].repeat(5),
        outcome_kind: causeloom_fairness::OutcomeKind::Binary,
        confounders: Matrix::from_columns(vec![vec![
            1.0, 2.0, 3.0, 4.0, 5.0, 3.0, 3.0, 5.0, 7.0, 7.0,
        ]]),
        mediators: Matrix::from_columns(vec![vec![4.0; 10]]),
        weights: None,
    };
    // Odds 1/3 for the rows of value 3 and 3 for those of value 7.
    let propensity = [0.5, 0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.5, 0.25, 0.25];
    let table = balance(&design, &propensity, 0.01).expect("a sound design");
    let column = table[0];
    assert_eq!((column.column.role, column.column.index), (Role::Confounder, 0));
    assert_eq!((column.mean_baseline, column.mean_comparison), (3.0, 5.0));
    // Variances 2.5 and 4.
    let spread = 3.25_f64.sqrt();
    let difference = column.difference.expect("it varies");
    assert!((difference - 2.0 / spread).abs() < 1e-15);
    let weighted = (2.0 / 3.0 * 3.0 + 5.0 + 6.0 * 7.0) / (2.0 / 3.0 + 1.0 + 6.0);
    assert!((column.mean_comparison_weighted - weighted).abs() < 1e-14);
    let expected = (weighted - 3.0) / spread;
    assert!((column.weighted.expect("it varies") - expected).abs() < 1e-14);
    assert_eq!((table[1].difference, table[1].weighted), (Some(0.0), Some(0.0)));
}

#[test]
fn weighting_balances_confounders_and_mediators() {
    let design = confounded(4000);
    let found = run(&design);
    for column in balance(&design, &found.propensity_all, 0.01).expect("a sound design") {
        let before = column.difference.expect("it varies").abs();
        let after = column.weighted.expect("it varies").abs();
        println!("{:?}: {before:.3} before, {after:.3} after", column.column);
        assert!(before > 0.3 && after < 0.1);
    }
}
