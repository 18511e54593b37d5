//! The graph with what was set, what changed, and the way from one to the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use causeloom::model::{Diagram, EdgeKind};
use causeloom::view::UnitView;
use leptos::prelude::*;

use crate::component::graph::{GraphView, Looks};
use crate::state::State;

/// The graph.
#[component]
pub(super) fn Picture(view: Signal<Arc<UnitView>>) -> impl IntoView {
    let state = State::expect();
    let diagram = Signal::derive(move || {
        state
            .model
            .with(|model| model.as_ref().map(|model| Arc::new(model.graph.clone())))
            .unwrap_or_default()
    });
    let looks =
        Signal::derive(move || diagram.with(|diagram| view.with(|view| looks(diagram, view))));
    let label = Signal::derive(move || {
        let n_moved =
            view.with(|view| view.nodes.iter().filter(|cell| cell.changed && !cell.set).count());
        format!("The graph: {n_moved} nodes follow what was set")
    });
    view! {
        <div class="small-graph">
            <GraphView diagram looks chosen=state.chosen_node label />
            <p class="muted small">"Filled: set. Tinted: changed, along the strong arrows. Pale: out of reach."</p>
        </div>
    }
}

fn looks(diagram: &Diagram, view: &UnitView) -> Looks {
    let set: BTreeSet<&str> =
        view.nodes.iter().filter(|cell| cell.set).map(|cell| cell.name.as_str()).collect();
    if set.is_empty() {
        return Looks::default();
    }
    let moved: BTreeSet<&str> = view
        .nodes
        .iter()
        .filter(|cell| cell.changed && !cell.set)
        .map(|cell| cell.name.as_str())
        .collect();
    let mut nodes = BTreeMap::new();
    let mut captions = BTreeMap::new();
    for cell in &view.nodes {
        let class = match () {
            () if cell.set => "set",
            () if cell.changed => "changed",
            () if !cell.on_path => "unreached",
            () => continue,
        };
        nodes.insert(cell.name.clone(), class);
    }
    for cell in view.nodes.iter().filter(|cell| cell.changed) {
        captions.insert(cell.name.clone(), format!("{} → {}", cell.factual, cell.counterfactual));
    }
    Looks { nodes, captions, arrows: ways(diagram, &set, &moved), ..Looks::default() }
}

/// The arrows on directed paths from nodes that were set to nodes that changed. Arrows into a node
/// that was set do nothing any more.
fn ways(
    diagram: &Diagram,
    set: &BTreeSet<&str>,
    moved: &BTreeSet<&str>,
) -> BTreeSet<(String, String)> {
    let arrows: Vec<(&str, &str)> = diagram
        .edges
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Directed && !set.contains(edge.to.as_str()))
        .map(|edge| (edge.from.as_str(), edge.to.as_str()))
        .collect();
    let downstream = reach(&arrows, set, |(from, to)| (from, to));
    let upstream = reach(&arrows, moved, |(from, to)| (to, from));
    arrows
        .into_iter()
        .filter(|(from, to)| downstream.contains(from) && upstream.contains(to))
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .collect()
}

/// The starting nodes and all that can be reached from them.
fn reach<'a>(
    arrows: &[(&'a str, &'a str)],
    starts: &BTreeSet<&'a str>,
    along: fn((&'a str, &'a str)) -> (&'a str, &'a str),
) -> BTreeSet<&'a str> {
    let mut reached = starts.clone();
    let mut open: Vec<&str> = reached.iter().copied().collect();
    while let Some(node) = open.pop() {
        for (from, to) in arrows.iter().map(|arrow| along(*arrow)) {
            if from == node && reached.insert(to) {
                open.push(to);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use causeloom::model::dagitty;

    use super::*;

    #[test]
    fn only_arrows_on_the_way_from_what_was_set_to_what_changed_are_strong() {
        let text = "dag { a -> b b -> c b -> d x -> c c -> e }";
        let diagram = dagitty::read(text).expect("the text is a diagram");
        let strong = ways(&diagram, &BTreeSet::from(["b"]), &BTreeSet::from(["e"]));
        let strong: Vec<String> = strong.iter().map(|(from, to)| format!("{from}{to}")).collect();
        assert_eq!(strong, ["bc", "ce"]);
    }

    #[test]
    fn an_arrow_into_a_node_that_was_set_is_not_on_the_way() {
        let diagram = dagitty::read("dag { a -> b b -> c a -> c }").expect("the text is a diagram");
        let strong = ways(&diagram, &BTreeSet::from(["a", "b"]), &BTreeSet::from(["c"]));
        let strong: Vec<String> = strong.iter().map(|(from, to)| format!("{from}{to}")).collect();
        assert_eq!(strong, ["ac", "bc"]);
    }
}
