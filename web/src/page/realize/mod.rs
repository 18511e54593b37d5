//! The Realize page: rows put into words, and the proof that no fact changed.

mod network;
mod run;

use leptos::prelude::*;

use self::network::{NetworkPanel, NetworkRun, server_of};
use self::run::RunLine;
use crate::state::State;

/// The Realize page.
#[component]
pub(crate) fn RealizePage() -> impl IntoView {
    let state = State::expect();
    let verdict = move || {
        state.realize.with(|run| {
            run.result.as_ref().map(|finished| finished.view.verdict.clone()).unwrap_or_default()
        })
    };
    view! {
        <div class="split realize-page">
            <section class="question" aria-label="The question">
                <h1 tabindex="-1">"Say it, and change no fact"</h1>
                <Show when=move || state.study.with(|study| server_of(study).is_some()) fallback=RunLine>
                    <NetworkPanel />
                    <NetworkRun />
                </Show>
            </section>
            <section class="answer" aria-label="The answer">
                <p class="verdict">{verdict}</p>
            </section>
        </div>
    }
}
