//! Texts by what is at hand: the embedded realizer, or a simulated language model.

use std::ops::Range;

use numeric::seed::Seed;
use realize::{
    embedded::Register,
    prompt::TextKind,
    run::{Alone, Record},
    simulated::{Belief, Beliefs, Dials, Model as SimulatedModel},
};

use super::{
    ground::{Ground, run_config},
    rows::Told,
};
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
    pub(crate) fn new(study: &Study) -> Result<Self, Error> {
        let ground = Ground::new(study)?;
        let dictionary = &ground.dictionary;
        let config = run_config(study);
        let writer = match study.realize.writer {
            Writer::Embedded => AtHand::Embedded,
            Writer::Simulated { prior_strength, obedience } => {
                let dials = Dials { prior_strength, obedience, ..Dials::default() };
                let model = SimulatedModel::new(dictionary, register(&config.kind), dials);
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

    fn write(&self, told: Told) -> Written {
        let record = match &self.writer {
            AtHand::Embedded => self.alone.embedded(&told.skeleton),
            AtHand::Simulated(model) => {
                let belief = |(state, probability)| Belief { state, probability };
                let believed = told.expected.iter().map(|expected| expected.map(belief));
                let beliefs = Beliefs { believed: believed.collect() };
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

/// How the embedded realizer and the simulated model write a kind of text.
fn register(kind: &TextKind) -> Register {
    match kind {
        TextKind::AdmissionNote | TextKind::Own(_) => Register::Note,
        TextKind::TerseNote => Register::Terse,
        TextKind::Sections => Register::Sections,
        TextKind::TransactionLog => Register::Log,
    }
}

/// An error of the crate below in the façade's form.
pub(super) fn refused(error: &dyn std::error::Error) -> Error {
    Error::new("realize", error.to_string())
}
