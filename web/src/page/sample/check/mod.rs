//! Does the graph hold? The independences that it implies, tested on rows.

mod findings;
mod setup;
mod table;

use std::sync::Arc;

use causeloom::view::IndependenceView;
use causeloom::{Error, JobKind, TestedOn};
use leptos::prelude::*;

use self::findings::CheckFindings;
use self::setup::TestSentence;
use crate::component::note::ErrorNote;
use crate::component::progress::JobProgress;
use crate::component::term::Term;
use crate::state::{Phase, State};

/// The section.
#[component]
pub(super) fn CheckSection() -> impl IntoView {
    let state = State::expect();
    let failure = Memo::new(move |_| {
        state.independence.with(|run| match &run.phase {
            Phase::Failed(error) if error.code != "canceled" => Some(error.clone()),
            _ => None::<Error>,
        })
    });
    let view = Memo::new(move |_| {
        let name = state.model.with(|model| model.as_ref().map(|model| model.name.clone()))?;
        state.independence.with(|run| {
            let finished = run.result.as_ref()?;
            (finished.view.model == name).then(|| finished.view.clone())
        })
    });
    let stale = Memo::new(move |_| {
        let asked = state
            .independence
            .with(|run| run.result.as_ref().map(|finished| finished.study.clone()));
        asked.is_some_and(|study| state.changed_for(JobKind::Independence, &study))
    });
    let problem = Memo::new(move |_| problem(state));
    let has_view = Memo::new(move |_| view.with(Option::is_some));
    view! {
        <section class="sample-part" aria-labelledby="check-title">
            <h2 id="check-title">"Does the graph hold?"</h2>
            <p class="muted lead">
                "A graph says which nodes must be "<Term term="conditional-independence">"independent given others"</Term>
                ", by "<Term term="d-separation">"d-separation"</Term>". Rows that disagree speak against an arrow that is missing."
            </p>
            <TestSentence />
            <JobProgress
                kind=JobKind::Independence
                phase=Signal::derive(move || state.independence.with(|run| run.phase.clone()))
                idle=move || view! {
                    <p class="run">
                        <button type="button" disabled=move || problem.with(Option::is_some) on:click=move |_| state.run(JobKind::Independence)>"Test"</button>
                        <span class="muted small">{problem}</span>
                    </p>
                }.into_any()
            />
            {move || failure.get().map(|error| view! { <ErrorNote error /> })}
            <Show when=move || has_view.get()>
                <Shown view stale />
            </Show>
        </section>
    }
}

/// A result, greyed where the question changed since.
#[component]
fn Shown(view: Memo<Option<Arc<IndependenceView>>>, stale: Memo<bool>) -> impl IntoView {
    let state = State::expect();
    let Some(first) = view.get_untracked() else { return ().into_any() };
    let view = Signal::derive(move || view.get().unwrap_or_else(|| first.clone()));
    view! {
        <Show when=move || stale.get()>
            <p class="stale-line" role="status">
                "The question changed since this was tested. "
                <button type="button" on:click=move |_| state.run(JobKind::Independence)>"Test again"</button>
            </p>
        </Show>
        <div class="findings" class:stale=move || stale.get()>
            <CheckFindings view />
        </div>
    }
    .into_any()
}

/// Why nothing can be tested yet, in words.
fn problem(state: State) -> Option<String> {
    let on = state.study.with(|study| study.sample.test.on);
    match on {
        TestedOn::Table if state.data.with(Option::is_none) => {
            Some("Open a table on the Data page first.".to_owned())
        }
        TestedOn::Table => None,
        TestedOn::Sample => state.sample_problem(),
    }
}
