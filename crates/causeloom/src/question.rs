//! The question: roles and columns turned into numbers, with every choice on the way counted.

mod covariate;
mod groups;
mod outcome;

use serde::{Deserialize, Serialize};
use table::{Codes, Column, Table};

use covariate::covariate;
use groups::contrast;
pub(crate) use groups::groups;
use outcome::{outcome_values, weights};

use crate::{
    Error, MissingChoice, Session, Study,
    job::{Arrays, Task},
    number,
    session::from_table,
    view::{ContrastView, CountsView, NoteView},
};

/// What was asked and of whom: the words that go with the arrays of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) contrast: ContrastView,
    pub(crate) counts: CountsView,
    pub(crate) design_columns: Vec<DesignColumn>,
    pub(crate) notes: Vec<NoteView>,
    /// The example's identifier, where the truth may be known.
    pub(crate) example: Option<String>,
}

/// One column of numbers that goes into the models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DesignColumn {
    /// `age`, `department = B`, or `age was missing`.
    pub(crate) label: String,
    /// The table's column that it comes from.
    pub(crate) column: String,
    pub(crate) mediator: bool,
}

impl Question {
    /// The model as stated.
    pub(crate) fn stated_task(&self) -> Task {
        self.task(String::new(), |column| column.mediator)
    }

    /// A model in which `is_mediator` says which design columns are mediators.
    pub(crate) fn task(&self, moved: String, is_mediator: impl Fn(&DesignColumn) -> bool) -> Task {
        let chosen = |mediator: bool| -> Vec<u32> {
            let columns = self.design_columns.iter().enumerate();
            columns
                .filter(|(_, column)| is_mediator(column) == mediator)
                .map(|(idx, _)| idx as u32)
                .collect()
        };
        Task { moved, confounders: chosen(false), mediators: chosen(true), n_units: 0 }
    }
}

/// Turns roles into numbers.
///
/// # Errors
/// Roles that are missing or taken twice, columns that there are not or whose kind cannot be used,
/// levels that there are not, weights that are not counts.
pub(crate) fn ask(session: &Session, study: &Study) -> Result<(Question, Arrays), Error> {
    let table = session.table(study)?;
    let roles = &study.roles;
    check_roles_stated(study)?;
    let outcome = find(&table, roles.outcome.as_deref().unwrap_or_default())?;
    let groups = groups(&table, &roles.protected)?;
    let protected = roles.protected.join(" × ");
    let (baseline, comparison) = contrast(&groups, &protected, study)?;
    let outcome_values = outcome_values(outcome, roles.positive.as_deref())?;
    let counts = roles.weight.as_deref().map(|name| weights(&table, name)).transpose()?;

    let n_rows = table.n_rows();
    let covariates = roles.confounders.iter().chain(&roles.mediators);
    let covariates =
        covariates.map(|name| covariate(&table, name)).collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::new();
    let (mut dropped_missing, mut other_groups) = (0, 0);
    for row in 0..n_rows as usize {
        let group = groups.codes[row];
        let known = group != Codes::MISSING
            && outcome_values[row].is_some()
            && counts.as_ref().is_none_or(|counts| counts[row].is_some());
        let complete = study.missing == MissingChoice::Impute
            || covariates.iter().all(|covariate| !covariate.missing(row));
        let compared = group == baseline || group == comparison;
        if !known || (compared && !complete) {
            dropped_missing += 1;
        } else if !compared {
            other_groups += 1;
        } else if counts.as_ref().is_none_or(|counts| counts[row] != Some(0.0)) {
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err(Error::new(
            "no-rows",
            "no row is left after leaving out those with missing cells",
        )
        .with_hint(
            "fill missing cells in, or give the column with the most missing cells no role",
        ));
    }

    let mut design_columns = Vec::new();
    let mut columns = Vec::new();
    let mut imputed_cells = 0;
    for (idx, covariate) in covariates.iter().enumerate() {
        let mediator = idx >= roles.confounders.len();
        for (label, values, n_imputed) in covariate.design(&rows)? {
            imputed_cells += n_imputed;
            let column = covariate.column.name().to_owned();
            design_columns.push(DesignColumn { label, column, mediator });
            columns.push(values);
        }
    }
    let comparison_rows: Vec<bool> =
        rows.iter().map(|&row| groups.codes[row] == comparison).collect();
    let weights: Option<Vec<f64>> =
        counts.map(|counts| rows.iter().map(|&row| counts[row].unwrap_or(0.0)).collect());
    let size = |idx: usize| weights.as_ref().map_or(1.0, |weights| weights[idx]);
    let (mut n_baseline, mut n_comparison) = (0.0, 0.0);
    for (idx, &compared) in comparison_rows.iter().enumerate() {
        *(if compared { &mut n_comparison } else { &mut n_baseline }) += size(idx);
    }

    let probability = roles.positive.is_some();
    let outcome_name = outcome.name().to_owned();
    let positive = roles.positive.clone();
    let unit = match &positive {
        Some(level) => format!("probability of {outcome_name} = {level}"),
        None => outcome_name.clone(),
    };
    let name = |idx: u32| groups.levels[idx as usize].text.clone();
    let mut question = Question {
        contrast: ContrastView {
            protected,
            baseline: name(baseline),
            comparison: name(comparison),
            outcome: outcome_name,
            positive,
            probability,
            unit,
            confounders: roles.confounders.clone(),
            mediators: roles.mediators.clone(),
        },
        counts: CountsView {
            n: n_baseline + n_comparison,
            baseline: n_baseline,
            comparison: n_comparison,
            dropped_missing,
            other_groups,
            imputed_cells,
        },
        design_columns,
        notes: Vec::new(),
        example: session.source().example.clone(),
    };
    question.notes = crate::trouble::question_notes(&table, study, &question)?;
    let outcome = rows.iter().filter_map(|&row| outcome_values[row]).collect();
    Ok((question, Arrays { columns, outcome, comparison: comparison_rows, weights }))
}

/// A column that the study names.
pub(crate) fn find<'a>(table: &'a Table, name: &str) -> Result<&'a Column, Error> {
    table.column(name).map_err(|error| from_table(&error))
}

fn check_roles_stated(study: &Study) -> Result<(), Error> {
    let roles = &study.roles;
    if roles.protected.is_empty() {
        return Err(missing_role("protected", "say which column is protected, for instance sex"));
    }
    if roles.outcome.is_none() {
        return Err(missing_role("outcome", "say which column is the outcome"));
    }
    let names: Vec<&str> = roles.columns().collect();
    for (idx, name) in names.iter().enumerate() {
        if names[..idx].contains(name) {
            return Err(Error::new("role-twice", format!("column {name} has two roles"))
                .with_hint("a column can be protected, confounder, mediator, outcome or row count, but only one of them")
                .in_column(*name));
        }
    }
    Ok(())
}

fn too_many_levels(column: &Column, n_levels: usize, what: &str) -> Error {
    let name = column.name();
    Error::new(
        "too-many-levels",
        format!(
            "{name} has {} different values, too many for a {what}",
            number::count(n_levels as f64)
        ),
    )
    .with_hint("choose another column, read this one as a number, or group its values first")
    .in_column(name)
}

fn missing_role(role: &str, hint: &str) -> Error {
    Error::new(&format!("no-{role}"), format!("no column is the {role} one yet")).with_hint(hint)
}
