//! Sentences that state one fact and nothing else, put together from the words of the dictionary.
//!
//! They are candidates: which of them really state the fact is for the reader to say.

use crate::dictionary::{Dictionary, Finding, Number, Part, Says, Slot, States};
use crate::log_line;
use crate::prompt::TextKind;
use crate::prompt::wording::{capitalized, is_of_age, pair, value, with_unit};
use crate::skeleton::{Fact, Skeleton};

/// The most candidates of one fact.
const MOST: usize = 32;
/// The most synonyms of one word.
const SYNONYMS: usize = 4;

/// Candidates without their full stop, beginning in lower case where the words do: the forms of the
/// kind of text, then whole sentences, for where none of the former is read as the fact.
pub(super) fn sentences(
    dictionary: &Dictionary,
    place: usize,
    fact: Fact,
    kind: &TextKind,
) -> [Vec<String>; 2] {
    let slot = &dictionary.slots[place];
    let subject = if dictionary.subject.is_empty() { "row" } else { &dictionary.subject };
    let who = format!("the {subject}");
    let own = match kind {
        TextKind::TransactionLog => lines(dictionary, place, fact),
        TextKind::TerseNote => fragments(slot, fact),
        TextKind::AdmissionNote | TextKind::Sections | TextKind::Own(_) => Vec::new(),
    };
    let whole = match (&slot.says, fact) {
        (Says::Number(number), Fact::Number(value)) => of_number(number, value, &who),
        (Says::Finding(finding), Fact::State(state)) => {
            of_finding(finding, state == 0, &who, slot.part)
        }
        (Says::States(states), Fact::State(state)) => {
            of_state(states, usize::from(state), &who, slot.part)
        }
        _ => Vec::new(),
    };
    [own, whole].map(|sentences| {
        let mut unique: Vec<String> = Vec::new();
        for sentence in sentences {
            if !unique.contains(&sentence) {
                unique.push(sentence);
            }
        }
        unique.truncate(MOST);
        unique
    })
}

fn of_number(number: &Number, value: f64, who: &str) -> Vec<String> {
    let value = format!("{value:.*}", usize::from(number.decimals));
    let spellings: Vec<&str> = number
        .units
        .first()
        .map_or(Vec::new(), |unit| agreeing(&unit.terms, &value).take(SYNONYMS).collect());
    let (old, spellings): (Vec<&str>, Vec<&str>) =
        spellings.into_iter().partition(|unit| is_of_age(unit));
    let amounts: Vec<String> = if spellings.is_empty() {
        vec![value.clone()]
    } else {
        spellings.iter().map(|unit| with_unit(&value, unit)).collect()
    };
    let mut sentences: Vec<String> = old
        .iter()
        .filter(|unit| !unit.contains('-'))
        .map(|unit| format!("{who} is {}", with_unit(&value, unit)))
        .collect();
    for amount in &amounts {
        for anchor in some(&number.anchors) {
            sentences.push(format!("{anchor} is {amount}"));
            sentences.push(format!("{anchor} was {amount}"));
            sentences.push(format!("{who} has {} {anchor} of {amount}", article(anchor)));
        }
    }
    sentences
}

fn of_finding(finding: &Finding, is_present: bool, who: &str, part: Part) -> Vec<String> {
    let phrases = if is_present { &finding.present_phrases } else { &finding.absent_phrases };
    let phrases: Vec<String> = some(phrases).map(|phrase| format!("{who} {phrase}")).collect();
    // How something ended is told by a verb where there is one: nobody has a death.
    if part == Part::Outcome && !phrases.is_empty() {
        return phrases;
    }
    let mut sentences = Vec::new();
    for term in some(&finding.terms) {
        if is_present {
            sentences.push(format!("{who} has {term}"));
            sentences.push(format!("there is {term}"));
            sentences.push(format!("{term} is present"));
        } else {
            sentences.push(format!("{who} has no {term}"));
            sentences.push(format!("there is no {term}"));
            sentences.push(format!("{term} is absent"));
        }
    }
    for adjective in some(&finding.adjectives) {
        let not = if is_present { "" } else { "not " };
        sentences.push(format!("{who} is {not}{adjective}"));
    }
    sentences.extend(phrases);
    sentences
}

fn of_state(states: &States, state: usize, who: &str, part: Part) -> Vec<String> {
    let Some(words) = states.states.get(state) else { return Vec::new() };
    let mut sentences = Vec::new();
    for anchor in some(&states.anchors) {
        for grade in some(&words.grades) {
            sentences.push(format!("{anchor} is {grade}"));
            sentences.push(format!("{anchor} was {grade}"));
        }
    }
    for adjective in some(&words.adjectives) {
        sentences.push(format!("{who} is {adjective}"));
    }
    for term in some(&words.terms) {
        // A noun of identity names the subject (a woman), any other is something it has.
        if part == Part::Identity {
            sentences.push(format!("{who} is {} {term}", article(term)));
        } else {
            sentences.push(format!("{who} has {term}"));
            sentences.push(format!("there is {term}"));
        }
    }
    sentences.extend(some(&words.phrases).map(|phrase| format!("{who} {phrase}")));
    sentences
}

/// Fragments of a terse note.
fn fragments(slot: &Slot, fact: Fact) -> Vec<String> {
    let value = value(slot, fact).unwrap_or_default();
    match &slot.says {
        Says::Number(number) => {
            some(&number.anchors).map(|anchor| format!("{anchor} {value}")).collect()
        }
        Says::Finding(finding) => {
            let no = if fact == Fact::State(0) { "" } else { "no " };
            let terms = some(&finding.terms).map(|term| format!("{no}{term}"));
            let absent = fact != Fact::State(0);
            let alone = if absent { &finding.absent_phrases } else { &finding.present_phrases };
            // `is known to …` is no fragment; `was intubated` is one.
            let alone = some(alone).filter(|phrase| !phrase.starts_with("is "));
            terms.chain(alone.map(str::to_owned)).collect()
        }
        Says::States(states) => {
            let Some(words) = fact.state().and_then(|state| states.states.get(state)) else {
                return Vec::new();
            };
            let with_anchor = some(&states.anchors)
                .flat_map(|anchor| some(&words.grades).map(move |grade| (anchor, grade)));
            let mut fragments: Vec<String> =
                with_anchor.map(|(anchor, grade)| format!("{anchor} {grade}")).collect();
            for alone in [&words.terms, &words.adjectives, &words.phrases] {
                fragments.extend(some(alone).map(str::to_owned));
            }
            fragments
        }
    }
}

/// Words for the event of a log line, by part.
fn events(part: Part) -> &'static [&'static str] {
    match part {
        Part::Identity => &["open", "admit", "register"],
        Part::History => &["history", "note", "record"],
        Part::Findings => &["finding", "note", "observe"],
        Part::Measurements => &["measure", "record", "observe"],
        Part::Treatment => &["treat", "order", "record"],
        Part::Outcome => &["close", "end", "record"],
    }
}

/// Lines of a log; the place of the slot is the time.
fn lines(dictionary: &Dictionary, slot: usize, fact: Fact) -> Vec<String> {
    let mut alone = Skeleton { row: 0, facts: vec![None; dictionary.slots.len()] };
    alone.facts[slot] = Some(fact);
    let keys = log_line::keys(dictionary);
    let pair = pair(dictionary, &keys, &alone, slot);
    let part = dictionary.slots[slot].part;
    pair.map_or_else(Vec::new, |pair| {
        events(part).iter().map(|event| format!("t={slot} {event} {pair}")).collect()
    })
}

/// A few of the words, without empty ones.
fn some(words: &[String]) -> impl Iterator<Item = &str> {
    words.iter().map(String::as_str).filter(|word| !word.is_empty()).take(SYNONYMS)
}

/// Spellings of a unit in the number that the value asks for: `1 day`, `2 days`.
fn agreeing<'a>(terms: &'a [String], value: &'a str) -> impl Iterator<Item = &'a str> {
    let first_word = |term: &'a str| term.split([' ', '-']).next().unwrap_or_default();
    let are_pair = move |one: &'a str, many: &'a str| {
        first_word(many).strip_suffix('s').is_some_and(|stem| stem == first_word(one))
    };
    let is_one = value.parse() == Ok(1.0);
    terms.iter().map(String::as_str).filter(|term| !term.is_empty()).filter(move |term| {
        !terms
            .iter()
            .any(|other| if is_one { are_pair(other, term) } else { are_pair(term, other) })
    })
}

fn article(noun: &str) -> &'static str {
    let vowel = noun.chars().next().is_some_and(|first| "aeioAEIO".contains(first));
    if vowel { "an" } else { "a" }
}

/// A candidate as it begins a sentence.
pub(super) fn as_beginning(sentence: &str) -> String {
    // A log line has no capital.
    if sentence.starts_with("t=") { sentence.to_owned() } else { capitalized(sentence) }
}
