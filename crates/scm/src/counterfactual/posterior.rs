//! Noise of a single draw, given the value that it led to.

use std::ops::Range;

/// A 32-bit noise in a bin, by a word of 64 independent random bits: every noise of the bin to within
/// 2⁻³² equally likely. Nothing for an empty bin.
pub(super) fn within(bin: &Range<u64>, word: u64) -> Option<u32> {
    let width = bin.end.checked_sub(bin.start).filter(|&width| width > 0)?;
    let step = (u128::from(word) * u128::from(width)) >> 64;
    u32::try_from(bin.start + step as u64).ok()
}

/// Turns independent exponential noise of mean 1 into the noise of a race that `winner` won.
///
/// The winner arrives after an exponential time T at the rate Σ p, whoever wins, so its noise is
/// `p T`; what the others have left when it arrives is exponential again. False where the winner
/// has probability 0.
///
/// # References
/// C. Maddison, D. Tarlow, T. Minka, "A* sampling", NeurIPS 2014, in the form without logarithms.
pub(super) fn race_won_by(winner: usize, probabilities: &[f64], noise: &mut [f64]) -> bool {
    let total: f64 = probabilities.iter().sum();
    let Some(own) = probabilities.get(winner).copied().filter(|&own| own > 0.0) else {
        return false;
    };
    let arrival = noise[winner] / total;
    for (state, (noise, probability)) in noise.iter_mut().zip(probabilities).enumerate() {
        *noise = if state == winner { own * arrival } else { probability * arrival + *noise };
    }
    // Rounding may let another arrive at the same time.
    let is_ahead = |noise: &[f64]| {
        let mine = noise[winner] / own;
        let others = noise.iter().zip(probabilities).enumerate();
        others.filter(|(state, _)| *state != winner).all(|(_, (e, p))| mine < e / p * AHEAD)
    };
    for _ in 0..64 {
        if is_ahead(noise) {
            break;
        }
        noise[winner] *= AHEAD * AHEAD;
    }
    true
}

/// A little below 1, by more than two roundings.
const AHEAD: f64 = 1.0 - 1e-14;

#[cfg(test)]
mod tests {
    use numeric::seed::Seed;
    use proptest::prelude::*;

    use super::{race_won_by, within};
    use crate::{counterfactual::Coupling, kernel};

    #[test]
    fn noise_of_a_bin_reaches_both_ends_and_stays_inside() {
        assert_eq!(within(&(5..8), 0), Some(5));
        assert_eq!(within(&(5..8), u64::MAX), Some(7));
        assert_eq!(within(&(0..1 << 32), u64::MAX), Some(u32::MAX));
        assert_eq!(within(&(9..10), u64::MAX / 2), Some(9));
        assert_eq!(within(&(9..9), 7), None);
    }

    /// A race given its winner, run again with other probabilities, against the closed form.
    #[test]
    fn a_race_given_its_winner_goes_on_as_the_closed_form_says() {
        let (p, q) = ([0.5, 0.3, 0.2], [0.1, 0.2, 0.7]);
        let coupling = Coupling::race(&p, &q);
        let mut draws = Seed(8).stream("race").draws();
        let n_draws = 200_000;
        for winner in 0..3 {
            let mut counts = [0.0; 3];
            for _ in 0..n_draws {
                let mut noise: Vec<f64> =
                    (0..3).map(|_| -numeric::float::ln(draws.uniform_open())).collect();
                assert!(race_won_by(winner, &p, &mut noise));
                let arrivals: Vec<f64> = noise.iter().zip(&q).map(|(e, q)| e / q).collect();
                let first = (0..3).min_by(|a, b| arrivals[*a].total_cmp(&arrivals[*b]));
                counts[first.unwrap()] += 1.0 / f64::from(n_draws);
            }
            let row = coupling.given(winner).unwrap();
            for (share, exact) in counts.iter().zip(row) {
                let error = (exact * (1.0 - exact).max(0.0) / f64::from(n_draws)).sqrt();
                assert!((share - exact).abs() < 4.0 * error + 1e-9, "{winner}: {counts:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_noise_of_a_race_lets_the_same_state_win_again(
            weights in proptest::collection::vec(
                prop_oneof![Just(0.0), Just(1e-300), 1e-12_f64..1.0], 1..8),
            winner in any::<prop::sample::Index>(),
            seed in any::<u64>(),
            largest in any::<bool>(),
        ) {
            let winner = winner.index(weights.len());
            let kernel = kernel::RaceKernel::new(weights.len(), &[], &weights);
            let mut draws = Seed(seed).stream("race").draws();
            let mut exponential =
                || if largest { 1e-16 } else { -numeric::float::ln(draws.uniform_open()) };
            let mut noise: Vec<f64> = weights.iter().map(|_| exponential()).collect();
            if race_won_by(winner, &weights, &mut noise) {
                prop_assert_eq!(usize::from(kernel.state(0, noise)), winner);
            } else {
                prop_assert_eq!(weights[winner], 0.0);
            }
        }

        #[test]
        fn noise_of_a_bin_gives_its_state(
            weights in proptest::collection::vec(prop_oneof![Just(0.0), 0.0_f64..1.0], 1..6),
            state in any::<prop::sample::Index>(),
            word in any::<u64>(),
        ) {
            let thresholds = kernel::thresholds(&weights);
            let state = state.index(weights.len());
            if let Some(noise) = within(&kernel::bin(&thresholds, state), word) {
                prop_assert_eq!(kernel::state_of(&thresholds, noise), state);
            }
        }
    }
}
