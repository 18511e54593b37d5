//! The sample, or what stands in its place: an error, or what is still missing.

use std::sync::Arc;

use causeloom::view::SampleView;
use causeloom::{Error, JobKind, Study};
use leptos::prelude::*;

use super::empty::NoSample;
use super::findings::Findings;
use crate::component::note::ErrorNote;
use crate::state::{Phase, State};

/// The sample of the open model.
#[component]
pub(super) fn Answer() -> impl IntoView {
    let state = State::expect();
    let failure = Memo::new(move |_| {
        state.sample.with(|run| match &run.phase {
            Phase::Failed(error) if error.code != "canceled" => Some(error.clone()),
            _ => None::<Error>,
        })
    });
    // A sample of another model would be an answer to nothing that is asked here.
    let finished = Memo::new(move |_| {
        let name = state.model.with(|model| model.as_ref().map(|model| model.name.clone()))?;
        state.sample.with(|run| {
            let finished = run.result.as_ref()?;
            (finished.view.model == name).then(|| (finished.view.clone(), finished.study.clone()))
        })
    });
    let stale = Memo::new(move |_| {
        finished.with(|finished| {
            finished.as_ref().is_some_and(|(_, study)| state.changed_for(JobKind::Sample, study))
        })
    });
    let has_answer = Memo::new(move |_| finished.with(Option::is_some));
    view! {
        {move || failure.get().map(|error| view! { <ErrorNote error /> })}
        {move || if has_answer.get() {
            view! { <Shown finished stale failed=Signal::derive(move || failure.with(Option::is_some)) /> }.into_any()
        } else if failure.with(Option::is_none) {
            view! { <NoSample /> }.into_any()
        } else {
            ().into_any()
        }}
    }
}

/// A result, greyed where the question changed since; an error takes the place of an older one.
#[component]
fn Shown(
    finished: Memo<Option<(Arc<SampleView>, Study)>>,
    stale: Memo<bool>,
    failed: Signal<bool>,
) -> impl IntoView {
    let state = State::expect();
    let Some(first) = finished.get_untracked() else { return ().into_any() };
    let now = Memo::new(move |_| finished.get().unwrap_or_else(|| first.clone()));
    let view = Signal::derive(move || now.with(|(view, _)| view.clone()));
    let asked = Signal::derive(move || now.with(|(_, study)| study.clone()));
    let hidden = Memo::new(move |_| failed.get() && stale.get());
    let problem = Memo::new(move |_| state.sample_problem());
    view! {
        <Show when=move || stale.get() && !hidden.get()>
            <p class="stale-line" role="status">
                "The question changed since this was drawn. "
                <button type="button" disabled=move || problem.with(Option::is_some) on:click=move |_| state.run(JobKind::Sample)>"Run again"</button>
            </p>
        </Show>
        <div class="findings" class:stale=move || stale.get() class:replaced=move || hidden.get()>
            <Findings view asked />
        </div>
    }
    .into_any()
}
