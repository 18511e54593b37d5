//! The findings of an audit: verdict, warnings, picture, table, details, downloads.

use std::sync::Arc;

use causeloom::Study;
use causeloom::export::{audit_csv, audit_json};
use causeloom::view::AuditView;
use leptos::prelude::*;

use super::folds::{BalanceFold, GeneralFold, OverlapFold, SensitivityFold};
use super::notes::ResultNotes;
use super::recipe::RecipeFold;
use crate::chart::Signs;
use crate::component::download::DownloadButton;
use crate::component::effect_table::{EffectTable, Effects};
use crate::component::figure::{save_png, save_svg};
use crate::component::waterfall::{WaterfallFigure, waterfall_figure};
use crate::state::State;

/// Everything that a result says.
#[component]
pub(super) fn Findings(
    /// The result.
    #[prop(into)]
    view: Signal<Arc<AuditView>>,
    /// The study that was asked.
    #[prop(into)]
    asked: Signal<Study>,
    /// Whether the question changed since.
    #[prop(into)]
    stale: Signal<bool>,
) -> impl IntoView {
    let signs = RwSignal::new(Signs::default());
    view! {
        <p class="verdict">{move || view.with(|view| view.verdict.clone())}</p>
        <p class="muted lead">{move || view.with(|view| view.lead.clone())}</p>
        <ResultNotes view />
        <WaterfallFigure view signs />
        <EffectTable view effects=Effects::Decomposition signs />
        <div class="folds">
            <GeneralFold view signs />
            <OverlapFold view />
            <BalanceFold view />
            <SensitivityFold view signs stale />
            <RecipeFold view asked />
        </div>
        <Downloads view signs />
    }
}

#[component]
fn Downloads(#[prop(into)] view: Signal<Arc<AuditView>>, signs: RwSignal<Signs>) -> impl IntoView {
    let state = State::expect();
    let figure = move || view.with_untracked(|view| waterfall_figure(view, signs.get_untracked()));
    let report = move |made: Result<(), String>| {
        if let Err(trouble) = made {
            state.say(format!("The file could not be made: {trouble}."));
        }
    };
    view! {
        <p class="downloads">
            <span class="muted">"Download"</span>
            <DownloadButton
                label="JSON" kind="application/json"
                name=Callback::new(|()| "causeloom-audit.json".to_owned())
                content=Callback::new(move |()| view.with_untracked(|view| audit_json(view)))
            />
            <DownloadButton
                label="CSV" kind="text/csv"
                name=Callback::new(|()| "causeloom-audit.csv".to_owned())
                content=Callback::new(move |()| view.with_untracked(|view| audit_csv(view)))
            />
            <button type="button" class="quiet tool" on:click=move |_| report(save_svg(&figure()))>"SVG"</button>
            <button type="button" class="quiet tool" on:click=move |_| report(save_png(&figure()))>"PNG"</button>
        </p>
    }
}
