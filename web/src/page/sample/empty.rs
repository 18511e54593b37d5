//! What stands where there is no model, or no sample yet.

use leptos::prelude::*;

use crate::state::{Phase, State, Step};

/// No model is open: what the page will show, and two models to begin with.
#[component]
pub(super) fn NoModel() -> impl IntoView {
    let state = State::expect();
    view! {
        <div class="empty">
            <p class="verdict">"No model is open yet."</p>
            <p class="muted lead">
                "Draw or open a model on the Model page, or begin with one of these. You will see what happens to every node when one of them is set, what would have been for a single row, and whether rows agree with the graph."
            </p>
            <p class="empty-actions">
                <button type="button" class="primary" on:click=move |_| state.open_model("asia")>"Open Asia, a chest clinic"</button>
                <button type="button" on:click=move |_| state.open_model("icu")>"Open the intensive care model"</button>
                <button type="button" on:click=move |_| state.go(Step::Model)>"Go to the Model page"</button>
            </p>
        </div>
    }
}

/// A model is open and nothing was drawn: what is missing, or that it can be run.
#[component]
pub(super) fn NoSample() -> impl IntoView {
    let state = State::expect();
    let running = Memo::new(move |_| {
        state.sample.with(|run| matches!(run.phase, Phase::Waiting | Phase::Running(_)))
    });
    let problem = Memo::new(move |_| state.sample_problem());
    let words = move || match problem.get() {
        Some(_) => "The model is not finished.",
        None if running.get() => "Drawing …",
        None => "Ready to run.",
    };
    let how = move || {
        if problem.with(Option::is_some) {
            "Every node needs values and a mechanism before rows can be drawn."
        } else if state.study.with(|study| study.sample.interventions.is_empty()) {
            "You will see how every node is distributed. With an intervention, you will see the same rows before and after it."
        } else {
            "You will see how every node is distributed in the same rows before and after the intervention."
        }
    };
    view! {
        <div class="empty">
            <p class="verdict">{words}</p>
            <p class="muted lead">{how}</p>
            <Show when=move || problem.with(Option::is_some)>
                <p class="empty-actions">
                    <button type="button" on:click=move |_| state.go(Step::Model)>"Finish it on the Model page"</button>
                </p>
            </Show>
        </div>
    }
}
