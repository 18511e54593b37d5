//! Putting blocks of trees together into the forest that would have been grown in one go.

use super::Forest;
use thiserror::Error;

/// Why blocks of trees do not make one forest.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MergeError {
    /// There is nothing to merge.
    #[error("no blocks of trees to merge")]
    Empty,
    /// Two blocks were grown on different data.
    #[error("the blocks of trees were grown on different data")]
    DifferentData,
    /// A tree is missing or there twice.
    #[error("expected tree number {expected} next, found {found}")]
    Gap {
        /// Number of the tree that should come next.
        expected: u32,
        /// Number of the tree that comes next.
        found: u32,
    },
}

impl Forest {
    /// The forest made of all blocks, whatever their order. Its trees, predictions and out-of-bag
    /// predictions are those of one call over the whole range, bit by bit.
    ///
    /// # Errors
    /// When there are no blocks, when their trees do not follow each other without gaps, or when
    /// they were grown on different data.
    pub fn merge(mut blocks: Vec<Forest>) -> Result<Forest, MergeError> {
        blocks.sort_by_key(|block| block.first);
        let mut blocks = blocks.into_iter();
        let mut forest = blocks.next().ok_or(MergeError::Empty)?;
        for block in blocks {
            let same = forest.bins == block.bins
                && forest.range == block.range
                && forest.out_of_bag.n_rows() == block.out_of_bag.n_rows();
            if !same {
                return Err(MergeError::DifferentData);
            }
            let expected = forest.first + forest.trees.len() as u32;
            if block.first != expected {
                return Err(MergeError::Gap { expected, found: block.first });
            }
            forest.trees.extend(block.trees);
            forest.out_of_bag.absorb(&block.out_of_bag);
        }
        forest.finish_out_of_bag();
        Ok(forest)
    }
}
