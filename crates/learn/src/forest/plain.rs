//! A grown forest in plain numbers, for those who keep it, show it, or compute it elsewhere.

use super::{Forest, tree::NO_CUT};

/// A node of a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TreeNode {
    /// Rows whose value of `feature` is at most `at_most` go to node `left`, all others to the node
    /// after it. `left` is larger than the node's own number.
    Split {
        /// The column, counted from 0.
        feature: u32,
        /// The largest value that goes left.
        at_most: f64,
        /// The number of the left child.
        left: u32,
    },
    /// The mean response of the rows that end here.
    Leaf(f64),
}

impl Forest {
    /// The nodes of one tree; number 0 is the root.
    ///
    /// The mean over the trees of the leaf that a row ends in, kept within [`Forest::range`], is the
    /// prediction.
    ///
    /// # Panics
    /// When there is no such tree, see [`Forest::n_trees`].
    pub fn tree(&self, number: usize) -> impl ExactSizeIterator<Item = TreeNode> {
        let tree = &self.trees[number];
        tree.nodes.iter().map(|node| {
            if node.cut == NO_CUT {
                return TreeNode::Leaf(tree.values[node.left as usize] * self.magnitude);
            }
            let edges = &self.bins.edges[usize::from(node.feature)];
            TreeNode::Split {
                feature: u32::from(node.feature),
                at_most: edges[usize::from(node.cut)],
                left: node.left,
            }
        })
    }

    /// The smallest and the largest response that the forest was grown on.
    pub fn range(&self) -> [f64; 2] {
        self.range
    }
}
