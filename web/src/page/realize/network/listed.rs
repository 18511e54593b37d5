//! The language model's name, and the list of those that the server has.

use causeloom::Price;
use causeloom::conversation::ModelView;
use leptos::prelude::*;

use super::trouble::Wizard;
use super::{Asked, edit};
use crate::component::choice::{Choice, Opt};
use crate::component::field::TextField;
use crate::component::note::sentence;
use crate::gateway;
use crate::state::State;

/// A field for the name, and a button that lists the names.
#[component]
pub(super) fn ModelField(asked: Asked) -> impl IntoView {
    let state = State::expect();
    let value = Signal::derive(move || asked.server.with(|server| server.model.clone()));
    let set = move |name: String| {
        if name == value.get_untracked() {
            return;
        }
        let price = state.network.models.with_untracked(|models| {
            models.iter().find(|model| model.id == name).and_then(|model| model.price)
        });
        edit(state, format!("language model {name}"), |server| {
            server.model = name;
            server.price = price.or(server.price);
        });
    };
    let take = Callback::new(move |text: String| {
        set(text.trim().to_owned());
        None
    });
    let failure = RwSignal::new(None::<causeloom::Error>);
    let listing = RwSignal::new(false);
    let list = move |_| {
        listing.set(true);
        failure.set(None);
        let (provider, address) =
            (asked.server.get_untracked().provider, asked.address.get_untracked());
        leptos::task::spawn_local(async move {
            let answer = gateway::ask_for_models(state, &provider, &address).await;
            if listing.try_set(false).is_some() {
                // The page was left.
                return;
            }
            match answer {
                Ok(()) => {
                    let models = state.network.models.get_untracked();
                    state.say(format!("The server names {} models", models.len()));
                    if let [only] = &models[..] {
                        set(only.id.clone());
                    }
                }
                Err(error) => drop(failure.try_set(Some(error))),
            }
        });
    };
    let has_list = Memo::new(move |_| state.network.models.with(|models| !models.is_empty()));
    let options = Signal::derive(move || {
        let now = value.get();
        let mut options =
            state.network.models.with(|models| models.iter().map(option).collect::<Vec<Opt>>());
        if options.iter().all(|option| option.value != now) {
            let words = if now.is_empty() { "choose a model".to_owned() } else { now.clone() };
            options.insert(0, Opt::new(now, words));
        }
        options
    });
    view! {
        <Show
            when=move || has_list.get()
            fallback=move || view! { <TextField label="Language model" value take /> }
        >
            <Choice label="Language model" value options on_change=Callback::new(set) />
        </Show>
        " "
        <button type="button" class="quiet tool" disabled=move || listing.get() on:click=list>
            {move || if listing.get() { "Asking …" } else { "List models" }}
        </button>
        {move || failure.get().map(|error| {
            let hint = error.hint.clone().unwrap_or_default();
            view! {
                <span class="field-problem" role="alert">{sentence(&error.message, None)}" "{sentence(&hint, None)}</span>
                <Wizard asked word=Signal::derive(move || failure.get().map(|error| error.code).unwrap_or_default()) />
            }
        })}
    }
}

fn option(model: &ModelView) -> Opt {
    let price = model.price.map_or_else(String::new, |Price { prompt, completion }| {
        format!(", ${prompt:.2} and ${completion:.2} a million tokens")
    });
    let name = if model.name.is_empty() { &model.id } else { &model.name };
    Opt::new(&*model.id, format!("{name}{price}"))
}
