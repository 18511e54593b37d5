//! A list of columns as chips: each can be removed, others added, all by keyboard.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::floating::Floating;

/// So many chips are shown before the list is folded.
const MOST_SHOWN: usize = 8;
/// From so many columns on, the menu has a field that filters them.
const FILTERED: usize = 12;

/// A column in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chip {
    /// Its name.
    pub(crate) text: String,
    /// What should be kept in mind about it.
    pub(crate) warning: Option<String>,
}

/// Columns that have one part in the model.
#[component]
pub(crate) fn ChipList(
    /// The name of the part, as shown.
    #[prop(into)]
    label: Signal<String>,
    /// Columns that have the part.
    #[prop(into)]
    chips: Signal<Vec<Chip>>,
    /// Columns that could have it.
    #[prop(into)]
    candidates: Signal<Vec<String>>,
    /// Told which column is added.
    #[prop(into)]
    on_add: Callback<String>,
    /// Told which column is removed.
    #[prop(into)]
    on_remove: Callback<String>,
    /// `spurious`, `indirect`, `direct` or nothing: the color of the label.
    #[prop(optional)]
    hue: &'static str,
    /// The key of the label's definition.
    #[prop(optional)]
    term: &'static str,
) -> impl IntoView {
    let list_ref = NodeRef::<html::Ul>::new();
    let add_ref = NodeRef::<html::Button>::new();
    let is_unfolded = RwSignal::new(false);
    let n_chips = Memo::new(move |_| chips.with(Vec::len));
    let is_folded = Memo::new(move |_| !is_unfolded.get() && n_chips.get() > MOST_SHOWN);
    let shown = move || {
        let n_shown = if is_folded.get() { MOST_SHOWN - 1 } else { n_chips.get() };
        chips.get().into_iter().take(n_shown).enumerate().collect::<Vec<_>>()
    };
    let remove = move |idx: usize, text: String| {
        on_remove.run(text);
        // Focus stays in the list: on the chip that took the place, else on the button that adds.
        set_timeout(move || focus_chip(list_ref, add_ref, idx), std::time::Duration::ZERO);
    };
    let chip = move |(idx, chip): (usize, Chip)| {
        let Chip { text, warning } = chip;
        let name = text.clone();
        let (has_warning, title) = (warning.is_some(), warning.clone());
        view! {
            <li class="chip" class:warn=has_warning title=title>
                {text.clone()}
                {warning.map(|warning| view! { <span class="visually-hidden">{format!(", {warning}")}</span> })}
                <button
                    type="button"
                    aria-label=format!("Remove {text}")
                    on:click=move |_| remove(idx, name.clone())
                >
                    "×"
                </button>
            </li>
        }
    };
    let heading = move || {
        if term.is_empty() {
            label.get().into_any()
        } else {
            view! { <super::term::Term term=term>{move || label.get()}</super::term::Term> }
                .into_any()
        }
    };
    view! {
        <div class="chip-list" role="group" aria-label=move || label.get()>
            <span class=format!("chip-label {hue}")>{heading}</span>
            <ul node_ref=list_ref>
                {move || shown().into_iter().map(chip).collect_view()}
                {move || is_folded.get().then(|| view! {
                    <li>
                        <button type="button" class="more" on:click=move |_| is_unfolded.set(true)>
                            {format!("{} more", n_chips.get() + 1 - MOST_SHOWN)}
                        </button>
                    </li>
                })}
                <li>
                    <Floating
                        face=move || "add"
                        label=Signal::derive(move || format!("Add to {}", label.get().to_lowercase()))
                        class="add"
                        panel_class="chip-menu"
                        button_ref=add_ref
                    >
                        <Columns chips candidates on_add on_remove />
                    </Floating>
                </li>
            </ul>
        </div>
    }
}

/// All columns that have or could have the part, each with a box to tick. Their order stays while
/// the menu is open.
#[component]
fn Columns(
    chips: Signal<Vec<Chip>>,
    candidates: Signal<Vec<String>>,
    on_add: Callback<String>,
    on_remove: Callback<String>,
) -> impl IntoView {
    let mut names: Vec<String> = chips.get_untracked().into_iter().map(|chip| chip.text).collect();
    names.extend(candidates.get_untracked());
    let filter = RwSignal::new(String::new());
    let has_filter = names.len() > FILTERED;
    let is_empty = names.is_empty();
    let column = move |name: String| {
        let (tick, words) = (name.clone(), name.to_lowercase());
        let is_hidden = move || !words.contains(&filter.get().to_lowercase());
        let is_in = {
            let name = name.clone();
            move || chips.with(|chips| chips.iter().any(|chip| chip.text == name))
        };
        let toggle = move |event: leptos::ev::Event| {
            let act = if event_target_checked(&event) { on_add } else { on_remove };
            act.run(tick.clone());
        };
        view! {
            <label class="tick" hidden=is_hidden>
                <input type="checkbox" prop:checked=is_in on:change=toggle />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        {has_filter.then(|| view! {
            <input
                type="search"
                class="filter"
                placeholder="filter"
                aria-label="Filter columns"
                on:input=move |event| filter.set(event_target_value(&event))
            />
        })}
        {is_empty.then(|| view! { <p class="muted small">"No column is left."</p> })}
        {names.into_iter().map(column).collect_view()}
    }
}

fn focus_chip(list: NodeRef<html::Ul>, add: NodeRef<html::Button>, idx: usize) {
    let buttons =
        list.get_untracked().and_then(|list| list.query_selector_all(".chip button").ok());
    let last = buttons.as_ref().map_or(0, web_sys::NodeList::length);
    let button = buttons.and_then(|buttons| buttons.get((idx as u32).min(last.saturating_sub(1))));
    let button = button
        .and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok())
        .or_else(|| add.get_untracked().map(Into::into));
    if let Some(button) = button {
        // It fails only for an element that left the page.
        drop(button.focus());
    }
}
