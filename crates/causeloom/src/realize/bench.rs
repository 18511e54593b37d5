//! Texts by what is at hand: the embedded realizer, or a simulated language model.

use std::{collections::BTreeMap, ops::Range};

use numeric::{seed::Seed, sum};
use realize::{
    measure::bias_of_acceptance,
    run::{Alone, Record},
    simulated::{Belief, Beliefs, Dials, Model as SimulatedModel},
};

use super::{ground::Ground, rows::Told, uploaded::TableRows};
use crate::{Error, Study, Writer};

/// Everything that turns numbers of texts into texts.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(super) ground: Ground,
    alone: Alone,
    writer: AtHand,
    seed: u64,
}

#[derive(Debug)]
enum AtHand {
    Embedded,
    Simulated(Box<SimulatedModel>),
}

/// What rejection sampling would do to some rows: exact but for the choice of the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rejection {
    /// The share of rows whose first draft is right.
    pub accepted: f64,
    /// Total variation between accepted rows and the law, on all facts.
    pub on_all_facts: f64,
    /// The same on the few variables that [`crate::view::BiasView`] is about.
    pub on_strata: f64,
}

/// A text and the facts that it tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Written {
    pub(super) told: Told,
    pub(super) record: Record,
}

impl Bench {
    /// Makes it for a study whose writer is at hand.
    ///
    /// # Errors
    /// A model that is not finished, a dictionary that cannot be used, dials out of range, a writer
    /// that is not at hand.
    pub(crate) fn new(study: &Study, table: Option<&TableRows>) -> Result<Self, Error> {
        let ground = Ground::new(study, table)?;
        let dictionary = &ground.dictionary;
        super::prompt::check(study)?;
        let mut config = ground.run_config(study);
        // Nobody is told anything here: a template is neither used nor in the way.
        config.template = None;
        let writer = match study.realize.writer {
            Writer::Embedded => AtHand::Embedded,
            Writer::Simulated { prior_strength, obedience } => {
                let dials = Dials { prior_strength, obedience, ..Dials::default() };
                let model = SimulatedModel::new(dictionary, config.kind.register(), dials);
                AtHand::Simulated(Box::new(model))
            }
            _ => {
                return Err(Error::new("writer", "this writer is asked over the gateway"));
            }
        };
        let alone = Alone::new(config, dictionary.clone()).map_err(|error| refused(&error))?;
        Ok(Self { ground, alone, writer, seed: study.seed })
    }

    /// The texts of a range.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows.
    pub(super) fn written(&self, texts: Range<u64>) -> Result<Vec<Written>, Error> {
        let rows = self.ground.rows.told(texts)?;
        Ok(rows.into_iter().map(|told| self.write(told)).collect())
    }

    /// What rejection sampling does to the texts of a range, from the known probabilities that their
    /// first drafts are right; none for a writer that is always right, or never.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows.
    pub(super) fn rejection(&self, texts: Range<u64>) -> Result<Option<Rejection>, Error> {
        let AtHand::Simulated(model) = &self.writer else { return Ok(None) };
        let mut accepted = Vec::new();
        let mut strata: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for told in self.ground.rows.told(texts)? {
            strata.entry(self.ground.stratum(&told.skeleton)).or_default().push(accepted.len());
            accepted.push(model.right_probability(&told.skeleton, &beliefs(&told)));
        }
        let mut in_strata = accepted.clone();
        for rows in strata.values() {
            let shares: Vec<f64> = rows.iter().map(|&row| accepted[row]).collect();
            let share = sum::mean(&shares);
            for &row in rows {
                in_strata[row] = share;
            }
        }
        let bias = |accepted: &[f64]| bias_of_acceptance(accepted);
        let (Some(on_all_facts), Some(on_strata)) = (bias(&accepted), bias(&in_strata)) else {
            return Ok(None);
        };
        Ok(Some(Rejection { accepted: sum::mean(&accepted), on_all_facts, on_strata }))
    }

    fn write(&self, told: Told) -> Written {
        let record = match &self.writer {
            AtHand::Embedded => self.alone.embedded(&told.skeleton),
            AtHand::Simulated(model) => {
                let beliefs = beliefs(&told);
                let seed = Seed(self.seed);
                self.alone.record(&told.skeleton, |turn| {
                    let previous = turn.previous.map(|previous| previous.violations);
                    let (round, draft) = (turn.round, turn.resample);
                    model.answer(&told.skeleton, &beliefs, round, draft, previous, seed).text
                })
            }
        };
        Written { told, record }
    }
}

/// What a simulated model takes for granted of a row: what its causes make likeliest.
pub(super) fn beliefs(told: &Told) -> Beliefs {
    let belief = |(state, probability)| Belief { state, probability };
    let believed = told.expected.iter().map(|expected| expected.map(belief));
    Beliefs { believed: believed.collect() }
}

/// An error of the crate below in the façade's form.
pub(super) fn refused(error: &dyn std::error::Error) -> Error {
    Error::new("realize", error.to_string())
}
