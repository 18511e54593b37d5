//! How it is computed: the estimator, its model, its repeats, and the settings that few change.

use causeloom::{LearnerName, MethodName};
use leptos::prelude::*;

use crate::component::choice::{Choice, Opt};
use crate::component::term::Term;
use crate::state::State;

/// "Estimate [debiased, cross-fitted] with [logistic regression], [10 repeats]."
#[component]
pub(super) fn MethodSentence() -> impl IntoView {
    let state = State::expect();
    let method = Memo::new(move |_| state.config.with(|config| config.method));
    view! {
        <p class="sentence">
            "Estimate "<MethodChoice />
            {move || match method.get() {
                MethodName::Exact => ().into_any(),
                MethodName::PlugIn | MethodName::Debiased => view! { " with "<LearnerChoice />", " }.into_any(),
            }}
            <span class="unbroken">
                {move || match method.get() {
                    MethodName::Exact => ().into_any(),
                    MethodName::PlugIn => view! { <BootstrapChoice /> }.into_any(),
                    MethodName::Debiased => view! { <RepeatsChoice /> }.into_any(),
                }}
                "."
            </span>
        </p>
        <details class="fold settings">
            <summary>"Settings "<span class="muted">{move || state.config.with(|config| {
                let seed = state.seed.get();
                let level = percent_text(config.level);
                match config.method {
                    MethodName::Debiased => format!("seed {seed}, {level} intervals, {} folds", config.folds),
                    _ => format!("seed {seed}, {level} intervals"),
                }
            })}</span></summary>
            <div class="settings-fields">
                <NumberField
                    label="Seed" least=0.0 most=9_007_199_254_740_991.0 step="1"
                    value=Signal::derive(move || state.seed.get().to_string())
                    on_change=Callback::new(move |seed: f64| {
                        state.edit(format!("seed {seed:.0}"), |study| study.seed = seed as u64);
                    })
                />
                <label class="field">
                    <span>"Intervals"</span>
                    <LevelChoice />
                </label>
                <Show when=move || method.get() == MethodName::Debiased>
                    <NumberField
                        label="Folds of a cross-fit" least=2.0 most=20.0 step="1"
                        value=Signal::derive(move || state.config.with(|config| config.folds.to_string()))
                        on_change=Callback::new(move |folds: f64| {
                            state.edit_config(format!("{folds:.0} folds"), |config| config.folds = folds as u32);
                        })
                    />
                    <NumberField
                        label="Bound of propensities" least=0.0 most=0.2 step="any"
                        value=Signal::derive(move || state.config.with(|config| config.bound.to_string()))
                        on_change=Callback::new(move |bound: f64| {
                            state.edit_config(format!("bound {bound}"), |config| config.bound = bound);
                        })
                    />
                </Show>
            </div>
            <p class="muted small">
                {move || match method.get() {
                    MethodName::PlugIn => view! { <Term term="plug-in">"What plug-in means"</Term> }.into_any(),
                    MethodName::Debiased => view! { <Term term="debiased">"What debiased means"</Term> }.into_any(),
                    MethodName::Exact => view! { <Term term="exact">"What exact means"</Term> }.into_any(),
                }}
            </p>
        </details>
    }
}

#[component]
fn MethodChoice() -> impl IntoView {
    let state = State::expect();
    let value = Memo::new(move |_| {
        state
            .config
            .with(|config| match config.method {
                MethodName::Debiased => "debiased",
                MethodName::PlugIn => "plug-in",
                MethodName::Exact => "exact",
            })
            .to_owned()
    });
    let options = Signal::stored(vec![
        Opt::new("debiased", "debiased, cross-fitted"),
        Opt::new("plug-in", "by plug-in"),
        Opt::new("exact", "exactly, by summation"),
    ]);
    let on_change = Callback::new(move |name: String| {
        state.edit_config(format!("method: {name}"), |config| {
            config.method = match name.as_str() {
                "plug-in" => MethodName::PlugIn,
                "exact" => MethodName::Exact,
                _ => MethodName::Debiased,
            };
            if config.method == MethodName::PlugIn && config.learner == LearnerName::Forest {
                config.learner = LearnerName::Logistic;
            }
        });
    });
    view! { <Choice label="Estimator" value options on_change /> }
}

#[component]
fn LearnerChoice() -> impl IntoView {
    let state = State::expect();
    let probability = Memo::new(move |_| state.roles.with(|roles| roles.positive.is_some()));
    let value = Memo::new(move |_| {
        state
            .config
            .with(|config| match config.learner {
                LearnerName::Forest => "forest",
                LearnerName::Linear if probability.get() => "linear",
                LearnerName::Linear | LearnerName::Logistic => "regression",
            })
            .to_owned()
    });
    let options = Signal::derive(move || {
        let mut options = if probability.get() {
            vec![
                Opt::new("regression", "logistic regression"),
                Opt::new("linear", "linear regression"),
            ]
        } else {
            vec![Opt::new("regression", "linear regression")]
        };
        if state.config.with(|config| config.method) == MethodName::Debiased {
            options.push(Opt::new("forest", "random forests"));
        }
        options
    });
    let on_change = Callback::new(move |name: String| {
        let (label, learner) = match name.as_str() {
            "forest" => ("random forests", LearnerName::Forest),
            "linear" => ("linear regression", LearnerName::Linear),
            _ => ("regression", LearnerName::Logistic),
        };
        state.edit_config(label, |config| config.learner = learner);
    });
    view! { <Choice label="Model" value options on_change /> }
}

#[component]
fn RepeatsChoice() -> impl IntoView {
    let state = State::expect();
    let now = Memo::new(move |_| state.config.with(|config| config.repeats));
    let on_change = Callback::new(move |repeats: u32| {
        state.edit_config(repeats_words(repeats), |config| config.repeats = repeats);
    });
    view! { <CountChoice label="Repeated cross-fits" now usual=[1, 5, 10, 20, 50] words=repeats_words on_change /> }
}

#[component]
fn BootstrapChoice() -> impl IntoView {
    let state = State::expect();
    let now = Memo::new(move |_| state.config.with(|config| config.bootstrap));
    let on_change = Callback::new(move |samples: u32| {
        state.edit_config(bootstrap_words(samples), |config| config.bootstrap = samples);
    });
    view! { <CountChoice label="Bootstrap samples" now usual=[200, 500, 1_000, 2_000, 5_000] words=bootstrap_words on_change /> }
}

#[component]
fn CountChoice(
    label: &'static str,
    #[prop(into)] now: Signal<u32>,
    usual: [u32; 5],
    words: fn(u32) -> String,
    on_change: Callback<u32>,
) -> impl IntoView {
    let value = Signal::derive(move || now.get().to_string());
    let options = Signal::derive(move || {
        let mut counts = usual.to_vec();
        if !counts.contains(&now.get()) {
            counts.push(now.get());
            counts.sort_unstable();
        }
        counts
            .into_iter()
            .map(|count| Opt::new(count.to_string(), words(count)))
            .collect::<Vec<_>>()
    });
    let on_change = Callback::new(move |text: String| {
        if let Ok(count) = text.parse() {
            on_change.run(count);
        }
    });
    view! { <Choice label value options on_change /> }
}

#[component]
fn LevelChoice() -> impl IntoView {
    let state = State::expect();
    let value = Memo::new(move |_| state.config.with(|config| config.level.to_string()));
    let options = Signal::derive(move || {
        let now = state.config.with(|config| config.level);
        let mut levels = vec![0.9, 0.95, 0.99];
        if !levels.contains(&now) {
            levels.push(now);
        }
        levels
            .into_iter()
            .map(|level| Opt::new(level.to_string(), percent_text(level)))
            .collect::<Vec<_>>()
    });
    let on_change = Callback::new(move |text: String| {
        if let Ok(level) = text.parse::<f64>() {
            state.edit_config(format!("{} intervals", percent_text(level)), |config| {
                config.level = level;
            });
        }
    });
    view! { <Choice label="Nominal coverage of the intervals" value options on_change /> }
}

/// A labelled number; a value outside its limits is refused and the old one put back.
#[component]
fn NumberField(
    label: &'static str,
    least: f64,
    most: f64,
    step: &'static str,
    value: Signal<String>,
    on_change: Callback<f64>,
) -> impl IntoView {
    let state = State::expect();
    let changed = move |event: leptos::ev::Event| {
        let field = event_target::<web_sys::HtmlInputElement>(&event);
        let number = field.value().trim().parse::<f64>().ok();
        let whole = |number: f64| step == "any" || number == number.round();
        let accepted = number.filter(|number| (least..=most).contains(number) && whole(*number));
        if let Some(number) = accepted {
            on_change.run(number);
        } else {
            field.set_value(&value.get_untracked());
            state.say(format!("{label} must be a number from {least} to {most}"));
        }
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                type="number" inputmode="decimal"
                min=least.to_string() max=most.to_string() step=step
                prop:value=move || value.get()
                on:change=changed
            />
        </label>
    }
}

fn repeats_words(repeats: u32) -> String {
    if repeats == 1 { "1 repeat".to_owned() } else { format!("{repeats} repeats") }
}

fn bootstrap_words(samples: u32) -> String {
    format!("{samples} bootstrap samples")
}

fn percent_text(level: f64) -> String {
    format!("{} %", (level * 1_000.0).round() / 10.0)
}
