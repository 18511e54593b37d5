//! Which servers there are, and which models one of them has.

use std::rc::Rc;

use causeloom::Error;
use causeloom::conversation::{Outgoing, ProviderView};
use js_sys::{Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Apart, Gateway};
use crate::pool::Talker;
use crate::state::{Sent, State, add_sent};

/// Asks for the servers that are known, once.
pub(crate) fn ask_for_providers(state: State) {
    if state.network.providers.with_untracked(|providers| !providers.is_empty()) {
        return;
    }
    let gateway = Gateway::of(state);
    leptos::task::spawn_local(async move {
        let found = async {
            let origin = window().location().origin().unwrap_or_default();
            gateway.helper()?.ask_json::<Vec<ProviderView>>("providers", &[origin.into()]).await
        };
        match found.await {
            Ok(providers) => state.network.providers.set(providers),
            Err(error) => state.say(error.message),
        }
    });
}

/// Asks a server for its models; the answer says how that failed, in the gateway's word or in ours.
pub(crate) async fn ask_for_models(
    state: State,
    provider: &str,
    base_url: &str,
) -> Result<(), Error> {
    let gateway = Gateway::of(state);
    let talker = gateway.helper()?;
    let parts = [provider.into(), base_url.into()];
    let request: Outgoing = talker.ask_json("ask_for_models", &parts).await?;
    let (status, body) = gateway.send_apart(request).await?;
    match status {
        200..300 => {
            let answer = Uint8Array::from(&body[..]).into();
            state.network.models.set(talker.ask_json("models_of", &[answer]).await?);
            Ok(())
        }
        401 | 403 => {
            Err(Error::new("auth", format!("the server refuses the key (status {status})"))
                .with_hint("give the key that belongs to this server"))
        }
        status => Err(Error::new("status", format!("the server answers with status {status}"))
            .with_hint("type the model's name instead")),
    }
}

impl Gateway {
    pub(super) fn helper(&self) -> Result<Talker, Error> {
        if let Some(helper) = self.helper.borrow().clone().filter(Talker::is_alive) {
            return Ok(helper);
        }
        let helper = Talker::start(&self.state.office())?;
        self.helper.replace(Some(helper.clone()));
        Ok(helper)
    }

    /// Sends a request that belongs to no run; the answer is its status and body.
    async fn send_apart(self: &Rc<Self>, request: Outgoing) -> Result<(u16, Vec<u8>), Error> {
        let frame = self.frame().await?;
        let number = self.next_apart.replace(self.next_apart.get() - 1);
        let mut apart = Vec::new();
        let promise = Promise::new(&mut |over, _| apart.push(over));
        for over in apart {
            let apart = Apart { over, status: 0, body: Vec::new() };
            self.apart.borrow_mut().insert(number, apart);
        }
        frame.send(f64::from(number), &request);
        let sent = Sent { url: request.url, body: request.body, sha256: request.sha256 };
        add_sent(self.state.requests, sent);
        let word = JsFuture::from(promise).await.ok().and_then(|word| word.as_string());
        let heard = self.apart.borrow_mut().remove(&number);
        match (word, heard) {
            (None, Some(apart)) => Ok((apart.status, apart.body)),
            (word, _) => Err(Error::new(&word.unwrap_or_default(), "the server cannot be reached")),
        }
    }

    /// Takes a message about such a request.
    pub(super) fn hear_apart(&self, number: i32, message: &JsValue) {
        let part = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
        let mut all = self.apart.borrow_mut();
        let Some(apart) = all.get_mut(&number) else { return };
        let (head, chunk, failed) = (part("head"), part("chunk"), part("failed"));
        if !head.is_undefined() {
            let status = Reflect::get(&head, &"status".into()).unwrap_or_default();
            apart.status = status.as_f64().unwrap_or_default() as u16;
        } else if !chunk.is_undefined() {
            apart.body.extend(Uint8Array::new(&chunk).to_vec());
        } else {
            // The end, or a word for the failure.
            let said = apart.over.call1(&JsValue::NULL, &failed);
            said.expect("settling a promise cannot fail");
        }
    }
}
