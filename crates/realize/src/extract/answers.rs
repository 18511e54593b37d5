//! Values behind findings, as forms and tables have them: `diabetes: no`, `CHF+`, `sepsis (-)`.

use std::ops::Range;

use super::scopes::Walk;
use super::tokens::Kind;

/// Answers that deny all of a list.
pub(super) const NONE: &str = "none, neither, no, nil";

impl Walk<'_, '_> {
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
            match self.tokens.mark_at(behind) {
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
