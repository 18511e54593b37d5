//! How many independence tests a second: the 1,063 local Markov questions of ALARM on 5,000 rows,
//! the same on its rows repeated 200 times, correlations of 20 columns, regressions, kernels.
//!
//! `cargo run --profile tool -p causeloom-estimate --example speed`

#[path = "../tests/alarm_data/mod.rs"]
mod alarm_data;

use causeloom_estimate::independence::{
    AutomaticConfig, DataColumn, Direction, KernelConfig, PermutationConfig, Question,
    RejectionRate, TableConfig, Test, test_all,
};
use numeric::seed::Seed;
use std::{
    io::{self, Write},
    time::Instant,
};

fn main() -> io::Result<()> {
    let columns = alarm_data::columns();
    let data = alarm_data::data(&columns);
    let questions = alarm_data::questions();
    for (name, test, repeats) in [
        ("G-squared", Test::GSquared(TableConfig::default()), 100),
        ("chi-squared", Test::ChiSquared(TableConfig::default()), 100),
        ("permutation, 199", Test::Permutation(PermutationConfig::default()), 3),
        ("automatic", Test::Automatic(AutomaticConfig::default()), 3),
    ] {
        measure(name, &data, &questions, &test, repeats)?;
    }
    measure("regression", &data, &questions[..30], &Test::Mixed(Direction::PredictX), 1)?;
    let long: Vec<(Vec<u8>, u32)> =
        columns.iter().map(|(codes, n_levels)| (codes.repeat(200), *n_levels)).collect();
    let test = Test::GSquared(TableConfig::default());
    measure("G-squared, a million rows", &alarm_data::data(&long), &questions, &test, 1)?;

    let stream = Seed(1).stream("speed");
    let numbers: Vec<Vec<f64>> = (0..20)
        .map(|column| {
            let mut draws = stream.index(column).draws();
            (0..10_000).map(|_| draws.normal()).collect()
        })
        .collect();
    let data: Vec<DataColumn> =
        numbers.iter().map(|numbers| DataColumn::Numbers(numbers)).collect();
    let mut questions = Vec::new();
    for x in 0..20 {
        for y in 0..x {
            for first in 0..10 {
                let mut given = vec![(x + 1 + first) % 20, (x + 2 + first) % 20];
                given.retain(|column| *column != x && *column != y);
                questions.push(Question { x, y, given });
            }
        }
    }
    measure("Fisher z, 10,000 rows", &data, &questions, &Test::FisherZ, 10)?;
    measure("exact t, 10,000 rows", &data, &questions, &Test::PartialCorrelation, 10)?;
    measure("kernel", &data, &questions[..20], &Test::Kernel(KernelConfig::default()), 1)
}

fn measure(
    name: &str,
    data: &[DataColumn],
    questions: &[Question],
    test: &Test,
    repeats: u32,
) -> io::Result<()> {
    let mut best = f64::INFINITY;
    let mut rate = RejectionRate::default();
    for _ in 0..repeats {
        let start = Instant::now();
        let answers = test_all(data, questions, test, Seed(1)).map_err(io::Error::other)?;
        best = best.min(start.elapsed().as_secs_f64());
        rate = RejectionRate::new(&answers, 0.05);
    }
    let speed = questions.len() as f64 / best;
    let RejectionRate { n_tested, n_untestable, n_rejected } = rate;
    writeln!(
        io::stdout().lock(),
        "{name}: {speed:.0} tests/s; {n_rejected} of {n_tested} rejected, {n_untestable} untestable"
    )
}
