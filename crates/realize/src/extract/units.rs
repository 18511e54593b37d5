//! Numbers that only their unit tells the slot of.

use super::numbers::{Numeral, Shape};
use super::pieces::What;
use super::tokens::Kind;
use super::values::{How, Linker, pair_of};
use super::vocabulary::{List, Word};
use crate::dictionary::Says;

/// What a span of time behind `for` is a stay of.
pub(super) const STAYS: &str = "stayed, stay, spent, remained, was, hospitalized, there, care, icu, unit, hospital, ward, \
    us, here, admitted, kept, him, her, them";

impl Linker<'_, '_> {
    pub(super) fn by_unit(&mut self, value: usize) {
        let What::Number(numeral) = &self.pieces[value].what else { return };
        let before = numeral.tokens.start.checked_sub(1).map_or("", |at| self.tokens.text(at));
        let next = self.tokens.text_at(numeral.tokens.end);
        if self.is_share_of_other(numeral) {
            return;
        }
        let is_oxygen = before == "on" || matches!(next, "o2" | "oxygen" | "nasal" | "nc" | "nrb");
        if is_oxygen || self.is_span_of_time(numeral) || self.is_initial(numeral) {
            return;
        }
        let mut slots: Vec<usize> = numeral
            .units()
            .filter(|&(slot, unit)| match &self.dictionary.slots[slot].says {
                Says::Number(says) => {
                    says.unit_suffices && is_plausible(numeral, says.plausible, says, unit)
                }
                _ => false,
            })
            .map(|(slot, _)| slot)
            .collect();
        slots.sort_unstable();
        slots.dedup();
        if let Shape::Pair(..) = numeral.shape {
            if pair_of(self.dictionary, slots.iter().copied()) {
                for slot in slots {
                    self.push(None, value, slot, How::Unit);
                }
            }
        } else if let [slot] = slots[..] {
            self.push(None, value, slot, How::Unit);
        }
    }

    /// Whether a percentage is one of something that the dictionary does not have: `FiO2 60%`, `85%
    /// neutrophils`. Verbs before it, as in `desaturated to 84%`, are no such thing.
    fn is_share_of_other(&self, numeral: &Numeral<'_>) -> bool {
        let tokens = self.tokens;
        if tokens.mark_at(numeral.tokens.end - 1) != Some('%') {
            return false;
        }
        let is_unknown =
            |at: usize| tokens.kind_at(at) == Kind::Word && tokens.list[at].word == Word::default();
        if is_unknown(numeral.tokens.end) && !tokens.text(numeral.tokens.end).ends_with("ly") {
            return true;
        }
        let mut at = numeral.tokens.start;
        for _ in 0..3 {
            let Some(before) = at.checked_sub(1) else { return false };
            at = before;
            if !tokens.is_in(at, List::Links) {
                break;
            }
        }
        let is_verb = ["ed", "ing"].iter().any(|ending| tokens.text(at).ends_with(ending));
        is_unknown(at) && !is_verb && !self.is_stem_of_anchor(numeral, tokens.text(at))
    }

    /// `sats`: a word that starts as an anchor of the slot does whose unit the number has.
    fn is_stem_of_anchor(&self, numeral: &Numeral<'_>, word: &str) -> bool {
        let Some(stem) = word.get(..3) else { return false };
        numeral.units().any(|(slot, _)| match &self.dictionary.slots[slot].says {
            Says::Number(says) => says
                .anchors
                .iter()
                .flat_map(|anchor| anchor.split(' '))
                .any(|part| part.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(stem))),
            _ => false,
        })
    }

    /// Whether a number of days tells how long something else lasted: `pressors for two days`.
    fn is_span_of_time(&self, numeral: &Numeral<'_>) -> bool {
        let tokens = self.tokens;
        let unit = tokens.text(numeral.tokens.end - 1);
        let is_years = matches!(unit, "years" | "year" | "yrs" | "months");
        let is_days = matches!(unit, "day" | "days" | "hour" | "hours" | "h" | "week" | "weeks");
        if !is_days && !is_years {
            return false;
        }
        if matches!(
            tokens.text_at(numeral.tokens.end),
            "ago" | "earlier" | "before" | "prior" | "later" | "of" | "previously" | "history"
        ) && tokens.text_at(numeral.tokens.end + 1) != "stay"
            && tokens.text_at(numeral.tokens.end + 1) != "intensive"
        {
            return true;
        }
        let mut at = numeral.tokens.start;
        for _ in 0..2 {
            let Some(before) = at.checked_sub(1) else { return false };
            match tokens.text(before) {
                "for" => {
                    let is_stay =
                        before.checked_sub(1).is_none_or(|host| tokens.is_in(host, List::Stays));
                    return is_years || !is_stay;
                }
                "within" | "every" | "past" | "last" | "next" | "first" | "another" => return true,
                _ => at = before,
            }
        }
        false
    }

    /// `78F` at the start of a sentence is an age and a sex, not a temperature.
    fn is_initial(&self, numeral: &Numeral<'_>) -> bool {
        let unit = self.tokens.text(numeral.tokens.end - 1);
        let is_start = numeral.tokens.start.checked_sub(1).is_none_or(|before| {
            matches!(self.tokens.kind_at(before), Kind::Break | Kind::Mark(_))
        });
        is_start
            && numeral.digits.end + 1 == numeral.tokens.end
            && matches!(unit, "f" | "m")
            && !self.tokens.list[numeral.digits.end].is_spaced
            && !self.tokens.text(numeral.digits.start).contains('.')
    }
}

fn is_plausible(
    numeral: &Numeral<'_>,
    plausible: Option<[f64; 2]>,
    says: &crate::dictionary::Number,
    unit: usize,
) -> bool {
    let Some([least, greatest]) = plausible else { return true };
    let (scale, offset) = says.units.get(unit).map_or((1.0, 0.0), |unit| (unit.scale, unit.offset));
    let is_inside = |value: f64| {
        let converted = scale * value + offset;
        least <= converted && converted <= greatest
    };
    match numeral.shape {
        Shape::Point(one) | Shape::About(one) | Shape::AtLeast(one) | Shape::AtMost(one) => {
            is_inside(one.value)
        }
        Shape::Range(one, other) => is_inside(one.value) && is_inside(other.value),
        Shape::Pair(..) => true,
        Shape::Unreadable => false,
    }
}
