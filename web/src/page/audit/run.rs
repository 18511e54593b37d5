//! The line that runs the audit and says how it went.

use causeloom::JobKind;
use causeloom::number::fixed;
use leptos::prelude::*;

use crate::component::progress::JobProgress;
use crate::state::State;

/// Run, or the progress of a run with Cancel in its place.
#[component]
pub(super) fn RunLine() -> impl IntoView {
    let state = State::expect();
    view! {
        <JobProgress
            kind=JobKind::Audit
            phase=Signal::derive(move || state.audit.with(|run| run.phase.clone()))
            idle=move || view! {
                <p class="run">
                    <button
                        type="button"
                        class="primary"
                        title="Ctrl + Enter"
                        disabled=move || state.problem.get().is_some()
                        on:click=move |_| state.run(JobKind::Audit)
                    >"Run"</button>
                    <span class="muted small">{move || run_words(&state)}</span>
                </p>
            }.into_any()
        />
    }
}

fn run_words(state: &State) -> String {
    if let Some(problem) = state.problem.get() {
        return problem;
    }
    let result = state
        .audit
        .with(|run| run.result.as_ref().map(|finished| (finished.seconds, finished.study.seed)));
    match result {
        Some((seconds, seed)) if seconds < 0.05 => format!("took less than 0.1 s · seed {seed}"),
        Some((seconds, seed)) => format!("took {} s · seed {seed}", fixed(seconds, 1)),
        None => format!("seed {}", state.seed.get()),
    }
}
