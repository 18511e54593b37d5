//! A run over a network, as the page follows it; who carries it out is in `gateway`.

use std::sync::Arc;

use causeloom::conversation::{Leaves, ModelView, Preview, ProviderView, RecordingView, Standing};
use causeloom::view::RealizeView;
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

/// A run of texts that was put aside.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeptRun {
    /// What the user calls it.
    pub(crate) name: String,
    /// How its texts were held to their facts, in words; empty where nobody was asked.
    pub(crate) mode: &'static str,
    /// What came of it.
    pub(crate) view: Arc<RealizeView>,
    /// What was asked.
    pub(crate) study: Study,
}

/// Runs that were put aside to be compared, while the page is open; copies are the same ones.
#[derive(Clone, Copy)]
pub(crate) struct KeptRuns(pub(crate) RwSignal<Vec<KeptRun>>);

impl KeptRuns {
    /// The runs that the shell provided.
    pub(crate) fn expect() -> RwSignal<Vec<KeptRun>> {
        expect_context::<Self>().0
    }
}

/// A recording that the user chose.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// The file's name.
    pub(crate) name: String,
    /// The file.
    pub(crate) text: Arc<str>,
    /// What it holds.
    pub(crate) found: Arc<RecordingView>,
    /// True where nothing is asked that is not in it.
    pub(crate) only: bool,
}

/// What the user agreed to send.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agreed {
    /// What, and to which host; it is not asked again.
    pub(crate) to: Vec<String>,
    /// The most that runs told of their rows so far.
    pub(crate) left: Leaves,
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
    /// Texts of which a part has come and more is to come, by number; told whenever there is more of
    /// one, some eight times a second at most.
    pub(crate) writing: RwSignal<Vec<u32>>,
    /// True where the text that is looked at is the one under way.
    pub(crate) is_followed: RwSignal<bool>,
    /// When it began or was taken up, in milliseconds since 1970, and the texts that were done then.
    pub(crate) begun: RwSignal<(f64, u64)>,
    /// How the last request failed, in the gateway's word; empty once one was answered.
    pub(crate) failure: RwSignal<&'static str>,
    /// Why the run could not be kept for a reload, in words; empty where it is kept.
    pub(crate) unsaved: RwSignal<&'static str>,
    /// A recording whose answers are not asked for again.
    pub(crate) recording: RwSignal<Option<Recorded>>,
    /// Origins of which the gateway keeps a key.
    pub(crate) keys: RwSignal<Vec<String>>,
    /// What the user agreed to send, and what was sent.
    pub(crate) agreed: RwSignal<Agreed>,
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
            writing: RwSignal::default(),
            is_followed: RwSignal::default(),
            begun: RwSignal::default(),
            failure: RwSignal::default(),
            unsaved: RwSignal::default(),
            recording: RwSignal::default(),
            keys: RwSignal::default(),
            agreed: RwSignal::default(),
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
        self.agreed.update(|agreed| {
            if weight(leaves) > weight(&agreed.left) {
                agreed.left.clone_from(leaves);
            }
        });
    }

    /// True where no request can be made: all answers come from a recording.
    pub(crate) fn asks_nobody(self) -> bool {
        self.recording.with(|recorded| recorded.as_ref().is_some_and(|recorded| recorded.only))
    }

    /// True while a run is under way, paused or waiting for the user.
    pub(crate) fn is_going_on(self) -> bool {
        self.stage
            .with(|stage| matches!(stage, Stage::Preparing | Stage::Asking(_) | Stage::Running))
    }
}
