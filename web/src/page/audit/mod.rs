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
use leptos::{ev, prelude::*};

use self::answer::Answer;
use self::diagram::ModelDiagram;
use self::empty::NoTable;
use self::method::MethodSentence;
use self::question::{ContrastSentence, RoleChips};
use self::run::RunLine;
use crate::state::State;

/// The Audit page.
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let state = State::expect();
    let listener = window_event_listener(ev::keydown, move |event| {
        let asked = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        if asked && state.problem.get_untracked().is_none() {
            event.prevent_default();
            state.run(JobKind::Audit);
        }
    });
    on_cleanup(move || listener.remove());
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
