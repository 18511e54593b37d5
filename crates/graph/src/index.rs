//! A diagram as a plain directed acyclic graph: one hidden node for every bidirected edge.
//!
//! Every algorithm of this crate on diagrams works on this form. A bidirected edge means a common
//! cause that is not drawn; drawn as a node without parents, it leaves nothing but arrows, and what
//! must never be asked of is a matter of the set of observable nodes.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
};

use crate::{Diagram, EdgeKind, Error, Mark};

/// Nodes by number: those of the diagram in its order, then one for every bidirected edge.
pub(crate) type Graph = DiGraph<(), ()>;

/// A set of nodes: true at the number of each of its members.
pub(crate) type NodeSet = Vec<bool>;

/// A diagram with its nodes by number.
#[derive(Clone, Debug)]
pub(crate) struct Index<'a> {
    diagram: &'a Diagram,
    by_name: BTreeMap<&'a str, usize>,
    /// The arrows, hidden common causes included.
    pub(crate) graph: Graph,
    /// What can be measured: drawn and not marked as latent.
    pub(crate) observable: NodeSet,
    /// The drawn nodes, causes first; of those that could come next, the one drawn first.
    pub(crate) order: Vec<usize>,
}

impl<'a> Index<'a> {
    /// Numbers the nodes.
    ///
    /// # Errors
    /// What [`Diagram::check`] finds.
    pub(crate) fn new(diagram: &'a Diagram) -> Result<Self, Error> {
        diagram.check()?;
        let mut graph = Graph::new();
        let mut by_name = BTreeMap::new();
        let mut observable = Vec::new();
        for (number, node) in diagram.nodes.iter().enumerate() {
            graph.add_node(());
            by_name.insert(node.name.as_str(), number);
            observable.push(!node.marks.contains(&Mark::Latent));
        }
        let mut index = Self { diagram, by_name, graph, observable, order: Vec::new() };
        for edge in &diagram.edges {
            let (from, to) = (index.find(&edge.from)?, index.find(&edge.to)?);
            match edge.kind {
                EdgeKind::Directed => {
                    index.graph.update_edge(NodeIndex::new(from), NodeIndex::new(to), ());
                }
                EdgeKind::Bidirected => {
                    let hidden = index.graph.add_node(());
                    index.graph.update_edge(hidden, NodeIndex::new(from), ());
                    index.graph.update_edge(hidden, NodeIndex::new(to), ());
                    index.observable.push(false);
                }
            }
        }
        index.order = causes_first(&index.graph, index.n_named());
        Ok(index)
    }

    /// How many nodes the diagram has; those with higher numbers are hidden.
    pub(crate) fn n_named(&self) -> usize {
        self.diagram.nodes.len()
    }

    /// How many nodes there are, hidden ones included.
    pub(crate) fn n_nodes(&self) -> usize {
        self.graph.node_count()
    }

    /// The name of a node; empty for a hidden one.
    pub(crate) fn name(&self, node: usize) -> &'a str {
        self.diagram.nodes.get(node).map_or("", |node| node.name.as_str())
    }

    /// The number of a name.
    ///
    /// # Errors
    /// [`Error::UnknownNode`].
    pub(crate) fn find(&self, name: &str) -> Result<usize, Error> {
        let unknown = || Error::UnknownNode { name: name.to_owned() };
        self.by_name.get(name).copied().ok_or_else(unknown)
    }

    /// The numbers of names, in the order of the diagram, each once.
    ///
    /// # Errors
    /// [`Error::UnknownNode`].
    pub(crate) fn find_all(&self, names: &[&str]) -> Result<Vec<usize>, Error> {
        let found: Result<BTreeSet<usize>, Error> =
            names.iter().map(|name| self.find(name)).collect();
        Ok(found?.into_iter().collect())
    }

    /// The nodes that bear a mark, in the order of the diagram.
    pub(crate) fn marked(&self, mark: Mark) -> Vec<usize> {
        let bears = |node: &usize| self.diagram.nodes[*node].marks.contains(&mark);
        (0..self.n_named()).filter(bears).collect()
    }

    /// A set from its members.
    pub(crate) fn set(&self, members: &[usize]) -> NodeSet {
        set_of(self.n_nodes(), members)
    }

    /// The names of a set's drawn members, in the order of the diagram.
    pub(crate) fn names(&self, set: &NodeSet) -> Vec<String> {
        members(set)
            .take_while(|&node| node < self.n_named())
            .map(|node| self.name(node).into())
            .collect()
    }

    /// Sees to it that no node stands in two of the lists.
    ///
    /// # Errors
    /// [`Error::InTwoSets`] with the first node that does.
    pub(crate) fn apart(&self, lists: &[&[usize]]) -> Result<(), Error> {
        let mut seen = self.set(&[]);
        for &node in lists.iter().copied().flatten() {
            if std::mem::replace(&mut seen[node], true) {
                return Err(Error::InTwoSets { name: self.name(node).to_owned() });
            }
        }
        Ok(())
    }
}

/// A set of nodes from its members.
pub(crate) fn set_of(n_nodes: usize, members: &[usize]) -> NodeSet {
    let mut set = vec![false; n_nodes];
    for &member in members {
        set[member] = true;
    }
    set
}

/// The members of a set in ascending order.
pub(crate) fn members(set: &NodeSet) -> impl Iterator<Item = usize> {
    set.iter().enumerate().filter(|(_, is_in)| **is_in).map(|(node, _)| node)
}

/// The direct causes of a node.
pub(crate) fn parents(graph: &Graph, node: usize) -> impl Iterator<Item = usize> {
    neighbors(graph, node, Direction::Incoming)
}

/// The direct effects of a node.
pub(crate) fn children(graph: &Graph, node: usize) -> impl Iterator<Item = usize> {
    neighbors(graph, node, Direction::Outgoing)
}

/// Some nodes and all that causes them.
pub(crate) fn with_ancestors(graph: &Graph, nodes: &[usize]) -> NodeSet {
    reached(graph, nodes, Direction::Incoming, |_| true)
}

/// Some nodes and all that they cause.
pub(crate) fn with_descendants(graph: &Graph, nodes: &[usize]) -> NodeSet {
    reached(graph, nodes, Direction::Outgoing, |_| true)
}

/// Some nodes and what is reached from them in one direction by way of permitted nodes only.
pub(crate) fn reached(
    graph: &Graph,
    nodes: &[usize],
    direction: Direction,
    is_permitted: impl Fn(usize) -> bool,
) -> NodeSet {
    let mut found = set_of(graph.node_count(), nodes);
    let mut waiting = nodes.to_vec();
    while let Some(node) = waiting.pop() {
        for next in neighbors(graph, node, direction) {
            if is_permitted(next) && !found[next] {
                found[next] = true;
                waiting.push(next);
            }
        }
    }
    found
}

/// The graph without the arrows that a condition names by their two ends; numbers stay.
pub(crate) fn without_arrows(graph: &Graph, is_gone: impl Fn(usize, usize) -> bool) -> Graph {
    let mut rest = graph.clone();
    rest.retain_edges(|graph, edge| {
        graph.edge_endpoints(edge).is_none_or(|(from, to)| !is_gone(from.index(), to.index()))
    });
    rest
}

/// The drawn nodes with every cause before its effects (Kahn 1962).
fn causes_first(graph: &Graph, n_named: usize) -> Vec<usize> {
    let is_drawn = |node: &usize| *node < n_named;
    let mut n_awaited: Vec<usize> =
        (0..n_named).map(|node| parents(graph, node).filter(is_drawn).count()).collect();
    let mut ready: BTreeSet<usize> = (0..n_named).filter(|&node| n_awaited[node] == 0).collect();
    let mut order = Vec::with_capacity(n_named);
    while let Some(node) = ready.pop_first() {
        order.push(node);
        for child in children(graph, node) {
            n_awaited[child] -= 1;
            if n_awaited[child] == 0 {
                ready.insert(child);
            }
        }
    }
    order
}

fn neighbors(graph: &Graph, node: usize, direction: Direction) -> impl Iterator<Item = usize> {
    graph.neighbors_directed(NodeIndex::new(node), direction).map(NodeIndex::index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::{drawn, marked};

    #[test]
    fn a_bidirected_edge_is_a_hidden_cause_of_its_ends() {
        let diagram = marked(drawn("a <-> b -> c"), Mark::Latent, &["c"]);
        let index = Index::new(&diagram).expect("acyclic");
        assert_eq!((index.n_named(), index.n_nodes()), (3, 4));
        assert_eq!(index.observable, [true, true, false, false]);
        let mut ends: Vec<usize> = children(&index.graph, 3).collect();
        ends.sort_unstable();
        assert_eq!(ends, [0, 1]);
        assert_eq!(index.names(&index.set(&[3, 2, 0])), ["a", "c"]);
    }
}
