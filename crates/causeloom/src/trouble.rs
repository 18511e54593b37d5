//! Trouble in plain words: errors of the estimators, and remarks that travel with a result.

use fairness::{ColumnRef, Group, Note, Nuisance, Part};
use graph::{RoleConflict, StatedRoles, check_roles};
use table::{ColumnKind, Table};

use crate::{
    Error, MissingChoice, Study,
    job::AuditJob,
    number,
    question::Question,
    view::{AuditView, NoteView, Severity},
};

/// Words in a column's name that speak of something measured after the outcome could happen.
const AFTER_WORDS: [&str; 12] = [
    "time",
    "followup",
    "follow_up",
    "follow-up",
    "survival",
    "duration",
    "days",
    "discharge",
    "length_of_stay",
    "los",
    "end_date",
    "censor",
];
/// Words in a column's name that speak of an attribute that one is born with.
const INBORN_WORDS: [&str; 8] =
    ["sex", "gender", "race", "ethnic", "age", "birth", "origin", "nativity"];
/// Groups smaller than this are remarked upon.
const SMALL_GROUP: f64 = 30.0;
/// A share outside [0.05, 0.95] larger than this is remarked upon.
const POOR_OVERLAP: f64 = 0.1;

/// An estimator's error with the names of this question.
pub(crate) fn explain(error: &fairness::Error, question: &Question) -> Error {
    use fairness::Error as E;
    let contrast = &question.contrast;
    let group = |group: &Group| match group {
        Group::Baseline => format!("{} = {}", contrast.protected, contrast.baseline),
        Group::Comparison => format!("{} = {}", contrast.protected, contrast.comparison),
    };
    let (code, message, hint) = match error {
        E::GroupTooSmall { group: which, individuals, minimum } => (
            "group-too-small",
            format!("{} has {} rows with all needed cells; at least {minimum} are needed", group(which), number::count(*individuals)),
            "compare larger groups, or fill missing cells in".to_owned(),
        ),
        E::GroupTooSmallForFolds { group: which, individuals, folds } => (
            "group-too-small",
            format!("{} has {} rows, too few for {folds} folds", group(which), number::count(*individuals)),
            "use the plug-in, or fewer folds".to_owned(),
        ),
        E::OutcomeConstant { value } => (
            "outcome-constant",
            format!("the outcome {} is {value} in every row that is compared", contrast.outcome),
            "choose another outcome or other groups".to_owned(),
        ),
        E::OneGroupStrata { missing, strata, individuals, .. } => (
            "one-group-strata",
            format!("{strata} cells of the table, with {} rows, have nobody of {}: the exact sum is not defined", number::count(*individuals), group(missing)),
            "group values together, leave a column out, or use the plug-in or the debiased estimate".to_owned(),
        ),
        E::TooFewReplicates { .. } => ("setting", error.to_string(), "use 50 bootstrap samples or more".to_owned()),
        E::FoldsOutOfRange { .. } => ("setting", error.to_string(), "use 2 to 20 folds".to_owned()),
        E::NoRepeats => ("setting", error.to_string(), "use at least one repeat".to_owned()),
        E::BoundOutOfRange { .. } => ("setting", error.to_string(), "use a bound such as 0.01".to_owned()),
        E::LevelOutOfRange { .. } => ("setting", error.to_string(), "use a level such as 0.95".to_owned()),
        E::NotFinite { part: Part::Outcome, .. } => ("outcome-not-finite", error.to_string(), "look for cells that are not numbers in the outcome".to_owned()),
        E::Fit { model, source } => (
            "fit",
            format!("the model of {} could not be fitted: {source}", nuisance(*model, question)),
            "leave out columns that hardly vary, or use another learner".to_owned(),
        ),
        other => ("estimate", other.to_string(), "leave out columns that hardly vary, or use another method".to_owned()),
    };
    Error::new(code, message).with_hint(hint)
}

/// Remarks that follow from the roles, the table and the choices made on the way.
///
/// # Errors
/// Stated arrows that cannot be read.
pub(crate) fn question_notes(
    table: &Table,
    study: &Study,
    question: &Question,
) -> Result<Vec<NoteView>, Error> {
    let roles = &study.roles;
    let counts = &question.counts;
    let mut notes = Vec::new();
    if counts.dropped_missing > 0 {
        notes.push(warning(
            "rows-dropped",
            format!("{} rows with missing cells were left out.", number::count(f64::from(counts.dropped_missing))),
            "If cells are missing for a reason that has to do with the outcome, leaving these rows out tilts the result. Filling them in is the other choice on the Data page.",
            None,
        ));
    }
    if counts.imputed_cells > 0 && study.missing == MissingChoice::Impute {
        notes.push(warning(
            "cells-imputed",
            format!("{} missing cells were filled in with the median or the most frequent value.", number::count(f64::from(counts.imputed_cells))),
            "A column that says “was missing” goes into the models beside each filled column. The intervals do not know that values were filled in.",
            None,
        ));
    }
    for (size, name) in [
        (counts.baseline, &question.contrast.baseline),
        (counts.comparison, &question.contrast.comparison),
    ] {
        if size < SMALL_GROUP {
            notes.push(warning(
                "small-group",
                format!("Group {name} has only {} rows.", number::count(size)),
                "With so few rows the intervals rest on approximations that need more.",
                None,
            ));
        }
    }
    let protected_inborn = roles.protected.iter().all(|name| speaks_of(name, &INBORN_WORDS));
    for name in &roles.mediators {
        if speaks_of(name, &AFTER_WORDS) {
            notes.push(after_outcome(name, "mediator"));
        }
    }
    for name in &roles.confounders {
        if speaks_of(name, &AFTER_WORDS) {
            notes.push(after_outcome(name, "confounder"));
        }
        if protected_inborn && !speaks_of(name, &INBORN_WORDS) {
            notes.push(warning(
                "confounder-may-descend",
                format!("{name} may be caused by {}; then it is a mediator.", question.contrast.protected),
                "A confounder must not lie downstream of the protected attribute. One is born with the attribute, and this column seems to be acquired later. If it can be caused by the attribute, move it to the mediators.",
                Some(name),
            ));
        }
    }
    for name in roles.confounders.iter().chain(&roles.mediators) {
        if let Ok(column) = table.column(name) {
            let profile = column.profile();
            let distinct = profile.n_distinct;
            let whole = column.kind() == ColumnKind::Number
                && distinct > 20
                && distinct == profile.n_rows - profile.n_missing;
            let named = ["id", "identifier", "key", "row", "index", "number", "no"]
                .iter()
                .any(|word| name.eq_ignore_ascii_case(word))
                || name.to_lowercase().ends_with("_id");
            if whole && named {
                notes.push(warning(
                    "identifier",
                    format!("{name} looks like a running number of the rows."),
                    "A number that only names a row carries no cause; in a model it is noise at best.",
                    Some(name),
                ));
            }
        }
    }
    if !study.arrows.trim().is_empty() {
        let dag = graph::parse(&study.arrows).map_err(|error| {
            Error::new("arrows", format!("the stated arrows cannot be read: {error}"))
                .with_hint("write them like `sex -> smoking; age -> smoking`")
        })?;
        let outcome = roles.outcome.as_deref().unwrap_or_default();
        let stated = StatedRoles {
            protected: &roles.protected,
            confounders: &roles.confounders,
            mediators: &roles.mediators,
            outcome,
        };
        notes.extend(check_roles(&dag, &stated).iter().map(conflict));
    }
    Ok(notes)
}

/// Remarks that follow from the result.
pub(crate) fn result_notes(job: &AuditJob, view: &AuditView, notes: &[Note]) -> Vec<NoteView> {
    let question = &job.header.question;
    let mut found: Vec<NoteView> =
        notes.iter().filter_map(|note| estimator_note(job, note)).collect();
    if let Some(overlap) = &view.overlap
        && overlap.share_outside > POOR_OVERLAP
    {
        found.push(warning(
            "poor-overlap",
            format!("{} of the rows have a propensity outside 0.05 to 0.95.", number::percent(overlap.share_outside)),
            "For these rows hardly anybody comparable is found in the other group: the comparison leans on the models' form there.",
            None,
        ));
    }
    if question.contrast.confounders.is_empty() && question.contrast.mediators.is_empty() {
        found.push(information(
            "no-covariates",
            "With no confounder and no mediator stated, the whole gap is called direct.".to_owned(),
            "State which columns the attribute may cause (mediators) and which only go along with it (confounders).",
        ));
    }
    found
}

fn estimator_note(job: &AuditJob, note: &Note) -> Option<NoteView> {
    let question = &job.header.question;
    let column = |column: &ColumnRef| job.column_name(0, column.role, column.index).to_owned();
    let model = |model: &Nuisance| nuisance(*model, question);
    Some(match note {
        Note::PropensitiesBounded { mean_count, .. } if *mean_count == 0.0 => return None,
        Note::PropensitiesBounded { bound, mean_count, most, individuals, propensity } => warning(
            "bounded",
            format!(
                "The {} of {} of {} rows was bounded to {bound} … {} (mean over the cross-fits; at most {}).",
                model(propensity),
                number::fixed(*mean_count, 1),
                number::count(*individuals),
                1.0 - bound,
                number::count(*most)
            ),
            "Rows that could hardly be in the other group would get huge weights. Bounding keeps the error small and leaves a little bias; the bound is a setting.",
            None,
        ),
        Note::NotConverged { model: which, fits, of } => warning(
            "not-converged",
            format!("{fits} of {of} fits of the model of {} did not converge.", model(which)),
            "The last step was used. Columns that nearly determine the outcome or the group are the usual cause.",
            None,
        ),
        Note::Separated { model: which, fits, of } => warning(
            "separated",
            format!(
                "In {fits} of {of} fits of the model of {} some columns predict perfectly.",
                model(which)
            ),
            "A logistic regression then has no finite best coefficient; the fit was stopped at a finite one.",
            None,
        ),
        Note::RankDeficient { model: which, fits, of } => information(
            "rank-deficient",
            format!(
                "{fits} of {of} fits of the model of {} left out columns that others determine.",
                model(which)
            ),
            "Such columns carry nothing that the others do not; predictions are the same without them.",
        ),
        Note::ConstantColumn { column: which } => information(
            "constant-column",
            format!("{} has one value only in these rows.", column(which)),
            "It cannot tell anything and changes nothing.",
        ),
        Note::DroppedColumn { column: which, model: fitted } => information(
            "dropped-column",
            format!(
                "{} was left out of the model of {}: other columns determine it.",
                column(which),
                model(fitted)
            ),
            "It carries nothing that the others do not.",
        ),
        Note::ResamplesRedrawn { redrawn, replicates } => warning(
            "resamples-redrawn",
            format!(
                "{redrawn} bootstrap samples beside the {replicates} used had to be drawn again."
            ),
            "In them a group was empty or a model could not be fitted; with small groups the intervals are then a little too narrow.",
            None,
        ),
        Note::FewRepeats { repeats } => warning(
            "few-repeats",
            format!("Only {repeats} cross-fits: another seed may move the estimates."),
            "The estimate is the median over repeated random splits; ten or more make it steady.",
            None,
        ),
        // No confounders, no mediators: said by the effects that are zero by construction.
        _ => return None,
    })
}

fn nuisance(nuisance: Nuisance, question: &Question) -> String {
    let contrast = &question.contrast;
    match nuisance {
        Nuisance::OutcomeAll => format!("{} given everything", contrast.outcome),
        Nuisance::OutcomeConfounders | Nuisance::OutcomeConfoundersBaseline => {
            format!("{} given the confounders", contrast.outcome)
        }
        Nuisance::Nested => "the nested mean".to_owned(),
        Nuisance::PropensityConfounders => "propensity given the confounders".to_owned(),
        Nuisance::PropensityAll => "propensity given everything".to_owned(),
    }
}

fn conflict(conflict: &RoleConflict) -> NoteView {
    let path = |path: &[String]| path.join(" → ");
    match conflict {
        RoleConflict::ConfounderDescendsFromProtected { confounder, path: found } => warning(
            "confounder-descends",
            format!("{confounder} lies downstream of the protected attribute: {}.", path(found)),
            "Then it is a mediator; as a confounder it takes away a part of the effect.",
            Some(confounder),
        ),
        RoleConflict::ConfounderDescendsFromMediator { confounder, path: found } => warning(
            "confounder-descends",
            format!("{confounder} lies downstream of a mediator: {}.", path(found)),
            "Then it is a mediator too.",
            Some(confounder),
        ),
        RoleConflict::CovariateDescendsFromOutcome { covariate, path: found } => warning(
            "after-outcome",
            format!("{covariate} lies downstream of the outcome: {}.", path(found)),
            "What the outcome causes can neither confound nor mediate it; leave it out.",
            Some(covariate),
        ),
        RoleConflict::ProtectedDescendsFromOutcome { protected, path: found } => warning(
            "protected-after-outcome",
            format!("{protected} lies downstream of the outcome: {}.", path(found)),
            "Then the attribute cannot act on the outcome, and there is nothing to split.",
            Some(protected),
        ),
    }
}

fn after_outcome(name: &str, role: &str) -> NoteView {
    warning(
        "after-outcome",
        format!(
            "{name} seems to be recorded after the outcome could happen; as a {role} it can hide or invent an effect."
        ),
        "Follow-up time, for instance, is short because the patient died: it is a consequence of the outcome and not a cause. Leave it out unless you know better.",
        Some(name),
    )
}

fn speaks_of(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    words.iter().any(|word| {
        let whole = parts.contains(word);
        // Longer words are also found inside others: ethnicity, birthplace, followup_days.
        whole || (word.len() > 4 && name.contains(word))
    })
}

fn warning(code: &str, message: String, why: &str, column: Option<&str>) -> NoteView {
    NoteView {
        code: code.to_owned(),
        severity: Severity::Warning,
        message,
        why: why.to_owned(),
        column: column.map(str::to_owned),
    }
}

fn information(code: &str, message: String, why: &str) -> NoteView {
    NoteView {
        code: code.to_owned(),
        severity: Severity::Information,
        message,
        why: why.to_owned(),
        column: None,
    }
}
