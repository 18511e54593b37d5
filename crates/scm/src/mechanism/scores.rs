//! States by multinomial logistic regression, and states by probabilities that differ from row to row.

use super::{Context, Fault, LinearFunction, NodeNoise, is_race};
use crate::{
    Error, RowFault, Score,
    kernel::{ParentColumn, state_of, thresholds},
};
use numeric::float;

/// Linear scores of the states; those that are not listed have 0.
#[derive(Clone, Debug)]
pub(crate) struct Scores {
    n_states: usize,
    is_race: bool,
    /// The code of a state and its score.
    functions: Vec<(usize, LinearFunction)>,
}

impl Scores {
    pub(super) fn new(context: &Context, scores: &[Score]) -> Result<Self, Error> {
        let states = context.variable.values.states();
        let mut functions: Vec<(usize, LinearFunction)> = Vec::new();
        for Score { state, intercept, terms } in scores {
            let code = states.iter().position(|known| known == state).ok_or_else(|| {
                Error::UnknownState {
                    node: context.node.to_owned(),
                    state: state.clone(),
                    states: states.to_vec(),
                }
            })?;
            if functions.iter().any(|(known, _)| *known == code) {
                let what = format!("the state `{state}`");
                return Err(Error::Doubled { node: context.node.to_owned(), what });
            }
            functions.push((code, LinearFunction::new(context, *intercept, terms, 0.0)?));
        }
        let is_race = is_race(&context.variable.values);
        Ok(Self { n_states: states.len(), is_race, functions })
    }

    pub(crate) fn n_states(&self) -> usize {
        self.n_states
    }

    /// Whether states come about by a race.
    pub(crate) fn is_race(&self) -> bool {
        self.is_race
    }

    /// The distribution of the states in each row, one row after the other.
    ///
    /// # Errors
    /// The first row in which a score is too large for a float.
    pub(crate) fn probabilities(
        &self,
        parents: &[ParentColumn],
        out: &mut [f64],
    ) -> Result<(), Fault> {
        let n_rows = out.len() / self.n_states;
        let mut column = vec![0.0; n_rows];
        out.fill(0.0);
        for (state, function) in &self.functions {
            function.means(parents, &mut column);
            for (row, score) in out.chunks_exact_mut(self.n_states).zip(&column) {
                row[*state] = *score;
            }
        }
        for (number, row) in out.chunks_exact_mut(self.n_states).enumerate() {
            if !row.iter().all(|score| score.is_finite()) {
                return Err((number, RowFault::TooLarge));
            }
            soft_maximum(row);
        }
        Ok(())
    }
}

/// Scores to probabilities.
fn soft_maximum(row: &mut [f64]) {
    if let [first, second] = row {
        let difference = *second - *first;
        (*first, *second) = (float::logistic(-difference), float::logistic(difference));
        return;
    }
    let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for value in &mut *row {
        *value = float::exp(*value - largest);
        total += *value;
    }
    for value in row {
        *value /= total;
    }
}

/// The states of rows with probabilities of their own, as the kernels of tables choose them.
pub(super) fn choose(
    is_race: bool,
    n_states: usize,
    probabilities: &[f64],
    noise: &NodeNoise,
    out: &mut [u8],
) {
    let rows = probabilities.chunks_exact(n_states);
    if is_race {
        let lanes = noise.race(n_states, out.len());
        for (number, (state, row)) in out.iter_mut().zip(rows).enumerate() {
            *state = first_to_arrive(row, lanes.iter().map(|lane| lane[number]));
        }
        return;
    }
    let ranks = noise.ranks(out.len());
    for ((state, row), rank) in out.iter_mut().zip(rows).zip(ranks.iter()) {
        *state = match row {
            [first, second] => u8::from(threshold_of_two(*first, *second) <= u64::from(*rank)),
            _ => state_of(&thresholds(row), *rank) as u8,
        };
    }
}

/// The state whose exponential noise over its probability is the least.
pub(crate) fn first_to_arrive(row: &[f64], noise: impl IntoIterator<Item = f64>) -> u8 {
    let mut first = (0, f64::INFINITY);
    for (state, (probability, noise)) in row.iter().zip(noise).enumerate() {
        // As in the kernel of races: the smallest numbers have no finite reciprocal.
        let delay =
            if *probability > 0.0 { (1.0 / probability).min(f64::MAX) } else { f64::INFINITY };
        let arrival = noise * delay;
        if arrival < first.1 {
            first = (state as u8, arrival);
        }
    }
    first.0
}

/// The first of [`thresholds`] of two probabilities that sum to about one.
fn threshold_of_two(first: f64, second: f64) -> u64 {
    const END: u64 = 1 << 32;
    if first <= 0.0 {
        return 0;
    }
    if second <= 0.0 {
        return END;
    }
    let largest = first.max(second);
    let first = first / largest;
    let share = first / (first + second / largest);
    ((share * END as f64).round() as u64).clamp(1, END - 2)
}

#[cfg(test)]
mod tests {
    use super::{first_to_arrive, threshold_of_two};
    use crate::kernel::{RaceKernel, thresholds};
    use proptest::prelude::*;

    fn probability() -> impl Strategy<Value = f64> {
        prop_oneof![
            Just(0.0),
            Just(1.0),
            0.0..1.0_f64,
            (-320.0..0.0_f64).prop_map(numeric::float::exp)
        ]
    }

    proptest! {
        #[test]
        fn two_states_have_the_threshold_of_the_kernels(first in probability(), second in probability()) {
            prop_assume!(first + second > 0.0);
            prop_assert_eq!(threshold_of_two(first, second), thresholds(&[first, second])[0]);
        }

        #[test]
        fn the_first_to_arrive_is_that_of_the_kernels(
            row in prop::collection::vec(probability(), 3..6),
            noise in prop::collection::vec(1e-12..30.0_f64, 6),
        ) {
            let kernel = RaceKernel::new(row.len(), &[], &row);
            prop_assert_eq!(first_to_arrive(&row, noise.clone()), kernel.state(0, noise));
        }
    }
}
