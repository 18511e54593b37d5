//! A form of text in the user's own words: "Write [a letter in three sentences,] about each row."

use causeloom::{
    KIND_CAP, Mode, OWN_FORM_LOCKED, OWN_FORM_NOT_FOLLOWED, Study, TextKind, text_kind,
};
use leptos::{ev, html, prelude::*};

use super::network::{Asked, asks_model};
use super::setup::edit;
use crate::component::note::sentence;
use crate::state::State;

/// Forms to begin with: what they are called, and the words.
const EXAMPLES: [(&str, &str); 5] = [
    ("Letter", "a letter to the patient's physician in a few full sentences,"),
    ("Tweet", "a summary as short as a tweet, in one sentence,"),
    ("Ticket", "a support ticket with a subject line and a short description,"),
    ("E-mail", "an e-mail to a colleague, with a greeting and full sentences,"),
    ("News brief", "a news brief of one paragraph,"),
];

/// The form that stands where one's own is chosen and nothing is said yet.
pub(super) fn first() -> TextKind {
    TextKind::Own(EXAMPLES[0].1.to_owned())
}

/// The words of a form of the user's own; none where another form is chosen.
fn words_of(study: &Study) -> Option<String> {
    match &study.realize.kind {
        TextKind::Own(words) => Some(words.clone()),
        _ => None,
    }
}

/// The line below the sentence, where a form of the user's own is chosen.
#[component]
pub(super) fn OwnForm() -> impl IntoView {
    let state = State::expect();
    let is_own = Memo::new(move |_| state.study.with(|study| words_of(study).is_some()));
    view! { <Show when=move || is_own.get()><Words /></Show> }
}

#[component]
fn Words() -> impl IntoView {
    let state = State::expect();
    let words = Memo::new(move |_| state.study.with(words_of).unwrap_or_default());
    let set = move |words: &str| {
        edit(state, format!("write {words}"), |config| config.kind = text_kind(words));
    };
    let field = NodeRef::<html::Textarea>::new();
    let problem = RwSignal::new(None::<String>);
    let commit = move || {
        let Some(field) = field.get_untracked() else { return };
        let text = field.value().trim().to_owned();
        let error = TextKind::Own(text.clone()).check().err();
        if error.is_none() && text != words.get_untracked() {
            set(&text);
        }
        problem.set(error.map(|error| sentence(&error.to_string(), None)));
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        // The form is one line, however it is broken on the screen.
        "Enter" => {
            event.prevent_default();
            commit();
        }
        "Escape" => {
            if let Some(field) = field.get_untracked() {
                field.set_value(&words.get_untracked());
            }
            problem.set(None);
        }
        _ => {}
    };
    Effect::new(move || {
        words.track();
        problem.set(None);
    });
    let example = |(title, text): (&'static str, &'static str)| {
        view! {
            <button
                type="button" class="quiet tool" title=text
                aria-pressed=move || words.with(|words| words == text).to_string()
                on:click=move |_| set(text)
            >{title}</button>
        }
    };
    let asks = Memo::new(move |_| state.study.with(asks_model));
    view! {
        <div class="own-form">
            <p>
                "Write "
                <span class="field-with-problem">
                    <textarea
                        class="own-form-field" rows="2" node_ref=field
                        aria-label="Form of the text" spellcheck="false" autocomplete="off"
                        aria-invalid=move || problem.with(Option::is_some).to_string()
                        prop:value=move || words.get()
                        on:change=move |_| commit()
                        on:keydown=on_key
                    ></textarea>
                    {move || problem.get().map(|words| view! { <span class="field-problem" role="alert">{words}</span> })}
                </span>
                " about each row."
            </p>
            <p class="presets" role="group" aria-label="Examples of forms">{EXAMPLES.map(example).collect_view()}</p>
            <Show
                when=move || asks.get()
                fallback=|| view! { <p class="note">{sentence(OWN_FORM_NOT_FOLLOWED, None)}</p> }
            ><Locked /></Show>
            <p class="muted small">{format!("At most {KIND_CAP} characters. Every fact has to be in the text all the same; a form that leaves no room for them ends with the embedded realizer.")}</p>
        </div>
    }
}

/// What a grammar makes of a form of the user's own.
#[component]
fn Locked() -> impl IntoView {
    let state = State::expect();
    let asked = Asked::new(state);
    let is_locked = Memo::new(move |_| {
        state.study.with(|study| study.realize.mode == Mode::Locked)
            && asked.provider.with(|provider| provider.takes_grammar)
    });
    view! {
        <Show when=move || is_locked.get()>
            <p class="note">{sentence(OWN_FORM_LOCKED, None)}</p>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_can_be_asked_for_and_reads_as_one_sentence() {
        for (title, words) in EXAMPLES {
            assert_eq!(text_kind(words), TextKind::Own(words.to_owned()), "{title}");
            assert_eq!(text_kind(words).check(), Ok(()), "{title}");
            assert!(words.starts_with('a') && words.ends_with(','), "Write {words} about each row");
        }
    }
}
