//! Copying text.

use wasm_bindgen_futures::JsFuture;

use crate::state::State;

/// Copies a text and says `done`, or that the browser did not allow it.
pub(crate) fn copy_text(state: State, text: String, done: &'static str) {
    leptos::task::spawn_local(async move {
        let navigator = leptos::prelude::window().navigator();
        // The clipboard is missing where the page came over plain http from another machine.
        let has_clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into())
            .is_ok_and(|clipboard| clipboard.is_object());
        let is_copied =
            has_clipboard && JsFuture::from(navigator.clipboard().write_text(&text)).await.is_ok();
        state.say(if is_copied { done } else { "The browser did not allow copying" });
    });
}
