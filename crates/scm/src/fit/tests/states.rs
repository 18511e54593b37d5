//! Tables and logistic regressions against counts, and models found again from their own samples.

use super::*;

#[test]
fn a_table_has_the_smoothed_shares_of_each_configuration() {
    let table =
        table_of(&[("a", "no no no yes yes yes yes yes yes yes"), ("c", "u v w u u v v v v v")]);
    let table = with_kind(&table, "c", ColumnKind::Category);
    let diagram = diagram("a -> c");
    let smoothed = fitted(&diagram, &table, &FitConfig::default());
    let third = 1.0 / 3.0;
    near(&rows_of(&smoothed.model, "a")[0], &[3.5 / 11.0, 7.5 / 11.0], 1e-15);
    let rows = rows_of(&smoothed.model, "c");
    near(&rows[0], &[third, third, third], 1e-15);
    near(&rows[1], &[(2.0 + third) / 8.0, (5.0 + third) / 8.0, third / 8.0], 1e-15);
    let values = &smoothed.model.variables["c"].values;
    assert_eq!(*values, Values::Unordered(vec!["u".into(), "v".into(), "w".into()]));
    assert!(smoothed.notes.is_empty());
    let plain = FitConfig { smoothing: 0.0, ..FitConfig::default() };
    let rows = rows_of(&fitted(&diagram, &table, &plain).model, "c");
    assert_eq!(rows[1], [2.0 / 7.0, 5.0 / 7.0, 0.0]);
}

#[test]
fn configurations_without_rows_become_uniform_and_are_counted() {
    let table = table_of(&[
        ("a", "no no no yes yes no no no no yes"),
        ("b", "1 0 1 1 1 0 1 0 1 1"),
        ("c", "no yes no yes no yes yes no no yes"),
    ]);
    let fit = fitted(&diagram("a -> c b -> c"), &table, &FitConfig::default());
    let rows = rows_of(&fit.model, "c");
    // a = yes, b = 0: the last parent changes fastest.
    assert_eq!(rows[2], [0.5, 0.5]);
    near(&rows[0], &[1.5 / 4.0, 2.5 / 4.0], 1e-15);
    near(&rows[1], &[3.5 / 5.0, 1.5 / 5.0], 1e-15);
    assert_eq!(remarks(&fit, "c"), [&FitRemark::NoData { configurations: 1, of: 4 }]);
}

#[test]
fn tables_of_asia_are_found_again_within_the_errors_of_their_samples() {
    let asia = built_in("asia");
    let program = Program::new(&asia).expect("a finished model");
    let table = table_of_sample(&program, 4, 50_000);
    let values = asia.variables.iter().map(|(name, known)| (name.clone(), known.values.clone()));
    let config = FitConfig { smoothing: 0.0, values: values.collect(), ..FitConfig::default() };
    let fit = fitted(&asia.graph, &table, &config);
    let mut n_checked = 0;
    for (name, variable) in &asia.variables {
        let found = &fit.model.variables[name];
        assert_eq!((&found.values, &found.parents), (&variable.values, &variable.parents));
        // How many rows each configuration has.
        let cards: Vec<usize> = variable
            .parents
            .iter()
            .map(|parent| asia.variables[parent].values.states().len())
            .collect();
        let mut counts = vec![0_u32; cards.iter().product()];
        let columns: Vec<_> = variable
            .parents
            .iter()
            .map(|parent| table.column(parent).expect("a column").codes())
            .collect();
        for row in 0..table.n_rows() as usize {
            let place = variable.parents.iter().zip(&columns).fold(0, |place, (parent, codes)| {
                let text = &codes.levels[codes.codes[row] as usize].text;
                let states = asia.variables[parent].values.states();
                place * states.len() + states.iter().position(|s| s == text).expect("a state")
            });
            counts[place] += 1;
        }
        let (exact, found) = (rows_of(&asia, name), rows_of(&fit.model, name));
        for ((exact, found), count) in exact.iter().zip(&found).zip(counts) {
            for (exact, found) in exact.iter().zip(found).filter(|_| count > 0) {
                let error = (exact * (1.0 - exact) / f64::from(count)).sqrt();
                // A rare event of a small row: one count more or less is allowed for.
                let allowed =
                    4.5 * error + 1.0 / f64::from(count) * f64::from(u8::from(error > 0.0));
                assert!((exact - found).abs() <= allowed, "{name}: {found} against {exact}");
                n_checked += 1;
            }
        }
    }
    assert_eq!(n_checked, 36);
}

#[test]
fn separated_states_are_told_and_states_without_rows_are_practically_impossible() {
    let table = table_of(&[("x", "1 2 3 4 5 6 7 8 9 10"), ("s", "a a a a a c c c c c")]);
    let states = ["a", "b", "c"].map(str::to_owned).to_vec();
    let config = FitConfig {
        values: BTreeMap::from([("s".to_owned(), Values::Ordered(states))]),
        ..FitConfig::default()
    };
    let fit = fitted(&diagram("x -> s"), &table, &config);
    let expected = [FitRemark::AbsentStates(vec!["b".into()]), FitRemark::Separated];
    assert_eq!(remarks(&fit, "s"), expected.iter().collect::<Vec<_>>());
    let program = Program::new(&fit.model).expect("a finished model");
    let sample = program.sample(Seed(1), 0..2_000).expect("every row has values");
    let [x, s] = ["x", "s"].map(|name| &sample.columns[program.index(name).expect("a node")]);
    for (x, s) in x.numbers().expect("numbers").iter().zip(s.codes().expect("states")) {
        assert_eq!(*s, if *x < 5.5 { 0 } else { 2 });
    }
}

#[test]
fn single_nodes_can_have_a_learner_of_their_own() {
    let Some(table) = heart_failure() else { return };
    let config = FitConfig {
        learners: BTreeMap::from([("smoking".to_owned(), Learner::Regression)]),
        ..FitConfig::default()
    };
    let fit = fitted(&diagram(CLINIC), &table, &config);
    // Saturated: the log-odds of 4 of 105 and of 92 of 194.
    let scores = scores(&fit.model, "smoking");
    let (women, men) = (float::ln(4.0 / 101.0), float::ln(92.0 / 102.0));
    near(&[scores[0].intercept, scores[0].terms[0].coefficient], &[women, men - women], 1e-9);
    assert!(matches!(fit.model.variables["sex"].mechanism, Mechanism::Table { .. }));
}
