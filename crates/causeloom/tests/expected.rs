//! Value stability: the built-in examples give the committed bytes, as they do in the browser.
//!
//! `wasm-tests` compares the same files with what WebAssembly computes. After a change that is meant
//! to move values, run with `CAUSELOOM_UPDATE_EXPECTED=1` and say so under *Value-breaking* in the
//! changelog.

use std::path::PathBuf;

use causeloom::{Job, JobKind, JobView, LearnerName, MethodName, Session, Study, examples, export};

/// Name of the file and the study that it answers.
fn cases() -> Vec<(&'static str, Study)> {
    let study = |id: &str| {
        let example = examples().into_iter().find(|example| example.id == id);
        example.expect("a built-in example").study
    };
    let with = |method, learner, bootstrap, repeats| {
        let mut study = study("clinic");
        (study.audit.method, study.audit.learner) = (method, learner);
        (study.audit.bootstrap, study.audit.repeats) = (bootstrap, repeats);
        study
    };
    vec![
        ("berkeley-exact", study("berkeley")),
        ("clinic-plug-in", with(MethodName::PlugIn, LearnerName::Logistic, 50, 1)),
        ("clinic-debiased", with(MethodName::Debiased, LearnerName::Logistic, 50, 2)),
        ("clinic-linear", with(MethodName::Debiased, LearnerName::Linear, 50, 1)),
        ("clinic-forest", with(MethodName::Debiased, LearnerName::Forest, 50, 1)),
    ]
}

fn audit(study: &Study, order: impl Iterator<Item = u32>) -> String {
    let causeloom::DataReference::Example { id } = &study.data else { panic!("an example") };
    let session = Session::example(id).expect("a built-in example opens");
    let job = Job::prepare(Some(&session), study, JobKind::Audit).expect("its study can be asked");
    let job = Job::from_bytes(&job.to_bytes()).expect("a job survives the journey");
    let mut parts = vec![Vec::new(); job.n_units() as usize];
    for unit in order.filter(|&unit| unit < job.n_units()) {
        parts[unit as usize] = job.run_unit(unit).expect("its units run");
    }
    match job.finish(&parts).expect("its parts fit") {
        JobView::Audit(view) => export::audit_json(&view),
        _ => panic!("an audit was asked for"),
    }
}

#[test]
fn examples_give_the_committed_bytes_whatever_the_order_of_units() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../wasm-tests/expected");
    for (name, study) in cases() {
        let found = audit(&study, (0..10_000).rev());
        let path = folder.join(format!("{name}.json"));
        if std::env::var_os("CAUSELOOM_UPDATE_EXPECTED").is_some() {
            std::fs::write(&path, &found).expect("the folder can be written");
        }
        let expected = std::fs::read_to_string(&path).expect("the file is committed");
        assert!(found == expected, "{name} gives other values than {}", path.display());
    }
}

#[test]
fn the_committed_schema_is_the_study_s() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/study.schema.json");
    let found = causeloom::study_schema();
    if std::env::var_os("CAUSELOOM_UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &found).expect("the folder can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the file is committed");
    assert!(found == expected, "the schema changed: run with CAUSELOOM_UPDATE_EXPECTED=1");
}
