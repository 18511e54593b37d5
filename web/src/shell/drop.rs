//! Files dropped and tables pasted anywhere on the page.

use leptos::ev;
use leptos::prelude::*;

use super::keys::is_writing;
use crate::state::State;

/// Listens to drops and pastes.
pub(super) fn listen(state: State, dropping: RwSignal<bool>) {
    let over = window_event_listener(ev::dragover, move |event| {
        if has_files(&event) {
            event.prevent_default();
            dropping.set(true);
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Leaving the window, not just an element in it.
        if event.related_target().is_none() {
            dropping.set(false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        dropping.set(false);
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            event.prevent_default();
            state.open_file(file);
        }
    });
    let pasted = window_event_listener(ev::paste, move |event| {
        if is_writing(event.target()) {
            return;
        }
        let Some(clipboard) = event.clipboard_data() else { return };
        if let Some(file) = clipboard.files().and_then(|files| files.get(0)) {
            event.prevent_default();
            state.open_file(file);
            return;
        }
        let text = clipboard.get_data("text/plain").unwrap_or_default();
        if text.trim().contains('\n') {
            event.prevent_default();
            let name = if text.contains('\t') { "pasted table.tsv" } else { "pasted table.csv" };
            state.open_text(name, &text);
        }
    });
    on_cleanup(move || {
        for handle in [over, leave, dropped, pasted] {
            handle.remove();
        }
    });
}

/// The sign that shows while a file is over the page.
#[component]
pub(super) fn DropSign(dropping: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="drop-sign" hidden=move || !dropping.get() aria-hidden="true">
            <p>"Drop the file to open it. It stays in this tab."</p>
        </div>
    }
}

fn has_files(event: &web_sys::DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}
