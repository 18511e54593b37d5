//! The fenced block of a prompt: facts as JSON, behind a mark that nobody can know beforehand.

use numeric::seed::Seed;
use serde_json::{Value, json};

use super::plain::{NAME_CAP, VALUE_CAP, plain};
use super::{Mode, Prompter, TextKind, wording};
use crate::dictionary::{Policy, Says, Slot};
use crate::grammar::placeholders::placeholder_names;
use crate::log_line;
use crate::skeleton::Skeleton;

/// A JSON value between two marks that carry the nonce, after a line that says what it is.
pub(super) fn fenced(what: &str, value: &Value, nonce: &str) -> String {
    format!("{what} stand between the two marks {nonce}.\n```{nonce}\n{value:#}\n```{nonce}\n")
}

/// The mark of a row's prompts: 16 hexadecimal digits from the seed.
pub(super) fn nonce(seed: u64, row: u64) -> String {
    let mut draws = Seed(seed).stream("prompt").child("nonce").index(row).draws();
    format!("data-{:016x}", draws.next_u64())
}

/// The facts of a row, or its placeholders, as a prompt tells them.
pub(super) fn facts_told(prompter: &Prompter<'_>, skeleton: &Skeleton) -> Value {
    let slots = &prompter.dictionary.slots;
    let names = placeholder_names(prompter.dictionary, prompter.egress.hides_names());
    let keys =
        (*prompter.kind == TextKind::TransactionLog).then(|| log_line::keys(prompter.dictionary));
    let told = slots.iter().enumerate().zip(&skeleton.facts).zip(&names);
    let told = told.filter_map(|(((idx, slot), fact), name)| {
        let state = match slot.policy {
            Policy::Must => "must",
            Policy::May => "may",
            // What must not be said is best not told.
            Policy::MustNot => return None,
        };
        let fact = (*fact)?;
        Some(if prompter.mode == Mode::Placeholders {
            let becomes = match keys {
                Some(_) => "its name=value".to_owned(),
                None => plain(&becomes(slot, prompter.egress.tells_words()), VALUE_CAP),
            };
            let placeholder = format!("[[{name}]]");
            if prompter.egress.hides_names() {
                json!({ "placeholder": placeholder, "becomes": becomes, "state": state })
            } else {
                let about = plain(&slot.label, NAME_CAP);
                json!({ "placeholder": placeholder, "about": about, "becomes": becomes, "state": state })
            }
        } else {
            let name = plain(&slot.label, NAME_CAP);
            let value = plain(&wording::value(slot, fact)?, VALUE_CAP);
            match &keys {
                Some(keys) => {
                    let pair = wording::pair(prompter.dictionary, keys, skeleton, idx)?;
                    let pair = plain(&pair, VALUE_CAP);
                    json!({ "fact": name, "is": value, "write": pair, "state": state })
                }
                None => json!({ "fact": name, "is": value, "state": state }),
            }
        })
    });
    told.collect()
}

/// What a placeholder is replaced by, without the row's value; with the dictionary's words only
/// where they may leave.
fn becomes(slot: &Slot, with_words: bool) -> String {
    match &slot.says {
        Says::Number(_) => "a number with its unit".to_owned(),
        Says::Finding(finding) => match (finding.terms.first(), finding.adjectives.first()) {
            (Some(term), _) if with_words => format!("\"{term}\" or \"no {term}\""),
            (None, Some(adjective)) if with_words => {
                format!("\"{adjective}\" or \"not {adjective}\", after \"is\"")
            }
            (Some(_), _) => "a noun phrase without article, or its absence".to_owned(),
            (None, Some(_)) => "an adjective, after \"is\"".to_owned(),
            (None, None) => "a predicate, after the subject".to_owned(),
        },
        Says::States(states) => {
            let words: Vec<&str> = states
                .states
                .iter()
                .filter_map(|words| {
                    let words = [&words.grades, &words.terms, &words.adjectives, &words.phrases];
                    words.into_iter().find_map(|words| words.first())
                })
                .map(String::as_str)
                .collect();
            if with_words {
                format!("one of: {}", words.join(", "))
            } else {
                "words for a state".to_owned()
            }
        }
    }
}
