//! A forest as large as the benchmark's: the bits of native, and the seconds that it takes in a browser.
//!
//! The table is that of the native benchmark `forest_bench`: uniform columns, and Friedman's first
//! function of five of them (Annals of Statistics 19(1), 1991, equation 61). `cargo xtask bench`
//! runs this file with `--release` and shows the seconds.

use std::f64::consts::PI;

use learn::{
    Target,
    forest::{ForestConfig, fit_forest},
    score::{area_under_curve, r_squared},
};
use numeric::{Matrix, float, seed::Seed};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const N_ROWS: usize = 10_000;
const N_COLUMNS: usize = 10;

/// Features, classes and numbers.
fn table() -> (Matrix, Vec<f64>, Vec<f64>) {
    let stream = Seed(20_261_121).stream("forest benchmark table");
    let mut features = Matrix::zeros(N_ROWS, N_COLUMNS);
    let (mut class, mut number) = (Vec::new(), Vec::new());
    for row in 0..N_ROWS {
        let mut draws = stream.child("columns").at(row as u64);
        for column in 0..N_COLUMNS {
            features.set(row, column, draws.uniform());
        }
        let x = |column| features.get(row, column);
        let signal = 10.0 * float::sin(PI * x(0) * x(1))
            + 20.0 * (x(2) - 0.5) * (x(2) - 0.5)
            + 10.0 * x(3)
            + 5.0 * x(4);
        let mut draws = stream.child("noise").at(row as u64);
        number.push(signal + draws.normal());
        class.push(f64::from(draws.uniform() < float::logistic((signal - 14.0) / 3.0)));
    }
    (features, class, number)
}

/// Grows 100 trees to purity and gives the out-of-bag score; prints the seconds.
fn score(target: Target, name: &str) -> f64 {
    let (features, class, number) = table();
    let (response, try_features) = match target {
        Target::Probability => (&class, None),
        Target::Mean => (&number, Some(N_COLUMNS as u32)),
    };
    let config =
        ForestConfig { trees: 100, try_features, min_leaf: 1, ..ForestConfig::default_mean() };
    let stream = Seed(1).stream("forest benchmark");
    let start = now();
    let forest = fit_forest(&features, response, None, target, &config, &stream);
    let seconds = (now() - start) / 1_000.0;
    if cfg!(target_arch = "wasm32") {
        wasm_bindgen_test::console_log!("{name}: 100 trees, 10,000 × 10 in {seconds:.3} s");
    }
    let predictions = forest.out_of_bag().expect("a hundred trees leave every row out once");
    match target {
        Target::Probability => area_under_curve(response, predictions, None),
        Target::Mean => r_squared(response, predictions, None),
    }
    .expect("both classes are there, and the numbers vary")
}

/// Milliseconds; 0 where there is no browser.
fn now() -> f64 {
    if cfg!(target_arch = "wasm32") { js_sys::Date::now() } else { 0.0 }
}

#[wasm_bindgen_test]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn classes_score_as_native_to_the_bit() {
    assert_eq!(format!("{:?}", score(Target::Probability, "classes")), "0.8040279144115822");
}

#[wasm_bindgen_test]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn numbers_score_as_native_to_the_bit() {
    assert_eq!(format!("{:?}", score(Target::Mean, "numbers")), "0.9138097283418196");
}
