//! Words of the lexicon in a text, chosen so that none overlap.

use std::borrow::Cow;

use super::inflect;
use super::lexicon::{Capitals, Form, Lexicon, Meaning, Pattern, Sort, Sorts};
use super::tokens::{Kind, Tokens};

/// Words found in a text.
#[derive(Clone, Debug)]
pub(super) struct Match<'l> {
    /// The first token.
    pub(super) first: usize,
    /// The last token.
    pub(super) last: usize,
    /// What they mean.
    pub(super) meanings: Cow<'l, [Meaning]>,
    /// The sorts of these meanings.
    pub(super) sorts: Sorts,
    /// Whether it is an abbreviation in small letters, which counts beside a value only.
    pub(super) is_shy: bool,
}

impl Lexicon {
    /// The words of the lexicon in a text: longest first from the left, words of the dictionary
    /// before cues and grades. In the order of the text.
    pub(super) fn matches(&self, tokens: &Tokens) -> Vec<Match<'_>> {
        let mut strong: Vec<Match> = Vec::with_capacity(tokens.list.len() / 3);
        let mut weak: Vec<Match> = Vec::with_capacity(tokens.list.len() / 3);
        let mut here: Vec<Match> = Vec::new();
        let mut behind = 0;
        for first in 0..tokens.list.len() {
            let words = tokens.list[first..].iter().map(|token| token.word);
            self.phrases.each(words, |length, phrase| {
                let pattern = &self.patterns[phrase as usize];
                here.extend(readable(tokens, pattern, first, first + length - 1));
            });
            // The longest comes last.
            while let Some(found) = here.pop() {
                if !found.sorts.has(Sort::Strong) {
                    weak.push(found);
                } else if first >= behind {
                    behind = found.last + 1;
                    strong.push(found);
                }
            }
        }
        merged(strong, weak)
    }
}

/// The strong words, and those of the weak that overlap neither them nor a weak one before.
fn merged<'l>(strong: Vec<Match<'l>>, weak: Vec<Match<'l>>) -> Vec<Match<'l>> {
    let mut chosen = Vec::with_capacity(strong.len() + weak.len());
    let mut weak = weak.into_iter().peekable();
    let mut behind = 0;
    for strong in strong.into_iter().map(Some).chain([None]) {
        let until = strong.as_ref().map_or(usize::MAX, |strong| strong.first);
        while let Some(weak) = weak.next_if(|weak| weak.first < until) {
            if weak.first >= behind && weak.last < until {
                behind = weak.last + 1;
                chosen.push(weak);
            }
        }
        if let Some(strong) = strong {
            behind = strong.last + 1;
            chosen.push(strong);
        }
    }
    chosen
}

/// The meanings of a pattern that hold at this place.
fn readable<'l>(
    tokens: &Tokens,
    pattern: &'l Pattern,
    first: usize,
    last: usize,
) -> Option<Match<'l>> {
    if let Some(sorts) = pattern.plain {
        let meanings = Cow::Borrowed(&*pattern.meanings);
        return Some(Match { first, last, meanings, sorts, is_shy: false });
    }
    let mut is_shy = false;
    let mut holds = |meaning: Meaning, capitals: Capitals| {
        let is_in_place = match meaning {
            Meaning::Unit { .. } => follows_number(tokens, first),
            Meaning::Says { form: Form::Participle, .. } => inflect::has_auxiliary(tokens, first),
            Meaning::Says { form: Form::Infinitive, .. } => inflect::has_modal(tokens, first),
            _ => true,
        };
        let is_written = match capitals {
            Capitals::Free => true,
            Capitals::Usual => {
                is_shy |= !is_upper(tokens, first, last);
                true
            }
            // `map 58` is the pressure, a `map` is none.
            Capitals::Only => {
                let is_valued = matches!(meaning, Meaning::Anchor { .. })
                    && tokens.kind_at(last + 1) == Kind::Number;
                let is_upper = is_upper(tokens, first, last);
                is_shy |= !is_upper;
                is_upper || is_valued
            }
        };
        is_in_place && is_written
    };
    let all = &pattern.meanings;
    let mut kept: Option<Vec<Meaning>> = None;
    for (place, (&meaning, &capitals)) in all.iter().zip(&pattern.capitals).enumerate() {
        match (holds(meaning, capitals), &mut kept) {
            (true, Some(kept)) => kept.push(meaning),
            (true, None) | (false, Some(_)) => {}
            (false, kept @ None) => *kept = Some(all[..place].to_vec()),
        }
    }
    let meanings = kept.map_or(Cow::Borrowed(&**all), Cow::Owned);
    let sorts = Sorts::of(&meanings);
    (!meanings.is_empty()).then_some(Match { first, last, meanings, sorts, is_shy })
}

/// Whether all words are written in capitals.
fn is_upper(tokens: &Tokens, first: usize, last: usize) -> bool {
    tokens.list[first..=last].iter().all(|token| token.kind != Kind::Word || token.is_upper)
}

/// Whether a number stands before this token.
fn follows_number(tokens: &Tokens, first: usize) -> bool {
    let Some(before) = first.checked_sub(1) else { return false };
    tokens.kind_at(before) == Kind::Number
        || super::digits::spelled(tokens.text(before)).is_some()
        || matches!(tokens.text(before), "s" | "+")
            && before > 0
            && tokens.kind_at(before - 1) == Kind::Number
}
