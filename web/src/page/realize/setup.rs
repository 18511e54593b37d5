//! What is written: how many rows of which model, which of them, as what kind of text.

use causeloom::number::count;
use causeloom::{RealizeConfig, TextKind, Writer};
use leptos::prelude::*;

use super::own;
use super::rows::{RowsOf, WhichRows};
use super::writer::WriterChoice;
use crate::component::choice::{Choice, Opt};
use crate::component::field::NumberField;
use crate::component::term::Term;
use crate::state::State;

/// Numbers of rows that are offered.
const PRESETS: [u32; 4] = [50, 200, 1_000, 10_000];
/// More rows than these are not written in one run.
const MOST_ROWS: f64 = 100_000.0;
/// Corrections of a draft, and new drafts, that can be asked for.
const MOST_ROUNDS: f64 = 10.0;
/// Seeds are whole numbers that a document keeps exactly.
const MOST_SEED: f64 = 9_007_199_254_740_991.0;

/// Kinds of text with their keys, and what they are called.
const KINDS: [(TextKind, &str, &str); 4] = [
    (TextKind::AdmissionNote, "admission-note", "admission notes"),
    (TextKind::TerseNote, "terse-note", "terse notes"),
    (TextKind::Sections, "sections", "notes in sections"),
    (TextKind::TransactionLog, "transaction-log", "log lines"),
];

/// What a kind of text is called.
pub(super) fn kind_words(kind: &TextKind) -> &'static str {
    let known = KINDS.iter().find(|(known, _, _)| known == kind);
    known.map_or("texts of your own kind", |(_, _, title)| title)
}

/// The key of a kind that is none of these.
const OWN: &str = "own";

/// "Write [200] rows of [ICU] as [admission notes] with [the embedded realizer]."
#[component]
pub(super) fn SetupSentence() -> impl IntoView {
    let state = State::expect();
    let config = Memo::new(move |_| state.study.with(|study| study.realize.clone()));
    let n_rows = Memo::new(move |_| config.with(|config| config.rows));
    let set_rows = move |rows: u32| {
        if rows != n_rows.get_untracked() {
            edit(state, format!("{} rows in words", count(f64::from(rows))), |config| {
                config.rows = rows;
            });
        }
    };
    let kind = Memo::new(move |_| config.with(|config| kind_key(&config.kind).to_owned()));
    let kinds = Signal::derive(move || {
        let mut kinds: Vec<Opt> = KINDS.map(|(_, key, title)| Opt::new(key, title)).to_vec();
        kinds.push(Opt::new(OWN, "a form of your own …"));
        kinds
    });
    let set_kind = Callback::new(move |key: String| {
        if let Some((kind, _, title)) = KINDS.into_iter().find(|(_, known, _)| *known == key) {
            edit(state, format!("write {title}"), |config| config.kind = kind);
        } else if kind.with_untracked(|kind| kind != OWN) {
            edit(state, "write a form of your own", |config| config.kind = own::first());
        }
    });
    let has_loop =
        Memo::new(move |_| config.with(|config| !matches!(config.writer, Writer::Embedded)));
    let preset = move |rows: u32| {
        view! {
            <button
                type="button" class="quiet tool"
                aria-pressed=move || (n_rows.get() == rows).to_string()
                on:click=move |_| set_rows(rows)
            >{count(f64::from(rows))}</button>
        }
    };
    view! {
        <p class="sentence">
            "Write "
            <NumberField
                label="Rows" value=Signal::derive(move || f64::from(n_rows.get()))
                on_change=Callback::new(move |rows: f64| set_rows(rows as u32))
                refuse=whole(1.0, MOST_ROWS)
            />
            " "<Term term="skeleton">"rows"</Term>" of "
            <RowsOf />
            <WhichRows />
            " as "
            <Choice label="Kind of text" value=kind options=kinds on_change=set_kind />
            " with "
            <WriterChoice />
            ", "
            <Show when=move || has_loop.get()>
                <span class="unbroken">
                    "at most "
                    <NumberField
                        label="Corrections" value=Signal::derive(move || config.with(|config| f64::from(config.rounds)))
                        on_change=Callback::new(move |rounds: f64| {
                            edit(state, format!("{rounds:.0} corrections"), |config| config.rounds = rounds as u32);
                        })
                        refuse=whole(0.0, MOST_ROUNDS)
                    />
                    {move || config.with(|config| plural(config.rounds, " correction"))}
                </span>
                " and "
                <span class="unbroken">
                    <NumberField
                        label="New drafts" value=Signal::derive(move || config.with(|config| f64::from(config.resamples)))
                        on_change=Callback::new(move |drafts: f64| {
                            edit(state, format!("{drafts:.0} new drafts"), |config| config.resamples = drafts as u32);
                        })
                        refuse=whole(0.0, MOST_ROUNDS)
                    />
                    {move || config.with(|config| plural(config.resamples, " new draft"))}","
                </span>
                " "
            </Show>
            <span class="unbroken">
                "under seed "
                <NumberField
                    label="Seed" value=Signal::derive(move || state.seed.get() as f64)
                    on_change=Callback::new(move |seed: f64| {
                        state.edit(format!("seed {seed:.0}"), |study| study.seed = seed as u64);
                    })
                    refuse=whole(0.0, MOST_SEED)
                />
                "."
            </span>
        </p>
        <p class="presets" role="group" aria-label="Usual numbers of rows">{PRESETS.map(preset).collect_view()}</p>
    }
}

/// Changes how rows are put into words, as one step.
pub(super) fn edit(
    state: State,
    label: impl Into<String>,
    change: impl FnOnce(&mut RealizeConfig),
) {
    state.edit(label, |study| change(&mut study.realize));
}

fn kind_key(kind: &TextKind) -> &'static str {
    KINDS.iter().find(|(known, _, _)| known == kind).map_or(OWN, |(_, key, _)| key)
}

fn plural(n: u32, word: &str) -> String {
    if n == 1 { word.to_owned() } else { format!("{word}s") }
}

/// Refuses what is no whole number within bounds.
fn whole(from: f64, to: f64) -> Callback<f64, Option<String>> {
    Callback::new(move |number: f64| {
        let is_fine = (from..=to).contains(&number) && number.fract() == 0.0;
        (!is_fine).then(|| format!("a whole number from {from} to {}", count(to)))
    })
}
