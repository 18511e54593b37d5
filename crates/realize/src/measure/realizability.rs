//! Realizability: the share of rows whose facts a model had stated rightly after so many questions,
//! and what was wrong before.
//!
//! With V(o, z) the violations of text o against facts z, the rate after K corrections is the mean
//! of 1[V(oᵏ, z) = ∅ for some k ≤ K].

use serde::{Deserialize, Serialize};

use super::share::Share;
use crate::run::Record;
use crate::skeleton::Skeleton;
use crate::violation::ViolationKind;

/// The tally of a run's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Realizability {
    n: u64,
    /// Rows that were right at this attempt, by attempt.
    right_at: Vec<u64>,
    /// Rows whose first answer was read.
    n_first: u64,
    /// Violations of first answers, sorted by kind and slot: a list, as JSON has no such keys.
    first: Vec<Count>,
    /// Violations that the final texts still have.
    last: u64,
    /// Facts of the rows whose first answers were read.
    n_facts: u64,
}

/// Violations of one kind at one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The kind.
    pub kind: ViolationKind,
    /// The slot's place in the dictionary; none for inventions and stray numbers.
    pub slot: Option<usize>,
    /// How many.
    pub count: u64,
}

impl Realizability {
    /// Counts a row.
    pub fn add(&mut self, skeleton: &Skeleton, record: &Record) {
        self.n += 1;
        self.last += record.violations.len() as u64;
        if let Some(attempt) = record.attempt() {
            let place = attempt as usize;
            if self.right_at.len() <= place {
                self.right_at.resize(place + 1, 0);
            }
            self.right_at[place] += 1;
        }
        let Some(first) = record.rounds.first().filter(|round| !round.text.is_empty()) else {
            return;
        };
        self.n_first += 1;
        self.n_facts += skeleton.facts.iter().flatten().count() as u64;
        for violation in &first.violations {
            self.count_first(Count { kind: violation.kind, slot: violation.slot, count: 1 });
        }
    }

    /// Adds the tally of later rows.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.n_first += other.n_first;
        self.n_facts += other.n_facts;
        self.last += other.last;
        if self.right_at.len() < other.right_at.len() {
            self.right_at.resize(other.right_at.len(), 0);
        }
        for (count, more) in self.right_at.iter_mut().zip(&other.right_at) {
            *count += more;
        }
        for more in &other.first {
            self.count_first(*more);
        }
    }

    /// Rows.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The share of rows that were right after at most this many questions besides the first.
    pub fn after(&self, attempt: u32) -> Share {
        let count = self.right_at.iter().take(attempt as usize + 1).sum();
        Share::of(count, self.n)
    }

    /// The same for each of the first `n_attempts` questions.
    pub fn by_attempt(&self, n_attempts: u32) -> Vec<Share> {
        (0..n_attempts).map(|attempt| self.after(attempt)).collect()
    }

    /// What was wrong with the first answers, the most frequent first.
    pub fn first_violations(&self) -> Vec<Count> {
        let mut counts = self.first.clone();
        counts.sort_by_key(|count| std::cmp::Reverse(count.count));
        counts
    }

    /// The slot error rate of first answers: violations a fact; none where no answer was read.
    pub fn first_error_rate(&self) -> Option<f64> {
        let n_violations: u64 = self.first.iter().map(|count| count.count).sum();
        (self.n_facts > 0).then(|| n_violations as f64 / self.n_facts as f64)
    }

    /// Violations that the final texts still have: 0 wherever every text was read as right.
    pub fn n_left(&self) -> u64 {
        self.last
    }

    fn count_first(&mut self, more: Count) {
        let key = |count: &Count| (count.kind, count.slot);
        match self.first.binary_search_by_key(&key(&more), key) {
            Ok(place) => self.first[place].count += more.count,
            Err(place) => self.first.insert(place, more),
        }
    }
}
