//! Philox4x32-7, sixteen rows at once: the words of four counters, laid out for vector lanes.
//!
//! Seven rounds are the fewest with which the generator passes all of TestU01's BigCrush (table 2 of
//! the paper).
//! Plain integers are as fast here as vector registers: both are bound by their multipliers.
//!
//! # References
//! J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2,
//! 3", SC 2011; test vectors of the Random123 library.

use std::array;

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: u32 = 7;

/// The same word of four counters.
pub(super) type Lanes = [u32; 4];

/// The four words of each of four counters under `key`; `counters[word][lane]`.
#[inline]
pub(super) fn philox_4x32_7(counters: [Lanes; 4], key: [u32; 2]) -> [Lanes; 4] {
    let mut words = counters;
    let mut round_key = key;
    for _ in 0..ROUNDS {
        let (first_low, first_high) = multiply(words[0], MULTIPLIERS[0]);
        let (second_low, second_high) = multiply(words[2], MULTIPLIERS[1]);
        words = [
            mix(second_high, words[1], round_key[0]),
            second_low,
            mix(first_high, words[3], round_key[1]),
            first_low,
        ];
        round_key[0] = round_key[0].wrapping_add(WEYL[0]);
        round_key[1] = round_key[1].wrapping_add(WEYL[1]);
    }
    words
}

/// Low and high halves of the products with `multiplier`.
#[inline]
fn multiply(lanes: Lanes, multiplier: u32) -> (Lanes, Lanes) {
    let products = lanes.map(|lane| u64::from(lane) * u64::from(multiplier));
    (products.map(|product| product as u32), products.map(|product| (product >> 32) as u32))
}

#[inline]
fn mix(high: Lanes, other: Lanes, round_key: u32) -> Lanes {
    array::from_fn(|lane| high[lane] ^ other[lane] ^ round_key)
}

#[cfg(test)]
mod tests {
    use super::philox_4x32_7;

    #[test]
    fn the_generator_agrees_with_the_known_answers_of_random123() {
        // Lane 0: zeros; 1: ones; 2: digits of pi. The key is the same for all lanes.
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        for (counter, key, answer) in [
            ([0; 4], [0; 2], [0x5f6f_b709, 0x0d89_3f64, 0x4f12_1f81, 0x4f73_0a48]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x5207_ddc2, 0x4516_5e59, 0x4d8e_e751, 0x8c52_f662]),
            (pi, [0xa409_3822, 0x299f_31d0], [0x4dfc_caba, 0x190a_87f0, 0xc473_62ba, 0xb6b5_242a]),
        ] {
            for lane in 0..4 {
                let mut counters = [[0x1234_5678_u32; 4]; 4];
                for word in 0..4 {
                    counters[word][lane] = counter[word];
                }
                let words = philox_4x32_7(counters, key);
                assert_eq!(words.map(|lanes| lanes[lane]), answer);
            }
        }
    }
}
