//! What stands where there is no answer yet: what is missing, what will be here, one example.

use causeloom::examples;
use leptos::prelude::*;

use crate::state::{Phase, State, Step};

/// No table is open: where to open one, and an example.
#[component]
pub(super) fn NoTable() -> impl IntoView {
    let state = State::expect();
    view! {
        <div class="empty">
            <p class="verdict">"No table is open yet."</p>
            <p class="muted lead">
                "Open a table on the Data page, or an example with its question. The answer is a picture of the gap and its parts, each with an interval, and a sentence that says what can be told from zero."
            </p>
            <p class="empty-actions">
                <button type="button" class="primary" on:click=move |_| state.go(Step::Data)>"Open a table"</button>
                <ExampleButton />
            </p>
        </div>
    }
}

/// A table is open and nothing was run: what is missing, or that it can be run.
#[component]
pub(super) fn NoAnswer() -> impl IntoView {
    let state = State::expect();
    let running = Memo::new(move |_| {
        state.audit.with(|run| matches!(run.phase, Phase::Waiting | Phase::Running(_)))
    });
    let words = move || match state.problem.get() {
        Some(problem) => problem,
        None if running.get() => "Computing …".to_owned(),
        None => "Ready to run.".to_owned(),
    };
    let how = move || match state.problem.get() {
        Some(_) => {
            "Choose it in the sentence on this page. Confounders and mediators may stay empty."
        }
        None => {
            "You will see the gap between the two groups split into a direct, an indirect and a spurious part, each with its interval."
        }
    };
    view! {
        <div class="empty">
            <p class="verdict">{words}</p>
            <p class="muted lead">{how}</p>
            <Show when=move || state.problem.get().is_some()>
                <p class="empty-actions"><ExampleButton /></p>
            </Show>
        </div>
    }
}

/// Opens the example with known truth.
#[component]
fn ExampleButton() -> impl IntoView {
    let state = State::expect();
    let all = examples();
    let example = all.iter().find(|example| example.simulated).or(all.first()).cloned();
    example.map(|example| {
        let title = example.title.clone();
        let id = example.id.clone();
        view! {
            <button type="button" on:click=move |_| state.open_example(&id)>
                {format!("Try the example “{title}”")}
            </button>
        }
    })
}
