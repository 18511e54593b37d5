//! The pages after the first: a module of their own, fetched once the first page stands, so that a
//! page more does not make the application start later.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro makes an error of a module that cannot be fetched"
)]

use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::audit::AuditPage;
use super::model::ModelPage;
use super::realize::RealizePage;
use super::sample::SamplePage;
use crate::component::note::ErrorNote;
use crate::later::NotFetched;
use crate::state::Step;

/// Whether the module of the pages after the first is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It is being fetched.
    Coming,
    /// It is here.
    Here,
    /// It could not be fetched.
    Failed,
}

/// Fetches the module; `arrival` says how that went.
pub(crate) fn fetch(arrival: RwSignal<Arrival>) {
    arrival.set(Arrival::Coming);
    leptos::task::spawn_local(async move {
        let is_here = preload().await.is_ok();
        arrival.set(if is_here { Arrival::Here } else { Arrival::Failed });
    });
}

/// Begins to fetch the module before anything is drawn, for a link to one of its pages; [`fetch`]
/// then waits for the same.
pub(crate) fn begin() {
    wasm_bindgen_futures::spawn_local(async { drop(preload().await) });
}

/// The page of a step after the first, or what is to be seen until its module is here.
pub(crate) fn page(step: Step, arrival: RwSignal<Arrival>) -> AnyView {
    match arrival.get() {
        Arrival::Coming => waiting(),
        // What is here is given without waiting.
        Arrival::Here => view_of(step).now_or_never().and_then(Result::ok).unwrap_or_else(waiting),
        Arrival::Failed => view! {
            <ErrorNote error=NotFetched.into()>
                <button type="button" on:click=move |_| fetch(arrival)>"Try again"</button>
            </ErrorNote>
        }
        .into_any(),
    }
}

fn waiting() -> AnyView {
    view! { <p class="muted" role="status">"The page is loading"</p> }.into_any()
}

/// Everything that only this function needs is in the module.
#[wasm_split(pages, wasm_split_path = ::leptos::wasm_split, preload(preload), fallible)]
fn view_of(step: Step) -> Result<AnyView, NotFetched> {
    Ok(match step {
        Step::Data => ().into_any(),
        Step::Model => view! { <ModelPage /> }.into_any(),
        Step::Audit => view! { <AuditPage /> }.into_any(),
        Step::Sample => view! { <SamplePage /> }.into_any(),
        Step::Realize => view! { <RealizePage /> }.into_any(),
    })
}
