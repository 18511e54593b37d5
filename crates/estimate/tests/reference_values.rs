//! Tests of small made-up columns against scipy 1.17.1 (numpy for the least squares behind the
//! partial correlations, scipy's BFGS for the multinomial likelihoods).

use causeloom_estimate::independence::{
    Answer, DataColumn, DegreesOfFreedom, Direction, Method, Question, TableConfig, Test, test_all,
};
use numeric::seed::Seed;

const X: [u8; 30] =
    [0, 1, 0, 2, 1, 0, 2, 2, 1, 0, 1, 0, 2, 1, 0, 0, 1, 2, 2, 0, 1, 1, 0, 2, 1, 0, 2, 0, 1, 2];
const Y: [u8; 30] =
    [0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1];
const Z: [u8; 30] =
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
const A: [f64; 12] = [1.2, 0.3, -0.7, 2.2, 1.9, -1.4, 0.1, 0.8, -0.2, 1.1, -2.0, 0.6];
const B: [f64; 12] = [0.9, 0.7, -1.1, 1.0, 2.4, -0.3, -0.6, 1.5, 0.4, 0.2, -1.2, -0.9];
const C: [f64; 12] = [0.1, 1.4, 0.3, -0.8, 1.0, -0.5, 0.2, 2.0, -1.1, 0.7, -0.4, 0.9];
const G: [u8; 12] = [0, 1, 2, 0, 1, 2, 0, 1, 2, 2, 1, 0];

fn ask(columns: &[DataColumn], given: &[u32], test: Test) -> Answer {
    let question = Question { x: 0, y: 1, given: given.to_vec() };
    test_all(columns, &[question], &test, Seed(1)).expect("columns fit the test")[0]
}

fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} {expected}");
}

fn codes(codes: &[u8], n_levels: u32) -> DataColumn<'_> {
    DataColumn::Codes { codes, n_levels }
}

#[test]
fn stratified_tables_agree_with_chi2_contingency() {
    let columns = [codes(&X, 3), codes(&Y, 2), codes(&Z, 2)];
    for (test, statistic, p_value) in [
        (Test::GSquared(TableConfig::default()), 9.807_793_519_244_758, 0.043_792_874_433_937_25),
        (Test::ChiSquared(TableConfig::default()), 9.174_107_142_857_144, 0.056_891_944_977_632_71),
    ] {
        let answer = ask(&columns, &[2], test);
        assert_close(answer.statistic, statistic, 1e-13);
        assert_close(answer.p_value.expect("both vary"), p_value, 1e-12);
        assert_eq!((answer.degrees_of_freedom, answer.n_used), (4.0, 30));
    }
}

#[test]
fn naive_degrees_of_freedom_count_levels_and_configurations_without_rows() {
    let columns = [codes(&X, 4), codes(&Y, 2), codes(&Z, 3)];
    let naive =
        TableConfig { degrees_of_freedom: DegreesOfFreedom::Naive, ..TableConfig::default() };
    assert_eq!(ask(&columns, &[2], Test::GSquared(naive)).degrees_of_freedom, 9.0);
    let adjusted = Test::GSquared(TableConfig::default());
    assert_eq!(ask(&columns, &[2], adjusted).degrees_of_freedom, 4.0);
}

#[test]
fn correlations_agree_with_least_squares_residuals() {
    let columns = [DataColumn::Numbers(&A), DataColumn::Numbers(&B), DataColumn::Numbers(&C)];
    let plain = ask(&columns, &[], Test::PartialCorrelation);
    assert_close(plain.p_value.expect("both vary"), 0.006_031_583_790_929_379, 1e-12);
    assert_eq!(plain.degrees_of_freedom, 10.0);
    let partial = ask(&columns, &[2], Test::PartialCorrelation);
    assert_close(partial.statistic, 3.025_968_315_363_884_6, 1e-12);
    assert_close(partial.p_value.expect("both vary"), 0.014_340_009_796_568_654, 1e-12);
    let fisher = ask(&columns, &[2], Test::FisherZ);
    assert_close(fisher.statistic, 2.510_175_760_947_889, 1e-12);
    assert_close(fisher.p_value.expect("both vary"), 0.012_067_108_335_192_879, 1e-12);
    assert_eq!(fisher.degrees_of_freedom, 8.0);
}

#[test]
fn regressions_of_numbers_are_analyses_of_variance_and_covariance() {
    let columns = [DataColumn::Numbers(&A), codes(&G, 3), DataColumn::Numbers(&C)];
    let test = Test::Mixed(Direction::PredictX);
    let variance = ask(&columns, &[], test);
    assert_close(variance.p_value.expect("both vary"), 0.359_255_505_783_890_04, 1e-12);
    let covariance = ask(&columns, &[2], test);
    assert_close(covariance.p_value.expect("both vary"), 0.327_138_819_076_183_1, 1e-12);
    assert_close(covariance.statistic, 3.352_112_024_999_043, 1e-12);
    assert_eq!((covariance.degrees_of_freedom, covariance.method), (2.0, Method::Mixed));
}

#[test]
fn regressions_of_codes_are_ratios_of_multinomial_likelihoods() {
    let columns = [DataColumn::Numbers(&A), codes(&G, 3), DataColumn::Numbers(&C)];
    let answer = ask(&columns, &[2], Test::Mixed(Direction::PredictY));
    assert_close(answer.statistic, 3.683_992_754_956_03, 1e-8);
    assert_close(answer.p_value.expect("both vary"), 0.158_500_682_849_076_6, 1e-8);
    let both = ask(&columns, &[2], Test::Mixed(Direction::Both));
    assert_close(both.p_value.expect("both vary"), 2.0 * 0.158_500_682_849_076_6, 1e-8);
}

#[test]
fn between_two_numbers_the_regression_is_the_exact_partial_correlation() {
    let columns = [DataColumn::Numbers(&A), DataColumn::Numbers(&B), DataColumn::Numbers(&C)];
    let partial = ask(&columns, &[2], Test::PartialCorrelation).p_value.expect("both vary");
    for direction in [Direction::Both, Direction::PredictX, Direction::PredictY] {
        let found = ask(&columns, &[2], Test::Mixed(direction)).p_value.expect("both vary");
        assert_close(found, partial, 1e-11);
    }
}

#[test]
fn two_codes_without_strata_have_the_same_likelihood_ratio_as_their_table() {
    let columns = [codes(&X, 3), codes(&Y, 2)];
    let table = ask(&columns, &[], Test::GSquared(TableConfig::default()));
    for direction in [Direction::PredictX, Direction::PredictY] {
        let regression = ask(&columns, &[], Test::Mixed(direction));
        assert_close(regression.statistic, table.statistic, 1e-9);
        assert_eq!(regression.degrees_of_freedom, table.degrees_of_freedom);
    }
}
