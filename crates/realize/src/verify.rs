//! Verification: what a text says compared with the facts of its row.

use std::ops::Range;

use crate::dictionary::{Dictionary, Number, Policy, Says};
use crate::extract::{Extractor, numbers::place};
use crate::mention::{Claim, Extraction, Holder, Interval, Mention, Standing};
use crate::skeleton::{Fact, Skeleton, rounded};
use crate::violation::{Violation, ViolationKind};

/// What a text says and where it departs from the facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// Everything that was found.
    pub extraction: Extraction,
    /// Departures, in the order of the slots, then inventions, then stray numbers.
    pub violations: Vec<Violation>,
    /// One value a slot, as the text states it of the subject; none where it does not, or states
    /// two. Numbers are rounded to the slot's decimals.
    pub found: Vec<Option<Fact>>,
}

/// Compares a text with the facts of a row.
pub fn verify(extractor: &Extractor, skeleton: &Skeleton, text: &str) -> Verdict {
    let dictionary = extractor.dictionary();
    let extraction = extractor.extract(text);
    let mut of_subject: Vec<&Mention> = extraction.mentions.iter().collect();
    of_subject.retain(|mention| mention.holder == Holder::Subject);
    of_subject.sort_by_key(|mention| mention.slot);
    let mut rest = &of_subject[..];
    let mut violations = Vec::new();
    let mut found = Vec::with_capacity(dictionary.slots.len());
    for slot in 0..dictionary.slots.len() {
        let count = rest.iter().take_while(|mention| mention.slot == slot).count();
        let (mentions, others) = rest.split_at(count);
        rest = others;
        let check = Check { dictionary, skeleton, text, slot, mentions };
        violations.append(&mut check.violations());
        found.push(check.value());
    }
    for (watched, span) in &extraction.inventions {
        violations.push(Violation {
            kind: ViolationKind::Extra,
            slot: None,
            span: Some(span.clone()),
            expected: String::new(),
            found: quoted(text, span.clone())
                .or_else(|| dictionary.watched.get(*watched).map(|watched| watched.label.clone()))
                .unwrap_or_default(),
        });
    }
    for span in &extraction.stray_numbers {
        violations.push(Violation {
            kind: ViolationKind::UnparsedNumber,
            slot: None,
            span: Some(span.clone()),
            expected: String::new(),
            found: quoted(text, span.clone()).unwrap_or_default(),
        });
    }
    Verdict { extraction, violations, found }
}

/// How a claim stands to a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Match {
    /// It states it.
    Right,
    /// It states something else.
    Wrong,
    /// It denies it, or states the opposite.
    Opposite,
    /// It is compatible, but says less.
    Vague,
    /// It is compatible and says nothing of it: another state is denied.
    Silent,
}

struct Check<'a> {
    dictionary: &'a Dictionary,
    skeleton: &'a Skeleton,
    text: &'a str,
    slot: usize,
    mentions: &'a [&'a Mention],
}

impl Check<'_> {
    fn violations(&self) -> Vec<Violation> {
        let policy = self.dictionary.slots[self.slot].policy;
        if policy == Policy::MustNot {
            return self
                .mentions
                .iter()
                .map(|mention| self.violation(ViolationKind::Leak, Some(mention)))
                .collect();
        }
        let Some(fact) = self.fact() else {
            return self
                .stated()
                .map(|mention| self.violation(ViolationKind::Extra, Some(mention)))
                .collect();
        };
        let mut found = Vec::new();
        let mut vague = Vec::new();
        let mut is_right = self.is_told_by_exclusion(fact);
        let mut is_departed = false;
        let mut was_hinted = false;
        for mention in self.mentions.iter().filter(|mention| mention.standing == Standing::Stated) {
            let matched = self.compare(fact, &mention.claim);
            if mention.is_hint {
                if matched != Match::Right && !was_hinted {
                    found.push(self.violation(ViolationKind::Contradicted, Some(mention)));
                    was_hinted = true;
                }
                continue;
            }
            let kind = match matched {
                Match::Right => {
                    is_right = true;
                    continue;
                }
                Match::Silent => continue,
                Match::Vague => {
                    vague.push(self.violation(ViolationKind::Vague, Some(mention)));
                    continue;
                }
                Match::Wrong => ViolationKind::Wrong,
                Match::Opposite => ViolationKind::Contradicted,
            };
            is_departed = true;
            found.push(self.violation(kind, Some(mention)));
        }
        if !is_right && !is_departed {
            if !vague.is_empty() {
                vague.truncate(1);
                found.append(&mut vague);
            } else if policy == Policy::Must {
                found.push(self.missing());
            }
        }
        found
    }

    /// The one value that the text states of the subject.
    fn value(&self) -> Option<Fact> {
        let says = &self.dictionary.slots[self.slot].says;
        let mut values = self.stated().filter_map(|mention| match (&mention.claim, says) {
            (Claim::State(state), _) => Some(Fact::State(*state)),
            (Claim::Number(interval), Says::Number(number)) => {
                interval.stated.map(|value| Fact::Number(rounded(value, number.decimals)))
            }
            _ => None,
        });
        if let Some(first) = values.next() {
            return values.all(|other| other == first).then_some(first);
        }
        (0..n_states(says))
            .filter_map(|state| u16::try_from(state).ok().map(Fact::State))
            .find(|fact| self.is_told_by_exclusion(*fact))
    }

    fn fact(&self) -> Option<Fact> {
        self.skeleton.facts.get(self.slot).copied().flatten()
    }

    fn stated(&self) -> impl Iterator<Item = &Mention> {
        self.mentions
            .iter()
            .copied()
            .filter(|mention| mention.standing == Standing::Stated && !mention.is_hint)
    }

    /// Whether every other state is denied: `neither high nor low`.
    fn is_told_by_exclusion(&self, fact: Fact) -> bool {
        let Some(state) = fact.state() else { return false };
        let count = n_states(&self.dictionary.slots[self.slot].says);
        let is_denied = |state: usize| {
            self.stated().any(
                |mention| matches!(mention.claim, Claim::NotState(denied) if usize::from(denied) == state),
            )
        };
        count > 1 && (0..count).all(|other| is_denied(other) != (other == state))
    }

    fn compare(&self, fact: Fact, claim: &Claim) -> Match {
        let says = &self.dictionary.slots[self.slot].says;
        match (fact, claim, says) {
            (Fact::State(fact), Claim::State(state), _) if fact == *state => Match::Right,
            (Fact::State(_), Claim::State(_), Says::Finding(_)) => Match::Opposite,
            (Fact::State(fact), Claim::NotState(state), _) if fact == *state => Match::Opposite,
            (Fact::State(_), Claim::NotState(_), _) => Match::Silent,
            (Fact::Number(fact), Claim::Number(interval), Says::Number(number)) => {
                compare_number(fact, interval, number)
            }
            (Fact::Number(fact), Claim::Roughly(interval), _) => {
                if contains(interval, fact) {
                    Match::Vague
                } else {
                    Match::Wrong
                }
            }
            _ => Match::Wrong,
        }
    }

    fn missing(&self) -> Violation {
        let mut violation = self.violation(ViolationKind::Missing, None);
        let weak = self.mentions.iter().find(|mention| mention.standing != Standing::Stated);
        if let Some(mention) = weak {
            violation.found = self.quote(mention);
        }
        violation
    }

    fn violation(&self, kind: ViolationKind, mention: Option<&Mention>) -> Violation {
        Violation {
            kind,
            slot: Some(self.slot),
            span: mention.map(|mention| mention.span.clone()),
            expected: self.skeleton.value_text(self.dictionary, self.slot).unwrap_or_default(),
            found: mention.map_or_else(String::new, |mention| self.quote(mention)),
        }
    }

    /// The words of a mention with those that turn it, where they stand close.
    fn quote(&self, mention: &Mention) -> String {
        let mut span = mention.span.clone();
        if let Some(cue) = &mention.cue {
            let hull = span.start.min(cue.start)..span.end.max(cue.end);
            if hull.len() <= LONGEST_QUOTE {
                span = hull;
            }
        }
        quoted(self.text, span).unwrap_or_default()
    }
}

/// How many states a slot has.
fn n_states(says: &Says) -> usize {
    match says {
        Says::Finding(_) => 2,
        Says::States(says) => says.states.len(),
        Says::Number(_) => 0,
    }
}

/// Bytes of a quote that still reads well.
const LONGEST_QUOTE: usize = 80;

fn quoted(text: &str, span: Range<usize>) -> Option<String> {
    text.get(span).map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn compare_number(fact: f64, interval: &Interval, number: &Number) -> Match {
    let unit = place(number.decimals);
    let Some(stated) = interval.stated else {
        return if contains(interval, fact) { Match::Vague } else { Match::Wrong };
    };
    let width = interval.high - interval.low;
    let own_unit = place(interval.decimals);
    let is_converted = (width / own_unit - 1.0).abs() > 1e-6;
    if !is_converted {
        if interval.decimals >= number.decimals {
            return if rounded(stated, number.decimals) == rounded(fact, number.decimals) {
                Match::Right
            } else {
                Match::Wrong
            };
        }
        return if contains(interval, fact) { Match::Vague } else { Match::Wrong };
    }
    if !contains(interval, fact) && rounded(stated, number.decimals) != fact {
        Match::Wrong
    } else if width <= 2.0 * unit * (1.0 + 1e-9) {
        Match::Right
    } else {
        Match::Vague
    }
}

/// Whether an interval holds a number, give or take the rounding of a conversion.
fn contains(interval: &Interval, number: f64) -> bool {
    let slack = 1e-9 * number.abs().max(1.0);
    interval.low - slack <= number && number <= interval.high + slack
}
