//! Opening: files, examples and studies; and keeping the table in step with the study.

use std::rc::Rc;
use std::sync::Arc;

use causeloom::view::DataView;
use causeloom::{DataReference, Error, KindName, Reading, Study};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::{State, Step};
use crate::component::download::save_text;
use crate::pool::Source;

/// A study's text is never longer; a longer JSON file is data.
const LONGEST_STUDY: f64 = 2e6;

/// A table that is being read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Opening {
    /// Its name.
    pub(crate) name: String,
    /// Bytes read.
    pub(crate) done: f64,
    /// Bytes of the file; 0 for an example.
    pub(crate) total: f64,
}

/// The file that a study asks for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Its name.
    pub(crate) name: String,
    /// The checksum of its bytes; empty where any file of the name will do.
    pub(crate) sha256: String,
    /// A file that was given and has the name but other contents.
    pub(crate) other: Option<(DataReference, Arc<DataView>)>,
}

/// A file that was opened since the page was loaded, so that undo finds it again.
#[derive(Clone, Debug)]
pub(super) struct OpenedFile {
    data: DataReference,
    file: File,
    reading: Reading,
}

impl State {
    /// Opens what the user dropped or picked: a study if it is one, else a table.
    pub(crate) fn open_file(self, file: File) {
        let name = file.name();
        let may_be_study = name.to_lowercase().ends_with(".json") && file.size() <= LONGEST_STUDY;
        leptos::task::spawn_local(async move {
            if may_be_study
                && let Ok(text) = JsFuture::from(file.text()).await
                && let Some(text) = text.as_string()
                && is_study(&text)
            {
                self.open_study(&name, &text);
            } else {
                let reading = self.wanted_reading(&name);
                self.read_file(file, reading);
            }
        });
    }

    /// How the study wants this file to be read; as guessed where it does not wait for it.
    fn wanted_reading(self, name: &str) -> Reading {
        let waits = self
            .wanted
            .with_untracked(|wanted| wanted.as_ref().is_some_and(|wanted| wanted.name == name));
        match self.study.get_untracked().data {
            DataReference::File { reading, .. } if waits => reading,
            _ => Reading::default(),
        }
    }

    /// Opens text as if it were a file: what was pasted.
    pub(crate) fn open_text(self, name: &str, text: &str) {
        if is_study(text) {
            self.open_study(name, text);
            return;
        }
        let parts = js_sys::Array::of1(&text.into());
        if let Ok(file) = File::new_with_str_sequence(&parts, name) {
            self.read_file(file, Reading::default());
        }
    }

    /// Opens a built-in example with its finished study.
    pub(crate) fn open_example(self, id: &str) {
        let example = causeloom::examples().into_iter().find(|example| example.id == id);
        if let Some(example) = example {
            self.edit(format!("open {}", example.title), |study| {
                *study = with_model_of(example.study, study);
            });
        }
    }

    /// Opens a saved study.
    pub(crate) fn open_study(self, name: &str, text: &str) {
        match Study::from_json(text) {
            Ok(study) => self.edit(format!("open {name}"), |current| *current = study),
            Err(mut error) => {
                error.place.get_or_insert_default().file = Some(name.to_owned());
                self.opening_problem.set(Some(error));
            }
        }
    }

    /// Saves the study as a file; it holds no rows.
    pub(crate) fn save_study(self) {
        let study = self.study.get_untracked();
        let name = match &study.data {
            DataReference::Nothing => "causeloom",
            DataReference::Example { id } => id,
            DataReference::File { name, .. } => {
                name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem)
            }
        };
        save_text(&format!("{name}.study.json"), "application/json", &study.to_json());
    }

    /// How the open file was told to be read, where it is a file.
    pub(crate) fn reading(self) -> Option<Reading> {
        let data = self.study.with(|study| study.data.clone());
        self.machine.with_value(|machine| {
            let opened = machine.files.iter().find(|opened| opened.data == data);
            opened.map(|opened| opened.reading.clone())
        })
    }

    /// How the file that could not be read was tried.
    pub(crate) fn failed_reading(self) -> Option<Reading> {
        self.opening_problem.track();
        self.machine.with_value(|machine| machine.failed.clone().map(|(_, reading)| reading))
    }

    /// Reads the file that could not be read again, in another way.
    pub(crate) fn read_failed_again(self, reading: Reading) {
        let failed = self.machine.with_value(|machine| machine.failed.clone());
        if let Some((file, _)) = failed {
            self.read_file(file, reading);
        }
    }

    /// Reads the open file again, in another way.
    pub(crate) fn read_again(self, reading: Reading) {
        let data = self.study.with_untracked(|study| study.data.clone());
        let file = self.machine.with_value(|machine| {
            let opened = machine.files.iter().find(|opened| opened.data == data);
            opened.map(|opened| opened.file.clone())
        });
        if let Some(file) = file {
            self.read_file(file, reading);
        }
    }

    /// Stops reading; the table that was open stays.
    pub(crate) fn cancel_opening(self) {
        self.next_epoch();
        self.keeper().stop_opening();
        self.opening.set(None);
        self.say("Stopped");
    }

    /// Takes the file of the wanted name although its contents differ.
    pub(crate) fn accept_mismatch(self) {
        if let Some((data, view)) = self.take_other() {
            self.show(&data, view);
            self.edit("another file of the same name", |study| study.data = data);
        }
    }

    /// Starts a new study with the file whose contents differ.
    pub(crate) fn start_with_mismatch(self) {
        if let Some((data, view)) = self.take_other() {
            self.show(&data, view);
            self.edit("new study", |study| *study = about(data, study));
        }
    }

    /// Reads a column as another kind, `None` as guessed. A kind that its cells do not allow
    /// changes nothing and is reported to `refused`.
    pub(crate) fn set_kind(
        self,
        column: String,
        kind: Option<KindName>,
        refused: impl Fn(Error) + 'static,
    ) {
        let mut study = self.study.get_untracked();
        match kind {
            Some(kind) => study.columns.insert(column.clone(), kind),
            None => study.columns.remove(&column),
        };
        leptos::task::spawn_local(async move {
            let epoch = self.epoch();
            match self.keeper().view(&study).await {
                Ok(view) if epoch == self.epoch() => {
                    let data = study.data.clone();
                    self.machine.update_value(|machine| {
                        machine.shown = Some((data, study.columns.clone()));
                    });
                    self.data.set(Some(Arc::new(view)));
                    let label = format!("{column} read as {}", kind.map_or("guessed", kind_title));
                    self.edit(label, |current| current.columns = study.columns);
                }
                Ok(_) => {}
                Err(error) => refused(error),
            }
        });
    }

    /// Brings table, address and results in step after the history moved.
    pub(super) fn follow_history(self) {
        let study = self.study.get_untracked();
        let shown = self.machine.with_value(|machine| machine.shown.clone());
        match shown {
            Some((data, columns)) if data == study.data => {
                if columns != study.columns && self.data.with_untracked(Option::is_some) {
                    self.view_again(study);
                }
            }
            _ => self.fetch(study),
        }
        self.write_address();
    }

    fn read_file(self, file: File, reading: Reading) {
        let name = file.name();
        let epoch = self.next_epoch();
        let total = file.size();
        self.opening.set(Some(Opening { name: name.clone(), done: 0.0, total }));
        self.forget_failure();
        self.wanted.update(|wanted| {
            if let Some(wanted) = wanted {
                wanted.other = None;
            }
        });
        let current = self.study.get_untracked();
        let is_of_study =
            matches!(&current.data, DataReference::File { name: asked, .. } if *asked == name);
        let study = if is_of_study { current } else { Study::default() };
        leptos::task::spawn_local(async move {
            let told = serde_json::to_string(&reading).expect("options are plain JSON");
            let source = Source::File(file.clone(), told);
            let answer = self.keeper().open(source, &study, self.opening_progress(epoch)).await;
            if epoch != self.epoch() {
                return;
            }
            self.opening.set(None);
            match answer {
                Ok(view) => {
                    let sha256 = view.source.sha256.clone();
                    let data = DataReference::File { name, sha256, reading: reading.clone() };
                    self.machine.update_value(|machine| {
                        machine.files.retain(|opened| opened.data != data);
                        machine.files.push(OpenedFile { data: data.clone(), file, reading });
                        machine.shown = Some((data.clone(), study.columns.clone()));
                    });
                    self.adopt(data, Arc::new(view));
                }
                Err(error) => {
                    self.machine.update_value(|machine| machine.failed = Some((file, reading)));
                    self.opening_problem.set(Some(in_file(error, &name)));
                }
            }
        });
    }

    /// Takes a file that was read: into the study that asked for it, or into a new one.
    fn adopt(self, data: DataReference, view: Arc<DataView>) {
        let study = self.study.get_untracked();
        let wanted = self.wanted.get_untracked();
        let DataReference::File { name, sha256, .. } = &data else { return };
        if study.data == data {
            self.wanted.set(None);
            self.forget_results();
            self.show(&data, view);
            self.follow_history();
        } else if let Some(wanted) = wanted.filter(|wanted| &wanted.name == name) {
            if wanted.sha256.is_empty() || &wanted.sha256 == sha256 {
                self.wanted.set(None);
                self.show(&data, view);
                self.amend(|study| study.data = data);
            } else {
                self.wanted.set(Some(Wanted { other: Some((data, view)), ..wanted }));
            }
        } else if matches!(&study.data, DataReference::File { sha256: open, .. } if open == sha256)
        {
            self.wanted.set(None);
            self.forget_results();
            self.show(&data, view);
            self.edit("read in another way", |study| study.data = data);
        } else {
            self.wanted.set(None);
            self.forget_results();
            self.show(&data, view);
            let label = format!("open {name}");
            self.edit(label, |study| *study = about(data, study));
            // A table without parts has no answer yet: they are given on its page.
            self.go(Step::Data);
        }
    }

    /// Opens what the study refers to.
    fn fetch(self, study: Study) {
        let epoch = self.next_epoch();
        self.keeper().stop_opening();
        self.forget_results();
        self.opening.set(None);
        self.forget_failure();
        self.wanted.set(None);
        let Study { data, columns, .. } = study.clone();
        self.machine.update_value(|machine| machine.shown = Some((data.clone(), columns)));
        let (name, source) = match &data {
            DataReference::Nothing => return self.close(),
            DataReference::Example { id } => (id.clone(), Source::Example(id.clone())),
            DataReference::File { name, sha256, .. } => {
                let opened = self.machine.with_value(|machine| {
                    machine.files.iter().find(|opened| opened.data == data).cloned()
                });
                let Some(opened) = opened else {
                    let wanted = Wanted { name: name.clone(), sha256: sha256.clone(), other: None };
                    self.wanted.set(Some(wanted));
                    return self.close();
                };
                let told = serde_json::to_string(&opened.reading).expect("options are plain JSON");
                (name.clone(), Source::File(opened.file, told))
            }
        };
        self.opening.set(Some(Opening { name: name.clone(), done: 0.0, total: 0.0 }));
        leptos::task::spawn_local(async move {
            let answer = self.keeper().open(source, &study, self.opening_progress(epoch)).await;
            if epoch != self.epoch() {
                return;
            }
            self.opening.set(None);
            match answer {
                Ok(view) => self.show(&data, Arc::new(view)),
                Err(error) => {
                    self.close();
                    self.opening_problem.set(Some(in_file(error, &name)));
                }
            }
        });
    }

    /// Asks for the table under the study's kinds: undo went over a change of them.
    fn view_again(self, study: Study) {
        leptos::task::spawn_local(async move {
            let epoch = self.epoch();
            let answer = self.keeper().view(&study).await;
            let is_current = self.study.with_untracked(|now| now.columns == study.columns);
            if epoch != self.epoch() || !is_current {
                return;
            }
            match answer {
                Ok(view) => {
                    let shown = Some((study.data, study.columns));
                    self.machine.update_value(|machine| machine.shown = shown);
                    self.data.set(Some(Arc::new(view)));
                }
                Err(error) => self.opening_problem.set(Some(error)),
            }
        });
    }

    fn show(self, data: &DataReference, view: Arc<DataView>) {
        self.machine.update_value(|machine| {
            let columns = machine.shown.take().map(|(_, columns)| columns).unwrap_or_default();
            machine.shown = Some((data.clone(), columns));
        });
        self.data.set(Some(view));
        self.runners().warm();
        self.restart_asked();
    }

    /// Drops the last failure of opening and its file.
    pub(crate) fn forget_failure(self) {
        self.machine.update_value(|machine| machine.failed = None);
        self.opening_problem.set(None);
    }

    /// The file of the wanted name whose contents differ; nothing is wanted any more.
    fn take_other(self) -> Option<(DataReference, Arc<DataView>)> {
        let other = self.wanted.get_untracked()?.other?;
        self.wanted.set(None);
        Some(other)
    }

    fn close(self) {
        self.keeper().close();
        self.data.set(None);
    }

    fn opening_progress(self, epoch: u32) -> Rc<dyn Fn(f64)> {
        Rc::new(move |bytes| {
            if epoch == self.epoch() {
                self.opening.update(|opening| {
                    if let Some(opening) = opening {
                        opening.done = bytes;
                    }
                });
            }
        })
    }
}

/// The name of a kind, as in the table of columns.
pub(crate) fn kind_title(kind: KindName) -> &'static str {
    match kind {
        KindName::Number => "number",
        KindName::Category => "category",
        KindName::YesNo => "yes/no",
        KindName::Date => "date",
        KindName::Identifier => "identifier",
        KindName::Text => "free text",
    }
}

/// A study about other data; the model stays, for it can be fitted to them.
fn about(data: DataReference, before: &Study) -> Study {
    with_model_of(Study { data, ..Study::default() }, before)
}

fn with_model_of(study: Study, before: &Study) -> Study {
    Study { model: before.model.clone(), sample: before.sample.clone(), ..study }
}

fn is_study(text: &str) -> bool {
    let Ok(serde_json::Value::Object(parts)) = serde_json::from_str(text) else { return false };
    parts.contains_key("version") && parts.contains_key("data")
}

fn in_file(mut error: Error, name: &str) -> Error {
    let place = error.place.get_or_insert_default();
    place.file.get_or_insert_with(|| name.to_owned());
    error
}
