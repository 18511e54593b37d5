//! A probability that is asked for in its usual text.

use causeloom::model::{Mark, Model};
use causeloom::number::{fixed, percent};
use causeloom::view::DistributionView;
use causeloom::{Error, ModelAnswer, ModelQuestion};
use leptos::{ev, html, prelude::*};

use crate::chart::{Figure, Shares, States};
use crate::component::figure::FigureView;
use crate::component::note::{ErrorNote, sentence};
use crate::state::State;

/// The section.
#[component]
pub(super) fn QuerySection() -> impl IntoView {
    let state = State::expect();
    let answer = RwSignal::new(None::<DistributionView>);
    let problem = RwSignal::new(None::<Error>);
    let asking = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    let ask = move |query: String| {
        state.query.set(query.clone());
        if query.trim().is_empty() {
            return;
        }
        asking.set(true);
        leptos::task::spawn_local(async move {
            let found = state.ask_model(ModelQuestion::Infer { query: query.clone() }).await;
            if state.query.get_untracked() != query {
                return;
            }
            asking.set(false);
            match found {
                Ok(ModelAnswer::Inferred(view)) => {
                    problem.set(None);
                    answer.set(Some(view));
                }
                Ok(_) => {}
                Err(error) => {
                    answer.set(None);
                    problem.set(Some(error));
                }
            }
        });
    };
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            ask(field.value());
        }
    };
    // The answer was about the model as it was.
    Effect::new(move |before: Option<()>| {
        state.model.track();
        if before.is_some() {
            answer.set(None);
            problem.set(None);
        }
    });
    let examples = Memo::new(move |_| {
        state.model.with(|model| model.as_deref().map(examples).unwrap_or_default())
    });
    let example = move |query: String| {
        let words = query.clone();
        view! { <button type="button" class="quiet tool mono" on:click=move |_| ask(query.clone())>{words}</button> }
    };
    let figure = Memo::new(move |_| {
        answer.with(|answer| {
            let view = answer.as_ref().filter(|view| view.states.len() > 1)?;
            Some(Figure::States(States {
                names: view.states.iter().map(|state| state.state.clone()).collect(),
                before: Shares {
                    name: "probability".to_owned(),
                    values: view.states.iter().map(|state| state.share).collect(),
                    truth: None,
                },
                after: None,
                axis: view.of.clone(),
            }))
        })
    });
    let has_figure = Memo::new(move |_| figure.with(Option::is_some));
    let caption = Signal::derive(move || {
        answer.with(|answer| answer.as_ref().map(caption).unwrap_or_default())
    });
    view! {
        <section class="sample-part" aria-labelledby="query-title">
            <h2 id="query-title">"Ask a probability"</h2>
            <form class="query" on:submit=on_submit>
                <input
                    type="text" class="mono" node_ref=field aria-label="Probability"
                    placeholder=move || examples.with(|examples| examples.last().cloned())
                    spellcheck="false" autocomplete="off"
                    prop:value=move || state.query.get()
                />
                <button type="submit">{move || if asking.get() { "Asking …" } else { "Ask" }}</button>
            </form>
            <p class="examples-line"><span class="muted small">"For instance"</span>{move || examples.get().into_iter().map(example).collect_view()}</p>
            {move || problem.get().map(|error| view! { <ErrorNote error /> })}
            <div aria-live="polite">
                {move || answer.get().map(|view| view! {
                    <p class="verdict">{words(&view)}</p>
                    {view.notes.into_iter().map(|note| view! { <p class="muted small">{sentence(&note, None)}</p> }).collect_view()}
                })}
            </div>
            <Show when=move || has_figure.get()>
                <FigureView figure=Signal::derive(move || figure.get().expect("it is shown where there is one")) caption />
            </Show>
        </section>
    }
}

/// The answer in a sentence.
fn words(view: &DistributionView) -> String {
    match view.states.as_slice() {
        [] => format!("{} has no states to tell of.", view.of),
        [only] => format!("{} = {}", view.of, fixed(only.share, 4)),
        many => {
            let most = many
                .iter()
                .fold(&many[0], |most, state| if state.share > most.share { state } else { most });
            format!("{}: most probably {}, with {}", view.of, most.state, percent(most.share))
        }
    }
}

fn caption(view: &DistributionView) -> String {
    if view.exact {
        "Exact probabilities.".to_owned()
    } else {
        format!("Shares of {} rows.", view.n)
    }
}

/// Questions that suit a model: of its outcome, and what an exposure does to it.
fn examples(model: &Model) -> Vec<String> {
    let graph = &model.graph;
    let marked = |mark: Mark| graph.with_mark(mark).first().map(|name| (*name).to_owned());
    let has_states = |name: &&str| {
        model.variables.get(*name).is_some_and(|variable| !variable.values.states().is_empty())
    };
    let last = || {
        graph
            .names()
            .filter(has_states)
            .filter(|name| !graph.parents(name).is_empty())
            .last()
            .map(str::to_owned)
    };
    let Some(outcome) =
        marked(Mark::Outcome).filter(|name| has_states(&name.as_str())).or_else(last)
    else {
        return Vec::new();
    };
    let is_cause = |name: &&str| {
        *name != outcome
            && causeloom::model::ancestors_of(graph, &[outcome.as_str()])
                .is_ok_and(|all| all.contains(*name))
    };
    // The beginning from which most goes out.
    let cause = marked(Mark::Exposure).filter(|name| has_states(&name.as_str())).or_else(|| {
        let causes = graph.names().filter(has_states).filter(is_cause);
        let n_effects = |name: &&str| (graph.parents(name).is_empty(), graph.children(name).len());
        causes.max_by_key(n_effects).map(str::to_owned)
    });
    let Some(cause) = cause else { return vec![format!("P({})", quoted(&outcome))] };
    let state = |name: &str| {
        model
            .variables
            .get(name)
            .and_then(|variable| variable.values.states().last().cloned())
            .unwrap_or_default()
    };
    let (of, by) = (quoted(&outcome), quoted(&cause));
    let value = quoted(&state(&cause));
    vec![
        format!("P({of})"),
        format!("P({of} | {by} = {value})"),
        format!("P({of} | do({by} = {value}))"),
    ]
}

/// A name as questions write it.
fn quoted(name: &str) -> String {
    let ends = |letter: char| {
        letter.is_whitespace() || matches!(letter, ',' | '=' | '|' | '(' | ')' | '[' | ']' | '"')
    };
    if name.contains(ends) {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        name.to_owned()
    }
}
