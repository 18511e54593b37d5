//! What leaves the tab: of a model simulated facts, of a table what the user allows.

use causeloom::{Level, from_json, to_json};
use leptos::prelude::*;

use super::{Asked, edit};
use crate::component::choice::{Choice, Opt};
use crate::state::State;

/// Levels as the study names them, and in words.
const LEVELS: [(Level, &str); 4] = [
    (Level::Nothing, "nothing"),
    (Level::Schema, "names, types and coarse ranges"),
    (Level::Aggregates, "names, types, ranges, means and counts"),
    (Level::Rows, "the rows that are told"),
];

/// "Of your table may leave: [nothing]", or that facts are simulated.
#[component]
pub(super) fn Leaving(asked: Asked) -> impl IntoView {
    let state = State::expect();
    let of_table = Memo::new(move |_| state.tells_table());
    let level = Memo::new(move |_| asked.server.with(|server| server.level));
    let options = Signal::stored(
        LEVELS.iter().map(|(level, title)| Opt::new(to_json(level), *title)).collect::<Vec<_>>(),
    );
    let choose = Callback::new(move |key: String| {
        let chosen: Option<Level> = from_json(&key).ok();
        let known = LEVELS.iter().find(|(level, _)| Some(*level) == chosen);
        if let Some((level, title)) = known {
            edit(state, format!("of the table may leave: {title}"), |server| server.level = *level);
        }
    });
    let alias = move |event: leptos::ev::Event| {
        let aliased = event_target_checked(&event);
        let words =
            if aliased { "call columns c1, c2, …" } else { "call columns by their names" };
        edit(state, words, |server| server.aliased = aliased);
    };
    view! {
        <Show
            when=move || of_table.get()
            fallback=|| view! { <p class="muted small">"Leaves this tab: simulated facts only."</p> }
        >
            <p class="sentence">
                "Of your table may leave: "
                <Choice label="What may leave of the table" value=Signal::derive(move || to_json(&level.get())) options on_change=choose />
                "."
            </p>
            <Show when=move || matches!(level.get(), Level::Schema | Level::Aggregates)>
                <p>
                    <label class="small">
                        <input
                            type="checkbox" on:change=alias
                            prop:checked=move || asked.server.with(|server| server.aliased)
                        />
                        " call its columns c1, c2, … instead of by their names"
                    </label>
                </p>
            </Show>
            <p class="small" class:muted=move || level.get() != Level::Rows class:leaving-rows=move || level.get() == Level::Rows>
                {move || level_words(level.get())}
            </p>
        </Show>
    }
}

/// What exactly a level tells.
fn level_words(level: Level) -> &'static str {
    match level {
        Level::Nothing => {
            "No name and no cell leaves. The model is told how many facts of which kind a row has, and writes around placeholders c1, c2, … that are filled here. Which cells are empty shows in that."
        }
        Level::Schema => {
            "No cell of a row leaves. The model is told the columns’ names and types, ranges widened to two digits, and categories of at least ten rows; rarer ones stand together. It writes around placeholders that are filled here."
        }
        Level::Aggregates => {
            "As with ranges, and besides means to three digits and how many rows a category has. No cell of a row leaves."
        }
        Level::Rows => {
            "Every cell of the rows that are told leaves this tab as plain text. You are asked before the first one."
        }
    }
}
