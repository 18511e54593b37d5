//! Which server, at which address, and how its texts are held to their facts.

use causeloom::{from_json, to_json};
use leptos::prelude::*;

use super::{Asked, edit};
use crate::component::choice::{Choice, Opt};
use crate::component::field::TextField;
use crate::state::State;

/// Which provider or program.
#[component]
pub(super) fn ProviderChoice(asked: Asked) -> impl IntoView {
    let state = State::expect();
    let value = Signal::derive(move || asked.server.with(|server| server.provider.clone()));
    let options = Signal::derive(move || {
        state.network.providers.with(|all| {
            all.iter().map(|provider| Opt::new(&*provider.id, &*provider.name)).collect()
        })
    });
    let choose = Callback::new(move |id: String| {
        state.network.models.set(Vec::new());
        edit(state, format!("ask {id}"), |server| {
            server.provider = id;
            server.base_url = String::new();
            server.model = String::new();
            server.price = None;
            server.budget.dollars = None;
        });
    });
    view! { <Choice label="Provider" value options on_change=choose /> }
}

/// The address below which the server answers.
#[component]
pub(super) fn AddressField(asked: Asked) -> impl IntoView {
    let state = State::expect();
    let take = Callback::new(move |text: String| {
        let text = text.trim().trim_end_matches('/').to_owned();
        if text != asked.address.get_untracked() {
            if web_sys::Url::new(&text).is_err() {
                return Some("an address such as http://127.0.0.1:8080/v1".to_owned());
            }
            edit(state, "another address", |server| server.base_url = text);
        }
        None
    });
    view! { <TextField label="Address" value=asked.address take class="text-field address-field" /> }
}

/// Ways in which a text is held to its facts: as the study names them, and in words.
const MODES: [(&str, &str); 3] = [
    ("\"free\"", "free text, verified"),
    ("\"placeholders\"", "with placeholders that are filled here"),
    ("\"locked\"", "locked to the facts by a grammar"),
];

/// How a text is held to its facts.
#[component]
pub(super) fn ModeChoice(asked: Asked) -> impl IntoView {
    let state = State::expect();
    let can_lock = Memo::new(move |_| asked.provider.with(|provider| provider.takes_grammar));
    let value = Signal::derive(move || {
        if asked.holds_cells.get() {
            return MODES[1].0.to_owned();
        }
        let mode = state.study.with(|study| to_json(&study.realize.mode));
        // A server without grammars is asked for placeholders instead.
        if mode == MODES[2].0 && !can_lock.get() { MODES[1].0.to_owned() } else { mode }
    });
    let options = Signal::derive(move || {
        let modes = match (asked.holds_cells.get(), can_lock.get()) {
            (true, _) => &MODES[1..2],
            (false, true) => &MODES[..],
            (false, false) => &MODES[..2],
        };
        modes.iter().map(|(key, title)| Opt::new(*key, *title)).collect::<Vec<Opt>>()
    });
    let choose = Callback::new(move |key: String| {
        let title = MODES.iter().find(|(known, _)| *known == key).map(|(_, title)| *title);
        if let (Ok(mode), Some(title)) = (from_json(&key), title) {
            state.edit(title, |study| study.realize.mode = mode);
        }
    });
    view! { <Choice label="Mode" value options on_change=choose /> }
}
