//! What turns, weakens or moves each thing said in a sentence: scopes of cues as in ConText.

use std::ops::Range;

use super::cues::Cue;
use super::kin::Kin;
use super::lexicon::Meaning;
use super::matches::Match;
use super::reach::{REACH, Scope, Use, reached};
use super::rules::Turned;
use super::tokens::{Kind, Tokens};
use super::vocabulary::List;

/// Something said, by its tokens.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// First token.
    pub(super) first: usize,
    /// Last token.
    pub(super) last: usize,
    /// How it is used.
    pub(super) used: Use,
}

/// What was found to turn a thing.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// The denial.
    pub(super) deny: Option<Denial>,
    /// The tokens that leave it open.
    pub(super) open: Option<Range<usize>>,
    /// The tokens that put it in the past.
    pub(super) past: Option<Range<usize>>,
    /// Whether it is over, also where it lasts otherwise.
    pub(super) is_over: bool,
    /// Whether it is somebody else's.
    pub(super) is_other: bool,
}

/// A denial and how it came about.
#[derive(Clone, Debug)]
pub(super) struct Denial {
    /// The tokens of the cue.
    pub(super) cue: Range<usize>,
    /// Whether two denials cancel.
    pub(super) is_canceled: bool,
    /// The rule, for the record.
    pub(super) rule: Turned,
}

/// The contexts of all points of one sentence.
#[derive(Debug)]
pub(super) struct Reading {
    /// One context a point.
    pub(super) contexts: Vec<Context>,
    /// Tokens that are the value of a finding, such as the `0` of `diabetes=0`.
    pub(super) values: Vec<usize>,
    /// Whether somebody else is spoken of.
    pub(super) has_kin: bool,
}

/// A cue that reads backward.
pub(super) struct Backward {
    pub(super) tokens: Range<usize>,
    pub(super) kind: Cue,
}

/// Words between two denials that cancel: `denies that she is not`.
pub(super) const BRIDGES: &str = "that, she, he, is, was, has, had, the, patient, pt, a, any, of, being, it, to, be, \
    does, did, there, were, are, have, having, case, true, correct, so, right";

/// Reads the scopes of a sentence. `matches_at` gives the words found at a token; points are in
/// order and do not overlap. `contexts` gives its room.
pub(super) fn read<'m>(
    tokens: &Tokens,
    sentence: Range<usize>,
    points: &[Point],
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    is_other: bool,
    mut contexts: Vec<Context>,
) -> Reading {
    contexts.clear();
    contexts.resize(points.len(), Context::default());
    let mut walk = Walk {
        tokens,
        points,
        start: sentence.start,
        end: sentence.end,
        is_conditional: tokens.is_in(sentence.start, List::Conditions),
        contexts,
        values: Vec::new(),
        deny: None,
        open: None,
        past: None,
        kin: Kin::new(is_other),
        backward: Vec::new(),
    };
    let mut at = sentence.start;
    let mut next = 0;
    while at < sentence.end {
        while points.get(next).is_some_and(|point| point.first < at) {
            next += 1;
        }
        if points.get(next).is_some_and(|point| point.first == at) {
            at = walk.point(next);
            next += 1;
        } else if let Some(found) = matches_at(at).filter(|found| found.first == at) {
            let last = found.last.min(sentence.end - 1);
            walk.cue(found, next);
            at = last + 1;
        } else {
            walk.word(at);
            at += 1;
        }
    }
    walk.read_backward();
    Reading { contexts: walk.contexts, values: walk.values, has_kin: walk.kin.was_named }
}

/// A sentence while its scopes are read.
pub(super) struct Walk<'t, 'p> {
    pub(super) tokens: &'t Tokens<'t>,
    pub(super) points: &'p [Point],
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether the sentence starts with a condition.
    pub(super) is_conditional: bool,
    pub(super) contexts: Vec<Context>,
    values: Vec<usize>,
    deny: Option<Scope>,
    open: Option<Scope>,
    past: Option<Scope>,
    pub(super) kin: Kin,
    pub(super) backward: Vec<Backward>,
}

impl Walk<'_, '_> {
    fn scopes(&mut self) -> impl Iterator<Item = &mut Scope> {
        [&mut self.deny, &mut self.open, &mut self.past].into_iter().flatten()
    }

    fn word(&mut self, at: usize) {
        match self.tokens.kind_at(at) {
            Kind::Mark(mark @ (',' | '(' | '-')) => {
                self.scopes().for_each(|scope| scope.has_comma = true);
                if mark == ',' {
                    self.kin.comma();
                }
            }
            Kind::Mark('/' | '&' | '+') => self.scopes().for_each(|scope| scope.is_joined = true),
            Kind::Mark('|' | '•') => {
                self.deny = None;
                self.open = None;
                self.past = None;
            }
            Kind::Mark('?') => self.open = Some(Scope::new(at..at + 1, Cue::Open)),
            Kind::Mark(_) => {}
            Kind::Word if matches!(self.tokens.text(at), "and" | "or") => {
                self.scopes().for_each(|scope| scope.is_joined = true);
            }
            Kind::Word if matches!(self.tokens.text(at), "a" | "an" | "the" | "any") => {}
            _ => {
                self.scopes().for_each(|scope| scope.words += 1);
                self.kin.pronoun(self.tokens, at);
            }
        }
    }

    /// Takes in the point and tells the token behind it.
    fn point(&mut self, index: usize) -> usize {
        let point = &self.points[index];
        let used = point.used;
        let (first, last) = (point.first, point.last);
        if used == Use::Pointer {
            self.kin.pronoun(self.tokens, first);
        } else if used == Use::Identity && self.tokens.text(last) == "patient" {
            self.kin.subject();
        }
        if used == Use::Anchor {
            self.anchor();
        }
        let mut context = Context { is_other: self.kin.is_other(), ..Context::default() };
        if used == Use::Pointer {
            context.is_other |= self.kin.was_named;
        }
        if !matches!(used, Use::Anchor | Use::Pointer)
            && let Some(scope) = reached(&mut self.deny, used)
        {
            let is_across = used == Use::Value && scope.has_anchor;
            if !is_across || scope.kind == Cue::Neither {
                context.deny = Some(Denial {
                    cue: scope.cue,
                    is_canceled: scope.is_flipped,
                    rule: if scope.is_flipped {
                        Turned::DoubleNegation
                    } else {
                        Turned::PreNegation
                    },
                });
            }
        }
        if used != Use::Pointer {
            // A list of bounds goes on: `call for HR > 130 or RR > 30`.
            let goes_on = used == Use::Anchor
                && self.open.as_ref().is_some_and(|scope| scope.has_value && scope.is_joined);
            if !goes_on {
                context.open = reached(&mut self.open, used).map(|scope| scope.cue);
            }
            if let Some(scope) = reached(&mut self.past, used) {
                context.is_over = scope.kind == Cue::Over;
                context.past = Some(scope.cue);
            }
        }
        let mut behind = last + 1;
        if matches!(used, Use::Noun | Use::Adjective | Use::Participle | Use::Predicate)
            && let Some((is_denied, value)) = self.value_behind(behind)
        {
            behind = value.end;
            self.values.extend(value.clone());
            context.deny =
                is_denied.then_some(Denial { cue: value, is_canceled: false, rule: Turned::Value });
            self.deny = None;
            // `diabetes and CKD: none`
            if self.tokens.is_in(behind - 1, List::None) {
                for other in self.list_back(index, false) {
                    self.contexts[other].deny.clone_from(&context.deny);
                }
            }
        }
        self.contexts[index] = context;
        if used == Use::Value && self.is_year(first) {
            self.earlier(first - 1..first + 1);
        }
        behind
    }

    /// `in 2019`.
    fn is_year(&self, at: usize) -> bool {
        let text = self.tokens.text(at);
        at > self.start
            && self.tokens.text(at - 1) == "in"
            && text.len() == 4
            && (text.starts_with("19") || text.starts_with("20"))
    }

    /// An anchor starts a statement of its own once something was denied.
    fn anchor(&mut self) {
        let ends = |scope: &Scope| scope.has_reached || scope.has_comma;
        if self.deny.as_ref().is_some_and(|scope| ends(scope) && scope.kind != Cue::Neither) {
            self.deny = None;
        }
        self.past = self.past.take().filter(|scope| !ends(scope));
        self.scopes().for_each(|scope| {
            scope.words += 1;
            scope.has_anchor = true;
        });
    }

    fn cue(&mut self, found: &Match, next: usize) {
        let tokens = found.first..found.last + 1;
        let cues = || {
            found.meanings.iter().filter_map(|meaning| match meaning {
                Meaning::Cue(cue) => Some(*cue),
                _ => None,
            })
        };
        let has = |cue| cues().any(|other| other == cue);
        let backward =
            cues().find(|cue| matches!(cue, Cue::DenyBefore | Cue::OpenBefore | Cue::OverBefore));
        if has(Cue::Order) && self.starts_order(found) {
            self.open = Some(Scope::new(tokens, Cue::Open));
            return;
        }
        if has(Cue::Earlier) {
            self.earlier(tokens);
            return;
        }
        let forward = cues().find(|cue| {
            matches!(
                cue,
                Cue::Deny
                    | Cue::DenyPredicate
                    | Cue::Neither
                    | Cue::Open
                    | Cue::OpenList
                    | Cue::Past
                    | Cue::Over
            )
        });
        if forward == Some(Cue::Deny) && self.is_denied_before(&tokens) {
            self.backward.push(Backward { tokens, kind: Cue::DenyBefore });
            self.deny = None;
            return;
        }
        if forward == Some(Cue::Open) && self.tokens.is_in(found.first, List::Conditions) {
            self.condition(tokens.clone());
        }
        if forward == Some(Cue::Open) && self.tokens.is_in(found.first, List::Versus) {
            if found.first == self.start {
                return;
            }
            self.condition(tokens.clone());
        }
        match (forward, backward) {
            (Some(forward), Some(backward)) => self.beside(tokens, forward, backward, next),
            (Some(forward), None) => self.forward(tokens, forward, next),
            (None, Some(backward)) => {
                self.deny = self.deny.take().filter(|scope| scope.kind == Cue::Neither);
                self.backward.push(Backward { tokens, kind: backward });
            }
            (None, None) => {}
        }
        let mut is_word = true;
        for cue in cues() {
            match cue {
                Cue::DenyBeside => {
                    self.beside(found.first..found.last + 1, Cue::Deny, Cue::DenyBefore, next);
                }
                Cue::OpenBeside => {
                    self.beside(found.first..found.last + 1, Cue::Open, Cue::OpenBefore, next);
                }
                Cue::Kin => {
                    self.other_beside(found.first);
                    if self.kin.named(self.tokens, found.first..found.last + 1, self.end) {
                        self.other_before(found.first);
                    }
                }
                Cue::Bystander => {
                    self.kin.bystander(self.tokens, found.first..found.last + 1, self.end);
                }
                Cue::Subject => self.kin.subject(),
                Cue::Stop => self.stop(found.first),
                Cue::Verb => self.verb(found.first),
                Cue::Deny
                | Cue::DenyPredicate
                | Cue::Neither
                | Cue::Open
                | Cue::OpenList
                | Cue::Past
                | Cue::Over => is_word = false,
                _ => {}
            }
        }
        if is_word {
            let length = found.last + 1 - found.first;
            self.scopes().for_each(|scope| scope.words += length);
        }
    }

    /// A time before this stay: of what stands before it, or of the whole sentence.
    fn earlier(&mut self, mut cue: Range<usize>) {
        let before = self.points.partition_point(|point| point.last < cue.start).checked_sub(1);
        let number = before
            .map(|before| &self.points[before])
            .filter(|point| point.used == Use::Value && point.last + 1 == cue.start);
        if let Some(number) = number {
            cue.start = number.first;
        }
        if self.nearest_before(cue.start, REACH).is_some() {
            self.backward.push(Backward { tokens: cue, kind: Cue::Earlier });
        } else {
            self.past = Some(Scope::new(cue, Cue::Earlier));
        }
    }

    fn forward(&mut self, cue: Range<usize>, kind: Cue, next: usize) {
        let is_beside = |scope: &Scope| !scope.has_reached && scope.words == 0 && !scope.has_comma;
        let other = |scope: &mut Option<Scope>| {
            if let Some(scope) = scope {
                scope.words += 1;
            }
        };
        match kind {
            Cue::Deny | Cue::DenyPredicate | Cue::Neither => {
                let tokens = self.tokens;
                let runs_on = |scope: &Scope| {
                    cue.start - scope.cue.end <= 6
                        && (scope.cue.end..cue.start).all(|at| tokens.is_in(at, List::Bridges))
                };
                let old = self.deny.take().filter(|scope| {
                    !scope.has_reached
                        && (scope.words <= 1 || runs_on(scope))
                        && !scope.has_comma
                        && !scope.is_joined
                        && scope.kind != Cue::Neither
                        && kind != Cue::Neither
                });
                let mut scope = Scope::new(cue, kind);
                if let Some(old) = old {
                    scope.is_flipped = !old.is_flipped;
                    scope.cue.start = old.cue.start;
                }
                self.deny = Some(scope);
                other(&mut self.open);
                other(&mut self.past);
            }
            Cue::Open | Cue::OpenList => {
                // `no clinical suspicion of sepsis`
                let is_noun = self.tokens.is_in(cue.end - 1, List::Prepositions)
                    && !self.tokens.is_in(cue.start, List::Prepositions);
                let is_close = |scope: &&Scope| {
                    is_beside(scope)
                        || is_noun && !scope.has_reached && !scope.has_comma && scope.words <= 2
                };
                let denied = self.deny.as_ref().filter(is_close);
                if let Some(denied) = denied {
                    // `no suspicion of sepsis` denies it; so does `sepsis is not likely`.
                    if !self.has_target_soon(next, cue.end) {
                        let tokens = denied.cue.start..cue.end;
                        self.backward.push(Backward { tokens, kind: Cue::DenyBefore });
                        self.deny = None;
                    }
                } else {
                    self.open = Some(Scope::new(cue, kind));
                    other(&mut self.deny);
                }
                other(&mut self.past);
            }
            _ => {
                self.past = Some(Scope::new(cue, kind));
                // `no prior sepsis`, `possible history of`: the cue adds to those before it.
            }
        }
    }

    /// A cue that may read either way: forward where something stands close behind it.
    fn beside(&mut self, cue: Range<usize>, forward: Cue, backward: Cue, next: usize) {
        let before = cue.start.checked_sub(1).map_or("", |before| self.tokens.text(before));
        let is_predicate = matches!(
            before,
            "is" | "was" | "are" | "were" | "been" | "be" | "being" | "not" | "never"
        );
        let is_denied = self.deny.as_ref().is_some_and(|scope| {
            scope.words == 0 && !scope.has_reached && matches!(before, "not" | "never" | "longer")
        });
        let has_host = self.nearest_before(cue.start, 5).is_some();
        let is_introduced = forward == Cue::Open && matches!(self.tokens.text_at(cue.end), "that");
        let is_forward = !(is_predicate && has_host) && self.has_target_soon(next, cue.end)
            || !has_host && is_introduced;
        if is_forward {
            self.forward(cue, forward, next);
        } else {
            let kind = match (is_denied, backward) {
                (true, Cue::OpenBefore) => Cue::DenyBefore,
                (true, Cue::DenyBefore) => Cue::OpenBefore,
                (_, other) => other,
            };
            if is_denied {
                self.deny = None;
            }
            self.backward.push(Backward { tokens: cue, kind });
        }
    }

    /// Whether something that can be turned starts within two words, with nothing between.
    fn has_target_soon(&self, next: usize, from: usize) -> bool {
        let Some(point) = self.points[next..].iter().find(|point| point.first >= from) else {
            return false;
        };
        point.first - from <= 2
            && (from..point.first).all(|at| {
                self.tokens.kind_at(at) == Kind::Word
                    && !matches!(self.tokens.text(at), "and" | "or" | "but")
            })
    }

    fn stop(&mut self, at: usize) {
        // `not because of` and `not due to` deny what follows.
        self.deny = self.deny.take().filter(|scope| {
            scope.words == 0 && !scope.has_reached && !scope.has_comma && scope.cue.end == at
        });
        self.open = None;
        self.past = None;
    }

    fn verb(&mut self, at: usize) {
        let stays = |scope: &Scope| !scope.has_reached && !scope.has_comma;
        // `not known to be diabetic or to have CKD`: what is joined by `or` is denied with it.
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.tokens.text(at));
        let is_joined = before(1) == "or" || before(1) == "to" && before(2) == "or";
        self.deny = self.deny.take().filter(|scope| stays(scope) || is_joined);
        self.open = self.open.take().filter(stays);
        self.past = self.past.take().filter(|past| past.kind == Cue::Earlier || stays(past));
    }
}
