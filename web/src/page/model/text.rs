//! The graph as text beside the picture: each follows the other, and bad text harms nothing.

use causeloom::model::{Diagram, dagitty, edit};
use leptos::prelude::*;

use crate::component::clipboard::copy_text;
use crate::state::State;

/// The text of the graph in DAGitty's form.
#[component]
pub(super) fn TextPane() -> impl IntoView {
    let state = State::expect();
    // What the user wrote, where it is not just what the picture would write.
    let draft = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<String>);
    let written = Memo::new(move |_| {
        state.model.with(|model| model.as_ref().map(|model| dagitty::write(&model.graph)))
    });
    Effect::new(move || {
        let now = state.model.with(|model| model.as_ref().map(|model| model.graph.clone()));
        let says_the_same = draft.with_untracked(|draft| match (draft, &now) {
            (Some(text), Some(graph)) => dagitty::read(text).is_ok_and(|read| read == *graph),
            _ => false,
        });
        if !says_the_same {
            draft.set(None);
            problem.set(None);
        }
    });
    let text = move || draft.get().or_else(|| written.get()).unwrap_or_default();
    let on_input = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        match parse(&text) {
            Ok(diagram) => {
                problem.set(None);
                draft.set(Some(text));
                let is_same = state.model.with_untracked(|model| {
                    model.as_ref().is_some_and(|model| model.graph == diagram)
                });
                if !is_same {
                    state.edit_model_further("edit the graph's text", |model| {
                        // It was checked when it was read.
                        drop(edit::set_graph(model, diagram));
                    });
                }
            }
            Err(words) => {
                problem.set(Some(words));
                draft.set(Some(text));
            }
        }
    };
    let n_lines = move || text().lines().count().clamp(6, 18);
    view! {
        <div class="text-pane">
            <label for="graph-text" class="pane-title">
                "The graph as text "<span class="muted small">"DAGitty's form"</span>
            </label>
            <textarea
                id="graph-text"
                class="mono"
                spellcheck="false"
                autocomplete="off"
                rows=n_lines
                aria-invalid=move || problem.with(Option::is_some).to_string()
                aria-describedby="graph-text-problem"
                prop:value=text
                on:input=on_input
            ></textarea>
            <p id="graph-text-problem" class="text-problem" role="alert">
                {move || problem.get().map(|words| view! {
                    {words}" The picture stays as it was. "
                    <button type="button" class="link" on:click=move |_| {
                        draft.set(None);
                        problem.set(None);
                    }>"Back to the picture's text"</button>
                })}
            </p>
            <p class="tools">
                <button type="button" class="quiet tool" on:click=move |_| copy_text(state, text(), "Text copied")>"Copy"</button>
            </p>
        </div>
    }
}

/// The diagram of a text, or why it is none, as a sentence.
fn parse(text: &str) -> Result<Diagram, String> {
    let diagram = dagitty::read(text).map_err(|error| sentence(&error.to_string()))?;
    diagram.check().map_err(|error| sentence(&error.to_string()))?;
    Ok(diagram)
}

fn sentence(words: &str) -> String {
    crate::component::note::sentence(words, None)
}
