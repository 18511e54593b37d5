//! What a sample says of one node, in a sentence and in numbers.

use causeloom::number::{count, decimals, fixed};
use causeloom::view::{DistributionView, NumberSummary, SampleNodeView, SampleView};

use super::told::{Told, doing};

/// States that are told of where a node has two.
const POSITIVE: [&str; 8] = ["yes", "true", "1", "present", "positive", "high", "died", "abnormal"];

/// The number that stands for a node: the share of one state, or the mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    /// `P(dysp = yes)`, `mean of age`.
    pub(super) of: String,
    /// `yes`, `mean`.
    pub(super) short: String,
    /// As it is.
    pub(super) before: f64,
    /// After the interventions.
    pub(super) after: Option<f64>,
    /// The exact probabilities of the same, where they are known.
    pub(super) truth: Option<f64>,
    /// The same after the interventions.
    pub(super) truth_after: Option<f64>,
    /// Standard error of one of the two.
    pub(super) standard_error: f64,
    /// True for a share.
    pub(super) is_share: bool,
    /// Unit of a mean.
    pub(super) unit: String,
}

impl Figure {
    /// The number of a node; none where nothing was counted.
    pub(super) fn of(node: &SampleNodeView, unit: &str) -> Option<Self> {
        let name = &node.name;
        if let Some(numbers) = &node.before.numbers {
            let after = node.after.as_ref().and_then(|after| after.numbers.as_ref());
            return Some(Self {
                of: format!("the mean of {name}"),
                short: "mean".to_owned(),
                before: numbers.mean,
                after: after.map(|numbers| numbers.mean),
                truth: None,
                truth_after: None,
                standard_error: error_of_mean(numbers, node.before.n),
                is_share: false,
                unit: unit.to_owned(),
            });
        }
        let index = told_state(node);
        let state = node.before.states.get(index)?;
        let share = |distribution: &DistributionView| {
            distribution.states.get(index).map_or(0.0, |state| state.share)
        };
        let exact = |truth: &Option<Vec<f64>>| truth.as_ref()?.get(index).copied();
        let before = share(&node.before);
        Some(Self {
            of: format!("P({name} = {})", state.state),
            short: state.state.clone(),
            before,
            after: node.after.as_ref().map(share),
            truth: exact(&node.truth),
            truth_after: exact(&node.truth_after),
            standard_error: (before * (1.0 - before) / (node.before.n.max(1) as f64)).sqrt(),
            is_share: true,
            unit: String::new(),
        })
    }

    /// A value with the digits that its error allows, and its unit.
    pub(super) fn text(&self, value: f64) -> String {
        if self.is_share || self.unit.is_empty() {
            self.bare(value)
        } else {
            format!("{} {}", self.bare(value), self.unit)
        }
    }

    /// A difference, without the unit of a mean.
    pub(super) fn difference(&self, value: f64) -> String {
        let sign = if value > 0.0 { "+" } else { "" };
        let unit = if self.is_share { " points" } else { "" };
        format!("{sign}{}{unit}", self.digits(value))
    }

    /// A share with its sign for percent; a mean without its unit.
    pub(super) fn bare(&self, value: f64) -> String {
        let unit = if self.is_share { " %" } else { "" };
        format!("{}{unit}", self.digits(value))
    }

    /// One digit less than the error allows: the numbers are read at a glance.
    fn digits(&self, value: f64) -> String {
        let allowed = decimals(self.standard_error, self.is_share).saturating_sub(1);
        if self.is_share {
            fixed(100.0 * value, allowed.clamp(1, 3))
        } else {
            fixed(value, allowed.min(4))
        }
    }
}

/// "Setting smoke to no lowers P(dysp = yes) from 43.6 % to 31.9 %."
pub(super) fn verdict(
    view: &SampleView,
    node: &SampleNodeView,
    told: &[Told],
    unit: &str,
) -> String {
    let Some(figure) = Figure::of(node, unit) else {
        return format!("{} rows.", count(view.rows as f64));
    };
    let rows = count(view.rows as f64);
    let Some(after) = figure.after else {
        let before = figure.text(figure.before);
        return if figure.is_share {
            format!("{} is {} in {before} of {rows} rows.", node.name, figure.short)
        } else {
            format!("The mean of {} in {rows} rows is {before}.", node.name)
        };
    };
    let subject = capital(&doing(told));
    if told.iter().any(|told| told.node == node.name) {
        let (before, after) = (figure.text(figure.before), figure.text(after));
        return format!("{} itself: {} goes from {before} to {after}.", node.name, figure.of);
    }
    let (before_text, after_text) = (figure.text(figure.before), figure.text(after));
    if node.total_variation == Some(0.0) {
        return format!("{subject} leaves {} as it is.", node.name);
    }
    if before_text == after_text {
        return format!("{subject} hardly moves {}: it stays at {before_text}.", figure.of);
    }
    let verb = if after > figure.before { "raises" } else { "lowers" };
    format!("{subject} {verb} {} from {before_text} to {after_text}.", figure.of)
}

/// How many rows, the exact numbers and the error, under the verdict.
pub(super) fn lead(view: &SampleView, node: &SampleNodeView, unit: &str) -> String {
    let mut text = format!("In the same {} rows, seed {}.", count(view.rows as f64), view.seed);
    if node.after.is_none() {
        text = format!("Seed {}.", view.seed);
    }
    let Some(figure) = Figure::of(node, unit) else { return text };
    match (figure.truth, figure.truth_after) {
        (Some(before), Some(after)) => {
            text.push_str(&format!(" Exactly: from {} to {}.", exact(before), exact(after)));
        }
        (Some(before), None) => text.push_str(&format!(" Exactly {}.", exact(before))),
        _ => {}
    }
    let error = figure.standard_error;
    if error > 0.0 {
        let error = if figure.is_share {
            format!(
                "{} points",
                fixed(100.0 * error, decimals(error, true).saturating_sub(1).max(1))
            )
        } else {
            let digits = decimals(error, false).saturating_sub(1);
            format!("{} {unit}", fixed(error, digits)).trim_end().to_owned()
        };
        text.push_str(&format!(" Standard error {error}."));
    }
    text
}

/// The node that is told of where none is chosen: the marked outcome, else of the nodes that cause
/// nothing the one that moves most, else the one that moves most of all.
pub(super) fn default_node(
    view: &SampleView,
    outcome: Option<&str>,
    is_last: impl Fn(&str) -> bool,
) -> Option<String> {
    let is_there = |name: &&str| view.nodes.iter().any(|node| &node.name == name);
    if let Some(outcome) = outcome.filter(is_there) {
        return Some(outcome.to_owned());
    }
    let moved = |node: &SampleNodeView| node.total_variation.unwrap_or(0.0);
    let most = |only_last: bool| {
        let nodes = view.nodes.iter().filter(|node| moved(node) > 0.0);
        nodes.filter(|node| !only_last || is_last(&node.name)).fold(
            None::<&SampleNodeView>,
            |most, node| match most {
                Some(most) if moved(most) >= moved(node) => Some(most),
                _ => Some(node),
            },
        )
    };
    most(true).or_else(|| most(false)).or(view.nodes.last()).map(|node| node.name.clone())
}

/// A probability that is exact.
pub(super) fn exact(share: f64) -> String {
    format!("{} %", fixed(100.0 * share, 2))
}

/// The state that is told of: of two the positive or the last one, of several the one that moves
/// most, or the most frequent where nothing moves.
fn told_state(node: &SampleNodeView) -> usize {
    let states = &node.before.states;
    if states.len() == 2 {
        let is_positive = |name: &str| POSITIVE.contains(&name.to_lowercase().as_str());
        return states.iter().position(|state| is_positive(&state.state)).unwrap_or(1);
    }
    let moves = |index: usize| {
        let after = node.after.as_ref().and_then(|after| after.states.get(index));
        after.map_or(0.0, |after| (after.share - states[index].share).abs())
    };
    let most = |size: &dyn Fn(usize) -> f64| {
        (0..states.len()).fold(0, |most, index| if size(index) > size(most) { index } else { most })
    };
    let moved = most(&moves);
    if moves(moved) > 0.0 || states.is_empty() { moved } else { most(&|index| states[index].share) }
}

fn error_of_mean(numbers: &NumberSummary, n: u64) -> f64 {
    numbers.standard_deviation / (n.max(1) as f64).sqrt()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use causeloom::view::StateShare;

    use super::*;
    use crate::page::sample::told::told;

    fn states(name: &str, before: &[(&str, f64)], after: Option<&[f64]>) -> SampleNodeView {
        let shares = |values: &mut dyn Iterator<Item = (String, f64)>| DistributionView {
            n: 10_000,
            states: values
                .map(|(state, share)| StateShare { state, share, standard_error: None })
                .collect(),
            ..DistributionView::default()
        };
        let names = || before.iter().map(|(state, _)| (*state).to_owned());
        SampleNodeView {
            name: name.to_owned(),
            before: shares(&mut before.iter().map(|(state, share)| ((*state).to_owned(), *share))),
            total_variation: after.map(|after| {
                before.iter().zip(after).map(|((_, one), other)| (one - other).abs()).sum::<f64>()
                    / 2.0
            }),
            after: after.map(|after| shares(&mut names().zip(after.iter().copied()))),
            ..SampleNodeView::default()
        }
    }

    fn view(nodes: Vec<SampleNodeView>) -> SampleView {
        SampleView { rows: 10_000, seed: 1, nodes, ..SampleView::default() }
    }

    fn no_smoke() -> Vec<Told> {
        told("smoke = no", ["smoke"].into_iter()).into_iter().collect()
    }

    #[test]
    fn the_verdict_says_what_is_done_and_what_it_moves() {
        let view = view(vec![
            states("dysp", &[("yes", 0.4361), ("no", 0.5639)], Some(&[0.3189, 0.6811])),
            states("asia", &[("yes", 0.01), ("no", 0.99)], Some(&[0.01, 0.99])),
            states("smoke", &[("yes", 0.5), ("no", 0.5)], Some(&[0.0, 1.0])),
        ]);
        let say = |index: usize| verdict(&view, &view.nodes[index], &no_smoke(), "");
        assert_eq!(say(0), "Setting smoke to no lowers P(dysp = yes) from 43.6 % to 31.9 %.");
        assert_eq!(say(1), "Setting smoke to no leaves asia as it is.");
        assert_eq!(say(2), "smoke itself: P(smoke = yes) goes from 50.0 % to 0.0 %.");
    }

    #[test]
    fn without_interventions_a_share_is_told() {
        let view = view(vec![states("dysp", &[("yes", 0.4361), ("no", 0.5639)], None)]);
        assert_eq!(
            verdict(&view, &view.nodes[0], &[], ""),
            "dysp is yes in 43.6 % of 10\u{202f}000 rows."
        );
    }

    #[test]
    fn the_end_that_moves_most_is_told_of_unless_an_outcome_is_marked() {
        let view = view(vec![
            states("smoke", &[("yes", 0.5), ("no", 0.5)], Some(&[0.0, 1.0])),
            states("dysp", &[("yes", 0.43), ("no", 0.57)], Some(&[0.32, 0.68])),
            states("xray", &[("yes", 0.11), ("no", 0.89)], Some(&[0.07, 0.93])),
        ]);
        let is_last = |name: &str| name != "smoke";
        assert_eq!(default_node(&view, None, is_last).as_deref(), Some("dysp"));
        assert_eq!(default_node(&view, Some("xray"), is_last).as_deref(), Some("xray"));
        assert_eq!(default_node(&view, Some("gone"), is_last).as_deref(), Some("dysp"));
    }

    #[test]
    fn of_several_states_the_one_that_moves_most_is_told() {
        let node = states(
            "CVP",
            &[("LOW", 0.1), ("NORMAL", 0.7), ("HIGH", 0.2)],
            Some(&[0.25, 0.4, 0.35]),
        );
        let figure = Figure::of(&node, "").expect("it has states");
        assert_eq!(
            (figure.short.as_str(), figure.difference(-0.3).as_str()),
            ("NORMAL", "−30.0 points")
        );
    }
}
