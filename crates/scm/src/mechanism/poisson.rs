//! Counts by the Poisson law: distribution function, and its inverse.

use crate::RowFault;
use numeric::{float, gamma, normal};

/// The largest mean of a count.
const LARGEST_MEAN: f64 = 1e6;
/// Up to this mean probabilities are summed from 0.
const LARGEST_SUMMED: f64 = 64.0;

/// The mean of a logarithm.
pub(super) fn mean(logarithm: f64) -> Result<f64, RowFault> {
    let mean = float::exp(logarithm);
    if mean <= LARGEST_MEAN { Ok(mean) } else { Err(RowFault::Mean(logarithm)) }
}

/// The least count whose [`cumulative`] probability is at least `uniform`, in (0, 1); never decreasing
/// in it.
pub(crate) fn quantile(mean: f64, uniform: f64) -> f64 {
    if mean <= LARGEST_SUMMED {
        return sum(mean, |_, cumulative| cumulative >= uniform).0;
    }
    // The Cornish–Fisher expansion is at most a few counts off.
    let z = normal::quantile(uniform);
    let guess = mean + z * float::sqrt(mean) + (z * z - 1.0) / 6.0;
    let mut count = guess.max(0.0).floor();
    while cumulative(mean, count) < uniform {
        count += 1.0;
        if count > guess + 1e4 {
            break;
        }
    }
    while count > 0.0 && cumulative(mean, count - 1.0) >= uniform {
        count -= 1.0;
    }
    count
}

/// The probability of at most `count`.
pub(crate) fn cumulative(mean: f64, count: f64) -> f64 {
    if count < 0.0 {
        0.0
    } else if mean <= LARGEST_SUMMED {
        sum(mean, |at, _| at >= count).1
    } else {
        gamma::regularized_upper(count.floor() + 1.0, mean)
    }
}

/// Sums probabilities from the count 0 until `is_last` says so of the count and the sum, or until what
/// is added is too small to change it; gives both.
fn sum(mean: f64, is_last: impl Fn(f64, f64) -> bool) -> (f64, f64) {
    let mut probability = float::exp(-mean);
    let mut cumulative = probability;
    let mut count = 0.0;
    while !is_last(count, cumulative) {
        probability *= mean / (count + 1.0);
        let next = cumulative + probability;
        if next == cumulative && count > mean {
            // All that is left of the upper tail belongs to the last count.
            return (count, 1.0);
        }
        count += 1.0;
        cumulative = next;
    }
    (count, cumulative.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::{cumulative, quantile};
    use proptest::prelude::*;

    /// Exact values computed with 40 digits.
    #[test]
    fn probabilities_agree_with_exact_values() {
        for (mean, count, probability) in [
            (0.5, 0.0, 0.606_530_659_712_633_4),
            (3.0, 2.0, 0.423_190_081_126_843_53),
            (3.0, 10.0, 0.999_707_663_049_352_7),
            (50.0, 49.0, 0.481_191_684_527_956_74),
            (100.0, 100.0, 0.526_562_198_529_998_4),
        ] {
            let found = cumulative(mean, count);
            assert!((found - probability).abs() < 1e-12, "{mean} {count}: {found}");
        }
    }

    proptest! {
        #[test]
        fn the_quantile_is_the_least_count_of_that_probability(
            logarithm in -10.0_f64..9.0,
            uniform in 1e-12_f64..0.999_999_999,
        ) {
            let mean = numeric::float::exp(logarithm);
            let count = quantile(mean, uniform);
            prop_assert!(count >= 0.0 && count.fract() == 0.0);
            prop_assert!(cumulative(mean, count) >= uniform);
            prop_assert!(cumulative(mean, count - 1.0) < uniform);
        }

        #[test]
        fn larger_uniforms_give_no_smaller_counts(
            logarithm in -10.0_f64..9.0,
            uniform in 0.0_f64..1.0,
            step in 0.0_f64..1e-9,
        ) {
            let mean = numeric::float::exp(logarithm);
            let least = 1.2e-16;
            let (low, high) = (uniform.clamp(least, 1.0 - least), (uniform + step).clamp(least, 1.0 - least));
            prop_assert!(quantile(mean, low) <= quantile(mean, high));
        }
    }
}
