//! Sensitivity to the model: each column moved once between confounders and mediators.

use fairness::{Decomposition, Effect, Method};

use crate::{
    AuditConfig, MethodName,
    audit::{effect_view, plug_in},
    job::{AuditJob, Task},
    question::Question,
    view::{SensitivityRow, SensitivityView},
};

/// Bootstrap replicates of each row: enough for an interval that is looked at, not published.
const REPLICATES: u32 = 200;

/// The model as stated, then one task a column of the table that is moved.
pub(crate) fn tasks(question: &Question) -> Vec<Task> {
    let covariates = question.contrast.confounders.iter().chain(&question.contrast.mediators);
    let moved = covariates.map(|name| {
        question.task(name.clone(), |column| column.mediator != (&column.column == name))
    });
    std::iter::once(question.stated_task()).chain(moved).collect()
}

/// The method of every row: exact where the audit is, else the plug-in.
pub(crate) fn method(config: &AuditConfig, probability: bool) -> Method {
    match config.method {
        MethodName::Exact => Method::Exact,
        MethodName::PlugIn | MethodName::Debiased => {
            Method::PlugIn(plug_in(config, probability, REPLICATES))
        }
    }
}

/// The table of all rows.
pub(crate) fn view(job: &AuditJob, decompositions: &[Decomposition]) -> SensitivityView {
    let question = &job.header.question;
    let rows = job.header.tasks.iter().zip(decompositions).map(|(task, decomposition)| {
        let role = match task.moved.as_str() {
            "" => "as stated",
            moved if question.contrast.confounders.iter().any(|name| name == moved) => "mediator",
            _ => "confounder",
        };
        let effect = |effect| effect_view(decomposition, effect, None, String::new());
        SensitivityRow {
            column: task.moved.clone(),
            role: role.to_owned(),
            direct: effect(Effect::Direct),
            indirect: effect(Effect::Indirect),
            spurious: effect(Effect::Spurious),
        }
    });
    let mut rows: Vec<SensitivityRow> = rows.collect();
    let stated = rows.remove(0);
    let method = match job.header.study.audit.method {
        MethodName::Exact => "sums over the cells".to_owned(),
        _ => format!("plug-in, {REPLICATES} bootstrap samples, whatever the method above"),
    };
    SensitivityView { method, stated, moved: rows }
}
