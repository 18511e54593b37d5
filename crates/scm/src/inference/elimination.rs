//! Variable elimination, and the tree of its tables: marginals of all variables, exact draws.
//!
//! Summing out a variable multiplies the factors that hold it, its cluster, and leaves a message
//! over the cluster's other variables for the cluster of the first of them to go. Messages sent
//! back the same way make every cluster the joint distribution of its variables; drawing each
//! variable from its cluster, the last eliminated first, draws from the joint distribution.
//!
//! # References
//! R. Dechter, "Bucket elimination: a unifying framework for reasoning", Artificial Intelligence
//! 113 (1999); F. V. Jensen, S. L. Lauritzen, K. G. Olesen, "Bayesian updating in causal
//! probabilistic networks by local computations", Computational Statistics Quarterly 4 (1990).

use super::factor::{Factor, lowered};

/// Sums out the variables in the order given and returns what remains over `keep` (ascending), with
/// the number of times it was lifted.
pub(super) fn eliminate(
    cards: &[usize],
    factors: Vec<Factor>,
    order: &[usize],
    keep: &[usize],
) -> (Factor, u32) {
    forward(cards, factors, order, keep, |_, _, _| {})
}

/// The tables of an elimination of all variables.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    clusters: Vec<Cluster>,
    /// For each variable the number of its cluster.
    cluster_of: Vec<Option<usize>>,
    /// The sum over all configurations, lifted.
    total: f64,
    /// How often it was lifted.
    lifts: u32,
}

#[derive(Clone, Debug)]
struct Cluster {
    variable: usize,
    /// The product of its factors and of the messages that it was sent.
    table: Factor,
    /// What it sent on.
    message: Factor,
}

impl Tree {
    /// Eliminates all variables of the factors in the order given.
    pub(super) fn new(cards: &[usize], factors: Vec<Factor>, order: &[usize]) -> Self {
        let mut clusters = Vec::with_capacity(order.len());
        let mut cluster_of = vec![None; cards.len()];
        let (rest, lifts) = forward(cards, factors, order, &[], |variable, table, message| {
            cluster_of[variable] = Some(clusters.len());
            clusters.push(Cluster { variable, table, message: message.clone() });
        });
        Self { clusters, cluster_of, total: rest.total(), lifts }
    }

    /// Whether what the factors condition on can occur.
    pub(super) fn is_possible(&self) -> bool {
        self.total > 0.0
    }

    /// The probability of what the factors condition on; 0 where it is too small for a number.
    pub(super) fn total(&self) -> f64 {
        lowered(self.total, self.lifts)
    }

    /// The distribution of every variable, in the order of their numbers; none for a variable that no
    /// factor holds. What they condition on is possible.
    pub(super) fn marginals(mut self) -> Vec<Option<Vec<f64>>> {
        let mut marginals = vec![None; self.cluster_of.len()];
        for at in (0..self.clusters.len()).rev() {
            let separator = self.clusters[at].message.scope().to_vec();
            if let Some(parent) = self.first_of(&separator) {
                let mut back = self.clusters[parent].table.sum_to(&separator);
                back.divide(&self.clusters[at].message);
                self.clusters[at].table.multiply(&back);
                self.clusters[at].table.lift();
            }
            let cluster = &self.clusters[at];
            let marginal = cluster.table.sum_to(&[cluster.variable]);
            let total = marginal.total();
            let shares = marginal.values().iter().map(|value| value / total).collect();
            marginals[cluster.variable] = Some(shares);
        }
        marginals
    }

    /// Draws of all variables: for each variable a column of states, `None` for a variable that no
    /// factor holds. `uniform(variable)` gives the column's random numbers in (0, 1).
    pub(super) fn draws(
        &self,
        n_draws: usize,
        mut uniform: impl FnMut(usize) -> Vec<f64>,
    ) -> Vec<Option<Vec<u8>>> {
        let mut columns: Vec<Option<Vec<u8>>> = vec![None; self.cluster_of.len()];
        for cluster in self.clusters.iter().rev() {
            let mut start = vec![0_usize; n_draws];
            let mut own = (1, 0);
            let scope = cluster.table.scope().iter().zip(cluster.table.strides());
            let marginal = cluster.table.values().len() / cluster.message.values().len().max(1);
            for (&variable, stride) in scope {
                if variable == cluster.variable {
                    own = (stride, marginal);
                } else if let Some(column) = &columns[variable] {
                    for (start, &state) in start.iter_mut().zip(column) {
                        *start += stride * usize::from(state);
                    }
                }
            }
            let uniforms = uniform(cluster.variable);
            let values = cluster.table.values();
            let column = start
                .iter()
                .zip(&uniforms)
                .map(|(&start, &uniform)| draw(values, start, own.0, own.1, uniform))
                .collect();
            columns[cluster.variable] = Some(column);
        }
        columns
    }

    /// The cluster among those of the variables that was made first.
    fn first_of(&self, variables: &[usize]) -> Option<usize> {
        variables.iter().filter_map(|&variable| self.cluster_of[variable]).min()
    }
}

/// One state in proportion to `card` values that are `stride` apart.
fn draw(values: &[f64], start: usize, stride: usize, card: usize, uniform: f64) -> u8 {
    let weights = || (0..card).map(|state| values[start + state * stride]);
    let total: f64 = weights().sum();
    let aim = uniform * total;
    let mut sum = 0.0;
    let mut last = 0;
    for (state, weight) in weights().enumerate() {
        if weight > 0.0 {
            sum += weight;
            last = state;
            if aim < sum {
                break;
            }
        }
    }
    last as u8
}

fn forward(
    cards: &[usize],
    factors: Vec<Factor>,
    order: &[usize],
    keep: &[usize],
    mut eliminated: impl FnMut(usize, Factor, &Factor),
) -> (Factor, u32) {
    let mut turn = vec![order.len(); cards.len()];
    for (at, &variable) in order.iter().enumerate() {
        turn[variable] = at;
    }
    // The last bucket is for what holds kept variables only.
    let mut buckets: Vec<Vec<Factor>> = vec![Vec::new(); order.len() + 1];
    let bucket = |factor: &Factor| {
        factor.scope().iter().map(|&variable| turn[variable]).min().unwrap_or(order.len())
    };
    for factor in factors {
        buckets[bucket(&factor)].push(factor);
    }
    let mut lifts = 0;
    for (at, &variable) in order.iter().enumerate() {
        let members = std::mem::take(&mut buckets[at]);
        let mut table = product(cards, &members, &[variable]);
        lifts += table.lift();
        let others: Vec<usize> =
            table.scope().iter().copied().filter(|&other| other != variable).collect();
        let message = table.sum_to(&others);
        eliminated(variable, table, &message);
        buckets[bucket(&message)].push(message);
    }
    let mut rest = product(cards, &buckets[order.len()], keep);
    lifts += rest.lift();
    (rest, lifts)
}

/// The product of factors over their variables and these.
fn product(cards: &[usize], members: &[Factor], variables: &[usize]) -> Factor {
    let mut scope = variables.to_vec();
    scope.extend(members.iter().flat_map(Factor::scope));
    scope.sort_unstable();
    scope.dedup();
    let members: Vec<&Factor> = members.iter().collect();
    Factor::product(&members, scope, cards)
}
