//! Times the random forest on a simulated table, to be set beside scikit-learn on the same rows.
//!
//! `cargo run --profile tool -p causeloom-learn --example forest_bench -- [--rows N] [--columns P]
//! [--binary K] [--trees T] [--repeats R] [--seed S] [--only class|number] [--write FILE]`. Every
//! repeat has its own seed. With `--write` the table goes to FILE as CSV, for
//! `python3 crates/learn/examples/forest_bench.py FILE`.
//!
//! The table: independent uniform columns (the last K of them cut to 0 and 1); the number is
//! Friedman's first benchmark function of the first five columns with standard normal noise
//! (J. H. Friedman, "Multivariate adaptive regression splines", Annals of Statistics 19(1), 1991);
//! the class is 1 with a probability that is logistic in that function.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use causeloom_learn::{
    Target,
    forest::{Forest, ForestConfig, fit_forest},
    score::{area_under_curve, r_squared},
};
use numeric::{
    Matrix, float,
    seed::{Seed, Stream},
};
use std::{f64::consts::PI, fmt::Write, time::Instant};

struct Options {
    rows: usize,
    columns: usize,
    binary: usize,
    trees: u32,
    repeats: u32,
    seed: u64,
    only: Option<String>,
    write: Option<String>,
}

struct Table {
    features: Matrix,
    class: Vec<f64>,
    number: Vec<f64>,
}

fn main() -> Result<(), String> {
    let options = read_options()?;
    let table = simulate(&options, &Seed(20_261_121).stream("forest benchmark table"));
    if let Some(path) = &options.write {
        std::fs::write(path, as_csv(&table)).map_err(|error| format!("{path}: {error}"))?;
    }
    let grown_to_purity = |try_features| ForestConfig {
        trees: options.trees,
        try_features,
        min_leaf: 1,
        ..ForestConfig::default_mean()
    };

    let wanted = |name: &str| options.only.as_ref().is_none_or(|only| only == name);
    if wanted("class") {
        let config = grown_to_purity(None);
        let grow = |stream: &Stream| {
            fit_forest(&table.features, &table.class, None, Target::Probability, &config, stream)
        };
        let area = |scores: &[f64]| area_under_curve(&table.class, scores, None);
        measure("class", "AUC", &options, &table.features, grow, area)?;
    }
    if wanted("number") {
        let config = grown_to_purity(Some(options.columns as u32));
        let grow = |stream: &Stream| {
            fit_forest(&table.features, &table.number, None, Target::Mean, &config, stream)
        };
        let explained = |scores: &[f64]| r_squared(&table.number, scores, None);
        measure("number", "R2", &options, &table.features, grow, explained)?;
    }
    Ok(())
}

/// Grows forests with different seeds; prints the fastest time and the mean out-of-bag score.
fn measure(
    name: &str,
    score_name: &str,
    options: &Options,
    features: &Matrix,
    grow: impl Fn(&Stream) -> Forest,
    score: impl Fn(&[f64]) -> Option<f64>,
) -> Result<(), String> {
    let repeats = options.repeats.max(1);
    let mut fastest = [f64::INFINITY; 2];
    let mut scores = 0.0;
    let mut n_nodes = 0;
    for repeat in 0..repeats {
        let stream = Seed(options.seed + u64::from(repeat)).stream("forest benchmark");
        let start = Instant::now();
        let forest = grow(&stream);
        fastest[0] = fastest[0].min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let predictions = forest.predict(features);
        fastest[1] = fastest[1].min(start.elapsed().as_secs_f64());
        assert_eq!(predictions.len(), features.n_rows(), "every row has a prediction");
        let out_of_bag = forest.out_of_bag().and_then(&score).ok_or("too few trees to score")?;
        scores += out_of_bag / f64::from(repeats);
        n_nodes = forest.n_nodes();
    }
    let [fit, predict] = fastest;
    println!("{name:7} fit {fit:.3} s, {n_nodes} nodes; predict {predict:.3} s");
    println!("{name:7} out-of-bag {score_name} {scores:.5}, mean of {repeats} seeds");
    Ok(())
}

fn read_options() -> Result<Options, String> {
    let mut options = Options {
        rows: 10_000,
        columns: 10,
        binary: 0,
        trees: 100,
        repeats: 5,
        seed: 1,
        only: None,
        write: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(format!("{name} needs a value"))?;
        let number = || value.parse::<u32>().map_err(|error| format!("{name} {value}: {error}"));
        match name.as_str() {
            "--rows" => options.rows = number()? as usize,
            "--columns" => options.columns = number()? as usize,
            "--binary" => options.binary = number()? as usize,
            "--trees" => options.trees = number()?,
            "--repeats" => options.repeats = number()?,
            "--seed" => options.seed = u64::from(number()?),
            "--only" => options.only = Some(value),
            "--write" => options.write = Some(value),
            _ => return Err(format!("unknown option {name}")),
        }
    }
    if options.columns < 5 {
        return Err("the simulated table has at least 5 columns".to_owned());
    }
    Ok(options)
}

fn simulate(options: &Options, stream: &Stream) -> Table {
    let mut features = Matrix::zeros(options.rows, options.columns);
    let mut number = Vec::with_capacity(options.rows);
    let mut class = Vec::with_capacity(options.rows);
    let columns = stream.child("columns");
    let noise = stream.child("noise");
    for row in 0..options.rows {
        let mut draws = columns.at(row as u64);
        for column in 0..options.columns {
            let value = draws.uniform();
            let is_binary = column + options.binary >= options.columns;
            let value = if is_binary { f64::from(value < 0.5) } else { value };
            features.set(row, column, value);
        }
        let x = |column| features.get(row, column);
        // Friedman (1991), equation 61.
        let signal = 10.0 * float::sin(PI * x(0) * x(1))
            + 20.0 * (x(2) - 0.5) * (x(2) - 0.5)
            + 10.0 * x(3)
            + 5.0 * x(4);
        let mut draws = noise.at(row as u64);
        number.push(signal + draws.normal());
        class.push(f64::from(draws.uniform() < float::logistic((signal - 14.0) / 3.0)));
    }
    Table { features, class, number }
}

fn as_csv(table: &Table) -> String {
    let mut text = String::new();
    let n_columns = table.features.n_columns();
    for column in 0..n_columns {
        let _ = write!(text, "x{column},");
    }
    text.push_str("class,number\n");
    for (row, (class, number)) in table.class.iter().zip(&table.number).enumerate() {
        for column in 0..n_columns {
            let _ = write!(text, "{},", table.features.get(row, column));
        }
        let _ = writeln!(text, "{class},{number}");
    }
    text
}
