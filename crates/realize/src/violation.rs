//! Violations: where a text departs from the facts, with an explanation that a person can read.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::Dictionary;

/// How a text departs from the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ViolationKind {
    /// A fact that has to be stated is not.
    Missing,
    /// Another state or number is stated.
    Wrong,
    /// A finding is stated with the opposite polarity, or a fact is both stated and denied.
    Contradicted,
    /// Something is stated that no fact licenses: a slot without a fact, or a watched invention.
    Extra,
    /// A number is stated only roughly, or more coarsely than its decimals.
    Vague,
    /// A number that belongs to no fact.
    UnparsedNumber,
    /// A slot that must not be mentioned is.
    Leak,
}

/// One departure from the facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// What kind.
    pub kind: ViolationKind,
    /// The slot's place in the dictionary; none for inventions and stray numbers.
    pub slot: Option<usize>,
    /// Bytes of the text; none where something is missing.
    pub span: Option<Range<usize>>,
    /// The value that the facts give, in words; empty where there is none.
    pub expected: String,
    /// What the text says, quoted or in words; empty where it says nothing.
    pub found: String,
}

impl Violation {
    /// The violation as a sentence that a person can read, without a full stop: `smoking is no; the
    /// text says “a long-time smoker”`.
    pub fn explain(&self, dictionary: &Dictionary) -> String {
        let label = self
            .slot
            .and_then(|slot| dictionary.slots.get(slot))
            .map_or("this", |slot| slot.label.as_str());
        let (expected, found) = (&self.expected, &self.found);
        match self.kind {
            ViolationKind::Missing if found.is_empty() => {
                format!("{label} is {expected}; the text does not say so")
            }
            ViolationKind::Missing => {
                format!("{label} is {expected}; the text says only “{found}”, which leaves it open")
            }
            ViolationKind::Wrong | ViolationKind::Contradicted => {
                format!("{label} is {expected}; the text says “{found}”")
            }
            ViolationKind::Extra if self.slot.is_some() => {
                format!("the text says “{found}”; no fact tells of {label}")
            }
            ViolationKind::Extra => format!("the text says “{found}”, which no fact tells"),
            ViolationKind::Vague => {
                format!("{label} is {expected}; the text says only “{found}”, which is too rough")
            }
            ViolationKind::UnparsedNumber => {
                format!("the number “{found}” belongs to no fact")
            }
            ViolationKind::Leak => {
                format!("{label} must not be mentioned; the text says “{found}”")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::{Finding, Says, Slot};

    #[test]
    fn every_kind_of_violation_is_explained_with_its_value_and_its_quote() {
        let slot = Slot {
            name: "smoke".into(),
            label: "smoking".into(),
            part: crate::dictionary::Part::History,
            policy: crate::dictionary::Policy::Must,
            says: Says::Finding(Finding::default()),
        };
        let dictionary = Dictionary { slots: vec![slot], ..Dictionary::default() };
        let explain = |kind, slot, found: &str| {
            let expected = if slot == Some(0) { "no".to_owned() } else { String::new() };
            Violation { kind, slot, span: None, expected, found: found.into() }.explain(&dictionary)
        };
        assert_eq!(
            explain(ViolationKind::Contradicted, Some(0), "a long-time smoker"),
            "smoking is no; the text says “a long-time smoker”"
        );
        assert_eq!(
            explain(ViolationKind::Missing, Some(0), ""),
            "smoking is no; the text does not say so"
        );
        assert_eq!(
            explain(ViolationKind::UnparsedNumber, None, "14"),
            "the number “14” belongs to no fact"
        );
        assert_eq!(
            explain(ViolationKind::Extra, None, "asthma"),
            "the text says “asthma”, which no fact tells"
        );
    }
}
