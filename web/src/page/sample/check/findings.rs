//! What the tests say together: sentence, notes, figure, table, the pair on the graph.

use std::collections::BTreeMap;
use std::sync::Arc;

use causeloom::TestedOn;
use causeloom::number::{count, fixed, percent};
use causeloom::view::{IndependenceRow, IndependenceView};
use leptos::prelude::*;

use super::table::{TestTable, words_of};
use crate::chart::{Figure, PValues};
use crate::component::figure::FigureView;
use crate::component::fold::Fold;
use crate::component::graph::{GraphView, Looks};
use crate::component::note::NoteList;
use crate::component::term::Term;
use crate::state::State;

/// Everything that the tests say.
#[component]
pub(super) fn CheckFindings(view: Signal<Arc<IndependenceView>>) -> impl IntoView {
    let state = State::expect();
    let chosen = RwSignal::new(None::<String>);
    let rows = Signal::derive(move || view.with(|view| view.rows.clone()));
    let edges = Signal::derive(move || view.with(|view| view.edges.clone()));
    // The test that is shown on the graph: the chosen one, else the smallest p-value below the level.
    let shown = Memo::new(move |_| {
        view.with(|view| {
            let key = chosen.get();
            let is_chosen = |row: &&IndependenceRow| key.as_ref() == Some(&words_of(row));
            let below = || {
                let tested =
                    view.rows.iter().filter(|row| row.p_value.is_some_and(|p| p < view.alpha));
                tested.fold(None::<&IndependenceRow>, |least, row| match least {
                    Some(least) if least.p_value <= row.p_value => Some(least),
                    _ => Some(row),
                })
            };
            view.rows.iter().find(is_chosen).or_else(below).cloned()
        })
    });
    let shown_key = Signal::derive(move || shown.with(|row| row.as_ref().map(words_of)));
    let has_tests = Memo::new(move |_| view.with(|view| !view.uniform.is_empty()));
    let figure = Signal::derive(move || view.with(|view| Figure::PValues(p_values(view))));
    let caption = Signal::derive(move || {
        view.with(|view| {
            format!("{} rows; {}; seed {}.", count(view.n_rows as f64), view.test, view.seed)
        })
    });
    let diagram = Signal::derive(move || {
        state
            .model
            .with(|model| model.as_ref().map(|model| Arc::new(model.graph.clone())))
            .unwrap_or_default()
    });
    let looks =
        Signal::derive(move || shown.with(|row| row.as_ref().map(looks).unwrap_or_default()));
    let label = Signal::derive(move || match shown_key.get() {
        Some(test) => format!("The graph; tested: {test}"),
        None => "The graph".to_owned(),
    });
    let about = move || match shown.get() {
        Some(row) => row_words(&row),
        None => "Choose a test in the table to see its pair on the graph.".to_owned(),
    };
    let arrows = Signal::derive(move || view.with(|view| power_words(view)));
    let notes = Signal::derive(move || view.with(|view| view.notes.clone()));
    view! {
        <p class="verdict" role="status">{move || view.with(|view| verdict(view))}</p>
        <p class="muted lead">{move || view.with(|view| lead(view))}" "<Term term="power">{move || arrows.get()}</Term></p>
        <div class="result-notes"><NoteList notes /></div>
        <Show when=move || has_tests.get()>
            <div class="unit-parts check-parts" class:is-large=move || diagram.with(|diagram| diagram.nodes.len() > 12)>
                <FigureView figure caption without_table=true />
                <div class="small-graph">
                    <GraphView diagram looks chosen=state.chosen_node label />
                    <p class="small" aria-live="polite">{about}</p>
                </div>
            </div>
            <TestTable
                label="Implied independences"
                rows
                chosen=shown_key
                on_choose=Callback::new(move |key| chosen.set(Some(key)))
            />
        </Show>
        <div class="folds">
            <Fold title="Arrows" summary=arrows>
                <p class="muted">"Each arrow of the graph, given the other causes of its end. Here a small p-value is right: it shows that the rows can see the arrow."</p>
                <TestTable label="Arrows" rows=edges chosen=Signal::stored(None::<String>) on_choose=Callback::new(|_| ()) />
            </Fold>
        </div>
    }
}

/// Both nodes of a test, what is given, and a mark between the two.
fn looks(row: &IndependenceRow) -> Looks {
    let nodes = [&row.x, &row.y].into_iter().map(|name| (name.clone(), "pair"));
    let captions = row.given.iter().map(|name| (name.clone(), "held fixed".to_owned()));
    Looks {
        nodes: nodes.collect::<BTreeMap<_, _>>(),
        captions: captions.collect(),
        pairs: vec![(row.x.clone(), row.y.clone())],
        ..Looks::default()
    }
}

fn p_values(view: &IndependenceView) -> PValues {
    let mut tested: Vec<(f64, String)> =
        view.rows.iter().filter_map(|row| Some((row.p_value?, words_of(row)))).collect();
    tested.sort_by(|one, other| one.0.total_cmp(&other.0));
    let points = view.uniform.iter().zip(tested);
    PValues {
        points: points.map(|((rank, value), (_, test))| (*rank, *value, test)).collect(),
        alpha: view.alpha,
    }
}

/// How many tests, how many below the level, and what chance gives.
fn verdict(view: &IndependenceView) -> String {
    let tested = view.n_tests - view.n_untestable;
    if view.n_tests == 0 {
        return "The graph implies no independence: nothing in rows could speak against it."
            .to_owned();
    }
    if tested == 0 {
        return "None of the implied independences can be tested on these rows.".to_owned();
    }
    let expected = tested as f64 * view.alpha;
    let alpha = view.alpha;
    let names = if tested == 1 { "independence" } else { "independences" };
    let found = match view.n_rejected {
        0 => format!("none falls below p = {alpha}"),
        1 => format!("1 falls below p = {alpha}"),
        n => format!("{n} fall below p = {alpha}"),
    };
    format!("Of {tested} implied {names}, {found}; chance alone gives about {}.", few(expected))
}

fn lead(view: &IndependenceView) -> String {
    let tested = view.n_tests - view.n_untestable;
    if tested == 0 {
        return String::new();
    }
    let [low, high] = view.interval;
    let judgement = match view.on {
        _ if low <= view.alpha => "The rows give no reason to doubt the graph.",
        TestedOn::Table => {
            "That is more than chance gives: the rows speak against some of what the graph says."
        }
        TestedOn::Sample => {
            "That is more than chance gives, though these rows come from the graph itself. Another seed tells whether that was chance, or whether the test does not suit these values."
        }
    };
    let untestable = match view.n_untestable {
        0 => String::new(),
        1 => " One more could not be tested on these rows.".to_owned(),
        n => format!(" {n} more could not be tested on these rows."),
    };
    format!(
        "{judgement} Rejected share {}, 95 % interval {} – {}.{untestable}",
        percent(view.rate),
        percent(low),
        percent(high)
    )
}

/// How many arrows the rows can see.
fn power_words(view: &IndependenceView) -> String {
    let tested = view.edges.iter().filter(|row| row.p_value.is_some()).count();
    match view.power {
        Some(power) => {
            let seen = (power * tested as f64).round();
            let power = percent(power);
            match tested {
                1 if seen > 0.0 => format!("The one arrow is seen (power {power})."),
                1 => format!("The one arrow is not seen (power {power})."),
                _ => format!("Of {tested} arrows, {} are seen (power {power}).", count(seen)),
            }
        }
        None => "No arrow could be tested.".to_owned(),
    }
}

fn row_words(row: &IndependenceRow) -> String {
    let p = row.p_value.map_or_else(|| "not tested".to_owned(), |p| format!("p = {}", p_text(p)));
    format!("{}: {p}.", words_of(row))
}

/// A p-value with the digits that matter.
pub(super) fn p_text(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { fixed(p, if p < 0.01 { 4 } else { 3 }) }
}

fn few(number: f64) -> String {
    fixed(number, usize::from(number < 10.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(n_tests: u64, n_rejected: u64, interval: [f64; 2]) -> IndependenceView {
        IndependenceView {
            version: String::new(),
            model: String::new(),
            n_rows: 5_000,
            seed: 1,
            on: TestedOn::Sample,
            test: "G²".to_owned(),
            alpha: 0.05,
            n_tests,
            n_untestable: 2,
            n_rejected,
            rate: 0.0,
            interval,
            rows: Vec::new(),
            edges: Vec::new(),
            power: None,
            uniform: Vec::new(),
            recipe: String::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn the_verdict_counts_and_says_what_chance_gives() {
        assert_eq!(
            verdict(&view(22, 1, [0.0, 0.2])),
            "Of 20 implied independences, 1 falls below p = 0.05; chance alone gives about 1.0."
        );
        assert_eq!(
            verdict(&view(2, 0, [0.0, 1.0])),
            "None of the implied independences can be tested on these rows."
        );
    }

    #[test]
    fn more_than_chance_speaks_against_the_graph_and_on_its_own_rows_against_the_test() {
        let mut many = view(22, 12, [0.4, 0.8]);
        assert!(lead(&many).contains("whether the test does not suit these values"));
        many.on = TestedOn::Table;
        assert!(lead(&many).contains("the rows speak against some of what the graph says"));
        assert!(lead(&view(22, 1, [0.01, 0.2])).starts_with("The rows give no reason"));
    }
}
