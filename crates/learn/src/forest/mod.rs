//! Random forests for probabilities and for means, grown on binned columns, the same on every machine.
//!
//! Every tree is grown on its own bootstrap sample; at every split a few columns, drawn without
//! replacement, compete for the largest fall in variance (for a response of 0 and 1 that is the fall
//! in the Gini index). A prediction is the mean over the trees of the mean response in the leaf, for
//! classes therefore the mean of the leaf proportions.
//!
//! A tree depends on the data, the stream and its own number, on nothing else. So trees may be grown
//! in blocks, in any order, by any worker: [`fit_trees`] over parts of the range and
//! [`Forest::merge`] give the same bits as [`fit_forest`].
//!
//! Columns are coded into at most 256 bins before the first tree, at edges that are midpoints between
//! neighboring values; rows are then compared by one byte, and a prediction by codes is a prediction
//! by thresholds. A tree takes 8 bytes a node and 8 more a leaf.
//!
//! # References
//! L. Breiman, "Random forests", Machine Learning 45, 2001; L. Breiman, J. Friedman, R. Olshen, C.
//! Stone, "Classification and regression trees", 1984, chapter 4 (the Gini index of two classes as a
//! variance); J. D. Malley, J. Kruppa, A. Dasgupta, K. G. Malley, A. Ziegler, "Probability machines",
//! Methods of Information in Medicine 51, 2012 (probability forests); G. Ke and others, "LightGBM",
//! NeurIPS 2017 (histograms over bins).

mod training;

mod bins;

mod grow;

mod columns;

mod histogram;

mod thicket;

mod split;

mod tree;

mod out_of_bag;

mod predict;

mod merge;

mod plain;

pub use merge::MergeError;
pub use plain::TreeNode;

use crate::Target;
use bins::Bins;
use grow::Grower;
use numeric::{Matrix, seed::Stream};
use out_of_bag::OutOfBag;
use std::ops::Range;
use training::Training;
use tree::Tree;

/// How a forest is grown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForestConfig {
    /// Number of trees; 0 counts as 1.
    pub trees: u32,
    /// Columns tried at every split, 1 to all. `None`: the square root of their number for
    /// probabilities, a third of it for means, rounded down (Breiman 2001; Liaw and Wiener, R News
    /// 2(3), 2002). A split goes on to further columns until it has tried one that varies.
    pub try_features: Option<u32>,
    /// Smallest number of rows in a leaf (drawn rows, each counted with its weight); 0 counts as 1.
    pub min_leaf: u32,
    /// Largest number of splits between the root and a leaf.
    pub max_depth: u32,
    /// Largest number of bins of a column, 2 to 256.
    pub bins: u16,
}

impl ForestConfig {
    /// For probabilities: leaves of at least 10 rows, the node size of probability forests in ranger
    /// (Wright and Ziegler, Journal of Statistical Software 77(1), 2017; there the size from which a
    /// node is still split, here that of a leaf, which smooths a little more). 200 trees: the part of
    /// the variance that is due to their number falls as one over it.
    pub fn default_probability() -> Self {
        Self { trees: 200, try_features: None, min_leaf: 10, max_depth: u32::MAX, bins: 256 }
    }

    /// For means: leaves of at least 5 rows, the node size of Breiman (2001) and of ranger.
    pub fn default_mean() -> Self {
        Self { min_leaf: 5, ..Self::default_probability() }
    }
}

/// A grown forest.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    bins: Bins,
    /// Number of the first tree.
    first: u32,
    trees: Vec<Tree>,
    /// Values in the leaves are responses divided by this power of two, so at most 2 in size.
    magnitude: f64,
    /// Smallest and largest response.
    range: [f64; 2],
    out_of_bag: OutOfBag,
}

/// Grows a forest. Shapes: `response` and `weights` have one value per row of `features`.
///
/// `target` decides the default of [`ForestConfig::try_features`] and whether responses are
/// centered; responses for [`Target::Probability`] lie in `[0, 1]`. `weights` count how many rows a
/// row stands for: samples are drawn from the rows with equal chances, sums are weighted, rows of
/// weight 0 are left out. No columns, one row or a constant response give a constant forest.
///
/// # Panics
/// When the lengths differ, when no row has a positive weight, or at more than 65,536 columns.
pub fn fit_forest(
    features: &Matrix,
    response: &[f64],
    weights: Option<&[f64]>,
    target: Target,
    config: &ForestConfig,
    stream: &Stream,
) -> Forest {
    let trees = 0..config.trees.max(1);
    fit_trees(features, response, weights, target, config, stream, trees)
}

/// Grows only the trees with the given numbers of the forest that [`fit_forest`] would grow; the
/// parts are put together by [`Forest::merge`].
///
/// # Panics
/// As [`fit_forest`], and when the range is empty.
pub fn fit_trees(
    features: &Matrix,
    response: &[f64],
    weights: Option<&[f64]>,
    target: Target,
    config: &ForestConfig,
    stream: &Stream,
    trees: Range<u32>,
) -> Forest {
    assert!(!trees.is_empty(), "a forest has at least one tree");
    let (training, bins) = Training::new(features, response, weights, target, config);
    let mut grower = Grower::new(&training);
    let mut out_of_bag = OutOfBag::new(training.n_rows());
    let first = trees.start;
    let trees = trees
        .map(|number| {
            let tree = grower.grow(&stream.index(u64::from(number)));
            out_of_bag.add(&tree, &training, grower.out_of_bag());
            tree
        })
        .collect();
    let mut forest = Forest {
        bins,
        first,
        trees,
        magnitude: training.magnitude,
        range: training.range,
        out_of_bag,
    };
    forest.finish_out_of_bag();
    forest
}

impl Forest {
    /// Number of trees.
    pub fn n_trees(&self) -> usize {
        self.trees.len()
    }

    /// Number of columns that the forest was grown on.
    pub fn n_features(&self) -> usize {
        self.bins.n_columns()
    }

    /// Number of nodes, leaves included, of all trees.
    pub fn n_nodes(&self) -> usize {
        self.trees.iter().map(|tree| tree.nodes.len()).sum()
    }

    /// For every training row the mean over the trees that were grown without it (rows of weight 0:
    /// over all trees). `None` when some row was in the sample of every tree, as happens with few
    /// trees or few rows.
    pub fn out_of_bag(&self) -> Option<&[f64]> {
        self.out_of_bag.predictions()
    }
}

#[cfg(test)]
mod tests;
