//! The rejections of two other programs on the same rows and the same questions.

mod alarm_data;

use alarm_data::{columns, data, questions};
use causeloom_estimate::independence::{
    Answer, AutomaticConfig, DegreesOfFreedom, Method, Note, PermutationConfig, RejectionRate,
    TableConfig, TableStatistic, Test, Ties, test_all,
};
use numeric::seed::Seed;

fn answers(test: &Test) -> Vec<Answer> {
    let columns = columns();
    test_all(&data(&columns), &questions(), test, Seed(1)).expect("columns of codes")
}

fn config(degrees_of_freedom: DegreesOfFreedom, least_expected: f64) -> TableConfig {
    TableConfig { degrees_of_freedom, least_expected }
}

/// causal-learn 0.1.4.8 and bnlearn 4.9 reject 37 (G², adjusted) and 95 (χ², adjusted), bnlearn 22
/// and 49 with naive degrees of freedom.
#[test]
fn as_many_questions_are_rejected_as_by_bnlearn() {
    assert_eq!(questions().len(), 1063);
    for (test, rejected) in [
        (Test::GSquared(config(DegreesOfFreedom::Adjusted, 0.0)), 37),
        (Test::ChiSquared(config(DegreesOfFreedom::Adjusted, 0.0)), 95),
        (Test::GSquared(config(DegreesOfFreedom::Naive, 0.0)), 22),
        (Test::ChiSquared(config(DegreesOfFreedom::Naive, 0.0)), 49),
    ] {
        let rate = RejectionRate::new(&answers(&test), 0.05);
        assert_eq!(rate.n_rejected, rejected, "{test:?} {rate:?}");
        assert_eq!(rate.n_tested + rate.n_untestable, 1063);
    }
}

/// On these rows χ² rejects nearly twice as often as it should; permutations, whose p-values are
/// valid whatever the expected counts, do not.
#[test]
fn permutations_hold_the_level_where_chi_squared_does_not() {
    let mut rates = Vec::new();
    for statistic in [TableStatistic::GSquared, TableStatistic::ChiSquared] {
        let config = PermutationConfig { statistic, replicates: 199, ties: Ties::Randomized };
        let answers = answers(&Test::Permutation(config));
        rates.push(RejectionRate::new(&answers, 0.05).rate().expect("all are testable"));
    }
    // Questions about the same rows are dependent: between data sets the rate has a standard
    // deviation of about 0.01.
    assert!(rates.iter().all(|rate| (0.02..0.08).contains(rate)), "{rates:?}");
}

#[test]
fn chi_squared_on_strata_with_enough_rows_holds_the_level() {
    let restricted = Test::ChiSquared(config(DegreesOfFreedom::Adjusted, 1.0));
    let rate = RejectionRate::new(&answers(&restricted), 0.05);
    // 86 % are testable on average over data sets of this size, of which 0.049 are rejected.
    assert!((0.8..0.92).contains(&(f64::from(rate.n_tested) / 1063.0)), "{rate:?}");
    assert!((0.02..0.08).contains(&rate.rate().expect("most are testable")), "{rate:?}");
}

#[test]
fn the_automatic_test_tells_where_it_used_permutations() {
    let g_squared = answers(&Test::GSquared(TableConfig::default()));
    let permuted = answers(&Test::Permutation(AutomaticConfig::default().permutation));
    let automatic = answers(&Test::Automatic(AutomaticConfig::default()));
    let mut n_permuted = 0;
    for ((answer, g_squared), permuted) in automatic.iter().zip(&g_squared).zip(&permuted) {
        if answer.method == Method::GSquared {
            assert_eq!(answer, g_squared);
        } else {
            assert!(matches!(answer.note, Some(Note::SmallExpectedCounts { .. })));
            assert_eq!((answer.p_value, answer.method), (permuted.p_value, Method::Permutation));
            n_permuted += 1;
        }
    }
    assert!(n_permuted > 300 && n_permuted < 1000, "{n_permuted}");
}

#[test]
fn permutation_and_asymptotic_p_values_agree_where_counts_are_large() {
    let g_squared = answers(&Test::GSquared(config(DegreesOfFreedom::Adjusted, 20.0)));
    let permuted = answers(&Test::Permutation(PermutationConfig::default()));
    let mut n_compared = 0;
    for (g_squared, permuted) in g_squared.iter().zip(&permuted) {
        // Only where no stratum was left out.
        if let (Some(p), Some(q)) = (g_squared.p_value, permuted.p_value)
            && g_squared.degrees_of_freedom == permuted.degrees_of_freedom
        {
            n_compared += 1;
            let spread = (p * (1.0 - p) / 199.0).sqrt();
            assert!((p - q).abs() < 4.0 * spread + 0.02, "{p} {q}");
        }
    }
    assert!(n_compared > 100, "{n_compared}");
}
