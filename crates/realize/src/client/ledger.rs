//! The budget: what a request might cost is set aside before it is sent, and settled when it ends.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Usage;
use crate::dialect::Price;

/// What may be spent; none for no bound.
///
/// No request is sent whose estimated question and longest answer might pass a bound. What a server
/// counts beyond the estimate is charged all the same, and nothing follows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// Tokens of questions and answers.
    pub tokens: Option<u64>,
    /// US dollars.
    pub dollars: Option<f64>,
    /// Requests, failed ones included.
    pub requests: Option<u64>,
}

/// What is spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// Requests sent.
    pub requests: u64,
    /// Tokens of questions.
    pub prompt_tokens: u64,
    /// Tokens of answers.
    pub completion_tokens: u64,
    /// The part of all tokens that no server told: attempts that ended without a count are charged
    /// with what was set aside for them.
    pub estimated_tokens: u64,
    /// US dollars, where told or where the price is known.
    pub dollars: f64,
    /// Answers whose cost is unknown.
    pub unpriced: u64,
}

impl Spent {
    /// Tokens of questions and answers.
    pub fn tokens(&self) -> u64 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }
}

/// The most that a request can cost, as far as can be known before it is sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reservation {
    pub(super) prompt: u64,
    pub(super) completion: u64,
}

/// What an attempt turned out to cost.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cost {
    /// It never reached the server, or the server refused it.
    Nothing,
    /// It was answered, with this count.
    Answered(Usage),
    /// It ended before its end; the server may have gone on.
    Unfinished(Usage),
}

#[derive(Clone, Debug)]
pub(super) struct Ledger {
    pub(super) budget: Budget,
    price: Option<Price>,
    spent: Spent,
    set_aside: BTreeMap<u64, Reservation>,
}

/// Tokens that a request of these bytes is estimated at: a third of the ASCII letters and every
/// other byte. The frame of JSON around the messages makes up for what a chat template adds.
pub(super) fn estimated_tokens(body: &[u8]) -> u64 {
    let n_ascii = body.iter().filter(|byte| byte.is_ascii()).count();
    n_ascii.div_ceil(3) as u64 + (body.len() - n_ascii) as u64
}

impl Ledger {
    pub(super) fn new(budget: Budget, price: Option<Price>) -> Self {
        Self { budget, price, spent: Spent::default(), set_aside: BTreeMap::new() }
    }

    /// Sets the cost of an attempt aside and counts the request; false, and nothing done, where
    /// that might exceed the budget.
    pub(super) fn reserve(&mut self, attempt: u64, reservation: Reservation) -> bool {
        let after = self.with_set_aside(Some(reservation));
        let budget = &self.budget;
        let fits = budget.requests.is_none_or(|most| self.spent.requests < most)
            && budget.tokens.is_none_or(|most| after.tokens() <= most)
            && budget.dollars.is_none_or(|most| after.dollars <= most);
        if fits {
            self.spent.requests += 1;
            self.set_aside.insert(attempt, reservation);
        }
        fits
    }

    /// Replaces what was set aside for an attempt by what it cost.
    pub(super) fn settle(&mut self, attempt: u64, cost: Cost) {
        if let Some(reservation) = self.set_aside.remove(&attempt) {
            charge(&mut self.spent, self.price, reservation, cost);
        }
    }

    pub(super) fn restore(&mut self, spent: Spent) {
        self.spent = spent;
    }

    pub(super) fn price(&self) -> Option<Price> {
        self.price
    }

    pub(super) fn spent(&self) -> Spent {
        self.spent
    }

    /// What is spent if every attempt that is under way costs what was set aside for it.
    pub(super) fn with_set_aside(&self, another: Option<Reservation>) -> Spent {
        let mut spent = self.spent;
        for reservation in self.set_aside.values().copied().chain(another) {
            charge(&mut spent, self.price, reservation, Cost::Unfinished(Usage::default()));
        }
        spent
    }
}

fn charge(spent: &mut Spent, price: Option<Price>, reservation: Reservation, cost: Cost) {
    let (usage, is_finished) = match cost {
        Cost::Nothing => return,
        Cost::Answered(usage) => (usage, true),
        Cost::Unfinished(usage) => (usage, false),
    };
    // The count of an answer under way is not its last.
    let told = usage.completion.filter(|_| is_finished);
    let prompt = usage.prompt.unwrap_or(reservation.prompt);
    let least = usage.completion.unwrap_or(0);
    let completion = told.unwrap_or(reservation.completion.max(least));
    let mut add = |tokens: u64, is_told: bool| {
        if !is_told {
            spent.estimated_tokens = spent.estimated_tokens.saturating_add(tokens);
        }
    };
    add(prompt, usage.prompt.is_some());
    add(completion, told.is_some());
    spent.prompt_tokens = spent.prompt_tokens.saturating_add(prompt);
    spent.completion_tokens = spent.completion_tokens.saturating_add(completion);
    let of_price = price.map(|price| price.of(prompt, completion));
    match usage.cost.filter(|_| is_finished).or(of_price) {
        Some(dollars) => spent.dollars += dollars,
        None => spent.unpriced += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESERVATION: Reservation = Reservation { prompt: 30, completion: 70 };

    fn usage(prompt: u64, completion: u64) -> Usage {
        Usage { prompt: Some(prompt), completion: Some(completion), cost: None }
    }

    #[test]
    fn what_is_under_way_counts_against_the_budget_until_it_is_settled() {
        let budget = Budget { tokens: Some(250), ..Budget::default() };
        let mut ledger = Ledger::new(budget, None);
        assert!(ledger.reserve(1, RESERVATION));
        assert!(ledger.reserve(2, RESERVATION));
        assert!(!ledger.reserve(3, RESERVATION));
        ledger.settle(1, Cost::Answered(usage(20, 30)));
        assert!(ledger.reserve(3, RESERVATION));
        ledger.settle(2, Cost::Nothing);
        ledger.settle(3, Cost::Unfinished(usage(25, 1)));
        ledger.settle(3, Cost::Unfinished(usage(25, 1)));
        let spent = ledger.spent();
        assert_eq!((spent.prompt_tokens, spent.completion_tokens), (45, 100));
        assert_eq!((spent.requests, spent.estimated_tokens, spent.unpriced), (3, 70, 2));
    }

    #[test]
    fn dollars_and_requests_are_bounds_too() {
        let price = Some(Price { prompt: 10_000.0, completion: 20_000.0 });
        let budget = Budget { dollars: Some(1.7), ..Budget::default() };
        let mut ledger = Ledger::new(budget, price);
        assert!(ledger.reserve(1, RESERVATION));
        assert!(!ledger.reserve(2, RESERVATION));
        ledger.settle(1, Cost::Answered(Usage { cost: Some(0.001), ..usage(30, 70) }));
        assert!((ledger.spent().dollars - 0.001).abs() < 1e-12);
        assert!(!ledger.reserve(2, RESERVATION));
        let budget = Budget { requests: Some(2), ..Budget::default() };
        let mut ledger = Ledger::new(budget, None);
        let taken: Vec<bool> = (0..3).map(|attempt| ledger.reserve(attempt, RESERVATION)).collect();
        assert_eq!(taken, [true, true, false]);
    }

    #[test]
    fn an_estimate_counts_other_scripts_by_the_byte() {
        assert_eq!(estimated_tokens(b"abcdefg"), 3);
        assert_eq!(estimated_tokens("日本".as_bytes()), 6);
        assert_eq!(estimated_tokens(b""), 0);
    }
}
