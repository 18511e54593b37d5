//! Light, dark, or as the system has it.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::State;

const STORED: &str = "causeloom.theme";

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The theme that comes next when the button is pressed.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// Its name.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that was chosen before.
    pub(super) fn stored() -> Self {
        let text = local_storage().and_then(|storage| storage.get_item(STORED).ok().flatten());
        match text.as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }
}

/// Keeps the page in step with the choice and with the system.
pub(super) fn follow(state: State) {
    Effect::new(move || {
        let theme = state.theme.get();
        let root = document().document_element();
        if let Some(root) = root {
            let set = match theme {
                Theme::System => root.remove_attribute("data-theme"),
                chosen => root.set_attribute("data-theme", chosen.title()),
            };
            set.expect("the attribute's name is well formed");
        }
        if let Some(storage) = local_storage() {
            // Where storage is full or forbidden the choice lasts as long as the page.
            drop(storage.set_item(STORED, theme.title()));
        }
        state.theme_epoch.update(|epoch| *epoch += 1);
    });
    let system = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    if let Some(system) = system {
        let changed = Closure::<dyn FnMut()>::new(move || {
            state.theme_epoch.update(|epoch| *epoch += 1);
        });
        let listening =
            system.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
        listening.expect("a media query can be listened to");
        // It listens as long as the page lives.
        changed.forget();
    }
}

fn local_storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
