//! Sums, means and spreads in one fixed order of addition.
//!
//! Values are added in eight interleaved lanes within blocks of 512, and the blocks pairwise: fast,
//! accurate, and the same bits everywhere.

use crate::float;

const LANES: usize = 8;
const BLOCK: usize = 512;

/// Sum of the values; 0 for none.
pub fn sum(values: &[f64]) -> f64 {
    pairwise(values.len(), &|from, to| block_sum(values[from..to].iter().copied()))
}

/// Sum of the products of two equally long slices.
///
/// # Panics
/// When the lengths differ.
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    assert_eq!(left.len(), right.len(), "slices differ in length");
    pairwise(left.len(), &|from, to| block_dot(&left[from..to], &right[from..to]))
}

/// Arithmetic mean.
///
/// # Panics
/// When there are no values.
pub fn mean(values: &[f64]) -> f64 {
    assert!(!values.is_empty(), "the mean of no values is not defined");
    sum(values) / values.len() as f64
}

/// Mean of `values` weighted by `weights`.
///
/// # Panics
/// When the lengths differ or the weights sum to 0.
pub fn weighted_mean(values: &[f64], weights: &[f64]) -> f64 {
    let total = sum(weights);
    assert!(total != 0.0, "the weights of a mean sum to 0");
    dot(values, weights) / total
}

/// Variance with divisor n − 1, in two passes.
///
/// # Panics
/// When there are fewer than two values.
pub fn variance(values: &[f64]) -> f64 {
    assert!(values.len() > 1, "a variance needs two values");
    let center = mean(values);
    let squares = pairwise(values.len(), &|from, to| {
        block_sum(values[from..to].iter().map(|value| (value - center) * (value - center)))
    });
    squares / (values.len() - 1) as f64
}

/// Square root of [`variance`].
///
/// # Panics
/// When there are fewer than two values.
pub fn standard_deviation(values: &[f64]) -> f64 {
    float::sqrt(variance(values))
}

/// Covariance with divisor n − 1, in two passes.
///
/// # Panics
/// When the lengths differ or there are fewer than two values.
pub fn covariance(left: &[f64], right: &[f64]) -> f64 {
    assert_eq!(left.len(), right.len(), "slices differ in length");
    assert!(left.len() > 1, "a covariance needs two values");
    let (left_center, right_center) = (mean(left), mean(right));
    let products = pairwise(left.len(), &|from, to| {
        let pairs = left[from..to].iter().zip(&right[from..to]);
        block_sum(pairs.map(|(l, r)| (l - left_center) * (r - right_center)))
    });
    products / (left.len() - 1) as f64
}

/// Adds the sums of blocks as a balanced tree whose shape depends on `length` alone.
fn pairwise(length: usize, block: &impl Fn(usize, usize) -> f64) -> f64 {
    fn tree(from: usize, to: usize, block: &impl Fn(usize, usize) -> f64) -> f64 {
        let n_blocks = (to - from).div_ceil(BLOCK);
        if n_blocks <= 1 {
            return block(from, to);
        }
        let middle = from + n_blocks / 2 * BLOCK;
        tree(from, middle, block) + tree(middle, to, block)
    }
    tree(0, length, block)
}

fn block_sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut lanes = [0.0; LANES];
    for (index, value) in values.enumerate() {
        lanes[index % LANES] += value;
    }
    add_lanes(&lanes)
}

fn block_dot(left: &[f64], right: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (left_chunks, left_tail) = left.as_chunks::<LANES>();
    let (right_chunks, right_tail) = right.as_chunks::<LANES>();
    for (l, r) in left_chunks.iter().zip(right_chunks) {
        for lane in 0..LANES {
            lanes[lane] += l[lane] * r[lane];
        }
    }
    for (lane, (l, r)) in left_tail.iter().zip(right_tail).enumerate() {
        lanes[lane] += l * r;
    }
    add_lanes(&lanes)
}

fn add_lanes(lanes: &[f64; LANES]) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

#[cfg(test)]
mod tests {
    use super::{covariance, dot, mean, standard_deviation, sum, variance, weighted_mean};
    use proptest::prelude::*;

    #[test]
    fn small_samples_have_the_values_of_a_textbook() {
        let heights = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(sum(&heights), 40.0);
        assert_eq!(sum(&[]), 0.0);
        assert_eq!(mean(&heights), 5.0);
        assert_eq!(variance(&heights), 32.0 / 7.0);
        assert_eq!(standard_deviation(&[1.0, 3.0, 1.0, 3.0, 2.0]), 1.0);
        assert_eq!(weighted_mean(&[1.0, 2.0, 10.0], &[3.0, 1.0, 0.0]), 1.25);
        assert_eq!(covariance(&[1.0, 2.0, 3.0], &[2.0, 4.0, 9.0]), 3.5);
        assert_eq!(dot(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), 32.0);
    }

    #[test]
    fn a_million_tenths_are_summed_without_drift() {
        let tenths = vec![0.1; 1_000_000];
        // Adding them one after the other errs by 1.3e-6.
        assert!((sum(&tenths) - 100_000.0).abs() < 1e-10);
    }

    #[test]
    fn the_variance_of_a_small_spread_around_a_large_center_is_exact() {
        assert_eq!(variance(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]), 30.0);
    }

    proptest! {
        #[test]
        fn whole_numbers_are_summed_exactly_whatever_their_number(
            values in prop::collection::vec(-1_000_000_i32..1_000_000, 0..3000),
        ) {
            let exact: i64 = values.iter().map(|&value| i64::from(value)).sum();
            let squares: i64 = values.iter().map(|&value| i64::from(value) * i64::from(value)).sum();
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            prop_assert_eq!(sum(&values), exact as f64);
            prop_assert_eq!(dot(&values, &values), squares as f64);
        }

        #[test]
        fn the_covariance_of_a_sample_with_itself_is_its_variance(
            values in prop::collection::vec(-1e3_f64..1e3, 2..600),
        ) {
            prop_assert_eq!(covariance(&values, &values), variance(&values));
        }
    }
}
