//! Adjustment: which sets of covariates identify the effect of exposures on outcomes.
//!
//! A set is valid by the adjustment criterion (Shpitser, VanderWeele & Robins 2010; Perković, Textor,
//! Kalisch & Maathuis 2018) if it holds no effect of a node on a proper causal path and blocks every
//! other proper path. That is so if and only if it separates exposures from outcomes where the first
//! arrows of proper causal paths are taken away: in the proper back-door graph (van der Zander,
//! Liśkiewicz & Textor 2014).

use std::collections::BTreeSet;

use petgraph::Direction;

use crate::{
    Diagram, Error, Mark,
    index::{Graph, Index, NodeSet, members, reached, set_of, with_descendants, without_arrows},
    separation::connected_around,
    separators::minimal_separators,
};

/// The minimal adjustment sets of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdjustmentSets {
    /// The sets, small ones first, then by the order of their members in the diagram. No set at all
    /// means that adjustment cannot identify the effect; the empty set means that nothing is needed.
    pub sets: Vec<BTreeSet<String>>,
    /// False where there are more than were asked for.
    pub complete: bool,
}

/// Why a set is no adjustment set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdjustmentFault {
    /// It holds a node that is not observed.
    Latent {
        /// The node.
        name: String,
    },
    /// It holds a node on a causal path, or an effect of one.
    AfterExposure {
        /// The node.
        name: String,
    },
    /// It leaves a path open that is not causal.
    Open {
        /// The exposure from which it leads,
        exposure: String,
        /// and the outcome that it comes to.
        outcome: String,
    },
}

/// True where adjusting for a set, in rows selected by the nodes marked as selected, identifies the
/// total effect of the exposures on the outcomes.
///
/// With selected nodes, the effect is that among selected rows. Nodes marked as adjusted are not
/// added: the set is taken as it is.
///
/// # Errors
/// Names that the diagram does not have or that stand in two of the sets; no exposure or no outcome;
/// a diagram that is not acyclic.
pub fn is_adjustment_set(
    diagram: &Diagram,
    exposures: &[&str],
    outcomes: &[&str],
    set: &[&str],
) -> Result<bool, Error> {
    Ok(adjustment_faults(diagram, exposures, outcomes, set)?.is_empty())
}

/// Every reason for which a set is no adjustment set; none where it is one.
///
/// # Errors
/// As [`is_adjustment_set`].
pub fn adjustment_faults(
    diagram: &Diagram,
    exposures: &[&str],
    outcomes: &[&str],
    set: &[&str],
) -> Result<Vec<AdjustmentFault>, Error> {
    let index = Index::new(diagram)?;
    let question = Question::new(&index, exposures, outcomes)?;
    let set = index.find_all(set)?;
    index.apart(&[&question.exposures, &question.outcomes, &set])?;
    let given: BTreeSet<usize> = set.iter().chain(&question.selected).copied().collect();
    let mut faults = Vec::new();
    for &node in &set {
        if !index.observable[node] {
            faults.push(AdjustmentFault::Latent { name: index.name(node).to_owned() });
        }
    }
    for &node in &given {
        if question.back_door.is_forbidden[node] {
            faults.push(AdjustmentFault::AfterExposure { name: index.name(node).to_owned() });
        }
    }
    let given: Vec<usize> = given.into_iter().collect();
    for &exposure in &question.exposures {
        // A path by way of another exposure is that exposure's.
        let is_other = |node: usize| node != exposure && question.exposures.contains(&node);
        let connected = connected_around(&question.back_door.graph, &[exposure], &given, is_other);
        for &outcome in &question.outcomes {
            if connected[outcome] {
                faults.push(AdjustmentFault::Open {
                    exposure: index.name(exposure).to_owned(),
                    outcome: index.name(outcome).to_owned(),
                });
            }
        }
    }
    Ok(faults)
}

/// All adjustment sets of which no proper subset is one, at most `most` of them.
///
/// Sets hold observed nodes only. Nodes marked as adjusted are in every set, and a set is minimal
/// among those that hold them; nodes marked as selected are conditioned on without being in a set.
///
/// # Errors
/// As [`is_adjustment_set`], where the sets are the exposures, the outcomes and the marked nodes.
pub fn minimal_adjustment_sets(
    diagram: &Diagram,
    exposures: &[&str],
    outcomes: &[&str],
    most: usize,
) -> Result<AdjustmentSets, Error> {
    let index = Index::new(diagram)?;
    let question = Question::new(&index, exposures, outcomes)?;
    let mut adjusted = index.marked(Mark::Adjusted);
    adjusted.retain(|node| !question.selected.contains(node));
    index.apart(&[&question.exposures, &question.outcomes, &adjusted])?;
    let forced = [adjusted.as_slice(), &question.selected].concat();
    let is_forbidden = &question.back_door.is_forbidden;
    if forced.iter().any(|&node| is_forbidden[node])
        || adjusted.iter().any(|&node| !index.observable[node])
    {
        return Ok(AdjustmentSets { sets: Vec::new(), complete: true });
    }
    let permitted: NodeSet = index
        .observable
        .iter()
        .zip(is_forbidden)
        .map(|(observable, forbidden)| *observable && !*forbidden)
        .collect();
    let found = minimal_separators(
        &question.back_door.graph,
        &question.exposures,
        &question.outcomes,
        &forced,
        &permitted,
        most,
    );
    let sets = found
        .sets
        .iter()
        .map(|set| set.iter().chain(&adjusted).map(|&node| index.name(node).to_owned()).collect());
    Ok(AdjustmentSets { sets: sets.collect(), complete: found.complete })
}

/// The proper back-door graph of exposures and outcomes, and what may not be adjusted for.
pub(crate) struct BackDoor {
    /// The graph without the first arrows of proper causal paths.
    pub(crate) graph: Graph,
    /// The nodes on proper causal paths but the exposures, and their effects.
    pub(crate) is_forbidden: NodeSet,
}

impl BackDoor {
    pub(crate) fn new(graph: &Graph, exposures: &[usize], outcomes: &[usize]) -> Self {
        let is_exposure = set_of(graph.node_count(), exposures);
        let is_other = |node: usize| !is_exposure[node];
        let downstream = reached(graph, exposures, Direction::Outgoing, is_other);
        let upstream = reached(graph, outcomes, Direction::Incoming, is_other);
        let is_on_path: NodeSet =
            (0..graph.node_count()).map(|node| downstream[node] && upstream[node]).collect();
        let on_path: Vec<usize> = members(&is_on_path).collect();
        Self {
            graph: without_arrows(graph, |from, to| is_exposure[from] && is_on_path[to]),
            is_forbidden: with_descendants(graph, &on_path),
        }
    }
}

struct Question {
    exposures: Vec<usize>,
    outcomes: Vec<usize>,
    selected: Vec<usize>,
    back_door: BackDoor,
}

impl Question {
    fn new(index: &Index<'_>, exposures: &[&str], outcomes: &[&str]) -> Result<Self, Error> {
        let (exposures, outcomes) = (index.find_all(exposures)?, index.find_all(outcomes)?);
        for (role, nodes) in [("exposure", &exposures), ("outcome", &outcomes)] {
            if nodes.is_empty() {
                return Err(Error::NothingAsked { role });
            }
        }
        let selected = index.marked(Mark::Selected);
        index.apart(&[&exposures, &outcomes, &selected])?;
        let back_door = BackDoor::new(&index.graph, &exposures, &outcomes);
        Ok(Self { exposures, outcomes, selected, back_door })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::{self, Numbers, Oracle, drawn, marked, minimal, random_mixed, subsets};

    fn sets(diagram: &Diagram, exposure: &str, outcome: &str) -> Vec<String> {
        let found = minimal_adjustment_sets(diagram, &[exposure], &[outcome], 1000);
        let found = found.expect("a question");
        assert!(found.complete);
        let text = |set: &BTreeSet<String>| crate::in_diagram_order(diagram, set).join(" ");
        found.sets.iter().map(text).collect()
    }

    /// The criterion by its two conditions, path by path.
    fn is_valid(oracle: &Oracle<'_>, exposures: u32, outcomes: u32, set: u32) -> bool {
        let given = set | oracle.bearing(Mark::Selected);
        let mut on_causal_paths = 0;
        let mut is_blocked = true;
        for x in oracle::members(exposures) {
            for y in oracle::members(outcomes) {
                for path in oracle.paths(x, y, exposures) {
                    if path.is_causal() {
                        on_causal_paths |= path.inner() | 1 << y;
                    } else {
                        is_blocked &= !oracle.is_open(&path, given);
                    }
                }
            }
        }
        is_blocked
            && set & oracle.bearing(Mark::Latent) == 0
            && given & oracle.with_effects(on_causal_paths) == 0
    }

    #[test]
    fn adjustment_sets_are_those_of_the_criterion_and_minimal_ones_are_all_found() {
        let mut numbers = Numbers(1);
        let (mut n_asked, mut n_sets, mut n_valid) = (0, 0, 0);
        while n_asked < 800 {
            let n_nodes = 4 + numbers.below(4) as usize;
            let diagram = random_mixed(&mut numbers, n_nodes, true);
            let oracle = Oracle::new(&diagram);
            let more = u32::from(n_nodes > 4 && numbers.below(3) == 0);
            let exposures = 1 | more << 2;
            let outcomes = 2 | (more & numbers.below(2)) << 3;
            let taken = oracle.bearing(Mark::Selected) | oracle.bearing(Mark::Adjusted);
            if (exposures | outcomes) & taken != 0 {
                continue;
            }
            n_asked += 1;
            let (x, y) = (oracle.names(exposures), oracle.names(outcomes));
            let free = oracle.all() & !(exposures | outcomes);
            for set in subsets(free) {
                let expected = is_valid(&oracle, exposures, outcomes, set);
                let found = is_adjustment_set(&diagram, &x, &y, &oracle.names(set));
                assert_eq!(found, Ok(expected), "{diagram:?} {x:?} {y:?} {:?}", oracle.names(set));
                n_valid += usize::from(expected);
            }
            let selected = oracle.bearing(Mark::Selected);
            let adjusted = oracle.bearing(Mark::Adjusted);
            let valid: Vec<u32> = subsets(free & !selected)
                .filter(|set| adjusted & !set == 0)
                .filter(|&set| is_valid(&oracle, exposures, outcomes, set))
                .collect();
            let mut expected: Vec<BTreeSet<String>> =
                minimal(&valid).into_iter().map(|set| oracle.name_set(set)).collect();
            expected.sort();
            let found = minimal_adjustment_sets(&diagram, &x, &y, 1000).expect("a question");
            assert!(found.complete && found.sets.is_sorted_by_key(BTreeSet::len));
            let mut found = found.sets;
            found.sort();
            assert_eq!(found, expected, "{diagram:?} {x:?} {y:?}");
            n_sets += found.len();
        }
        println!("{n_asked} questions, {n_valid} adjustment sets, {n_sets} minimal ones");
        assert!(n_sets > 400 && n_valid > 1000);
    }

    #[test]
    fn textbook_diagrams_have_their_sets() {
        // Pearl 2009: a confounder, a mediator, a collider.
        assert_eq!(sets(&drawn("c -> x -> y <- c"), "x", "y"), ["c"]);
        assert_eq!(sets(&drawn("x -> m -> y <- x"), "x", "y"), [""]);
        assert_eq!(sets(&drawn("x -> y; x -> c <- y"), "x", "y"), [""]);
        let collider = drawn("x -> y; x -> c <- y");
        assert_eq!(is_adjustment_set(&collider, &["x"], &["y"], &["c"]), Ok(false));
        // Greenland 2003: adjusting for the collider of M-bias opens a path.
        let m_bias = drawn("x <- a -> m <- b -> y; x -> y");
        assert_eq!(sets(&m_bias, "x", "y"), [""]);
        for (set, expected) in [(vec![], true), (vec!["m"], false), (vec!["a", "m"], true)] {
            assert_eq!(is_adjustment_set(&m_bias, &["x"], &["y"], &set), Ok(expected));
        }
        // Ding & Miratrix 2015: butterfly bias.
        let butterfly = drawn("x <- a -> m <- b -> y; x <- m -> y; x -> y");
        assert_eq!(sets(&butterfly, "x", "y"), ["a m", "m b"]);
        let hidden = marked(butterfly, Mark::Latent, &["a", "b"]);
        assert_eq!(sets(&hidden, "x", "y"), [""; 0]);
        // Pearl 1995: the front door has no back door that could be closed.
        assert_eq!(sets(&drawn("x -> z -> y; x <-> y"), "x", "y"), [""; 0]);
        // No effect at all: what separates will do.
        assert_eq!(sets(&drawn("x <- c -> d -> y"), "x", "y"), ["c", "d"]);
        assert_eq!(sets(&drawn("y -> x"), "x", "y"), [""; 0]);
    }

    #[test]
    fn warming_up_is_adjusted_for_as_shrier_and_platt_say() {
        // BMC Medical Research Methodology 8:70 (2008), figures 2a and 6a.
        let text = "coach -> fitness; coach -> motivation; genes -> tissue; genes -> fitness; \
            genes -> fatigue; tissue -> fatigue; tissue -> weakness; contact -> within; \
            contact -> earlier; fitness -> fatigue; fitness -> before; motivation -> earlier; \
            motivation -> warmup; before -> warmup; warmup -> within; within -> injury; \
            fatigue -> within; fatigue -> injury; weakness -> injury";
        let plain = drawn(text);
        let enough = ["fatigue", "weakness"];
        assert_eq!(is_adjustment_set(&plain, &["warmup"], &["injury"], &enough), Ok(true));
        let found = sets(&plain, "warmup", "injury");
        assert!(found.contains(&"fatigue weakness".to_owned()), "{found:?}");
        let more = drawn(&format!("{text}; earlier -> before"));
        assert_eq!(is_adjustment_set(&more, &["warmup"], &["injury"], &enough), Ok(false));

        let oracle = Oracle::new(&plain);
        let (x, y) =
            (oracle.bits(["warmup".to_owned()].iter()), oracle.bits(["injury".to_owned()].iter()));
        let paths: Vec<_> =
            oracle.paths(x.ilog2() as usize, y.ilog2() as usize, 0).into_iter().collect();
        let causal = paths.iter().filter(|path| path.is_causal());
        let after = oracle.with_effects(causal.fold(y, |set, path| set | path.inner()));
        let valid: Vec<u32> = subsets(oracle.all() & !(x | after))
            .filter(|&set| paths.iter().all(|path| path.is_causal() || !oracle.is_open(path, set)))
            .collect();
        let mut expected: Vec<String> =
            minimal(&valid).into_iter().map(|set| oracle.names(set).join(" ")).collect();
        expected.sort();
        let mut found = found;
        found.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn two_exposures_are_adjusted_for_together() {
        // l is an effect of the first exposure and confounds the second (Robins 1986).
        let diagram = drawn("a -> l -> b -> y <- a; l <-> y");
        let found = minimal_adjustment_sets(&diagram, &["a", "b"], &["y"], 10).expect("a question");
        assert_eq!(found, AdjustmentSets { sets: vec![], complete: true });
        assert_eq!(sets(&diagram, "b", "y"), ["l"]);
        assert_eq!(sets(&diagram, "a", "y"), [""]);
    }

    #[test]
    fn marked_nodes_are_in_every_set_or_conditioned_on() {
        let m_bias = drawn("x <- a -> m <- b -> y; x -> y");
        assert_eq!(sets(&marked(m_bias.clone(), Mark::Adjusted, &["m"]), "x", "y"), ["a m", "m b"]);
        assert_eq!(sets(&marked(m_bias.clone(), Mark::Selected, &["m"]), "x", "y"), ["a", "b"]);
        let after = marked(drawn("x -> y -> s"), Mark::Selected, &["s"]);
        assert_eq!(sets(&after, "x", "y"), [""; 0]);
        let selected = marked(m_bias, Mark::Selected, &["x"]);
        let error = minimal_adjustment_sets(&selected, &["x"], &["y"], 1).expect_err("selected");
        assert_eq!(error, Error::InTwoSets { name: "x".to_owned() });
    }

    #[test]
    fn what_is_wrong_with_a_set_is_said() {
        let diagram = marked(drawn("c -> x -> m -> y <- c; c <- u -> y"), Mark::Latent, &["u"]);
        let faults = adjustment_faults(&diagram, &["x"], &["y"], &["m", "u"]);
        let name = |name: &str| name.to_owned();
        assert_eq!(
            faults,
            Ok(vec![
                AdjustmentFault::Latent { name: name("u") },
                AdjustmentFault::AfterExposure { name: name("m") },
                AdjustmentFault::Open { exposure: name("x"), outcome: name("y") },
            ])
        );
        assert_eq!(adjustment_faults(&diagram, &["x"], &["y"], &["c"]), Ok(vec![]));
        let nothing = adjustment_faults(&diagram, &[], &["y"], &[]);
        assert_eq!(nothing, Err(Error::NothingAsked { role: "exposure" }));
    }

    #[test]
    fn faults_name_the_pair_whose_path_is_open() {
        let mut numbers = Numbers(5);
        for _ in 0..200 {
            let diagram = random_mixed(&mut numbers, 6, false);
            let oracle = Oracle::new(&diagram);
            let (exposures, outcomes) = (0b11, 0b1100);
            for set in subsets(0b11_0000) {
                let faults = adjustment_faults(
                    &diagram,
                    &oracle.names(exposures),
                    &oracle.names(outcomes),
                    &oracle.names(set),
                )
                .expect("a question");
                if faults.iter().any(|fault| matches!(fault, AdjustmentFault::AfterExposure { .. }))
                {
                    continue;
                }
                let mut expected = Vec::new();
                for x in [0, 1] {
                    for y in [2, 3] {
                        let is_open = |path: &oracle::OraclePath| {
                            !path.is_causal() && oracle.is_open(path, set)
                        };
                        if oracle.paths(x, y, exposures).iter().any(is_open) {
                            expected.push(AdjustmentFault::Open {
                                exposure: format!("n{x}"),
                                outcome: format!("n{y}"),
                            });
                        }
                    }
                }
                assert_eq!(faults, expected, "{diagram:?} {set:b}");
            }
        }
    }

    #[test]
    fn an_enumeration_cut_short_says_so() {
        // Ten chains of two inner nodes: a set takes one node of each, 1,024 sets in all.
        let chains: Vec<String> = (0..10).map(|i| format!("x <- a{i} -> b{i} -> y")).collect();
        let diagram = drawn(&chains.join(";"));
        let count = |most: usize| {
            let found =
                minimal_adjustment_sets(&diagram, &["x"], &["y"], most).expect("a question");
            let different: BTreeSet<_> = found.sets.iter().collect();
            assert!(found.sets.iter().all(|set| set.len() == 10));
            (different.len(), found.complete)
        };
        assert_eq!(count(2000), (1024, true));
        assert_eq!(count(1024), (1024, true));
        assert_eq!(count(1023), (1023, false));
        assert_eq!(count(0), (0, false));
    }

    #[test]
    fn the_first_sets_of_a_thousand_nodes_come_at_once() {
        let mut numbers = Numbers(6);
        let diagram = crate::random_diagram(1000, 1400, |bound| numbers.below(bound));
        let order = crate::topological_order(&diagram).expect("acyclic");
        let start = std::time::Instant::now();
        let mut n_sets = 0;
        for at in (500..1000).step_by(100) {
            let (x, y) = ([order[at - 300].as_str()], [order[at].as_str()]);
            let found = minimal_adjustment_sets(&diagram, &x, &y, 20).expect("a question");
            for set in &found.sets {
                let set: Vec<&str> = set.iter().map(String::as_str).collect();
                assert_eq!(is_adjustment_set(&diagram, &x, &y, &set), Ok(true));
            }
            n_sets += found.sets.len();
        }
        println!("{n_sets} minimal sets in a graph of 1,000 nodes: {:?}", start.elapsed());
        assert!(n_sets >= 5);
    }
}
