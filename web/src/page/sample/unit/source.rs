//! Which row: one of the sample, or one that is typed.

use std::sync::Arc;

use causeloom::number::count;
use causeloom::view::UnitView;
use leptos::prelude::*;

use crate::component::field::NumberField;
use crate::component::term::Term;
use crate::state::State;

/// Rows of the sample that can be looked at, whatever its size.
const MOST_ROW: f64 = 4_294_967_295.0;

/// "[A row of the sample | A row that I type]", and which.
#[component]
pub(super) fn Source(view: Signal<Arc<UnitView>>) -> impl IntoView {
    let state = State::expect();
    let typed = state.typed_row;
    let is_typed = Memo::new(move |_| typed.with(|typed| typed.is_asked));
    // Rows are counted from 1 where people read them.
    let row = Memo::new(move |_| state.unit.with(|unit| unit.row + 1));
    let choice = move |is_asked: bool, words: &'static str| {
        view! {
            <label class="sign-choice">
                <input
                    type="radio" name="unit-source"
                    prop:checked=move || is_typed.get() == is_asked
                    on:change=move |_| typed.update(|typed| typed.is_asked = is_asked)
                />
                <span>{words}</span>
            </label>
        }
    };
    let step = move |by: i64| {
        state.look_at_row(state.unit.with_untracked(|unit| unit.row.saturating_add_signed(by)));
    };
    let refuse = Callback::new(|row: f64| {
        let is_fine = (1.0..=MOST_ROW).contains(&row) && row.fract() == 0.0;
        (!is_fine).then(|| "a whole number from 1".to_owned())
    });
    // Before the switch the values of the row are those of the sample.
    let take_over = move |_| {
        let values = view.with_untracked(|view| {
            view.nodes.iter().map(|cell| (cell.name.clone(), cell.factual.clone())).collect()
        });
        typed.update(|typed| (typed.values, typed.is_asked) = (values, true));
    };
    let clear = move |_| typed.update(|typed| typed.values.clear());
    let reset = move |_| state.edit_unit("take all changes back", |unit| unit.changes.clear());
    let has_changes = Memo::new(move |_| state.unit.with(|unit| !unit.changes.is_empty()));
    let has_values = Memo::new(move |_| {
        typed.with(|typed| typed.values.values().any(|value| !value.is_empty()))
    });
    let as_in_sample =
        Memo::new(move |_| state.study.with(|study| study.sample.interventions.clone()));
    let take_sample = move |_| {
        let texts = as_in_sample.get_untracked();
        let changes = texts.into_iter().filter_map(|text| {
            let node = untrack(|| super::read(state, &text))?.node;
            Some((node, text))
        });
        let changes = changes.collect();
        state.edit_unit("change as in the sample", |unit| unit.changes = changes);
    };
    view! {
        <fieldset class="sign-switch unit-source">
            <legend class="visually-hidden">"Which row"</legend>
            {choice(false, "a row of the sample")}
            {choice(true, "a row that I type")}
        </fieldset>
        <p class="unit-line">
            {move || if is_typed.get() {
                view! {
                    <span class="muted small">
                        "Type what is known and leave the rest blank: what led there is "
                        <Term term="abduction">"inferred"</Term>", in " {count(f64::from(super::DRAWS))} " draws."
                    </span>
                    <button type="button" class="quiet tool" disabled=move || !has_values.get() on:click=clear>"Blank all"</button>
                }.into_any()
            } else {
                view! {
                    <span class="stepper">
                        <button type="button" class="icon" aria-label="Row before" disabled=move || row.get() == 1 on:click=move |_| step(-1)>"‹"</button>
                        <NumberField
                            label="Row" value=Signal::derive(move || row.get() as f64) refuse
                            on_change=Callback::new(move |row: f64| state.look_at_row(row as u64 - 1))
                        />
                        <button type="button" class="icon" aria-label="Next row" on:click=move |_| step(1)>"›"</button>
                    </span>
                    <button type="button" class="quiet tool" on:click=take_over>"Type from this row"</button>
                }.into_any()
            }}
            {move || (!has_changes.get() && as_in_sample.with(|texts| !texts.is_empty())).then(|| view! {
                <button type="button" class="quiet tool" on:click=take_sample>"Change as in the sample"</button>
            })}
            {move || has_changes.get().then(|| view! {
                <button type="button" class="quiet tool" on:click=reset>"Take the changes back"</button>
            })}
        </p>
    }
}
