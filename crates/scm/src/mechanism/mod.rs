//! Mechanisms, compiled: a node's values in many rows from its parents' values and its noise.
//!
//! Every mechanism uses its noise in one form ([`NodeNoise`]): that of states by rank, that of states by
//! a race, or numbers of a law. What is drawn at an address and what is replayed from noise that is
//! given agree to the bit.

mod additive;
mod forest;
mod formula;
mod law;
mod linear;
mod link;
mod poisson;
mod scores;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use additive::Additive;
pub(crate) use forest::Forest;
pub(crate) use formula::Formula;
pub(crate) use linear::LinearFunction;
pub(crate) use poisson::{cumulative as poisson_cumulative, quantile as poisson_quantile};
pub(crate) use scores::Scores;
pub use table::RowNote;
use table::normalized;
pub(crate) use table::{StateTable, configurations};

use crate::{
    Error, Mechanism, Noise, RowFault, Values, Variable,
    expression::{self, Expression, Input, Target, Undefined},
    kernel::ParentColumn,
    noise::{Key, fill_exponential, fill_normal, fill_u32, fill_uniform},
    value::Cells,
};
use std::sync::Arc;

/// A mechanism that is ready to compute.
#[derive(Clone, Debug)]
pub(crate) enum Compiled {
    /// States, all parents having states.
    Table(StateTable),
    /// States of any parents by multinomial logistic regression.
    Scores(Scores),
    /// A linear function of the parents and normal noise.
    Linear(LinearFunction),
    /// Counts; the linear function gives the logarithm of the mean.
    Poisson(LinearFunction),
    /// A function of mean, spread and noise.
    Additive(Box<Additive>),
    /// An expression of the parents alone.
    Formula(Formula),
    /// One of these values in ascending order.
    Empirical(Arc<Noise>),
    /// A random forest.
    Forest(Forest),
}

/// The noise of one node in several rows, as its mechanism uses it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NodeNoise {
    /// Nothing is left to chance.
    None,
    /// The rank of a state: the upper half of the word of noise.
    Rank(Vec<u32>),
    /// Exponential noise of each state.
    Race(Vec<Vec<f64>>),
    /// Numbers in (0, 1), of which counts are quantiles.
    Uniform(Vec<f64>),
    /// Numbers of a law.
    Law(Arc<Noise>, Vec<f64>),
}

/// A row, counted from 0 among those that were computed, and why it has no value.
pub(crate) type Fault = (usize, RowFault);

/// What a mechanism is compiled for.
#[derive(Clone, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) node: &'a str,
    pub(crate) variable: &'a Variable,
    pub(crate) parents: Vec<Input<'a>>,
}

impl Context<'_> {
    /// The numbers of the parents' states; none if one of them has numbers.
    pub(crate) fn cards(&self) -> Option<Vec<usize>> {
        let cards = self.parents.iter().map(|parent| parent.values.states().len());
        let cards: Vec<usize> = cards.collect();
        (!cards.contains(&0)).then_some(cards)
    }

    /// Reads an expression of the parents.
    fn expression(
        &self,
        part: &'static str,
        text: &str,
        target: Target,
    ) -> Result<Expression, Error> {
        let unknown = |name: &str| {
            let parents: Vec<&str> = self.parents.iter().map(|parent| parent.name).collect();
            let parents = crate::error::list(&parents);
            format!(
                "the parents of `{node}` are {parents}; draw an arrow from `{name}` to `{node}` to use it",
                node = self.node
            )
        };
        expression::compile(text, &self.parents, target, &unknown)
            .map_err(|error| Error::Expression { node: self.node.to_owned(), part, error })
    }

    fn unfit(&self, allowed: &'static str) -> Error {
        Error::Unfit {
            node: self.node.to_owned(),
            values: kind_words(&self.variable.values),
            mechanism: mechanism_words(&self.variable.mechanism),
            allowed,
        }
    }

    fn parameter(&self, parameter: impl Into<String>, value: f64, range: &'static str) -> Error {
        Error::Parameter { node: self.node.to_owned(), parameter: parameter.into(), value, range }
    }

    /// Whether a value is a finite number.
    fn finite(&self, parameter: &str, value: f64) -> Result<(), Error> {
        if value.is_finite() {
            Ok(())
        } else {
            Err(self.parameter(parameter, value, "a finite number"))
        }
    }
}

/// Compiles a mechanism; tables' rows are normalized and what was to be said of them comes back.
///
/// # Errors
/// A mechanism that does not fit the node's or the parents' values, and parameters out of range.
pub(crate) fn compile(context: &Context) -> Result<(Compiled, Vec<RowNote>), Error> {
    let variable = context.variable;
    check_fit(context)?;
    let mut notes = Vec::new();
    let compiled = match &variable.mechanism {
        Mechanism::Table { rows } => {
            let (rows, cards, found) = normalized(context, rows)?;
            notes = found;
            Compiled::Table(StateTable::new(&variable.values, &cards, rows))
        }
        Mechanism::Linear { intercept, terms, standard_deviation } => {
            if !(*standard_deviation >= 0.0 && standard_deviation.is_finite()) {
                let parameter = "the standard deviation";
                let range = "a number from 0";
                return Err(context.parameter(parameter, *standard_deviation, range));
            }
            Compiled::Linear(LinearFunction::new(context, *intercept, terms, *standard_deviation)?)
        }
        Mechanism::Logistic { scores } => Compiled::Scores(Scores::new(context, scores)?),
        Mechanism::Poisson { intercept, terms } => {
            Compiled::Poisson(LinearFunction::new(context, *intercept, terms, 0.0)?)
        }
        Mechanism::Additive { mean, spread, noise, link } => {
            Compiled::Additive(Box::new(Additive::new(context, mean, spread, noise, link)?))
        }
        Mechanism::Formula { expression } => Compiled::Formula(Formula::new(context, expression)?),
        Mechanism::Empirical { values } => {
            if let Some(parent) = context.parents.first() {
                return Err(Error::UnfitParent {
                    node: context.node.to_owned(),
                    parent: parent.name.to_owned(),
                    values: kind_words(parent.values),
                    mechanism: mechanism_words(&variable.mechanism),
                    hint: "use an additive mechanism with empirical noise",
                });
            }
            let law = Noise::Empirical(values.clone());
            law::check(context, &law)?;
            Compiled::Empirical(Arc::new(law))
        }
        Mechanism::Forest(forest) => Compiled::Forest(Forest::new(context, forest)?),
    };
    Ok((compiled, notes))
}

/// Whether states come about by a race: three or more without an order.
pub(crate) fn is_race(values: &Values) -> bool {
    matches!(values, Values::Unordered(states) if states.len() > 2)
}

impl Compiled {
    /// The values of rows `first_row..first_row + out.len()`, given the parents' values in the same
    /// rows.
    ///
    /// # Errors
    /// The first row that has no value.
    pub(crate) fn draw(
        &self,
        key: &Key,
        first_row: u64,
        parents: &[ParentColumn],
        out: Cells,
    ) -> Result<(), Fault> {
        match self {
            Self::Table(table) => {
                table.draw(key, first_row, &codes_of(parents), out.codes());
                Ok(())
            }
            Self::Linear(function) => {
                let out = out.numbers();
                function.draw(key, first_row, parents, out);
                all_finite(out)
            }
            _ => self.replay(&self.noise(key, first_row, out.len()), parents, out),
        }
    }

    /// The noise at an address in the form that the mechanism uses.
    pub(crate) fn noise(&self, key: &Key, first_row: u64, n_rows: usize) -> NodeNoise {
        let numbers = |fill: fn(&Key, u64, &mut [f64])| {
            let mut values = vec![0.0; n_rows];
            fill(key, first_row, &mut values);
            values
        };
        let rank = || {
            let mut values = vec![0; n_rows];
            fill_u32(key, first_row, &mut values);
            NodeNoise::Rank(values)
        };
        let race = |n_states: usize| {
            let lane = |state: usize| {
                let mut values = vec![0.0; n_rows];
                fill_exponential(&key.lane(state as u32), first_row, &mut values);
                values
            };
            NodeNoise::Race((0..n_states).map(lane).collect())
        };
        let of_law = |law: &Arc<Noise>| {
            let mut values = vec![0.0; n_rows];
            law.fill(key, first_row, &mut values);
            NodeNoise::Law(Arc::clone(law), values)
        };
        match self {
            Self::Table(table) if table.is_race() => race(table.n_states()),
            Self::Scores(scores) if scores.is_race() => race(scores.n_states()),
            Self::Table(_) | Self::Scores(_) => rank(),
            Self::Linear(_) => NodeNoise::Law(Arc::new(Noise::Normal), numbers(fill_normal)),
            Self::Poisson(_) => NodeNoise::Uniform(numbers(fill_uniform)),
            Self::Additive(additive) => of_law(&additive.law),
            Self::Formula(_) => NodeNoise::None,
            Self::Empirical(law) => of_law(law),
            Self::Forest(forest) => match &forest.residuals {
                Some(law) => of_law(law),
                None if forest.n_states == 0 => NodeNoise::None,
                None if forest.is_race => race(forest.n_states),
                None => rank(),
            },
        }
    }

    /// The values that given noise leads to; all columns have the same rows.
    ///
    /// Noise of another form than the mechanism uses is translated where it is of the same rank:
    /// numbers of one law to those of another. Where it cannot be, or is none, the mechanism's noise
    /// is taken to be in the middle.
    ///
    /// # Errors
    /// The first row that has no value.
    pub(crate) fn replay(
        &self,
        noise: &NodeNoise,
        parents: &[ParentColumn],
        out: Cells,
    ) -> Result<(), Fault> {
        let n_rows = out.len();
        match self {
            Self::Table(table) => {
                table.replay(noise, &codes_of(parents), out.codes());
                Ok(())
            }
            Self::Scores(scores) => {
                let mut probabilities = vec![0.0; n_rows * scores.n_states()];
                scores.probabilities(parents, &mut probabilities)?;
                let is_race = scores.is_race();
                scores::choose(is_race, scores.n_states(), &probabilities, noise, out.codes());
                Ok(())
            }
            Self::Linear(function) => {
                let out = out.numbers();
                function.means(parents, out);
                let deviation = function.standard_deviation();
                if deviation != 0.0 {
                    for (value, noise) in
                        out.iter_mut().zip(noise.of_law(&Noise::Normal, n_rows).iter())
                    {
                        *value += deviation * noise;
                    }
                }
                all_finite(out)
            }
            Self::Poisson(function) => {
                let out = out.numbers();
                function.means(parents, out);
                for (row, (value, uniform)) in
                    out.iter_mut().zip(noise.uniforms(n_rows).iter()).enumerate()
                {
                    let mean = poisson::mean(*value).map_err(|fault| (row, fault))?;
                    *value = poisson::quantile(mean, *uniform);
                }
                Ok(())
            }
            Self::Additive(additive) => {
                let out = out.numbers();
                additive.values(parents, &noise.of_law(&additive.law, n_rows), out)
            }
            Self::Formula(formula) => formula.values(parents, out),
            Self::Empirical(law) => {
                out.numbers().copy_from_slice(&noise.of_law(law, n_rows));
                Ok(())
            }
            Self::Forest(forest) => forest.values(parents, noise, out),
        }
    }

    /// The distribution of the states in each row, one row after the other; for a node with states.
    ///
    /// # Errors
    /// The first row that has none.
    pub(crate) fn probabilities(
        &self,
        n_states: usize,
        parents: &[ParentColumn],
        n_rows: usize,
    ) -> Result<Vec<f64>, Fault> {
        let mut rows = vec![0.0; n_states * n_rows];
        match self {
            Self::Table(table) => table.fill_rows(&codes_of(parents), &mut rows),
            Self::Scores(scores) => scores.probabilities(parents, &mut rows)?,
            Self::Forest(forest) => forest.fitted.predict(parents, &mut rows),
            _ => {
                let mut codes = vec![0; n_rows];
                self.replay(&NodeNoise::None, parents, Cells::Codes(&mut codes))?;
                for (row, code) in rows.chunks_exact_mut(n_states).zip(codes) {
                    row[usize::from(code)] = 1.0;
                }
            }
        }
        Ok(rows)
    }
}

/// The parents' codes, all of them having states.
fn codes_of<'a>(parents: &[ParentColumn<'a>]) -> Vec<&'a [u8]> {
    parents
        .iter()
        .map(|parent| match parent {
            ParentColumn::Codes(codes) => *codes,
            ParentColumn::Numbers(_) => &[],
        })
        .collect()
}

pub(crate) fn undefined(undefined: Undefined) -> Fault {
    (undefined.row, RowFault::Expression(undefined.error))
}

pub(crate) fn all_finite(values: &[f64]) -> Result<(), Fault> {
    // The sum of products with 0 is 0 unless one of them is not finite.
    if values.iter().fold(0.0, |sum, value| sum + value * 0.0) == 0.0 {
        return Ok(());
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(row) => Err((row, RowFault::TooLarge)),
        None => Ok(()),
    }
}

pub(crate) fn all_counts(values: &[f64]) -> Result<(), Fault> {
    match values.iter().position(|value| !(*value >= 0.0 && value.fract() == 0.0)) {
        Some(row) => Err((row, RowFault::Count(values[row]))),
        None => Ok(()),
    }
}

/// A kind of values in words.
pub(crate) fn kind_words(values: &Values) -> &'static str {
    match values {
        Values::Ordered(_) | Values::Unordered(_) => "states",
        Values::Count => "counts",
        Values::Number => "numbers",
    }
}

/// A mechanism's name in words.
pub(crate) fn mechanism_words(mechanism: &Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Table { .. } => "table",
        Mechanism::Linear { .. } => "linear",
        Mechanism::Logistic { .. } => "logistic",
        Mechanism::Poisson { .. } => "Poisson",
        Mechanism::Additive { .. } => "additive",
        Mechanism::Formula { .. } => "formula",
        Mechanism::Empirical { .. } => "empirical",
        Mechanism::Forest(_) => "forest",
    }
}

fn check_fit(context: &Context) -> Result<(), Error> {
    const STATES: &str = "a table, a logistic, a formula or a forest";
    const COUNTS: &str = "a Poisson or a formula";
    const NUMBERS: &str = "a linear, an additive, an empirical, a formula or a forest";
    let mechanism = &context.variable.mechanism;
    let (fits, allowed) = match context.variable.values {
        Values::Ordered(_) | Values::Unordered(_) => (
            matches!(
                mechanism,
                Mechanism::Table { .. }
                    | Mechanism::Logistic { .. }
                    | Mechanism::Formula { .. }
                    | Mechanism::Forest(_)
            ),
            STATES,
        ),
        Values::Count => {
            (matches!(mechanism, Mechanism::Poisson { .. } | Mechanism::Formula { .. }), COUNTS)
        }
        Values::Number => (
            matches!(
                mechanism,
                Mechanism::Linear { .. }
                    | Mechanism::Additive { .. }
                    | Mechanism::Empirical { .. }
                    | Mechanism::Formula { .. }
                    | Mechanism::Forest(_)
            ),
            NUMBERS,
        ),
    };
    if fits { Ok(()) } else { Err(context.unfit(allowed)) }
}
