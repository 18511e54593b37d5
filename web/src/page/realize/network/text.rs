//! One text, whoever wrote it: what the study alone determines is computed, what a language model wrote
//! is looked up in the run.

use causeloom::view::RecordView;
use causeloom::{Error, JobKind, ModelAnswer, ModelQuestion};
use leptos::prelude::*;

use super::asks_model;
use crate::gateway;
use crate::state::State;

/// A text by its number; none where a language model has not written it yet.
pub(in crate::page::realize) async fn text_of(
    state: State,
    number: u64,
) -> Result<Option<RecordView>, Error> {
    let study = state.study.get_untracked();
    if !asks_model(&study) {
        return match state.ask_model(ModelQuestion::Text { number }).await? {
            ModelAnswer::Record(record) => Ok(Some(*record)),
            _ => Ok(None),
        };
    }
    let wanted = study.part(JobKind::Realize);
    let is_of_run = state.network.asked.with_untracked(|asked| {
        asked.as_ref().is_some_and(|asked| asked.part(JobKind::Realize) == wanted)
    });
    if !is_of_run {
        return Ok(None);
    }
    match gateway::record(state, number).await {
        Ok(record) => Ok(Some(record)),
        Err(error) if error.code == "not-done" => Ok(None),
        Err(error) => Err(error),
    }
}
