//! What is done with the sum of mean and noise, and how it is undone.

use super::{Context, Fault, all_finite, undefined};
use crate::{
    Error, Link, Values,
    expression::{self, Expression, Input, Target},
    kernel::ParentColumn,
};
use numeric::float;

/// A link that is ready to compute.
#[derive(Clone, Debug)]
pub(crate) enum CompiledLink {
    Identity,
    Exp,
    Between { low: f64, high: f64 },
    Increasing(Expression),
}

/// Where a link is tried before it is used.
const TRIED: std::ops::RangeInclusive<i32> = -160..=160;
const STEP: f64 = 0.125;

impl CompiledLink {
    pub(super) fn new(context: &Context, link: &Link) -> Result<Self, Error> {
        let text = match link {
            Link::Identity => return Ok(Self::Identity),
            Link::Exp => return Ok(Self::Exp),
            Link::Between { low, high } => {
                context.finite("the lower bound", *low)?;
                context.finite("the upper bound", *high)?;
                if low >= high || !(high - low).is_finite() {
                    let range = "above the lower bound";
                    return Err(context.parameter("the upper bound", *high, range));
                }
                return Ok(Self::Between { low: *low, high: *high });
            }
            Link::Increasing(text) => text,
        };
        let input = Input { name: "z", values: &Values::Number };
        let unknown = |_: &str| "a link is an expression of `z` alone".to_owned();
        let expression =
            expression::compile(text, &[input], Target::Number, &unknown).map_err(|error| {
                Error::Expression { node: context.node.to_owned(), part: "link", error }
            })?;
        let link = Self::Increasing(expression);
        let values: Vec<(f64, f64)> = TRIED
            .map(|step| f64::from(step) * STEP)
            .filter_map(|z| link.at(z).map(|value| (z, value)))
            .collect();
        let falling = values.windows(2).find(|pair| pair[1].1 < pair[0].1);
        let is_constant = values.first().map(|pair| pair.1) == values.last().map(|pair| pair.1);
        if let Some(pair) = falling {
            let parameter = format!("the link at z = {}", pair[1].0);
            return Err(context.parameter(parameter, pair[1].1, "more than at smaller z"));
        }
        if is_constant {
            let value = values.first().map_or(0.0, |pair| pair.1);
            return Err(context.parameter("the link", value, "strictly increasing in z"));
        }
        Ok(link)
    }

    /// Changes sums to values.
    pub(super) fn apply(&self, values: &mut [f64]) -> Result<(), Fault> {
        match self {
            Self::Identity => {}
            Self::Exp => values.iter_mut().for_each(|value| *value = float::exp(*value)),
            Self::Between { low, high } => {
                for value in &mut *values {
                    *value = low + (high - low) * float::logistic(*value);
                }
            }
            Self::Increasing(expression) => {
                all_finite(values)?;
                let sums = values.to_vec();
                let inputs: Vec<ParentColumn> =
                    expression.inputs().iter().map(|_| ParentColumn::Numbers(&sums)).collect();
                expression.numbers(&inputs, values).map_err(undefined)?;
            }
        }
        all_finite(values)
    }

    /// The value of one sum; none where it is not defined.
    pub(crate) fn at(&self, sum: f64) -> Option<f64> {
        let mut value = [sum];
        self.apply(&mut value).ok().map(|()| value[0])
    }

    /// The sum of a value; none for values that the link does not give.
    ///
    /// An expression is undone by halving an interval, to neighboring floats.
    pub(crate) fn invert(&self, value: f64) -> Option<f64> {
        let sum = match self {
            Self::Identity => value,
            Self::Exp => float::ln(value),
            Self::Between { low, high } => {
                let share = (value - low) / (high - low);
                if share > 0.0 && share < 1.0 { float::logit(share) } else { f64::NAN }
            }
            Self::Increasing(_) => return self.search(value),
        };
        sum.is_finite().then_some(sum)
    }

    fn search(&self, value: f64) -> Option<f64> {
        // Where it is not defined, the link is taken to be below what it is elsewhere.
        let is_below = |z: f64| self.at(z).is_none_or(|at| at < value);
        let (mut low, mut high) = (-1.0, 1.0);
        while !is_below(low) {
            low *= 2.0;
            if low < -1e12 {
                return None;
            }
        }
        while is_below(high) {
            high *= 2.0;
            if high > 1e12 {
                return None;
            }
        }
        loop {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                break;
            }
            if is_below(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // Of the two neighbors the one whose value is nearer.
        let distance = |z: f64| self.at(z).map(|at| (at - value).abs());
        let (low_distance, high_distance) = (distance(low), distance(high)?);
        let nearer = if low_distance.is_some_and(|low| low < high_distance) { low } else { high };
        let allowed = 1e-6 * value.abs().max(1.0);
        distance(nearer).filter(|distance| *distance <= allowed).map(|_| nearer)
    }
}
