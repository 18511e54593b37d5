//! What stands where there is no model.

use leptos::prelude::*;

use super::rows::{table_name, tell_table};
use crate::state::{State, Step};

/// No model is open: what the page will show, and three models to begin with.
#[component]
pub(super) fn NoModel() -> impl IntoView {
    let state = State::expect();
    let table = Memo::new(move |_| table_name(state));
    view! {
        <div class="empty">
            <p class="verdict">"No model is open yet."</p>
            <p class="muted lead">
                "Draw or open a model on the Model page, open a table on the Data page, or begin with one of these. You will see each row as a text with its facts marked, what a language model that trusts its own beliefs would change, and how it is corrected."
            </p>
            <p class="empty-actions">
                {move || table.get().map(|name| view! {
                    <button type="button" class="primary" on:click=move |_| tell_table(state, true)>{format!("Tell the rows of {name}")}</button>
                })}
                <button type="button" class:primary=move || table.with(Option::is_none) on:click=move |_| state.open_model("icu")>"Open the intensive care model"</button>
                <button type="button" on:click=move |_| state.open_model("asia")>"Open Asia, a chest clinic"</button>
                <button type="button" on:click=move |_| state.open_model("alarm")>"Open ALARM, a patient monitor"</button>
                <button type="button" on:click=move |_| state.go(Step::Model)>"Go to the Model page"</button>
            </p>
        </div>
    }
}
