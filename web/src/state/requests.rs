//! What the page and its workers fetched, seen through the browser's own record.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{PerformanceObserver, PerformanceObserverEntryList, PerformanceResourceTiming, Url};

use super::State;
use crate::pool::RequestSeen;

/// The files of the application itself.
const PROGRAM: [&str; 13] = [
    "app.js",
    "app_bg.wasm",
    "app.css",
    "boot.js",
    "engine.js",
    "engine_bg.wasm",
    "gateway.html",
    "index.js",
    "local-model.js",
    "pages.js",
    "split_pages.wasm",
    "wllama.wasm",
    "worker.js",
];

/// Bodies that the log keeps: those of older requests go, their line stays.
const MOST_BODIES: usize = 2_000;

/// A request to the network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    /// When it began, in milliseconds since 1970.
    pub(crate) time: f64,
    /// The host that was asked.
    pub(crate) host: String,
    /// The file that was asked for.
    pub(crate) file: String,
    /// Bytes that came; 0 where it came from the browser's cache.
    pub(crate) bytes: f64,
    /// What it was for.
    pub(crate) purpose: Purpose,
    /// What was sent, where anything was.
    pub(crate) sent: Option<Arc<Sent>>,
}

/// What a request to a language model carried. A key is never part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The address.
    pub(crate) url: String,
    /// The body.
    pub(crate) body: String,
    /// Its fingerprint.
    pub(crate) sha256: String,
}

/// What a request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The page loaded the program.
    Page,
    /// A worker loaded the program, mostly from the browser's cache.
    Worker,
    /// The user had rows put into words by a language model.
    LanguageModel,
    /// The page's policy stopped it.
    Stopped,
    /// None of these.
    Other,
}

impl Purpose {
    /// In words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Page => "the program",
            Self::Worker => "the program, for a worker",
            Self::LanguageModel => "to a language model",
            Self::Stopped => "stopped by this page's policy",
            Self::Other => "not part of the program",
        }
    }

    /// True for what the header counts: everything but loading the program.
    pub(crate) fn is_counted(self) -> bool {
        matches!(self, Self::LanguageModel | Self::Other)
    }
}

/// Follows the page's requests.
pub(super) fn observe(state: State) {
    let requests = state.requests;
    let origin = window().performance().map_or(0.0, |clock| clock.time_origin());
    let heard = Closure::<dyn FnMut(PerformanceObserverEntryList)>::new(
        move |list: PerformanceObserverEntryList| {
            for entry in list.get_entries() {
                let entry: PerformanceResourceTiming = entry.unchecked_into();
                let seen = RequestSeen {
                    url: entry.name(),
                    time: origin + entry.start_time(),
                    bytes: entry.transfer_size(),
                };
                add(requests, &seen, Purpose::Page);
            }
        },
    );
    if let Ok(observer) = PerformanceObserver::new(heard.as_ref().unchecked_ref()) {
        let entries = [
            js_sys::Array::of2(&"type".into(), &"resource".into()),
            js_sys::Array::of2(&"buffered".into(), &true.into()),
        ];
        let options = js_sys::Object::from_entries(&entries.iter().collect::<js_sys::Array>());
        if let Ok(options) = options {
            observer.observe(options.unchecked_ref());
        }
    }
    // It listens as long as the page lives.
    heard.forget();
    let stopped = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        let part = |name: &str| js_sys::Reflect::get(&event, &name.into()).ok();
        let url = part("blockedURI").and_then(|url| url.as_string()).unwrap_or_default();
        let seen = RequestSeen { url, time: js_sys::Date::now(), bytes: 0.0 };
        add(requests, &seen, Purpose::Stopped);
    });
    document()
        .add_event_listener_with_callback(
            "securitypolicyviolation",
            stopped.as_ref().unchecked_ref(),
        )
        .expect("a document can be listened to");
    stopped.forget();
}

/// Adds a request that a worker told of.
pub(super) fn add_from_worker(requests: RwSignal<Vec<Request>>, seen: &RequestSeen) {
    add(requests, seen, Purpose::Worker);
}

/// Adds a request that the gateway sends.
pub(crate) fn add_sent(requests: RwSignal<Vec<Request>>, sent: Sent) {
    let Ok(url) = Url::new(&sent.url) else { return };
    let request = Request {
        time: js_sys::Date::now(),
        host: url.host(),
        file: url.pathname(),
        bytes: sent.body.len() as f64,
        purpose: Purpose::LanguageModel,
        sent: Some(Arc::new(sent)),
    };
    requests.update(|requests| {
        requests.push(request);
        let older = requests.len().checked_sub(MOST_BODIES + 1);
        if let Some(older) = older.and_then(|place| requests.get_mut(place)) {
            older.sent = None;
        }
    });
}

fn add(requests: RwSignal<Vec<Request>>, seen: &RequestSeen, purpose: Purpose) {
    let Ok(url) = Url::new(&seen.url) else { return };
    // Blobs and data addresses are made in the tab and fetched from nowhere.
    if !url.protocol().starts_with("http") {
        return;
    }
    let own_host = window().location().host().unwrap_or_default();
    let file = url.pathname().rsplit('/').next().unwrap_or_default().to_owned();
    let is_program = url.host() == own_host && PROGRAM.contains(&file.as_str());
    let purpose = match purpose {
        Purpose::Page | Purpose::Worker if !is_program => Purpose::Other,
        purpose => purpose,
    };
    let request =
        Request { time: seen.time, host: url.host(), file, bytes: seen.bytes, purpose, sent: None };
    requests.update(|requests| requests.push(request));
}
