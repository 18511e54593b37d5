//! A distribution over states as thresholds on 32 bits of noise: the inverse distribution function.

use std::ops::Range;

/// One more than the largest 32-bit noise.
pub(super) const END: u64 = 1 << 32;

/// Where the states' bins of 32-bit noise end: the state of noise `u` is the number of thresholds
/// that are at most `u`.
///
/// State `k` has the bin from the threshold before (0 for the first) to `thresholds[k]`, exclusive;
/// the last threshold is 2³². Each is the sum of the probabilities up to `k`, over the sum of
/// all, rounded to a multiple of 2⁻³², except that the bin of a state of positive probability is
/// never empty and that the last one that is not empty has at least two values. So a state has
/// probability 0 exactly if it can never occur, and a probability below 2⁻³² counts as 2⁻³².
///
/// Probabilities that are negative or not finite count as 0; where all are 0, only the first state
/// occurs.
pub fn thresholds(probabilities: &[f64]) -> Vec<u64> {
    let weights: Vec<f64> = probabilities.iter().copied().map(weight).collect();
    // Relative to the largest, the sum neither overflows nor vanishes.
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let total: f64 = weights.iter().map(|weight| weight / largest).sum();
    let mut thresholds = Vec::with_capacity(weights.len());
    let mut cumulative = 0.0;
    let mut previous = 0;
    for weight in &weights {
        if *weight > 0.0 {
            cumulative += weight / largest;
            let rounded = (cumulative / total * END as f64).round() as u64;
            previous = rounded.max(previous + 1);
        }
        thresholds.push(previous);
    }
    // From the end: room for every later state that can occur, for the last one twice.
    let mut most = END;
    let mut is_last = true;
    for (threshold, weight) in thresholds.iter_mut().zip(&weights).rev() {
        *threshold = if is_last { END } else { (*threshold).min(most) };
        if *weight > 0.0 {
            most = threshold.saturating_sub(if is_last { 2 } else { 1 });
            is_last = false;
        }
    }
    thresholds
}

/// The state of noise `u`: the number of thresholds that are at most `u`.
pub fn state_of(thresholds: &[u64], u: u32) -> usize {
    thresholds.partition_point(|&threshold| threshold <= u64::from(u))
}

/// The noise that gives `state`; empty if the state can never occur or is not there.
pub fn bin(thresholds: &[u64], state: usize) -> Range<u64> {
    let Some(&end) = thresholds.get(state) else { return END..END };
    let start = if state == 0 { 0 } else { thresholds[state - 1] };
    start..end
}

fn weight(probability: f64) -> f64 {
    if probability.is_finite() && probability > 0.0 { probability } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{END, bin, state_of, thresholds};
    use proptest::prelude::*;

    #[test]
    fn thresholds_are_the_cumulative_probabilities_times_2_to_the_32() {
        assert_eq!(thresholds(&[0.25, 0.5, 0.25]), [1 << 30, 3 << 30, END]);
        // ⌊0.1 · 2³² + ½⌋, and 0.7 likewise.
        assert_eq!(thresholds(&[0.1, 0.6, 0.3]), [429_496_730, 3_006_477_107, END]);
        // What does not sum to one is taken in proportion, whatever its size.
        assert_eq!(thresholds(&[1e308, 1e308]), [END / 2, END]);
        assert_eq!(thresholds(&[5e-324, 5e-324]), [END / 2, END]);
        assert_eq!(thresholds(&[]), [0_u64; 0]);
    }

    #[test]
    fn impossible_states_have_no_noise_and_possible_ones_have_some() {
        let first = thresholds(&[0.0, 0.4, 0.0, 0.6, 0.0]);
        assert_eq!(first, [0, 1_717_986_918, 1_717_986_918, END, END]);
        assert_eq!([0, u32::MAX].map(|u| state_of(&first, u)), [1, 3]);
        let tiny = thresholds(&[1e-300, 1.0, 0.0, 1e-300]);
        assert_eq!(tiny, [1, END - 2, END - 2, END]);
        assert_eq!(thresholds(&[1.0, 1e-12, 1e-12]), [END - 3, END - 2, END]);
        assert_eq!(thresholds(&[f64::NAN, -1.0, 2.0, f64::INFINITY]), [0, 0, END, END]);
        let none = thresholds(&[0.0, 0.0]);
        assert_eq!([0, u32::MAX].map(|u| state_of(&none, u)), [0, 0]);
        assert!(bin(&none, 7).is_empty());
    }

    proptest! {
        #[test]
        fn bins_are_as_wide_as_the_probabilities(
            weights in prop::collection::vec(prop_oneof![Just(0.0), 0.0..1.0, 0.0..1e-9], 1..40),
        ) {
            let total: f64 = weights.iter().sum();
            prop_assume!(total > 0.0);
            let thresholds = thresholds(&weights);
            prop_assert_eq!(thresholds.last(), Some(&END));
            prop_assert!(thresholds.is_sorted());
            let n = weights.len() as f64;
            for (state, weight) in weights.iter().enumerate() {
                let bin = bin(&thresholds, state);
                prop_assert_eq!(bin.is_empty(), *weight == 0.0);
                // Rounding of both ends; tiny states before and after take a value each.
                let width = (bin.end - bin.start) as f64;
                prop_assert!((width - weight / total * END as f64).abs() <= 2.0 + n);
                if !bin.is_empty() {
                    prop_assert_eq!(state_of(&thresholds, bin.start as u32), state);
                    prop_assert_eq!(state_of(&thresholds, (bin.end - 1) as u32), state);
                }
            }
        }
    }
}
