//! Jobs: asked for, going on, done, failed.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use causeloom::model::{Model, edit};
use causeloom::view::ModelView;
use causeloom::{Error, JobKind, JobView, RealizedRows, Study};
use leptos::prelude::*;

use super::{State, address};
use crate::pool::{Order, UnitDone};

/// Milliseconds between two changes of a progress bar.
const PROGRESS_PAUSE: f64 = 50.0;
const MOST_WORKERS: u32 = 8;

/// Where a kind of job stands. A result stays while a newer run goes on or failed.
#[derive(Clone, Debug)]
pub(crate) struct Run<V> {
    /// What goes on now.
    pub(crate) phase: Phase,
    /// The last result.
    pub(crate) result: Option<Finished<V>>,
}

/// What a kind of job does now.
#[derive(Clone, Debug, Default)]
pub(crate) enum Phase {
    /// Nothing.
    #[default]
    Idle,
    /// It is being prepared, or another job runs first.
    Waiting,
    /// It runs.
    Running(Progress),
    /// The last run failed.
    Failed(Error),
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Progress {
    /// Units that are computed.
    pub(crate) done: u32,
    /// Units of the job.
    pub(crate) total: u32,
    /// What is being computed, in words.
    pub(crate) words: String,
    /// When it began, by `performance.now()`.
    pub(crate) started: f64,
}

/// A result with what was asked.
#[derive(Debug)]
pub(crate) struct Finished<V> {
    /// The answer.
    pub(crate) view: Arc<V>,
    /// The study that was asked.
    pub(crate) study: Study,
    /// How long it took.
    pub(crate) seconds: f64,
}

impl<V> Default for Run<V> {
    fn default() -> Self {
        Self { phase: Phase::Idle, result: None }
    }
}

impl<V> Clone for Finished<V> {
    fn clone(&self) -> Self {
        Self { view: self.view.clone(), study: self.study.clone(), seconds: self.seconds }
    }
}

impl State {
    /// True where what a kind of job looks at changed since it was asked.
    pub(crate) fn changed_for(self, kind: JobKind, asked: &Study) -> bool {
        let asked = asked.part(kind);
        self.study.with(|study| study.part(kind) != asked)
    }

    /// Why no sample can be drawn yet, in words.
    pub(crate) fn sample_problem(self) -> Option<String> {
        let unstated = |model: &Arc<Model>| {
            edit::unstated(model).into_iter().map(str::to_owned).collect::<Vec<String>>()
        };
        match self.model.with(|model| model.as_ref().map(unstated)).as_deref() {
            None => return Some("No model is open.".to_owned()),
            Some([]) => {}
            Some([only]) => return Some(format!("`{only}` has no mechanism yet.")),
            Some(several) => {
                return Some(format!("`{}` have no mechanism yet.", several.join("`, `")));
            }
        }
        let first = |view: &ModelView| view.problems.first().map(|problem| problem.message.clone());
        self.model_view.with(|view| view.as_ref().and_then(|view| first(view)))
    }

    /// Why no row can be put into words yet, in words.
    pub(crate) fn realize_problem(self) -> Option<String> {
        if self.tells_table() {
            return self.data.with(Option::is_none).then(|| "No table is open.".to_owned());
        }
        self.sample_problem()
    }

    /// How many texts a study asks for.
    pub(crate) fn n_texts(self, study: &Study) -> u64 {
        let in_table = self.data.with(|data| data.as_ref().map_or(0, |data| data.n_rows));
        causeloom::n_texts(study, u64::from(in_table))
    }

    /// True where rows of the open table are put into words.
    pub(crate) fn tells_table(self) -> bool {
        self.study.with(|study| study.realize.of == RealizedRows::Table)
    }

    /// Starts a job; one of the same kind that goes on is stopped.
    pub(crate) fn run(self, kind: JobKind) {
        match kind {
            JobKind::Audit => self.start(kind, self.audit, |view| match view {
                JobView::Audit(view) => Some(*view),
                _ => None,
            }),
            JobKind::Sensitivity => self.start(kind, self.sensitivity, |view| match view {
                JobView::Sensitivity(view) => Some(*view),
                _ => None,
            }),
            JobKind::Sample => self.start(kind, self.sample, |view| match view {
                JobView::Sample(view) => Some(*view),
                _ => None,
            }),
            JobKind::Independence => self.start(kind, self.independence, |view| match view {
                JobView::Independence(view) => Some(*view),
                _ => None,
            }),
            JobKind::Realize => self.start(kind, self.realize, |view| match view {
                JobView::Realize(view) => Some(*view),
                _ => None,
            }),
        }
    }

    /// Stops a job.
    pub(crate) fn cancel(self, kind: JobKind) {
        let order =
            self.machine.try_update_value(|machine| machine.orders.remove(Self::job_key(kind)));
        if let Some(order) = order.flatten() {
            order.cancel();
            self.say("Stopped");
        }
        match kind {
            JobKind::Audit => self.audit.update(|run| run.phase = Phase::Idle),
            JobKind::Sensitivity => self.sensitivity.update(|run| run.phase = Phase::Idle),
            JobKind::Sample => self.sample.update(|run| run.phase = Phase::Idle),
            JobKind::Independence => self.independence.update(|run| run.phase = Phase::Idle),
            JobKind::Realize => self.realize.update(|run| run.phase = Phase::Idle),
        }
        address::remember_asked(kind, false);
    }

    /// Stops the jobs on the table and drops their results: the table is another one.
    pub(super) fn forget_results(self) {
        for kind in [JobKind::Audit, JobKind::Sensitivity] {
            let order =
                self.machine.try_update_value(|machine| machine.orders.remove(Self::job_key(kind)));
            if let Some(order) = order.flatten() {
                order.cancel();
            }
            address::remember_asked(kind, false);
        }
        self.audit.set(Run::default());
        self.sensitivity.set(Run::default());
    }

    fn start<V: Send + Sync + 'static>(
        self,
        kind: JobKind,
        signal: RwSignal<Run<V>>,
        take: fn(JobView) -> Option<V>,
    ) {
        let order = Order::default();
        let before = self
            .machine
            .try_update_value(|machine| machine.orders.insert(Self::job_key(kind), order.clone()));
        if let Some(before) = before.flatten() {
            before.cancel();
        }
        signal.update(|run| run.phase = Phase::Waiting);
        address::remember_asked(kind, true);
        let study = self.study.get_untracked();
        leptos::task::spawn_local(async move {
            let begun = now();
            let answer = self.compute(kind, &study, order.clone(), signal).await;
            if order.is_canceled() {
                return;
            }
            self.machine.update_value(|machine| {
                machine.orders.remove(Self::job_key(kind));
            });
            let answer = answer.and_then(|view| {
                take(view).ok_or_else(|| Error::new("worker-error", "the answer is of another job"))
            });
            let seconds = (now() - begun) / 1_000.0;
            signal.update(|run| match answer {
                Ok(view) => {
                    run.phase = Phase::Idle;
                    run.result = Some(Finished { view: Arc::new(view), study, seconds });
                }
                Err(error) => run.phase = Phase::Failed(error),
            });
        });
    }

    async fn compute<V: Send + Sync + 'static>(
        self,
        kind: JobKind,
        study: &Study,
        order: Order,
        signal: RwSignal<Run<V>>,
    ) -> Result<JobView, Error> {
        let job = self.keeper().prepare(study, kind).await?;
        let started = Rc::new(Cell::new(now()));
        let show = move |done: UnitDone, started: f64| {
            let UnitDone { done, total, words } = done;
            let progress = Progress { done, total, words, started };
            signal.update(|run| run.phase = Phase::Running(progress));
        };
        let clock = started.clone();
        let begun = move || clock.set(now());
        let shown = Cell::new(0.0);
        let quiet = order.clone();
        let progress = move |done: UnitDone| {
            let time = now();
            let pause_is_over = time - shown.get() >= PROGRESS_PAUSE;
            if !quiet.is_canceled() && (pause_is_over || done.done == done.total) {
                shown.set(time);
                show(done, started.get());
            }
        };
        self.runners().run(job, order, begun, Rc::new(progress)).await
    }
}

/// As many runners as the device has processors, at most eight; `?workers=` says otherwise.
pub(super) fn n_workers() -> u32 {
    let search = window().location().search().unwrap_or_default();
    let asked = web_sys::UrlSearchParams::new_with_str(&search)
        .ok()
        .and_then(|parameters| parameters.get("workers"))
        .and_then(|text| text.parse::<u32>().ok());
    let processors = window().navigator().hardware_concurrency();
    asked.unwrap_or(processors as u32).clamp(1, MOST_WORKERS)
}

fn now() -> f64 {
    window().performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}
