//! The Realize page: rows put into words, one text to look at, and the proof that no fact changed.

mod answer;
mod compare;
mod empty;
mod figures;
mod files;
mod folds;
mod network;
mod recipe;
mod setup;
mod viewer;
mod words;
mod writer;

use causeloom::JobKind;
use leptos::prelude::*;

use self::answer::{Measured, Outcome, Verdict};
use self::empty::NoModel;
use self::network::{NetworkRun, asks_model, run_network};
use self::recipe::RecipeFold;
use self::setup::SetupSentence;
use self::viewer::TextViewer;
use self::words::WordsFold;
use self::writer::WriterPanel;
use crate::component::note::ErrorNote;
use crate::component::run_key::on_run_key;
use crate::component::run_line::RunLine;
use crate::state::State;

/// The Realize page.
#[component]
pub(crate) fn RealizePage() -> impl IntoView {
    let state = State::expect();
    on_run_key(move || {
        let can_run = state.sample_problem().is_none();
        if state.study.with_untracked(asks_model) {
            return can_run && run_network(state);
        }
        if can_run {
            state.run(JobKind::Realize);
        }
        can_run
    });
    let has_model = Memo::new(move |_| {
        state.model.with(|model| model.as_ref().is_some_and(|model| !model.graph.nodes.is_empty()))
    });
    let can_ask = Memo::new(move |_| state.sample_problem().is_none());
    // A run that goes on is shown also where another writer was chosen meanwhile.
    let is_asked = Memo::new(move |_| state.study.with(asks_model) || state.network.is_going_on());
    let outcome = Outcome::new(state);
    view! {
        <div class="split realize-page">
            <section class="question" aria-label="The question">
                <h1 tabindex="-1">"Say it, and change no fact"</h1>
                <Show when=move || has_model.get() fallback=about_page>
                    <SetupSentence />
                    <WriterPanel />
                    <Show when=move || is_asked.get() fallback=move || view! {
                    <RunLine
                        kind=JobKind::Realize
                        phase=Signal::derive(move || state.realize.with(|run| run.phase.clone()))
                        seconds=Signal::derive(move || state.realize.with(|run| run.result.as_ref().map(|finished| finished.seconds)))
                    />
                    }><NetworkRun /></Show>
                </Show>
            </section>
            <section class="answer" aria-label="The answer">
                {move || state.model_problem.get().map(|error| view! { <ErrorNote error /> })}
                <Show when=move || has_model.get() fallback=NoModel>
                    <Verdict outcome />
                    <Show when=move || can_ask.get()>
                        <TextViewer />
                    </Show>
                    <Measured outcome />
                    <div class="folds">
                        <Show when=move || can_ask.get()><WordsFold /></Show>
                        <RecipeFold />
                    </div>
                </Show>
            </section>
        </div>
    }
}

fn about_page() -> impl IntoView {
    view! {
        <p class="muted">
            "Every row of a model becomes a text. The text is read back and must say the facts of its row, no more and no less."
        </p>
    }
}
