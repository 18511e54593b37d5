//! The command line as a person calls it: figures, stable keys, exit status and one clear message.

use std::process::{Command, Output};

use serde_json::Value;

fn causeloom(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_causeloom")).args(arguments).output().expect("it starts")
}

fn berkeley() -> Vec<&'static str> {
    "audit --example berkeley --protected gender --baseline Male --comparison Female --mediators dept \
     --outcome admit --positive Admitted --weight count --method exact --format json"
        .split_whitespace()
        .collect()
}

#[test]
fn berkeley_gives_the_published_figures_under_stable_keys() {
    let output = causeloom(&berkeley());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let result: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for (key, expected) in [
        ("total_variation", -0.141_645),
        ("direct", 0.070_969),
        ("indirect", 0.212_615),
        ("spurious", 0.0),
        ("ett", -0.141_645),
    ] {
        let effect = &result[key];
        let estimate = effect["estimate"].as_f64().expect("a number");
        assert!((estimate - expected).abs() < 5e-7, "{key}: {estimate}");
        for field in ["standard_error", "lower", "upper"] {
            assert!(effect[field].is_f64(), "{key}.{field}");
        }
    }
}

#[test]
fn a_saved_study_replays_to_the_same_bytes_with_any_number_of_workers() {
    let first = causeloom(&berkeley());
    let result: Value = serde_json::from_slice(&first.stdout).expect("JSON");
    let path = std::env::temp_dir().join(format!("causeloom-{}.json", std::process::id()));
    std::fs::write(&path, result["study"].to_string()).expect("a writable folder");
    let path_text = path.to_string_lossy();
    for workers in ["1", "2", "5"] {
        let again = causeloom(&["run", &path_text, "--format", "json", "--workers", workers]);
        assert!(again.stdout == first.stdout, "other bytes with {workers} workers");
    }
    std::fs::remove_file(&path).expect("it was written");
}

#[test]
fn bad_input_ends_with_status_2_and_one_message() {
    let mut no_such_group = berkeley();
    no_such_group[6] = "Mal";
    for arguments in [
        vec!["audit", "--data", "nowhere.csv", "--protected", "a"],
        vec!["audit", "--example", "berkley", "--protected", "gender"],
        vec!["audit", "--nonsense", "1"],
        vec!["dance"],
        no_such_group,
    ] {
        let output = causeloom(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.starts_with("causeloom: ") && !message.contains("panicked"), "{message}");
    }
}

#[test]
fn the_text_form_shows_the_verdict_and_the_table() {
    let mut arguments = berkeley();
    *arguments.last_mut().expect("not empty") = "text";
    let output = causeloom(&arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("total_variation") && text.contains("−14.2"), "{text}");
}

#[test]
fn how_a_file_was_read_stands_in_the_study_and_is_replayed() {
    let folder = std::env::temp_dir();
    let data = folder.join(format!("causeloom-reading-{}.csv", std::process::id()));
    let mut csv = String::new();
    for i in 0..60 {
        csv += &format!("{}|{}|{}\n", ["f", "m"][i % 2], 30 + i * 7 % 40, i * 5 % 7 % 2);
    }
    std::fs::write(&data, csv).expect("a writable folder");
    let data_text = data.to_string_lossy();
    let arguments = "--protected column_1 --baseline f --comparison m --confounders column_2 \
                     --outcome column_3 --positive 1 --method plug-in --bootstrap 50 \
                     --delimiter | --header no --format json";
    let mut audit = vec!["audit", "--data", &data_text];
    audit.extend(arguments.split_whitespace());
    let first = causeloom(&audit);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let result: Value = serde_json::from_slice(&first.stdout).expect("JSON");
    assert_eq!(result["study"]["data"]["reading"]["header"], false);
    assert_eq!(result["counts"]["n"], 60.0);
    let study = folder.join(format!("causeloom-reading-{}.json", std::process::id()));
    std::fs::write(&study, result["study"].to_string()).expect("a writable folder");
    let study_text = study.to_string_lossy();
    let again = causeloom(&["run", &study_text, "--data", &data_text, "--format", "json"]);
    assert!(again.stdout == first.stdout, "{}", String::from_utf8_lossy(&again.stderr));
    std::fs::remove_file(&data).and_then(|()| std::fs::remove_file(&study)).expect("written");
}
