//! WebAssembly gives the bytes that native gives: the committed files that `causeloom`'s own tests check.

#![cfg(target_arch = "wasm32")]

use causeloom_wasm::Table;
use serde_json::Value;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Runs the study that an expected result holds, and compares all bytes.
fn same_bytes(expected: &str) {
    let result: Value = serde_json::from_str(expected).expect("the file is JSON");
    let study = &result["study"];
    let id = study["data"]["id"].as_str().expect("the study is of an example");
    let table = Table::example(id).expect("the example opens");
    let found = table.audit(&study.to_string()).expect("the study runs");
    assert!(found == expected, "other bytes than native");
}

#[wasm_bindgen_test]
fn berkeley_by_exact_sums() {
    same_bytes(include_str!("../expected/berkeley-exact.json"));
}

#[wasm_bindgen_test]
fn clinic_by_plug_in() {
    same_bytes(include_str!("../expected/clinic-plug-in.json"));
}

#[wasm_bindgen_test]
fn clinic_debiased_with_logistic_regression() {
    same_bytes(include_str!("../expected/clinic-debiased.json"));
}

#[wasm_bindgen_test]
fn clinic_debiased_with_linear_regression() {
    same_bytes(include_str!("../expected/clinic-linear.json"));
}

#[wasm_bindgen_test]
fn clinic_debiased_with_forests() {
    same_bytes(include_str!("../expected/clinic-forest.json"));
}
