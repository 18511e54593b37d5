//! The moral graph: what belongs together in a factor, without directions.

use std::collections::BTreeSet;

use crate::{
    Diagram, Error,
    index::{Graph, Index, NodeSet, members, parents},
};

/// The neighbors of every node in an undirected graph.
pub(crate) type Neighbors = Vec<BTreeSet<usize>>;

/// The pairs of nodes that are neighbors in the moral graph: joined by an edge, or causes of one node.
///
/// Bidirected edges count as collider edges: two nodes are neighbors if a path joins them on which
/// every inner node is a collider (the augmented graph of Richardson 2003). Pairs stand in the order
/// of the diagram, within a pair too.
///
/// # Errors
/// A diagram that is not acyclic.
pub fn moral_graph(diagram: &Diagram) -> Result<Vec<(String, String)>, Error> {
    let index = Index::new(diagram)?;
    let mut neighbors = moralized(&index.graph, &vec![true; index.n_nodes()]);
    for hidden in index.n_named()..index.n_nodes() {
        eliminate(&mut neighbors, hidden);
    }
    let mut pairs = Vec::new();
    for (node, its_neighbors) in neighbors.iter().enumerate() {
        for &other in its_neighbors.range(node + 1..) {
            pairs.push((index.name(node).to_owned(), index.name(other).to_owned()));
        }
    }
    Ok(pairs)
}

/// The moral graph of some nodes that holds the causes of each of them.
pub(crate) fn moralized(graph: &Graph, within: &NodeSet) -> Neighbors {
    let mut neighbors = vec![BTreeSet::new(); graph.node_count()];
    for node in members(within) {
        let mut family: Vec<usize> = parents(graph, node).collect();
        family.push(node);
        for &one in &family {
            neighbors[one].extend(family.iter().copied().filter(|&other| other != one));
        }
    }
    neighbors
}

/// Takes a node out and makes its neighbors neighbors of one another.
pub(crate) fn eliminate(neighbors: &mut Neighbors, node: usize) {
    let around = std::mem::take(&mut neighbors[node]);
    for &one in &around {
        neighbors[one].remove(&node);
        neighbors[one].extend(around.iter().copied().filter(|&other| other != one));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::{Numbers, Oracle, drawn, random_mixed};

    fn pairs(text: &str) -> Vec<String> {
        let pairs = moral_graph(&drawn(text)).expect("acyclic");
        pairs.into_iter().map(|(one, other)| format!("{one}-{other}")).collect()
    }

    #[test]
    fn causes_of_one_node_are_married() {
        assert_eq!(pairs("a -> c <- b; c -> d"), ["a-c", "a-b", "c-b", "c-d"]);
        assert_eq!(pairs("a -> c <-> d <- b"), ["a-c", "a-d", "a-b", "c-d", "c-b", "d-b"]);
        assert_eq!(pairs("a; b"), [""; 0]);
    }

    #[test]
    fn neighbors_are_those_that_all_others_do_not_separate() {
        let mut numbers = Numbers(1);
        for _ in 0..200 {
            let diagram = random_mixed(&mut numbers, 6, true);
            let oracle = Oracle::new(&diagram);
            let mut expected = Vec::new();
            for x in 0..6 {
                for y in x + 1..6 {
                    let rest = oracle.all() & !(1 << x | 1 << y);
                    if !oracle.are_separated(1 << x, 1 << y, rest) {
                        expected.push((format!("n{x}"), format!("n{y}")));
                    }
                }
            }
            assert_eq!(moral_graph(&diagram), Ok(expected), "{diagram:?}");
        }
    }
}
