//! A language model in the tab: a file that the user gives, or the browser's own. Nothing is sent.

use causeloom::Error;
use causeloom::conversation::Outgoing;
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::FileList;

/// The module `local-model.js`.
pub(super) struct Tab {
    module: JsValue,
    /// Told every message; it lives as long as this.
    hear: Closure<dyn Fn(JsValue)>,
}

impl Tab {
    /// Loads the module; `hear` is told what the model answers, in the gateway's form.
    pub(super) async fn open(hear: impl Fn(JsValue) + 'static) -> Result<Self, Error> {
        let load: Function = get(&window(), "causeloomLocalModel").unchecked_into();
        let promise: Promise = load.call0(&JsValue::NULL).map_err(|error| failed(&error))?.into();
        let module = JsFuture::from(promise).await.map_err(|error| failed(&error))?;
        Ok(Self { module, hear: Closure::new(hear) })
    }

    /// Loads a model from files; the answer is its name. `progress` hears the share that is read.
    pub(super) async fn load(
        &self,
        files: &FileList,
        progress: impl Fn(f64) + 'static,
    ) -> Result<String, Error> {
        self.begin("load", Some(files.into()), progress).await
    }

    /// Loads the browser's own model.
    pub(super) async fn load_built_in(
        &self,
        progress: impl Fn(f64) + 'static,
    ) -> Result<String, Error> {
        self.begin("loadBuiltIn", None, progress).await
    }

    /// Ends the model.
    pub(super) async fn unload(&self) {
        if let Ok(over) = self.call("unload", &[]) {
            // It has nothing more to say.
            drop(JsFuture::from(over.unchecked_into::<Promise>()).await);
        }
    }

    /// Has a request answered under a number.
    pub(super) fn send(&self, attempt: f64, request: &Outgoing) {
        let parts = [attempt.into(), request.body.as_str().into(), self.hear.as_ref().clone()];
        // What goes wrong is told as an answer.
        drop(self.call("answer", &parts));
    }

    /// Has an attempt broken off.
    pub(super) fn abort(&self, attempt: f64) {
        drop(self.call("leave", &[attempt.into()]));
    }

    async fn begin(
        &self,
        verb: &str,
        files: Option<JsValue>,
        progress: impl Fn(f64) + 'static,
    ) -> Result<String, Error> {
        let heard = Closure::<dyn Fn(JsValue)>::new(move |done: JsValue| {
            let number = |name: &str| get(&done, name).as_f64().unwrap_or_default();
            progress(number("loaded") / number("total").max(1.0));
        });
        let parts: Vec<JsValue> = files.into_iter().chain([heard.as_ref().clone()]).collect();
        let promise = self.call(verb, &parts).map_err(|error| failed(&error))?;
        let about = JsFuture::from(promise.unchecked_into::<Promise>()).await;
        let about = about.map_err(|error| failed(&error))?;
        Ok(get(&about, "name").as_string().unwrap_or_default())
    }

    fn call(&self, verb: &str, parts: &[JsValue]) -> Result<JsValue, JsValue> {
        let verb: Function = get(&self.module, verb).unchecked_into();
        verb.apply(&JsValue::NULL, &parts.iter().collect::<Array>())
    }
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

/// A failure of the module, which has words of its own.
fn failed(error: &JsValue) -> Error {
    let text = |name: &str| get(error, name).as_string();
    let words = text("message").unwrap_or_else(|| "it cannot be loaded".to_owned());
    Error::new(&text("kind").unwrap_or_else(|| "no-model".to_owned()), words)
}
