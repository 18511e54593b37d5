//! How often tests reject independences that hold, and how often they see the arrows that are there.
//!
//! Rows are drawn from ASIA and ALARM many times over; every tested local Markov statement is true.
//! Errors are clustered by data set, because tests of one data set share its rows. Untestable
//! questions are left out of the rate and counted. `cargo xtask calibrate tests [--sets N]` runs it.
#![expect(clippy::print_stdout, reason = "a program that is run by hand prints a table")]

use estimate::independence::{
    AutomaticConfig, DataColumn, DegreesOfFreedom, PermutationConfig, Question, RejectionRate,
    TableConfig, Test, Ties, clustered_rate, test_all,
};
use graph::local_markov;
use numeric::seed::Seed;
use scm::{Column, Model, Program, Sample};

/// Tests reject below.
const LEVEL: f64 = 0.05;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut n_sets = 20_u64;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next().and_then(|text| text.parse().ok())) {
            ("--sets", Some(number)) => n_sets = number,
            _ => return Err("false_positives [--sets N]".into()),
        }
    }
    // ASIA has few tests, so that it needs more data sets for the same precision.
    for (name, rows, n_sets) in [("alarm", 5_000, n_sets), ("asia", 5_000, 5 * n_sets)] {
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
        "{:34} {:>8} {:>17} {:>11} {:>7}",
        "test", "rejected", "95 % interval", "untestable", "power"
    );
    for (title, test) in tests() {
        let mut rates = Vec::new();
        let (mut seen, mut tested) = (0, 0);
        for set in 0..n_sets {
            let seed = Seed(1_000 + set);
            let sample = program.sample(seed, 0..rows)?;
            let columns = columns(&program, &sample);
            rates.push(RejectionRate::new(&test_all(&columns, &implied, &test, seed)?, LEVEL));
            let power = RejectionRate::new(&test_all(&columns, &arrows, &test, seed)?, LEVEL);
            seen += power.n_rejected;
            tested += power.n_tested;
        }
        let untestable: u32 = rates.iter().map(|rate| rate.n_untestable).sum();
        let n_questions = implied.len() as f64 * n_sets as f64;
        let Some(rate) = clustered_rate(&rates) else { continue };
        let half = 1.96 * rate.standard_error.unwrap_or(0.0);
        println!(
            "{title:34} {:8.4} {:8.4} … {:6.4} {:9.1} % {:7.3}",
            rate.rate,
            rate.rate - half,
            rate.rate + half,
            100.0 * f64::from(untestable) / n_questions,
            f64::from(seen) / f64::from(tested.max(1)),
        );
    }
    Ok(())
}

fn tests() -> Vec<(&'static str, Test)> {
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
