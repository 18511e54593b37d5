//! All minimal separators of two sets of nodes, one after the other.
//!
//! A set separates two sets of nodes of a directed acyclic graph if it does so in the moral graph of
//! their ancestors, so that the question is one of undirected graphs (van der Zander, Liśkiewicz &
//! Textor 2014). There, separators are enumerated by growing the side of the first set
//! (Takata 2010); between two of them lies a polynomial number of steps.

use crate::{
    index::{Graph, NodeSet, members, set_of, with_ancestors},
    moral::{Neighbors, eliminate, moralized},
};

/// What an enumeration has found, and whether it has found all.
pub(crate) struct Separators {
    /// The sets without the forced nodes, each ascending; small ones first, then by their members.
    pub(crate) sets: Vec<Vec<usize>>,
    /// False where the limit cut the enumeration short.
    pub(crate) complete: bool,
}

/// Every set of permitted nodes that separates when `forced` nodes are conditioned on as well, and
/// of which no proper subset does; at most `most` of them.
pub(crate) fn minimal_separators(
    graph: &Graph,
    first: &[usize],
    second: &[usize],
    forced: &[usize],
    permitted: &NodeSet,
    most: usize,
) -> Separators {
    let mut sets = Vec::new();
    let mut complete = true;
    if let Some(net) = Net::new(graph, first, second, forced, permitted) {
        let mut sides = Vec::new();
        let mut grown = net.side(&net.set(&[0]), net.set(&[]));
        loop {
            if let Some(side) = grown.take() {
                if sets.len() == most {
                    complete = false;
                    break;
                }
                sets.push(net.numbers(&side.border));
                sides.push(side);
            }
            let Some(side) = sides.last_mut() else { break };
            let Some(node) = side.border.pop() else {
                sides.pop();
                continue;
            };
            if !side.kept_out[node] {
                let mut held = side.members.clone();
                held[node] = true;
                grown = net.side(&held, side.kept_out.clone());
                side.kept_out[node] = true;
            }
        }
    }
    sets.sort_by(|one, other| one.len().cmp(&other.len()).then_with(|| one.cmp(other)));
    Separators { sets, complete }
}

/// An undirected graph with the first set as node 0, the second as node 1, and permitted nodes.
struct Net {
    neighbors: Vec<Vec<usize>>,
    /// The number that a node of the net has in the graph.
    number: Vec<usize>,
}

/// A connected set around node 0 whose border is a minimal separator, and how far it was grown.
struct Side {
    members: NodeSet,
    /// Nodes that sides grown from this one do not take in.
    kept_out: NodeSet,
    /// Its border; in the enumeration, what of it is still to be taken in.
    border: Vec<usize>,
}

impl Net {
    /// None where one of the two sets is empty.
    fn new(
        graph: &Graph,
        first: &[usize],
        second: &[usize],
        forced: &[usize],
        permitted: &NodeSet,
    ) -> Option<Self> {
        let within = with_ancestors(graph, &[first, second, forced].concat());
        let mut neighbors = moralized(graph, &within);
        for &node in forced {
            take_out(&mut neighbors, node);
        }
        for side in [first, second] {
            for &node in side.get(1..).unwrap_or_default() {
                merge(&mut neighbors, side[0], node);
            }
        }
        let (&from, &to) = (first.first()?, second.first()?);
        let is_free = |node: &usize| {
            permitted[*node] && ![first, second, forced].iter().any(|set| set.contains(node))
        };
        let is_kept =
            set_of(graph.node_count(), &members(&within).filter(is_free).collect::<Vec<_>>());
        for node in members(&within).filter(|&node| !is_kept[node] && node != from && node != to) {
            eliminate(&mut neighbors, node);
        }
        let number: Vec<usize> = [from, to].into_iter().chain(members(&is_kept)).collect();
        let mut place = vec![0; graph.node_count()];
        for (at, &node) in number.iter().enumerate() {
            place[node] = at;
        }
        let renumbered =
            |&node: &usize| neighbors[node].iter().map(|&other| place[other]).collect();
        Some(Self { neighbors: number.iter().map(renumbered).collect(), number })
    }

    /// The smallest side that holds some nodes and whose border is a minimal separator; none where
    /// there is none, or where it takes in what is kept out.
    fn side(&self, held: &NodeSet, kept_out: NodeSet) -> Option<Side> {
        let border = self.border(held);
        if border[1] {
            return None;
        }
        let far = self.component(1, &border);
        let border = self.border(&far);
        let side = self.component(0, &border);
        if members(&side).any(|node| kept_out[node]) {
            return None;
        }
        Some(Side { members: side, kept_out, border: members(&border).collect() })
    }

    fn set(&self, nodes: &[usize]) -> NodeSet {
        set_of(self.neighbors.len(), nodes)
    }

    /// What nodes of the net are in the graph, ascending.
    fn numbers(&self, nodes: &[usize]) -> Vec<usize> {
        let mut numbers: Vec<usize> = nodes.iter().map(|&node| self.number[node]).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The neighbors of a set outside it.
    fn border(&self, set: &NodeSet) -> NodeSet {
        let mut border = set_of(set.len(), &[]);
        for node in members(set) {
            for &neighbor in &self.neighbors[node] {
                border[neighbor] = !set[neighbor];
            }
        }
        border
    }

    /// What is connected with a node when a border is not crossed.
    fn component(&self, node: usize, border: &NodeSet) -> NodeSet {
        let mut found = set_of(border.len(), &[node]);
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            for &neighbor in &self.neighbors[node] {
                if !border[neighbor] && !std::mem::replace(&mut found[neighbor], true) {
                    waiting.push(neighbor);
                }
            }
        }
        found
    }
}

/// Takes a node and its edges out.
fn take_out(neighbors: &mut Neighbors, node: usize) {
    for other in std::mem::take(&mut neighbors[node]) {
        neighbors[other].remove(&node);
    }
}

/// Makes two nodes one, under the name of the first.
fn merge(neighbors: &mut Neighbors, into: usize, node: usize) {
    for other in std::mem::take(&mut neighbors[node]) {
        neighbors[other].remove(&node);
        if other != into {
            neighbors[other].insert(into);
            neighbors[into].insert(other);
        }
    }
}
