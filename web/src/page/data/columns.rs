//! The table of columns: how each was read and why, what is in it, and its part in the model.

use std::sync::Arc;

use causeloom::number::count;
use causeloom::view::{ColumnView, DataView};
use causeloom::{Error, KindName};
use leptos::prelude::*;

use super::distribution::{Bars, in_words};
use crate::component::choice::{Choice, Opt};
use crate::component::copy_menu::CopyMenu;
use crate::component::note::{ErrorNote, sentence};
use crate::component::term::Term;
use crate::state::{Part, State, kind_title};

/// So many columns are shown before the rest is asked for.
const FIRST_COLUMNS: usize = 100;

const KINDS: [KindName; 6] = [
    KindName::Number,
    KindName::Category,
    KindName::YesNo,
    KindName::Date,
    KindName::Identifier,
    KindName::Text,
];

/// Every column of the table.
#[component]
pub(super) fn Columns(data: Memo<Arc<DataView>>) -> impl IntoView {
    let n_columns = Memo::new(move |_| data.with(|data| data.columns.len()));
    let shows_all = RwSignal::new(false);
    let n_shown = Memo::new(move |_| {
        if shows_all.get() { n_columns.get() } else { n_columns.get().min(FIRST_COLUMNS) }
    });
    let names = move || {
        data.with(|data| {
            let columns = data.columns.iter().take(n_shown.get()).enumerate();
            columns.map(|(idx, column)| (idx, column.name.clone())).collect::<Vec<_>>()
        })
    };
    let rows = Callback::new(move |()| as_rows(&data.get_untracked()));
    view! {
        <section class="columns" aria-labelledby="columns-title">
            <div class="heading">
                <h2 id="columns-title">"Columns"</h2>
                <span class="tools"><CopyMenu rows label="Copy table" /></span>
            </div>
            <table class="column-table" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"Name"</th>
                        <th role="columnheader" scope="col"><Term term="standard-fairness-model">"Part in the model"</Term></th>
                        <th role="columnheader" scope="col">"Read as"</th>
                        <th role="columnheader" scope="col" class="num">"Missing"</th>
                        <th role="columnheader" scope="col" class="num">"Distinct"</th>
                        <th role="columnheader" scope="col">"Values"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=names key=Clone::clone let((idx, name))>
                        <Row data idx name />
                    </For>
                </tbody>
            </table>
            {move || (n_shown.get() < n_columns.get()).then(|| view! {
                <p>
                    <button type="button" on:click=move |_| shows_all.set(true)>
                        {format!("Show all {} columns", count(n_columns.get() as f64))}
                    </button>
                </p>
            })}
        </section>
    }
}

#[component]
fn Row(data: Memo<Arc<DataView>>, idx: usize, name: String) -> impl IntoView {
    let column = Memo::new(move |before: Option<&ColumnView>| {
        let column = data.with(|data| data.columns.get(idx).cloned());
        column.or_else(|| before.cloned()).expect("the row was made for a column")
    });
    let warnings = {
        let name = name.clone();
        move || {
            let warning = |text: String| {
                view! { <span class="column-warning">{sentence(&text, Some(&name))}</span> }
            };
            column.with(|column| column.warnings.clone()).into_iter().map(warning).collect_view()
        }
    };
    let class = {
        let state = State::expect();
        let name = name.clone();
        move || state.part_of(&name).map_or("", hue)
    };
    let share_missing = move || column.with(|column| column.n_missing > 0);
    view! {
        <tr role="row" class=class>
            <th role="rowheader" scope="row">
                <span class="mono">{name.clone()}</span>
                {warnings}
            </th>
            <td role="cell" class="part"><PartChoice column name=name.clone() /></td>
            <td role="cell" class="kind"><KindChoice column name /></td>
            <td role="cell" class="num missing" class:some=share_missing>
                {move || count(f64::from(column.with(|column| column.n_missing)))}
                <span class="unit">" missing"</span>
            </td>
            <td role="cell" class="num distinct">
                {move || count(f64::from(column.with(|column| column.n_distinct)))}
                <span class="unit">" distinct"</span>
            </td>
            <td role="cell" class="values"><Bars column /><span>{move || column.with(in_words)}</span></td>
        </tr>
    }
}

#[component]
fn PartChoice(column: Memo<ColumnView>, name: String) -> impl IntoView {
    let state = State::expect();
    let label = format!("Part of {name}");
    let value = {
        let name = name.clone();
        Memo::new(move |_| {
            state.part_of(&name).map_or(String::new(), |part| part.title().to_owned())
        })
    };
    let options = Signal::derive(move || {
        let parts = Part::ALL.map(|part| Opt::new(part.title(), part.title()));
        std::iter::once(Opt::new("", "–")).chain(parts).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |title: String| {
        let part = Part::ALL.into_iter().find(|part| part.title() == title);
        state.set_part(&name, part);
    });
    let is_unusable = Signal::derive(move || {
        let kind = column.with(|column| column.kind);
        let is_text = matches!(kind, KindName::Date | KindName::Identifier | KindName::Text);
        is_text && value.with(String::is_empty)
    });
    view! { <Choice label=label value options on_change=choose disabled=is_unusable /> }
}

#[component]
fn KindChoice(column: Memo<ColumnView>, name: String) -> impl IntoView {
    let state = State::expect();
    let refusal = RwSignal::new(None::<Error>);
    let label = format!("How {name} is read");
    let value = Signal::derive(move || kind_title(column.with(|column| column.kind)).to_owned());
    let options = Signal::derive(move || {
        KINDS.map(|kind| Opt::new(kind_title(kind), kind_title(kind))).to_vec()
    });
    let choose = Callback::new(move |title: String| {
        refusal.set(None);
        let kind = KINDS.into_iter().find(|kind| kind_title(*kind) == title);
        let guessed = column.with_untracked(|column| column.guessed);
        let kind = kind.filter(|kind| *kind != guessed);
        state.set_kind(name.clone(), kind, move |error| refusal.set(Some(error)));
    });
    let reason = move || {
        column.with(|column| {
            if column.kind == column.guessed {
                column.reason.clone()
            } else {
                format!("your choice; guessed {}: {}", kind_title(column.guessed), column.reason)
            }
        })
    };
    view! {
        <Choice label=label value options on_change=choose />
        <span class="reason">{reason}</span>
        {move || refusal.get().map(|error| view! { <ErrorNote error /> })}
    }
}

/// The class that colors a row's edge by its part.
fn hue(part: Part) -> &'static str {
    match part {
        Part::Protected => "part-protected",
        Part::Confounder => "part-confounder",
        Part::Mediator => "part-mediator",
        Part::Outcome => "part-outcome",
        Part::Count => "part-count",
    }
}

fn as_rows(data: &DataView) -> Vec<Vec<String>> {
    let header =
        ["column", "read as", "why", "missing", "distinct", "minimum", "median", "mean", "maximum"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    rows.extend(data.columns.iter().map(|column| {
        vec![
            column.name.clone(),
            kind_title(column.kind).to_owned(),
            column.reason.clone(),
            column.n_missing.to_string(),
            column.n_distinct.to_string(),
            number(column.minimum),
            number(column.median),
            number(column.mean),
            number(column.maximum),
        ]
    }));
    rows
}
