//! How often tests reject independences that hold, and how often they see the arrows that are there.
//!
//! Rows are drawn from ALARM, ASIA and the ICU model many times over; every tested local Markov
//! statement is true. Errors are clustered by data set, because tests of one data set share its
//! rows. Untestable questions are left out of the rate and counted.
//! `cargo xtask calibrate tests [--sets N] [--model alarm|asia|icu] [--rows N]` runs it.
#![expect(clippy::print_stdout, reason = "a program that is run by hand prints a table")]

use estimate::independence::{
    AutomaticConfig, DataColumn, DegreesOfFreedom, Direction, PermutationConfig, Question,
    RejectionRate, TableConfig, Test, Ties, clustered_rate, test_all,
};
use graph::local_markov;
use numeric::seed::Seed;
use scm::{Column, Model, Program, Sample};
use std::time::{Duration, Instant};

/// Tests reject below.
const LEVEL: f64 = 0.05;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    const USAGE: &str = "false_positives [--sets N] [--model alarm|asia|icu] [--rows N]";
    let (mut n_sets, mut rows, mut model) = (20_u64, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match argument.as_str() {
            "--sets" => n_sets = value.parse()?,
            "--rows" => rows = Some(value.parse::<u64>()?),
            "--model" => model = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    // ASIA has few tests, so that it needs more data sets for the same precision.
    let cases = [
        ("alarm", 5_000, n_sets),
        ("asia", 5_000, 5 * n_sets),
        ("icu", 1_000, n_sets),
        ("icu", 5_000, n_sets),
    ];
    let mut cases: Vec<(&str, u64, u64)> = cases
        .into_iter()
        .filter(|(name, ..)| model.as_deref().is_none_or(|wanted| wanted == *name))
        .map(|(name, usual, n_sets)| (name, rows.unwrap_or(usual), n_sets))
        .collect();
    cases.dedup();
    if cases.is_empty() {
        return Err(USAGE.into());
    }
    for (name, rows, n_sets) in cases {
        let study = causeloom::Study {
            model: causeloom::ModelReference::BuiltIn { id: name.to_owned() },
            ..causeloom::Study::default()
        };
        let model = causeloom::model::model_of(&study)?;
        measure(name, &model, rows, n_sets)?;
    }
    Ok(())
}

/// Prints a line for every test.
fn measure(
    name: &str,
    model: &Model,
    rows: u64,
    n_sets: u64,
) -> Result<(), Box<dyn std::error::Error>> {
    let program = Program::new(model)?;
    let index = |name: &str| program.index(name).expect("statements are about nodes") as u32;
    let implied: Vec<Question> = local_markov(&model.graph)?
        .iter()
        .map(|statement| Question {
            x: index(&statement.x),
            y: index(&statement.y),
            given: statement.given.iter().map(|name| index(name)).collect(),
        })
        .collect();
    let arrows: Vec<Question> = model
        .graph
        .arrows()
        .map(|(cause, effect)| {
            let others = model.graph.parents(effect).into_iter().filter(|parent| *parent != cause);
            Question { x: index(effect), y: index(cause), given: others.map(index).collect() }
        })
        .collect();
    println!(
        "{name}: {} statements, {} arrows, {rows} rows, {n_sets} data sets",
        implied.len(),
        arrows.len()
    );
    println!(
        "{:34} {:>8} {:>17} {:>11} {:>7} {:>8}",
        "test", "rejected", "95 % interval", "untestable", "power", "ms/test"
    );
    let all_states =
        (0..program.names().len()).all(|index| !program.variable(index).values.states().is_empty());
    for (title, test) in if all_states { of_states() } else { of_any() } {
        let mut rates = Vec::new();
        let (mut seen, mut tested) = (0, 0);
        let mut taken = Duration::ZERO;
        for set in 0..n_sets {
            let seed = Seed(1_000 + set);
            let sample = program.sample(seed, 0..rows)?;
            let columns = columns(&program, &sample);
            let start = Instant::now();
            let answers = test_all(&columns, &implied, &test, seed)?;
            taken += start.elapsed();
            rates.push(RejectionRate::new(&answers, LEVEL));
            let power = RejectionRate::new(&test_all(&columns, &arrows, &test, seed)?, LEVEL);
            seen += power.n_rejected;
            tested += power.n_tested;
        }
        let untestable: u32 = rates.iter().map(|rate| rate.n_untestable).sum();
        let n_questions = implied.len() as f64 * n_sets as f64;
        let Some(rate) = clustered_rate(&rates) else { continue };
        let half = 1.96 * rate.standard_error.unwrap_or(0.0);
        println!(
            "{title:34} {:8.4} {:8.4} … {:6.4} {:9.1} % {:7.3} {:8.3}",
            rate.rate,
            rate.rate - half,
            rate.rate + half,
            100.0 * f64::from(untestable) / n_questions,
            f64::from(seen) / f64::from(tested.max(1)),
            1e3 * taken.as_secs_f64() / n_questions,
        );
    }
    Ok(())
}

/// Tests of columns of any kind.
fn of_any() -> Vec<(&'static str, Test)> {
    vec![
        ("automatic (the default)", Test::Automatic(AutomaticConfig::default())),
        ("generalized covariance", Test::GeneralizedCovariance),
        ("linear regressions", Test::Mixed(Direction::Both)),
    ]
}

/// Tests of states.
fn of_states() -> Vec<(&'static str, Test)> {
    let table =
        |degrees_of_freedom, least_expected| TableConfig { degrees_of_freedom, least_expected };
    let (adjusted, naive) = (DegreesOfFreedom::Adjusted, DegreesOfFreedom::Naive);
    let counted = PermutationConfig { ties: Ties::Counted, ..PermutationConfig::default() };
    vec![
        ("automatic (the default)", Test::Automatic(AutomaticConfig::default())),
        ("automatic, ties in full", Test::Automatic(AutomaticConfig { permutation: counted })),
        ("permutation within strata", Test::Permutation(PermutationConfig::default())),
        ("G², adjusted", Test::GSquared(table(adjusted, 0.0))),
        ("G², naive", Test::GSquared(table(naive, 0.0))),
        ("χ², adjusted", Test::ChiSquared(table(adjusted, 0.0))),
        ("χ², naive", Test::ChiSquared(table(naive, 0.0))),
        ("G², strata expecting 1 or more", Test::GSquared(table(adjusted, 1.0))),
        ("χ², strata expecting 1 or more", Test::ChiSquared(table(adjusted, 1.0))),
    ]
}

fn columns<'a>(program: &Program, sample: &'a Sample) -> Vec<DataColumn<'a>> {
    let column = |(index, column): (usize, &'a Column)| {
        let n_levels = program.variable(index).values.states().len() as u32;
        match column {
            Column::Codes(codes) => DataColumn::Codes { codes, n_levels },
            Column::Numbers(numbers) => DataColumn::Numbers(numbers),
        }
    };
    sample.columns.iter().enumerate().map(column).collect()
}
