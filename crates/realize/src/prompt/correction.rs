//! Corrections in words: the offending words quoted, the fact required, nothing else.

use super::plain::{VALUE_CAP, plain};
use super::{Mode, Prompter, wording};
use crate::grammar::placeholders::{Filled, placeholder_names};
use crate::skeleton::Skeleton;
use crate::violation::{Violation, ViolationKind};

/// What a correction answers.
#[derive(Clone, Copy, Debug)]
pub struct Fault<'a> {
    /// The text as the model wrote it: with its placeholders, where it wrote such.
    pub written: &'a str,
    /// The text that was read, and how it came from the written one.
    pub filled: &'a Filled,
    /// What is wrong with the text that was read.
    pub violations: &'a [Violation],
    /// True where the text was cut off.
    pub is_cut_off: bool,
    /// What was wrong with a correction that was refused since.
    pub refused: &'a [Violation],
}

/// The violations, one line each.
pub(super) fn lines(prompter: &Prompter<'_>, skeleton: &Skeleton, fault: &Fault<'_>) -> String {
    let mut lines = String::new();
    for violation in fault.violations {
        let line = if prompter.mode == Mode::Placeholders {
            placeholder_line(prompter, fault.filled, violation)
        } else {
            line(prompter, skeleton, &fault.filled.text, violation)
        };
        lines.push_str(&format!("- {line}\n"));
    }
    if fault.is_cut_off {
        lines.push_str("- The text was cut off before its end. Say the same in fewer words.\n");
    }
    lines
}

/// Why an earlier correction was refused; empty where none was.
pub(super) fn refusal(prompter: &Prompter<'_>, refused: &[Violation]) -> String {
    if refused.is_empty() {
        return String::new();
    }
    let mut kinds: Vec<String> = refused
        .iter()
        .map(|violation| {
            let about = violation.slot.and_then(|slot| name(prompter, slot));
            let what = what(violation.kind);
            about.map_or_else(|| what.to_owned(), |about| format!("{about} ({what})"))
        })
        .collect();
    kinds.dedup();
    format!(
        "An earlier correction was not taken, because afterwards this was wrong: {}.\n",
        kinds.join("; ")
    )
}

fn line(prompter: &Prompter<'_>, skeleton: &Skeleton, text: &str, violation: &Violation) -> String {
    let quote = quoted(violation.span.clone().and_then(|span| text.get(span)), &violation.found);
    let slot = violation.slot.and_then(|slot| prompter.dictionary.slots.get(slot));
    let fact = violation.slot.and_then(|slot| *skeleton.facts.get(slot)?);
    let required = slot
        .zip(fact)
        .and_then(|(slot, fact)| wording::fact(slot, fact))
        .or_else(|| (!violation.expected.is_empty()).then(|| violation.expected.clone()))
        .map(|words| plain(&words, VALUE_CAP));
    let says = |required: Option<String>| match required {
        Some(required) => format!("What is required: {required}."),
        None => "Remove it.".to_owned(),
    };
    match violation.kind {
        ViolationKind::Missing => match required {
            Some(required) => format!("The text does not state this fact: {required}. Add it."),
            None => "The text does not state a fact that it has to state.".to_owned(),
        },
        ViolationKind::Wrong => format!("{quote} is wrong. {}", says(required)),
        ViolationKind::Contradicted => {
            format!("{quote} contradicts the facts. {}", says(required))
        }
        ViolationKind::Vague => format!("{quote} is only rough. {}", says(required)),
        ViolationKind::Extra => format!("{quote} is not among the facts. Remove it."),
        ViolationKind::UnparsedNumber => {
            format!("The number {quote} belongs to no fact. Remove it.")
        }
        ViolationKind::Leak => format!("{quote} must not be mentioned. Remove it."),
    }
}

/// The same for a text with placeholders: never a value, and a quotation only of what the model
/// wrote itself.
fn placeholder_line(prompter: &Prompter<'_>, filled: &Filled, violation: &Violation) -> String {
    let written = violation.span.as_ref().and_then(|span| filled.own_words(span));
    let quote = written.map(|words| quoted(Some(words), ""));
    let placeholder = violation.slot.and_then(|slot| {
        let names = placeholder_names(prompter.dictionary, prompter.egress.hides_names());
        Some(format!("[[{}]]", names.get(slot)?))
    });
    match (violation.kind, placeholder, quote) {
        (ViolationKind::Missing, Some(placeholder), _) => format!(
            "{placeholder} has to stand in the text exactly once, and plainly, as true now."
        ),
        (ViolationKind::Extra, Some(placeholder), None) => {
            format!("{placeholder} stands more than once, or has no place in this text.")
        }
        (
            ViolationKind::Wrong | ViolationKind::Contradicted | ViolationKind::Vague,
            Some(placeholder),
            None,
        ) => format!(
            "Words around {placeholder} turn or qualify what it says. Write it plainly, as true \
             now."
        ),
        (kind, _, Some(quote)) => format!("{quote}: {}. Remove it.", what(kind)),
        (kind, _, None) => format!("Something in the text is wrong: {}. Remove it.", what(kind)),
    }
}

fn name(prompter: &Prompter<'_>, slot: usize) -> Option<String> {
    if prompter.mode == Mode::Placeholders {
        let names = placeholder_names(prompter.dictionary, prompter.egress.hides_names());
        return Some(format!("[[{}]]", names.get(slot)?));
    }
    let slot = prompter.dictionary.slots.get(slot)?;
    Some(plain(&slot.label, super::plain::NAME_CAP))
}

fn what(kind: ViolationKind) -> &'static str {
    match kind {
        ViolationKind::Missing => "not stated",
        ViolationKind::Wrong => "another value is stated",
        ViolationKind::Contradicted => "the opposite is stated",
        ViolationKind::Extra => "not among the facts",
        ViolationKind::Vague => "only roughly stated",
        ViolationKind::UnparsedNumber => "a number that belongs to no fact",
        ViolationKind::Leak => "must not be mentioned",
    }
}

/// Words of the model between quotation marks, as JSON writes them: they are data here too.
fn quoted(words: Option<&str>, otherwise: &str) -> String {
    let words = words.unwrap_or(otherwise);
    if words.is_empty() {
        return "What the text says there".to_owned();
    }
    serde_json::Value::from(plain(words, VALUE_CAP)).to_string()
}
