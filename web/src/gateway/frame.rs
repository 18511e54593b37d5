//! The hidden document that alone may reach other hosts, and the port to it.

use causeloom::Error;
use causeloom::conversation::Outgoing;
use js_sys::{Array, Object, Promise};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort};

/// The document's file, beside the page's.
const FILE: &str = "./gateway.html";
/// What the document waits for.
const GREETING: &str = "causeloom-gateway";

/// The document; it stays as long as the page.
pub(super) struct Frame {
    port: MessagePort,
}

impl Frame {
    /// Makes the document; `hear` is told every message of it.
    pub(super) async fn open(hear: impl Fn(JsValue) + 'static) -> Result<Self, Error> {
        let frame: HtmlIFrameElement =
            document().create_element("iframe").map_err(broken)?.unchecked_into();
        frame.set_hidden(true);
        frame.set_title("The gateway to language models");
        frame.set_attribute("aria-hidden", "true").map_err(broken)?;
        frame.set_src(FILE);
        let loaded = Promise::new(&mut |loaded, failed| {
            frame.set_onload(Some(&loaded));
            frame.set_onerror(Some(&failed));
        });
        let body = document().body().ok_or_else(|| broken(JsValue::NULL))?;
        body.append_child(&frame).map_err(broken)?;
        JsFuture::from(loaded).await.map_err(broken)?;
        let channel = MessageChannel::new().map_err(broken)?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            hear(event.data());
        });
        let port = channel.port1();
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // It listens as long as the page lives.
        on_message.forget();
        let inside = frame.content_window().ok_or_else(|| broken(JsValue::NULL))?;
        let origin = window().location().origin().map_err(broken)?;
        let handed = Array::of1(&channel.port2());
        inside.post_message_with_transfer(&GREETING.into(), &origin, &handed).map_err(broken)?;
        Ok(Self { port })
    }

    /// Has a request sent under a number.
    pub(super) fn send(&self, attempt: f64, request: &Outgoing) {
        let headers: Array = request
            .headers
            .iter()
            .map(|(name, value)| Array::of2(&name.as_str().into(), &value.as_str().into()))
            .collect();
        let parts = [
            ("attempt", attempt.into()),
            ("method", request.method.as_str().into()),
            ("url", request.url.as_str().into()),
            ("headers", headers.into()),
            ("body", request.body.as_str().into()),
        ];
        self.post(&[("send", object(&parts).into())]);
    }

    /// Has an attempt broken off.
    pub(super) fn abort(&self, attempt: f64) {
        self.post(&[("abort", attempt.into())]);
    }

    /// Hands the key of an origin over, or has it forgotten.
    pub(super) fn keep(&self, origin: &str, key: Option<&str>, is_remembered: bool) {
        let key = key.map_or(JsValue::UNDEFINED, JsValue::from);
        self.post(&[("origin", origin.into()), ("key", key), ("remember", is_remembered.into())]);
    }

    fn post(&self, parts: &[(&str, JsValue)]) {
        self.port.post_message(&object(parts)).expect("texts and numbers can be posted");
    }
}

fn object(parts: &[(&str, JsValue)]) -> Object {
    let entries: Array =
        parts.iter().map(|(name, value)| Array::of2(&(*name).into(), value)).collect();
    Object::from_entries(&entries).expect("entries are pairs of a name and a value")
}

fn broken(_: JsValue) -> Error {
    Error::new("no-gateway", "the gateway to language models could not be opened")
        .with_hint("see whether you are connected, and reload the page")
}
