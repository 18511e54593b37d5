//! The bindings as a page calls them: objects in, objects out, errors with codes.

#![cfg(target_arch = "wasm32")]

use causeloom_wasm::{Table, study_schema, version};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn as_json(value: &JsValue) -> Value {
    let text = js_sys::JSON::stringify(value).expect("plain objects become JSON");
    serde_json::from_str(&String::from(text)).expect("JSON reads back")
}

#[wasm_bindgen_test]
fn a_table_says_how_it_was_read() {
    let table = Table::new(b"sex,died\nf,0\nm,1\nf,1\nm,0\n", "tiny.csv").expect("four rows");
    let view = as_json(&table.view().expect("a view"));
    assert_eq!(view["n_rows"], 4);
    assert_eq!(view["columns"][0]["name"], "sex");
    assert!(view["columns"][0]["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
}

#[wasm_bindgen_test]
fn bad_input_throws_an_object_with_a_code() {
    let error = as_json(&Table::new(b"", "empty.csv").expect_err("nothing to read"));
    assert!(error["code"].as_str().is_some_and(|code| !code.is_empty()), "{error}");
    assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{error}");
    let error = as_json(&Table::example("nowhere").expect_err("no such example"));
    assert_eq!(error["code"], "no-such-example");
    let table = Table::example("berkeley").expect("built in");
    let error = as_json(&table.audit("{\"version\":1}").expect_err("no data named"));
    assert_eq!(error["code"], "study-unreadable");
}

#[wasm_bindgen_test]
fn the_schema_and_the_release_are_there() {
    assert!(study_schema().contains("\"$schema\""));
    assert!(!version().is_empty());
}
