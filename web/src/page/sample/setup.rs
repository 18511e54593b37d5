//! What is drawn: how many rows of which model, under which seed.

use causeloom::number::count;
use leptos::prelude::*;

use crate::component::field::NumberField;
use crate::state::{State, Step};

/// Numbers of rows that are offered.
const PRESETS: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// More rows than these are left to the command line.
const MOST_ROWS: f64 = 100_000_000.0;
/// Seeds are whole numbers that a document keeps exactly.
const MOST_SEED: f64 = 9_007_199_254_740_991.0;

/// "Draw [10000] rows of [Asia] under seed [1]."
#[component]
pub(super) fn SetupSentence() -> impl IntoView {
    let state = State::expect();
    let n_rows = Memo::new(move |_| state.study.with(|study| study.sample.rows));
    let set_rows = move |rows: u32| {
        if rows != n_rows.get_untracked() {
            state.edit_sample(format!("{} rows", count(f64::from(rows))), |sample| {
                sample.rows = rows;
            });
        }
    };
    let refuse_rows = Callback::new(|rows: f64| {
        let is_fine = rows >= 1.0 && rows.fract() == 0.0 && rows <= MOST_ROWS;
        (!is_fine).then(|| format!("a whole number from 1 to {}", count(MOST_ROWS)))
    });
    let refuse_seed = Callback::new(|seed: f64| {
        let is_fine = (0.0..=MOST_SEED).contains(&seed) && seed.fract() == 0.0;
        (!is_fine).then(|| "a whole number from 0".to_owned())
    });
    let preset = move |rows: u32| {
        let is_chosen = move || n_rows.get() == rows;
        view! {
            <button
                type="button"
                class="quiet tool"
                aria-pressed=move || is_chosen().to_string()
                on:click=move |_| set_rows(rows)
            >{count(f64::from(rows))}</button>
        }
    };
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        state.go(Step::Model);
    };
    view! {
        <p class="sentence">
            "Draw "
            <NumberField
                label="Rows" value=Signal::derive(move || f64::from(n_rows.get()))
                on_change=Callback::new(move |rows: f64| set_rows(rows as u32)) refuse=refuse_rows
            />
            " rows of "
            <a href=move || state.address_of(Step::Model) on:click=go>{move || state.model_title()}</a>
            " "
            <span class="unbroken">
                "under seed "
                <NumberField
                    label="Seed" value=Signal::derive(move || state.seed.get() as f64)
                    on_change=Callback::new(move |seed: f64| {
                        state.edit(format!("seed {seed:.0}"), |study| study.seed = seed as u64);
                    })
                    refuse=refuse_seed
                />
                "."
            </span>
        </p>
        <p class="presets" role="group" aria-label="Usual numbers of rows">{PRESETS.map(preset).collect_view()}</p>
    }
}
