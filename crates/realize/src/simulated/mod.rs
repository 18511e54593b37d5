//! A SIMULATED language model: the embedded realizer with the errors of a language model, at rates
//! that are set by dials.
//!
//! It is no language model and says nothing of how often a real one errs. It shows, without a key
//! and without a network, what happens to facts that contradict common belief: they are overridden,
//! forgotten, hedged, or something is invented, and corrections mend that more or less obediently.
//! Every draw has an address: (seed, row, round, attempt, slot).

mod beliefs;
mod slips;
#[cfg(test)]
mod tests;

use numeric::seed::Seed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    dictionary::{Dictionary, Policy},
    embedded::{Aside, Draft, Realizer, Register},
    skeleton::{Fact, Skeleton},
    violation::Violation,
};

pub use beliefs::{Belief, Beliefs, Prior, Rule};

use slips::{Address, Slip};

/// How the simulated language model errs and how it takes corrections. Probabilities; what lies
/// outside 0 to 1 counts as the nearer end.
///
/// With the usual dials, and beliefs as a model's own mechanisms give them, the first drafts are right
/// for 82 percent of the rows of ASIA, 51 of ALARM and 67 of the ICU model; after three corrections
/// more than 99.8 percent are (`cargo xtask calibrate texts simulated`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Dials {
    /// How strongly belief pulls: a fact that contradicts a belief held with probability b goes
    /// wrong in a first draft with probability `prior_strength` · b.
    pub prior_strength: f64,
    /// Probability that a violation which a correction names is mended.
    pub obedience: f64,
    /// Probability that a fact which contradicts no belief goes wrong in a first draft.
    pub base_error: f64,
    /// How much of the pull of belief is left in a correction for the facts that it does not name:
    /// they go wrong with probability `drift` · `prior_strength` · b.
    pub drift: f64,
}

impl Default for Dials {
    fn default() -> Self {
        Self { prior_strength: 0.25, obedience: 0.9, base_error: 0.002, drift: 0.02 }
    }
}

/// A simulated language model for the rows of one dictionary.
#[derive(Clone, Debug)]
pub struct Model {
    dictionary: Dictionary,
    realizer: Realizer,
    dials: Dials,
}

impl Model {
    /// Prepares the words of a dictionary for one register.
    pub fn new(dictionary: &Dictionary, register: Register, dials: Dials) -> Self {
        Self {
            dictionary: dictionary.clone(),
            realizer: Realizer::new(dictionary, register),
            dials: Dials {
                prior_strength: probability(dials.prior_strength),
                obedience: probability(dials.obedience),
                base_error: probability(dials.base_error),
                drift: probability(dials.drift),
            },
        }
    }

    /// The dials, held to 0 to 1.
    pub fn dials(&self) -> Dials {
        self.dials
    }

    /// The simulated answer to a first question (`previous` none) or to a correction that names
    /// `previous`, the violations of the answer before.
    ///
    /// `round` is 0 for the first draft and counts the corrections; `attempt` counts fresh starts.
    pub fn answer(
        &self,
        skeleton: &Skeleton,
        beliefs: &Beliefs,
        round: u32,
        attempt: u32,
        previous: Option<&[Violation]>,
        seed: Seed,
    ) -> Draft {
        let address = Address { seed, row: skeleton.row, round, attempt };
        let mut told = skeleton.clone();
        let mut asides = Vec::new();
        for slot in 0..self.dictionary.slots.len() {
            let Some(fact) = self.fact(skeleton, slot) else { continue };
            let slip = match previous {
                None => self.first_slip(slot, fact, beliefs, address),
                Some(violations) => self.corrected_slip(slot, fact, beliefs, violations, address),
            };
            match slip {
                None => {}
                Some(Slip::Overridden(other)) => told.facts[slot] = Some(other),
                Some(Slip::Forgotten) => told.facts[slot] = None,
                Some(Slip::Hedged) => {
                    told.facts[slot] = None;
                    asides.extend(self.realizer.doubt(slot, fact));
                }
                Some(Slip::Invented) => asides.push(self.invention(slot, address)),
            }
        }
        for (place, violation) in previous.unwrap_or_default().iter().enumerate() {
            asides.extend(self.kept_invention(place, violation, address));
        }
        self.realizer.write_with(&told, seed, attempt, &asides)
    }

    /// The probability that a first draft states every fact of the row right and invents nothing:
    /// what rejection sampling would accept.
    pub fn right_probability(&self, skeleton: &Skeleton, beliefs: &Beliefs) -> f64 {
        let mut product = 1.0;
        for slot in 0..self.dictionary.slots.len() {
            let Some(fact) = self.fact(skeleton, slot) else { continue };
            let (rate, shares) = self.first_rate(fact, beliefs, slot);
            // What may be told may be forgotten.
            let forgivable = match self.dictionary.slots[slot].policy {
                Policy::May => shares[1] + shares[2],
                _ => 0.0,
            };
            product *= 1.0 - rate * (1.0 - forgivable);
        }
        product
    }

    /// The fact of a slot that may be told and can be.
    fn fact(&self, skeleton: &Skeleton, slot: usize) -> Option<Fact> {
        let fact = (*skeleton.facts.get(slot)?)?;
        self.realizer.can_tell(skeleton, slot).then_some(fact)
    }

    /// An invention that a correction named and that stays.
    fn kept_invention(
        &self,
        place: usize,
        violation: &Violation,
        address: Address,
    ) -> Option<Aside> {
        if violation.slot.is_some() || address.mends(place, self.dials.obedience) {
            return None;
        }
        let words = violation.found.trim();
        if let Ok(number) = words.parse() {
            return Some(Aside::Stray(number));
        }
        let is_watched = self
            .dictionary
            .watched
            .iter()
            .any(|watched| watched.terms.iter().any(|term| term.eq_ignore_ascii_case(words)));
        is_watched.then(|| Aside::Invented(words.to_owned()))
    }
}

/// The nearest probability; none known counts as 0.
fn probability(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }
}
