//! Placeholders: the model writes `[[age]]`, the value is put in here, so it is exact by construction.
//!
//! First the placeholders are counted against the facts; then they are filled with words that fit
//! the sentence: a number with its unit, and with its name where the clause has not named it yet;
//! for a finding its name, or `no` and its name. What the model wrote around them can still turn a
//! fact, so the filled text is verified like any other.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::dictionary::{Dictionary, Policy, Says};
use crate::log_line;
use crate::prompt::egress::alias;
use crate::prompt::wording;
use crate::skeleton::{Fact, Skeleton};
use crate::violation::{Violation, ViolationKind};

/// Two brackets, with the backslashes that models put before what Markdown could take for a mark.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\\?\[\\?\[\s*([^\[\]\n]{1,160}?)\s*\\?\]\\?\]").expect("the pattern is constant")
});

/// A text with its placeholders filled, and which bytes came from where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The text.
    pub text: String,
    segments: Vec<Segment>,
}

/// A piece of a filled text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Segment {
    written: Range<usize>,
    filled: Range<usize>,
    /// The slot whose placeholder stood here; none for words of the model.
    slot: Option<usize>,
}

/// How placeholders are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filling {
    /// Whether they are called c1, c2, … and not by the names of their slots.
    pub aliased: bool,
    /// Whether they become pairs of a log line, `heart_rate=112`; the model's own digits are then
    /// for the reader to judge, as a log line has a time.
    pub as_pairs: bool,
}

/// Where placeholders depart from the facts. Spans are bytes of the text as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceholderFlaw {
    /// A fact that has to be stated has no placeholder in the text.
    Missing {
        /// The slot's place in the dictionary.
        slot: usize,
    },
    /// A placeholder stands there again.
    Repeated {
        /// The slot's place in the dictionary.
        slot: usize,
        /// The second and each further time.
        span: Range<usize>,
    },
    /// A placeholder of a slot that has no fact, or that must not be mentioned.
    WithoutFact {
        /// The slot's place in the dictionary.
        slot: usize,
        /// Where it stands.
        span: Range<usize>,
    },
    /// A placeholder that there is not.
    Unknown {
        /// Its name as it was written.
        name: String,
        /// Where it stands.
        span: Range<usize>,
    },
    /// Two brackets that are no placeholder.
    Broken {
        /// Where they stand.
        span: Range<usize>,
    },
    /// A number in the model's own words.
    Digits {
        /// Where it stands.
        span: Range<usize>,
    },
}

/// The name of each slot's placeholder, in the order of the dictionary: its own where that is made
/// of letters, digits, `_`, `-` and `.` and is short, in ASCII and its own; else its alias.
pub fn placeholder_names(dictionary: &Dictionary, aliased: bool) -> Vec<String> {
    let folded: Vec<String> =
        dictionary.slots.iter().map(|slot| slot.name.to_ascii_lowercase()).collect();
    let is_usable = |name: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
    };
    let is_alias = |name: &str| {
        name.strip_prefix('c').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let names = folded.iter().enumerate().map(|(idx, name)| {
        let is_own = folded.iter().filter(|other| *other == name).count() == 1;
        if aliased || !is_own || !is_usable(name) || is_alias(name) {
            alias(idx)
        } else {
            dictionary.slots[idx].name.clone()
        }
    });
    names.collect()
}

impl Filled {
    /// A text without placeholders, as it is.
    pub fn verbatim(text: &str) -> Self {
        let whole = 0..text.len();
        let segment = Segment { written: whole.clone(), filled: whole, slot: None };
        Self { text: text.to_owned(), segments: vec![segment] }
    }

    /// The words at these bytes of the filled text, where the model wrote all of them itself.
    pub fn own_words(&self, span: &Range<usize>) -> Option<&str> {
        let inside = |segment: &&Segment| {
            segment.filled.start <= span.start && span.end <= segment.filled.end
        };
        let segment = self.segments.iter().find(inside)?;
        if segment.slot.is_some() { None } else { self.text.get(span.clone()) }
    }

    /// Bytes of the filled text for bytes of the written one.
    fn placed(&self, span: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let segment = self.segments.iter().rfind(|segment| segment.written.start <= at);
            segment.map_or(at, |segment| {
                let into = at - segment.written.start;
                let is_own = segment.slot.is_none();
                if is_own { segment.filled.start + into } else { segment.filled.start }
            })
        };
        let start = place(span.start);
        let last = self.segments.iter().find(|segment| segment.written.contains(&span.start));
        match last.filter(|segment| segment.slot.is_some()) {
            Some(segment) => segment.filled.clone(),
            None => start..place(span.end).max(start),
        }
    }
}

impl PlaceholderFlaw {
    /// The violation that it is, with bytes of the filled text.
    pub fn violation(&self, filled: &Filled) -> Violation {
        let (kind, slot, span) = match self {
            Self::Missing { slot } => (ViolationKind::Missing, Some(*slot), None),
            Self::Repeated { slot, span } | Self::WithoutFact { slot, span } => {
                (ViolationKind::Extra, Some(*slot), Some(span))
            }
            Self::Unknown { span, .. } | Self::Broken { span } => {
                (ViolationKind::Extra, None, Some(span))
            }
            Self::Digits { span } => (ViolationKind::UnparsedNumber, None, Some(span)),
        };
        let span = span.map(|span| filled.placed(span));
        let words = span.clone().and_then(|span| filled.text.get(span));
        let found = words.unwrap_or_default().to_owned();
        Violation { kind, slot, span, expected: String::new(), found }
    }
}

/// Fills the placeholders of a text, and says where they depart from the facts.
///
/// Placeholders that cannot be filled stay as they are.
pub fn fill(
    dictionary: &Dictionary,
    skeleton: &Skeleton,
    written: &str,
    filling: Filling,
) -> (Filled, Vec<PlaceholderFlaw>) {
    let names = placeholder_names(dictionary, filling.aliased);
    let keys = if filling.as_pairs { log_line::keys(dictionary) } else { Vec::new() };
    let mut flaws = Vec::new();
    let mut filled = Filled::default();
    let mut is_used = vec![false; dictionary.slots.len()];
    let mut at = 0;
    for found in PLACEHOLDER.captures_iter(written) {
        let (Some(whole), Some(name)) = (found.get(0), found.get(1)) else { continue };
        push_own(&mut filled, written, at..whole.start(), &mut flaws);
        at = whole.end();
        let name = name.as_str().replace('\\', "");
        let Some(slot) = names.iter().position(|known| known.eq_ignore_ascii_case(&name)) else {
            flaws.push(PlaceholderFlaw::Unknown { name, span: whole.range() });
            push(&mut filled, whole.range(), whole.as_str(), None);
            continue;
        };
        let may_be_said = dictionary.slots[slot].policy != Policy::MustNot;
        let fact = skeleton.facts.get(slot).copied().flatten().filter(|_| may_be_said);
        let words = fact.and_then(|fact| {
            if filling.as_pairs {
                wording::pair(dictionary, &keys, skeleton, slot)
            } else {
                phrase(dictionary, slot, fact, &filled.text)
            }
        });
        let Some(words) = words else {
            flaws.push(PlaceholderFlaw::WithoutFact { slot, span: whole.range() });
            push(&mut filled, whole.range(), whole.as_str(), None);
            continue;
        };
        if is_used[slot] {
            flaws.push(PlaceholderFlaw::Repeated { slot, span: whole.range() });
        }
        is_used[slot] = true;
        let words = if !filling.as_pairs && begins_sentence(&filled.text) {
            wording::capitalized(&words)
        } else {
            words
        };
        push(&mut filled, whole.range(), &words, Some(slot));
    }
    push_own(&mut filled, written, at..written.len(), &mut flaws);
    if filling.as_pairs {
        flaws.retain(|flaw| !matches!(flaw, PlaceholderFlaw::Digits { .. }));
    }
    for (idx, slot) in dictionary.slots.iter().enumerate() {
        let has_fact = skeleton.facts.get(idx).is_some_and(Option::is_some);
        if slot.policy == Policy::Must && has_fact && !is_used[idx] {
            flaws.push(PlaceholderFlaw::Missing { slot: idx });
        }
    }
    (filled, flaws)
}

fn push(filled: &mut Filled, written: Range<usize>, words: &str, slot: Option<usize>) {
    let start = filled.text.len();
    filled.text.push_str(words);
    filled.segments.push(Segment { written, filled: start..filled.text.len(), slot });
}

/// Words of the model: brackets and digits in them are flaws.
fn push_own(
    filled: &mut Filled,
    written: &str,
    range: Range<usize>,
    flaws: &mut Vec<PlaceholderFlaw>,
) {
    let words = &written[range.clone()];
    let mut number: Option<Range<usize>> = None;
    let mut is_in_word = false;
    for (at, letter) in words.char_indices() {
        let (start, end) = (range.start + at, range.start + at + letter.len_utf8());
        // Digits within a name, such as SpO2, are for the reader to judge.
        if letter.is_numeric() && !is_in_word {
            number.get_or_insert(start..end).end = end;
        } else if let Some(span) = number.take() {
            flaws.push(PlaceholderFlaw::Digits { span });
        }
        is_in_word = letter.is_alphabetic() || (is_in_word && letter.is_numeric());
        if words[at..].starts_with("[[") || words[at..].starts_with("]]") {
            flaws.push(PlaceholderFlaw::Broken { span: start..start + 2 });
        }
    }
    flaws.extend(number.map(|span| PlaceholderFlaw::Digits { span }));
    push(filled, range, words, None);
}

/// The words for a fact after what already stands there.
fn phrase(dictionary: &Dictionary, slot: usize, fact: Fact, before: &str) -> Option<String> {
    let words = dictionary.slots.get(slot)?;
    let value = wording::value(words, fact)?;
    match &words.says {
        Says::Number(number) if is_named(&number.anchors, before) => Some(value),
        Says::Number(number) => match number.anchors.first() {
            Some(anchor) => Some(format!("{anchor} of {value}")),
            None => Some(value),
        },
        Says::Finding(_) => wording::fact(words, fact),
        Says::States(states) => {
            let state = states.states.get(fact.state()?)?;
            match states.anchors.first() {
                Some(anchor) if !state.grades.is_empty() && !is_named(&states.anchors, before) => {
                    Some(format!("{value} {anchor}"))
                }
                _ => Some(value),
            }
        }
    }
}

/// Whether the clause that is being written names one of the anchors already.
fn is_named(anchors: &[String], before: &str) -> bool {
    let start = before.rfind(['.', ';', ',', '!', '?', '\n', '(']).map_or(0, |at| at + 1);
    let clause = before[start..].to_lowercase();
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    anchors.iter().any(|anchor| {
        let anchor = anchor.to_lowercase();
        !anchor.is_empty()
            && clause.match_indices(&anchor).any(|(at, _)| {
                !is_word(clause[..at].chars().next_back())
                    && !is_word(clause[at + anchor.len()..].chars().next())
            })
    })
}

fn begins_sentence(before: &str) -> bool {
    before.trim_end().chars().next_back().is_none_or(|last| ".!?".contains(last))
        || before.trim_end_matches([' ', '\t']).ends_with('\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::specimen::{clinic, row};
    use proptest::prelude::*;

    fn flaws(written: &str, row: &Skeleton) -> Vec<PlaceholderFlaw> {
        fill(&clinic(), row, written, Filling::default()).1
    }

    #[test]
    fn placeholders_are_filled_in_words_that_fit_the_sentence() {
        let (dictionary, warm) = (clinic(), row(7, 64.0, true, 1, 38.5));
        for (written, expected) in [
            (
                "The patient, with an age of [[age]], has [[diabetes]]. Heart rate is [[rate]]. [[temperature]] was read.",
                "The patient, with an age of 64 years, has diabetes. Heart rate is high. Temperature of 38.5 °C was read.",
            ),
            (
                r"\[\[AGE\]\]; [[ diabetes ]]; [[rate]]; temp [[temperature]]",
                "Age of 64 years; diabetes; high heart rate; temp 38.5 °C",
            ),
        ] {
            let (filled, flaws) = fill(&dictionary, &warm, written, Filling::default());
            assert_eq!(filled.text, expected);
            assert_eq!(flaws, []);
        }
        let (filled, _) = fill(
            &dictionary,
            &row(8, 64.0, false, 0, 38.0),
            "[[diabetes]], [[rate]]",
            Filling::default(),
        );
        assert_eq!(filled.text, "No diabetes, low heart rate");
    }

    #[test]
    fn the_count_of_placeholders_is_held_against_the_facts() {
        let mut row = row(7, 64.0, true, 1, 38.5);
        row.facts[3] = None;
        let written = "[[age]] [[age]] [[gout]] [[temperature]] on day 12 ]] SpO2 [[rate]]";
        assert_eq!(
            flaws(written, &row),
            [
                PlaceholderFlaw::Repeated { slot: 0, span: 8..15 },
                PlaceholderFlaw::Unknown { name: "gout".to_owned(), span: 16..24 },
                PlaceholderFlaw::WithoutFact { slot: 3, span: 25..40 },
                PlaceholderFlaw::Digits { span: 48..50 },
                PlaceholderFlaw::Broken { span: 51..53 },
                PlaceholderFlaw::Missing { slot: 1 },
            ]
        );
    }

    #[test]
    fn a_flaw_becomes_a_violation_that_quotes_the_filled_text() {
        let (dictionary, row) = (clinic(), row(7, 64.0, true, 1, 38.5));
        let written = "[[age]], day 12, [[age]]";
        let (filled, flaws) = fill(&dictionary, &row, written, Filling::default());
        assert_eq!(filled.text, "Age of 64 years, day 12, age of 64 years");
        let violations: Vec<(ViolationKind, String)> = flaws
            .iter()
            .map(|flaw| flaw.violation(&filled))
            .map(|violation| (violation.kind, violation.found))
            .collect();
        assert_eq!(violations[0], (ViolationKind::UnparsedNumber, "12".to_owned()));
        assert_eq!(violations[1], (ViolationKind::Extra, "age of 64 years".to_owned()));
        assert_eq!(filled.own_words(&(17..20)), Some("day"));
        assert_eq!(filled.own_words(&(0..3)), None);
    }

    #[test]
    fn names_that_could_be_confused_or_may_not_leave_are_aliases() {
        let mut dictionary = clinic();
        dictionary.slots[1].name = "c1".to_owned();
        dictionary.slots[2].name = "two words".to_owned();
        dictionary.slots[3].name = "AGE".to_owned();
        assert_eq!(placeholder_names(&dictionary, false), ["c1", "c2", "c3", "c4"]);
        assert_eq!(placeholder_names(&clinic(), true), ["c1", "c2", "c3", "c4"]);
        assert_eq!(placeholder_names(&clinic(), false)[1], "diabetes");
    }

    proptest! {
        #[test]
        fn any_text_is_filled_and_its_own_words_stay(written in "(\\[\\[(age|rate|x)\\]\\]|[a-z0-9 .\\[\\]é])*") {
            let row = row(7, 64.0, true, 1, 38.5);
            let (filled, flaws) = fill(&clinic(), &row, &written, Filling::default());
            let own: String = filled
                .segments
                .iter()
                .filter(|segment| segment.slot.is_none())
                .map(|segment| &filled.text[segment.filled.clone()])
                .collect();
            let expected: String = filled
                .segments
                .iter()
                .filter(|segment| segment.slot.is_none())
                .map(|segment| &written[segment.written.clone()])
                .collect();
            prop_assert_eq!(own, expected);
            prop_assert_eq!(filled.segments.last().map(|last| last.written.end), Some(written.len()));
            for flaw in flaws {
                if let Some(span) = flaw.violation(&filled).span {
                    prop_assert!(filled.text.get(span).is_some());
                }
            }
        }
    }
}
