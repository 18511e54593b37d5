//! A run kept for a reload of this tab: in the tab's own storage, which ends with the tab.

use leptos::prelude::window;
use web_sys::Storage;

/// Under this name the run is kept, and how far it was.
const RUN: &str = "causeloom.run";
const FAR: &str = "causeloom.run.done";

/// Keeps a run; false where the browser has no room for it.
pub(super) fn keep(text: &str, done: u64, asked: u64) -> bool {
    let Some(storage) = storage() else { return false };
    let is_kept = storage.set_item(RUN, text).is_ok()
        && storage.set_item(FAR, &format!("{done} of {asked} texts")).is_ok();
    if !is_kept {
        forget();
    }
    is_kept
}

/// The run that is kept.
pub(super) fn run() -> Option<String> {
    storage()?.get_item(RUN).ok()?
}

/// How far it was, in words.
pub(super) fn words() -> Option<String> {
    let storage = storage()?;
    storage.get_item(RUN).ok()??;
    storage.get_item(FAR).ok()?
}

/// Forgets it.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        // What cannot be removed is not there.
        drop(storage.remove_item(RUN));
        drop(storage.remove_item(FAR));
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}
