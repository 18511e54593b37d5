//! The commands about models as a person calls them.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn causeloom(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_causeloom")).args(arguments).output().expect("it starts")
}

fn text(arguments: &[&str]) -> String {
    let output = causeloom(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&text(arguments)).expect("JSON")
}

/// A file of this process in the folder for such files.
fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("causeloom-{}-{name}", std::process::id()))
}

#[test]
fn the_built_in_models_are_listed() {
    let list = text(&["models"]);
    for id in ["asia", "alarm", "icu", "front-door"] {
        assert!(list.lines().any(|line| line.starts_with(&format!("{id}\t"))), "{list}");
    }
}

#[test]
fn pieces_of_a_sample_put_together_are_the_sample_whatever_the_number_of_workers() {
    let sample = |rows: &str, from: &str, workers: &str| {
        text(&[
            "sample",
            "--model",
            "asia",
            "--rows",
            rows,
            "--from-row",
            from,
            "--seed",
            "3",
            "--workers",
            workers,
        ])
    };
    let whole = sample("100000", "0", "1");
    assert_eq!(whole.lines().count(), 100_001);
    assert!(whole.starts_with("asia,tub,smoke,"));
    assert!(whole == sample("100000", "0", "5"));
    assert!(whole == sample("33333", "0", "2") + &sample("66667", "33333", "3"));
    let other = text(&["sample", "--model", "asia", "--rows", "10", "--seed", "4"]);
    assert!(!whole.starts_with(&other));
}

#[test]
fn an_intervention_sets_the_node_and_keeps_the_rows_noise() {
    let plain = text(&["sample", "--model", "asia", "--rows", "500"]);
    let changed = text(&["sample", "--model", "asia", "--rows", "500", "--do", "smoke=no"]);
    for (one, other) in plain.lines().zip(changed.lines()).skip(1) {
        let (one, other): (Vec<&str>, Vec<&str>) =
            (one.split(',').collect(), other.split(',').collect());
        assert_eq!(other[2], "no");
        assert!(one[2] != "no" || one == other);
    }
    let out = file("rows.jsonl");
    let path = out.to_string_lossy();
    let arguments =
        ["sample", "--model", "asia", "--rows", "5", "--format", "jsonl", "--out", &path];
    assert_eq!(text(&arguments), "");
    let rows = std::fs::read_to_string(&out).expect("it was written");
    assert_eq!(rows.lines().count(), 5);
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        assert!(row["dysp"].is_string());
    }
    std::fs::remove_file(&out).expect("it was written");
}

#[test]
fn a_probability_is_exact() {
    let found = json(&[
        "infer",
        "--model",
        "asia",
        "--query",
        "P(dysp | do(smoke=yes), asia=no)",
        "--format",
        "json",
    ]);
    assert_eq!(found["exact"], true);
    let share = found["states"][0]["share"].as_f64().expect("a number");
    assert!((share - 0.552_7).abs() < 1e-9, "{share}");
    assert!(text(&["infer", "--model", "asia", "--query", "P(lung)"]).contains("0.055000"));
}

#[test]
fn a_sample_s_own_model_is_not_rejected_and_its_bytes_do_not_depend_on_workers() {
    let data = file("asia.csv");
    let path = data.to_string_lossy();
    text(&["sample", "--model", "asia", "--rows", "5000", "--out", &path]);
    let ask = |workers: &str| {
        text(&[
            "independence",
            "--model",
            "asia",
            "--data",
            &path,
            "--test",
            "g2",
            "--df",
            "adjusted",
            "--format",
            "json",
            "--workers",
            workers,
        ])
    };
    let first = ask("1");
    assert!(first == ask("4"));
    let found: Value = serde_json::from_str(&first).expect("JSON");
    assert_eq!(found["n_tests"], 30);
    assert_eq!(found["on"], "table");
    assert!(found["rate"].as_f64().is_some_and(|rate| rate < 0.3), "{}", found["rate"]);
    std::fs::remove_file(&data).expect("it was written");
}

#[test]
fn rows_of_a_file_are_answered_as_they_would_have_been() {
    let data = file("observed.csv");
    let path = data.to_string_lossy();
    text(&["sample", "--model", "asia", "--rows", "50", "--out", &path]);
    let arguments = ["counterfactual", "--model", "asia", "--data", &path, "--do", "smoke=no"];
    let found = text(&arguments);
    assert_eq!(found.lines().count(), 51);
    assert!(found.lines().skip(1).all(|line| line.split(',').nth(2) == Some("no")));
    assert_eq!(found, text(&arguments), "the same rows again");
    let mut several = arguments.to_vec();
    several.extend(["--draws", "3"]);
    let found = text(&several);
    assert_eq!(found.lines().count(), 151);
    assert!(found.starts_with("row,draw,asia,"));
    std::fs::remove_file(&data).expect("it was written");
}

#[test]
fn a_model_survives_the_way_through_bif() {
    let bif = file("asia.bif");
    std::fs::write(&bif, {
        let original = file("asia.json");
        let model = include_str!("../../causeloom/models/asia.json");
        std::fs::write(&original, model).expect("a writable folder");
        let path = original.to_string_lossy();
        let text = text(&["convert", "--to", "bif", &path]);
        std::fs::remove_file(&original).expect("it was written");
        text
    })
    .expect("a writable folder");
    let path = bif.to_string_lossy();
    let query = ["--query", "P(dysp)", "--format", "json"];
    let of = |model: &str| json(&[&["infer", "--model", model], &query[..]].concat());
    assert_eq!(of(&path)["states"], of("asia")["states"]);
    let dagitty = text(&["convert", "--from", "bif", "--to", "dagitty", &path]);
    assert!(dagitty.starts_with("dag {") && dagitty.contains("smoke -> bronc"), "{dagitty}");
    std::fs::remove_file(&bif).expect("it was written");
}

#[test]
fn bad_input_ends_with_status_2_and_one_message() {
    for arguments in [
        vec!["sample", "--model", "asai"],
        vec!["sample", "--model", "asia", "--rows", "many"],
        vec!["sample", "--model", "asia", "--do", "smoke=maybe"],
        vec!["sample", "--model", "asia", "--format", "xlsx"],
        vec!["sample", "--model", "asia", "--out", "/nowhere/at/all.csv", "--rows", "1"],
        vec!["sample", "--model", "asia", "--do", "smoke=yes", "--nonsense", "1"],
        vec!["infer", "--model", "asia"],
        vec!["infer", "--model", "asia", "--query", "P(dysp"],
        vec!["infer", "--model", "icu", "--query", "P(death)"],
        vec!["independence", "--model", "asia", "--data", "nowhere.csv"],
        vec!["independence", "--model", "heart-failure", "--test", "g2"],
        vec!["counterfactual", "--model", "asia", "--data", "x.csv"],
        vec!["convert", "--to", "bif"],
        vec!["convert", "--to", "word", "x.bif"],
        vec!["fit", "--graph", "asia"],
    ] {
        let output = causeloom(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.starts_with("causeloom: ") && error.lines().count() == 1, "{error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
