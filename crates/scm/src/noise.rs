//! Noise that has an address: seed, node name, row.
//!
//! A node has one 64-bit word of noise for every row. Its upper half is what a node with states
//! uses ([`fill_u32`]); the whole word gives a uniform number ([`uniform_of_bits`]), whose quantiles
//! are the other laws ([`normal_of_bits`], [`exponential_of_bits`]). All of them increase with the
//! word. Lanes are further independent noise of the same node.
//!
//! # The generator
//! Words come from Philox4x32-7 keyed by the SipHash of the node's name under the seed, so that
//! they depend neither on the node's place nor on other nodes or rows. Row `r` is word `⌊r/4⌋ mod 4`
//! of the counter `4·⌊r/16⌋ + r mod 4`, the counter's upper two words being the lane and which half
//! of the noise it is: four counters make sixteen neighboring rows.

mod philox;
mod pieces;

use numeric::{
    float, normal,
    seed::{Seed, Stream},
};
use philox::philox_4x32_7;
use pieces::{ONE_SIDE, Pieces, TWO_SIDES};
use std::{array, sync::LazyLock};

/// Rows that are made together.
const BLOCK: usize = 16;

/// Where the noise of a node, or of one of its lanes, comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    stream: u64,
    lane: u32,
}

/// The halves of a word of noise, as the counter's last word has them.
#[derive(Clone, Copy)]
enum Half {
    Upper = 0,
    Lower = 1,
}

impl Key {
    /// The noise of the node called `node` under `seed`.
    pub fn new(seed: Seed, node: &str) -> Self {
        Self::of(&seed.stream("scm noise").child(node))
    }

    /// The noise of a stream.
    pub fn of(stream: &Stream) -> Self {
        Self { stream: stream.key(), lane: 0 }
    }

    /// Further noise of the same node, independent of every other lane. Lane 0 is the node's own.
    #[must_use]
    pub fn lane(&self, lane: u32) -> Self {
        Self { stream: self.stream, lane }
    }

    /// The word of noise of `row`.
    pub fn bits(&self, row: u64) -> u64 {
        self.words(row / BLOCK as u64)[(row % BLOCK as u64) as usize]
    }

    /// Half the words of rows `16 · block` to `16 · block + 15`, in the order of the rows.
    #[inline]
    fn halves(&self, block: u64, half: Half) -> [u32; BLOCK] {
        let low = (block << 2) as u32;
        let high = (block >> 30) as u32;
        let counters =
            [[low, low | 1, low | 2, low | 3], [high; 4], [self.lane; 4], [half as u32; 4]];
        let words = philox_4x32_7(counters, [self.stream as u32, (self.stream >> 32) as u32]);
        array::from_fn(|row| words[row / 4][row % 4])
    }

    #[inline]
    fn words(&self, block: u64) -> [u64; BLOCK] {
        let upper = self.halves(block, Half::Upper);
        let lower = self.halves(block, Half::Lower);
        array::from_fn(|row| u64::from(upper[row]) << 32 | u64::from(lower[row]))
    }
}

/// The upper halves of the words of the rows from `first_row` on: all 2³² values equally likely.
pub fn fill_u32(key: &Key, first_row: u64, out: &mut [u32]) {
    fill(first_row, out, |block| key.halves(block, Half::Upper));
}

/// The words of the rows from `first_row` on.
pub fn fill_bits(key: &Key, first_row: u64, out: &mut [u64]) {
    fill(first_row, out, |block| key.words(block));
}

/// Uniform numbers in the open interval (0, 1): [`uniform_of_bits`] of the rows' words.
pub fn fill_uniform(key: &Key, first_row: u64, out: &mut [f64]) {
    fill(first_row, out, |block| key.words(block).map(uniform_of_bits));
}

/// Standard normal numbers: [`normal_of_bits`] of the rows' words.
pub fn fill_normal(key: &Key, first_row: u64, out: &mut [f64]) {
    let pieces = &*NORMAL;
    fill(first_row, out, |block| normals(pieces, key.words(block)));
}

/// Exponential numbers with mean 1: [`exponential_of_bits`] of the rows' words.
pub fn fill_exponential(key: &Key, first_row: u64, out: &mut [f64]) {
    let pieces = &*EXPONENTIAL;
    fill(first_row, out, |block| exponentials(pieces, key.words(block)));
}

/// The uniform number of a word: one of 2⁵² midpoints in (0, 1), symmetric about ½.
#[inline]
pub fn uniform_of_bits(bits: u64) -> f64 {
    // A number in [1, 2) with the word's upper 52 bits as its fraction; all steps are exact.
    f64::from_bits(ONE | bits >> 12) - (1.0 - HALF_STEP)
}

/// The standard normal number of a word: the quantile of its uniform number.
///
/// This is the definition of normal noise in the crate. It never decreases with the word, is odd
/// (the complement of the word has the negative value), has the same bits on every target, and
/// differs from the exact quantile by less than 10⁻¹². Its largest size is 8.2.
///
/// # References
/// `numeric::normal::quantile` (algorithm AS 241), of which it is an interpolation by pieces.
pub fn normal_of_bits(bits: u64) -> f64 {
    let [normal] = normals(&NORMAL, [bits]);
    normal
}

/// The exponential number of a word: the quantile −ln(1 − u) of its uniform number, positive, never
/// decreasing with the word, to a relative 10⁻¹².
pub fn exponential_of_bits(bits: u64) -> f64 {
    let [exponential] = exponentials(&EXPONENTIAL, [bits]);
    exponential
}

/// The standard normal quantile of a probability: of the uniform number of a word the very value that
/// [`normal_of_bits`] gives the word, elsewhere as near to the exact quantile.
///
/// −∞ at 0 and below (and for what is no number), +∞ at 1 and above.
pub fn normal_of(uniform: f64) -> f64 {
    let tail = uniform.min(1.0 - uniform);
    if (HALF_STEP..0.5).contains(&tail) {
        let [lower] = NORMAL.at([tail], [0]);
        return if uniform < 0.5 { lower } else { -lower };
    }
    if uniform > 0.0 { normal::quantile(uniform.min(1.0)) } else { f64::NEG_INFINITY }
}

const ONE: u64 = 0x3ff << 52;
const SIGN: u64 = 1 << 63;
/// 2⁻⁵³: half the distance of neighboring uniform numbers.
const HALF_STEP: f64 = 1.0 / (1_u64 << 53) as f64;

type Odd = Pieces<ONE_SIDE>;
type General = Pieces<TWO_SIDES>;

static NORMAL: LazyLock<Odd> = LazyLock::new(|| Pieces::new(&[&normal::quantile]));

/// By the distance of the probability from 0 and from 1.
static EXPONENTIAL: LazyLock<General> =
    LazyLock::new(|| Pieces::new(&[&|tail| -float::ln_1p(-tail), &|tail| -float::ln(tail)]));

/// Distance of a word's uniform number from the nearer of 0 and 1: below ½.
#[inline]
fn tail_of_bits(bits: u64) -> f64 {
    // Of a word from 2⁶³ on the complement.
    uniform_of_bits(bits ^ ((bits as i64) >> 63) as u64)
}

#[inline]
fn normals<const ROWS: usize>(pieces: &Odd, words: [u64; ROWS]) -> [f64; ROWS] {
    let lower = pieces.at(words.map(tail_of_bits), words);
    array::from_fn(|row| f64::from_bits(lower[row].to_bits() ^ (words[row] & SIGN)))
}

#[inline]
fn exponentials<const ROWS: usize>(pieces: &General, words: [u64; ROWS]) -> [f64; ROWS] {
    pieces.at(words.map(tail_of_bits), words)
}

/// Fills rows `first_row..` from blocks of rows; row numbers wrap at 2⁶⁴.
#[inline]
fn fill<T: Copy>(first_row: u64, out: &mut [T], of_block: impl Fn(u64) -> [T; BLOCK]) {
    const LAST_BLOCK: u64 = u64::MAX / BLOCK as u64;
    let mut block = first_row / BLOCK as u64;
    let before = (first_row % BLOCK as u64) as usize;
    let mut out = out;
    if before > 0 {
        let n = out.len().min(BLOCK - before);
        let (head, rest) = out.split_at_mut(n);
        head.copy_from_slice(&of_block(block)[before..before + n]);
        block = (block + 1) & LAST_BLOCK;
        out = rest;
    }
    let (blocks, tail) = out.as_chunks_mut::<BLOCK>();
    for rows in blocks {
        *rows = of_block(block);
        block = (block + 1) & LAST_BLOCK;
    }
    if !tail.is_empty() {
        let rows = of_block(block);
        tail.copy_from_slice(&rows[..tail.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        BLOCK, Key, exponential_of_bits, fill_bits, fill_exponential, fill_normal, fill_u32,
        fill_uniform, normal_of, normal_of_bits, uniform_of_bits,
    };
    use numeric::{float, normal, seed::Seed};
    use proptest::prelude::*;

    fn key(node: &str) -> Key {
        Key::new(Seed(20_261_121), node)
    }

    fn upper_halves(key: &Key, n_rows: usize) -> Vec<u32> {
        let mut words = vec![0; n_rows];
        fill_u32(key, 0, &mut words);
        words
    }

    /// Values from an independent implementation of the documented addresses, in Python.
    #[test]
    fn noise_has_the_words_of_its_published_definition() {
        for (seed, node, lane, row, word) in [
            (1, "x", 0, 0, 0x056d_c387_f217_c2e2),
            (1, "x", 0, 1, 0x098b_ff92_3c5d_48ea),
            (1, "x", 0, 6, 0xabbc_397a_7ec9_6c27),
            (1, "x", 0, 31, 0x5b7c_1d38_cea4_3a0b),
            (1, "smoke", 0, 12_345, 0x009d_6267_259f_8739),
            (1, "smoke", 3, 12_345, 0xbce5_a313_7f50_4bf0),
            (u64::MAX, "höhe", 0, u64::MAX, 0xcda2_d31d_89d9_a304),
            (7, "", 1, (1 << 40) + 5, 0x7cb4_3fda_1d0c_15c1),
        ] {
            let key = Key::new(Seed(seed), node).lane(lane);
            assert_eq!(key.bits(row), word, "{node}, row {row}");
        }
    }

    proptest! {
        #[test]
        fn a_row_has_the_same_noise_in_every_range(
            first in prop_oneof![0_u64..100, any::<u64>(), u64::MAX - 40..=u64::MAX],
            length in 0_usize..80,
            lane in 0_u32..3,
        ) {
            let key = key("x").lane(lane);
            let mut words = vec![0; length];
            let mut halves = vec![0; length];
            let mut numbers = vec![vec![0.0; length]; 3];
            fill_bits(&key, first, &mut words);
            fill_u32(&key, first, &mut halves);
            fill_uniform(&key, first, &mut numbers[0]);
            fill_normal(&key, first, &mut numbers[1]);
            fill_exponential(&key, first, &mut numbers[2]);
            for place in 0..length {
                let word = key.bits(first.wrapping_add(place as u64));
                prop_assert_eq!(words[place], word);
                prop_assert_eq!(u64::from(halves[place]), word >> 32);
                prop_assert_eq!(numbers[0][place], uniform_of_bits(word));
                prop_assert_eq!(numbers[1][place], normal_of_bits(word));
                prop_assert_eq!(numbers[2][place], exponential_of_bits(word));
            }
        }

        #[test]
        fn normal_noise_agrees_with_the_exact_quantile(word in any::<u64>(), zeros in 0_u32..64) {
            for word in [word >> zeros, !(word >> zeros)] {
                let uniform = uniform_of_bits(word);
                let found = normal_of_bits(word);
                prop_assert!((found - normal::quantile(uniform)).abs() < 1e-12, "{}", uniform);
                prop_assert_eq!(found, -normal_of_bits(!word));
                prop_assert_eq!(found, normal_of(uniform));
            }
        }

        #[test]
        fn exponential_noise_agrees_with_the_exact_quantile(word in any::<u64>(), zeros in 0_u32..64) {
            for word in [word >> zeros, !(word >> zeros)] {
                let exact = -float::ln_1p(-uniform_of_bits(word));
                let error = exponential_of_bits(word) - exact;
                prop_assert!(error.abs() <= 1e-12 * exact, "{} off {}", error, exact);
            }
        }

        #[test]
        fn larger_words_have_larger_numbers(word in any::<u64>(), zeros in 0_u32..64, step in 1_u64..9) {
            // Neighbors among the uniform numbers, and a few further on.
            for word in [word >> zeros, !(word >> zeros)] {
                if let Some(larger) = word.checked_add(step << 12) {
                    prop_assert!(uniform_of_bits(larger) > uniform_of_bits(word));
                    prop_assert!(normal_of_bits(larger) > normal_of_bits(word));
                    prop_assert!(exponential_of_bits(larger) > exponential_of_bits(word));
                }
            }
        }
    }

    /// The pieces meet where the upper bits of the probability change: all these places.
    #[test]
    fn numbers_increase_from_every_piece_to_the_next() {
        let mut n_places = 0;
        for exponent in 12..63 {
            for piece in 0..32_u64 {
                // The probability is half a step above the multiple of 2⁻⁵² that the word has.
                let start = ((32 + piece) << exponent >> 5) & !0xfff;
                for word in [start, !start] {
                    for steps in -3..3_i64 {
                        let at = word.wrapping_add((steps << 12) as u64);
                        let Some(next) = at.checked_add(1 << 12) else { continue };
                        assert!(normal_of_bits(at) < normal_of_bits(next), "{at:#x}");
                        assert!(exponential_of_bits(at) < exponential_of_bits(next), "{at:#x}");
                        n_places += 1;
                    }
                }
            }
        }
        assert!(n_places > 15_000, "{n_places}");
    }

    #[test]
    fn the_ends_of_the_laws_are_finite() {
        assert_eq!(uniform_of_bits(0), 1.0 / (1_u64 << 53) as f64);
        assert_eq!(uniform_of_bits(u64::MAX), 1.0 - uniform_of_bits(0));
        assert!((normal_of_bits(u64::MAX) - 8.209_536_151_601_387).abs() < 1e-12);
        assert!(normal_of_bits((1 << 63) - 1) < 0.0 && normal_of_bits(1 << 63) > 0.0);
        assert!(exponential_of_bits(0) > 1e-16 && exponential_of_bits(u64::MAX) < 36.8);
        assert_eq!(normal_of(0.5), 0.0);
        assert_eq!(
            [0.0, 1.0, f64::NAN].map(normal_of),
            [-f64::INFINITY, f64::INFINITY, -f64::INFINITY]
        );
        assert!((normal_of(1e-20) + 9.262_340_089_798_408).abs() < 1e-12);
    }

    /// Largest distance between the empirical and the given distribution function, times √n.
    fn kolmogorov_statistic(mut values: Vec<f64>, cumulative: impl Fn(f64) -> f64) -> f64 {
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let distances = values.iter().enumerate().map(|(rank, value)| {
            let probability = cumulative(*value);
            (probability - rank as f64 / n).abs().max((rank as f64 + 1.0) / n - probability)
        });
        distances.fold(0.0, f64::max) * n.sqrt()
    }

    #[test]
    fn the_laws_are_those_that_they_are_called_by() {
        let mut values = vec![0.0; 200_000];
        fill_normal(&key("normal"), 0, &mut values);
        // 1.95 is exceeded with probability 0.001.
        assert!(kolmogorov_statistic(values.clone(), normal::cumulative) < 1.95);
        fill_exponential(&key("exponential"), 0, &mut values);
        assert!(kolmogorov_statistic(values.clone(), |value| -float::exp_m1(-value)) < 1.95);
        fill_uniform(&key("uniform"), 0, &mut values);
        assert!(kolmogorov_statistic(values, |value| value) < 1.95);
    }

    /// Chi-square of the interaction of two sequences of words in 8 × 8 cells by their upper bits:
    /// 49 degrees of freedom. What the margins contribute is left out, since pairs that have a
    /// sequence in common share it.
    fn interaction(first: &[u32], second: &[u32]) -> f64 {
        let mut counts = [[0.0; 8]; 8];
        for (first, second) in first.iter().zip(second) {
            counts[(first >> 29) as usize][(second >> 29) as usize] += 1.0;
        }
        let sum_of_squares = |counts: &[f64]| counts.iter().map(|count| count * count).sum::<f64>();
        let rows = counts.map(|row| row.iter().sum());
        let columns: [f64; 8] =
            std::array::from_fn(|column| counts.iter().map(|row| row[column]).sum());
        let n: f64 = rows.iter().sum();
        64.0 / n * sum_of_squares(counts.as_flattened())
            - 8.0 / n * sum_of_squares(&rows)
            - 8.0 / n * sum_of_squares(&columns)
            + n
    }

    /// Checks many statistics of the chi-square law with 49 degrees of freedom: their mean, and the
    /// largest of them.
    fn check_statistics(what: &str, statistics: &[f64]) {
        let n = statistics.len() as f64;
        let mean = statistics.iter().sum::<f64>() / n;
        // Each has the variance 98.
        let deviation = (mean - 49.0) / (98.0 / n).sqrt();
        assert!(deviation.abs() < 3.5, "{what}: mean {mean}, {deviation} deviations");
        let largest = statistics.iter().copied().fold(0.0, f64::max);
        // Exceeded by one in 2·10⁶.
        assert!(largest < 116.0, "{what}: {largest}");
    }

    #[test]
    fn the_upper_bits_of_every_node_are_uniform() {
        for node in 0..37 {
            let mut counts = [0_u32; 256];
            for word in upper_halves(&key(&format!("x{node}")), 1 << 16) {
                counts[(word >> 24) as usize] += 1;
            }
            let statistic: f64 = counts
                .iter()
                .map(|&count| (f64::from(count) - 256.0) * (f64::from(count) - 256.0) / 256.0)
                .sum();
            // 255 degrees of freedom; outside with a probability below 10⁻⁵ on each side.
            assert!((165.0..365.0).contains(&statistic), "node {node}: {statistic}");
        }
    }

    #[test]
    fn noise_of_every_two_nodes_is_independent() {
        let nodes: Vec<Vec<u32>> =
            (0..37).map(|node| upper_halves(&key(&format!("x{node}")), 1 << 14)).collect();
        let mut statistics = Vec::new();
        let mut shifted = Vec::new();
        for (second, words) in nodes.iter().enumerate() {
            for other in &nodes[..second] {
                statistics.push(interaction(other, words));
                for lag in [1, 4, 16] {
                    shifted.push(interaction(&other[lag..], &words[..words.len() - lag]));
                    shifted.push(interaction(&words[lag..], &other[..words.len() - lag]));
                }
            }
        }
        assert_eq!(statistics.len(), 666);
        check_statistics("pairs", &statistics);
        check_statistics("shifted pairs", &shifted);
    }

    #[test]
    fn noise_of_rows_lanes_and_halves_is_independent() {
        let mut rows = Vec::new();
        let mut lanes = Vec::new();
        let mut halves = Vec::new();
        for node in 0..20 {
            let key = key(&format!("y{node}"));
            let words = upper_halves(&key, 1 << 14);
            for lag in (1..=20).chain([32, 64, 256, 1024, 4096]) {
                rows.push(interaction(&words[lag..], &words[..words.len() - lag]));
            }
            for lane in 1..6 {
                lanes.push(interaction(&words, &upper_halves(&key.lane(lane), 1 << 14)));
            }
            let mut whole = vec![0; 1 << 14];
            fill_bits(&key, 0, &mut whole);
            let lower: Vec<u32> = whole.iter().map(|word| *word as u32).collect();
            halves.push(interaction(&words, &lower));
            halves.push(interaction(&lower[1..], &lower[..lower.len() - 1]));
        }
        check_statistics("lagged rows", &rows);
        check_statistics("lanes", &lanes);
        check_statistics("halves", &halves);
    }

    #[test]
    fn one_changed_bit_of_row_lane_or_key_changes_half_of_the_bits() {
        // Stream keys are hashed; here lanes and rows stand for inputs that differ in one bit.
        let mut changed = [0_u32; 64];
        let mut n = 0;
        for row in (0..20_000_u64).map(|row| row * 0x1_0001) {
            let key = key("avalanche");
            let word = key.bits(row);
            let bit = (row % 64) as u32;
            for other in [key.bits(row ^ 1 << bit), key.lane(1 << (bit % 32)).bits(row)] {
                let difference = word ^ other;
                for (place, count) in changed.iter_mut().enumerate() {
                    *count += (difference >> place & 1) as u32;
                }
                n += 1;
            }
        }
        for (place, count) in changed.iter().enumerate() {
            // Half of 40,000, with a standard deviation of 100.
            assert!((f64::from(*count) - f64::from(n) / 2.0).abs() < 420.0, "bit {place}: {count}");
        }
    }

    #[test]
    fn a_block_is_sixteen_rows_of_four_counters() {
        assert_eq!(BLOCK, 16);
        let mut seen: Vec<u64> = (0..4096).map(|row| key("block").bits(row)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 4096);
    }
}
