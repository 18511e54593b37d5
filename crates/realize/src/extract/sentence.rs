//! The mentions of one sentence, from its words, numbers, scopes and links.

use std::ops::Range;

use super::inflect;
use super::lexicon::{Form, Meaning, Sort};
use super::matches::Match;
use super::numbers::{self, Numeral, Shape};
use super::pieces::{Piece, What, pieces};
use super::reach::Use;
use super::rules::{self, Found, Turned};
use super::scopes::{self, Context, Point, Reading};
use super::sentences::{Section, Sentence};
use super::tokens::{Kind, Tokens};
use super::values::{self, How, Link};
use super::vocabulary::List;
use crate::dictionary::{Band, Dictionary, Part, Says};
use crate::mention::{Claim, Extraction, Holder, Interval, Mention, Standing};

/// What was found so far.
#[derive(Debug)]
pub(super) struct Findings<'d, 't, 'm> {
    dictionary: &'d Dictionary,
    tokens: &'t Tokens<'t>,
    /// The words of the sentences to come.
    matches: &'m [Match<'m>],
    /// The mentions and inventions.
    pub(super) extraction: Extraction,
    /// Tokens whose digits belong to something.
    pub(super) consumed: Vec<bool>,
    /// Whether the sentence before spoke of somebody else.
    had_kin: bool,
    /// Kept from sentence to sentence for its room.
    room: Room<'m>,
}

/// Lists that are filled anew for every sentence.
#[derive(Debug, Default)]
struct Room<'m> {
    numerals: Vec<Numeral<'m>>,
    points: Vec<Point>,
    contexts: Vec<Context>,
    links: Vec<Link>,
}

/// The parts of a sentence.
struct Parts<'s, 'm> {
    sentence: &'s Sentence,
    matches: &'m [Match<'m>],
    points: &'s [Point],
    pieces: Vec<Piece<'s>>,
    reading: Reading,
}

/// Sorts of meaning that are said of something; cues and units are not.
const USED: &[Sort] =
    &[Sort::Says, Sort::Hint, Sort::Anchor, Sort::Grade, Sort::BandWord, Sort::Watched];

/// Sorts of meaning that say something by themselves.
const SAYING: &[Sort] = &[Sort::Says, Sort::Hint, Sort::BandWord, Sort::Watched];

impl<'d, 't, 'm> Findings<'d, 't, 'm> {
    /// Nothing found yet; the words of the text in order.
    pub(super) fn new(
        dictionary: &'d Dictionary,
        tokens: &'t Tokens<'t>,
        matches: &'m [Match<'m>],
    ) -> Self {
        let mut extraction = Extraction::default();
        extraction.mentions.reserve(matches.len() / 2);
        Self {
            dictionary,
            tokens,
            matches,
            extraction,
            consumed: vec![false; tokens.list.len()],
            had_kin: false,
            room: Room::default(),
        }
    }

    /// Reads the next sentence.
    pub(super) fn sentence(
        &mut self,
        sentence: &Sentence,
        matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    ) {
        let range = sentence.tokens.clone();
        let matches = self.matches_in(&range);
        let mut room = std::mem::take(&mut self.room);
        room.numerals.clear();
        self.numerals(range.clone(), matches_at, &mut room.numerals);
        if matches.is_empty() && room.numerals.is_empty() {
            self.had_kin = false;
            self.room = room;
            return;
        }
        let pieces = pieces(matches, &room.numerals);
        room.points.clear();
        self.points(matches, &room.numerals, &mut room.points);
        let is_family = sentence.section == Section::Family;
        let contexts = std::mem::take(&mut room.contexts);
        let reading =
            scopes::read(self.tokens, range, &room.points, matches_at, is_family, contexts);
        room.links.clear();
        values::link(self.dictionary, self.tokens, matches_at, &pieces, &mut room.links);
        for &value in &reading.values {
            self.consumed[value] = true;
        }
        let had_kin = std::mem::replace(&mut self.had_kin, reading.has_kin);
        let parts = Parts { sentence, matches, points: &room.points, pieces, reading };
        self.words(&parts, had_kin);
        for link in &room.links {
            self.link(&parts, link);
        }
        room.contexts = parts.reading.contexts;
        self.room = room;
    }

    /// The words wholly inside these tokens, which lie behind those asked for before.
    fn matches_in(&mut self, range: &Range<usize>) -> &'m [Match<'m>] {
        let before = self.matches.iter().take_while(|found| found.first < range.start).count();
        let behind = &self.matches[before..];
        let inside = behind.iter().take_while(|found| found.last < range.end).count();
        let (inside, rest) = behind.split_at(inside);
        self.matches = rest;
        inside
    }

    fn numerals(
        &self,
        range: Range<usize>,
        matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
        found: &mut Vec<Numeral<'m>>,
    ) {
        let mut at = range.start;
        while at < range.end {
            let may_start = match self.tokens.kind_at(at) {
                Kind::Number => matches_at(at).is_none_or(|word| !word.covers_digits()),
                Kind::Word => self.tokens.is_in(at, List::Numbers) && matches_at(at).is_none(),
                Kind::Mark(_) | Kind::Break => false,
            };
            let numeral = if may_start {
                numbers::numeral(self.tokens, matches_at, at, range.end)
            } else {
                None
            };
            match numeral {
                Some(numeral) => {
                    at = numeral.tokens.end.max(at + 1);
                    if !numeral.is_spelled || self.is_meant(&numeral, matches_at) {
                        found.push(numeral);
                    }
                }
                None => at += 1,
            }
        }
    }

    /// Whether a number in letters is one: with a unit, or right behind an anchor.
    fn is_meant(
        &self,
        numeral: &Numeral<'_>,
        matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    ) -> bool {
        if numeral.has_unit() {
            return true;
        }
        let Some(before) = numeral.tokens.start.checked_sub(1) else { return false };
        let is_anchor =
            |at: usize| matches_at(at).is_some_and(|found| found.sorts.has(Sort::Anchor));
        let is_link = matches!(self.tokens.text(before), "is" | "was" | "of" | "at" | ":" | "=");
        is_anchor(before) || is_link && before > 0 && is_anchor(before - 1)
    }

    fn points(&self, matches: &[Match], numerals: &[Numeral<'_>], points: &mut Vec<Point>) {
        points.extend(numerals.iter().map(|numeral| Point {
            first: numeral.tokens.start,
            last: numeral.tokens.end - 1,
            used: Use::Value,
        }));
        for found in matches {
            if !found.sorts.has_any(USED) {
                continue;
            }
            let used = found.meanings.iter().find_map(|meaning| self.used(*meaning));
            let is_band = matches!(found.meanings.first(), Some(Meaning::BandWord { .. }));
            let is_adjective = is_band && inflect::is_adjective(self.tokens.text(found.last));
            if let Some(used) = used {
                let used = if is_adjective { Use::Adjective } else { used };
                points.push(Point { first: found.first, last: found.last, used });
            }
        }
        points.sort_by_key(|point| point.first);
        let mut behind = 0;
        points.retain(|point| {
            let is_free = point.first >= behind;
            if is_free {
                behind = point.last + 1;
            }
            is_free
        });
    }

    fn used(&self, meaning: Meaning) -> Option<Use> {
        match meaning {
            Meaning::Says { slot, .. } if self.dictionary.slots[slot].part == Part::Identity => {
                Some(Use::Identity)
            }
            Meaning::Says { form, .. } => Some(match form {
                Form::Noun => Use::Noun,
                Form::Adjective => Use::Adjective,
                Form::Predicate => Use::Predicate,
                Form::Participle | Form::Infinitive => Use::Participle,
            }),
            Meaning::Hint { .. } => Some(Use::Pointer),
            Meaning::Anchor { .. } => Some(Use::Anchor),
            Meaning::BandWord { .. } | Meaning::Watched(_) => Some(Use::Noun),
            Meaning::Grade { .. } | Meaning::BandGrade { .. } => Some(Use::Value),
            Meaning::Unit { .. } | Meaning::Ignored | Meaning::Cue(_) => None,
        }
    }

    /// Words that say something by themselves.
    fn words(&mut self, parts: &Parts, had_kin: bool) {
        for found in parts.matches {
            if !found.sorts.has_any(SAYING) {
                continue;
            }
            let Some(context) = parts.context(found.first) else { continue };
            let tokens = found.first..found.last + 1;
            for &meaning in &*found.meanings {
                match meaning {
                    Meaning::Says { slot, state, .. } => {
                        let claim = self.state_claim(slot, state, &context);
                        self.push(parts, slot, claim, &context, tokens.clone(), Found::Finding);
                    }
                    Meaning::Hint { slot, state } => {
                        let starts = found.first == parts.sentence.tokens.start;
                        let context = Context {
                            is_other: context.is_other || had_kin && starts,
                            ..context.clone()
                        };
                        let claim = Claim::State(state);
                        self.push(parts, slot, claim, &context, tokens.clone(), Found::Hint);
                        if let Some(mention) = self.extraction.mentions.last_mut() {
                            mention.is_hint = true;
                        }
                    }
                    Meaning::BandWord { slot, band } => {
                        if let Some(claim) = self.band_claim(slot, band, &context) {
                            self.push(parts, slot, claim, &context, tokens.clone(), Found::Band);
                        }
                    }
                    Meaning::Watched(index) => {
                        let is_denied = context.deny.as_ref().is_some_and(|deny| !deny.is_canceled);
                        let is_open = context.open.is_some() || parts.sentence.is_question;
                        if !is_denied && !is_open && !context.is_other {
                            let span = self.tokens.span(tokens.clone());
                            self.extraction.inventions.push((index, span));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// A grade or a number with its slot.
    fn link(&mut self, parts: &Parts, link: &Link) {
        let piece = &parts.pieces[link.value];
        let mut context = parts.context(piece.tokens.start).unwrap_or_default();
        let mut tokens = piece.tokens.clone();
        if let Some(anchor) = link.anchor {
            let anchor = &parts.pieces[anchor].tokens;
            if let Some(of_anchor) = parts.context(anchor.start) {
                context.is_other |= of_anchor.is_other;
                context.open = context.open.or(of_anchor.open);
                context.past = context.past.or(of_anchor.past);
                context.is_over |= of_anchor.is_over;
            }
            if link.how != How::List {
                tokens = tokens.start.min(anchor.start)..tokens.end.max(anchor.end);
            }
        }
        match &piece.what {
            What::Anchor { .. } => {}
            What::Grade(_) => {
                let Some(meaning) =
                    piece.grades().find(|meaning| meaning.slot() == Some(link.slot))
                else {
                    return;
                };
                let claim = match meaning {
                    Meaning::Grade { slot, state } => Some(self.state_claim(slot, state, &context)),
                    Meaning::BandGrade { slot, band } => self.band_claim(slot, band, &context),
                    _ => None,
                };
                if let Some(claim) = claim {
                    self.push(parts, link.slot, claim, &context, tokens, Found::Grade(link.how));
                }
            }
            What::Number(numeral) => {
                self.consumed[numeral.digits.clone()].fill(true);
                let is_denied = context
                    .deny
                    .as_ref()
                    .is_some_and(|deny| !deny.is_canceled && deny.cue.end == numeral.tokens.start);
                let Some(claim) = self.number_claim(link, numeral).filter(|_| !is_denied) else {
                    return;
                };
                context.deny = None;
                self.push(parts, link.slot, claim, &context, tokens, Found::Number(link.how));
                if let (Some(cue), Some(mention)) =
                    (&numeral.cue, self.extraction.mentions.last_mut())
                {
                    mention.cue = Some(self.tokens.span(cue.clone()));
                }
            }
        }
    }

    fn number_claim(&self, link: &Link, numeral: &Numeral<'_>) -> Option<Claim> {
        let slot = link.slot;
        let Says::Number(says) = &self.dictionary.slots[slot].says else { return None };
        let shape = match (numeral.shape, link.half.or(says.pair)) {
            (Shape::Pair(first, _), Some(crate::dictionary::Pair::First)) => Shape::Point(first),
            (Shape::Pair(_, second), Some(crate::dictionary::Pair::Second)) => Shape::Point(second),
            (shape, _) => shape,
        };
        let stated = numeral.units().find(|(of, _)| *of == slot).map(|(_, unit)| unit);
        let claim_in = |unit| numbers::claim(shape, numeral.is_negative, says, unit);
        let Some([least, greatest]) = says.plausible.filter(|_| stated.is_none()) else {
            return claim_in(stated.unwrap_or(0));
        };
        // Without a unit the model's own is meant, unless only another one makes sense.
        let is_plausible = |unit: &usize| match claim_in(*unit) {
            Some(Claim::Number(interval) | Claim::Roughly(interval)) => {
                interval.high >= least && interval.low <= greatest
            }
            _ => false,
        };
        let mut plausible = (0..says.units.len()).filter(is_plausible);
        match (plausible.next(), plausible.next()) {
            (Some(only), None) => claim_in(only),
            _ => claim_in(0),
        }
    }

    fn state_claim(&self, slot: usize, state: u16, context: &Context) -> Claim {
        let is_denied = context.deny.as_ref().is_some_and(|deny| !deny.is_canceled);
        if !is_denied {
            return Claim::State(state);
        }
        match &self.dictionary.slots[slot].says {
            Says::States(says) if says.states.len() != 2 => Claim::NotState(state),
            _ => Claim::State(1 - state.min(1)),
        }
    }

    /// A band; where it is denied and has one end only, what lies on the other side.
    fn band_claim(&self, slot: usize, band: usize, context: &Context) -> Option<Claim> {
        let Says::Number(says) = &self.dictionary.slots[slot].says else { return None };
        let Band { from, to, .. } = says.bands.get(band)?;
        let is_denied = context.deny.as_ref().is_some_and(|deny| !deny.is_canceled);
        let (low, high) = match (is_denied, from, to) {
            (false, _, _) => (from.unwrap_or(f64::MIN), to.unwrap_or(f64::MAX)),
            (true, Some(from), None) => (f64::MIN, *from),
            (true, None, Some(to)) => (*to, f64::MAX),
            (true, _, _) => return None,
        };
        Some(Claim::Roughly(Interval { stated: None, low, high, decimals: 0 }))
    }

    fn push(
        &mut self,
        parts: &Parts,
        slot: usize,
        claim: Claim,
        context: &Context,
        tokens: Range<usize>,
        found: Found,
    ) {
        let lasts = self.dictionary.slots[slot].part == Part::History;
        let is_number = matches!(self.dictionary.slots[slot].says, Says::Number(_));
        let is_below_past = parts.sentence.section == Section::Past && !is_number;
        let is_past = context.past.is_some() || is_below_past;
        let standing = if context.open.is_some() || parts.sentence.is_question {
            Standing::Hypothetical
        } else if context.is_over || is_past && !lasts {
            Standing::Historical
        } else {
            Standing::Stated
        };
        let holder = if context.is_other { Holder::Other } else { Holder::Subject };
        let denied = context.deny.as_ref().map(|deny| (&deny.cue, deny.rule));
        let weakened = context.open.as_ref().map(|cue| (cue, Turned::Open));
        let past =
            context.past.as_ref().filter(|cue| !cue.is_empty()).map(|cue| (cue, Turned::Past));
        let cue = denied.or(weakened).or(past);
        let turned = cue.map_or(Turned::Stated, |(_, turned)| turned);
        self.extraction.mentions.push(Mention {
            slot,
            claim,
            standing,
            holder,
            is_hint: false,
            span: self.tokens.span(tokens),
            cue: cue.map(|(cue, _)| self.tokens.span(cue.clone())),
            rule: rules::name(found, turned).into(),
        });
    }
}

impl Parts<'_, '_> {
    /// The context of the point that starts here.
    fn context(&self, first: usize) -> Option<Context> {
        let index = self.points.binary_search_by_key(&first, |point| point.first).ok()?;
        Some(self.reading.contexts[index].clone())
    }
}

impl Match<'_> {
    /// Whether digits in these words belong to them.
    pub(super) fn covers_digits(&self) -> bool {
        self.sorts.has_any(USED) || self.sorts.has_any(&[Sort::Unit, Sort::Ignored])
    }
}
