//! Jobs: the work cut into units that any number of workers may do in any order, to the same bytes.
//!
//! [`Job::prepare`] takes from the table what the question needs; the job then travels to workers as
//! bytes. `run_unit` is a pure function of the job and the unit's number, `finish` of all results in
//! the order of the units.

mod audit;
mod independence;
mod realize;
mod sample;
mod wire;

use serde::{Deserialize, Serialize};

pub(crate) use audit::{Arrays, AuditJob, Task};
use independence::IndependenceJob;
pub(crate) use independence::{TestColumn, p_values};
use realize::RealizeJob;
pub use realize::n_texts;
use sample::SampleJob;

use crate::{
    Error, Session, Study,
    view::{AuditView, IndependenceView, RealizeView, SampleView, SensitivityView},
};

/// What a job computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    /// The decomposition as asked.
    Audit,
    /// The decomposition with one column moved at a time between confounders and mediators.
    Sensitivity,
    /// Rows of the study's model in summary, with and without its interventions.
    Sample,
    /// The independences that the model's diagram implies, tested on rows.
    Independence,
    /// Rows put into words by what is at hand.
    Realize,
}

/// The result of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobView {
    /// Of [`JobKind::Audit`].
    Audit(Box<AuditView>),
    /// Of [`JobKind::Sensitivity`].
    Sensitivity(Box<SensitivityView>),
    /// Of [`JobKind::Sample`].
    Sample(Box<SampleView>),
    /// Of [`JobKind::Independence`].
    Independence(Box<IndependenceView>),
    /// Of [`JobKind::Realize`].
    Realize(Box<RealizeView>),
}

/// Everything that the workers need, and no more.
#[derive(Clone, Debug)]
pub struct Job {
    work: Work,
}

/// What is to be done.
#[derive(Clone, Debug)]
enum Work {
    Audit(Box<AuditJob>),
    Sample(Box<SampleJob>),
    Independence(Box<IndependenceJob>),
    Realize(Box<RealizeJob>),
}

impl Job {
    /// Takes from the study and the table what the question needs. Audits need a table, samples
    /// none, independence tests only where the study says so.
    ///
    /// # Errors
    /// No table where one is needed; roles that are missing, name no column, or do not fit the
    /// columns' kinds; groups that are too small; a model that is not finished.
    pub fn prepare(session: Option<&Session>, study: &Study, kind: JobKind) -> Result<Self, Error> {
        let study = &study.part(kind);
        let work = match kind {
            JobKind::Audit => {
                Work::Audit(Box::new(AuditJob::prepare(needed(session)?, study, false)?))
            }
            JobKind::Sensitivity => {
                Work::Audit(Box::new(AuditJob::prepare(needed(session)?, study, true)?))
            }
            JobKind::Sample => Work::Sample(Box::new(SampleJob::prepare(study)?)),
            JobKind::Independence => {
                Work::Independence(Box::new(IndependenceJob::prepare(session, study)?))
            }
            JobKind::Realize => Work::Realize(Box::new(RealizeJob::prepare(study)?)),
        };
        Ok(Self { work })
    }

    /// The number of units.
    pub fn n_units(&self) -> u32 {
        match &self.work {
            Work::Audit(job) => job.n_units(),
            Work::Sample(job) => job.n_units(),
            Work::Independence(job) => job.n_units(),
            Work::Realize(job) => job.n_units(),
        }
    }

    /// What a unit does, in words for a progress line.
    pub fn unit_words(&self, unit: u32) -> String {
        match &self.work {
            Work::Audit(job) => job.unit_words(unit),
            Work::Sample(job) => job.unit_words(unit),
            Work::Independence(job) => job.unit_words(unit),
            Work::Realize(job) => job.unit_words(unit),
        }
    }

    /// Computes one unit.
    ///
    /// # Errors
    /// A number of a unit that there is not; a model that cannot be fitted or drawn from.
    pub fn run_unit(&self, unit: u32) -> Result<Vec<f64>, Error> {
        if unit >= self.n_units() {
            return Err(Error::new("no-such-unit", format!("the job has no unit {unit}")));
        }
        match &self.work {
            Work::Audit(job) => job.run_unit(unit),
            Work::Sample(job) => job.run_unit(unit),
            Work::Independence(job) => job.run_unit(unit),
            Work::Realize(job) => job.run_unit(unit),
        }
    }

    /// Puts the results together; `parts` in the order of the units.
    ///
    /// # Errors
    /// Parts that do not belong to this job.
    pub fn finish(&self, parts: &[Vec<f64>]) -> Result<JobView, Error> {
        match &self.work {
            Work::Audit(job) => job.finish(parts),
            Work::Sample(job) => job.finish(parts).map(|view| JobView::Sample(Box::new(view))),
            Work::Independence(job) => {
                job.finish(parts).map(|view| JobView::Independence(Box::new(view)))
            }
            Work::Realize(job) => job.finish(parts).map(|view| JobView::Realize(Box::new(view))),
        }
    }

    /// The job as bytes for another worker; [`Job::from_bytes`] reads them back.
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::write(&self.work)
    }

    /// Reads a job from its bytes.
    ///
    /// # Errors
    /// Bytes that are not a job of this release.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        wire::read(bytes).map(|work| Self { work })
    }
}

fn needed(session: Option<&Session>) -> Result<&Session, Error> {
    session.ok_or_else(|| {
        Error::new("no-table", "an audit needs a table and none is open")
            .with_hint("open a file first")
    })
}

/// The results that are missing, as an error.
fn parts_missing(n_missing: usize) -> Error {
    Error::new("parts-missing", format!("{n_missing} results of the job are missing"))
}
