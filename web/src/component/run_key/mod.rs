//! Ctrl + Enter, or ⌘ + Enter, runs what a page asks, from anywhere in it.

use leptos::{ev, prelude::*};

/// Listens while the page is shown; `run` runs and says whether it could.
pub(crate) fn on_run_key(run: impl Fn() -> bool + 'static) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let is_asked = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        if is_asked && untrack(&run) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
