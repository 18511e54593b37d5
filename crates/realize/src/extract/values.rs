//! Which grade and which number belongs to which anchor.

use std::ops::Range;

use super::gap::{Gap, gaps, is_list};
use super::matches::Match;
use super::numbers::{Numeral, Shape};
use super::pieces::{Piece, What};
use super::tokens::Tokens;
use crate::Dictionary;
use crate::dictionary::{Pair, Says};

/// A value that was found to belong to a slot.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// The anchor's place among the pieces, where there is one.
    pub(super) anchor: Option<usize>,
    /// The value's place among the pieces.
    pub(super) value: usize,
    /// The slot.
    pub(super) slot: usize,
    /// How they stand to each other.
    pub(super) how: How,
    /// Which of two numbers with a slash between them is meant, where the slot does not tell.
    pub(super) half: Option<Pair>,
}

/// How a value stands to its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// `heart rate was high`.
    After,
    /// `high heart rate`.
    Before,
    /// One of a list.
    List,
    /// The unit tells.
    Unit,
}

/// Links the values of a sentence to slots, at the end of `links`. Pieces are in order and do not overlap.
pub(super) fn link<'m, 'p>(
    dictionary: &'p Dictionary,
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    pieces: &'p [Piece<'p>],
    links: &'p mut Vec<Link>,
) {
    if pieces.iter().all(|piece| matches!(piece.what, What::Anchor { .. })) {
        return;
    }
    let mut linker = Linker {
        dictionary,
        tokens,
        gaps: gaps(tokens, matches_at, pieces),
        pieces,
        links,
        states: vec![State::default(); pieces.len()],
    };
    for (value, piece) in pieces.iter().enumerate() {
        if !matches!(piece.what, What::Anchor { .. }) && linker.states[value].link.is_none() {
            linker.value(value);
        }
    }
    linker.inherit();
}

pub(super) struct Linker<'t, 'p> {
    pub(super) dictionary: &'p Dictionary,
    pub(super) tokens: &'t Tokens<'t>,
    pub(super) pieces: &'p [Piece<'p>],
    /// The gap before each piece, from the one before it.
    gaps: Vec<Gap>,
    links: &'p mut Vec<Link>,
    states: Vec<State>,
}

/// What has become of a piece.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Of a value, the anchor it was linked to and how.
    link: Option<(Option<usize>, How)>,
    /// Of an anchor, whether it has a grade.
    has_grade: bool,
    /// Of an anchor, whether it has a number.
    has_number: bool,
    /// Of an anchor, the grade that stands before it.
    grade_in_front: Option<usize>,
}

impl Linker<'_, '_> {
    fn value(&mut self, value: usize) {
        if self.halves(value) || self.list(value) {
            return;
        }
        let before = self.anchor_before(value);
        let behind = self.anchor_behind(value);
        match (before, behind) {
            (Some((anchor, is_loose)), Some(next)) => {
                if is_loose && self.gaps[next].length == 0 {
                    self.join(next, value, How::Before);
                } else {
                    self.join_group(anchor, value);
                }
            }
            (Some((anchor, _)), None) => self.join_group(anchor, value),
            (None, Some(next)) => self.join(next, value, How::Before),
            (None, None) if self.alternative(value) => {}
            (None, None) => self.by_unit(value),
        }
    }

    /// `neither high nor low`: a further grade of the same anchor.
    fn alternative(&mut self, value: usize) -> bool {
        let gap = self.gaps[value];
        let Some(last) = value.checked_sub(1) else { return false };
        let Some((Some(anchor), How::After)) = self.states[last].link else { return false };
        let are_grades =
            [last, value].iter().all(|&piece| matches!(self.pieces[piece].what, What::Grade(_)));
        let is_next = gap.is_joined && gap.words == 0 && gap.length <= 3 && !gap.is_blocked;
        if are_grades && is_next && self.fits_anchor(anchor, value) {
            self.join(anchor, value, How::After);
            return true;
        }
        false
    }

    /// `HR, BP and CVP were high, low and normal`: as many values as anchors.
    fn list(&mut self, value: usize) -> bool {
        let Some(last) = value.checked_sub(1).filter(|&last| self.is_anchor(last)) else {
            return false;
        };
        if self.gaps[value].is_blocked || self.gaps[value].words > 4 {
            return false;
        }
        let group = self.group_before(last);
        let mut end = value + 1;
        while end < self.pieces.len() && !self.is_anchor(end) && is_list(self.gaps[end]) {
            end += 1;
        }
        let count = end - value;
        if count < 2 || group.len() != count {
            return false;
        }
        let goes_on = end < self.pieces.len()
            && self.is_anchor(end)
            && self.gaps[end].length == 0
            && self.tokens.text_at(self.pieces[end - 1].tokens.end) != "respectively";
        let fits = group.clone().zip(value..end).all(|(anchor, value)| {
            self.fits_anchor(anchor, value) && !self.is_given(anchor, value)
        });
        if goes_on || !fits {
            return false;
        }
        for (anchor, value) in group.zip(value..end) {
            self.join(anchor, value, How::List);
        }
        true
    }

    /// The anchor before a value, and whether the tie is loose.
    fn anchor_before(&self, value: usize) -> Option<(usize, bool)> {
        let last = value.checked_sub(1)?;
        let gap = self.gaps[value];
        if gap.is_blocked || gap.is_joined {
            return None;
        }
        if self.is_anchor(last) {
            let is_tied = gap.length <= 8
                && gap.words <= 3
                && (!gap.has_comma
                    || gap.length == 1
                    || gap.words == 0 && gap.length <= 3
                    || gap.has_copula);
            let is_band = self.is_band(last) && (gap.words > 0 || gap.has_comma);
            let fits = is_tied && !is_band && self.fits(last, value, gap);
            return fits.then_some((last, gap.has_comma || gap.words > 1));
        }
        // `heart rate high at 120`, `heart rate 120 (high)`: the value before has the anchor.
        let is_close = gap.words == 0 && gap.length <= 3;
        let (anchor, how) = self.states[last].link?;
        let anchor = anchor.filter(|_| is_close && how != How::List)?;
        let is_other_kind = matches!(self.pieces[last].what, What::Number(_))
            != matches!(self.pieces[value].what, What::Number(_));
        let is_conversion = matches!(&self.pieces[value].what, What::Number(numeral)
            if numeral.has_unit() && !gap.has_copula);
        let fits = self.fits_anchor(anchor, value)
            && (is_conversion || is_other_kind && !self.is_given(anchor, value));
        fits.then_some((anchor, gap.has_comma))
    }

    fn anchor_behind(&self, value: usize) -> Option<usize> {
        let next = value + 1;
        if next >= self.pieces.len() || !self.is_anchor(next) || self.is_band(next) {
            return None;
        }
        let gap = self.gaps[next];
        let is_close = gap.length <= 2
            && gap.words <= 1
            && !gap.has_comma
            && !gap.is_joined
            && !gap.has_copula
            && !gap.is_blocked;
        (is_close && self.fits(next, value, gap)).then_some(next)
    }

    fn fits(&self, anchor: usize, value: usize, gap: Gap) -> bool {
        let is_shy = matches!(self.pieces[anchor].what, What::Anchor { is_shy: true, .. });
        // `diabetes since age 40`
        let before = self.pieces[anchor].tokens.start.checked_sub(1);
        let is_time = before.is_some_and(|at| matches!(self.tokens.text(at), "since" | "until"));
        if is_time && matches!(self.pieces[value].what, What::Number(_)) {
            return false;
        }
        self.fits_anchor(anchor, value)
            && !self.is_given(anchor, value)
            && !(is_shy && gap.words > 0)
    }

    /// A grade behind a list of anchors belongs to all of them.
    fn join_group(&mut self, anchor: usize, value: usize) {
        self.join(anchor, value, How::After);
        if !matches!(self.pieces[value].what, What::Grade(_)) || anchor + 1 != value {
            return;
        }
        for other in self.group_before(anchor).start..anchor {
            if self.fits_anchor(other, value)
                && !self.states[other].has_grade
                && !self.states[other].has_number
            {
                self.join(other, value, How::List);
            }
        }
    }

    /// The anchors that stand joined in a row and end with this one.
    fn group_before(&self, last: usize) -> Range<usize> {
        let mut first = last;
        while first > 0
            && self.is_anchor(first - 1)
            && !self.is_band(first - 1)
            && is_list(self.gaps[first])
            && !self.states[first - 1].has_grade
            && !self.states[first - 1].has_number
        {
            first -= 1;
        }
        first..last + 1
    }

    /// `high heart rate and blood pressure`: an anchor without a value has that of the one before.
    fn inherit(&mut self) {
        for anchor in 1..self.pieces.len() {
            let before = anchor - 1;
            let is_bare = self.is_anchor(anchor)
                && !self.is_band(anchor)
                && !self.states[anchor].has_grade
                && !self.states[anchor].has_number;
            if !is_bare || !self.is_anchor(before) || !is_list(self.gaps[anchor]) {
                continue;
            }
            let Some(value) = self.states[before].grade_in_front else { continue };
            if matches!(self.pieces[value].what, What::Grade(_)) && self.fits_anchor(anchor, value)
            {
                self.join(anchor, value, How::Before);
            }
        }
    }

    fn join(&mut self, anchor: usize, value: usize, how: How) {
        if !self.fits_anchor(anchor, value) {
            return;
        }
        if let What::Number(_) = self.pieces[value].what {
            self.states[anchor].has_number = true;
        } else {
            self.states[anchor].has_grade = true;
            if how == How::Before {
                self.states[anchor].grade_in_front = Some(value);
            }
        }
        let pieces = self.pieces;
        let is_pair = matches!(pieces[value].what,
            What::Number(numeral) if matches!(numeral.shape, Shape::Pair(..)));
        let most = if is_pair { usize::MAX } else { 1 };
        for slot in slots_of(self.dictionary, &pieces[anchor], &pieces[value]).take(most) {
            self.push(Some(anchor), value, slot, how);
        }
    }

    pub(super) fn push(&mut self, anchor: Option<usize>, value: usize, slot: usize, how: How) {
        self.states[value].link = Some((anchor, how));
        self.links.push(Link { anchor, value, slot, how, half: None });
    }

    /// `HR/RR 101/23`: two anchors with a slash between them, then two numbers with one.
    fn halves(&mut self, value: usize) -> bool {
        let pieces = self.pieces;
        let What::Number(numeral) = pieces[value].what else { return false };
        let (Shape::Pair(..), Some(second)) = (numeral.shape, value.checked_sub(1)) else {
            return false;
        };
        let Some(first) = second.checked_sub(1) else { return false };
        let (between, gap) = (self.gaps[second], self.gaps[value]);
        let is_pair = between.length == 1 && between.is_joined;
        if !is_pair || gap.words > 0 || gap.is_blocked || numeral.has_unit() {
            return false;
        }
        let slot =
            |anchor: usize| slots_of(self.dictionary, &pieces[anchor], &pieces[value]).next();
        let (Some(one), Some(other)) = (slot(first), slot(second)) else { return false };
        if one == other || self.is_given(first, value) || self.is_given(second, value) {
            return false;
        }
        for (anchor, slot, half) in [(first, one, Pair::First), (second, other, Pair::Second)] {
            self.states[anchor].has_number = true;
            let how = How::List;
            self.links.push(Link { anchor: Some(anchor), value, slot, how, half: Some(half) });
        }
        self.states[value].link = Some((Some(second), How::List));
        true
    }

    fn is_given(&self, anchor: usize, value: usize) -> bool {
        match self.pieces[value].what {
            What::Number(_) => self.states[anchor].has_number,
            _ => self.states[anchor].has_grade,
        }
    }

    fn is_anchor(&self, piece: usize) -> bool {
        matches!(self.pieces[piece].what, What::Anchor { .. })
    }

    /// Whether a piece is a word such as `febrile`, which anchors only what stands right behind.
    fn is_band(&self, piece: usize) -> bool {
        let piece = &self.pieces[piece];
        matches!(piece.what, What::Anchor { is_shy: true, .. })
            && piece.slots().count() == 1
            && piece.is_band_word(self.dictionary, self.tokens)
    }

    /// Whether the value can be one of the anchor's.
    fn fits_anchor(&self, anchor: usize, value: usize) -> bool {
        let (anchor, value) = (&self.pieces[anchor], &self.pieces[value]);
        let mut slots = slots_of(self.dictionary, anchor, value);
        match value.what {
            What::Number(Numeral { shape: Shape::Pair(..), .. }) => pair_of(self.dictionary, slots),
            _ => slots.next().is_some(),
        }
    }
}

impl Piece<'_> {
    fn is_band_word(&self, dictionary: &Dictionary, tokens: &Tokens) -> bool {
        let Some(Says::Number(says)) = self.slots().next().map(|slot| &dictionary.slots[slot].says)
        else {
            return false;
        };
        let text = tokens.text(self.tokens.start);
        let starts = |word: &String| word.to_lowercase().starts_with(text);
        says.bands.iter().any(|band| band.words.iter().any(starts))
            && !says.anchors.iter().any(starts)
    }
}

/// The slots of an anchor that a value can be one of.
fn slots_of<'p>(
    dictionary: &'p Dictionary,
    anchor: &Piece<'p>,
    value: &'p Piece<'p>,
) -> impl Iterator<Item = usize> + use<'p> {
    anchor.slots().filter(move |slot| match value.what {
        What::Anchor { .. } => false,
        What::Grade(_) => value.grades().any(|grade| grade.slot() == Some(*slot)),
        What::Number(numeral) => {
            matches!(dictionary.slots[*slot].says, Says::Number(_))
                && !numeral.is_foreign
                && numeral.shape != Shape::Unreadable
                && (!numeral.has_unit() || numeral.units().any(|(of, _)| of == *slot))
        }
    })
}

/// Whether two of these slots are the two numbers of a pair.
pub(super) fn pair_of(dictionary: &Dictionary, slots: impl Iterator<Item = usize>) -> bool {
    let (mut has_first, mut has_second) = (false, false);
    for slot in slots {
        let Says::Number(says) = &dictionary.slots[slot].says else { continue };
        has_first |= says.pair == Some(Pair::First);
        has_second |= says.pair == Some(Pair::Second);
    }
    has_first && has_second
}
