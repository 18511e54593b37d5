//! Mechanisms from a table: what a fit found, and what a user should know of it.

use scm::fit::{FitConfig, FitRemark, fit_with_progress};

use super::{ModelAnswer, model_of};
use crate::{
    Error, Session, Study,
    view::{NoteView, Severity},
};

/// Fits every mechanism of the study's diagram to the open table; what the model says of its
/// variables in words stays. `progress` hears how many nodes are fitted; the answer is a
/// [`ModelAnswer::Fitted`].
///
/// # Errors
/// No table, a table with row counts, nodes without a column; what a fit refuses.
pub fn fit_model(
    study: &Study,
    session: Option<&Session>,
    smoothing: f64,
    progress: &mut dyn FnMut(usize),
) -> Result<ModelAnswer, Error> {
    let session = session.ok_or_else(|| {
        Error::new("no-table", "no table is open")
            .with_hint("open a table whose columns have the names of the nodes")
    })?;
    if let Some(column) = &study.roles.weight {
        return Err(Error::new(
            "fit",
            format!("`{column}` holds row counts, and a fit takes every row once"),
        )
        .with_hint("give one row to each unit, or take the part \"row count\" off the column"));
    }
    let before = model_of(study)?;
    let config = FitConfig { smoothing, seed: study.seed, ..FitConfig::default() };
    let table = session.table(study)?;
    let found = fit_with_progress(&before.graph, &table, &config, progress).map_err(|error| {
        Error::new("fit", error.to_string()).with_hint(
            "each node needs a column of its name, with kinds that the Data page can change",
        )
    })?;
    let mut model = found.model;
    model.name = before.name;
    model.about = before.about;
    model.source = format!("graph as drawn, mechanisms fitted to {}", session.source().name);
    for (name, variable) in &mut model.variables {
        if let Some(known) = before.variables.get(name) {
            variable.about.clone_from(&known.about);
            variable.unit.clone_from(&known.unit);
        }
    }
    let notes = found
        .notes
        .iter()
        .map(|note| NoteView {
            code: "fit".to_owned(),
            severity: match note.remark {
                FitRemark::Missing { .. } | FitRemark::Thinned { .. } => Severity::Information,
                _ => Severity::Warning,
            },
            message: note.to_string(),
            why: String::new(),
            column: None,
        })
        .collect();
    Ok(ModelAnswer::Fitted { model: Box::new(model), notes })
}
