//! Reading what workers answer. Only later pages ask for jobs and models: how their answers are read
//! comes with the module of these pages.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro makes an error of a module that cannot be fetched"
)]

use causeloom::{Error, JobView, ModelAnswer};
use leptos::wasm_split::wasm_split;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::later::NotFetched;

/// Reads an answer that any page may ask for.
pub(super) fn read<T: DeserializeOwned>(answer: &JsValue) -> Result<T, Error> {
    causeloom::from_json(&text(answer))
}

/// Reads the result of a job.
pub(super) async fn read_job(answer: &JsValue) -> Result<JobView, Error> {
    job(text(answer)).await?
}

/// Reads an answer about a model.
pub(super) async fn read_about_model(answer: &JsValue) -> Result<ModelAnswer, Error> {
    about_model(text(answer)).await?
}

#[wasm_split(pages, wasm_split_path = ::leptos::wasm_split, fallible)]
fn job(text: String) -> Result<Result<JobView, Error>, NotFetched> {
    Ok(causeloom::from_json(&text))
}

#[wasm_split(pages, wasm_split_path = ::leptos::wasm_split, fallible)]
fn about_model(text: String) -> Result<Result<ModelAnswer, Error>, NotFetched> {
    Ok(causeloom::from_json(&text))
}

fn text(answer: &JsValue) -> String {
    answer.as_string().unwrap_or_default()
}
