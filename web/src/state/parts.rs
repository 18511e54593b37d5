//! Which column plays which part in the model: the edits of the roles.

use std::sync::Arc;

use causeloom::view::{ColumnView, DataView, LevelView};
use causeloom::{Error, KindName, Roles};
use leptos::prelude::*;

use super::State;
use crate::component::note::sentence;

/// The part of a column in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The attribute whose influence is examined.
    Protected,
    /// A cause of the outcome that the attribute does not cause.
    Confounder,
    /// A cause of the outcome that the attribute may cause.
    Mediator,
    /// What is compared.
    Outcome,
    /// A column of row counts.
    Count,
}

impl Part {
    /// Every part, in the order of choice.
    pub(crate) const ALL: [Self; 5] =
        [Self::Protected, Self::Confounder, Self::Mediator, Self::Outcome, Self::Count];

    /// Its name.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Protected => "protected",
            Self::Confounder => "confounder",
            Self::Mediator => "mediator",
            Self::Outcome => "outcome",
            Self::Count => "row count",
        }
    }
}

/// Words that name the value of an outcome that is counted.
const POSITIVE_WORDS: [&str; 8] =
    ["1", "yes", "true", "y", "admitted", "approved", "hired", "died"];

impl State {
    /// The part that a column plays.
    pub(crate) fn part_of(self, column: &str) -> Option<Part> {
        self.roles.with(|roles| part(roles, column))
    }

    /// Gives a column a part, or takes it out of the model.
    pub(crate) fn set_part(self, column: &str, part: Option<Part>) {
        let data = self.data.get_untracked();
        let label = match part {
            Some(part) => format!("{column}: {}", part.title()),
            None => format!("{column}: no part"),
        };
        self.edit(label, |study| give(&mut study.roles, column.to_owned(), part, data.as_deref()));
    }

    /// Makes every usable column that has no part a mediator.
    pub(crate) fn rest_are_mediators(self) {
        let Some(data) = self.data.get_untracked() else { return };
        self.edit("the rest are mediators", |study| {
            let rest = data.columns.iter().filter(|column| is_usable(column));
            for column in rest {
                if part(&study.roles, &column.name).is_none() {
                    study.roles.mediators.push(column.name.clone());
                }
            }
        });
    }

    /// How many columns [`Self::rest_are_mediators`] would take.
    pub(crate) fn n_rest(self) -> usize {
        let data = self.data.get();
        let columns = data.iter().flat_map(|data| data.columns.iter());
        self.roles.with(|roles| {
            columns
                .filter(|column| is_usable(column) && part(roles, &column.name).is_none())
                .count()
        })
    }

    /// Says which group is compared with which.
    pub(crate) fn set_groups(self, baseline: String, comparison: String) {
        self.edit(format!("{comparison} against {baseline}"), |study| {
            study.roles.baseline = Some(baseline);
            study.roles.comparison = Some(comparison);
        });
    }

    /// Turns the comparison around.
    pub(crate) fn swap_groups(self) {
        self.edit("groups swapped", |study| {
            std::mem::swap(&mut study.roles.baseline, &mut study.roles.comparison);
        });
    }

    /// Says which column is the outcome and which of its values is counted; without one, a
    /// likely value is taken.
    pub(crate) fn set_outcome(self, column: String, positive: Option<String>) {
        let data = self.data.get_untracked();
        let label = match &positive {
            Some(positive) => format!("outcome: {column} = {positive}"),
            None => format!("outcome: {column}"),
        };
        self.edit(label, |study| {
            give(&mut study.roles, column, Some(Part::Outcome), data.as_deref());
            if positive.is_some() {
                study.roles.positive = positive;
            }
        });
    }

    /// Asks for the groups whenever the protected columns change, and fills in the first two
    /// where none that exist are chosen.
    pub(super) fn follow_groups(self) {
        let protected = Memo::new(move |_| self.roles.with(|roles| roles.protected.clone()));
        Effect::new(move || {
            let (columns, data) = (protected.get(), self.data.get());
            self.groups_problem.set(None);
            let Some(data) = data.filter(|_| !columns.is_empty()) else {
                self.groups.set(Vec::new());
                return;
            };
            leptos::task::spawn_local(async move {
                let answer = self.keeper().groups(&self.study.get_untracked(), &columns).await;
                let current = protected.get_untracked() == columns
                    && self.data.get_untracked().is_some_and(|now| Arc::ptr_eq(&now, &data));
                if !current {
                    return;
                }
                match answer {
                    Ok(groups) => {
                        self.amend(|study| choose_groups(&mut study.roles, &groups));
                        self.groups.set(groups);
                    }
                    Err(error) => {
                        self.groups.set(Vec::new());
                        self.groups_problem.set(Some(error));
                    }
                }
            });
        });
    }
}

/// The levels of the outcome; empty for a number or where there is none.
pub(super) fn outcome_levels(data: Option<&DataView>, roles: &Roles) -> Vec<LevelView> {
    let column = data.zip(roles.outcome.as_deref()).and_then(|(data, name)| column(data, name));
    match column {
        Some(column) if column.kind != KindName::Number => column.levels.clone(),
        _ => Vec::new(),
    }
}

/// What is missing before the question can be asked.
pub(super) fn problem(
    data: Option<&DataView>,
    roles: &Roles,
    groups_problem: Option<Error>,
) -> Option<String> {
    let words = if data.is_none() {
        "Open a table first."
    } else if roles.protected.is_empty() {
        "Say which column is protected."
    } else if let Some(problem) = groups_problem {
        return Some(sentence(&problem.message, None));
    } else if roles.outcome.is_none() {
        "Say which column is the outcome."
    } else if roles.baseline.is_none() || roles.comparison.is_none() {
        "Say which two groups are compared."
    } else if roles.baseline == roles.comparison {
        "A group cannot be compared with itself."
    } else {
        return None;
    };
    Some(words.to_owned())
}

fn part(roles: &Roles, column: &str) -> Option<Part> {
    let has = |names: &[String]| names.iter().any(|name| name == column);
    if has(&roles.protected) {
        Some(Part::Protected)
    } else if has(&roles.confounders) {
        Some(Part::Confounder)
    } else if has(&roles.mediators) {
        Some(Part::Mediator)
    } else if roles.outcome.as_deref() == Some(column) {
        Some(Part::Outcome)
    } else if roles.weight.as_deref() == Some(column) {
        Some(Part::Count)
    } else {
        None
    }
}

fn give(roles: &mut Roles, name: String, part: Option<Part>, data: Option<&DataView>) {
    let protected_before = roles.protected.clone();
    let outcome_before = roles.outcome.clone();
    for names in [&mut roles.protected, &mut roles.confounders, &mut roles.mediators] {
        names.retain(|other| *other != name);
    }
    for single in [&mut roles.outcome, &mut roles.weight] {
        single.take_if(|other| *other == name);
    }
    match part {
        Some(Part::Protected) => roles.protected.push(name),
        Some(Part::Confounder) => roles.confounders.push(name),
        Some(Part::Mediator) => roles.mediators.push(name),
        Some(Part::Outcome) => roles.outcome = Some(name),
        Some(Part::Count) => roles.weight = Some(name),
        None => {}
    }
    if roles.protected != protected_before {
        (roles.baseline, roles.comparison) = (None, None);
        if let ([only], Some(data)) = (roles.protected.as_slice(), data) {
            let levels = column(data, only).map(|column| column.levels.clone());
            choose_groups(roles, &levels.unwrap_or_default());
        }
    }
    if roles.outcome != outcome_before {
        let levels = data.zip(roles.outcome.as_deref()).and_then(|(data, name)| column(data, name));
        let levels = levels.filter(|column| column.kind != KindName::Number);
        roles.positive = levels.and_then(|column| likely_positive(&column.levels));
    }
}

/// Keeps the chosen groups where they exist; else takes the first two.
fn choose_groups(roles: &mut Roles, groups: &[LevelView]) {
    let exists = |name: &Option<String>| {
        name.as_ref().is_some_and(|name| groups.iter().any(|group| &group.text == name))
    };
    if exists(&roles.baseline) && exists(&roles.comparison) {
        return;
    }
    if let [first, second, ..] = groups {
        roles.baseline = Some(first.text.clone());
        roles.comparison = Some(second.text.clone());
    }
}

fn likely_positive(levels: &[LevelView]) -> Option<String> {
    let named =
        levels.iter().find(|level| POSITIVE_WORDS.contains(&level.text.to_lowercase().as_str()));
    named.or(levels.last()).map(|level| level.text.clone())
}

fn column<'a>(data: &'a DataView, name: &str) -> Option<&'a ColumnView> {
    data.columns.iter().find(|column| column.name == name)
}

fn is_usable(column: &ColumnView) -> bool {
    matches!(column.kind, KindName::Number | KindName::Category | KindName::YesNo)
        && column.n_distinct > 1
}
