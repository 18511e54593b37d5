//! Recordings: questions and answers of a run as a file, saved and used again.

use causeloom::Error;
use causeloom::number::count;
use leptos::{html, prelude::*};

use crate::component::download::save_text;
use crate::component::note::ErrorNote;
use crate::gateway;
use crate::state::{Recorded, Stage, State};

/// The recording of the run that is over, and one to be used in the next.
#[component]
pub(super) fn Recordings() -> impl IntoView {
    let network = State::expect().network;
    let is_over = Memo::new(move |_| network.stage.with(|stage| *stage == Stage::Over));
    view! {
        <div class="downloads">
            <Show when=move || is_over.get()><SaveRecording /></Show>
            <UseRecording />
        </div>
        <UsedRecording />
    }
}

/// Study, questions and answers as a file, which the command line and this page replay without a
/// network.
#[component]
pub(super) fn SaveRecording() -> impl IntoView {
    let state = State::expect();
    let save = move |_| {
        leptos::task::spawn_local(async move {
            match gateway::recording(state).await {
                Ok(text) => save_text("recording.jsonl", "application/jsonl", &text),
                Err(error) => state.say(error.message),
            }
        });
    };
    view! {
        <button type="button" class="quiet tool" title="Study, questions and answers, without the key" on:click=save>
            "Save the recording"
        </button>
    }
}

/// A button that chooses a file, and what is wrong with it.
#[component]
fn UseRecording() -> impl IntoView {
    let state = State::expect();
    let field = NodeRef::<html::Input>::new();
    let problem = RwSignal::new(None::<Error>);
    let take = move |_| {
        let Some(field) = field.get_untracked() else { return };
        let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
        // The same file may be chosen again once it was mended.
        field.set_value("");
        problem.set(None);
        leptos::task::spawn_local(async move {
            if let Err(error) = gateway::take_recording(state, &file).await {
                let message = format!("{}: {}", file.name(), error.message);
                drop(problem.try_set(Some(Error { message, ..error })));
            }
        });
    };
    let choose = move |_| {
        if let Some(field) = field.get_untracked() {
            field.click();
        }
    };
    view! {
        <button
            type="button" class="quiet tool" title="Answers in it are not asked for again"
            on:click=choose
        >"Use a recording …"</button>
        <input
            type="file" accept=".jsonl,.txt,application/jsonl" hidden node_ref=field
            aria-label="Recording" on:change=take
        />
        {move || problem.get().map(|error| view! { <ErrorNote error /> })}
    }
}

/// The recording that the next run uses.
#[component]
fn UsedRecording() -> impl IntoView {
    let state = State::expect();
    let network = state.network;
    let is_used = Memo::new(move |_| network.recording.with(Option::is_some));
    let words = move || network.recording.with(|recorded| recorded.as_ref().map(about));
    let is_of_another = Memo::new(move |_| {
        network.recording.with(|recorded| {
            let is_other =
                |recorded: &Recorded| state.study.with(|study| recorded.found.is_of_another(study));
            recorded.as_ref().is_some_and(is_other)
        })
    });
    let only = Memo::new(move |_| network.asks_nobody());
    let set_only = move |event| {
        let is_only = event_target_checked(&event);
        network.recording.update(|recorded| {
            if let Some(recorded) = recorded {
                recorded.only = is_only;
            }
        });
    };
    view! {
        <Show when=move || is_used.get()>
            <div class="used-recording" role="group" aria-label="The recording that is used">
                <p class="small">
                    {words}" "
                    <button type="button" class="quiet tool" on:click=move |_| network.recording.set(None)>"Do not use it"</button>
                </p>
                <Show when=move || is_of_another.get()>
                    <p class="muted small">"It was made under other settings: its answers count only where the very same question is asked."</p>
                </Show>
                <p class="small">
                    <label>
                        <input type="checkbox" prop:checked=move || only.get() on:change=set_only />
                        " ask nothing that is not in it"
                    </label>
                </p>
            </div>
        </Show>
    }
}

/// For instance `48 answers in recording.jsonl are not asked for again.`
fn about(recorded: &Recorded) -> String {
    let n = recorded.found.answers;
    let answers = if n == 1 { "answer" } else { "answers" };
    format!("{} {answers} in {} are not asked for again.", count(n as f64), recorded.name)
}
