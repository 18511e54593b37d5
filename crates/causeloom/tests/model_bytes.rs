//! Value stability of models: rows, samples and independence tests give the committed fingerprints,
//! as they do in the browser.
//!
//! `wasm-tests` compares the same file with what WebAssembly computes. After a change that is meant
//! to move values, run with `CAUSELOOM_UPDATE_EXPECTED=1` and say so under *Value-breaking* in the
//! changelog.

use std::{fmt::Write, path::PathBuf};

use causeloom::{
    Job, JobKind, ModelReference, Study,
    model::{RowFormat, RowWriter},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn study(id: &str, rows: u32, interventions: &[&str]) -> Study {
    let mut study =
        Study { model: ModelReference::BuiltIn { id: id.to_owned() }, ..Study::default() };
    study.sample.rows = rows;
    study.sample.interventions = interventions.iter().map(|&text| text.to_owned()).collect();
    study
}

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a text can be written to");
        hex
    })
}

/// Rows as a file, drawn in two parts.
fn rows(study: &Study) -> String {
    let writer = RowWriter::new(study, true, RowFormat::Csv).expect("the model can be drawn from");
    let n_rows = u64::from(study.sample.rows);
    let mut bytes = writer.rows(0..n_rows / 3).expect("rows can be drawn");
    bytes.extend(writer.rows(n_rows / 3..n_rows).expect("rows can be drawn"));
    fingerprint(&bytes)
}

/// The view of a job whose units ran backwards.
fn job(study: &Study, kind: JobKind) -> String {
    let job = Job::prepare(None, study, kind).expect("the study can be asked");
    let job = Job::from_bytes(&job.to_bytes()).expect("a job survives the journey");
    let mut parts: Vec<Vec<f64>> =
        (0..job.n_units()).rev().map(|unit| job.run_unit(unit).expect("its units run")).collect();
    parts.reverse();
    let view = job.finish(&parts).expect("its parts fit");
    fingerprint(&serde_json::to_vec(&view).expect("views hold finite numbers"))
}

#[test]
fn models_give_the_committed_bytes_in_any_order_and_any_parts() {
    let cases = [
        ("rows", study("alarm", 9_000, &[])),
        ("rows", study("icu", 2_000, &["fluids += 500"])),
        ("rows", study("heart-failure", 1_000, &[])),
        ("sample", study("asia", 140_000, &["smoke = no"])),
        ("sample", study("icu", 5_000, &["age = 40"])),
        ("independence", study("alarm", 2_000, &[])),
        ("independence", study("icu", 300, &[])),
    ];
    let found: Vec<Value> = cases
        .iter()
        .map(|(what, study)| {
            let sha256 = match *what {
                "rows" => rows(study),
                "sample" => job(study, JobKind::Sample),
                _ => job(study, JobKind::Independence),
            };
            json!({ "what": what, "study": study, "sha256": sha256 })
        })
        .collect();
    let found = serde_json::to_string_pretty(&found).expect("it is plain JSON") + "\n";
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../wasm-tests/expected/models.json");
    if std::env::var_os("CAUSELOOM_UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &found).expect("the folder can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the file is committed");
    assert_eq!(found, expected, "models give other values than {}", path.display());
}
