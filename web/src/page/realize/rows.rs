//! Which rows are put into words: of the model or of the open table, with or without interventions.

use causeloom::RealizedRows;
use leptos::prelude::*;

use super::setup::edit;
use crate::component::choice::{Choice, Opt};
use crate::state::{State, Step};

/// "[the model] | [the table people.csv]"; only the model, as a link, where no table is open.
#[component]
pub(super) fn RowsOf() -> impl IntoView {
    let state = State::expect();
    let table = Memo::new(move |_| table_name(state));
    let of_table = Memo::new(move |_| state.tells_table());
    let has_choice = Memo::new(move |_| of_table.get() || table.with(Option::is_some));
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        state.go(Step::Model);
    };
    let options = Signal::derive(move || {
        let model = state.model_title().unwrap_or_else(|| "a model (none is open)".to_owned());
        let table = table.get().map_or_else(
            || "a table (none is open)".to_owned(),
            |name| format!("your table {name}"),
        );
        vec![Opt::new("model", model), Opt::new("table", table)]
    });
    let key = Signal::derive(move || if of_table.get() { "table" } else { "model" }.to_owned());
    let choose = Callback::new(move |key: String| tell_table(state, key == "table"));
    view! {
        <Show
            when=move || has_choice.get()
            fallback=move || view! { <a href=move || state.address_of(Step::Model) on:click=go>{move || state.model_title()}</a> }
        >
            <Choice label="Rows of" value=key options on_change=choose />
        </Show>
    }
}

/// The name of the open table.
pub(super) fn table_name(state: State) -> Option<String> {
    state.data.with(|data| data.as_ref().map(|data| data.source.name.clone()))
}

/// Tells rows of the open table, or of the model. Words of the one do not fit the other.
pub(super) fn tell_table(state: State, of_table: bool) {
    if of_table == untrack(|| state.tells_table()) {
        return;
    }
    let words = if of_table { "tell rows of the table" } else { "tell rows of the model" };
    edit(state, words, |config| {
        config.of = if of_table { RealizedRows::Table } else { RealizedRows::Sample };
        config.dictionary = None;
    });
}

/// ", [as they are | under the interventions | each twice]", where the sample has interventions.
#[component]
pub(super) fn WhichRows() -> impl IntoView {
    let state = State::expect();
    let of = Memo::new(move |_| state.study.with(|study| study.realize.of));
    let interventions =
        Memo::new(move |_| state.study.with(|study| study.sample.interventions.join(" and ")));
    let is_shown = Memo::new(move |_| {
        if of.get() == RealizedRows::Table {
            return false;
        }
        of.get() != RealizedRows::Sample || interventions.with(|texts| !texts.is_empty())
    });
    let options = Signal::derive(move || {
        let changes = interventions.get();
        let under = if changes.is_empty() {
            "under no intervention".to_owned()
        } else {
            format!("with {changes}")
        };
        vec![
            Opt::new("sample", "as they are"),
            Opt::new("changed", under.clone()),
            Opt::new("pairs", format!("twice: as they are and {under}")),
        ]
    });
    let key = Signal::derive(move || {
        match of.get() {
            RealizedRows::Changed => "changed",
            RealizedRows::Pairs => "pairs",
            RealizedRows::Sample | RealizedRows::Table => "sample",
        }
        .to_owned()
    });
    let choose = Callback::new(move |key: String| {
        let (of, words) = match key.as_str() {
            "changed" => (RealizedRows::Changed, "tell rows under the interventions"),
            "pairs" => (RealizedRows::Pairs, "tell each row twice"),
            _ => (RealizedRows::Sample, "tell rows as they are"),
        };
        edit(state, words, |config| config.of = of);
    });
    view! {
        <Show when=move || is_shown.get()>
            ", "<Choice label="Which rows" value=key options on_change=choose />","
        </Show>
    }
}
