//! Linear scores: a constant and a coefficient for every parent, or for every state of one.

use causeloom::model::{Mechanism, Score, Term, Variable};
use leptos::prelude::*;

use super::Edited;
use crate::component::field::NumberField;

/// Normal noise about a linear function.
#[component]
pub(super) fn LinearEditor(edited: Edited) -> impl IntoView {
    let spread = Signal::derive(move || {
        edited
            .read(|variable| match &variable.mechanism {
                Mechanism::Linear { standard_deviation, .. } => *standard_deviation,
                _ => 0.0,
            })
            .unwrap_or(0.0)
    });
    let on_spread = Callback::new(move |number: f64| {
        edited.change("standard deviation", |variable| {
            if let Mechanism::Linear { standard_deviation, .. } = &mut variable.mechanism {
                *standard_deviation = number;
            }
        });
    });
    let refuse =
        Callback::new(|number: f64| (number < 0.0).then(|| "0 or more is needed".to_owned()));
    view! {
        <Terms edited state=None title="Mean" />
        <label class="term-line">
            <span>"standard deviation of the noise"</span>
            <NumberField label="Standard deviation of the noise" value=spread on_change=on_spread refuse />
        </label>
    }
}

/// Counts with a log-linear mean.
#[component]
pub(super) fn PoissonEditor(edited: Edited) -> impl IntoView {
    view! { <Terms edited state=None title="Logarithm of the mean" /> }
}

/// States with a score each; the first has the score 0.
#[component]
pub(super) fn LogisticEditor(edited: Edited) -> impl IntoView {
    let states = Memo::new(move |_| {
        edited.read(|variable| variable.values.states().to_vec()).unwrap_or_default()
    });
    let scores = move || {
        let states = states.get();
        let reference = states.first().cloned().unwrap_or_default();
        let score = |state: &String| {
            let title = format!("Log odds of {state} against {reference}");
            view! { <Terms edited state=Some(state.clone()) title /> }
        };
        states.iter().skip(1).map(score).collect_view()
    };
    view! { {scores} }
}

/// A constant and terms: of the mechanism, or of one state's score.
#[component]
fn Terms(edited: Edited, state: Option<String>, #[prop(into)] title: String) -> impl IntoView {
    let state = StoredValue::new(state);
    let intercept = Signal::derive(move || {
        let read = |variable: &Variable| {
            state.with_value(|state| {
                score(variable, state.as_deref()).map_or(0.0, |(intercept, _)| intercept)
            })
        };
        edited.read(read).unwrap_or(0.0)
    });
    let set_intercept = Callback::new(move |number: f64| {
        edited.change("constant", |variable| {
            state.with_value(|state| {
                if let Some((intercept, _)) = score_mut(&mut variable.mechanism, state.as_deref()) {
                    *intercept = number;
                }
            });
        });
    });
    let terms = Memo::new(move |_| edited.possible_terms());
    let term = move |(parent, of_state): (String, Option<String>)| {
        let words = match &of_state {
            None => format!("times {parent}"),
            Some(of_state) => format!("where {parent} = {of_state}"),
        };
        let key = StoredValue::new((parent, of_state));
        let value = Signal::derive(move || {
            let read = |variable: &Variable| {
                state.with_value(|state| {
                    let terms = score(variable, state.as_deref()).map(|(_, terms)| terms)?;
                    key.with_value(|(parent, of_state)| {
                        let found = terms
                            .iter()
                            .find(|term| term.parent == *parent && term.state == *of_state);
                        found.map(|term| term.coefficient)
                    })
                })
            };
            edited.read(read).flatten().unwrap_or(0.0)
        });
        let on_change = Callback::new(move |coefficient: f64| {
            edited.change("coefficient", |variable| {
                state.with_value(|state| {
                    if let Some((_, terms)) = score_mut(&mut variable.mechanism, state.as_deref()) {
                        let (parent, of_state) = key.get_value();
                        set_term(terms, Term { parent, state: of_state, coefficient });
                    }
                });
            });
        });
        view! {
            <label class="term-line">
                <span>{words.clone()}</span>
                <NumberField label=words value on_change />
            </label>
        }
    };
    view! {
        <fieldset class="terms">
            <legend class="small">{title}</legend>
            <label class="term-line">
                <span>"constant"</span>
                <NumberField label="Constant" value=intercept on_change=set_intercept />
            </label>
            {move || terms.get().into_iter().map(term).collect_view()}
        </fieldset>
    }
}

/// The constant and the terms of a mechanism, or of a state's score.
fn score<'a>(variable: &'a Variable, state: Option<&str>) -> Option<(f64, &'a [Term])> {
    match (&variable.mechanism, state) {
        (
            Mechanism::Linear { intercept, terms, .. } | Mechanism::Poisson { intercept, terms },
            None,
        ) => Some((*intercept, terms)),
        (Mechanism::Logistic { scores }, Some(state)) => scores
            .iter()
            .find(|score| score.state == state)
            .map(|score| (score.intercept, score.terms.as_slice())),
        _ => None,
    }
}

/// The same to be changed; a state without a score gets one.
fn score_mut<'a>(
    mechanism: &'a mut Mechanism,
    state: Option<&str>,
) -> Option<(&'a mut f64, &'a mut Vec<Term>)> {
    match (mechanism, state) {
        (
            Mechanism::Linear { intercept, terms, .. } | Mechanism::Poisson { intercept, terms },
            None,
        ) => Some((intercept, terms)),
        (Mechanism::Logistic { scores }, Some(state)) => {
            if !scores.iter().any(|score| score.state == state) {
                scores.push(Score { state: state.to_owned(), intercept: 0.0, terms: Vec::new() });
            }
            let score = scores.iter_mut().find(|score| score.state == state)?;
            Some((&mut score.intercept, &mut score.terms))
        }
        _ => None,
    }
}

/// Puts a term in; one whose coefficient is 0 is left out.
fn set_term(terms: &mut Vec<Term>, term: Term) {
    terms.retain(|other| (&other.parent, &other.state) != (&term.parent, &term.state));
    if term.coefficient != 0.0 {
        terms.push(term);
    }
}
