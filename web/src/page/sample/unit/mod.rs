//! One row, what if: a row of the sample or one that is typed, with a cell changed and all else that
//! chance decided kept.

mod cells;
mod picture;
mod source;

use std::sync::Arc;

use causeloom::view::UnitView;
use causeloom::{Error, ModelAnswer, ModelQuestion};
use leptos::prelude::*;

use self::cells::Cells;
use self::picture::Picture;
use self::source::Source;
use super::interventions::read;
use crate::component::note::{ErrorNote, NoteList};
use crate::component::term::Term;
use crate::state::State;

/// Draws of the noise where a row is typed.
const DRAWS: u32 = 1_000;

/// A graph of more nodes is drawn over the full width.
const LARGE: usize = 12;

/// The section.
#[component]
pub(super) fn UnitSection() -> impl IntoView {
    view! {
        <section class="sample-part" aria-labelledby="unit-title">
            <h2 id="unit-title">"One row, what if"</h2>
            <p class="muted lead">
                "Change a cell and see what else would have been different in this very row: a "
                <Term term="counterfactual">"counterfactual"</Term>", with "
                <Term term="retained-noise">"all chance kept"</Term>" as it was."
            </p>
            <Asked />
        </section>
    }
}

#[component]
fn Asked() -> impl IntoView {
    let state = State::expect();
    let answer = RwSignal::new(None::<Arc<UnitView>>);
    let problem = RwSignal::new(None::<Error>);
    let asking = RwSignal::new(false);
    let asked = Memo::new(move |_| {
        let model = state.study.with(|study| (study.model.clone(), study.seed));
        (question(state), model)
    });
    let epoch = StoredValue::new(0_u32);
    Effect::new(move || {
        let (question, _) = asked.get();
        epoch.update_value(|epoch| *epoch += 1);
        let mine = epoch.get_value();
        asking.set(true);
        leptos::task::spawn_local(async move {
            let found = state.ask_model(question).await;
            if epoch.try_get_value() != Some(mine) {
                return;
            }
            asking.set(false);
            match found {
                Ok(ModelAnswer::Unit(view)) => {
                    problem.set(None);
                    answer.set(Some(Arc::from(view)));
                }
                Ok(_) => {}
                Err(error) => problem.set(Some(error)),
            }
        });
    });
    let view = Signal::derive(move || answer.get().unwrap_or_default());
    let has_answer = Memo::new(move |_| answer.with(Option::is_some));
    let is_large = Memo::new(move |_| view.with(|view| view.nodes.len() > LARGE));
    let notes = Signal::derive(move || view.with(|view| view.notes.clone()));
    view! {
        <Source view />
        {move || problem.get().map(|error| view! { <ErrorNote error /> })}
        <Show when=move || has_answer.get() fallback=|| view! { <p class="muted">"Drawing the row …"</p> }>
            <p class="unit-words" aria-live="polite">{move || view.with(|view| words(state, view))}</p>
            <div class="unit-parts" class:is-large=move || is_large.get() aria-busy=move || asking.get().to_string()>
                <Cells view />
                <Picture view />
            </div>
            <div class="result-notes"><NoteList notes /></div>
        </Show>
    }
}

/// The question about the row as it stands; what names nodes of another model is left out.
fn question(state: State) -> ModelQuestion {
    let is_there = |name: &String| {
        state
            .model
            .with(|model| model.as_ref().is_some_and(|model| model.graph.node(name).is_some()))
    };
    let unit = state.unit.get();
    let changes = unit.changes.into_iter().filter(|(name, _)| is_there(name));
    let changes = changes.map(|(_, text)| text).collect();
    let typed = state.typed_row.get();
    if typed.is_asked {
        let is_known = |(name, value): &(String, String)| is_there(name) && !value.is_empty();
        let values = typed.values.into_iter().filter(is_known).collect();
        ModelQuestion::Observed { values, changes, draws: DRAWS }
    } else {
        ModelQuestion::Unit { row: unit.row, changes }
    }
}

/// What the change does, in a sentence.
fn words(state: State, view: &UnitView) -> String {
    let changes = state.unit.with(|unit| unit.changes.values().cloned().collect::<Vec<_>>());
    let told: Vec<_> = changes.iter().filter_map(|text| read(state, text)).collect();
    if told.is_empty() {
        return "Nothing is changed yet. Choose another value under “Would have been”.".to_owned();
    }
    let moved: Vec<&str> = view
        .nodes
        .iter()
        .filter(|cell| cell.changed && !cell.set)
        .map(|cell| cell.name.as_str())
        .collect();
    let doing: Vec<String> = told.iter().map(super::told::Told::words).collect();
    let what = match moved.as_slice() {
        [] => "nothing else would have changed".to_owned(),
        [only] => format!("{only} would have changed too"),
        [first @ .., last] if first.len() < 6 => {
            format!("{} and {last} would have changed too", first.join(", "))
        }
        many => format!("{} others would have changed too", many.len()),
    };
    let likely = if view.exact_row { "" } else { "in most draws " };
    format!("Had we {}, {likely}{what}.", past(&doing.join(" and ")))
}

/// "shift age" as "shifted age".
fn past(words: &str) -> String {
    words.replace("shift ", "shifted ").replace("give ", "given ").replace("draw ", "drawn ")
}
