//! The parts as sentences: a suggestion, the rest as mediators, missing cells, and what comes next.

use std::sync::Arc;

use causeloom::view::DataView;
use causeloom::{MissingChoice, Roles, suggest_roles};
use leptos::prelude::*;

use crate::component::choice::{Choice, Opt};
use crate::shell::counted;
use crate::state::{Part, State, Step};

/// What could be said about the parts, and about missing cells.
#[component]
pub(super) fn Model(data: Memo<Arc<DataView>>) -> impl IntoView {
    let state = State::expect();
    let suggestion = Memo::new(move |_| {
        let is_untouched = state.roles.with(|roles| roles == &Roles::default());
        is_untouched.then(|| data.with(|data| suggest_roles(data))).flatten()
    });
    let suggested = move || {
        suggestion.get().map(|suggestion| {
            let (sentence, reasons) = (sentence(&suggestion.roles), suggestion.reasons.join("; "));
            let roles = suggestion.roles;
            let apply = move |_| {
                let roles = roles.clone();
                state.edit("suggested parts", |study| study.roles = roles);
            };
            view! {
                <p class="suggestion">
                    <span>{sentence}" "<span class="muted">{format!("Because {reasons}.")}</span></span>
                    <button type="button" on:click=apply>"Apply"</button>
                </p>
            }
        })
    };
    let n_rest = Memo::new(move |_| state.n_rest());
    let has_question =
        move || state.roles.with(|roles| !roles.protected.is_empty() && roles.outcome.is_some());
    let rest = move || {
        (has_question() && n_rest.get() > 0).then(|| {
            let words = if n_rest.get() == 1 { "one column has".to_owned() } else { format!("{} columns have", n_rest.get()) };
            view! {
                <p class="suggestion">
                    <span>{format!("{words} no part yet. A column that the protected attribute may influence is a mediator.")}</span>
                    <button type="button" on:click=move |_| state.rest_are_mediators()>"The rest are mediators"</button>
                </p>
            }
        })
    };
    view! {
        {suggested}
        {rest}
    }
}

/// What is done with missing cells, what will be asked, and the way to the audit.
#[component]
pub(super) fn NextStep() -> impl IntoView {
    let state = State::expect();
    let n_missing = Memo::new(move |_| {
        let Some(data) = state.data.get() else { return 0 };
        let has_part = |name: &str| state.part_of(name).is_some();
        let columns = data.columns.iter().filter(|column| has_part(&column.name));
        columns.map(|column| u64::from(column.n_missing)).sum::<u64>()
    });
    let missing = Memo::new(move |_| state.study.with(|study| study.missing));
    let choose = Callback::new(move |value: String| {
        let (label, choice) = match value.as_str() {
            "impute" => ("missing cells filled in", MissingChoice::Impute),
            _ => ("rows with missing cells left out", MissingChoice::DropRows),
        };
        state.edit(label, |study| study.missing = choice);
    });
    let value = Signal::derive(move || match missing.get() {
        MissingChoice::DropRows => "drop".to_owned(),
        MissingChoice::Impute => "impute".to_owned(),
    });
    let options = Signal::derive(|| {
        vec![
            Opt::new("drop", "are left out, and counted"),
            Opt::new("impute", "are kept, with the cell filled in"),
        ]
    });
    let n_words = move || match n_missing.get() {
        0 => "No cell is missing in the columns that have a part.".to_owned(),
        1 => "One cell is missing in the columns that have a part.".to_owned(),
        n => format!(
            "{} cells are missing in the columns that have a part.",
            causeloom::number::count(n as f64)
        ),
    };
    let next = move || {
        if let Some(problem) = state.problem.get() {
            return view! { <p class="muted">"Next: " {problem}</p> }.into_any();
        }
        let go = move |event: leptos::ev::MouseEvent| {
            if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                state.go(Step::Audit);
            }
        };
        view! {
            <p class="next">
                <a class="button primary" href=move || state.address_of(Step::Audit) on:click=go>
                    "Go to the audit"
                </a>
                <span>{move || state.roles.with(question)}</span>
            </p>
        }
        .into_any()
    };
    view! {
        <section class="next-step" aria-label="Missing cells and the next step">
            <p class="sentence">
                "Rows that lack a needed cell "
                <Choice label="Rows that lack a needed cell" value options on_change=choose />
                "."
            </p>
            <p class="muted small">{n_words}</p>
            {move || (missing.get() == MissingChoice::Impute).then(|| view! {
                <p class="muted small">
                    "A missing confounder or mediator gets the median or the most frequent level, and a column that says \"was missing\" is added. Rows without the protected attribute or the outcome are left out all the same."
                </p>
            })}
            {next}
        </section>
    }
}

/// A suggestion as a sentence.
fn sentence(roles: &Roles) -> String {
    let protected = roles.protected.join(" × ");
    let outcome = roles.outcome.clone().unwrap_or_default();
    let positive = roles.positive.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    let confounders = if roles.confounders.is_empty() {
        String::new()
    } else {
        format!(", with {} as {}", roles.confounders.join(", "), plural(roles.confounders.len()))
    };
    format!("Suggestion: compare the groups of {protected} on {outcome}{positive}{confounders}.")
}

fn plural(n_confounders: usize) -> String {
    let title = Part::Confounder.title();
    if n_confounders == 1 { title.to_owned() } else { format!("{title}s") }
}

/// The question that the parts ask.
fn question(roles: &Roles) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let positive = roles.positive.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    format!(
        "It compares {} with {} on {}{positive}, given {} and {}.",
        text(&roles.comparison),
        text(&roles.baseline),
        text(&roles.outcome),
        counted(roles.confounders.len(), Part::Confounder.title()),
        counted(roles.mediators.len(), Part::Mediator.title()),
    )
}
