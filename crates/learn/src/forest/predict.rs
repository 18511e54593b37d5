//! Predictions for new rows: rows are coded once, then tree after tree walks over a block of them.

use super::Forest;
use numeric::Matrix;

/// Codes of one block of rows: they stay in the second-level cache beside a tree.
const BLOCK_CODES: usize = 1 << 18;

impl Forest {
    /// The mean response (for classes the probability) at every row of `features`, which has the
    /// columns that the forest was grown on. Always within the range of the training responses.
    ///
    /// # Panics
    /// When the number of columns differs from that in training.
    pub fn predict(&self, features: &Matrix) -> Vec<f64> {
        let n_features = self.n_features();
        assert_eq!(features.n_columns(), n_features, "a forest predicts from its own columns");
        let n_rows = features.n_rows();
        let block_rows = (BLOCK_CODES / n_features.max(1)).clamp(1, n_rows.max(1));
        let mut codes = vec![0; block_rows * n_features];
        let mut predictions = vec![0.0; n_rows];
        let numbers: Vec<u32> = (0..block_rows as u32).collect();
        for (block, sums) in predictions.chunks_mut(block_rows).enumerate() {
            let codes = &mut codes[..sums.len() * n_features];
            self.bins.encode_rows(features, block * block_rows, codes);
            for tree in &self.trees {
                tree.for_each_value(
                    &numbers[..sums.len()],
                    |row, feature| codes[row as usize * n_features + usize::from(feature)],
                    |row, value| sums[row as usize] += value,
                );
            }
        }
        let [low, high] = self.range;
        let n_trees = self.trees.len() as f64;
        for sum in &mut predictions {
            *sum = (*sum / n_trees * self.magnitude).clamp(low, high);
        }
        predictions
    }
}
