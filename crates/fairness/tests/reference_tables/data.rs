//! Reference tables, read from the shared data folder beside the repository.

use std::{fs, path::Path};

use causeloom_fairness::{Design, OutcomeKind};
use numeric::Matrix;

/// A file of the shared data as its header and its cells; says aloud when it is not there.
#[expect(clippy::print_stdout, reason = "a test that does not run says so")]
fn read(name: &str) -> Option<(Vec<String>, Vec<Vec<String>>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let Ok(text) = fs::read_to_string(folder.join(name)) else {
        println!("skipped: ../shared/data/{name} is not there");
        return None;
    };
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect());
    let header = lines.next()?;
    Some((header, lines.collect()))
}

/// The heart failure table: sex (baseline 0, comparison 1), age, the others without `left_out`.
pub(crate) fn heart_failure(left_out: &[&str]) -> Option<Design> {
    let (header, rows) = read("heart_failure_clinical_records.csv")?;
    let column = |name: &str| -> Vec<f64> {
        let index = header.iter().position(|title| title == name).expect("the column is there");
        rows.iter().map(|row| row[index].parse().expect("a number")).collect()
    };
    let mediators = header
        .iter()
        .filter(|name| !["age", "sex", "DEATH_EVENT"].contains(&name.as_str()))
        .filter(|name| !left_out.contains(&name.as_str()))
        .map(|name| column(name))
        .collect();
    Some(Design {
        comparison: column("sex").into_iter().map(|sex| sex == 1.0).collect(),
        outcome: column("DEATH_EVENT"),
        outcome_kind: OutcomeKind::Binary,
        confounders: Matrix::from_columns(vec![column("age")]),
        mediators: Matrix::from_columns(mediators),
        weights: None,
    })
}

/// Berkeley admissions, male against female, the department as one column of codes 0 to 5.
pub(crate) fn berkeley() -> Option<Design> {
    let (_, rows) = read("berkeley_counts.csv")?;
    let department = |row: &Vec<String>| f64::from(row[2].as_bytes()[0] - b'A');
    Some(Design {
        comparison: rows.iter().map(|row| row[1] == "Female").collect(),
        outcome: rows.iter().map(|row| f64::from(u8::from(row[0] == "Admitted"))).collect(),
        outcome_kind: OutcomeKind::Binary,
        confounders: Matrix::zeros(rows.len(), 0),
        mediators: Matrix::from_columns(vec![rows.iter().map(department).collect()]),
        weights: Some(rows.iter().map(|row| row[3].parse().expect("a count")).collect()),
    })
}
