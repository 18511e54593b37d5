//! The line between a run and the gateway: everything that is heard goes to the worker one after the
//! other, and what it answers is carried out.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use causeloom::conversation::Step;
use causeloom::view::RealizeView;
use causeloom::{Error, RealizedRows};
use js_sys::{Date, Reflect, Uint8Array};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::Carrier;
use super::saved::Shelf;
use crate::pool::Talker;
use crate::state::{Finished, Phase, Stage, State};

/// Milliseconds between two looks at the measures, and between two savings, at least.
const PAUSE: f64 = 1_000.0;
/// They may take this share of the worker's time.
const SHARE: f64 = 10.0;
/// Milliseconds between two times at which the page is told that a text grew.
const BEAT: f64 = 125.0;

/// A run that is under way.
pub(super) struct Line {
    state: State,
    talker: Talker,
    carrier: RefCell<Option<Carrier>>,
    todo: RefCell<VecDeque<Told>>,
    is_busy: Cell<bool>,
    is_over: Cell<bool>,
    timer: RefCell<Option<TimeoutHandle>>,
    under_way: RefCell<BTreeSet<u64>>,
    /// When the measures may be looked at again, and whether there is something new.
    next_look: Cell<f64>,
    is_new: Cell<bool>,
    started: Cell<f64>,
    /// When the page may be told again that a text grew, and whether one did.
    next_beat: Cell<f64>,
    has_grown: Cell<bool>,
}

/// What the worker is told.
enum Told {
    /// The time.
    Time,
    /// A wish of the user: the name of an export.
    Wish(&'static str),
    /// What was heard of an attempt.
    Heard { attempt: f64, kind: &'static str, value: JsValue },
}

impl Line {
    /// A line to a worker that has begun or restored a run.
    pub(super) fn new(state: State, talker: Talker) -> Rc<Self> {
        Rc::new(Self {
            state,
            talker,
            carrier: RefCell::default(),
            todo: RefCell::default(),
            is_busy: Cell::default(),
            is_over: Cell::default(),
            timer: RefCell::default(),
            under_way: RefCell::default(),
            next_look: Cell::default(),
            is_new: Cell::default(),
            started: Cell::default(),
            next_beat: Cell::default(),
            has_grown: Cell::default(),
        })
    }

    /// The worker.
    pub(super) fn talker(&self) -> Talker {
        self.talker.clone()
    }

    /// Begins to send.
    pub(super) fn begin(self: &Rc<Self>, carrier: Carrier) {
        self.carrier.replace(Some(carrier));
        self.started.set(Date::now());
        self.state.realize.update(|run| run.phase = Phase::Waiting);
        self.push(Told::Time);
    }

    /// Tells a wish of the user.
    pub(super) fn tell(self: &Rc<Self>, wish: &'static str) {
        self.push(Told::Wish(wish));
    }

    /// Takes a message of the gateway.
    pub(super) fn hear(self: &Rc<Self>, attempt: f64, message: &JsValue) {
        let part = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
        let (head, chunk) = (part("head"), part("chunk"));
        let (kind, value) = if !head.is_undefined() {
            let text = js_sys::JSON::stringify(&head).map(JsValue::from);
            ("head", text.unwrap_or_default())
        } else if !chunk.is_undefined() {
            ("chunk", Uint8Array::new(&chunk).into())
        } else if part("end").is_truthy() {
            self.state.network.failure.set("");
            ("end", JsValue::NULL)
        } else {
            let words = part("failed").as_string().unwrap_or_default();
            if words == "aborted" {
                return;
            }
            let (shown, failure) = failure(&words);
            self.state.network.failure.set(shown);
            ("failed", failure.into())
        };
        self.push(Told::Heard { attempt, kind, value });
    }

    /// Ends the run and breaks off what is under way.
    pub(super) fn end(&self) {
        self.is_over.set(true);
        self.todo.take();
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        self.state.realize.update(|run| run.phase = Phase::Idle);
        self.state.network.writing.set(Vec::new());
        let under_way = self.under_way.take();
        if let Some(carrier) = self.carrier.borrow().as_ref() {
            for attempt in under_way {
                carrier.abort(attempt as f64);
            }
        }
    }

    fn push(self: &Rc<Self>, told: Told) {
        if self.is_over.get() {
            return;
        }
        self.todo.borrow_mut().push_back(told);
        if self.is_busy.replace(true) {
            return;
        }
        let line = self.clone();
        leptos::task::spawn_local(async move {
            if let Err(error) = line.work().await {
                line.end();
                line.state.network.stage.set(Stage::Failed(error));
            }
            line.is_busy.set(false);
        });
    }

    async fn work(self: &Rc<Self>) -> Result<(), Error> {
        loop {
            let told = self.todo.borrow_mut().pop_front();
            let Some(told) = told else { return Ok(()) };
            let now = Date::now().into();
            let step: Step = match told {
                Told::Time => self.talker.ask_json("step", &[now]).await?,
                Told::Wish(verb) => self.talker.ask_json(verb, &[now]).await?,
                Told::Heard { attempt, kind, value } => {
                    if matches!(kind, "end" | "failed") {
                        self.under_way.borrow_mut().remove(&(attempt as u64));
                    }
                    self.has_grown.set(true);
                    let parts = [now, attempt.into(), kind.into(), value];
                    self.talker.ask_json("hear", &parts).await?
                }
            };
            if self.is_over.get() {
                return Ok(());
            }
            let is_over = step.standing.is_over;
            self.carry_out(step);
            let is_due = Date::now() >= self.next_look.get() && self.is_new.get();
            if is_over || is_due {
                self.look(is_over).await?;
            }
            if is_over {
                self.end();
                super::forget_interrupted();
                self.state.network.stage.set(Stage::Over);
                return Ok(());
            }
        }
    }

    fn carry_out(self: &Rc<Self>, step: Step) {
        let network = self.state.network;
        let carrier = self.carrier.borrow().clone();
        for attempt in step.abort {
            self.under_way.borrow_mut().remove(&attempt);
            if let Some(carrier) = &carrier {
                carrier.abort(attempt as f64);
            }
        }
        for request in step.send {
            self.under_way.borrow_mut().insert(request.attempt);
            if let Some(carrier) = &carrier {
                carrier.send(self.state, request);
            }
        }
        if !step.finished.is_empty() {
            self.is_new.set(true);
            network.epoch.update(|epoch| *epoch += 1);
        }
        if self.has_grown.get() && Date::now() >= self.next_beat.get() {
            self.has_grown.set(false);
            self.next_beat.set(Date::now() + BEAT);
            network.writing.set(step.writing);
        }
        if network.begun.get_untracked().0 != self.started.get() {
            network.begun.set((self.started.get(), step.standing.done));
        }
        if network.standing.with_untracked(|standing| *standing != step.standing) {
            network.standing.set(step.standing);
        }
        let look = self.is_new.get().then(|| self.next_look.get());
        let beat = self.has_grown.get().then(|| self.next_beat.get());
        let wake = step.wake_at.map(|time| time as f64);
        let wake = wake.into_iter().chain(look).chain(beat).reduce(f64::min);
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        if let Some(time) = wake {
            let line = Rc::downgrade(self);
            let wait = Duration::from_millis((time - Date::now()).clamp(1.0, 60_000.0) as u64);
            let wake = move || {
                if let Some(line) = line.upgrade() {
                    line.push(Told::Time);
                }
            };
            self.timer.replace(set_timeout_with_handle(wake, wait).ok());
        }
    }

    /// Keeps the run for a reload; the answer says why it could not be kept, and is empty where it was.
    async fn keep(&self) -> Result<&'static str, Error> {
        let network = self.state.network;
        let is_of_table = network.asked.with_untracked(|study| {
            study.as_ref().is_some_and(|study| study.realize.of == RealizedRows::Table)
        });
        if is_of_table {
            return Ok(ROWS_OF_TABLE);
        }
        let Some(shelf) = Shelf::open().await else { return Ok(NO_ROOM) };
        let text = self.talker.ask("save_talk", &[]).await?.as_string().unwrap_or_default();
        // Another run may have begun meanwhile, which this one must not take the place of.
        if self.is_over.get() {
            return Ok("");
        }
        let (done, asked) =
            network.standing.with_untracked(|standing| (standing.done, standing.asked));
        Ok(if shelf.keep(&text, done, asked).await { "" } else { NO_ROOM })
    }

    /// Looks at the measures, and keeps the run for a reload.
    async fn look(&self, is_over: bool) -> Result<(), Error> {
        let begun = Date::now();
        let network = self.state.network;
        let view: RealizeView = self.talker.ask_json("talk_view", &[]).await?;
        if let Some(study) = network.asked.get_untracked() {
            let seconds = (Date::now() - self.started.get()) / 1_000.0;
            let finished = Finished { view: Arc::new(view), study, seconds };
            self.state.realize.update(|run| run.result = Some(finished));
        }
        if !is_over {
            network.unsaved.set(self.keep().await?);
        }
        let took = Date::now() - begun;
        self.next_look.set(Date::now() + PAUSE.max(took * SHARE));
        self.is_new.set(false);
        Ok(())
    }
}

/// Why a run is not kept for a reload, in words.
const ROWS_OF_TABLE: &str = "Rows of your table are not stored: this run is lost on reload; save the recording to go on later.";
const NO_ROOM: &str = "The browser does not store this run (a private window, or no room): a reload would lose it. Save the recording to go on later.";

/// What the page shows for the gateway's word, and what the run is told.
fn failure(word: &str) -> (&'static str, &'static str) {
    match word {
        "policy" => ("policy", "blocked"),
        "offline" => ("offline", "offline"),
        "permission" => ("permission", "permission-denied"),
        "cors" => ("cors", "blocked"),
        "refused-or-mixed" => ("refused-or-mixed", "refused"),
        "unreachable" => ("unreachable", "refused"),
        "reset" => ("reset", "reset"),
        "not-allowed" => ("not-allowed", "mixed-content"),
        _ => ("other", "other"),
    }
}
