//! What came of a run, or what stands in its place: an error, or that it can be run.

use std::sync::Arc;

use causeloom::view::RealizeView;
use causeloom::{Error, JobKind, Study};
use leptos::prelude::*;

use super::figures::Figures;
use super::files::TextFiles;
use super::folds::RunFolds;
use super::network::asks_model;
use super::rows::table_name;
use super::run;
use crate::component::note::{ErrorNote, NoteList};
use crate::state::{Phase, State};

/// The last result of the open model and how it stands to the question; copies are the same one.
#[derive(Clone, Copy)]
pub(super) struct Outcome {
    found: Memo<Option<(Arc<RealizeView>, Study)>>,
    failure: Memo<Option<Error>>,
    stale: Memo<bool>,
}

impl Outcome {
    /// Follows the state.
    pub(super) fn new(state: State) -> Self {
        let failure = Memo::new(move |_| {
            state.realize.with(|run| match &run.phase {
                Phase::Failed(error) if error.code != "canceled" => Some(error.clone()),
                _ => None::<Error>,
            })
        });
        // Texts of another model or table would be an answer to nothing that is asked here.
        let found = Memo::new(move |_| {
            let name = if state.tells_table() {
                table_name(state)?
            } else {
                state.model.with(|model| model.as_ref().map(|model| model.name.clone()))?
            };
            state.realize.with(|run| {
                let finished = run.result.as_ref()?;
                (finished.view.source == name)
                    .then(|| (finished.view.clone(), finished.study.clone()))
            })
        });
        let stale = Memo::new(move |_| {
            found.with(|found| {
                found.as_ref().is_some_and(|(_, study)| state.changed_for(JobKind::Realize, study))
            })
        });
        Self { found, failure, stale }
    }

    fn has_answer(self) -> bool {
        self.found.with(Option::is_some)
    }

    /// An error takes the place of an older answer.
    fn is_replaced(self) -> bool {
        self.failure.with(Option::is_some) && self.stale.get()
    }

    fn view(self) -> Signal<Arc<RealizeView>> {
        Signal::derive(move || {
            self.found
                .with(|found| found.as_ref().map_or_else(Arc::default, |(view, _)| view.clone()))
        })
    }

    fn asked(self) -> Signal<Study> {
        Signal::derive(move || {
            self.found
                .with(|found| found.as_ref().map(|(_, study)| study.clone()).unwrap_or_default())
        })
    }
}

/// The verdict and what is to be kept in mind.
#[component]
pub(super) fn Verdict(outcome: Outcome) -> impl IntoView {
    let state = State::expect();
    let view = outcome.view();
    let has_answer = Memo::new(move |_| outcome.has_answer());
    let problem = Memo::new(move |_| state.realize_problem());
    Effect::new(move |before: Option<()>| {
        let verdict = view.with(|view| verdict(view));
        if before.is_some() && outcome.has_answer() {
            state.announce(verdict);
        }
    });
    view! {
        {move || outcome.failure.get().map(|error| view! { <ErrorNote error /> })}
        <Show when=move || has_answer.get() fallback=move || view! { <NotRun failed=Signal::derive(move || outcome.failure.with(Option::is_some)) /> }>
            <Show when=move || outcome.stale.get() && !outcome.is_replaced()>
                <p class="stale-line" role="status">
                    "The question changed since these texts were written. "
                    <button type="button" disabled=move || problem.with(Option::is_some) on:click=move |_| { run(state); }>"Run again"</button>
                </p>
            </Show>
            <div class="findings" class:stale=move || outcome.stale.get() class:replaced=move || outcome.is_replaced()>
                <p class="verdict">{move || view.with(|view| verdict(view))}</p>
                <p class="muted lead">{move || view.with(|view| lead(view))}</p>
                <div class="result-notes"><NoteList notes=Signal::derive(move || view.with(|view| view.notes.clone())) /></div>
            </div>
        </Show>
    }
}

/// Figures, tables and files of the run.
#[component]
pub(super) fn Measured(outcome: Outcome) -> impl IntoView {
    let view = outcome.view();
    let asked = outcome.asked();
    let has_answer = Memo::new(move |_| outcome.has_answer());
    view! {
        <Show when=move || has_answer.get()>
            <section
                class="sample-part findings" aria-labelledby="measured-title"
                class:stale=move || outcome.stale.get() class:replaced=move || outcome.is_replaced()
            >
                <h2 id="measured-title">{move || view.with(|view| format!("All {} texts", causeloom::number::count(view.done as f64)))}</h2>
                <Figures view />
                <TextFiles asked view />
                <RunFolds asked view />
            </section>
        </Show>
    }
}

/// A model is open and nothing was written.
#[component]
fn NotRun(failed: Signal<bool>) -> impl IntoView {
    let state = State::expect();
    let running = Memo::new(move |_| {
        state.realize.with(|run| matches!(run.phase, Phase::Waiting | Phase::Running(_)))
    });
    let problem = Memo::new(move |_| state.realize_problem());
    let untold = Memo::new(move |_| {
        state.study.with(|study| asks_model(study) && super::prompt::problem(study).is_some())
    });
    let words = move || match problem.get() {
        Some(_) if state.tells_table() => "No table is open.",
        Some(_) => "The model is not finished.",
        None if untold.get() => "The words to the model are not finished.",
        None if running.get() => "Writing …",
        None => "Ready to run.",
    };
    let how = move || {
        if problem.with(Option::is_some) && state.tells_table() {
            "Open your table on the Data page: it stays in this tab. Or tell rows of a model."
        } else if problem.with(Option::is_some) {
            "Every node needs values and a mechanism before rows can be put into words."
        } else if untold.get() {
            "Correct what is marked below, under what the model is told, or go back to the built-in words."
        } else if state.study.with(asks_model) {
            "You will see how many texts say every fact, by draft and correction, and what it would cost to throw the others away. Nothing is sent before you have seen the first request."
        } else {
            "You will see how many texts say every fact, by draft and correction, and what it would cost to throw the others away. One text stands below already."
        }
    };
    view! {
        <Show when=move || !failed.get()>
            <div class="empty">
                <p class="verdict">{words}</p>
                <p class="muted lead">{how}</p>
            </div>
        </Show>
    }
}

/// The verdict; of a simulated writer it is said in the sentence itself.
fn verdict(view: &RealizeView) -> String {
    if view.is_simulated { format!("Simulated: {}", view.verdict) } else { view.verdict.clone() }
}

/// Who wrote, under which seed, and what became of the rest.
fn lead(view: &RealizeView) -> String {
    let n = causeloom::number::count(view.done as f64);
    format!("{n} texts by {}, seed {}; none was dropped.", view.writer, view.seed)
}
