//! The messages for the row that is looked at, word for word.

use std::sync::Arc;

use causeloom::view::PromptView;
use leptos::prelude::*;

use crate::component::fold::CodeBlock;
use crate::component::note::sentence;
use crate::state::State;

/// What each message is, in their order.
const TITLES: [&str; 4] = ["Instructions", "First question", "A wrong draft", "Correction"];

/// The first question, and an example of a correction.
#[component]
pub(super) fn Messages(told: Memo<Option<Arc<PromptView>>>) -> impl IntoView {
    let state = State::expect();
    let title = move || {
        let title = told.with(|told| told.as_ref().map(|told| told.title.clone()));
        format!("The messages for {}", title.unwrap_or_default().replacen("Row", "row", 1))
    };
    let is_there = Memo::new(move |_| {
        told.with(|told| told.as_ref().is_some_and(|told| !told.messages.is_empty()))
    });
    let about = move || told.with(|told| told.as_ref().map(|told| facts_words(told.facts)));
    let message = move |place: usize| {
        Memo::new(move |_| told.with(|told| told.as_ref().and_then(|told| text_at(told, place))))
    };
    let block = move |place: usize| {
        let text = message(place);
        let is_there = Memo::new(move |_| text.with(Option::is_some));
        view! {
            <Show when=move || is_there.get()>
                <CodeBlock title=TITLES[place] text=Signal::derive(move || text.get().unwrap_or_default()) />
            </Show>
        }
    };
    let missing = move || {
        let refused = told.with(|told| told.as_ref().and_then(|told| told.refused.clone()));
        refused.map_or_else(
            || "They stand here once nothing is wrong with the words above.".to_owned(),
            |words| sentence(&words, None),
        )
    };
    let about_correction = move || {
        told.with(|told| {
            let told = told.as_ref()?;
            let about = told.correction.as_ref().map(|correction| correction.about.clone());
            about.or_else(|| {
                let none = state.study.with(|study| study.realize.rounds == 0);
                none.then(|| {
                    "Nothing is corrected: the sentence asks for no correction.".to_owned()
                })
            })
        })
    };
    view! {
        <div class="prompt-messages">
            <h3>{title}</h3>
            <Show
                when=move || is_there.get()
                fallback=move || view! { <p class="muted">{missing}</p> }
            >
                <p class="muted small">{about}</p>
                {block(0)}
                {block(1)}
                <p class="muted small">{about_correction}</p>
                {block(2)}
                {block(3)}
            </Show>
        </div>
    }
}

/// The text of a message: of the first question, then of the correction.
fn text_at(told: &PromptView, place: usize) -> Option<String> {
    let corrected = told.correction.iter().flat_map(|correction| &correction.messages);
    told.messages.iter().chain(corrected).nth(place).map(|message| message.text.clone())
}

/// Whether facts are told, in a sentence.
fn facts_words(facts: u64) -> String {
    match facts {
        0 => {
            "No fact is in them: placeholders stand in their place and are filled here.".to_owned()
        }
        1 => "One fact of the row is in them. Nothing is sent by looking.".to_owned(),
        n => format!("{n} facts of the row are in them. Nothing is sent by looking."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_whether_facts_are_told() {
        assert!(facts_words(0).starts_with("No fact"));
        assert!(facts_words(22).starts_with("22 facts"));
    }
}
