//! Selection bias: how far the law of emitted rows lies from the model's law, where rows that a
//! language model did not state rightly are left out.
//!
//! With a(z) the probability that a row with facts z is accepted and ā its mean under the model's
//! law p, accepted rows have the law q(z) = p(z) a(z) / ā, and their total variation from p is
//! ½ Σ |q − p| = E|a(z) − ā| / (2 ā). Rejection sampling accepts after the first answer; correction
//! after K rounds accepts more often, and more evenly. A loop that drops nothing has no bias.
//!
//! a(z) is estimated within strata of z, which scatters even where acceptance does not depend on z.
//! The floor says how much: the same number of rows accepted at random, many times.

use std::collections::BTreeMap;

use numeric::seed::{Seed, Stream};
use numeric::{quantile, sum};
use serde::{Deserialize, Serialize};

use crate::skeleton::{Fact, Skeleton};

/// The tally: rows and acceptances by stratum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    strata: BTreeMap<u64, Stratum>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Stratum {
    n: u64,
    /// Rows that were right at this attempt, by attempt.
    right_at: Vec<u64>,
}

/// The bias of one rule of acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bias {
    /// Rows that the rule accepts, of all rows.
    pub accepted: u64,
    /// All rows.
    pub n: u64,
    /// Strata with rows.
    pub n_strata: usize,
    /// Total variation between accepted rows and the law, in `[0, 1]`.
    pub total_variation: f64,
    /// The mean total variation where acceptance does not depend on the row.
    pub floor: f64,
    /// The total variation that 95 percent of such runs stay below.
    pub floor_upper: f64,
    /// The share of the law that lies in strata without rows; 0 for the empirical law.
    pub unseen: f64,
}

/// How a slot is cut into cells, for strata.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cells {
    /// The slot's place in the dictionary.
    pub slot: usize,
    /// Ends of cells of a number, ascending; a value at an end is in the upper cell. Empty for
    /// states, each of which is a cell.
    pub cuts: Vec<f64>,
}

/// The stratum of a row by a few slots: rows in the same cells have the same.
pub fn stratum(cells: &[Cells], skeleton: &Skeleton) -> u64 {
    cells.iter().fold(0, |stratum: u64, cells| {
        let fact = skeleton.facts.get(cells.slot).copied().flatten();
        // 0 is for a missing cell; 2¹⁶ states and as many cells of a number fit below the factor.
        let cell = match fact {
            None => 0,
            Some(Fact::State(state)) => u64::from(state) + 1,
            Some(Fact::Number(number)) => {
                cells.cuts.iter().filter(|cut| number >= **cut).take(0xffff).count() as u64 + 1
            }
        };
        stratum.wrapping_mul(0x1_0001).wrapping_add(cell)
    })
}

impl Selection {
    /// Counts a row of a stratum, right at this attempt (the first answer is 0) or never.
    pub fn add(&mut self, stratum: u64, right_at: Option<u32>) {
        let stratum = self.strata.entry(stratum).or_default();
        stratum.n += 1;
        if let Some(attempt) = right_at {
            let place = attempt as usize;
            if stratum.right_at.len() <= place {
                stratum.right_at.resize(place + 1, 0);
            }
            stratum.right_at[place] += 1;
        }
    }

    /// Adds the tally of later rows.
    pub fn merge(&mut self, other: &Self) {
        for (key, more) in &other.strata {
            let stratum = self.strata.entry(*key).or_default();
            stratum.n += more.n;
            if stratum.right_at.len() < more.right_at.len() {
                stratum.right_at.resize(more.right_at.len(), 0);
            }
            for (count, more) in stratum.right_at.iter_mut().zip(&more.right_at) {
                *count += more;
            }
        }
    }

    /// The bias of a rule that accepts rows right after at most `attempt` further questions: 0 is
    /// rejection sampling. `law` gives each stratum its known probability; without it the empirical
    /// law of all rows is taken. None where nothing was accepted.
    pub fn bias(
        &self,
        attempt: u32,
        law: Option<&BTreeMap<u64, f64>>,
        n_floor: u32,
        seed: u64,
    ) -> Option<Bias> {
        let rows: Vec<u64> = self.strata.values().map(|stratum| stratum.n).collect();
        let accepted: Vec<u64> = self
            .strata
            .values()
            .map(|stratum| stratum.right_at.iter().take(attempt as usize + 1).sum())
            .collect();
        let n: u64 = rows.iter().sum();
        let n_accepted: u64 = accepted.iter().sum();
        let (weights, unseen) = self.weights(law, &rows);
        let total_variation = total_variation(&weights, &rows, &accepted)?;
        let stream = Seed(seed).stream("selection").index(u64::from(attempt));
        let mut floors: Vec<f64> = (0..n_floor)
            .filter_map(|idx| {
                let drawn = accepted_at_random(&rows, n_accepted, &stream.index(u64::from(idx)));
                self::total_variation(&weights, &rows, &drawn)
            })
            .collect();
        floors.sort_by(f64::total_cmp);
        let (floor, floor_upper) = if floors.is_empty() {
            (0.0, 0.0)
        } else {
            (sum::mean(&floors), quantile::quantile(&floors, 0.95))
        };
        let n_strata = rows.len();
        Some(Bias {
            accepted: n_accepted,
            n,
            n_strata,
            total_variation,
            floor,
            floor_upper,
            unseen,
        })
    }

    /// The law on the strata with rows, and what of it lies elsewhere.
    fn weights(&self, law: Option<&BTreeMap<u64, f64>>, rows: &[u64]) -> (Vec<f64>, f64) {
        let Some(law) = law else {
            let n = rows.iter().sum::<u64>() as f64;
            return (rows.iter().map(|rows| *rows as f64 / n).collect(), 0.0);
        };
        let probability =
            |key: &u64| law.get(key).copied().filter(|p| p.is_finite()).unwrap_or(0.0).max(0.0);
        let total: f64 = law.keys().map(probability).sum();
        let weights: Vec<f64> = self.strata.keys().map(probability).collect();
        let seen: f64 = weights.iter().sum();
        let unseen = if total > 0.0 { (1.0 - seen / total).max(0.0) } else { 0.0 };
        (
            weights.iter().map(|weight| if seen > 0.0 { weight / seen } else { 0.0 }).collect(),
            unseen,
        )
    }
}

/// The bias of a rule whose probability of acceptance is known for each of many rows drawn from the
/// law, as for a simulated model: E|a − ā| / (2 ā) with no strata and no chance but that of the
/// rows. None where nothing can be accepted or a probability is not in `[0, 1]`.
pub fn bias_of_acceptance(probabilities: &[f64]) -> Option<f64> {
    let are_valid = probabilities.iter().all(|p| (0.0..=1.0).contains(p));
    if probabilities.is_empty() || !are_valid {
        return None;
    }
    let mean = sum::mean(probabilities);
    let distances: Vec<f64> = probabilities.iter().map(|p| (p - mean).abs()).collect();
    (mean > 0.0).then(|| sum::mean(&distances) / (2.0 * mean))
}

/// E|a − ā| / (2 ā) over strata; none where nothing is accepted.
fn total_variation(weights: &[f64], rows: &[u64], accepted: &[u64]) -> Option<f64> {
    let shares: Vec<f64> =
        rows.iter().zip(accepted).map(|(n, count)| *count as f64 / *n as f64).collect();
    let mean = sum::dot(weights, &shares);
    if mean <= 0.0 {
        return None;
    }
    let distances: Vec<f64> = shares.iter().map(|share| (share - mean).abs()).collect();
    Some(sum::dot(weights, &distances) / (2.0 * mean))
}

/// Acceptances by stratum where so many rows are accepted, all sets of them equally likely: one
/// draw of the multivariate hypergeometric law, row by row.
fn accepted_at_random(rows: &[u64], n_accepted: u64, stream: &Stream) -> Vec<u64> {
    let mut draws = stream.draws();
    let (mut left, mut n_left) = (n_accepted, rows.iter().sum::<u64>());
    let strata = rows.iter().map(|rows| {
        let mut drawn = 0;
        for _ in 0..*rows {
            // Row by row: accepted with probability (still to accept) / (still to come).
            if draws.uniform() * (n_left as f64) < left as f64 {
                drawn += 1;
                left -= 1;
            }
            n_left -= 1;
        }
        drawn
    });
    strata.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tally(strata: &[(u64, u64, &[u64])]) -> Selection {
        let mut selection = Selection::default();
        for (key, n, right_at) in strata {
            let mut left = *n;
            for (attempt, count) in right_at.iter().enumerate() {
                for _ in 0..*count {
                    selection.add(*key, Some(attempt as u32));
                }
                left -= count;
            }
            for _ in 0..left {
                selection.add(*key, None);
            }
        }
        selection
    }

    /// Acceptance 1 on half of the law and 1/2 on the other: ā = 3/4, so the distance is
    /// (1/4) / (2 · 3/4) = 1/6. After a correction that mends the rest it is 0.
    #[test]
    fn the_distance_has_its_closed_form() {
        let selection = tally(&[(7, 400, &[400]), (9, 400, &[200, 200])]);
        let bias = |attempt| selection.bias(attempt, None, 0, 1).unwrap();
        assert!((bias(0).total_variation - 1.0 / 6.0).abs() < 1e-12);
        assert_eq!((bias(0).accepted, bias(0).n, bias(0).n_strata), (600, 800, 2));
        assert_eq!(bias(1).total_variation, 0.0);
        assert_eq!(bias(5).total_variation, 0.0);
        assert_eq!(tally(&[(1, 5, &[])]).bias(0, None, 10, 1), None);
        assert_eq!(Selection::default().bias(0, None, 10, 1), None);
    }

    #[test]
    fn known_probabilities_of_acceptance_need_no_strata() {
        let bias = bias_of_acceptance(&[1.0, 0.5, 1.0, 0.5]).unwrap();
        assert!((bias - 1.0 / 6.0).abs() < 1e-12);
        assert_eq!(bias_of_acceptance(&[0.3; 7]).map(|bias| bias < 1e-12), Some(true));
        for invalid in [&[][..], &[0.0, 0.0], &[1.5], &[f64::NAN]] {
            assert_eq!(bias_of_acceptance(invalid), None, "{invalid:?}");
        }
    }

    /// With p = (0.9, 0.1) and a = (1, 0): accepted rows are all in the first stratum, 0.1 from p.
    #[test]
    fn a_known_law_takes_the_place_of_the_counts() {
        let selection = tally(&[(1, 50, &[50]), (2, 50, &[])]);
        let law = BTreeMap::from([(1, 0.9), (2, 0.1)]);
        let bias = selection.bias(0, Some(&law), 0, 1).unwrap();
        assert!((bias.total_variation - 0.1).abs() < 1e-12);
        assert_eq!(bias.unseen, 0.0);
        let law = BTreeMap::from([(1, 0.45), (2, 0.05), (3, 0.5)]);
        let bias = selection.bias(0, Some(&law), 0, 1).unwrap();
        assert!((bias.total_variation - 0.1).abs() < 1e-12);
        assert!((bias.unseen - 0.5).abs() < 1e-12);
    }

    /// Two strata of n rows each, half of all accepted: the difference of the shares is d = 2 D / n
    /// with D hypergeometric about its mean, and the distance is |d| / 4 / (2 · ½) · … = |D| / n.
    /// D has variance n² / (4 (2n − 1)) and is nearly normal, so E|D| / n ≈ √(2/π) / (2 √(2n − 1)).
    #[test]
    fn the_floor_is_what_chance_alone_gives() {
        let selection = tally(&[(1, 500, &[250]), (2, 500, &[250])]);
        let bias = selection.bias(0, None, 2_000, 4).unwrap();
        let expected = (2.0 / std::f64::consts::PI).sqrt() / (2.0 * 999.0_f64.sqrt());
        assert_eq!(bias.total_variation, 0.0);
        assert!((bias.floor / expected - 1.0).abs() < 0.05, "{} {expected}", bias.floor);
        let upper = 1.96 / (2.0 * 999.0_f64.sqrt());
        assert!((bias.floor_upper / upper - 1.0).abs() < 0.08, "{} {upper}", bias.floor_upper);
        assert_eq!(selection.bias(0, None, 2_000, 4).unwrap(), bias);
    }

    /// For independent repeats with success s(z), acceptance after K is 1 − (1 − s)^(K + 1), and the
    /// distance does not grow with K.
    #[test]
    fn repeats_move_accepted_rows_towards_the_law() {
        let mut selection = Selection::default();
        let stream = Seed(5).stream("repeats");
        for row in 0..40_000_u64 {
            let success = [0.1, 0.4, 0.9][(row % 3) as usize];
            let mut draws = stream.at(row);
            let right_at = (0..6_u32).find(|_| draws.uniform() < success);
            selection.add(row % 3, right_at);
        }
        let mut last = 1.0;
        for attempt in 0..6 {
            let bias = selection.bias(attempt, None, 50, 1).unwrap();
            let accept = |s: f64| 1.0 - (0..=attempt).fold(1.0, |left, _| left * (1.0 - s));
            let shares = [0.1, 0.4, 0.9].map(accept);
            let mean = shares.iter().sum::<f64>() / 3.0;
            let exact = shares.iter().map(|a| (a - mean).abs()).sum::<f64>() / (6.0 * mean);
            assert!((bias.total_variation - exact).abs() < 0.01, "{attempt}: {bias:?} {exact}");
            assert!(bias.total_variation < last);
            last = bias.total_variation;
        }
    }

    #[test]
    fn rows_in_the_same_cells_are_in_one_stratum() {
        let row = |state, number| Skeleton {
            row: 0,
            facts: vec![Some(Fact::State(state)), Some(Fact::Number(number)), None],
        };
        let cells = [
            Cells { slot: 0, cuts: Vec::new() },
            Cells { slot: 1, cuts: vec![60.0, 100.0] },
            Cells { slot: 2, cuts: Vec::new() },
        ];
        let of = |state, number| stratum(&cells, &row(state, number));
        assert_eq!(of(1, 60.0), of(1, 99.9));
        let all = [of(0, 10.0), of(0, 60.0), of(0, 100.0), of(1, 10.0), of(1, 60.0)];
        assert_eq!(std::collections::BTreeSet::from(all).len(), all.len());
    }

    proptest! {
        #[test]
        fn tallies_of_parts_merge_to_the_tally_of_the_whole(
            rows in proptest::collection::vec((0_u64..4, proptest::option::of(0_u32..4)), 1..60),
            cut in 0_usize..60,
        ) {
            let whole = rows.iter().fold(Selection::default(), |mut whole, (key, right_at)| {
                whole.add(*key, *right_at);
                whole
            });
            let mut parts = [Selection::default(), Selection::default()];
            for (idx, (key, right_at)) in rows.iter().enumerate() {
                parts[usize::from(idx >= cut)].add(*key, *right_at);
            }
            let [mut first, second] = parts;
            first.merge(&second);
            prop_assert_eq!(&first, &whole);
            for attempt in 0..4 {
                if let Some(bias) = whole.bias(attempt, None, 5, 1) {
                    prop_assert!((0.0..=1.0).contains(&bias.total_variation));
                }
            }
        }
    }
}
