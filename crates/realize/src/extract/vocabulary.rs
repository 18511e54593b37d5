//! The words that reading knows, each with its number and the lists that it is in: a token is looked
//! up once, and asked of by number from then on.

use super::cues::words;
use super::{
    answers, backward, digits, gap, inflect, kin, numbers, orders, scopes, sentences, units,
};

/// A word by its number; the first is every unknown word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word(u32);

/// A list of words that some rule asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// Words of the patterns of the dictionary and of the cues.
    Patterns,
    /// [`gap::LINKS`]
    Links,
    /// [`gap::COPULAS`]
    Copulas,
    /// [`gap::BLOCKS`]
    Blocks,
    /// [`inflect::AUXILIARIES`]
    Auxiliaries,
    /// [`inflect::MODALS`]
    Modals,
    /// [`inflect::ADVERBS`]
    Adverbs,
    /// [`kin::ASIDE`]
    Aside,
    /// [`kin::TELLS`]
    Tells,
    /// [`numbers::FOREIGN`]
    Foreign,
    /// [`numbers::LABELS`]
    Labels,
    /// Numbers below 100 in one word.
    Numbers,
    /// [`backward::THEN`]
    Then,
    /// [`numbers::CHANGES`]
    Changes,
    /// [`orders::CONDITIONS`]
    Conditions,
    /// [`answers::DENIED`]
    Denied,
    /// [`answers::NONE`]
    None,
    /// [`orders::VERBS`]
    Verbs,
    /// [`orders::VERSUS`]
    Versus,
    /// [`orders::PREDICATES`]
    Predicates,
    /// [`orders::PREPOSITIONS`]
    Prepositions,
    /// [`scopes::BRIDGES`]
    Bridges,
    /// [`sentences::ABBREVIATIONS`]
    Abbreviations,
    /// [`sentences::ANSWERS`]
    Answers,
    /// [`sentences::PRESENT`]
    Present,
    /// [`units::STAYS`]
    Stays,
}

const LISTS: [(List, &str); 24] = [
    (List::Links, gap::LINKS),
    (List::Copulas, gap::COPULAS),
    (List::Blocks, gap::BLOCKS),
    (List::Auxiliaries, inflect::AUXILIARIES),
    (List::Modals, inflect::MODALS),
    (List::Adverbs, inflect::ADVERBS),
    (List::Aside, kin::ASIDE),
    (List::Tells, kin::TELLS),
    (List::Foreign, numbers::FOREIGN),
    (List::Labels, numbers::LABELS),
    (List::Bridges, scopes::BRIDGES),
    (List::Abbreviations, sentences::ABBREVIATIONS),
    (List::Answers, sentences::ANSWERS),
    (List::Present, sentences::PRESENT),
    (List::Stays, units::STAYS),
    (List::Then, backward::THEN),
    (List::Changes, numbers::CHANGES),
    (List::Conditions, orders::CONDITIONS),
    (List::Denied, answers::DENIED),
    (List::None, answers::NONE),
    (List::Verbs, orders::VERBS),
    (List::Versus, orders::VERSUS),
    (List::Predicates, orders::PREDICATES),
    (List::Prepositions, orders::PREPOSITIONS),
];

/// Known words in a table with open addresses.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    /// Numbers of words, zero where nothing is; twice as many places as words at least, a power of
    /// two.
    places: Vec<u32>,
    /// The words of one ASCII character.
    letters: [Word; 128],
    /// The words, one behind the other.
    text: String,
    /// Where each word ends in it.
    ends: Vec<usize>,
    /// The lists of each word, one bit a list.
    lists: Vec<u32>,
}

impl Vocabulary {
    /// The words of patterns, and of all lists.
    pub(super) fn new<'w>(patterns: impl Iterator<Item = &'w str>) -> Self {
        let mut vocabulary = Self {
            places: vec![0; 64],
            letters: [Word(0); 128],
            text: String::new(),
            ends: vec![0],
            lists: vec![0],
        };
        for word in patterns {
            vocabulary.add(word, List::Patterns);
        }
        for (list, of_list) in LISTS {
            for word in words(of_list) {
                vocabulary.add(word, list);
            }
        }
        for word in digits::names() {
            vocabulary.add(word, List::Numbers);
        }
        vocabulary
    }

    /// The number of a word.
    pub(super) fn word(&self, text: &str) -> Word {
        if let &[byte] = text.as_bytes() {
            return self.letters.get(usize::from(byte)).copied().unwrap_or_default();
        }
        let place = self.place(text);
        Word(self.places[place])
    }

    /// How many words there are, the unknown one included.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Whether a word is in a list.
    pub(super) fn is_in(&self, word: Word, list: List) -> bool {
        self.lists[word.index()] & bit(list) != 0
    }

    /// Whether a pattern has this word.
    pub(super) fn has(&self, text: &str) -> bool {
        self.is_in(self.word(text), List::Patterns)
    }

    /// Where a word is in the table, or would be.
    fn place(&self, text: &str) -> usize {
        let most = self.places.len() - 1;
        let mut place = hash(text) as usize & most;
        loop {
            let number = self.places[place] as usize;
            if number == 0
                || self.text.as_bytes()[self.ends[number - 1]..self.ends[number]]
                    == *text.as_bytes()
            {
                return place;
            }
            place = (place + 1) & most;
        }
    }

    fn add(&mut self, text: &str, list: List) {
        if text.is_empty() {
            return;
        }
        let place = self.place(text);
        let number = match self.places[place] {
            0 => {
                let number = self.ends.len();
                self.text.push_str(text);
                self.ends.push(self.text.len());
                self.lists.push(0);
                let word = u32::try_from(number).unwrap_or(0);
                self.places[place] = word;
                if let &[byte @ ..128] = text.as_bytes() {
                    self.letters[usize::from(byte)] = Word(word);
                }
                if 2 * self.ends.len() > self.places.len() {
                    self.grow();
                }
                number
            }
            number => number as usize,
        };
        self.lists[number] |= bit(list);
    }

    fn grow(&mut self) {
        self.places = vec![0; 2 * self.places.len()];
        for number in 1..self.ends.len() {
            let place = self.place(&self.text[self.ends[number - 1]..self.ends[number]]);
            self.places[place] = u32::try_from(number).unwrap_or(0);
        }
    }
}

impl Word {
    /// Its place in tables of words.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

fn bit(list: List) -> u32 {
    1 << list as u32
}

/// FNV-1a (Fowler, Noll and Vo), with its upper half folded in.
fn hash(text: &str) -> u32 {
    let hash = text
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_text_and_know_their_lists() {
        let many: Vec<String> = (0..500).map(|number| format!("w{number}")).collect();
        let vocabulary = Vocabulary::new(many.iter().map(|word| &**word));
        for word in &many {
            let number = vocabulary.word(word);
            assert!(vocabulary.is_in(number, List::Patterns), "{word}");
            assert!(!vocabulary.is_in(number, List::Links), "{word}");
        }
        let is = vocabulary.word("is");
        assert!(vocabulary.is_in(is, List::Links) && vocabulary.is_in(is, List::Copulas));
        assert!(!vocabulary.has("is"));
        assert_eq!(vocabulary.word("w500"), Word::default());
        assert!(!vocabulary.is_in(Word::default(), List::Links));
    }
}
