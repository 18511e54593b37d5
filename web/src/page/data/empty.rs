//! The page without a table: what it will show, how to open one, and two examples.

use causeloom::examples;
use leptos::prelude::*;

use crate::shell::pick_file;
use crate::state::State;

/// Nothing is open yet. Children stand where the table would.
#[component]
pub(super) fn Empty(children: Children) -> impl IntoView {
    let state = State::expect();
    let example = move |example: causeloom::ExampleView| {
        let id = example.id;
        view! {
            <li>
                <button type="button" class="example" on:click=move |_| state.open_example(&id)>
                    <strong>{example.title}</strong>
                    <span>{example.about}</span>
                </button>
            </li>
        }
    };
    view! {
        <h1 tabindex="-1">"Start with a table"</h1>
        <p class="lead">
            "Here you will see how each column was read and why, and say which part it plays: \
             which attribute is protected, what is compared, and what may explain the gap."
        </p>
        {children()}
        <FilePlace />
        <h2>"Or look at an example"</h2>
        <ul class="examples">{examples().into_iter().map(example).collect_view()}</ul>
    }
}

/// The study asks for a file that is not here.
#[component]
pub(super) fn WantedNote() -> impl IntoView {
    let state = State::expect();
    let name =
        move || state.wanted.with(|wanted| wanted.as_ref().map(|wanted| wanted.name.clone()));
    let checksum = move || {
        state.wanted.with(|wanted| {
            let sha256 = wanted.as_ref().map(|wanted| wanted.sha256.clone()).unwrap_or_default();
            let start: String = sha256.chars().take(8).collect();
            (!start.is_empty()).then(|| format!(" Its contents are checked (SHA-256 {start}…)."))
        })
    };
    view! {
        <h1 tabindex="-1">"Open the study's file again"</h1>
        <p class="lead">
            "This study was made with " <strong class="mono">{name}</strong>
            ". A study and its link hold no rows, so the file is needed once more." {checksum}
        </p>
        <FilePlace />
    }
}

/// Where a file is dropped or chosen.
#[component]
fn FilePlace() -> impl IntoView {
    let state = State::expect();
    view! {
        <div class="file-place">
            <button type="button" class="primary" on:click=move |_| pick_file(state)>"Choose a file…"</button>
            <p>
                "or drop it anywhere on the page, or paste a table from a spreadsheet. \
                 CSV, TSV and JSON lines, up to a million rows or so. It stays in this tab."
            </p>
        </div>
    }
}
