//! The tests as a table.

use causeloom::number::{count, fixed};
use causeloom::view::IndependenceRow;
use leptos::prelude::*;

use super::findings::p_text;
use crate::chart::NONE;
use crate::component::sort_table::{Cell, Column, Line, SortTable, Sorting};

/// The table, sorted by p-value at first.
#[component]
pub(super) fn TestTable(
    /// What it holds, for those who do not see it.
    label: &'static str,
    /// The tests.
    rows: Signal<Vec<IndependenceRow>>,
    /// The test that is shown on the graph, as [`words_of`] names it.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// Told which test is chosen.
    on_choose: Callback<String>,
) -> impl IntoView {
    let columns = Signal::stored(vec![
        Column::words("Pair"),
        Column::words("Given"),
        Column::number("Statistic").wide(),
        Column::number("df").wide(),
        Column::number("p"),
        Column::words("Note").wide(),
    ]);
    let lines = Signal::derive(move || rows.with(|rows| rows.iter().map(line).collect::<Vec<_>>()));
    view! { <SortTable label columns lines chosen on_choose sorting=Sorting { column: 4, descends: false } first_rows=12 /> }
}

/// "tub ⊥ smoke given asia".
pub(super) fn words_of(row: &IndependenceRow) -> String {
    match row.given.as_slice() {
        [] => format!("{} ⊥ {}", row.x, row.y),
        given => format!("{} ⊥ {} given {}", row.x, row.y, given.join(", ")),
    }
}

fn line(row: &IndependenceRow) -> Line {
    let is_tested = row.p_value.is_some();
    let number = |text: String, value: f64| {
        if is_tested { Cell::number(text, value) } else { Cell::words(NONE) }
    };
    let given = if row.given.is_empty() { NONE.to_owned() } else { row.given.join(", ") };
    let df = if row.df > 0.0 { number(count(row.df), row.df) } else { Cell::words(NONE) };
    Line {
        key: words_of(row),
        cells: vec![
            Cell::words(format!("{} ⊥ {}", row.x, row.y)),
            Cell::words(given),
            number(fixed(row.statistic, 2), row.statistic),
            df,
            row.p_value.map_or_else(|| Cell::words(NONE), |p| Cell::number(p_text(p), p)),
            Cell::words(row.note.clone().unwrap_or_default()),
        ],
        below: row.note.clone().unwrap_or_default(),
        is_quiet: !is_tested,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_rows_cannot_make_has_no_numbers_and_says_why() {
        let row = IndependenceRow {
            x: "a".to_owned(),
            y: "b".to_owned(),
            given: vec!["c".to_owned(), "d".to_owned()],
            note: Some("there are too few rows".to_owned()),
            ..IndependenceRow::default()
        };
        let line = line(&row);
        assert_eq!(line.key, "a ⊥ b given c, d");
        assert!(line.cells[2..5].iter().all(|cell| cell.number.is_none() && cell.text == NONE));
        assert_eq!(line.cells[5].text, "there are too few rows");
    }
}
