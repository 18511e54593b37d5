//! Tables of conditional probabilities: their shape, their sums, and all configurations of states.

use super::{Context, NodeNoise, is_race, kind_words, mechanism_words};
use crate::{
    Error, Values,
    kernel::{RaceKernel, TableKernel},
    noise::Key,
};
use std::sync::Arc;

/// The distribution of a node's states for every configuration of its parents' states.
#[derive(Clone, Debug)]
pub(crate) struct StateTable {
    n_states: usize,
    rows: Arc<[f64]>,
    kernel: Kernel,
}

/// How noise chooses a state.
#[derive(Clone, Debug)]
enum Kernel {
    /// By its rank: the inverse distribution function.
    Rank(TableKernel),
    /// By the exponential race.
    Race(RaceKernel),
}

/// What is said of a table whose row was normalized.
#[derive(Clone, Debug, PartialEq)]
pub struct RowNote {
    /// The node.
    pub node: String,
    /// The row, from 1.
    pub row: usize,
    /// What it summed to.
    pub sum: f64,
}

/// A row whose sum is so near to one is normalized without a word.
const SILENT: f64 = 1e-6;
/// … and one so near with a note.
const WITH_NOTE: f64 = 1e-3;

impl StateTable {
    /// A table whose rows sum to one, for parents of `cards` states.
    pub(crate) fn new(values: &Values, cards: &[usize], rows: impl Into<Arc<[f64]>>) -> Self {
        let (n_states, rows) = (values.states().len(), rows.into());
        let kernel = if is_race(values) {
            Kernel::Race(RaceKernel::new(n_states, cards, &rows))
        } else {
            Kernel::Rank(TableKernel::new(n_states, cards, &rows))
        };
        Self { n_states, rows, kernel }
    }

    pub(crate) fn n_states(&self) -> usize {
        self.n_states
    }

    /// Whether states come about by a race.
    pub(crate) fn is_race(&self) -> bool {
        matches!(self.kernel, Kernel::Race(_))
    }

    /// All rows, one after the other, the last parent fastest.
    pub(crate) fn rows(&self) -> &Arc<[f64]> {
        &self.rows
    }

    /// The number of a configuration of the parents' states.
    pub(crate) fn configuration(&self, parents: &[u8]) -> usize {
        match &self.kernel {
            Kernel::Rank(kernel) => kernel.configuration(parents),
            Kernel::Race(kernel) => kernel.configuration(parents),
        }
    }

    pub(super) fn draw(&self, key: &Key, first_row: u64, parents: &[&[u8]], out: &mut [u8]) {
        match &self.kernel {
            Kernel::Rank(kernel) => kernel.draw(key, first_row, parents, out),
            Kernel::Race(kernel) => kernel.draw(key, first_row, parents, out),
        }
    }

    pub(super) fn replay(&self, noise: &NodeNoise, parents: &[&[u8]], out: &mut [u8]) {
        match &self.kernel {
            Kernel::Rank(kernel) => kernel.states(&noise.ranks(out.len()), parents, out),
            Kernel::Race(kernel) => {
                let lanes = noise.race(self.n_states, out.len());
                let mut states = Vec::with_capacity(parents.len());
                for (row, out) in out.iter_mut().enumerate() {
                    states.clear();
                    states.extend(parents.iter().map(|parent| parent[row]));
                    let configuration = kernel.configuration(&states);
                    *out = kernel.state(configuration, lanes.iter().map(|lane| lane[row]));
                }
            }
        }
    }

    /// The distribution of each row's configuration.
    pub(super) fn fill_rows(&self, parents: &[&[u8]], out: &mut [f64]) {
        let mut states = Vec::with_capacity(parents.len());
        for (row, out) in out.chunks_exact_mut(self.n_states).enumerate() {
            states.clear();
            states.extend(parents.iter().map(|parent| parent[row]));
            let start = self.configuration(&states) * self.n_states;
            out.copy_from_slice(&self.rows[start..start + self.n_states]);
        }
    }
}

/// A table's rows as one, the numbers of the parents' states, and what is to be said.
type Normalized = (Vec<f64>, Vec<usize>, Vec<RowNote>);

/// A table's rows as one, each summing to one; the numbers of the parents' states; what is to be said.
pub(super) fn normalized(context: &Context, rows: &[Vec<f64>]) -> Result<Normalized, Error> {
    let node = || context.node.to_owned();
    if let Some(parent) = context.parents.iter().find(|parent| parent.values.states().is_empty()) {
        return Err(Error::UnfitParent {
            node: node(),
            parent: parent.name.to_owned(),
            values: kind_words(parent.values),
            mechanism: mechanism_words(&context.variable.mechanism),
            hint: "use a logistic mechanism",
        });
    }
    let cards: Vec<usize> =
        context.parents.iter().map(|parent| parent.values.states().len()).collect();
    let expected = cards.iter().fold(1_usize, |product, &card| product.saturating_mul(card));
    if rows.len() != expected {
        return Err(Error::TableLength { node: node(), expected, found: rows.len() });
    }
    let states = context.variable.values.states();
    let mut flat = Vec::with_capacity(rows.len() * states.len());
    let mut notes = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let number = number + 1;
        if row.len() != states.len() {
            let (expected, found) = (states.len(), row.len());
            return Err(Error::TableWidth { node: node(), row: number, expected, found });
        }
        let is_probability = |value: &f64| (0.0..=1.0 + WITH_NOTE).contains(value);
        if let Some(at) = row.iter().position(|value| !is_probability(value)) {
            let (state, value) = (states[at].clone(), row[at]);
            return Err(Error::Probability { node: node(), row: number, state, value });
        }
        let sum: f64 = row.iter().sum();
        let distance = (sum - 1.0).abs();
        if distance > WITH_NOTE {
            return Err(Error::TableSum { node: node(), row: number, sum });
        }
        if distance > SILENT {
            notes.push(RowNote { node: node(), row: number, sum });
        }
        flat.extend(row.iter().map(|value| value / sum));
    }
    Ok((flat, cards, notes))
}

/// All configurations of states, the last parent fastest: for every parent a column of codes. None if
/// there are more than `most`.
pub(crate) fn configurations(cards: &[usize], most: usize) -> Option<Vec<Vec<u8>>> {
    let n = cards.iter().try_fold(1_usize, |product, &card| product.checked_mul(card))?;
    if n > most {
        return None;
    }
    let mut stride = n;
    Some(
        cards
            .iter()
            .map(|&card| {
                stride /= card.max(1);
                (0..n).map(|number| (number / stride % card) as u8).collect()
            })
            .collect(),
    )
}
