//! One worker that answers requests one after the other.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use causeloom::Error;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout, set_timeout_with_handle};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType,
};

/// A worker that has not started by then never will.
const LONGEST_START: Duration = Duration::from_secs(30);

/// Why a request has no answer.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// The façade said no, with its reason.
    Refused(Error),
    /// The worker broke; it must be replaced.
    Crashed(String),
    /// The page ended the worker.
    Canceled,
}

/// A request that the browser made on behalf of a worker.
#[derive(Clone, Debug)]
pub(crate) struct RequestSeen {
    /// Its address.
    pub(crate) url: String,
    /// When it began, in milliseconds since 1970.
    pub(crate) time: f64,
    /// Bytes that were received.
    pub(crate) bytes: f64,
}

/// How a clerk's worker is made, and who hears of its requests to the network.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) script: String,
    /// A function that promises the compiled module that every worker runs.
    pub(crate) engine: Function,
    pub(crate) on_request: Rc<dyn Fn(RequestSeen)>,
}

/// One worker and what it was asked.
pub(super) struct Clerk(Rc<Desk>);

struct Desk {
    worker: Worker,
    office: Office,
    /// Settled when the worker has been handed its module; requests are posted after that.
    handed: Promise,
    waiting: RefCell<BTreeMap<u32, Waiting>>,
    next_id: Cell<u32>,
    over: RefCell<Option<Failure>>,
    panic: RefCell<Option<String>>,
    start_limit: RefCell<Option<TimeoutHandle>>,
    ears: RefCell<Vec<JsValue>>,
}

struct Waiting {
    answer: Function,
    refuse: Function,
    progress: Rc<dyn Fn(f64)>,
}

impl Clerk {
    /// Starts a worker. Requests may be made at once: they wait until it is ready.
    pub(super) fn start(office: &Office) -> Result<Self, Failure> {
        let worker = worker_of_blob(&office.script).map_err(|error| crash(&error))?;
        let engine = office.engine.call0(&JsValue::NULL).map_err(|error| crash(&error))?;
        let desk = Rc::new(Desk {
            handed: hand_over(engine.unchecked_into(), worker.clone()),
            worker,
            office: office.clone(),
            waiting: RefCell::default(),
            next_id: Cell::new(0),
            over: RefCell::default(),
            panic: RefCell::default(),
            start_limit: RefCell::default(),
            ears: RefCell::default(),
        });
        listen(&desk);
        Ok(Self(desk))
    }

    /// Asks for one of the exports of the crate `engine`; `progress` hears the bytes or units done.
    pub(super) async fn ask(
        &self,
        verb: &str,
        parts: &[JsValue],
        progress: Rc<dyn Fn(f64)>,
    ) -> Result<JsValue, Failure> {
        if let Err(error) = JsFuture::from(self.0.handed.clone()).await {
            self.0.close(crash(&error));
        }
        if let Some(failure) = self.0.over.borrow().clone() {
            return Err(failure);
        }
        let id = self.0.next_id.replace(self.0.next_id.get() + 1);
        let request = object(&[
            ("id", id.into()),
            ("verb", verb.into()),
            ("parts", parts.iter().collect::<Array>().into()),
        ]);
        self.0.worker.post_message(&request).map_err(|error| crash(&error))?;
        let promise = Promise::new(&mut |answer, refuse| {
            let waiting = Waiting { answer, refuse, progress: progress.clone() };
            self.0.waiting.borrow_mut().insert(id, waiting);
        });
        JsFuture::from(promise).await.map_err(|reason| match reason.as_string() {
            Some(text) => Failure::Refused(read_error(&text)),
            None => self.0.over.borrow().clone().unwrap_or(Failure::Canceled),
        })
    }

    /// True until the worker broke or was ended.
    pub(super) fn is_alive(&self) -> bool {
        self.0.over.borrow().is_none()
    }

    /// Ends the worker now, whatever it does; its requests are answered as canceled.
    pub(super) fn end(&self) {
        self.0.close(Failure::Canceled);
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        self.end();
    }
}

impl Desk {
    /// Nothing more is heard from the worker; what waits fails for this reason.
    fn close(&self, failure: Failure) {
        if self.over.borrow().is_some() {
            return;
        }
        *self.over.borrow_mut() = Some(failure);
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        if let Some(limit) = self.start_limit.take() {
            limit.clear();
        }
        // One of these may be what is running now: it is freed later.
        let ears = self.ears.take();
        set_timeout(move || drop(ears), Duration::ZERO);
        for waiting in std::mem::take(&mut *self.waiting.borrow_mut()).into_values() {
            settle(&waiting.refuse, &JsValue::NULL);
        }
    }

    fn hear(&self, message: &JsValue) {
        let part = |name: &str| Reflect::get(message, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let id = part("id").as_f64().map(|id| id as u32);
        if let (Some(id), Some(done)) = (id, part("done").as_f64()) {
            let progress = self.waiting.borrow().get(&id).map(|waiting| waiting.progress.clone());
            if let Some(progress) = progress {
                progress(done);
            }
        } else if let Some(id) = id {
            let Some(waiting) = self.waiting.borrow_mut().remove(&id) else { return };
            let error = part("error");
            if error.is_undefined() {
                settle(&waiting.answer, &part("answer"));
            } else {
                settle(&waiting.refuse, &error);
            }
        } else if let Some(words) = part("panic").as_string() {
            *self.panic.borrow_mut() = Some(words);
        } else if let Some(words) = part("crash").as_string() {
            self.close(Failure::Crashed(self.panic.take().unwrap_or(words)));
        } else if part("ready").is_truthy() {
            if let Some(limit) = self.start_limit.take() {
                limit.clear();
            }
        } else {
            self.hear_requests(&part("requests"));
        }
    }

    fn hear_requests(&self, requests: &JsValue) {
        for request in Array::from(requests) {
            let part = |name: &str| Reflect::get(&request, &name.into()).unwrap_or_default();
            (self.office.on_request)(RequestSeen {
                url: part("name").as_string().unwrap_or_default(),
                time: part("time").as_f64().unwrap_or_default(),
                bytes: part("bytes").as_f64().unwrap_or_default(),
            });
        }
    }
}

/// Posts the module to the worker as soon as it is compiled.
fn hand_over(engine: Promise, worker: Worker) -> Promise {
    future_to_promise(async move {
        let module = JsFuture::from(engine).await?;
        worker.post_message(&object(&[("module", module)]))?;
        Ok(JsValue::UNDEFINED)
    })
}

fn listen(desk: &Rc<Desk>) {
    let for_message = Rc::downgrade(desk);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(desk) = for_message.upgrade() {
            desk.hear(&event.data());
        }
    });
    let for_error = Rc::downgrade(desk);
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        event.prevent_default();
        if let Some(desk) = for_error.upgrade() {
            // A script that could not be loaded gives an event without words.
            let words = Reflect::get(&event, &"message".into()).ok();
            let words = words.and_then(|words| words.as_string());
            desk.close(Failure::Crashed(
                words.unwrap_or_else(|| "a worker could not be started".to_owned()),
            ));
        }
    });
    desk.worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    desk.worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    desk.ears.borrow_mut().extend([on_message.into_js_value(), on_error.into_js_value()]);
    let for_limit = Rc::downgrade(desk);
    let limit = set_timeout_with_handle(
        move || {
            if let Some(desk) = for_limit.upgrade() {
                desk.close(Failure::Crashed("a worker did not start in time".to_owned()));
            }
        },
        LONGEST_START,
    );
    *desk.start_limit.borrow_mut() = limit.ok();
}

/// A module worker made from a blob whose only line imports the script: made so, it inherits the
/// page's Content-Security-Policy. One made from the script's address would not.
fn worker_of_blob(script: &str) -> Result<Worker, JsValue> {
    let line = format!("import {};", serde_json::Value::from(script));
    let properties = BlobPropertyBag::new();
    properties.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&line.into()), &properties)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&url, &options);
    // The worker fetches it asynchronously: the address may go once that has surely begun.
    set_timeout(move || drop(Url::revoke_object_url(&url)), LONGEST_START);
    worker
}

fn object(parts: &[(&str, JsValue)]) -> Object {
    let entries: Array =
        parts.iter().map(|(name, value)| Array::of2(&(*name).into(), value)).collect();
    Object::from_entries(&entries).expect("entries are pairs of a name and a value")
}

fn settle(function: &Function, value: &JsValue) {
    function.call1(&JsValue::NULL, value).expect("settling a promise cannot fail");
}

fn crash(error: &JsValue) -> Failure {
    Failure::Crashed(format!("{error:?}"))
}

fn read_error(text: &str) -> Error {
    Error::deserialize(&mut serde_json::Deserializer::from_str(text))
        .unwrap_or_else(|_| Error::new("worker-error", text))
}
