//! Linear and Poisson regressions against closed forms, published values and another program.

use super::*;

/// Constant, age, sex, smoking, and the standard deviation of the noise.
const EJECTION_FRACTION: [f64; 5] = [
    36.297_757_635_157_836,
    0.069_748_442_862_070_77,
    -3.780_680_540_117_083_8,
    -0.013_075_326_329_130_887,
    11.733_713_124_440_978,
];
/// Constant, age, ejection fraction, serum creatinine, high blood pressure.
const DEATH: [f64; 5] = [
    -2.488_310_789_211_394_7,
    0.051_220_898_303_138_13,
    -0.070_752_817_496_329_58,
    0.690_955_509_837_344,
    0.439_155_353_732_654_4,
];
/// Constant, age, sex, smoking.
const TIME: [f64; 4] = [
    5.565_811_753_892_98,
    -0.011_558_384_582_064_724,
    0.009_658_472_813_967_506,
    -0.027_091_290_308_971_34,
];

#[test]
fn rows_with_missing_cells_are_left_out_where_they_matter_and_counted() {
    let table = table_of(&[
        ("a", "yes no NA yes no yes no yes no yes"),
        ("b", "1.5 NA 2.5 3.5 4 5 6 7 8 10"),
        ("c", "2 3 4 5 7 NA 7 8 9 11"),
    ]);
    let fit = fitted(&diagram("a -> b b -> c"), &table, &FitConfig::default());
    assert_eq!(remarks(&fit, "a"), [&FitRemark::Missing { rows: 1, of: 10 }]);
    assert_eq!(remarks(&fit, "b"), [&FitRemark::Missing { rows: 2, of: 10 }]);
    assert_eq!(remarks(&fit, "c"), [&FitRemark::Missing { rows: 2, of: 10 }]);
    // Means of the groups: 6 for no (4, 6, 8), 5.4 for yes (1.5, 3.5, 5, 7, 10).
    let (intercept, slopes, _) = linear(&fit.model, "b");
    near(&[intercept, slopes[0]], &[6.0, -0.6], 1e-12);
    assert_eq!(fit.notes[1].to_string(), "`b`: 2 of 10 rows lack a value of it or of a parent");
}

#[test]
fn a_linear_model_has_the_coefficients_of_least_squares() {
    let table = table_of(&[
        ("x", "0.5 1 1.5 2.5 3 4.5 5 6 7.5 8"),
        ("g", "u v w u v w u v w u"),
        ("y", "1 3 2 5 4 7 6 9 8 12"),
    ]);
    let table = with_kind(&table, "g", ColumnKind::Category);
    let fit = fitted(&diagram("x -> y g -> y"), &table, &FitConfig::default());
    let x = table.column("x").expect("a column").numbers().values;
    let y = table.column("y").expect("a column").numbers().values;
    let level = |wanted: usize| (0..10).map(|row| f64::from(u8::from(row % 3 == wanted))).collect();
    let features = Matrix::from_columns(vec![x, level(1), level(2)]);
    let learned = learn::linear::fit_linear(&features, &y, None, &learn::LinearConfig::default())
        .expect("the data can be learned from");
    let (intercept, slopes, deviation) = linear(&fit.model, "y");
    assert_eq!((intercept, &slopes), (learned.intercept, &learned.slopes));
    let means = learned.predict(&features);
    let squares: f64 = y.iter().zip(&means).map(|(y, mean)| (y - mean) * (y - mean)).sum();
    near(&[deviation], &[(squares / 6.0).sqrt()], 1e-12);
    let Mechanism::Linear { terms, .. } = &fit.model.variables["y"].mechanism else {
        panic!("linear")
    };
    let states: Vec<_> = terms.iter().map(|term| term.state.as_deref()).collect();
    assert_eq!(states, [None, Some("v"), Some("w")]);
}

#[test]
fn empirical_residuals_are_those_of_least_squares_and_the_mean_is_the_same() {
    let table = table_of(&[
        ("an x", "0.5 1 1.5 2.5 3 4.5 5 6 7.5 8"),
        ("g\"`\\", "u\" v\\ u\" u\" v\\ v\\ u\" v\\ u\" v\\"),
        ("y", "1 3 2 5 4 7 6 9 8 12"),
    ]);
    let diagram = {
        let mut diagram = Diagram::default();
        for name in ["an x", "g\"`\\", "y"] {
            graph::add_node(&mut diagram, name, None).expect("a new name");
        }
        for parent in ["an x", "g\"`\\"] {
            graph::connect(&mut diagram, parent, "y", EdgeKind::Directed).expect("no circle");
        }
        diagram
    };
    let table = with_kind(&table, "g\"`\\", ColumnKind::Category);
    let normal = fitted(&diagram, &table, &FitConfig::default());
    let config = FitConfig { residuals: Law::Empirical, ..FitConfig::default() };
    let empirical = fitted(&diagram, &table, &config);
    let Mechanism::Additive { noise: Noise::Empirical(residuals), .. } =
        &empirical.model.variables["y"].mechanism
    else {
        panic!("additive")
    };
    assert!(residuals.is_sorted());
    let (_, _, deviation) = linear(&normal.model, "y");
    let squares: f64 = residuals.iter().map(|residual| residual * residual).sum();
    near(&[(squares / 10.0).sqrt(), residuals.iter().sum()], &[deviation, 0.0], 1e-12);
    // With the noise at its mean the two programs give the same values.
    let mut models = [normal.model, empirical.model];
    for model in &mut models {
        match &mut model.variables.get_mut("y").expect("a node").mechanism {
            Mechanism::Linear { standard_deviation, .. } => *standard_deviation = 0.0,
            Mechanism::Additive { noise, .. } => *noise = Noise::Empirical(vec![0.0]),
            _ => panic!("numbers"),
        }
    }
    let samples = models.map(|model| {
        let program = Program::new(&model).expect("a finished model");
        program.sample(Seed(1), 0..50).expect("every row has values").columns
    });
    let [Column::Numbers(one), Column::Numbers(other)] = [&samples[0][2], &samples[1][2]] else {
        panic!("numbers")
    };
    near(one, other, 1e-13);
}

#[test]
fn a_normal_root_has_mean_and_standard_deviation_and_values_can_be_thinned() {
    let table = table_of(&[("a", "5 1 2 4 3 6 8 7 10 9")]);
    let normal = FitConfig { roots: Law::Normal, ..FitConfig::default() };
    let (mean, _, deviation) = linear(&fitted(&diagram("a"), &table, &normal).model, "a");
    near(&[mean, deviation], &[5.5, (82.5_f64 / 9.0).sqrt()], 1e-14);
    let few = FitConfig { most_values: 5, ..FitConfig::default() };
    let fit = fitted(&diagram("a"), &table, &few);
    assert_eq!(remarks(&fit, "a"), [&FitRemark::Thinned { kept: 5, of: 10 }]);
    assert_eq!(
        fit.model.variables["a"].mechanism,
        Mechanism::Empirical { values: vec![2.0, 4.0, 6.0, 8.0, 10.0] }
    );
}

#[test]
fn terms_that_do_not_vary_or_follow_from_others_are_left_out_and_told() {
    let table = table_of(&[
        ("a", "1 2 3 4 5 6 7 8"),
        ("b", "2 4 6 8 10 12 14 16"),
        ("c", "3 3 3 3 3 3 3 3"),
        ("y", "1 4 2 5 7 5 9 8.5"),
        ("n", "1 4 2 5 7 5 9 8"),
    ]);
    let config = FitConfig {
        values: BTreeMap::from([("n".to_owned(), Values::Count), ("c".to_owned(), Values::Number)]),
        ..FitConfig::default()
    };
    let text = "a -> y b -> y c -> y a -> n b -> n c -> n";
    let fit = fitted(&diagram(text), &table, &config);
    for node in ["y", "n"] {
        let left_out = FitRemark::LeftOut(vec!["b".into(), "c".into()]);
        assert_eq!(remarks(&fit, node), [&left_out], "{node}");
    }
    assert_eq!(linear(&fit.model, "y").1[1..], [0.0, 0.0]);
    assert_eq!(poisson(&fit.model, "n")[2..], [0.0, 0.0]);
}

/// Dobson (1990), "An introduction to generalized linear models", p. 93; the example of `glm` in R.
#[test]
fn the_counts_of_dobson_have_their_published_poisson_regression() {
    let table = table_of(&[
        ("outcome", "1 2 3 1 2 3 1 2 3"),
        ("treatment", "1 1 1 2 2 2 3 3 3"),
        ("counts", "18 17 15 20 10 20 25 13 12"),
    ]);
    let states = || Values::Unordered(vec!["1".into(), "2".into(), "3".into()]);
    let config = FitConfig {
        values: BTreeMap::from([
            ("outcome".to_owned(), states()),
            ("treatment".to_owned(), states()),
            ("counts".to_owned(), Values::Count),
        ]),
        ..FitConfig::default()
    };
    let fit = fitted(&diagram("outcome -> counts treatment -> counts"), &table, &config);
    let found = poisson(&fit.model, "counts");
    let published = [3.044_522, -0.454_255_3, -0.292_987_1, 0.0, 0.0];
    near(&found, &published, 5e-7);
    assert!(fit.notes.is_empty(), "{:?}", fit.notes);
    // In closed form, by the totals 63, 40, 47 of the outcomes.
    let exact = [float::ln(21.0), float::ln(40.0 / 63.0), float::ln(47.0 / 63.0), 0.0, 0.0];
    near(&found, &exact, 1e-12);
}

#[test]
fn counts_of_zero_and_groups_without_counts_are_told() {
    let table = table_of(&[
        ("g", "a a a a a b b b b b"),
        ("n", "0 0 0 0 0 1 2 3 4 5"),
        ("z", "0 0 0 0 0 0 0 0 0 0"),
    ]);
    let config = FitConfig {
        values: ["n", "z"].into_iter().map(|name| (name.to_owned(), Values::Count)).collect(),
        ..FitConfig::default()
    };
    let fit = fitted(&diagram("g -> n g -> z"), &table, &config);
    assert_eq!(remarks(&fit, "n"), [&FitRemark::Separated]);
    assert_eq!(remarks(&fit, "z"), [&FitRemark::OneValue]);
    let found = poisson(&fit.model, "n");
    assert!(found[0] < -15.0);
    near(&[found[0] + found[1]], &[float::ln(3.0)], 1e-6);
    let program = Program::new(&fit.model).expect("a finished model");
    let sample = program.sample(Seed(1), 0..1_000).expect("every row has values");
    let zeros = sample.columns[program.index("z").expect("a node")].numbers().expect("counts");
    assert!(zeros.iter().all(|count| *count == 0.0));
}

/// Expected values: statsmodels 0.15.0.
#[test]
fn the_heart_failure_table_has_the_regressions_of_another_program() {
    let Some(table) = heart_failure() else { return };
    let mut config = FitConfig::default();
    let fit = fitted(&diagram(CLINIC), &table, &config);
    assert!(fit.notes.is_empty(), "{:?}", fit.notes);
    let (intercept, slopes, deviation) = linear(&fit.model, "ejection_fraction");
    // Parents in the order of the arrows: age, sex, smoking.
    near(&[vec![intercept], slopes, vec![deviation]].concat(), &EJECTION_FRACTION, 1e-10);
    let death = scores(&fit.model, "DEATH_EVENT");
    assert_eq!((death.len(), death[0].state.as_str()), (1, "1"));
    near(&[vec![death[0].intercept], coefficients(&death[0].terms)].concat(), &DEATH, 1e-8);
    // 105 women of whom 4 smoke, 194 men of whom 92 do.
    near(&rows_of(&fit.model, "sex")[0], &[105.5 / 300.0, 194.5 / 300.0], 1e-15);
    near(&rows_of(&fit.model, "smoking")[1], &[102.5 / 195.0, 92.5 / 195.0], 1e-15);
    config.values.insert("time".to_owned(), Values::Count);
    let follow_up = diagram("age -> time sex -> time smoking -> time");
    near(&poisson(&fitted(&follow_up, &table, &config).model, "time"), &TIME, 1e-8);
}
