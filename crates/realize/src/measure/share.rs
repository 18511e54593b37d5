//! Shares with their intervals: Wilson's score for one, Newcombe's for a difference of two.
//!
//! # References
//! E. B. Wilson, Journal of the American Statistical Association 22, 1927.
//! R. G. Newcombe, "Interval estimation for the difference between independent proportions",
//! Statistics in Medicine 17, 1998, method 10.

use numeric::{float, normal};
use serde::{Deserialize, Serialize};

/// A share of cases, with its interval at 95 percent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Cases that count.
    pub count: u64,
    /// All cases.
    pub n: u64,
    /// The share; 0 where there are no cases.
    pub share: f64,
    /// The interval; all of `[0, 1]` where there are no cases.
    pub interval: [f64; 2],
}

/// A difference of two shares, with its interval at 95 percent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The first share less the second.
    pub difference: f64,
    /// The interval.
    pub interval: [f64; 2],
}

impl Share {
    /// A share of `count` cases among `n`; more than all count as all.
    pub fn of(count: u64, n: u64) -> Self {
        let count = count.min(n);
        if n == 0 {
            return Self { count, n, share: 0.0, interval: [0.0, 1.0] };
        }
        let z = normal::quantile(0.975);
        let (cases, square) = (n as f64, z * z);
        let share = count as f64 / cases;
        let center = share + square / (2.0 * cases);
        let spread = share * (1.0 - share) / cases + square / (4.0 * cases * cases);
        let half = z * float::sqrt(spread);
        let scale = 1.0 + square / cases;
        // At the ends the bound is the end itself, which rounding would miss.
        let low = if count == 0 { 0.0 } else { ((center - half) / scale).clamp(0.0, 1.0) };
        let high = if count == n { 1.0 } else { ((center + half) / scale).clamp(0.0, 1.0) };
        Self { count, n, share, interval: [low, high] }
    }

    /// This share less another of other cases; none where either has no cases.
    pub fn less(&self, other: &Self) -> Option<Difference> {
        if self.n == 0 || other.n == 0 {
            return None;
        }
        let difference = self.share - other.share;
        let root = |one: f64, two: f64| float::sqrt(one * one + two * two);
        let below = root(self.share - self.interval[0], other.interval[1] - other.share);
        let above = root(self.interval[1] - self.share, other.share - other.interval[0]);
        let interval = [(difference - below).max(-1.0), (difference + above).min(1.0)];
        Some(Difference { difference, interval })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Values of R 4.3's `prop.test(x, n, correct = FALSE)`, and Newcombe's table II: 56/70 − 48/80
    /// has 0.0524 and 0.3339 by method 10.
    #[test]
    fn intervals_have_their_published_values() {
        let [low, high] = Share::of(5, 100).interval;
        assert!((low - 0.021_543_7).abs() < 1e-6 && (high - 0.111_750_5).abs() < 1e-6);
        assert_eq!(Share::of(0, 20).interval[0], 0.0);
        assert_eq!(Share::of(20, 20).interval[1], 1.0);
        assert_eq!(Share::of(0, 0).interval, [0.0, 1.0]);
        let difference = Share::of(56, 70).less(&Share::of(48, 80)).unwrap();
        assert!((difference.difference - 0.2).abs() < 1e-12);
        assert!((difference.interval[0] - 0.0524).abs() < 5e-5, "{difference:?}");
        assert!((difference.interval[1] - 0.3339).abs() < 5e-5, "{difference:?}");
        assert_eq!(Share::of(1, 2).less(&Share::of(0, 0)), None);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share(n in 1_u64..1_000_000, part in 0.0_f64..=1.0) {
            let share = Share::of((n as f64 * part) as u64, n);
            prop_assert!(share.interval[0] <= share.share && share.share <= share.interval[1]);
            let difference = share.less(&Share::of(n / 3, n)).unwrap();
            prop_assert!(difference.interval[0] <= difference.difference);
            prop_assert!(difference.difference <= difference.interval[1]);
        }
    }
}
