//! Keys that work on every page, and the panel that lists them.

use causeloom::JobKind;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::menu::pick_file;
use crate::component::graph::GRAPH_KEYS;
use crate::state::{State, Step};

/// The identifier of the panel.
pub(super) const PANEL: &str = "keys";

const LETTERS: &str = "causeloom.letters";

const KEYS: [(&str, &str); 10] = [
    ("Ctrl Z, ⌘ Z", "undo"),
    ("Ctrl Shift Z, ⌘ Shift Z, Ctrl Y", "redo"),
    ("1, 2, 3, 4, 5", "go to Data, Model, Audit, Sample, Realize"),
    ("o", "open a file"),
    ("r", "run the audit; on Sample, draw; on Realize, write"),
    ("Ctrl Enter, ⌘ Enter", "run what the page asks, from anywhere in it"),
    ("s", "copy the link"),
    ("Ctrl V, ⌘ V", "open a table copied from a spreadsheet"),
    ("Escape", "close a menu"),
    ("?", "show or hide this list"),
];

const TEXT_KEYS: [(&str, &str); 2] = [
    ("←, →", "go to the text before, to the next one"),
    ("↑, ↓", "point at a fact and at the words that tell it"),
];

/// Whether keys without Ctrl or ⌘ work; the choice is kept in the browser.
pub(super) fn letters() -> RwSignal<bool> {
    let storage = window().local_storage().ok().flatten();
    let stored = storage.as_ref().and_then(|storage| storage.get_item(LETTERS).ok().flatten());
    let letters = RwSignal::new(stored.as_deref() != Some("off"));
    Effect::new(move || {
        let word = if letters.get() { "on" } else { "off" };
        if let Some(storage) = window().local_storage().ok().flatten() {
            // Where storage is full or forbidden the choice lasts as long as the page.
            drop(storage.set_item(LETTERS, word));
        }
    });
    letters
}

/// Listens to the keys, except where the user writes.
pub(super) fn listen(state: State, letters: RwSignal<bool>) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || is_writing(event.target()) {
            return;
        }
        let is_taken = if event.ctrl_key() || event.meta_key() {
            with_control(state, &event)
        } else {
            !event.alt_key()
                && !is_choosing(event.target())
                && letters.get_untracked()
                && alone(state, &event.key())
        };
        if is_taken {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// The list of keys.
#[component]
pub(super) fn Keys(letters: RwSignal<bool>) -> impl IntoView {
    let row = |(keys, what): (&'static str, &'static str)| {
        view! { <dt><kbd>{keys}</kbd></dt><dd>{what}</dd> }
    };
    view! {
        <div id=PANEL popover="auto" class="keys" role="dialog" aria-labelledby="keys-title">
            <h2 id="keys-title">"Keys"</h2>
            <dl>{KEYS.map(row).collect_view()}</dl>
            <h3>"On the graph"</h3>
            <dl>{GRAPH_KEYS.map(row).collect_view()}</dl>
            <h3>"On a text of the Realize page"</h3>
            <dl>{TEXT_KEYS.map(row).collect_view()}</dl>
            <label class="tick plain">
                <input
                    type="checkbox"
                    prop:checked=move || letters.get()
                    on:change=move |event| letters.set(event_target_checked(&event))
                />
                <span>"Keys without Ctrl or ⌘ are on"</span>
            </label>
        </div>
    }
}

fn with_control(state: State, event: &KeyboardEvent) -> bool {
    match (event.key().to_lowercase().as_str(), event.shift_key()) {
        ("z", false) => state.undo(),
        ("z", true) | ("y", false) => state.redo(),
        _ => return false,
    }
    true
}

fn alone(state: State, key: &str) -> bool {
    match key {
        "1" => state.go(Step::Data),
        "2" => state.go(Step::Model),
        "3" => state.go(Step::Audit),
        "4" => state.go(Step::Sample),
        "5" => state.go(Step::Realize),
        "o" => pick_file(state),
        "r" if state.step.get_untracked() == Step::Sample => {
            if state.sample_problem().is_none() {
                state.run(JobKind::Sample);
            }
        }
        // The page knows who writes.
        "r" if state.step.get_untracked() == Step::Realize => state.run_asked.update(|n| *n += 1),
        "r" => {
            state.go(Step::Audit);
            if state.problem.get_untracked().is_none() {
                state.run(JobKind::Audit);
            }
        }
        "s" => state.share(),
        "?" => toggle_panel(),
        _ => return false,
    }
    true
}

fn toggle_panel() {
    let panel = document().get_element_by_id(PANEL);
    if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<HtmlElement>().ok()) {
        let is_open = panel.matches(":popover-open").unwrap_or(false);
        let toggled = if is_open { panel.hide_popover() } else { panel.show_popover() };
        toggled.expect("the panel is in the page");
    }
}

/// True where keys belong to a field of text.
pub(super) fn is_writing(target: Option<web_sys::EventTarget>) -> bool {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    match element.tag_name().as_str() {
        "TEXTAREA" => true,
        "INPUT" => {
            let kind = element.get_attribute("type").unwrap_or_default();
            !matches!(kind.as_str(), "checkbox" | "radio" | "button" | "file")
        }
        _ => element.closest("[contenteditable]").ok().flatten().is_some(),
    }
}

/// True where letters choose from a list.
fn is_choosing(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.tag_name() == "SELECT")
}
