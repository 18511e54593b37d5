//! Extraction: what a text says of the variables of a dictionary.
//!
//! One pass over the text in normal form: words of the dictionary and cue words are found by an
//! automaton, numbers are read, cues turn what stands in their scope, values go to their anchors.
//! Time is linear in the length of the text.

mod answers;
mod backward;
mod conflict;
mod cues;
mod digits;
mod error;
mod gap;
mod inflect;
mod kin;
mod lexicon;
mod matches;
mod normal;
pub(crate) mod numbers;
mod orders;
mod phrases;
mod pieces;
mod reach;
mod rules;
mod scopes;
mod sentence;
mod sentences;
mod spelled;
mod tokens;
mod units;
mod values;
mod vocabulary;

use crate::dictionary::{Dictionary, Number, Says, Slot};
use crate::log_line;
use crate::mention::Extraction;

pub use error::DictionaryError;

use lexicon::Lexicon;
use matches::Match;
use normal::Normal;
use sentence::Findings;
use tokens::{Kind, Tokens};

/// Reads texts by one dictionary.
#[derive(Clone, Debug)]
pub struct Extractor {
    dictionary: Dictionary,
    /// The words before `=` in log lines, one a slot.
    keys: Vec<String>,
    lexicon: Lexicon,
}

/// The most decimals of a number.
const MOST_DECIMALS: u8 = 12;

impl Extractor {
    /// Compiles a dictionary.
    ///
    /// # Errors
    /// [`DictionaryError`] names the slot and the word that cannot be read with.
    pub fn new(dictionary: &Dictionary) -> Result<Self, DictionaryError> {
        for (index, slot) in dictionary.slots.iter().enumerate() {
            check(slot)?;
            if dictionary.slots[..index].iter().any(|other| other.name == slot.name) {
                return Err(DictionaryError::RepeatedSlot { name: slot.name.clone() });
            }
        }
        let keys = log_line::keys(dictionary);
        Ok(Self { dictionary: dictionary.clone(), keys, lexicon: Lexicon::new(dictionary)? })
    }

    /// The dictionary.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// What a text says. Spans are bytes of the text, on character boundaries.
    pub fn extract(&self, text: &str) -> Extraction {
        let (logged, rest) = log_line::read(&self.dictionary, &self.keys, text);
        let text = rest.as_deref().unwrap_or(text);
        let normal = Normal::new(text);
        let tokens = Tokens::new(text, &normal, &self.lexicon.vocabulary);
        let matches = self.lexicon.matches(&tokens);
        let mut at_token: Vec<Option<u32>> = vec![None; tokens.list.len()];
        for (index, found) in (0_u32..).zip(&matches) {
            at_token[found.first..=found.last].fill(Some(index));
        }
        let matches_at = |token: usize| -> Option<&Match> {
            let index = (*at_token.get(token)?)?;
            matches.get(index as usize)
        };
        let mut found = Findings::new(&self.dictionary, &tokens, &matches);
        for sentence in sentences::sentences(&tokens) {
            found.sentence(&sentence, &matches_at);
        }
        let mut extraction = found.extraction;
        let consumed = found.consumed;
        extraction.stray_numbers = stray(text, &tokens, &matches_at, &consumed);
        extraction.mentions.extend(logged);
        extraction.mentions.sort_by_key(|mention| (mention.span.start, mention.slot));
        extraction
    }
}

/// Digits of the text that nothing consumed.
fn stray<'m>(
    text: &str,
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    consumed: &[bool],
) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let mut last = None;
    for (at, token) in tokens.list.iter().enumerate() {
        let is_word_of_dictionary = matches_at(at).is_some_and(Match::covers_digits);
        if consumed[at] || is_word_of_dictionary {
            continue;
        }
        match token.kind {
            Kind::Number => {
                let span = tokens.span(at..at + 1);
                // The parts of a date are one number: `12/03/2024`, `14:30`.
                let joins = last.is_some_and(|last: usize| {
                    last + 2 == at
                        && !token.is_spaced
                        && !tokens.list[at - 1].is_spaced
                        && matches!(tokens.mark_at(at - 1), Some('/' | ':' | '-' | '.'))
                });
                match found.last_mut().filter(|_| joins) {
                    Some(before) => before.end = span.end,
                    None => found.push(span),
                }
                last = Some(at);
            }
            Kind::Word => {
                let span = tokens.span(at..at + 1);
                let digits = text[span.clone()].bytes().filter(u8::is_ascii_digit).count();
                // One digit is part of a name, as in `B2`; more are a number written onto a word.
                if digits > 1 {
                    found.push(span);
                }
            }
            Kind::Mark(_) | Kind::Break => {}
        }
    }
    found
}

fn check(slot: &Slot) -> Result<(), DictionaryError> {
    let name = || slot.name.clone();
    match &slot.says {
        Says::Finding(finding) => {
            if finding.present.is_empty() || finding.absent.is_empty() {
                return Err(DictionaryError::MissingStates { slot: name() });
            }
            if finding.present == finding.absent {
                let state = finding.present.clone();
                return Err(DictionaryError::RepeatedState { slot: name(), state });
            }
            if finding.terms.is_empty()
                && finding.adjectives.is_empty()
                && finding.present_phrases.is_empty()
            {
                let state = finding.present.clone();
                return Err(DictionaryError::NoWords { slot: name(), state });
            }
        }
        Says::States(says) => {
            if says.states.len() < 2 || says.states.iter().any(|words| words.state.is_empty()) {
                return Err(DictionaryError::MissingStates { slot: name() });
            }
            for (index, words) in says.states.iter().enumerate() {
                let state = || words.state.clone();
                if says.states[..index].iter().any(|other| other.state == words.state) {
                    return Err(DictionaryError::RepeatedState { slot: name(), state: state() });
                }
                let stands_alone = !words.terms.is_empty()
                    || !words.adjectives.is_empty()
                    || !words.phrases.is_empty();
                if !stands_alone && words.grades.is_empty() {
                    return Err(DictionaryError::NoWords { slot: name(), state: state() });
                }
                if !stands_alone && says.anchors.is_empty() {
                    return Err(DictionaryError::NoAnchor { slot: name() });
                }
            }
        }
        Says::Number(says) => check_number(slot, says)?,
    }
    Ok(())
}

fn check_number(slot: &Slot, says: &Number) -> Result<(), DictionaryError> {
    let name = || slot.name.clone();
    if says.anchors.is_empty() && (!says.unit_suffices || says.units.is_empty()) {
        return Err(DictionaryError::NoAnchor { slot: name() });
    }
    if says.decimals > MOST_DECIMALS {
        let (decimals, most) = (says.decimals, MOST_DECIMALS);
        return Err(DictionaryError::TooManyDecimals { slot: name(), decimals, most });
    }
    for unit in &says.units {
        let is_usable = unit.scale.is_finite() && unit.scale != 0.0 && unit.offset.is_finite();
        if !is_usable || unit.terms.is_empty() {
            let unit = unit.terms.first().cloned().unwrap_or_default();
            return Err(DictionaryError::BadUnit { slot: name(), unit });
        }
    }
    let is_range = |from: f64, to: f64| from.is_finite() && to.is_finite() && from <= to;
    let bands_are_ranges = says.bands.iter().all(|band| match (band.from, band.to) {
        (Some(from), Some(to)) => is_range(from, to),
        (Some(end), None) | (None, Some(end)) => end.is_finite(),
        (None, None) => true,
    });
    let is_plausible = says.plausible.is_none_or(|[least, greatest]| is_range(least, greatest));
    if bands_are_ranges && is_plausible {
        Ok(())
    } else {
        Err(DictionaryError::BadRange { slot: name() })
    }
}
