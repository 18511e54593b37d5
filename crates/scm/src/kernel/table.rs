//! States by a conditional probability table: the inverse distribution function of 32-bit noise.

use super::{
    blocks::{BLOCK, in_blocks, widen},
    configuration::{Configurations, Digit},
    thresholds::{END, bin, state_of, thresholds},
};
use crate::noise::{Key, fill_u32};
use std::{array, ops::Range};
use wide::{bytemuck::cast, i16x8, u8x16, u16x8, u32x4};

/// Rows that are drawn together; their noise stays in the first-level cache.
const CHUNK: usize = 1024;
/// Values of the byte of noise that the guide looks at.
const BYTE: usize = 256;
/// States that a guide is made for; with more, too many bytes of noise leave the state open.
const MOST_STATES: usize = 32;
/// In a guide: the byte of noise does not decide the state.
const OPEN: u8 = 0xff;

/// A node with states whose distribution depends on its parents' states.
#[derive(Debug, Clone)]
pub struct TableKernel {
    n_states: usize,
    configurations: Configurations,
    /// The thresholds of every configuration, one a state.
    thresholds: Vec<u64>,
    layout: Layout,
}

/// What the loops use.
#[derive(Debug, Clone)]
enum Layout {
    /// One state only.
    Constant,
    /// One configuration, up to four states: the thresholds of all but the last state, then
    /// `u32::MAX`.
    Root([u32; 3]),
    /// Up to 4, 16, 64 or 256 configurations.
    Guide4(Guide<{ 4 * BYTE }>),
    Guide16(Guide<{ 16 * BYTE }>),
    Guide64(Guide<{ 64 * BYTE }>),
    Guide256(Guide<{ 256 * BYTE }>),
    /// Anything else: the thresholds of all but the last state, for every configuration.
    Any(Vec<u32>),
}

/// For every configuration and upper byte of noise the state, or that it is open. The states of open
/// ones follow from the thresholds: that is one row in a hundred with three states.
#[derive(Debug, Clone)]
struct Guide<const N: usize>(Box<[u8; N]>);

impl TableKernel {
    /// A node with `n_states` states (1 to 256) and parents of `parent_cards` states. `rows` has a
    /// distribution for every configuration, one after the other, the last parent's state changing
    /// fastest; each is made to [`thresholds`].
    ///
    /// Configurations that `rows` is too short for have the first state.
    pub fn new(n_states: usize, parent_cards: &[usize], rows: &[f64]) -> Self {
        let n_states = n_states.clamp(1, 256);
        let configurations = Configurations::new(parent_cards);
        let rows = rows.chunks_exact(n_states).take(configurations.count());
        let all: Vec<u64> = rows.flat_map(thresholds).collect();
        let layout = Layout::new(n_states, configurations.count(), &all);
        Self { n_states, configurations, thresholds: all, layout }
    }

    /// The number of the configuration of the parents' states.
    pub fn configuration(&self, parents: &[u8]) -> usize {
        self.configurations.number(parents.iter().map(|&state| usize::from(state)))
    }

    /// The state that the noise `u` gives in a configuration; 0 where there is no such configuration.
    pub fn state(&self, configuration: usize, u: u32) -> u8 {
        self.row(configuration).map_or(0, |row| state_of(row, u) as u8)
    }

    /// The noise that gives a state in a configuration; empty if the state can never occur there.
    pub fn bin(&self, configuration: usize, state: u8) -> Range<u64> {
        self.row(configuration).map_or(END..END, |row| bin(row, usize::from(state)))
    }

    /// The states of rows `first_row..first_row + out.len()`, given the parents' states of the same
    /// rows. A parent's state outside its range gives any of the node's states.
    ///
    /// # Panics
    /// When a parent has fewer values than `out`.
    pub fn draw(&self, key: &Key, first_row: u64, parents: &[&[u8]], out: &mut [u8]) {
        let mut noise = [0; CHUNK];
        for (number, chunk) in out.chunks_mut(CHUNK).enumerate() {
            let start = number * CHUNK;
            let noise = &mut noise[..chunk.len()];
            fill_u32(key, first_row.wrapping_add(start as u64), noise);
            self.look_up(noise, parents, start, chunk);
        }
    }

    /// The states that given noise leads to; all slices have the same rows.
    ///
    /// # Panics
    /// As [`Self::draw`], and when `noise` is shorter than `out`.
    pub fn states(&self, noise: &[u32], parents: &[&[u8]], out: &mut [u8]) {
        for (number, chunk) in out.chunks_mut(CHUNK).enumerate() {
            let start = number * CHUNK;
            self.look_up(&noise[start..start + chunk.len()], parents, start, chunk);
        }
    }

    fn row(&self, configuration: usize) -> Option<&[u64]> {
        let start = configuration.checked_mul(self.n_states)?;
        self.thresholds.get(start..start.checked_add(self.n_states)?)
    }

    /// At most a chunk of rows, the first of them being row `start` of the parents' slices.
    fn look_up(&self, noise: &[u32], parents: &[&[u8]], start: usize, out: &mut [u8]) {
        match &self.layout {
            Layout::Constant => out.fill(0),
            Layout::Root(thresholds) => {
                in_blocks(noise, out, |noise, states| {
                    *states = root_states(*thresholds, cast(*noise));
                });
            }
            Layout::Guide4(guide) => self.look_up_guided(guide, noise, parents, start, out),
            Layout::Guide16(guide) => self.look_up_guided(guide, noise, parents, start, out),
            Layout::Guide64(guide) => self.look_up_guided(guide, noise, parents, start, out),
            Layout::Guide256(guide) => self.look_up_guided(guide, noise, parents, start, out),
            Layout::Any(table) => match self.configurations.count() {
                ..=0x1_0000 => self.look_up_any::<u16>(table, noise, parents, start, out),
                _ => self.look_up_any::<u32>(table, noise, parents, start, out),
            },
        }
    }

    fn look_up_guided<const N: usize>(
        &self,
        Guide(guide): &Guide<N>,
        noise: &[u32],
        parents: &[&[u8]],
        start: usize,
        out: &mut [u8],
    ) {
        let mut places = [0_u16; CHUNK];
        let places = &mut places[..out.len()];
        self.configurations.fill(parents, start, places);
        in_blocks(noise, places, |noise, places| {
            *places = cast(places_of(cast(*noise), cast(*places)));
        });
        in_blocks(places, out, |places, states| {
            *states = places.map(|place| guide[usize::from(place) % N]);
        });
        // Sixteen rows are looked through at once for the highest bit, which only open ones have.
        let (groups, rest) = out.as_chunks_mut::<16>();
        let first_of_rest = groups.len() * 16;
        for (number, states) in groups.iter_mut().enumerate() {
            if u128::from_ne_bytes(*states) & u128::from_ne_bytes([0x80; 16]) != 0 {
                let rows = number * 16..number * 16 + 16;
                self.close::<N>(&noise[rows.clone()], &places[rows], states);
            }
        }
        self.close::<N>(&noise[first_of_rest..], &places[first_of_rest..], rest);
    }

    /// Finds the states of open rows.
    fn close<const N: usize>(&self, noise: &[u32], places: &[u16], out: &mut [u8]) {
        for ((state, u), place) in out.iter_mut().zip(noise).zip(places) {
            if *state == OPEN {
                let configuration = usize::from(place >> 8) % (N / BYTE);
                *state = self.state(configuration, *u);
            }
        }
    }

    fn look_up_any<T: Digit>(
        &self,
        table: &[u32],
        noise: &[u32],
        parents: &[&[u8]],
        start: usize,
        out: &mut [u8],
    ) {
        let mut configurations = [T::default(); CHUNK];
        let configurations = &mut configurations[..out.len()];
        self.configurations.fill(parents, start, configurations);
        let width = self.n_states - 1;
        for ((state, u), number) in out.iter_mut().zip(noise).zip(configurations) {
            let u = reachable(*u);
            let at = number.index() * width;
            let row = table.get(at..at + width).unwrap_or_default();
            *state = if width <= 16 {
                row.iter().map(|&threshold| u8::from(threshold <= u)).sum()
            } else {
                row.partition_point(|&threshold| threshold <= u) as u8
            };
        }
    }
}

impl Layout {
    fn new(n_states: usize, n_configurations: usize, thresholds: &[u64]) -> Self {
        // 2³² becomes the largest number; every other threshold is below it.
        let packed = |threshold: &u64| u32::try_from(*threshold).unwrap_or(u32::MAX);
        let rows = thresholds.chunks_exact(n_states);
        match n_states {
            1 => Self::Constant,
            2..=4 if n_configurations == 1 => {
                let mut root = [u32::MAX; 3];
                for (to, threshold) in root.iter_mut().zip(thresholds.iter().take(n_states - 1)) {
                    *to = packed(threshold);
                }
                Self::Root(root)
            }
            ..=MOST_STATES if n_configurations <= 4 => Self::Guide4(Guide::new(rows)),
            ..=MOST_STATES if n_configurations <= 16 => Self::Guide16(Guide::new(rows)),
            ..=MOST_STATES if n_configurations <= 64 => Self::Guide64(Guide::new(rows)),
            ..=MOST_STATES if n_configurations <= 256 => Self::Guide256(Guide::new(rows)),
            _ => Self::Any(rows.flat_map(|row| row[..n_states - 1].iter().map(packed)).collect()),
        }
    }
}

impl<const N: usize> Guide<N> {
    fn new<'a>(rows: impl Iterator<Item = &'a [u64]>) -> Self {
        let mut states: Box<[u8; N]> =
            vec![0; N].try_into().expect("the vector has been made with this length");
        for (to, row) in states.chunks_exact_mut(BYTE).zip(rows) {
            for (byte, to) in to.iter_mut().enumerate() {
                let first = (byte as u32) << 24;
                let ends = [first, first | 0xff_ffff].map(|u| state_of(row, u));
                *to = if ends[0] == ends[1] { ends[0] as u8 } else { OPEN };
            }
        }
        Self(states)
    }
}

/// Noise as it is compared with thresholds in 32 bits: the largest value is left to thresholds that
/// are never reached. No threshold lies between it and the value below.
#[inline]
fn reachable(u: u32) -> u32 {
    u.min(u32::MAX - 1)
}

/// The states of a node without parents: how many of the thresholds are at most the noise.
#[inline]
fn root_states(thresholds: [u32; 3], noise: [u32x4; 4]) -> [u8; BLOCK] {
    let thresholds = thresholds.map(u32x4::splat);
    // A passed threshold is a number with all bits set: −1.
    let passed = noise.map(|noise| {
        let noise = noise.min(u32x4::splat(u32::MAX - 1));
        let below = thresholds.map(|threshold| threshold.simd_le(noise));
        u32x4::splat(0) - below[0] - below[1] - below[2]
    });
    cast(narrow(passed))
}

/// Where the guide has the states: the configuration's number, then the upper byte of noise.
#[inline]
fn places_of(noise: [u32x4; 4], numbers: [u16x8; 2]) -> [u16x8; 2] {
    let bytes = narrow(noise.map(|noise| noise >> 24_u32));
    let bytes = widen(bytes);
    array::from_fn(|half| (numbers[half] << 8_u32) | bytes[half])
}

/// Numbers below 256 as bytes.
#[inline]
fn narrow(numbers: [u32x4; 4]) -> u8x16 {
    let [first, second, third, fourth] = numbers;
    u8x16::narrow_i16x8(
        i16x8::from_i32x8_saturate(cast([first, second])),
        i16x8::from_i32x8_saturate(cast([third, fourth])),
    )
}

#[cfg(test)]
mod tests {
    use super::TableKernel;
    use crate::{
        kernel::{bin, thresholds},
        noise::{Key, fill_u32},
    };
    use numeric::seed::Seed;
    use proptest::prelude::*;

    fn key(node: &str) -> Key {
        Key::new(Seed(5), node)
    }

    /// Distributions with an impossible state here and there.
    fn rows(n_states: usize, n_rows: usize) -> Vec<f64> {
        let weight = |entry: usize| ((entry * 7 + entry / n_states * 3) % 11) as f64;
        let mut rows: Vec<f64> = (0..n_states * n_rows).map(weight).collect();
        for row in rows.chunks_exact_mut(n_states) {
            row[n_states / 2] += 1.0;
            let total: f64 = row.iter().sum();
            for probability in row {
                *probability /= total;
            }
        }
        rows
    }

    fn parents(cards: &[usize], n_rows: usize) -> Vec<Vec<u8>> {
        let column = |(number, card): (usize, &usize)| {
            let mut words = vec![0; n_rows];
            fill_u32(&key(&format!("parent {number}")), 0, &mut words);
            words.iter().map(|word| (*word as usize % card) as u8).collect()
        };
        cards.iter().enumerate().map(column).collect()
    }

    #[test]
    fn every_layout_gives_the_state_that_the_thresholds_say() {
        for (n_states, cards) in [
            (1, vec![2, 2]),
            (2, vec![]),
            (3, vec![]),
            (4, vec![]),
            (5, vec![]),
            (2, vec![3]),
            (3, vec![15]),
            (3, vec![256]),
            (4, vec![3, 3, 4]),
            (4, vec![4, 8, 8]),
            (11, vec![2, 3]),
            (2, vec![257 / 2, 3]),
            (32, vec![3]),
            (33, vec![3]),
            (100, vec![5, 4]),
            (256, vec![2]),
            (3, vec![50, 50, 40]),
        ] {
            let n_configurations: usize = cards.iter().product();
            let rows = rows(n_states, n_configurations);
            let kernel = TableKernel::new(n_states, &cards, &rows);
            let columns = parents(&cards, 3001);
            let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
            let mut states = vec![0; 3001];
            kernel.draw(&key("child"), 77, &columns, &mut states);
            let mut noise = vec![0; 3001];
            fill_u32(&key("child"), 77, &mut noise);
            let mut again = vec![0; 3001];
            kernel.states(&noise, &columns, &mut again);
            assert_eq!(states, again);
            for (place, state) in states.iter().enumerate() {
                let configuration: Vec<u8> = columns.iter().map(|column| column[place]).collect();
                let configuration = kernel.configuration(&configuration);
                let row = &rows[configuration * n_states..][..n_states];
                assert!(kernel.bin(configuration, *state).contains(&u64::from(noise[place])));
                assert_eq!(
                    kernel.bin(configuration, *state),
                    bin(&thresholds(row), usize::from(*state))
                );
                assert!(row[usize::from(*state)] > 0.0, "{n_states} states given {cards:?}");
            }
        }
    }

    #[test]
    fn the_ends_of_the_noise_give_possible_states() {
        for (row, first, last) in [
            (vec![0.0, 1.0, 0.0], 1, 1),
            (vec![1.0, 0.0], 0, 0),
            (vec![0.0, 1.0], 1, 1),
            (vec![1e-40, 1.0, 1e-40, 0.0], 0, 2),
            (vec![0.3, 0.0, 0.7, 0.0, 0.0], 0, 2),
        ] {
            for cards in [vec![], vec![2], vec![300]] {
                let n_configurations: usize = cards.iter().product();
                let rows = row.repeat(n_configurations);
                let kernel = TableKernel::new(row.len(), &cards, &rows);
                let column = [1; 4];
                let columns: Vec<&[u8]> = cards.iter().map(|_| &column[..]).collect();
                let mut states = [9; 4];
                let noise = [0, u32::MAX, u32::MAX - 1, 0];
                kernel.states(&noise, &columns, &mut states);
                assert_eq!(states, [first, last, last, first], "{row:?} given {cards:?}");
            }
        }
    }

    #[test]
    fn states_are_as_frequent_as_the_table_says() {
        let cards = [3, 2];
        let n_rows = 120_000;
        let rows = rows(4, 6);
        let kernel = TableKernel::new(4, &cards, &rows);
        let columns = parents(&cards, n_rows);
        let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
        let mut states = vec![0; n_rows];
        kernel.draw(&key("frequencies"), 0, &columns, &mut states);
        let mut counts = [[0_u32; 4]; 6];
        for (place, state) in states.iter().enumerate() {
            let configuration = kernel.configuration(&[columns[0][place], columns[1][place]]);
            counts[configuration][usize::from(*state)] += 1;
        }
        let (mut statistic, mut df) = (0.0, 0.0);
        for (counts, row) in counts.iter().zip(rows.chunks_exact(4)) {
            let n: u32 = counts.iter().sum();
            df -= 1.0;
            for (count, probability) in counts.iter().zip(row).filter(|(_, p)| **p > 0.0) {
                let expected = f64::from(n) * probability;
                statistic +=
                    (f64::from(*count) - expected) * (f64::from(*count) - expected) / expected;
                df += 1.0;
            }
        }
        // Normal approximation, exceeded with probability 0.001.
        let bound: f64 = df + 3.1 * (2.0_f64 * df).sqrt() + 4.0;
        assert!(statistic < bound, "{statistic} with {df} degrees of freedom");
    }

    proptest! {
        #[test]
        fn a_part_of_the_rows_has_the_states_of_the_whole(
            start in 0_usize..2500, length in 0_usize..300, n_states in 1_usize..6,
        ) {
            let cards = [3, 4];
            let kernel = TableKernel::new(n_states, &cards, &rows(n_states, 12));
            let columns = parents(&cards, 2800);
            let whole_columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
            let part_columns: Vec<&[u8]> =
                columns.iter().map(|column| &column[start..start + length]).collect();
            let mut whole = vec![0; 2800];
            let mut part = vec![0; length];
            kernel.draw(&key("part"), 1000, &whole_columns, &mut whole);
            kernel.draw(&key("part"), 1000 + start as u64, &part_columns, &mut part);
            prop_assert_eq!(&whole[start..start + length], &part[..]);
        }

        #[test]
        fn codes_outside_the_parents_states_give_some_state(
            codes in prop::collection::vec(any::<u8>(), 40), n_states in 1_usize..40, card in 1_usize..300,
        ) {
            let kernel = TableKernel::new(n_states, &[card, 2], &rows(n_states, card));
            let mut states = vec![0xee; 40];
            kernel.draw(&key("outside"), 0, &[&codes, &codes], &mut states);
            prop_assert!(states.iter().all(|state| usize::from(*state) < n_states));
            prop_assert!(kernel.state(usize::MAX, 3) == 0 && kernel.bin(usize::MAX, 0).is_empty());
            // Tables without rows, more parents than the table has.
            let empty = TableKernel::new(n_states, &[card, usize::MAX, 7], &[]);
            empty.draw(&key("outside"), 0, &[&codes, &codes, &codes], &mut states);
            prop_assert!(states.iter().all(|state| *state == 0));
            let root = TableKernel::new(n_states, &[], &[]);
            root.draw(&key("outside"), 0, &[&codes], &mut states);
            prop_assert!(states.iter().all(|state| *state == 0));
        }
    }
}
