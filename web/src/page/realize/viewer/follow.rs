//! Looking at the text that a language model writes now, from one to the next.

use leptos::prelude::*;

use super::looked::Looked;
use super::shown::Shown;
use crate::state::{Network, Stage, State};

/// Milliseconds for which a text stays once it is done, so that its end can be seen.
const STAY: f64 = 1_500.0;

/// Moves from a text that is done to one that is being written, while the run is followed.
pub(super) fn follow(network: Network, looked: Looked) {
    Effect::new(move || {
        if network.is_followed.get() {
            looked.wanted.set(Shown::Text);
        }
    });
    let done = StoredValue::new(None::<(u64, f64)>);
    Effect::new(move || {
        network.writing.track();
        if !network.is_followed.get() {
            return;
        }
        let shown = looked.shown.get_untracked();
        let writing = network.writing.get_untracked();
        if writing.contains(&(shown as u32)) {
            return;
        }
        let Some(next) = writing.first() else { return };
        if looked.is_whole() {
            let now = js_sys::Date::now();
            match done.get_value() {
                Some((number, since)) if number == shown => {
                    if now - since < STAY {
                        return;
                    }
                }
                _ => return done.set_value(Some((shown, now))),
            }
        } else if looked.is_begun() {
            // Its correction is asked for.
            return;
        }
        looked.follow_to(u64::from(*next));
    });
}

/// A button that has the viewer follow the run, while one goes on.
#[component]
pub(super) fn FollowButton() -> impl IntoView {
    let network = State::expect().network;
    let is_running = Memo::new(move |_| network.stage.with(|stage| *stage == Stage::Running));
    view! {
        <Show when=move || is_running.get()>
            <button
                type="button" class="tool" aria-pressed=move || network.is_followed.get().to_string()
                title="Show the text that is being written"
                on:click=move |_| network.is_followed.update(|is_followed| *is_followed = !*is_followed)
            >"Follow the run"</button>
        </Show>
    }
}
