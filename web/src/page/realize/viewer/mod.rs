//! One text: the facts of its row beside it, its drafts, and where they depart from the facts.
//!
//! A text follows from the study alone, so that it can be looked at before any run.

mod draft;
mod facts;
mod follow;
mod looked;
mod shown;

use std::sync::Arc;

use causeloom::number::count;
use causeloom::view::RecordView;
use causeloom::{Error, JobKind, RealizedRows, Writer};
use leptos::{ev, prelude::*};

pub(super) use self::draft::kind_term;
use self::draft::{Correction, DraftTabs, DraftText, Violations};
use self::facts::{FactList, fact_words};
use self::follow::{FollowButton, follow};
use self::looked::Looked;
use self::shown::{Shown, is_wrong_at_first, path_words, wrong_words};
use super::network::{asks_model, text_of};
use crate::component::field::NumberField;
use crate::component::note::ErrorNote;
use crate::state::State;

/// Texts that are looked through for one whose first draft is wrong.
const MOST_SOUGHT: u64 = 300;

/// What is looked at; copies are the same.
#[derive(Clone, Copy)]
struct Look {
    /// The text.
    record: Signal<Arc<RecordView>>,
    /// Which of its drafts is wanted.
    wanted: RwSignal<Shown>,
    /// The place of the draft that is shown.
    draft: Memo<usize>,
    /// The fact under the pointer, or that the arrow keys chose.
    pointed: RwSignal<Option<String>>,
}

/// The section; `number` is the text that is looked at.
#[component]
pub(super) fn TextViewer(number: RwSignal<u64>) -> impl IntoView {
    let state = State::expect();
    let asked = Memo::new(move |_| state.study.with(|study| study.part(JobKind::Realize)));
    let is_pairs = Memo::new(move |_| asked.with(|study| study.realize.of == RealizedRows::Pairs));
    let n_texts = Memo::new(move |_| asked.with(|study| state.n_texts(study)));
    let looked = Looked::new(state, number, asked, n_texts);
    let Looked { shown, answer, problem, asking, wanted, .. } = looked;
    follow(state.network, looked);
    let pointed = RwSignal::new(None::<String>);
    let record = Signal::derive(move || answer.get().unwrap_or_default());
    let draft = Memo::new(move |_| record.with(|record| wanted.get().place(record)));
    let look = Look { record, wanted, draft, pointed };
    let has_answer = Memo::new(move |_| answer.with(Option::is_some));
    let step = move |by: i64| {
        let last = n_texts.get_untracked().saturating_sub(1);
        looked.go_to(shown.get_untracked().saturating_add_signed(by).min(last));
    };
    let is_last = Memo::new(move |_| shown.get() + 1 >= n_texts.get());
    let what = Signal::derive(move || if is_pairs.get() { "Text" } else { "Row" }.to_owned());
    let title = Memo::new(move |_| record.with(|record| record.title.clone()));
    let path = Memo::new(move |_| record.with(|record| path_words(record)));
    // Who follows a run would hear of every text.
    let live = move || if state.network.is_followed.get() { "off" } else { "polite" };
    view! {
        <section class="sample-part text-viewer" aria-labelledby="viewer-title">
            <h2 id="viewer-title">"One row and its text"</h2>
            <p class="unit-line">
                <span aria-hidden="true">{what}</span>
                <span class="stepper">
                    <button type="button" class="icon" aria-label="Text before" disabled=move || shown.get() == 0 on:click=move |_| step(-1)>"◂"</button>
                    <NumberField
                        label=what
                        value=Signal::derive(move || (shown.get() + 1) as f64)
                        on_change=Callback::new(move |text: f64| looked.go_to(text as u64 - 1))
                        refuse=Callback::new(move |text: f64| {
                            let last = n_texts.get_untracked() as f64;
                            let is_fine = (1.0..=last).contains(&text) && text.fract() == 0.0;
                            (!is_fine).then(|| format!("a whole number from 1 to {}", count(last)))
                        })
                    />
                    <button type="button" class="icon" aria-label="Next text" disabled=move || is_last.get() on:click=move |_| step(1)>"▸"</button>
                </span>
                <span class="muted small">"of "{move || count(n_texts.get() as f64)}</span>
                <NextWrong looked n_texts />
                <FollowButton />
            </p>
            {move || problem.get().map(|error| view! { <ErrorNote error /> })}
            <Show when=move || has_answer.get() fallback=move || view! { <p class="muted">{move || missing_words(state, problem)}</p> }>
                <div aria-busy=move || asking.get().to_string()>
                    <p class="unit-words" aria-live=live>{title}<span class="muted">{path}</span></p>
                    <DraftTabs look />
                    <Told look on_step=Callback::new(step) />
                    <Violations look />
                    <Correction look />
                </div>
            </Show>
        </section>
    }
}

/// What stands where there is no text yet.
fn missing_words(state: State, problem: RwSignal<Option<Error>>) -> &'static str {
    let is_asked = state.study.with(asks_model);
    match (problem.with(Option::is_some), is_asked) {
        (true, _) => "",
        (false, true) if state.network.is_going_on() => "This text is not written yet.",
        (false, true) => "A language model writes this text in a run.",
        (false, false) => "Writing the text …",
    }
}

/// Facts and text, moved through by arrow keys.
#[component]
fn Told(look: Look, on_step: Callback<i64>) -> impl IntoView {
    let on_key = move |event: ev::KeyboardEvent| {
        // Keys with Ctrl, Alt or ⌘ are the browser's.
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let names: Vec<String> = look
            .record
            .with_untracked(|record| record.facts.iter().map(|fact| fact.name.clone()).collect());
        let at = look
            .pointed
            .with_untracked(|pointed| names.iter().position(|name| Some(name) == pointed.as_ref()));
        let last = names.len().saturating_sub(1);
        match event.key().as_str() {
            "ArrowLeft" => on_step.run(-1),
            "ArrowRight" => on_step.run(1),
            "ArrowDown" => {
                let next = at.map_or(0, |at| (at + 1).min(last));
                look.pointed.set(names.get(next).cloned());
            }
            "ArrowUp" => {
                let next = at.map_or(last, |at| at.saturating_sub(1));
                look.pointed.set(names.get(next).cloned());
            }
            "Escape" if at.is_some() => look.pointed.set(None),
            _ => return,
        }
        event.prevent_default();
    };
    let words = move || {
        look.record.with(|record| {
            look.pointed.with(|pointed| {
                pointed.as_ref().map(|name| fact_words(record, look.draft.get(), name))
            })
        })
    };
    let label = move || {
        look.record.with(|record| {
            format!(
                "{}: facts and text. Left and right arrow keys move between texts, up and down between facts.",
                record.title
            )
        })
    };
    view! {
        <div
            class="told" tabindex="0" role="group" aria-label=label
            on:keydown=on_key
            on:pointerleave=move |_| look.pointed.set(None)
            on:blur=move |_| look.pointed.set(None)
        >
            <FactList look />
            <DraftText look />
        </div>
        <p class="figure-values" aria-live="polite">{words}</p>
    }
}

/// A button that goes to the next text whose first draft is wrong.
#[component]
fn NextWrong(looked: Looked, n_texts: Memo<u64>) -> impl IntoView {
    let state = State::expect();
    let has_drafts = Memo::new(move |_| {
        state.study.with(|study| !matches!(study.realize.writer, Writer::Embedded))
    });
    let seeking = RwSignal::new(false);
    let seek = move |_| {
        let (from, to) = (looked.shown.get_untracked() + 1, n_texts.get_untracked());
        let study = state.study.get_untracked();
        seeking.set(true);
        leptos::task::spawn_local(async move {
            let mut found = None;
            for number in from..to.min(from + MOST_SOUGHT) {
                match text_of(state, number).await {
                    Ok(Some(record)) if is_wrong_at_first(&record) => {
                        found = Some(number);
                        break;
                    }
                    Ok(_) => {}
                    Err(error) => {
                        drop(looked.problem.try_set(Some(error)));
                        break;
                    }
                }
                // The page was left, or asks something else.
                if state.study.get_untracked() != study || seeking.try_get_untracked().is_none() {
                    seeking.try_set(false);
                    return;
                }
            }
            // What comes after was asked by a page that may be gone.
            if seeking.try_set(false).is_some() {
                return;
            }
            match found {
                Some(text) => {
                    looked.wanted.set(Shown::First);
                    looked.go_to(text);
                }
                None => state.say("No wrong draft found further on"),
            }
        });
    };
    view! {
        <Show when=move || has_drafts.get()>
            <button type="button" class="quiet tool" disabled=move || seeking.get() on:click=seek>
                {move || if seeking.get() { "Looking …" } else { "Next with a wrong draft" }}
            </button>
        </Show>
    }
}
