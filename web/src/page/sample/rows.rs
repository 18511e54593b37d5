//! The rows as files, built piece by piece; and the model.

use std::sync::Arc;

use causeloom::model::{Mark, Model};
use causeloom::number::count;
use causeloom::{Error, ModelReference, Study};
use leptos::prelude::*;
use web_sys::{Blob, BlobPropertyBag};

use crate::component::choice::{Choice, Opt};
use crate::component::download::save_blob;
use crate::component::note::ErrorNote;
use crate::component::progress::Bar;
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
    // How many rows are written, while a file is made.
    let written = RwSignal::new(None::<u32>);
    let problem = RwSignal::new(None::<Error>);
    // The number of the file that is being made; a canceled one is no longer it.
    let order = StoredValue::new(0_u32);
    let save = move |format: &'static str| {
        order.update_value(|order| *order += 1);
        let mine = order.get_value();
        let goes_on = move || order.try_get_value() == Some(mine);
        let study = asked.get_untracked();
        let is_after = is_changed.get_untracked() && !wants_before.get_untracked();
        problem.set(None);
        written.set(Some(0));
        leptos::task::spawn_local(async move {
            let progress = |n_rows: u32| {
                let goes_on = goes_on();
                if goes_on {
                    written.set(Some(n_rows));
                }
                goes_on
            };
            let made = build(state, &study, is_after, format, progress).await;
            if !goes_on() {
                return;
            }
            written.set(None);
            match made {
                Ok(Some(blob)) => save_blob(&file_name(&study, is_after, format), &blob),
                Ok(None) => {}
                Err(error) => problem.set(Some(error)),
            }
        });
    };
    let value =
        Signal::derive(move || if wants_before.get() { "before" } else { "after" }.to_owned());
    let options = vec![Opt::new("after", "after"), Opt::new("before", "as it is")];
    let n_rows = move || asked.with(|study| study.sample.rows);
    let has_latent = Memo::new(move |_| {
        let has_latent = |model: &Arc<Model>| !model.graph.with_mark(Mark::Latent).is_empty();
        state.model.with(|model| model.as_ref().is_some_and(has_latent))
    });
    let making = Memo::new(move |_| written.with(Option::is_some));
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
        {move || making.get().then(|| view! {
            <Bar
                done=Signal::derive(move || f64::from(written.get().unwrap_or(0)))
                total=Signal::derive(move || f64::from(n_rows()))
                label="Progress of the file"
                on_cancel=Callback::new(move |()| {
                    order.update_value(|order| *order += 1);
                    written.set(None);
                    state.say("Stopped");
                })
            >
                {move || format!("Row {} of {}", count(f64::from(written.get().unwrap_or(0))), count(f64::from(n_rows())))}
            </Bar>
        })}
        {move || problem.get().map(|error| view! { <ErrorNote error /> })}
    }
}

/// The file; none where it was canceled. `progress` hears how many rows are written and says whether
/// to go on.
async fn build(
    state: State,
    study: &Study,
    is_after: bool,
    format: &'static str,
    progress: impl Fn(u32) -> bool,
) -> Result<Option<Blob>, Error> {
    let properties = BlobPropertyBag::new();
    properties.set_type(if format == "csv" {
        "text/csv;charset=utf-8"
    } else {
        "application/jsonl"
    });
    let failed = |_| Error::new("file", "the browser could not make the file");
    let pieces = js_sys::Array::new();
    let mut from = 0;
    while from < study.sample.rows {
        let to = study.sample.rows.min(from.saturating_add(PIECE));
        let bytes = state.rows(study, (from, to), is_after, format).await?;
        if !progress(to) {
            return Ok(None);
        }
        // A blob of its own: the browser may keep it outside of memory.
        let piece =
            Blob::new_with_u8_array_sequence(&js_sys::Array::of1(&bytes)).map_err(failed)?;
        pieces.push(&piece);
        from = to;
    }
    Blob::new_with_blob_sequence_and_options(&pieces, &properties).map(Some).map_err(failed)
}

/// For instance `asia-10000-rows-seed-1-after.csv`.
fn file_name(study: &Study, is_after: bool, format: &str) -> String {
    let model = match &study.model {
        ModelReference::BuiltIn { id } => id.clone(),
        ModelReference::Own(model) => model.name.clone(),
        ModelReference::Nothing => String::new(),
    };
    let plain: String = model
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let stem = if plain.is_empty() { "model".to_owned() } else { plain };
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
