//! Remarks beside a result, and errors in place of one.

use causeloom::Error;
use causeloom::view::{NoteView, Severity};
use leptos::prelude::*;

/// A remark, with its reason folded under it. Children are buttons that settle it.
#[component]
pub(crate) fn Note(
    /// The remark.
    note: NoteView,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let NoteView { severity, message, why, column, .. } = note;
    let (class, word) = match severity {
        Severity::Information => ("note", "Note: "),
        Severity::Warning => ("note note-warning", "Warning: "),
    };
    let words = sentence(&message, column.as_deref());
    // The column is named once: by the message where it does, else before it.
    let column = column.filter(|column| !message.contains(column.as_str()));
    view! {
        <div class=class>
            <p>
                <span class="visually-hidden">{word}</span>
                {column.map(|column| view! { <b>{column}</b> ": " })}
                {words}
            </p>
            {(!why.is_empty()).then(|| view! {
                <details><summary>"Why"</summary><p>{why}</p></details>
            })}
            {children.map(|children| view! { <p class="buttons">{children()}</p> })}
        </div>
    }
}

/// Remarks, the grave ones first.
#[component]
pub(crate) fn NoteList(#[prop(into)] notes: Signal<Vec<NoteView>>) -> impl IntoView {
    move || {
        let mut notes = notes.get();
        notes.sort_by_key(|note| note.severity != Severity::Warning);
        notes.into_iter().map(|note| view! { <Note note /> }).collect_view()
    }
}

/// An error: what happened, where, and how to go on. Children are buttons that do so.
#[component]
pub(crate) fn ErrorNote(
    /// The error.
    error: Error,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (place, message) = place_and_message(&error);
    let column = error.place.as_ref().and_then(|place| place.column.as_deref());
    let words = sentence(&message, column);
    view! {
        <div class="note note-error" role="alert" data-code=error.code>
            <p><strong>{words}</strong></p>
            {(!place.is_empty()).then(|| view! { <p class="place">{place}</p> })}
            {error.hint.map(|hint| view! { <p>{sentence(&hint, None)}</p> })}
            {children.map(|children| view! { <p class="buttons">{children()}</p> })}
        </div>
    }
}

/// A message as a sentence: a capital at the start and a full stop at the end. A name at the
/// start keeps its letters where it is the named column.
pub(crate) fn sentence(message: &str, column: Option<&str>) -> String {
    let starts_with_column = column.is_some_and(|column| message.starts_with(column));
    let mut letters = message.chars();
    let mut text: String = match letters.next() {
        Some(first) if !starts_with_column => first.to_uppercase().chain(letters).collect(),
        _ => message.to_owned(),
    };
    if !text.is_empty() && !text.ends_with(['.', '?', '!', ':', '…']) {
        text.push('.');
    }
    text
}

/// Where an error happened, and what: a message that begins with its place is cut there.
fn place_and_message(error: &Error) -> (String, String) {
    let place = error.place.as_deref().cloned().unwrap_or_default();
    if let Some(file) = &place.file
        && error.message.starts_with(file.as_str())
        && let Some((place, message)) = error.message.split_once(": ")
    {
        return (place.to_owned(), message.to_owned());
    }
    let parts = [
        place.file,
        place.row.map(|row| format!("row {row}")),
        place.column.map(|column| format!("column {column}")),
    ];
    (parts.into_iter().flatten().collect::<Vec<_>>().join(", "), error.message.clone())
}
