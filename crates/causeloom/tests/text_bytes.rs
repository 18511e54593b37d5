//! Value stability of texts: rows put into words give the committed fingerprints, as they do in the
//! browser, whether their numbers are counted in blocks or their words written to a file.
//!
//! `wasm-tests` compares the same file with what WebAssembly computes. After a change that is meant
//! to move values, run with `CAUSELOOM_UPDATE_EXPECTED=1` and say so under *Value-breaking* in the
//! changelog.

use std::{fmt::Write, path::PathBuf};

use causeloom::{
    Job, JobKind, ModelReference, RealizeConfig, RealizedRows, Study, TextFormat, TextWriter,
    Writer,
};
use realize::prompt::TextKind;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn study(id: &str, kind: TextKind, writer: Writer) -> Study {
    Study {
        model: ModelReference::BuiltIn { id: id.to_owned() },
        realize: RealizeConfig { rows: 130, kind, writer, ..RealizeConfig::default() },
        ..Study::default()
    }
}

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a text can be written to");
        hex
    })
}

/// The view of a job whose units ran backwards, in another worker.
fn view(study: &Study) -> String {
    let job = Job::prepare(None, study, JobKind::Realize).expect("the study can be asked");
    let job = Job::from_bytes(&job.to_bytes()).expect("a job survives the journey");
    let mut parts: Vec<Vec<f64>> =
        (0..job.n_units()).rev().map(|unit| job.run_unit(unit).expect("its units run")).collect();
    parts.reverse();
    let view = job.finish(&parts).expect("its parts fit");
    fingerprint(&serde_json::to_vec(&view).expect("views hold finite numbers"))
}

/// All texts with their drafts and spans, written in two parts.
fn texts(study: &Study) -> String {
    let writer = TextWriter::new(study, None, TextFormat::Jsonl).expect("the study can be asked");
    let each = if study.realize.of == RealizedRows::Pairs { 2 } else { 1 };
    let n_texts = u64::from(study.realize.rows) * each;
    let mut bytes = writer.texts(0..n_texts / 3).expect("rows can be drawn");
    bytes.push_str(&writer.texts(n_texts / 3..n_texts).expect("rows can be drawn"));
    fingerprint(bytes.as_bytes())
}

#[test]
fn texts_are_the_committed_bytes_in_any_order_and_any_parts() {
    let simulated = || Writer::Simulated { prior_strength: 0.5, obedience: 0.9 };
    let mut pairs = study("icu", TextKind::TerseNote, Writer::Embedded);
    pairs.realize.of = RealizedRows::Pairs;
    pairs.sample.interventions = vec!["fluids += 500".to_owned()];
    let cases = [
        study("asia", TextKind::AdmissionNote, Writer::Embedded),
        study("asia", TextKind::TransactionLog, simulated()),
        study("alarm", TextKind::TransactionLog, Writer::Embedded),
        study("alarm", TextKind::Sections, simulated()),
        study("icu", TextKind::AdmissionNote, Writer::Embedded),
        study("icu", TextKind::Sections, Writer::Embedded),
        study("icu", TextKind::AdmissionNote, simulated()),
        study("icu", TextKind::TerseNote, simulated()),
        pairs,
    ];
    let found: Vec<Value> = cases
        .iter()
        .map(|study| json!({ "study": study, "view": view(study), "texts": texts(study) }))
        .collect();
    let found = serde_json::to_string_pretty(&found).expect("it is plain JSON") + "\n";
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../wasm-tests/expected/texts.json");
    if std::env::var_os("CAUSELOOM_UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &found).expect("the folder can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the file is committed");
    assert_eq!(found, expected, "texts are others than {}", path.display());
}
