//! Orders and conditions: what is to be done, or done if something else comes true.

use std::ops::Range;

use super::cues::Cue;
use super::matches::Match;
use super::reach::Use;
use super::scopes::{Backward, Walk};
use super::tokens::Kind;
use super::vocabulary::List;

/// Words that start a condition.
pub(super) const CONDITIONS: &str = "if, unless, should, whenever";

/// Verbs that order something behind a comma too.
pub(super) const VERBS: &str = "start, begin, initiate, give, prepare, call, notify, obtain, titrate, intubate, extubate, \
    restart, resume, add";

/// Words between two things of which one holds.
pub(super) const VERSUS: &str = "vs, versus";

/// Words behind a noun that could be an order otherwise: `screen negative`.
pub(super) const PREDICATES: &str = "is, was, are, were, has, had, negative, positive, neg, pos, showed, shows, \
    revealed, reveals, came, remained, remains, unremarkable, normal, of";

/// Words at the end of a cue that is a noun: `suspicion of`, `criteria for`.
pub(super) const PREPOSITIONS: &str = "of, for, with, about, in";

impl Walk<'_, '_> {
    /// Whether an order starts here: at the start of the sentence, behind a colon, or behind the
    /// comma that ends a condition.
    pub(super) fn starts_order(&self, found: &Match) -> bool {
        let at = found.first;
        let is_start = at == self.start
            || match self.tokens.kind_at(at - 1) {
                Kind::Mark(':' | '-' | ')') => true,
                Kind::Mark(',') => self.is_conditional || self.tokens.is_in(at, List::Verbs),
                _ => false,
            };
        // `Screen negative`, `Plan was`: a noun.
        is_start && !self.tokens.is_in(found.last + 1, List::Predicates)
    }

    /// `intubation if she tires`, `sepsis versus`: what stands right before is left open too.
    pub(super) fn condition(&mut self, cue: Range<usize>) {
        let is_said = |index: usize| self.points[index].used != Use::Value;
        if self.nearest_before(cue.start, 1).is_some_and(is_said) {
            self.backward.push(Backward { tokens: cue, kind: Cue::OpenBefore });
        }
    }
}
