//! The first rows, as they stand in the file.

use std::sync::Arc;

use causeloom::view::DataView;
use leptos::prelude::*;

use crate::component::copy_menu::CopyMenu;

/// So many columns of the preview are drawn.
const MOST_COLUMNS: usize = 60;

/// The first rows.
#[component]
pub(super) fn Preview(data: Memo<Arc<DataView>>) -> impl IntoView {
    let header = move || {
        let cell = |name: String| view! { <th scope="col">{name}</th> };
        data.with(|data| {
            let names = data.columns.iter().take(MOST_COLUMNS);
            names.map(|column| cell(column.name.clone())).collect_view()
        })
    };
    let cell = |text: Option<String>| {
        match text {
        Some(text) => view! { <td>{text}</td> }.into_any(),
        None => view! { <td class="missing-cell"><span aria-hidden="true">"·"</span><span class="visually-hidden">"missing"</span></td> }.into_any(),
    }
    };
    let body = move || {
        let rows = data.with(|data| data.preview.rows.clone());
        rows.into_iter()
            .map(|row| view! { <tr>{row.into_iter().take(MOST_COLUMNS).map(cell).collect_view()}</tr> })
            .collect_view()
    };
    let n_shown = move || data.with(|data| data.preview.rows.len());
    let rows = Callback::new(move |()| {
        data.with_untracked(|data| {
            let names: Vec<String> =
                data.columns.iter().map(|column| column.name.clone()).collect();
            let rows = data.preview.rows.iter();
            let texts =
                rows.map(|row| row.iter().map(|cell| cell.clone().unwrap_or_default()).collect());
            std::iter::once(names).chain(texts).collect()
        })
    });
    view! {
        <div>
            <div class="heading">
                <h2 id="preview-title">{move || format!("The first {} rows", n_shown())}</h2>
                <span class="tools"><CopyMenu rows label="Copy rows" /></span>
            </div>
            <div class="table-scroll" tabindex="0" role="region" aria-labelledby="preview-title">
                <table class="preview">
                    <thead><tr>{header}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </div>
    }
}
