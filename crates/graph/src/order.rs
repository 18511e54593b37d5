//! Causes before effects: a topological order of a diagram, and who is upstream and downstream in it.

use std::collections::BTreeSet;

use crate::{
    Diagram, Error,
    index::{Index, NodeSet, children, parents, with_ancestors, with_descendants},
};

/// The nodes with every cause before its effects; among those that could come next, the one that
/// stands first in the diagram.
///
/// A diagram that has its causes first already is left in its order. Kahn 1962.
///
/// # Errors
/// A diagram that is not acyclic.
pub fn topological_order(diagram: &Diagram) -> Result<Vec<String>, Error> {
    let index = Index::new(diagram)?;
    Ok(index.order.iter().map(|&node| index.name(node).to_owned()).collect())
}

/// The causes of some nodes, direct and indirect; a node of the list is in it where it causes another.
///
/// Hidden causes that bidirected edges stand for have no name and are not in it.
///
/// # Errors
/// A name that the diagram does not have, or a diagram that is not acyclic.
pub fn ancestors_of(diagram: &Diagram, names: &[&str]) -> Result<BTreeSet<String>, Error> {
    let index = Index::new(diagram)?;
    let starts = index.find_all(names)?;
    let above: BTreeSet<usize> =
        starts.iter().flat_map(|&node| parents(&index.graph, node)).collect();
    let above: Vec<usize> = above.into_iter().collect();
    Ok(names_of(&index, &with_ancestors(&index.graph, &above)))
}

/// The effects of some nodes, direct and indirect; a node of the list is in it where another causes it.
///
/// # Errors
/// A name that the diagram does not have, or a diagram that is not acyclic.
pub fn descendants_of(diagram: &Diagram, names: &[&str]) -> Result<BTreeSet<String>, Error> {
    let index = Index::new(diagram)?;
    let starts = index.find_all(names)?;
    let below: BTreeSet<usize> =
        starts.iter().flat_map(|&node| children(&index.graph, node)).collect();
    let below: Vec<usize> = below.into_iter().collect();
    Ok(names_of(&index, &with_descendants(&index.graph, &below)))
}

/// The names of a set in the order in which the diagram has them; names it does not have are left out.
pub fn in_diagram_order(diagram: &Diagram, names: &BTreeSet<String>) -> Vec<String> {
    let all = diagram.nodes.iter().map(|node| &node.name);
    all.filter(|name| names.contains(*name)).cloned().collect()
}

fn names_of(index: &Index<'_>, set: &NodeSet) -> BTreeSet<String> {
    index.names(set).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        oracle::{Numbers, Oracle, drawn, random_mixed},
        random_diagram,
    };

    #[test]
    fn causes_come_first_and_an_order_that_is_one_stays() {
        let mut numbers = Numbers(1);
        for _ in 0..100 {
            let diagram = random_mixed(&mut numbers, 7, true);
            let order = topological_order(&diagram).expect("acyclic");
            let place = |name: &str| order.iter().position(|other| other == name);
            assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), 7);
            assert!(diagram.arrows().all(|(from, to)| place(from) < place(to)));
            let mut sorted = diagram.clone();
            sorted.nodes.sort_by_key(|node| place(&node.name));
            assert_eq!(topological_order(&sorted), Ok(order));
        }
        assert_eq!(
            topological_order(&drawn("d; c -> b; a")),
            Ok(["d", "c", "b", "a"].map(str::to_owned).to_vec())
        );
        let order = topological_order(&random_diagram(1000, 1400, |bound| numbers.below(bound)));
        assert_eq!(order.map(|order| order.len()), Ok(1000));
    }

    #[test]
    fn a_circle_has_no_order() {
        let error = topological_order(&drawn("a -> b -> c -> b")).expect_err("a circle");
        assert!(matches!(error, Error::Cycle { .. }));
    }

    #[test]
    fn ancestors_and_descendants_are_those_of_directed_paths() {
        let mut numbers = Numbers(2);
        for _ in 0..200 {
            let diagram = random_mixed(&mut numbers, 6, true);
            let oracle = Oracle::new(&diagram);
            for node in 0..6 {
                let name = oracle.names(1 << node);
                let below = oracle.with_effects(1 << node) & !(1 << node);
                let above = oracle.with_causes(1 << node) & !(1 << node);
                assert_eq!(descendants_of(&diagram, &name), Ok(oracle.name_set(below)));
                assert_eq!(ancestors_of(&diagram, &name), Ok(oracle.name_set(above)));
            }
        }
        let chain = drawn("c -> b -> a; b <-> d");
        assert_eq!(
            ancestors_of(&chain, &["a", "b"]).map(|set| in_diagram_order(&chain, &set)),
            Ok(vec!["c".to_owned(), "b".to_owned()])
        );
        assert_eq!(ancestors_of(&chain, &["d"]), Ok(BTreeSet::new()));
        assert!(ancestors_of(&chain, &["e"]).is_err());
    }
}
