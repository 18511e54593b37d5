//! What can be wrong with a question to a network.

use graph::TextError;
use thiserror::Error;

use super::Cost;

/// Why a network or a question to it has no answer.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Error {
    /// The text of a question cannot be read.
    #[error("{0}")]
    Text(TextError),
    /// Exact inference needs states.
    #[error(
        "`{node}` has no table of states: exact answers need states everywhere; sampling does without"
    )]
    NotDiscrete {
        /// The node.
        node: String,
    },
    /// There is no such node.
    #[error("{}there is no node `{node}`; {nearest}", place_words(*.place))]
    UnknownNode {
        /// What was asked for.
        node: String,
        /// What there is instead.
        nearest: String,
        /// The character where it stands in the question, from 1; 0 where there is no text.
        place: usize,
    },
    /// The node has no such state.
    #[error("{}`{node}` has no state `{state}`; its states are {states}", place_words(*.place))]
    UnknownState {
        /// The node.
        node: String,
        /// What was asked for.
        state: String,
        /// The states that there are.
        states: String,
        /// The character where it stands in the question, from 1; 0 where there is no text.
        place: usize,
    },
    /// Nothing is asked for.
    #[error("the question names nothing to find out; write a node after `P(`")]
    NoTarget,
    /// A condition or an intervention without a state.
    #[error("{}`{node}` needs a state here, as in `{node} = {example}`", place_words(*.place))]
    NoState {
        /// The node.
        node: String,
        /// One of its states.
        example: String,
        /// The character where it stands in the question, from 1; 0 where there is no text.
        place: usize,
    },
    /// One thing is asked for twice.
    #[error("{}`{node}` is asked for twice", place_words(*.place))]
    TwiceAsked {
        /// The node.
        node: String,
        /// The character where it stands in the question, from 1; 0 where there is no text.
        place: usize,
    },
    /// One node is set to two states in one world.
    #[error("{}`{node}` is set to `{first}` and to `{second}` at once", place_words(*.place))]
    TwiceSet {
        /// The node.
        node: String,
        /// One state.
        first: String,
        /// The other.
        second: String,
        /// The character where it stands in the question, from 1; 0 where there is no text.
        place: usize,
    },
    /// The condition cannot occur.
    #[error("the condition {condition} has probability 0 in this model: nothing follows from it")]
    ImpossibleCondition {
        /// The condition in words of the question.
        condition: String,
    },
    /// The tables of the elimination are too large.
    #[error(
        "an exact answer needs {cells:.3e} table cells, {width} variables in one table; the limit is {limit:.3e} cells: condition on more, ask for fewer, or sample",
        cells = .cost.cells, width = .cost.width
    )]
    TooWide {
        /// What it would take.
        cost: Cost,
        /// How many cells are allowed.
        limit: f64,
    },
    /// An intervention stands between the node's noise and its value.
    #[error(
        "`{node}` gets its value from an intervention that its table does not hold: several worlds at once have no exact form here; sample instead"
    )]
    HiddenNoise {
        /// The node.
        node: String,
    },
    /// States without an order in three or more different worlds.
    #[error(
        "`{node}` has {n_states} states without an order and is asked about in {n_worlds} different worlds: there is no exact form for more than two; sample instead"
    )]
    UnorderedInManyWorlds {
        /// The node.
        node: String,
        /// How many states it has.
        n_states: usize,
        /// In how many configurations of its parents it is needed at once.
        n_worlds: usize,
    },
}

fn place_words(place: usize) -> String {
    if place == 0 { String::new() } else { format!("character {place}: ") }
}
