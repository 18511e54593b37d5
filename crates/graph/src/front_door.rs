//! The front-door criterion: effects identified by what lies between, where confounding is hidden.
//!
//! A set satisfies it (Pearl 1995) if it meets every directed path from exposures to outcomes, no
//! back-door path from the exposures to it is open, and the exposures block every back-door path
//! from it to the outcomes.

use std::collections::BTreeSet;

use petgraph::Direction;

use crate::{
    Diagram, Error, Mark,
    index::{Graph, Index, NodeSet, members, reached, set_of, without_arrows},
    separation::connected,
};

/// Sets that satisfy the front-door criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontDoor {
    /// A set of which no proper subset satisfies it; empty where exposures do not cause outcomes.
    pub minimal: BTreeSet<String>,
    /// The largest set; every other one is part of it.
    pub largest: BTreeSet<String>,
}

/// True where a set of observed nodes satisfies the front-door criterion.
///
/// # Errors
/// Names that the diagram does not have or that stand in two of the sets; no exposure or no outcome;
/// nodes marked as selected; a diagram that is not acyclic.
pub fn is_front_door_set(
    diagram: &Diagram,
    exposures: &[&str],
    outcomes: &[&str],
    set: &[&str],
) -> Result<bool, Error> {
    let index = Index::new(diagram)?;
    let question = Question::new(&index, exposures, outcomes)?;
    let set = index.find_all(set)?;
    index.apart(&[&question.exposures, &question.outcomes, &set])?;
    let set = index.set(&set);
    Ok(question.largest(&set) == set && question.meets_all(&set))
}

/// The largest set that satisfies the front-door criterion and a minimal one; none where none does.
///
/// A node that violates a condition within a set violates it in every subset, so that the largest
/// set remains when violating nodes are taken away until none is left (Jeong, Tian & Bareinboim
/// 2022). The minimal one is what remains when nodes are left out one by one, as long as a set
/// without them exists.
///
/// # Errors
/// As [`is_front_door_set`].
pub fn find_front_door(
    diagram: &Diagram,
    exposures: &[&str],
    outcomes: &[&str],
) -> Result<Option<FrontDoor>, Error> {
    let index = Index::new(diagram)?;
    let question = Question::new(&index, exposures, outcomes)?;
    let mut candidates = index.observable.clone();
    for &node in question.exposures.iter().chain(&question.outcomes) {
        candidates[node] = false;
    }
    let largest = question.largest(&candidates);
    if !question.meets_all(&largest) {
        return Ok(None);
    }
    let mut minimal = largest.clone();
    for node in members(&largest) {
        if minimal[node] {
            let mut without = minimal.clone();
            without[node] = false;
            let without = question.largest(&without);
            if question.meets_all(&without) {
                minimal = without;
            }
        }
    }
    let names = |set: &NodeSet| index.names(set).into_iter().collect();
    Ok(Some(FrontDoor { minimal: names(&minimal), largest: names(&largest) }))
}

struct Question<'a> {
    graph: &'a Graph,
    exposures: Vec<usize>,
    outcomes: Vec<usize>,
    /// Observed nodes to which no back-door path from the exposures is open.
    is_unconfounded: NodeSet,
}

impl<'a> Question<'a> {
    fn new(index: &'a Index<'_>, exposures: &[&str], outcomes: &[&str]) -> Result<Self, Error> {
        let (exposures, outcomes) = (index.find_all(exposures)?, index.find_all(outcomes)?);
        for (role, nodes) in [("exposure", &exposures), ("outcome", &outcomes)] {
            if nodes.is_empty() {
                return Err(Error::NothingAsked { role });
            }
        }
        index.apart(&[&exposures, &outcomes])?;
        if let Some(&node) = index.marked(Mark::Selected).first() {
            return Err(Error::RowsSelected { name: index.name(node).to_owned() });
        }
        let is_exposure = index.set(&exposures);
        let back_door = without_arrows(&index.graph, |from, _| is_exposure[from]);
        let is_confounded = connected(&back_door, &exposures, &[]);
        let is_unconfounded = index
            .observable
            .iter()
            .zip(&is_confounded)
            .map(|(observable, confounded)| *observable && !*confounded)
            .collect();
        Ok(Self { graph: &index.graph, exposures, outcomes, is_unconfounded })
    }

    /// The largest part of a set to which both back-door conditions apply.
    fn largest(&self, candidates: &NodeSet) -> NodeSet {
        let mut set: NodeSet = candidates
            .iter()
            .zip(&self.is_unconfounded)
            .map(|(candidate, unconfounded)| *candidate && *unconfounded)
            .collect();
        loop {
            let back_door = without_arrows(self.graph, |from, _| set[from]);
            let is_open = connected(&back_door, &self.outcomes, &self.exposures);
            let violating: Vec<usize> = members(&set).filter(|&node| is_open[node]).collect();
            if violating.is_empty() {
                return set;
            }
            for node in violating {
                set[node] = false;
            }
        }
    }

    /// True where every directed path from exposures to outcomes holds a node of the set.
    fn meets_all(&self, set: &NodeSet) -> bool {
        let is_outcome = set_of(self.graph.node_count(), &self.outcomes);
        let free = reached(self.graph, &self.exposures, Direction::Outgoing, |node| !set[node]);
        members(&free).all(|node| !is_outcome[node])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::{self, Numbers, Oracle, drawn, marked, minimal, random_mixed, subsets};

    /// The criterion by its three conditions, path by path.
    fn is_valid(oracle: &Oracle<'_>, exposures: u32, outcomes: u32, set: u32) -> bool {
        let back_doors_closed = |from: u32, to: u32, given: u32| {
            oracle::members(from).all(|start| {
                oracle::members(to).all(|end| {
                    let proper = oracle.paths(start, end, from);
                    let is_open = |path: &oracle::OraclePath| {
                        path.is_back_door() && oracle.is_open(path, given)
                    };
                    !proper.iter().any(is_open)
                })
            })
        };
        let meets_all = oracle::members(exposures).all(|x| {
            oracle::members(outcomes).all(|y| {
                let paths = oracle.paths(x, y, 0);
                paths.iter().all(|path| !path.is_causal() || path.inner() & set != 0)
            })
        });
        set & oracle.bearing(Mark::Latent) == 0
            && meets_all
            && back_doors_closed(exposures, set, 0)
            && back_doors_closed(set, outcomes, exposures)
    }

    #[test]
    fn front_door_sets_are_those_of_the_criterion() {
        let mut numbers = Numbers(1);
        let (mut n_asked, mut n_with, mut n_not_empty) = (0, 0, 0);
        while n_asked < 600 {
            let n_nodes = 4 + numbers.below(3) as usize;
            let diagram = random_mixed(&mut numbers, n_nodes, true);
            let oracle = Oracle::new(&diagram);
            let more = u32::from(numbers.below(4) == 0);
            let exposures = 1 | (more & numbers.below(2)) << 2;
            let outcomes = 2 | more << 3;
            let is_causal = oracle.with_effects(1) & 2 != 0 && !diagram.has_arrow("n0", "n1");
            if oracle.bearing(Mark::Selected) != 0 || !is_causal {
                continue;
            }
            n_asked += 1;
            let (x, y) = (oracle.names(exposures), oracle.names(outcomes));
            let free = oracle.all() & !(exposures | outcomes);
            let mut valid = Vec::new();
            for set in subsets(free) {
                let expected = is_valid(&oracle, exposures, outcomes, set);
                let found = is_front_door_set(&diagram, &x, &y, &oracle.names(set));
                assert_eq!(found, Ok(expected), "{diagram:?} {x:?} {y:?} {:?}", oracle.names(set));
                if expected {
                    valid.push(set);
                }
            }
            let found = find_front_door(&diagram, &x, &y).expect("a question");
            assert_eq!(found.is_some(), !valid.is_empty(), "{diagram:?}");
            if let Some(found) = found {
                n_with += 1;
                let (least, most) = (oracle.bits(&found.minimal), oracle.bits(&found.largest));
                assert!(minimal(&valid).contains(&least), "{diagram:?}");
                assert!(valid.contains(&most) && valid.iter().all(|set| set & !most == 0));
                n_not_empty += usize::from(least != 0);
            }
        }
        println!("{n_asked} questions, {n_with} with a set, {n_not_empty} not empty");
        assert!(n_not_empty > 20);
    }

    #[test]
    fn smoking_reaches_cancer_through_tar() {
        // The example of Pearl 1995.
        let diagram = drawn("smoking -> tar -> cancer; smoking <-> cancer");
        let tar = BTreeSet::from(["tar".to_owned()]);
        let both = FrontDoor { minimal: tar.clone(), largest: tar };
        assert_eq!(find_front_door(&diagram, &["smoking"], &["cancer"]), Ok(Some(both)));
        for broken in ["smoking -> cancer", "smoking <-> tar", "tar <-> cancer"] {
            let text = format!("smoking -> tar -> cancer; smoking <-> cancer; {broken}");
            assert_eq!(find_front_door(&drawn(&text), &["smoking"], &["cancer"]), Ok(None));
        }
        let hidden = marked(diagram.clone(), Mark::Latent, &["tar"]);
        assert_eq!(find_front_door(&hidden, &["smoking"], &["cancer"]), Ok(None));
        let selected = marked(diagram, Mark::Selected, &["tar"]);
        assert!(find_front_door(&selected, &["smoking"], &["cancer"]).is_err());
    }

    #[test]
    fn a_chain_of_mediators_needs_one_of_them() {
        let diagram = drawn("x -> a -> b -> y; x <-> y");
        let found = find_front_door(&diagram, &["x"], &["y"]).expect("a question").expect("a set");
        assert_eq!((found.minimal.len(), found.largest.len()), (1, 2));
        for (set, expected) in [(vec!["a"], true), (vec!["b"], true), (vec![], false)] {
            assert_eq!(is_front_door_set(&diagram, &["x"], &["y"], &set), Ok(expected));
        }
    }
}
