//! The header: what is open, undo, requests, colors, the link.

use leptos::prelude::*;

use super::log::Log;
use super::menu::StudyMenu;
use crate::state::State;

/// The brand's mark: a warp of three threads and a weft.
#[component]
pub(super) fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" class="mark">
            <path d="M3 4v12M8 4v12M13 4v12M18 4v12" />
            <path class="weft" d="M1 7h4c2 0 2 6 4 6h3c2 0 2-6 4-6h3" />
        </svg>
    }
}

/// The header.
#[component]
pub(super) fn Header() -> impl IntoView {
    let state = State::expect();
    let undo_label = move || {
        let label = state.history.with(|history| history.undo_label().map(str::to_owned));
        label.map_or("Undo".to_owned(), |label| format!("Undo: {label}"))
    };
    let redo_label = move || {
        let label = state.history.with(|history| history.redo_label().map(str::to_owned));
        label.map_or("Redo".to_owned(), |label| format!("Redo: {label}"))
    };
    let can_undo = move || state.history.with(causeloom::History::can_undo);
    let can_redo = move || state.history.with(causeloom::History::can_redo);
    let theme_label = move || format!("Colors: {}", state.theme.get().title());
    let next_theme = move |_| {
        state.theme.update(|theme| *theme = theme.next());
        state.say(theme_label());
    };
    view! {
        <header class="bar">
            <span class="brand"><Mark /><span>"Causeloom"</span></span>
            <StudyMenu />
            <span class="spring"></span>
            <button
                type="button"
                class="quiet icon"
                aria-label=undo_label
                title=undo_label
                disabled=move || !can_undo()
                on:click=move |_| state.undo()
            >
                <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" class="line">
                    <path d="M7.5 4 3.5 8l4 4M4 8h8a4.5 4.5 0 0 1 0 9H8" />
                </svg>
            </button>
            <button
                type="button"
                class="quiet icon"
                aria-label=redo_label
                title=redo_label
                disabled=move || !can_redo()
                on:click=move |_| state.redo()
            >
                <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" class="line">
                    <path d="M12.5 4l4 4-4 4M16 8H8a4.5 4.5 0 0 0 0 9h4" />
                </svg>
            </button>
            <Log />
            <button
                type="button"
                class="quiet icon"
                aria-label=theme_label
                title=theme_label
                on:click=next_theme
            >
                <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" class="line">
                    <circle cx="10" cy="10" r="7" />
                    <path class="fill" d="M10 3a7 7 0 0 1 0 14z" />
                </svg>
            </button>
            <button type="button" class="share" on:click=move |_| state.share()>"Share"</button>
        </header>
    }
}
