//! Which words a row is put into: a built-in model's own dictionary, else one that is proposed.

use realize::{
    Dictionary,
    dictionary::{Finding, Number, Part, Policy, Says, Slot, StateWords, States, Unit},
};
use scm::{Model, Values, Variable};

/// The dictionaries that come with built-in models.
const BUILT_IN: [(&str, &str); 3] = [
    ("alarm", include_str!("../../dictionaries/alarm.json")),
    ("asia", include_str!("../../dictionaries/asia.json")),
    ("icu", include_str!("../../dictionaries/icu.json")),
];

/// Pairs of states that say that something is there or not: present, absent.
const THERE: [(&str, &str); 6] = [
    ("yes", "no"),
    ("true", "false"),
    ("1", "0"),
    ("y", "n"),
    ("present", "absent"),
    ("on", "off"),
];

/// Standard deviations of a number that its last decimal is a hundredth of, at most.
const MOST_DECIMALS: i32 = 4;

/// A column or node for which words are needed.
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) unit: &'a str,
    pub(super) values: Kind<'a>,
}

/// What values it has.
pub(super) enum Kind<'a> {
    States(Vec<&'a str>),
    /// A number with its standard deviation.
    Number(f64),
    Count,
}

/// The dictionary of a built-in model; none where it has none.
pub(super) fn built_in(id: &str) -> Option<Dictionary> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == id)?;
    Some(serde_json::from_str(text).expect("a test reads every built-in dictionary"))
}

/// A dictionary for a model's observed nodes; `spreads` are the standard deviations of its numbers.
pub(super) fn of_model(model: &Model, names: &[String], spreads: &[f64]) -> Dictionary {
    let named = |(name, spread): (&String, &f64)| {
        let Variable { unit, values, .. } = model.variables.get(name)?;
        let values = match values {
            Values::Ordered(states) | Values::Unordered(states) => {
                Kind::States(states.iter().map(String::as_str).collect())
            }
            Values::Number => Kind::Number(*spread),
            Values::Count => Kind::Count,
        };
        Some(proposed(&Named { name, unit, values }))
    };
    Dictionary {
        subject: "record".to_owned(),
        slots: names.iter().zip(spreads).filter_map(named).collect(),
        ..Dictionary::default()
    }
}

/// Words for one variable, from its name, its unit and the names of its states.
pub(super) fn proposed(named: &Named<'_>) -> Slot {
    let label = label(named.name);
    let says = match &named.values {
        Kind::States(states) => of_states(&label, states),
        Kind::Number(spread) => number(&label, named.unit, decimals(*spread)),
        Kind::Count => number(&label, named.unit, 0),
    };
    let part = match says {
        Says::Number(_) => Part::Measurements,
        Says::Finding(_) | Says::States(_) => Part::Findings,
    };
    Slot { name: named.name.to_owned(), label, part, policy: Policy::Must, says }
}

/// A name as it stands in a sentence: `ejection_fraction` is `ejection fraction`.
fn label(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        let is_break = matches!(letter, '_' | '-' | '.' | '/') || letter.is_whitespace();
        if is_break {
            if before != ' ' {
                words.push(' ');
                before = ' ';
            }
            continue;
        }
        if letter.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.push(letter);
        before = letter;
    }
    let words = words.trim().to_owned();
    // An abbreviation stays as it is.
    let is_spoken = words.chars().any(char::is_lowercase);
    if is_spoken { words.to_lowercase() } else { words }
}

fn of_states(label: &str, states: &[&str]) -> Says {
    if let [one, other] = states {
        let lower = [one.to_lowercase(), other.to_lowercase()];
        for (present, absent) in THERE {
            let finding = |present: &str, absent: &str| {
                Says::Finding(Finding {
                    present: present.to_owned(),
                    absent: absent.to_owned(),
                    terms: vec![label.to_owned()],
                    ..Finding::default()
                })
            };
            if lower == [present, absent] {
                return finding(one, other);
            }
            if lower == [absent, present] {
                return finding(other, one);
            }
        }
    }
    let words = |state: &&str| StateWords {
        state: (*state).to_owned(),
        grades: vec![self::label(state)],
        ..StateWords::default()
    };
    Says::States(States {
        anchors: vec![label.to_owned()],
        states: states.iter().map(words).collect(),
    })
}

fn number(label: &str, unit: &str, decimals: u8) -> Says {
    let units = if unit.is_empty() {
        Vec::new()
    } else {
        vec![Unit { terms: vec![unit.to_owned()], scale: 1.0, offset: 0.0 }]
    };
    Says::Number(Number { anchors: vec![label.to_owned()], units, decimals, ..Number::default() })
}

/// As many decimals as make the last one between a hundredth and a tenth of the spread.
fn decimals(spread: f64) -> u8 {
    if !(spread.is_finite() && spread > 0.0) {
        return 2;
    }
    let (mut decimals, mut step) = (0, 1.0);
    while step * 10.0 > spread && decimals < MOST_DECIMALS {
        step /= 10.0;
        decimals += 1;
    }
    decimals as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_labels() {
        for (name, expected) in [
            ("ejection_fraction", "ejection fraction"),
            ("chestXray", "chest xray"),
            ("CO2Report", "co2report"),
            ("PIP2", "PIP2"),
            ("hours-per.week", "hours per week"),
            ("  odd__name ", "odd name"),
        ] {
            assert_eq!(label(name), expected, "{name}");
        }
    }

    #[test]
    fn a_number_has_the_decimals_that_its_spread_deserves() {
        for (spread, expected) in [
            (250.0, 0),
            (12.0, 0),
            (9.9, 1),
            (1.0, 1),
            (0.3, 2),
            (0.0, 2),
            (f64::NAN, 2),
            (1e-9, 4),
        ] {
            assert_eq!(decimals(spread), expected, "{spread}");
        }
    }

    #[test]
    fn two_states_that_say_there_or_not_are_a_finding_in_either_order() {
        for states in [["TRUE", "FALSE"], ["FALSE", "TRUE"]] {
            let Says::Finding(finding) = of_states("shunt", &states) else { panic!("a finding") };
            assert_eq!((&*finding.present, &*finding.absent), ("TRUE", "FALSE"));
        }
        assert!(matches!(of_states("sex", &["female", "male"]), Says::States(_)));
    }
}
