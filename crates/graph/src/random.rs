//! Random diagrams, for demonstrations and tests.

use std::collections::BTreeSet;

use crate::{Diagram, DiagramEdge, DiagramNode, EdgeKind};

/// A random directed acyclic graph: nodes `x1`, `x2`, … and so many arrows.
///
/// Causes come before effects in an order of the nodes drawn uniformly; the arrows are then drawn
/// uniformly among the sets of so many pairs (Floyd 1987), and all pairs are joined where more are
/// asked for than there are. `below` gives a whole number from 0 up to, not including, its argument.
pub fn random_diagram(n_nodes: u16, n_arrows: u32, mut below: impl FnMut(u32) -> u32) -> Diagram {
    let mut draw = |bound: u32| below(bound).min(bound - 1);
    let n_nodes = u32::from(n_nodes);
    let names: Vec<String> = (1..=n_nodes).map(|number| format!("x{number}")).collect();
    let mut order: Vec<u32> = (0..n_nodes).collect();
    for last in (1..n_nodes).rev() {
        order.swap(last as usize, draw(last + 1) as usize);
    }
    let n_pairs = n_nodes * n_nodes.saturating_sub(1) / 2;
    let mut pairs = BTreeSet::new();
    for latest in n_pairs.saturating_sub(n_arrows)..n_pairs {
        let pair = draw(latest + 1);
        if !pairs.insert(pair) {
            pairs.insert(latest);
        }
    }
    // Pair number effect * (effect - 1) / 2 + cause, with cause < effect by place in the order.
    let mut arrows: Vec<(u32, u32)> = Vec::with_capacity(pairs.len());
    let (mut effect, mut first) = (1, 0);
    for pair in pairs {
        while pair >= first + effect {
            first += effect;
            effect += 1;
        }
        arrows.push((order[(pair - first) as usize], order[effect as usize]));
    }
    arrows.sort_unstable();
    let name = |node: u32| names[node as usize].clone();
    let edges = arrows.into_iter().map(|(from, to)| DiagramEdge {
        from: name(from),
        to: name(to),
        kind: EdgeKind::Directed,
        attributes: Vec::new(),
    });
    let edges = edges.collect();
    let node = |name: &String| DiagramNode { name: name.clone(), ..DiagramNode::default() };
    Diagram { nodes: names.iter().map(node).collect(), edges, attributes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::Numbers;

    #[test]
    fn graphs_are_acyclic_and_have_as_many_arrows_as_asked_for() {
        let mut numbers = Numbers(1);
        for (n_nodes, n_arrows, expected) in
            [(0, 3, 0), (1, 3, 0), (2, 1, 1), (7, 21, 21), (7, 100, 21), (50, 70, 70)]
        {
            let diagram = random_diagram(n_nodes, n_arrows, |bound| numbers.below(bound));
            assert_eq!(diagram.check(), Ok(()));
            assert_eq!(diagram.nodes.len(), usize::from(n_nodes));
            assert_eq!(diagram.edges.len(), expected);
        }
        for strange in [0, 3, u32::MAX] {
            let diagram = random_diagram(6, 9, |_| strange);
            assert_eq!((diagram.check(), diagram.edges.len()), (Ok(()), 9));
        }
    }

    #[test]
    fn every_ordered_pair_is_as_frequent() {
        let mut numbers = Numbers(2);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            for edge in random_diagram(4, 2, |bound| numbers.below(bound)).edges {
                *counts.entry((edge.from, edge.to)).or_insert(0_i32) += 1;
            }
        }
        // Twelve cells of 1,000 on average; one has a standard deviation of about 29.
        assert_eq!(counts.len(), 12);
        assert!(counts.values().all(|count| (count - 1000).abs() < 120), "{counts:?}");
    }
}
