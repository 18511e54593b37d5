//! How a state under one distribution goes with the state under another, for the same noise.
//!
//! Two distributions do not say how their states go together; the mechanism does. With the inverse
//! distribution function a state keeps its rank ([`Coupling::ordered`]); in an exponential race
//! (Gumbel-max) a state is left only for one whose probability rose more ([`Coupling::race`]). Both
//! have these distributions as margins, both are exact here.
//!
//! # References
//! M. Oberst, D. Sontag, "Counterfactual off-policy evaluation with Gumbel-max structural causal
//! models", ICML 2019. The closed form of the race is an integral over the ratio of the two arrival
//! times, piecewise rational between the ratios `p_k / q_k`.

/// The joint probabilities of the state under `p` and the state under `q`.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupling {
    /// How many states there are.
    n_states: usize,
    /// First the state under `p`; the state under `q` is faster.
    joint: Vec<f64>,
}

impl Coupling {
    /// The coupling by the inverse distribution function: with noise u uniform in (0, 1) the states
    /// whose bins hold u. Rank is kept, so for states with an order.
    ///
    /// Both are scaled to sum to one; probabilities that are negative or not finite, and those that
    /// the shorter of the two lacks, count as 0.
    pub fn ordered(p: &[f64], q: &[f64]) -> Self {
        let [p, q] = cleaned(p, q);
        let [upper_p, upper_q] = [cumulative(&p), cumulative(&q)];
        Self::from_function(p.len(), |i, j| overlap([bin(&upper_p, i), bin(&upper_q, j)]))
    }

    /// The coupling by the exponential race (Gumbel-max): state k arrives at `E_k / p_k` in one world
    /// and at `E_k / q_k` in the other. It does not depend on the states' order.
    ///
    /// What `p` and `q` may be is as in [`Self::ordered`].
    pub fn race(p: &[f64], q: &[f64]) -> Self {
        let [p, q] = cleaned(p, q);
        // The w_k, ascending, at which state k of the other world starts to be ahead; 0 comes first.
        let ratio = |k: usize| p[k] / q[k];
        let mut ratios: Vec<f64> =
            (0..p.len()).filter(|&k| p[k] > 0.0 || q[k] > 0.0).map(ratio).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        ratios.dedup();
        Self::from_function(p.len(), |i, j| {
            if p[i] == 0.0 || q[j] == 0.0 {
                0.0
            } else if i == j {
                let sum: f64 = (0..p.len()).map(|k| (p[k] / p[i]).max(q[k] / q[i])).sum();
                1.0 / sum
            } else {
                let (start, end) = (ratio(j), ratio(i));
                let pieces = ratios.windows(2).map(|ends| (ends[0], ends[1]));
                let inside = pieces.filter(|(a, b)| *a >= start && *b <= end);
                inside.map(|(a, b)| p[i] * q[j] * piece(&p, &q, a, b)).sum()
            }
        })
    }

    /// The probability of state `i` under `p` together with state `j` under `q`.
    pub fn joint(&self, i: usize, j: usize) -> f64 {
        if i < self.n_states && j < self.n_states { self.joint[i * self.n_states + j] } else { 0.0 }
    }

    /// The distribution of the state under `q`, given state `i` under `p`; nothing where that has
    /// probability 0.
    pub fn given(&self, i: usize) -> Option<Vec<f64>> {
        let row: Vec<f64> = (0..self.n_states).map(|j| self.joint(i, j)).collect();
        let total: f64 = row.iter().sum();
        (total > 0.0).then(|| row.iter().map(|joint| joint / total).collect())
    }

    fn from_function(n_states: usize, joint: impl Fn(usize, usize) -> f64) -> Self {
        let cells = (0..n_states).flat_map(|i| (0..n_states).map(move |j| (i, j)));
        Self { n_states, joint: cells.map(|(i, j)| joint(i, j)).collect() }
    }
}

/// The length that several intervals have together.
fn overlap<const N: usize>(intervals: [(f64, f64); N]) -> f64 {
    let start = intervals.iter().map(|(start, _)| *start).fold(0.0, f64::max);
    let end = intervals.iter().map(|(_, end)| *end).fold(1.0, f64::min);
    (end - start).max(0.0)
}

/// Where the bins of a distribution end; from the last possible state on it is 1 exactly.
pub(crate) fn cumulative(distribution: &[f64]) -> Vec<f64> {
    let total: f64 = distribution.iter().sum();
    let last = distribution.iter().rposition(|&probability| probability > 0.0).unwrap_or(0);
    let mut sum = 0.0;
    let mut ends = Vec::with_capacity(distribution.len());
    for (state, probability) in distribution.iter().enumerate() {
        sum += probability;
        ends.push(if state >= last { 1.0 } else { (sum / total).min(1.0) });
    }
    ends
}

/// The bin of a state by where the bins end.
pub(crate) fn bin(ends: &[f64], state: usize) -> (f64, f64) {
    let start = if state == 0 { 0.0 } else { ends[state - 1] };
    (start, ends[state])
}

/// The integral of `1 / D(w)²` from `a` to `b`, `D(w) = Σ max(p_k, w q_k)` being linear there.
fn piece(p: &[f64], q: &[f64], a: f64, b: f64) -> f64 {
    let mut alpha = 0.0;
    let mut beta = 0.0;
    for (p, q) in p.iter().zip(q) {
        if *p > 0.0 || *q > 0.0 {
            if p / q <= a { beta += q } else { alpha += p }
        }
    }
    if b.is_infinite() {
        1.0 / (beta * (alpha + beta * a))
    } else {
        (b - a) / ((alpha + beta * a) * (alpha + beta * b))
    }
}

/// Both distributions with the same number of states and sum one; a distribution without any
/// probability has the first state.
fn cleaned(p: &[f64], q: &[f64]) -> [Vec<f64>; 2] {
    let n_states = p.len().max(q.len());
    [p, q].map(|distribution| {
        let mut clean: Vec<f64> = distribution
            .iter()
            .map(|&value| if value.is_finite() && value > 0.0 { value } else { 0.0 })
            .collect();
        clean.resize(n_states, 0.0);
        let largest = clean.iter().copied().fold(0.0, f64::max);
        if largest == 0.0 {
            clean.iter_mut().take(1).for_each(|first| *first = 1.0);
            return clean;
        }
        let total: f64 = clean.iter().map(|value| value / largest).sum();
        clean.iter().map(|value| value / largest / total).collect()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Coupling;

    const FIRST: ([f64; 3], [f64; 3]) = ([0.4, 0.3, 0.3], [0.2, 0.4, 0.4]);
    const SECOND: ([f64; 3], [f64; 3]) = ([0.5, 0.3, 0.2], [0.1, 0.2, 0.7]);

    fn check(coupling: &Coupling, expected: [[f64; 3]; 3]) {
        for (i, expected) in expected.iter().enumerate() {
            let row = coupling.given(i).unwrap();
            for (found, expected) in row.iter().zip(expected) {
                assert!((found - expected).abs() < 5e-5, "{i}: {row:?}");
            }
        }
    }

    /// Rows computed independently and checked by 400,000 draws.
    #[test]
    fn the_inverse_distribution_function_keeps_ranks() {
        let (p, q) = FIRST;
        let third = 1.0 / 3.0;
        check(
            &Coupling::ordered(&p, &q),
            [[0.5, 0.5, 0.0], [0.0, 2.0 * third, third], [0.0, 0.0, 1.0]],
        );
        let (p, q) = SECOND;
        check(&Coupling::ordered(&p, &q), [[0.2, 0.4, 0.4], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]);
    }

    /// Rows computed independently and checked by 400,000 draws.
    #[test]
    fn a_race_is_left_only_for_states_that_gained() {
        let (p, q) = FIRST;
        check(&Coupling::race(&p, &q), [[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
        let (p, q) = SECOND;
        check(
            &Coupling::race(&p, &q),
            [[0.2, 0.0757, 0.7243], [0.0, 0.5405, 0.4595], [0.0, 0.0, 1.0]],
        );
    }

    #[test]
    fn a_state_that_becomes_impossible_is_left_and_one_that_was_impossible_is_entered() {
        let coupling = Coupling::race(&[0.6, 0.4, 0.0], &[0.0, 0.5, 0.5]);
        let row = coupling.given(0).unwrap();
        assert_eq!(row[0], 0.0);
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert_eq!(coupling.given(2), None);
        assert!((coupling.joint(0, 2) + coupling.joint(1, 2) - 0.5).abs() < 1e-15);
    }

    fn distributions() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
        let weight = || prop_oneof![1 => Just(0.0), 4 => 1e-6_f64..1.0];
        (1_usize..7).prop_flat_map(move |n| {
            let weights = move || {
                proptest::collection::vec(weight(), n)
                    .prop_filter("something is possible", |w| w.iter().sum::<f64>() > 0.0)
                    .prop_map(|w| {
                        let total: f64 = w.iter().sum();
                        w.iter().map(|weight| weight / total).collect::<Vec<f64>>()
                    })
            };
            (weights(), weights())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn couplings_have_the_two_distributions_as_margins((p, q) in distributions()) {
            for coupling in [Coupling::ordered(&p, &q), Coupling::race(&p, &q)] {
                for k in 0..p.len() {
                    let row: f64 = (0..p.len()).map(|j| coupling.joint(k, j)).sum();
                    let column: f64 = (0..p.len()).map(|i| coupling.joint(i, k)).sum();
                    prop_assert!((row - p[k]).abs() < 1e-12, "row {}: {} {}", k, row, p[k]);
                    prop_assert!((column - q[k]).abs() < 1e-12, "column {}: {} {}", k, column, q[k]);
                }
            }
        }

        #[test]
        fn two_states_couple_alike_in_order_and_in_a_race(p in 0.0_f64..1.0, q in 0.0_f64..1.0) {
            let [p, q] = [[p, 1.0 - p], [q, 1.0 - q]];
            let (ordered, race) = (Coupling::ordered(&p, &q), Coupling::race(&p, &q));
            for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                prop_assert!((ordered.joint(i, j) - race.joint(i, j)).abs() < 1e-14);
            }
        }

        #[test]
        fn a_race_never_goes_from_a_state_that_gained_to_one_that_gained_less(
            (p, q) in distributions()
        ) {
            let race = Coupling::race(&p, &q);
            for i in 0..p.len() {
                for j in 0..p.len() {
                    if i != j && q[i] * p[j] >= q[j] * p[i] {
                        prop_assert!(race.joint(i, j) < 1e-12);
                    }
                }
            }
        }

        #[test]
        fn the_same_distribution_changes_nothing((p, _) in distributions()) {
            for coupling in [Coupling::ordered(&p, &p), Coupling::race(&p, &p)] {
                for (i, probability) in p.iter().enumerate() {
                    prop_assert!((coupling.joint(i, i) - probability).abs() < 1e-12);
                }
            }
        }

        #[test]
        fn any_numbers_give_probabilities(
            p in proptest::collection::vec(any::<f64>(), 0..5),
            q in proptest::collection::vec(any::<f64>(), 0..5),
        ) {
            for coupling in [Coupling::ordered(&p, &q), Coupling::race(&p, &q)] {
                for i in 0..5 {
                    for j in 0..5 {
                        prop_assert!((0.0..=1.0 + 1e-12).contains(&coupling.joint(i, j)));
                    }
                }
            }
        }
    }
}
