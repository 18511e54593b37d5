//! Expressions of the parents: alone, or as mean and spread of noise.

use causeloom::model::{Link, Mechanism, Noise, Variable};
use leptos::prelude::*;

use super::Edited;
use crate::component::choice::{Choice, Opt};
use crate::component::field::{NumberField, TextField};
use crate::component::term::Term;

/// An expression alone.
#[component]
pub(super) fn FormulaEditor(edited: Edited) -> impl IntoView {
    let value = read_text(edited, |variable| match &variable.mechanism {
        Mechanism::Formula { expression } => expression.clone(),
        _ => String::new(),
    });
    let take = write_text(edited, "expression", |mechanism, text| {
        if let Mechanism::Formula { expression } = mechanism {
            *expression = text;
        }
    });
    view! {
        <ExpressionLine title="value" value take />
        <Hint edited />
    }
}

/// Noise about an expression.
#[component]
pub(super) fn AdditiveEditor(edited: Edited) -> impl IntoView {
    let mean = read_text(edited, |variable| match &variable.mechanism {
        Mechanism::Additive { mean, .. } => mean.clone(),
        _ => String::new(),
    });
    let spread = read_text(edited, |variable| match &variable.mechanism {
        Mechanism::Additive { spread, .. } => spread.clone(),
        _ => String::new(),
    });
    let take_mean = write_text(edited, "mean", |mechanism, text| {
        if let Mechanism::Additive { mean, .. } = mechanism {
            *mean = text;
        }
    });
    let take_spread = write_text(edited, "spread", |mechanism, text| {
        if let Mechanism::Additive { spread, .. } = mechanism {
            *spread = text;
        }
    });
    view! {
        <ExpressionLine title="mean" value=mean take=take_mean />
        <ExpressionLine title="times the noise" value=spread take=take_spread />
        <NoiseLine edited />
        <LinkLine edited />
        <Hint edited />
    }
}

#[component]
fn NoiseLine(edited: Edited) -> impl IntoView {
    let value = read_text(edited, |variable| match &variable.mechanism {
        Mechanism::Additive { noise, .. } => noise_key(noise).to_owned(),
        _ => String::new(),
    });
    let options = Signal::derive(move || {
        let mut options = vec![
            Opt::new("normal", "normal"),
            Opt::new("uniform", "uniform between 0 and 1"),
            Opt::new("logistic", "logistic"),
            Opt::new("laplace", "Laplace"),
            Opt::new("exponential", "exponential"),
        ];
        if value.with(|value| value == "empirical") {
            options.push(Opt::new("empirical", "residuals of the fit"));
        }
        options
    });
    let on_change = Callback::new(move |key: String| {
        edited.change("law of the noise", |variable| {
            if let Mechanism::Additive { noise, .. } = &mut variable.mechanism {
                *noise = match key.as_str() {
                    "uniform" => Noise::Uniform,
                    "logistic" => Noise::Logistic,
                    "laplace" => Noise::Laplace,
                    "exponential" => Noise::Exponential,
                    "empirical" => noise.clone(),
                    _ => Noise::Normal,
                };
            }
        });
    });
    view! {
        <label class="term-line"><span>"law of the noise"</span><Choice label="Law of the noise" value options on_change /></label>
    }
}

#[component]
fn LinkLine(edited: Edited) -> impl IntoView {
    let link = Memo::new(move |_| {
        edited
            .read(|variable| match &variable.mechanism {
                Mechanism::Additive { link, .. } => link.clone(),
                _ => Link::Identity,
            })
            .unwrap_or_default()
    });
    let set = move |new: Link| {
        edited.change("bounds", |variable| {
            if let Mechanism::Additive { link, .. } = &mut variable.mechanism {
                *link = new;
            }
        });
    };
    let value = Signal::derive(move || {
        link.with(|link| match link {
            Link::Identity => "identity",
            Link::Exp => "exp",
            Link::Between { .. } => "between",
            Link::Increasing(_) => "increasing",
        })
        .to_owned()
    });
    let options = Signal::stored(vec![
        Opt::new("identity", "as it is"),
        Opt::new("exp", "its exponential, above 0"),
        Opt::new("between", "bent to stay between two bounds"),
        Opt::new("increasing", "an increasing expression of z"),
    ]);
    let on_change = Callback::new(move |key: String| {
        set(match key.as_str() {
            "exp" => Link::Exp,
            "between" => Link::Between { low: 0.0, high: 1.0 },
            "increasing" => Link::Increasing("z".to_owned()),
            _ => Link::Identity,
        });
    });
    let bounds = move || match link.get() {
        Link::Between { low, high } => {
            let set_low = Callback::new(move |low: f64| set(Link::Between { low, high }));
            let set_high = Callback::new(move |high: f64| set(Link::Between { low, high }));
            view! {
                <label class="term-line"><span>"from"</span><NumberField label="Lower bound" value=Signal::stored(low) on_change=set_low /></label>
                <label class="term-line"><span>"to"</span><NumberField label="Upper bound" value=Signal::stored(high) on_change=set_high /></label>
            }
            .into_any()
        }
        Link::Increasing(expression) => {
            let take = Callback::new(move |text: String| {
                set(Link::Increasing(text));
                None
            });
            view! { <ExpressionLine title="of z" value=Signal::stored(expression) take /> }
                .into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <label class="term-line"><span>"the sum is taken"</span><Choice label="What is done with the sum" value options on_change /></label>
        {bounds}
    }
}

/// A field for an expression.
#[component]
fn ExpressionLine(
    title: &'static str,
    #[prop(into)] value: Signal<String>,
    take: Callback<String, Option<String>>,
) -> impl IntoView {
    view! { <label class="expression-line"><span>{title}</span><TextField label=title value take class="text-field mono" /></label> }
}

/// What an expression may hold.
#[component]
fn Hint(edited: Edited) -> impl IntoView {
    let parents = move || {
        let names = edited.read(|variable| variable.parents.clone()).unwrap_or_default();
        if names.is_empty() {
            "It has no parents, so that only numbers can stand in it.".to_owned()
        } else {
            format!("It can hold {}.", names.join(", "))
        }
    };
    view! {
        <p class="muted small">{parents}" For instance "<code>"if(age > 65, 2, 0) + 0.1 * bmi"</code>"; "<Term term="expression">"what it can hold"</Term>"."</p>
    }
}

fn read_text(edited: Edited, read: fn(&Variable) -> String) -> Signal<String> {
    Signal::derive(move || edited.read(read).unwrap_or_default())
}

fn write_text(
    edited: Edited,
    what: &'static str,
    put: fn(&mut Mechanism, String),
) -> Callback<String, Option<String>> {
    Callback::new(move |text: String| {
        if text.trim().is_empty() {
            return Some("an expression is needed".to_owned());
        }
        edited.change(what, |variable| put(&mut variable.mechanism, text.trim().to_owned()));
        None
    })
}

fn noise_key(noise: &Noise) -> &'static str {
    match noise {
        Noise::Normal => "normal",
        Noise::Uniform => "uniform",
        Noise::Logistic => "logistic",
        Noise::Laplace => "laplace",
        Noise::Exponential => "exponential",
        Noise::Empirical(_) => "empirical",
    }
}
