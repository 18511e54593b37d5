//! The few global signals of the application and what changes them.

mod address;
mod modeling;
mod network;
mod opening;
mod parts;
mod requests;
mod running;
mod sampling;
mod theme;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use causeloom::model::Model;
use causeloom::view::{
    AuditView, DataView, IndependenceView, LevelView, ModelView, NoteView, RealizeView, SampleView,
    SensitivityView,
};
use causeloom::{
    AuditConfig, DataReference, Error, History, JobKind, KindName, Roles, Study, UnitConfig,
};
use leptos::prelude::*;

pub(crate) use network::{KeptRun, KeptRuns, Network, Recorded, Stage};
pub(crate) use opening::{Opening, Wanted, kind_title};
pub(crate) use parts::Part;
pub(crate) use requests::{Purpose, Request, Sent, add_sent};
pub(crate) use running::{Finished, Phase, Progress, Run};
pub(crate) use sampling::TypedRow;
pub(crate) use theme::Theme;

use crate::pool::{Keeper, Office, Order, Runners};

/// A page of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The table: how it was read, and which column plays which part.
    Data,
    /// The causal model: what causes what, and how.
    Model,
    /// The decomposition of the gap.
    Audit,
    /// Rows drawn from the model, with and without interventions.
    Sample,
    /// Rows put into words.
    Realize,
}

impl Step {
    /// Every page, in the order of the navigation.
    pub(crate) const ALL: [Self; 5] =
        [Self::Data, Self::Model, Self::Audit, Self::Sample, Self::Realize];

    /// Its name in the navigation.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Data => "Data",
            Self::Model => "Model",
            Self::Audit => "Audit",
            Self::Sample => "Sample",
            Self::Realize => "Realize",
        }
    }

    /// Its name in the address.
    fn key(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Model => "model",
            Self::Audit => "audit",
            Self::Sample => "sample",
            Self::Realize => "realize",
        }
    }
}

/// A short message that screen readers say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Its text; empty for none.
    pub(crate) text: String,
    /// True where it is also shown for a moment.
    pub(crate) is_seen: bool,
}

/// The application's state; copies are the same state.
#[derive(Clone, Copy)]
pub(crate) struct State {
    /// Every step that the user took; change it through the actions.
    pub(crate) history: RwSignal<History>,
    /// The study as it stands.
    pub(crate) study: Memo<Study>,
    /// Which column plays which part.
    pub(crate) roles: Memo<Roles>,
    /// How the audit is computed.
    pub(crate) config: Memo<AuditConfig>,
    /// The seed.
    pub(crate) seed: Memo<u64>,
    /// The table that is open.
    pub(crate) data: RwSignal<Option<Arc<DataView>>>,
    /// The groups of the protected attribute; empty until known.
    pub(crate) groups: RwSignal<Vec<LevelView>>,
    /// Why the groups are not known.
    pub(crate) groups_problem: RwSignal<Option<Error>>,
    /// The levels of the outcome; empty for a number.
    pub(crate) outcome_levels: Memo<Vec<LevelView>>,
    /// A table that is being read.
    pub(crate) opening: RwSignal<Option<Opening>>,
    /// Why the last opening, or the last change of a column's kind, failed.
    pub(crate) opening_problem: RwSignal<Option<Error>>,
    /// The file that the study asks for and that is not here.
    pub(crate) wanted: RwSignal<Option<Wanted>>,
    /// The audit.
    pub(crate) audit: RwSignal<Run<AuditView>>,
    /// The audit with one column moved at a time.
    pub(crate) sensitivity: RwSignal<Run<SensitivityView>>,
    /// The model that the study refers to; none where it has none, or while it is fetched.
    pub(crate) model: RwSignal<Option<Arc<Model>>>,
    /// The model in words and distributions; it follows the model a moment later.
    pub(crate) model_view: RwSignal<Option<Arc<ModelView>>>,
    /// Why the model could not be opened, imported or described.
    pub(crate) model_problem: RwSignal<Option<Error>>,
    /// What is to be kept in mind of the model since it was imported or fitted.
    pub(crate) model_notes: RwSignal<Vec<NoteView>>,
    /// How many nodes are fitted to the table, while a fit goes on.
    pub(crate) fitting: RwSignal<Option<f64>>,
    /// The node that is looked at.
    pub(crate) chosen_node: RwSignal<Option<String>>,
    /// Rows drawn from the model, in summary.
    pub(crate) sample: RwSignal<Run<SampleView>>,
    /// The independences that the model implies, tested.
    pub(crate) independence: RwSignal<Run<IndependenceView>>,
    /// Rows put into words, in summary.
    pub(crate) realize: RwSignal<Run<RealizeView>>,
    /// The run over a network.
    pub(crate) network: Network,
    /// Counts how often the key that runs was pressed on the Realize page.
    pub(crate) run_asked: RwSignal<u32>,
    /// The row of the sample that is looked at, and what is changed in it.
    pub(crate) unit: Memo<UnitConfig>,
    /// A row that the user types instead.
    pub(crate) typed_row: RwSignal<TypedRow>,
    /// The probability that is asked for.
    pub(crate) query: RwSignal<String>,
    /// Why a run is not possible yet, in words.
    pub(crate) problem: Memo<Option<String>>,
    /// The page that is shown.
    pub(crate) step: RwSignal<Step>,
    /// Light, dark or as the system has it.
    pub(crate) theme: RwSignal<Theme>,
    /// Counts the changes between light and dark.
    pub(crate) theme_epoch: RwSignal<u32>,
    /// Every request to the network that the page or a worker made.
    pub(crate) requests: RwSignal<Vec<Request>>,
    /// What was last said to the user.
    pub(crate) said: RwSignal<Said>,
    machine: StoredValue<Machine, LocalStorage>,
}

/// What works behind the signals.
#[derive(Clone)]
struct Machine {
    keeper: Keeper,
    runners: Runners,
    files: Vec<opening::OpenedFile>,
    /// The file that could not be read last, and how that was tried.
    failed: Option<(web_sys::File, causeloom::Reading)>,
    /// What the keeper has open, and the kinds under which it was viewed.
    shown: Option<(DataReference, BTreeMap<String, KindName>)>,
    orders: BTreeMap<&'static str, Order>,
    /// What was asked for before a reload and starts again with the table.
    restart: Vec<JobKind>,
    /// Counts openings and views, so that a late answer to an old question is dropped.
    epoch: u32,
    /// The same for models.
    model_epoch: u32,
    /// Built-in models that were fetched.
    models: BTreeMap<String, Arc<Model>>,
}

impl State {
    /// Makes the state, follows the address, and provides it to every component.
    pub(crate) fn provide(script: String, engine: js_sys::Function) -> Self {
        let history = RwSignal::new(History::new(Study::default()));
        let study = Memo::new(move |_| history.with(|history| history.current().clone()));
        let roles = Memo::new(move |_| study.with(|study| study.roles.clone()));
        let config = Memo::new(move |_| study.with(|study| study.audit.clone()));
        let seed = Memo::new(move |_| study.with(|study| study.seed));
        let data = RwSignal::new(None);
        let groups = RwSignal::new(Vec::new());
        let outcome_levels =
            Memo::new(move |_| parts::outcome_levels(data.get().as_deref(), &roles.get()));
        let groups_problem = RwSignal::new(None);
        let problem = Memo::new(move |_| {
            parts::problem(data.get().as_deref(), &roles.get(), groups_problem.get())
        });
        let requests = RwSignal::new(Vec::new());
        let on_request = Rc::new(move |seen| requests::add_from_worker(requests, &seen));
        let n_workers = running::n_workers();
        let office = Office { script, engine, on_request };
        let machine = Machine {
            keeper: Keeper::new(office.clone()),
            runners: Runners::new(office, n_workers),
            files: Vec::new(),
            failed: None,
            shown: None,
            orders: BTreeMap::new(),
            restart: Vec::new(),
            epoch: 0,
            model_epoch: 0,
            models: BTreeMap::new(),
        };
        let state = Self {
            history,
            study,
            roles,
            config,
            seed,
            data,
            groups,
            groups_problem,
            outcome_levels,
            opening: RwSignal::new(None),
            opening_problem: RwSignal::new(None),
            wanted: RwSignal::new(None),
            audit: RwSignal::new(Run::default()),
            sensitivity: RwSignal::new(Run::default()),
            model: RwSignal::new(None),
            model_view: RwSignal::new(None),
            model_problem: RwSignal::new(None),
            model_notes: RwSignal::new(Vec::new()),
            fitting: RwSignal::new(None),
            chosen_node: RwSignal::new(None),
            sample: RwSignal::new(Run::default()),
            independence: RwSignal::new(Run::default()),
            realize: RwSignal::new(Run::default()),
            run_asked: RwSignal::new(0),
            network: Network::new(),
            unit: Memo::new(move |_| study.with(|study| study.sample.unit.clone())),
            typed_row: RwSignal::new(TypedRow::default()),
            query: RwSignal::new(String::new()),
            problem,
            step: RwSignal::new(Step::Data),
            theme: RwSignal::new(Theme::stored()),
            theme_epoch: RwSignal::new(0),
            requests,
            said: RwSignal::new(Said::default()),
            machine: StoredValue::new_local(machine),
        };
        provide_context(state);
        provide_context(KeptRuns(RwSignal::new(Vec::new())));
        theme::follow(state);
        requests::observe(state);
        state.follow_groups();
        state.follow_model();
        state.start_from_address();
        state
    }

    /// The state that the shell provided.
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// Changes the study as one step that can be undone; `label` says what changed.
    pub(crate) fn edit(self, label: impl Into<String>, change: impl FnOnce(&mut Study)) {
        let mut study = self.study.get_untracked();
        change(&mut study);
        self.history.update(|history| history.push(study, label));
        self.follow_history();
    }

    /// As [`State::edit`]; changes of the same words that follow each other are one step.
    pub(crate) fn edit_further(self, label: &str, change: impl FnOnce(&mut Study)) {
        let goes_on = self
            .history
            .with_untracked(|history| !history.can_redo() && history.undo_label() == Some(label));
        if goes_on { self.amend(change) } else { self.edit(label, change) }
    }

    /// Changes how the audit is computed, as one step.
    pub(crate) fn edit_config(
        self,
        label: impl Into<String>,
        change: impl FnOnce(&mut AuditConfig),
    ) {
        self.edit(label, |study| change(&mut study.audit));
    }

    /// Goes one step back.
    pub(crate) fn undo(self) {
        let label = self.history.with_untracked(|history| history.undo_label().map(str::to_owned));
        if let Some(label) = label {
            self.history.update(|history| {
                history.undo();
            });
            self.say(format!("Undone: {label}"));
            self.follow_history();
        }
    }

    /// Goes one step forward again.
    pub(crate) fn redo(self) {
        let label = self.history.with_untracked(|history| history.redo_label().map(str::to_owned));
        if let Some(label) = label {
            self.history.update(|history| {
                history.redo();
            });
            self.say(format!("Done again: {label}"));
            self.follow_history();
        }
    }

    /// Says something in the polite live region, where it is also seen for a moment.
    pub(crate) fn say(self, text: impl Into<String>) {
        self.said.set(Said { text: text.into(), is_seen: true });
    }

    /// Says something to screen readers that is seen on the page anyway.
    pub(crate) fn announce(self, text: impl Into<String>) {
        self.said.set(Said { text: text.into(), is_seen: false });
    }

    /// Changes the study without a step: for what the user did not do.
    fn amend(self, change: impl FnOnce(&mut Study)) {
        let mut study = self.study.get_untracked();
        change(&mut study);
        if study != self.study.get_untracked() {
            self.history.update(|history| history.amend(study));
            self.write_address();
        }
    }

    fn keeper(self) -> Keeper {
        self.machine.with_value(|machine| machine.keeper.clone())
    }

    /// How workers are made.
    pub(crate) fn office(self) -> Office {
        self.keeper().office()
    }

    fn runners(self) -> Runners {
        self.machine.with_value(|machine| machine.runners.clone())
    }

    fn next_epoch(self) -> u32 {
        self.machine.update_value(|machine| machine.epoch += 1);
        self.epoch()
    }

    fn epoch(self) -> u32 {
        self.machine.with_value(|machine| machine.epoch)
    }

    /// What each kind of job is called in storage.
    fn job_key(kind: JobKind) -> &'static str {
        match kind {
            JobKind::Audit => "audit",
            JobKind::Sensitivity => "sensitivity",
            JobKind::Sample => "sample",
            JobKind::Independence => "independence",
            JobKind::Realize => "realize",
        }
    }
}
