//! The Sample page's own questions: one row and what would have been.

use std::collections::BTreeMap;

use causeloom::model::models;
use causeloom::{JobKind, ModelReference, TestedOn, UnitConfig};
use leptos::prelude::*;

use super::State;

/// A row that the user types. It is no part of the study, which is saved and shared and never holds
/// a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedRow {
    /// True where this row is asked about, not one of the sample.
    pub(crate) is_asked: bool,
    /// Its values by node; nodes without one are not known.
    pub(crate) values: BTreeMap<String, String>,
}

impl State {
    /// The title of the study's model; none where there is none.
    pub(crate) fn model_title(self) -> Option<String> {
        self.study.with(|study| match &study.model {
            ModelReference::Nothing => None,
            ModelReference::BuiltIn { id } => {
                let known = models().into_iter().find(|model| &model.id == id);
                Some(known.map_or_else(|| id.clone(), |model| model.title))
            }
            ModelReference::Own(model) if model.name.is_empty() => Some("your model".to_owned()),
            ModelReference::Own(model) => Some(format!("{} (your copy)", model.name)),
        })
    }

    /// Changes what would have been otherwise in the row that is looked at, as one step.
    pub(crate) fn edit_unit(self, label: impl Into<String>, change: impl FnOnce(&mut UnitConfig)) {
        self.edit(label, |study| change(&mut study.sample.unit));
    }

    /// Looks at another row of the sample.
    pub(crate) fn look_at_row(self, row: u64) {
        self.edit_further("look at another row", |study| study.sample.unit.row = row);
    }

    /// Starts again what was asked for of the model before a reload.
    pub(super) fn restart_sampling(self) {
        let kinds =
            self.take_restart(|kind| !matches!(kind, JobKind::Audit | JobKind::Sensitivity));
        let has_table = self.data.with_untracked(Option::is_some);
        let on_table = self.study.with_untracked(|study| study.sample.test.on) == TestedOn::Table;
        let is_possible = |kind: &JobKind| *kind != JobKind::Independence || has_table || !on_table;
        if untrack(|| self.sample_problem()).is_none() {
            kinds.into_iter().filter(is_possible).for_each(|kind| self.run(kind));
        }
    }

    /// Takes the kinds that are still to be started again.
    pub(super) fn take_restart(self, is_wanted: fn(&JobKind) -> bool) -> Vec<JobKind> {
        let taken = self.machine.try_update_value(|machine| {
            let (wanted, rest) =
                std::mem::take(&mut machine.restart).into_iter().partition(is_wanted);
            machine.restart = rest;
            wanted
        });
        taken.unwrap_or_default()
    }
}
