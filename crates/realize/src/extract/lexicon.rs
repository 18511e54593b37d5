//! The words of a dictionary and the cue words, compiled into one tree of phrases over tokens.

use std::collections::BTreeMap;

use super::conflict::conflict;
use super::cues::{self, CUES, Cue};
use super::error::DictionaryError;
use super::inflect;
use super::normal::Normal;
use super::phrases::Phrases;
use super::tokens::Tokens;
use super::vocabulary::{Vocabulary, Word};
use crate::Dictionary;
use crate::dictionary::{Finding, Number, Says, Slot, States};

/// Stands between tokens in patterns; no text has it.
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

/// A sort of meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// [`Meaning::Says`]
    Says,
    /// [`Meaning::Hint`]
    Hint,
    /// [`Meaning::Anchor`]
    Anchor,
    /// [`Meaning::Grade`], [`Meaning::BandGrade`]
    Grade,
    /// [`Meaning::BandWord`]
    BandWord,
    /// [`Meaning::Unit`]
    Unit,
    /// [`Meaning::Watched`]
    Watched,
    /// [`Meaning::Ignored`]
    Ignored,
    /// [`Meaning::Cue`]
    Cue,
    /// Wins over cues and grades that it overlaps, whichever of the others it is.
    Strong,
}

/// The sorts of meaning that words have: what rules ask first, and of many words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sorts(u16);

impl Sorts {
    /// The sorts of these meanings.
    pub(super) fn of(meanings: &[Meaning]) -> Self {
        Self(meanings.iter().fold(0, |sorts, meaning| {
            let strong = if meaning.is_strong() { 1 << Sort::Strong as u16 } else { 0 };
            sorts | 1 << meaning.sort() as u16 | strong
        }))
    }

    /// Whether a meaning is of this sort.
    pub(super) fn has(self, sort: Sort) -> bool {
        self.0 & 1 << sort as u16 != 0
    }

    /// Whether a meaning is of one of these sorts.
    pub(super) fn has_any(self, sorts: &[Sort]) -> bool {
        sorts.iter().any(|sort| self.has(*sort))
    }
}

/// One pattern.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    /// What it means.
    pub(super) meanings: Vec<Meaning>,
    /// For each meaning, whether only written in capitals.
    pub(super) capitals: Vec<Capitals>,
    /// Their sorts, where all of them hold at every place and in every spelling.
    pub(super) plain: Option<Sorts>,
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

/// The compiled words.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    pub(super) phrases: Phrases,
    /// What each phrase means.
    pub(super) patterns: Vec<Pattern>,
    /// All words.
    pub(super) vocabulary: Vocabulary,
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
        let plain = Vocabulary::new(std::iter::empty());
        let mut words = Words { plain, patterns: BTreeMap::new() };
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
        let vocabulary = Vocabulary::new(words.patterns.keys().flat_map(|key| parted(key)));
        let phrases: Vec<Vec<Word>> = words
            .patterns
            .keys()
            .map(|key| parted(key).map(|word| vocabulary.word(word)).collect())
            .collect();
        let phrases =
            Phrases::new(&phrases, vocabulary.count()).ok_or(DictionaryError::TooLarge)?;
        let mut patterns: Vec<Pattern> = words.patterns.into_values().collect();
        for pattern in &mut patterns {
            let is_plain = pattern.capitals.iter().all(|capitals| *capitals == Capitals::Free)
                && !pattern.meanings.iter().any(|meaning| meaning.is_conditional());
            pattern.plain = is_plain.then(|| Sorts::of(&pattern.meanings));
        }
        Ok(Self { phrases, patterns, vocabulary })
    }
}

impl Meaning {
    fn sort(self) -> Sort {
        match self {
            Self::Says { .. } => Sort::Says,
            Self::Hint { .. } => Sort::Hint,
            Self::Anchor { .. } => Sort::Anchor,
            Self::Grade { .. } | Self::BandGrade { .. } => Sort::Grade,
            Self::BandWord { .. } => Sort::BandWord,
            Self::Unit { .. } => Sort::Unit,
            Self::Watched(_) => Sort::Watched,
            Self::Ignored => Sort::Ignored,
            Self::Cue(_) => Sort::Cue,
        }
    }

    /// Whether it depends on what stands before it.
    fn is_conditional(self) -> bool {
        matches!(
            self,
            Self::Unit { .. } | Self::Says { form: Form::Participle | Form::Infinitive, .. }
        )
    }

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

/// Words on their way into the tree.
struct Words {
    /// Terms are cut by no words but those of the lists.
    plain: Vocabulary,
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
        let Some(key) = self.key(term) else {
            return Err(DictionaryError::EmptyTerm { slot: slot.to_owned(), list });
        };
        self.insert(key, meaning, capitals(term, meaning));
        Ok(())
    }

    fn insert(&mut self, key: String, meaning: Meaning, capitals: Capitals) {
        let pattern = self.patterns.entry(key).or_default();
        if !pattern.meanings.contains(&meaning) {
            pattern.meanings.push(meaning);
            pattern.capitals.push(capitals);
        }
    }

    /// Whether words mean two things of which a reader would have to choose one.
    fn check(&self, dictionary: &Dictionary) -> Result<(), DictionaryError> {
        for (key, pattern) in &self.patterns {
            let term = || key.trim_matches(BETWEEN).replace(BETWEEN, " ");
            for (place, &first) in pattern.meanings.iter().enumerate() {
                for &second in &pattern.meanings[place + 1..] {
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
                let Some(key) = self.key(&phrase) else { continue };
                if !self.patterns.contains_key(&key) {
                    let meaning = Meaning::Says { slot: index, state, form };
                    let capitals = capitals(&phrase, meaning);
                    self.insert(key, meaning, capitals);
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
            Says::Number(says) => {
                let anchors = says.anchors.iter().filter_map(|anchor| inflect::names(anchor));
                for anchor in anchors {
                    let Some(key) = self.key(&anchor) else { continue };
                    if !self.patterns.contains_key(&key) {
                        self.insert(key, Meaning::Anchor { slot: index }, Capitals::Free);
                    }
                }
            }
        }
    }

    fn cues(&mut self) {
        for (cue, terms) in CUES {
            for term in cues::words(terms) {
                self.cue(term, *cue);
            }
        }
        for (term, cue) in cues::composed() {
            self.cue(&term, cue);
        }
    }

    /// Adds a cue unless a slot of the dictionary has the words as its own.
    fn cue(&mut self, term: &str, cue: Cue) {
        let Some(key) = self.key(term) else { return };
        let is_owned = self.patterns.get(&key).is_some_and(|pattern| {
            let is_own = |meaning: &Meaning| {
                meaning.is_strong() && !matches!(meaning, Meaning::Unit { .. } | Meaning::Cue(_))
            };
            pattern.meanings.iter().any(is_own)
        });
        if !is_owned && !self.is_value_of_something(term) {
            self.insert(key, Meaning::Cue(cue), Capitals::Free);
        }
    }

    /// Whether `is` or `was` stands before a state that something in the dictionary has: `the test was
    /// negative` says the state where tests are negative.
    fn is_value_of_something(&self, term: &str) -> bool {
        let value =
            ["is ", "was ", "are ", "were "].iter().find_map(|verb| term.strip_prefix(verb));
        let key = value.and_then(|value| self.key(value));
        let pattern = key.and_then(|key| self.patterns.get(&key));
        let is_grade = |meaning: &Meaning| matches!(meaning, Meaning::Grade { .. });
        pattern.is_some_and(|pattern| pattern.meanings.iter().any(is_grade))
    }

    /// The pattern of a term; none where it has no token. A point at the end belongs to the
    /// sentence.
    fn key(&self, term: &str) -> Option<String> {
        // Small letters and single spaces are their own normal form: most cues, and there are many.
        let are_words =
            |word: &str| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase());
        if term.split(' ').all(are_words) {
            let mut key = String::with_capacity(term.len() + 2);
            key.push(BETWEEN);
            key.extend(term.chars().map(|letter| if letter == ' ' { BETWEEN } else { letter }));
            key.push(BETWEEN);
            return Some(key);
        }
        let normal = Normal::new(term);
        let tokens = Tokens::new(term, &normal, &self.plain);
        let mut key = String::from(BETWEEN);
        let mut length = tokens.list.len();
        if length > 1 && tokens.mark_at(length - 1) == Some('.') {
            length -= 1;
        }
        for token in 0..length {
            key.push_str(tokens.text(token));
            key.push(BETWEEN);
        }
        (length > 0).then_some(key)
    }
}

/// The tokens of a pattern.
fn parted(key: &str) -> impl Iterator<Item = &str> {
    key.trim_matches(BETWEEN).split(BETWEEN)
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
