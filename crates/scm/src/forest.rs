//! A fitted random forest as a mechanism: plain arrays, and the shares or means that they give.

use learn::forest::TreeNode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Values, kernel::ParentColumn};

/// A random forest that was fitted to data.
///
/// A node with numbers and one with two states have one output: the mean, or the share of the second
/// state. A node with more states has one output for each; the shares are what they are of their sum.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FittedForest {
    /// How many states the node has; 0 for numbers.
    pub states: u32,
    /// How many states each parent has, in the order of the parents; 0 for numbers.
    pub parents: Vec<u32>,
    /// What the trees ask for.
    pub features: Vec<ForestFeature>,
    /// A forest for each output.
    pub outputs: Vec<ForestOutput>,
    /// What is added to the mean of a number, all equally likely, in ascending order: the data less
    /// their out-of-bag predictions. None for states.
    pub residuals: Vec<f64>,
}

/// What a tree can ask of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForestFeature {
    /// The parent, counted from 0.
    pub parent: u32,
    /// Whether the parent has this state, counted from 0: 1 or 0. Without it the parent's number, or
    /// the number of its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<u32>,
}

/// The trees of one output: their mean is the prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForestOutput {
    /// The trees.
    pub trees: Vec<FittedTree>,
    /// The smallest value in the data; no prediction is below.
    pub low: f64,
    /// The largest value in the data; no prediction is above.
    pub high: f64,
}

/// A tree as three arrays with an entry for each of its nodes, of which the first is the root.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FittedTree {
    /// The left child of a node, the right one being the next; 0 for a leaf.
    pub left: Vec<u32>,
    /// The feature that is compared; 0 for a leaf.
    pub feature: Vec<u32>,
    /// The largest value of the feature that goes left; the prediction of a leaf.
    pub number: Vec<f64>,
}

impl FittedForest {
    /// Whether it gives values of this kind from parents with those values, in this order.
    ///
    /// # Errors
    /// What does not fit, in words that go on from "the random forest of `x`".
    pub(crate) fn check(&self, values: &Values, parents: &[&Values]) -> Result<(), String> {
        const REFIT: &str = "fit it to a table again";
        if self.outputs.is_empty() || self.outputs.iter().any(|output| output.trees.is_empty()) {
            return Err("has no trees; fit it to a table".to_owned());
        }
        if self.states != n_states(values) {
            return Err(format!(
                "gives {}, and the node has {}; {REFIT}",
                kind(self.states),
                kind(n_states(values))
            ));
        }
        if self.parents.len() != parents.len() {
            return Err(format!(
                "was grown for {} parents and has {}; {REFIT}",
                self.parents.len(),
                parents.len()
            ));
        }
        for (place, (grown, now)) in self.parents.iter().zip(parents).enumerate() {
            if *grown != n_states(now) {
                return Err(format!(
                    "was grown for a parent {} with {}, which now has {}; {REFIT}",
                    place + 1,
                    kind(*grown),
                    kind(n_states(now))
                ));
            }
        }
        self.check_arrays()
    }

    /// Row by row the shares of the states, or the mean of a number: as many numbers a row as `out`
    /// has room for.
    pub(crate) fn predict(&self, parents: &[ParentColumn], out: &mut [f64]) {
        let width = self.states.max(1) as usize;
        let n_rows = out.len() / width;
        let features: Vec<Vec<f64>> =
            self.features.iter().map(|feature| feature.column(parents, n_rows)).collect();
        let mut column = vec![0.0; n_rows];
        for (place, output) in self.outputs.iter().enumerate() {
            output.predict(&features, &mut column);
            for (row, value) in out.chunks_exact_mut(width).zip(&column) {
                match row {
                    [first, second] => (*first, *second) = (1.0 - value, *value),
                    _ => row[place] = *value,
                }
            }
        }
        if width > 2 {
            out.chunks_exact_mut(width).for_each(to_shares);
        }
    }

    /// Residuals of a forest that gives numbers, in ascending order; none for states.
    pub(crate) fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// Arrays of one size, children after their parents, finite numbers: no walk goes astray.
    fn check_arrays(&self) -> Result<(), String> {
        let n_outputs = if self.states <= 2 { 1 } else { self.states as usize };
        if self.outputs.len() != n_outputs {
            return Err(format!("has {} outputs instead of {n_outputs}", self.outputs.len()));
        }
        for feature in &self.features {
            let states = self.parents.get(feature.parent as usize);
            let states = states.ok_or_else(|| {
                format!("looks at parent {}, which there is not", u64::from(feature.parent) + 1)
            })?;
            if feature.state.is_some_and(|state| state >= *states) {
                return Err(format!(
                    "looks at a state that parent {} has not",
                    u64::from(feature.parent) + 1
                ));
            }
        }
        for output in &self.outputs {
            let is_ordered = output.low <= output.high;
            if !(is_ordered && output.low.is_finite() && output.high.is_finite()) {
                return Err("has no range of values".to_owned());
            }
            if self.states > 0 && !(output.low >= 0.0 && output.high <= 1.0) {
                return Err("gives shares that are not between 0 and 1".to_owned());
            }
            for (number, tree) in output.trees.iter().enumerate() {
                tree.check(self.features.len())
                    .map_err(|fault| format!("has a tree {} that {fault}", number + 1))?;
            }
        }
        Ok(())
    }
}

impl ForestFeature {
    /// Its values in the first rows of the parents' columns.
    pub(crate) fn column(&self, parents: &[ParentColumn], n_rows: usize) -> Vec<f64> {
        match (parents[self.parent as usize], self.state) {
            (ParentColumn::Numbers(numbers), _) => numbers[..n_rows].to_vec(),
            (ParentColumn::Codes(codes), None) => {
                codes[..n_rows].iter().map(|&code| f64::from(code)).collect()
            }
            (ParentColumn::Codes(codes), Some(state)) => {
                let has = |code: &u8| f64::from(u8::from(u32::from(*code) == state));
                codes[..n_rows].iter().map(has).collect()
            }
        }
    }
}

impl ForestOutput {
    /// The trees of a grown forest.
    pub(crate) fn of(forest: &learn::Forest) -> Self {
        let tree = |number: usize| {
            let mut tree = FittedTree::default();
            for node in forest.tree(number) {
                let (left, feature, number) = match node {
                    TreeNode::Split { feature, at_most, left } => (left, feature, at_most),
                    TreeNode::Leaf(value) => (0, 0, value),
                };
                tree.left.push(left);
                tree.feature.push(feature);
                tree.number.push(number);
            }
            tree
        };
        let [low, high] = forest.range();
        Self { trees: (0..forest.n_trees()).map(tree).collect(), low, high }
    }

    fn predict(&self, features: &[Vec<f64>], out: &mut [f64]) {
        out.fill(0.0);
        for tree in &self.trees {
            for (row, sum) in out.iter_mut().enumerate() {
                *sum += tree.value(features, row);
            }
        }
        let n_trees = self.trees.len() as f64;
        for sum in out {
            *sum = (*sum / n_trees).clamp(self.low, self.high);
        }
    }
}

impl FittedTree {
    fn value(&self, features: &[Vec<f64>], row: usize) -> f64 {
        let mut node = 0;
        loop {
            let left = self.left[node] as usize;
            let number = self.number[node];
            if left == 0 {
                return number;
            }
            let goes_right = features[self.feature[node] as usize][row] > number;
            node = left + usize::from(goes_right);
        }
    }

    fn check(&self, n_features: usize) -> Result<(), &'static str> {
        let n_nodes = self.left.len();
        if n_nodes == 0 || self.feature.len() != n_nodes || self.number.len() != n_nodes {
            return Err("has arrays of different sizes");
        }
        if !self.number.iter().all(|number| number.is_finite()) {
            return Err("has a number that is not finite");
        }
        for (node, (&left, &feature)) in self.left.iter().zip(&self.feature).enumerate() {
            let left = left as usize;
            if left != 0 && (left <= node || left >= n_nodes - 1) {
                return Err("has a child that is out of place");
            }
            if left != 0 && feature as usize >= n_features {
                return Err("looks at a feature that there is not");
            }
        }
        Ok(())
    }
}

fn n_states(values: &Values) -> u32 {
    values.states().len() as u32
}

fn kind(n_states: u32) -> String {
    if n_states == 0 { "numbers".to_owned() } else { format!("{n_states} states") }
}

/// Divides by the sum; equal shares where nothing is left.
fn to_shares(row: &mut [f64]) {
    let sum: f64 = row.iter().sum();
    let even = 1.0 / row.len() as f64;
    for value in row {
        *value = if sum > 0.0 { *value / sum } else { even };
    }
}
