//! The answer, or what stands in its place: an error, or what is still missing.

use std::sync::Arc;

use causeloom::view::AuditView;
use causeloom::{JobKind, Study};
use leptos::prelude::*;

use super::empty::NoAnswer;
use super::findings::Findings;
use crate::component::note::ErrorNote;
use crate::state::{Phase, State};

/// The right side of the page.
#[component]
pub(super) fn Answer() -> impl IntoView {
    let state = State::expect();
    let failure = Memo::new(move |_| {
        state.audit.with(|run| match &run.phase {
            Phase::Failed(error) if error.code != "canceled" => Some(error.clone()),
            _ => None,
        })
    });
    let view = Memo::new(move |_| {
        state.audit.with(|run| run.result.as_ref().map(|finished| finished.view.clone()))
    });
    let asked = Memo::new(move |_| {
        state.audit.with(|run| run.result.as_ref().map(|finished| finished.study.clone()))
    });
    let stale = Memo::new(move |_| {
        asked.with(|asked| {
            asked.as_ref().is_some_and(|study| state.changed_for(JobKind::Audit, study))
        })
    });
    let has_answer = Memo::new(move |_| view.with(Option::is_some));
    Effect::new(move |before: Option<bool>| {
        let verdict = view.with(|view| view.as_ref().map(|view| view.verdict.clone()));
        if let (Some(verdict), Some(_)) = (verdict, before) {
            state.announce(verdict);
        }
        true
    });
    view! {
        {move || failure.get().map(|error| view! {
            <ErrorNote error />
        })}
        {move || if has_answer.get() {
            view! { <Shown view asked stale hidden=failure_is_new(failure, stale) /> }.into_any()
        } else if failure.with(Option::is_none) {
            view! { <NoAnswer /> }.into_any()
        } else {
            ().into_any()
        }}
    }
}

/// An error takes the place of an older result.
fn failure_is_new(failure: Memo<Option<causeloom::Error>>, stale: Memo<bool>) -> Signal<bool> {
    Signal::derive(move || failure.with(Option::is_some) && stale.get())
}

/// A result, greyed where the question changed since.
#[component]
fn Shown(
    view: Memo<Option<Arc<AuditView>>>,
    asked: Memo<Option<Study>>,
    stale: Memo<bool>,
    hidden: Signal<bool>,
) -> impl IntoView {
    let state = State::expect();
    let Some(first) = view.get_untracked() else { return ().into_any() };
    let view = Signal::derive(move || view.get().unwrap_or_else(|| first.clone()));
    let first_study = asked.get_untracked().unwrap_or_default();
    let asked = Signal::derive(move || asked.get().unwrap_or_else(|| first_study.clone()));
    view! {
        <Show when=move || stale.get() && !hidden.get()>
            <p class="stale-line" role="status">
                "The question changed since this was computed. "
                <button type="button" disabled=move || state.problem.get().is_some() on:click=move |_| state.run(JobKind::Audit)>"Run again"</button>
            </p>
        </Show>
        <div class="findings" class:stale=move || stale.get() class:replaced=move || hidden.get()>
            <Findings view asked stale=Signal::derive(move || stale.get()) />
        </div>
    }
    .into_any()
}
