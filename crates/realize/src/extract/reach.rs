//! How far a cue reaches, and what.

use std::ops::Range;

use super::cues::Cue;

/// How something is used in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A noun phrase that says something by itself.
    Noun,
    /// An adjective of the subject.
    Adjective,
    /// A participle, an infinitive: its auxiliary verb stands elsewhere.
    Participle,
    /// A predicate with its own verb.
    Predicate,
    /// Who the row is about: denied only where the denial stands beside it.
    Identity,
    /// `she`.
    Pointer,
    /// What has a state or a number.
    Anchor,
    /// A grade or a number.
    Value,
}

/// The reach of one cue.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen or not, independently")]
pub(super) struct Scope {
    pub(super) cue: Range<usize>,
    pub(super) kind: Cue,
    pub(super) is_flipped: bool,
    /// Words since the cue or the last thing that it reached.
    pub(super) words: usize,
    pub(super) has_reached: bool,
    pub(super) has_comma: bool,
    pub(super) is_joined: bool,
    pub(super) has_anchor: bool,
    /// Whether what it reached last is a value.
    pub(super) has_value: bool,
}

/// How many words a cue reaches at most.
pub(super) const REACH: usize = 8;

impl Scope {
    /// A scope that has reached nothing yet.
    pub(super) fn new(cue: Range<usize>, kind: Cue) -> Self {
        Self {
            cue,
            kind,
            is_flipped: false,
            words: 0,
            has_reached: false,
            has_comma: false,
            is_joined: false,
            has_anchor: false,
            has_value: false,
        }
    }

    /// Whether the cue reaches a thing so used, given what stands between.
    fn reaches(&self, used: Use) -> bool {
        let is_list = self.has_comma || self.is_joined;
        let first = !self.has_reached;
        let goes_on =
            if first { self.words <= REACH } else { is_list && self.words <= 4 || self.words <= 1 };
        match (self.kind, used) {
            (_, Use::Pointer | Use::Anchor)
            | (Cue::Past | Cue::Over, Use::Identity | Use::Predicate) => false,
            (Cue::Deny | Cue::DenyPredicate | Cue::Neither, Use::Identity)
            | (Cue::Deny, Use::Adjective | Use::Participle)
            | (Cue::Past | Cue::Over, Use::Adjective | Use::Participle | Use::Value) => {
                first && self.words <= 1 && !self.has_comma
            }
            (Cue::Deny | Cue::DenyPredicate | Cue::Neither, Use::Predicate) => {
                first && self.words <= 2 && !self.has_comma
            }
            (Cue::DenyPredicate | Cue::Neither, Use::Adjective | Use::Participle) => {
                if first {
                    self.words <= 4 && !self.has_comma
                } else {
                    self.is_joined && self.words <= 2
                }
            }
            (Cue::Deny | Cue::DenyPredicate | Cue::Neither, Use::Value) => {
                if first {
                    self.words <= 4
                } else {
                    self.is_joined && self.words <= 1
                }
            }
            (Cue::Open, _) => {
                !self.has_comma
                    && if first { self.words <= REACH } else { self.is_joined && goes_on }
            }
            (Cue::Earlier, _) => used != Use::Identity && self.words <= REACH,
            (Cue::Over, _) => first && self.words <= 3 && !self.has_comma,
            _ => goes_on,
        }
    }
}

/// The scope, if it reaches a thing so used; it then starts counting anew from there.
pub(super) fn reached(scope: &mut Option<Scope>, used: Use) -> Option<Scope> {
    let current = scope.as_mut()?;
    if current.reaches(used) {
        let found = current.clone();
        current.has_reached = true;
        current.has_value = used == Use::Value;
        current.words = 0;
        current.has_comma = false;
        current.is_joined = false;
        return Some(found);
    }
    if current.has_reached {
        *scope = None;
    } else {
        current.words += 1;
    }
    None
}
