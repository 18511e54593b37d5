//! A draft: its tab among the others, its text with what tells a fact marked, its violations.

use causeloom::view::{DraftView, PieceView, ViolationView};
use leptos::prelude::*;

use super::{Look, Shown, wrong_words};
use crate::component::fold::Fold;
use crate::component::note::sentence;
use crate::component::term::Term;

/// One button a draft, where there is more than one.
#[component]
pub(super) fn DraftTabs(look: Look) -> impl IntoView {
    // Buttons that stay the same keep their focus while a text grows.
    let titles = Memo::new(move |_| {
        look.record.with(|record| record.drafts.iter().map(tab_words).collect::<Vec<_>>())
    });
    let n_drafts = Memo::new(move |_| titles.with(Vec::len));
    let tab = move |place: usize| {
        let choose = move |_| {
            look.wanted.set(look.record.with_untracked(|record| Shown::at(place, record)));
        };
        let words = move || titles.with(|titles| titles.get(place).cloned().unwrap_or_default());
        let is_shown = move || look.draft.get() == place;
        view! {
            <button type="button" aria-pressed=move || is_shown().to_string() on:click=choose>
                {words}
            </button>
        }
    };
    let tabs = move || (0..n_drafts.get()).map(tab).collect_view();
    view! {
        <Show when=move || { n_drafts.get() > 1 }>
            <p class="drafts" role="group" aria-label="Drafts">{tabs}</p>
        </Show>
    }
}

/// The text in pieces. They are text nodes: what a model writes is never markup.
#[component]
pub(super) fn DraftText(look: Look) -> impl IntoView {
    let pieces = move || {
        look.record.with(|record| {
            let pieces = record.drafts.get(look.draft.get()).map(|draft| draft.pieces.as_slice());
            pieces.unwrap_or_default().iter().map(|piece| marked(look, piece)).collect_view()
        })
    };
    let is_growing = move || {
        look.record.with(|record| {
            record.drafts.get(look.draft.get()).is_some_and(|draft| draft.is_growing)
        })
    };
    view! { <p class="doc" class:growing=is_growing>{pieces}</p> }
}

fn marked(look: Look, piece: &PieceView) -> AnyView {
    let text = piece.text.clone();
    if piece.slot.is_empty() && !piece.is_wrong {
        return text.into_any();
    }
    let slot = piece.slot.clone();
    let mine = slot.clone();
    let is_pointed = move || {
        !mine.is_empty() && look.pointed.with(|pointed| pointed.as_deref() == Some(mine.as_str()))
    };
    let point = move |_| look.pointed.set((!slot.is_empty()).then(|| slot.clone()));
    view! {
        <mark class:bad=piece.is_wrong class:pointed=is_pointed on:pointerenter=point>{text}</mark>
    }
    .into_any()
}

/// How many violations the shown draft has, and each with its kind and its sentence.
#[component]
pub(super) fn Violations(look: Look) -> impl IntoView {
    let draft = Memo::new(move |_| {
        look.record.with(|record| record.drafts.get(look.draft.get()).cloned().unwrap_or_default())
    });
    let line = |violation: ViolationView| {
        let kind = violation.kind.clone();
        let words = sentence(&violation.words, Some(&violation.slot));
        let code = match kind_term(&kind) {
            Some(term) => view! { <Term term>{kind.clone()}</Term> }.into_any(),
            None => kind.into_any(),
        };
        view! { <dt><code>{code}</code></dt><dd>{words}</dd> }
    };
    let lines = move || draft.get().violations.into_iter().map(line).collect_view();
    let is_wrong = Memo::new(move |_| draft.with(|draft| !draft.violations.is_empty()));
    view! {
        <p class="small draft-words" class:muted=move || !is_wrong.get()>{move || draft.with(wrong_words)}</p>
        <Show when=move || is_wrong.get()><dl class="violations">{lines}</dl></Show>
    }
}

/// What was sent to have the shown draft written, where it is a correction.
#[component]
pub(super) fn Correction(look: Look) -> impl IntoView {
    let asked = Memo::new(move |_| {
        look.record.with(|record| {
            record.drafts.get(look.draft.get()).map(|draft| draft.asked.clone()).unwrap_or_default()
        })
    });
    let is_asked = Memo::new(move |_| asked.with(|asked| !asked.is_empty()));
    view! {
        <Show when=move || is_asked.get()>
            <Fold title="The correction that was sent" summary=Signal::stored(String::new())>
                <p class="sent-words">{asked}</p>
            </Fold>
        </Show>
    }
}

/// The key of the definition of a kind of violation.
pub(in crate::page::realize) fn kind_term(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "MISSING" => "missing",
        "WRONG" => "wrong",
        "CONTRADICTED" => "contradicted",
        "EXTRA" => "extra",
        "VAGUE" => "vague",
        "UNPARSED_NUMBER" => "unparsed-number",
        "LEAK" => "leak",
        _ => return None,
    })
}

fn tab_words(draft: &DraftView) -> String {
    if draft.is_growing {
        return draft.title.clone();
    }
    match (draft.violations.is_empty(), draft.is_accepted) {
        (true, _) => format!("{} ✓", draft.title),
        (false, true) => draft.title.clone(),
        (false, false) => format!("{}, not taken", draft.title),
    }
}
