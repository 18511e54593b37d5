//! The line that runs the audit and says how it went.

use causeloom::JobKind;
use causeloom::number::fixed;
use leptos::prelude::*;

use crate::component::progress::RunProgress;
use crate::state::{Phase, Progress, State};

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

/// While a job of a kind waits or runs: its progress with Cancel; else what is given for idle.
#[component]
pub(super) fn JobProgress(
    /// The kind of job.
    kind: JobKind,
    /// Where it stands.
    #[prop(into)]
    phase: Signal<Phase>,
    /// What stands here when nothing goes on.
    idle: impl Fn() -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let state = State::expect();
    let on_cancel = Callback::new(move |()| state.cancel(kind));
    let progress = Signal::derive(move || match phase.get() {
        Phase::Running(progress) => progress,
        _ => Progress { done: 0, total: 1, words: "Preparing".to_owned(), started: 0.0 },
    });
    let going_on = Memo::new(move |_| matches!(phase.get(), Phase::Waiting | Phase::Running(_)));
    let running = Memo::new(move |_| matches!(phase.get(), Phase::Running(_)));
    let shown = move || match (going_on.get(), running.get()) {
        (false, _) => idle(),
        (true, true) => view! { <RunProgress progress on_cancel /> }.into_any(),
        (true, false) => view! {
            <p class="run">
                <span class="muted">"Preparing …"</span>
                <button type="button" on:click=move |_| state.cancel(kind)>"Cancel"</button>
            </p>
        }
        .into_any(),
    };
    // One place for all of them: whichever button comes next in it gets the focus.
    view! { <div class="job">{shown}</div> }
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
