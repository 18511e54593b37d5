//! The directed acyclic graph: named nodes in a stable order and arrows between them.

use std::collections::BTreeMap;

use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
};

use crate::Error;

/// A directed acyclic graph with named nodes, in the order in which they were first named.
#[derive(Clone, Debug)]
pub struct Dag {
    graph: DiGraph<String, ()>,
    by_name: BTreeMap<String, NodeIndex>,
}

impl Dag {
    /// Builds the graph from `(cause, effect)` pairs; a pair given twice counts once.
    ///
    /// # Errors
    /// [`Error::Cycle`] where the arrows lead back to their start (an arrow from a node to itself included).
    pub fn from_arrows<'a>(
        nodes: impl IntoIterator<Item = &'a str>,
        arrows: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Error> {
        let mut dag = Self { graph: DiGraph::new(), by_name: BTreeMap::new() };
        for name in nodes {
            dag.node(name);
        }
        for (cause, effect) in arrows {
            let (from, to) = (dag.node(cause), dag.node(effect));
            if let Some(mut path) = crate::reach::path_between(&dag.graph, to, from) {
                path.push(to);
                return Err(Error::Cycle {
                    path: path.into_iter().map(|node| dag.graph[node].clone()).collect(),
                });
            }
            dag.graph.update_edge(from, to, ());
        }
        Ok(dag)
    }

    /// The names of the nodes in their stable order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.graph.node_indices().map(|node| self.graph[node].as_str())
    }

    /// The arrows as `(cause, effect)`, in the order in which they were given.
    pub fn arrows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.graph.edge_indices().filter_map(|edge| {
            let (from, to) = self.graph.edge_endpoints(edge)?;
            Some((self.graph[from].as_str(), self.graph[to].as_str()))
        })
    }

    /// True where the graph has a node of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The direct causes of a node; empty for a name that the graph does not have.
    pub fn parents(&self, name: &str) -> Vec<&str> {
        let Some(&node) = self.by_name.get(name) else { return Vec::new() };
        let mut parents: Vec<_> =
            self.graph.neighbors_directed(node, Direction::Incoming).collect();
        parents.sort_unstable();
        parents.into_iter().map(|parent| self.graph[parent].as_str()).collect()
    }

    pub(crate) fn inner(&self) -> &DiGraph<String, ()> {
        &self.graph
    }

    pub(crate) fn index(&self, name: &str) -> Option<NodeIndex> {
        self.by_name.get(name).copied()
    }

    fn node(&mut self, name: &str) -> NodeIndex {
        if let Some(&node) = self.by_name.get(name) {
            return node;
        }
        let node = self.graph.add_node(name.to_owned());
        self.by_name.insert(name.to_owned(), node);
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_and_parents_keep_their_order() {
        let dag = Dag::from_arrows(["z"], [("b", "c"), ("a", "c"), ("b", "c")]).expect("acyclic");
        assert_eq!(dag.names().collect::<Vec<_>>(), ["z", "b", "c", "a"]);
        assert_eq!(dag.arrows().collect::<Vec<_>>(), [("b", "c"), ("a", "c")]);
        assert_eq!(dag.parents("c"), ["b", "a"]);
        assert!(dag.parents("nobody").is_empty());
    }

    #[test]
    fn a_circle_is_named_in_full() {
        let error = Dag::from_arrows([], [("a", "b"), ("b", "c"), ("c", "a")]).expect_err("circle");
        assert_eq!(error.to_string(), "the arrows go in a circle: a -> b -> c -> a");
        let error = Dag::from_arrows([], [("a", "a")]).expect_err("circle");
        assert_eq!(error.to_string(), "the arrows go in a circle: a -> a");
    }
}
