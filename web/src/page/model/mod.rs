//! The Model page: what causes what, drawn and written, and how.

mod chooser;
mod detail;
mod export;
mod mechanism;
mod says;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use causeloom::model::{Diagram, edit};
use causeloom::{ModelAnswer, ModelQuestion, Roles};
use leptos::prelude::*;

use self::chooser::ModelChooser;
use self::detail::NodeDetail;
use self::export::ExportMenu;
use self::says::GraphSays;
use self::text::TextPane;
use crate::component::graph::{Change, Editor, GraphView, Looks};
use crate::component::note::{ErrorNote, NoteList};
use crate::state::State;

/// The Model page.
#[component]
pub(crate) fn ModelPage() -> impl IntoView {
    let state = State::expect();
    let diagram = Signal::derive(move || diagram_of(state));
    let looks = Signal::derive(move || state.roles.with(captions));
    let editor = Editor {
        take: Callback::new(move |change| take(state, change)),
        arrange: Callback::new(move |()| arrange(state)),
    };
    let label = Signal::derive(move || {
        diagram.with(|diagram| {
            format!("The graph: {} nodes, {} edges", diagram.nodes.len(), diagram.edges.len())
        })
    });
    view! {
        <div class="split model-page">
            <section class="question" aria-label="The model">
                <h1 tabindex="-1">"What causes what?"</h1>
                <ModelChooser />
                {move || state.model_problem.get().map(|error| view! { <ErrorNote error /> })}
                <NoteList notes=state.model_notes />
                <TextPane />
                <GraphSays />
            </section>
            <section class="answer" aria-label="The graph">
                <GraphView diagram looks chosen=state.chosen_node editor label />
                <p class="muted small graph-hint">
                    <span>"Drag a node, or press n for a new one and c for an arrow; ? lists the keys."</span>
                    <ExportMenu />
                </p>
                <NodeDetail />
            </section>
        </div>
    }
}

/// The diagram of the study's model; empty where there is none.
fn diagram_of(state: State) -> Arc<Diagram> {
    state
        .model
        .with(|model| model.as_ref().map(|model| Arc::new(model.graph.clone())))
        .unwrap_or_default()
}

/// Takes a change of the picture into the model.
fn take(state: State, change: Change) {
    match change {
        Change::Graph(words, diagram) => {
            // The picture has refused what the model would refuse.
            state.edit_model(words, |model| drop(edit::set_graph(model, (*diagram).clone())));
        }
        Change::Rename { from, to } => {
            state.edit_model(format!("rename {from} to {to}"), |model| {
                // The picture has refused names that the model would refuse.
                drop(edit::rename(model, &from, &to));
            });
        }
    }
}

/// Gives every node a new place.
fn arrange(state: State) {
    leptos::task::spawn_local(async move {
        match state.ask_model(ModelQuestion::Layout { keep: false }).await {
            Ok(ModelAnswer::Positions(positions)) => {
                state.edit_model("arrange the graph", |model| {
                    for (name, position) in positions {
                        if let Some(node) = model.graph.node_mut(&name) {
                            node.position = Some(position);
                        }
                    }
                });
            }
            Ok(_) => {}
            Err(error) => state.model_problem.set(Some(error)),
        }
    });
}

/// The parts of the audit's columns, under the nodes of the same names.
fn captions(roles: &Roles) -> Looks {
    let mut captions = BTreeMap::new();
    let mut put = |names: &mut dyn Iterator<Item = &String>, words: &str| {
        for name in names {
            captions.insert(name.clone(), words.to_owned());
        }
    };
    put(&mut roles.protected.iter(), "protected");
    put(&mut roles.confounders.iter(), "confounder");
    put(&mut roles.mediators.iter(), "mediator");
    put(&mut roles.outcome.iter(), "outcome");
    Looks { captions, ..Looks::default() }
}
