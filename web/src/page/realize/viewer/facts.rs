//! The facts of a row, and whether the draft that is shown tells them.

use causeloom::view::{FactView, RecordView};
use leptos::prelude::*;

use super::Look;

/// How a draft treats a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treated {
    /// It tells it.
    Told,
    /// It changes, loses or blurs it.
    Violated,
    /// It is being written and has spoken of it, rightly or not.
    Spoken,
    /// It is being written and has not come to it.
    NotYet,
}

/// The list.
#[component]
pub(super) fn FactList(look: Look) -> impl IntoView {
    let facts = Memo::new(move |_| {
        let draft = look.draft.get();
        look.record.with(|record| {
            let facts = record.facts.iter();
            facts.map(|fact| (fact.clone(), treated(record, draft, &fact.name))).collect::<Vec<_>>()
        })
    });
    let items =
        move || facts.get().iter().map(|(fact, treated)| item(look, fact, *treated)).collect_view();
    view! { <ul class="facts" aria-label="Facts">{items}</ul> }
}

fn item(look: Look, fact: &FactView, treated: Treated) -> impl IntoView + use<> {
    let name = fact.name.clone();
    let mine = name.clone();
    let is_pointed = move || look.pointed.with(|pointed| pointed.as_deref() == Some(mine.as_str()));
    let (sign, words) = match treated {
        Treated::Told => ("✓", "told"),
        Treated::Violated => ("✗", "violated"),
        Treated::Spoken => ("•", "spoken of, not judged yet"),
        Treated::NotYet => ("…", "not told yet"),
    };
    view! {
        <li
            title=fact.label.clone()
            class:pointed=is_pointed
            class:bad=treated == Treated::Violated
            class:open=matches!(treated, Treated::Spoken | Treated::NotYet)
            on:pointerenter=move |_| look.pointed.set(Some(name.clone()))
        >
            <span>{fact.name.clone()}</span>
            <span class="fact-value">
                {value(fact)}
                {fact.is_set.then(|| view! { <small>" set"</small> })}
            </span>
            <span class="fact-sign" aria-hidden="true">{sign}</span>
            <span class="visually-hidden">{words}</span>
        </li>
    }
}

/// What is said of a fact that is pointed at: its value, and the words that tell it or depart from it.
pub(super) fn fact_words(record: &RecordView, place: usize, name: &str) -> String {
    let Some(fact) = record.facts.iter().find(|fact| fact.name == name) else {
        return String::new();
    };
    let Some(draft) = record.drafts.get(place) else { return String::new() };
    let wrong: Vec<&str> = draft
        .violations
        .iter()
        .filter(|violation| violation.slot == name)
        .map(|violation| violation.words.as_str())
        .collect();
    if !wrong.is_empty() {
        return format!("✗ {}.", wrong.join("; "));
    }
    let told: Vec<String> = draft
        .pieces
        .iter()
        .filter(|piece| piece.slot == name)
        .map(|piece| format!("“{}”", piece.text.trim()))
        .collect();
    match treated(record, place, name) {
        Treated::NotYet => return format!("… {} is {}; not told yet.", fact.label, value(fact)),
        Treated::Spoken => {
            let words = told.join(" and ");
            return format!("• {} is {}; said so far: {words}.", fact.label, value(fact));
        }
        Treated::Told | Treated::Violated => {}
    }
    let set = if fact.is_set { ", set by the intervention" } else { "" };
    let how =
        if told.is_empty() { "told".to_owned() } else { format!("told as {}", told.join(" and ")) };
    format!("✓ {} is {}{set}; {how}.", fact.label, value(fact))
}

fn value(fact: &FactView) -> String {
    format!("{} {}", fact.value, fact.unit).trim_end().to_owned()
}

fn treated(record: &RecordView, draft: usize, name: &str) -> Treated {
    let Some(draft) = record.drafts.get(draft) else { return Treated::Told };
    if draft.violations.iter().any(|violation| violation.slot == name) {
        Treated::Violated
    } else if !draft.is_growing {
        Treated::Told
    } else if draft.pieces.iter().any(|piece| piece.slot == name) {
        Treated::Spoken
    } else {
        Treated::NotYet
    }
}

#[cfg(test)]
mod tests {
    use causeloom::view::{DraftView, PieceView, ViolationView};

    use super::*;

    fn record() -> RecordView {
        let fact = |name: &str, value: &str, unit: &str| FactView {
            name: name.to_owned(),
            label: name.to_owned(),
            value: value.to_owned(),
            unit: unit.to_owned(),
            is_set: false,
        };
        let draft = DraftView {
            pieces: vec![PieceView {
                text: "lactate 4.1".to_owned(),
                slot: "lactate".to_owned(),
                is_wrong: false,
            }],
            violations: vec![ViolationView {
                kind: "WRONG".to_owned(),
                slot: "smoking".to_owned(),
                words: "smoking is no; the text says “a smoker”".to_owned(),
            }],
            ..DraftView::default()
        };
        RecordView {
            facts: vec![fact("lactate", "4.1", "mmol/L"), fact("smoking", "no", "")],
            drafts: vec![draft],
            ..RecordView::default()
        }
    }

    #[test]
    fn a_fact_that_a_growing_draft_has_not_come_to_is_neither_told_nor_violated() {
        let mut record = record();
        record.drafts[0].is_growing = true;
        record.drafts[0].violations.clear();
        assert_eq!(
            fact_words(&record, 0, "lactate"),
            "• lactate is 4.1 mmol/L; said so far: “lactate 4.1”."
        );
        assert_eq!(fact_words(&record, 0, "smoking"), "… smoking is no; not told yet.");
    }

    #[test]
    fn a_told_fact_is_quoted_and_a_violated_one_explained() {
        assert_eq!(
            fact_words(&record(), 0, "lactate"),
            "✓ lactate is 4.1 mmol/L; told as “lactate 4.1”."
        );
        assert_eq!(
            fact_words(&record(), 0, "smoking"),
            "✗ smoking is no; the text says “a smoker”."
        );
    }
}
