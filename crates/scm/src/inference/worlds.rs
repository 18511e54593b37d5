//! Several worlds over the same noise as one network: copies of nodes that differ, coupled by noise.
//!
//! A world is what is set in it. A node has the same value in two worlds where it is not set and its
//! parents have the same values by construction; then it is one variable. Where its parents may
//! differ it has a copy for each, and the copies are tied by the node's noise: the probability of
//! their states together is that of the noise that gives them all (the node's response variable,
//! summed out). This is the twin network with as many worlds as a question names.
//!
//! # References
//! A. Balke, J. Pearl, "Probabilistic evaluation of counterfactual queries", AAAI 1994;
//! I. Shpitser, J. Pearl, "What counterfactuals can be tested", UAI 2007 (the merging of copies).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Cost, Error, elimination,
    factor::Factor,
    network::{Node, NoiseKind},
    order,
};
use crate::counterfactual::{Coupling, bin, cumulative};

/// The variables of a question: copies of nodes.
#[derive(Clone, Debug)]
pub(super) struct Worlds<'a> {
    nodes: &'a [Node],
    copies: Vec<Copy>,
    by_content: BTreeMap<Content, usize>,
}

/// A node in one or several worlds.
#[derive(Clone, Debug)]
struct Copy {
    content: Content,
    /// The state that it is observed or set to.
    known: Option<u8>,
}

/// What makes a copy what it is: the node, the state that it is set to, or its parents' copies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Content {
    node: usize,
    set: Option<u8>,
    parents: Vec<usize>,
}

/// The factors of a question and the order of elimination, before any number is computed.
#[derive(Debug)]
pub(super) struct Plan {
    /// Copies of one node that are needed, tied by its noise.
    ties: Vec<Vec<usize>>,
    order: Vec<usize>,
    keep: Vec<usize>,
    /// What the answer takes.
    pub(super) cost: Cost,
}

impl<'a> Worlds<'a> {
    pub(super) fn new(nodes: &'a [Node]) -> Self {
        Self { nodes, copies: Vec::new(), by_content: BTreeMap::new() }
    }

    /// The copies of all nodes in the world where `set` says which nodes are set to which state.
    /// `ancestral` has every node after its parents.
    pub(super) fn world(&mut self, set: &[Option<u8>], ancestral: &[usize]) -> Vec<usize> {
        let mut copy_of = vec![0; self.nodes.len()];
        for &node in ancestral {
            let parents = match set[node] {
                Some(_) => Vec::new(),
                None => self.nodes[node].parents.iter().map(|&parent| copy_of[parent]).collect(),
            };
            let content = Content { node, set: set[node], parents };
            let next = self.copies.len();
            let copy = *self.by_content.entry(content.clone()).or_insert(next);
            if copy == next {
                self.copies.push(Copy { known: content.set, content });
            }
            copy_of[node] = copy;
        }
        copy_of
    }

    /// Observes a state; false where another one is known already.
    pub(super) fn observe(&mut self, copy: usize, state: u8) -> bool {
        let known = self.copies[copy].known.get_or_insert(state);
        *known == state
    }

    /// The state that is known of a copy.
    pub(super) fn known(&self, copy: usize) -> Option<u8> {
        self.copies[copy].known
    }

    /// The node of a copy.
    pub(super) fn node(&self, copy: usize) -> usize {
        self.copies[copy].content.node
    }

    /// How many states each copy has.
    pub(super) fn cards(&self) -> Vec<usize> {
        self.copies.iter().map(|copy| self.nodes[copy.content.node].states.len()).collect()
    }

    /// How to find the joint distribution of `targets` and of everything that was observed. Nodes
    /// that are not ancestors of these are left out.
    pub(super) fn plan(&self, targets: &[usize]) -> Result<Plan, Error> {
        self.plan_keeping(targets, targets)
    }

    /// How to find the distribution of each of these copies, given what was observed.
    pub(super) fn plan_of_each(&self, targets: &[usize]) -> Result<Plan, Error> {
        self.plan_keeping(targets, &[])
    }

    fn plan_keeping(&self, targets: &[usize], keep: &[usize]) -> Result<Plan, Error> {
        let mut needed = vec![false; self.copies.len()];
        for (at, copy) in self.copies.iter().enumerate() {
            needed[at] = copy.known.is_some() && copy.content.set.is_none();
        }
        for &target in targets {
            needed[target] = true;
        }
        let mut ties: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        // Parents have smaller numbers than their children.
        for at in (0..self.copies.len()).rev() {
            let content = &self.copies[at].content;
            if needed[at] && content.set.is_none() {
                content.parents.iter().for_each(|&parent| needed[parent] = true);
                ties.entry(content.node).or_default().push(at);
            }
        }
        let ties: Vec<Vec<usize>> = ties.into_values().collect();
        for tie in &ties {
            self.check(tie)?;
        }
        let mut keep: Vec<usize> =
            keep.iter().copied().filter(|&copy| self.copies[copy].known.is_none()).collect();
        keep.sort_unstable();
        keep.dedup();
        let scopes: Vec<Vec<usize>> = ties.iter().map(|tie| self.scope(tie)).collect();
        let scopes: Vec<&[usize]> = scopes.iter().map(Vec::as_slice).collect();
        let cards = self.cards();
        let kept: BTreeSet<usize> = keep.iter().copied().collect();
        let order::Order { variables: order, mut cost } = order::min_fill(&scopes, &cards, &kept);
        for scope in scopes {
            let cells = scope.iter().map(|&copy| cards[copy] as f64).product();
            cost.add(cells, scope.len());
        }
        Ok(Plan { ties, order, keep, cost })
    }

    /// The joint distribution of the plan's targets that are not known (in ascending order of copies)
    /// and of what was observed, with the number of times it was lifted.
    pub(super) fn eliminate(&self, plan: &Plan) -> (Factor, u32) {
        elimination::eliminate(&self.cards(), self.factors(plan), &plan.order, &plan.keep)
    }

    /// The tables of a plan for the distribution of each copy.
    pub(super) fn tree(&self, plan: &Plan) -> elimination::Tree {
        elimination::Tree::new(&self.cards(), self.factors(plan), &plan.order)
    }

    fn factors(&self, plan: &Plan) -> Vec<Factor> {
        plan.ties.iter().map(|tie| self.factor(tie)).collect()
    }

    fn check(&self, tie: &[usize]) -> Result<(), Error> {
        let node = &self.nodes[self.node(tie[0])];
        if tie.len() > 1 && node.noise == NoiseKind::Hidden {
            return Err(Error::HiddenNoise { node: node.name.clone() });
        }
        if tie.len() > 2 && node.is_race() {
            return Err(Error::UnorderedInManyWorlds {
                node: node.name.clone(),
                n_states: node.states.len(),
                n_worlds: tie.len(),
            });
        }
        Ok(())
    }

    /// The copies of a tie and their parents that are not known, in ascending order.
    fn scope(&self, tie: &[usize]) -> Vec<usize> {
        let parents = tie.iter().flat_map(|&copy| &self.copies[copy].content.parents);
        let mut scope: Vec<usize> = tie
            .iter()
            .chain(parents)
            .copied()
            .filter(|&copy| self.copies[copy].known.is_none())
            .collect();
        scope.sort_unstable();
        scope.dedup();
        scope
    }

    /// The probability of the states of a node's copies together, given the states of their parents.
    fn factor(&self, tie: &[usize]) -> Factor {
        let node = &self.nodes[self.node(tie[0])];
        let scope = self.scope(tie);
        let cards: Vec<usize> =
            scope.iter().map(|&copy| self.nodes[self.node(copy)].states.len()).collect();
        // Where each state is found: known, or at a place of the scope.
        let place = |copy: usize| match self.copies[copy].known {
            Some(state) => Place::Known(usize::from(state)),
            None => Place::InScope(scope.binary_search(&copy).unwrap_or(0)),
        };
        let places: Vec<(Place, Vec<Place>)> = tie
            .iter()
            .map(|&copy| {
                let parents = &self.copies[copy].content.parents;
                (place(copy), parents.iter().map(|&parent| place(parent)).collect())
            })
            .collect();
        let parent_cards: Vec<usize> =
            node.parents.iter().map(|&parent| self.nodes[parent].states.len()).collect();
        let row = |parents: &[Place], configuration: &[usize]| {
            let digits = parents.iter().zip(&parent_cards);
            digits.fold(0, |number, (place, card)| number * card + place.state(configuration))
        };
        match places.as_slice() {
            [(own, parents)] => Factor::from_function(scope.clone(), cards, |configuration| {
                node.row(row(parents, configuration))[own.state(configuration)]
            }),
            [(own, parents), (other, other_parents)] if node.is_race() => {
                let mut couplings: BTreeMap<[usize; 2], Coupling> = BTreeMap::new();
                Factor::from_function(scope.clone(), cards, |configuration| {
                    let rows = [row(parents, configuration), row(other_parents, configuration)];
                    let coupling = couplings
                        .entry(rows)
                        .or_insert_with(|| Coupling::race(node.row(rows[0]), node.row(rows[1])));
                    coupling.joint(own.state(configuration), other.state(configuration))
                })
            }
            _ => {
                let n_rows: usize = parent_cards.iter().product();
                let ends: Vec<Vec<f64>> =
                    (0..n_rows).map(|number| cumulative(node.row(number))).collect();
                Factor::from_function(scope.clone(), cards, |configuration| {
                    let (mut start, mut end) = (0.0_f64, 1.0_f64);
                    for (own, parents) in &places {
                        let bin = bin(&ends[row(parents, configuration)], own.state(configuration));
                        start = start.max(bin.0);
                        end = end.min(bin.1);
                    }
                    (end - start).max(0.0)
                })
            }
        }
    }
}

/// Where the state of a copy is found.
#[derive(Clone, Copy, Debug)]
enum Place {
    Known(usize),
    InScope(usize),
}

impl Place {
    fn state(self, configuration: &[usize]) -> usize {
        match self {
            Self::Known(state) => state,
            Self::InScope(at) => configuration[at],
        }
    }
}
