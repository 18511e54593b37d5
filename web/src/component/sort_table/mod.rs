//! A table whose headers sort it and whose rows can be chosen.

use std::cmp::Ordering;

use leptos::prelude::*;

use super::copy_menu::CopyMenu;
use super::term::Term;

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its header.
    pub(crate) title: String,
    /// The key of the header's definition; empty for none.
    pub(crate) term: &'static str,
    /// True for numbers, which stand to the right.
    pub(crate) is_number: bool,
    /// True where it is left out on a narrow page.
    pub(crate) is_wide: bool,
}

/// A cell: its text, and the number that it is sorted by where it is one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    /// The text.
    pub(crate) text: String,
    /// The number; cells without one come last in a column of numbers.
    pub(crate) number: Option<f64>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    /// What is told when it is chosen.
    pub(crate) key: String,
    /// One cell a column.
    pub(crate) cells: Vec<Cell>,
    /// A small line under the first cell on a narrow page, where columns are left out.
    pub(crate) below: String,
    /// True where it is set back, because nothing happens in it.
    pub(crate) is_quiet: bool,
}

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sorting {
    /// The column.
    pub(crate) column: usize,
    /// True where the greatest comes first.
    pub(crate) descends: bool,
}

impl Column {
    /// A column of words.
    pub(crate) fn words(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// A column of numbers.
    pub(crate) fn number(title: impl Into<String>) -> Self {
        Self { is_number: true, ..Self::words(title) }
    }

    /// The column with a header that opens a definition.
    pub(crate) fn explained(self, term: &'static str) -> Self {
        Self { term, ..self }
    }

    /// The column, left out on a narrow page.
    pub(crate) fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    fn class(&self) -> &'static str {
        match (self.is_number, self.is_wide) {
            (false, false) => "",
            (true, false) => "num",
            (false, true) => "wide-only",
            (true, true) => "num wide-only",
        }
    }
}

impl Cell {
    /// A cell of words.
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), number: None }
    }

    /// A cell with the number that it is sorted by.
    pub(crate) fn number(text: impl Into<String>, number: f64) -> Self {
        Self { text: text.into(), number: Some(number) }
    }
}

/// The table.
#[component]
pub(crate) fn SortTable(
    /// What it holds, for those who do not see it.
    label: &'static str,
    /// Its columns; the first names the rows.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
    /// Its rows, in their own order.
    #[prop(into)]
    lines: Signal<Vec<Line>>,
    /// The key of the row that is chosen.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// Told which row is chosen.
    #[prop(into)]
    on_choose: Callback<String>,
    /// What it is sorted by at first.
    #[prop(optional)]
    sorting: Option<Sorting>,
    /// So many rows are shown before the rest is asked for.
    #[prop(default = 50)]
    first_rows: usize,
) -> impl IntoView {
    let sorting = RwSignal::new(sorting);
    let shows_all = RwSignal::new(false);
    let sorted = Memo::new(move |_| {
        let mut lines = lines.get();
        if let Some(sorting) = sorting.get() {
            lines.sort_by(|one, other| compare(one, other, sorting));
        }
        lines
    });
    let n_lines = move || sorted.with(Vec::len);
    let sort = move |column: usize, is_number: bool| {
        sorting.update(|sorting| *sorting = next(*sorting, column, is_number));
    };
    let header = move || {
        let head = |(column, about): (usize, Column)| {
            let order = move || match sorting.get() {
                Some(now) if now.column == column && now.descends => "descending",
                Some(now) if now.column == column => "ascending",
                _ => "none",
            };
            let (class, is_number, term) = (about.class(), about.is_number, about.term);
            let sign = move || match order() {
                "descending" => " ↓",
                "ascending" => " ↑",
                _ => "",
            };
            let label = format!("Sort by {}", about.title);
            let title = about.title;
            let words = title.clone();
            view! {
                <th scope="col" class=class aria-sort=order>
                    {(!term.is_empty()).then(move || view! { <Term term>{words.clone()}</Term>" " })}
                    <button type="button" class="sort" aria-label=label on:click=move |_| sort(column, is_number)>
                        {if term.is_empty() { title } else { "⇅".to_owned() }}
                        <span aria-hidden="true">{sign}</span>
                    </button>
                </th>
            }
        };
        columns.get().into_iter().enumerate().map(head).collect_view()
    };
    let body = move || {
        let classes: Vec<&'static str> =
            columns.with(|columns| columns.iter().map(Column::class).collect());
        let n_shown = if shows_all.get() { usize::MAX } else { first_rows };
        let lines: Vec<Line> = sorted.with(|lines| lines.iter().take(n_shown).cloned().collect());
        lines.into_iter().map(move |line| row(line, &classes, chosen, on_choose)).collect_view()
    };
    let rows = Callback::new(move |()| {
        let header = columns.with_untracked(|columns| {
            columns.iter().map(|column| column.title.clone()).collect::<Vec<_>>()
        });
        let texts = sorted.with_untracked(|lines| {
            lines
                .iter()
                .map(|line| line.cells.iter().map(|cell| cell.text.clone()).collect())
                .collect::<Vec<Vec<String>>>()
        });
        std::iter::once(header).chain(texts).collect()
    });
    view! {
        <div class="sort-table">
            <div class="table-scroll" tabindex="0" role="region" aria-label=label>
                <table><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>
            </div>
            <p class="table-tools">
                {move || (n_lines() > first_rows && !shows_all.get()).then(|| view! {
                    <button type="button" class="quiet tool" on:click=move |_| shows_all.set(true)>
                        {format!("Show all {}", n_lines())}
                    </button>
                })}
                <CopyMenu rows />
            </p>
        </div>
    }
}

fn row(
    line: Line,
    classes: &[&'static str],
    chosen: Signal<Option<String>>,
    on_choose: Callback<String>,
) -> impl IntoView + use<> {
    let Line { key, cells, below, is_quiet } = line;
    let key = StoredValue::new(key);
    let is_chosen =
        move || key.with_value(|key| chosen.with(|chosen| chosen.as_ref() == Some(key)));
    let mut cells = cells.into_iter().zip(classes.iter().copied());
    let name = cells.next().map(|(cell, _)| cell.text).unwrap_or_default();
    let rest = cells.map(|(cell, class)| view! { <td class=class>{cell.text}</td> }).collect_view();
    view! {
        <tr
            class:chosen=is_chosen
            class:quiet-line=is_quiet
            on:click=move |_| on_choose.run(key.get_value())
        >
            <th scope="row">
                <button type="button" class="choose" aria-pressed=move || is_chosen().to_string()>{name}</button>
                {(!below.is_empty()).then(|| view! { <small class="muted narrow-only">{below}</small> })}
            </th>
            {rest}
        </tr>
    }
}

/// The sorting after a press on a header: numbers start with the greatest, words with the first;
/// the third press gives back the rows' own order.
fn next(now: Option<Sorting>, column: usize, is_number: bool) -> Option<Sorting> {
    let first = Sorting { column, descends: is_number };
    match now {
        Some(now) if now == first => Some(Sorting { descends: !is_number, ..first }),
        Some(now) if now.column == column => None,
        _ => Some(first),
    }
}

fn compare(one: &Line, other: &Line, sorting: Sorting) -> Ordering {
    let cell = |line: &Line| line.cells.get(sorting.column).cloned().unwrap_or_default();
    let (one, other) = (cell(one), cell(other));
    let in_order =
        |ordering: Ordering| if sorting.descends { ordering.reverse() } else { ordering };
    match (one.number, other.number) {
        (Some(one), Some(other)) => in_order(one.total_cmp(&other)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => in_order(one.text.cmp(&other.text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(lines: &[(&str, Option<f64>)], sorting: Sorting) -> Vec<String> {
        let line = |(name, number): &(&str, Option<f64>)| Line {
            key: (*name).to_owned(),
            cells: vec![Cell::words(*name), Cell { text: String::new(), number: *number }],
            ..Line::default()
        };
        let mut lines: Vec<Line> = lines.iter().map(line).collect();
        lines.sort_by(|one, other| compare(one, other, sorting));
        lines.into_iter().map(|line| line.key).collect()
    }

    #[test]
    fn cells_without_a_number_come_last_whichever_end_comes_first() {
        let lines = [("a", None), ("b", Some(-0.5)), ("c", Some(2.0))];
        let by = |descends| sorted(&lines, Sorting { column: 1, descends });
        assert_eq!(by(false), ["b", "c", "a"]);
        assert_eq!(by(true), ["c", "b", "a"]);
    }

    #[test]
    fn a_third_press_gives_the_own_order_back() {
        let first = next(None, 2, true);
        assert_eq!(first, Some(Sorting { column: 2, descends: true }));
        let second = next(first, 2, true);
        assert_eq!(second, Some(Sorting { column: 2, descends: false }));
        assert_eq!(next(second, 2, true), None);
        assert_eq!(next(second, 0, false), Some(Sorting { column: 0, descends: false }));
    }
}
