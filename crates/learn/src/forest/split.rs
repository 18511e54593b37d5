//! The best split of a node: a scan over the sums of a column for the largest fall in variance.

/// Weighted sum of the response and sum of the weights.
pub(super) type Total = [f64; 2];

/// The best split found so far in a node.
///
/// The sum of squares about the mean falls by
/// `weight · (left_sum − left_weight · mean)² / (left_weight · right_weight)`, for a response of 0
/// and 1 half the fall of the weighted Gini index. The first factor is the same for all splits of a
/// node; numerator and denominator are kept apart so that splits are compared without a division.
#[derive(Debug, Clone, Copy)]
pub(super) struct Best {
    numerator: f64,
    denominator: f64,
    /// Column of the split; meaningful once `found`.
    pub(super) feature: u16,
    /// The last bin that goes left.
    pub(super) cut: u8,
}

impl Best {
    /// No split yet.
    pub(super) fn none() -> Self {
        Self { numerator: -1.0, denominator: 1.0, feature: 0, cut: 0 }
    }

    /// Whether a split was found.
    pub(super) fn found(&self) -> bool {
        self.numerator >= 0.0
    }
}

/// What scans need to know about the node whose split is sought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parent {
    pub(super) weight: f64,
    pub(super) mean: f64,
    pub(super) min_leaf: f64,
}

/// A scan over a column from the smallest bin to the largest.
#[derive(Debug)]
pub(super) struct Scan {
    best: Best,
    parent: Parent,
    left: Total,
    previous: u32,
    better: bool,
}

impl Scan {
    pub(super) fn new(parent: &Parent, best: Best) -> Self {
        Self { best, parent: *parent, left: [0.0; 2], previous: 0, better: false }
    }

    /// Weighs the split between the bin met last and `bin`, then counts `total` to the left. Says
    /// whether that split is the best so far.
    ///
    /// What a split must fulfill is asked only of one that would be better, since few are. Before
    /// the first bin both sides of the comparison are 0.
    #[inline]
    pub(super) fn meet(&mut self, bin: u32, total: Total) -> bool {
        let [sum, weight] = self.left;
        let right_weight = self.parent.weight - weight;
        let surplus = sum - weight * self.parent.mean;
        let numerator = surplus * surplus;
        let denominator = weight * right_weight;
        let mut better = false;
        if numerator * self.best.denominator > self.best.numerator * denominator {
            let min_leaf = self.parent.min_leaf;
            better = bin != self.previous && weight >= min_leaf && right_weight >= min_leaf;
            if better {
                self.best.numerator = numerator;
                self.best.denominator = denominator;
                self.best.cut = ((self.previous + bin - 1) / 2) as u8;
                self.better = true;
            }
        }
        self.left = [sum + total[0], weight + total[1]];
        self.previous = bin;
        better
    }

    /// Hands the result over.
    pub(super) fn finish(self, feature: u16, best: &mut Best) {
        if self.better {
            *best = Best { feature, ..self.best };
        }
    }
}
