//! The figure of a distribution, of states or of numbers, before and after a change.

use causeloom::view::DistributionView;

use crate::chart::{Figure, Shares, Spread, States, Version};

/// One version: what it is called, its distribution, and its exact probabilities where they are known.
pub(crate) type Versioned<'a> = (&'a str, &'a DistributionView, Option<&'a [f64]>);

/// The figure of one variable; none where its distribution is not known.
pub(crate) fn distribution_figure(
    axis: &str,
    before: Versioned<'_>,
    after: Option<Versioned<'_>>,
) -> Option<Figure> {
    if !before.1.states.is_empty() {
        return Some(Figure::States(States {
            names: before.1.states.iter().map(|state| state.state.clone()).collect(),
            before: shares(before),
            after: after.map(shares),
            axis: format!("share of each value of {axis}"),
        }));
    }
    let numbers = before.1.numbers.as_ref()?;
    Some(Figure::Spread(Spread {
        edges: numbers.edges.clone(),
        before: version(before)?,
        // Versions over other bins cannot share an axis.
        after: after.and_then(version).filter(|after| after.counts.len() == numbers.counts.len()),
        axis: axis.to_owned(),
    }))
}

fn shares((name, distribution, truth): Versioned<'_>) -> Shares {
    Shares {
        name: name.to_owned(),
        values: distribution.states.iter().map(|state| state.share).collect(),
        truth: truth.map(<[f64]>::to_vec),
    }
}

fn version((name, distribution, _): Versioned<'_>) -> Option<Version> {
    let numbers = distribution.numbers.as_ref()?;
    Some(Version { name: name.to_owned(), counts: numbers.counts.clone(), mean: numbers.mean })
}
