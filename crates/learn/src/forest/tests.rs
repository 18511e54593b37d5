//! Tests of the whole forest: oracles, what must not change a bit, and inputs that try to break it.

use super::{
    Forest, ForestConfig, MergeError, TreeNode, fit_forest, fit_trees,
    histogram::{Histogram, Sample},
    split::{Best, Parent},
    thicket::Thicket,
    training::Training,
    tree::{NO_CUT, Tree},
};
use crate::{
    Target,
    score::{area_under_curve, r_squared},
};
use numeric::{
    Matrix, float,
    seed::{Seed, Stream, permutation, resample_counts},
};
use proptest::prelude::*;

fn stream() -> Stream {
    Seed(11).stream("forest test")
}

fn pure(trees: u32) -> ForestConfig {
    ForestConfig { trees, min_leaf: 1, ..ForestConfig::default_mean() }
}

/// Six uniform columns, a logistic class and a number with noise.
fn simulated(n_rows: usize) -> (Matrix, Vec<f64>, Vec<f64>) {
    let mut features = Matrix::zeros(n_rows, 6);
    let mut class = Vec::new();
    let mut number = Vec::new();
    for row in 0..n_rows {
        let mut draws = Seed(5).stream("table").at(row as u64);
        for column in 0..6 {
            features.set(row, column, draws.uniform());
        }
        let signal = 6.0 * (features.get(row, 0) - 0.5) + 8.0 * (features.get(row, 1) - 0.5)
            - 10.0 * (features.get(row, 2) - 0.5) * (features.get(row, 3) - 0.5);
        class.push(f64::from(draws.uniform() < float::logistic(signal)));
        number.push(signal + draws.normal());
    }
    (features, class, number)
}

/// The value of a row by thresholds on its own numbers, without bins.
fn raw_value(forest: &Forest, tree: &Tree, features: &Matrix, row: usize) -> f64 {
    let mut at = 0;
    loop {
        let node = tree.nodes[at];
        if node.cut == NO_CUT {
            return tree.values[node.left as usize];
        }
        let feature = usize::from(node.feature);
        let threshold = forest.bins.edges[feature][usize::from(node.cut)];
        at = node.left as usize + usize::from(features.get(row, feature) > threshold);
    }
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn a_step_is_found_where_it_is() {
    let column: Vec<f64> = (0..200).map(|row| f64::from(row) / 200.0).collect();
    let noise = vec![1.0; 200];
    let response: Vec<f64> = column.iter().map(|&x| if x > 0.3 { 5.0 } else { -2.0 }).collect();
    let features = Matrix::from_columns(vec![noise, column.clone()]);
    let config = ForestConfig::default_mean();
    let forest = fit_forest(&features, &response, None, Target::Mean, &config, &stream());
    for (x, prediction) in column.iter().zip(forest.predict(&features)) {
        if (x - 0.3).abs() > 0.04 {
            assert_eq!(prediction, if *x > 0.3 { 5.0 } else { -2.0 }, "at {x}");
        }
    }
}

#[test]
fn out_of_bag_scores_tell_signal_from_noise() {
    let (features, class, number) = simulated(2_000);
    let config = ForestConfig { trees: 100, ..ForestConfig::default_probability() };
    let area = |class: &[f64]| {
        let forest = fit_forest(&features, class, None, Target::Probability, &config, &stream());
        let scores = forest.out_of_bag().expect("100 trees leave every row out of some sample");
        area_under_curve(class, scores, None).expect("both classes occur")
    };
    // The probabilities that the classes were drawn from reach 0.87.
    assert!(area(&class) > 0.84);
    let order = permutation(&Seed(6).stream("order"), 2_000);
    let shuffled: Vec<f64> = order.iter().map(|&row| class[row as usize]).collect();
    // Standard deviation of the area without signal: 0.013.
    assert!((area(&shuffled) - 0.5).abs() < 0.052);

    let forest = fit_forest(&features, &number, None, Target::Mean, &pure(100), &stream());
    let scores = forest.out_of_bag().expect("100 trees leave every row out of some sample");
    assert!(r_squared(&number, scores, None).expect("the numbers vary") > 0.72);
}

#[test]
fn blocks_of_trees_in_any_order_merge_to_the_same_bits() {
    let (features, class, number) = simulated(300);
    for (target, response) in [(Target::Probability, &class), (Target::Mean, &number)] {
        let config = ForestConfig { trees: 100, ..ForestConfig::default_mean() };
        let whole = fit_forest(&features, response, None, target, &config, &stream());
        let block = |trees| fit_trees(&features, response, None, target, &config, &stream(), trees);
        let merged = Forest::merge(vec![block(50..100), block(13..50), block(0..13)]);
        assert_eq!(merged.as_ref(), Ok(&whole));
        let merged = merged.expect("the blocks belong together");
        assert_eq!(bits(&merged.predict(&features)), bits(&whole.predict(&features)));
        assert_eq!(merged.out_of_bag().map(bits), whole.out_of_bag().map(bits));
        assert_eq!(whole.n_trees(), 100);

        let gap = Forest::merge(vec![block(0..2), block(3..4)]);
        assert_eq!(gap, Err(MergeError::Gap { expected: 2, found: 3 }));
    }
    assert_eq!(Forest::merge(Vec::new()), Err(MergeError::Empty));
    let one = fit_trees(&features, &class, None, Target::Mean, &pure(2), &stream(), 0..1);
    let other = fit_trees(&features, &number, None, Target::Mean, &pure(2), &stream(), 1..2);
    assert_eq!(Forest::merge(vec![one, other]), Err(MergeError::DifferentData));
}

#[test]
fn a_forest_of_stumps_is_the_mean_of_weighted_bootstrap_means() {
    let (features, _, number) = simulated(50);
    let weights: Vec<f64> = (0..50).map(|row| f64::from(row % 4)).collect();
    let config = ForestConfig { max_depth: 0, ..pure(7) };
    let fit = fit_forest(&features, &number, Some(&weights), Target::Mean, &config, &stream());
    let eligible: Vec<usize> = (0..50).filter(|&row| weights[row] > 0.0).collect();
    let mut expected = 0.0;
    for tree in 0..7 {
        let counts = resample_counts(&stream().index(tree).child("rows"), eligible.len() as u32);
        let (mut sum, mut weight) = (0.0, 0.0);
        for (&row, &count) in eligible.iter().zip(&counts) {
            sum += f64::from(count) * weights[row] * number[row];
            weight += f64::from(count) * weights[row];
        }
        expected += sum / weight / 7.0;
    }
    for prediction in fit.predict(&features) {
        assert!((prediction - expected).abs() < 1e-13);
    }
}

#[test]
fn a_tree_grown_to_purity_repeats_the_rows_it_was_grown_on() {
    let (features, _, number) = simulated(200);
    let forest = fit_forest(&features, &number, None, Target::Mean, &pure(1), &stream());
    let counts = resample_counts(&stream().index(0).child("rows"), 200);
    let predictions = forest.predict(&features);
    let mut repeated = 0;
    for row in (0..200).filter(|&row| counts[row] > 0) {
        assert_eq!(predictions[row], number[row]);
        repeated += 1;
    }
    assert!(repeated > 100);
    assert_eq!(forest.n_nodes(), 2 * repeated - 1);
    assert_eq!(forest.out_of_bag(), None, "some row was in the only sample");
}

#[test]
fn out_of_bag_is_the_mean_over_the_trees_without_the_row() {
    let (features, class, _) = simulated(60);
    let config = ForestConfig { trees: 60, ..ForestConfig::default_probability() };
    let forest = fit_forest(&features, &class, None, Target::Probability, &config, &stream());
    let scores = forest.out_of_bag().expect("60 trees leave every row out of some sample");
    let mut sums = vec![(0.0, 0.0); 60];
    for (number, tree) in forest.trees.iter().enumerate() {
        let counts = resample_counts(&stream().index(number as u64).child("rows"), 60);
        for row in (0..60).filter(|&row| counts[row] == 0) {
            sums[row].0 += raw_value(&forest, tree, &features, row);
            sums[row].1 += 1.0;
        }
    }
    for (score, (sum, trees)) in scores.iter().zip(sums) {
        assert!((score - sum / trees).abs() < 1e-12);
    }
}

#[test]
fn leaves_and_depth_keep_their_limits() {
    let (features, class, number) = simulated(700);
    for (target, response) in [(Target::Probability, &class), (Target::Mean, &number)] {
        for (min_leaf, max_depth) in [(9, 5), (2, 9), (1, 3), (40, u32::MAX)] {
            let config = ForestConfig { min_leaf, max_depth, ..pure(5) };
            let forest = fit_forest(&features, response, None, target, &config, &stream());
            for (number, tree) in forest.trees.iter().enumerate() {
                let counts = resample_counts(&stream().index(number as u64).child("rows"), 700);
                let mut in_leaf = vec![0; tree.values.len()];
                for (row, &drawn) in counts.iter().enumerate() {
                    let (mut at, mut depth) = (0, 0);
                    while tree.nodes[at].cut != NO_CUT {
                        let node = tree.nodes[at];
                        let feature = usize::from(node.feature);
                        let edge = forest.bins.edges[feature][usize::from(node.cut)];
                        at = node.left as usize + usize::from(features.get(row, feature) > edge);
                        depth += 1;
                    }
                    assert!(depth <= max_depth);
                    in_leaf[tree.nodes[at].left as usize] += drawn;
                }
                assert!(tree.values.len() > 4, "the tree was grown");
                assert!(in_leaf.iter().all(|&rows| rows >= min_leaf), "{in_leaf:?}");
            }
        }
    }
}

#[test]
fn rows_of_weight_zero_change_nothing() {
    let (features, class, _) = simulated(240);
    let kept: Vec<u32> = (0..240).filter(|row| row % 3 != 1).collect();
    let weights: Vec<f64> = (0..240).map(|row| f64::from(row % 3 != 1)).collect();
    let spoiled: Vec<f64> =
        class.iter().zip(&weights).map(|(y, w)| if *w == 0.0 { 1.0 } else { *y }).collect();
    let alone: Vec<f64> = kept.iter().map(|&row| class[row as usize]).collect();
    let target = Target::Probability;
    let config = pure(30);
    let weighted = fit_forest(&features, &spoiled, Some(&weights), target, &config, &stream());
    let subset = features.select_rows(&kept);
    let unweighted = fit_forest(&subset, &alone, None, target, &config, &stream());
    assert_eq!(bits(&weighted.predict(&features)), bits(&unweighted.predict(&features)));
    let scores = weighted.out_of_bag().expect("30 trees leave every row out of some sample");
    let kept_scores: Vec<f64> = kept.iter().map(|&row| scores[row as usize]).collect();
    assert_eq!(Some(kept_scores.as_slice()), unweighted.out_of_bag());
}

#[test]
fn hopeless_tables_give_constant_forests() {
    let constant = |features: &Matrix, response: &[f64], expected: f64| {
        for target in [Target::Probability, Target::Mean] {
            let forest = fit_forest(features, response, None, target, &pure(20), &stream());
            assert!(forest.predict(features).iter().all(|&value| value == expected));
        }
    };
    let columns = Matrix::from_columns(vec![vec![1.0; 6], vec![-0.0, 0.0, -0.0, 0.0, -0.0, 0.0]]);
    constant(&columns, &[1.0; 6], 1.0);
    constant(&columns, &[0.0; 6], 0.0);
    constant(&Matrix::from_columns(vec![vec![3.0]]), &[0.25], 0.25);
    constant(&Matrix::zeros(4, 0), &[1.0; 4], 1.0);

    let mixed = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0];
    for features in [columns, Matrix::zeros(6, 0)] {
        let config = pure(400);
        let forest = fit_forest(&features, &mixed, None, Target::Probability, &config, &stream());
        let predictions = forest.predict(&features);
        assert!(predictions.iter().all(|value| *value == predictions[0]));
        // 400 means of six draws of variance 1/4: standard deviation 0.0102.
        assert!((predictions[0] - 0.5).abs() < 0.041);
        assert_eq!(forest.n_nodes(), 400);
    }
}

#[test]
fn predictions_keep_their_bits() {
    let (features, class, number) = simulated(500);
    let config = ForestConfig { trees: 20, ..ForestConfig::default_probability() };
    let forest = fit_forest(&features, &class, None, Target::Probability, &config, &stream());
    let predictions = forest.predict(&features);
    let config = ForestConfig { trees: 20, ..ForestConfig::default_mean() };
    let means = fit_forest(&features, &number, None, Target::Mean, &config, &stream());
    let scores = means.out_of_bag().map_or(0.0, |scores| scores[3]);
    let means = means.predict(&features);
    let some = [predictions[0], predictions[499], means[0], means[250], scores];
    assert_eq!(some.map(|value| format!("{:016x}", value.to_bits())), STABLE_BITS);
}

/// What [`predictions_keep_their_bits`] gives on every machine.
const STABLE_BITS: [&str; 5] = [
    "3fd190f60dfb0929",
    "3fef19227192271a",
    "c0005cb7ab2225e1",
    "c004d9598fab46c3",
    "3feb13e8efbdb925",
];

/// All splits of a node, tried one by one: the largest fall of the sum of squares.
fn largest_fall(training: &Training, rows: &[u32], weights: &[f64], min_leaf: f64) -> Option<f64> {
    let squares = |side: &dyn Fn(u32) -> bool| {
        let members = rows.iter().zip(weights).filter(|(row, _)| side(**row));
        let (mut weight, mut sum) = (0.0, 0.0);
        for (&row, own) in members.clone() {
            weight += own;
            sum += own * training.response[row as usize];
        }
        let about = sum / weight;
        let rest: f64 = members
            .map(|(&row, own)| {
                let gap = training.response[row as usize] - about;
                own * gap * gap
            })
            .sum();
        (weight, rest)
    };
    let (_, before) = squares(&|_| true);
    let mut largest: Option<f64> = None;
    for feature in 0..training.n_features() as u16 {
        for cut in 0..u8::MAX {
            let (left_weight, left) = squares(&|row| training.code(row, feature) <= cut);
            let (right_weight, right) = squares(&|row| training.code(row, feature) > cut);
            if left_weight >= min_leaf && right_weight >= min_leaf {
                let fall = before - left - right;
                largest = Some(largest.map_or(fall, |largest| largest.max(fall)));
            }
        }
    }
    largest
}

/// The fall of the sum of squares of one split.
fn fall_of(training: &Training, rows: &[u32], weights: &[f64], best: &Best) -> f64 {
    let mut sides = [[0.0; 2]; 2];
    for (&row, weight) in rows.iter().zip(weights) {
        let side = usize::from(training.code(row, best.feature) > best.cut);
        sides[side][0] += weight * training.response[row as usize];
        sides[side][1] += weight;
    }
    let [left, right] = sides;
    let gap = left[0] / left[1] - right[0] / right[1];
    left[1] * right[1] / (left[1] + right[1]) * gap * gap
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_search_finds_the_largest_fall_of_all_splits(
        seed in 0_u64..1_000_000,
        n_rows in prop_oneof![2 => 3_usize..17, 2 => 17_usize..60, 1 => 600_usize..620],
        n_values in prop_oneof![2_u32..8, 8_u32..60],
        min_leaf in 1_u32..4,
    ) {
        let mut draws = Seed(seed).stream("table").draws();
        let mut features = Matrix::zeros(n_rows, 3);
        for column in 0..3 {
            for row in 0..n_rows {
                features.set(row, column, f64::from(draws.below(n_values)));
            }
        }
        let response: Vec<f64> = (0..n_rows).map(|_| draws.normal()).collect();
        let weights: Vec<f64> = (0..n_rows).map(|_| f64::from(1 + draws.below(3))).collect();
        let config = ForestConfig { min_leaf, ..pure(1) };
        let (training, _) = Training::new(&features, &response, None, Target::Mean, &config);
        let rows: Vec<u32> = (0..n_rows as u32).collect();
        let totals: Vec<[f64; 2]> = rows
            .iter()
            .zip(&weights)
            .map(|(&row, weight)| [weight * training.response[row as usize], *weight])
            .collect();
        let weight: f64 = weights.iter().sum();
        let sum: f64 = totals.iter().map(|total| total[0]).sum();
        let min_leaf = f64::from(min_leaf);
        let parent = Parent { weight, mean: sum / weight, min_leaf };
        let expected = largest_fall(&training, &rows, &weights, min_leaf);

        let sample = Sample { rows: &rows, totals: &totals };
        let mut histogram = Histogram::new();
        let bins: [fn(usize) -> usize; 2] = [|n_bins| n_bins, |_| 256];
        let mut found = Vec::new();
        for n_bins in bins {
            let mut best = Best::none();
            for feature in 0..3 {
                let codes = training.column(feature);
                let n_bins = n_bins(training.n_bins(feature));
                histogram.search(&parent, sample, feature, codes, n_bins, &mut best);
            }
            found.push(best);
        }
        if n_rows <= super::thicket::MOST_ROWS {
            let mut thicket = Thicket::new(3);
            let places = thicket.enter(&training, &rows, &totals);
            let (mut best, mut left) = (Best::none(), 0);
            for feature in 0..3 {
                thicket.search(&training, &parent, places, feature, &mut best, &mut left);
            }
            for &row in rows.iter().filter(|_| best.found()) {
                let is_left = training.code(row, best.feature) <= best.cut;
                prop_assert_eq!(left >> row & 1 == 1, is_left);
            }
            found.push(best);
        }
        for best in found {
            let fall = best.found().then(|| fall_of(&training, &rows, &weights, &best));
            match (fall, expected) {
                (Some(fall), Some(expected)) => {
                    prop_assert!((fall - expected).abs() < 1e-9);
                },
                (fall, expected) => prop_assert_eq!(fall, expected),
            }
        }
    }

    #[test]
    fn any_table_gives_finite_predictions_within_the_responses_by_bins_as_by_thresholds(
        values in prop::collection::vec(
            prop_oneof![
                4 => (-3_i32..3).prop_map(f64::from),
                2 => -1.0..1.0,
                1 => Just(1e300), 1 => Just(-1.5e308), 1 => Just(-0.0), 1 => Just(5e-324),
            ],
            4..200,
        ),
        n_columns in 1_usize..4,
        probability: bool,
        bins in 2_u16..20,
        min_leaf in 1_u32..4,
        weighted: bool,
    ) {
        let n_rows = values.len() / (n_columns + 1);
        prop_assume!(n_rows > 0);
        let (table, rest) = values.split_at(n_rows * n_columns);
        let features = Matrix::from_column_major(n_rows, n_columns, table.to_vec());
        let target = if probability { Target::Probability } else { Target::Mean };
        let response: Vec<f64> = rest[..n_rows]
            .iter()
            .map(|&value| if probability { f64::from(value > 0.0) } else { value })
            .collect();
        let weights: Vec<f64> = (0..n_rows).map(|row| f64::from(row as u32 % 3)).collect();
        let weights = (weighted && n_rows > 1).then_some(weights.as_slice());
        let config = ForestConfig { min_leaf, bins, ..pure(12) };
        let forest = fit_forest(&features, &response, weights, target, &config, &stream());
        let low = response.iter().copied().fold(f64::INFINITY, f64::min);
        let high = response.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let predictions = forest.predict(&features);
        for (row, prediction) in predictions.iter().enumerate() {
            prop_assert!(low <= *prediction && *prediction <= high, "{} {} {}", low, prediction, high);
            let raw = forest.trees.iter().map(|tree| raw_value(&forest, tree, &features, row));
            let mean = raw.fold(0.0, |sum, value| sum + value) / 12.0 * forest.magnitude;
            let [low, high] = forest.range;
            prop_assert_eq!(prediction.to_bits(), mean.clamp(low, high).to_bits());
        }
        for score in forest.out_of_bag().into_iter().flatten() {
            prop_assert!(low <= *score && *score <= high);
        }
        let again = fit_forest(&features, &response, weights, target, &config, &stream());
        prop_assert_eq!(bits(&again.predict(&features)), bits(&predictions));
    }
}

#[test]
fn plain_trees_predict_what_the_forest_predicts() {
    let (features, class, number) = simulated(300);
    for (response, target) in [(&class, Target::Probability), (&number, Target::Mean)] {
        let forest = fit_forest(&features, response, None, target, &pure(20), &stream());
        let trees: Vec<Vec<TreeNode>> =
            (0..forest.n_trees()).map(|number| forest.tree(number).collect()).collect();
        let [low, high] = forest.range();
        for (row, predicted) in forest.predict(&features).into_iter().enumerate() {
            let mut sum = 0.0;
            for nodes in &trees {
                let mut at = 0;
                sum += loop {
                    match nodes[at] {
                        TreeNode::Leaf(value) => break value,
                        TreeNode::Split { feature, at_most, left } => {
                            assert!(left as usize > at);
                            let right = features.get(row, feature as usize) > at_most;
                            at = left as usize + usize::from(right);
                        }
                    }
                };
            }
            assert_eq!((sum / trees.len() as f64).clamp(low, high), predicted);
        }
    }
}
