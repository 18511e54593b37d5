//! What a worker can be asked for: thin exports over the façade, with errors as JSON text.
//!
//! A *keeper* holds a table (`open_file`, `open_example`, then `view`, `groups`, `prepare`) and
//! answers for models, with a table or without (`ask_model`, `rows`); a *runner* holds a job (`load`,
//! then `run_unit` and `finish`); a *talker* holds a run over a network. All run `static/worker.js`.

pub mod conversation;

use std::cell::RefCell;
use std::io::Read;

use causeloom::model::{RowFormat, RowWriter};
use causeloom::{
    Error, Job, JobKind, ModelQuestion, Reading, Session, Study, TableRows, TextFormat, TextWriter,
};
use js_sys::{Array, Float64Array, Function, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, FileReaderSync};

/// Bytes of a file that are in memory at once while it is read.
const SLICE: f64 = 8.0 * 1024.0 * 1024.0;
/// Milliseconds between two progress messages.
const PROGRESS_PAUSE: f64 = 50.0;

/// A study as JSON, whether its interventions apply, and the format.
type Rows = (String, bool, String);

thread_local! {
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
    /// What the last rows were asked of, and the program that wrote them.
    static WRITER: RefCell<Option<(Rows, RowWriter)>> = const { RefCell::new(None) };
    /// The same of texts.
    static TEXTS: RefCell<Option<(Rows, TextWriter)>> = const { RefCell::new(None) };
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// Makes the worker tell the page the words of a panic before its instance breaks.
#[wasm_bindgen]
pub fn prepare_worker() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let message = Object::new();
        let told = Reflect::set(&message, &"panic".into(), &info.to_string().into());
        if told.is_ok() {
            let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
            // The page also hears of the crash itself; this only adds the words.
            drop(scope.post_message(&message));
        }
    }));
}

/// Keeper: reads a file and keeps its table; the answer is the `DataView` as JSON.
///
/// # Errors
/// The façade's error as JSON; the table that was kept before stays.
#[wasm_bindgen]
pub fn open_file(
    file: File,
    reading: &str,
    study: &str,
    progress: &Function,
) -> Result<String, JsValue> {
    let reading: Reading = from_json(reading)?;
    let study: Study = from_json(study)?;
    let name = file.name();
    let mut source = Slices::new(file.into())?;
    let mut told = 0.0;
    let mut tell = |bytes: u64| {
        let now = js_sys::Date::now();
        if now - told >= PROGRESS_PAUSE {
            told = now;
            // A page that no longer listens is about to end this worker.
            drop(progress.call1(&JsValue::NULL, &(bytes as f64).into()));
        }
    };
    let session = Session::open(&mut source, &name, &reading, &mut tell).map_err(refusal)?;
    keep(session, &study)
}

/// Keeper: makes a built-in example's table and keeps it; the answer is the `DataView` as JSON.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn open_example(id: &str, study: &str) -> Result<String, JsValue> {
    let study: Study = from_json(study)?;
    keep(Session::example(id).map_err(refusal)?, &study)
}

/// Keeper: the `DataView` of the kept table under a study's column kinds, as JSON.
///
/// # Errors
/// The façade's error as JSON, also where no table is kept.
#[wasm_bindgen]
pub fn view(study: &str) -> Result<String, JsValue> {
    let study: Study = from_json(study)?;
    with_session(|session| json(&session.view(&study)?))
}

/// Keeper: the groups that the protected columns make, as a JSON list of levels.
///
/// # Errors
/// The façade's error as JSON, also where no table is kept.
#[wasm_bindgen]
pub fn groups(study: &str, columns: &str) -> Result<String, JsValue> {
    let study: Study = from_json(study)?;
    let columns: Vec<String> = from_json(columns)?;
    with_session(|session| json(&session.groups(&study, &columns)?))
}

/// Keeper: the answer to a `ModelQuestion` about the study's model, as JSON of a `ModelAnswer`. Only
/// a fit needs a table.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn ask_model(study: &str, question: &str) -> Result<String, JsValue> {
    let study: Study = from_json(study)?;
    let question: ModelQuestion = from_json(question)?;
    SESSION
        .with_borrow(|session| causeloom::ask_model(&question, &study, session.as_ref()))
        .and_then(|answer| json(&answer))
        .map_err(refusal)
}

/// Keeper: fits the mechanisms of the study's model to the table; the answer is as that to a
/// `ModelQuestion::Fit`, and `progress` hears how many nodes are fitted.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn fit_model(study: &str, smoothing: f64, progress: &Function) -> Result<String, JsValue> {
    let study: Study = from_json(study)?;
    let mut tell = |n_fitted: usize| {
        // A page that no longer listens is about to end this worker.
        drop(progress.call1(&JsValue::NULL, &(n_fitted as f64).into()));
    };
    SESSION
        .with_borrow(|session| causeloom::fit_model(&study, session.as_ref(), smoothing, &mut tell))
        .and_then(|answer| json(&answer))
        .map_err(refusal)
}

/// Keeper: rows `from..to` of the study's sample as the bytes of a file, under its interventions
/// where `changed`; `format` is `csv` or `jsonl`. Pieces of consecutive rows put one after the other
/// are the file; the piece from row 0 starts with the line of names.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn rows(
    study: &str,
    from: u32,
    to: u32,
    changed: bool,
    format: &str,
) -> Result<Uint8Array, JsValue> {
    let asked = (study.to_owned(), changed, format.to_owned());
    let writer = match WRITER.take() {
        Some((of, writer)) if of == asked => writer,
        _ => {
            let format = RowFormat::from_name(format).map_err(refusal)?;
            RowWriter::new(&from_json(study)?, changed, format).map_err(refusal)?
        }
    };
    let text = writer.rows(u64::from(from)..u64::from(to)).map_err(refusal)?;
    WRITER.set(Some((asked, writer)));
    Ok(Uint8Array::from(&text[..]))
}

/// Keeper: texts `from..to` that the study's rows are put into, as a file; `format` is `jsonl`, `csv`
/// or `spreadsheet`. Pieces of consecutive texts put one after the other are the file.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn texts(study: &str, from: u32, to: u32, format: &str) -> Result<Uint8Array, JsValue> {
    let asked = (study.to_owned(), false, format.to_owned());
    let writer = match TEXTS.take() {
        Some((of, writer)) if of == asked => writer,
        _ => {
            let format = TextFormat::from_name(format).map_err(refusal)?;
            let study: Study = from_json(study)?;
            let table = SESSION.with_borrow(|session| TableRows::of(session.as_ref(), &study));
            let table = table.map_err(refusal)?;
            TextWriter::new(&study, table.as_ref(), format).map_err(refusal)?
        }
    };
    let text = writer.texts(u64::from(from)..u64::from(to)).map_err(refusal)?;
    TEXTS.set(Some((asked, writer)));
    Ok(Uint8Array::from(text.as_bytes()))
}

/// Keeper: everything that runners need for a job. It is a blob, so that the page hands it on
/// without a copy. Audits need a table.
///
/// # Errors
/// The façade's error as JSON, also where a table is needed and none is kept.
#[wasm_bindgen]
pub fn prepare(study: &str, kind: &str) -> Result<Blob, JsValue> {
    let study: Study = from_json(study)?;
    let kind: JobKind = from_json(kind)?;
    let bytes = SESSION
        .with_borrow(|session| Job::prepare(session.as_ref(), &study, kind))
        .map_err(refusal)?
        .to_bytes();
    Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(&bytes[..])))
}

/// Keeper: what a run over a network needs of the open table, as JSON; `null` where its study tells
/// rows of a model.
///
/// # Errors
/// The façade's error as JSON, also where no table is kept.
#[wasm_bindgen]
pub fn table_rows(study: &str) -> Result<String, JsValue> {
    let study: Study = from_json(study)?;
    SESSION
        .with_borrow(|session| TableRows::of(session.as_ref(), &study))
        .and_then(|table| json(&table))
        .map_err(refusal)
}

/// Runner: takes a job; the answer is the words of every unit, as a JSON list.
///
/// # Errors
/// The façade's error as JSON.
#[wasm_bindgen]
pub fn load(job: &Blob) -> Result<String, JsValue> {
    let bytes = Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(job)?.into()).to_vec();
    let job = Job::from_bytes(&bytes).map_err(refusal)?;
    let words: Vec<String> = (0..job.n_units()).map(|unit| job.unit_words(unit)).collect();
    JOB.set(Some(job));
    json(&words).map_err(refusal)
}

/// Runner: computes one unit of the loaded job.
///
/// # Errors
/// The façade's error as JSON, also where no job is loaded.
#[wasm_bindgen]
pub fn run_unit(unit: u32) -> Result<Float64Array, JsValue> {
    with_job(|job| Ok(Float64Array::from(&job.run_unit(unit)?[..])))
}

/// Runner: puts the units' results, in order, together; the answer is the `JobView` as JSON.
///
/// # Errors
/// The façade's error as JSON, also where no job is loaded.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "lists of arrays cross by value only")]
pub fn finish(parts: Vec<Float64Array>) -> Result<String, JsValue> {
    let parts: Vec<Vec<f64>> = parts.iter().map(Float64Array::to_vec).collect();
    with_job(|job| json(&job.finish(&parts)?))
}

fn keep(session: Session, study: &Study) -> Result<String, JsValue> {
    let view = session.view(study).and_then(|view| json(&view)).map_err(refusal)?;
    SESSION.set(Some(session));
    Ok(view)
}

fn with_session<T>(answer: impl FnOnce(&Session) -> Result<T, Error>) -> Result<T, JsValue> {
    let missing = || Error::new("no-table", "no table is open").with_hint("open a file first");
    SESSION
        .with_borrow(|session| session.as_ref().ok_or_else(missing).and_then(answer))
        .map_err(refusal)
}

fn with_job<T>(answer: impl FnOnce(&Job) -> Result<T, Error>) -> Result<T, JsValue> {
    let missing = || Error::new("no-job", "this worker has no job");
    JOB.with_borrow(|job| job.as_ref().ok_or_else(missing).and_then(answer)).map_err(refusal)
}

fn json(view: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(view).map_err(|error| Error::new("not-json", error.to_string()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, JsValue> {
    causeloom::from_json(text).map_err(refusal)
}

fn refusal(error: Error) -> JsValue {
    json(&error).unwrap_or(error.message).into()
}

/// A file read slice by slice, so that only one slice of it is in memory.
struct Slices {
    file: Blob,
    reader: FileReaderSync,
    slice: Vec<u8>,
    used: usize,
    next: f64,
}

impl Slices {
    fn new(file: Blob) -> Result<Self, JsValue> {
        let reader = FileReaderSync::new()?;
        Ok(Self { file, reader, slice: Vec::new(), used: 0, next: 0.0 })
    }

    fn refill(&mut self) -> Result<(), JsValue> {
        let end = (self.next + SLICE).min(self.file.size());
        let slice = self.file.slice_with_f64_and_f64(self.next, end)?;
        self.slice = Uint8Array::new(&self.reader.read_as_array_buffer(&slice)?.into()).to_vec();
        self.used = 0;
        self.next = end;
        Ok(())
    }
}

impl Read for Slices {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        if self.used == self.slice.len() && self.next < self.file.size() {
            self.refill().map_err(|error| std::io::Error::other(words(&error)))?;
        }
        let n_bytes = target.len().min(self.slice.len() - self.used);
        target[..n_bytes].copy_from_slice(&self.slice[self.used..self.used + n_bytes]);
        self.used += n_bytes;
        Ok(n_bytes)
    }
}

fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|text| text.as_string());
    message.unwrap_or_else(|| "the browser could not read the file".to_owned())
}
