//! The way of one row: draft, read, correct, read again, draft anew; pure, one answer at a time.
//!
//! # Termination
//! Every question about a row has a number, its attempt: (1 + K) · resample + round, with K
//! corrections a draft. Each answer, whatever it says, makes the attempt greater: a text that was
//! read moves it by one, an answer without a text moves it to the next draft. A row with attempt
//! (1 + K)(1 + resamples) asks nothing more and goes to the embedded realizer, so no row asks more
//! than (1 + K)(1 + resamples) questions, and every row ends with a text.

use serde::{Deserialize, Serialize};

use super::config::{Answer, RunConfig};
use super::instruments::Instruments;
use super::record::{Because, Path, Record, Round, Trouble};
use crate::ask::{Finish, Reply};
use crate::dictionary::Dictionary;
use crate::grammar::{fill, schema};
use crate::prompt::Mode;
use crate::skeleton::Skeleton;
use crate::violation::{Violation, ViolationKind};

/// How often the embedded realizer may write anew where the reader does not find its facts.
const EMBEDDED_TRIES: u32 = 8;

/// What a row's way depends on.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) config: &'a RunConfig,
    pub(super) dictionary: &'a Dictionary,
    pub(super) instruments: &'a Instruments,
}

/// How far a row has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// The number of the next question.
    pub(super) attempt: u32,
    /// The answers so far.
    pub(super) rounds: Vec<Round>,
    /// The answer of the present draft with the least wrong.
    pub(super) best: Option<usize>,
    /// The correction that was refused last, since the best was taken.
    pub(super) refused: Option<usize>,
}

/// What a row needs next.
pub(super) enum Next<'a> {
    /// A draft.
    Draft,
    /// A correction of this answer; what was wrong with a correction of it that was refused.
    Correction { best: &'a Round, refused: Option<&'a Round> },
    /// Nothing more from the model.
    Embedded,
}

impl Progress {
    /// Where a row stood when a question about it was asked, from the answers about it.
    pub(super) fn before(rounds: &[Round], attempt: u32, config: &RunConfig) -> Self {
        let n_before = rounds.partition_point(|round| round.attempt < attempt);
        let resample = attempt / (1 + config.rounds);
        let mut progress = Self { attempt, ..Self::default() };
        for (place, round) in rounds[..n_before].iter().enumerate() {
            let is_read = matches!(round.trouble, None | Some(Trouble::CutOff));
            if round.resample == resample && round.accepted {
                (progress.best, progress.refused) = (Some(place), None);
            } else if round.resample == resample && is_read {
                progress.refused = Some(place);
            }
        }
        progress.rounds = rounds[..n_before].to_vec();
        progress
    }

    pub(super) fn next(&self, config: &RunConfig) -> Next<'_> {
        if self.attempt >= config.most_asks() {
            return Next::Embedded;
        }
        match self.best.and_then(|best| self.rounds.get(best)) {
            Some(best) => Next::Correction {
                best,
                refused: self.refused.and_then(|idx| self.rounds.get(idx)),
            },
            None => Next::Draft,
        }
    }

    /// Takes the answer to the question `self.attempt`; the record where the row is done with it.
    pub(super) fn take(
        &mut self,
        context: Context<'_>,
        skeleton: &Skeleton,
        reply: Reply,
        prompt_hash: String,
    ) -> Option<Record> {
        let per_draft = 1 + context.config.rounds;
        let (resample, round) = (self.attempt / per_draft, self.attempt % per_draft);
        let mut taken = Round {
            attempt: self.attempt,
            resample,
            round,
            text: reply.text.trim().to_owned(),
            written: None,
            violations: Vec::new(),
            trouble: None,
            accepted: false,
            prompt_hash,
            usage: reply.usage,
            model: reply.model,
        };
        let reading = read(context, skeleton, &mut taken, reply.finish);
        let best = self.best.and_then(|best| self.rounds.get(best));
        taken.accepted = reading.is_some()
            && best.is_none_or(|best| improves(&Wrong::of(best), &Wrong::of(&taken)));
        let is_right = taken.accepted && taken.violations.is_empty() && taken.trouble.is_none();
        let (accepted, is_read) = (taken.accepted, reading.is_some());
        let text = taken.text.clone();
        self.rounds.push(taken);
        if let Some(reading) = reading.filter(|_| is_right) {
            let path = match (resample, round) {
                (0, 0) => Path::Draft,
                (0, round) => Path::Corrected { round },
                (resample, round) => Path::Resampled { resample, round },
            };
            return Some(Record {
                row: skeleton.row,
                text,
                path,
                rounds: std::mem::take(&mut self.rounds),
                found: reading.found,
                spans: reading.spans,
                violations: Vec::new(),
            });
        }
        let place = self.rounds.len() - 1;
        if accepted {
            (self.best, self.refused) = (Some(place), None);
        } else if is_read {
            self.refused = Some(place);
        }
        self.attempt = if is_read { self.attempt + 1 } else { (resample + 1) * per_draft };
        if self.attempt.is_multiple_of(per_draft) {
            (self.best, self.refused) = (None, None);
        }
        match self.next(context.config) {
            Next::Embedded => Some(self.embedded(context, skeleton, Because::OutOfRounds)),
            Next::Draft | Next::Correction { .. } => None,
        }
    }

    /// Ends the row with a text of the embedded realizer.
    ///
    /// Should the reader not find the facts in any of its texts, the one with the least wrong is
    /// given, and what is wrong is told: a row is never dropped, and never called right unread.
    pub(super) fn embedded(
        &mut self,
        context: Context<'_>,
        skeleton: &Skeleton,
        because: Because,
    ) -> Record {
        let instruments = context.instruments;
        let mut kept = None;
        for attempt in 0..EMBEDDED_TRIES {
            let text = instruments.write(skeleton, context.config.seed, attempt);
            let reading = instruments.read(skeleton, &text);
            let n_wrong = reading.violations.len();
            let is_better =
                kept.as_ref().is_none_or(|(_, kept): &(String, super::instruments::Reading)| {
                    n_wrong < kept.violations.len()
                });
            if is_better {
                kept = Some((text, reading));
            }
            if n_wrong == 0 {
                break;
            }
        }
        let (text, reading) = kept.unwrap_or_default();
        Record {
            row: skeleton.row,
            text,
            path: Path::Embedded { because },
            rounds: std::mem::take(&mut self.rounds),
            found: reading.found,
            spans: reading.spans,
            violations: reading.violations,
        }
    }
}

/// Reads an answer and writes into it what is wrong; none where there is no text to read.
fn read(
    context: Context<'_>,
    skeleton: &Skeleton,
    taken: &mut Round,
    finish: Finish,
) -> Option<super::instruments::Reading> {
    let config = context.config;
    if finish == Finish::Refused {
        taken.trouble = Some(Trouble::Declined);
        return None;
    }
    if config.answer == Answer::Json && config.mode != Mode::Locked {
        let Some(text) = schema::text_of(&taken.text) else {
            taken.trouble = Some(Trouble::NoJson);
            return None;
        };
        text.trim().clone_into(&mut taken.text);
    }
    if taken.text.is_empty() {
        taken.trouble = Some(Trouble::Empty);
        return None;
    }
    if finish == Finish::Length {
        taken.trouble = Some(Trouble::CutOff);
    }
    if config.mode != Mode::Placeholders {
        let reading = context.instruments.read(skeleton, &taken.text);
        taken.violations.clone_from(&reading.violations);
        return Some(reading);
    }
    let (filled, flaws) = fill(context.dictionary, skeleton, &taken.text, config.filling());
    let reading = context.instruments.read(skeleton, &filled.text);
    let mut violations: Vec<Violation> = flaws.iter().map(|flaw| flaw.violation(&filled)).collect();
    let n_flaws = violations.len();
    for violation in &reading.violations {
        // What the count of placeholders says already is not said twice.
        let is_said = violations[..n_flaws].iter().any(|flaw| {
            flaw.kind == violation.kind
                && flaw.slot == violation.slot
                && (flaw.slot.is_some() || overlap(flaw, violation))
        });
        if !is_said {
            violations.push(violation.clone());
        }
    }
    taken.violations = violations;
    taken.written = Some(std::mem::replace(&mut taken.text, filled.text));
    Some(reading)
}

fn overlap(one: &Violation, other: &Violation) -> bool {
    match (&one.span, &other.span) {
        (Some(one), Some(other)) => one.start < other.end && other.start < one.end,
        _ => false,
    }
}

/// What is wrong with an answer, as far as it decides whether a correction is taken.
struct Wrong {
    /// Sorted: kind, slot, and for what has no slot the words.
    violations: Vec<(ViolationKind, Option<usize>, String)>,
    is_cut_off: bool,
}

impl Wrong {
    fn of(round: &Round) -> Self {
        let key = |violation: &Violation| {
            let words = if violation.slot.is_some() {
                String::new()
            } else {
                violation.found.to_lowercase()
            };
            (violation.kind, violation.slot, words)
        };
        let mut violations: Vec<_> = round.violations.iter().map(key).collect();
        violations.sort_unstable();
        Self { violations, is_cut_off: round.trouble == Some(Trouble::CutOff) }
    }
}

/// Whether a correction leaves strictly less wrong and nothing new.
fn improves(before: &Wrong, after: &Wrong) -> bool {
    let count = |wrong: &Wrong| wrong.violations.len() + usize::from(wrong.is_cut_off);
    if count(after) >= count(before) || (after.is_cut_off && !before.is_cut_off) {
        return false;
    }
    let mut left = before.violations.iter();
    after.violations.iter().all(|violation| left.any(|known| known == violation))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(violations: &[(ViolationKind, Option<usize>)], is_cut_off: bool) -> Wrong {
        let key = |(kind, slot): &(ViolationKind, Option<usize>)| (*kind, *slot, String::new());
        let mut violations: Vec<_> = violations.iter().map(key).collect();
        violations.sort_unstable();
        Wrong { violations, is_cut_off }
    }

    #[test]
    fn a_correction_is_taken_only_where_less_is_wrong_and_nothing_new() {
        use ViolationKind::{Extra, Missing, Wrong as Other};
        let before = || wrong(&[(Missing, Some(1)), (Extra, None), (Extra, None)], false);
        for (after, taken) in [
            (wrong(&[], false), true),
            (wrong(&[(Extra, None), (Extra, None)], false), true),
            (wrong(&[(Missing, Some(1))], false), true),
            (wrong(&[(Missing, Some(2))], false), false),
            (wrong(&[(Other, Some(1))], false), false),
            (wrong(&[(Extra, None), (Extra, None), (Extra, None)], false), false),
            (before(), false),
            (wrong(&[], true), false),
        ] {
            assert_eq!(improves(&before(), &after), taken);
        }
        assert!(improves(&wrong(&[], true), &wrong(&[], false)));
        assert!(!improves(&wrong(&[], false), &wrong(&[], false)));
    }
}
