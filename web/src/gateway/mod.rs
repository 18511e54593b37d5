//! Runs over a network: the worker that keeps the run, the gateway that sends, and what goes between them.
//!
//! The page passes requests on and answers back; it decides nothing. Only the Realize page calls this, so
//! it is part of the module of later pages.

mod database;
mod frame;
mod line;
mod models;
mod saved;
mod tab;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use causeloom::conversation::{Leaves, Outgoing, Preview};
use causeloom::view::RecordView;
use causeloom::{Error, Study, Writer};
use js_sys::{Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use self::frame::Frame;
use self::line::Line;
pub(crate) use self::models::{ask_for_models, ask_for_providers};
use self::saved::Shelf;
use self::tab::Tab;
use crate::pool::Talker;
use crate::state::{Recorded, Sent, Stage, State, add_sent};

thread_local! {
    static OFFICE: RefCell<Option<Rc<Gateway>>> = const { RefCell::new(None) };
}

/// The one gateway of the page.
struct Gateway {
    state: State,
    frame: RefCell<Option<Rc<Frame>>>,
    tab: RefCell<Option<Rc<Tab>>>,
    /// Resolves once the document is there.
    opening: RefCell<Option<Promise>>,
    line: RefCell<Option<Rc<Line>>>,
    /// Answers questions that belong to no run.
    helper: RefCell<Option<Talker>>,
    /// Requests that belong to no run, and what was heard of them.
    apart: RefCell<BTreeMap<i32, Apart>>,
    next_apart: Cell<i32>,
}

/// Who carries the requests of a run.
#[derive(Clone)]
enum Carrier {
    /// The document that may reach other hosts.
    Network(Rc<Frame>),
    /// The model in the tab.
    Tab(Rc<Tab>),
}

/// A request that belongs to no run.
struct Apart {
    over: Function,
    status: u16,
    body: Vec<u8>,
}

/// Prepares a run and asks the user to agree to its first request. With a recording nothing that is in
/// it is asked again; where only its answers may be used, no request is made and nobody has to agree.
pub(crate) fn prepare(state: State) {
    let network = state.network;
    let recording = network.recording.with_untracked(|recorded| {
        recorded.as_ref().map(|recorded| (recorded.text.to_string(), recorded.only))
    });
    let asks_nobody = matches!(recording, Some((_, true)));
    let study = state.study.get_untracked();
    let gateway = Gateway::of(state);
    gateway.drop_line();
    state.network.stage.set(Stage::Preparing);
    leptos::task::spawn_local(async move {
        match gateway.begin(&study, recording).await {
            Ok(preview) => {
                state.network.asked.set(Some(study));
                let agreement = agreement(state, &preview);
                state.network.stage.set(Stage::Asking(preview));
                // What runs in the tab sends nothing.
                let is_sent = matches!(study_writer(state), Some(Writer::Server { .. }));
                let is_agreed = agreement.is_some_and(|agreement| {
                    state.network.agreed.with_untracked(|agreed| agreed.to.contains(&agreement))
                });
                if asks_nobody {
                    gateway.start();
                } else if !is_sent || is_agreed {
                    agree(state);
                }
            }
            Err(error) => state.network.stage.set(Stage::Failed(error)),
        }
    });
}

/// The user agrees to send: the run begins.
pub(crate) fn agree(state: State) {
    let Stage::Asking(preview) = state.network.stage.get_untracked() else { return };
    if matches!(study_writer(state), Some(Writer::Server { .. })) {
        state.network.leaves(&preview.leaves);
    }
    if let Some(agreement) = agreement(state, &preview) {
        state.network.agreed.update(|agreed| {
            if !agreed.to.contains(&agreement) {
                agreed.to.push(agreement);
            }
        });
    }
    Gateway::of(state).start();
}

/// What a user agrees to: a host, and what it is told of which table. None for cells, which have to
/// be agreed to each time.
fn agreement(state: State, preview: &Preview) -> Option<String> {
    let table = state.network.asked.with_untracked(|study| {
        study.as_ref().map(|study| causeloom::to_json(&study.data)).unwrap_or_default()
    });
    match &preview.leaves {
        Leaves::Simulated => Some(preview.host.clone()),
        leaves @ Leaves::Columns { .. } => {
            Some(format!("{} {} {table}", preview.host, causeloom::to_json(leaves)))
        }
        Leaves::Cells { .. } => None,
    }
}

/// Takes up the run that a reload interrupted.
pub(crate) fn take_up(state: State) {
    let gateway = Gateway::of(state);
    gateway.drop_line();
    state.network.stage.set(Stage::Preparing);
    leptos::task::spawn_local(async move {
        let restored = async {
            let shelf = Shelf::open().await;
            let saved = match &shelf {
                Some(shelf) => shelf.run().await,
                None => None,
            };
            let saved = saved.ok_or_else(|| Error::new("no-run", "no run is kept"))?;
            let talker = Talker::start(&state.office())?;
            let study: Study = talker.ask_json("restore", &[saved.into()]).await?;
            Ok::<_, Error>((talker, study))
        };
        match restored.await {
            Ok((talker, study)) => {
                gateway.line.replace(Some(Line::new(state, talker)));
                state.network.asked.set(Some(study));
                gateway.start();
            }
            Err(error) => {
                forget_interrupted();
                state.network.stage.set(Stage::Failed(error));
            }
        }
    });
}

/// What a reload interrupted, in words; none where there is nothing.
pub(crate) async fn interrupted() -> Option<String> {
    Shelf::open().await?.words().await
}

/// Forgets what a reload interrupted.
pub(crate) fn forget_interrupted() {
    leptos::task::spawn_local(async {
        if let Some(shelf) = Shelf::open().await {
            shelf.forget().await;
        }
    });
}

/// Sends nothing more until [`go_on`].
pub(crate) fn pause(state: State) {
    if let Some(line) = Gateway::of(state).line() {
        line.tell("pause");
    }
}

/// Sends again, also after trouble.
pub(crate) fn go_on(state: State) {
    state.network.failure.set("");
    if let Some(line) = Gateway::of(state).line() {
        line.tell("go_on");
    }
}

/// Stops asking; the embedded realizer writes what is not done.
pub(crate) fn finish_without_model(state: State) {
    if let Some(line) = Gateway::of(state).line() {
        line.tell("finish_without_model");
    }
}

/// Drops a run of which nothing was sent.
pub(crate) fn put_off(state: State) {
    Gateway::of(state).drop_line();
    state.network.stage.set(Stage::Idle);
}

/// Hands a key to the gateway, which alone keeps it; without one, has it forgotten.
pub(crate) fn keep_key(state: State, origin: String, key: Option<String>, is_remembered: bool) {
    let gateway = Gateway::of(state);
    leptos::task::spawn_local(async move {
        match gateway.frame().await {
            Ok(frame) => frame.keep(&origin, key.as_deref(), is_remembered),
            Err(error) => state.say(error.message),
        }
    });
}

/// Opens the gateway, so that it tells of which origins a key is kept.
pub(crate) fn open(state: State) {
    let gateway = Gateway::of(state);
    leptos::task::spawn_local(async move {
        drop(gateway.frame().await);
    });
}

/// A text that is done, or as far as it has come.
pub(crate) async fn record(state: State, number: u64) -> Result<RecordView, Error> {
    let line = Gateway::of(state).line().ok_or_else(no_run)?;
    line.talker().ask_json("talk_record", &[(number as f64).into()]).await
}

/// The texts that are done as the bytes of a file.
pub(crate) async fn texts(state: State, format: &str) -> Result<Uint8Array, Error> {
    let line = Gateway::of(state).line().ok_or_else(no_run)?;
    Ok(line.talker().ask("talk_texts", &[format.into()]).await?.unchecked_into())
}

/// The study, questions and answers so far, as JSON Lines.
pub(crate) async fn recording(state: State) -> Result<String, Error> {
    let line = Gateway::of(state).line().ok_or_else(no_run)?;
    Ok(line.talker().ask("talk_recording", &[]).await?.as_string().unwrap_or_default())
}

/// Takes a file as a recording.
pub(crate) async fn take_recording(state: State, file: &web_sys::File) -> Result<(), Error> {
    let unread = |_| {
        Error::new("no-recording", "the file cannot be read")
            .with_hint("choose it again; it may have been moved")
    };
    let text = JsFuture::from(file.text()).await.map_err(unread)?;
    let talker = Gateway::of(state).helper()?;
    let found = talker.ask_json("look_at", std::slice::from_ref(&text)).await?;
    let text = text.as_string().unwrap_or_default().into();
    let recorded = Recorded { name: file.name(), text, found: Arc::new(found), only: false };
    state.network.recording.set(Some(recorded));
    Ok(())
}

/// Loads a model file into the tab, or where there is none the browser's own model.
pub(crate) fn load_model(state: State, files: Option<web_sys::FileList>) {
    let gateway = Gateway::of(state);
    let network = state.network;
    network.tab_problem.set(None);
    network.tab_progress.set(Some(0.0));
    leptos::task::spawn_local(async move {
        let loaded = async {
            let tab = gateway.tab().await?;
            let progress = move |share| network.tab_progress.set(Some(share));
            match files {
                Some(files) => tab.load(&files, progress).await,
                None => tab.load_built_in(progress).await,
            }
        };
        let loaded = loaded.await;
        network.tab_progress.set(None);
        match loaded {
            Ok(name) => network.tab_model.set(Some(name)),
            Err(error) => {
                network.tab_model.set(None);
                network.tab_problem.set(Some(error));
            }
        }
    });
}

/// Ends the model in the tab.
pub(crate) fn unload_model(state: State) {
    let gateway = Gateway::of(state);
    state.network.tab_model.set(None);
    leptos::task::spawn_local(async move {
        if let Ok(tab) = gateway.tab().await {
            tab.unload().await;
        }
    });
}

impl Carrier {
    fn send(&self, state: State, request: Outgoing) {
        match self {
            Self::Network(frame) => {
                frame.send(request.attempt as f64, &request);
                let sent = Sent { url: request.url, body: request.body, sha256: request.sha256 };
                add_sent(state.requests, sent);
            }
            Self::Tab(tab) => tab.send(request.attempt as f64, &request),
        }
    }

    fn abort(&self, attempt: f64) {
        match self {
            Self::Network(frame) => frame.abort(attempt),
            Self::Tab(tab) => tab.abort(attempt),
        }
    }
}

impl Gateway {
    fn of(state: State) -> Rc<Self> {
        OFFICE.with_borrow_mut(|office| {
            office
                .get_or_insert_with(|| {
                    Rc::new(Self {
                        state,
                        frame: RefCell::default(),
                        tab: RefCell::default(),
                        opening: RefCell::default(),
                        line: RefCell::default(),
                        helper: RefCell::default(),
                        apart: RefCell::default(),
                        next_apart: Cell::new(-1),
                    })
                })
                .clone()
        })
    }

    fn line(&self) -> Option<Rc<Line>> {
        self.line.borrow().clone()
    }

    fn drop_line(&self) {
        if let Some(line) = self.line.take() {
            line.end();
        }
    }

    async fn begin(
        &self,
        study: &Study,
        recording: Option<(String, bool)>,
    ) -> Result<Preview, Error> {
        let table = self.state.table_rows(study).await?;
        let talker = Talker::start(&self.state.office())?;
        let (text, only) = recording.unzip();
        let parts = [
            causeloom::to_json(study).into(),
            table,
            text.map_or(JsValue::UNDEFINED, JsValue::from),
            only.unwrap_or_default().into(),
        ];
        let preview = talker.ask_json("begin", &parts).await?;
        self.line.replace(Some(Line::new(self.state, talker)));
        Ok(preview)
    }

    fn start(self: &Rc<Self>) {
        let network = self.state.network;
        network.failure.set("");
        network.unsaved.set("");
        network.is_followed.set(true);
        network.stage.set(Stage::Running);
        let gateway = self.clone();
        leptos::task::spawn_local(async move {
            match gateway.carrier().await {
                Ok(carrier) => {
                    if let Some(line) = gateway.line() {
                        line.begin(carrier);
                    }
                }
                Err(error) => network.stage.set(Stage::Failed(error)),
            }
        });
    }

    /// Who carries the requests of the run that is asked for.
    async fn carrier(self: &Rc<Self>) -> Result<Carrier, Error> {
        match study_writer(self.state) {
            Some(Writer::Server { .. }) => Ok(Carrier::Network(self.frame().await?)),
            _ => Ok(Carrier::Tab(self.tab().await?)),
        }
    }

    /// The module of models in the tab, loaded when it is first needed.
    async fn tab(self: &Rc<Self>) -> Result<Rc<Tab>, Error> {
        if let Some(tab) = self.tab.borrow().clone() {
            return Ok(tab);
        }
        let for_messages = Rc::downgrade(self);
        let tab = Tab::open(move |message| {
            if let Some(gateway) = for_messages.upgrade() {
                gateway.hear(&message);
            }
        });
        let tab = Rc::new(tab.await?);
        self.tab.replace(Some(tab.clone()));
        Ok(tab)
    }

    /// The document, made when it is first needed.
    async fn frame(self: &Rc<Self>) -> Result<Rc<Frame>, Error> {
        if let Some(frame) = self.frame.borrow().clone() {
            return Ok(frame);
        }
        let going_on = self.opening.borrow().clone();
        if let Some(going_on) = going_on {
            // It only resolves.
            drop(JsFuture::from(going_on).await);
            return self.frame.borrow().clone().ok_or_else(|| {
                Error::new("no-gateway", "the gateway to language models could not be opened")
            });
        }
        let mut opened = None;
        let opening = Promise::new(&mut |resolve, _| opened = Some(resolve));
        self.opening.replace(Some(opening));
        let for_messages = Rc::downgrade(self);
        let frame = Frame::open(move |message| {
            if let Some(gateway) = for_messages.upgrade() {
                gateway.hear(&message);
            }
        })
        .await;
        if let Ok(frame) = frame {
            self.frame.replace(Some(Rc::new(frame)));
        }
        self.opening.take();
        if let Some(opened) = opened {
            opened.call0(&JsValue::NULL).expect("settling a promise cannot fail");
        }
        self.frame.borrow().clone().ok_or_else(|| {
            Error::new("no-gateway", "the gateway to language models could not be opened")
                .with_hint("see whether you are connected, and try again")
        })
    }

    fn hear(&self, message: &JsValue) {
        let part = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
        let keys = part("keys");
        if !keys.is_undefined() {
            let keys = js_sys::Array::from(&keys);
            let keys = keys.iter().filter_map(|key| key.as_string()).collect();
            self.state.network.keys.set(keys);
            return;
        }
        let Some(attempt) = part("attempt").as_f64() else { return };
        if attempt < 0.0 {
            self.hear_apart(attempt as i32, message);
        } else if let Some(line) = self.line() {
            line.hear(attempt, message);
        }
    }
}

fn study_writer(state: State) -> Option<Writer> {
    state
        .network
        .asked
        .with_untracked(|study| study.as_ref().map(|study| study.realize.writer.clone()))
}

fn no_run() -> Error {
    Error::new("not-done", "this text is not written yet")
        .with_hint("run first: a language model has to be asked for it")
}
