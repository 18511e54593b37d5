//! A language model behind an address: who is asked, what it may cost, and how the run goes.

mod budget;
mod key;
mod leaving;
mod listed;
mod preview;
mod recording;
mod run;
mod tab;
mod text;
mod trouble;
mod way;

use causeloom::conversation::ProviderView;
use causeloom::{Budget, Level, Price, Study, Writer};
use leptos::prelude::*;

use self::budget::BudgetFields;
use self::key::KeyField;
use self::leaving::Leaving;
use self::listed::ModelField;
pub(super) use self::run::{NetworkRun, run_network};
pub(super) use self::tab::TabPanel;
pub(super) use self::text::text_of;
use self::way::{AddressField, ModeChoice, ProviderChoice};
use crate::gateway;
use crate::state::State;

/// What of a study says who is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Server {
    /// The provider.
    pub(super) provider: String,
    /// The address, where it is not the provider's.
    pub(super) base_url: String,
    /// The model.
    pub(super) model: String,
    /// What a run may use.
    pub(super) budget: Budget,
    /// What a million tokens cost.
    pub(super) price: Option<Price>,
    /// What may leave of a table.
    pub(super) level: Level,
    /// Whether its columns are called c1, c2, …
    pub(super) aliased: bool,
}

/// The server that a study asks; none where it asks none.
pub(super) fn server_of(study: &Study) -> Option<Server> {
    match &study.realize.writer {
        Writer::Server { provider, base_url, model, budget, price, level, aliased, .. } => {
            Some(Server {
                provider: provider.clone(),
                base_url: base_url.clone(),
                model: model.clone(),
                budget: *budget,
                price: *price,
                level: *level,
                aliased: *aliased,
            })
        }
        _ => None,
    }
}

/// True where a language model is asked, over a network or in the tab.
pub(super) fn asks_model(study: &Study) -> bool {
    matches!(study.realize.writer, Writer::Server { .. } | Writer::File { .. } | Writer::Browser)
}

/// True where the language model is a file.
fn is_file(study: &Study) -> bool {
    matches!(study.realize.writer, Writer::File { .. })
}

/// The server and what is known of it; copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// As the study has it.
    pub(super) server: Memo<Server>,
    /// What is known of the provider.
    pub(super) provider: Memo<ProviderView>,
    /// The address that is asked.
    pub(super) address: Memo<String>,
    /// Its origin, for which a key is kept; empty where it is no address.
    pub(super) origin: Memo<String>,
    /// True where the gateway keeps a key for it.
    pub(super) has_key: Memo<bool>,
    /// True where cells of a table are told and must not stand in a question.
    pub(super) holds_cells: Memo<bool>,
}

impl Asked {
    /// Follows the study.
    pub(super) fn new(state: State) -> Self {
        gateway::ask_for_providers(state);
        let server =
            Memo::new(move |_| state.study.with(|study| server_of(study).unwrap_or_default()));
        let provider = Memo::new(move |_| {
            // A model in the tab takes what llama.cpp takes; the browser's own takes no grammar.
            if state.study.with(|study| server_of(study).is_none()) {
                let takes_grammar = state.study.with(is_file);
                return ProviderView { takes_grammar, ..ProviderView::default() };
            }
            let id = server.with(|server| server.provider.clone());
            state.network.providers.with(|all| {
                all.iter().find(|provider| provider.id == id).cloned().unwrap_or_default()
            })
        });
        let address = Memo::new(move |_| {
            let typed = server.with(|server| server.base_url.trim().to_owned());
            if typed.is_empty() {
                provider.with(|provider| provider.base_url.clone())
            } else {
                typed
            }
        });
        let origin = Memo::new(move |_| {
            web_sys::Url::new(&address.get()).map(|url| url.origin()).unwrap_or_default()
        });
        let has_key =
            Memo::new(move |_| state.network.keys.with(|keys| keys.contains(&origin.get())));
        let holds_cells = Memo::new(move |_| {
            state.tells_table()
                && match state.study.with(|study| study.realize.writer.clone()) {
                    Writer::Server { level, .. } => level < Level::Rows,
                    Writer::Browser => true,
                    Writer::File { .. } | Writer::Embedded | Writer::Simulated { .. } => false,
                }
        });
        Self { server, provider, address, origin, has_key, holds_cells }
    }

    /// True for a server of the user's own, which may need no key.
    pub(super) fn is_own(self) -> bool {
        self.provider.with(|provider| provider.start.is_some())
    }

    /// Why nothing can be asked yet, in words.
    pub(super) fn problem(self, state: State) -> Option<String> {
        if let Some(problem) = state.study.with(super::prompt::problem) {
            return Some(problem);
        }
        if state.study.with(|study| server_of(study).is_none()) {
            let is_loaded = state.network.tab_model.with(Option::is_some);
            return (!is_loaded).then(|| "Load the language model above.".to_owned());
        }
        if self.server.with(|server| server.model.trim().is_empty()) {
            return Some("Name the language model.".to_owned());
        }
        if self.origin.get().is_empty() {
            return Some("The address is none.".to_owned());
        }
        let name = self.provider.with(|provider| provider.name.clone());
        (!self.is_own() && !self.has_key.get())
            .then(|| format!("{name} asks for a key: give it above."))
    }
}

/// Changes the server, as one step.
pub(super) fn edit(state: State, label: impl Into<String>, change: impl FnOnce(&mut Server)) {
    let mut server = state.study.with_untracked(server_of).unwrap_or_default();
    change(&mut server);
    state.edit(label, |study| {
        if let Writer::Server { provider, base_url, model, budget, price, level, aliased, .. } =
            &mut study.realize.writer
        {
            *level = server.level;
            *aliased = server.aliased;
            *provider = server.provider;
            *base_url = server.base_url;
            *model = server.model;
            *budget = server.budget;
            *price = server.price;
        }
    });
}

/// The panel: who is asked, and what that may cost.
#[component]
pub(super) fn NetworkPanel() -> impl IntoView {
    let state = State::expect();
    gateway::open(state);
    let asked = Asked::new(state);
    view! {
        <div class="writer-panel network-panel">
            <p class="sentence">
                "Ask "<ProviderChoice asked />" at "<AddressField asked />
                " for "<ModelField asked />", "<ModeChoice asked />"."
            </p>
            <KeyField asked />
            <BudgetFields asked />
            <Leaving asked />
        </div>
    }
}
