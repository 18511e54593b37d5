//! The rows as files, built piece by piece; and the model.

use std::sync::Arc;

use causeloom::model::{Mark, Model};
use causeloom::{ModelReference, Study};
use leptos::prelude::*;

use crate::component::choice::{Choice, Opt};
use crate::component::pieces::{FileMaker, FilePlan, FileProgress, file_stem};
use crate::state::State;

/// Rows of a piece: few enough that Cancel is heard soon.
const PIECE: u32 = 20_000;

/// The rows of the sample and the model as files.
#[component]
pub(super) fn RowFiles(
    /// The study that was asked.
    asked: Signal<Study>,
) -> impl IntoView {
    let state = State::expect();
    let is_changed = Memo::new(move |_| asked.with(|study| !study.sample.interventions.is_empty()));
    let wants_before = RwSignal::new(false);
    let maker = FileMaker::new();
    let save = move |format: &'static str| {
        let study = asked.get_untracked();
        let is_after = is_changed.get_untracked() && !wants_before.get_untracked();
        let plan = FilePlan {
            name: file_name(&study, is_after, format),
            media_type: if format == "csv" {
                "text/csv;charset=utf-8"
            } else {
                "application/jsonl"
            },
            lines: study.sample.rows,
            piece: PIECE,
        };
        maker.make(plan, async move |from, to| {
            state.rows(&study, (from, to), is_after, format).await
        });
    };
    let value =
        Signal::derive(move || if wants_before.get() { "before" } else { "after" }.to_owned());
    let options = vec![Opt::new("after", "after"), Opt::new("before", "as it is")];
    let has_latent = Memo::new(move |_| {
        let has_latent = |model: &Arc<Model>| !model.graph.with_mark(Mark::Latent).is_empty();
        state.model.with(|model| model.as_ref().is_some_and(has_latent))
    });
    let making = Memo::new(move |_| maker.is_making());
    let problem = maker.problem();
    let save_model = move |format: &'static str| {
        move |_| {
            problem.set(None);
            state.save_model(format, problem);
        }
    };
    view! {
        <p class="downloads">
            <span class="muted">"Download the rows"</span>
            {move || is_changed.get().then(|| {
                let options = options.clone();
                view! { <Choice label="Which rows" value options=Signal::stored(options) on_change=Callback::new(move |which: String| wants_before.set(which == "before")) /> }
            })}
            <button type="button" class="quiet tool" disabled=move || making.get() on:click=move |_| save("csv")>"CSV"</button>
            <button type="button" class="quiet tool" disabled=move || making.get() on:click=move |_| save("jsonl")>"JSON Lines"</button>
            <span class="muted">"the model"</span>
            <button type="button" class="quiet tool" on:click=save_model("json")>"JSON"</button>
            <button type="button" class="quiet tool" on:click=save_model("bif")>"BIF"</button>
        </p>
        {move || has_latent.get().then(|| view! { <p class="muted small">"Nodes that are not observed are left out of the rows."</p> })}
        <FileProgress maker line="Row" />
    }
}

/// For instance `asia-10000-rows-seed-1-after.csv`.
fn file_name(study: &Study, is_after: bool, format: &str) -> String {
    let model = match &study.model {
        ModelReference::BuiltIn { id } => id.clone(),
        ModelReference::Own(model) => model.name.clone(),
        ModelReference::Nothing => String::new(),
    };
    let stem = file_stem(&model);
    let after = if is_after { "-after" } else { "" };
    format!("{stem}-{}-rows-seed-{}{after}.{format}", study.sample.rows, study.seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_what_is_in_it() {
        let mut study =
            Study { model: ModelReference::BuiltIn { id: "asia".to_owned() }, ..Study::default() };
        study.sample.rows = 1_000;
        assert_eq!(file_name(&study, true, "csv"), "asia-1000-rows-seed-1-after.csv");
        study.model = ModelReference::Own(Box::default());
        assert_eq!(file_name(&study, false, "jsonl"), "model-1000-rows-seed-1.jsonl");
    }
}
