//! Tables of nodes with states whose parents have states, whatever their mechanisms are.

use super::Node;
use crate::{
    kernel::ParentColumn,
    mechanism::{Compiled, Context, configurations},
    value::Cells,
};
use std::sync::Arc;

/// Entries that a table may have.
const MOST_ENTRIES: usize = 1 << 22;

/// The table of a mechanism; `cards` are the numbers of the parents' states.
pub(super) fn natural(
    context: &Context,
    compiled: &Compiled,
    cards: Option<&[usize]>,
) -> Option<Arc<[f64]>> {
    let n_states = context.variable.values.states().len();
    if let Compiled::Table(table) = compiled {
        return Some(Arc::clone(table.rows()));
    }
    let cards = cards.filter(|_| n_states > 0)?;
    let columns = configurations(cards, MOST_ENTRIES / n_states)?;
    let parents: Vec<ParentColumn> =
        columns.iter().map(|codes| ParentColumn::Codes(codes)).collect();
    let n_rows = cards.iter().product();
    let mut rows = compiled.probabilities(n_states, &parents, n_rows).ok()?;
    for row in rows.chunks_exact_mut(n_states) {
        let sum: f64 = row.iter().sum();
        if !(sum.is_finite() && sum > 0.0) {
            return None;
        }
        for value in row {
            *value /= sum;
        }
    }
    Some(rows.into())
}

/// The table of a node under its changes: what they make of every natural state.
///
/// `cards` are the numbers of states of the node's parents, those of its mechanism first.
pub(super) fn changed(node: &Node, cards: Option<&[usize]>) -> Option<Arc<[f64]>> {
    let n_states = node.variable.values.states().len();
    let cards = cards.filter(|_| n_states > 0)?;
    let columns = configurations(cards, MOST_ENTRIES / n_states)?;
    let parents: Vec<ParentColumn> =
        columns.iter().map(|codes| ParentColumn::Codes(codes)).collect();
    let n_rows: usize = cards.iter().product();
    let natural_parents = &parents[..node.n_natural];
    let mechanism = node.natural.probabilities(n_states, natural_parents, n_rows).ok()?;
    let mut rows = vec![0.0; n_rows * n_states];
    let mut states = vec![0; n_rows];
    for natural in 0..n_states {
        states.fill(natural as u8);
        node.apply_changes(&parents, Cells::Codes(&mut states)).ok()?;
        for (number, &state) in states.iter().enumerate() {
            let place = number * n_states;
            rows[place + usize::from(state)] += mechanism[place + natural];
        }
    }
    Some(rows.into())
}
