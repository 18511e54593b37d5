//! Details that fold out: effects on everybody, overlap, balance, other models.

use std::sync::Arc;

use causeloom::view::AuditView;
use causeloom::{Error, JobKind};
use leptos::prelude::*;

use crate::chart::Signs;
use crate::component::balance::{BalanceFigure, balance_summary};
use crate::component::effect_table::{EffectTable, Effects};
use crate::component::fold::Fold;
use crate::component::note::ErrorNote;
use crate::component::overlap::{OverlapFigure, overlap_summary};
use crate::component::progress::JobProgress;
use crate::component::sensitivity::{SensitivityFigure, sensitivity_summary};
use crate::state::{Phase, State};

/// Effects on everybody.
#[component]
pub(super) fn GeneralFold(
    #[prop(into)] view: Signal<Arc<AuditView>>,
    #[prop(into)] signs: Signal<Signs>,
) -> impl IntoView {
    view! {
        <Fold title="General effects" summary="for everybody, not for the baseline group only">
            <EffectTable view effects=Effects::General signs />
        </Fold>
    }
}

/// Overlap of the two groups.
#[component]
pub(super) fn OverlapFold(#[prop(into)] view: Signal<Arc<AuditView>>) -> impl IntoView {
    let summary = Signal::derive(move || view.with(|view| overlap_summary(view)));
    view! { <Fold title="Overlap" summary><OverlapFigure view /></Fold> }
}

/// Balance of the columns.
#[component]
pub(super) fn BalanceFold(#[prop(into)] view: Signal<Arc<AuditView>>) -> impl IntoView {
    let summary = Signal::derive(move || view.with(|view| balance_summary(view)));
    view! { <Fold title="Balance" summary><BalanceFigure view /></Fold> }
}

/// The parts with one column moved at a time; computed when it is opened.
#[component]
pub(super) fn SensitivityFold(
    #[prop(into)] view: Signal<Arc<AuditView>>,
    #[prop(into)] signs: Signal<Signs>,
    /// Whether the question changed since the audit.
    #[prop(into)]
    stale: Signal<bool>,
) -> impl IntoView {
    let state = State::expect();
    let result = Memo::new(move |_| {
        state.sensitivity.with(|run| run.result.as_ref().map(|finished| finished.view.clone()))
    });
    let old = Memo::new(move |_| {
        let asked = state
            .sensitivity
            .with(|run| run.result.as_ref().map(|finished| finished.study.clone()));
        asked.is_some_and(|study| state.changed_for(JobKind::Sensitivity, &study))
    });
    let nothing_to_move = Memo::new(move |_| {
        view.with(|view| view.contrast.confounders.is_empty() && view.contrast.mediators.is_empty())
    });
    let summary = Signal::derive(move || match result.get() {
        _ if nothing_to_move.get() => "no column to move".to_owned(),
        Some(result) if !old.get() => {
            view.with(|view| sensitivity_summary(view, &result, signs.get()))
        }
        _ => "each column moved once between confounders and mediators".to_owned(),
    });
    let start = move || {
        let idle = state
            .sensitivity
            .with_untracked(|run| matches!(run.phase, Phase::Idle | Phase::Failed(_)));
        if idle && !nothing_to_move.get_untracked() && state.problem.get_untracked().is_none() {
            state.run(JobKind::Sensitivity);
        }
    };
    let on_open = Callback::new(move |()| {
        if (result.with_untracked(Option::is_none) || old.get_untracked()) && !stale.get_untracked()
        {
            start();
        }
    });
    let failure = Memo::new(move |_| {
        state.sensitivity.with(|run| match &run.phase {
            Phase::Failed(error) if error.code != "canceled" => Some(error.clone()),
            _ => None::<Error>,
        })
    });
    let needs_run = Memo::new(move |_| result.with(Option::is_none) || old.get());
    view! {
        <Fold title="If the model were different" summary on_open>
            <div class="sensitivity">
                <p class="muted">
                    "Whether a column is a confounder or a mediator is an assumption. Here each one changes sides once, and the parts are computed again."
                </p>
                {move || failure.get().map(|error| view! { <ErrorNote error /> })}
                <JobProgress
                    kind=JobKind::Sensitivity
                    phase=Signal::derive(move || state.sensitivity.with(|run| run.phase.clone()))
                    idle=move || view! {
                        <Show when=move || needs_run.get() && !nothing_to_move.get()>
                            <p class="run">
                                <button type="button" disabled=move || state.problem.get().is_some() on:click=move |_| start()>
                                    {move || if result.with(Option::is_some) { "Run again" } else { "Run" }}
                                </button>
                                <span class="muted small">{move || result.with(Option::is_some).then_some("the question changed since")}</span>
                            </p>
                        </Show>
                    }.into_any()
                />
                {move || {
                    let first = result.get()?;
                    let shown = Signal::derive(move || result.get().unwrap_or_else(|| first.clone()));
                    Some(view! {
                        <div class:stale=move || old.get()>
                            <SensitivityFigure audit=view view=shown signs />
                        </div>
                    })
                }}
            </div>
        </Fold>
    }
}
