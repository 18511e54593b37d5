//! The focus is never lost: where its element leaves the page, what took its place gets it.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit};

/// What can have the focus; a page's heading is the first of its page.
const FOCUSABLE: &str =
    "h1[tabindex], button:enabled, select:enabled, input:enabled, a[href], summary, [tabindex='0']";

/// Watches the content of the page as long as it lives.
pub(super) fn keep(main: NodeRef<html::Main>) {
    let last = StoredValue::new_local(Vec::<Element>::new());
    let listener = window_event_listener(ev::focusin, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        last.set_value(target.map(|target| path_within_main(&target)).unwrap_or_default());
    });
    on_cleanup(move || listener.remove());
    Effect::new(move || {
        let Some(main) = main.get() else { return };
        let changed = Closure::<dyn FnMut()>::new(move || last.with_value(|path| restore(path)));
        if let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) {
            let options = MutationObserverInit::new();
            options.set_child_list(true);
            options.set_subtree(true);
            observer
                .observe_with_options(&main, &options)
                .expect("children of an element can be observed");
        }
        // It listens as long as the page lives.
        changed.forget();
    });
}

/// The element and those around it up to `main`; nothing for an element outside of it.
fn path_within_main(element: &Element) -> Vec<Element> {
    let around = |element: &Element| element.parent_element();
    let path: Vec<Element> = std::iter::successors(Some(element.clone()), around).collect();
    let end = path.iter().position(|element| element.tag_name() == "MAIN");
    end.map(|end| path[..=end].to_vec()).unwrap_or_default()
}

/// Gives the focus to the first element that takes it, within the nearest that is still there.
fn restore(path: &[Element]) {
    let is_lost = || document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    let has_left = path.first().is_some_and(|element| !element.is_connected());
    if !has_left || !is_lost() {
        return;
    }
    for place in path.iter().filter(|element| element.is_connected()) {
        let Ok(candidates) = place.query_selector_all(FOCUSABLE) else { continue };
        for idx in 0..candidates.length() {
            let candidate =
                candidates.get(idx).and_then(|node| node.dyn_into::<HtmlElement>().ok());
            // What is hidden, for instance in a closed fold, refuses it.
            if candidate.is_some_and(|candidate| candidate.focus().is_ok()) && !is_lost() {
                return;
            }
        }
    }
}
