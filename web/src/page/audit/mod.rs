//! The Audit page: how much of a gap between two groups goes which way.

mod answer;
mod diagram;
mod empty;
mod findings;
mod folds;
mod method;
mod notes;
mod question;
mod recipe;
mod run;

use causeloom::JobKind;
use leptos::prelude::*;

use self::answer::Answer;
use self::diagram::ModelDiagram;
use self::empty::NoTable;
use self::method::MethodSentence;
use self::question::{ContrastSentence, RoleChips};
use self::run::RunLine;
use crate::component::run_key::on_run_key;
use crate::state::State;

/// The Audit page.
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let state = State::expect();
    on_run_key(move || {
        let can_run = state.problem.with(Option::is_none);
        if can_run {
            state.run(JobKind::Audit);
        }
        can_run
    });
    let has_table = Memo::new(move |_| state.data.with(Option::is_some));
    view! {
        <div class="split audit">
            <section class="question" aria-label="The question">
                <h1 tabindex="-1">"How much of the gap is unfair?"</h1>
                <Show when=move || has_table.get() fallback=about_page>
                    <ContrastSentence />
                    <RoleChips />
                    <ModelDiagram />
                    <MethodSentence />
                    <RunLine />
                </Show>
            </section>
            <section class="answer" aria-label="The answer">
                <Show when=move || has_table.get() fallback=NoTable>
                    <Answer />
                </Show>
            </section>
        </div>
    }
}

fn about_page() -> impl IntoView {
    view! {
        <p class="muted">
            "The raw gap between two groups is split into what comes directly, what goes through mediators, and what only comes along."
        </p>
    }
}
