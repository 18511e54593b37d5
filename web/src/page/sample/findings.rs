//! What a sample says: sentence, notes, figure, all nodes, files.

use std::sync::Arc;

use causeloom::Study;
use causeloom::model::{Mark, Model};
use causeloom::number::count;
use causeloom::view::{SampleNodeView, SampleView};
use leptos::prelude::*;

use super::interventions::read;
use super::nodes::NodeTable;
use super::rows::RowFiles;
use super::told::Told;
use super::verdict::{default_node, lead, verdict};
use crate::chart::Figure;
use crate::component::choice::{Choice, Opt};
use crate::component::distribution::distribution_figure;
use crate::component::figure::FigureView;
use crate::component::note::NoteList;
use crate::state::State;

/// Everything that a result says.
#[component]
pub(super) fn Findings(
    /// The result.
    view: Signal<Arc<SampleView>>,
    /// The study that was asked.
    asked: Signal<Study>,
) -> impl IntoView {
    let state = State::expect();
    let told = Memo::new(move |_| {
        let texts = view.with(|view| view.interventions.clone());
        texts.iter().filter_map(|text| read(state, text)).collect::<Vec<Told>>()
    });
    let outcome =
        |model: &Model| model.graph.with_mark(Mark::Outcome).first().map(|name| (*name).to_owned());
    let shown = Memo::new(move |_| {
        let chosen = state.chosen_node.get();
        let model = state.model.get();
        let outcome = model.as_deref().and_then(outcome);
        let is_last =
            |name: &str| model.as_ref().is_some_and(|model| model.graph.children(name).is_empty());
        view.with(|view| {
            let is_there = |name: &String| view.nodes.iter().any(|node| &node.name == name);
            chosen.filter(is_there).or_else(|| default_node(view, outcome.as_deref(), is_last))
        })
        .unwrap_or_default()
    });
    let node = Memo::new(move |_| {
        shown.with(|name| {
            view.with(|view| view.nodes.iter().find(|node| &node.name == name).cloned())
        })
    });
    let about = Memo::new(move |_| about_node(state, &shown.get()));
    let sentence = Memo::new(move |_| {
        node.with(|node| {
            node.as_ref().map(|node| {
                view.with(|view| told.with(|told| verdict(view, node, told, &about.get().1)))
            })
        })
    });
    Effect::new(move |before: Option<bool>| {
        if let (Some(sentence), Some(_)) = (sentence.get(), before) {
            state.announce(sentence);
        }
        true
    });
    let below = move || {
        node.with(|node| {
            node.as_ref().map(|node| view.with(|view| lead(view, node, &about.get().1)))
        })
    };
    let figure = Memo::new(move |_| {
        let after = told.with(|told| version(told));
        let axis = about.with(|(_, unit)| {
            if unit.is_empty() { shown.get() } else { format!("{} ({unit})", shown.get()) }
        });
        node.with(|node| node.as_ref().and_then(|node| picture(node, &axis, &after)))
    });
    let caption = Signal::derive(move || {
        let (words, _) = about.get();
        let rows =
            view.with(|view| format!("{} rows, seed {}", count(view.rows as f64), view.seed));
        if words.is_empty() {
            format!("{rows}.")
        } else {
            format!("{}: {}. {rows}.", shown.get(), words.trim_end_matches('.'))
        }
    });
    let has_figure = Memo::new(move |_| figure.with(Option::is_some));
    let options = Signal::derive(move || {
        view.with(|view| {
            let name = |node: &SampleNodeView| Opt::new(node.name.clone(), node.name.clone());
            view.nodes.iter().map(name).collect::<Vec<_>>()
        })
    });
    view! {
        <p class="verdict">{sentence}</p>
        <p class="muted lead">{below}</p>
        <div class="result-notes"><NoteList notes=Signal::derive(move || view.with(|view| view.notes.clone())) /></div>
        <p class="small look-at">
            "Look at "
            <Choice label="Node in the figure" value=shown options on_change=Callback::new(move |name| state.chosen_node.set(Some(name))) />
        </p>
        <Show when=move || has_figure.get()>
            <FigureView figure=Signal::derive(move || figure.get().expect("it is shown where there is one")) caption />
        </Show>
        <NodeTable view shown told />
        <RowFiles asked />
    }
}

/// What a node is, and its unit.
fn about_node(state: State, name: &str) -> (String, String) {
    let about = |model: &Model| {
        let variable = model.variables.get(name)?;
        Some((variable.about.clone(), variable.unit.clone()))
    };
    state.model.with(|model| model.as_deref().and_then(about).unwrap_or_default())
}

fn picture(node: &SampleNodeView, axis: &str, after: &str) -> Option<Figure> {
    let changed = node.after.as_ref().map(|changed| (after, changed, node.truth_after.as_deref()));
    distribution_figure(axis, ("as it is", &node.before, node.truth.as_deref()), changed)
}

/// What the rows after the interventions are called in the figure.
fn version(told: &[Told]) -> String {
    match told {
        [only] => only.text(),
        _ => "after".to_owned(),
    }
}
