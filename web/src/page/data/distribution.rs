//! A column's values in little: bars for the eye, and the same in words.

use causeloom::KindName;
use causeloom::number::{count, fixed};
use causeloom::view::{ColumnView, LevelView};
use leptos::prelude::*;

const WIDTH: f64 = 96.0;
const HEIGHT: f64 = 24.0;
/// So many levels have a bar.
const MOST_BARS: usize = 12;
/// So many levels are named.
const MOST_NAMED: usize = 3;

/// The bars, for the eye only.
#[component]
pub(super) fn Bars(column: Memo<ColumnView>) -> impl IntoView {
    let bars = move || column.with(heights);
    view! {
        <svg class="bars" viewBox=format!("0 0 {WIDTH} {HEIGHT}") width=WIDTH height=HEIGHT aria-hidden="true">
            {move || rectangles(&bars()).collect_view()}
        </svg>
    }
}

/// The values in words: least, middle and greatest of numbers, else the most frequent.
pub(super) fn in_words(column: &ColumnView) -> String {
    if let (Some(minimum), Some(median), Some(maximum)) =
        (column.minimum, column.median, column.maximum)
    {
        return format!("{} – {} – {}", short(minimum), short(median), short(maximum));
    }
    if column.levels.is_empty() {
        return match column.n_distinct {
            0 => "no value".to_owned(),
            n => format!("{} values", count(f64::from(n))),
        };
    }
    let mut levels: Vec<&LevelView> = column.levels.iter().collect();
    if column.kind != KindName::YesNo {
        levels.sort_by_key(|level| std::cmp::Reverse(level.count));
    }
    let name =
        |level: &&LevelView| format!("{} {}", cut(&level.text), count(f64::from(level.count)));
    let named: Vec<String> = levels.iter().take(MOST_NAMED).map(name).collect();
    let n_more = (column.n_distinct as usize).saturating_sub(named.len());
    let more = if n_more == 0 { String::new() } else { format!(" · {n_more} more") };
    named.join(" · ") + &more
}

/// A number with at most four significant digits after the point.
pub(super) fn short(value: f64) -> String {
    if value.fract() == 0.0 {
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{}", count(value.abs()));
    }
    let (mut decimals, mut scaled) = (0, value.abs());
    while scaled < 999.5 && decimals < 6 {
        scaled *= 10.0;
        decimals += 1;
    }
    let text = fixed(value, decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn heights(column: &ColumnView) -> Vec<f64> {
    if !column.histogram.is_empty() && column.kind == KindName::Number {
        return column.histogram.iter().map(|&count| f64::from(count)).collect();
    }
    let mut counts: Vec<f64> = column.levels.iter().map(|level| f64::from(level.count)).collect();
    if counts.len() > MOST_BARS {
        counts.sort_by(|one, other| other.total_cmp(one));
        counts.truncate(MOST_BARS);
    }
    counts
}

fn rectangles(heights: &[f64]) -> impl Iterator<Item = impl IntoView + use<>> + use<> {
    let greatest = heights.iter().copied().fold(1.0, f64::max);
    let step = (WIDTH / heights.len().max(1) as f64).min(16.0);
    let heights = heights.to_vec();
    heights.into_iter().enumerate().map(move |(idx, height)| {
        // A bar of few rows is still seen.
        let drawn = if height == 0.0 { 0.0 } else { (height / greatest * HEIGHT).max(1.0) };
        let place = |value: f64| format!("{value:.2}");
        view! {
            <rect
                x=place(idx as f64 * step)
                y=place(HEIGHT - drawn)
                width=place((step - 1.0).max(0.5))
                height=place(drawn)
            />
        }
    })
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 18;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
