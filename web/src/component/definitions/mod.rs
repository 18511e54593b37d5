//! A list of terms with their meaning, formula and source.

use causeloom::{Definition, definition};
use leptos::prelude::*;

/// The definitions of terms, by their keys.
#[component]
pub(crate) fn Definitions(
    /// The keys, in reading order.
    terms: &'static [&'static str],
) -> impl IntoView {
    let term = |term: &'static Definition| {
        view! {
            <div>
                <dt>{term.title}</dt>
                <dd>
                    {term.plain}
                    {(!term.formula.is_empty()).then(|| view! { <code class="formula">{term.formula}</code> })}
                    <span class="muted small">{term.source}</span>
                </dd>
            </div>
        }
    };
    let all = terms.iter().copied().filter_map(definition).map(term).collect_view();
    view! { <dl class="definitions">{all}</dl> }
}
