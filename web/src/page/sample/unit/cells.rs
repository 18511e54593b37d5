//! The cells of the row: as it is, and as it would have been.

use std::sync::Arc;

use causeloom::number::{fixed, percent};
use causeloom::view::{UnitCell, UnitView};
use leptos::prelude::*;

use super::super::interventions::{read, states_of};
use super::super::told::{How, Told};
use crate::component::choice::{Choice, Opt};
use crate::component::copy_menu::CopyMenu;
use crate::component::field::TextField;
use crate::component::term::Term;
use crate::state::State;

/// The table of the cells.
#[component]
pub(super) fn Cells(view: Signal<Arc<UnitView>>) -> impl IntoView {
    let names = Memo::new(move |_| {
        view.with(|view| view.nodes.iter().map(|cell| cell.name.clone()).collect::<Vec<_>>())
    });
    let has_bounds =
        Memo::new(move |_| view.with(|view| view.nodes.iter().any(|cell| !cell.bounds.is_empty())));
    let rows = Callback::new(move |()| view.with_untracked(|view| as_rows(view)));
    view! {
        <div class="unit-cells">
            <div class="table-scroll" tabindex="0" role="region" aria-label="The row, as it is and as it would have been">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Node"</th>
                            <th scope="col">"As it is"</th>
                            <th scope="col">"Would have been"</th>
                            {move || has_bounds.get().then(|| view! {
                                <th scope="col" class="num wide-only"><Term term="frechet-bounds">"Data alone"</Term></th>
                            })}
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || names.get() key=Clone::clone children=move |name| view! { <Cell view name has_bounds /> } />
                    </tbody>
                </table>
            </div>
            <p class="table-tools"><CopyMenu rows /></p>
        </div>
    }
}

#[component]
fn Cell(view: Signal<Arc<UnitView>>, name: String, has_bounds: Memo<bool>) -> impl IntoView {
    let state = State::expect();
    let name = StoredValue::new(name);
    let cell = Memo::new(move |_| {
        view.with(|view| {
            name.with_value(|name| view.nodes.iter().find(|cell| &cell.name == name).cloned())
        })
        .unwrap_or_default()
    });
    let states = Memo::new(move |_| name.with_value(|name| states_of(state, name)));
    let is_typed = Memo::new(move |_| state.typed_row.with(|typed| typed.is_asked));
    let typed = Memo::new(move |_| {
        state
            .typed_row
            .with(|typed| name.with_value(|name| typed.values.get(name).cloned()))
            .unwrap_or_default()
    });
    let change = Memo::new(move |_| {
        let text =
            state.unit.with(|unit| name.with_value(|name| unit.changes.get(name).cloned()))?;
        read(state, &text)
    });
    let take_typed = move |value: String| {
        state.typed_row.update(|typed| {
            typed.values.insert(name.get_value(), value);
        });
    };
    let take_change = move |value: String| {
        let told = Told { node: name.get_value(), how: How::Set, value };
        state.edit_unit(format!("{} in one row", told.words()), |unit| {
            unit.changes.insert(told.node.clone(), told.text());
        });
    };
    let let_go = move |_| {
        state.edit_unit(format!("take back the change of {}", name.get_value()), |unit| {
            name.with_value(|name| unit.changes.remove(name));
        });
    };
    let factual = move || {
        if !is_typed.get() {
            return view! { <span>{move || cell.with(|cell| cell.factual.clone())}</span> }
                .into_any();
        }
        let label = format!("{} as it is", name.get_value());
        let inferred = move || {
            typed.with(String::is_empty).then(|| view! {
                <small class="muted probably">{move || cell.with(|cell| format!("probably {}", cell.factual))}</small>
            })
        };
        view! { <ValueField label value=typed states take=Callback::new(take_typed) with_blank=true />{inferred} }.into_any()
    };
    let unit = move || {
        let unit = |name: &String| {
            state.model.with(|model| Some(model.as_ref()?.variables.get(name)?.unit.clone()))
        };
        name.with_value(unit)
    };
    let label = move || format!("{} would have been", name.get_value());
    let after = Memo::new(move |_| cell.with(|cell| cell.counterfactual.clone()));
    let how = move || {
        change.with(|change| change.as_ref().filter(|told| told.how != How::Set).map(Told::words))
    };
    let share = move || cell.with(share_words);
    let bounds = move || cell.with(bounds_words);
    view! {
        <tr
            class:is-set=move || cell.with(|cell| cell.set)
            class:is-moved=move || cell.with(|cell| cell.changed && !cell.set)
            class:is-unreached=move || cell.with(|cell| !cell.on_path) && view.with(|view| view.nodes.iter().any(|cell| cell.set))
        >
            <th scope="row">{name.get_value()}" "<small class="muted">{unit}</small></th>
            <td>{factual}</td>
            <td>
                <span class="would">
                    <ValueField label=label() value=after states take=Callback::new(take_change) />
                    {move || change.with(Option::is_some).then(|| view! {
                        <button type="button" class="quiet icon" aria-label=format!("Take back the change of {}", name.get_value()) on:click=let_go>"×"</button>
                    })}
                    <small class="muted">{how}</small>
                    <small class="muted">{share}</small>
                    <small class="moved">{move || cell.with(|cell| (cell.changed && !cell.set).then_some("changed"))}</small>
                </span>
            </td>
            {move || has_bounds.get().then(|| view! { <td class="num small muted wide-only">{bounds}</td> })}
        </tr>
    }
}

/// A select of states, or a field for a number.
#[component]
fn ValueField(
    #[prop(into)] label: String,
    value: Memo<String>,
    states: Memo<Vec<String>>,
    take: Callback<String>,
    /// True where it may stay blank.
    #[prop(optional)]
    with_blank: bool,
) -> impl IntoView {
    let has_states = Memo::new(move |_| states.with(|states| !states.is_empty()));
    let label = StoredValue::new(label);
    move || {
        if has_states.get() {
            let options = Signal::derive(move || {
                let blank = with_blank.then(|| Opt::new("", "(blank)"));
                let states = states.get().into_iter().map(|state| Opt::new(state.clone(), state));
                blank.into_iter().chain(states).collect::<Vec<_>>()
            });
            return view! { <Choice label=label.get_value() value options on_change=take /> }
                .into_any();
        }
        let check = Callback::new(move |text: String| {
            let text = text.trim().replace('−', "-");
            let is_blank = text.is_empty() && with_blank;
            if !is_blank && !text.parse::<f64>().is_ok_and(f64::is_finite) {
                return Some("a number is needed".to_owned());
            }
            if text != value.get_untracked() {
                take.run(text);
            }
            None
        });
        view! { <TextField label=label.get_value() value take=check class="number-field" /> }
            .into_any()
    }
}

/// "83.0 % of draws", where there are several.
fn share_words(cell: &UnitCell) -> Option<String> {
    let (_, share) = cell.probabilities.iter().find(|(state, _)| state == &cell.counterfactual)?;
    (*share < 1.0).then(|| format!("{} of draws", percent(*share)))
}

/// "yes: 0 – 73 %".
fn bounds_words(cell: &UnitCell) -> String {
    let found = cell.bounds.iter().find(|(state, _, _)| state == &cell.counterfactual);
    found.map_or_else(String::new, |(state, lower, upper)| {
        format!("{state}: {} – {} %", fixed(100.0 * lower, 0), fixed(100.0 * upper, 0))
    })
}

fn as_rows(view: &UnitView) -> Vec<Vec<String>> {
    let header = ["Node", "As it is", "Would have been", "Share of draws", "Data alone"];
    let row = |cell: &UnitCell| {
        let share = cell.probabilities.iter().find(|(state, _)| state == &cell.counterfactual);
        vec![
            cell.name.clone(),
            cell.factual.clone(),
            cell.counterfactual.clone(),
            share.map_or_else(String::new, |(_, share)| fixed(*share, 3)),
            bounds_words(cell),
        ]
    };
    std::iter::once(header.map(str::to_owned).to_vec()).chain(view.nodes.iter().map(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_how_sure_it_is_and_what_data_alone_allow() {
        let cell = UnitCell {
            counterfactual: "no".to_owned(),
            probabilities: vec![("yes".to_owned(), 0.17), ("no".to_owned(), 0.83)],
            bounds: vec![("yes".to_owned(), 0.0, 0.4), ("no".to_owned(), 0.6, 1.0)],
            ..UnitCell::default()
        };
        assert_eq!(share_words(&cell).as_deref(), Some("83.0 % of draws"));
        assert_eq!(bounds_words(&cell), "no: 60 – 100 %");
        let sure = UnitCell { probabilities: vec![("no".to_owned(), 1.0)], ..cell };
        assert_eq!(share_words(&sure), None);
    }
}
