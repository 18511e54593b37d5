//! Who writes: a choice in the sentence, and what the chosen writer is to be told.
//!
//! A writer more is one more entry of [`ENTRIES`] and one more arm of [`WriterPanel`].

use causeloom::Writer;
use leptos::prelude::*;

use super::network::{NetworkPanel, TabPanel};
use super::setup::edit;
use crate::component::choice::{Choice, Opt};
use crate::component::dial::Dial;
use crate::component::term::Term;
use crate::state::State;

/// A writer that can be chosen.
struct Entry {
    /// Its key, as the study names it.
    key: &'static str,
    /// What it is called.
    title: &'static str,
    /// The writer as it is first chosen.
    first: fn() -> Writer,
}

const ENTRIES: [Entry; 5] = [
    Entry { key: "embedded", title: "the embedded realizer", first: || Writer::Embedded },
    Entry { key: "simulated", title: "a simulated language model", first: simulated },
    Entry { key: "server", title: "a language model by its API", first: server },
    Entry { key: "file", title: "a model file in this tab", first: file },
    Entry { key: "browser", title: "the browser's own model", first: || Writer::Browser },
];

/// The writer in the sentence.
#[component]
pub(super) fn WriterChoice() -> impl IntoView {
    let state = State::expect();
    let key =
        Signal::derive(move || state.study.with(|study| key(&study.realize.writer).to_owned()));
    let options = Signal::derive(move || {
        let mut options: Vec<Opt> =
            ENTRIES.iter().map(|entry| Opt::new(entry.key, entry.title)).collect();
        let now = key.get();
        if ENTRIES.iter().all(|entry| entry.key != now) {
            options.push(Opt::new(now, "another writer"));
        }
        options
    });
    let choose = Callback::new(move |key: String| {
        if let Some(entry) = ENTRIES.iter().find(|entry| entry.key == key) {
            edit(state, format!("written by {}", entry.title), |config| {
                config.writer = (entry.first)();
            });
        }
    });
    view! { <Choice label="Writer" value=key options on_change=choose /> }
}

/// What the chosen writer is to be told.
#[component]
pub(super) fn WriterPanel() -> impl IntoView {
    let state = State::expect();
    let key = Memo::new(move |_| state.study.with(|study| key(&study.realize.writer)));
    move || {
        match key.get() {
        "embedded" => view! {
            <p class="muted small writer-panel">
                "The "<Term term="embedded-realizer">"embedded realizer"</Term>
                " is part of this page: no key, no network."
            </p>
        }
        .into_any(),
        "simulated" => view! { <SimulatedPanel /> }.into_any(),
        "server" => view! { <NetworkPanel /> }.into_any(),
        "file" | "browser" => view! { <TabPanel /> }.into_any(),
        _ => view! {
            <p class="muted small writer-panel">"This page cannot ask the writer of this study. Choose another one."</p>
        }
        .into_any(),
    }
    }
}

/// The two dials of the simulated language model.
#[component]
fn SimulatedPanel() -> impl IntoView {
    let state = State::expect();
    let dials = Memo::new(move |_| {
        state.study.with(|study| match study.realize.writer {
            Writer::Simulated { prior_strength, obedience } => (prior_strength, obedience),
            _ => (0.0, 0.0),
        })
    });
    let set_strength = Callback::new(move |share: f64| {
        edit(state, format!("prior strength {share}"), |config| {
            if let Writer::Simulated { prior_strength, .. } = &mut config.writer {
                *prior_strength = share;
            }
        });
    });
    let set_obedience = Callback::new(move |share: f64| {
        edit(state, format!("obedience {share}"), |config| {
            if let Writer::Simulated { obedience, .. } = &mut config.writer {
                *obedience = share;
            }
        });
    });
    view! {
        <div class="writer-panel">
            <p class="muted small">
                "The "<Term term="simulated-model">"language model is simulated"</Term>
                ": no request is made, and its figures say how the loop behaves, not how good a language model is."
            </p>
            <Dial label="Prior strength" term="semantic-backdoor" value=Signal::derive(move || dials.get().0) on_change=set_strength />
            <Dial label="Obedience" term="simulated-model" value=Signal::derive(move || dials.get().1) on_change=set_obedience />
        </div>
    }
}

/// The writer as the study names it.
fn key(writer: &Writer) -> &'static str {
    match writer {
        Writer::Embedded => "embedded",
        Writer::Simulated { .. } => "simulated",
        Writer::Server { .. } => "server",
        Writer::File { .. } => "file",
        Writer::Browser => "browser",
    }
}

/// The simulated model with the façade's usual dials.
fn simulated() -> Writer {
    causeloom::from_json(r#"{"by":"simulated"}"#).unwrap_or_default()
}

/// A server on the user's own machine; which model it has is to be said.
fn server() -> Writer {
    causeloom::from_json(r#"{"by":"server","provider":"llama-cpp","model":""}"#).unwrap_or_default()
}

/// A file that is still to be chosen.
fn file() -> Writer {
    Writer::File { name: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_makes_the_writer_of_its_key() {
        for entry in ENTRIES {
            assert_eq!(key(&(entry.first)()), entry.key);
        }
    }
}
