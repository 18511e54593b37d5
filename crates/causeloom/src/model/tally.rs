//! Rows in summary: counts of states, and sums and a fine histogram of numbers.
//!
//! A tally is a row of numbers, so that workers can hand it on; tallies of consecutive rows are
//! merged in the order of the rows, which gives the same bytes whatever worker counted them.

use numeric::{
    float,
    tally::{self, Bins, Sums},
};
use scm::{Values, Variable};
use serde::{Deserialize, Serialize};

use crate::view::{DistributionView, NumberSummary, StateShare};

/// Bins of the fine histogram that quantiles are read from, at most.
const FINE_BINS: u32 = 480;
/// Bins that are shown, at most.
const SHOWN_BINS: u32 = 40;
/// Probabilities of the quantiles of a summary.
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// What stands in a tally of numbers before the fine histogram: rows, sum and sum of squares about
/// the center, least and greatest value.
const SUMS: usize = 5;

/// What is counted of a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Frame {
    /// Rows in each state.
    States(Vec<String>),
    /// Sums, and rows in bins of equal width; the outer bins have no outer end.
    Numbers {
        /// Lower end of the first bin.
        low: f64,
        /// Width of a bin.
        width: f64,
        /// Number of bins.
        bins: u32,
        /// True where all values are whole and a bin holds one of them or several.
        whole: bool,
        /// What is taken off before sums, against cancellation.
        center: f64,
    },
}

/// Values of one node in consecutive rows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows<'a> {
    /// States as codes.
    Codes(&'a [u8]),
    /// Numbers and counts.
    Numbers(&'a [f64]),
}

impl Frame {
    /// The frame for a node, its bins from rows that were drawn ahead, of one program or of several.
    pub(crate) fn of(variable: &Variable, pilots: &[Rows<'_>]) -> Self {
        match &variable.values {
            Values::Ordered(states) | Values::Unordered(states) => Self::States(states.clone()),
            Values::Count | Values::Number => Self::numbers(pilots),
        }
    }

    fn numbers(pilots: &[Rows<'_>]) -> Self {
        let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut whole = true;
        for pilot in pilots {
            let Rows::Numbers(values) = pilot else { continue };
            for &value in *values {
                least = least.min(value);
                greatest = greatest.max(value);
                whole &= value.fract() == 0.0;
            }
        }
        let range = greatest - least;
        if !range.is_finite() {
            return Self::Numbers { low: -0.5, width: 1.0, bins: 1, whole: false, center: 0.0 };
        }
        let center = least + 0.5 * range;
        if whole && range < 1e9 {
            let width = ((range + 1.0) / f64::from(FINE_BINS)).ceil().max(1.0);
            // Counts seldom stop where the first rows do: a tenth more on either side.
            let room = (range / 10.0 / width).floor() * width;
            let bins = ((range + 1.0 + 2.0 * room) / width).ceil().max(1.0) as u32;
            return Self::Numbers { low: least - room - 0.5, width, bins, whole, center };
        }
        if range == 0.0 {
            let width = if least == 0.0 { 1.0 } else { least.abs() };
            return Self::Numbers {
                low: least - 0.5 * width,
                width,
                bins: 1,
                whole: false,
                center,
            };
        }
        let width = range / f64::from(FINE_BINS);
        Self::Numbers { low: least, width, bins: FINE_BINS, whole: false, center }
    }

    /// Numbers in a tally.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::States(states) => states.len(),
            Self::Numbers { bins, .. } => SUMS + *bins as usize,
        }
    }

    /// A tally of no rows.
    pub(crate) fn empty(&self) -> Vec<f64> {
        let mut tally = vec![0.0; self.len()];
        if let Self::Numbers { .. } = self {
            (tally[3], tally[4]) = (f64::INFINITY, f64::NEG_INFINITY);
        }
        tally
    }

    /// Counts rows into a tally of this frame.
    pub(crate) fn count(&self, rows: Rows<'_>, tally: &mut [f64]) {
        match (self, rows) {
            (Self::States(_), Rows::Codes(codes)) => tally::count_codes(codes, tally),
            (&Self::Numbers { low, width, center, .. }, Rows::Numbers(values)) => {
                let (head, counts) = tally.split_at_mut(SUMS);
                let [n, sum, squares, minimum, maximum] = [0, 1, 2, 3, 4].map(|idx| head[idx]);
                let mut sums = Sums { n, sum, squares, minimum, maximum };
                tally::count_numbers(values, &Bins { low, width, center }, &mut sums, counts);
                let Sums { n, sum, squares, minimum, maximum } = sums;
                head.copy_from_slice(&[n, sum, squares, minimum, maximum]);
            }
            // A node's values are of one kind in every row of every program.
            _ => {}
        }
    }

    /// Adds the tally of later rows to one of earlier rows.
    pub(crate) fn merge(&self, tally: &mut [f64], later: &[f64]) {
        let is_extreme =
            |place: usize| matches!(self, Self::Numbers { .. }) && (3..5).contains(&place);
        for (place, (total, part)) in tally.iter_mut().zip(later).enumerate() {
            *total = match place {
                3 if is_extreme(place) => total.min(*part),
                4 if is_extreme(place) => total.max(*part),
                _ => *total + part,
            };
        }
    }

    /// The tally in the form that everyone sees.
    pub(crate) fn view(&self, of: &str, tally: &[f64]) -> DistributionView {
        let mut view = DistributionView { of: of.to_owned(), ..DistributionView::default() };
        match self {
            Self::States(states) => {
                let n = tally.iter().fold(0.0, |sum, count| sum + count);
                view.n = n as u64;
                view.states = states
                    .iter()
                    .zip(tally)
                    .map(|(state, count)| {
                        let share = if n > 0.0 { count / n } else { 0.0 };
                        let error = float::sqrt(share * (1.0 - share) / n.max(1.0));
                        StateShare { state: state.clone(), share, standard_error: Some(error) }
                    })
                    .collect();
            }
            Self::Numbers { .. } => {
                view.n = tally[0] as u64;
                let summary = self.summary(tally);
                if summary.is_none() && tally[0] > 0.0 {
                    view.notes.push("some values are too large to be summed up".to_owned());
                }
                view.numbers = summary;
            }
        }
        view
    }

    /// Half the sum of the absolute differences of two tallies' shares, of states or of shown bins.
    pub(crate) fn total_variation(&self, one: &[f64], other: &[f64]) -> f64 {
        let counts = |tally: &[f64]| match self {
            Self::States(_) => tally.to_vec(),
            Self::Numbers { .. } => self.shown(tally).1,
        };
        let (one, other) = (counts(one), counts(other));
        let total = |counts: &[f64]| counts.iter().fold(0.0, |sum, count| sum + count);
        let (n_one, n_other) = (f64::max(total(&one), 1.0), f64::max(total(&other), 1.0));
        let differences = one.iter().zip(&other).map(|(a, b)| (a / n_one - b / n_other).abs());
        differences.fold(0.0, |sum, difference| sum + difference) / 2.0
    }

    /// None without rows, and where sums are not finite.
    fn summary(&self, tally: &[f64]) -> Option<NumberSummary> {
        let Self::Numbers { center, .. } = self else { return None };
        let (n, sum, squares) = (tally[0], tally[1], tally[2]);
        let (minimum, maximum) = (tally[3], tally[4]);
        let mean = center + sum / n;
        let variance = (squares - sum * (sum / n)) / (n - 1.0).max(1.0);
        if n < 1.0 || !(mean.is_finite() && variance.is_finite()) {
            return None;
        }
        let (edges, counts) = self.shown(tally);
        Some(NumberSummary {
            mean,
            standard_deviation: float::sqrt(variance.max(0.0)),
            minimum,
            quantiles: QUANTILES.map(|probability| self.quantile(tally, probability)),
            maximum,
            edges,
            counts,
        })
    }

    /// The value below which a share of the rows lies, interpolated within its bin; a whole number
    /// where all values are.
    fn quantile(&self, tally: &[f64], probability: f64) -> f64 {
        let Self::Numbers { low, width, whole, .. } = *self else { return 0.0 };
        let (minimum, maximum) = (tally[3], tally[4]);
        let counts = &tally[SUMS..];
        let wanted = probability * tally[0];
        let (mut before, mut bin) = (0.0, 0);
        while bin + 1 < counts.len() && before + counts[bin] < wanted {
            before += counts[bin];
            bin += 1;
        }
        if whole && width == 1.0 {
            return (low + bin as f64 + 0.5).clamp(minimum, maximum);
        }
        let start = if bin == 0 { minimum } else { low + width * bin as f64 };
        let end = if bin + 1 == counts.len() { maximum } else { low + width * (bin + 1) as f64 };
        let share = if counts[bin] > 0.0 { (wanted - before) / counts[bin] } else { 0.5 };
        let value = start + share.clamp(0.0, 1.0) * (end - start);
        let value = if whole { value.round() } else { value };
        value.clamp(minimum, maximum)
    }

    /// Edges and counts of the bins that are shown: fine bins put together.
    fn shown(&self, tally: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let Self::Numbers { low, width, bins, .. } = *self else {
            return (Vec::new(), Vec::new());
        };
        let group = bins.div_ceil(SHOWN_BINS).max(1);
        let counts: Vec<f64> = tally[SUMS..]
            .chunks(group as usize)
            .map(|counts| counts.iter().fold(0.0, |sum, count| sum + count))
            .collect();
        let edge = |idx: usize| low + width * f64::from(group) * idx as f64;
        ((0..=counts.len()).map(edge).collect(), counts)
    }
}

#[cfg(test)]
mod tests {
    use numeric::{quantile::quantile_unsorted, seed::Seed, sum};

    use super::*;

    fn normals(n: u64) -> Vec<f64> {
        let stream = Seed(3).stream("values");
        (0..n).map(|row| 100.0 + 15.0 * stream.at(row).normal()).collect()
    }

    fn tally(frame: &Frame, values: &[f64]) -> Vec<f64> {
        let mut tally = frame.empty();
        frame.count(Rows::Numbers(values), &mut tally);
        tally
    }

    #[test]
    fn a_summary_of_merged_blocks_has_the_moments_and_quantiles_of_the_rows() {
        let values = normals(20_000);
        let frame = Frame::numbers(&[Rows::Numbers(&values[..4_096])]);
        let mut merged = frame.empty();
        for block in values.chunks(3_000) {
            frame.merge(&mut merged, &tally(&frame, block));
        }
        let view = frame.view("x", &merged);
        let found = view.numbers.expect("finite numbers");
        assert_eq!(view.n, 20_000);
        assert!((found.mean - sum::mean(&values)).abs() < 1e-9);
        assert!((found.standard_deviation - sum::standard_deviation(&values)).abs() < 1e-9);
        for (quantile, probability) in found.quantiles.into_iter().zip(QUANTILES) {
            let exact = quantile_unsorted(&values, probability);
            assert!((quantile - exact).abs() < 0.3, "{quantile} {exact}");
        }
        assert_eq!(found.counts.iter().sum::<f64>(), 20_000.0);
        assert_eq!(found.edges.len(), found.counts.len() + 1);
    }

    #[test]
    fn quantiles_of_counts_are_counts() {
        let values: Vec<f64> = (0..1_000).map(|row| f64::from(row % 11)).collect();
        let frame = Frame::numbers(&[Rows::Numbers(&values)]);
        let found = frame.view("x", &tally(&frame, &values)).numbers.expect("finite numbers");
        assert_eq!(found.quantiles, [0.0, 2.0, 5.0, 8.0, 10.0]);
        assert_eq!((found.minimum, found.maximum), (0.0, 10.0));
    }

    #[test]
    fn a_constant_and_huge_numbers_have_finite_summaries_or_none() {
        for value in [0.0, 7.5, -1e300, 1e-300] {
            let values = [value; 100];
            let frame = Frame::numbers(&[Rows::Numbers(&values)]);
            let view = frame.view("x", &tally(&frame, &values));
            let found = view.numbers.expect("a constant has a summary");
            assert_eq!(found.quantiles, [value; 5]);
            assert_eq!(found.standard_deviation, 0.0);
        }
        let values = [1e200, -1e200];
        let frame = Frame::numbers(&[Rows::Numbers(&values)]);
        let view = frame.view("x", &tally(&frame, &values));
        assert!(view.numbers.is_none() && view.notes.len() == 1);
    }

    #[test]
    fn total_variation_is_zero_for_equal_shares_and_one_for_none_in_common() {
        let frame = Frame::States(vec!["no".to_owned(), "yes".to_owned()]);
        assert_eq!(frame.total_variation(&[30.0, 10.0], &[60.0, 20.0]), 0.0);
        assert_eq!(frame.total_variation(&[30.0, 0.0], &[0.0, 5.0]), 1.0);
        let mut counts = frame.empty();
        frame.count(Rows::Codes(&[1, 0, 1, 1, 1, 0]), &mut counts);
        assert_eq!(counts, [2.0, 4.0]);
    }
}
