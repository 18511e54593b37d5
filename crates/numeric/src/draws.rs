//! A sequence of random draws: uniform, integer below a bound, standard normal.

use crate::{normal, philox::philox_4x32_10};

/// Random draws from one address (a stream, or one row of a stream).
///
/// Words come from Philox4x32-10 in counter order: the low half of the counter is the block within
/// this sequence, the high half the row.
#[derive(Debug, Clone)]
pub struct Draws {
    key: u64,
    row: u64,
    block: u64,
    words: [u32; 4],
    used: u8,
}

impl Draws {
    pub(crate) fn new(key: u64, row: u64) -> Self {
        Self { key, row, block: 0, words: [0; 4], used: 4 }
    }

    /// The next 32 random bits.
    pub fn next_u32(&mut self) -> u32 {
        if self.used == 4 {
            let counter = [
                self.block as u32,
                (self.block >> 32) as u32,
                self.row as u32,
                (self.row >> 32) as u32,
            ];
            self.words = philox_4x32_10(counter, [self.key as u32, (self.key >> 32) as u32]);
            self.block = self.block.wrapping_add(1);
            self.used = 0;
        }
        let word = self.words[usize::from(self.used)];
        self.used += 1;
        word
    }

    /// The next 64 random bits: two words, the low one first.
    pub fn next_u64(&mut self) -> u64 {
        let low = u64::from(self.next_u32());
        let high = u64::from(self.next_u32());
        high << 32 | low
    }

    /// Uniform in `[0, 1)`, one of 2⁵³ equally spaced values.
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.next_u64() >> 11) as f64 * STEP
    }

    /// Uniform in `(0, 1)`, never an end: one of 2⁵² midpoints, symmetric about ½.
    pub fn uniform_open(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        ((self.next_u64() >> 12) as f64 + 0.5) * STEP
    }

    /// Uniform integer in `0..bound`, each value equally likely.
    ///
    /// # Panics
    /// When `bound` is 0.
    ///
    /// # References
    /// D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019, alg. 5.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "there is no integer below 0");
        let mut product = u64::from(self.next_u32()) * u64::from(bound);
        if (product as u32) < bound {
            let rejected = bound.wrapping_neg() % bound;
            while (product as u32) < rejected {
                product = u64::from(self.next_u32()) * u64::from(bound);
            }
        }
        (product >> 32) as u32
    }

    /// Standard normal, by the quantile function of an open uniform: always finite.
    pub fn normal(&mut self) -> f64 {
        normal::quantile(self.uniform_open())
    }
}

#[cfg(test)]
mod tests {
    use super::Draws;
    use crate::{normal, seed::Seed};

    fn draws(name: &str) -> Draws {
        Seed(20_261_121).stream(name).draws()
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

    fn chi_square(counts: &[u32], expected: f64) -> f64 {
        let deviations = counts.iter().map(|&count| f64::from(count) - expected);
        deviations.map(|deviation| deviation * deviation / expected).sum()
    }

    #[test]
    fn uniform_draws_are_uniform() {
        let mut half_open = draws("half open");
        let mut open = draws("open");
        let identity = |value: f64| value;
        let values: Vec<f64> = (0..100_000).map(|_| half_open.uniform()).collect();
        assert!(values.iter().all(|value| (0.0..1.0).contains(value)));
        // 1.95 is exceeded with probability 0.001 by uniform draws.
        assert!(kolmogorov_statistic(values, identity) < 1.95);
        let values: Vec<f64> = (0..100_000).map(|_| open.uniform_open()).collect();
        assert!(values.iter().all(|value| *value > 0.0 && *value < 1.0));
        assert!(kolmogorov_statistic(values, identity) < 1.95);
    }

    #[test]
    fn normal_draws_are_normal_in_the_middle_and_in_the_tails() {
        let mut source = draws("normal");
        let values: Vec<f64> = (0..200_000).map(|_| source.normal()).collect();
        let beyond_three = values.iter().filter(|value| value.abs() > 3.0).count() as f64;
        // 540 are expected, with a standard deviation of 23.
        assert!((beyond_three - 540.0).abs() < 80.0, "{beyond_three}");
        assert!(kolmogorov_statistic(values, normal::cumulative) < 1.95);
    }

    #[test]
    fn consecutive_draws_do_not_correlate() {
        let mut source = draws("serial");
        let values: Vec<f64> = (0..100_001).map(|_| source.normal()).collect();
        for lag in 1..=8 {
            let products: f64 = values.iter().zip(&values[lag..]).map(|(a, b)| a * b).sum();
            // The mean product has a standard deviation of 1 / √n.
            let deviations = products / (values.len() as f64).sqrt();
            assert!(deviations.abs() < 4.0, "lag {lag}: {deviations}");
        }
    }

    #[test]
    fn integers_below_a_bound_are_equally_likely() {
        let mut source = draws("dice");
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            counts[source.below(6) as usize] += 1;
        }
        // 20.5 is exceeded with probability 0.001 (5 degrees of freedom).
        assert!(chi_square(&counts, 10_000.0) < 20.5, "{counts:?}");
    }

    #[test]
    fn a_bound_near_the_word_size_is_not_biased() {
        // Without rejection, multiples of 3 would come up half the time below 3 · 2³⁰.
        let mut source = draws("large bound");
        let multiples =
            (0..30_000).filter(|_| source.below(3 << 30).is_multiple_of(3)).count() as f64;
        assert!((multiples - 10_000.0).abs() < 350.0, "{multiples}");
    }

    #[test]
    fn the_only_integer_below_one_is_zero_and_the_largest_bound_works() {
        let mut source = draws("bounds");
        assert_eq!(source.below(1), 0);
        assert!(source.below(u32::MAX) < u32::MAX);
    }

    #[test]
    fn blocks_of_words_follow_each_other_without_repeats() {
        let mut source = draws("blocks");
        let words: Vec<u32> = (0..64).map(|_| source.next_u32()).collect();
        let blocks: Vec<&[u32]> = words.chunks(4).collect();
        for (index, block) in blocks.iter().enumerate() {
            assert!(!blocks[..index].contains(block));
        }
        let mut again = draws("blocks");
        let pair = u64::from(words[0]) | u64::from(words[1]) << 32;
        assert_eq!(again.next_u64(), pair);
        assert_eq!(again.next_u32(), words[2]);
    }
}
