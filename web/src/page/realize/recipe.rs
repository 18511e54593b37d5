//! Definitions of what is shown, and the recipe that gives the same texts elsewhere.

use causeloom::{Study, recipe};
use leptos::prelude::*;

use crate::component::definitions::Definitions;
use crate::component::fold::{CodeBlock, Fold};
use crate::state::State;

/// Terms that the page uses, in reading order.
const TERMS: &[&str] = &[
    "skeleton",
    "realizability",
    "embedded-realizer",
    "simulated-model",
    "semantic-backdoor",
    "selection-bias",
    "total-variation-distance",
    "noise-floor",
    "read-facts",
    "type-token",
    "missing",
    "wrong",
    "contradicted",
    "extra",
    "vague",
    "unparsed-number",
    "leak",
];

/// Formulas with their sources; the command and the study, each to be copied.
#[component]
pub(super) fn RecipeFold() -> impl IntoView {
    let state = State::expect();
    view! {
        <Fold title="Definitions and recipe" summary="formulas with their source; command line, JSON">
            <h2>"Definitions"</h2>
            <Definitions terms=TERMS />
            <h2>"Recipe"</h2>
            <p class="muted">"The same study under the same seed gives the same texts, whatever the number of workers. A model of your own is saved as model.json first."</p>
            <CodeBlock title="Texts" text=Signal::derive(move || state.study.with(recipe::realize_line)) />
            <CodeBlock title="Study (JSON, without rows)" text=Signal::derive(move || state.study.with(Study::to_json)) />
        </Fold>
    }
}
