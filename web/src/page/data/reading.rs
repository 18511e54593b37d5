//! How the file was read: the guesses with their reasons, and another way to read it.

use std::sync::Arc;

use causeloom::Reading;
use causeloom::view::{DataView, NoteView};
use leptos::prelude::*;

use crate::component::choice::{Choice, Opt};
use crate::component::note::sentence;
use crate::state::State;

/// The code of the notes that say how the file was read.
const READ_AS: &str = "read-as";

const DELIMITERS: [(&str, &str); 5] =
    [("", "as guessed"), (",", "comma"), (";", "semicolon"), ("tab", "tabulator"), ("|", "bar")];
const DECIMALS: [(&str, &str); 3] =
    [("", "as guessed"), ("point", "point: 1.5"), ("comma", "comma: 1,5")];
const ENCODINGS: [(&str, &str); 5] = [
    ("", "as guessed"),
    ("utf-8", "UTF-8"),
    ("utf-16le", "UTF-16, little end first"),
    ("utf-16be", "UTF-16, big end first"),
    ("windows-1252", "Windows-1252 (Latin-1)"),
];
const HEADERS: [(&str, &str); 3] =
    [("", "as guessed"), ("yes", "names of columns"), ("no", "data")];

/// The guesses, folded, and controls that read the file again.
#[component]
pub(super) fn HowRead(data: Memo<Arc<DataView>>) -> impl IntoView {
    let state = State::expect();
    let notes = Memo::new(move |_| {
        data.with(|data| {
            data.notes.iter().filter(|note| note.code == READ_AS).cloned().collect::<Vec<_>>()
        })
    });
    let reading = Memo::new(move |_| {
        data.track();
        state.reading()
    });
    let guesses = move || {
        let guess = |note: NoteView| view! { <li>{sentence(&note.message, None)}</li> };
        notes.get().into_iter().map(guess).collect_view()
    };
    let read_again = Callback::new(move |reading| state.read_again(reading));
    let has_notes = Memo::new(move |_| notes.with(|notes| !notes.is_empty()));
    move || {
        has_notes.get().then(|| view! {
            <details class="fold">
                <summary>"How it was read" <span class="muted">"the guesses with their reasons, and another way"</span></summary>
                <ul class="guesses">{guesses}</ul>
                <Controls reading on_change=read_again />
            </details>
        })
    }
}

/// Controls that read a file in another way; nothing where there is no file.
#[component]
pub(super) fn Controls(
    /// How it was read.
    reading: Memo<Option<Reading>>,
    /// Told how it is to be read.
    on_change: Callback<Reading>,
) -> impl IntoView {
    let change = move |set: fn(&mut Reading, Option<String>)| {
        Callback::new(move |value: String| {
            let mut reading = reading.get_untracked().unwrap_or_default();
            set(&mut reading, Some(value).filter(|value| !value.is_empty()));
            on_change.run(reading);
        })
    };
    let value = move |get: fn(&Reading) -> Option<String>| {
        Signal::derive(move || {
            reading.with(|reading| reading.as_ref().and_then(get)).unwrap_or_default()
        })
    };
    move || {
        reading.with(Option::is_some).then(|| view! {
            <p class="sentence small-sentence">
                "Read it again with the delimiter "
                <Choice
                    label="Delimiter" options=options(&DELIMITERS)
                    value=value(|reading| reading.delimiter.clone())
                    on_change=change(|reading, value| reading.delimiter = value)
                />
                ", the decimal sign "
                <Choice
                    label="Decimal sign" options=options(&DECIMALS)
                    value=value(|reading| reading.decimal_comma.map(|comma| if comma { "comma" } else { "point" }.to_owned()))
                    on_change=change(|reading, value| reading.decimal_comma = value.map(|value| value == "comma"))
                />
                ", the encoding "
                <Choice
                    label="Encoding" options=options(&ENCODINGS)
                    value=value(|reading| reading.encoding.clone())
                    on_change=change(|reading, value| reading.encoding = value)
                />
                ", and the first row as "
                <Choice
                    label="First row" options=options(&HEADERS)
                    value=value(|reading| reading.header.map(|header| if header { "yes" } else { "no" }.to_owned()))
                    on_change=change(|reading, value| reading.header = value.map(|value| value == "yes"))
                />
                "."
            </p>
        })
    }
}

/// The form and encoding in a few words, taken from the notes: `comma-separated UTF-8`.
pub(super) fn in_short(notes: &[NoteView]) -> Option<String> {
    let guess = |title: &str| {
        let notes = notes.iter().filter(|note| note.code == READ_AS);
        let mut texts = notes.filter_map(|note| note.message.strip_prefix(title));
        texts.next().map(|text| text.split(" (").next().unwrap_or(text).trim().to_owned())
    };
    let encoding = guess("Encoding:")?;
    match guess("Delimiter:") {
        Some(delimiter) => Some(format!("{delimiter}-separated {encoding}")),
        None => guess("Form:").map(|form| format!("{form}, {encoding}")),
    }
}

fn options(known: &'static [(&'static str, &'static str)]) -> Signal<Vec<Opt>> {
    Signal::derive(move || known.iter().map(|(value, text)| Opt::new(*value, *text)).collect())
}
