//! Anchors, grades and numbers of a sentence: what is linked.

use std::ops::Range;

use super::lexicon::{Meaning, Sort};
use super::matches::Match;
use super::numbers::Numeral;

/// An anchor, a grade or a number of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Piece<'p> {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// What it is.
    pub(super) what: What<'p>,
}

/// What a piece is.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'p> {
    /// Names the slots of its meanings.
    Anchor {
        /// All meanings of its words.
        meanings: &'p [Meaning],
        /// Whether it names them as a band does, such as `febrile`, and not as an anchor.
        is_band: bool,
        /// Whether it counts only with a value right beside it.
        is_shy: bool,
    },
    /// A grade, with all meanings of its words.
    Grade(&'p [Meaning]),
    /// A number.
    Number(&'p Numeral<'p>),
}

impl<'p> Piece<'p> {
    /// The slots that an anchor names.
    pub(super) fn slots(&self) -> impl Iterator<Item = usize> + use<'p> {
        let (meanings, is_band) = match self.what {
            What::Anchor { meanings, is_band, .. } => (meanings, is_band),
            _ => (&[][..], false),
        };
        meanings.iter().filter_map(move |meaning| match meaning {
            Meaning::Anchor { slot } if !is_band => Some(*slot),
            Meaning::BandWord { slot, .. } if is_band => Some(*slot),
            _ => None,
        })
    }

    /// The meanings of a grade that need an anchor.
    pub(super) fn grades(&self) -> impl Iterator<Item = Meaning> + use<'p> {
        let meanings = match self.what {
            What::Grade(meanings) => meanings,
            _ => &[],
        };
        grades(meanings)
    }
}

/// Those of some meanings that need an anchor: where the words say a state by themselves, they are
/// no grade of that slot.
fn grades(meanings: &[Meaning]) -> impl Iterator<Item = Meaning> {
    let says_some = meanings.iter().any(|meaning| matches!(meaning, Meaning::Says { .. }));
    let is_own = move |grade: &Meaning| {
        says_some
            && meanings.iter().any(
                |other| matches!(other, Meaning::Says { slot, .. } if Some(*slot) == grade.slot()),
            )
    };
    meanings.iter().copied().filter(move |meaning| {
        matches!(meaning, Meaning::Grade { .. } | Meaning::BandGrade { .. }) && !is_own(meaning)
    })
}

/// The anchors, grades and numbers, in order.
pub(super) fn pieces<'p>(matches: &'p [Match<'p>], numerals: &'p [Numeral<'p>]) -> Vec<Piece<'p>> {
    let mut pieces = Vec::with_capacity(numerals.len() + matches.len());
    pieces.extend(
        numerals
            .iter()
            .map(|numeral| Piece { tokens: numeral.tokens.clone(), what: What::Number(numeral) }),
    );
    for found in matches {
        let meanings = &*found.meanings;
        let tokens = found.first..found.last + 1;
        let what = if found.sorts.has(Sort::Anchor) {
            What::Anchor { meanings, is_band: false, is_shy: found.is_shy }
        } else if found.sorts.has(Sort::BandWord) {
            What::Anchor { meanings, is_band: true, is_shy: true }
        } else if found.sorts.has(Sort::Grade) && grades(meanings).next().is_some() {
            let numeral = numerals.partition_point(|numeral| numeral.tokens.end < tokens.end);
            if numerals.get(numeral).is_some_and(|numeral| numeral.tokens.start <= tokens.start) {
                continue;
            }
            What::Grade(meanings)
        } else {
            continue;
        };
        pieces.push(Piece { tokens, what });
    }
    pieces.sort_by_key(|piece| piece.tokens.start);
    pieces
}
