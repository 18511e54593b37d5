//! Which words a row is put into: a built-in model's own dictionary, else one that is proposed.

use realize::{
    Dictionary,
    dictionary::{Finding, Number, Part, Policy, Says, Slot, StateWords, States, Unit},
    rounded,
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

/// Decimals to which a number is told at most.
const MOST_DECIMALS: u8 = 4;

/// A column or node for which words are needed.
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    /// The name that a sentence is made of.
    pub(super) label: &'a str,
    pub(super) unit: &'a str,
    pub(super) values: Kind<'a>,
}

/// What values it has.
pub(super) enum Kind<'a> {
    States(Vec<&'a str>),
    /// States of a column whose name may be any words, so that `no` cannot stand before it.
    Cells(Vec<&'a str>),
    /// A number with the decimals to which it is told.
    Number(u8),
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
            Values::Number => Kind::Number(decimals(*spread)),
            Values::Count => Kind::Number(0),
        };
        Some(proposed(&Named { name, label: name, unit, values }))
    };
    Dictionary {
        subject: "record".to_owned(),
        slots: names.iter().zip(spreads).filter_map(named).collect(),
        ..Dictionary::default()
    }
}

/// Words for one variable, from its name, its unit and the names of its states.
pub(super) fn proposed(named: &Named<'_>) -> Slot {
    let label = label(named.label);
    let says = match &named.values {
        Kind::States(states) => of_states(&label, states),
        // Codes of a sex are no yes and no.
        Kind::Cells(states)
            if matches!(states[..], ["0", "1"])
                && !["sex", "gender"].iter().any(|word| label.to_lowercase().contains(word)) =>
        {
            let mut says = graded(&label, states);
            if let Says::States(words) = &mut says {
                for (state, word) in words.states.iter_mut().zip(["no", "yes"]) {
                    state.grades = vec![word.to_owned()];
                }
            }
            says
        }
        Kind::Cells(states) => graded(&label, states),
        Kind::Number(decimals) => number(&label, named.unit, *decimals),
    };
    let part = match says {
        Says::Number(_) => Part::Measurements,
        Says::Finding(_) | Says::States(_) => Part::Findings,
    };
    Slot { name: named.name.to_owned(), label, part, policy: Policy::Must, says }
}

/// Names that a sentence would take for words of its own.
const TAKEN: [&str; 22] = [
    "a", "an", "the", "i", "is", "was", "are", "were", "has", "had", "no", "not", "none", "and",
    "or", "of", "in", "on", "at", "to", "with", "without",
];

/// A column's name and its unit where the name ends in one, as in `age (years)`.
pub(super) fn name_and_unit(name: &str) -> (&str, &str) {
    let rest = name.trim_end();
    for (open, close) in [('(', ')'), ('[', ']')] {
        let inside = rest.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        if let Some((name, unit)) = inside
            && !name.trim().is_empty()
            && (1..=12).contains(&unit.chars().count())
            && unit.chars().any(|sign| sign.is_alphabetic() || "%°µ".contains(sign))
        {
            return (name.trim_end(), unit);
        }
    }
    (name, "")
}

/// A name as it stands in a sentence: `ejection_fraction` is `ejection fraction`.
fn label(name: &str) -> String {
    let words = spoken(name);
    let is_taken = TAKEN.contains(&words.to_lowercase().as_str());
    if is_taken || !words.starts_with(char::is_alphabetic) {
        format!("column {words}")
    } else {
        words
    }
}

/// A name in words: what divides its parts is a space, other marks are left out.
fn spoken(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() && !"%+'’<>=".contains(letter) {
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
    graded(label, states)
}

/// `workclass is private`, `married is yes`.
fn graded(label: &str, states: &[&str]) -> Says {
    let words = |state: &&str| StateWords {
        state: (*state).to_owned(),
        grades: vec![spoken_state(state)],
        ..StateWords::default()
    };
    Says::States(States {
        anchors: vec![label.to_owned()],
        states: states.iter().map(words).collect(),
    })
}

/// A state in words: a number alone would be taken for that of another column.
fn spoken_state(state: &str) -> String {
    let words = spoken(state);
    if ["TRUE", "FALSE"].contains(&words.as_str()) {
        return words.to_lowercase();
    }
    if words.parse::<f64>().is_ok() { format!("level {words}") } else { words }
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
    decimals
}

/// The fewest decimals that tell every one of these cells as it is, four at most.
pub(super) fn decimals_of_cells(cells: &[f64]) -> u8 {
    let is_told = |decimals: u8| cells.iter().all(|cell| rounded(*cell, decimals) == *cell);
    (0..MOST_DECIMALS).find(|decimals| is_told(*decimals)).unwrap_or(MOST_DECIMALS)
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
            ("married?", "married"),
            ("a", "column a"),
            ("2nd visit", "column 2nd visit"),
            ("???", "column "),
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
