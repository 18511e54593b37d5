//! A menu that copies a table in the formats that papers and spreadsheets take.

use causeloom::export::{TableFormat, rows_as};
use leptos::prelude::*;

use super::clipboard::copy_text;
use super::floating::Floating;
use crate::state::State;

const FORMATS: [(TableFormat, &str, &str); 4] = [
    (TableFormat::Csv, "CSV", "Copied as CSV"),
    (TableFormat::Markdown, "Markdown", "Copied as Markdown"),
    (TableFormat::Latex, "LaTeX", "Copied as LaTeX"),
    (TableFormat::Html, "HTML", "Copied as HTML"),
];

/// A button that copies a table; `rows` gives its texts, first the header.
#[component]
pub(crate) fn CopyMenu(
    /// The table's texts.
    #[prop(into)]
    rows: Callback<(), Vec<Vec<String>>>,
    /// What the button shows.
    #[prop(default = "Copy")]
    label: &'static str,
) -> impl IntoView {
    let state = State::expect();
    let item = move |(format, title, said): (TableFormat, &'static str, &'static str)| {
        let copy = move |_| copy_text(state, rows_as(&rows.run(()), format), said);
        view! { <button type="button" class="item" data-close="" on:click=copy>{title}</button> }
    };
    view! {
        <Floating face=move || label class="quiet tool" panel_class="copy-menu">
            {FORMATS.map(item).collect_view()}
        </Floating>
    }
}
