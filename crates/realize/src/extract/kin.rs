//! Of whom a sentence speaks: the row's subject, or a relative, a roommate.

use std::ops::Range;

use super::tokens::Tokens;
use super::vocabulary::List;

/// Who is spoken of, while a sentence is read from left to right.
#[derive(Debug)]
pub(super) struct Kin {
    is_other: bool,
    /// Whether a comma ends it: `whose brother has diabetes, has …`.
    ends_at_comma: bool,
    /// Whether anybody else was named in the sentence.
    pub(super) was_named: bool,
}

/// Before a relative, these say that something else is said of the subject: `lives with her mother`.
pub(super) const ASIDE: &str =
    "with, by, to, from, unlike, than, like, per, via, for, at, beside, and";

/// What relatives tell of the subject.
pub(super) const TELLS: &str = "reports, reported, says, said, states, stated, notes, noted, describes, described, \
    confirms, confirmed, denies, denied, noticed, found, thinks, thought, brought, called, \
    explains, explained, insists, insisted, mentions, mentioned, tells, told, reporting, \
    recalls, worries, believes, was, adds";

impl Kin {
    /// At the start of a sentence.
    pub(super) fn new(is_other: bool) -> Self {
        Self { is_other, ends_at_comma: false, was_named: false }
    }

    /// Whether somebody else is spoken of.
    pub(super) fn is_other(&self) -> bool {
        self.is_other
    }

    /// Somebody else is named; true where what stands before is theirs: `asthma in her brother`.
    pub(super) fn named(&mut self, tokens: &Tokens, cue: Range<usize>, end: usize) -> bool {
        let mut before = cue.start;
        while before > 0
            && matches!(
                tokens.text(before - 1),
                "his"
                    | "her"
                    | "the"
                    | "a"
                    | "an"
                    | "my"
                    | "their"
                    | "older"
                    | "younger"
                    | "elder"
                    | "late"
                    | "maternal"
                    | "paternal"
                    | "own"
                    | "patient"
                    | "one"
                    | "both"
                    | "two"
            )
        {
            before -= 1;
        }
        let lead = before.checked_sub(1).map_or("", |before| tokens.text(before));
        let next = if cue.end < end { tokens.text_at(cue.end) } else { "" };
        let is_parent_of = next == "of" && cue.len() == 1 && tokens.text(cue.start) != "family";
        if is_parent_of && matches!(lead, "" | "a" | "." | "is" | "," | ":") {
            return false;
        }
        // Who tells of somebody tells of the subject: `the wife denies diabetes in her husband`.
        let is_told = self.was_named && !self.is_other;
        self.was_named = true;
        if is_told && lead == "in" {
            return false;
        }
        if matches!(lead, "in" | "of" | "on" | "(") || tokens.text(cue.start) == "runs" {
            return true;
        }
        let mut follow = cue.end;
        if follow < end && tokens.mark_at(follow) == Some(',') {
            follow += 1;
        }
        let word = if follow < end { tokens.text_at(follow) } else { "" };
        if before.checked_sub(1).is_some_and(|lead| tokens.is_in(lead, List::Aside))
            && !(lead == "and" && self.is_other)
        {
            self.is_other |= matches!(word, "who" | "whose" | "a" | "an");
        } else if cue.end < end
            && tokens.is_in(cue.end, List::Tells)
            && (next != "was" || is_passive_aside(tokens, cue.end))
        {
            self.is_other = false;
        } else {
            self.is_other = true;
            self.ends_at_comma = lead == "whose";
        }
        false
    }

    /// A comma stands here.
    pub(super) fn comma(&mut self) {
        if std::mem::take(&mut self.ends_at_comma) {
            self.is_other = false;
        }
    }

    /// Somebody is named who is spoken of only where something is added: `the nurse, a woman`.
    pub(super) fn bystander(&mut self, tokens: &Tokens, cue: Range<usize>, end: usize) {
        let mut follow = cue.end;
        if follow < end && tokens.mark_at(follow) == Some(',') {
            follow += 1;
        }
        let word = if follow < end { tokens.text_at(follow) } else { "" };
        if matches!(word, "who" | "whose" | "a" | "an" | "aged") {
            self.is_other = true;
            self.was_named = true;
        }
    }

    /// Everything from here on is somebody else's.
    pub(super) fn takes_over(&mut self) {
        self.is_other = true;
    }

    /// The subject is named again.
    pub(super) fn subject(&mut self) {
        self.is_other = false;
    }

    /// A pronoun at the start of a clause means the subject again.
    pub(super) fn pronoun(&mut self, tokens: &Tokens, at: usize) {
        if !self.is_other || !self.was_named || !matches!(tokens.text(at), "she" | "he" | "they") {
            return;
        }
        let before = at.checked_sub(1).map_or("", |before| tokens.text(before));
        if matches!(
            before,
            "," | "-" | "but" | "and" | "while" | "whereas" | "though" | "so" | "that"
        ) {
            self.is_other = false;
        }
    }
}

/// `was informed`, `was present`: the relative is a bystander.
fn is_passive_aside(tokens: &Tokens, was: usize) -> bool {
    matches!(
        tokens.text_at(was + 1),
        "informed" | "told" | "called" | "present" | "updated" | "notified" | "at" | "asked"
    )
}
