//! A small dictionary and rows of it, for tests of what does not depend on a model.

use crate::dictionary::{
    Dictionary, Finding, Number, Part, Policy, Says, Slot, StateWords, States, Unit,
};
use crate::skeleton::{Fact, Skeleton};

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn slot(name: &str, label: &str, part: Part, says: Says) -> Slot {
    Slot { name: name.to_owned(), label: label.to_owned(), part, policy: Policy::Must, says }
}

/// Age, diabetes, heart rate in three grades, temperature.
pub(crate) fn clinic() -> Dictionary {
    let grade = |state: &str, grades: &[&str], terms: &[&str]| StateWords {
        state: state.to_owned(),
        grades: words(grades),
        terms: words(terms),
        ..StateWords::default()
    };
    let unit = |terms: &[&str]| Unit { terms: words(terms), scale: 1.0, offset: 0.0 };
    Dictionary {
        subject: "patient".to_owned(),
        slots: vec![
            slot(
                "age",
                "age",
                Part::Identity,
                Says::Number(Number {
                    anchors: words(&["age"]),
                    units: vec![unit(&["years", "year"])],
                    plausible: Some([0.0, 120.0]),
                    ..Number::default()
                }),
            ),
            slot(
                "diabetes",
                "diabetes",
                Part::History,
                Says::Finding(Finding {
                    present: "yes".to_owned(),
                    absent: "no".to_owned(),
                    terms: words(&["diabetes", "diabetes mellitus"]),
                    adjectives: words(&["diabetic"]),
                    ..Finding::default()
                }),
            ),
            slot(
                "rate",
                "heart rate",
                Part::Findings,
                Says::States(States {
                    anchors: words(&["heart rate", "pulse"]),
                    states: vec![
                        grade("LOW", &["low"], &["bradycardia"]),
                        grade("HIGH", &["high", "elevated"], &["tachycardia"]),
                        grade("NORMAL", &["normal"], &[]),
                    ],
                }),
            ),
            slot(
                "temperature",
                "body temperature",
                Part::Measurements,
                Says::Number(Number {
                    anchors: words(&["temperature", "temp"]),
                    units: vec![unit(&["°C"])],
                    decimals: 1,
                    plausible: Some([25.0, 45.0]),
                    unit_suffices: true,
                    ..Number::default()
                }),
            ),
        ],
        ..Dictionary::default()
    }
}

/// A row of it; `rate` is the place of the state.
pub(crate) fn row(number: u64, age: f64, diabetes: bool, rate: u16, temperature: f64) -> Skeleton {
    Skeleton {
        row: number,
        facts: vec![
            Some(Fact::Number(age)),
            Some(Fact::State(u16::from(!diabetes))),
            Some(Fact::State(rate)),
            Some(Fact::Number(temperature)),
        ],
    }
}
