//! Values behind findings, as forms and tables have them: `diabetes: no`, `CHF+`, `sepsis (-)`.

use std::ops::Range;

use super::reach::Use;
use super::scopes::Walk;
use super::tokens::Kind;
use super::vocabulary::List;

/// Answers that deny all of a list.
pub(super) const NONE: &str = "none, neither, no, nil";

/// Verbs that deny what stands before them at the end of a clause.
pub(super) const DENIED: &str = "denied, denies";

impl Walk<'_, '_> {
    /// `diabetes denied, CKD denied`: a verb with nothing behind it denies what stands before it.
    pub(super) fn is_denied_before(&self, cue: &Range<usize>) -> bool {
        let ends = cue.end >= self.end
            || matches!(self.tokens.kind_at(cue.end), Kind::Mark(',' | '.' | ')' | '/' | '|'))
            || self.tokens.text_at(cue.end) == "by";
        let is_host = |index: usize| !matches!(self.points[index].used, Use::Identity | Use::Value);
        ends && self.tokens.is_in(cue.start, List::Denied)
            && self.nearest_before(cue.start, 1).is_some_and(is_host)
    }

    /// `: yes`, `= 0`, `(no)` behind a finding: whether it is denied, and the tokens of the value.
    pub(super) fn value_behind(&self, behind: usize) -> Option<(bool, Range<usize>)> {
        if behind < self.end {
            // `CHF+ CKD-`; with a space before it a sign ends what it stands behind: `CHF +, CKD -`.
            let is_spaced = self.tokens.list[behind].is_spaced;
            let is_alone = behind + 1 >= self.end
                || !is_spaced && self.tokens.list[behind + 1].is_spaced
                || match self.tokens.kind_at(behind + 1) {
                    Kind::Mark(mark) => !is_spaced || matches!(mark, ',' | ';' | '.'),
                    kind => !is_spaced && kind == Kind::Break,
                };
            let is_word = |at: usize| {
                self.tokens.text_at(at) == "ve" && at < self.end && !self.tokens.list[at].is_spaced
            };
            match self.tokens.mark_at(behind) {
                // `CHF -ve`
                Some('+') if is_word(behind + 1) => return Some((false, behind..behind + 2)),
                Some('-') if is_word(behind + 1) => return Some((true, behind..behind + 2)),
                Some('+') if is_alone => return Some((false, behind..behind + 1)),
                Some('-') if is_alone => return Some((true, behind..behind + 1)),
                _ => {}
            }
        }
        let is_parted = behind < self.end
            && match self.tokens.mark_at(behind) {
                Some(':' | '=' | '(' | '|' | '?') => true,
                Some('-') => self.tokens.list[behind].is_spaced,
                _ => false,
            };
        let at = if is_parted { behind + 1 } else { behind };
        if at >= self.end {
            return None;
        }
        let is_equation = is_parted && matches!(self.tokens.mark_at(behind), Some(':' | '='));
        let is_denied = match self.tokens.text(at) {
            "no" | "none" | "nil" | "never" => true,
            "yes" => false,
            "excluded" | "negative" | "absent" | "false" | "denied" | "n" | "neg" | "-" | "0"
                if is_parted =>
            {
                if self.tokens.text(at) == "0" && !is_equation {
                    return None;
                }
                true
            }
            "confirmed" | "present" | "positive" | "true" | "y" | "pos" | "+" | "1"
                if is_parted =>
            {
                if self.tokens.text(at) == "1" && !is_equation {
                    return None;
                }
                false
            }
            _ => return None,
        };
        let next = self.tokens.text_at(at + 1);
        let goes_on = at + 1 < self.end
            && matches!(self.tokens.kind_at(at + 1), Kind::Word | Kind::Number)
            && !matches!(next, "and" | "but" | "or");
        let is_answer = self.tokens.mark_at(behind) == Some('?');
        let stands_alone = !goes_on
            || is_answer && self.tokens.text(at) != "no"
            || is_equation && !matches!(self.tokens.text(at), "no" | "never");
        stands_alone.then_some((is_denied, at..at + 1))
    }
}
