//! Counterfactuals of observed rows against exact answers and against what they have to satisfy.

mod mixed;
mod noise;

use mixed::{MIXED, MIXED_PROGRAM, codes, mixed_rows, mixed_under, numbers};
use numeric::seed::Seed;
use proptest::prelude::*;

use super::{Coupling, Error, Observed, ObservedColumn, counterfactual};
use crate::{
    Intervention, Model, Program, Value,
    inference::{
        Network, parse_query,
        tests::{asia_model, published_model, references},
    },
    value::Column,
};

fn set(node: &str, state: &str) -> Intervention {
    Intervention::Set { node: node.to_owned(), value: Value::State(state.to_owned()) }
}

/// One row with a state for some nodes.
fn partial_row(program: &Program, states: &[(&str, &str)]) -> Observed {
    let mut columns = vec![None; program.names().len()];
    for (node, state) in states {
        let idx = program.index(node).unwrap();
        let known = program.variable(idx).values.states();
        let code = known.iter().position(|other| other == state).unwrap() as u8;
        columns[idx] = Some(ObservedColumn::full(Column::Codes(vec![code])));
    }
    Observed { n_rows: 1, columns }
}

#[test]
fn draws_from_partial_rows_have_the_exact_shares_of_the_reference() {
    let n_draws = 400_000;
    let model = asia_model();
    let program = Program::new(&model).unwrap();
    let references = references();
    let figures = references["asia"]["counterfactual"].as_object().unwrap();
    let mut n_checked = 0;
    for (text, exact) in figures.iter().filter(|(text, _)| *text != "_note") {
        let exact = exact.as_f64().unwrap();
        let query = parse_query(text).unwrap();
        let target = &query.targets[0];
        let world = &target.world[0];
        let changed = program.intervene(&[set(&world.node, &world.state)]).unwrap();
        let given: Vec<(&str, &str)> = query
            .given
            .iter()
            .map(|term| (term.node.as_str(), term.state.as_deref().unwrap()))
            .collect();
        let observed = partial_row(&program, &given);
        let found = counterfactual(&program, &changed, &observed, 0..1, n_draws, Seed(3)).unwrap();
        let share = found.shares(program.index(&target.node).unwrap(), 2, 0)[0];
        let error = (exact * (1.0 - exact) / n_draws as f64).sqrt();
        assert!((share - exact).abs() < 4.0 * error, "{text}: {share}, not {exact}");
        n_checked += 1;
    }
    assert_eq!(n_checked, 9);
}

#[test]
fn an_unordered_node_goes_on_as_the_closed_form_of_its_race_says() {
    let model: Model = serde_json::from_str(MIXED).unwrap();
    let place = MIXED_PROGRAM.index("place").unwrap();
    let changed = mixed_under(&["region = w"]);
    let n_draws = 200_000;
    let crate::Mechanism::Table { rows } = &model.variables["place"].mechanism else { panic!() };
    let sample = mixed_rows(11, 60);
    let observed = Observed::full(sample.columns.clone());
    for row in [0, 1, 2, 30, 59] {
        let found =
            counterfactual(&MIXED_PROGRAM, &changed, &observed, row..row + 1, n_draws, Seed(1))
                .unwrap();
        let at = row as usize;
        let state = |name: &str| usize::from(codes(&sample, name)[at]);
        let (region, flag) = (state("region"), state("flag"));
        let coupling = Coupling::race(&rows[region * 2 + flag], &rows[4 + flag]);
        let exact = coupling.given(state("place")).unwrap();
        for (share, exact) in found.shares(place, 3, 0).iter().zip(exact) {
            let error = (exact * (1.0 - exact).max(0.0) / n_draws as f64).sqrt();
            assert!((share - exact).abs() < 4.0 * error + 1e-9, "{row}: {share}, not {exact}");
        }
    }
}

/// Interventions of every kind, and for each the nodes that it can reach.
const DONE: &[(&str, &[&str])] = &[
    (
        "sex = m",
        &[
            "sex", "bmi", "pressure", "dose", "share", "risk", "kind", "visits", "flag", "later",
            "place",
        ],
    ),
    ("region = s", &["region", "share", "kind", "place"]),
    (
        "age = 41.5",
        &[
            "age", "bmi", "pressure", "dose", "share", "risk", "kind", "visits", "flag", "later",
            "place",
        ],
    ),
    (
        "bmi += 3",
        &["bmi", "pressure", "dose", "share", "risk", "kind", "visits", "flag", "later", "place"],
    ),
    ("dose := min(dose, 20)", &["dose", "share", "later"]),
    ("risk ~ {low: 0.5, high: 0.5}", &["risk"]),
    ("visits = 0", &["visits", "later"]),
    ("flag = calm", &["flag", "place"]),
];

#[test]
fn what_cannot_differ_has_its_observed_values_to_the_bit() {
    let sample = mixed_rows(5, 5_000);
    let observed = Observed::full(sample.columns.clone());
    for (text, reached) in DONE {
        let changed = mixed_under(&[text]);
        let found =
            counterfactual(&MIXED_PROGRAM, &changed, &observed, 0..5_000, 1, Seed(2)).unwrap();
        assert_eq!(found.before, sample);
        for (idx, name) in MIXED_PROGRAM.names().iter().enumerate() {
            let can_differ = reached.contains(&name.as_str());
            assert_eq!(found.can_differ[idx], can_differ, "{text}: {name}");
            let differs = found.after.columns[idx] != sample.columns[idx];
            assert!(can_differ || !differs, "{text}: {name}");
        }
    }
    // The same program changes nothing.
    let found = counterfactual(&MIXED_PROGRAM, &MIXED_PROGRAM, &observed, 0..5_000, 1, Seed(2));
    assert_eq!(found.unwrap().after, sample);
}

#[test]
fn what_is_set_has_its_value_and_rows_that_had_it_do_not_change() {
    let sample = mixed_rows(6, 4_000);
    let observed = Observed::full(sample.columns.clone());
    let state_sets = [("sex", 1, "m"), ("region", 1, "s"), ("flag", 0, "calm"), ("kind", 2, "c")];
    for (name, code, state) in state_sets {
        let changed = mixed_under(&[&format!("{name} = {state}")]);
        let found =
            counterfactual(&MIXED_PROGRAM, &changed, &observed, 0..4_000, 1, Seed(9)).unwrap();
        assert!(codes(&found.after, name).iter().all(|&found| found == code));
        let had = codes(&sample, name);
        assert!(had.iter().filter(|had| **had == code).nth(100).is_some());
        for (before, after) in sample.columns.iter().zip(&found.after.columns) {
            for (row, _) in had.iter().enumerate().filter(|(_, had)| **had == code) {
                let value = |column: &Column| match column {
                    Column::Codes(codes) => f64::from(codes[row]).to_bits(),
                    Column::Numbers(numbers) => numbers[row].to_bits(),
                };
                assert_eq!(value(before), value(after), "{name}, row {row}");
            }
        }
    }
}

/// Noise of rows drawn from the model is, given their values, again noise of the model: what would
/// have been has the law of the changed model.
#[test]
fn over_rows_of_the_model_counterfactuals_have_the_interventional_law() {
    let n_rows = 10_000_u64;
    let sample = mixed_rows(7, n_rows);
    let observed = Observed::full(sample.columns);
    for (text, _) in DONE {
        let changed = mixed_under(&[text]);
        let found =
            counterfactual(&MIXED_PROGRAM, &changed, &observed, 0..n_rows, 1, Seed(8)).unwrap();
        let fresh = changed.sample(Seed(1_234), 0..n_rows).unwrap();
        for (idx, name) in MIXED_PROGRAM.names().iter().enumerate() {
            match (&found.after.columns[idx], &fresh.columns[idx]) {
                (Column::Codes(one), Column::Codes(other)) => {
                    for code in 0..3 {
                        let share = |codes: &[u8]| {
                            codes.iter().map(|c| f64::from(u8::from(*c == code))).sum::<f64>()
                                / n_rows as f64
                        };
                        let (one, other) = (share(one), share(other));
                        let error = (2.0 * other * (1.0 - other) / n_rows as f64).sqrt();
                        let gap = (one - other).abs();
                        assert!(gap <= 4.5 * error, "{text}: {name}: {one} {other}");
                    }
                }
                (Column::Numbers(one), Column::Numbers(other)) => {
                    // The largest gap of the two distribution functions (Kolmogorov, Smirnov).
                    let sorted = |values: &[f64]| {
                        let mut values = values.to_vec();
                        values.sort_unstable_by(f64::total_cmp);
                        values
                    };
                    let (one, other) = (sorted(one), sorted(other));
                    let below = |values: &[f64], x: f64| {
                        values.partition_point(|v| *v <= x + 1e-9 * x.abs()) as f64 / n_rows as f64
                    };
                    let places = one.iter().chain(&other).step_by(37);
                    let gap = places.map(|&x| (below(&one, x) - below(&other, x)).abs());
                    let gap = gap.fold(0.0, f64::max);
                    // 2.2 is exceeded with probability 0.0001.
                    let allowed = 2.2 * (2.0 / n_rows as f64).sqrt();
                    assert!(gap < allowed, "{text}: {name}: {gap}");
                }
                _ => panic!("{name}"),
            }
        }
    }
}

#[test]
fn additive_noise_is_kept() {
    let sample = mixed_rows(12, 2_000);
    let observed = Observed::full(sample.columns.clone());
    let changed = mixed_under(&["bmi += 3"]);
    let found = counterfactual(&MIXED_PROGRAM, &changed, &observed, 0..2_000, 1, Seed(1)).unwrap();
    let pairs = |name: &str| {
        numbers(&sample, name).into_iter().zip(numbers(&found.after, name)).collect::<Vec<_>>()
    };
    for (before, after) in pairs("bmi") {
        assert!((after - before - 3.0).abs() < 1e-12);
    }
    for (before, after) in pairs("pressure") {
        assert!((after - before - 6.0).abs() < 1e-11);
    }
    for (before, after) in pairs("dose") {
        assert!((after / before - numeric::float::exp(0.12)).abs() < 1e-9);
    }
    for (before, after) in pairs("visits") {
        assert!(after >= before);
    }
}

#[test]
fn draws_do_not_depend_on_the_range_of_rows() {
    let sample = mixed_rows(3, 3_000);
    let observed = Observed::full(sample.columns);
    let changed = mixed_under(&["region = s", "age = 60"]);
    let all = counterfactual(&MIXED_PROGRAM, &changed, &observed, 0..3_000, 3, Seed(1)).unwrap();
    let part =
        counterfactual(&MIXED_PROGRAM, &changed, &observed, 1_300..1_500, 3, Seed(1)).unwrap();
    assert_eq!(part.after.first_row, 3_900);
    for (all, part) in all.after.columns.iter().zip(&part.after.columns) {
        match (all, part) {
            (Column::Codes(all), Column::Codes(part)) => assert_eq!(&all[3_900..4_500], part),
            (Column::Numbers(all), Column::Numbers(part)) => assert_eq!(&all[3_900..4_500], part),
            _ => panic!(),
        }
    }
}

#[test]
fn a_row_that_cannot_occur_is_named_with_its_node_and_configuration() {
    let program = Program::new(&asia_model()).unwrap();
    let changed = program.intervene(&[set("smoke", "no")]).unwrap();
    let sample = program.sample(Seed(1), 0..50).unwrap();
    let mut observed = Observed::full(sample.columns);
    let mut put = |name: &str, code: u8| {
        let idx = program.index(name).unwrap();
        if let Some(ObservedColumn { values: Column::Codes(codes), .. }) =
            &mut observed.columns[idx]
        {
            codes[17] = code;
        }
    };
    put("lung", 0);
    put("tub", 1);
    put("either", 1);
    let error = counterfactual(&program, &changed, &observed, 0..50, 1, Seed(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 17 cannot occur in this model: `either` is no where `lung` is yes, `tub` is no; mend the row or give the value a probability"
    );
    let observed = partial_row(&program, &[("lung", "yes"), ("either", "no")]);
    let error = counterfactual(&program, &changed, &observed, 0..1, 1, Seed(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 0 cannot occur in this model: `lung` = yes, `either` = no has probability 0"
    );
    let mut columns = mixed_rows(3, 10).columns;
    let visits = MIXED_PROGRAM.index("visits").unwrap();
    columns[visits] = Column::Numbers(vec![1.5; 10]);
    let changed = mixed_under(&["sex = f"]);
    let observed = Observed::full(columns);
    let error = counterfactual(&MIXED_PROGRAM, &changed, &observed, 0..10, 1, Seed(1)).unwrap_err();
    assert!(
        matches!(&error, Error::Impossible { row: 0, node, .. } if node == "visits"),
        "{error}"
    );
}

#[test]
fn with_numbers_missing_effects_are_drawn_and_missing_causes_refused() {
    let sample = mixed_rows(3, 2_000);
    let mut observed = Observed::full(sample.columns);
    let missing = |name: &str, observed: &mut Observed| {
        observed.columns[MIXED_PROGRAM.index(name).unwrap()] = None;
    };
    for name in ["dose", "share", "later"] {
        missing(name, &mut observed);
    }
    let changed = mixed_under(&["bmi += 1"]);
    let run = |observed: &Observed| {
        counterfactual(&MIXED_PROGRAM, &changed, observed, 0..2_000, 1, Seed(1))
    };
    let found = run(&observed).unwrap();
    let doses = numbers(&found.before, "dose").into_iter().zip(numbers(&found.after, "dose"));
    for (before, after) in doses {
        assert!((after / before - numeric::float::exp(0.04)).abs() < 1e-9);
    }
    missing("pressure", &mut observed);
    let error = run(&observed).unwrap_err();
    assert!(matches!(&error, Error::Missing { row: 0, node } if node == "pressure"), "{error}");
}

#[test]
fn columns_that_do_not_fit_are_refused_in_words() {
    let program = Program::new(&asia_model()).unwrap();
    let run = |observed: Observed, rows: std::ops::Range<u64>| {
        counterfactual(&program, &program, &observed, rows, 1, Seed(1)).unwrap_err().to_string()
    };
    let rows = || program.sample(Seed(1), 0..5).unwrap().columns;
    let with = |column: Column| {
        let mut columns = rows();
        columns[1] = column;
        Observed { n_rows: 5, ..Observed::full(columns) }
    };
    let prefix = "the observed rows do not fit the model: ";
    for (observed, range, expected) in [
        (Observed::full(rows()[..3].to_vec()), 0..1, "there are 3 columns for 8 nodes"),
        (with(Column::Codes(vec![0; 4])), 0..1, "`tub` has 4 rows of 5"),
        (
            with(Column::Codes(vec![0, 1, 2, 0, 0])),
            0..1,
            "`tub` has the state number 2, which is none",
        ),
        (with(Column::Numbers(vec![0.0; 5])), 0..1, "`tub` has numbers where the model has states"),
        (Observed::full(rows()), 3..6, "rows 3 to 6 were asked for of 5"),
    ] {
        assert_eq!(run(observed, range), format!("{prefix}{expected}"));
    }
    let changed = program.intervene(&[set("smoke", "no")]).unwrap();
    let other = mixed_under(&[]);
    let observed = Observed::full(rows());
    let error = counterfactual(&program, &other, &observed, 0..1, 1, Seed(1)).unwrap_err();
    assert_eq!(error, Error::Model(crate::Error::DifferentNodes));
    assert!(counterfactual(&program, &changed, &observed, 2..2, 1, Seed(1)).is_ok());
    let error = counterfactual(&program, &changed, &observed, 0..5, u64::MAX, Seed(1)).unwrap_err();
    assert!(matches!(error, Error::TooManyDraws { .. }), "{error}");
}

#[test]
fn alarm_rows_with_missing_values_keep_the_exact_law_of_what_is_missing() {
    let Some(model) = published_model("alarm") else { return };
    let program = Program::new(&model).unwrap();
    let changed = program.intervene(&[set("VENTLUNG", "NORMAL")]).unwrap();
    let given = [("BP", "LOW"), ("SAO2", "LOW"), ("VENTLUNG", "ZERO")];
    let observed = partial_row(&program, &given);
    let n_draws = 100_000;
    let found = counterfactual(&program, &changed, &observed, 0..1, n_draws, Seed(2)).unwrap();
    let network = Network::new(&program).unwrap();
    for target in ["SAO2", "BP", "EXPCO2", "VENTALV", "HYPOVOLEMIA"] {
        let text = format!("P({target}[VENTLUNG=NORMAL] | BP=LOW, SAO2=LOW, VENTLUNG=ZERO)");
        let exact = network.query(&parse_query(&text).unwrap()).unwrap().probabilities;
        let shares = found.shares(program.index(target).unwrap(), exact.len(), 0);
        for (share, exact) in shares.iter().zip(&exact) {
            let error = (exact * (1.0 - exact).max(0.0) / n_draws as f64).sqrt();
            assert!((share - exact).abs() < 4.5 * error + 1e-9, "{text}: {shares:?} {exact}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// One more world, asked in two steps or in one: composition.
    #[test]
    fn setting_a_node_to_what_it_would_have_been_changes_nothing_further(
        seed in any::<u64>(),
        row in 0_u64..40,
    ) {
        let sample = mixed_rows(seed, 40);
        let observed = Observed::full(sample.columns.clone());
        let first = mixed_under(&["sex = m"]);
        let found =
            counterfactual(&MIXED_PROGRAM, &first, &observed, row..row + 1, 1, Seed(seed)).unwrap();
        let bmi = numbers(&found.after, "bmi")[0];
        let second = first.intervene(&[Intervention::Set {
            node: "bmi".to_owned(),
            value: Value::Number(bmi),
        }]).unwrap();
        let again =
            counterfactual(&MIXED_PROGRAM, &second, &observed, row..row + 1, 1, Seed(seed)).unwrap();
        prop_assert_eq!(again.after, found.after);
    }
}
