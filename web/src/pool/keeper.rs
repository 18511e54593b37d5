//! The worker that keeps the table. It only reads and prepares; long work is the runners'.

use std::cell::RefCell;
use std::rc::Rc;

use causeloom::view::{DataView, LevelView};
use causeloom::{Error, JobKind, ModelAnswer, ModelQuestion, Study};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File};

use super::answer::{read, read_about_model};
use super::clerk::{Clerk, Failure, Office};
use super::report;

/// Where a table can be read again.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A built-in example.
    Example(String),
    /// A file that the user gave, and how it is to be read (JSON of `Reading`).
    File(File, String),
}

/// The keeper of the table; clones are the same keeper.
#[derive(Clone)]
pub(crate) struct Keeper(Rc<Shelf>);

struct Shelf {
    office: Office,
    kept: RefCell<Option<Kept>>,
    /// Answers questions about models while no table is kept.
    modeler: RefCell<Option<Rc<Clerk>>>,
    opening: RefCell<Option<Rc<Clerk>>>,
}

#[derive(Clone)]
struct Kept {
    clerk: Rc<Clerk>,
    source: Source,
}

impl Keeper {
    /// A keeper without a table; its worker starts when a table is opened.
    pub(crate) fn new(office: Office) -> Self {
        Self(Rc::new(Shelf {
            office,
            kept: RefCell::default(),
            modeler: RefCell::default(),
            opening: RefCell::default(),
        }))
    }

    /// How its workers are made.
    pub(crate) fn office(&self) -> Office {
        self.0.office.clone()
    }

    /// Opens a table in a worker of its own, which replaces the kept one when all went well;
    /// until then, and where it fails, the table that was open stays. An earlier opening that
    /// still goes on is stopped. `progress` hears the bytes read.
    pub(crate) async fn open(
        &self,
        source: Source,
        study: &Study,
        progress: Rc<dyn Fn(f64)>,
    ) -> Result<DataView, Error> {
        self.stop_opening();
        let mut last = None;
        for _ in 0..2 {
            let clerk = match Clerk::start(&self.0.office) {
                Ok(clerk) => Rc::new(clerk),
                Err(failure) => return Err(report(failure)),
            };
            *self.0.opening.borrow_mut() = Some(clerk.clone());
            match ask_to_open(&clerk, &source, study, progress.clone()).await {
                Ok(answer) => {
                    let view = read(&answer)?;
                    self.0.opening.borrow_mut().take_if(|opening| Rc::ptr_eq(opening, &clerk));
                    self.0.kept.replace(Some(Kept { clerk, source }));
                    return Ok(view);
                }
                Err(Failure::Crashed(words)) => last = Some(Failure::Crashed(words)),
                Err(failure) => return Err(report(failure)),
            }
        }
        Err(report(last.unwrap_or(Failure::Canceled)))
    }

    /// Stops an opening that goes on.
    pub(crate) fn stop_opening(&self) {
        if let Some(clerk) = self.0.opening.take() {
            clerk.end();
        }
    }

    /// Lets go of the table.
    pub(crate) fn close(&self) {
        self.stop_opening();
        self.0.kept.replace(None);
    }

    /// The table under a study's column kinds.
    pub(crate) async fn view(&self, study: &Study) -> Result<DataView, Error> {
        read(&self.ask("view", &[json(study)], study).await?)
    }

    /// The groups that the protected columns make.
    pub(crate) async fn groups(
        &self,
        study: &Study,
        columns: &[String],
    ) -> Result<Vec<LevelView>, Error> {
        read(&self.ask("groups", &[json(study), json(&columns)], study).await?)
    }

    /// Answers a question about the study's model; no table is needed, but for a fit.
    pub(crate) async fn ask_model(
        &self,
        study: &Study,
        question: &ModelQuestion,
    ) -> Result<ModelAnswer, Error> {
        let parts = [json(study), json(question)];
        read_about_model(&self.ask_any("ask_model", &parts, study).await?).await
    }

    /// Fits the study's model to the table; `progress` hears how many nodes are fitted.
    pub(crate) async fn fit_model(
        &self,
        study: &Study,
        smoothing: f64,
        progress: Rc<dyn Fn(f64)>,
    ) -> Result<ModelAnswer, Error> {
        let parts = [json(study), smoothing.into()];
        read_about_model(&self.ask_table("fit_model", &parts, study, progress).await?).await
    }

    /// Stops what the kept worker does now. It is ended: the table is opened again in a new one when
    /// it is next asked for.
    pub(crate) fn stop(&self) {
        if let Some(kept) = self.0.kept.borrow().as_ref() {
            kept.clerk.end();
        }
    }

    /// Rows `from..to` of the study's sample as text in a format, as bytes.
    pub(crate) async fn rows(
        &self,
        study: &Study,
        (from, to): (u32, u32),
        is_changed: bool,
        format: &str,
    ) -> Result<js_sys::Uint8Array, Error> {
        let parts = [json(study), from.into(), to.into(), is_changed.into(), format.into()];
        let answer = self.ask_any("rows", &parts, study).await?;
        answer.dyn_into().map_err(|_| Error::new("worker-error", "the rows are no bytes"))
    }

    /// Texts `from..to` that the study's rows are put into, as the bytes of a file in a format.
    pub(crate) async fn texts(
        &self,
        study: &Study,
        (from, to): (u32, u32),
        format: &str,
    ) -> Result<js_sys::Uint8Array, Error> {
        let parts = [json(study), from.into(), to.into(), format.into()];
        let answer = self.ask_any("texts", &parts, study).await?;
        answer.dyn_into().map_err(|_| Error::new("worker-error", "the texts are no bytes"))
    }

    /// What a run over a network needs of the table, as JSON.
    pub(crate) async fn table_rows(&self, study: &Study) -> Result<JsValue, Error> {
        self.ask_any("table_rows", &[json(study)], study).await
    }

    /// What runners need to compute a job.
    pub(crate) async fn prepare(&self, study: &Study, kind: JobKind) -> Result<Blob, Error> {
        let answer = self.ask_any("prepare", &[json(study), json(&kind)], study).await?;
        answer.dyn_into().map_err(|_| Error::new("worker-error", "the job is no blob"))
    }

    /// Asks the kept worker, or where no table is kept a worker without one, which starts when it
    /// is first needed.
    async fn ask_any(
        &self,
        verb: &str,
        parts: &[JsValue],
        study: &Study,
    ) -> Result<JsValue, Error> {
        if self.0.kept.borrow().is_some() {
            return self.ask(verb, parts, study).await;
        }
        let mut last = Failure::Canceled;
        for _ in 0..2 {
            let alive = self.0.modeler.borrow().clone().filter(|clerk| clerk.is_alive());
            let clerk = match alive {
                Some(clerk) => clerk,
                None => Rc::new(Clerk::start(&self.0.office).map_err(report)?),
            };
            self.0.modeler.replace(Some(clerk.clone()));
            match clerk.ask(verb, parts, nobody()).await {
                Err(Failure::Crashed(words)) => last = Failure::Crashed(words),
                answer => return answer.map_err(report),
            }
        }
        Err(report(last))
    }

    async fn ask(&self, verb: &str, parts: &[JsValue], study: &Study) -> Result<JsValue, Error> {
        self.ask_table(verb, parts, study, nobody()).await
    }

    /// Asks the kept worker; where it broke or was ended before, opens the table again in a new one
    /// and asks once more.
    async fn ask_table(
        &self,
        verb: &str,
        parts: &[JsValue],
        study: &Study,
        progress: Rc<dyn Fn(f64)>,
    ) -> Result<JsValue, Error> {
        let kept = self.0.kept.borrow().clone();
        let Some(kept) = kept else {
            return Err(Error::new("no-table", "no table is open").with_hint("open a file first"));
        };
        if kept.clerk.is_alive() {
            match kept.clerk.ask(verb, parts, progress.clone()).await {
                Err(Failure::Crashed(_)) => {}
                answer => return answer.map_err(report),
            }
        }
        let clerk = Rc::new(Clerk::start(&self.0.office).map_err(report)?);
        ask_to_open(&clerk, &kept.source, study, nobody()).await.map_err(report)?;
        let fresh = Kept { clerk: clerk.clone(), source: kept.source };
        self.0.kept.replace(Some(fresh));
        clerk.ask(verb, parts, progress).await.map_err(report)
    }
}

async fn ask_to_open(
    clerk: &Clerk,
    source: &Source,
    study: &Study,
    progress: Rc<dyn Fn(f64)>,
) -> Result<JsValue, Failure> {
    match source {
        Source::Example(id) => clerk.ask("open_example", &[id.into(), json(study)], progress).await,
        Source::File(file, reading) => {
            let parts = [file.into(), reading.into(), json(study)];
            clerk.ask("open_file", &parts, progress).await
        }
    }
}

fn nobody() -> Rc<dyn Fn(f64)> {
    Rc::new(|_| {})
}

fn json(value: &impl Serialize) -> JsValue {
    serde_json::to_string(value).expect("messages hold only names and finite numbers").into()
}
