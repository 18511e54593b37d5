//! The first request, byte for byte, before anything is sent.

use causeloom::conversation::Preview;
use causeloom::number::count;
use leptos::prelude::*;

use crate::component::fold::CodeBlock;
use crate::gateway;
use crate::state::State;

/// What will leave the tab, and the user's yes or no.
#[component]
pub(super) fn Consent(preview: Preview) -> impl IntoView {
    let state = State::expect();
    let Preview { host, url, body, requests: (least, most), is_synthetic } = preview;
    let what = if is_synthetic { "simulated facts only" } else { "facts of your table" };
    let times = if least == most {
        format!("{} requests", count(least as f64))
    } else {
        format!("{} to {} requests", count(least as f64), count(most as f64))
    };
    view! {
        <div class="note consent" role="group" aria-label="Before anything is sent">
            <p><strong>{format!("{times} will go to {host}.")}</strong></p>
            <p>{format!("Leaves this tab: {what}. The first request, to {url}:")}</p>
            {state.network.recording.get_untracked().map(|recorded| view! {
                <p>{format!("What {} answers is not asked again, so that it may be fewer.", recorded.name)}</p>
            })}
            <CodeBlock title="First request" text=Signal::stored(body) />
            <p class="buttons">
                <button type="button" class="primary" on:click=move |_| gateway::agree(state)>"Send"</button>
                <button type="button" on:click=move |_| gateway::put_off(state)>"Do not send"</button>
            </p>
        </div>
    }
}
