//! A choice inside a sentence.

use leptos::prelude::*;

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opt {
    /// What is told when it is chosen.
    pub(crate) value: String,
    /// What is shown.
    pub(crate) text: String,
}

impl Opt {
    /// A thing to choose, with what it shows.
    pub(crate) fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into() }
    }
}

/// A select that stands in a sentence. It always shows `value`: where a choice is refused, it
/// goes back by itself.
#[component]
pub(crate) fn Choice(
    /// What a screen reader says for it.
    #[prop(into)]
    label: Signal<String>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Opt>>,
    /// Told what the user chose.
    #[prop(into)]
    on_change: Callback<String>,
    /// True where nothing can be chosen now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let change = move |event: leptos::ev::Event| {
        let select: web_sys::HtmlSelectElement = event_target(&event);
        let chosen = select.value();
        on_change.run(chosen);
        select.set_value(&value.get_untracked());
    };
    let items = move || {
        let chosen = value.get();
        let item = |option: Opt| {
            let selected = option.value == chosen;
            view! { <option value=option.value selected=selected prop:selected=selected>{option.text}</option> }
        };
        options.get().into_iter().map(item).collect_view()
    };
    view! {
        <select aria-label=move || label.get() disabled=move || disabled.get() on:change=change>
            {items}
        </select>
    }
}
