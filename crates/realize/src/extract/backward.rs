//! Cues that turn what stands before them: `was ruled out`, `three years ago`.

use super::cues::Cue;
use super::reach::{REACH, Use};
use super::rules::Turned;
use super::scopes::{Backward, Denial, Walk};
use super::tokens::Kind;
use super::vocabulary::List;

/// Words that go on with what became of something behind a comma.
pub(super) const THEN: &str =
    "but, then, later, subsequently, eventually, ultimately, finally, yet, now, since";

impl Walk<'_, '_> {
    /// `asthma in her brother`: what stands before is somebody else's.
    pub(super) fn other_before(&mut self, at: usize) {
        let Some(index) = self.nearest_before(at, 5) else { return self.kin.takes_over() };
        for index in self.list_back(index, false) {
            self.contexts[index].is_other = true;
        }
    }

    /// `lives with her diabetic mother`: an adjective right before somebody else is theirs.
    pub(super) fn other_beside(&mut self, at: usize) {
        let before = self.points.partition_point(|point| point.last < at).checked_sub(1);
        if let Some(before) = before {
            let point = &self.points[before];
            if point.last + 1 == at && point.used == Use::Adjective {
                self.contexts[before].is_other = true;
            }
        }
    }

    pub(super) fn read_backward(&mut self) {
        for Backward { tokens, kind } in std::mem::take(&mut self.backward) {
            let is_short = tokens.len() == 1 && kind == Cue::OpenBefore;
            let most = match kind {
                Cue::Earlier => REACH,
                _ if is_short => 1,
                _ => 5,
            };
            // `suspected, then ruled out`
            let is_parted = matches!(kind, Cue::DenyBefore | Cue::OverBefore)
                && tokens.len() > 1
                && self.tokens.is_in(tokens.start, List::Then)
                && tokens
                    .start
                    .checked_sub(1)
                    .is_some_and(|at| self.tokens.mark_at(at) == Some(','));
            let start = tokens.start - usize::from(is_parted);
            let Some(index) = self.nearest_before(start, most) else {
                continue;
            };
            let is_singular = (self.points[index].last + 1..tokens.end).any(|at| {
                matches!(self.tokens.text(at), "is" | "was" | "has" | "isn't" | "wasn't")
            });
            for index in self.list_back(index, is_singular) {
                let context = &mut self.contexts[index];
                if context.deny.is_some() && kind != Cue::Earlier {
                    continue;
                }
                match kind {
                    Cue::DenyBefore => {
                        context.deny = Some(Denial {
                            cue: tokens.clone(),
                            is_canceled: false,
                            rule: Turned::PostNegation,
                        });
                        context.open = None;
                    }
                    Cue::OpenBefore => context.open = Some(tokens.clone()),
                    Cue::Earlier => context.past = Some(tokens.clone()),
                    _ => {
                        context.past = Some(tokens.clone());
                        context.is_over = true;
                    }
                }
            }
        }
    }

    /// The last thing said before this token, with at most so many words and no comma between.
    pub(super) fn nearest_before(&self, at: usize, most: usize) -> Option<usize> {
        let mut index = self.points.partition_point(|point| point.last < at).checked_sub(1)?;
        // A pronoun between is part of the cue: `asthma in her brother`.
        if self.points[index].used == Use::Pointer {
            index = index.checked_sub(1)?;
        }
        let point = &self.points[index];
        let between = point.last + 1..at;
        let is_near = between.len() <= most
            && between.clone().all(|at| {
                !matches!(self.tokens.kind_at(at), Kind::Mark(',' | ';' | '|') | Kind::Break)
                    && !matches!(self.tokens.text(at), "and" | "or" | "but" | "who" | "with")
            });
        (is_near && !matches!(point.used, Use::Pointer | Use::Anchor)).then_some(index)
    }

    /// The points of the list that ends with this one.
    pub(super) fn list_back(&self, index: usize, is_singular: bool) -> Vec<usize> {
        let mut list = vec![index];
        if is_singular {
            return list;
        }
        let mut has_and = false;
        let mut at = index;
        while at > 0 && list.len() <= REACH {
            let between = self.points[at - 1].last + 1..self.points[at].first;
            let joins = !between.is_empty()
                && between.len() <= 3
                && between.clone().all(|at| {
                    matches!(self.tokens.kind_at(at), Kind::Mark(',' | '/' | '&'))
                        || matches!(
                            self.tokens.text(at),
                            "and" | "or" | "nor" | "the" | "a" | "any"
                        )
                });
            has_and |= between.clone().any(|at| {
                matches!(self.tokens.text(at), "and" | "or" | "nor")
                    || matches!(self.tokens.mark_at(at), Some('/' | '&'))
            });
            if !joins || !has_and || self.points[at - 1].used != self.points[index].used {
                break;
            }
            at -= 1;
            list.push(at);
        }
        list
    }
}
