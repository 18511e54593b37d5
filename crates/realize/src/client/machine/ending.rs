//! The ends of attempts: answered, failed or silent, and what follows from each.

use std::collections::BTreeSet;

use super::{Client, Job, Pause};
use crate::Reply;
use crate::client::backoff::wait_ms;
use crate::client::flight::Flight;
use crate::client::ledger::Cost;
use crate::client::outcome::{Failures, Next, is_free, is_limit, next};
use crate::client::{Event, Outcome, PauseReason, Record};
use crate::dialect::{ApiError, ApiErrorKind};

/// What is left of an attempt when it is over.
struct Ended {
    attempt: u64,
    id: u64,
    status: Option<u16>,
    left_out: BTreeSet<String>,
}

impl Ended {
    fn of(attempt: u64, flight: &Flight) -> Self {
        let left_out = flight.left_out.clone();
        Self { attempt, id: flight.id, status: flight.status, left_out }
    }
}

impl Client {
    /// Ends attempts whose time is over.
    pub(super) fn end_silent_attempts(&mut self, now: u64) {
        let is_over = |flight: &Flight| flight.deadline(&self.config) <= now;
        let over = self.flights.iter().filter(|(_, flight)| is_over(flight));
        let over: Vec<u64> = over.map(|(attempt, _)| *attempt).collect();
        for attempt in over {
            self.aborts.push(attempt);
            let flight = &self.flights[&attempt];
            if flight.is_finished() {
                self.end(now, attempt);
            } else {
                let error = flight.timeout(&self.config, now);
                self.fail(now, attempt, error);
            }
        }
    }

    /// An attempt came to its end.
    pub(super) fn end(&mut self, now: u64, attempt: u64) {
        let Some(flight) = self.flights.remove(&attempt) else {
            return;
        };
        let ended = Ended::of(attempt, &flight);
        let unfinished = match flight.status.filter(|_| !flight.is_answer()) {
            Some(status) if is_free(status) => Cost::Nothing,
            _ => Cost::Unfinished(flight.usage()),
        };
        match flight.end(now) {
            Ok(reply) => self.done(&ended, reply),
            Err(error) => {
                self.ledger.settle(attempt, unfinished);
                self.failed(now, &ended, error);
            }
        }
    }

    /// An attempt ended before its end.
    pub(super) fn fail(&mut self, now: u64, attempt: u64, error: ApiError) {
        if let Some(flight) = self.flights.remove(&attempt) {
            self.ledger.settle(attempt, Cost::Unfinished(flight.usage()));
            self.failed(now, &Ended::of(attempt, &flight), error);
        }
    }

    fn done(&mut self, ended: &Ended, reply: Reply) {
        self.ledger.settle(ended.attempt, Cost::Answered(reply.usage));
        self.window.success();
        self.failures_in_a_row = Failures::default();
        if let Some(job) = self.jobs.remove(&ended.id) {
            self.record(ended, &job, Outcome::Reply(reply.clone()));
            self.events.push(Event::Done { id: ended.id, reply });
        }
    }

    /// Decides what follows from a failed attempt, which is over and settled.
    fn failed(&mut self, now: u64, ended: &Ended, error: ApiError) {
        let Ended { attempt, id, .. } = *ended;
        if is_limit(&error) {
            self.window.too_much(attempt, self.next_attempt);
        }
        let Some(job) = self.jobs.get_mut(&id) else {
            return;
        };
        let named = match &error.kind {
            ApiErrorKind::BadRequest { unsupported_parameter } => unsupported_parameter.as_ref(),
            _ => None,
        };
        let failures = job.failures.and(&error);
        // A question that is refused for what it is says nothing of the others.
        if error.retry {
            self.failures_in_a_row = self.failures_in_a_row.and(&error);
        }
        let is_no_accident = self.failures_in_a_row.are_no_accident(self.config.retries);
        let trouble = is_no_accident.then(|| error.clone());
        let has_left_out = named.is_some_and(|name| ended.left_out.contains(name));
        let order = job.order;
        match next(&error, failures, self.config.retries, has_left_out) {
            Next::LeaveOut => {
                self.unsupported.extend(named.cloned());
                self.ready.insert((order, id));
                self.events.push(Event::Retrying { id, attempt, after_ms: 0, why: error });
            }
            Next::Retry => {
                job.failures = failures;
                let hint = error.kind.retry_after_ms();
                let n_failures = failures.transport.saturating_add(failures.limits);
                let after_ms = wait_ms(self.config.seed, id, n_failures, hint);
                if is_limit(&error) {
                    // The limit holds for every question alike.
                    self.hold_until = self.hold_until.max(now.saturating_add(after_ms));
                }
                self.waiting.insert((now.saturating_add(after_ms), order, id));
                self.events.push(Event::Retrying { id, attempt, after_ms, why: error });
            }
            Next::Pause { for_ms } => {
                job.failures = Failures::default();
                self.ready.insert((order, id));
                let until = for_ms.map(|wait| now.saturating_add(wait));
                self.pause_for(PauseReason::Trouble(error), until);
            }
            Next::GiveUp => {
                if let Some(job) = self.jobs.remove(&id) {
                    self.record(ended, &job, Outcome::Error(error.clone()));
                }
                self.events.push(Event::GivenUp { id, error });
            }
        }
        if let Some(error) = trouble {
            self.failures_in_a_row = Failures::default();
            self.pause_for(PauseReason::Trouble(error), None);
        }
    }

    /// Pauses, and tells so unless the client is paused for at least as long already.
    pub(super) fn pause_for(&mut self, why: PauseReason, until: Option<u64>) {
        let is_longer = match &self.pause {
            None => true,
            Some(Pause { until: None }) => false,
            Some(Pause { until: Some(earlier) }) => until.is_none_or(|until| until > *earlier),
        };
        if is_longer {
            self.pause = Some(Pause { until });
            self.events.push(Event::Paused { why, until });
        }
    }

    fn record(&mut self, ended: &Ended, job: &Job, outcome: Outcome) {
        if let (true, Some(hash)) = (self.config.record, &job.hash) {
            self.records.push(Record {
                hash: hash.clone(),
                id: ended.id,
                model: self.config.model.clone(),
                body: self.question(&job.ask).body_text().to_owned(),
                left_out: ended.left_out.iter().cloned().collect(),
                status: ended.status,
                outcome,
            });
        }
    }
}
