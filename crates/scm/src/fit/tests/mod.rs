//! Tests of fitting, and the tables and models that they share.

mod any_table;
mod forests;
mod numbers;
mod states;

use super::*;
use crate::{Column, Noise, Program, Score, Term};
use ::table::{ColumnKind, ReadOptions};
use numeric::{Matrix, float, seed::Seed};
use proptest::prelude::*;
use std::{fs, fs::File, path::PathBuf};

fn diagram(text: &str) -> Diagram {
    graph::dagitty::read(&format!("dag {{ {text} }}")).expect("a diagram")
}

/// A table of columns, each a name and its cells.
fn table_of(columns: &[(&str, &str)]) -> Table {
    let column = |(name, cells): &(&str, &str)| {
        ((*name).to_owned(), cells.split_whitespace().map(str::to_owned).collect())
    };
    Table::from_columns(columns.iter().map(column).collect()).expect("a table")
}

fn with_kind(table: &Table, name: &str, kind: ColumnKind) -> Table {
    table.with_kind(name, kind).expect("the kind fits")
}

fn fitted(diagram: &Diagram, table: &Table, config: &FitConfig) -> Fitted {
    let fitted = fit(diagram, table, config).unwrap_or_else(|error| panic!("{error}"));
    let program = Program::new(&fitted.model).unwrap_or_else(|error| panic!("{error}"));
    assert!(program.notes().is_empty());
    fitted
}

fn rows_of(model: &Model, node: &str) -> Vec<Vec<f64>> {
    match &model.variables[node].mechanism {
        Mechanism::Table { rows } => rows.clone(),
        other => panic!("{node} is no table: {other:?}"),
    }
}

/// Intercept, coefficients and standard deviation.
fn linear(model: &Model, node: &str) -> (f64, Vec<f64>, f64) {
    match &model.variables[node].mechanism {
        Mechanism::Linear { intercept, terms, standard_deviation } => {
            (*intercept, coefficients(terms), *standard_deviation)
        }
        other => panic!("{node} is not linear: {other:?}"),
    }
}

fn poisson(model: &Model, node: &str) -> Vec<f64> {
    match &model.variables[node].mechanism {
        Mechanism::Poisson { intercept, terms } => [vec![*intercept], coefficients(terms)].concat(),
        other => panic!("{node} is not Poisson: {other:?}"),
    }
}

fn scores(model: &Model, node: &str) -> Vec<Score> {
    match &model.variables[node].mechanism {
        Mechanism::Logistic { scores } => scores.clone(),
        other => panic!("{node} is not logistic: {other:?}"),
    }
}

fn coefficients(terms: &[Term]) -> Vec<f64> {
    terms.iter().map(|term| term.coefficient).collect()
}

fn remarks<'a>(fitted: &'a Fitted, node: &str) -> Vec<&'a FitRemark> {
    fitted.notes.iter().filter(|note| note.node == node).map(|note| &note.remark).collect()
}

#[track_caller]
fn near(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found_one, expected_one) in found.iter().zip(expected) {
        let allowed = tolerance * expected_one.abs().max(1.0);
        assert!((found_one - expected_one).abs() <= allowed, "{found:?} against {expected:?}");
    }
}

/// A sample as a table of texts.
fn table_of_sample(program: &Program, seed: u64, n_rows: u64) -> Table {
    let sample = program.sample(Seed(seed), 0..n_rows).expect("every row has values");
    let columns = program.names().iter().zip(&sample.columns).enumerate();
    let texts = columns.map(|(idx, (name, column))| {
        let states = program.variable(idx).values.states();
        let cells = match column {
            Column::Codes(codes) => {
                codes.iter().map(|&code| states[usize::from(code)].clone()).collect()
            }
            Column::Numbers(numbers) => numbers.iter().map(f64::to_string).collect(),
        };
        (name.clone(), cells)
    });
    Table::from_columns(texts.collect()).expect("a table")
}

fn built_in(id: &str) -> Model {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../causeloom/models");
    let text = fs::read_to_string(PathBuf::from(folder).join(format!("{id}.json")));
    serde_json::from_str(&text.expect("the models lie there")).expect("a model")
}

fn heart_failure() -> Option<Table> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let name = "heart_failure_clinical_records.csv";
    let Ok(mut file) = File::open(PathBuf::from(folder).join(name)) else {
        println!("skipped: {name} is not there");
        return None;
    };
    let read = ::table::read(&mut file, name, &ReadOptions::default(), &mut |_| {});
    Some(read.expect("a table").table)
}

const CLINIC: &str = "age -> ejection_fraction  sex -> ejection_fraction  sex -> smoking
    smoking -> ejection_fraction  age -> high_blood_pressure  age -> serum_creatinine
    age -> DEATH_EVENT  ejection_fraction -> DEATH_EVENT  serum_creatinine -> DEATH_EVENT
    high_blood_pressure -> DEATH_EVENT";
