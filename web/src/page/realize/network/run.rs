//! The run: how far it is, what it costs, and how it is stopped.

use std::time::Duration;

use causeloom::conversation::Standing;
use causeloom::number::{count, fixed};
use leptos::prelude::*;

use super::Asked;
use super::preview::Consent;
use super::recording::{Recordings, SaveRecording};
use super::trouble::Wizard;
use crate::component::note::{ErrorNote, sentence};
use crate::gateway;
use crate::state::{Stage, State};

/// Begins a run by the keyboard, where nothing is missing and none goes on.
pub(crate) fn run_network(state: State) -> bool {
    let asked = Asked::new(state);
    let can_run = problem(state, asked).is_none() && !state.network.is_going_on();
    if can_run {
        gateway::prepare(state);
    }
    can_run
}

/// Why nothing can be run yet, in words; answers of a recording need no key and no server.
fn problem(state: State, asked: Asked) -> Option<String> {
    if state.network.asks_nobody() { None } else { asked.problem(state) }
}

/// Run, what is asked before the first send, and the bar of a run.
#[component]
pub(crate) fn NetworkRun() -> impl IntoView {
    let state = State::expect();
    let network = state.network;
    let asked = Asked::new(state);
    let is_running = Memo::new(move |_| network.stage.with(|stage| *stage == Stage::Running));
    let shown = move || {
        if is_running.get() {
            return view! { <RunBar asked /> }.into_any();
        }
        match network.stage.get() {
            Stage::Preparing => {
                view! { <p class="run"><span class="muted">"Preparing …"</span></p> }.into_any()
            }
            Stage::Asking(preview) => view! { <Consent preview /> }.into_any(),
            Stage::Failed(error) => view! { <ErrorNote error /><Begin asked /> }.into_any(),
            Stage::Idle | Stage::Running | Stage::Over => view! { <Begin asked /> }.into_any(),
        }
    };
    view! { <div class="job">{shown}</div> }
}

/// The button that begins, and the run that a reload interrupted.
#[component]
fn Begin(asked: Asked) -> impl IntoView {
    let state = State::expect();
    let network = state.network;
    let problem = Memo::new(move |_| state.realize_problem().or_else(|| problem(state, asked)));
    let interrupted = RwSignal::new(None::<String>);
    leptos::task::spawn_local(async move {
        let words = gateway::interrupted().await;
        drop(interrupted.try_set(words));
    });
    let words = move || {
        problem.get().map(|words| sentence(&words, None)).or_else(|| {
            network
                .stage
                .with(|stage| *stage == Stage::Over)
                .then(|| done_words(&network.standing.get()))
        })
    };
    let forget = move |_| {
        gateway::forget_interrupted();
        interrupted.set(None);
    };
    view! {
        {move || interrupted.get().map(|words| view! {
            <div class="note" role="group" aria-label="An interrupted run">
                <p>{format!("A run was interrupted at {words}.")}</p>
                <p class="buttons">
                    <button type="button" class="primary" disabled=move || problem.with(Option::is_some) on:click=move |_| gateway::take_up(state)>"Go on"</button>
                    <button type="button" on:click=forget>"Discard it"</button>
                </p>
            </div>
        })}
        <p class="run">
            <button
                type="button" class="primary" title="Ctrl + Enter"
                disabled=move || problem.with(Option::is_some)
                on:click=move |_| gateway::prepare(state)
            >"Run"</button>
            <span class="muted small">{words}</span>
        </p>
        <Recordings />
    }
}

/// The bar of a run.
#[component]
fn RunBar(asked: Asked) -> impl IntoView {
    let state = State::expect();
    let network = state.network;
    let standing = network.standing;
    let clock = RwSignal::new(js_sys::Date::now());
    let tick = move || clock.set(js_sys::Date::now());
    if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || ticking.clear());
    }
    let is_paused = Memo::new(move |_| standing.with(|standing| standing.is_paused));
    let trouble = Memo::new(move |_| standing.with(|standing| standing.trouble.clone()));
    let line = move || {
        let (begun, before) = network.begun.get();
        let seconds = (clock.get() - begun) / 1_000.0;
        standing.with(|standing| progress_words(standing, before, seconds))
    };
    let word = Signal::derive(move || {
        let is_refused = trouble.with(|trouble| {
            trouble.as_ref().is_some_and(|trouble| matches!(&*trouble.code, "auth" | "forbidden"))
        });
        if is_refused { "auth".to_owned() } else { network.failure.get().to_owned() }
    });
    view! {
        <div class="progress network-run">
            <progress
                aria-label="Progress of the run"
                max=move || standing.with(|standing| standing.asked.max(1)).to_string()
                value=move || standing.with(|standing| standing.done).to_string()
            ></progress>
            <p class="words" aria-live="off">{line}</p>
            {move || trouble.get().map(|trouble| view! {
                <div class="note note-error" role="alert" data-code=trouble.code>
                    <p><strong>{sentence(&trouble.message, None)}</strong></p>
                    <p>{sentence(&trouble.hint, None)}</p>
                </div>
            })}
            <Wizard asked word />
            <Show when=move || network.unsaved.with(|words| !words.is_empty())>
                <p class="muted small">{network.unsaved}</p>
            </Show>
            <p class="buttons">
                <Show
                    when=move || is_paused.get()
                    fallback=move || view! { <button type="button" on:click=move |_| gateway::pause(state)>"Pause"</button> }
                >
                    <button type="button" class="primary" on:click=move |_| gateway::go_on(state)>"Go on"</button>
                </Show>
                <button
                    type="button" title="The embedded realizer writes the texts that are not done"
                    on:click=move |_| gateway::finish_without_model(state)
                >"Cancel"</button>
            </p>
            <Show when=move || is_paused.get()><p class="downloads"><SaveRecording /></p></Show>
        </div>
    }
}

/// `57 of 200 texts · 3.2 texts/s · 12,345 tokens · $ 0.02 · 45 s left`.
fn progress_words(standing: &Standing, before: u64, seconds: f64) -> String {
    let here = standing.done.saturating_sub(before) as f64;
    let mut parts =
        vec![format!("{} of {} texts", count(standing.done as f64), count(standing.asked as f64))];
    if standing.is_paused {
        parts.push("paused".to_owned());
    } else if here > 0.0 && seconds > 0.5 {
        parts.push(format!("{} texts/s", fixed(here / seconds, 1)));
    }
    parts.extend(cost_words(standing));
    let left = standing.asked.saturating_sub(standing.done) as f64;
    if !standing.is_paused && here > 0.0 && seconds > 2.0 {
        let seconds = left * seconds / here;
        parts.push(if seconds < 90.0 {
            format!("{} s left", fixed(seconds, 0))
        } else {
            format!("{} min left", fixed(seconds / 60.0, 0))
        });
    }
    parts.join(" · ")
}

fn cost_words(standing: &Standing) -> Vec<String> {
    let mut parts = Vec::new();
    if standing.tokens > 0 {
        parts.push(format!("{} tokens", count(standing.tokens as f64)));
    }
    if let Some(dollars) = standing.dollars.filter(|dollars| *dollars > 0.0) {
        parts.push(format!("$ {}", fixed(dollars, 4)));
    }
    parts
}

/// What a run that is over came to.
fn done_words(standing: &Standing) -> String {
    let mut parts = vec![
        format!("{} texts", count(standing.done as f64)),
        format!("{} by the language model", count(standing.by_model as f64)),
        format!("{} answers", count(standing.answers as f64)),
    ];
    parts.extend(cost_words(standing));
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_and_the_time_left_count_what_was_done_since_the_run_was_taken_up() {
        let standing = Standing { asked: 200, done: 60, tokens: 12_345, ..Standing::default() };
        let words = progress_words(&standing, 50, 5.0);
        assert_eq!(words, "60 of 200 texts · 2.0 texts/s · 12\u{202f}345 tokens · 70 s left");
    }
}
