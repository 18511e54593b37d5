//! The Data page: the table, how it was read and why, and which column plays which part.

mod columns;
mod distribution;
mod empty;
mod model;
mod preview;
mod reading;
mod trouble;

use std::sync::Arc;

use causeloom::number::count;
use causeloom::view::{DataView, Severity};
use leptos::prelude::*;

use crate::component::note::NoteList;
use crate::state::State;

use columns::Columns;
use empty::{Empty, WantedNote};
use model::{Model, NextStep};
use preview::Preview;
use reading::HowRead;

pub(crate) use trouble::{OpeningElsewhere, Trouble};

/// The Data page.
#[component]
pub(crate) fn DataPage() -> impl IntoView {
    let state = State::expect();
    let has_data = Memo::new(move |_| state.data.with(Option::is_some));
    let is_wanted = Memo::new(move |_| state.wanted.with(Option::is_some));
    view! {
        <div class="data-page">
            {move || {
                if has_data.get() {
                    view! { <Loaded /> }.into_any()
                } else if is_wanted.get() {
                    view! { <WantedNote /><Trouble /> }.into_any()
                } else {
                    view! { <Empty><Trouble /></Empty> }.into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Loaded() -> impl IntoView {
    let state = State::expect();
    let data = Memo::new(move |before: Option<&Arc<DataView>>| {
        // While the page goes away there may be no table any more: it keeps the last one.
        state.data.get().or_else(|| before.cloned()).expect("this part is shown with a table")
    });
    let name = move || data.with(|data| data.source.name.clone());
    let warnings = Signal::derive(move || {
        let notes = data.with(|data| data.notes.clone());
        notes.into_iter().filter(|note| note.severity == Severity::Warning).collect::<Vec<_>>()
    });
    view! {
        <h1 tabindex="-1">{name}</h1>
        <Trouble />
        <p class="verdict">{move || verdict(&data.get())}</p>
        <p class="muted lead">{move || about(&data.get())}</p>
        <NoteList notes=warnings />
        <HowRead data />
        <Model data />
        <Columns data />
        <NextStep />
        <Preview data />
    }
}

fn verdict(data: &DataView) -> String {
    let rows = count(f64::from(data.n_rows));
    let columns = data.columns.len();
    let table = format!("{rows} rows × {columns} columns");
    match reading::in_short(&data.notes) {
        Some(words) => format!("{table}, read as {words}."),
        None => format!("{table}."),
    }
}

fn about(data: &DataView) -> String {
    let is_file = data.source.example.is_none();
    if is_file {
        let digest: String = data.source.sha256.chars().take(8).collect();
        let size = data.source.about.rsplit(", ").next().unwrap_or_default();
        format!("{size} (SHA-256 {digest}…). It was read in this tab and stays here.")
    } else {
        format!("A built-in example: {}.", data.source.about)
    }
}
