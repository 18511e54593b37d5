//! Runs side by side: what each came to, and how far their first drafts are apart.

mod table;

use std::sync::Arc;

use causeloom::view::RealizeView;
use causeloom::{Mode, Study, Writer};
use leptos::prelude::*;

pub(super) use self::table::n_fallen_back;
use self::table::{pair_words, rows_of};
use super::network::asks_model;
use super::setup::kind_words;
use crate::component::choice::{Choice, Opt};
use crate::component::copy_menu::CopyMenu;
use crate::component::field::TextField;
use crate::state::{KeptRun, KeptRuns, Phase, State};

/// More runs than these are not kept.
const MOST_KEPT: usize = 8;
/// What a run is called that was not kept.
const THIS_RUN: &str = "this run";

/// The content of the fold.
#[component]
pub(super) fn CompareRuns(asked: Signal<Study>, view: Signal<Arc<RealizeView>>) -> impl IntoView {
    let state = State::expect();
    let kept_runs = KeptRuns::expect();
    let now = Memo::new(move |_| run_of(state, &asked.get(), view.get()));
    // A run that was kept stands there once.
    let runs = Memo::new(move |_| {
        let mut runs = kept_runs.get();
        let now = now.get();
        if runs.iter().all(|kept| !Arc::ptr_eq(&kept.view, &now.view)) {
            runs.push(now);
        }
        runs
    });
    let is_kept = Memo::new(move |_| runs.with(Vec::len) == kept_runs.with(Vec::len));
    let is_full = Memo::new(move |_| kept_runs.with(Vec::len) >= MOST_KEPT);
    let going_on = Memo::new(move |_| {
        state.realize.with(|run| matches!(run.phase, Phase::Waiting | Phase::Running(_)))
    });
    let keep = move |_| {
        let run = now.get_untracked();
        kept_runs.update(|kept| {
            let name = free_name(kept, &name_of(&run));
            kept.push(KeptRun { name, ..run });
        });
        state.say("This run is kept to be compared");
    };
    let base = RwSignal::new(0_usize);
    let base_place = Memo::new(move |_| base.get().min(runs.with(Vec::len).saturating_sub(1)));
    let rows = Memo::new(move |_| runs.with(|runs| rows_of(runs, base_place.get())));
    let has_two = Memo::new(move |_| runs.with(|runs| runs.len() > 1));
    let names = Signal::derive(move || {
        runs.with(|runs| {
            let name = |(place, run): (usize, &KeptRun)| Opt::new(place.to_string(), &*run.name);
            runs.iter().enumerate().map(name).collect::<Vec<_>>()
        })
    });
    let choose = Callback::new(move |place: String| base.set(place.parse().unwrap_or_default()));
    let words = move || runs.with(|runs| pair_words(runs, base_place.get()));
    view! {
        <p class="buttons">
            <button type="button" disabled=move || is_kept.get() || is_full.get() || going_on.get() on:click=keep>"Keep this run"</button>
            " "
            <span class="muted small">{move || keep_words(is_kept.get(), is_full.get(), going_on.get())}</span>
        </p>
        <KeptList />
        <Show when=move || has_two.get()>
            <p class="sentence">
                "First drafts less those of "
                <Choice label="Compared with" value=Signal::derive(move || base_place.get().to_string()) options=names on_change=choose />
            </p>
        </Show>
        <Compared rows />
        <Show when=move || has_two.get()>
            {move || words().into_iter().map(|words| view! { <p class="small">{words}</p> }).collect_view()}
        </Show>
    }
}

/// The table.
#[component]
fn Compared(rows: Memo<Vec<Vec<String>>>) -> impl IntoView {
    let header = move || {
        let cell = |(place, name): (usize, String)| {
            view! { <th scope="col" class:num=move || place != 0>{name}</th> }
        };
        let header = rows.with(|rows| rows.first().cloned().unwrap_or_default());
        header.into_iter().enumerate().map(cell).collect_view()
    };
    let line = |row: &Vec<String>| {
        let cells = row.iter().skip(1).cloned();
        let cells = cells.map(|cell| view! { <td class="num">{cell}</td> }).collect_view();
        let title = row.first().cloned().unwrap_or_default();
        view! { <tr><th scope="row">{title}</th>{cells}</tr> }
    };
    let lines = move || rows.with(|rows| rows.iter().skip(1).map(line).collect_view());
    view! {
        <div class="table-scroll compared" tabindex="0" role="region" aria-label="Runs side by side">
            <table><thead><tr>{header}</tr></thead><tbody>{lines}</tbody></table>
        </div>
        <p class="table-tools"><CopyMenu rows=Callback::new(move |()| rows.get_untracked()) label="Copy table" /></p>
    }
}

/// The names of the runs that are kept, to be changed, and a button that lets each go.
#[component]
fn KeptList() -> impl IntoView {
    let kept = KeptRuns::expect();
    let n_kept = Memo::new(move |_| kept.with(Vec::len));
    let item = move |place: usize| {
        let name = Memo::new(move |_| {
            kept.with(|kept| kept.get(place).map(|run| run.name.clone()).unwrap_or_default())
        });
        let take = Callback::new(move |text: String| {
            let text = text.trim().to_owned();
            let is_taken = kept.with_untracked(|kept| {
                let others = kept.iter().enumerate().filter(|(other, _)| *other != place);
                others.into_iter().any(|(_, run)| run.name == text)
            });
            if text.is_empty() || is_taken || text == THIS_RUN {
                return Some("a name that no other run has".to_owned());
            }
            kept.update(|kept| {
                if let Some(run) = kept.get_mut(place) {
                    run.name = text;
                }
            });
            None
        });
        let label = Signal::derive(move || format!("Name of kept run {}", place + 1));
        let remove = move |_| {
            kept.update(|kept| {
                if place < kept.len() {
                    kept.remove(place);
                }
            });
        };
        view! {
            <li>
                <TextField label value=name take class="text-field run-name" />
                <button type="button" class="quiet tool" aria-label=move || format!("Remove {}", name.get()) on:click=remove>"Remove"</button>
            </li>
        }
    };
    view! { <ul class="kept-runs" aria-label="Runs that are kept">{move || (0..n_kept.get()).map(item).collect_view()}</ul> }
}

/// How many runs are kept, for the fold's heading.
pub(super) fn kept_words(n: usize) -> String {
    match n {
        0 => "model, prompt, mode".to_owned(),
        1 => "1 kept".to_owned(),
        n => format!("{n} kept"),
    }
}

fn keep_words(is_kept: bool, is_full: bool, is_going_on: bool) -> &'static str {
    match (is_kept, is_full, is_going_on) {
        (true, _, _) => {
            "It is kept until the page is closed or loaded again. Run another to compare."
        }
        (_, _, true) => "It can be kept once it is over.",
        (_, true, _) => "Eight runs are kept: remove one first.",
        _ => "It stays until the page is closed or loaded again.",
    }
}

/// What came of a run, before it is kept.
fn run_of(state: State, study: &Study, view: Arc<RealizeView>) -> KeptRun {
    let takes_grammar = match &study.realize.writer {
        Writer::Server { provider, .. } => state.network.providers.with(|all| {
            all.iter().find(|known| known.id == *provider).is_none_or(|known| known.takes_grammar)
        }),
        Writer::File { .. } => true,
        _ => false,
    };
    let mode = match study.realize.mode {
        _ if !asks_model(study) => "",
        Mode::Free => "free text",
        // Who takes no grammar is asked for placeholders.
        Mode::Locked if takes_grammar => "locked",
        Mode::Locked | Mode::Placeholders => "placeholders",
    };
    KeptRun { name: THIS_RUN.to_owned(), mode, view, study: study.clone() }
}

/// For instance `echo-1 at custom, placeholders, admission notes`.
fn name_of(run: &KeptRun) -> String {
    let parts = [&*run.view.writer, run.mode, kind_words(&run.study.realize.kind)];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// The name, with a number where it is taken.
fn free_name(kept: &[KeptRun], name: &str) -> String {
    let is_taken = |name: &str| kept.iter().any(|run| run.name == name);
    let numbered = (2_usize..).map(|number| format!("{name} ({number})"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_of_one_writer_get_two_names() {
        let view = RealizeView { writer: "small at local".to_owned(), ..RealizeView::default() };
        let run = KeptRun {
            name: THIS_RUN.to_owned(),
            mode: "locked",
            view: Arc::new(view),
            study: Study::default(),
        };
        let name = name_of(&run);
        assert_eq!(name, "small at local, locked, admission notes");
        let kept = [KeptRun { name: name.clone(), ..run }];
        assert_eq!(free_name(&kept, &name), format!("{name} (2)"));
    }
}
