//! A table of probabilities: one row for every configuration of the parents.

use causeloom::model::Mechanism;
use causeloom::number::fixed;
use leptos::prelude::*;

use super::Edited;
use crate::component::field::NumberField;

/// Longer tables are left to files.
const MOST_ROWS: usize = 256;
/// A row sums to one within this.
const TOLERANCE: f64 = 1e-6;

/// The editor of a table.
#[component]
pub(super) fn TableEditor(edited: Edited) -> impl IntoView {
    let states = Memo::new(move |_| {
        edited.read(|variable| variable.values.states().to_vec()).unwrap_or_default()
    });
    let parents =
        Memo::new(move |_| edited.read(|variable| variable.parents.clone()).unwrap_or_default());
    let configurations = Memo::new(move |_| {
        let parents: Vec<Vec<String>> = parents
            .get()
            .iter()
            .map(|parent| {
                edited.values_of(parent).map(|values| values.states().to_vec()).unwrap_or_default()
            })
            .collect();
        configurations(&parents)
    });
    let n_rows = move || configurations.with(|rows| rows.as_ref().map(Vec::len));
    let body = move || {
        let Some(rows) = configurations.get() else {
            return view! { <p class="small">"A table needs parents with states; choose another kind of mechanism."</p> }.into_any();
        };
        if rows.len() > MOST_ROWS {
            return view! { <p class="small">{format!("The table has {} rows: too many to change here. Save the model, change the file and open it.", rows.len())}</p> }.into_any();
        }
        view! {
            <div class="table-scroll mechanism-table" role="region" aria-label="Table of probabilities" tabindex="0">
                <table>
                    <thead>
                        <tr>
                            {parents.get().into_iter().map(|parent| view! { <th scope="col">{parent}</th> }).collect_view()}
                            {states.get().into_iter().map(|state| view! { <th scope="col" class="num">{state}</th> }).collect_view()}
                            <th scope="col" class="num">"sum"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.into_iter().enumerate().map(|(row, configuration)| view! { <Row edited states row configuration /> }).collect_view()}
                    </tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let is_off = move || {
        edited
            .read(|variable| match &variable.mechanism {
                Mechanism::Table { rows } => {
                    rows.iter().any(|row| (row.iter().sum::<f64>() - 1.0).abs() > TOLERANCE)
                        || n_rows().is_some_and(|n_rows| n_rows != rows.len())
                }
                _ => false,
            })
            .unwrap_or(false)
    };
    let normalize = move |_| {
        let (n_rows, n_states) = (n_rows().unwrap_or(0), states.with_untracked(Vec::len));
        edited.change("rows sum to 1", |variable| {
            if let Mechanism::Table { rows } = &mut variable.mechanism {
                rows.resize(n_rows, vec![1.0 / n_states as f64; n_states]);
                for row in rows {
                    let sum: f64 = row.iter().sum();
                    let share = if sum > 0.0 { 1.0 / sum } else { 0.0 };
                    for value in row.iter_mut() {
                        *value = if share > 0.0 { *value * share } else { 1.0 / n_states as f64 };
                    }
                }
            }
        });
    };
    view! {
        {body}
        {move || is_off().then(|| view! {
            <p class="small">"Some rows do not sum to 1. "<button type="button" class="tool" on:click=normalize>"Make every row sum to 1"</button></p>
        })}
    }
}

#[component]
fn Row(
    edited: Edited,
    states: Memo<Vec<String>>,
    row: usize,
    configuration: Vec<String>,
) -> impl IntoView {
    let value = move |state: usize| {
        Signal::derive(move || {
            edited
                .read(|variable| match &variable.mechanism {
                    Mechanism::Table { rows } => {
                        rows.get(row).and_then(|row| row.get(state)).copied().unwrap_or(0.0)
                    }
                    _ => 0.0,
                })
                .unwrap_or(0.0)
        })
    };
    let n_states = states.with_untracked(Vec::len);
    let sum = Signal::derive(move || (0..n_states).map(|state| value(state).get()).sum::<f64>());
    let is_off = move || (sum.get() - 1.0).abs() > TOLERANCE;
    let place = configuration.join(", ");
    let cell = move |(state, name): (usize, String)| {
        let label = if place.is_empty() { name.clone() } else { format!("{name}, for {place}") };
        let on_change = Callback::new(move |number: f64| {
            edited.change("probability", |variable| {
                if let Mechanism::Table { rows } = &mut variable.mechanism {
                    if rows.len() <= row {
                        rows.resize(row + 1, vec![1.0 / n_states as f64; n_states]);
                    }
                    rows[row].resize(n_states, 0.0);
                    rows[row][state] = number;
                    // With two states the other one follows.
                    if n_states == 2 {
                        rows[row][1 - state] = 1.0 - number;
                    }
                }
            });
        });
        let refuse = Callback::new(|number: f64| {
            (!(0.0..=1.0).contains(&number)).then(|| "between 0 and 1".to_owned())
        });
        view! { <td class="num"><NumberField label value=value(state) on_change refuse /></td> }
    };
    view! {
        <tr>
            {configuration.into_iter().map(|state| view! { <th scope="row">{state}</th> }).collect_view()}
            {states.get_untracked().into_iter().enumerate().map(cell).collect_view()}
            <td class="num" class:off=is_off>{move || fixed(sum.get(), 4)}</td>
        </tr>
    }
}

/// Every combination of the parents' states, the last parent fastest; none where a parent has none.
fn configurations(parents: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
    let mut rows = vec![Vec::new()];
    for states in parents {
        if states.is_empty() {
            return None;
        }
        if rows.len() * states.len() > 100_000 {
            return Some(vec![Vec::new(); MOST_ROWS + 1]);
        }
        rows = rows
            .into_iter()
            .flat_map(|row: Vec<String>| {
                states.iter().map(move |state| {
                    let mut row = row.clone();
                    row.push(state.clone());
                    row
                })
            })
            .collect();
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_parent_changes_fastest() {
        let states =
            |list: &[&str]| list.iter().map(|state| (*state).to_owned()).collect::<Vec<_>>();
        let rows =
            configurations(&[states(&["a", "b"]), states(&["x", "y"])]).expect("both have states");
        let rows: Vec<String> = rows.iter().map(|row| row.join("")).collect();
        assert_eq!(rows, ["ax", "ay", "bx", "by"]);
        assert_eq!(configurations(&[states(&["a"]), Vec::new()]), None);
        assert_eq!(configurations(&[]), Some(vec![Vec::new()]));
    }
}
