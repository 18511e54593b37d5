//! The key: it goes to the gateway at once, and this page keeps nothing of it.

use leptos::{ev, html, prelude::*};

use super::Asked;
use crate::gateway;
use crate::state::State;

/// A field for the key of the server that is asked.
#[component]
pub(super) fn KeyField(asked: Asked) -> impl IntoView {
    let state = State::expect();
    let field = NodeRef::<html::Input>::new();
    let remember = NodeRef::<html::Input>::new();
    let hand_over = move || {
        let Some(field) = field.get_untracked() else { return };
        let key = field.value().trim().to_owned();
        field.set_value("");
        if !key.is_empty() {
            let is_remembered = remember.get_untracked().is_some_and(|check| check.checked());
            gateway::keep_key(state, asked.origin.get_untracked(), Some(key), is_remembered);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            hand_over();
        }
    };
    let forget = move |_| {
        gateway::keep_key(state, asked.origin.get_untracked(), None, false);
    };
    let host = move || asked.origin.get().split("://").last().unwrap_or_default().to_owned();
    let label = move || {
        let need = if asked.is_own() { " (many need none)" } else { "" };
        format!("Key for {}{need}", host())
    };
    view! {
        <p class="key-line">
            <Show
                when=move || asked.has_key.get()
                fallback=move || view! {
                    <label>
                        {label}" "
                        <input
                            type="password" class="text-field" node_ref=field autocomplete="off"
                            spellcheck="false" on:change=move |_| hand_over() on:keydown=on_key
                        />
                    </label>
                    " "
                    <label class="small">
                        <input type="checkbox" node_ref=remember />
                        " remember it until this tab is closed"
                    </label>
                }
            >
                <span>"A key for "{host}" is with the gateway; it is sent to nobody else. "</span>
                <button type="button" class="quiet tool" on:click=forget>"Forget the key"</button>
            </Show>
        </p>
    }
}
