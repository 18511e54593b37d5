//! Laws of additive noise: quantile and distribution functions, and noise in the form of a mechanism.

use super::{Context, NodeNoise};
use crate::{
    Error, Noise,
    noise::{Key, fill_exponential, fill_normal, fill_uniform, normal_of},
};
use numeric::{float, normal};
use std::borrow::Cow;

/// Refuses empirical laws without values, with values that are not finite or out of order.
pub(super) fn check(context: &Context, law: &Noise) -> Result<(), Error> {
    let Noise::Empirical(values) = law else { return Ok(()) };
    let fault = if values.is_empty() {
        "are none"
    } else if !values.iter().all(|value| value.is_finite()) {
        "are not all finite numbers"
    } else if !values.is_sorted() {
        "are not in ascending order"
    } else {
        return Ok(());
    };
    Err(Error::Empirical { node: context.node.to_owned(), fault })
}

impl Noise {
    /// The noise of the rows from `first_row` on; it never decreases with the row's word of noise.
    pub(crate) fn fill(&self, key: &Key, first_row: u64, out: &mut [f64]) {
        match self {
            Self::Normal => fill_normal(key, first_row, out),
            Self::Exponential => fill_exponential(key, first_row, out),
            _ => {
                fill_uniform(key, first_row, out);
                for value in out {
                    *value = self.quantile(*value);
                }
            }
        }
    }

    /// The value that is not exceeded with a probability in (0, 1).
    pub(crate) fn quantile(&self, probability: f64) -> f64 {
        match self {
            Self::Normal => normal_of(probability),
            Self::Uniform => probability,
            Self::Logistic => float::logit(probability),
            Self::Laplace if probability < 0.5 => float::ln(2.0 * probability),
            Self::Laplace => -float::ln(2.0 * (1.0 - probability)),
            Self::Exponential => -float::ln_1p(-probability),
            Self::Empirical(values) => {
                let place = (probability * values.len() as f64) as usize;
                values.get(place).or(values.last()).copied().unwrap_or(0.0)
            }
        }
    }

    /// A probability whose quantile is the value, or nearest to it; between 2⁻⁵³ and 1 − 2⁻⁵³.
    pub(crate) fn rank(&self, value: f64) -> f64 {
        const LEAST: f64 = 1.0 / (1_u64 << 53) as f64;
        let probability = match self {
            Self::Normal => normal::cumulative(value),
            Self::Uniform => value,
            Self::Logistic => float::logistic(value),
            Self::Laplace if value < 0.0 => 0.5 * float::exp(value),
            Self::Laplace => 1.0 - 0.5 * float::exp(-value),
            Self::Exponential => -float::exp_m1(-value),
            Self::Empirical(values) => {
                // The middle of the values that are the same.
                let below = values.partition_point(|other| *other < value);
                let up_to = values.partition_point(|other| *other <= value);
                (below + up_to.max(below + 1)) as f64 / (2 * values.len().max(1)) as f64
            }
        };
        probability.clamp(LEAST, 1.0 - LEAST)
    }
}

impl NodeNoise {
    /// Ranks of states; the middle where there are none.
    pub(super) fn ranks(&self, n_rows: usize) -> Cow<'_, [u32]> {
        match self {
            Self::Rank(ranks) => Cow::Borrowed(ranks),
            _ => Cow::Owned(vec![1 << 31; n_rows]),
        }
    }

    /// Exponential noise of each state; equal where there is none.
    pub(super) fn race(&self, n_states: usize, n_rows: usize) -> Cow<'_, [Vec<f64>]> {
        match self {
            Self::Race(lanes) if lanes.len() == n_states => Cow::Borrowed(lanes),
            _ => Cow::Owned(vec![vec![1.0; n_rows]; n_states]),
        }
    }

    /// Numbers in (0, 1).
    pub(super) fn uniforms(&self, n_rows: usize) -> Cow<'_, [f64]> {
        match self {
            Self::Uniform(values) => Cow::Borrowed(values),
            Self::Law(law, values) => values.iter().map(|value| law.rank(*value)).collect(),
            _ => Cow::Owned(vec![0.5; n_rows]),
        }
    }

    /// Numbers of a law; those of another law become those of the same rank.
    pub(super) fn of_law(&self, law: &Noise, n_rows: usize) -> Cow<'_, [f64]> {
        match self {
            Self::Law(own, values) if **own == *law => Cow::Borrowed(values),
            _ => self.uniforms(n_rows).iter().map(|uniform| law.quantile(*uniform)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Noise;
    use proptest::prelude::*;

    fn laws() -> [Noise; 6] {
        [
            Noise::Normal,
            Noise::Uniform,
            Noise::Logistic,
            Noise::Laplace,
            Noise::Exponential,
            Noise::Empirical(vec![-1.0, 0.5, 0.5, 3.0]),
        ]
    }

    proptest! {
        #[test]
        fn a_value_has_the_rank_that_it_is_the_quantile_of(probability in 1e-9_f64..0.999_999) {
            for law in laws() {
                let value = law.quantile(probability);
                prop_assert!(value.is_finite());
                let rank = law.rank(value);
                if let Noise::Empirical(_) = law {
                    prop_assert_eq!(law.quantile(rank), value);
                } else {
                    prop_assert!((rank - probability).abs() < 1e-12, "{:?}", law);
                }
            }
        }
    }
}
