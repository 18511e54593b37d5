//! The effects of an audit as a table: estimate, interval, seed spread, and what each means.

use std::sync::Arc;

use causeloom::number::count;
use causeloom::view::{AuditView, EffectView};
use leptos::prelude::*;

use crate::chart::{NONE, Signs, Unit};
use crate::component::copy_menu::CopyMenu;
use crate::component::term::Term;
use crate::component::waterfall::{estimate_of, unit_of};

/// Which effects a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effects {
    /// The decomposition of total variation, and the effect on the baseline group.
    Decomposition,
    /// The effects on everybody.
    General,
}

/// A table of effects.
#[component]
pub(crate) fn EffectTable(
    /// The result.
    #[prop(into)]
    view: Signal<Arc<AuditView>>,
    /// Which effects.
    effects: Effects,
    /// The sign convention.
    #[prop(into)]
    signs: Signal<Signs>,
) -> impl IntoView {
    let lines = Signal::derive(move || view.with(|view| lines(view, effects, signs.get())));
    let with_truth =
        Memo::new(move |_| lines.with(|lines| lines.iter().any(|line| line.truth.is_some())));
    let unit_words = move || {
        view.with(|view| {
            if view.contrast.probability { "points".to_owned() } else { view.contrast.unit.clone() }
        })
    };
    let interval_head =
        move || view.with(|view| format!("{} % interval", count(view.method.level * 100.0)));
    let head = move || {
        view! {
            <tr>
                <th scope="col">"Effect"</th>
                <th scope="col" class="num">"Estimate"<span class="effect-unit">{move || format!(" ({})", unit_words())}</span></th>
                <th scope="col" class="num">{interval_head}</th>
                {move || with_truth.get().then(|| view! { <th scope="col" class="num wide-only">"Truth"</th> })}
                <th scope="col" class="num wide-only"><Term term="seed-spread">"Seed spread"</Term></th>
                <th scope="col" class="wide-only">"In words"</th>
            </tr>
        }
    };
    let label = match effects {
        Effects::Decomposition => "Parts of the gap",
        Effects::General => "Effects on everybody",
    };
    let rows = Callback::new(move |()| lines.with_untracked(|lines| as_texts(lines)));
    view! {
        <div class="effects">
            <div class="table-scroll" tabindex="0" role="region" aria-label=label>
                <table>
                    <thead>{head}</thead>
                    <tbody>{move || {
                        let with_truth = with_truth.get();
                        lines.get().into_iter().map(|line| effect_row(line, with_truth)).collect_view()
                    }}</tbody>
                </table>
            </div>
            <p class="table-tools"><CopyMenu rows /></p>
        </div>
    }
}

/// One row, as text.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    key: &'static str,
    term: &'static str,
    name: String,
    estimate: String,
    interval: String,
    truth: Option<String>,
    spread: String,
    words: String,
}

fn effect_row(line: Line, with_truth: bool) -> impl IntoView {
    let Line { key, term, name, estimate, interval, truth, spread, words } = line;
    let mut below = vec![words.clone()];
    below.extend(truth.as_ref().map(|truth| format!("truth {truth}")));
    below.extend((spread != NONE).then(|| format!("seed spread {spread}")));
    view! {
        <tr>
            <th scope="row">
                {(!key.is_empty()).then(|| view! { <i class=format!("key {key}") aria-hidden="true"></i> })}
                <Term term=term>{name.clone()}</Term>
            </th>
            <td class="num effect-estimate">{estimate}</td>
            <td class="num">{interval}</td>
            {with_truth.then(|| view! { <td class="num wide-only">{truth.unwrap_or_default()}</td> })}
            <td class="num wide-only">{spread}</td>
            <td class="muted wide-only">{words}</td>
        </tr>
        <tr class="narrow-only">
            <td class="muted small" colspan="3">{below.join("; ")}</td>
        </tr>
    }
}

fn lines(view: &AuditView, effects: Effects, signs: Signs) -> Vec<Line> {
    let unit = unit_of(view);
    let line = |key, term, name: &str, effect: &EffectView, reversed: bool| {
        line(&unit, key, term, name, effect, reversed.then_some(signs))
    };
    match effects {
        Effects::Decomposition => vec![
            line("total", "total-variation", "Total variation", &view.total_variation, false),
            line("direct", "direct", "Direct", &view.direct, false),
            line("indirect", "indirect", "Indirect", &view.indirect, true),
            line("spurious", "spurious", "Spurious", &view.spurious, true),
            line("", "ett", "Causal (ETT)", &view.ett, false),
        ],
        Effects::General => {
            let contrast = &view.contrast;
            let spurious = |group: &str| format!("Spurious, {group}");
            vec![
                line("direct", "natural-direct", "Natural direct", &view.natural_direct, false),
                line(
                    "indirect",
                    "natural-indirect",
                    "Natural indirect",
                    &view.natural_indirect,
                    true,
                ),
                line("", "total-effect", "Total effect", &view.total_effect, false),
                line(
                    "spurious",
                    "experimental-spurious",
                    &spurious(&contrast.comparison),
                    &view.experimental_spurious_comparison,
                    false,
                ),
                line(
                    "spurious",
                    "experimental-spurious",
                    &spurious(&contrast.baseline),
                    &view.experimental_spurious_baseline,
                    false,
                ),
            ]
        }
    }
}

/// `signs` is given for effects that the source defines as reversed transitions.
fn line(
    unit: &Unit,
    key: &'static str,
    term: &'static str,
    name: &str,
    effect: &EffectView,
    signs: Option<Signs>,
) -> Line {
    let estimate = estimate_of(effect);
    let estimate = signs.map_or(estimate, |signs| signs.of_reversed_part(estimate));
    let interval = unit.interval(estimate.lower, estimate.upper);
    let spread = effect.seed_spread.map_or_else(|| NONE.to_owned(), |spread| unit.spread(spread));
    // Words of a reversed transition end with ", taken back to" the baseline.
    let words = match (signs, effect.words.split_once(", taken back to")) {
        (Some(Signs::Additive), Some((forward, _))) => forward.to_owned(),
        _ => effect.words.clone(),
    };
    let words =
        if effect.by_construction { format!("zero by construction: {words}") } else { words };
    Line {
        key,
        term,
        name: name.to_owned(),
        estimate: unit.value(estimate.value),
        interval,
        truth: estimate.truth.map(|truth| unit.value(truth)),
        spread,
        words,
    }
}

fn as_texts(lines: &[Line]) -> Vec<Vec<String>> {
    let with_truth = lines.iter().any(|line| line.truth.is_some());
    let mut header = vec!["Effect", "Estimate", "Interval"];
    if with_truth {
        header.push("Truth");
    }
    header.extend(["Seed spread", "In words"]);
    let row = |line: &Line| {
        let mut cells = vec![line.name.clone(), line.estimate.clone(), line.interval.clone()];
        if with_truth {
            cells.push(line.truth.clone().unwrap_or_default());
        }
        cells.extend([line.spread.clone(), line.words.clone()]);
        cells
    };
    std::iter::once(header.into_iter().map(str::to_owned).collect())
        .chain(lines.iter().map(row))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indirect() -> EffectView {
        EffectView {
            estimate: -0.040_2,
            standard_error: 0.043_3,
            lower: -0.125,
            upper: 0.045,
            seed_spread: Some(0.011),
            by_construction: false,
            truth: None,
            words: "through smoking, taken back to 0".to_owned(),
        }
    }

    #[test]
    fn the_switch_turns_sign_interval_and_words_of_a_reversed_transition() {
        let unit = Unit { factor: 100.0, decimals: 1 };
        let as_defined =
            line(&unit, "", "indirect", "Indirect", &indirect(), Some(Signs::Reversed));
        assert_eq!(
            (as_defined.estimate.as_str(), as_defined.interval.as_str()),
            ("−4.0", "−12.5 … 4.5")
        );
        let turned = line(&unit, "", "indirect", "Indirect", &indirect(), Some(Signs::Additive));
        assert_eq!((turned.estimate.as_str(), turned.interval.as_str()), ("4.0", "−4.5 … 12.5"));
        assert_eq!(turned.words, "through smoking");
        assert_eq!(turned.spread, "1.1");
    }

    #[test]
    fn an_effect_that_no_column_can_carry_says_so() {
        let unit = Unit { factor: 100.0, decimals: 1 };
        let zero = EffectView {
            estimate: 0.0,
            lower: 0.0,
            upper: 0.0,
            by_construction: true,
            ..indirect()
        };
        let zero = line(&unit, "", "indirect", "Indirect", &zero, None);
        assert_eq!((zero.estimate.as_str(), zero.interval.as_str()), ("0.0", NONE));
        assert!(zero.words.starts_with("zero by construction: "), "{}", zero.words);
    }
}
