//! Details of a run that fold out: ways to a text, kinds of violations, tests, diversity.

use std::sync::Arc;

use causeloom::Study;
use causeloom::number::{count, fixed, percent};
use causeloom::view::{RealizeView, TestsView};
use leptos::prelude::*;

use super::compare::{CompareRuns, kept_words, n_fallen_back};
use super::viewer::kind_term;
use crate::component::copy_menu::CopyMenu;
use crate::component::fold::Fold;
use crate::component::term::Term;
use crate::state::KeptRuns;

/// The folds.
#[component]
pub(super) fn RunFolds(asked: Signal<Study>, view: Signal<Arc<RealizeView>>) -> impl IntoView {
    let runs = KeptRuns::expect();
    let kept = Signal::derive(move || kept_words(runs.with(Vec::len)));
    let n_wrong =
        move || view.with(|view| view.kinds.iter().map(|kind| kind.in_drafts).sum::<u64>());
    let has_wrong = Memo::new(move |_| n_wrong() > 0);
    let tests = Memo::new(move |_| view.with(|view| view.tests.clone()));
    let has_tests = Memo::new(move |_| tests.with(Option::is_some));
    view! {
        <div class="folds">
            <Fold title="Every row" summary=Signal::derive(move || view.with(|view| rows_words(view)))>
                <Ways view />
            </Fold>
            <Show when=move || has_wrong.get()>
                <Fold title="Violations by kind" summary=Signal::derive(move || format!("{} in first drafts", count(n_wrong() as f64)))>
                    <Kinds view />
                </Fold>
            </Show>
            <Show when=move || has_tests.get()>
                <Fold title="Independences" summary=Signal::derive(move || tests.with(|tests| tests.as_ref().map(tests_summary).unwrap_or_default()))>
                    <p>{move || tests.with(|tests| tests.as_ref().map(tests_words).unwrap_or_default())}</p>
                    <p class="muted small">"Tested on the facts that were given and on the "<Term term="read-facts">"facts as read"</Term>" from the texts."</p>
                </Fold>
            </Show>
            <Fold title="Diversity" summary=Signal::derive(move || view.with(|view| diversity_words(view)))>
                <Diversity view />
            </Fold>
            <Fold title="Compare runs" summary=kept>
                <CompareRuns asked view />
            </Fold>
        </div>
    }
}

#[component]
fn Ways(view: Signal<Arc<RealizeView>>) -> impl IntoView {
    let line = |(way, n): (String, u64), done: u64| {
        view! { <tr><th scope="row">{way}</th><td class="num">{count(n as f64)}</td><td class="num">{percent(n as f64 / done.max(1) as f64)}</td></tr> }
    };
    let lines = move || {
        view.with(|view| {
            view.paths.iter().cloned().map(|path| line(path, view.done)).collect_view()
        })
    };
    let rows = Callback::new(move |()| {
        let header = ["How the text came about", "Texts", "Share"].map(str::to_owned).to_vec();
        let row = |(way, n): &(String, u64), done: u64| {
            vec![way.clone(), n.to_string(), percent(*n as f64 / done.max(1) as f64)]
        };
        view.with_untracked(|view| {
            let rows = view.paths.iter().map(|path| row(path, view.done));
            std::iter::once(header).chain(rows).collect()
        })
    });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="How texts came about">
            <table>
                <thead><tr><th scope="col">"How the text came about"</th><th scope="col" class="num">"Texts"</th><th scope="col" class="num">"Share"</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        <p class="table-tools"><CopyMenu rows /></p>
    }
}

#[component]
fn Kinds(view: Signal<Arc<RealizeView>>) -> impl IntoView {
    let lines = move || {
        view.with(|view| {
            view.kinds
                .iter()
                .map(|kind| {
                    let name = kind.kind.clone();
                    let name = match kind_term(&name) {
                        Some(term) => view! { <Term term>{name.clone()}</Term> }.into_any(),
                        None => name.into_any(),
                    };
                    view! { <tr><th scope="row"><code>{name}</code></th><td class="num">{count(kind.in_drafts as f64)}</td></tr> }
                })
                .collect_view()
        })
    };
    let rows = Callback::new(move |()| {
        let header = ["Kind", "In first drafts"].map(str::to_owned).to_vec();
        view.with_untracked(|view| {
            let rows =
                view.kinds.iter().map(|kind| vec![kind.kind.clone(), kind.in_drafts.to_string()]);
            std::iter::once(header).chain(rows).collect()
        })
    });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Violations by kind">
            <table>
                <thead><tr><th scope="col">"Kind"</th><th scope="col" class="num">"In first drafts"</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        <p class="table-tools"><CopyMenu rows /></p>
    }
}

#[component]
fn Diversity(view: Signal<Arc<RealizeView>>) -> impl IntoView {
    let lines = move || {
        let line = |(term, title, value): (&'static str, &'static str, String)| {
            let title = if term.is_empty() {
                title.into_any()
            } else {
                view! { <Term term>{title}</Term> }.into_any()
            };
            view! { <tr><th scope="row">{title}</th><td class="num">{value}</td></tr> }
        };
        view.with(|view| diversity_lines(view).map(line).collect_view())
    };
    let rows = Callback::new(move |()| {
        let header = ["Diversity", "Value"].map(str::to_owned).to_vec();
        let lines = view.with_untracked(|view| diversity_lines(view));
        let rows = lines.map(|(_, title, value)| vec![title.to_owned(), value]);
        std::iter::once(header).chain(rows).collect()
    });
    view! {
        <table class="plain-table"><tbody>{lines}</tbody></table>
        <p class="table-tools"><CopyMenu rows /></p>
        <p class="muted small">"Counted on the first 1000 texts at most."</p>
    }
}

/// The key of a definition, what is counted, and how much it is.
fn diversity_lines(view: &RealizeView) -> [(&'static str, &'static str, String); 4] {
    let diversity = &view.diversity;
    [
        ("", "Different texts", count(diversity.distinct_texts as f64)),
        ("", "Words of a text, on average", fixed(diversity.words, 1)),
        ("", "Different pairs of neighboring words", percent(diversity.distinct_pairs)),
        ("type-token", "Different words among fifty", percent(diversity.moving_type_token)),
    ]
}

fn rows_words(view: &RealizeView) -> String {
    let n = count(view.done as f64);
    let mut words = format!("{n} verified, 0 dropped");
    let embedded = n_fallen_back(view);
    if embedded > 0 {
        words.push_str(&format!(", {} by the embedded realizer", count(embedded as f64)));
    }
    words
}

fn diversity_words(view: &RealizeView) -> String {
    format!("{} words a text", fixed(view.diversity.words, 0))
}

fn tests_summary(tests: &TestsView) -> String {
    match tests.changed {
        0 => format!("{} tests, none changes", tests.tested),
        n => format!("{} tests, {n} changed", tests.tested),
    }
}

/// What tests on given and on read facts say.
fn tests_words(tests: &TestsView) -> String {
    let share = |n: u64| n as f64 / tests.tested.max(1) as f64;
    let (given, read) = (share(tests.rejected_given), share(tests.rejected_read));
    let difference = 100.0 * (read - given);
    let rates = format!(
        "Of {} implied independences, {} are rejected below {} on the given facts and {} on the facts as read",
        tests.tested,
        tests.rejected_given,
        fixed(tests.alpha, 2),
        tests.rejected_read
    );
    if tests.changed == 0 {
        format!("{rates}: ΔFPR is 0, and no single test changes.")
    } else {
        format!("{rates}: ΔFPR is {} points; {} tests change.", fixed(difference, 1), tests.changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_the_rates_of_rejection_is_said_in_points() {
        let tests =
            TestsView { tested: 40, rejected_given: 2, rejected_read: 3, changed: 1, alpha: 0.05 };
        assert!(tests_words(&tests).ends_with("ΔFPR is 2.5 points; 1 tests change."));
        let same = TestsView { changed: 0, rejected_read: 2, ..tests };
        assert!(tests_words(&same).ends_with("ΔFPR is 0, and no single test changes."));
    }

    #[test]
    fn rows_that_the_embedded_realizer_had_to_write_are_counted() {
        let view = RealizeView {
            done: 50,
            paths: vec![
                ("right in the first draft".to_owned(), 49),
                ("by the embedded realizer, because no answer was right".to_owned(), 1),
            ],
            ..RealizeView::default()
        };
        assert_eq!(rows_words(&view), "50 verified, 0 dropped, 1 by the embedded realizer");
    }
}
