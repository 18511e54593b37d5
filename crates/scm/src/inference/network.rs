//! A network of tables, and exact answers to questions about it.

use std::ops::Range;

use numeric::seed::Seed;

use super::{
    Assignment, Cost, Error,
    elimination::Tree,
    worlds::{Plan, Worlds},
};
use crate::{
    Program, Values, names,
    noise::{Key, fill_uniform},
};

/// Nodes with states and a table each: a model as exact inference sees it.
#[derive(Clone, Debug)]
pub struct Network {
    nodes: Vec<Node>,
    /// Every node after its parents.
    ancestral: Vec<usize>,
    /// Table cells that an answer may take.
    limit: f64,
}

/// A node of a network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) states: Vec<String>,
    /// How noise chooses a state.
    pub(crate) noise: NoiseKind,
    pub(crate) parents: Vec<usize>,
    /// A distribution for every configuration of the parents, the last parent fastest.
    pub(crate) rows: Vec<f64>,
}

/// How noise chooses a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoiseKind {
    /// By its rank.
    Rank,
    /// By a race between states.
    Race,
    /// In a way that the table does not tell.
    Hidden,
}

/// The distributions of all nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Marginals {
    /// For each node in the order of [`Network::names`] the probabilities of its states.
    pub nodes: Vec<Vec<f64>>,
    /// The probability of what is given; 1 where nothing is, and 0 only where it is too small for a
    /// number.
    pub condition_probability: f64,
}

/// Table cells that an answer may take unless said otherwise: 256 MB of numbers.
pub const MOST_CELLS: f64 = 33_554_432.0;

impl Node {
    /// Whether the states' noise is a race. With two states race and rank are the same.
    pub(crate) fn is_race(&self) -> bool {
        self.noise == NoiseKind::Race && self.states.len() > 2
    }

    /// The distribution of a configuration.
    pub(crate) fn row(&self, number: usize) -> &[f64] {
        &self.rows[number * self.states.len()..(number + 1) * self.states.len()]
    }
}

impl Network {
    /// The network of a program in which every node has a table.
    ///
    /// # Errors
    /// [`Error::NotDiscrete`] for the first node without one.
    pub fn new(program: &Program) -> Result<Self, Error> {
        let node = |(idx, name): (usize, &String)| {
            let values = &program.variable(idx).values;
            let rows =
                program.table(idx).ok_or_else(|| Error::NotDiscrete { node: name.clone() })?;
            Ok(Node {
                name: name.clone(),
                states: values.states().to_vec(),
                noise: if rows.iter().all(|&share| share == 0.0 || share == 1.0) {
                    // Nothing is left to chance: rank and race are the same.
                    NoiseKind::Rank
                } else if program.is_policy(idx) {
                    NoiseKind::Hidden
                } else if matches!(values, Values::Unordered(_)) {
                    NoiseKind::Race
                } else {
                    NoiseKind::Rank
                },
                parents: program.parents(idx).to_vec(),
                rows: rows.to_vec(),
            })
        };
        let nodes: Result<Vec<Node>, Error> =
            program.names().iter().enumerate().map(node).collect();
        Ok(Self::from_nodes(nodes?, program.order().to_vec()))
    }

    /// A network of these nodes, `ancestral` having every node after its parents.
    pub(crate) fn from_nodes(nodes: Vec<Node>, ancestral: Vec<usize>) -> Self {
        Self { nodes, ancestral, limit: MOST_CELLS }
    }

    /// The same with another limit of table cells; [`MOST_CELLS`] is the default.
    #[must_use]
    pub fn with_limit(self, cells: f64) -> Self {
        Self { limit: cells, ..self }
    }

    /// The nodes' names.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.nodes.iter().map(|node| node.name.as_str())
    }

    /// The states of a node by its number; none for a number that is too large.
    pub fn states(&self, node: usize) -> &[String] {
        self.nodes.get(node).map_or(&[], |node| &node.states)
    }

    /// The distributions of all nodes.
    ///
    /// # Errors
    /// [`Error::TooWide`].
    pub fn marginals(&self) -> Result<Marginals, Error> {
        self.marginals_given(&[], &[])
    }

    /// The distributions of all nodes where nodes are set and then others are observed.
    ///
    /// # Errors
    /// Unknown names, a condition that cannot occur, tables that are too large.
    pub fn marginals_given(
        &self,
        set: &[Assignment],
        observed: &[Assignment],
    ) -> Result<Marginals, Error> {
        let set = self.states_of(set)?;
        let codes = self.states_of(observed)?;
        let posterior = self.posterior(&set, &codes)?.ok_or_else(|| impossible(observed))?;
        let condition_probability = posterior.tree.total();
        let mut free = posterior.tree.marginals();
        let places = self.nodes.iter().zip(&posterior.copy_of).zip(&posterior.known);
        let marginal = |((node, &copy), known): ((&Node, &usize), &Option<u8>)| {
            free[copy].take().unwrap_or_else(|| {
                let state = known.map_or(0, usize::from);
                (0..node.states.len()).map(|k| f64::from(u8::from(k == state))).collect()
            })
        };
        Ok(Marginals { nodes: places.map(marginal).collect(), condition_probability })
    }

    /// Draws from the exact distribution of all nodes where nodes are set and then others are observed:
    /// for each node in the order of [`Network::names`] a column of state numbers. Draw `d` is the
    /// same in every range that holds it.
    ///
    /// # Errors
    /// Unknown names, a condition that cannot occur, tables that are too large.
    pub fn sample_given(
        &self,
        set: &[Assignment],
        observed: &[Assignment],
        seed: Seed,
        draws: Range<u64>,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let set = self.states_of(set)?;
        let codes = self.states_of(observed)?;
        let posterior = self.posterior(&set, &codes)?.ok_or_else(|| impossible(observed))?;
        Ok(posterior.draws(seed, draws))
    }

    /// The distribution of all nodes given some states, ready to draw from; nothing where the
    /// condition cannot occur.
    pub(crate) fn posterior(
        &self,
        set: &[Option<u8>],
        observed: &[Option<u8>],
    ) -> Result<Option<Posterior<'_>>, Error> {
        let mut worlds = Worlds::new(&self.nodes);
        let copy_of = worlds.world(set, &self.ancestral);
        let is_consistent = observe(&mut worlds, &copy_of, observed);
        let plan = worlds.plan_of_each(&copy_of)?;
        self.check(&plan)?;
        let tree = worlds.tree(&plan);
        if !is_consistent || !tree.is_possible() {
            return Ok(None);
        }
        let known = copy_of.iter().map(|&copy| worlds.known(copy)).collect();
        Ok(Some(Posterior { nodes: &self.nodes, tree, copy_of, known }))
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn ancestral(&self) -> &[usize] {
        &self.ancestral
    }

    /// The number of a node by its name.
    pub(super) fn node_named(&self, name: &str, place: usize) -> Result<usize, Error> {
        let named = self.nodes.iter().position(|node| node.name == name);
        named.ok_or_else(|| Error::UnknownNode {
            node: name.to_owned(),
            nearest: nearest(name, self.names()),
            place,
        })
    }

    /// The number of a node's state by its name.
    pub(super) fn state_named(&self, node: usize, name: &str, place: usize) -> Result<u8, Error> {
        let node = &self.nodes[node];
        let named = node.states.iter().position(|state| state == name);
        named.map(|state| state as u8).ok_or_else(|| {
            let states: Vec<String> =
                node.states.iter().map(|state| format!("`{state}`")).collect();
            Error::UnknownState {
                node: node.name.clone(),
                state: name.to_owned(),
                states: states.join(", "),
                place,
            }
        })
    }

    /// For every node the state that it is assigned.
    pub(super) fn states_of(&self, assignments: &[Assignment]) -> Result<Vec<Option<u8>>, Error> {
        let mut states: Vec<Option<u8>> = vec![None; self.nodes.len()];
        for Assignment { node, state, place } in assignments {
            let number = self.node_named(node, *place)?;
            let code = self.state_named(number, state, *place)?;
            let assigned = *states[number].get_or_insert(code);
            if assigned != code {
                return Err(Error::TwiceSet {
                    node: node.clone(),
                    first: self.nodes[number].states[usize::from(assigned)].clone(),
                    second: state.clone(),
                    place: *place,
                });
            }
        }
        Ok(states)
    }

    pub(super) fn check(&self, plan: &Plan) -> Result<(), Error> {
        self.check_cost(plan.cost)
    }

    pub(super) fn check_cost(&self, cost: Cost) -> Result<(), Error> {
        if cost.cells <= self.limit {
            return Ok(());
        }
        Err(Error::TooWide { cost, limit: self.limit })
    }
}

/// The distribution of a network's nodes given some states.
#[derive(Debug)]
pub(crate) struct Posterior<'a> {
    nodes: &'a [Node],
    tree: Tree,
    copy_of: Vec<usize>,
    /// What is known of each node.
    known: Vec<Option<u8>>,
}

impl Posterior<'_> {
    /// Draws of all nodes, a column each.
    pub(crate) fn draws(&self, seed: Seed, draws: Range<u64>) -> Vec<Vec<u8>> {
        let n_draws = draws.end.saturating_sub(draws.start) as usize;
        let stream = seed.stream("scm posterior");
        let mut columns = self.tree.draws(n_draws, |copy| {
            let node = self.copy_of.iter().position(|&own| own == copy).unwrap_or(0);
            let key = Key::of(&stream.child(&self.nodes[node].name));
            let mut uniforms = vec![0.0; n_draws];
            fill_uniform(&key, draws.start, &mut uniforms);
            uniforms
        });
        let column = |(copy, known): (&usize, &Option<u8>)| match known {
            Some(state) => vec![*state; n_draws],
            None => columns[*copy].take().unwrap_or_else(|| vec![0; n_draws]),
        };
        self.copy_of.iter().zip(&self.known).map(column).collect()
    }
}

fn observe(worlds: &mut Worlds, copy_of: &[usize], observed: &[Option<u8>]) -> bool {
    let states = copy_of.iter().zip(observed);
    let mut is_consistent = true;
    for (&copy, state) in states {
        is_consistent &= state.is_none_or(|state| worlds.observe(copy, state));
    }
    is_consistent
}

fn impossible(observed: &[Assignment]) -> Error {
    let condition: Vec<String> = observed.iter().map(Assignment::to_string).collect();
    Error::ImpossibleCondition { condition: condition.join(", ") }
}

/// What a wrong name may have been meant to be, in words.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = names::nearest(name, known.clone()) {
        return format!("is it `{near}`?");
    }
    let some: Vec<String> = known.clone().take(8).map(|name| format!("`{name}`")).collect();
    let more = if known.count() > some.len() { ", …" } else { "" };
    format!("there are {}{more}", some.join(", "))
}
