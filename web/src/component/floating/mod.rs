//! A button that opens a small floating panel: menus, definitions, the log.
//!
//! It is the browser's own popover: Escape and a click outside close it, and focus comes back.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use super::unique_id;

/// A button with a floating panel, which is built when it opens. Inside it, a click on an element
/// with the attribute `data-close` closes it.
#[component]
pub(crate) fn Floating(
    /// What the button shows.
    #[prop(into)]
    face: ViewFn,
    /// What is in the panel.
    children: ChildrenFn,
    /// What a screen reader says for the button, where its face does not say it.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// Class of the button.
    #[prop(optional)]
    class: &'static str,
    /// Class of the panel.
    #[prop(optional)]
    panel_class: &'static str,
    /// The button, for who wants to focus it.
    #[prop(optional)]
    button_ref: NodeRef<html::Button>,
) -> impl IntoView {
    let id = unique_id("floating");
    let panel_ref = NodeRef::<html::Div>::new();
    let is_open = RwSignal::new(false);
    let before_toggle = move |event: leptos::ev::Event| {
        let opens = js_sys::Reflect::get(&event, &"newState".into())
            .is_ok_and(|state| state.as_string().as_deref() == Some("open"));
        is_open.set(opens);
        if let (true, Some(button), Some(panel)) =
            (opens, button_ref.get_untracked(), panel_ref.get_untracked())
        {
            place(&button, &panel);
        }
    };
    let close = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let closes = target.and_then(|target| target.closest("[data-close]").ok().flatten());
        if let (Some(_), Some(panel)) = (closes, panel_ref.get_untracked()) {
            // It fails only where the panel is closed already.
            drop(panel.hide_popover());
        }
    };
    view! {
        <button
            type="button"
            class=class
            popovertarget=id.clone()
            aria-label=move || label.map(|label| label.get())
            node_ref=button_ref
        >
            {move || face.run()}
        </button>
        <div
            id=id
            popover="auto"
            class=format!("floating {panel_class}")
            node_ref=panel_ref
            on:beforetoggle=before_toggle
            on:click=close
        >
            {move || is_open.get().then(|| children())}
        </div>
    }
}

/// Puts the panel under its button, towards the side where there is more room.
fn place(button: &HtmlElement, panel: &HtmlElement) {
    let rect = button.get_bounding_client_rect();
    let root = document().document_element();
    let width = root.map_or(0.0, |root| f64::from(root.client_width()));
    let scrolled = |offset: Result<f64, JsValue>| offset.unwrap_or_default();
    let top = rect.bottom() + scrolled(window().scroll_y()) + 4.0;
    let (left, right) = if rect.left() + rect.right() > width {
        ("auto".to_owned(), format!("{}px", (width - rect.right()).max(8.0)))
    } else {
        (format!("{}px", rect.left().max(8.0)), "auto".to_owned())
    };
    let style = panel.style();
    for (name, value) in [("top", format!("{top}px")), ("left", left), ("right", right)] {
        style.set_property(name, &value).expect("the property and its value are well formed");
    }
}
