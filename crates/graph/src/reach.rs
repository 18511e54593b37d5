//! Who is upstream and who is downstream: ancestors, descendants, and a shortest directed path.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
};

use crate::Dag;

/// The causes of a node, direct and indirect, without the node itself.
pub fn ancestors<'a>(dag: &'a Dag, name: &str) -> BTreeSet<&'a str> {
    reached(dag, name, Direction::Incoming)
}

/// The effects of a node, direct and indirect, without the node itself.
pub fn descendants<'a>(dag: &'a Dag, name: &str) -> BTreeSet<&'a str> {
    reached(dag, name, Direction::Outgoing)
}

/// A shortest directed path between two nodes, ends included; none where there is none.
pub fn directed_path<'a>(dag: &'a Dag, from: &str, to: &str) -> Option<Vec<&'a str>> {
    let path = path_between(dag.inner(), dag.index(from)?, dag.index(to)?)?;
    Some(path.into_iter().map(|node| dag.inner()[node].as_str()).collect())
}

/// Breadth-first search; neighbours in the order of their numbers, so that the answer is stable.
pub(crate) fn path_between(
    graph: &DiGraph<String, ()>,
    from: NodeIndex,
    to: NodeIndex,
) -> Option<Vec<NodeIndex>> {
    let mut came_from = BTreeMap::from([(from, from)]);
    let mut waiting = VecDeque::from([from]);
    while let Some(node) = waiting.pop_front() {
        if node == to {
            let mut path = vec![to];
            let mut at = to;
            while at != from {
                at = came_from[&at];
                path.push(at);
            }
            path.reverse();
            return Some(path);
        }
        let mut next: Vec<_> = graph.neighbors_directed(node, Direction::Outgoing).collect();
        next.sort_unstable();
        for neighbour in next {
            came_from.entry(neighbour).or_insert_with(|| {
                waiting.push_back(neighbour);
                node
            });
        }
    }
    None
}

fn reached<'a>(dag: &'a Dag, name: &str, direction: Direction) -> BTreeSet<&'a str> {
    let graph = dag.inner();
    let Some(start) = dag.index(name) else { return BTreeSet::new() };
    let mut found = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(node) = waiting.pop() {
        for neighbour in graph.neighbors_directed(node, direction) {
            if found.insert(graph[neighbour].as_str()) {
                waiting.push(neighbour);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diamond() -> Dag {
        Dag::from_arrows(["alone"], [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])
            .expect("a dag")
    }

    #[test]
    fn ancestors_and_descendants_mirror_each_other() {
        let dag = diamond();
        assert_eq!(ancestors(&dag, "d"), BTreeSet::from(["a", "b", "c"]));
        assert_eq!(descendants(&dag, "a"), BTreeSet::from(["b", "c", "d"]));
        assert!(descendants(&dag, "alone").is_empty());
        for from in dag.names() {
            for to in dag.names() {
                let down = descendants(&dag, from).contains(to);
                assert_eq!(down, ancestors(&dag, to).contains(from));
                assert_eq!(down || from == to, directed_path(&dag, from, to).is_some());
            }
        }
    }

    #[test]
    fn the_path_is_a_shortest_one_and_starts_and_ends_right() {
        assert_eq!(directed_path(&diamond(), "a", "d"), Some(vec!["a", "b", "d"]));
        assert_eq!(directed_path(&diamond(), "d", "a"), None);
    }
}
