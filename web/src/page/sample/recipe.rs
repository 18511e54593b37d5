//! Definitions of what is shown, and the recipe that gives the same numbers elsewhere.

use causeloom::{Study, recipe};
use leptos::prelude::*;

use crate::component::definitions::Definitions;
use crate::component::fold::{CodeBlock, Fold};
use crate::state::State;

/// Terms that the page uses, in reading order.
const TERMS: &[&str] = &[
    "intervention",
    "counterfactual",
    "retained-noise",
    "abduction",
    "total-variation-distance",
    "frechet-bounds",
    "d-separation",
    "conditional-independence",
    "p-value",
    "power",
];

/// Formulas with their sources; the commands and the study, each to be copied.
#[component]
pub(super) fn RecipeFold() -> impl IntoView {
    let state = State::expect();
    view! {
        <div class="folds">
            <Fold title="Definitions and recipe" summary="formulas with their source; command line, JSON">
                <h2>"Definitions"</h2>
                <Definitions terms=TERMS />
                <h2>"Recipe"</h2>
                <p class="muted">"The same command gives the same bytes on the command line, whatever the number of workers. A model of your own is saved as model.json first."</p>
                <CodeBlock title="Rows" text=Signal::derive(move || state.study.with(recipe::sample_line)) />
                <CodeBlock title="Independences" text=Signal::derive(move || state.study.with(recipe::independence_line)) />
                <CodeBlock title="Study (JSON, without rows)" text=Signal::derive(move || state.study.with(Study::to_json)) />
            </Fold>
        </div>
    }
}
