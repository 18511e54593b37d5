//! p-values under independence, and power under dependence, on made-up data with fixed seeds.

use causeloom_estimate::independence::{
    Answer, DataColumn, Direction, KernelConfig, PermutationConfig, Question, RejectionRate,
    TableStatistic, Test, Ties, clustered_rate, test_all, uniformity,
};
use numeric::{float, seed::Seed};

/// Kolmogorov's distance that uniform p-values exceed with probability 0.001.
const FAR: f64 = 1.95;

/// One answer for each of `n_sets` data sets that `make` draws.
fn answers(
    n_sets: u64,
    test: &Test,
    given: &[u32],
    make: impl Fn(u64) -> (Vec<Vec<u8>>, Vec<Vec<f64>>),
) -> Vec<Answer> {
    let question = Question { x: 0, y: 1, given: given.to_vec() };
    let one = |set| {
        let (codes, numbers) = make(set);
        let codes = codes.iter().map(|codes| DataColumn::Codes { codes, n_levels: 3 });
        let numbers = numbers.iter().map(|numbers| DataColumn::Numbers(numbers));
        // Numbers last, so that x and y are numbers only where there are no codes.
        let columns: Vec<DataColumn> = codes.chain(numbers).collect();
        let answers = test_all(&columns, std::slice::from_ref(&question), test, Seed(set));
        answers.expect("columns fit the test")[0]
    };
    (0..n_sets).map(one).collect()
}

/// x and y depend on z and w, not on each other but for `link`.
fn normal(n_rows: u64, link: f64) -> impl Fn(u64) -> (Vec<Vec<u8>>, Vec<Vec<f64>>) {
    move |set| {
        let mut columns = vec![Vec::new(); 4];
        let stream = Seed(set).stream("normal");
        for row in 0..n_rows {
            let mut draws = stream.at(row);
            let (z, w) = (draws.normal(), draws.normal());
            let x = 0.8 * z - 0.5 * w + draws.normal();
            columns[0].push(x);
            columns[1].push(-0.7 * z + w + link * x + draws.normal());
            columns[2].push(z);
            columns[3].push(w);
        }
        (Vec::new(), columns)
    }
}

/// Three states each; rare states make expected counts small.
fn rare_states(n_rows: u64) -> impl Fn(u64) -> (Vec<Vec<u8>>, Vec<Vec<f64>>) {
    move |set| {
        let mut columns = vec![Vec::new(); 3];
        let stream = Seed(set).stream("states");
        for row in 0..n_rows {
            let mut draws = stream.at(row);
            let z = draws.below(3) as u8;
            let mut state = |rare: f64| {
                let u = draws.uniform();
                if u < rare { 2 } else { u8::from(u < 0.3 + 0.2 * f64::from(z)) }
            };
            columns[0].push(state(0.02));
            columns[1].push(state(0.04));
            columns[2].push(z);
        }
        (columns, Vec::new())
    }
}

fn is_uniform(answers: &[Answer]) -> bool {
    let (distance, _) = uniformity(answers).expect("there are p-values");
    distance < FAR
}

#[test]
fn p_values_of_correlations_are_uniform_under_independence() {
    for given in [vec![2, 3], vec![3, 2]] {
        // Without correlation the exact t has its law in any sample, Fisher's z nearly.
        assert!(is_uniform(&answers(4000, &Test::PartialCorrelation, &given, normal(9, 0.0))));
        assert!(is_uniform(&answers(4000, &Test::FisherZ, &given, normal(60, 0.0))));
    }
    let found = answers(200, &Test::FisherZ, &[2, 3], normal(60, 0.6));
    assert!(RejectionRate::new(&found, 0.05).rate().is_some_and(|power| power > 0.9));
    assert!(!is_uniform(&answers(400, &Test::FisherZ, &[2], normal(60, 0.0))));
}

#[test]
fn permutation_p_values_with_randomized_ties_are_uniform_whatever_the_counts() {
    for statistic in [TableStatistic::GSquared, TableStatistic::ChiSquared] {
        let config = PermutationConfig { statistic, replicates: 99, ties: Ties::Randomized };
        let found = answers(2000, &Test::Permutation(config), &[2], rare_states(40));
        assert!(is_uniform(&found), "{statistic:?} {:?}", uniformity(&found));
        let counted = PermutationConfig { ties: Ties::Counted, ..config };
        let found = answers(2000, &Test::Permutation(counted), &[2], rare_states(40));
        let rate = RejectionRate::new(&found, 0.05).rate().expect("all are testable");
        // Three standard errors above the level.
        assert!(rate < 0.065, "{rate}");
    }
}

/// A state that depends on a number, and a number that depends on the same number.
fn mixed(n_rows: u64, link: f64) -> impl Fn(u64) -> (Vec<Vec<u8>>, Vec<Vec<f64>>) {
    move |set| {
        let (mut codes, mut numbers) = (vec![Vec::new()], vec![Vec::new(); 2]);
        let stream = Seed(set).stream("mixed");
        for row in 0..n_rows {
            let mut draws = stream.at(row);
            let z = draws.normal();
            let scores = [0.0, z, 0.5 - z];
            let noisy = scores.map(|score| score - float::ln(-float::ln(draws.uniform_open())));
            let state = if noisy[0] > noisy[1].max(noisy[2]) {
                0
            } else {
                1 + u8::from(noisy[2] > noisy[1])
            };
            codes[0].push(state);
            numbers[0].push(z + link * f64::from(state) + draws.normal());
            numbers[1].push(z);
        }
        (codes, numbers)
    }
}

#[test]
fn regressions_of_mixed_columns_hold_their_level_and_have_power() {
    let exact = answers(1500, &Test::Mixed(Direction::PredictY), &[2], mixed(80, 0.0));
    assert!(is_uniform(&exact), "{:?}", uniformity(&exact));
    for direction in [Direction::PredictX, Direction::Both] {
        let found = answers(1500, &Test::Mixed(direction), &[2], mixed(150, 0.0));
        let rate = RejectionRate::new(&found, 0.05).rate().expect("all are testable");
        assert!((0.033..0.067).contains(&rate), "{direction:?} {rate}");
    }
    let found = answers(100, &Test::Mixed(Direction::Both), &[2], mixed(150, 0.6));
    assert!(RejectionRate::new(&found, 0.05).rate().is_some_and(|power| power > 0.9));
}

/// Numbers that depend on a number by curves, with spreads that do too, and are skewed; y also on x.
fn skewed(n_rows: u64, link: f64) -> impl Fn(u64) -> (Vec<Vec<u8>>, Vec<Vec<f64>>) {
    move |set| {
        let (mut codes, mut numbers) = (vec![Vec::new()], vec![Vec::new(); 2]);
        let stream = Seed(set).stream("skewed");
        for row in 0..n_rows {
            let mut draws = stream.at(row);
            let z = draws.normal();
            let bend = (-0.5 - z).max(0.0);
            let probability = float::logistic(3.0 * bend - 1.0);
            let state = u8::from(draws.uniform() < probability);
            let spread = if z < 0.0 { 0.8 } else { 0.4 };
            codes[0].push(state);
            numbers[0].push(float::exp(bend + link * f64::from(state) + spread * draws.normal()));
            numbers[1].push(z);
        }
        (codes, numbers)
    }
}

#[test]
fn residual_products_hold_their_level_where_means_are_curved_and_linear_regressions_do_not() {
    let rate = |test: &Test, n_sets, n_rows, link| {
        let found = answers(n_sets, test, &[2], skewed(n_rows, link));
        RejectionRate::new(&found, 0.05).rate().expect("all are testable")
    };
    for n_rows in [300, 1_000] {
        let level = rate(&Test::GeneralizedCovariance, 1_000, n_rows, 0.0);
        // Three standard errors on both sides.
        assert!((0.029..0.071).contains(&level), "{n_rows} {level}");
    }
    let linear = rate(&Test::Mixed(Direction::Both), 100, 1_000, 0.0);
    assert!(linear > 0.5, "{linear}");
    let power = rate(&Test::GeneralizedCovariance, 200, 300, 0.4);
    assert!(power > 0.9, "{power}");
}

#[test]
fn residual_products_hold_their_level_in_few_rows_and_see_nearly_what_linear_tests_see() {
    for (n_rows, given) in [(40, vec![2, 3]), (150, vec![3, 2])] {
        let found = answers(2_000, &Test::GeneralizedCovariance, &given, normal(n_rows, 0.0));
        assert!(is_uniform(&found), "{n_rows} {:?}", uniformity(&found));
    }
    let found = answers(1_500, &Test::GeneralizedCovariance, &[2], mixed(150, 0.0));
    let rate = RejectionRate::new(&found, 0.05).rate().expect("all are testable");
    assert!((0.033..0.067).contains(&rate), "{rate}");
    let power = |test: &Test, link, n_rows| {
        let found = answers(400, test, &[2, 3], normal(n_rows, link));
        RejectionRate::new(&found, 0.05).rate().expect("all are testable")
    };
    for n_rows in [150, 600] {
        // The link at which the exact test of a linear mean sees about two of three.
        let link = 2.4 / (n_rows as f64).sqrt();
        let exact = power(&Test::PartialCorrelation, link, n_rows);
        let found = power(&Test::GeneralizedCovariance, link, n_rows);
        assert!((0.5..0.8).contains(&exact) && found > exact - 0.07, "{n_rows} {exact} {found}");
    }
}

/// y is the square of x (`link` 1) or not; both depend on z by curves.
fn curved(n_rows: u64, link: f64) -> impl Fn(u64) -> (Vec<Vec<u8>>, Vec<Vec<f64>>) {
    move |set| {
        let mut columns = vec![Vec::new(); 3];
        let stream = Seed(set).stream("curved");
        for row in 0..n_rows {
            let mut draws = stream.at(row);
            let z = draws.normal();
            let noise = draws.normal();
            columns[0].push(float::tanh(z) + 0.7 * noise);
            columns[1].push(0.5 * z * z + link * noise * noise + 0.5 * draws.normal());
            columns[2].push(z);
        }
        (Vec::new(), columns)
    }
}

#[test]
fn the_kernel_test_finds_what_correlation_does_not() {
    let test = Test::Kernel(KernelConfig { most_rows: 100, replicates: 99 });
    for given in [vec![], vec![2]] {
        let rate = |test: &Test| {
            let found = answers(40, test, &given, curved(100, 1.0));
            RejectionRate::new(&found, 0.05).rate().expect("all are testable")
        };
        let (kernel, correlation) = (rate(&test), rate(&Test::FisherZ));
        assert!(kernel > 0.75 && correlation < 0.5, "{given:?} {kernel} {correlation}");
    }
}

#[test]
fn the_kernel_test_does_not_reject_far_too_often_under_independence() {
    let test = Test::Kernel(KernelConfig { most_rows: 100, replicates: 99 });
    let mut rates = Vec::new();
    let found = answers(200, &test, &[2], curved(100, 0.0));
    rates.push(RejectionRate::new(&found, 0.05).rate().expect("all are testable"));
    let found = answers(200, &test, &[2, 3], normal(100, 0.0));
    rates.push(RejectionRate::new(&found, 0.05).rate().expect("all are testable"));
    // Within three standard errors of the level.
    assert!(rates.iter().all(|rate| (0.005..0.096).contains(rate)), "{rates:?}");
    let apart = |set| {
        let (codes, mut numbers) = curved(60, 0.0)(set);
        numbers[1] = curved(60, 0.0)(set + 1_000_000).1.swap_remove(1);
        (codes, numbers)
    };
    let found = answers(300, &test, &[], apart);
    let rate = RejectionRate::new(&found, 0.05).rate().expect("all are testable");
    assert!((0.01..0.09).contains(&rate), "{rate}");
}

#[test]
fn the_standard_error_over_data_sets_is_that_of_their_spread() {
    let set = |n_rejected| RejectionRate { n_tested: 100, n_untestable: 3, n_rejected };
    let rate = clustered_rate(&[set(4), set(6), set(8)]).expect("all are testable");
    assert!((rate.rate - 0.06).abs() < 1e-15);
    // Equal sizes: the standard deviation 0.02 over the root of three.
    let error = rate.standard_error.expect("there are several data sets");
    assert!((error - 0.02 / 3.0_f64.sqrt()).abs() < 1e-15);
    assert_eq!(clustered_rate(&[set(4)]).and_then(|rate| rate.standard_error), None);
    assert_eq!(clustered_rate(&[]), None);
    assert_eq!(RejectionRate::default().rate(), None);
}
