//! A run over a network, as the page follows it; who carries it out is in `gateway`.

use causeloom::conversation::{Leaves, ModelView, Preview, ProviderView, Standing};
use causeloom::{Error, Study};
use leptos::prelude::*;

/// What a run over a network does now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Stage {
    /// Nothing.
    #[default]
    Idle,
    /// It is being prepared.
    Preparing,
    /// Nothing was sent yet: the user has to agree to this.
    Asking(Preview),
    /// Requests are made, or could be.
    Running,
    /// Every text is done.
    Over,
    /// It broke off.
    Failed(Error),
}

/// The signals of a run over a network; copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Network {
    /// What it does now.
    pub(crate) stage: RwSignal<Stage>,
    /// How far it is.
    pub(crate) standing: RwSignal<Standing>,
    /// The study that is run.
    pub(crate) asked: RwSignal<Option<Study>>,
    /// Counts the times at which texts got done.
    pub(crate) epoch: RwSignal<u32>,
    /// When it began or was taken up, in milliseconds since 1970, and the texts that were done then.
    pub(crate) begun: RwSignal<(f64, u64)>,
    /// How the last request failed, in the gateway's word; empty once one was answered.
    pub(crate) failure: RwSignal<&'static str>,
    /// Why the run could not be kept for a reload.
    pub(crate) unsaved: RwSignal<bool>,
    /// Origins of which the gateway keeps a key.
    pub(crate) keys: RwSignal<Vec<String>>,
    /// What the user agreed to send, and to which host.
    pub(crate) agreed: RwSignal<Vec<String>>,
    /// The most that runs told of their rows so far.
    pub(crate) left: RwSignal<Leaves>,
    /// The servers that are known; empty until asked for.
    pub(crate) providers: RwSignal<Vec<ProviderView>>,
    /// The models that the server named last.
    pub(crate) models: RwSignal<Vec<ModelView>>,
    /// The name of the model that is loaded in the tab.
    pub(crate) tab_model: RwSignal<Option<String>>,
    /// The share of it that is loaded, while it is.
    pub(crate) tab_progress: RwSignal<Option<f64>>,
    /// Why it could not be loaded.
    pub(crate) tab_problem: RwSignal<Option<Error>>,
}

impl Network {
    /// No run.
    pub(super) fn new() -> Self {
        Self {
            stage: RwSignal::default(),
            standing: RwSignal::default(),
            asked: RwSignal::default(),
            epoch: RwSignal::default(),
            begun: RwSignal::default(),
            failure: RwSignal::default(),
            unsaved: RwSignal::default(),
            keys: RwSignal::default(),
            agreed: RwSignal::default(),
            left: RwSignal::default(),
            providers: RwSignal::default(),
            models: RwSignal::default(),
            tab_model: RwSignal::default(),
            tab_progress: RwSignal::default(),
            tab_problem: RwSignal::default(),
        }
    }

    /// Keeps in mind what a run tells of its rows.
    pub(crate) fn leaves(self, leaves: &Leaves) {
        let weight = |leaves: &Leaves| match leaves {
            Leaves::Simulated => 0,
            Leaves::Columns { .. } => 1,
            Leaves::Cells { .. } => 2,
        };
        self.left.update(|left| {
            if weight(leaves) > weight(left) {
                left.clone_from(leaves);
            }
        });
    }

    /// True while a run is under way, paused or waiting for the user.
    pub(crate) fn is_going_on(self) -> bool {
        self.stage
            .with(|stage| matches!(stage, Stage::Preparing | Stage::Asking(_) | Stage::Running))
    }
}
