//! What is done to the model: the interventions of the sample, and a sentence that adds one.

use causeloom::model::{Model, Values};
use causeloom::{Error, ModelQuestion};
use leptos::{ev, html, prelude::*};

use super::told::{How, Told, even, told};
use crate::component::choice::{Choice, Opt};
use crate::component::note::sentence;
use crate::component::term::Term;
use crate::state::State;

/// The interventions and the sentence.
#[component]
pub(super) fn Interventions() -> impl IntoView {
    let state = State::expect();
    let texts = Memo::new(move |_| state.study.with(|study| study.sample.interventions.clone()));
    let add = NodeRef::<html::Button>::new();
    let chip = move |text: String| {
        let words = read(state, &text).map_or_else(|| text.clone(), |told| told.words());
        let label = format!("Remove: {words}");
        let remove = move |_| {
            state.edit_sample(format!("not: {text}"), |sample| {
                sample.interventions.retain(|other| other != &text);
            });
            // The chip is gone; the next thing to do is to add another.
            if let Some(add) = add.get_untracked() {
                drop(add.focus());
            }
        };
        view! { <li class="chip">{words}<button type="button" aria-label=label on:click=remove>"×"</button></li> }
    };
    view! {
        <div class="chip-list interventions" role="group" aria-label="Interventions">
            <span class="chip-label"><Term term="intervention">"Interventions"</Term></span>
            <ul>
                {move || texts.with(Vec::is_empty).then(|| view! { <li class="muted small">"None: rows come about as the model says."</li> })}
                {move || texts.get().into_iter().map(chip).collect_view()}
            </ul>
            <Adder add />
        </div>
    }
}

/// "Set [smoke] [to] [no] [Add]".
#[component]
fn Adder(add: NodeRef<html::Button>) -> impl IntoView {
    let state = State::expect();
    let names = Memo::new(move |_| node_names(state));
    let wanted = RwSignal::new(None::<String>);
    let node = Memo::new(move |_| {
        let names = names.get();
        let is_there = |name: &String| names.contains(name);
        wanted.get().filter(is_there).or_else(|| first_cause(state, &names)).unwrap_or_default()
    });
    let states = Memo::new(move |_| states_of(state, &node.get()));
    let how_wanted = RwSignal::new(How::Set);
    let how = Memo::new(move |_| {
        let choices = How::choices(states.with(|states| !states.is_empty()));
        let wanted = how_wanted.get();
        if choices.contains(&wanted) { wanted } else { How::Set }
    });
    let value = RwSignal::new(String::new());
    // Each node and way starts with a value that can be taken.
    Effect::new(move || {
        value.set(match (how.get(), states.get().as_slice()) {
            (How::Set, [first, ..]) => first.clone(),
            (How::Draw, states) => even(states),
            (How::Shift, _) => "1".to_owned(),
            _ => String::new(),
        });
    });
    let problem = RwSignal::new(None::<Error>);
    Effect::new(move || {
        value.track();
        problem.set(None);
    });
    let take = move || {
        let told = Told {
            node: node.get_untracked(),
            how: how.get_untracked(),
            value: value.get_untracked(),
        };
        if told.value.trim().is_empty() {
            problem.set(Some(Error::new("value", "a value is needed")));
            return;
        }
        take_intervention(state, told, problem);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
            event.prevent_default();
            take();
        }
    };
    let options = Signal::derive(move || {
        names.get().into_iter().map(|name| Opt::new(name.clone(), name)).collect::<Vec<_>>()
    });
    let ways = Signal::derive(move || {
        How::choices(states.with(|states| !states.is_empty()))
            .map(|how| Opt::new(how.key(), how.title()))
            .to_vec()
    });
    let choose_way = Callback::new(move |key: String| {
        let found =
            [How::Set, How::Shift, How::Rule, How::Draw].into_iter().find(|how| how.key() == key);
        how_wanted.set(found.unwrap_or(How::Set));
    });
    let by_state =
        Memo::new(move |_| how.get() == How::Set && states.with(|states| !states.is_empty()));
    view! {
        <p class="sentence adder">
            "Set "<Choice label="Node to act on" value=node options on_change=Callback::new(move |name| wanted.set(Some(name))) />
            " "<Choice label="How" value=Signal::derive(move || how.get().key().to_owned()) options=ways on_change=choose_way />
            " "
            {move || if by_state.get() {
                let options = Signal::derive(move || states.get().into_iter().map(|state| Opt::new(state.clone(), state)).collect::<Vec<_>>());
                view! { <Choice label="Value" value options on_change=Callback::new(move |state| value.set(state)) /> }.into_any()
            } else {
                let class = if matches!(how.get(), How::Set | How::Shift) { "number-field" } else { "text-field mono" };
                view! {
                    <input
                        type="text" class=class aria-label="Value" spellcheck="false" autocomplete="off"
                        aria-invalid=move || problem.with(Option::is_some).to_string()
                        prop:value=move || value.get()
                        on:input=move |event| value.set(event_target_value(&event))
                        on:keydown=on_key
                    />
                }.into_any()
            }}
            " "<button type="button" node_ref=add on:click=move |_| take()>"Add"</button>
        </p>
        {move || (how.get() == How::Rule).then(|| view! {
            <p class="muted small">
                "An "<Term term="expression">"expression"</Term>" of nodes that it does not cause; its own name is the value that it would have by itself. For instance "
                <code>{move || rule_example(&node.get(), &states.get())}</code>
            </p>
        })}
        {move || problem.get().map(|error| view! {
            <p class="field-problem" role="alert">{sentence(&error.message, None)}" "{error.hint.map(|hint| sentence(&hint, None))}</p>
        })}
    }
}

/// Adds an intervention where the model takes it; one on the same node gives way.
fn take_intervention(state: State, told: Told, problem: RwSignal<Option<Error>>) {
    let others = state.study.with_untracked(|study| study.sample.interventions.clone());
    let is_other =
        |text: &String| untrack(|| read(state, text)).is_none_or(|other| other.node != told.node);
    let mut texts: Vec<String> = others.into_iter().filter(is_other).collect();
    texts.push(told.text());
    if is_sure(state, &told) {
        state.edit_sample(told.words(), |sample| sample.interventions = texts);
        return;
    }
    leptos::task::spawn_local(async move {
        // The first row tells whether the model takes it, and if not, where it is wrong.
        match state.ask_model(ModelQuestion::Unit { row: 0, changes: texts.clone() }).await {
            Ok(_) => state.edit_sample(told.words(), |sample| sample.interventions = texts),
            Err(error) => problem.set(Some(error)),
        }
    });
}

/// True where the model takes it for certain: a state that the node has, or a number.
fn is_sure(state: State, told: &Told) -> bool {
    let values = untrack(|| values_of(state, &told.node));
    let is_number = || told.value.trim().parse::<f64>().is_ok_and(f64::is_finite);
    match (told.how, values) {
        (How::Set, Some(Values::Ordered(states) | Values::Unordered(states))) => {
            states.contains(&told.value)
        }
        (How::Set | How::Shift, Some(Values::Number)) => is_number(),
        _ => false,
    }
}

/// An intervention of the study as it is told.
pub(super) fn read(state: State, text: &str) -> Option<Told> {
    state.model.with(|model| told(text, model.as_ref()?.graph.names()))
}

/// The nodes of the model in its order.
pub(super) fn node_names(state: State) -> Vec<String> {
    let names = |model: &Model| model.graph.names().map(str::to_owned).collect();
    state.model.with(|model| model.as_deref().map(names).unwrap_or_default())
}

/// The states of a node; empty for numbers and counts.
pub(super) fn states_of(state: State, node: &str) -> Vec<String> {
    values_of(state, node).map(|values| values.states().to_vec()).unwrap_or_default()
}

/// The values of a node.
pub(super) fn values_of(state: State, node: &str) -> Option<Values> {
    state.model.with(|model| Some(model.as_ref()?.variables.get(node)?.values.clone()))
}

/// The marked exposure, else the first node that causes something.
fn first_cause(state: State, names: &[String]) -> Option<String> {
    state.model.with(|model| {
        let graph = &model.as_ref()?.graph;
        let marked = graph
            .with_mark(causeloom::model::Mark::Exposure)
            .first()
            .map(|name| (*name).to_owned());
        let cause = || names.iter().find(|name| !graph.children(name).is_empty()).cloned();
        marked.or_else(cause).or_else(|| names.first().cloned())
    })
}

fn rule_example(node: &str, states: &[String]) -> String {
    match states {
        [] => format!("min({node}, 100)"),
        [first, ..] => format!("if({node} = \"{first}\", {node}, \"{first}\")"),
    }
}
