//! Sample quantiles of type 7: linear interpolation, the default of R and `NumPy`.
//!
//! # References
//! R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American Statistician
//! 50(4), 1996, definition 7.

/// Quantile of values that are already sorted in ascending order, at `probability` in `[0, 1]`.
///
/// # Panics
/// When there are no values or `probability` is outside `[0, 1]`.
pub fn quantile(sorted: &[f64], probability: f64) -> f64 {
    assert!(!sorted.is_empty(), "a quantile of no values is not defined");
    assert!((0.0..=1.0).contains(&probability), "a quantile needs a probability");
    let position = (sorted.len() - 1) as f64 * probability;
    let below = position.floor();
    let index = below as usize;
    let fraction = position - below;
    let low = sorted[index];
    if fraction == 0.0 { low } else { low + fraction * (sorted[index + 1] - low) }
}

/// Quantile of values in any order, at `probability` in `[0, 1]`.
///
/// # Panics
/// When there are no values or `probability` is outside `[0, 1]`.
pub fn quantile_unsorted(values: &[f64], probability: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, probability)
}

/// Median of values in any order: the mean of the two middle values when their number is even.
///
/// # Panics
/// When there are no values.
pub fn median(values: &[f64]) -> f64 {
    quantile_unsorted(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::{median, quantile, quantile_unsorted};
    use proptest::prelude::*;

    /// Values of `numpy.quantile`, whose default is type 7.
    #[test]
    fn quantiles_are_those_of_numpy() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        for (probability, expected) in
            [(0.0, 1.0), (0.1, 1.0), (0.25, 1.75), (0.5, 3.5), (0.75, 5.25), (0.9, 6.9), (1.0, 9.0)]
        {
            let found = quantile_unsorted(&values, probability);
            assert!((found - expected).abs() < 1e-14, "{probability}: {found}");
        }
        assert_eq!(median(&values), 3.5);
        assert_eq!(median(&[2.0, 7.0, 1.0]), 2.0);
        assert_eq!(quantile(&[4.5], 0.3), 4.5);
    }

    proptest! {
        #[test]
        fn quantiles_grow_with_the_probability_and_stay_between_the_ends(
            values in prop::collection::vec(-1e6_f64..1e6, 1..40),
            low in 0.0_f64..=1.0,
            high in 0.0_f64..=1.0,
        ) {
            let (low, high) = (low.min(high), low.max(high));
            let (least, most) = (quantile_unsorted(&values, 0.0), quantile_unsorted(&values, 1.0));
            let (below, above) = (quantile_unsorted(&values, low), quantile_unsorted(&values, high));
            prop_assert!(least <= below && below <= above && above <= most);
        }
    }
}
