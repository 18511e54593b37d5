//! A run over a network, kept in a worker: what the page hears goes in, what it has to send comes out.

use std::cell::RefCell;

use causeloom::conversation::{
    Conversation, Failure, Heard, known_providers, look_at_recording, models_request, read_models,
};
use causeloom::{Error, Study, TableRows, TextFormat};
use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::{from_json, json, refusal};

thread_local! {
    static TALK: RefCell<Option<Conversation>> = const { RefCell::new(None) };
}

/// Status and headers as the gateway tells them.
#[derive(Deserialize)]
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

/// The servers that are known, for a page at `origin`, as a JSON list.
///
/// # Errors
/// None that can be foreseen.
#[wasm_bindgen]
pub fn providers(origin: &str) -> Result<String, JsValue> {
    json(&known_providers(origin)).map_err(refusal)
}

/// The request for a server's list of models, as JSON.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn ask_for_models(provider: &str, base_url: &str) -> Result<String, JsValue> {
    models_request(provider, base_url).and_then(|request| json(&request)).map_err(refusal)
}

/// The models of the answer, as a JSON list.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn models_of(answer: &Uint8Array) -> Result<String, JsValue> {
    read_models(&answer.to_vec()).and_then(|models| json(&models)).map_err(refusal)
}

/// What a recording holds, as JSON of a `RecordingView`.
///
/// # Errors
/// The façade's error as JSON, with the line that is none of a recording.
#[wasm_bindgen]
pub fn look_at(recording: &str) -> Result<String, JsValue> {
    look_at_recording(recording).and_then(|found| json(&found)).map_err(refusal)
}

/// Begins a conversation over the rows of a table (the answer to `table_rows`) or of the study's model
/// (`null`), with a recording where there is one (`only` asks for nothing that is not in it); the
/// answer is the preview of the first request, as JSON.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "optional text crosses by value only")]
pub fn begin(
    study: &str,
    table: &str,
    recording: Option<String>,
    only: bool,
) -> Result<String, JsValue> {
    let study: Study = from_json(study)?;
    let table: Option<TableRows> = from_json(table)?;
    let recording = recording.as_deref().map(|text| (text, only));
    let talk = Conversation::new(&study, table.as_ref(), recording).map_err(refusal)?;
    let preview = talk.preview().and_then(|preview| json(&preview)).map_err(refusal)?;
    TALK.set(Some(talk));
    Ok(preview)
}

/// Takes up a conversation over rows of a model that was saved; the answer is its study, as JSON.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn restore(saved: &str) -> Result<String, JsValue> {
    let talk = Conversation::restore(saved, None).map_err(refusal)?;
    let study = json(talk.study()).map_err(refusal)?;
    TALK.set(Some(talk));
    Ok(study)
}

/// What is to be done at a time, in milliseconds since 1970, as JSON of a `Step`.
///
/// # Errors
/// No conversation.
#[wasm_bindgen]
pub fn step(now: f64) -> Result<String, JsValue> {
    with_talk(|talk| json(&talk.step(now as u64)))
}

/// Tells what was heard of an attempt: a `head` (JSON), a `chunk` (bytes), its `end`, or that it
/// `failed` (one of the façade's words). The answer is as that of [`step`].
///
/// # Errors
/// No conversation; a word that is none of these.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "what crosses may be text or bytes")]
pub fn hear(now: f64, attempt: f64, kind: &str, value: JsValue) -> Result<String, JsValue> {
    let heard = match kind {
        "head" => {
            let Head { status, headers } = from_json(&value.as_string().unwrap_or_default())?;
            Heard::Head { status, headers }
        }
        "chunk" => Heard::Chunk(Uint8Array::new(&value).to_vec()),
        "end" => Heard::End,
        _ => {
            let word = value.as_string().unwrap_or_default();
            let failure = serde_json::from_value::<Failure>(word.into());
            Heard::Failed(failure.unwrap_or(Failure::Other))
        }
    };
    with_talk(|talk| json(&talk.hear(now as u64, attempt as u64, heard)))
}

/// Asks nothing more until [`go_on`].
///
/// # Errors
/// No conversation.
#[wasm_bindgen]
pub fn pause(now: f64) -> Result<String, JsValue> {
    with_talk(|talk| {
        talk.pause();
        json(&talk.step(now as u64))
    })
}

/// Asks again, also after trouble.
///
/// # Errors
/// No conversation.
#[wasm_bindgen]
pub fn go_on(now: f64) -> Result<String, JsValue> {
    with_talk(|talk| {
        talk.go_on();
        json(&talk.step(now as u64))
    })
}

/// Stops asking; the embedded realizer writes what is not done.
///
/// # Errors
/// No conversation.
#[wasm_bindgen]
pub fn finish_without_model(now: f64) -> Result<String, JsValue> {
    with_talk(|talk| {
        talk.finish_without_model();
        json(&talk.step(now as u64))
    })
}

/// What the texts that are done came to, as JSON of a `RealizeView`.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn talk_view() -> Result<String, JsValue> {
    with_talk(|talk| json(&talk.view()?))
}

/// A text that is done, or as far as it has come, as JSON of a `RecordView`.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn talk_record(number: f64) -> Result<String, JsValue> {
    with_talk(|talk| json(&talk.record(number as u64)?))
}

/// The texts that are done, as the bytes of a file.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn talk_texts(format: &str) -> Result<Uint8Array, JsValue> {
    let format = TextFormat::from_name(format).map_err(refusal)?;
    with_talk(|talk| Ok(Uint8Array::from(talk.texts(format)?.as_bytes())))
}

/// The study, questions and answers so far, as JSON Lines; neither headers nor a key are in it.
///
/// # Errors
/// No conversation.
#[wasm_bindgen]
pub fn talk_recording() -> Result<String, JsValue> {
    with_talk(|talk| Ok(talk.cassette()))
}

/// Everything that is needed to go on later, as text.
///
/// # Errors
/// No conversation.
#[wasm_bindgen]
pub fn save_talk() -> Result<String, JsValue> {
    with_talk(|talk| Ok(talk.save()))
}

fn with_talk<T>(answer: impl FnOnce(&mut Conversation) -> Result<T, Error>) -> Result<T, JsValue> {
    let missing = || Error::new("no-run", "this worker keeps no run");
    TALK.with_borrow_mut(|talk| talk.as_mut().ok_or_else(missing).and_then(answer)).map_err(refusal)
}
