//! The menu of the study: examples, files, and every step that was taken.

use causeloom::DataReference;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::component::floating::Floating;
use crate::state::State;

/// The name of what is open, and the menu under it.
#[component]
pub(super) fn StudyMenu() -> impl IntoView {
    let state = State::expect();
    let name = move || match state.data.get() {
        Some(data) => data.source.name.clone(),
        None => match state.study.with(|study| study.data.clone()) {
            DataReference::Nothing => "no data yet".to_owned(),
            DataReference::Example { id } => id,
            DataReference::File { name, .. } => name,
        },
    };
    let about = move || {
        state.data.get().map(|data| {
            let rows = causeloom::number::count(f64::from(data.n_rows));
            if data.source.simulated {
                format!("simulated, {rows} rows")
            } else {
                format!("{rows} rows")
            }
        })
    };
    let face = move || {
        view! {
            <span class="name">{name}</span>
            {about().map(|about| view! { <span class="muted about">{about}</span> })}
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" class="line">
                <path d="M2 3.5 5 6.5l3-3" />
            </svg>
        }
    };
    view! {
        <Floating face=face class="quiet study" panel_class="study-menu">
            <Items />
        </Floating>
    }
}

#[component]
fn Items() -> impl IntoView {
    let state = State::expect();
    let examples = causeloom::examples().into_iter().map(|example| {
        let id = example.id;
        view! {
            <button type="button" class="item" data-close="" on:click=move |_| state.open_example(&id)>
                {example.title} <small>{example.about}</small>
            </button>
        }
    });
    let steps = move || {
        let mut entries = state.history.with(causeloom::History::entries);
        entries.reverse();
        let entry = |(label, is_current): (String, bool)| {
            view! { <li aria-current=is_current.then_some("step")>{label}</li> }
        };
        entries.into_iter().map(entry).collect_view()
    };
    view! {
        <p class="group">"Open"</p>
        <button type="button" class="item" data-close="" on:click=move |_| pick_file(state)>
            "Open a file…" <small>"A table as CSV, TSV or JSON lines, or a saved study."</small>
        </button>
        {examples.collect_view()}
        <hr />
        <button type="button" class="item" data-close="" on:click=move |_| state.save_study()>
            "Save the study" <small>"The question and the settings; the rows stay in your file."</small>
        </button>
        <hr />
        <p class="group" id="steps-taken">"Steps, the last first"</p>
        <ol class="steps-taken" aria-labelledby="steps-taken" reversed>{steps}</ol>
    }
}

/// Lets the user pick a file.
pub(crate) fn pick_file(state: State) {
    let input = document().create_element("input").expect("the tag is well formed");
    let input: web_sys::HtmlInputElement = input.unchecked_into();
    input.set_type("file");
    let picked = input.clone();
    let changed = wasm_bindgen::closure::Closure::once_into_js(move || {
        if let Some(file) = picked.files().and_then(|files| files.get(0)) {
            state.open_file(file);
        }
    });
    input.set_onchange(Some(changed.unchecked_ref()));
    input.click();
}
