//! A dotted word that opens its definition.

use causeloom::definition;
use leptos::prelude::*;

use super::floating::Floating;

/// A word that a newcomer may not know; `term` is the key of its definition.
#[component]
pub(crate) fn Term(term: &'static str, children: ChildrenFn) -> impl IntoView {
    let face = move || children();
    view! {
        <Floating face=face class="term" panel_class="definition">
            {definition(term).map(|definition| view! {
                <strong>{definition.title}</strong>
                <p>{definition.plain}</p>
                {(!definition.formula.is_empty()).then(|| view! {
                    <p class="formula">{definition.formula}</p>
                })}
                <p class="muted small">{definition.source}</p>
            })}
        </Floating>
    }
}
