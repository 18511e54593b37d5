//! What stands between an anchor and a value.

use std::ops::Range;

use super::lexicon::Sort;
use super::matches::Match;
use super::pieces::Piece;
use super::tokens::{Kind, Tokens};
use super::vocabulary::List;

/// What stands between two pieces.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen or not, independently")]
pub(super) struct Gap {
    pub(super) length: usize,
    /// Words that are not among the usual ones between an anchor and its value.
    pub(super) words: usize,
    pub(super) has_comma: bool,
    pub(super) is_joined: bool,
    pub(super) has_copula: bool,
    pub(super) is_blocked: bool,
}

/// Words that may stand between an anchor and its value without meaning anything else.
pub(super) const LINKS: &str = "is, was, were, are, be, been, being, of, at, to, a, an, the, measured, recorded, now, \
    currently, remained, remains, stayed, also, still, has, had, reached, found, noted, not, \
    never, neither, no, both, all, reading, level, levels, value, stood, came, back, as, \
    likewise, isn't, wasn't, weren't, aren't, in, rate, stable, quite, very, rather, \
    slightly, mildly, moderately, severely, markedly, clearly, too, only, just, up, down, \
    out, averaged, averaging, peaked, peak, rose, fell, dropped, went, read, reads, climbed, \
    on, admission, arrival, equals, count, showed, shows, appears, appeared, seemed, by, \
    within, limits, each, range, which, that";

pub(super) const COPULAS: &str = "is, was, were, are, remained, remains, stayed, isn't, wasn't, weren't, aren't, measured, \
    reached, read, reads, stood, came, averaged, rose, fell, peaked, appeared, appears, been, \
    showed, at";

/// Words that end what is said of an anchor.
pub(super) const BLOCKS: &str = "but, while, whereas, although, though, who, because, despite, with, without, however, \
    except, when, if, than, then";

/// Whether nothing but commas and conjunctions stands between.
pub(super) fn is_list(gap: Gap) -> bool {
    gap.length > 0
        && gap.length <= 4
        && gap.words == 0
        && (gap.has_comma || gap.is_joined)
        && !gap.has_copula
        && !gap.is_blocked
}

pub(super) fn gaps<'m>(
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    pieces: &[Piece],
) -> Vec<Gap> {
    let mut behind = 0;
    pieces
        .iter()
        .map(|piece| {
            let gap = gap(tokens, matches_at, behind..piece.tokens.start);
            behind = piece.tokens.end;
            gap
        })
        .collect()
}

/// The longest gap that is looked into.
const WIDEST: usize = 12;

fn gap<'m>(
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    between: Range<usize>,
) -> Gap {
    let mut gap = Gap { length: between.len(), ..Gap::default() };
    if gap.length > WIDEST {
        gap.is_blocked = true;
        return gap;
    }
    for at in between {
        gap.is_blocked |= matches_at(at)
            .is_some_and(|found| found.sorts.has_any(&[Sort::Says, Sort::Watched, Sort::Hint]));
        match tokens.kind_at(at) {
            Kind::Mark(',') => gap.has_comma = true,
            Kind::Mark('/' | '&') => gap.is_joined = true,
            Kind::Mark(':' | '=' | '-' | '(' | '|' | '>' | '[' | ']' | ')') => {}
            Kind::Mark(_) | Kind::Break | Kind::Number => gap.is_blocked = true,
            Kind::Word => match tokens.text(at) {
                "and" | "or" | "nor" | "plus" => gap.is_joined = true,
                _ if tokens.is_in(at, List::Blocks) => gap.is_blocked = true,
                _ if tokens.is_in(at, List::Copulas) => gap.has_copula = true,
                _ if tokens.is_in(at, List::Links) => {}
                _ => gap.words += 1,
            },
        }
    }
    gap
}
