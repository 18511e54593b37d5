//! The frame around every page: header, steps, footer, and what holds everywhere.

mod drop;
mod focus;
mod header;
mod keys;
mod log;
mod menu;

use std::time::Duration;

use causeloom::JobKind;
use causeloom::conversation::Leaves;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::page::data::{DataPage, OpeningElsewhere};
use crate::page::late::{self, Arrival};
use crate::state::{Purpose, Said, State, Step};

pub(crate) use menu::pick_file;

/// The whole application; workers run the script at `worker_url`.
pub(crate) fn application(worker_url: String, engine: js_sys::Function) -> impl IntoView {
    let state = State::provide(worker_url, engine);
    let main_ref = NodeRef::<html::Main>::new();
    let letters = keys::letters();
    keys::listen(state, letters);
    let dropping = RwSignal::new(false);
    drop::listen(state, dropping);
    focus::keep(main_ref);
    Effect::new(move || document().set_title(&title(state)));
    let arrival = RwSignal::new(Arrival::Coming);
    late::fetch(arrival);
    Effect::new(move |shown: Option<Option<Step>>| {
        let shown = shown.flatten();
        let step = state.step.get();
        if step != Step::Data && arrival.get() != Arrival::Here {
            return shown;
        }
        if shown.is_some_and(|shown| shown != step) {
            // The new page is drawn by a task that waits already; this one comes after it, and
            // before the next key of a person.
            leptos::task::spawn_local(async move {
                leptos::task::tick().await;
                focus_heading(main_ref);
            });
        }
        Some(step)
    });
    let page = move || match state.step.get() {
        Step::Data => view! { <DataPage /> }.into_any(),
        step => late::page(step, arrival),
    };
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        focus_heading(main_ref);
    };
    view! {
        <a class="skip" href="#main" on:click=skip>"Skip to the content"</a>
        <header::Header />
        <Steps />
        <main id="main" node_ref=main_ref><OpeningElsewhere />{page}</main>
        <Footer />
        <keys::Keys letters />
        <drop::DropSign dropping />
        <SaidLine />
    }
}

/// The steps, one a page.
#[component]
fn Steps() -> impl IntoView {
    let state = State::expect();
    let is_done = move |step: Step| match step {
        Step::Data => state.problem.with(Option::is_none),
        Step::Model => state.model_view.with(|view| {
            view.as_ref().is_some_and(|view| {
                view.problems.is_empty() && view.unstated.is_empty() && !view.nodes.is_empty()
            })
        }),
        Step::Audit => state.audit.with(|run| {
            run.result
                .as_ref()
                .is_some_and(|finished| !state.changed_for(JobKind::Audit, &finished.study))
        }),
        Step::Sample => state.sample.with(|run| {
            run.result
                .as_ref()
                .is_some_and(|finished| !state.changed_for(JobKind::Sample, &finished.study))
        }),
        Step::Realize => state.realize.with(|run| {
            run.result
                .as_ref()
                .is_some_and(|finished| !state.changed_for(JobKind::Realize, &finished.study))
        }),
    };
    let link = move |step: Step| {
        let go = move |event: leptos::ev::MouseEvent| {
            if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                state.go(step);
            }
        };
        view! {
            <a
                href=move || state.address_of(step)
                aria-current=move || (state.step.get() == step).then_some("page")
                class:done=move || is_done(step)
                on:click=go
            >
                {step.title()}
                {move || is_done(step).then(|| view! { <span class="visually-hidden">", done"</span> })}
            </a>
        }
    };
    view! { <nav class="steps" aria-label="Steps">{Step::ALL.map(link).collect_view()}</nav> }
}

/// What language models were told, at most.
fn left_words(left: &Leaves) -> &'static str {
    match left {
        Leaves::Simulated => {
            "Simulated rows have left this tab, because you asked for it. Nothing of your file has."
        }
        Leaves::Columns { .. } => {
            "A language model was asked about your file, because you wanted it: it was told what the log shows of its columns, and no cell of a row."
        }
        Leaves::Cells { .. } => {
            "Cells of your file have left this tab, because you allowed it: the log shows them."
        }
    }
}

#[component]
fn Footer() -> impl IntoView {
    let state = State::expect();
    let n_sent = move || {
        state
            .requests
            .with(|requests| requests.iter().filter(|request| request.purpose.is_counted()).count())
    };
    let n_to_models = move || {
        state.requests.with(|requests| {
            requests.iter().filter(|request| request.purpose == Purpose::LanguageModel).count()
        })
    };
    let promise = move || {
        if n_sent() == 0 {
            "Nothing of your file has left this tab.".to_owned()
        } else if n_sent() == n_to_models() {
            state.network.agreed.with(|agreed| left_words(&agreed.left)).to_owned()
        } else {
            format!(
                "This page made {} to the network that its program did not need: see the log above.",
                counted(n_sent(), "request")
            )
        }
    };
    view! {
        <footer>
            <p>{promise}</p>
            <p>
                {format!("Causeloom {}", causeloom::VERSION)} " · "
                <button type="button" class="link" popovertarget=keys::PANEL>"keys"</button>
            </p>
        </footer>
    }
}

/// What was last said: heard by screen readers, and seen for a moment where it is not on the page.
#[component]
fn SaidLine() -> impl IntoView {
    let state = State::expect();
    Effect::new(move || {
        let said = state.said.get();
        if !said.text.is_empty() {
            let forget = move || {
                if state.said.with_untracked(|now| now == &said) {
                    state.said.set(Said::default());
                }
            };
            set_timeout(forget, Duration::from_secs(4));
        }
    });
    let text = move |is_seen: bool| {
        let said = state.said.get();
        if said.is_seen == is_seen { said.text } else { String::new() }
    };
    view! {
        <div class="said" role="status" aria-live="polite">{move || text(true)}</div>
        <div class="visually-hidden" role="status" aria-live="polite">{move || text(false)}</div>
    }
}

/// `1 request`, `2 requests`.
pub(crate) fn counted(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

fn title(state: State) -> String {
    let step = state.step.get().title();
    let name = state.data.with(|data| data.as_ref().map(|data| data.source.name.clone()));
    match name {
        Some(name) => format!("{step}: {name} · Causeloom"),
        None => format!("{step} · Causeloom"),
    }
}

fn focus_heading(main: NodeRef<html::Main>) {
    let heading = main.get_untracked().and_then(|main| main.query_selector("h1").ok().flatten());
    if let Some(heading) =
        heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok())
    {
        heading.set_tab_index(-1);
        // It fails only for an element that left the page.
        let _focused = heading.focus();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}
