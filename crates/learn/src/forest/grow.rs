//! Growing one tree on one bootstrap sample, depth first, on a row list that is split in place.

use super::{
    columns::ColumnDraws,
    histogram::{Histogram, Sample},
    split::{Best, Parent, Total},
    thicket::{self, Places, Thicket},
    training::Training,
    tree::{Node, Tree},
};
use numeric::seed::{Stream, resample_counts};

/// A node that waits to be split or closed.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    node: u32,
    start: u32,
    end: u32,
    depth: u32,
}

/// A node of a thicket that waits to be split or closed.
#[derive(Debug, Clone, Copy)]
struct WaitingPlaces {
    node: u32,
    places: Places,
    depth: u32,
}

/// The working memory that one tree after the other is grown in.
#[derive(Debug)]
pub(super) struct Grower<'a> {
    training: &'a Training,
    rows: Vec<u32>,
    totals: Vec<Total>,
    spare_rows: Vec<u32>,
    spare_totals: Vec<Total>,
    histogram: Histogram,
    thicket: Thicket,
    waiting: Vec<Waiting>,
    waiting_places: Vec<WaitingPlaces>,
    nodes: Vec<Node>,
    values: Vec<f64>,
    out_of_bag: Vec<u32>,
}

impl<'a> Grower<'a> {
    pub(super) fn new(training: &'a Training) -> Self {
        let most = training.rows.len();
        Self {
            training,
            rows: Vec::with_capacity(most),
            totals: Vec::with_capacity(most),
            spare_rows: vec![0; most],
            spare_totals: vec![[0.0; 2]; most],
            histogram: Histogram::new(),
            thicket: Thicket::new(training.n_features()),
            waiting: Vec::new(),
            waiting_places: Vec::new(),
            nodes: Vec::new(),
            values: Vec::new(),
            out_of_bag: Vec::with_capacity(training.n_rows()),
        }
    }

    /// Rows outside the sample of the tree grown last, ascending.
    pub(super) fn out_of_bag(&self) -> &[u32] {
        &self.out_of_bag
    }

    /// Grows the tree that belongs to `stream`. It depends on nothing else but the training data.
    pub(super) fn grow(&mut self, stream: &Stream) -> Tree {
        self.draw_sample(&stream.child("rows"));
        let training = self.training;
        let draws = stream.child("features").draws();
        let mut columns = ColumnDraws::new(training.n_features(), training.try_features, draws);
        self.values.clear();
        self.nodes.clear();
        self.nodes.push(Node::leaf(0));
        self.waiting.push(Waiting { node: 0, start: 0, end: self.rows.len() as u32, depth: 0 });
        while let Some(waiting) = self.waiting.pop() {
            if (waiting.end - waiting.start) as usize <= thicket::MOST_ROWS {
                self.grow_thicket(waiting, &mut columns);
            } else {
                self.settle(waiting, &mut columns);
            }
        }
        Tree { nodes: self.nodes.clone(), values: self.values.clone() }
    }

    /// Draws as many rows as there are, with replacement, and lists each drawn row once.
    fn draw_sample(&mut self, stream: &Stream) {
        let training = self.training;
        let counts = resample_counts(stream, training.rows.len() as u32);
        self.rows.clear();
        self.totals.clear();
        self.out_of_bag.clear();
        let mut next = 0_usize;
        for (&row, &count) in training.rows.iter().zip(&counts) {
            // Rows of weight 0 lie between the eligible ones and are out of every bag.
            self.out_of_bag.extend(next as u32..row);
            next = row as usize + 1;
            if count == 0 {
                self.out_of_bag.push(row);
                continue;
            }
            let own_weight = training.weights.as_ref().map_or(1.0, |weights| weights[row as usize]);
            let weight = f64::from(count) * own_weight;
            let response = training.response[row as usize] - training.center;
            self.rows.push(row);
            self.totals.push([weight * response, weight]);
        }
        self.out_of_bag.extend(next as u32..training.n_rows() as u32);
    }

    /// Splits the node and lets its children wait, or makes it a leaf.
    fn settle(&mut self, waiting: Waiting, columns: &mut ColumnDraws) {
        let training = self.training;
        let (start, end) = (waiting.start as usize, waiting.end as usize);
        let rows = &self.rows[start..end];
        let totals = &self.totals[start..end];
        let first = training.response[rows[0] as usize];
        if rows.iter().all(|&row| training.response[row as usize] == first) {
            self.close(waiting.node, first);
            return;
        }
        let [sum, weight] = totals
            .iter()
            .fold([0.0; 2], |sum: Total, total| [sum[0] + total[0], sum[1] + total[1]]);
        let mean = sum / weight;
        let mut best = Best::none();
        if waiting.depth < training.max_depth && weight >= 2.0 * training.min_leaf {
            let parent = Parent { weight, mean, min_leaf: training.min_leaf };
            let sample = Sample { rows, totals };
            let histogram = &mut self.histogram;
            columns.search(false, |feature| {
                let codes = training.column(feature);
                let n_bins = training.n_bins(feature);
                histogram.search(&parent, sample, feature, codes, n_bins, &mut best)
            });
        }
        if !best.found() {
            self.close(waiting.node, mean + training.center);
            return;
        }
        let left = self.split(waiting.node, &best);
        let middle = self.partition(start, end, best.feature, best.cut) as u32;
        let depth = waiting.depth + 1;
        self.waiting.push(Waiting { node: left + 1, start: middle, end: waiting.end, depth });
        self.waiting.push(Waiting { node: left, start: waiting.start, end: middle, depth });
    }

    /// Grows all that is below a node of few rows.
    fn grow_thicket(&mut self, waiting: Waiting, columns: &mut ColumnDraws) {
        let training = self.training;
        let (start, end) = (waiting.start as usize, waiting.end as usize);
        let places = self.thicket.enter(training, &self.rows[start..end], &self.totals[start..end]);
        let Waiting { node, depth, .. } = waiting;
        self.waiting_places.push(WaitingPlaces { node, places, depth });
        while let Some(WaitingPlaces { node, places, depth }) = self.waiting_places.pop() {
            let thicket = &mut self.thicket;
            if let Some(response) = thicket.shared_response(places) {
                self.close(node, response);
                continue;
            }
            let [sum, weight] = thicket.total(places);
            let mean = sum / weight;
            let mut best = Best::none();
            let mut left_places = 0;
            if depth < training.max_depth && weight >= 2.0 * training.min_leaf {
                let parent = Parent { weight, mean, min_leaf: training.min_leaf };
                // Two rows can be parted in one way only.
                columns.search(places.count_ones() == 2, |feature| {
                    thicket.search(training, &parent, places, feature, &mut best, &mut left_places)
                });
            }
            if !best.found() {
                self.close(node, mean + training.center);
                continue;
            }
            let left = self.split(node, &best);
            let depth = depth + 1;
            let right_places = places & !left_places;
            self.waiting_places.push(WaitingPlaces { node: left + 1, places: right_places, depth });
            self.waiting_places.push(WaitingPlaces { node: left, places: left_places, depth });
        }
    }

    /// Makes the node a split and gives its left child; the right one is the next.
    fn split(&mut self, node: u32, best: &Best) -> u32 {
        let left = self.nodes.len() as u32;
        self.nodes[node as usize] = Node::split(best.feature, best.cut, left);
        self.nodes.extend([Node::leaf(0), Node::leaf(0)]);
        left
    }

    /// Makes the node a leaf with the given value.
    fn close(&mut self, node: u32, value: f64) {
        self.nodes[node as usize] = Node::leaf(self.values.len() as u32);
        self.values.push(value);
    }

    /// Brings the rows that go left before the others, both in their old order; returns the border.
    fn partition(&mut self, start: usize, end: usize, feature: u16, cut: u8) -> usize {
        let codes = self.training.column(feature);
        let rows = &mut self.rows[start..end];
        let totals = &mut self.totals[start..end];
        let spare_rows = &mut self.spare_rows[..rows.len()];
        let spare_totals = &mut self.spare_totals[..rows.len()];
        let (mut left, mut right) = (0, 0);
        for at in 0..rows.len() {
            let (row, total) = (rows[at], totals[at]);
            rows[left] = row;
            totals[left] = total;
            spare_rows[right] = row;
            spare_totals[right] = total;
            let goes_right = usize::from(codes[row as usize] > cut);
            right += goes_right;
            left += 1 - goes_right;
        }
        rows[left..].copy_from_slice(&spare_rows[..right]);
        totals[left..].copy_from_slice(&spare_totals[..right]);
        start + left
    }
}
