//! The façade for JavaScript: a [`Table`] that stays in memory, and functions that take and give JSON.

use causeloom::{Job, JobKind, JobView, Reading, Session, Study};
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
        let job = Job::prepare(&self.session, &study, JobKind::Audit)?;
        let parts =
            (0..job.n_units()).map(|unit| job.run_unit(unit)).collect::<Result<Vec<_>, _>>()?;
        match job.finish(&parts)? {
            JobView::Audit(view) => Ok(causeloom::export::audit_json(&view)),
            JobView::Sensitivity(_) => unreachable!("an audit was asked for"),
        }
    }
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

fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
