//! Where the nodes of a diagram stand: layers from causes to effects, few crossings.
//!
//! The layers are those of Sugiyama, Tagawa and Toda (IEEE Transactions on Systems, Man, and
//! Cybernetics 11(2), 1981), by the library `dagre`. What the user placed stays where it is.

use std::collections::BTreeMap;

use dagre::{
    EdgeLabel, LayoutOptions, NodeLabel, Ranker,
    graph::{Graph, GraphOptions},
};
use graph::{Diagram, EdgeKind};

/// Height of a node, and the width of a letter and of the room beside the name, in units of positions.
const HEIGHT: f64 = 40.0;
const LETTER: f64 = 8.0;
const ROOM: f64 = 36.0;
/// Empty space between two nodes of a layer, and between two layers.
const BESIDE: f64 = 36.0;
const BELOW: f64 = 64.0;
/// Diagrams with more nodes get their layers by longest paths, which is quick for any size.
const MANY_NODES: usize = 400;
/// Two nodes nearer than this, in multiples of the layout's own distances, stand on each other.
const TOO_NEAR: f64 = 0.4;

/// A place for every node. With `keep`, nodes that have a place keep it, and the others stand to
/// them as they would in a layout of the whole.
pub(crate) fn positions(diagram: &Diagram, keep: bool) -> BTreeMap<String, [f64; 2]> {
    let fresh = layered(diagram);
    let mut placed: Vec<(&str, [f64; 2])> = diagram
        .nodes
        .iter()
        .filter_map(|node| Some((node.name.as_str(), node.position?)))
        .filter(|(_, position)| keep && position.iter().all(|value| value.is_finite()))
        .collect();
    // Of nodes on one point, the first was placed there; a text without places may say 0,0 of all.
    let mut points: Vec<[f64; 2]> = Vec::new();
    placed.retain(|(_, position)| {
        let is_free = !points.contains(position);
        points.push(*position);
        is_free
    });
    if placed.is_empty() {
        return fresh;
    }
    let pairs: Vec<([f64; 2], [f64; 2])> = placed
        .iter()
        .filter_map(|(name, position)| Some((*fresh.get(*name)?, *position)))
        .collect();
    let maps = [0, 1].map(|axis| Map::between(&pairs, axis));
    let gaps = [BESIDE + ROOM + 4.0 * LETTER, BELOW + HEIGHT];
    let mut taken: BTreeMap<String, [f64; 2]> =
        placed.iter().map(|(name, position)| ((*name).to_owned(), *position)).collect();
    for node in &diagram.nodes {
        if taken.contains_key(&node.name) {
            continue;
        }
        let Some(position) = fresh.get(&node.name) else { continue };
        let mut position = [0, 1].map(|axis| maps[axis].apply(position[axis]));
        let limits = [0, 1].map(|axis| TOO_NEAR * gaps[axis] * maps[axis].scale);
        let stands_on = |position: [f64; 2], other: &[f64; 2]| {
            (0..2).all(|axis| (position[axis] - other[axis]).abs() < limits[axis])
        };
        // Every step leaves one neighbor behind, so that there are at most as many as nodes.
        for _ in 0..diagram.nodes.len() {
            if !taken.values().any(|other| stands_on(position, other)) {
                break;
            }
            position[0] += gaps[0] * maps[0].scale;
        }
        taken.insert(node.name.clone(), position);
    }
    taken
}

/// One axis of the way from a fresh layout to the user's: `shift + scale · value`.
struct Map {
    scale: f64,
    shift: f64,
}

impl Map {
    /// The map by least squares with a positive scale; a shift alone where the scale is not known.
    fn between(pairs: &[([f64; 2], [f64; 2])], axis: usize) -> Self {
        let n = pairs.len().max(1) as f64;
        let (mut mean_from, mut mean_to) = (0.0, 0.0);
        for (from, to) in pairs {
            mean_from += from[axis] / n;
            mean_to += to[axis] / n;
        }
        let (mut product, mut square) = (0.0, 0.0);
        for (from, to) in pairs {
            let centered = from[axis] - mean_from;
            product += centered * (to[axis] - mean_to);
            square += centered * centered;
        }
        let scale = product / square;
        let scale = if scale.is_finite() && scale > 1e-6 { scale } else { 1.0 };
        Self { scale, shift: mean_to - scale * mean_from }
    }

    fn apply(&self, value: f64) -> f64 {
        self.shift + self.scale * value
    }
}

/// A layout of the whole diagram, causes above effects.
fn layered(diagram: &Diagram) -> BTreeMap<String, [f64; 2]> {
    let options = GraphOptions { directed: true, multigraph: true, compound: true };
    let mut layout: Graph<NodeLabel, EdgeLabel> = Graph::with_options(options);
    let numbers: BTreeMap<&str, usize> =
        diagram.nodes.iter().enumerate().map(|(idx, node)| (node.name.as_str(), idx)).collect();
    for node in &diagram.nodes {
        let Some(idx) = numbers.get(node.name.as_str()) else { continue };
        let width = ROOM + LETTER * node.name.chars().count() as f64;
        let label = NodeLabel { width, height: HEIGHT, ..NodeLabel::default() };
        layout.set_node(key(*idx), Some(label));
    }
    for edge in diagram.edges.iter().filter(|edge| edge.kind == EdgeKind::Directed) {
        let ends = numbers.get(edge.from.as_str()).zip(numbers.get(edge.to.as_str()));
        if let Some((from, to)) = ends.filter(|(from, to)| from != to) {
            layout.set_edge(key(*from), key(*to), Some(EdgeLabel::default()), None);
        }
    }
    if numbers.is_empty() {
        return BTreeMap::new();
    }
    let ranker =
        if diagram.nodes.len() > MANY_NODES { Ranker::LongestPath } else { Ranker::NetworkSimplex };
    let options =
        LayoutOptions { nodesep: BESIDE, ranksep: BELOW, ranker, ..LayoutOptions::default() };
    dagre::layout(&mut layout, Some(options));
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite()).unwrap_or(0.0);
    numbers
        .iter()
        .map(|(name, idx)| {
            let label = layout.node(&key(*idx));
            let [x, y] = [label.and_then(|label| label.x), label.and_then(|label| label.y)];
            ((*name).to_owned(), [finite(x), finite(y)])
        })
        .collect()
}

/// A key that no name of the library's own nodes can equal.
fn key(idx: usize) -> String {
    format!("node {idx}")
}

#[cfg(test)]
mod tests {
    use graph::{DiagramEdge, DiagramNode};
    use proptest::prelude::*;

    use super::*;

    fn diagram(n_nodes: usize, edges: &[(usize, usize)]) -> Diagram {
        let node = |idx| DiagramNode { name: format!("x{idx}"), ..DiagramNode::default() };
        let edge = |&(from, to): &(usize, usize)| DiagramEdge {
            from: format!("x{from}"),
            to: format!("x{to}"),
            kind: EdgeKind::Directed,
            attributes: Vec::new(),
        };
        Diagram {
            nodes: (0..n_nodes).map(node).collect(),
            edges: edges.iter().map(edge).collect(),
            attributes: Vec::new(),
        }
    }

    #[test]
    fn causes_stand_above_effects_and_no_two_nodes_on_each_other() {
        let diagram = diagram(6, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (0, 4), (5, 4)]);
        let positions = positions(&diagram, false);
        for edge in &diagram.edges {
            assert!(positions[&edge.from][1] < positions[&edge.to][1], "{edge:?}");
        }
        let places: Vec<&[f64; 2]> = positions.values().collect();
        for (idx, one) in places.iter().enumerate() {
            for other in &places[idx + 1..] {
                let apart = (one[0] - other[0]).abs() > 60.0 || (one[1] - other[1]).abs() > 60.0;
                assert!(apart, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn what_was_placed_stays_and_a_new_node_stands_free() {
        let mut diagram = diagram(4, &[(0, 1), (1, 2), (0, 3)]);
        for (idx, position) in [[10.0, 5.0], [10.0, 15.0], [10.0, 25.0]].into_iter().enumerate() {
            diagram.nodes[idx].position = Some(position);
        }
        let positions = positions(&diagram, true);
        assert_eq!(positions["x1"], [10.0, 15.0]);
        let new = positions["x3"];
        assert!((5.0..=25.0).contains(&new[1]), "{new:?}");
        assert!(positions.values().filter(|&&place| place == new).count() == 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_diagram_has_places_even_a_circle(
            n_nodes in 0_usize..25,
            edges in prop::collection::vec((0_usize..25, 0_usize..25), 0..60),
            kept in prop::collection::vec(prop::option::of((-1e6_f64..1e6, -1e6_f64..1e6)), 25),
        ) {
            let mut diagram = diagram(n_nodes, &edges);
            for (node, position) in diagram.nodes.iter_mut().zip(&kept) {
                node.position = position.map(|(x, y)| [x, y]);
            }
            let first = positions(&diagram, true);
            prop_assert_eq!(first.len(), n_nodes);
            prop_assert!(first.values().flatten().all(|value| value.is_finite()));
            prop_assert_eq!(&first, &positions(&diagram, true));
        }
    }
}
