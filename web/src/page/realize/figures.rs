//! Three figures of a run: verified by round, facts overridden, bias of throwing texts away.

use std::sync::Arc;

use causeloom::number::count;
use causeloom::view::{BiasView, DistanceView, RateView, RealizeView, SlotView};
use leptos::prelude::*;

use crate::chart::{Figure, Point, Rate, RateLine, Rates, Rounds};
use crate::component::figure::FigureView;
use crate::component::term::Term;

/// Texts whose words are counted.
const MOST_COMPARED: u64 = 1_000;

/// The figures, or a line where nothing was wrong in any draft.
#[component]
pub(super) fn Figures(view: Signal<Arc<RealizeView>>) -> impl IntoView {
    let is_trivial = Memo::new(move |_| view.with(|view| was_never_wrong(view)));
    let has_bias = Memo::new(move |_| view.with(|view| view.bias.is_some()));
    let rounds = Signal::derive(move || view.with(|view| rounds(view)));
    let slots = Signal::derive(move || view.with(|view| overridden(&view.slots)));
    let bias = Signal::derive(move || {
        view.with(|view| bias(view.bias.as_ref().unwrap_or(&BiasView::default())))
    });
    let on = move || {
        view.with(|view| view.bias.as_ref().map(|bias| bias.on.join(", ")).unwrap_or_default())
    };
    let who = move || view.with(|view| who(view));
    view! {
        <Show
            when=move || !is_trivial.get()
            fallback=move || view! { <p>{move || view.with(|view| calm_words(view))}</p> }
        >
            <div class="figure-pair">
                <div>
                    <h3><Term term="realizability">"Verified"</Term>", by round"</h3>
                    <FigureView figure=rounds caption=Signal::derive(who) />
                </div>
                <Show when=move || has_bias.get()>
                    <div>
                        <h3><Term term="selection-bias">"Bias"</Term>{move || if view.with(|view| view.is_table) { " against the table" } else { " against the model’s law" }}</h3>
                        <FigureView figure=bias caption=Signal::derive(move || format!("On {}. {}", on(), who())) />
                        <p class="small">{move || view.with(|view| bias_words(view))}</p>
                    </div>
                </Show>
            </div>
            <h3><Term term="semantic-backdoor">"Facts overridden"</Term>" in first drafts"</h3>
            <FigureView figure=slots caption=Signal::derive(move || format!("{} {}", view.with(|view| unlikely_words(view)), who())) />
        </Show>
    }
}

/// Which facts are called unlikely.
fn unlikely_words(view: &RealizeView) -> &'static str {
    if view.is_table {
        "Unlikely: the fact is not the commonest value of its column."
    } else {
        "Unlikely: the fact is not what its causes make likeliest."
    }
}

/// Nothing was wrong in any draft.
fn was_never_wrong(view: &RealizeView) -> bool {
    view.rounds.first().is_none_or(|draft| draft.verified.count == draft.verified.of)
}

fn calm_words(view: &RealizeView) -> String {
    let diversity = &view.diversity;
    // Only so many texts are compared.
    let compared = view.done.min(MOST_COMPARED);
    let which = if compared == view.done { "texts" } else { "first texts" };
    let different = if diversity.distinct_texts == compared {
        format!("All {} {which} are different", count(compared as f64))
    } else {
        let (distinct, n) = (count(diversity.distinct_texts as f64), count(compared as f64));
        format!("{distinct} of {n} {which} are different")
    };
    format!(
        "Nothing was wrong in any draft, so that nothing had to be corrected or thrown away. {different}; {} words each.",
        causeloom::number::fixed(diversity.words, 0),
    )
}

/// How many, under which seed, by whom.
fn who(view: &RealizeView) -> String {
    format!("{} texts, seed {}, {}.", count(view.done as f64), view.seed, view.writer)
}

fn rounds(view: &RealizeView) -> Figure {
    let point = |round: &causeloom::view::RoundView| Point {
        name: round.title.clone(),
        share: round.verified.share(),
        low: round.verified.low,
        high: round.verified.high,
    };
    Figure::Rounds(Rounds {
        points: view.rounds.iter().map(point).collect(),
        axis: "texts that say every fact, by the draft and each correction".to_owned(),
    })
}

/// The facts that were overridden most often first; those of which no belief is known have one rate.
fn overridden(slots: &[SlotView]) -> Figure {
    let rate = |rate: &RateView| {
        (rate.of > 0).then(|| Rate { value: rate.share(), low: rate.low, high: rate.high })
    };
    let mut lines: Vec<(f64, RateLine)> = slots
        .iter()
        .map(|slot| {
            let unlikely = rate(&slot.unlikely);
            let likely = rate(&slot.likely);
            let first = unlikely.map_or(-1.0, |rate| rate.value);
            let line =
                RateLine { name: slot.label.clone(), values: [unlikely, likely], floor: None };
            (first, line)
        })
        .filter(|(_, line)| line.values.iter().any(Option::is_some))
        .collect();
    lines.sort_by(|one, other| other.0.total_cmp(&one.0));
    Figure::Rates(Rates {
        stem: "overridden",
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        names: ["unlikely facts", "likely facts"],
        is_share: true,
        axis: "share of drafts that change, lose or blur the fact".to_owned(),
    })
}

fn bias(bias: &BiasView) -> Figure {
    let line = |name: &str, view: &DistanceView, has_floor: bool| RateLine {
        name: format!("{name} ({} texts)", count(view.kept as f64)),
        values: [
            Some(Rate { value: view.distance, low: view.distance, high: view.distance }),
            None,
        ],
        floor: has_floor.then_some(view.floor),
    };
    Figure::Rates(Rates {
        stem: "bias",
        lines: vec![
            line("reject failed drafts", &bias.rejecting, true),
            line("correct them", &bias.correcting, true),
            line("keep every row, as here", &bias.keeping, false),
        ],
        names: ["total variation", ""],
        is_share: false,
        axis: "distance of the kept facts from all".to_owned(),
    })
}

/// Whether rejecting and correcting can be told from chance.
fn bias_words(view: &RealizeView) -> String {
    let Some(bias) = &view.bias else { return String::new() };
    let told = |view: &DistanceView| view.distance > view.floor;
    match (told(&bias.rejecting), told(&bias.correcting)) {
        (true, true) => "Both distances are above what chance gives.".to_owned(),
        (true, false) => {
            "Throwing failed drafts away would bend the rows; after corrections the distance could not be told from chance.".to_owned()
        }
        (false, true) => "After corrections the distance is above what chance gives.".to_owned(),
        (false, false) => {
            "Neither distance could be told from chance with so many texts.".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use causeloom::view::RoundView;

    use super::*;

    fn rate(count: u64, of: u64) -> RateView {
        RateView { count, of, low: 0.0, high: 1.0 }
    }

    #[test]
    fn a_run_whose_drafts_are_all_right_needs_no_figures() {
        let mut view = RealizeView {
            rounds: vec![RoundView { title: "draft".to_owned(), verified: rate(50, 50) }],
            ..RealizeView::default()
        };
        assert!(was_never_wrong(&view));
        view.rounds[0].verified = rate(49, 50);
        assert!(!was_never_wrong(&view));
    }

    #[test]
    fn facts_stand_by_how_often_unlikely_ones_are_overridden() {
        let slot = |label: &str, unlikely: RateView| SlotView {
            label: label.to_owned(),
            unlikely,
            ..SlotView::default()
        };
        let slots =
            [slot("age", rate(0, 0)), slot("sex", rate(1, 10)), slot("smoking", rate(3, 10))];
        let Figure::Rates(figure) = overridden(&slots) else { panic!("rates") };
        let names: Vec<&str> = figure.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["smoking", "sex"], "without a known belief there is no rate");
    }

    #[test]
    fn a_distance_below_its_floor_is_not_told_from_chance() {
        let at = |distance: f64| DistanceView { distance, floor: 0.02, kept: 100 };
        let bias = BiasView { rejecting: at(0.1), correcting: at(0.01), ..BiasView::default() };
        let view = RealizeView { bias: Some(bias), ..RealizeView::default() };
        assert!(bias_words(&view).contains("could not be told from chance"));
    }
}
