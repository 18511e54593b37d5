//! What stands in the way of a table: it is being read, it could not be, or another is needed.

use leptos::prelude::*;

use super::reading::Controls;
use crate::component::note::ErrorNote;
use crate::component::progress::Bar;
use crate::shell::pick_file;
use crate::state::{Opening, State, Step};

/// What goes on with a file that is being opened, or why it could not be: in the place where its
/// table would stand.
#[component]
pub(crate) fn Trouble() -> impl IntoView {
    let state = State::expect();
    let is_opening = Memo::new(move |_| state.opening.with(Option::is_some));
    let problem = move || {
        state.opening_problem.get().filter(|error| error.code != "canceled").map(|error| {
            view! {
                <ErrorNote error>
                    <button type="button" on:click=move |_| pick_file(state)>"Choose another file…"</button>
                    <button type="button" class="quiet" on:click=move |_| state.forget_failure()>
                        "Dismiss"
                    </button>
                </ErrorNote>
            }
        })
    };
    let failed = Memo::new(move |_| state.failed_reading());
    let read_again = Callback::new(move |reading| state.read_failed_again(reading));
    view! {
        {move || is_opening.get().then(|| view! { <OpeningBar /> })}
        {problem}
        <Controls reading=failed on_change=read_again />
        <MismatchNote />
    }
}

#[component]
fn OpeningBar() -> impl IntoView {
    let state = State::expect();
    let part = move |take: fn(&Opening) -> f64| {
        Signal::derive(move || state.opening.with(|opening| opening.as_ref().map_or(0.0, take)))
    };
    let words = move || {
        state.opening.with(|opening| {
            opening.as_ref().map(|Opening { name, done, total }| {
                if *total > 0.0 {
                    let megabytes = |bytes: f64| causeloom::number::fixed(bytes / 1e6, 1);
                    format!("Reading {name}: {} of {} MB", megabytes(*done), megabytes(*total))
                } else {
                    format!("Opening {name}")
                }
            })
        })
    };
    view! {
        <Bar
            done=part(|opening| opening.done)
            total=part(|opening| opening.total)
            label="Progress of reading"
            on_cancel=Callback::new(move |()| state.cancel_opening())
        >
            {words}
        </Bar>
    }
}

/// The file has the wanted name and other contents.
#[component]
fn MismatchNote() -> impl IntoView {
    let state = State::expect();
    move || {
        let wanted = state.wanted.get().filter(|wanted| wanted.other.is_some());
        wanted.map(|wanted| {
            let name = wanted.name;
            let error = causeloom::Error::new(
                "other-contents",
                format!("this {name} is not the one that the study was made with: its contents differ"),
            )
            .with_hint("drop the original, use this one all the same, or start anew with it");
            view! {
                <ErrorNote error>
                    <button type="button" on:click=move |_| state.accept_mismatch()>"Use it all the same"</button>
                    <button type="button" on:click=move |_| state.start_with_mismatch()>"Start anew with it"</button>
                </ErrorNote>
            }
        })
    }
}

/// The same on the other pages, with the file that the study asks for.
#[component]
pub(crate) fn OpeningElsewhere() -> impl IntoView {
    let state = State::expect();
    let is_elsewhere = Memo::new(move |_| state.step.get() != Step::Data);
    let wanted = move || {
        let wanted = state.wanted.get().filter(|wanted| wanted.other.is_none());
        wanted.map(|wanted| {
            view! {
                <div class="note">
                    <p>
                        "This study was made with " <strong class="mono">{wanted.name}</strong>
                        ". A study and its link hold no rows, so the file is needed once more: drop it here, or choose it."
                    </p>
                    <p class="buttons">
                        <button type="button" on:click=move |_| pick_file(state)>"Choose the file…"</button>
                    </p>
                </div>
            }
        })
    };
    move || is_elsewhere.get().then(|| view! { <div class="elsewhere">{wanted}<Trouble /></div> })
}
