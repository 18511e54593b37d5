//! What all trees of a forest are grown on: coded columns, a scaled response, eligible rows.

use super::{ForestConfig, bins::Bins};
use crate::Target;
use numeric::{Matrix, sum};

/// The largest number of columns: a node names its column in two bytes.
const MOST_COLUMNS: usize = 1 << 16;

/// The data of a forest, coded once.
#[derive(Debug)]
pub(super) struct Training {
    /// Codes of all rows, column after column.
    codes: Vec<u8>,
    /// Number of bins of every column.
    n_bins: Vec<usize>,
    /// Response of all rows, divided by `magnitude`: at most 2 in size.
    pub(super) response: Vec<f64>,
    /// A power of two, 1 for probabilities.
    pub(super) magnitude: f64,
    /// Smallest and largest response, as given.
    pub(super) range: [f64; 2],
    /// Subtracted from the scaled response while splits are sought, 0 for probabilities.
    pub(super) center: f64,
    /// Weight of all rows; `None` when all are 1.
    pub(super) weights: Option<Vec<f64>>,
    /// Rows of positive weight: the ones that bootstrap samples are drawn from.
    pub(super) rows: Vec<u32>,
    /// How many columns a split tries.
    pub(super) try_features: usize,
    /// Smallest weight of a leaf.
    pub(super) min_leaf: f64,
    /// Largest number of splits above a leaf.
    pub(super) max_depth: u32,
}

impl Training {
    /// Codes the data; also returns the bins in which they are coded.
    pub(super) fn new(
        features: &Matrix,
        response: &[f64],
        weights: Option<&[f64]>,
        target: Target,
        config: &ForestConfig,
    ) -> (Self, Bins) {
        let n_rows = features.n_rows();
        let n_features = features.n_columns();
        assert_eq!(response.len(), n_rows, "there is one response per row");
        assert!(
            weights.is_none_or(|weights| weights.len() == n_rows),
            "there is one weight per row"
        );
        assert!(n_features <= MOST_COLUMNS, "a forest takes at most 65,536 columns");
        let rows: Vec<u32> = (0..n_rows as u32)
            .filter(|&row| weights.is_none_or(|weights| weights[row as usize] > 0.0))
            .collect();
        assert!(!rows.is_empty(), "a forest needs a row of positive weight");

        let bins = Bins::new(features, &rows, usize::from(config.bins));
        let range = rows.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], &row| {
            let value = response[row as usize] + 0.0;
            [low.min(value), high.max(value)]
        });
        let (magnitude, default_try) = match target {
            Target::Probability => (1.0, n_features.isqrt()),
            Target::Mean => (power_of_two(range[0].abs().max(range[1].abs())), n_features / 3),
        };
        // Adding 0 turns −0 into 0, so that equal responses have equal bits.
        let scaled: Vec<f64> = response.iter().map(|value| value / magnitude + 0.0).collect();
        let center = match target {
            Target::Probability => 0.0,
            Target::Mean => {
                let eligible: Vec<f64> = rows.iter().map(|&row| scaled[row as usize]).collect();
                sum::mean(&eligible)
            }
        };
        let training = Self {
            codes: bins.encode_columns(features),
            n_bins: bins.n_bins(),
            response: scaled,
            magnitude,
            range,
            center,
            weights: weights.map(<[f64]>::to_vec),
            rows,
            try_features: config.try_features.map_or(default_try, |tried| tried as usize).max(1),
            min_leaf: f64::from(config.min_leaf.max(1)),
            max_depth: config.max_depth,
        };
        (training, bins)
    }

    /// Number of rows, those of weight 0 included.
    pub(super) fn n_rows(&self) -> usize {
        self.response.len()
    }

    /// Number of columns.
    pub(super) fn n_features(&self) -> usize {
        self.n_bins.len()
    }

    /// Number of bins of one column.
    pub(super) fn n_bins(&self, feature: u16) -> usize {
        self.n_bins[usize::from(feature)]
    }

    /// Codes of one column by row.
    pub(super) fn column(&self, feature: u16) -> &[u8] {
        let n_rows = self.n_rows();
        let start = usize::from(feature) * n_rows;
        &self.codes[start..start + n_rows]
    }

    /// Code of one row in one column.
    #[inline]
    pub(super) fn code(&self, row: u32, feature: u16) -> u8 {
        self.codes[usize::from(feature) * self.response.len() + row as usize]
    }
}

/// The largest power of two that is not above the size; 1 for a size of 0.
fn power_of_two(size: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    if size == 0.0 {
        return 1.0;
    }
    f64::from_bits(size.to_bits() & EXPONENT).max(f64::MIN_POSITIVE)
}
