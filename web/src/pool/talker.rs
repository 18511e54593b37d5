//! The worker that keeps a run over a network: what is to be sent, and what was answered.

use std::rc::Rc;

use causeloom::Error;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use super::answer::read;
use super::clerk::{Clerk, Office};
use super::report;

/// One worker with a run of its own; it ends when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Talker(Rc<Clerk>);

impl Talker {
    /// Starts the worker.
    pub(crate) fn start(office: &Office) -> Result<Self, Error> {
        Ok(Self(Rc::new(Clerk::start(office).map_err(report)?)))
    }

    /// True until the worker broke.
    pub(crate) fn is_alive(&self) -> bool {
        self.0.is_alive()
    }

    /// Asks for one of the exports of the crate `engine`.
    pub(crate) async fn ask(&self, verb: &str, parts: &[JsValue]) -> Result<JsValue, Error> {
        self.0.ask(verb, parts, Rc::new(|_| {})).await.map_err(report)
    }

    /// Asks for an answer that is JSON.
    pub(crate) async fn ask_json<T: DeserializeOwned>(
        &self,
        verb: &str,
        parts: &[JsValue],
    ) -> Result<T, Error> {
        read(&self.ask(verb, parts).await?)
    }
}
