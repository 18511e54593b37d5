//! What two distributions alone say about how their states go together (Fréchet's bounds).
//!
//! No data and no experiment narrows these for a single node; which mechanism is chosen does. Numbers
//! inside them that a coupling gives are assumptions of the mechanism.
//!
//! # References
//! M. Fréchet, "Sur les tableaux de corrélation dont les marges sont données", Annales de
//! l'Université de Lyon A 14 (1951).

/// A lower and an upper bound of a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The smallest probability that is possible.
    pub lower: f64,
    /// The largest one.
    pub upper: f64,
}

/// The bounds of the probability that an event of probability `p` in one world and one of
/// probability `q` in another occur together. Both are taken into [0, 1].
pub fn joint_bounds(p: f64, q: f64) -> Bounds {
    let [p, q] = [p, q].map(|value| if value > 0.0 { value.min(1.0) } else { 0.0 });
    Bounds { lower: (p + q - 1.0).max(0.0), upper: p.min(q) }
}

/// The bounds of the probability of an event of probability `q` in one world, given one of
/// probability `p` in another; nothing where `p` is 0.
pub fn conditional_bounds(p: f64, q: f64) -> Option<Bounds> {
    let joint = joint_bounds(p, q);
    let given = joint_bounds(p, 1.0).upper;
    (given > 0.0).then(|| Bounds { lower: joint.lower / given, upper: joint.upper / given })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Bounds, conditional_bounds, joint_bounds};
    use crate::counterfactual::Coupling;

    #[test]
    fn bounds_are_those_of_frechet() {
        assert_eq!(joint_bounds(0.75, 0.5), Bounds { lower: 0.25, upper: 0.5 });
        assert_eq!(joint_bounds(0.25, 0.5), Bounds { lower: 0.0, upper: 0.25 });
        assert_eq!(conditional_bounds(0.5, 0.75), Some(Bounds { lower: 0.5, upper: 1.0 }));
        assert_eq!(conditional_bounds(0.0, 0.75), None);
        assert_eq!(conditional_bounds(f64::NAN, 0.75), None);
    }

    proptest! {
        #[test]
        fn both_couplings_lie_within_the_bounds(
            p in proptest::collection::vec(0.01_f64..1.0, 4),
            q in proptest::collection::vec(0.01_f64..1.0, 4),
        ) {
            let shares = |w: &[f64]| -> Vec<f64> {
                let total: f64 = w.iter().sum();
                w.iter().map(|weight| weight / total).collect()
            };
            let [p, q] = [shares(&p), shares(&q)];
            for coupling in [Coupling::ordered(&p, &q), Coupling::race(&p, &q)] {
                for (i, p) in p.iter().enumerate() {
                    for (j, q) in q.iter().enumerate() {
                        let bounds = joint_bounds(*p, *q);
                        let found = coupling.joint(i, j);
                        prop_assert!(bounds.lower - 1e-12 <= found && found <= bounds.upper + 1e-12);
                    }
                }
            }
        }
    }
}
