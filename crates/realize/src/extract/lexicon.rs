//! The words of a dictionary and the cue words, compiled into one automaton over tokens.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::conflict::conflict;
use super::cues::{self, CUES, Cue, NOT, OBSERVED};
use super::error::DictionaryError;
use super::inflect;
use super::normal::Normal;
use super::tokens::{Kind, Tokens};
use crate::Dictionary;
use crate::dictionary::{Finding, Number, Says, Slot, States};

/// Stands between tokens in patterns and in what they are looked for in; no text has it.
const BETWEEN: char = '\u{1}';

/// How words are used in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// A noun phrase.
    Noun,
    /// An adjective of the subject.
    Adjective,
    /// A predicate.
    Predicate,
    /// A predicate without the auxiliary verb in front: counts after one only.
    Participle,
    /// The infinitive of a predicate: counts after `did not` and the like only.
    Infinitive,
}

/// What words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A state of a slot, by itself.
    Says { slot: usize, state: u16, form: Form },
    /// Points at a state.
    Hint { slot: usize, state: u16 },
    /// Names what has a state or a number.
    Anchor { slot: usize },
    /// A state beside an anchor.
    Grade { slot: usize, state: u16 },
    /// A band of a number beside an anchor.
    BandGrade { slot: usize, band: usize },
    /// A band of a number by itself.
    BandWord { slot: usize, band: usize },
    /// A unit behind a number.
    Unit { slot: usize, unit: usize },
    /// Something that would be invented.
    Watched(usize),
    /// Says nothing.
    Ignored,
    /// Turns or weakens what stands near.
    Cue(Cue),
}

/// One pattern.
#[derive(Clone, Debug)]
struct Pattern {
    /// Tokens in it.
    length: usize,
    /// What it means, and whether only written in capitals.
    meanings: Vec<(Meaning, Capitals)>,
}

/// How abbreviations have to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capitals {
    /// In any way.
    Free,
    /// In capitals; an abbreviation that is no word of the language counts in any way beside a
    /// value, and as a finding.
    Usual,
    /// In capitals only: it is a word of the language otherwise.
    Only,
}

/// Words found in a text.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// The first token.
    pub(super) first: usize,
    /// The last token.
    pub(super) last: usize,
    /// What they mean.
    pub(super) meanings: Vec<Meaning>,
    /// Whether it is an abbreviation in small letters, which counts beside a value only.
    pub(super) is_shy: bool,
}

/// The compiled words.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
    /// All tokens of all patterns.
    pub(super) vocabulary: BTreeSet<String>,
}

/// Abbreviations that are words of the language when written small.
const ORDINARY: &[&str] = &[
    "map", "co", "or", "as", "it", "is", "all", "his", "pet", "he", "us", "am", "an", "at", "be",
    "do", "go", "no", "on", "so", "to", "up", "we", "by", "if", "in", "me", "my", "of", "sat", "t",
    "i", "a", "c", "f", "d", "p", "s", "o", "he", "ms", "pt", "sob", "aids", "air", "arm", "fit",
    "hit", "ill", "old", "bid", "had", "has", "was", "the", "and", "for", "not", "bar", "tap",
    "cat", "dip", "gas", "ice", "lab", "led", "pap", "rat", "tea", "lie", "sir", "may", "can",
    "cad",
];

impl Lexicon {
    /// Compiles the words of a dictionary.
    ///
    /// # Errors
    /// See [`DictionaryError`].
    pub(super) fn new(dictionary: &Dictionary) -> Result<Self, DictionaryError> {
        let mut words = Words::default();
        for (index, slot) in dictionary.slots.iter().enumerate() {
            words.slot(index, slot)?;
        }
        for (index, watched) in dictionary.watched.iter().enumerate() {
            for term in &watched.terms {
                words.add("watched", "terms", term, Meaning::Watched(index))?;
            }
        }
        for phrase in &dictionary.ignored {
            words.add("ignored", "phrases", phrase, Meaning::Ignored)?;
        }
        words.check(dictionary)?;
        for (index, slot) in dictionary.slots.iter().enumerate() {
            words.inflect(index, slot);
        }
        words.cues();
        let keys: Vec<&String> = words.patterns.keys().collect();
        let automaton = AhoCorasick::new(keys).map_err(|_| DictionaryError::TooLarge)?;
        let vocabulary = words
            .patterns
            .keys()
            .flat_map(|key| key.split(BETWEEN))
            .filter(|token| !token.is_empty())
            .map(str::to_owned)
            .collect();
        Ok(Self { automaton, patterns: words.patterns.into_values().collect(), vocabulary })
    }

    /// The words of the lexicon in a text, chosen so that none overlap: longest first from the
    /// left, words of the dictionary before cues and grades. In the order of the text.
    pub(super) fn matches(&self, tokens: &Tokens) -> Vec<Match> {
        let count = tokens.list.len();
        let mut joined = String::with_capacity(tokens.normal.text.len() + count + 1);
        let mut starts = Vec::with_capacity(count);
        for token in 0..count {
            starts.push(joined.len());
            joined.push(BETWEEN);
            joined.push_str(tokens.text(token));
        }
        joined.push(BETWEEN);
        let mut strong = Vec::new();
        let mut weak = Vec::new();
        for hit in self.automaton.find_overlapping_iter(&joined) {
            let pattern = &self.patterns[hit.pattern().as_usize()];
            let Ok(first) = starts.binary_search(&hit.start()) else { continue };
            let last = first + pattern.length - 1;
            let Some(found) = readable(tokens, pattern, first, last) else { continue };
            if found.meanings.iter().any(|meaning| meaning.is_strong()) {
                strong.push(found);
            } else {
                weak.push(found);
            }
        }
        let mut taken = vec![false; count];
        let mut chosen = longest(strong, &mut taken);
        chosen.append(&mut longest(weak, &mut taken));
        chosen.sort_by_key(|found| found.first);
        chosen
    }
}

impl Meaning {
    /// Whether the words win over cues that they overlap.
    fn is_strong(self) -> bool {
        !matches!(self, Self::Grade { .. } | Self::BandGrade { .. })
            && !matches!(self, Self::Cue(cue) if cue != Cue::Pseudo)
    }

    /// The slot that is meant.
    pub(super) fn slot(self) -> Option<usize> {
        match self {
            Self::Says { slot, .. }
            | Self::Hint { slot, .. }
            | Self::Anchor { slot }
            | Self::Grade { slot, .. }
            | Self::BandGrade { slot, .. }
            | Self::BandWord { slot, .. }
            | Self::Unit { slot, .. } => Some(slot),
            Self::Watched(_) | Self::Ignored | Self::Cue(_) => None,
        }
    }
}

/// The meanings of a pattern that hold at this place.
fn readable(tokens: &Tokens, pattern: &Pattern, first: usize, last: usize) -> Option<Match> {
    let is_upper = (first..=last).all(|at| {
        let token = &tokens.list[at];
        token.kind != Kind::Word || token.is_upper
    });
    let mut is_shy = false;
    let mut meanings = Vec::new();
    for &(meaning, capitals) in &pattern.meanings {
        let holds = match meaning {
            Meaning::Unit { .. } => follows_number(tokens, first),
            Meaning::Says { form: Form::Participle, .. } => inflect::has_auxiliary(tokens, first),
            Meaning::Says { form: Form::Infinitive, .. } => inflect::has_modal(tokens, first),
            _ => true,
        };
        let is_written = match capitals {
            Capitals::Free => true,
            Capitals::Usual => {
                is_shy |= !is_upper;
                true
            }
            // `map 58` is the pressure, a `map` is none.
            Capitals::Only => {
                let is_valued = matches!(meaning, Meaning::Anchor { .. })
                    && tokens.kind_at(last + 1) == Kind::Number;
                is_shy |= !is_upper;
                is_upper || is_valued
            }
        };
        if holds && is_written {
            meanings.push(meaning);
        }
    }
    (!meanings.is_empty()).then_some(Match { first, last, meanings, is_shy })
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

fn longest(mut found: Vec<Match>, taken: &mut [bool]) -> Vec<Match> {
    found.sort_by(|one, other| one.first.cmp(&other.first).then(other.last.cmp(&one.last)));
    let mut chosen: Vec<Match> = Vec::new();
    for candidate in found {
        let places = candidate.first..=candidate.last;
        if places.clone().any(|at| taken[at]) {
            continue;
        }
        for at in places {
            taken[at] = true;
        }
        chosen.push(candidate);
    }
    chosen
}

/// Words on their way into the automaton.
#[derive(Default)]
struct Words {
    patterns: BTreeMap<String, Pattern>,
}

impl Words {
    fn slot(&mut self, index: usize, slot: &Slot) -> Result<(), DictionaryError> {
        match &slot.says {
            Says::Finding(finding) => self.finding(index, slot, finding),
            Says::States(states) => self.states(index, slot, states),
            Says::Number(number) => self.number(index, slot, number),
        }
    }

    fn finding(
        &mut self,
        index: usize,
        slot: &Slot,
        finding: &Finding,
    ) -> Result<(), DictionaryError> {
        let name = &slot.name;
        let says = |state, form| Meaning::Says { slot: index, state, form };
        self.add_all(name, "terms", &finding.terms, says(0, Form::Noun))?;
        self.add_all(name, "adjectives", &finding.adjectives, says(0, Form::Adjective))?;
        self.add_all(name, "present phrases", &finding.present_phrases, says(0, Form::Predicate))?;
        self.add_all(name, "absent phrases", &finding.absent_phrases, says(1, Form::Predicate))
    }

    fn states(&mut self, index: usize, slot: &Slot, says: &States) -> Result<(), DictionaryError> {
        let name = &slot.name;
        self.add_all(name, "anchors", &says.anchors, Meaning::Anchor { slot: index })?;
        for (state, words) in says.states.iter().enumerate() {
            let state = u16::try_from(state).map_err(|_| DictionaryError::TooLarge)?;
            let meaning = |form| Meaning::Says { slot: index, state, form };
            let grade = Meaning::Grade { slot: index, state };
            self.add_all(name, "grades", &words.grades, grade)?;
            self.add_all(name, "terms", &words.terms, meaning(Form::Noun))?;
            self.add_all(name, "adjectives", &words.adjectives, meaning(Form::Adjective))?;
            self.add_all(name, "phrases", &words.phrases, meaning(Form::Predicate))?;
            self.add_all(name, "hints", &words.hints, Meaning::Hint { slot: index, state })?;
        }
        Ok(())
    }

    fn number(&mut self, index: usize, slot: &Slot, says: &Number) -> Result<(), DictionaryError> {
        let name = &slot.name;
        self.add_all(name, "anchors", &says.anchors, Meaning::Anchor { slot: index })?;
        for (unit, words) in says.units.iter().enumerate() {
            let meaning = Meaning::Unit { slot: index, unit };
            self.add_all(name, "units", &words.terms, meaning)?;
            for term in words.terms.iter().flat_map(|term| inflect::rates(term)) {
                self.add(name, "units", &term, meaning)?;
            }
        }
        for (band, words) in says.bands.iter().enumerate() {
            let grade = Meaning::BandGrade { slot: index, band };
            self.add_all(name, "words", &words.words, Meaning::BandWord { slot: index, band })?;
            self.add_all(name, "grades", &words.grades, grade)?;
        }
        Ok(())
    }

    fn add_all(
        &mut self,
        slot: &str,
        list: &'static str,
        terms: &[String],
        meaning: Meaning,
    ) -> Result<(), DictionaryError> {
        terms.iter().try_for_each(|term| self.add(slot, list, term, meaning))
    }

    fn add(
        &mut self,
        slot: &str,
        list: &'static str,
        term: &str,
        meaning: Meaning,
    ) -> Result<(), DictionaryError> {
        let Some((key, length)) = key(term) else {
            return Err(DictionaryError::EmptyTerm { slot: slot.to_owned(), list });
        };
        self.insert(key, length, meaning, capitals(term, meaning));
        Ok(())
    }

    fn insert(&mut self, key: String, length: usize, meaning: Meaning, capitals: Capitals) {
        let pattern =
            self.patterns.entry(key).or_insert_with(|| Pattern { length, meanings: Vec::new() });
        if pattern.meanings.iter().all(|(known, _)| *known != meaning) {
            pattern.meanings.push((meaning, capitals));
        }
    }

    /// Whether words mean two things of which a reader would have to choose one.
    fn check(&self, dictionary: &Dictionary) -> Result<(), DictionaryError> {
        for (key, pattern) in &self.patterns {
            let term = || key.trim_matches(BETWEEN).replace(BETWEEN, " ");
            for (place, &(first, _)) in pattern.meanings.iter().enumerate() {
                for &(second, _) in &pattern.meanings[place + 1..] {
                    conflict(dictionary, first, second, &term)?;
                }
            }
        }
        Ok(())
    }

    /// Adds the forms of predicates that follow from grammar, where no other word has them.
    fn inflect(&mut self, index: usize, slot: &Slot) {
        let mut add = |phrases: &[String], state: u16| {
            for (phrase, form) in phrases.iter().flat_map(|phrase| inflect::forms(phrase)) {
                let Some((key, length)) = key(&phrase) else { continue };
                if !self.patterns.contains_key(&key) {
                    let meaning = Meaning::Says { slot: index, state, form };
                    let capitals = capitals(&phrase, meaning);
                    self.insert(key, length, meaning, capitals);
                }
            }
        };
        match &slot.says {
            Says::Finding(finding) => {
                add(&finding.present_phrases, 0);
                add(&finding.absent_phrases, 1);
            }
            Says::States(states) => {
                for (state, words) in (0_u16..).zip(&states.states) {
                    add(&words.phrases, state);
                }
            }
            Says::Number(_) => {}
        }
    }

    fn cues(&mut self) {
        for (cue, terms) in CUES {
            for term in cues::words(terms) {
                self.cue(term, *cue);
            }
        }
        for not in cues::words(NOT) {
            for observed in cues::words(OBSERVED) {
                self.cue(&format!("{not} {observed}"), Cue::DenyPredicate);
                self.cue(&format!("{not} {observed}"), Cue::DenyBefore);
            }
        }
    }

    /// Adds a cue unless a slot of the dictionary has the words as its own.
    fn cue(&mut self, term: &str, cue: Cue) {
        let Some((key, length)) = key(term) else { return };
        let is_owned = self.patterns.get(&key).is_some_and(|pattern| {
            let is_own = |&(meaning, _): &(Meaning, Capitals)| {
                meaning.is_strong() && !matches!(meaning, Meaning::Unit { .. } | Meaning::Cue(_))
            };
            pattern.meanings.iter().any(is_own)
        });
        if !is_owned {
            self.insert(key, length, Meaning::Cue(cue), Capitals::Free);
        }
    }
}

/// The pattern of a term and its tokens; none where it has no token. A point at the end belongs to
/// the sentence.
fn key(term: &str) -> Option<(String, usize)> {
    let normal = Normal::new(term);
    let tokens = Tokens::new(term, &normal, &BTreeSet::new());
    let mut key = String::from(BETWEEN);
    let mut length = tokens.list.len();
    if length > 1 && tokens.mark_at(length - 1) == Some('.') {
        length -= 1;
    }
    for token in 0..length {
        key.push_str(tokens.text(token));
        key.push(BETWEEN);
    }
    (length > 0).then_some((key, length))
}

/// Whether a term is an abbreviation whose capitals matter.
fn capitals(term: &str, meaning: Meaning) -> Capitals {
    let is_word = matches!(
        meaning,
        Meaning::Says { .. }
            | Meaning::Anchor { .. }
            | Meaning::Watched(_)
            | Meaning::BandWord { .. }
    );
    let letters = term.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_short = letters <= 4 && term.chars().all(char::is_alphanumeric);
    if !is_word || !is_short || letters == 0 {
        return Capitals::Free;
    }
    let is_abbreviation = !term.chars().any(char::is_lowercase);
    match is_abbreviation {
        true if ORDINARY.contains(&&*term.to_lowercase()) || letters == 1 => Capitals::Only,
        true if letters <= 3 => Capitals::Usual,
        _ => Capitals::Free,
    }
}
