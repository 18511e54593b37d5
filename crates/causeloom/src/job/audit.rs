//! The work of an audit: decompositions and the overlap of the groups, cut into units.

use std::{borrow::Cow, sync::OnceLock};

use fairness::{Design, Method, OutcomeKind, Role, overlap::OverlapConfig};
use numeric::{Matrix, seed::Seed};
use serde::{Deserialize, Serialize};

use super::JobView;
use crate::{
    Error, Session, Study,
    audit::{self, Question},
    sensitivity,
};

/// Everything that the workers need for an audit or its sensitivity, and no more.
#[derive(Clone, Debug)]
pub(crate) struct AuditJob {
    pub(crate) header: Header,
    pub(crate) arrays: Arrays,
    /// The design of the first task, built once: every unit of an audit reads it.
    stated: OnceLock<Design>,
}

/// The part of a job that is words and settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// True where columns are moved one at a time.
    pub(crate) sensitivity: bool,
    pub(crate) study: Study,
    pub(crate) question: Question,
    pub(crate) tasks: Vec<Task>,
    pub(crate) overlap_units: u32,
}

/// One decomposition: which design columns play which part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Task {
    /// The moved column; empty for the model as stated.
    pub(crate) moved: String,
    pub(crate) confounders: Vec<u32>,
    pub(crate) mediators: Vec<u32>,
    pub(crate) n_units: u32,
}

/// The part of a job that is numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arrays {
    pub(crate) columns: Vec<Vec<f64>>,
    pub(crate) outcome: Vec<f64>,
    pub(crate) comparison: Vec<bool>,
    pub(crate) weights: Option<Vec<f64>>,
}

/// Which part of which task a unit is.
enum Unit {
    Effects { task: usize, unit: u32 },
    Overlap { unit: u32 },
}

impl AuditJob {
    /// Takes from the table what the study's question needs.
    ///
    /// # Errors
    /// Roles that are missing, name no column, or do not fit the columns' kinds; groups that are too small.
    pub(crate) fn prepare(
        session: &Session,
        study: &Study,
        sensitivity: bool,
    ) -> Result<Self, Error> {
        let (question, arrays) = audit::ask(session, study)?;
        let tasks =
            if sensitivity { sensitivity::tasks(&question) } else { vec![question.stated_task()] };
        let study = study.clone();
        let header = Header { sensitivity, study, question, tasks, overlap_units: 0 };
        let mut job = Self::new(header, arrays);
        for task in 0..job.header.tasks.len() {
            let design = job.design(task);
            design.validate().map_err(|error| job.explain(&error))?;
            job.header.tasks[task].n_units = fairness::units(&design, &job.method());
        }
        if !sensitivity {
            job.header.overlap_units = fairness::overlap::units(&job.design(0), &job.overlap());
        }
        Ok(job)
    }

    pub(crate) fn new(header: Header, arrays: Arrays) -> Self {
        Self { header, arrays, stated: OnceLock::new() }
    }

    /// The number of units.
    pub(crate) fn n_units(&self) -> u32 {
        let effects: u32 = self.header.tasks.iter().map(|task| task.n_units).sum();
        effects + self.header.overlap_units
    }

    /// What a unit does, in words for a progress line.
    pub(crate) fn unit_words(&self, unit: u32) -> String {
        match self.find(unit) {
            Ok(Unit::Overlap { .. }) => "Overlap of the groups".to_owned(),
            Ok(Unit::Effects { task, unit }) => {
                let moved = &self.header.tasks[task].moved;
                match (self.header.sensitivity, self.method()) {
                    (true, _) if moved.is_empty() => "Model as stated".to_owned(),
                    (true, _) => format!("{moved} moved"),
                    (false, Method::Debiased(config)) => {
                        format!(
                            "Cross-fit {} of {}",
                            unit / config.folds.max(1) + 1,
                            config.repeats
                        )
                    }
                    (false, Method::PlugIn(_)) => "Bootstrap".to_owned(),
                    (false, Method::Exact) => "Sums over the cells".to_owned(),
                }
            }
            Err(_) => String::new(),
        }
    }

    /// Computes one unit.
    ///
    /// # Errors
    /// A number of a unit that there is not; a model that cannot be fitted.
    pub(crate) fn run_unit(&self, unit: u32) -> Result<Vec<f64>, Error> {
        let seed = Seed(self.header.study.seed);
        match self.find(unit)? {
            Unit::Effects { task, unit } => {
                fairness::run_unit(&self.design(task), &self.method(), seed, unit)
            }
            Unit::Overlap { unit } => {
                fairness::overlap::run_unit(&self.design(0), &self.overlap(), seed, unit)
            }
        }
        .map_err(|error| self.explain(&error))
    }

    /// Puts the results together; `parts` in the order of the units.
    ///
    /// # Errors
    /// Parts that do not belong to this job.
    pub(crate) fn finish(&self, parts: &[Vec<f64>]) -> Result<JobView, Error> {
        let mut rest = parts;
        let mut decompositions = Vec::new();
        for task in 0..self.header.tasks.len() {
            let design = self.design(task);
            let n_units = self.header.tasks[task].n_units;
            let mine = split(&mut rest, n_units)?;
            let level = self.header.study.audit.level;
            let found = fairness::finish(&design, &self.method(), level, mine)
                .map_err(|error| self.explain(&error))?;
            decompositions.push(found);
        }
        if self.header.sensitivity {
            return Ok(JobView::Sensitivity(Box::new(sensitivity::view(self, &decompositions))));
        }
        let mine = split(&mut rest, self.header.overlap_units)?;
        let design = self.design(0);
        let overlap = fairness::overlap::finish(&design, &self.overlap(), mine)
            .map_err(|error| self.explain(&error))?;
        let decomposition = decompositions.first().expect("an audit has one task");
        Ok(JobView::Audit(Box::new(audit::view(self, &design, decomposition, &overlap)?)))
    }

    pub(crate) fn design(&self, task: usize) -> Cow<'_, Design> {
        if task == 0 {
            Cow::Borrowed(self.stated.get_or_init(|| self.build(0)))
        } else {
            Cow::Owned(self.build(task))
        }
    }

    pub(crate) fn method(&self) -> Method {
        let config = &self.header.study.audit;
        let probability = self.header.question.contrast.probability;
        if self.header.sensitivity {
            sensitivity::method(config, probability)
        } else {
            audit::method(config, probability)
        }
    }

    pub(crate) fn overlap(&self) -> OverlapConfig {
        audit::overlap_config(&self.header.study.audit)
    }

    /// Names of the design columns of a task's part, for notes and balance.
    pub(crate) fn column_name(&self, task: usize, role: Role, idx: u32) -> &str {
        let task = &self.header.tasks[task];
        let columns = match role {
            Role::Confounder => &task.confounders,
            Role::Mediator => &task.mediators,
        };
        let column = columns.get(idx as usize).copied().unwrap_or(u32::MAX);
        self.header
            .question
            .design_columns
            .get(column as usize)
            .map_or("?", |column| column.label.as_str())
    }

    fn build(&self, task: usize) -> Design {
        let task = &self.header.tasks[task];
        let n_rows = self.arrays.outcome.len();
        let matrix = |columns: &[u32]| {
            let data = columns.iter().flat_map(|&idx| &self.arrays.columns[idx as usize]);
            Matrix::from_column_major(n_rows, columns.len(), data.copied().collect())
        };
        Design {
            comparison: self.arrays.comparison.clone(),
            outcome: self.arrays.outcome.clone(),
            outcome_kind: if self.header.question.contrast.probability {
                OutcomeKind::Binary
            } else {
                OutcomeKind::Numeric
            },
            confounders: matrix(&task.confounders),
            mediators: matrix(&task.mediators),
            weights: self.arrays.weights.clone(),
        }
    }

    fn find(&self, unit: u32) -> Result<Unit, Error> {
        let mut left = unit;
        for (task, &Task { n_units, .. }) in self.header.tasks.iter().enumerate() {
            if left < n_units {
                return Ok(Unit::Effects { task, unit: left });
            }
            left -= n_units;
        }
        if left < self.header.overlap_units {
            return Ok(Unit::Overlap { unit: left });
        }
        Err(Error::new("no-such-unit", format!("the job has no unit {unit}")))
    }

    fn explain(&self, error: &fairness::Error) -> Error {
        crate::trouble::explain(error, &self.header.question)
    }
}

fn split<'a>(rest: &mut &'a [Vec<f64>], n_units: u32) -> Result<&'a [Vec<f64>], Error> {
    let n_units = n_units as usize;
    let (mine, others) = rest
        .split_at_checked(n_units)
        .ok_or_else(|| super::parts_missing(n_units.saturating_sub(rest.len())))?;
    *rest = others;
    Ok(mine)
}
