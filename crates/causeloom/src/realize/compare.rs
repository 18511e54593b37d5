//! Two runs side by side: whether they tell the same rows, and how far their shares are apart.

use realize::measure::Share;

use super::findings;
use crate::{
    RealizedRows, Study,
    view::{DifferenceView, RateView},
};

/// A share with its interval at 95 percent (Wilson).
pub fn share_of(count: u64, of: u64) -> RateView {
    findings::rate(Share::of(count, of))
}

/// The first share less the second, with its interval at 95 percent (Newcombe's hybrid score, method
/// 10, of shares of different cases); none where either is of no cases.
pub fn difference(one: &RateView, other: &RateView) -> Option<DifferenceView> {
    let share = |rate: &RateView| Share::of(rate.count, rate.of);
    let found = share(one).less(&share(other))?;
    let [low, high] = found.interval;
    Some(DifferenceView { difference: found.difference, low, high })
}

/// What makes the rows of two studies different, in words; empty where both tell the same rows.
pub fn other_rows(one: &Study, other: &Study) -> Vec<&'static str> {
    let are = |of: RealizedRows| [one, other].map(|study| study.realize.of == of);
    let is_changed = are(RealizedRows::Sample) != [true; 2];
    let is_of_table = are(RealizedRows::Table) == [true; 2];
    [
        ("model", !is_of_table && one.model != other.model),
        ("table", is_of_table && one.data != other.data),
        ("seed", one.seed != other.seed),
        ("rows that are told", one.realize.of != other.realize.of),
        ("number of rows", one.realize.rows != other.realize.rows),
        ("interventions", is_changed && one.sample.interventions != other.sample.interventions),
    ]
    .into_iter()
    .filter_map(|(words, differs)| differs.then_some(words))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ModelReference, Writer};

    #[test]
    fn studies_that_differ_in_the_writer_tell_the_same_rows() {
        let one =
            Study { model: ModelReference::BuiltIn { id: "asia".to_owned() }, ..Study::default() };
        let mut other = one.clone();
        other.realize.writer = Writer::Browser;
        other.realize.rounds += 1;
        // Interventions are no part of rows that are told as they were drawn.
        other.sample.interventions.push("smoke = no".to_owned());
        assert_eq!(other_rows(&one, &other), Vec::<&str>::new());
        other.seed += 1;
        other.realize.of = RealizedRows::Changed;
        for (one, other) in [(&one, &other), (&other, &one)] {
            assert_eq!(other_rows(one, other), ["seed", "rows that are told", "interventions"]);
        }
    }

    #[test]
    fn a_difference_is_that_of_the_shares() {
        let rate = |count, of| RateView { count, of, ..RateView::default() };
        let found = difference(&rate(56, 70), &rate(48, 80)).expect("both are of cases");
        assert!((found.difference - 0.2).abs() < 1e-12);
        assert!((found.low - 0.0524).abs() < 5e-5 && (found.high - 0.3339).abs() < 5e-5);
        assert_eq!(difference(&rate(1, 2), &rate(0, 0)), None);
    }
}
