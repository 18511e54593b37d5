//! The line that has texts written and says how it went.

use causeloom::JobKind;
use causeloom::number::fixed;
use leptos::prelude::*;

use crate::component::note::sentence;
use crate::component::progress::JobProgress;
use crate::state::State;

/// Run, or the progress of a run with Cancel in its place.
#[component]
pub(super) fn RunLine() -> impl IntoView {
    let state = State::expect();
    let problem = Memo::new(move |_| state.sample_problem());
    view! {
        <JobProgress
            kind=JobKind::Realize
            phase=Signal::derive(move || state.realize.with(|run| run.phase.clone()))
            idle=move || view! {
                <p class="run">
                    <button
                        type="button"
                        class="primary"
                        title="Ctrl + Enter"
                        disabled=move || problem.with(Option::is_some)
                        on:click=move |_| state.run(JobKind::Realize)
                    >"Run"</button>
                    <span class="muted small">{move || run_words(state, problem)}</span>
                </p>
            }.into_any()
        />
    }
}

fn run_words(state: State, problem: Memo<Option<String>>) -> Option<String> {
    if let Some(problem) = problem.get() {
        return Some(sentence(&problem, None));
    }
    let seconds = state.realize.with(|run| run.result.as_ref().map(|finished| finished.seconds))?;
    Some(match seconds {
        seconds if seconds < 0.05 => "took less than 0.1 s".to_owned(),
        seconds => format!("took {} s", fixed(seconds, 1)),
    })
}
