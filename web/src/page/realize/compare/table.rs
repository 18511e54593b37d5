//! The table of runs side by side, and what has to be known about a difference.

use causeloom::number::{count, fixed, percent};
use causeloom::view::{BiasView, DistanceView, RateView, RealizeView};
use causeloom::{Writer, difference, other_rows, share_of};

use super::super::setup::kind_words;
use crate::state::KeptRun;

/// What stands where there is nothing to say.
const NONE: &str = "–";

/// The table, its header first; `base` is the place of the run that the others are compared with.
pub(super) fn rows_of(runs: &[KeptRun], base: usize) -> Vec<Vec<String>> {
    let row = |title: &str, cell: &dyn Fn(&KeptRun) -> String| {
        std::iter::once(title.to_owned()).chain(runs.iter().map(cell)).collect::<Vec<String>>()
    };
    let of_view = |title: &str, cell: &dyn Fn(&RealizeView) -> String| {
        row(title, &|run: &KeptRun| cell(&run.view))
    };
    let biased = |title: &str, which: fn(&BiasView) -> DistanceView| {
        of_view(title, &|view: &RealizeView| {
            view.bias.as_ref().map_or_else(|| NONE.to_owned(), |bias| distance(which(bias)))
        })
    };
    let mut rows = vec![
        row("", &|run| run.name.clone()),
        row("Writer and model", &writer),
        row("Mode", &|run| or_none(run.mode)),
        row("Prompt", &prompt),
        row("Kind of text", &|run| kind_words(&run.study.realize.kind).to_owned()),
        row("Rows", &|run| {
            let rows = count(f64::from(run.study.realize.rows));
            format!("{rows} of {}, seed {}", run.view.source, run.view.seed)
        }),
        of_view("Texts", &|view| count(view.done as f64)),
        of_view("Right in the first draft, with 95 % interval", &|view| rate(&first(view))),
        of_view("Right after corrections", &|view| {
            rate(&view.rounds.last().map(|round| round.verified).unwrap_or_default())
        }),
        row("Right after all drafts", &|run| rate(&after_all(run))),
        of_view("Written by the embedded realizer instead", &|view| {
            let n = n_fallen_back(view);
            format!("{} ({})", count(n as f64), percent(n as f64 / view.done.max(1) as f64))
        }),
        of_view("Violations in first drafts, a text", &|view| {
            let n: u64 = view.kinds.iter().map(|kind| kind.in_drafts).sum();
            fixed(n as f64 / view.done.max(1) as f64, 2)
        }),
        biased("Bias of rejecting (total variation; by chance up to)", |bias| bias.rejecting),
        biased("Bias of correcting", |bias| bias.correcting),
        of_view("ΔFPR of the independence tests", &false_positives),
        of_view("Different pairs of words", &|view| percent(view.diversity.distinct_pairs)),
        of_view("Tokens", &|view| {
            count((view.usage.prompt_tokens + view.usage.completion_tokens) as f64)
        }),
        row("US dollars an accepted text", &dollars),
    ];
    if let Some(base) = runs.get(base).filter(|_| runs.len() > 1) {
        let title = format!("First drafts less those of {}, with 95 % interval", base.name);
        rows.push(row(&title, &|run| less(run, base)));
    }
    rows
}

/// What has to be known about the difference of each run and the one that it is compared with.
pub(super) fn pair_words(runs: &[KeptRun], base: usize) -> Vec<String> {
    let Some(base) = runs.get(base) else { return Vec::new() };
    let others: Vec<&KeptRun> = runs.iter().filter(|run| run.name != base.name).collect();
    let mut words = vec![
        "Intervals of differences are Newcombe’s (1998, method 10): they take the two runs for independent."
            .to_owned(),
    ];
    if others.iter().any(|run| other_rows(&run.study, &base.study).is_empty()) {
        words.push(
            "Runs over the same rows are paired, row by row; where their drafts fail on the same rows, the true interval is narrower than the one given here."
                .to_owned(),
        );
    }
    words.extend(others.iter().filter_map(|run| {
        let differs = other_rows(&run.study, &base.study);
        (!differs.is_empty()).then(|| {
            format!(
                "{} and {} tell different rows ({}): their difference is not that of the writers alone.",
                run.name,
                base.name,
                differs.join(", ")
            )
        })
    }));
    words
}

/// Texts that the embedded realizer had to write in the place of another.
pub(in crate::page::realize) fn n_fallen_back(view: &RealizeView) -> u64 {
    let paths = view.paths.iter();
    paths.filter(|(path, _)| path.starts_with("by the embedded realizer,")).map(|(_, n)| n).sum()
}

fn first(view: &RealizeView) -> RateView {
    view.rounds.first().map(|round| round.verified).unwrap_or_default()
}

/// The share that the writer itself got right in the end, new drafts included.
fn after_all(run: &KeptRun) -> RateView {
    if matches!(run.study.realize.writer, Writer::Embedded) {
        return first(&run.view);
    }
    share_of(run.view.done.saturating_sub(n_fallen_back(&run.view)), run.view.done)
}

/// Whose words a language model was told, and the first signs of their fingerprint.
fn prompt(run: &KeptRun) -> String {
    let Some(address) = run.view.template.get(..12) else { return NONE.to_owned() };
    let whose = if run.study.realize.template.is_some() { "your own" } else { "built-in" };
    format!("{whose}, {address}…")
}

fn writer(run: &KeptRun) -> String {
    match run.study.realize.writer {
        Writer::Simulated { prior_strength, obedience } => format!(
            "{} (prior strength {}, obedience {})",
            run.view.writer,
            fixed(prior_strength, 2),
            fixed(obedience, 2)
        ),
        _ => run.view.writer.clone(),
    }
}

fn or_none(words: &str) -> String {
    if words.is_empty() { NONE } else { words }.to_owned()
}

/// For instance `56.0 % [42.3, 68.8]`.
fn rate(rate: &RateView) -> String {
    if rate.of == 0 {
        return NONE.to_owned();
    }
    let points = |share: f64| fixed(100.0 * share, 1);
    format!("{} [{}, {}]", percent(rate.share()), points(rate.low), points(rate.high))
}

fn distance(view: DistanceView) -> String {
    if view.kept == 0 {
        return "nothing kept".to_owned();
    }
    format!("{} (chance {})", fixed(view.distance, 3), fixed(view.floor, 3))
}

fn false_positives(view: &RealizeView) -> String {
    let Some(tests) = view.tests.as_ref().filter(|tests| tests.tested > 0) else {
        return NONE.to_owned();
    };
    let more = tests.rejected_read as f64 - tests.rejected_given as f64;
    points(more / tests.tested as f64)
}

fn dollars(run: &KeptRun) -> String {
    let n_accepted = run.view.done.saturating_sub(n_fallen_back(&run.view));
    match run.view.usage.dollars {
        Some(dollars) if n_accepted > 0 => fixed(dollars / n_accepted as f64, 6),
        Some(_) | None => NONE.to_owned(),
    }
}

fn less(run: &KeptRun, base: &KeptRun) -> String {
    if run.name == base.name {
        return NONE.to_owned();
    }
    let Some(found) = difference(&first(&run.view), &first(&base.view)) else {
        return NONE.to_owned();
    };
    let end = |share: f64| fixed(100.0 * share, 1);
    format!("{} [{}, {}]", points(found.difference), end(found.low), end(found.high))
}

/// A difference of shares in points, with its sign.
fn points(share: f64) -> String {
    let sign = if share > 0.0 { "+" } else { "" };
    format!("{sign}{} points", fixed(100.0 * share, 1))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use causeloom::Study;
    use causeloom::view::RoundView;

    use super::*;

    fn run(name: &str, right: u64, of: u64) -> KeptRun {
        let verified = share_of(right, of);
        let round = RoundView { title: "draft".to_owned(), verified };
        let view = RealizeView { done: of, rounds: vec![round], ..RealizeView::default() };
        let study = Study::default();
        KeptRun { name: name.to_owned(), mode: "", view: Arc::new(view), study }
    }

    fn cell(rows: &[Vec<String>], title: &str, column: usize) -> String {
        let row = rows.iter().find(|row| row[0].starts_with(title)).expect("the row is there");
        row[column].clone()
    }

    #[test]
    fn newcombes_example_stands_in_the_table() {
        let runs = [run("one", 56, 70), run("two", 48, 80)];
        let rows = rows_of(&runs, 1);
        assert_eq!(rows[0], ["", "one", "two"]);
        assert!(rows.iter().all(|row| row.len() == 3));
        assert_eq!(cell(&rows, "First drafts less those of two", 1), "+20.0 points [5.2, 33.4]");
        assert_eq!(cell(&rows, "First drafts less those of two", 2), "–");
        assert_eq!(cell(&rows, "Right in the first draft", 1), "80.0 % [69.2, 87.7]");
        assert_eq!(rows_of(&runs[..1], 0).len(), rows.len() - 1);
    }

    #[test]
    fn runs_of_different_rows_are_told_apart_from_paired_ones() {
        let mut runs = [run("one", 56, 70), run("two", 48, 80)];
        assert!(pair_words(&runs, 0).iter().any(|words| words.contains("are paired")));
        runs[1].study.seed += 1;
        let words = pair_words(&runs, 0);
        assert!(words.iter().all(|words| !words.contains("are paired")), "{words:?}");
        assert!(words[1].starts_with("two and one tell different rows (seed)"), "{words:?}");
    }
}
