//! Separation of nodes by others: the question that every other one is built from.
//!
//! Two nodes are d-separated by a set if every path between them holds a node of the set that is no
//! collider on it, or a collider that has neither itself nor an effect in the set (Pearl 1988).

use crate::{
    Diagram, Error,
    index::{Graph, Index, NodeSet, children, members, parents, set_of, with_ancestors},
};

/// True where `given` d-separates every node of `first` from every node of `second`.
///
/// Marks play no part: what is conditioned on is `given` and nothing else, and latent nodes may be
/// asked about. Time is linear in nodes and edges (Bayes ball; Shachter 1998).
///
/// # Errors
/// Names that the diagram does not have or that stand in two of the sets; a diagram that is not acyclic.
pub fn d_separated(
    diagram: &Diagram,
    first: &[&str],
    second: &[&str],
    given: &[&str],
) -> Result<bool, Error> {
    let index = Index::new(diagram)?;
    let (first, second) = (index.find_all(first)?, index.find_all(second)?);
    let given = index.find_all(given)?;
    index.apart(&[&first, &second, &given])?;
    Ok(are_separated(&index.graph, &first, &second, &given))
}

/// True where no path between two sets is open given a third; the sets are apart.
pub(crate) fn are_separated(
    graph: &Graph,
    first: &[usize],
    second: &[usize],
    given: &[usize],
) -> bool {
    let connected = connected(graph, first, given);
    !second.iter().any(|&node| connected[node])
}

/// The nodes to which a path from `starts` is open given others; the starts themselves are in it.
pub(crate) fn connected(graph: &Graph, starts: &[usize], given: &[usize]) -> NodeSet {
    connected_around(graph, starts, given, |_| false)
}

/// As [`connected`], by paths that avoid some nodes.
pub(crate) fn connected_around(
    graph: &Graph,
    starts: &[usize],
    given: &[usize],
    is_avoided: impl Fn(usize) -> bool,
) -> NodeSet {
    let opens_collider = with_ancestors(graph, given);
    let given = set_of(graph.node_count(), given);
    let mut found = set_of(graph.node_count(), &[]);
    // Where a walk comes to a node from one of its effects, and where from one of its causes.
    let (mut from_effect, mut from_cause) = (found.clone(), found.clone());
    let mut waiting: Vec<(usize, bool)> = starts.iter().map(|&start| (start, true)).collect();
    while let Some((node, is_from_effect)) = waiting.pop() {
        let seen = if is_from_effect { &mut from_effect } else { &mut from_cause };
        if is_avoided(node) || std::mem::replace(&mut seen[node], true) {
            continue;
        }
        if !given[node] {
            found[node] = true;
            waiting.extend(children(graph, node).map(|child| (child, false)));
        }
        if if is_from_effect { !given[node] } else { opens_collider[node] } {
            waiting.extend(parents(graph, node).map(|parent| (parent, true)));
        }
    }
    found
}

/// A smallest-by-inclusion set that separates, near to `first`: it holds all `forced` nodes besides,
/// and takes its own from `permitted`. None where no set of permitted nodes separates.
///
/// The result is without the forced nodes. Linear time, by two walks in the moral graph of the
/// ancestors (van der Zander & Liśkiewicz 2020, "Finding minimal d-separators in linear time").
pub(crate) fn nearest_separator(
    graph: &Graph,
    first: &[usize],
    second: &[usize],
    forced: &[usize],
    permitted: &NodeSet,
) -> Option<Vec<usize>> {
    let within = with_ancestors(graph, &[first, second, forced].concat());
    let mut is_stop = set_of(graph.node_count(), forced);
    let mut candidates: Vec<usize> = members(&within).filter(|&node| permitted[node]).collect();
    candidates.retain(|node| !is_stop[*node] && !first.contains(node) && !second.contains(node));
    for &node in &candidates {
        is_stop[node] = true;
    }
    let near_first = moral_walk(graph, first, &within, &is_stop);
    if second.iter().any(|&node| near_first[node]) {
        return None;
    }
    for &node in &candidates {
        is_stop[node] = near_first[node];
    }
    let near_second = moral_walk(graph, second, &within, &is_stop);
    candidates.retain(|&node| near_first[node] && near_second[node]);
    Some(candidates)
}

/// What a walk in the moral graph of some nodes comes to, the stops at which it ends included.
fn moral_walk(graph: &Graph, starts: &[usize], within: &NodeSet, is_stop: &NodeSet) -> NodeSet {
    let mut found = set_of(graph.node_count(), starts);
    let mut is_spread = set_of(graph.node_count(), &[]);
    let mut waiting = starts.to_vec();
    let mut next = Vec::new();
    while let Some(node) = waiting.pop() {
        next.extend(parents(graph, node));
        for child in children(graph, node).filter(|&child| within[child]) {
            next.push(child);
            if !std::mem::replace(&mut is_spread[child], true) {
                next.extend(parents(graph, child));
            }
        }
        for neighbor in next.drain(..) {
            if !std::mem::replace(&mut found[neighbor], true) && !is_stop[neighbor] {
                waiting.push(neighbor);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        oracle::{Numbers, Oracle, all_in_order, drawn, random_mixed, subsets},
        random_diagram,
    };

    fn agrees_with_paths(diagram: &Diagram) {
        let oracle = Oracle::new(diagram);
        for x in 0..oracle.n_nodes {
            for y in x + 1..oracle.n_nodes {
                let rest = oracle.all() & !(1 << x | 1 << y);
                let paths = oracle.paths(x, y, 0);
                for given in subsets(rest) {
                    let expected = !paths.iter().any(|path| oracle.is_open(path, given));
                    let given = oracle.names(given);
                    let (x, y) = (oracle.names(1 << x), oracle.names(1 << y));
                    for (one, other) in [(&x, &y), (&y, &x)] {
                        let found = d_separated(diagram, one, other, &given);
                        assert_eq!(found, Ok(expected), "{diagram:?} {one:?} {other:?} {given:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn on_all_graphs_of_four_nodes_separation_is_that_no_path_is_open() {
        all_in_order(4).for_each(|diagram| agrees_with_paths(&diagram));
    }

    #[test]
    fn on_random_diagrams_with_bidirected_edges_separation_is_that_no_path_is_open() {
        let mut numbers = Numbers(1);
        for _ in 0..60 {
            let n_nodes = 5 + numbers.below(2) as usize;
            agrees_with_paths(&random_mixed(&mut numbers, n_nodes, false));
        }
    }

    #[test]
    fn sets_are_separated_if_all_pairs_are() {
        let mut numbers = Numbers(2);
        for _ in 0..300 {
            let diagram = random_mixed(&mut numbers, 7, false);
            let oracle = Oracle::new(&diagram);
            let mut sets = [0_u32; 4];
            for node in 0..7 {
                sets[numbers.below(4) as usize] |= 1 << node;
            }
            let [first, second, given] = [sets[0], sets[1], sets[2]].map(|set| oracle.names(set));
            assert_eq!(
                d_separated(&diagram, &first, &second, &given),
                Ok(oracle.are_separated(sets[0], sets[1], sets[2])),
                "{diagram:?} {first:?} {second:?} {given:?}"
            );
        }
    }

    #[test]
    fn a_nearest_separator_exists_where_any_does_and_is_minimal() {
        let mut numbers = Numbers(3);
        for _ in 0..200 {
            let diagram = random_mixed(&mut numbers, 6, false);
            let oracle = Oracle::new(&diagram);
            let index = Index::new(&diagram).expect("acyclic");
            let (x, y) = (0, 1);
            let forced = if numbers.below(3) == 0 { 1 << 2 } else { 0 };
            let permitted = oracle.all() & !(1 << x | 1 << y | forced) & !(1 << numbers.below(6));
            let separates = |set: u32| oracle.are_separated(1 << x, 1 << y, set | forced);
            let listed = |set: u32| crate::oracle::members(set).collect::<Vec<_>>();
            let found = nearest_separator(
                &index.graph,
                &[x],
                &[y],
                &listed(forced),
                &index.set(&listed(permitted)),
            );
            assert_eq!(found.is_some(), subsets(permitted).any(separates), "{diagram:?}");
            if let Some(found) = found {
                let set = found.iter().fold(0, |set, node| set | 1 << node);
                assert_eq!(set & !permitted, 0);
                let serving: Vec<u32> = subsets(set).filter(|&set| separates(set)).collect();
                assert_eq!(serving, [set], "{diagram:?}");
            }
        }
    }

    #[test]
    fn what_is_asked_of_twice_or_unknown_is_an_error() {
        let diagram = drawn("a -> b");
        let same = Error::InTwoSets { name: "a".to_owned() };
        assert_eq!(d_separated(&diagram, &["a"], &["a"], &[]), Err(same.clone()));
        assert_eq!(d_separated(&diagram, &["a"], &["b"], &["a"]), Err(same));
        let unknown = Error::UnknownNode { name: "c".to_owned() };
        assert_eq!(d_separated(&diagram, &["a"], &["c"], &[]), Err(unknown));
        assert!(d_separated(&drawn("a -> b -> a"), &["a"], &["b"], &[]).is_err());
    }

    #[test]
    fn of_a_thousand_nodes_those_without_a_shared_cause_are_separated() {
        let mut numbers = Numbers(4);
        let diagram = random_diagram(1000, 1400, |bound| numbers.below(bound));
        let causes = |name: &str| {
            let mut causes = crate::ancestors_of(&diagram, &[name]).expect("acyclic");
            causes.insert(name.to_owned());
            causes
        };
        let (mut n_separated, mut spent) = (0, std::time::Duration::ZERO);
        for number in (1..1000).step_by(10) {
            let (x, y) = (format!("x{number}"), format!("x{}", number + 1));
            let expected = causes(&x).is_disjoint(&causes(&y));
            let start = std::time::Instant::now();
            assert_eq!(d_separated(&diagram, &[&x], &[&y], &[]), Ok(expected));
            spent += start.elapsed();
            n_separated += usize::from(expected);
        }
        println!("one question of a graph of 1,000 nodes: {:?}", spent / 100);
        assert!(n_separated > 0 && n_separated < 100, "{n_separated}");
    }
}
