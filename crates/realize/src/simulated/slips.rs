//! Slips: what goes wrong with a fact in a simulated draft, and what of it a correction leaves.

use numeric::seed::{Draws, Seed};

use crate::{
    dictionary::Says,
    embedded::Aside,
    skeleton::{Fact, rounded},
    violation::{Violation, ViolationKind},
};

use super::{Beliefs, Model, probability};

/// What goes wrong with one fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Slip {
    /// Another value is stated.
    Overridden(Fact),
    /// It is left out.
    Forgotten,
    /// It is named as possible.
    Hedged,
    /// It is stated, and something with it that is not so.
    Invented,
}

/// Of the slips against belief, the shares of those that override, forget, hedge and invent.
const AGAINST_BELIEF: [f64; 4] = [0.5, 0.2, 0.2, 0.1];

/// Of the slips without a belief behind them: another value, or none.
const WITHOUT_BELIEF: [f64; 4] = [0.5, 0.5, 0.0, 0.0];

/// Where the draws of one answer are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address {
    pub(super) seed: Seed,
    pub(super) row: u64,
    pub(super) round: u32,
    pub(super) attempt: u32,
}

impl Address {
    /// The draws that decide whether a slot goes wrong in this round.
    fn of_slot(self, slot: usize) -> Draws {
        let stream = self.seed.stream("simulated").index(u64::from(self.attempt)).index(self.row);
        stream.index(u64::from(self.round)).at(slot as u64)
    }

    /// The draws of what stands there instead: the same in all rounds, so that what is not mended
    /// stays as it was.
    fn of_details(self, slot: usize) -> Draws {
        let stream = self.seed.stream("simulated details").index(u64::from(self.attempt));
        stream.index(self.row).at(slot as u64)
    }

    /// Whether this round mends the violation at `place` of the correction.
    pub(super) fn mends(self, place: usize, obedience: f64) -> bool {
        let stream = self.seed.stream("simulated mending").index(u64::from(self.attempt));
        stream.index(self.row).index(u64::from(self.round)).at(place as u64).uniform() < obedience
    }
}

impl Model {
    /// How often the fact goes wrong in a first draft, and how the slips divide by kind.
    pub(super) fn first_rate(&self, fact: Fact, beliefs: &Beliefs, slot: usize) -> (f64, [f64; 4]) {
        match beliefs.contradicted(slot, fact.state()) {
            Some(belief) => {
                (self.dials.prior_strength * probability(belief.probability), AGAINST_BELIEF)
            }
            None => (self.dials.base_error, WITHOUT_BELIEF),
        }
    }

    pub(super) fn first_slip(
        &self,
        slot: usize,
        fact: Fact,
        beliefs: &Beliefs,
        address: Address,
    ) -> Option<Slip> {
        let (rate, shares) = self.first_rate(fact, beliefs, slot);
        let mut draws = address.of_slot(slot);
        (draws.uniform() < rate)
            .then(|| self.slip(slot, fact, beliefs, shares, draws.uniform(), address))
    }

    /// What is wrong with the fact after a correction.
    pub(super) fn corrected_slip(
        &self,
        slot: usize,
        fact: Fact,
        beliefs: &Beliefs,
        violations: &[Violation],
        address: Address,
    ) -> Option<Slip> {
        let named = violations.iter().enumerate().find(|(_, named)| named.slot == Some(slot));
        if let Some((place, violation)) = named {
            if address.mends(place, self.dials.obedience) {
                return None;
            }
            return match violation.kind {
                ViolationKind::Missing if violation.found.is_empty() => Some(Slip::Forgotten),
                ViolationKind::Missing => Some(Slip::Hedged),
                ViolationKind::Wrong | ViolationKind::Contradicted => {
                    Some(self.overridden(slot, fact, beliefs, address))
                }
                _ => None,
            };
        }
        let (rate, shares) = match beliefs.contradicted(slot, fact.state()) {
            Some(_) => self.first_rate(fact, beliefs, slot),
            None => return None,
        };
        let mut draws = address.of_slot(slot);
        (draws.uniform() < rate * self.dials.drift)
            .then(|| self.slip(slot, fact, beliefs, shares, draws.uniform(), address))
    }

    /// Something that no fact licenses: a thing that is watched for, or a number.
    pub(super) fn invention(&self, slot: usize, address: Address) -> Aside {
        let mut draws = address.of_details(slot);
        let watched = &self.dictionary.watched;
        let number = 100 + draws.below(900);
        if watched.is_empty() || draws.below(4) == 0 {
            return Aside::Stray(number);
        }
        let thing = &watched[draws.below(watched.len() as u32) as usize];
        thing.terms.first().map_or(Aside::Stray(number), |term| Aside::Invented(term.clone()))
    }

    fn slip(
        &self,
        slot: usize,
        fact: Fact,
        beliefs: &Beliefs,
        shares: [f64; 4],
        drawn: f64,
        address: Address,
    ) -> Slip {
        let [override_share, forget_share, hedge_share, _] = shares;
        if drawn < override_share {
            self.overridden(slot, fact, beliefs, address)
        } else if drawn < override_share + forget_share {
            Slip::Forgotten
        } else if drawn < override_share + forget_share + hedge_share {
            Slip::Hedged
        } else {
            Slip::Invented
        }
    }

    /// The believed state, or another value where no belief is contradicted; forgotten where the
    /// slot has no other.
    fn overridden(&self, slot: usize, fact: Fact, beliefs: &Beliefs, address: Address) -> Slip {
        let words = &self.dictionary.slots[slot];
        let n_states = words.states().len();
        if let Some(belief) = beliefs.contradicted(slot, fact.state())
            && usize::from(belief.state) < n_states
        {
            return Slip::Overridden(Fact::State(belief.state));
        }
        let mut draws = address.of_details(slot);
        match (fact, &words.says) {
            (Fact::State(state), _) if n_states > 1 => {
                let other = draws.below(n_states as u32 - 1) as u16;
                Slip::Overridden(Fact::State(other + u16::from(other >= state)))
            }
            (Fact::Number(number), Says::Number(says)) => {
                // The last digit is another one, as in a slip of the pen.
                let unit = (0..says.decimals).fold(1.0, |unit, _| unit / 10.0);
                let steps = f64::from(draws.below(9) + 1);
                let other = rounded(number + steps * unit, says.decimals);
                if other == number {
                    Slip::Forgotten
                } else {
                    Slip::Overridden(Fact::Number(other))
                }
            }
            _ => Slip::Forgotten,
        }
    }
}
