//! Seeds and named random streams: every draw has an address (seed, names, indices, row).
//!
//! A stream is a 64-bit key. The key of a child is SipHash-2-4 of the child's name (or index) under
//! the parent's key, so streams can be made in any order, on any worker, and give the same draws.
//!
//! # Examples
//! ```
//! use causeloom_numeric::seed::Seed;
//! let noise = Seed(7).stream("noise").child("age");
//! let first = noise.at(0).normal();
//! let second = noise.at(1).normal();
//! assert_eq!(first, noise.at(0).normal());
//! assert_ne!(first, second);
//! ```

use crate::siphash::siphash_2_4;

pub use crate::draws::Draws;

/// The number from which all randomness of a run follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seed(pub u64);

/// A named source of random draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stream {
    key: u64,
}

/// High half of the hash key: keeps names under a seed, names under a stream and indices apart.
const UNDER_SEED: u64 = 0;
const UNDER_STREAM: u64 = 1;
const BY_INDEX: u64 = 2;

impl Seed {
    /// The stream called `name`.
    pub fn stream(&self, name: &str) -> Stream {
        Stream { key: siphash_2_4(self.0, UNDER_SEED, name.as_bytes()) }
    }
}

impl Stream {
    /// The stream called `name` below this one.
    #[must_use]
    pub fn child(&self, name: &str) -> Stream {
        Stream { key: siphash_2_4(self.key, UNDER_STREAM, name.as_bytes()) }
    }

    /// The stream with number `index` below this one.
    #[must_use]
    pub fn index(&self, index: u64) -> Stream {
        Stream { key: siphash_2_4(self.key, BY_INDEX, &index.to_le_bytes()) }
    }

    /// The 64-bit key: the stream's only state, for generators that address their draws themselves.
    pub fn key(&self) -> u64 {
        self.key
    }

    /// The draws of the stream as a whole.
    pub fn draws(&self) -> Draws {
        Draws::new(self.key, 0)
    }

    /// The draws that belong to `row`, whatever was drawn for other rows.
    ///
    /// Rows and the stream as a whole do not share draws. `row` is below `u64::MAX`.
    pub fn at(&self, row: u64) -> Draws {
        debug_assert!(row < u64::MAX, "the last row number is not addressable");
        Draws::new(self.key, row.wrapping_add(1))
    }
}

/// A random order of `0..n`, all orders equally likely (Fisher–Yates).
pub fn permutation(stream: &Stream, n: u32) -> Vec<u32> {
    let mut draws = stream.draws();
    let mut order: Vec<u32> = (0..n).collect();
    for last in (1..n).rev() {
        let other = draws.below(last + 1);
        order.swap(last as usize, other as usize);
    }
    order
}

/// How often each of `n` rows is drawn in one bootstrap sample of size `n`; the counts sum to `n`.
pub fn resample_counts(stream: &Stream, n: u32) -> Vec<u32> {
    let mut draws = stream.draws();
    let mut counts = vec![0; n as usize];
    for _ in 0..n {
        counts[draws.below(n) as usize] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::{Seed, Stream, permutation, resample_counts};
    use proptest::prelude::*;

    /// Values from an independent implementation of the key derivation and the generator.
    #[test]
    fn streams_give_the_draws_of_their_published_definition() {
        let noise = Seed(42).stream("noise");
        let mut draws = noise.draws();
        assert_eq!(draws.next_u64(), 0x57a9_5a8c_4d41_3179);
        assert_eq!(draws.next_u64(), 0x3540_993a_fcee_8670);
        assert_eq!(draws.next_u64(), 0x58f4_c032_0278_6c83);
        let mut age = noise.child("age").at(3);
        assert_eq!(age.next_u64(), 0x31f2_6e75_bb95_e97e);
        assert_eq!(age.next_u64(), 0x2993_69a2_0bad_a53d);
        let mut far = noise.index(7).at(1 << 40);
        assert_eq!(far.next_u64(), 0x8ef4_0e5e_73c2_5312);
        assert_eq!(far.next_u64(), 0x45f3_58e9_e02a_62a8);
        let mut draws = noise.draws();
        assert_eq!(draws.uniform(), 0.342_427_882_436_145_1);
        assert_eq!(draws.uniform_open(), 0.208_016_945_744_868_06);
    }

    #[test]
    fn different_addresses_give_different_draws() {
        let stream = Seed(1).stream("a");
        let mut first_draws = vec![
            Seed(2).stream("a").draws().next_u64(),
            Seed(1).stream("b").draws().next_u64(),
            stream.draws().next_u64(),
            stream.at(0).next_u64(),
            stream.at(1).next_u64(),
            stream.at(1 << 32).next_u64(),
            stream.child("a").draws().next_u64(),
            stream.child("").draws().next_u64(),
            stream.child("a").child("a").draws().next_u64(),
            stream.index(0).draws().next_u64(),
            stream.index(1).draws().next_u64(),
            // The name whose bytes are those of the index 0.
            stream.child("\0\0\0\0\0\0\0\0").draws().next_u64(),
        ];
        let n_addresses = first_draws.len();
        first_draws.sort_unstable();
        first_draws.dedup();
        assert_eq!(first_draws.len(), n_addresses);
    }

    #[test]
    fn draws_of_a_row_do_not_depend_on_other_rows() {
        let stream = Seed(5).stream("rows");
        let forward: Vec<f64> = (0..50).map(|row| stream.at(row).normal()).collect();
        let mut backward: Vec<f64> = (0..50).rev().map(|row| stream.at(row).normal()).collect();
        backward.reverse();
        assert_eq!(forward, backward);
    }

    #[test]
    fn all_orders_are_equally_likely() {
        let stream = Seed(9).stream("orders");
        let mut counts = [0_u32; 256];
        for index in 0..24_000 {
            let order = permutation(&stream.index(index), 4);
            let code = order.iter().fold(0, |code, &place| code * 4 + place);
            counts[code as usize] += 1;
        }
        let reached: Vec<f64> =
            counts.iter().filter(|&&count| count > 0).map(|&count| f64::from(count)).collect();
        assert_eq!(reached.len(), 24);
        let chi_square: f64 =
            reached.iter().map(|count| (count - 1000.0) * (count - 1000.0) / 1000.0).sum();
        // 49.7 is exceeded with probability 0.001 (23 degrees of freedom).
        assert!(chi_square < 49.7, "{chi_square}");
    }

    #[test]
    fn a_bootstrap_sample_leaves_out_a_share_of_one_over_e() {
        let counts = resample_counts(&Seed(3).stream("bootstrap"), 100_000);
        let left_out = counts.iter().filter(|&&count| count == 0).count() as f64;
        let twice = counts.iter().filter(|&&count| count == 2).count() as f64;
        // 1/e and 1/(2e) of the rows, standard deviations about 100 and 110.
        assert!((left_out - 36_788.0).abs() < 450.0, "{left_out}");
        assert!((twice - 18_394.0).abs() < 450.0, "{twice}");
    }

    fn streams() -> impl Strategy<Value = Stream> {
        (any::<u64>(), any::<String>()).prop_map(|(seed, name)| Seed(seed).stream(&name))
    }

    proptest! {
        #[test]
        fn a_permutation_holds_every_row_once(stream in streams(), n in 0_u32..300) {
            let mut order = permutation(&stream, n);
            order.sort_unstable();
            prop_assert!(order.into_iter().eq(0..n));
        }

        #[test]
        fn bootstrap_counts_add_up_to_the_number_of_rows(stream in streams(), n in 0_u32..300) {
            let counts = resample_counts(&stream, n);
            prop_assert_eq!(counts.len(), n as usize);
            prop_assert_eq!(counts.into_iter().sum::<u32>(), n);
        }
    }
}
