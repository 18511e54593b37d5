//! The question: who is compared with whom, on what, given which columns.

use causeloom::KindName;
use causeloom::view::ColumnView;
use leptos::prelude::*;

use crate::component::chips::{Chip, ChipList};
use crate::component::choice::{Choice, Opt};
use crate::component::note::ErrorNote;
use crate::state::{Part, State};

/// "Compare sex = [1] with [0] on [DEATH_EVENT] = [1]."
#[component]
pub(super) fn ContrastSentence() -> impl IntoView {
    let state = State::expect();
    let protected = Memo::new(move |_| state.roles.with(|roles| roles.protected.join(" × ")));
    let has_levels = Memo::new(move |_| state.outcome_levels.with(|levels| !levels.is_empty()));
    let has_outcome = Memo::new(move |_| state.roles.with(|roles| roles.outcome.is_some()));
    view! {
        <p class="sentence">
            {move || if protected.with(String::is_empty) {
                view! { "Compare the groups of "<ProtectedChoice /> }.into_any()
            } else {
                view! { "Compare "<b class="column-name">{protected}</b>" = "<GroupChoices /> }.into_any()
            }}
            {move || if has_levels.get() || !has_outcome.get() { " on " } else { " on the mean of " }}
            <OutcomeChoice />
            <span class="unbroken">
                <Show when=move || has_levels.get()>" = "<PositiveChoice /></Show>
                "."
            </span>
        </p>
        {move || state.groups_problem.get().map(|error| view! { <ErrorNote error /> })}
    }
}

/// The columns that are protected, confounders and mediators.
#[component]
pub(super) fn RoleChips() -> impl IntoView {
    let state = State::expect();
    let weight = Memo::new(move |_| state.roles.with(|roles| roles.weight.clone()));
    view! {
        <div class="roles">
            <PartChips part=Part::Protected label="Protected" hue="" term="protected" />
            <PartChips part=Part::Confounder label="Confounders" hue="spurious" term="confounder" />
            <PartChips part=Part::Mediator label="Mediators" hue="indirect" term="mediator" />
            <Show when=move || { state.n_rest() > 0 }>
                <button type="button" class="quiet rest" on:click=move |_| state.rest_are_mediators()>
                    {move || match state.n_rest() {
                        1 => "the other column is a mediator".to_owned(),
                        rest => format!("the other {rest} columns are mediators"),
                    }}
                </button>
            </Show>
            {move || weight.get().map(|weight| view! {
                <p class="muted small">"Each row counts "<code>{weight}</code>" times."</p>
            })}
        </div>
    }
}

#[component]
fn PartChips(
    part: Part,
    label: &'static str,
    hue: &'static str,
    term: &'static str,
) -> impl IntoView {
    let state = State::expect();
    let chips = Signal::derive(move || {
        let names = state.roles.with(|roles| match part {
            Part::Protected => roles.protected.clone(),
            Part::Confounder => roles.confounders.clone(),
            _ => roles.mediators.clone(),
        });
        names
            .into_iter()
            .map(|text| Chip { warning: warning_of(&state, &text), text })
            .collect::<Vec<_>>()
    });
    let candidates = Signal::derive(move || candidates(&state, part));
    let on_add = Callback::new(move |name: String| state.set_part(&name, Some(part)));
    let on_remove = Callback::new(move |name: String| state.set_part(&name, None));
    view! { <ChipList label hue term chips candidates on_add on_remove /> }
}

#[component]
fn ProtectedChoice() -> impl IntoView {
    let state = State::expect();
    let options =
        Signal::derive(move || with_prompt("choose a column", candidates(&state, Part::Protected)));
    let on_change = Callback::new(move |name: String| {
        if !name.is_empty() {
            state.set_part(&name, Some(Part::Protected));
        }
    });
    view! { <Choice label="Protected attribute" value=Signal::stored(String::new()) options on_change /> }
}

#[component]
fn GroupChoices() -> impl IntoView {
    let state = State::expect();
    let options = Signal::derive(move || {
        state.groups.with(|groups| {
            groups
                .iter()
                .map(|group| Opt::new(group.text.clone(), group.text.clone()))
                .collect::<Vec<_>>()
        })
    });
    let baseline =
        Memo::new(move |_| state.roles.with(|roles| roles.baseline.clone().unwrap_or_default()));
    let comparison =
        Memo::new(move |_| state.roles.with(|roles| roles.comparison.clone().unwrap_or_default()));
    let on_comparison = Callback::new(move |name: String| {
        state.set_groups(baseline.get_untracked(), name);
    });
    let on_baseline = Callback::new(move |name: String| {
        state.set_groups(name, comparison.get_untracked());
    });
    view! {
        <Choice label="Comparison group" value=comparison options on_change=on_comparison />
        " with "
        <Choice label="Baseline group" value=baseline options on_change=on_baseline />
        " "
        <button type="button" class="quiet" aria-label="Swap the groups" title="Swap the groups" on:click=move |_| state.swap_groups()>"⇄"</button>
    }
}

#[component]
fn OutcomeChoice() -> impl IntoView {
    let state = State::expect();
    let value =
        Memo::new(move |_| state.roles.with(|roles| roles.outcome.clone().unwrap_or_default()));
    let options = Signal::derive(move || {
        let names =
            usable_columns(&state, |column| state.part_of(&column.name) != Some(Part::Protected));
        if value.with(String::is_empty) {
            with_prompt("choose a column", names)
        } else {
            names.into_iter().map(|name| Opt::new(name.clone(), name)).collect()
        }
    });
    let on_change = Callback::new(move |name: String| {
        if !name.is_empty() {
            state.set_outcome(name, None);
        }
    });
    view! { <Choice label="Outcome" value options on_change /> }
}

#[component]
fn PositiveChoice() -> impl IntoView {
    let state = State::expect();
    let value =
        Memo::new(move |_| state.roles.with(|roles| roles.positive.clone().unwrap_or_default()));
    let options = Signal::derive(move || {
        state.outcome_levels.with(|levels| {
            levels
                .iter()
                .map(|level| Opt::new(level.text.clone(), level.text.clone()))
                .collect::<Vec<_>>()
        })
    });
    let on_change = Callback::new(move |level: String| {
        if let Some(outcome) = state.roles.with_untracked(|roles| roles.outcome.clone()) {
            state.set_outcome(outcome, Some(level));
        }
    });
    view! { <Choice label="Value of the outcome that is counted" value options on_change /> }
}

/// Columns that can be given a part: usable ones that do not have it, first those without any.
fn candidates(state: &State, part: Part) -> Vec<String> {
    let grouped = |column: &ColumnView| part != Part::Protected || !column.levels.is_empty();
    let mut names = usable_columns(state, |column| {
        let now = state.part_of(&column.name);
        now != Some(part)
            && !matches!(now, Some(Part::Outcome | Part::Count))
            && (part == Part::Protected || now != Some(Part::Protected))
            && grouped(column)
    });
    names.sort_by_key(|name| state.part_of(name).is_some());
    names
}

fn usable_columns(state: &State, keep: impl Fn(&ColumnView) -> bool) -> Vec<String> {
    state.data.with(|data| {
        let columns = data.iter().flat_map(|data| &data.columns);
        columns
            .filter(|column| {
                matches!(column.kind, KindName::Number | KindName::Category | KindName::YesNo)
            })
            .filter(|column| keep(column))
            .map(|column| column.name.clone())
            .collect()
    })
}

fn with_prompt(prompt: &str, names: Vec<String>) -> Vec<Opt> {
    std::iter::once(Opt::new(String::new(), prompt.to_owned()))
        .chain(names.into_iter().map(|name| Opt::new(name.clone(), name)))
        .collect()
}

/// What the last result, or else the table, warns about in a column.
fn warning_of(state: &State, name: &str) -> Option<String> {
    let from_result = state.audit.with(|run| {
        let view = &run.result.as_ref()?.view;
        let note = view.warnings.iter().find(|note| note.column.as_deref() == Some(name))?;
        (note.severity == causeloom::view::Severity::Warning).then(|| note.message.clone())
    });
    from_result.or_else(|| {
        state.data.with(|data| {
            let column = data.as_ref()?.columns.iter().find(|column| column.name == name)?;
            column.warnings.first().cloned()
        })
    })
}
