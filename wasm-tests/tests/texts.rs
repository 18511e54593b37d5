//! WebAssembly writes the texts that native writes, by their fingerprints, and how many a second.
//!
//! `cargo xtask bench` runs this file with `--release` and shows texts a second in one worker.

#![cfg(target_arch = "wasm32")]

use std::fmt::Write;

use causeloom_wasm::{run_job, texts};
use numeric::seed::Seed;
use realize::{
    Dictionary, Extractor, Fact, Skeleton,
    dictionary::Says,
    embedded::{Realizer, Register},
    rounded, verify,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Texts of a timed run.
const N_TEXTS: u32 = if cfg!(debug_assertions) { 64 } else { 20_000 };

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a text can be written to");
        hex
    })
}

fn cases() -> Vec<Value> {
    serde_json::from_str(include_str!("../expected/texts.json")).expect("the file is JSON")
}

#[wasm_bindgen_test]
fn files_of_texts() {
    for case in cases() {
        let study = case["study"].to_string();
        let rows = case["study"]["realize"]["rows"].as_u64().expect("a number of rows") as u32;
        let is_pairs = case["study"]["realize"]["of"] == "pairs";
        let n_texts = if is_pairs { 2 * rows } else { rows };
        let file = texts(&study, 0, n_texts, "jsonl").expect("rows can be put into words");
        assert_eq!(file.lines().count(), n_texts as usize);
        assert_eq!(case["texts"], fingerprint(file.as_bytes()), "texts of {}", case["study"]);
    }
}

#[wasm_bindgen_test]
fn views_of_runs() {
    for case in cases() {
        let view = run_job(&case["study"].to_string(), "realize").expect("the job runs");
        assert_eq!(case["view"], fingerprint(view.as_bytes()), "view of {}", case["study"]);
    }
}

#[wasm_bindgen_test]
fn texts_a_second() {
    for kind in ["admission-note", "terse-note", "sections", "transaction-log"] {
        let is_icu = |case: &&Value| case["study"]["model"]["id"] == "icu";
        let mut study = cases().iter().find(is_icu).expect("there is one")["study"].clone();
        study["realize"]["rows"] = json!(N_TEXTS / 4);
        study["realize"]["kind"] = json!(kind);
        let begun = js_sys::Date::now();
        let view = run_job(&study.to_string(), "realize").expect("the job runs");
        let seconds = (js_sys::Date::now() - begun) / 1e3;
        let view: Value = serde_json::from_str(&view).expect("a view is JSON");
        assert_eq!(view["realize"]["done"], N_TEXTS / 4);
        let rate = f64::from(N_TEXTS / 4) / seconds;
        console_log!("ICU, {kind}: {rate:.0} texts/s drawn, written, verified and counted");
    }
    let dictionary: Dictionary =
        serde_json::from_str(include_str!("../../crates/causeloom/dictionaries/icu.json"))
            .expect("it is a dictionary");
    let extractor = Extractor::new(&dictionary).expect("the dictionary compiles");
    let skeletons: Vec<Skeleton> = (0..1_000).map(|row| skeleton(&dictionary, row)).collect();
    for register in [Register::Note, Register::Terse, Register::Sections, Register::Log] {
        let realizer = Realizer::new(&dictionary, register);
        let begun = js_sys::Date::now();
        let texts: Vec<String> = (0..N_TEXTS)
            .map(|number| {
                let skeleton = &skeletons[number as usize % skeletons.len()];
                realizer.write(skeleton, Seed(1), number / 1_000).text
            })
            .collect();
        let written = js_sys::Date::now();
        let n_wrong = (texts.iter().zip(skeletons.iter().cycle()))
            .take(N_TEXTS as usize / 4)
            .filter(|(text, skeleton)| !verify(&extractor, skeleton, text).violations.is_empty())
            .count();
        let read = js_sys::Date::now();
        assert_eq!(n_wrong, 0);
        console_log!(
            "ICU, {register:?}: {:.0} texts/s written, {:.0} texts/s verified",
            f64::from(N_TEXTS) / (written - begun) * 1e3,
            f64::from(N_TEXTS / 4) / (read - written) * 1e3,
        );
    }
}

/// States uniform, numbers uniform in the lower half of what is plausible.
fn skeleton(dictionary: &Dictionary, row: u64) -> Skeleton {
    let facts = dictionary.slots.iter().enumerate().map(|(slot, words)| {
        let mut draws = Seed(5).stream("facts").index(slot as u64).at(row);
        Some(match &words.says {
            Says::Number(number) => {
                let [low, high] = number.plausible.unwrap_or([0.0, 100.0]);
                let value = low + (high - low) * 0.5 * draws.uniform();
                Fact::Number(rounded(value, number.decimals))
            }
            _ => Fact::State(draws.below(words.states().len() as u32) as u16),
        })
    });
    Skeleton { row, facts: facts.collect() }
}
