//! The Semantic Backdoor: how much more often a model changes a fact that contradicts what it
//! believes than one that agrees with it.
//!
//! For slot i: P(Eᵢ(o⁰) ≠ zᵢ | zᵢ contradicts the belief) − P(Eᵢ(o⁰) ≠ zᵢ | zᵢ agrees), where o⁰ is
//! the first answer and E what the reader finds.

use serde::{Deserialize, Serialize};

use super::share::{Difference, Share};
use crate::run::Record;
use crate::skeleton::{Fact, Skeleton};

/// What a model is believed to expect of a slot of a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// This state.
    State(u16),
    /// A number between these two, both included.
    Between(f64, f64),
}

/// The tally, one entry a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backdoor {
    slots: Vec<SlotTally>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct SlotTally {
    n_against: u64,
    changed_against: u64,
    n_agreeing: u64,
    changed_agreeing: u64,
}

/// The rates of one slot.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackdoorRate {
    /// The slot's place in the dictionary.
    pub slot: usize,
    /// Changed facts among those that contradict the belief.
    pub against: Share,
    /// Changed facts among those that agree.
    pub agreeing: Share,
    /// The Semantic Backdoor rate; none where there are facts of one sort only.
    pub rate: Option<Difference>,
}

impl Expectation {
    /// Whether a fact agrees; none where fact and belief are of different sorts.
    pub fn agrees(self, fact: Fact) -> Option<bool> {
        match (self, fact) {
            (Self::State(believed), Fact::State(state)) => Some(believed == state),
            (Self::Between(low, high), Fact::Number(number)) => {
                Some((low..=high).contains(&number))
            }
            _ => None,
        }
    }
}

impl Backdoor {
    /// Counts a row: every fact for which there is a belief, in its first answer. A row whose first
    /// answer had no text says nothing.
    pub fn add(&mut self, skeleton: &Skeleton, beliefs: &[Option<Expectation>], record: &Record) {
        let Some(first) = record.rounds.first().filter(|round| !round.text.is_empty()) else {
            return;
        };
        let n_slots = skeleton.facts.len();
        if self.slots.len() < n_slots {
            self.slots.resize(n_slots, SlotTally::default());
        }
        for (slot, (fact, belief)) in skeleton.facts.iter().zip(beliefs).enumerate() {
            let agrees = fact.zip(*belief).and_then(|(fact, belief)| belief.agrees(fact));
            let is_changed =
                u64::from(first.violations.iter().any(|violation| violation.slot == Some(slot)));
            let tally = &mut self.slots[slot];
            match agrees {
                Some(true) => {
                    tally.n_agreeing += 1;
                    tally.changed_agreeing += is_changed;
                }
                Some(false) => {
                    tally.n_against += 1;
                    tally.changed_against += is_changed;
                }
                None => {}
            }
        }
    }

    /// Adds the tally of later rows.
    pub fn merge(&mut self, other: &Self) {
        if self.slots.len() < other.slots.len() {
            self.slots.resize(other.slots.len(), SlotTally::default());
        }
        for (tally, more) in self.slots.iter_mut().zip(&other.slots) {
            tally.n_against += more.n_against;
            tally.changed_against += more.changed_against;
            tally.n_agreeing += more.n_agreeing;
            tally.changed_agreeing += more.changed_agreeing;
        }
    }

    /// The rates of the slots about which there were beliefs.
    pub fn rates(&self) -> Vec<BackdoorRate> {
        let slots = self.slots.iter().enumerate();
        slots
            .filter(|(_, tally)| tally.n_against + tally.n_agreeing > 0)
            .map(|(slot, tally)| rate(slot, *tally))
            .collect()
    }

    /// The rates of all slots together, each fact counted once; the slot is 0 and says nothing.
    pub fn overall(&self) -> BackdoorRate {
        let mut all = SlotTally::default();
        for tally in &self.slots {
            all.n_against += tally.n_against;
            all.changed_against += tally.changed_against;
            all.n_agreeing += tally.n_agreeing;
            all.changed_agreeing += tally.changed_agreeing;
        }
        rate(0, all)
    }
}

fn rate(slot: usize, tally: SlotTally) -> BackdoorRate {
    let against = Share::of(tally.changed_against, tally.n_against);
    let agreeing = Share::of(tally.changed_agreeing, tally.n_agreeing);
    BackdoorRate { slot, against, agreeing, rate: against.less(&agreeing) }
}
