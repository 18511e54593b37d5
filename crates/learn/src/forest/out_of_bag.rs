//! Out-of-bag predictions: every row predicted by the trees whose sample it is not in.

use super::{Forest, training::Training, tree::Tree};

/// Units of the fixed-point sums in one: values up to 2 in size from 2^18 trees fit 64 bits.
const UNITS: f64 = (1_u64 << 44) as f64;

/// Sums over trees, kept in fixed point so that they are the same in whatever order trees come.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OutOfBag {
    sums: Vec<i64>,
    trees: Vec<u32>,
    predictions: Option<Vec<f64>>,
}

impl OutOfBag {
    /// No trees yet.
    pub(super) fn new(n_rows: usize) -> Self {
        Self { sums: vec![0; n_rows], trees: vec![0; n_rows], predictions: None }
    }

    /// Counts in the predictions of one tree for the rows outside its sample.
    pub(super) fn add(&mut self, tree: &Tree, training: &Training, rows: &[u32]) {
        tree.for_each_value(
            rows,
            |row, feature| training.code(row, feature),
            |row, value| {
                self.sums[row as usize] += (value * UNITS) as i64;
                self.trees[row as usize] += 1;
            },
        );
    }

    /// Counts in what other trees of the same forest gave.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, add)| *sum += add);
        self.trees.iter_mut().zip(&other.trees).for_each(|(trees, add)| *trees += add);
    }

    pub(super) fn n_rows(&self) -> usize {
        self.sums.len()
    }

    pub(super) fn predictions(&self) -> Option<&[f64]> {
        self.predictions.as_deref()
    }
}

impl Forest {
    /// Turns the sums into predictions; to be called when trees were added.
    pub(super) fn finish_out_of_bag(&mut self) {
        let [low, high] = self.range;
        let magnitude = self.magnitude;
        let each = self.out_of_bag.sums.iter().zip(&self.out_of_bag.trees);
        self.out_of_bag.predictions = each
            .map(|(&sum, &trees)| {
                let mean = sum as f64 / UNITS / f64::from(trees);
                (trees > 0).then(|| (mean * magnitude).clamp(low, high))
            })
            .collect();
    }
}
