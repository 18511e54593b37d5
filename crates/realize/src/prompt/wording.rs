//! A fact in the fewest plain words, for prompts, corrections and placeholders.

use crate::dictionary::{Dictionary, Says, Slot, StateWords, States};
use crate::log_line;
use crate::skeleton::{Fact, Skeleton};

/// The value alone: `65 mmHg`, `high`, `present`, `absent`; none where the fact does not fit the
/// slot.
pub(crate) fn value(slot: &Slot, fact: Fact) -> Option<String> {
    match (&slot.says, fact) {
        (Says::Number(number), Fact::Number(value)) => {
            let value = format!("{value:.*}", usize::from(number.decimals));
            Some(match unit(slot) {
                Some(unit) => with_unit(&value, unit),
                None => value,
            })
        }
        (Says::Finding(_), Fact::State(0)) => Some("present".to_owned()),
        (Says::Finding(_), Fact::State(1)) => Some("absent".to_owned()),
        (Says::States(states), Fact::State(state)) => {
            let words = states.states.get(usize::from(state))?;
            Some(state_words(states, words).to_owned())
        }
        _ => None,
    }
}

/// The fact in words that a text may use as they are: `mean arterial pressure 65 mmHg`,
/// `no diabetes`, `heart rate high`, `tachycardia`.
pub(crate) fn fact(slot: &Slot, fact: Fact) -> Option<String> {
    let value = value(slot, fact)?;
    Some(match &slot.says {
        Says::Number(number) => match number.anchors.first() {
            Some(anchor) => format!("{anchor} {value}"),
            None => format!("{} {value}", slot.label),
        },
        Says::Finding(finding) => {
            let name = finding.terms.first().or(finding.adjectives.first());
            let phrases = if fact == Fact::State(0) {
                &finding.present_phrases
            } else {
                &finding.absent_phrases
            };
            match (name, phrases.first()) {
                (Some(name), _) if fact == Fact::State(0) => name.clone(),
                (Some(name), _) if finding.terms.is_empty() => format!("not {name}"),
                (Some(name), _) => format!("no {name}"),
                (None, Some(phrase)) => phrase.clone(),
                (None, None) => format!("{}: {value}", slot.label),
            }
        }
        Says::States(states) => match states.anchors.first() {
            Some(anchor) if states_by_grade(states, fact) => format!("{anchor} {value}"),
            _ => value,
        },
    })
}

/// The fact as a log line says it: `heart_rate=112`.
pub(crate) fn pair(
    dictionary: &Dictionary,
    keys: &[String],
    skeleton: &Skeleton,
    slot: usize,
) -> Option<String> {
    let value = skeleton.value_text(dictionary, slot)?;
    Some(format!("{}={}", keys.get(slot)?, log_line::word(&value)))
}

/// The usual spelling of the model's own unit, as it stands behind a number.
pub(crate) fn unit(slot: &Slot) -> Option<&str> {
    match &slot.says {
        Says::Number(number) => {
            let terms = &number.units.first()?.terms;
            // `an age of 64 years`, not `an age of 64 years old`.
            let usual = terms.iter().find(|term| !is_of_age(term)).or(terms.first());
            usual.map(String::as_str)
        }
        _ => None,
    }
}

/// Whether a unit tells an age by itself, as in `64 years old`: it follows `is` and no noun.
pub(crate) fn is_of_age(unit: &str) -> bool {
    ["old", "of age", "/o"].iter().any(|end| unit.ends_with(end))
}

/// A number with its unit; the percent sign stands close.
pub(crate) fn with_unit(value: &str, unit: &str) -> String {
    if unit == "%" { format!("{value}%") } else { format!("{value} {unit}") }
}

/// A text that begins a sentence.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether a state is told by a grade beside the anchor and not by words that stand alone.
fn states_by_grade(states: &States, fact: Fact) -> bool {
    let words = fact.state().and_then(|state| states.states.get(state));
    words.is_some_and(|words| !words.grades.is_empty() && !states.anchors.is_empty())
}

fn state_words<'a>(states: &'a States, words: &'a StateWords) -> &'a str {
    let grade = if states.anchors.is_empty() { None } else { words.grades.first() };
    grade
        .or(words.terms.first())
        .or(words.adjectives.first())
        .or(words.phrases.first())
        .unwrap_or(&words.state)
}
