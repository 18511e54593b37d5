//! The chosen node: what it is, how its value comes about, and how its values are distributed.

use causeloom::model::{Values, Variable, edit};
use causeloom::number::count;
use causeloom::view::{DistributionView, NodeView};
use leptos::prelude::*;

use super::mechanism::MechanismEditor;
use crate::component::distribution::distribution_figure;
use crate::component::field::TextField;
use crate::component::figure::FigureView;
use crate::component::note::ErrorNote;
use crate::component::progress::Bar;
use crate::state::State;

/// Everything about the chosen node; else what is still to do.
#[component]
pub(super) fn NodeDetail() -> impl IntoView {
    let state = State::expect();
    let chosen = Memo::new(move |_| {
        let name = state.chosen_node.get()?;
        state
            .model
            .with(|model| model.as_ref().is_some_and(|model| model.graph.node(&name).is_some()))
            .then_some(name)
    });
    view! {
        <Fitting />
        <Unfinished />
        {move || match chosen.get() {
            Some(name) => view! { <Chosen name /> }.into_any(),
            None => view! {
                <p class="muted">"Choose a node to see and to change how its value comes about. "<FitButton /></p>
            }
            .into_any(),
        }}
    }
}

/// What keeps the model from being sampled.
#[component]
fn Unfinished() -> impl IntoView {
    let state = State::expect();
    let unstated = Memo::new(move |_| {
        state
            .model
            .with(|model| {
                model.as_ref().map(|model| {
                    edit::unstated(model).into_iter().map(str::to_owned).collect::<Vec<String>>()
                })
            })
            .unwrap_or_default()
    });
    let problems = move || {
        let problems = state
            .model_view
            .with(|view| view.as_ref().map(|view| view.problems.clone()).unwrap_or_default());
        // Nodes without a mechanism are named by the line above.
        if unstated.with(Vec::is_empty) { problems } else { Vec::new() }
    };
    view! {
        {move || {
            let names = unstated.get();
            (!names.is_empty()).then(|| view! {
                <p class="unstated">
                    {format!("Not stated yet how the value comes about: {}. ", names.join(", "))}
                    <button type="button" class="tool" on:click=move |_| state.fill_in_model()>"Give them a starting mechanism"</button>
                    <FitButton />
                </p>
            })
        }}
        {move || problems().into_iter().map(|error| view! { <ErrorNote error /> }).collect_view()}
    }
}

/// Fits the mechanisms, where a table is open that has the nodes as columns.
#[component]
fn FitButton() -> impl IntoView {
    let state = State::expect();
    let fits = Memo::new(move |_| {
        state.data.with(|data| {
            let Some(data) = data else { return false };
            state.model.with(|model| {
                model.as_ref().is_some_and(|model| {
                    let mut names = model.graph.names().peekable();
                    names.peek().is_some()
                        && names.all(|name| data.columns.iter().any(|column| column.name == name))
                })
            })
        })
    });
    view! {
        <Show when=move || fits.get() && state.fitting.with(Option::is_none)>
            <button type="button" class="tool" on:click=move |_| state.fit_model()>"Fit to the open table"</button>
        </Show>
    }
}

/// How far a fit is, with a way to stop it.
#[component]
fn Fitting() -> impl IntoView {
    let state = State::expect();
    let going_on = Memo::new(move |_| state.fitting.with(Option::is_some));
    let done = Signal::derive(move || state.fitting.get().unwrap_or_default());
    let total = Signal::derive(move || {
        state.model.with(|model| model.as_ref().map_or(0.0, |model| model.graph.nodes.len() as f64))
    });
    let on_cancel = Callback::new(move |()| state.stop_fitting());
    view! {
        <Show when=move || going_on.get()>
            <Bar done total label="Progress of the fit" on_cancel>
                {move || format!("{} of {} nodes are fitted", done.get(), total.get())}
            </Bar>
        </Show>
    }
}

#[component]
fn Chosen(name: String) -> impl IntoView {
    let state = State::expect();
    let name = StoredValue::new(name);
    let variable = Memo::new(move |_| {
        name.with_value(|name| {
            state.model.with(|model| model.as_ref()?.variables.get(name).cloned())
        })
    });
    let node = Memo::new(move |_| {
        name.with_value(|name| {
            state
                .model_view
                .with(|view| view.as_ref()?.nodes.iter().find(|node| &node.name == name).cloned())
        })
    });
    let has_variable = Memo::new(move |_| variable.with(Option::is_some));
    let start = move |values: Values| {
        move |_| {
            let (name, values) = (name.get_value(), values.clone());
            state.edit_model(format!("{name}: values"), |model| {
                edit::state_values(model, &name, values);
            });
        }
    };
    let yes_no = || Values::Ordered(vec!["no".to_owned(), "yes".to_owned()]);
    view! {
        <article class="node-detail" aria-label=move || format!("Node {}", name.get_value())>
            <h2>{name.get_value()}</h2>
            <Show
                when=move || has_variable.get()
                fallback=move || view! {
                    <p>
                        "What values does it have? "
                        <button type="button" class="tool" on:click=start(yes_no())>"yes or no"</button>" "
                        <button type="button" class="tool" on:click=start(Values::Number)>"numbers"</button>" "
                        <button type="button" class="tool" on:click=start(Values::Count)>"counts"</button>
                    </p>
                }
            >
                <About name variable />
                <p class="muted small">{move || node.with(|node| node.as_ref().map(|node| node.mechanism_words.clone()))}</p>
                <div class="node-parts">
                    <MechanismEditor name variable />
                    {move || node.get().map(|node| view! { <Distribution node /> })}
                </div>
            </Show>
        </article>
    }
}

/// What the node is, its unit and its states; all can be changed.
#[component]
fn About(name: StoredValue<String>, variable: Memo<Option<Variable>>) -> impl IntoView {
    let state = State::expect();
    let read = move |part: fn(&Variable) -> String| {
        Signal::derive(move || {
            variable.with(|variable| variable.as_ref().map(part)).unwrap_or_default()
        })
    };
    let write = move |what: &'static str, put: fn(&mut Variable, String)| {
        Callback::new(move |text: String| {
            let name = name.get_value();
            state.edit_model(format!("{name}: {what}"), |model| {
                if let Some(variable) = model.variables.get_mut(&name) {
                    put(variable, text.trim().to_owned());
                }
            });
            None
        })
    };
    let is_number = move || {
        variable.with(|variable| {
            variable.as_ref().is_some_and(|variable| matches!(variable.values, Values::Number))
        })
    };
    let has_states = move || {
        variable.with(|variable| {
            variable.as_ref().is_some_and(|variable| !variable.values.states().is_empty())
        })
    };
    let is_ordered = move || {
        variable.with(|variable| {
            variable.as_ref().is_some_and(|variable| matches!(variable.values, Values::Ordered(_)))
        })
    };
    let take_states = Callback::new(move |text: String| {
        let states: Vec<String> = text
            .split(',')
            .map(|state| state.trim().to_owned())
            .filter(|state| !state.is_empty())
            .collect();
        if states.len() < 2 {
            return Some("at least two states, with commas between them".to_owned());
        }
        let doubled =
            states.iter().enumerate().find(|(index, state)| states[..*index].contains(state));
        if let Some((_, state)) = doubled {
            return Some(format!("{state} stands there twice"));
        }
        let name = name.get_value();
        let values = if is_ordered() { Values::Ordered(states) } else { Values::Unordered(states) };
        state.edit_model(format!("{name}: states"), |model| {
            edit::state_values(model, &name, values);
        });
        None
    });
    let toggle_order = move |_| {
        let name = name.get_value();
        state.edit_model(format!("{name}: order of the states"), |model| {
            if let Some(variable) = model.variables.get_mut(&name) {
                variable.values = match variable.values.clone() {
                    Values::Ordered(states) => Values::Unordered(states),
                    Values::Unordered(states) => Values::Ordered(states),
                    other => other,
                };
            }
        });
    };
    view! {
        <div class="node-about">
            <TextField label="What it is" value=read(|variable| variable.about.clone()) take=write("description", |variable, text| variable.about = text) />
            {move || is_number().then(|| view! {
                <label class="inline small">"unit "<TextField label="Unit" value=read(|variable| variable.unit.clone()) take=write("unit", |variable, text| variable.unit = text) /></label>
            })}
            {move || has_states().then(|| view! {
                <label class="inline small">"states "<TextField label="States, with commas between them" value=read(|variable| variable.values.states().join(", ")) take=take_states /></label>
                <label class="tick plain small">
                    <input type="checkbox" prop:checked=is_ordered on:change=toggle_order />
                    <span>"in order, such as low < normal < high"</span>
                </label>
            })}
        </div>
    }
}

/// The distribution of the node without intervention.
#[component]
fn Distribution(node: NodeView) -> impl IntoView {
    let distribution = node.distribution.clone();
    let axis = if node.unit.is_empty() {
        node.name.clone()
    } else {
        format!("{} ({})", node.name, node.unit)
    };
    let caption = caption(&distribution);
    match distribution_figure(&axis, ("as it is", &distribution, None), None) {
        Some(figure) => {
            view! { <FigureView figure=Signal::stored(figure) caption=Signal::stored(caption) /> }
                .into_any()
        }
        None => ().into_any(),
    }
}

fn caption(distribution: &DistributionView) -> String {
    if distribution.exact {
        "Exact probabilities.".to_owned()
    } else {
        format!("Simulated: {} rows drawn with this seed.", count(distribution.n as f64))
    }
}
