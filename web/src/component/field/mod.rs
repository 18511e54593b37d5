//! Fields that are taken when they are left: a number, or a line of text; a refused one says why.

use leptos::{ev, html, prelude::*};

/// A field for a number. What is no number is not taken, and the field says so.
#[component]
pub(crate) fn NumberField(
    /// What a screen reader says for it.
    #[prop(into)]
    label: Signal<String>,
    /// The number as it stands.
    #[prop(into)]
    value: Signal<f64>,
    /// Told the number that the user gave.
    #[prop(into)]
    on_change: Callback<f64>,
    /// Why a number cannot be taken, in a few words.
    #[prop(default = Callback::new(|_| None))]
    refuse: Callback<f64, Option<String>>,
) -> impl IntoView {
    let check = Callback::new(move |text: String| {
        let text = text.trim().replace('−', "-").replace(',', ".");
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => match refuse.run(number) {
                None => {
                    if number != value.get_untracked() {
                        on_change.run(number);
                    }
                    None
                }
                Some(why) => Some(why),
            },
            _ => Some("a number is needed, such as 0.25".to_owned()),
        }
    });
    let text = Signal::derive(move || value.get().to_string());
    view! { <TextField label value=text take=check class="number-field" /> }
}

/// A field for a line of text; `take` takes it or says why not.
#[component]
pub(crate) fn TextField(
    /// What a screen reader says for it.
    #[prop(into)]
    label: Signal<String>,
    /// The text as it stands.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the text, or says why not.
    #[prop(into)]
    take: Callback<String, Option<String>>,
    /// Class of the field.
    #[prop(default = "text-field")]
    class: &'static str,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let problem = RwSignal::new(None::<String>);
    let commit = move || {
        if let Some(field) = field.get_untracked() {
            problem.set(take.run(field.value()));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape"
            && let Some(field) = field.get_untracked()
        {
            field.set_value(&value.get_untracked());
            problem.set(None);
        }
    };
    Effect::new(move || {
        value.track();
        problem.set(None);
    });
    view! {
        <span class="field-with-problem">
            <input
                type="text"
                class=class
                node_ref=field
                aria-label=move || label.get()
                aria-invalid=move || problem.with(Option::is_some).to_string()
                prop:value=move || value.get()
                spellcheck="false"
                autocomplete="off"
                on:change=move |_| commit()
                on:keydown=on_key
            />
            {move || problem.get().map(|words| view! { <span class="field-problem" role="alert">{words}</span> })}
        </span>
    }
}
