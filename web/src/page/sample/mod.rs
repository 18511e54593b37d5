//! The Sample page: rows drawn from the model, with and without interventions; one row and what
//! would have been; a probability; whether rows agree with the graph.

mod answer;
mod check;
mod empty;
mod findings;
mod interventions;
mod nodes;
mod query;
mod recipe;
mod rows;
mod setup;
mod told;
mod unit;
mod verdict;

use causeloom::JobKind;
use leptos::prelude::*;

use self::answer::Answer;
use self::check::CheckSection;
use self::empty::NoModel;
use self::interventions::Interventions;
use self::query::QuerySection;
use self::recipe::RecipeFold;
use self::setup::SetupSentence;
use self::unit::UnitSection;
use crate::component::note::ErrorNote;
use crate::component::run_key::on_run_key;
use crate::component::run_line::RunLine;
use crate::state::State;

/// The Sample page.
#[component]
pub(crate) fn SamplePage() -> impl IntoView {
    let state = State::expect();
    on_run_key(move || {
        let can_run = state.sample_problem().is_none();
        if can_run {
            state.run(JobKind::Sample);
        }
        can_run
    });
    let has_model = Memo::new(move |_| {
        state.model.with(|model| model.as_ref().is_some_and(|model| !model.graph.nodes.is_empty()))
    });
    let can_ask = Memo::new(move |_| state.sample_problem().is_none());
    view! {
        <div class="split sample-page">
            <section class="question" aria-label="The question">
                <h1 tabindex="-1">"What if we intervened?"</h1>
                <Show when=move || has_model.get() fallback=about_page>
                    <SetupSentence />
                    <Interventions />
                    <RunLine
                        kind=JobKind::Sample
                        phase=Signal::derive(move || state.sample.with(|run| run.phase.clone()))
                        seconds=Signal::derive(move || state.sample.with(|run| run.result.as_ref().map(|finished| finished.seconds)))
                    />
                </Show>
            </section>
            <section class="answer" aria-label="The answer">
                {move || state.model_problem.get().map(|error| view! { <ErrorNote error /> })}
                <Show when=move || has_model.get() fallback=NoModel>
                    <Answer />
                    <Show when=move || can_ask.get()>
                        <UnitSection />
                        <QuerySection />
                    </Show>
                    <CheckSection />
                    <RecipeFold />
                </Show>
            </section>
        </div>
    }
}

fn about_page() -> impl IntoView {
    view! {
        <p class="muted">
            "A causal model can be run: it draws rows, and it draws the same rows again with something changed."
        </p>
    }
}
