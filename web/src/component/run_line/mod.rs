//! The line that runs a job on the model and says how it went.

use causeloom::JobKind;
use causeloom::number::fixed;
use leptos::prelude::*;

use crate::component::note::sentence;
use crate::component::progress::JobProgress;
use crate::state::{Phase, State};

/// Run, or the progress of a run with Cancel in its place.
#[component]
pub(crate) fn RunLine(
    /// The job.
    kind: JobKind,
    /// Where it stands.
    #[prop(into)]
    phase: Signal<Phase>,
    /// How long the last run took; none before the first.
    #[prop(into)]
    seconds: Signal<Option<f64>>,
) -> impl IntoView {
    let state = State::expect();
    let problem = Memo::new(move |_| match kind {
        JobKind::Realize => state.realize_problem(),
        _ => state.sample_problem(),
    });
    view! {
        <JobProgress
            kind
            phase
            idle=move || view! {
                <p class="run">
                    <button
                        type="button"
                        class="primary"
                        title="Ctrl + Enter"
                        disabled=move || problem.with(Option::is_some)
                        on:click=move |_| state.run(kind)
                    >"Run"</button>
                    <span class="muted small">{move || run_words(problem, seconds)}</span>
                </p>
            }.into_any()
        />
    }
}

fn run_words(problem: Memo<Option<String>>, seconds: Signal<Option<f64>>) -> Option<String> {
    if let Some(problem) = problem.get() {
        return Some(sentence(&problem, None));
    }
    Some(match seconds.get()? {
        seconds if seconds < 0.05 => "took less than 0.1 s".to_owned(),
        seconds => format!("took {} s", fixed(seconds, 1)),
    })
}
