//! How a node's value comes about, as an editor for each kind of mechanism.

mod expression;
mod linear;
mod table;

use causeloom::model::{Link, Mechanism, Noise, Score, Values, Variable};
use leptos::prelude::*;

use self::expression::{AdditiveEditor, FormulaEditor};
use self::linear::{LinearEditor, LogisticEditor, PoissonEditor};
use self::table::TableEditor;
use crate::component::choice::{Choice, Opt};
use crate::state::State;

/// A variable that an editor is about.
#[derive(Clone, Copy)]
struct Edited {
    state: State,
    name: StoredValue<String>,
    variable: Memo<Option<Variable>>,
}

/// The editor of a node's mechanism.
#[component]
pub(super) fn MechanismEditor(
    name: StoredValue<String>,
    variable: Memo<Option<Variable>>,
) -> impl IntoView {
    let edited = Edited { state: State::expect(), name, variable };
    let kind = Memo::new(move |_| {
        edited.read(|variable| kind_of(&variable.mechanism)).unwrap_or_default()
    });
    let options = Signal::derive(move || {
        let kinds = edited.read(|variable| kinds_for(&variable.values)).unwrap_or_default();
        let mut options: Vec<Opt> = kinds.iter().map(|kind| Opt::new(*kind, title(kind))).collect();
        let now = kind.get();
        if !kinds.contains(&now) {
            options.push(Opt::new(now, title(now)));
        }
        options
    });
    let choose = Callback::new(move |kind: String| {
        edited.change(&format!("by {}", title(&kind)), |variable| {
            variable.mechanism = start(&kind, variable);
        });
    });
    let value = Signal::derive(move || kind.get().to_owned());
    let editor = move || {
        match kind.get() {
        "table" => view! { <TableEditor edited /> }.into_any(),
        "linear" => view! { <LinearEditor edited /> }.into_any(),
        "logistic" => view! { <LogisticEditor edited /> }.into_any(),
        "poisson" => view! { <PoissonEditor edited /> }.into_any(),
        "additive" => view! { <AdditiveEditor edited /> }.into_any(),
        "formula" => view! { <FormulaEditor edited /> }.into_any(),
        "empirical" => view! {
            <p class="muted small">{move || edited.read(|variable| match &variable.mechanism {
                Mechanism::Empirical { values } => format!("One of {} observed values.", values.len()),
                _ => String::new(),
            })}</p>
        }
        .into_any(),
        _ => view! { <p class="muted small">"A forest that was fitted to data."</p> }.into_any(),
    }
    };
    view! {
        <section class="mechanism" aria-label="Mechanism">
            <p class="small">"Its value comes about by "<Choice label="Kind of mechanism" value options on_change=choose /></p>
            {editor}
        </section>
    }
}

impl Edited {
    /// Reads a part of the variable.
    fn read<T>(self, read: impl FnOnce(&Variable) -> T) -> Option<T> {
        self.variable.with(|variable| variable.as_ref().map(read))
    }

    /// Changes the variable as one step.
    fn change(self, words: &str, change: impl FnOnce(&mut Variable)) {
        let name = self.name.get_value();
        self.state.edit_model(format!("{name}: {words}"), |model| {
            if let Some(variable) = model.variables.get_mut(&name) {
                change(variable);
            }
        });
    }

    /// Values of a parent, where they are stated.
    fn values_of(self, parent: &str) -> Option<Values> {
        self.state.model.with(|model| Some(model.as_ref()?.variables.get(parent)?.values.clone()))
    }

    /// The terms that a linear score may have: a number's value, or every state but the first.
    fn possible_terms(self) -> Vec<(String, Option<String>)> {
        let parents = self.read(|variable| variable.parents.clone()).unwrap_or_default();
        let mut terms = Vec::new();
        for parent in parents {
            let states =
                self.values_of(&parent).map(|values| values.states().to_vec()).unwrap_or_default();
            if states.is_empty() {
                terms.push((parent, None));
            } else {
                terms.extend(states.into_iter().skip(1).map(|state| (parent.clone(), Some(state))));
            }
        }
        terms
    }
}

fn kind_of(mechanism: &Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Table { .. } => "table",
        Mechanism::Linear { .. } => "linear",
        Mechanism::Logistic { .. } => "logistic",
        Mechanism::Poisson { .. } => "poisson",
        Mechanism::Additive { .. } => "additive",
        Mechanism::Formula { .. } => "formula",
        Mechanism::Empirical { .. } => "empirical",
        Mechanism::Forest(_) => "forest",
    }
}

/// The kinds that a person can choose for these values.
fn kinds_for(values: &Values) -> &'static [&'static str] {
    match values {
        Values::Ordered(_) | Values::Unordered(_) => &["table", "logistic", "formula"],
        Values::Count => &["poisson", "formula"],
        Values::Number => &["linear", "additive", "formula"],
    }
}

fn title(kind: &str) -> &'static str {
    match kind {
        "table" => "a table of probabilities",
        "linear" => "a linear function and normal noise",
        "logistic" => "logistic regression",
        "poisson" => "a Poisson law",
        "additive" => "an expression and noise",
        "formula" => "an expression alone",
        "empirical" => "drawing observed values",
        _ => "a fitted forest",
    }
}

/// A mechanism of a kind to begin with, which keeps what it can of the one before.
fn start(kind: &str, variable: &Variable) -> Mechanism {
    let states = variable.values.states();
    match (kind, &variable.mechanism) {
        ("linear", _) => {
            Mechanism::Linear { intercept: 0.0, terms: Vec::new(), standard_deviation: 1.0 }
        }
        ("poisson", _) => Mechanism::Poisson { intercept: 0.0, terms: Vec::new() },
        ("logistic", _) => Mechanism::Logistic {
            scores: states
                .iter()
                .skip(1)
                .map(|state| Score { state: state.clone(), intercept: 0.0, terms: Vec::new() })
                .collect(),
        },
        ("table", _) => Mechanism::Table { rows: Vec::new() },
        ("additive", Mechanism::Linear { intercept, terms, standard_deviation }) => {
            let mean = terms.iter().fold(intercept.to_string(), |sum, term| match &term.state {
                None => format!("{sum} + {} * {}", term.coefficient, quoted(&term.parent)),
                Some(state) => {
                    format!(
                        "{sum} + if({} = \"{state}\", {}, 0)",
                        quoted(&term.parent),
                        term.coefficient
                    )
                }
            });
            Mechanism::Additive {
                mean,
                spread: standard_deviation.to_string(),
                noise: Noise::Normal,
                link: Link::Identity,
            }
        }
        ("additive", _) => Mechanism::Additive {
            mean: "0".to_owned(),
            spread: "1".to_owned(),
            noise: Noise::Normal,
            link: Link::Identity,
        },
        _ => Mechanism::Formula {
            expression: match states.first() {
                Some(state) => format!("\"{state}\""),
                None => "0".to_owned(),
            },
        },
    }
}

/// A name as expressions write it.
fn quoted(name: &str) -> String {
    let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    if is_plain { name.to_owned() } else { format!("`{name}`") }
}
