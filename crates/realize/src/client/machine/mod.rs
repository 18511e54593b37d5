//! The state machine: questions in, actions and events out.
//!
//! What is sent when is in `sending`, what follows from an attempt's end in `ending`, and what a
//! recording answers in `playing`.

mod ending;
mod playing;
mod sending;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::cassette::{Cassette, Playback, Record};
use super::connection::{connection_error, never_arrived};
use super::flight::Flight;
use super::ledger::{Budget, Cost, Ledger, Spent};
use super::outcome::Failures;
use super::snapshot::{Pending, Snapshot, VERSION};
use super::window::Window;
use super::{Action, ClientConfig, ConfigError, Event, Incoming, PauseReason, Step, SubmitError};
use crate::Ask;
use crate::dialect::{
    ApiError, ApiErrorKind, Delta, HttpRequest, Price, check_address, encode, request_hash,
};

/// Questions to one model of one server.
#[derive(Debug)]
pub struct Client {
    config: ClientConfig,
    jobs: BTreeMap<u64, Job>,
    /// Questions that may be sent, by the order in which they came.
    ready: BTreeSet<(u64, u64)>,
    /// Questions that wait, by the time until which they do.
    waiting: BTreeSet<(u64, u64, u64)>,
    flights: BTreeMap<u64, Flight>,
    window: Window,
    ledger: Ledger,
    unsupported: BTreeSet<String>,
    next_attempt: u64,
    next_order: u64,
    /// Nothing is sent before this time.
    hold_until: u64,
    pause: Option<Pause>,
    is_budget_reached: bool,
    /// Of all questions together, since the last answer.
    failures_in_a_row: Failures,
    playback: Option<(Playback, Cassette)>,
    /// Questions whose answers are in the recording.
    recorded: VecDeque<u64>,
    records: Vec<Record>,
    aborts: Vec<u64>,
    events: Vec<Event>,
}

#[derive(Debug)]
struct Job {
    ask: Ask,
    sample: u32,
    order: u64,
    /// None while attempts are neither recorded nor played back.
    hash: Option<String>,
    failures: Failures,
}

#[derive(Debug)]
struct Pause {
    until: Option<u64>,
}

/// Where a client stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Questions without an answer, those under way included.
    pub pending: usize,
    /// Attempts under way.
    pub in_flight: usize,
    /// Requests that may run at once at present.
    pub parallel: u32,
    /// What is spent.
    pub spent: Spent,
    /// What will be spent if every attempt under way costs as much as it can.
    pub committed: Spent,
    /// True while nothing is sent.
    pub is_paused: bool,
    /// True while the budget holds everything back.
    pub is_budget_reached: bool,
}

impl Client {
    /// A client without questions.
    ///
    /// # Errors
    /// A configuration that cannot work.
    pub fn new(config: ClientConfig) -> Result<Self, ConfigError> {
        check_address(&config.base_url)?;
        if config.model.trim().is_empty() {
            return Err(ConfigError::Model);
        }
        let price = config.price.filter(Price::is_sound);
        // What runs on the user's own machine costs nothing.
        let price = price.or_else(|| config.profile.local.as_ref().map(|_| Price::default()));
        check_budget(&config.budget, price, &config.model)?;
        Ok(Self {
            jobs: BTreeMap::new(),
            ready: BTreeSet::new(),
            waiting: BTreeSet::new(),
            flights: BTreeMap::new(),
            window: Window::new(config.max_parallel),
            ledger: Ledger::new(config.budget, price),
            unsupported: BTreeSet::new(),
            next_attempt: 0,
            next_order: 0,
            hold_until: 0,
            pause: None,
            is_budget_reached: false,
            failures_in_a_row: Failures::default(),
            playback: None,
            recorded: VecDeque::new(),
            records: Vec::new(),
            aborts: Vec::new(),
            events: Vec::new(),
            config,
        })
    }

    /// A client that goes on where another stopped, with a recording of what it had been answered.
    ///
    /// # Errors
    /// A configuration that cannot work, or a snapshot that was not written by a client.
    pub fn restore(
        config: ClientConfig,
        snapshot: Snapshot,
        playback: Option<(Playback, Cassette)>,
    ) -> Result<Self, ConfigError> {
        if snapshot.version != VERSION {
            return Err(ConfigError::Version { found: snapshot.version, known: VERSION });
        }
        let mut client = Self::new(config)?;
        client.ledger.restore(snapshot.spent);
        client.unsupported = snapshot.unsupported;
        client.next_attempt = snapshot.next_attempt;
        client.playback = playback;
        for pending in snapshot.pending {
            client.submit_sample(pending.id, pending.ask, pending.sample)?;
        }
        Ok(client)
    }

    /// What is needed to go on elsewhere. Records are not part of it: take them first.
    pub fn snapshot(&self) -> Snapshot {
        let mut jobs: Vec<(&u64, &Job)> = self.jobs.iter().collect();
        jobs.sort_by_key(|(_, job)| job.order);
        let pending = jobs.into_iter().map(|(id, job)| Pending {
            id: *id,
            sample: job.sample,
            ask: job.ask.clone(),
        });
        Snapshot {
            version: VERSION,
            spent: self.ledger.with_set_aside(None),
            unsupported: self.unsupported.clone(),
            next_attempt: self.next_attempt,
            pending: pending.collect(),
        }
    }

    /// Uses a recording for questions that are submitted from now on.
    pub fn play(&mut self, playback: Playback, cassette: Cassette) {
        self.playback = Some((playback, cassette));
    }

    /// Takes a question. Its number is told with everything that becomes of it.
    ///
    /// # Errors
    /// A number that another question without an answer has.
    pub fn submit(&mut self, id: u64, ask: Ask) -> Result<(), SubmitError> {
        self.submit_sample(id, ask, 0)
    }

    /// Takes a question that was asked before in the same words, for another answer: a recording
    /// keeps samples apart.
    ///
    /// # Errors
    /// A number that another question without an answer has.
    pub fn submit_sample(&mut self, id: u64, ask: Ask, sample: u32) -> Result<(), SubmitError> {
        if self.jobs.contains_key(&id) {
            return Err(SubmitError::Pending { id });
        }
        let order = self.next_order;
        self.next_order += 1;
        let needs_hash = self.config.record || self.playback.is_some();
        let hash = needs_hash.then(|| {
            let request = self.question(&ask);
            let (dialect, base_url) = (self.config.profile.dialect, &self.config.base_url);
            request_hash(dialect, base_url, &self.config.model, request.body_text(), sample)
        });
        let is_recorded = match (&self.playback, &hash) {
            (Some((Playback::Only, _)), _) => true,
            (Some((Playback::Cache, cassette)), Some(hash)) => {
                cassette.find_reply(hash, id).is_some()
            }
            _ => false,
        };
        self.jobs.insert(id, Job { ask, sample, order, hash, failures: Failures::default() });
        if is_recorded {
            self.recorded.push_back(id);
        } else {
            self.ready.insert((order, id));
        }
        Ok(())
    }

    /// What is to be done and told at this time. It is called after every other call, and at the
    /// time of [`Action::WakeAt`].
    pub fn next(&mut self, now: u64) -> Step {
        self.play_back();
        if let Some(Pause { until: Some(until) }) = self.pause
            && now >= until
        {
            self.resume();
        }
        self.end_silent_attempts(now);
        while let Some(&(at, order, id)) = self.waiting.first()
            && at <= now
        {
            self.waiting.pop_first();
            self.ready.insert((order, id));
        }
        let aborts = std::mem::take(&mut self.aborts);
        let mut actions: Vec<Action> =
            aborts.into_iter().map(|attempt| Action::Abort { attempt }).collect();
        while let Some(action) = self.send_next(now) {
            actions.push(action);
        }
        actions.extend(self.wake_at(now).map(Action::WakeAt));
        Step { actions, events: std::mem::take(&mut self.events) }
    }

    /// Takes what happened to an attempt. Attempts that have ended are not listened to.
    pub fn receive(&mut self, now: u64, attempt: u64, incoming: Incoming) -> Vec<Event> {
        if let Some(flight) = self.flights.get_mut(&attempt) {
            let id = flight.id;
            match incoming {
                Incoming::Head { status, headers } => flight.head(now, status, headers),
                Incoming::Chunk(bytes) => {
                    for delta in flight.chunk(now, &bytes) {
                        match delta {
                            Delta::Text(text) => self.events.push(Event::Delta { id, text }),
                            Delta::Problem(problem) => {
                                self.aborts.push(attempt);
                                self.fail(now, attempt, problem.into());
                                break;
                            }
                            Delta::Usage(_) | Delta::Model(_) | Delta::Finished(_) => {}
                        }
                    }
                }
                Incoming::End => self.end(now, attempt),
                // The text is whole, or the status has said already what is wrong.
                Incoming::Failed(_) if flight.is_finished() || !flight.is_answer() => {
                    self.end(now, attempt);
                }
                Incoming::Failed(kind) => {
                    let is_free = never_arrived(kind) && flight.status.is_none();
                    let (profile, base_url) = (&self.config.profile, &self.config.base_url);
                    let error = connection_error(kind, profile, base_url);
                    if is_free {
                        self.ledger.settle(attempt, Cost::Nothing);
                    }
                    self.fail(now, attempt, error);
                }
            }
        }
        std::mem::take(&mut self.events)
    }

    /// Gives a question up. Unknown numbers are none.
    pub fn cancel(&mut self, id: u64) {
        let Some(job) = self.jobs.remove(&id) else {
            return;
        };
        self.ready.remove(&(job.order, id));
        self.waiting.retain(|(_, _, waiting)| *waiting != id);
        self.recorded.retain(|recorded| *recorded != id);
        let attempts = self.flights.iter().filter(|(_, flight)| flight.id == id);
        let attempts: Vec<u64> = attempts.map(|(attempt, _)| *attempt).collect();
        for attempt in attempts {
            if let Some(flight) = self.flights.remove(&attempt) {
                self.ledger.settle(attempt, Cost::Unfinished(flight.usage()));
                self.aborts.push(attempt);
            }
        }
        let error = ApiError {
            kind: ApiErrorKind::Canceled,
            message: "canceled".to_owned(),
            what_to_do: "nothing".to_owned(),
            retry: false,
        };
        self.events.push(Event::GivenUp { id, error });
    }

    /// Gives everything up.
    pub fn cancel_all(&mut self) {
        let ids: Vec<u64> = self.jobs.keys().copied().collect();
        self.ready.clear();
        self.waiting.clear();
        self.recorded.clear();
        for id in ids {
            self.cancel(id);
        }
    }

    /// Sends nothing more; what is under way goes on.
    pub fn pause(&mut self) {
        self.pause_for(PauseReason::User, None);
    }

    /// Goes on after a pause, for whatever reason it was; also before the time that a server named.
    pub fn resume(&mut self) {
        if self.pause.take().is_some() {
            self.failures_in_a_row = Failures::default();
            self.hold_until = 0;
            self.events.push(Event::Resumed);
        }
    }

    /// Sets the budget anew; what is spent stays spent.
    ///
    /// # Errors
    /// A budget that cannot be kept.
    pub fn set_budget(&mut self, budget: Budget) -> Result<(), ConfigError> {
        check_budget(&budget, self.ledger.price(), &self.config.model)?;
        self.ledger.budget = budget;
        self.config.budget = budget;
        self.is_budget_reached = false;
        Ok(())
    }

    /// Where the client stands.
    pub fn progress(&self) -> Progress {
        Progress {
            pending: self.jobs.len(),
            in_flight: self.flights.len(),
            parallel: self.window.limit(),
            spent: self.ledger.spent(),
            committed: self.ledger.with_set_aside(None),
            is_paused: self.pause.is_some(),
            is_budget_reached: self.is_budget_reached,
        }
    }

    /// The records since they were last taken, in the order in which questions ended.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

    /// The exact request that a question becomes, without the key: for a preview.
    pub fn preview(&self, ask: &Ask) -> HttpRequest {
        self.encoded(ask, &self.unsupported, self.config.stream)
    }

    /// The request by which a question is known.
    fn question(&self, ask: &Ask) -> HttpRequest {
        self.encoded(ask, &BTreeSet::new(), false)
    }

    fn encoded(&self, ask: &Ask, unsupported: &BTreeSet<String>, stream: bool) -> HttpRequest {
        let ClientConfig { profile, model, base_url, .. } = &self.config;
        encode(profile, model, base_url, None, ask, unsupported, stream)
    }
}

fn check_budget(budget: &Budget, price: Option<Price>, model: &str) -> Result<(), ConfigError> {
    match (budget.dollars, price) {
        (Some(dollars), _) if !dollars.is_finite() || dollars < 0.0 => Err(ConfigError::Budget),
        (Some(_), None) => Err(ConfigError::PriceUnknown { model: model.to_owned() }),
        _ => Ok(()),
    }
}
