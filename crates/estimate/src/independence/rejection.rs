//! Shares of rejected questions, over one data set or many, and whether p-values are uniform.

use super::Answer;
use numeric::{float, sum};

/// How many questions of a data set were rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RejectionRate {
    /// Questions with a p-value.
    pub n_tested: u32,
    /// Questions without one.
    pub n_untestable: u32,
    /// Questions whose p-value is below the level.
    pub n_rejected: u32,
}

/// Mean rejection rate over data sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusteredRate {
    /// Rejected questions among those tested, all data sets together.
    pub rate: f64,
    /// Standard error that takes a data set as one observation: questions about the same rows are
    /// not independent. None with fewer than two data sets.
    pub standard_error: Option<f64>,
}

impl RejectionRate {
    /// Counts the answers at a level.
    pub fn new(answers: &[Answer], level: f64) -> Self {
        let count = |holds: &dyn Fn(&Answer) -> bool| {
            answers.iter().filter(|answer| holds(answer)).count() as u32
        };
        Self {
            n_tested: count(&|answer| answer.p_value.is_some()),
            n_untestable: count(&|answer| answer.p_value.is_none()),
            n_rejected: count(&|answer| answer.rejects(level)),
        }
    }

    /// Rejected questions among those tested; none when no question was testable.
    pub fn rate(&self) -> Option<f64> {
        (self.n_tested > 0).then(|| f64::from(self.n_rejected) / f64::from(self.n_tested))
    }
}

/// The rate over several data sets, with the standard error of a ratio of totals; none when no
/// question was testable.
pub fn clustered_rate(data_sets: &[RejectionRate]) -> Option<ClusteredRate> {
    let tested: Vec<f64> = data_sets.iter().map(|set| f64::from(set.n_tested)).collect();
    let rejected: Vec<f64> = data_sets.iter().map(|set| f64::from(set.n_rejected)).collect();
    let total = sum::sum(&tested);
    if total == 0.0 {
        return None;
    }
    let rate = sum::sum(&rejected) / total;
    let n = data_sets.len() as f64;
    let standard_error = (data_sets.len() > 1).then(|| {
        let squares: Vec<f64> = rejected
            .iter()
            .zip(&tested)
            .map(|(rejected, tested)| (rejected - rate * tested) * (rejected - rate * tested))
            .collect();
        float::sqrt(sum::sum(&squares) * n / (n - 1.0)) / total
    });
    Some(ClusteredRate { rate, standard_error })
}

/// Kolmogorov's distance of the p-values from the uniform law times the root of their number, and
/// its asymptotic p-value; none without p-values.
///
/// p-values of discrete tables are uniform only where ties are randomized.
///
/// # References
/// A. Kolmogorov, Giornale dell'Istituto Italiano degli Attuari 4, 1933.
pub fn uniformity(answers: &[Answer]) -> Option<(f64, f64)> {
    let mut values: Vec<f64> = answers.iter().filter_map(|answer| answer.p_value).collect();
    if values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let distance = values.iter().enumerate().fold(0.0_f64, |distance, (rank, value)| {
        let rank = rank as f64;
        distance.max(value - rank / n).max((rank + 1.0) / n - value)
    });
    let scaled = distance * float::sqrt(n);
    Some((scaled, kolmogorov_upper(scaled)))
}

/// Probability that Kolmogorov's limit law exceeds `x`.
fn kolmogorov_upper(x: f64) -> f64 {
    if x < 0.3 {
        // Below 10⁻⁵ away from 1, where the alternating sum converges slowly.
        return 1.0;
    }
    let terms = (1..=20_u32).map(|k| {
        let k = f64::from(k);
        let sign = if k % 2.0 == 1.0 { 2.0 } else { -2.0 };
        sign * float::exp(-2.0 * k * k * x * x)
    });
    terms.sum::<f64>().clamp(0.0, 1.0)
}
