//! Sending: the next question that fits into the window and the budget, and the time to look again.

use super::Client;
use crate::client::flight::Flight;
use crate::client::ledger::{Reservation, estimated_tokens};
use crate::client::{Action, Event};

impl Client {
    /// The next request, where one may be sent.
    pub(super) fn send_next(&mut self, now: u64) -> Option<Action> {
        let is_held = self.pause.is_some() || self.is_budget_reached || now < self.hold_until;
        if is_held || self.flights.len() >= self.window.limit() as usize {
            return None;
        }
        let (order, id) = *self.ready.first()?;
        let ask = &self.jobs.get(&id)?.ask;
        let request = self.encoded(ask, &self.unsupported, self.config.stream);
        let reservation = Reservation {
            prompt: estimated_tokens(&request.body),
            completion: u64::from(ask.max_tokens),
        };
        let attempt = self.next_attempt;
        if !self.ledger.reserve(attempt, reservation) {
            // What is under way may cost less than was set aside for it.
            if self.flights.is_empty() {
                self.is_budget_reached = true;
                self.events.push(Event::BudgetReached);
            }
            return None;
        }
        self.next_attempt += 1;
        self.ready.remove(&(order, id));
        let dialect = self.config.profile.dialect;
        let flight = Flight::new(id, now, dialect, self.unsupported.clone());
        self.flights.insert(attempt, flight);
        self.events.push(Event::Started { id, attempt });
        Some(Action::Send { attempt, request })
    }

    /// When something happens by itself next.
    pub(super) fn wake_at(&self, now: u64) -> Option<u64> {
        let deadlines = self.flights.values().map(|flight| flight.deadline(&self.config));
        let pause = self.pause.as_ref().map(|pause| pause.until);
        let may_send = pause.is_none() && !self.is_budget_reached;
        let waiting = self.waiting.first().map(|(at, _, _)| (*at).max(self.hold_until));
        let held = (!self.ready.is_empty()).then_some(self.hold_until).filter(|at| *at > now);
        let sends = [waiting, held].into_iter().flatten().filter(|_| may_send);
        deadlines.chain(sends).chain(pause.flatten()).min()
    }
}
