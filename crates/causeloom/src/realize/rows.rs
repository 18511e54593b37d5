//! The rows of a run: facts, and what a reader of the model would expect of them.

use std::ops::Range;

use numeric::seed::Seed;
use realize::{Dictionary, Skeleton};
use scm::{Column, Program};

use super::skeletons::{Source, skeleton, sources};
use super::uploaded::TableRows;
use crate::{
    Error, RealizedRows, Study,
    model::compiled::{self, Compiled},
};

/// The rows of a study that are put into words.
#[derive(Clone, Debug)]
pub(super) enum Rows {
    /// Of its model.
    Model(Box<ModelRows>),
    /// Of a table.
    Table(Box<TableRows>),
}

/// The rows of a study's model.
#[derive(Clone, Debug)]
pub(super) struct ModelRows {
    seed: Seed,
    of: RealizedRows,
    before: Program,
    /// The program under the interventions; the same one where there are none.
    after: Program,
    sources: Vec<Source>,
}

/// One row to be told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    /// Its facts.
    pub(super) skeleton: Skeleton,
    /// For every slot with states the state that its causes make most likely, and how likely; of a
    /// table's rows the commonest one.
    pub(super) expected: Vec<Option<Expected>>,
}

/// The state that a slot's causes make most likely in a row, and its probability.
pub(super) type Expected = (u16, f64);

impl Rows {
    /// The texts of a range. Of pairs the even number tells a row as it is and the odd one the same
    /// row under the interventions.
    pub(super) fn told(&self, texts: Range<u64>) -> Result<Vec<Told>, Error> {
        match self {
            Self::Model(rows) => rows.told(texts),
            Self::Table(rows) => Ok(rows.told(texts)),
        }
    }
}

impl ModelRows {
    /// The rows of a study.
    ///
    /// # Errors
    /// A model that is not finished, an intervention that cannot be read, a dictionary that does not
    /// fit the model.
    pub(super) fn new(study: &Study, dictionary: &Dictionary) -> Result<Self, Error> {
        let compiled = Compiled::of(study)?;
        let after = compiled.changed(&study.sample.interventions)?;
        let sources = sources(dictionary, &compiled.program)?;
        Ok(Self {
            seed: Seed(study.seed),
            of: study.realize.of,
            after: after.unwrap_or_else(|| compiled.program.clone()),
            before: compiled.program,
            sources,
        })
    }

    fn told(&self, texts: Range<u64>) -> Result<Vec<Told>, Error> {
        match self.of {
            RealizedRows::Pairs => {
                let rows = texts.start / 2..texts.end.div_ceil(2);
                let one = self.under(&self.before, rows.clone())?;
                let other = self.under(&self.after, rows.clone())?;
                let pairs = one.into_iter().zip(other).flat_map(|(one, other)| [one, other]);
                let first = (texts.start - 2 * rows.start) as usize;
                Ok(pairs.skip(first).take((texts.end - texts.start) as usize).collect())
            }
            RealizedRows::Changed => self.under(&self.after, texts),
            RealizedRows::Sample | RealizedRows::Table => self.under(&self.before, texts),
        }
    }

    fn under(&self, program: &Program, rows: Range<u64>) -> Result<Vec<Told>, Error> {
        let failed = |error: scm::Error| compiled::from_scm(&error);
        let sample = program.sample(self.seed, rows.clone()).map_err(failed)?;
        let expected = self
            .sources
            .iter()
            .map(|source| self.before.natural_probabilities(source.node, &sample.columns))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        let told = |at: usize| Told {
            skeleton: skeleton(&self.sources, &sample.columns, at, rows.start + at as u64),
            expected: self
                .sources
                .iter()
                .zip(&expected)
                .map(|(source, expected)| likeliest(source, expected.as_deref()?, at))
                .collect(),
        };
        Ok((0..sample.n_rows()).map(told).collect())
    }
}

/// The likeliest state of a slot in a row.
fn likeliest(source: &Source, expected: &[f64], at: usize) -> Option<Expected> {
    let n_states = source.states.len();
    let row = expected.get(at * n_states..(at + 1) * n_states)?;
    let first = row.first().map(|share| (0, *share))?;
    let (place, probability) = row
        .iter()
        .copied()
        .enumerate()
        .skip(1)
        .fold(first, |best, (place, share)| if share > best.1 { (place, share) } else { best });
    Some((source.states[place], probability))
}

/// Standard deviations of the numbers among some columns, 0 for states.
pub(super) fn spreads(columns: &[Column]) -> Vec<f64> {
    let spread = |column: &Column| column.numbers().map_or(0.0, numeric::sum::standard_deviation);
    columns.iter().map(spread).collect()
}
