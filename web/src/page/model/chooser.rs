//! Which model is open, and the menu of models.

use causeloom::ModelReference;
use causeloom::model::{ModelKind, ModelSummary, models};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::component::floating::Floating;
use crate::state::State;

/// The name and source of the open model, and the menu.
#[component]
pub(super) fn ModelChooser() -> impl IntoView {
    let state = State::expect();
    let title = move || match state.study.with(|study| study.model.clone()) {
        ModelReference::Nothing => "no model yet".to_owned(),
        ModelReference::BuiltIn { id } => {
            models().into_iter().find(|model| model.id == id).map_or(id, |model| model.title)
        }
        ModelReference::Own(model) if model.name.is_empty() => "a model of your own".to_owned(),
        ModelReference::Own(model) => format!("{} (your copy)", model.name),
    };
    let face = move || {
        view! {
            <span class="name">{title}</span>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" class="line">
                <path d="M2 3.5 5 6.5l3-3" />
            </svg>
        }
    };
    let about = move || {
        state
            .model
            .with(|model| model.as_ref().map(|model| (model.about.clone(), model.source.clone())))
    };
    view! {
        <div class="model-chooser">
            <Floating face=face class="study" panel_class="study-menu model-menu"><Items /></Floating>
            {move || about().map(|(about, source)| view! {
                <p class="small">{about}</p>
                {(!source.is_empty()).then(|| view! { <p class="muted small">"Source: "{source}</p> })}
            })}
        </div>
    }
}

#[component]
fn Items() -> impl IntoView {
    let state = State::expect();
    let item = move |model: ModelSummary| {
        let ModelSummary { id, title, about, n_nodes, n_arrows, .. } = model;
        let size = format!("{n_nodes} nodes, {n_arrows} arrows");
        view! {
            <button type="button" class="item" data-close="" on:click=move |_| state.open_model(&id)>
                {title}" "<small>{size}". "{about}</small>
            </button>
        }
    };
    let group = move |kind: ModelKind, title: &'static str| {
        let entries: Vec<_> = models().into_iter().filter(|model| model.kind == kind).collect();
        view! { <p class="group">{title}</p>{entries.into_iter().map(item).collect_view()} }
    };
    view! {
        <button type="button" class="item" data-close="" on:click=move |_| state.start_model()>
            "Start empty" <small>"Draw a graph from nothing."</small>
        </button>
        <button type="button" class="item" data-close="" on:click=move |_| pick_model(state)>
            "Open a model file…" <small>"BIF, XMLBIF, NET, DAGitty, lavaan, bnlearn, DOT, GML, node-link or a saved model."</small>
        </button>
        <hr />
        {group(ModelKind::Teaching, "To teach with")}
        {group(ModelKind::Clinical, "Clinical, simulated")}
        {group(ModelKind::Network, "Published networks")}
    }
}

/// Lets the user pick a model file.
fn pick_model(state: State) {
    let input = document().create_element("input").expect("the tag is well formed");
    let input: web_sys::HtmlInputElement = input.unchecked_into();
    input.set_type("file");
    let picked = input.clone();
    let changed = wasm_bindgen::closure::Closure::once_into_js(move || {
        let Some(file) = picked.files().and_then(|files| files.get(0)) else { return };
        leptos::task::spawn_local(async move {
            if let Ok(text) = JsFuture::from(file.text()).await
                && let Some(text) = text.as_string()
            {
                state.import_model(file.name(), text);
            }
        });
    });
    input.set_onchange(Some(changed.unchecked_ref()));
    input.click();
}
