//! The model: what the study refers to, its edits, and questions about it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use causeloom::model::Model;
use causeloom::{Error, ModelAnswer, ModelQuestion, ModelReference, SampleConfig, Study};
use leptos::prelude::*;

use super::State;
use crate::component::download::save_text;

/// The words and distributions of a model are asked for when it has not changed for so long.
const PAUSE: Duration = Duration::from_millis(150);

/// Rows that a fit adds to each row of a table, spread evenly over the states.
const SMOOTHING: f64 = 1.0;

impl State {
    /// Opens a built-in model.
    pub(crate) fn open_model(self, id: &str) {
        let title = causeloom::model::models()
            .into_iter()
            .find(|model| model.id == id)
            .map_or_else(|| id.to_owned(), |model| model.title);
        self.edit(format!("open {title}"), |study| {
            set(study, ModelReference::BuiltIn { id: id.to_owned() });
        });
    }

    /// Starts a model without nodes.
    pub(crate) fn start_model(self) {
        self.edit("start a model", |study| set(study, ModelReference::Own(Box::default())));
    }

    /// Opens the text of a model file of any format; what is wrong with it is the problem of the
    /// model, which stays as it was.
    pub(crate) fn import_model(self, name: String, text: String) {
        leptos::task::spawn_local(async move {
            let question = ModelQuestion::Import { name: name.clone(), text };
            match self.ask_model(question).await {
                Ok(ModelAnswer::Imported { model, format, notes }) => {
                    self.edit(format!("open {name}"), |study| {
                        set(study, ModelReference::Own(model));
                    });
                    leptos::task::tick().await;
                    self.model_notes.set(notes);
                    self.say(format!("Read as {format}."));
                }
                Ok(_) => {}
                Err(error) => self.model_problem.set(Some(error)),
            }
        });
    }

    /// Changes the model as one step that can be undone; a built-in becomes one's own copy, and
    /// without a model one is begun.
    pub(crate) fn edit_model(self, label: impl Into<String>, change: impl FnOnce(&mut Model)) {
        let mut model =
            self.model.get_untracked().map(|model| (*model).clone()).unwrap_or_default();
        change(&mut model);
        self.edit(label, |study| study.model = ModelReference::Own(Box::new(model)));
    }

    /// As [`State::edit_model`]; changes of the same words that follow each other are one step.
    pub(crate) fn edit_model_further(self, label: &str, change: impl FnOnce(&mut Model)) {
        let mut model =
            self.model.get_untracked().map(|model| (*model).clone()).unwrap_or_default();
        change(&mut model);
        self.edit_further(label, |study| study.model = ModelReference::Own(Box::new(model)));
    }

    /// Changes what is drawn from the model as one step.
    pub(crate) fn edit_sample(
        self,
        label: impl Into<String>,
        change: impl FnOnce(&mut SampleConfig),
    ) {
        self.edit(label, |study| change(&mut study.sample));
    }

    /// Saves the model as a file in a format; why it cannot be goes to `problem`.
    pub(crate) fn save_model(self, format: &'static str, problem: RwSignal<Option<Error>>) {
        leptos::task::spawn_local(async move {
            match self.ask_model(ModelQuestion::Export { format: format.to_owned() }).await {
                Ok(ModelAnswer::Text { name, media_type, text }) => {
                    save_text(&name, &media_type, &text);
                }
                Ok(_) => {}
                Err(error) => problem.set(Some(error)),
            }
        });
    }

    /// Gives every node without a mechanism one to start with.
    pub(crate) fn fill_in_model(self) {
        leptos::task::spawn_local(async move {
            match self.ask_model(ModelQuestion::FillIn).await {
                Ok(ModelAnswer::Model(model)) => self.edit("starting mechanisms", |study| {
                    study.model = ModelReference::Own(model);
                }),
                Ok(_) => {}
                Err(error) => self.model_problem.set(Some(error)),
            }
        });
    }

    /// Fits the mechanisms of the graph to the open table.
    pub(crate) fn fit_model(self) {
        let study = self.study.get_untracked();
        self.fitting.set(Some(0.0));
        leptos::task::spawn_local(async move {
            let progress = Rc::new(move |n_fitted| self.fitting.set(Some(n_fitted)));
            let answer = self.keeper().fit_model(&study, SMOOTHING, progress).await;
            self.fitting.set(None);
            match answer {
                Ok(ModelAnswer::Fitted { model, notes }) => {
                    self.edit("fit to the table", |study| {
                        study.model = ModelReference::Own(model);
                    });
                    let n = notes.len();
                    // What follows the model forgets the remarks about the one before.
                    leptos::task::tick().await;
                    self.model_notes.set(notes);
                    self.say(format!("Fitted; {}", crate::shell::counted(n, "remark")));
                }
                Ok(_) => {}
                Err(error) if error.code == "canceled" => self.say("Stopped"),
                Err(error) => self.model_problem.set(Some(error)),
            }
        });
    }

    /// Stops the fit.
    pub(crate) fn stop_fitting(self) {
        self.keeper().stop();
    }

    /// Asks a worker about the study's model.
    pub(crate) async fn ask_model(self, question: ModelQuestion) -> Result<ModelAnswer, Error> {
        let study = self.study.get_untracked();
        self.keeper().ask_model(&study, &question).await
    }

    /// Rows of the study's sample as the bytes of a file: from, to, with the interventions or
    /// without, in `csv` or `jsonl`.
    pub(crate) async fn rows(
        self,
        study: &Study,
        range: (u32, u32),
        is_changed: bool,
        format: &str,
    ) -> Result<js_sys::Uint8Array, Error> {
        self.keeper().rows(study, range, is_changed, format).await
    }

    /// Texts that the study's rows are put into as the bytes of a file: from, to, in `jsonl`, `csv` or
    /// `spreadsheet`.
    pub(crate) async fn texts(
        self,
        study: &Study,
        range: (u32, u32),
        format: &str,
    ) -> Result<js_sys::Uint8Array, Error> {
        self.keeper().texts(study, range, format).await
    }

    /// What a run over a network needs of the open table, as JSON; `null` where its study tells rows
    /// of a model.
    pub(crate) async fn table_rows(self, study: &Study) -> Result<wasm_bindgen::JsValue, Error> {
        self.keeper().table_rows(study).await
    }

    /// Asks a worker about a study that is not, or not yet, the one as it stands.
    pub(crate) async fn ask_about(
        self,
        study: &Study,
        question: &ModelQuestion,
    ) -> Result<ModelAnswer, Error> {
        self.keeper().ask_model(study, question).await
    }

    /// Keeps [`State::model`] and [`State::model_view`] in step with the study.
    pub(super) fn follow_model(self) {
        let reference = Memo::new(move |_| self.study.with(|study| study.model.clone()));
        Effect::new(move || {
            let reference = reference.get();
            let epoch = self.next_model_epoch();
            self.model_problem.set(None);
            self.model_notes.set(Vec::new());
            match reference {
                ModelReference::Nothing => {
                    self.show_model(None);
                    self.model_view.set(None);
                }
                ModelReference::Own(model) => {
                    self.show_model(Some(Arc::from(model)));
                    self.describe_later(epoch);
                }
                ModelReference::BuiltIn { id } => {
                    let fetched =
                        self.machine.with_value(|machine| machine.models.get(&id).cloned());
                    if fetched.is_some() {
                        self.show_model(fetched);
                        self.describe_later(epoch);
                    } else {
                        self.fetch_model(id, epoch);
                    }
                }
            }
        });
    }

    fn fetch_model(self, id: String, epoch: u32) {
        leptos::task::spawn_local(async move {
            let answer = self.ask_model(ModelQuestion::Open { id: id.clone() }).await;
            if epoch != self.model_epoch() {
                return;
            }
            match answer {
                Ok(ModelAnswer::Model(model)) => {
                    let model: Arc<Model> = Arc::from(model);
                    self.machine.update_value(|machine| {
                        machine.models.insert(id, model.clone());
                    });
                    self.show_model(Some(model));
                    self.describe_later(epoch);
                }
                Ok(_) => {}
                Err(error) => self.model_problem.set(Some(error)),
            }
        });
    }

    fn show_model(self, model: Option<Arc<Model>>) {
        let is_there =
            |name: &String| model.as_ref().is_some_and(|model| model.graph.node(name).is_some());
        if self
            .chosen_node
            .with_untracked(|chosen| chosen.as_ref().is_some_and(|name| !is_there(name)))
        {
            self.chosen_node.set(None);
        }
        self.model.set(model);
    }

    /// Asks for the model in words unless it changes again at once.
    fn describe_later(self, epoch: u32) {
        let ask = move || {
            if epoch != self.model_epoch() {
                return;
            }
            leptos::task::spawn_local(async move {
                let answer = self.ask_model(ModelQuestion::Describe).await;
                if epoch != self.model_epoch() {
                    return;
                }
                match answer {
                    Ok(ModelAnswer::Described(view)) => {
                        self.model_view.set(Some(Arc::from(view)));
                        self.restart_sampling();
                    }
                    Ok(_) => {}
                    Err(error) => self.model_problem.set(Some(error)),
                }
            });
        };
        set_timeout(ask, PAUSE);
    }

    fn next_model_epoch(self) -> u32 {
        self.machine.update_value(|machine| machine.model_epoch += 1);
        self.model_epoch()
    }

    fn model_epoch(self) -> u32 {
        self.machine.with_value(|machine| machine.model_epoch)
    }
}

/// Another model: interventions on nodes of the one before mean nothing.
fn set(study: &mut Study, reference: ModelReference) {
    study.model = reference;
    study.sample.interventions.clear();
    study.sample.unit.changes.clear();
}
