//! WebAssembly gives the rows, samples and tests of models that native gives, by their fingerprints.

#![cfg(target_arch = "wasm32")]

use std::fmt::Write;

use causeloom_wasm::{rows, run_job};
use serde_json::Value;
use sha2::{Digest, Sha256};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a text can be written to");
        hex
    })
}

/// Checks every committed case of a kind; there must be some.
fn same_bytes(what: &str) {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../expected/models.json")).expect("the file is JSON");
    let mut n_checked = 0;
    for case in cases.iter().filter(|case| case["what"] == what) {
        let study = case["study"].to_string();
        let n_rows = case["study"]["sample"]["rows"].as_u64().expect("a number of rows") as u32;
        let bytes = if what == "rows" {
            rows(&study, 0, n_rows, true, "csv").expect("rows can be drawn")
        } else {
            run_job(&study, what).expect("the job runs").into_bytes()
        };
        assert_eq!(case["sha256"], fingerprint(&bytes), "{what} of {}", case["study"]["model"]);
        n_checked += 1;
    }
    assert!(n_checked > 0, "no case of {what} is committed");
}

#[wasm_bindgen_test]
fn rows_of_models() {
    same_bytes("rows");
}

#[wasm_bindgen_test]
fn samples_with_interventions() {
    same_bytes("sample");
}

#[wasm_bindgen_test]
fn independence_tests() {
    same_bytes("independence");
}
