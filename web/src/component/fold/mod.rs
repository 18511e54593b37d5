//! What folds out: a heading with a summary, and text to be copied.

use leptos::{ev, html, prelude::*};

use super::clipboard::copy_text;
use crate::state::State;

/// A heading that folds out, with a short summary beside it; its content is made when it opens.
#[component]
pub(crate) fn Fold(
    /// The heading.
    title: &'static str,
    /// What is inside, in a few words.
    #[prop(into)]
    summary: Signal<String>,
    /// Called when it opens.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let open = RwSignal::new(false);
    let on_toggle = move |_: ev::Event| {
        let is_open = details.get_untracked().is_some_and(|details| details.open());
        if open.get_untracked() != is_open {
            open.set(is_open);
            if let (true, Some(on_open)) = (is_open, on_open) {
                on_open.run(());
            }
        }
    };
    let children = StoredValue::new(children);
    view! {
        <details class="fold" node_ref=details on:toggle=on_toggle>
            <summary>{title}" "<span class="muted">{summary}</span></summary>
            <Show when=move || open.get()>
                <div class="fold-content">{children.with_value(|children| children())}</div>
            </Show>
        </details>
    }
}

/// Text to be copied, with its title.
#[component]
pub(crate) fn CodeBlock(
    /// What it is.
    title: &'static str,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let state = State::expect();
    view! {
        <div class="code-block">
            <p>
                <span>{title}</span>
                <button type="button" class="quiet" aria-label=format!("Copy: {title}") on:click=move |_| copy_text(state, text.get_untracked(), "Copied")>"Copy"</button>
            </p>
            <pre tabindex="0" role="region" aria-label=title><code>{text}</code></pre>
        </div>
    }
}
