//! The workers that compute: they share the units of one job at a time.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use causeloom::{Error, JobView};
use futures_util::future::join_all;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::answer::{read, read_job};
use super::clerk::{Clerk, Failure, Office};
use super::{canceled, report};

/// How far a job is.
#[derive(Clone, Debug)]
pub(crate) struct UnitDone {
    /// Units that are computed.
    pub(crate) done: u32,
    /// Units of the job.
    pub(crate) total: u32,
    /// What is being computed, in words.
    pub(crate) words: String,
}

/// The runners; clones are the same runners.
#[derive(Clone)]
pub(crate) struct Runners(Rc<Bench>);

struct Bench {
    office: Office,
    seats: Vec<Seat>,
    n_jobs: Cell<u64>,
    /// Resolves when the last job that was ordered is over.
    last: RefCell<Promise>,
}

#[derive(Default)]
struct Seat {
    clerk: RefCell<Option<Rc<Clerk>>>,
    /// The number of the job that the clerk has loaded.
    loaded: Cell<Option<u64>>,
}

/// A job that was ordered and can be stopped; clones are the same order.
#[derive(Clone, Default)]
pub(crate) struct Order(Rc<OrderState>);

#[derive(Default)]
struct OrderState {
    canceled: Cell<bool>,
    at_work: RefCell<Option<Runners>>,
}

/// A job while the runners share it.
struct Shared {
    number: u64,
    job: Blob,
    order: Order,
    progress: Rc<dyn Fn(UnitDone)>,
    /// The words of every unit; empty until a runner has loaded the job.
    words: RefCell<Vec<String>>,
    todo: RefCell<VecDeque<u32>>,
    parts: RefCell<Vec<Option<JsValue>>>,
    broke_once: RefCell<BTreeSet<u32>>,
    failure: RefCell<Option<Failure>>,
}

impl Order {
    /// True once the user stopped the job.
    pub(crate) fn is_canceled(&self) -> bool {
        self.0.canceled.get()
    }

    /// Stops the job now: the workers that compute it are ended; new ones start when needed.
    pub(crate) fn cancel(&self) {
        self.0.canceled.set(true);
        if let Some(runners) = self.0.at_work.take() {
            runners.end();
        }
    }
}

impl Runners {
    /// At most `n_workers` runners, which start when they are first needed.
    pub(crate) fn new(office: Office, n_workers: u32) -> Self {
        Self(Rc::new(Bench {
            office,
            seats: (0..n_workers.max(1)).map(|_| Seat::default()).collect(),
            n_jobs: Cell::new(0),
            last: RefCell::new(Promise::resolve(&JsValue::NULL)),
        }))
    }

    /// Starts the workers, so that the first job need not wait for them.
    pub(crate) fn warm(&self) {
        for seat in &self.0.seats {
            // What fails here is tried and told again when a job comes.
            drop(self.seated(seat));
        }
    }

    /// Waits until earlier jobs are over, tells `begun`, and computes the job.
    pub(crate) async fn run(
        &self,
        job: Blob,
        order: Order,
        begun: impl FnOnce(),
        progress: Rc<dyn Fn(UnitDone)>,
    ) -> Result<JobView, Error> {
        let mut over = None;
        let mine = Promise::new(&mut |resolve, _| over = Some(resolve));
        let before = self.0.last.replace(mine);
        // These promises only resolve.
        drop(JsFuture::from(before).await);
        let answer = if order.0.canceled.get() {
            Err(canceled())
        } else {
            begun();
            order.0.at_work.replace(Some(self.clone()));
            let answer = self.compute(job, &order, progress).await;
            order.0.at_work.take();
            answer
        };
        if let Some(over) = over {
            over.call0(&JsValue::NULL).expect("settling a promise cannot fail");
        }
        if order.0.canceled.get() { Err(canceled()) } else { answer }
    }

    async fn compute(
        &self,
        job: Blob,
        order: &Order,
        progress: Rc<dyn Fn(UnitDone)>,
    ) -> Result<JobView, Error> {
        let number = self.0.n_jobs.get() + 1;
        self.0.n_jobs.set(number);
        let shared = Shared {
            number,
            job,
            order: order.clone(),
            progress,
            words: RefCell::default(),
            todo: RefCell::default(),
            parts: RefCell::default(),
            broke_once: RefCell::default(),
            failure: RefCell::default(),
        };
        let first = self.0.seats.first().expect("there is at least one seat");
        self.loaded(first, &shared).await.map_err(report)?;
        // A runner that cannot go on leaves its unit to the others: they come back for it once.
        for _ in 0..2 {
            let n_needed = shared.todo.borrow().len();
            let at_work = self.0.seats.iter().take(n_needed).map(|seat| self.work(seat, &shared));
            let left = join_all(at_work).await;
            if let Some(failure) = shared.failure.take() {
                return Err(report(failure));
            }
            if shared.todo.borrow().is_empty() {
                break;
            }
            shared.failure.replace(left.into_iter().flatten().next());
        }
        if let Some(failure) = shared.failure.take() {
            return Err(report(failure));
        }
        read_job(&self.finish(first, &shared).await.map_err(report)?).await
    }

    /// One runner's share of a job: unit after unit until none is left. The answer says why it
    /// left earlier, if it did.
    async fn work(&self, seat: &Seat, shared: &Shared) -> Option<Failure> {
        while shared.goes_on() {
            let clerk = match self.loaded(seat, shared).await {
                Ok(clerk) => clerk,
                Err(failure) => return Some(failure),
            };
            let unit = shared.todo.borrow_mut().pop_front()?;
            shared.tell(unit);
            match clerk.ask("run_unit", &[unit.into()], nobody()).await {
                Ok(part) => {
                    shared.parts.borrow_mut()[unit as usize] = Some(part);
                    shared.tell(unit);
                }
                Err(Failure::Crashed(_)) if shared.broke_once.borrow_mut().insert(unit) => {
                    shared.todo.borrow_mut().push_front(unit);
                }
                Err(failure) => {
                    shared.failure.borrow_mut().get_or_insert(failure);
                    self.end();
                }
            }
        }
        None
    }

    async fn finish(&self, seat: &Seat, shared: &Shared) -> Result<JsValue, Failure> {
        let parts: Array = shared.parts.borrow().iter().flatten().collect();
        for _ in 0..2 {
            let clerk = self.loaded(seat, shared).await?;
            match clerk.ask("finish", &[parts.clone().into()], nobody()).await {
                Err(Failure::Crashed(_)) => {}
                answer => return answer,
            }
        }
        Err(Failure::Crashed("the units could not be put together".to_owned()))
    }

    /// The seat's worker with the job loaded; a worker that breaks meanwhile is replaced once.
    async fn loaded(&self, seat: &Seat, shared: &Shared) -> Result<Rc<Clerk>, Failure> {
        let mut last = Failure::Canceled;
        for _ in 0..2 {
            let clerk = self.seated(seat)?;
            if seat.loaded.get() == Some(shared.number) {
                return Ok(clerk);
            }
            match clerk.ask("load", &[shared.job.clone().into()], nobody()).await {
                Ok(words) => {
                    seat.loaded.set(Some(shared.number));
                    shared.know(&words);
                    return Ok(clerk);
                }
                Err(Failure::Crashed(words)) => last = Failure::Crashed(words),
                Err(failure) => return Err(failure),
            }
            if !shared.goes_on() {
                return Err(Failure::Canceled);
            }
        }
        Err(last)
    }

    /// The seat's worker, a new one where it has none that works.
    fn seated(&self, seat: &Seat) -> Result<Rc<Clerk>, Failure> {
        let alive = seat.clerk.borrow().clone().filter(|clerk| clerk.is_alive());
        if let Some(clerk) = alive {
            return Ok(clerk);
        }
        let clerk = Rc::new(Clerk::start(&self.0.office)?);
        seat.loaded.set(None);
        seat.clerk.replace(Some(clerk.clone()));
        Ok(clerk)
    }

    fn end(&self) {
        for seat in &self.0.seats {
            if let Some(clerk) = seat.clerk.take() {
                clerk.end();
            }
        }
    }
}

impl Shared {
    fn goes_on(&self) -> bool {
        self.failure.borrow().is_none() && !self.order.0.canceled.get()
    }

    /// Takes the list of units from the first runner that has loaded the job.
    fn know(&self, words: &JsValue) {
        if !self.words.borrow().is_empty() {
            return;
        }
        let words: Vec<String> = read(words).unwrap_or_default();
        self.todo.replace((0..words.len() as u32).collect());
        self.parts.replace(vec![None; words.len()]);
        self.words.replace(words);
    }

    fn tell(&self, unit: u32) {
        let words = self.words.borrow();
        (self.progress)(UnitDone {
            done: self.parts.borrow().iter().flatten().count() as u32,
            total: words.len() as u32,
            words: words[unit as usize].clone(),
        });
    }
}

fn nobody() -> Rc<dyn Fn(f64)> {
    Rc::new(|_| {})
}
