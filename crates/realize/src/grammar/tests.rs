//! The fact-locked grammar against the reader: whatever it derives states the facts.

use numeric::seed::Seed;

use super::derivation::Grammar;
use super::*;
use crate::dictionary::{Dictionary, Policy, Says};
use crate::extract::Extractor;
use crate::prompt::TextKind;
use crate::skeleton::{Fact, Skeleton, rounded};
use crate::specimen::{clinic, row};
use crate::verify::verify;

fn built_in() -> [(&'static str, Dictionary); 3] {
    let read =
        |text: &str| serde_json::from_str(text).expect("the built-in dictionaries are valid");
    [
        ("asia", read(include_str!("../../../causeloom/dictionaries/asia.json"))),
        ("alarm", read(include_str!("../../../causeloom/dictionaries/alarm.json"))),
        ("icu", read(include_str!("../../../causeloom/dictionaries/icu.json"))),
    ]
}

fn kinds() -> [TextKind; 5] {
    [
        TextKind::AdmissionNote,
        TextKind::TerseNote,
        TextKind::Sections,
        TextKind::TransactionLog,
        TextKind::Own("a letter".to_owned()),
    ]
}

/// Facts drawn independently; each slot is without a fact in one of eight rows.
fn facts(dictionary: &Dictionary, number: u64) -> Skeleton {
    let facts = dictionary.slots.iter().enumerate().map(|(slot, words)| {
        let mut draws = Seed(11).stream("facts").index(slot as u64).at(number);
        if draws.below(8) == 0 {
            return None;
        }
        Some(match &words.says {
            Says::Number(number) => {
                let [low, high] = number.plausible.unwrap_or([0.0, 100.0]);
                Fact::Number(rounded(low + (high - low) * draws.uniform(), number.decimals))
            }
            _ => Fact::State(draws.below(words.states().len() as u32) as u16),
        })
    });
    Skeleton { row: number, facts: facts.collect() }
}

fn check_derivations(name: &str, dictionary: &Dictionary, n_rows: u64, n_texts: u64) {
    let extractor = Extractor::new(dictionary).unwrap();
    let reads =
        |skeleton: &Skeleton, text: &str| verify(&extractor, skeleton, text).violations.is_empty();
    for kind in kinds() {
        let locked = Locked::new(dictionary, &kind, &reads);
        for number in 0..n_rows {
            let skeleton = facts(dictionary, number);
            let grammar = locked.grammar(dictionary, &skeleton, &reads);
            let text = grammar.unwrap_or_else(|error| panic!("{name} {kind:?}: {error}"));
            let grammar = Grammar::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            let n_derivations = grammar.n_derivations();
            assert!(n_derivations.is_finite() && n_derivations >= 1.0);
            for draw in 0..n_texts {
                let mut draws = Seed(number).stream("derive").index(draw).draws();
                let derived = grammar.derive(&mut draws);
                let violations = verify(&extractor, &skeleton, &derived).violations;
                assert_eq!(violations, [], "{name} {kind:?}: {derived}");
            }
        }
    }
}

#[test]
fn every_text_that_a_locked_grammar_derives_states_the_facts_and_nothing_else() {
    for (name, dictionary) in built_in() {
        check_derivations(name, &dictionary, 6, 12);
    }
    check_derivations("clinic", &clinic(), 20, 20);
}

#[test]
fn facts_that_may_be_left_out_are_optional_and_those_that_must_not_be_said_are_not_there() {
    let mut dictionary = clinic();
    dictionary.slots[0].policy = Policy::May;
    dictionary.slots[2].policy = Policy::May;
    dictionary.slots[3].policy = Policy::MustNot;
    check_derivations("clinic", &dictionary, 20, 40);
    for slot in &mut dictionary.slots {
        slot.policy = Policy::May;
    }
    check_derivations("clinic", &dictionary, 20, 40);
}

#[test]
fn the_wording_of_a_locked_note_is_free_within_bounds() {
    let (_, dictionary) = built_in().into_iter().nth(2).unwrap();
    let extractor = Extractor::new(&dictionary).unwrap();
    let reads =
        |skeleton: &Skeleton, text: &str| verify(&extractor, skeleton, text).violations.is_empty();
    let locked = Locked::new(&dictionary, &TextKind::AdmissionNote, &reads);
    let grammar = locked.grammar(&dictionary, &facts(&dictionary, 1), &reads).unwrap();
    let n = Grammar::parse(&grammar).unwrap().n_derivations();
    assert!(n > 1e12, "{n}");
    assert!(grammar.len() < 100_000, "{}", grammar.len());
}

#[test]
fn a_fact_without_words_that_are_read_as_it_is_an_error_that_names_it() {
    let dictionary = clinic();
    // A reader that never finds diabetes.
    let reads = |skeleton: &Skeleton, _: &str| skeleton.facts[1].is_none();
    let locked = Locked::new(&dictionary, &TextKind::AdmissionNote, &reads);
    let error = locked.grammar(&dictionary, &row(1, 64.0, true, 1, 38.0), &reads).unwrap_err();
    assert_eq!(error.to_string(), "no words of the dictionary are read as diabetes: yes");
}
