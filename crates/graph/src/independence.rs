//! What a diagram implies: independencies that rows drawn from it must show.
//!
//! Rows selected by nodes marked as selected are rows given these nodes: they are conditioned on
//! everywhere, and stand in no statement. Latent nodes stand in no statement either.

use std::fmt;

use crate::{
    Diagram, Error, Mark,
    index::{Index, NodeSet, children, members, parents, with_descendants},
    separation::{connected, nearest_separator},
};

/// `x` is independent of `y` given others, all by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Independence {
    /// One node.
    pub x: String,
    /// The other.
    pub y: String,
    /// What is conditioned on, in the order of the diagram.
    pub given: Vec<String>,
}

/// All statements of the local Markov property about one node: it is independent of each of `others`
/// given its direct causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalIndependence<'a> {
    /// The node.
    pub x: &'a str,
    /// Nodes of which it is independent, in the order of the diagram.
    pub others: Vec<&'a str>,
    /// Its direct causes, in the order of the diagram.
    pub given: Vec<&'a str>,
}

/// The local Markov property of a diagram, node by node; see [`local_markov`].
#[derive(Clone, Debug)]
pub struct LocalMarkov<'a> {
    index: Index<'a>,
    selected: Vec<usize>,
}

/// Every independence of a node and a node that is neither its effect nor a direct cause of it,
/// given its direct causes.
///
/// The statements are ordered by `x`, then by `y`, both as in the diagram; a pair of which neither
/// causes the other stands there twice. With bidirected edges, latent or selected nodes, those
/// statements are left out that speak of nodes that are not observed or that the diagram does not
/// imply. Large diagrams have as many statements as pairs: [`LocalMarkov`] gives them one node at a
/// time, and counts them.
///
/// # Errors
/// A diagram that is not acyclic.
pub fn local_markov(diagram: &Diagram) -> Result<Vec<Independence>, Error> {
    let local = LocalMarkov::new(diagram)?;
    Ok(local.groups().flat_map(|group| group.statements()).collect())
}

/// One independence for every pair of nodes that some set of observed nodes separates, given a
/// minimal such set: the smaller of those nearest to either node.
///
/// Pairs stand in the order of the diagram, within a pair too. Without latent nodes and bidirected
/// edges, the pairs are those that no arrow joins (Pearl 2009, section 1.2).
///
/// # Errors
/// A diagram that is not acyclic.
pub fn pairwise(diagram: &Diagram) -> Result<Vec<Independence>, Error> {
    let index = Index::new(diagram)?;
    let selected = index.marked(Mark::Selected);
    let asked = asked(&index, &selected);
    let mut found = Vec::new();
    for x in members(&asked) {
        let is_adjacent = adjacent(&index, x);
        for y in members(&asked).filter(|&y| y > x && !is_adjacent[y]) {
            let separator = |from: usize, to: usize| {
                nearest_separator(&index.graph, &[from], &[to], &selected, &asked)
            };
            let Some(mut given) = separator(x, y) else { continue };
            if given.len() > 1 {
                given =
                    separator(y, x).filter(|near_y| near_y.len() < given.len()).unwrap_or(given);
            }
            found.push(Independence {
                x: index.name(x).to_owned(),
                y: index.name(y).to_owned(),
                given: given.into_iter().map(|node| index.name(node).to_owned()).collect(),
            });
        }
    }
    Ok(found)
}

impl<'a> LocalMarkov<'a> {
    /// Reads a diagram.
    ///
    /// # Errors
    /// A diagram that is not acyclic.
    pub fn new(diagram: &'a Diagram) -> Result<Self, Error> {
        let index = Index::new(diagram)?;
        let selected = index.marked(Mark::Selected);
        Ok(Self { index, selected })
    }

    /// How many statements there are.
    pub fn count(&self) -> usize {
        self.numbered().map(|(_, others, _)| others.len()).sum()
    }

    /// The statements, one group for every node that has any, in the order of the diagram.
    pub fn groups(&self) -> impl Iterator<Item = LocalIndependence<'a>> {
        let names =
            |nodes: Vec<usize>| nodes.into_iter().map(|node| self.index.name(node)).collect();
        self.numbered().filter(|(_, others, _)| !others.is_empty()).map(
            move |(x, others, given)| LocalIndependence {
                x: self.index.name(x),
                others: names(others),
                given: names(given),
            },
        )
    }

    /// Each observed node with observed causes: the node, what it is independent of, its causes.
    fn numbered(&self) -> impl Iterator<Item = (usize, Vec<usize>, Vec<usize>)> {
        let asked = asked(&self.index, &self.selected);
        (0..self.index.n_named()).filter_map(move |x| {
            let graph = &self.index.graph;
            let mut causes: Vec<usize> =
                parents(graph, x).filter(|&node| node < self.index.n_named()).collect();
            if !asked[x] || causes.iter().any(|&node| !self.index.observable[node]) {
                return None;
            }
            causes.sort_unstable();
            let given = [causes.as_slice(), &self.selected].concat();
            let is_effect = with_descendants(graph, &[x]);
            let is_connected = connected(graph, &[x], &given);
            let is_cause = self.index.set(&given);
            let is_other = |y: &usize| !is_effect[*y] && !is_connected[*y] && !is_cause[*y];
            let others = members(&asked).filter(is_other).collect();
            causes.retain(|node| !self.selected.contains(node));
            Some((x, others, causes))
        })
    }
}

impl LocalIndependence<'_> {
    /// The statements one by one.
    pub fn statements(&self) -> Vec<Independence> {
        let given: Vec<String> = self.given.iter().map(|&name| name.to_owned()).collect();
        let statement = |&y: &&str| Independence {
            x: self.x.to_owned(),
            y: y.to_owned(),
            given: given.clone(),
        };
        self.others.iter().map(statement).collect()
    }
}

impl fmt::Display for Independence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} _||_ {}", self.x, self.y)?;
        if !self.given.is_empty() {
            write!(formatter, " | {}", self.given.join(", "))?;
        }
        Ok(())
    }
}

/// The nodes that statements may be about: observed, and not what rows were selected by.
fn asked(index: &Index<'_>, selected: &[usize]) -> NodeSet {
    let mut asked = index.observable.clone();
    for &node in selected {
        asked[node] = false;
    }
    asked
}

/// The nodes that an edge joins with a node.
fn adjacent(index: &Index<'_>, node: usize) -> NodeSet {
    index.set(&parents(&index.graph, node).chain(children(&index.graph, node)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        EdgeKind,
        oracle::{self, Numbers, Oracle, drawn, marked, minimal, random_mixed, subsets},
        random_diagram,
    };

    /// The nodes and arrows of a network of the shared data; none where the file is absent.
    fn network(name: &str) -> Option<Diagram> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");
        let Ok(text) = std::fs::read_to_string(format!("{folder}{name}.bif")) else {
            println!("skipped: {name}.bif is not here");
            return None;
        };
        let families = text.lines().filter_map(|line| line.trim().strip_prefix("probability ("));
        let statements = families.filter_map(|line| {
            let (child, parents) = line.split(')').next()?.split_once('|').unwrap_or((line, ""));
            let child = child.split(')').next()?.trim();
            let arrows = parents.split(',').filter(|parent| !parent.trim().is_empty());
            let arrows = arrows.map(|parent| format!("; {} -> {child}", parent.trim()));
            Some(format!("{child}{}", arrows.collect::<String>()))
        });
        Some(drawn(&statements.collect::<Vec<_>>().join(";")))
    }

    #[test]
    fn known_networks_imply_as_many_independencies_as_is_known() {
        for (name, n_arrows, n_local, n_pairs) in [
            ("asia", 8, 30, 20),
            ("sachs", 17, 71, 38),
            ("child", 25, 291, 165),
            ("alarm", 46, 1063, 620),
        ] {
            let Some(diagram) = network(name) else { continue };
            assert_eq!(diagram.edges.len(), n_arrows, "{name}");
            let local = local_markov(&diagram).expect("acyclic");
            assert_eq!(local.len(), n_local, "{name}");
            assert_eq!(LocalMarkov::new(&diagram).map(|local| local.count()), Ok(n_local));
            let pairs = pairwise(&diagram).expect("acyclic");
            assert_eq!(pairs.len(), n_pairs, "{name}");
            for one in local.iter().chain(&pairs) {
                let given: Vec<&str> = one.given.iter().map(String::as_str).collect();
                assert_eq!(crate::d_separated(&diagram, &[&one.x], &[&one.y], &given), Ok(true));
            }
        }
    }

    #[test]
    fn without_hidden_causes_the_local_statements_are_those_of_the_definition() {
        let mut numbers = Numbers(1);
        for _ in 0..200 {
            let mut diagram = random_mixed(&mut numbers, 6, false);
            diagram.edges.retain(|edge| edge.kind == EdgeKind::Directed);
            let oracle = Oracle::new(&diagram);
            let mut expected = Vec::new();
            for x in 0..6 {
                let name = oracle.names(1 << x)[0];
                let causes = diagram.parents(name);
                let others = oracle.all() & !oracle.with_effects(1 << x);
                for y in oracle.names(others).into_iter().filter(|y| !causes.contains(y)) {
                    let given = diagram.names().filter(|name| causes.contains(name));
                    expected.push(Independence {
                        x: name.to_owned(),
                        y: y.to_owned(),
                        given: given.map(str::to_owned).collect(),
                    });
                }
            }
            assert_eq!(local_markov(&diagram), Ok(expected), "{diagram:?}");
        }
    }

    #[test]
    fn with_hidden_causes_local_statements_hold_and_speak_of_observed_nodes() {
        let mut numbers = Numbers(2);
        let mut n_statements = 0;
        for _ in 0..300 {
            let diagram = random_mixed(&mut numbers, 6, true);
            let oracle = Oracle::new(&diagram);
            let selected = oracle.bearing(Mark::Selected);
            let unasked = selected | oracle.bearing(Mark::Latent);
            for one in local_markov(&diagram).expect("acyclic") {
                let [x, y] = [&one.x, &one.y].map(|name| oracle.bits([name]));
                let given = oracle.bits(&one.given);
                assert!(oracle.are_separated(x, y, given | selected), "{diagram:?} {one}");
                assert_eq!((x | y | given) & unasked, 0, "{diagram:?} {one}");
                n_statements += 1;
            }
        }
        assert!(n_statements > 300);
    }

    #[test]
    fn every_pair_that_can_be_separated_is_listed_with_a_minimal_set() {
        let mut numbers = Numbers(3);
        for _ in 0..150 {
            let diagram = random_mixed(&mut numbers, 6, true);
            let oracle = Oracle::new(&diagram);
            let selected = oracle.bearing(Mark::Selected);
            let asked = oracle.all() & !(selected | oracle.bearing(Mark::Latent));
            let mut listed = pairwise(&diagram).expect("acyclic").into_iter().peekable();
            for x in oracle::members(asked) {
                for y in oracle::members(asked).filter(|&y| y > x) {
                    let rest = asked & !(1 << x | 1 << y);
                    let separating: Vec<u32> = subsets(rest)
                        .filter(|set| oracle.are_separated(1 << x, 1 << y, set | selected))
                        .collect();
                    let (one, other) = (format!("n{x}"), format!("n{y}"));
                    match listed.next_if(|next| next.x == one && next.y == other) {
                        Some(next) => {
                            let given = oracle.bits(&next.given);
                            assert!(minimal(&separating).contains(&given), "{diagram:?} {next}");
                        }
                        None => assert!(separating.is_empty(), "{diagram:?} {one} {other}"),
                    }
                    if !separating.is_empty() {
                        assert!(!oracle.is_adjacent(x, y));
                    }
                }
            }
            assert_eq!(listed.next(), None);
        }
    }

    #[test]
    fn of_the_sets_nearest_to_either_node_the_smaller_is_listed() {
        for (one, other) in [("x", "y"), ("y", "x")] {
            let diagram = drawn(&format!("{one}; {other}; c -> a -> x <- b <- c; c -> y"));
            let first = pairwise(&diagram).expect("acyclic").remove(0);
            assert_eq!(first.to_string(), format!("{one} _||_ {other} | c"));
        }
    }

    #[test]
    fn statements_are_in_words() {
        let diagram = drawn("a -> b -> c; d -> c");
        let text = |found: Result<Vec<Independence>, Error>| {
            found.expect("acyclic").iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            text(local_markov(&diagram)),
            ["a _||_ d", "b _||_ d | a", "c _||_ a | b, d", "d _||_ a", "d _||_ b"]
        );
        assert_eq!(text(pairwise(&diagram)), ["a _||_ c | b", "a _||_ d", "b _||_ d"]);
        let hidden = marked(diagram, Mark::Latent, &["b"]);
        assert_eq!(text(pairwise(&hidden)), ["a _||_ d"]);
        assert!(local_markov(&drawn("a -> b -> a")).is_err());
    }

    #[test]
    fn a_thousand_nodes_imply_about_a_million_statements() {
        let mut numbers = Numbers(4);
        let diagram = random_diagram(1000, 1400, |bound| numbers.below(bound));
        let start = std::time::Instant::now();
        let local = LocalMarkov::new(&diagram).expect("acyclic");
        let n_statements = local.count();
        println!("{n_statements} statements counted: {:?}", start.elapsed());
        let start = std::time::Instant::now();
        let n_listed: usize = local.groups().map(|group| group.others.len()).sum();
        println!("… and listed by name: {:?}", start.elapsed());
        assert_eq!(n_listed, n_statements);
        let n_effects: usize = diagram
            .nodes
            .iter()
            .map(|node| crate::descendants_of(&diagram, &[&node.name]).expect("acyclic").len())
            .sum();
        assert_eq!(n_statements, 1000 * 999 - 1400 - n_effects);
    }
}
