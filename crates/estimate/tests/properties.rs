//! Laws of the tests of codes, and data that cannot be tested.

use causeloom_estimate::{
    Error,
    independence::{
        Answer, AutomaticConfig, DataColumn, DegreesOfFreedom, Direction, KernelConfig,
        PermutationConfig, Question, TableConfig, TableStatistic, Test, Ties, Untestable, test_all,
    },
};
use numeric::{
    float,
    seed::{Seed, permutation},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const ADJUSTED: TableConfig =
    TableConfig { degrees_of_freedom: DegreesOfFreedom::Adjusted, least_expected: 0.0 };

fn every_test() -> Vec<Test> {
    let permutation = PermutationConfig { replicates: 19, ..PermutationConfig::default() };
    vec![
        Test::GSquared(ADJUSTED),
        Test::GSquared(TableConfig { degrees_of_freedom: DegreesOfFreedom::Naive, ..ADJUSTED }),
        Test::ChiSquared(ADJUSTED),
        Test::ChiSquared(TableConfig { least_expected: 1.0, ..ADJUSTED }),
        Test::Permutation(permutation),
        Test::Permutation(PermutationConfig {
            statistic: TableStatistic::ChiSquared,
            ties: Ties::Randomized,
            ..permutation
        }),
        Test::FisherZ,
        Test::PartialCorrelation,
        Test::Mixed(Direction::Both),
        Test::GeneralizedCovariance,
        Test::Kernel(KernelConfig { replicates: 19, ..KernelConfig::default() }),
        Test::Automatic(AutomaticConfig { permutation }),
    ]
}

fn takes_codes(test: &Test) -> bool {
    !matches!(test, Test::FisherZ | Test::PartialCorrelation)
}

fn takes_numbers(test: &Test) -> bool {
    !matches!(test, Test::GSquared(_) | Test::ChiSquared(_) | Test::Permutation(_))
}

fn data(columns: &[Vec<u8>], n_levels: u32) -> Vec<DataColumn<'_>> {
    columns.iter().map(|codes| DataColumn::Codes { codes, n_levels }).collect()
}

fn ask(columns: &[DataColumn], x: u32, y: u32, given: &[u32], test: &Test) -> Answer {
    let question = Question { x, y, given: given.to_vec() };
    test_all(columns, &[question], test, Seed(4)).expect("columns fit the test")[0]
}

fn is_near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * (1.0 + left.abs())
}

fn is_like(left: &Answer, right: &Answer) -> bool {
    let p_values = match (left.p_value, right.p_value) {
        (Some(p), Some(q)) => is_near(p, q),
        (p, q) => p == q,
    };
    p_values
        && is_near(left.statistic, right.statistic)
        && left.degrees_of_freedom == right.degrees_of_freedom
        && left.n_used == right.n_used
        && left.untestable == right.untestable
}

/// G², χ² and adjusted degrees of freedom straight from their definitions.
fn by_definition(columns: &[Vec<u8>], given: &[u32]) -> (f64, f64, f64) {
    let mut strata: BTreeMap<Vec<u8>, Vec<(u8, u8)>> = BTreeMap::new();
    for (row, pair) in columns[0].iter().copied().zip(columns[1].iter().copied()).enumerate() {
        let key = given.iter().map(|column| columns[*column as usize][row]).collect();
        strata.entry(key).or_default().push(pair);
    }
    let (mut g_squared, mut chi_squared, mut degrees_of_freedom) = (0.0, 0.0, 0.0);
    for rows in strata.values() {
        let count =
            |holds: &dyn Fn(&(u8, u8)) -> bool| rows.iter().filter(|row| holds(row)).count() as f64;
        let (mut n_x, mut n_y) = (0.0, 0.0);
        for x in 0..=u8::MAX {
            let row_total = count(&|row| row.0 == x);
            n_x += f64::from(u8::from(row_total > 0.0));
            n_y += f64::from(u8::from(count(&|row| row.1 == x) > 0.0));
            for y in (0..=u8::MAX).filter(|_| row_total > 0.0) {
                let column_total = count(&|row| row.1 == y);
                let expected = row_total * column_total / rows.len() as f64;
                let observed = count(&|row| *row == (x, y));
                if expected > 0.0 {
                    chi_squared += (observed - expected) * (observed - expected) / expected;
                }
                if observed > 0.0 {
                    g_squared += 2.0 * observed * float::ln(observed / expected);
                }
            }
        }
        degrees_of_freedom += (n_x - 1.0) * (n_y - 1.0);
    }
    (g_squared, chi_squared, degrees_of_freedom)
}

#[test]
fn constant_columns_are_untestable() {
    let numbers = [vec![2.5; 40], (0..40).map(f64::from).collect::<Vec<f64>>()];
    let codes = [vec![1_u8; 40], (0..40_u8).map(|row| row % 3).collect()];
    let mut columns = data(&codes, 3);
    columns.extend(numbers.iter().map(|numbers| DataColumn::Numbers(numbers)));
    for test in every_test() {
        let mut pairs = Vec::new();
        if takes_codes(&test) {
            pairs.extend([(0, 1), (1, 0)]);
        }
        if takes_numbers(&test) {
            pairs.extend([(2, 3), (3, 2)]);
        }
        if takes_codes(&test) && takes_numbers(&test) {
            pairs.extend([(0, 3), (1, 2), (0, 2)]);
        }
        assert!(!pairs.is_empty());
        for (x, y) in pairs {
            let answer = ask(&columns, x, y, &[], &test);
            assert_eq!(answer.untestable, Some(Untestable::NoVariation), "{test:?} {x} {y}");
            assert_eq!((answer.p_value, answer.statistic), (None, 0.0));
            assert!(!answer.rejects(1.0));
        }
    }
}

#[test]
fn a_column_that_is_determined_by_what_is_given_is_untestable() {
    let x: Vec<u8> = (0..60).map(|row| row % 4).collect();
    let y: Vec<u8> = (0..60).map(|row| row / 7 % 3).collect();
    let z: Vec<u8> = x.iter().map(|code| 3 - code).collect();
    let twice: Vec<f64> = z.iter().map(|code| 2.0 * f64::from(*code) + 1.0).collect();
    let numbers: Vec<f64> = x.iter().map(|code| f64::from(*code)).collect();
    let other: Vec<f64> = (0..60).map(|row| f64::from(row * row % 17)).collect();
    let codes = [x, y, z];
    let mut columns = data(&codes, 4);
    columns.extend([&numbers, &other, &twice].map(|numbers| DataColumn::Numbers(numbers)));
    for test in every_test() {
        if takes_codes(&test) {
            let answer = ask(&columns, 0, 1, &[2], &test);
            assert_eq!(answer.p_value, None, "{test:?}");
        }
        if takes_numbers(&test) {
            for (x, y) in [(3, 4), (4, 3)] {
                let answer = ask(&columns, x, y, &[5], &test);
                assert_eq!(answer.untestable, Some(Untestable::Determined), "{test:?}");
            }
        }
    }
}

#[test]
fn no_rows_and_very_few_rows_are_answered() {
    for n_rows in 0..4_usize {
        let numbers: [Vec<f64>; 3] = [[1.0, -2.0, 0.5], [0.0, 3.0, 1.0], [2.0, 2.5, -1.0]]
            .map(|column| column[..n_rows].to_vec());
        let codes = [[0_u8, 1, 2], [1, 0, 0], [0, 0, 1]].map(|column| column[..n_rows].to_vec());
        let mut columns = data(&codes, 3);
        columns.extend(numbers.iter().map(|numbers| DataColumn::Numbers(numbers)));
        for test in every_test() {
            for given in [&[][..], &[2], &[5], &[2, 5]] {
                for (x, y) in [(0, 1), (3, 4), (0, 4)] {
                    let named = [&[x, y], given].concat();
                    let fits = |column: &u32| {
                        if *column < 3 { takes_codes(&test) } else { takes_numbers(&test) }
                    };
                    if !named.iter().all(fits) {
                        continue;
                    }
                    let answer = ask(&columns, x, y, given, &test);
                    assert_eq!(answer.p_value.is_none(), answer.untestable.is_some());
                    assert!(answer.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)));
                    assert!(answer.statistic.is_finite());
                    if n_rows < 2 {
                        assert_eq!(answer.untestable, Some(Untestable::TooFewRows), "{test:?}");
                    }
                }
            }
        }
    }
}

fn with<'a>(first: &DataColumn<'a>, numbers: &'a [f64]) -> [DataColumn<'a>; 2] {
    [*first, DataColumn::Numbers(numbers)]
}

#[test]
fn columns_and_questions_that_make_no_sense_are_refused() {
    let codes = [vec![0_u8, 1, 1], vec![0, 0, 3]];
    let numbers = [vec![1.0, f64::NAN, 2.0], vec![1.0, 2.0], vec![1.0, 2.0, 1e200]];
    let ask = |columns: &[DataColumn], x, y, given: &[u32], test| {
        test_all(columns, &[Question { x, y, given: given.to_vec() }], &test, Seed(1)).err()
    };
    let test = Test::GSquared(ADJUSTED);
    let columns = data(&codes, 4);
    let missing = Error::NoSuchColumn { question: 0, column: 7 };
    assert_eq!(ask(&columns, 0, 1, &[7], test), Some(missing));
    let twice = Error::ColumnTwice { question: 0, column: 1 };
    assert_eq!(ask(&columns, 0, 1, &[1], test), Some(twice.clone()));
    assert_eq!(ask(&columns, 1, 1, &[], test), Some(twice));
    let beyond = Error::CodeOutOfRange { column: 1, row: 2, code: 3, n_levels: 3 };
    assert_eq!(ask(&data(&codes, 3), 0, 1, &[], test), Some(beyond));
    for (column, row) in [(0, 1), (2, 2)] {
        let error = ask(&with(&columns[0], &numbers[column]), 0, 1, &[], test);
        assert_eq!(error, Some(Error::NotFinite { column: 1, row }));
    }
    let shorter = Error::LengthMismatch { column: 1, expected: 3, found: 2 };
    assert_eq!(ask(&with(&columns[0], &numbers[1]), 0, 1, &[], test), Some(shorter));
    let finite = [1.0, 2.0, 4.0];
    for test in [test, Test::FisherZ] {
        let error = ask(&with(&columns[0], &finite), 0, 1, &[], test);
        assert!(matches!(error, Some(Error::WrongKind { question: 0, .. })), "{error:?}");
    }
    let negative = Test::GSquared(TableConfig { least_expected: -1.0, ..ADJUSTED });
    assert!(matches!(ask(&columns, 0, 1, &[], negative), Some(Error::BadSetting { .. })));
    let none = PermutationConfig { replicates: 0, ..PermutationConfig::default() };
    let error = ask(&columns, 0, 1, &[], Test::Permutation(none));
    assert_eq!(error, Some(Error::BadSetting { setting: "replicates", value: 0.0 }));
}

#[test]
fn many_given_columns_leave_strata_of_single_rows() {
    let mut draws = Seed(6).stream("wide").draws();
    let columns: Vec<Vec<u8>> =
        (0..40).map(|_| (0..500).map(|_| draws.below(250) as u8).collect()).collect();
    let given: Vec<u32> = (2..40).collect();
    for test in every_test().iter().filter(|test| takes_codes(test)).take(6) {
        let answer = ask(&data(&columns, 250), 0, 1, &given, test);
        assert_eq!(answer.untestable, Some(Untestable::NoVariation), "{test:?}");
        let answer = ask(&data(&columns, 250), 0, 1, &[], test);
        let restricted = Test::ChiSquared(TableConfig { least_expected: 1.0, ..ADJUSTED });
        if *test == restricted {
            assert_eq!(answer.untestable, Some(Untestable::StrataTooSmall));
        } else {
            assert!(answer.p_value.is_some_and(|p| p > 0.0), "{test:?} {answer:?}");
        }
    }
}

#[test]
fn strata_that_are_too_small_are_left_out_and_not_counted() {
    // Two strata: a large one and one of four rows.
    let x: Vec<u8> = (0..84).map(|row| u8::from(row % 3 == 0)).collect();
    let y: Vec<u8> = (0..84).map(|row| u8::from(row % 5 < 2)).collect();
    let z: Vec<u8> = (0..84).map(|row| u8::from(row >= 80)).collect();
    let columns = [x, y, z];
    let restricted = TableConfig { least_expected: 5.0, ..ADJUSTED };
    let first = columns.each_ref().map(|column| column[..80].to_vec());
    for test in [Test::GSquared, Test::ChiSquared] {
        let found = ask(&data(&columns, 2), 0, 1, &[2], &test(restricted));
        let alone = ask(&data(&first, 2), 0, 1, &[], &test(ADJUSTED));
        assert_eq!(found.n_used, 80);
        assert_eq!((found.p_value, found.statistic), (alone.p_value, alone.statistic));
        let huge = TableConfig { least_expected: 1e6, ..ADJUSTED };
        let found = ask(&data(&columns, 2), 0, 1, &[2], &test(huge));
        assert_eq!(found.untestable, Some(Untestable::StrataTooSmall));
    }
}

#[test]
fn what_is_given_may_be_named_in_any_order_and_twice() {
    let mut draws = Seed(2).stream("order").draws();
    let columns: Vec<Vec<u8>> =
        (0..5).map(|_| (0..200).map(|_| draws.below(3) as u8).collect()).collect();
    for test in every_test().iter().filter(|test| takes_codes(test)) {
        let found = ask(&data(&columns, 3), 0, 1, &[4, 2, 3, 2], test);
        assert_eq!(found, ask(&data(&columns, 3), 0, 1, &[2, 3, 4], test));
    }
}

#[test]
fn answers_do_not_depend_on_how_questions_are_cut_or_ordered() {
    let mut draws = Seed(3).stream("cut").draws();
    let codes: Vec<Vec<u8>> =
        (0..4).map(|_| (0..120).map(|_| draws.below(3) as u8).collect()).collect();
    let numbers: Vec<Vec<f64>> =
        (0..3).map(|_| (0..120).map(|_| draws.normal()).collect()).collect();
    let mut columns = data(&codes, 3);
    columns.extend(numbers.iter().map(|numbers| DataColumn::Numbers(numbers)));
    let mut questions = Vec::new();
    for (x, y, given) in [(0, 1, vec![]), (2, 1, vec![0]), (0, 3, vec![]), (4, 5, vec![6])] {
        questions.push(Question { x, y, given });
    }
    questions.push(Question { x: 4, y: 0, given: vec![5] });
    questions.push(Question { x: 2, y: 3, given: vec![0] });
    let test = Test::Automatic(AutomaticConfig::default());
    let all = test_all(&columns, &questions, &test, Seed(9)).expect("columns of any kind");
    for (question, answer) in questions.iter().zip(&all) {
        let alone = test_all(&columns, std::slice::from_ref(question), &test, Seed(9));
        assert_eq!(alone.as_deref(), Ok(&[*answer][..]));
    }
}

prop_compose! {
    fn tables()(
        n_rows in 0_usize..120,
        n_levels in prop::collection::vec(1_u32..6, 4),
        seed in any::<u64>(),
    ) -> Vec<Vec<u8>> {
        let mut draws = Seed(seed).stream("tables").draws();
        let column = |levels: u32| (0..n_rows).map(|_| draws.below(levels) as u8).collect();
        n_levels.into_iter().map(column).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn statistics_and_degrees_of_freedom_are_those_of_their_definitions(
        columns in tables(),
        n_given in 0_u32..3,
        n_levels in prop::sample::select(vec![6_u32, 200]),
    ) {
        let given: Vec<u32> = (2..2 + n_given).collect();
        let (g_squared, chi_squared, degrees_of_freedom) = by_definition(&columns, &given);
        let columns = data(&columns, n_levels);
        for (test, expected) in
            [(Test::GSquared(ADJUSTED), g_squared), (Test::ChiSquared(ADJUSTED), chi_squared)]
        {
            let answer = ask(&columns, 0, 1, &given, &test);
            prop_assert_eq!(answer.degrees_of_freedom, degrees_of_freedom);
            prop_assert!((answer.statistic - expected).abs() < 1e-9);
            prop_assert_eq!(answer.p_value.is_some(), degrees_of_freedom > 0.0);
        }
    }

    #[test]
    fn x_and_y_may_be_exchanged(columns in tables(), n_given in 0_u32..3) {
        let given: Vec<u32> = (2..2 + n_given).collect();
        let columns = data(&columns, 6);
        for test in every_test().iter().take(4) {
            let answer = ask(&columns, 0, 1, &given, test);
            prop_assert!(is_like(&answer, &ask(&columns, 1, 0, &given, test)), "{:?}", test);
        }
    }

    #[test]
    fn the_order_of_rows_and_the_codes_of_states_do_not_matter(
        columns in tables(),
        seed in any::<u64>(),
    ) {
        let order = permutation(&Seed(seed).stream("rows"), columns[0].len() as u32);
        let turned: Vec<Vec<u8>> = columns
            .iter()
            .enumerate()
            .map(|(column, codes)| {
                let new = permutation(&Seed(seed).stream("codes").index(column as u64), 6);
                order.iter().map(|row| new[codes[*row as usize] as usize] as u8).collect()
            })
            .collect();
        for test in every_test().iter().take(4) {
            let answer = ask(&data(&columns, 6), 0, 1, &[2, 3], test);
            prop_assert!(is_like(&answer, &ask(&data(&turned, 6), 0, 1, &[2, 3], test)));
        }
    }

    #[test]
    fn permutations_do_not_depend_on_the_order_of_levels(
        columns in tables(),
        seed in any::<u64>(),
    ) {
        let turned: Vec<Vec<u8>> = columns
            .iter()
            .enumerate()
            .map(|(column, codes)| {
                let new = permutation(&Seed(seed).stream("codes").index(column as u64), 6);
                codes.iter().map(|code| new[usize::from(*code)] as u8).collect()
            })
            .collect();
        for statistic in [TableStatistic::GSquared, TableStatistic::ChiSquared] {
            let test = Test::Permutation(PermutationConfig {
                statistic,
                replicates: 19,
                ties: Ties::Randomized,
            });
            let answer = ask(&data(&columns, 6), 0, 1, &[2, 3], &test);
            let other = ask(&data(&turned, 6), 0, 1, &[2, 3], &test);
            prop_assert_eq!(answer.p_value, other.p_value);
        }
    }

    #[test]
    fn the_generalized_covariance_measure_sees_ranks_and_states_and_not_their_names(
        columns in tables(),
        seed in any::<u64>(),
    ) {
        let mut draws = Seed(seed).stream("numbers").draws();
        let numbers: Vec<f64> =
            columns[0].iter().map(|code| f64::from(*code) + draws.normal()).collect();
        let grown: Vec<f64> = numbers.iter().map(|number| float::exp(*number)).collect();
        let turned: Vec<Vec<u8>> = columns
            .iter()
            .map(|codes| codes.iter().map(|code| 5 - code).collect())
            .collect();
        let with = |codes: &[Vec<u8>], numbers: &[f64], x, y, given: &[u32]| {
            let mut all = data(codes, 6);
            all.push(DataColumn::Numbers(numbers));
            ask(&all, x, y, given, &Test::GeneralizedCovariance)
        };
        for (x, y, given) in [(4, 1, vec![2]), (0, 1, vec![4]), (2, 3, vec![])] {
            let answer = with(&columns, &numbers, x, y, &given);
            let other = with(&turned, &grown, x, y, &given);
            let exchanged = with(&columns, &numbers, y, x, &given);
            for other in [other, exchanged] {
                prop_assert_eq!(answer.untestable, other.untestable);
                if let (Some(p), Some(q)) = (answer.p_value, other.p_value) {
                    prop_assert!((p - q).abs() < 1e-6, "{} {}", p, q);
                }
            }
        }
    }

    #[test]
    fn the_permutation_statistic_is_that_of_the_table(columns in tables()) {
        let columns = data(&columns, 6);
        for (statistic, test) in [
            (TableStatistic::GSquared, Test::GSquared(ADJUSTED)),
            (TableStatistic::ChiSquared, Test::ChiSquared(ADJUSTED)),
        ] {
            let config =
                PermutationConfig { statistic, replicates: 9, ties: Ties::Counted };
            let found = ask(&columns, 0, 1, &[2], &Test::Permutation(config));
            let expected = ask(&columns, 0, 1, &[2], &test);
            prop_assert!((found.statistic - expected.statistic).abs() < 1e-9);
            prop_assert_eq!(found.degrees_of_freedom, expected.degrees_of_freedom);
            prop_assert!(found.p_value.is_none_or(|p| (0.1..=1.0).contains(&p)));
        }
    }

    #[test]
    fn mixed_tables_of_any_kind_are_answered(
        columns in tables(),
        seed in any::<u64>(),
    ) {
        let mut draws = Seed(seed).stream("numbers").draws();
        let numbers: Vec<f64> = columns[0].iter().map(|code| f64::from(*code) + draws.normal()).collect();
        let mut all = data(&columns, 6);
        all.push(DataColumn::Numbers(&numbers));
        for test in [Test::Mixed(Direction::Both), Test::GeneralizedCovariance, every_test()[11]] {
            for (x, y, given) in [(0, 4, vec![2]), (4, 1, vec![]), (0, 1, vec![4, 2]), (1, 2, vec![3])] {
                let answer = ask(&all, x, y, &given, &test);
                prop_assert_eq!(answer.p_value.is_none(), answer.untestable.is_some());
                prop_assert!(answer.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)));
                prop_assert!(answer.statistic.is_finite() && answer.statistic >= 0.0);
            }
        }
    }
}
