//! The fact-locked grammar: every fact is a literal, and only the wording is free.
//!
//! A row's grammar is a fixed sequence of slots; each slot is one of the sentences that state its
//! fact, perhaps after an opening such as `On review,`, and neighbours of one part may change
//! places. No letter and no digit is free: a free `no` would turn the fact behind it. Each sentence
//! has been read back by the reader before it enters the grammar, so what the grammar derives
//! states the facts as far as sentences are read one by one. It derives finitely many texts.

use crate::dictionary::{Dictionary, Part, Policy, Says};
use crate::prompt::TextKind;
use crate::prompt::wording::capitalized;
use crate::skeleton::{Fact, Skeleton};

use super::literal::{any_of, literal};
use super::sentences::{as_beginning, sentences};

/// Words before a sentence that state nothing.
const OPENINGS: [&str; 8] = [
    "On review, ",
    "At this time, ",
    "In summary, ",
    "As recorded, ",
    "Of note, ",
    "Overall, ",
    "In addition, ",
    "At present, ",
];

/// Sentences that may stand first and state nothing.
const HEADS: [&str; 3] =
    ["This is a summary of the record.", "The record reads as follows.", "In brief."];

/// The headings of each part, the first preferred.
const HEADINGS: [(Part, &[&str]); 6] = [
    (Part::Identity, &["Subject", "About"]),
    (Part::History, &["Background", "Known before", "History"]),
    (Part::Findings, &["Findings", "Examination", "Now"]),
    (Part::Measurements, &["Measurements", "Values"]),
    (Part::Treatment, &["Treatment", "Measures"]),
    (Part::Outcome, &["Outcome", "Course"]),
];

/// Whether the reader finds exactly a skeleton's facts in a text.
pub type Reads<'a> = dyn Fn(&Skeleton, &str) -> bool + 'a;

/// A slot, and the sentences that state its fact.
type Told = (usize, Vec<String>);

/// What a dictionary allows to be said, from which each row's grammar is put together.
#[derive(Clone, Debug)]
pub struct Locked {
    kind: TextKind,
    openings: Vec<&'static str>,
    heads: Vec<&'static str>,
    headings: Vec<(Part, &'static str)>,
    /// By slot and state; empty for numbers.
    states: Vec<Vec<Vec<String>>>,
}

/// A fact for which the dictionary has no words that are read as it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no words of the dictionary are read as {name}: {value}")]
pub struct Unsayable {
    /// The slot's place in the dictionary.
    pub slot: usize,
    /// The variable's name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Locked {
    /// Reads every sentence that the dictionary gives once; numbers are read with their row.
    pub fn new(dictionary: &Dictionary, kind: &TextKind, reads: &Reads<'_>) -> Self {
        let nothing = Skeleton { row: 0, facts: vec![None; dictionary.slots.len()] };
        let is_silent = |words: &&str| reads(&nothing, words);
        let mut locked = Self {
            kind: kind.clone(),
            openings: OPENINGS.into_iter().filter(is_silent).collect(),
            heads: HEADS.into_iter().filter(is_silent).collect(),
            headings: Vec::new(),
            states: Vec::new(),
        };
        let states = dictionary.slots.iter().enumerate().map(|(idx, slot)| {
            let n_states = slot.states().len().min(usize::from(u16::MAX));
            (0..n_states)
                .map(|state| locked.read(dictionary, reads, idx, Fact::State(state as u16)))
                .collect()
        });
        locked.states = states.collect();
        if *kind == TextKind::Sections {
            locked.headings = locked.silent_headings(dictionary, reads);
        }
        locked
    }

    /// The grammar of a row, in GBNF, with the start rule `root`.
    ///
    /// # Errors
    /// [`Unsayable`] where a fact that has to be stated has no words.
    pub fn grammar(
        &self,
        dictionary: &Dictionary,
        skeleton: &Skeleton,
        reads: &Reads<'_>,
    ) -> Result<String, Unsayable> {
        let mut told = Vec::new();
        for (slot, words) in dictionary.slots.iter().enumerate() {
            let fact = skeleton.facts.get(slot).copied().flatten();
            let Some(fact) = fact.filter(|_| words.policy != Policy::MustNot) else { continue };
            let sentences = match (fact, &words.says) {
                (Fact::State(state), _) => {
                    let states = self.states.get(slot);
                    let read = states.and_then(|states| states.get(usize::from(state)));
                    read.cloned().unwrap_or_default()
                }
                (Fact::Number(_), Says::Number(_)) => self.read(dictionary, reads, slot, fact),
                (Fact::Number(_), _) => Vec::new(),
            };
            if !sentences.is_empty() {
                told.push((slot, sentences));
            } else if words.policy == Policy::Must {
                let value = skeleton.value_text(dictionary, slot).unwrap_or_default();
                return Err(Unsayable { slot, name: words.name.clone(), value });
            }
        }
        Ok(self.rules(dictionary, &told))
    }

    /// The sentences that are read as this fact and nothing else.
    fn read(
        &self,
        dictionary: &Dictionary,
        reads: &Reads<'_>,
        slot: usize,
        fact: Fact,
    ) -> Vec<String> {
        let mut alone = Skeleton { row: 0, facts: vec![None; dictionary.slots.len()] };
        alone.facts[slot] = Some(fact);
        let is_read = |sentence: &String| {
            let sentence = format!("{}{}", as_beginning(sentence), self.stop());
            reads(&alone, &sentence)
        };
        let forms = sentences(dictionary, slot, fact, &self.kind);
        let read = forms.map(|form| form.into_iter().filter(is_read).collect::<Vec<String>>());
        read.into_iter().find(|read| !read.is_empty()).unwrap_or_default()
    }

    /// A heading for each part, below which every sentence of its slots is still read as its fact.
    fn silent_headings(
        &self,
        dictionary: &Dictionary,
        reads: &Reads<'_>,
    ) -> Vec<(Part, &'static str)> {
        let heads = |(part, headings): (Part, &[&'static str])| {
            let reads_below = |heading: &&&str| {
                let slots = dictionary.slots.iter().zip(&self.states).enumerate();
                slots.filter(|(_, (slot, _))| slot.part == part).all(|(idx, (_, states))| {
                    states.iter().enumerate().all(|(state, sentences)| {
                        let mut alone =
                            Skeleton { row: 0, facts: vec![None; dictionary.slots.len()] };
                        alone.facts[idx] = Some(Fact::State(state as u16));
                        sentences.iter().all(|sentence| {
                            let line = format!("{heading}: {}.", as_beginning(sentence));
                            reads(&alone, &line)
                        })
                    })
                })
            };
            headings.iter().find(reads_below).map(|heading| (part, *heading))
        };
        HEADINGS.into_iter().filter_map(heads).collect()
    }

    fn stop(&self) -> &'static str {
        if self.kind == TextKind::TransactionLog { "" } else { "." }
    }

    fn rules(&self, dictionary: &Dictionary, told: &[Told]) -> String {
        let policy = |slot: usize| dictionary.slots[slot].policy;
        // One sentence has to stand, so that separators stand between sentences only.
        let lead = told.iter().position(|(slot, _)| policy(*slot) == Policy::Must).unwrap_or(0);
        let mut root = Vec::new();
        if self.kind != TextKind::TransactionLog
            && self.kind != TextKind::Sections
            && !self.heads.is_empty()
        {
            root.push("head?".to_owned());
        }
        let mut place = 0;
        while let Some((slot, _)) = told.get(place) {
            let name = format!("s{slot}");
            let next = told.get(place + 1);
            let is_must = policy(*slot) == Policy::Must;
            let separator = literal(&self.separator(dictionary, told, place));
            if place < lead {
                let after = literal(&self.separator(dictionary, told, place + 1));
                root.push(
                    format!("( {} {name} {after} )?", self.heading(dictionary, told, place))
                        .replace("  ", " "),
                );
            } else if place > lead && !is_must {
                root.push(format!("( {separator} {name} )?"));
            } else {
                if place > lead {
                    root.push(separator.clone());
                }
                if place == lead {
                    root.push(self.heading(dictionary, told, place));
                }
                match next {
                    Some((other, _)) if self.may_swap(dictionary, *slot, *other) => {
                        let between = literal(&self.separator(dictionary, told, place + 1));
                        root.push(format!(
                            "( {name} {between} s{other} | s{other} {between} {name} )"
                        ));
                        place += 1;
                    }
                    _ => root.push(name),
                }
            }
            place += 1;
        }
        root.retain(|piece| !piece.is_empty());
        if root.is_empty() {
            root.push(literal(""));
        }
        let mut rules = format!("root ::= {}\n", root.join(" "));
        if root.iter().any(|piece| piece == "head?") {
            let heads: Vec<String> = self.heads.iter().map(|head| format!("{head} ")).collect();
            rules.push_str(&format!("head ::= {}\n", any_of(heads.iter().map(String::as_str))));
        }
        let has_openings = self.kind == TextKind::AdmissionNote && !self.openings.is_empty();
        if has_openings {
            rules.push_str(&format!("open ::= {}\n", any_of(self.openings.iter().copied())));
        }
        for (slot, sentences) in told {
            let stop = self.stop();
            let whole = |sentence: &String| format!("{}{stop}", as_beginning(sentence));
            let beginning: Vec<String> = sentences.iter().map(whole).collect();
            let beginning = any_of(beginning.iter().map(String::as_str));
            if has_openings {
                let after: Vec<String> =
                    sentences.iter().map(|sentence| format!("{sentence}{stop}")).collect();
                let after = any_of(after.iter().map(String::as_str));
                rules.push_str(&format!("s{slot} ::= {beginning} | open ( {after} )\n"));
            } else {
                rules.push_str(&format!("s{slot} ::= {beginning}\n"));
            }
        }
        rules
    }

    /// What stands before the sentence at this place: a space, a line end, or a new section.
    fn separator(&self, dictionary: &Dictionary, told: &[Told], place: usize) -> String {
        let part = |place: usize| told.get(place).map(|(slot, _)| dictionary.slots[*slot].part);
        match self.kind {
            TextKind::TransactionLog => "\n".to_owned(),
            TextKind::Sections if place == 0 || part(place) != part(place - 1) => {
                let heading = part(place).and_then(|part| self.heading_of(part));
                heading.map_or_else(|| "\n".to_owned(), |heading| format!("\n{heading}: "))
            }
            _ => " ".to_owned(),
        }
    }

    /// The heading before the first sentence, as a literal; empty where there is none.
    fn heading(&self, dictionary: &Dictionary, told: &[Told], place: usize) -> String {
        let is_first = place == 0;
        let part = told.get(place).map(|(slot, _)| dictionary.slots[*slot].part);
        let heading = part.and_then(|part| self.heading_of(part)).filter(|_| is_first);
        heading.map_or_else(String::new, |heading| literal(&format!("{heading}: ")))
    }

    fn heading_of(&self, part: Part) -> Option<String> {
        let heading = self.headings.iter().find(|(of, _)| *of == part);
        heading.map(|(_, heading)| capitalized(heading))
    }

    fn may_swap(&self, dictionary: &Dictionary, slot: usize, other: usize) -> bool {
        let [slot, other] = [slot, other].map(|slot| &dictionary.slots[slot]);
        let are_must = slot.policy == Policy::Must && other.policy == Policy::Must;
        are_must && slot.part == other.part && self.kind != TextKind::TransactionLog
    }
}
