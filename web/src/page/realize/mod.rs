//! The Realize page: rows put into words, one text to look at, and the proof that no fact changed.

mod answer;
mod compare;
mod empty;
mod figures;
mod files;
mod folds;
mod network;
mod own;
mod prompt;
mod recipe;
mod rows;
mod setup;
mod viewer;
mod words;
mod writer;

use causeloom::JobKind;
use causeloom::model::Model;
use leptos::prelude::*;

use self::answer::{Measured, Outcome, Verdict};
use self::empty::NoModel;
use self::network::{NetworkRun, asks_model, run_network};
use self::own::OwnForm;
use self::prompt::PromptFold;
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
    on_run_key(move || run(state));
    Effect::new(move |before: Option<u32>| {
        let asked = state.run_asked.get();
        if before.is_some_and(|before| before != asked) {
            untrack(|| run(state));
        }
        asked
    });
    let has_rows = Memo::new(move |_| {
        let has_nodes = |model: &Model| !model.graph.nodes.is_empty();
        state.tells_table()
            || state.model.with(|model| model.as_ref().is_some_and(|model| has_nodes(model)))
    });
    let can_ask = Memo::new(move |_| state.realize_problem().is_none());
    // A run that goes on is shown also where another writer was chosen meanwhile.
    let is_asked = Memo::new(move |_| state.study.with(asks_model) || state.network.is_going_on());
    let outcome = Outcome::new(state);
    // The text that is looked at.
    let number = RwSignal::new(0_u64);
    view! {
        <div class="split realize-page">
            <section class="question" aria-label="The question">
                <h1 tabindex="-1">"Say it, and change no fact"</h1>
                <Show when=move || has_rows.get() fallback=about_page>
                    <SetupSentence />
                    <OwnForm />
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
                <Show when=move || has_rows.get() fallback=NoModel>
                    <Verdict outcome />
                    <Show when=move || can_ask.get()>
                        <TextViewer number />
                    </Show>
                    <Measured outcome />
                    <div class="folds">
                        <Show when=move || can_ask.get()><WordsFold /><PromptFold number /></Show>
                        <RecipeFold />
                    </div>
                </Show>
            </section>
        </div>
    }
}

/// Runs what is asked; false where it cannot be run.
fn run(state: State) -> bool {
    let can_run = state.realize_problem().is_none();
    if state.study.with_untracked(asks_model) {
        return can_run && run_network(state);
    }
    if can_run {
        state.run(JobKind::Realize);
    }
    can_run
}

fn about_page() -> impl IntoView {
    view! {
        <p class="muted">
            "Every row of a model, or of your table, becomes a text. The text is read back and must say the facts of its row, no more and no less."
        </p>
    }
}
