//! The embedded realizer on the built-in dictionaries: grammar, spans, determinism, variety.

use std::collections::BTreeSet;

use numeric::seed::Seed;

use super::*;
use crate::{
    dictionary::{Finding, Policy, Says, Slot, StateWords, States},
    extract::Extractor,
    skeleton::rounded,
    verify::verify,
};

const REGISTERS: [Register; 4] =
    [Register::Note, Register::Terse, Register::Sections, Register::Log];

fn dictionary(text: &str) -> Dictionary {
    serde_json::from_str(text).expect("the built-in dictionaries are valid")
}

fn built_in() -> [(&'static str, Dictionary); 3] {
    [
        ("asia", dictionary(include_str!("../../../causeloom/dictionaries/asia.json"))),
        ("alarm", dictionary(include_str!("../../../causeloom/dictionaries/alarm.json"))),
        ("icu", dictionary(include_str!("../../../causeloom/dictionaries/icu.json"))),
    ]
}

/// Facts drawn independently: states uniform, numbers uniform where they are plausible.
fn skeleton(dictionary: &Dictionary, row: u64) -> Skeleton {
    let facts = dictionary.slots.iter().enumerate().map(|(slot, words)| {
        let mut draws = Seed(5).stream("facts").index(slot as u64).at(row);
        Some(match &words.says {
            Says::Number(number) => {
                let [low, high] = number.plausible.unwrap_or([0.0, 100.0]);
                Fact::Number(rounded(low + (high - low) * draws.uniform(), number.decimals))
            }
            _ => Fact::State(draws.below(words.states().len() as u32) as u16),
        })
    });
    Skeleton { row, facts: facts.collect() }
}

fn finding(name: &str, terms: &[&str]) -> Slot {
    Slot {
        name: name.to_owned(),
        label: terms[0].to_owned(),
        part: Part::Findings,
        policy: Policy::Must,
        says: Says::Finding(Finding {
            present: "yes".to_owned(),
            absent: "no".to_owned(),
            terms: terms.iter().map(|&term| term.to_owned()).collect(),
            ..Finding::default()
        }),
    }
}

/// Calls `check` with many texts of every built-in dictionary and register.
fn for_many_texts(n_rows: u64, mut check: impl FnMut(&Dictionary, &Skeleton, Register, &Draft)) {
    for (_, dictionary) in built_in() {
        for register in REGISTERS {
            let realizer = Realizer::new(&dictionary, register);
            for row in 0..n_rows {
                let skeleton = skeleton(&dictionary, row);
                let draft = realizer.write(&skeleton, Seed(11), 0);
                check(&dictionary, &skeleton, register, &draft);
            }
        }
    }
}

/// Words whose first letter does not tell their sound.
const CONSONANT_SOUND: [&str; 3] = ["unilateral", "one-sided", "uni"];
const VOWEL_SOUND: [&str; 13] =
    ["hr", "spo2", "spo₂", "sao2", "rr", "lv", "lvedv", "ecg", "ekg", "x-ray", "fio2", "svr", "hf"];

/// What is wrong with the English of a text, as far as its letters show it.
fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for pattern in
        ["  ", " ,", " .", " ;", " :", "..", ",,", ";;", ",.", ";.", ":.", ",;", "\n\n\n", " \n"]
    {
        if text.contains(pattern) {
            faults.push(format!("{pattern:?}"));
        }
    }
    if !text.ends_with('.') {
        faults.push("no stop at the end".to_owned());
    }
    for line in text.lines() {
        let line = line.trim_start_matches("- ");
        if line.starts_with(char::is_lowercase) {
            faults.push(format!("a line begins small: {line}"));
        }
        for (place, _) in line.match_indices(". ") {
            if line[place + 2..].starts_with(char::is_lowercase) {
                faults.push(format!("a sentence begins small: {}", &line[place..]));
            }
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    for pair in words.windows(2) {
        let [first, second] = [pair[0].to_lowercase(), pair[1].to_lowercase()];
        let second = second.trim_end_matches([',', '.', ';', ':']);
        if first == second && first != "-" {
            faults.push(format!("twice: {first}"));
        }
        let letter = second.chars().next().unwrap_or_default();
        let is_read_eight = letter == '8' || ["11-", "18-"].iter().any(|it| second.starts_with(it));
        let sounds_open = is_read_eight
            || VOWEL_SOUND.contains(&second)
            || ("aeiou".contains(letter) && !CONSONANT_SOUND.contains(&second));
        if (first == "a" && sounds_open) || (first == "an" && !sounds_open) {
            faults.push(format!("{first} {second}"));
        }
    }
    for wrong in [
        "are a ",
        "is not not",
        "has has",
        "had had",
        "was was",
        "no no ",
        "no a ",
        "no an ",
        "a a ",
        "to have known",
        "known known",
        "was became",
        "she's",
        " and but ",
        "points are",
    ] {
        if text.to_lowercase().contains(wrong) {
            faults.push(wrong.to_owned());
        }
    }
    faults
}

#[test]
fn the_english_of_thousands_of_texts_is_without_fault() {
    let mut n_texts = 0;
    for_many_texts(400, |_, _, register, draft| {
        if register != Register::Log {
            n_texts += 1;
            let found = faults(&draft.text);
            assert!(found.is_empty(), "{found:?}\n{}", draft.text);
        }
    });
    assert_eq!(n_texts, 400 * 9);
}

#[test]
fn the_check_of_the_english_finds_what_it_is_for() {
    for wrong in [
        "The patient has a apple.",
        "This is an 71-year-old woman.",
        "This is a 81-year-old woman.",
        "The the patient.",
        "the patient died.",
        "The patient died. he.",
        "The patient  died.",
        "The patient died",
        "The patient died..",
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
    assert!(faults("This is an 81-year-old woman with an X-ray. She died.").is_empty());
}

#[test]
fn every_fact_is_told_once_and_its_words_stand_where_the_draft_says() {
    for (_, dictionary) in built_in() {
        for register in REGISTERS {
            let realizer = Realizer::new(&dictionary, register);
            for row in 0..200 {
                let skeleton = skeleton(&dictionary, row);
                let draft = realizer.write(&skeleton, Seed(11), 0);
                let told: BTreeSet<usize> = draft.told.iter().map(|told| told.slot).collect();
                assert_eq!(told.len(), draft.told.len(), "{}", draft.text);
                assert_eq!(told.len(), dictionary.slots.len(), "{}", draft.text);
                for Told { slot, span } in &draft.told {
                    let words = draft.text.get(span.clone()).expect("borders of characters");
                    let entry = &realizer.entries[*slot];
                    let state = skeleton.facts[*slot].and_then(Fact::state).unwrap_or(0);
                    let lower = words.to_lowercase();
                    let has_own = entry.values[state].expressions.iter().any(|way| {
                        lower.contains(&way.words.to_lowercase())
                            && lower.contains(&way.grade.to_lowercase())
                    });
                    let number = skeleton.value_text(&dictionary, *slot).expect("it has a fact");
                    match (register, &entry.number) {
                        (Register::Log, _) => {
                            assert!(words.starts_with(&format!("{}=", entry.key)), "{words}");
                        }
                        (_, Some(_)) => assert!(words.contains(&number), "{words}: {number}"),
                        (_, None) => assert!(has_own, "{words}"),
                    }
                }
            }
        }
    }
}

#[test]
fn the_reader_finds_in_every_text_the_facts_that_were_put_into_it() {
    for (name, dictionary) in built_in() {
        let extractor = Extractor::new(&dictionary).expect("the dictionary can be read with");
        for register in REGISTERS {
            let realizer = Realizer::new(&dictionary, register);
            for row in 0..400 {
                let skeleton = skeleton(&dictionary, row);
                let text = realizer.write(&skeleton, Seed(12), 0).text;
                let verdict = verify(&extractor, &skeleton, &text);
                assert_eq!(verdict.violations, [], "{name}: {text}");
                assert_eq!(verdict.found, skeleton.facts, "{name}: {text}");
            }
        }
    }
}

#[test]
fn the_same_address_gives_the_same_text_and_another_gives_another() {
    for (_, dictionary) in built_in() {
        for register in REGISTERS {
            let skeleton = skeleton(&dictionary, 3);
            let first = write(&dictionary, &skeleton, register, Seed(1), 0);
            assert_eq!(first, Realizer::new(&dictionary, register).write(&skeleton, Seed(1), 0));
            assert_ne!(first.text, write(&dictionary, &skeleton, register, Seed(1), 1).text);
            assert_ne!(first.text, write(&dictionary, &skeleton, register, Seed(2), 0).text);
        }
    }
}

#[test]
fn one_skeleton_has_more_than_a_million_texts_in_every_register() {
    let [_, _, (_, icu)] = built_in();
    let skeleton = skeleton(&icu, 0);
    for register in REGISTERS {
        let realizer = Realizer::new(&icu, register);
        assert!(realizer.n_forms(&skeleton) > 6.0, "{register:?}");
        let texts: BTreeSet<String> =
            (0..10_000).map(|seed| realizer.write(&skeleton, Seed(seed), 0).text).collect();
        assert!(texts.len() >= 9990, "{register:?}: {}", texts.len());
    }
}

#[test]
fn the_bound_of_the_forms_is_reached_where_all_can_be_counted() {
    let dictionary = Dictionary {
        subject: "patient".to_owned(),
        slots: vec![finding("one", &["gout", "podagra"]), finding("two", &["fever", "pyrexia"])],
        ..Dictionary::default()
    };
    let skeleton = Skeleton { row: 0, facts: vec![Some(Fact::State(0)), Some(Fact::State(1))] };
    for register in REGISTERS {
        let realizer = Realizer::new(&dictionary, register);
        let texts: BTreeSet<String> =
            (0..4000).map(|seed| realizer.write(&skeleton, Seed(seed), 0).text).collect();
        // Two orders, and two words for each of two findings; a log has the orders alone.
        let expected = if register == Register::Log { 2.0 } else { 8.0 };
        let bound = realizer.n_forms(&skeleton);
        assert!((bound - log10(expected)).abs() < 1e-12, "{register:?}: {bound}");
        assert!(texts.len() as f64 >= expected, "{register:?}: {}", texts.len());
    }
}

#[test]
fn what_must_not_be_told_is_not_told_not_even_by_a_pronoun() {
    let [_, _, (_, mut icu)] = built_in();
    let sex = icu.index_of("sex").expect("icu has it");
    icu.slots[sex].policy = Policy::MustNot;
    for register in REGISTERS {
        let realizer = Realizer::new(&icu, register);
        for row in 0..300 {
            let draft = realizer.write(&skeleton(&icu, row), Seed(1), 0);
            assert!(draft.told.iter().all(|told| told.slot != sex));
            for word in ["she", "he", "her", "his", "woman", "man", "male", "female", "sex"] {
                assert!(!grammar::holds_words(&draft.text.to_lowercase(), word), "{}", draft.text);
            }
        }
    }
}

#[test]
fn a_fact_that_is_missing_is_not_told() {
    let [_, _, (_, icu)] = built_in();
    for register in REGISTERS {
        let realizer = Realizer::new(&icu, register);
        for row in 0..200 {
            let mut partial = skeleton(&icu, row);
            let gone = row as usize % icu.slots.len();
            partial.facts[gone] = None;
            let draft = realizer.write(&partial, Seed(1), 0);
            assert_eq!(draft.told.len(), icu.slots.len() - 1);
            assert!(draft.told.iter().all(|told| told.slot != gone));
            assert!(register == Register::Log || faults(&draft.text).is_empty(), "{}", draft.text);
        }
    }
}

#[test]
fn facts_and_dictionaries_that_do_not_fit_are_left_out() {
    let states = Slot {
        says: Says::States(States {
            states: vec![StateWords { state: "up".to_owned(), ..StateWords::default() }],
            ..States::default()
        }),
        ..finding("position", &["position"])
    };
    let nameless = finding("nameless", &[""]);
    let dictionary = Dictionary { slots: vec![states, nameless], ..Dictionary::default() };
    for facts in [
        vec![],
        vec![Some(Fact::Number(3.0)), Some(Fact::State(7))],
        vec![Some(Fact::Number(f64::NAN)), None, Some(Fact::State(0))],
    ] {
        for register in REGISTERS {
            let skeleton = Skeleton { row: u64::MAX, facts: facts.clone() };
            let draft = write(&dictionary, &skeleton, register, Seed(1), u32::MAX);
            assert_eq!(draft.told, [], "{}", draft.text);
        }
    }
    let skeleton = Skeleton { row: 0, facts: vec![Some(Fact::State(0)), None] };
    let draft = write(&dictionary, &skeleton, Register::Note, Seed(1), 0);
    assert!(
        draft.text.to_lowercase().contains("position is up")
            || draft.text.contains("was up")
            || draft.text.contains("up position"),
        "{}",
        draft.text
    );
}

#[test]
fn a_denied_thing_is_never_left_unsaid() {
    let [(_, asia), _, _] = built_in();
    let all_absent =
        Skeleton { row: 0, facts: asia.slots.iter().map(|_| Some(Fact::State(1))).collect() };
    for seed in 0..500 {
        let draft = write(&asia, &all_absent, Register::Note, Seed(seed), 0);
        assert_eq!(draft.told.len(), asia.slots.len());
    }
}
