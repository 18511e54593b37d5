//! What a text says: mentions of slots with their claims, as extraction finds them.

use std::{borrow::Cow, ops::Range};

use serde::{Deserialize, Serialize};

/// What a mention says of its slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// The slot has this state (its place in [`crate::dictionary::Slot::states`]).
    State(u16),
    /// The slot does not have this state, where denying it does not tell which other it has.
    NotState(u16),
    /// The number lies here, in the model's unit: from the comparator, the range, or the decimals
    /// to which it was stated.
    Number(Interval),
    /// Only roughly said: a word such as `elevated`, with the band that the dictionary gives it.
    Roughly(Interval),
}

/// Numbers between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The stated value, where one was stated and not a range or a bound.
    pub stated: Option<f64>,
    /// The lower end, −∞ written as `f64::MIN`.
    pub low: f64,
    /// The upper end, ∞ written as `f64::MAX`.
    pub high: f64,
    /// Decimals of the stated number in the unit in which it was stated.
    pub decimals: u8,
}

/// Whether a mention is said to be so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is stated as a fact.
    #[default]
    Stated,
    /// It is possible, suspected, to be ruled out, conditional, or asked.
    Hypothetical,
    /// It was so earlier and says nothing of now (`history of` a condition that does not last).
    Historical,
}

/// Of whom it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// Of the row's subject.
    #[default]
    Subject,
    /// Of somebody else: a parent, a roommate.
    Other,
}

/// One place in a text that speaks of a slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The slot's place in the dictionary.
    pub slot: usize,
    /// What is said of it.
    pub claim: Claim,
    /// Whether it is said to be so.
    pub standing: Standing,
    /// Of whom.
    pub holder: Holder,
    /// True for words that only point at a state, such as `she`: they may contradict, not fulfil.
    pub is_hint: bool,
    /// Bytes of the original text: the words that carry the claim.
    pub span: Range<usize>,
    /// Bytes of the words that turned it (a negation, a comparator), where there are any.
    pub cue: Option<Range<usize>>,
    /// The rule that found it, for instance `finding/pre-negation`.
    pub rule: Cow<'static, str>,
}

/// Everything that was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Mentions in the order of the text.
    pub mentions: Vec<Mention>,
    /// Affirmed things of [`crate::Dictionary::watched`]: which, and where.
    pub inventions: Vec<(usize, Range<usize>)>,
    /// Digits that belong to no slot.
    pub stray_numbers: Vec<Range<usize>>,
}
