//! Skeletons from rows of a sample: the facts that a text has to state.

use realize::{
    Dictionary, Fact, Skeleton,
    dictionary::{Says, Slot},
    rounded,
};
use scm::{Column, Program};

use crate::Error;

/// Where a slot's facts come from in a program.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The node, in the program's order.
    pub(super) node: usize,
    /// The slot's state for every state of the node; empty for a number.
    pub(super) states: Vec<u16>,
    /// Decimals of a number.
    decimals: u8,
}

/// For every slot the node that it speaks of.
///
/// # Errors
/// A slot without a node of its name, or whose words do not fit the node's values.
pub(super) fn sources(dictionary: &Dictionary, program: &Program) -> Result<Vec<Source>, Error> {
    dictionary
        .slots
        .iter()
        .map(|slot| {
            let node =
                program.index(&slot.name).ok_or_else(|| unfit(slot, "is no node of the model"))?;
            let states = program.variable(node).values.states();
            if states.is_empty() != matches!(slot.says, Says::Number(_)) {
                return Err(unfit(slot, "has words of another kind than the node's values"));
            }
            let states = states
                .iter()
                .map(|state| state_of(slot, state).ok_or_else(|| wordless(slot, state)))
                .collect::<Result<_, _>>()?;
            let decimals = match &slot.says {
                Says::Number(number) => number.decimals,
                Says::Finding(_) | Says::States(_) => 0,
            };
            Ok(Source { node, states, decimals })
        })
        .collect()
}

/// A slot whose words do not fit what it speaks of.
pub(super) fn unfit(slot: &Slot, why: &str) -> Error {
    Error::new("dictionary", format!("the dictionary's `{}` {why}", slot.name))
        .with_hint("correct its words, or take the proposed ones")
}

/// A slot that lacks a state which occurs.
pub(super) fn wordless(slot: &Slot, state: &str) -> Error {
    unfit(slot, &format!("has no word for {state}"))
}

/// The place of a state among a slot's.
pub(super) fn state_of(slot: &Slot, state: &str) -> Option<u16> {
    slot.states().iter().position(|known| *known == state).map(|place| place as u16)
}

/// The skeleton of one row of a sample; `row` is its number in the run.
pub(super) fn skeleton(sources: &[Source], columns: &[Column], at: usize, row: u64) -> Skeleton {
    let fact = |source: &Source| match &columns[source.node] {
        Column::Codes(codes) => source.states.get(usize::from(codes[at])).copied().map(Fact::State),
        Column::Numbers(numbers) => Some(Fact::Number(rounded(numbers[at], source.decimals))),
    };
    Skeleton { row, facts: sources.iter().map(fact).collect() }
}
