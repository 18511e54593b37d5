//! A language model in the tab: its file, or the browser's own.

use causeloom::Writer;
use leptos::{html, prelude::*};

use super::way::ModeChoice;
use super::{Asked, is_file};
use crate::component::note::ErrorNote;
use crate::gateway;
use crate::state::State;

/// What a model in the tab needs: its file, or a press.
#[component]
pub(in crate::page::realize) fn TabPanel() -> impl IntoView {
    let state = State::expect();
    let network = state.network;
    let asked = Asked::new(state);
    let field = NodeRef::<html::Input>::new();
    let from_file = Memo::new(move |_| state.study.with(is_file));
    let choose = move |_| {
        let Some(files) = field.get_untracked().and_then(|field| field.files()) else { return };
        let Some(first) = files.get(0) else { return };
        let name = first.name();
        state.edit(format!("model file {name}"), |study| {
            study.realize.writer = Writer::File { name };
        });
        gateway::load_model(state, Some(files));
    };
    let about = move || match (network.tab_progress.get(), network.tab_model.get()) {
        (Some(share), _) => format!("Loading, {:.0} %", 100.0 * share),
        (None, Some(name)) => format!("{name} is loaded."),
        (None, None) => String::new(),
    };
    let can_unload = Memo::new(move |_| network.tab_model.with(Option::is_some));
    view! {
        <div class="writer-panel network-panel">
            <Show
                when=move || from_file.get()
                fallback=move || view! {
                    <p>
                        <button type="button" disabled=move || network.tab_progress.with(Option::is_some) on:click=move |_| gateway::load_model(state, None)>"Load the browser's model"</button>
                    </p>
                }
            >
                <p>
                    <label>
                        "Model file (GGUF) "
                        <input type="file" accept=".gguf" multiple node_ref=field on:change=choose />
                    </label>
                </p>
            </Show>
            <p role="status">
                {about}" "
                <Show when=move || can_unload.get()>
                    <button type="button" class="quiet tool" on:click=move |_| gateway::unload_model(state)>"Unload it"</button>
                </Show>
            </p>
            {move || network.tab_problem.get().map(|error| view! { <ErrorNote error /> })}
            <p class="sentence">"It writes "<ModeChoice asked />"."</p>
            <p class="muted small">
                "Nothing leaves this tab."
                <Show when=move || asked.holds_cells.get()>
                    " What the browser does with its model’s questions cannot be seen from here, so no cell of your table stands in one: the model writes around placeholders that are filled here."
                </Show>
            </p>
        </div>
    }
}
