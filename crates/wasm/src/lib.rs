//! The façade for JavaScript: a [`Table`] that stays in memory, and functions that take and give JSON.

use causeloom::model::{RowFormat, RowWriter};
use causeloom::{
    Job, JobKind, JobView, ModelQuestion, Reading, Session, Study, TextFormat, TextWriter,
};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// A table that was read; call `free()` when done.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Table {
    session: Session,
}

#[wasm_bindgen]
impl Table {
    /// Reads a table from a file's bytes.
    ///
    /// # Errors
    /// Throws `{code, message, hint, place}` where the bytes are no table.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8], file_name: &str) -> Result<Table, JsValue> {
        let mut source = bytes;
        Session::open(&mut source, file_name, &Reading::default(), &mut |_| ())
            .map(|session| Self { session })
            .map_err(|error| to_js(&error))
    }

    /// Opens a built-in example.
    ///
    /// # Errors
    /// Throws `{code, message, hint}` where there is no such example.
    pub fn example(id: &str) -> Result<Table, JsValue> {
        Session::example(id).map(|session| Self { session }).map_err(|error| to_js(&error))
    }

    /// How each column was read and why, as an object.
    ///
    /// # Errors
    /// None for a table that was read.
    pub fn view(&self) -> Result<JsValue, JsValue> {
        let view = self.session.view(&Study::default()).map_err(|error| to_js(&error))?;
        Ok(to_js(&view))
    }

    /// Runs the audit of a study (JSON text) in this thread; gives the result's JSON text.
    ///
    /// # Errors
    /// Throws `{code, message, hint}` where the study cannot be read or its question not be asked.
    pub fn audit(&self, study_json: &str) -> Result<String, JsValue> {
        self.run(study_json).map_err(|error| to_js(&error))
    }
}

impl Table {
    fn run(&self, study_json: &str) -> Result<String, causeloom::Error> {
        let mut study = Study::from_json(study_json)?;
        study.data = self.session.reference();
        let job = Job::prepare(Some(&self.session), &study, JobKind::Audit)?;
        let parts =
            (0..job.n_units()).map(|unit| job.run_unit(unit)).collect::<Result<Vec<_>, _>>()?;
        match job.finish(&parts)? {
            JobView::Audit(view) => Ok(causeloom::export::audit_json(&view)),
            _ => unreachable!("an audit was asked for"),
        }
    }
}

/// Answers a `ModelQuestion` (JSON text) about the model of a study (JSON text); gives the JSON text of
/// a `ModelAnswer`. A table is needed for a fit alone.
///
/// # Errors
/// Throws `{code, message, hint, place}` where the question has no answer.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "an optional table crosses by value only")]
pub fn ask_model(study: &str, question: &str, table: Option<Table>) -> Result<String, JsValue> {
    let session = table.as_ref().map(|table| &table.session);
    let answer = Study::from_json(study).and_then(|study| {
        let question: ModelQuestion = causeloom::from_json(question)?;
        causeloom::ask_model(&question, &study, session)
    });
    answer.map(|answer| text(&answer)).map_err(|error| to_js(&error))
}

/// Runs a job of a study (JSON text) that needs no table in this thread; gives the JSON text of a
/// `JobView`. `kind` is `sample`, `independence` or `realize`.
///
/// # Errors
/// Throws `{code, message, hint, place}` where the job cannot be done.
#[wasm_bindgen]
pub fn run_job(study: &str, kind: &str) -> Result<String, JsValue> {
    let run = || -> Result<JobView, causeloom::Error> {
        let kind: JobKind = causeloom::from_json(&format!("\"{kind}\""))?;
        let job = Job::prepare(None, &Study::from_json(study)?, kind)?;
        let parts =
            (0..job.n_units()).map(|unit| job.run_unit(unit)).collect::<Result<Vec<_>, _>>()?;
        job.finish(&parts)
    };
    run().map(|view| text(&view)).map_err(|error| to_js(&error))
}

/// Rows `from..to` of a study's sample as the bytes of a file in `csv` or `jsonl`, under its
/// interventions where `changed`.
///
/// # Errors
/// Throws `{code, message, hint, place}` where the model cannot be drawn from.
#[wasm_bindgen]
pub fn rows(
    study: &str,
    from: u32,
    to: u32,
    changed: bool,
    format: &str,
) -> Result<Vec<u8>, JsValue> {
    let draw = || -> Result<Vec<u8>, causeloom::Error> {
        let format = RowFormat::from_name(format)?;
        let writer = RowWriter::new(&Study::from_json(study)?, changed, format)?;
        writer.rows(u64::from(from)..u64::from(to))
    };
    draw().map_err(|error| to_js(&error))
}

/// Texts `from..to` of a study's rows in words, as a file in `jsonl`, `csv` or `spreadsheet`.
///
/// # Errors
/// Throws `{code, message, hint, place}` where the writer is neither embedded nor simulated.
#[wasm_bindgen]
pub fn texts(study: &str, from: u32, to: u32, format: &str) -> Result<String, JsValue> {
    let write = || -> Result<String, causeloom::Error> {
        let writer =
            TextWriter::new(&Study::from_json(study)?, None, TextFormat::from_name(format)?)?;
        writer.texts(u64::from(from)..u64::from(to))
    };
    write().map_err(|error| to_js(&error))
}

/// The JSON schema of a study.
#[wasm_bindgen]
pub fn study_schema() -> String {
    causeloom::study_schema()
}

/// The release.
#[wasm_bindgen]
pub fn version() -> String {
    causeloom::VERSION.to_owned()
}

fn text(view: &impl Serialize) -> String {
    causeloom::to_json(view)
}

fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
