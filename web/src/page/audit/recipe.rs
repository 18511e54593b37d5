//! Definitions of what is shown, and the recipe that gives the same numbers elsewhere.

use std::sync::Arc;

use causeloom::view::AuditView;
use causeloom::{Study, definition, recipe};
use leptos::prelude::*;

use crate::component::fold::{CodeBlock, Fold};

/// Terms that the page uses, in reading order.
const TERMS: [&str; 9] = [
    "total-variation",
    "direct",
    "indirect",
    "spurious",
    "ett",
    "natural-direct",
    "natural-indirect",
    "total-effect",
    "experimental-spurious",
];

/// Formulas with their sources; the study, the command and R code, each to be copied.
#[component]
pub(super) fn RecipeFold(
    /// The result.
    #[prop(into)]
    view: Signal<Arc<AuditView>>,
    /// The study that was asked.
    #[prop(into)]
    asked: Signal<Study>,
) -> impl IntoView {
    let method = Memo::new(move |_| view.with(|view| view.method.name.clone()));
    let terms = move || {
        let method = method.get();
        let all = TERMS.iter().copied().chain([method.as_str()]);
        all.filter_map(definition)
            .map(|term| view! {
                <div>
                    <dt>{term.title}</dt>
                    <dd>
                        {term.plain}
                        {(!term.formula.is_empty()).then(|| view! { <code class="formula">{term.formula}</code> })}
                    </dd>
                </div>
            })
            .collect_view()
    };
    let sources = move || {
        let method = method.get();
        let mut sources: Vec<&str> = Vec::new();
        for term in TERMS.iter().copied().chain([method.as_str()]).filter_map(definition) {
            if !sources.contains(&term.source) {
                sources.push(term.source);
            }
        }
        sources.join(". ")
    };
    let how = move || {
        view.with(|view| {
            format!(
                "Computed by Causeloom {}: {}; seed {}.",
                view.version, view.method.words, view.seed
            )
        })
    };
    view! {
        <Fold title="Definitions and recipe" summary="formulas with their source; command line, R, JSON">
            <h2>"Definitions"</h2>
            <p class="muted">"x0 is the baseline group, x1 the comparison group, W the mediators; Y(x1, W(x0)) is the outcome had the attribute been x1 and the mediators what they are under x0."</p>
            <dl class="definitions">{terms}</dl>
            <p class="muted small">"Sources: "{sources}</p>
            <h2>"Recipe"</h2>
            <p class="muted">{how}" The same command gives the same bytes on the command line."</p>
            <CodeBlock title="Command line" text=Signal::derive(move || asked.with(recipe::command_line)) />
            <CodeBlock title="R (package faircause; its random splits and its standard errors differ)" text=Signal::derive(move || asked.with(recipe::r_code)) />
            <CodeBlock title="Study (JSON, without rows)" text=Signal::derive(move || asked.with(Study::to_json)) />
        </Fold>
    }
}
