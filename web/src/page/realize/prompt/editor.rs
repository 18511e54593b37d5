//! Three text areas: the instructions, the first question, the correction, with the variables of each.

use std::sync::Arc;

use causeloom::view::PromptView;
use causeloom::{Mode, Template, TemplatePart};
use leptos::{html, prelude::*};

use super::{mode_words, title};
use crate::component::clipboard::copy_text;
use crate::component::note::sentence;
use crate::page::realize::setup::edit;
use crate::state::State;

/// What of a fingerprint is shown.
const SHOWN: usize = 12;

/// The three texts and what holds for all of them.
#[component]
pub(super) fn Editor(told: Memo<Option<Arc<PromptView>>>) -> impl IntoView {
    let state = State::expect();
    let is_own = Memo::new(move |_| state.study.with(|study| study.realize.template.is_some()));
    let mode = Memo::new(move |_| {
        told.with(|told| told.as_ref().map(|told| told.mode)).unwrap_or_default()
    });
    let about = move || {
        let of = mode_words(mode.get());
        if is_own.get() {
            format!(
                "These words are your own; they stay when the mode changes. This run asks for {of}."
            )
        } else {
            format!("These are the built-in words for {of}. What you change is kept in the study.")
        }
    };
    let address = Memo::new(move |_| {
        told.with(|told| told.as_ref().map(|told| told.address.clone())).unwrap_or_default()
    });
    let question = Memo::new(move |_| {
        told.with(|told| told.as_ref().map(|told| told.prompt_hash.clone())).unwrap_or_default()
    });
    view! {
        <p class="small">{about}</p>
        {TemplatePart::ALL.map(|part| view! { <Part part told /> }).collect_view()}
        <p class="prompt-line">
            <button
                type="button" disabled=move || !is_own.get()
                on:click=move |_| edit(state, "the built-in words to the model", |config| config.template = None)
            >"Back to the built-in words"</button>
            <Fingerprint name="Template" address />
            <Show when=move || question.with(|question| !question.is_empty())>
                <Fingerprint name="Question" address=question />
            </Show>
        </p>
        <p class="muted small">"Fingerprints (SHA-256). Files and recordings name the question by its own, as prompt_hash or text_prompt."</p>
    }
}

/// The first signs of a fingerprint; a press copies all of it.
#[component]
fn Fingerprint(name: &'static str, address: Memo<String>) -> impl IntoView {
    let state = State::expect();
    let short = move || address.with(|address| address.chars().take(SHOWN).collect::<String>());
    view! {
        <span class="small">
            {name}" "<code>{short}</code>
            <button
                type="button" class="quiet tool" aria-label=format!("Copy: {name}")
                on:click=move |_| copy_text(state, address.get_untracked(), "Fingerprint copied")
            >"Copy"</button>
        </span>
    }
}

/// One text with its variables and what is wrong with it.
#[component]
fn Part(part: TemplatePart, told: Memo<Option<Arc<PromptView>>>) -> impl IntoView {
    let state = State::expect();
    let field = NodeRef::<html::Textarea>::new();
    let text = Memo::new(move |_| {
        let own = state.study.with(|study| {
            study.realize.template.as_ref().map(|template| part.of(template).to_owned())
        });
        own.unwrap_or_else(|| part.of(&built_in(told)).to_owned())
    });
    let problems = Memo::new(move |_| {
        state.study.with(|study| {
            let problems = study.realize.template.as_ref().map(Template::problems);
            let mine = problems.unwrap_or_default().into_iter().filter(|found| found.part == part);
            mine.map(|found| sentence(&found.error.to_string(), None)).collect::<Vec<String>>()
        })
    });
    // Words that nobody wrote and that are meant for another mode.
    let of_mode = Memo::new(move |_| {
        told.with(|told| {
            told.as_ref()?
                .parts
                .iter()
                .find(|found| found.part == part)
                .and_then(|part| part.of_mode)
        })
    });
    let id = format!("prompt-{}", title(part).replace(' ', "-"));
    let about_id = format!("{id}-problem");
    let insert = move |name: &'static str| {
        let Some(area) = field.get_untracked() else { return };
        put(&area, &format!("{{{{{name}}}}}"));
        change(state, told, part, area.value());
    };
    let variable = move |&(name, meaning): &(&'static str, &'static str)| {
        let words = format!("{{{{{name}}}}}");
        view! {
            <li>
                <button
                    type="button" class="quiet tool" aria-label=format!("Insert {words} into the {}", title(part))
                    on:click=move |_| insert(name)
                ><code>{words.clone()}</code></button>
                <span>{meaning}</span>
            </li>
        }
    };
    view! {
        <section class="prompt-part">
            <label class="pane-title" for=id.clone()>{sentence(title(part), None).trim_end_matches('.').to_owned()}</label>
            <textarea
                id=id
                class="mono"
                node_ref=field
                spellcheck="false"
                autocomplete="off"
                rows=move || text.with(|text| text.lines().count().clamp(3, 14) + 1)
                aria-invalid=move || problems.with(|problems| !problems.is_empty()).to_string()
                aria-describedby=about_id.clone()
                prop:value=move || text.get()
                on:input=move |event| change(state, told, part, event_target_value(&event))
            ></textarea>
            <div id=about_id class="text-problem" role="alert">
                {move || problems.get().into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
            </div>
            {move || of_mode.get().map(|mode| view! { <OfMode part mode told /> })}
            <ul class="prompt-variables" aria-label=format!("Variables of the {}", title(part))>
                {part.variables().iter().map(variable).collect_view()}
            </ul>
        </section>
    }
}

/// Says that a text is the built-in one of another mode.
#[component]
fn OfMode(part: TemplatePart, mode: Mode, told: Memo<Option<Arc<PromptView>>>) -> impl IntoView {
    let state = State::expect();
    view! {
        <p class="note note-warning">
            {format!("These are the built-in words for {}, and this run asks otherwise. ", mode_words(mode))}
            <button type="button" class="link" on:click=move |_| {
                let words = part.of(&built_in(told)).to_owned();
                change(state, told, part, words);
            }>"Take those of this mode"</button>
        </p>
    }
}

/// The built-in template of the mode that is asked in.
fn built_in(told: Memo<Option<Arc<PromptView>>>) -> Template {
    let of = |told: &Option<Arc<PromptView>>| told.as_ref().map(|told| told.built_in.clone());
    told.with(of).unwrap_or_else(|| Template::built_in(Mode::default()))
}

/// Takes a text into the study, also a wrong one: what was written is kept and can be undone.
fn change(state: State, told: Memo<Option<Arc<PromptView>>>, part: TemplatePart, text: String) {
    let built_in = untrack(move || built_in(told));
    let own = state.study.with_untracked(|study| study.realize.template.clone());
    let mut template = own.unwrap_or_else(|| built_in.clone());
    *part.of_mut(&mut template) = text;
    let own = (template != built_in).then_some(template);
    state
        .edit_further(&format!("change the {}", title(part)), |study| study.realize.template = own);
}

/// Puts a text where the cursor stands, and the cursor behind it.
fn put(area: &web_sys::HtmlTextAreaElement, text: &str) {
    // Only fields that are no text have no selection.
    let end = area.selection_end().ok().flatten().unwrap_or_default();
    let start = area.selection_start().ok().flatten().unwrap_or(end);
    let after = start + text.encode_utf16().count() as u32;
    if area.set_range_text(text).is_ok() {
        drop(area.focus());
        drop(area.set_selection_range(after, after));
    }
}
