//! A model, compiled: every check done, every mechanism ready, nodes in an order of causes first.

mod check;
mod natural;
mod order;
mod table;
#[cfg(test)]
mod tests;

use crate::{
    Error, Model, RowNote, Variable,
    expression::{Expression, Input},
    mechanism::{self, Compiled, Context, StateTable},
};
use graph::{EdgeKind, Mark};
use std::sync::Arc;

pub(crate) use check::unknown as unknown_node;
use order::ancestral;

/// A structural causal model that is ready to sample.
///
/// Nodes are numbered in the order of the diagram. A program does not change; an intervention gives
/// another one over the same noise, which belongs to the nodes' names.
#[derive(Clone, Debug)]
pub struct Program {
    names: Vec<String>,
    nodes: Vec<Arc<Node>>,
    order: Vec<usize>,
    notes: Vec<RowNote>,
}

/// A node of a program.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Its values and its mechanism as stated.
    pub(crate) variable: Variable,
    pub(crate) is_latent: bool,
    /// The causes: those of the mechanism, then those that only changes look at.
    pub(crate) parents: Vec<usize>,
    /// How many of the parents the mechanism has.
    pub(crate) n_natural: usize,
    /// The mechanism, which gives the natural value.
    pub(crate) natural: Compiled,
    /// What an intervention does to the natural value, one after the other.
    pub(crate) changes: Vec<Change>,
    /// The distribution for every configuration of the parents' states.
    pub(crate) table: Option<Arc<[f64]>>,
}

/// What an intervention does to the natural value of a node.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Adds a number; counts stay at 0 where they would fall below.
    Shift(f64),
    /// Gives another value by an expression of other nodes and of the value before.
    Policy {
        /// The expression.
        expression: Expression,
        /// What it looks at, in its order.
        inputs: Vec<Seen>,
    },
}

/// What a policy looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The node's own value before the change.
    Own,
    /// A parent, by its place among the node's parents.
    Parent(usize),
}

impl Program {
    /// Compiles a model: checks the diagram, that every node has a mechanism which fits its values and
    /// has the diagram's arrows as parents, tables' shapes and sums, expressions, and all parameters.
    ///
    /// Rows of tables that sum to one within 10⁻⁶ are normalized silently, within 10⁻³ with a
    /// [note](Self::notes).
    ///
    /// # Errors
    /// What is wrong first, in the order of the diagram's nodes.
    pub fn new(model: &Model) -> Result<Self, Error> {
        model.graph.check()?;
        if let Some(edge) = model.graph.edges.iter().find(|edge| edge.kind == EdgeKind::Bidirected)
        {
            return Err(Error::BidirectedEdge { from: edge.from.clone(), to: edge.to.clone() });
        }
        let names: Vec<String> = model.graph.names().map(str::to_owned).collect();
        check::only_nodes(model, &names)?;
        let mut variables = Vec::with_capacity(names.len());
        for name in &names {
            let variable = model.variables.get(name);
            let variable = variable.ok_or_else(|| Error::Unstated { node: name.clone() })?;
            check::states(name, &variable.values)?;
            variables.push(variable);
        }
        let drawn = check::drawn_parents(&model.graph);
        let mut nodes = Vec::with_capacity(names.len());
        let mut notes = Vec::new();
        for (idx, name) in names.iter().enumerate() {
            let parents = check::parents(name, variables[idx], &drawn[idx], &names)?;
            let inputs = parents
                .iter()
                .map(|&parent| Input { name: &names[parent], values: &variables[parent].values })
                .collect();
            let context = Context { node: name, variable: variables[idx], parents: inputs };
            let is_latent = model.graph.nodes[idx].marks.contains(&Mark::Latent);
            let (node, found) = Node::new(&context, parents, is_latent)?;
            nodes.push(Arc::new(node));
            notes.extend(found);
        }
        Self::of_nodes(names, nodes, notes)
    }

    /// The program of nodes whose parents may have changed.
    pub(crate) fn of_nodes(
        names: Vec<String>,
        nodes: Vec<Arc<Node>>,
        notes: Vec<RowNote>,
    ) -> Result<Self, Error> {
        let parents: Vec<&[usize]> = nodes.iter().map(|node| node.parents.as_slice()).collect();
        let order = ancestral(&names, &parents)?;
        Ok(Self { names, nodes, order, notes })
    }

    /// The nodes' names, in the order of the diagram.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of the node of this name.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The values and the mechanism of a node, as stated; under an intervention that sets, replaces or
    /// draws, what it states instead.
    ///
    /// # Panics
    /// When there is no such node; so do the other functions of a node's number.
    pub fn variable(&self, idx: usize) -> &Variable {
        &self.nodes[idx].variable
    }

    /// The direct causes of a node: those of its mechanism in the order of its table, then those that
    /// only a policy looks at.
    pub fn parents(&self, idx: usize) -> &[usize] {
        &self.nodes[idx].parents
    }

    /// The nodes with every cause before its effects.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// True for a node that is not observed.
    pub fn is_latent(&self, idx: usize) -> bool {
        self.nodes[idx].is_latent
    }

    /// True where every node has a [table](Self::table), so that exact answers exist.
    pub fn is_discrete(&self) -> bool {
        self.nodes.iter().all(|node| node.table.is_some())
    }

    /// The distribution of a node's states for every configuration of its parents' states, row after
    /// row, the last parent fastest; each row sums to one.
    ///
    /// None for a node that has no states, that has a parent without, or whose table would have more
    /// than 4 million entries; none too where a formula is not defined for some configuration. Under a
    /// policy it is what the policy makes of the mechanism, see [`Self::is_policy`].
    pub fn table(&self, idx: usize) -> Option<&[f64]> {
        self.nodes[idx].table.as_deref()
    }

    /// True where an intervention changes the value that the mechanism gives (a shift, or a policy). The
    /// table then says how frequent states are, but not which noise gives which state.
    pub fn is_policy(&self, idx: usize) -> bool {
        !self.nodes[idx].changes.is_empty()
    }

    /// Rows of tables that did not quite sum to one and were normalized.
    pub fn notes(&self) -> &[RowNote] {
        &self.notes
    }

    pub(crate) fn node(&self, idx: usize) -> &Node {
        &self.nodes[idx]
    }

    pub(crate) fn nodes(&self) -> &[Arc<Node>] {
        &self.nodes
    }

    /// For every node whether another program of the same nodes may give it other values with the same
    /// noise: it or a node upstream of it has another mechanism.
    ///
    /// # Errors
    /// [`Error::DifferentNodes`].
    pub(crate) fn differences(&self, changed: &Self) -> Result<Vec<bool>, Error> {
        let same_values =
            |(one, other): (&Arc<Node>, &Arc<Node>)| one.variable.values == other.variable.values;
        if self.names != changed.names || !self.nodes.iter().zip(&changed.nodes).all(same_values) {
            return Err(Error::DifferentNodes);
        }
        let mut differs = vec![false; self.nodes.len()];
        for &idx in &changed.order {
            let (one, other) = (&self.nodes[idx], &changed.nodes[idx]);
            let is_same = Arc::ptr_eq(one, other)
                || (one.variable.mechanism == other.variable.mechanism
                    && one.parents == other.parents
                    && one.changes.is_empty()
                    && other.changes.is_empty());
            differs[idx] = !is_same || other.parents.iter().any(|&parent| differs[parent]);
        }
        Ok(differs)
    }
}

impl Node {
    /// A node without changes; what is to be said of its table comes back.
    pub(crate) fn new(
        context: &Context,
        parents: Vec<usize>,
        is_latent: bool,
    ) -> Result<(Self, Vec<RowNote>), Error> {
        let (mut natural, notes) = mechanism::compile(context)?;
        let cards = context.cards();
        let table = table::natural(context, &natural, cards.as_deref());
        if let (Compiled::Scores(_) | Compiled::Forest(_), Some(rows), Some(cards)) =
            (&natural, &table, &cards)
        {
            natural =
                Compiled::Table(StateTable::new(&context.variable.values, cards, Arc::clone(rows)));
        }
        let n_natural = parents.len();
        let variable = context.variable.clone();
        let node =
            Self { variable, is_latent, parents, n_natural, natural, changes: Vec::new(), table };
        Ok((node, notes))
    }

    /// Adds a change to the others, and the parents that it looks at.
    pub(crate) fn change(&mut self, change: Change, cards: Option<&[usize]>) {
        self.changes.push(change);
        self.table = table::changed(self, cards);
    }
}
