//! A dial for a share between 0 and 1: a slider with its number.

use causeloom::number::fixed;
use leptos::prelude::*;

use super::term::Term;

/// A slider from 0 to 1 in steps of a twentieth, with the number that it stands at.
#[component]
pub(crate) fn Dial(
    /// What it sets.
    label: &'static str,
    /// The key of its definition.
    term: &'static str,
    /// Where it stands.
    #[prop(into)]
    value: Signal<f64>,
    /// Told where the user left it.
    #[prop(into)]
    on_change: Callback<f64>,
) -> impl IntoView {
    // While it moves only the number follows: one move is one step of the study.
    let moving = RwSignal::new(None::<f64>);
    let read = |event: &leptos::ev::Event| event_target_value(event).parse::<f64>().ok();
    let take = move |event: leptos::ev::Event| {
        moving.set(None);
        if let Some(share) = read(&event).filter(|share| *share != value.get_untracked()) {
            on_change.run(share);
        }
    };
    let shown = move || fixed(moving.get().unwrap_or_else(|| value.get()), 2);
    view! {
        <div class="dial">
            <span><Term term>{label}</Term></span>
            <input
                type="range" min="0" max="1" step="0.05" aria-label=label
                prop:value=move || value.get().to_string()
                on:input=move |event| moving.set(read(&event))
                on:change=take
            />
            <output>{shown}</output>
        </div>
    }
}
