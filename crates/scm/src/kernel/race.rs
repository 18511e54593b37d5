//! States by an exponential race, the form of the Gumbel-max mechanism that needs no logarithm of 0.
//!
//! State `k` arrives at time `E_k / p_k`, `E_k` being exponential noise with mean 1 from lane `k` of
//! the node's key; the first to arrive is the node's state. It has the probabilities `p`, and which
//! states follow which under other probabilities does not depend on the states' order.
//!
//! # References
//! M. Oberst, D. Sontag, "Counterfactual off-policy evaluation with Gumbel-max structural causal
//! models", ICML 2019.

use super::configuration::Configurations;
use crate::noise::{Key, fill_exponential};

/// Rows that are drawn together.
const CHUNK: usize = 256;

/// A node with unordered states whose distribution depends on its parents' states.
#[derive(Debug, Clone)]
pub struct RaceKernel {
    n_states: usize,
    configurations: Configurations,
    /// Configurations that have a row.
    n_rows: usize,
    /// `1 / p_k`, infinite for 0; states outer, configurations inner.
    delays: Vec<f64>,
}

impl RaceKernel {
    /// A node with `n_states` states (1 to 256) and parents of `parent_cards` states; `rows` as in
    /// [`super::TableKernel::new`]. A row need not sum to one. Probabilities that are negative or not
    /// finite count as 0; where all are 0, the first state occurs.
    pub fn new(n_states: usize, parent_cards: &[usize], rows: &[f64]) -> Self {
        let n_states = n_states.clamp(1, 256);
        let configurations = Configurations::new(parent_cards);
        let n_rows = configurations.count().min(rows.len() / n_states);
        let mut delays = vec![f64::INFINITY; n_states * n_rows];
        for (number, row) in rows.chunks_exact(n_states).take(n_rows).enumerate() {
            for (state, &probability) in row.iter().enumerate() {
                if probability > 0.0 && probability.is_finite() {
                    // The smallest numbers have no finite reciprocal.
                    delays[state * n_rows + number] = (1.0 / probability).min(f64::MAX);
                }
            }
        }
        Self { n_states, configurations, n_rows, delays }
    }

    /// The number of the configuration of the parents' states.
    pub fn configuration(&self, parents: &[u8]) -> usize {
        self.configurations.number(parents.iter().map(|&state| usize::from(state)))
    }

    /// The state that arrives first in a configuration, given the states' exponential noise; the
    /// earlier of two that arrive together.
    pub fn state(&self, configuration: usize, exponentials: impl IntoIterator<Item = f64>) -> u8 {
        if configuration >= self.n_rows {
            return 0;
        }
        let delays = self.delays.iter().skip(configuration).step_by(self.n_rows);
        let mut first = (0, f64::INFINITY);
        for (state, (delay, noise)) in delays.zip(exponentials).enumerate() {
            let arrival = noise * delay;
            if arrival < first.1 {
                first = (state as u8, arrival);
            }
        }
        first.0
    }

    /// The states of rows `first_row..first_row + out.len()`, given the parents' states of the same
    /// rows. Lane `k` of `key` is the noise of state `k`.
    ///
    /// # Panics
    /// When a parent has fewer values than `out`.
    pub fn draw(&self, key: &Key, first_row: u64, parents: &[&[u8]], out: &mut [u8]) {
        let mut configurations = [0_u32; CHUNK];
        let mut noise = [0.0; CHUNK];
        for (number, chunk) in out.chunks_mut(CHUNK).enumerate() {
            let start = number * CHUNK;
            let row = first_row.wrapping_add(start as u64);
            let configurations = &mut configurations[..chunk.len()];
            let noise = &mut noise[..chunk.len()];
            self.configurations.fill(parents, start, configurations);
            let mut earliest = [f64::INFINITY; CHUNK];
            chunk.fill(0);
            for state in 0..self.n_states {
                fill_exponential(&key.lane(state as u32), row, noise);
                let delays = &self.delays[state * self.n_rows..(state + 1) * self.n_rows];
                let rows =
                    chunk.iter_mut().zip(&mut earliest).zip(noise.iter()).zip(&*configurations);
                for (((winner, earliest), noise), &configuration) in rows {
                    let delay = delays.get(configuration as usize).copied();
                    let arrival = noise * delay.unwrap_or(f64::INFINITY);
                    if arrival < *earliest {
                        *earliest = arrival;
                        *winner = state as u8;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RaceKernel;
    use crate::noise::{Key, exponential_of_bits};
    use numeric::seed::Seed;

    fn race(rows: &[f64], n_states: usize, parent: &[u8]) -> Vec<u8> {
        let kernel = RaceKernel::new(n_states, &[2], rows);
        let mut states = vec![0; parent.len()];
        kernel.draw(&Key::new(Seed(3), "race"), 5, &[parent], &mut states);
        states
    }

    fn shares(states: &[u8], n_states: usize) -> Vec<f64> {
        let count = |state| states.iter().filter(|found| usize::from(**found) == state).count();
        (0..n_states).map(|state| count(state) as f64 / states.len() as f64).collect()
    }

    #[test]
    fn states_are_as_frequent_as_the_table_says_and_impossible_ones_never_occur() {
        let rows = [0.4, 0.0, 0.1, 0.5, 0.0, 0.7, 0.3, 0.0];
        for (parent, row) in rows.chunks_exact(4).enumerate() {
            let found = shares(&race(&rows, 4, &vec![parent as u8; 100_000]), 4);
            for (found, probability) in found.iter().zip(row) {
                let deviation = (probability * (1.0 - probability) / 100_000.0_f64).sqrt();
                assert!(
                    (found - probability).abs() <= 4.0 * deviation,
                    "{found}, not {probability}"
                );
            }
        }
    }

    #[test]
    fn the_draw_is_the_first_arrival_among_the_lanes() {
        let rows = [0.2, 0.3, 0.5, 0.6, 0.4, 0.0];
        let kernel = RaceKernel::new(3, &[2], &rows);
        let parent: Vec<u8> = (0..700).map(|row| (row % 2) as u8).collect();
        let states = race(&rows, 3, &parent);
        let key = Key::new(Seed(3), "race");
        for (row, state) in states.iter().enumerate() {
            let noise = (0..3).map(|lane| exponential_of_bits(key.lane(lane).bits(row as u64 + 5)));
            let configuration = kernel.configuration(&[parent[row]]);
            assert_eq!(kernel.state(configuration, noise), *state);
        }
    }

    /// The counterfactual probabilities in closed form for p = (.4, .3, .3), p' = (.2, .4, .4):
    /// from the first state .5, .25, .25; the others stay.
    #[test]
    fn the_same_noise_under_other_probabilities_follows_the_gumbel_max_law() {
        let rows = [0.4, 0.3, 0.3, 0.2, 0.4, 0.4];
        let before = race(&rows, 3, &vec![0; 100_000]);
        let after = race(&rows, 3, &vec![1; 100_000]);
        let from_first: Vec<u8> = before
            .iter()
            .zip(&after)
            .filter(|(before, _)| **before == 0)
            .map(|(_, after)| *after)
            .collect();
        for (found, exact) in shares(&from_first, 3).iter().zip([0.5, 0.25, 0.25]) {
            assert!((found - exact).abs() < 0.01, "{found}, not {exact}");
        }
        assert!(before.iter().zip(&after).all(|(before, after)| *before == 0 || before == after));
    }

    #[test]
    fn rows_without_a_possible_state_have_the_first() {
        let rows = [0.0, f64::NAN, -1.0, 1e-320, 0.0, 0.0];
        assert!(race(&rows, 3, &[0, 1, 9]).iter().all(|state| *state == 0));
    }
}
