//! The menu that saves the model in the formats of other programs.

use leptos::prelude::*;

use crate::component::floating::Floating;
use crate::state::State;

const FORMATS: [(&str, &str, &str); 8] = [
    ("json", "Causeloom model", "graph, mechanisms and words"),
    ("bif", "BIF", "discrete networks, for bnlearn, pgmpy, pyAgrum"),
    ("dagitty", "DAGitty", "the graph with its positions"),
    ("lavaan", "lavaan", "the graph as a structural equation model"),
    ("bnlearn", "bnlearn", "the graph as a model string"),
    ("dot", "DOT", "for Graphviz and DoWhy"),
    ("gml", "GML", "for DoWhy and networkx"),
    ("node-link", "Node-link JSON", "for networkx"),
];

/// Saves the model as a file.
#[component]
pub(super) fn ExportMenu() -> impl IntoView {
    let state = State::expect();
    let item = move |(format, title, about): (&'static str, &'static str, &'static str)| {
        view! {
            <button type="button" class="item" data-close="" on:click=move |_| state.save_model(format, state.model_problem)>
                {title}" "<small>{about}</small>
            </button>
        }
    };
    view! {
        <Floating face=|| "Save as" class="quiet tool" panel_class="export-menu">
            {FORMATS.map(item).collect_view()}
        </Floating>
    }
}
