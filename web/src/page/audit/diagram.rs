//! The assumed model as a small diagram: the attribute, confounders, mediators, the outcome.

use causeloom::Roles;
use leptos::prelude::*;

use crate::chart::shorten;
use crate::component::term::Term;
use crate::state::State;

/// Size of text in the diagram, in its own units.
const TEXT: f64 = 13.0;

/// The Standard Fairness Model with the columns of the question.
#[component]
pub(super) fn ModelDiagram() -> impl IntoView {
    let state = State::expect();
    let words = move || state.roles.with(diagram_words);
    let no_confounders = Memo::new(move |_| state.roles.with(|roles| roles.confounders.is_empty()));
    let no_mediators = Memo::new(move |_| state.roles.with(|roles| roles.mediators.is_empty()));
    let no_protected = Memo::new(move |_| state.roles.with(|roles| roles.protected.is_empty()));
    let no_outcome = Memo::new(move |_| state.roles.with(|roles| roles.outcome.is_none()));
    let no_both = move || no_confounders.get() || no_mediators.get();
    view! {
        <figure class="model">
            <svg viewBox="0 0 344 148" role="img" aria-label=words>
                <defs>
                    {arrow_head("direct")}{arrow_head("indirect")}{arrow_head("spurious")}{arrow_head("muted")}
                </defs>
                <path class="edge muted" class:absent=no_both d="M172 34 V112" marker-end="url(#head-muted)" />
                <path class="edge spurious" class:absent=move || no_confounders.get() d="M112 20 C84 25 62 38 55 56" marker-start="url(#head-spurious)" marker-end="url(#head-spurious)" />
                <path class="edge spurious" class:absent=move || no_confounders.get() d="M232 20 C260 25 282 38 289 56" marker-end="url(#head-spurious)" />
                <path class="edge gap" d="M166 74 H178" />
                <path class="edge direct" d="M104 74 H238" marker-end="url(#head-direct)" />
                <path class="edge indirect" class:absent=move || no_mediators.get() d="M55 90 C62 109 84 123 110 127" marker-end="url(#head-indirect)" />
                <path class="edge indirect" class:absent=move || no_mediators.get() d="M232 128 C260 123 282 109 289 92" marker-end="url(#head-indirect)" />
                {node((112.0, 6.0, 120.0), no_confounders.into(), move || state.roles.with(|roles| group_words(&roles.confounders, "confounder")))}
                {node((4.0, 60.0, 100.0), no_protected.into(), move || state.roles.with(|roles| match roles.protected.as_slice() {
                    [] => "protected?".to_owned(),
                    names => names.join(" × "),
                }))}
                {node((240.0, 60.0, 100.0), no_outcome.into(), move || state.roles.with(|roles| roles.outcome.clone().unwrap_or_else(|| "outcome?".to_owned())))}
                {node((112.0, 114.0, 120.0), no_mediators.into(), move || state.roles.with(|roles| group_words(&roles.mediators, "mediator")))}
            </svg>
            <figcaption class="muted small"><Term term="standard-fairness-model">"The assumed model"</Term></figcaption>
        </figure>
    }
}

fn arrow_head(hue: &'static str) -> impl IntoView {
    view! {
        <marker id=format!("head-{hue}") class=format!("head {hue}") viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5" orient="auto-start-reverse">
            <path d="M0 0 8 4 0 8z" />
        </marker>
    }
}

/// A box at `(left, top, width)` with a line of text.
fn node(
    (left, top, width): (f64, f64, f64),
    absent: Signal<bool>,
    words: impl Fn() -> String + Send + 'static,
) -> impl IntoView {
    let text = move || shorten(&words(), TEXT, width - 8.0);
    view! {
        <g class="node" class:absent=move || absent.get()>
            <rect x=left y=top width=width height="28" rx="6" />
            <text x=left + width / 2.0 y=top + 18.5>{text}</text>
        </g>
    }
}

fn group_words(names: &[String], kind: &str) -> String {
    match names {
        [] => format!("no {kind}s"),
        [only] => only.clone(),
        several => format!("{} {kind}s", several.len()),
    }
}

fn diagram_words(roles: &Roles) -> String {
    let protected = match roles.protected.as_slice() {
        [] => "the protected attribute".to_owned(),
        names => names.join(" × "),
    };
    let outcome = roles.outcome.as_deref().unwrap_or("the outcome");
    let mediators = match roles.mediators.len() {
        0 => "there are no mediators".to_owned(),
        _ => format!("through {}", group_words(&roles.mediators, "mediator")),
    };
    let confounders = match roles.confounders.len() {
        0 => "there are no confounders".to_owned(),
        _ => format!("{} bear on all of them", group_words(&roles.confounders, "confounder")),
    };
    format!(
        "The assumed model: {protected} acts on {outcome} directly; {mediators}; {confounders}."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_diagram_says_which_roles_are_missing() {
        let roles = Roles {
            protected: vec!["sex".to_owned()],
            outcome: Some("death".to_owned()),
            mediators: vec!["smoking".to_owned(), "weight".to_owned()],
            ..Roles::default()
        };
        assert_eq!(
            diagram_words(&roles),
            "The assumed model: sex acts on death directly; through 2 mediators; there are no confounders."
        );
    }
}
