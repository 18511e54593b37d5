//! The texts as files, built piece by piece.

use std::sync::Arc;

use causeloom::view::RealizeView;
use causeloom::{DataReference, ModelReference, RealizedRows, Study};
use leptos::prelude::*;

use super::network::asks_model;
use crate::component::pieces::{FileMaker, FilePlan, FileProgress, file_stem};
use crate::gateway;
use crate::state::State;

/// Texts of a piece: few enough that Cancel is heard soon.
const PIECE: u32 = 500;

/// Buttons that save the texts with their facts and drafts.
#[component]
pub(super) fn TextFiles(
    /// The study that was asked.
    asked: Signal<Study>,
    /// What came of it.
    view: Signal<Arc<RealizeView>>,
) -> impl IntoView {
    let state = State::expect();
    let maker = FileMaker::new();
    let making = Memo::new(move |_| maker.is_making());
    let save = move |format: &'static str| {
        let study = asked.get_untracked();
        let is_asked = asks_model(&study);
        let plan = FilePlan {
            name: file_name(&study, format),
            media_type: if format == "jsonl" {
                "application/jsonl"
            } else {
                "text/csv;charset=utf-8"
            },
            lines: view.with_untracked(|view| view.asked) as u32,
            // What a language model wrote lies in one worker and is one piece.
            piece: if is_asked { u32::MAX } else { PIECE },
        };
        maker.make(plan, async move |from, to| {
            if is_asked {
                gateway::texts(state, format).await
            } else {
                state.texts(&study, (from, to), format).await
            }
        });
    };
    let button = move |(format, title): (&'static str, &'static str)| {
        view! { <button type="button" class="quiet tool" disabled=move || making.get() on:click=move |_| save(format)>{title}</button> }
    };
    let formats =
        [("jsonl", "JSON Lines"), ("csv", "CSV"), ("spreadsheet", "CSV for spreadsheets")];
    view! {
        <p class="downloads">
            <span class="muted">"Download the texts with their facts"</span>
            {formats.map(button).collect_view()}
        </p>
        <FileProgress maker line="Text" />
    }
}

/// For instance `icu-200-rows-seed-1-texts.jsonl`.
fn file_name(study: &Study, format: &str) -> String {
    let stem = match &study.model {
        _ if study.realize.of == RealizedRows::Table => match &study.data {
            DataReference::Example { id } => file_stem(id),
            DataReference::File { name, .. } => file_stem(name.trim_end_matches(".csv")),
            DataReference::Nothing => file_stem(""),
        },
        ModelReference::BuiltIn { id } => file_stem(id),
        ModelReference::Own(model) => file_stem(&model.name),
        ModelReference::Nothing => file_stem(""),
    };
    let of = match study.realize.of {
        RealizedRows::Sample | RealizedRows::Table => "",
        RealizedRows::Changed => "-after",
        RealizedRows::Pairs => "-pairs",
    };
    let ending = match format {
        "jsonl" => ".jsonl",
        "spreadsheet" => "-spreadsheet.csv",
        _ => ".csv",
    };
    format!("{stem}-{}-rows-seed-{}{of}-texts{ending}", study.realize.rows, study.seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_what_is_in_it() {
        let mut study =
            Study { model: ModelReference::BuiltIn { id: "icu".to_owned() }, ..Study::default() };
        assert_eq!(file_name(&study, "jsonl"), "icu-200-rows-seed-1-texts.jsonl");
        study.realize.of = RealizedRows::Pairs;
        assert_eq!(
            file_name(&study, "spreadsheet"),
            "icu-200-rows-seed-1-pairs-texts-spreadsheet.csv"
        );
    }
}
