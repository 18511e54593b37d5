//! Whole sentences: clause planning, aggregation, references to the subject, connectives.

use crate::dictionary::Part;

use super::{
    clause::fits,
    frame::{Frames, Lead},
    lexicon::Class,
    page::{Item, Page},
    reference::{Carrier, Introduction},
};

/// What a whole text has in common.
#[derive(Debug)]
pub(super) struct Voice<'a> {
    pub(super) frames: &'a Frames,
    /// `the patient`.
    pub(super) subject: &'a str,
    /// `the patient's`.
    pub(super) owner: &'a str,
    /// Pronoun and possessive, where a told fact allows them.
    pub(super) pronouns: Option<[&'static str; 2]>,
    /// Whether states and findings are told in the past; treatment and outcome always are.
    pub(super) is_past: bool,
    /// Whether a comma stands before the last of a list.
    pub(super) has_last_comma: bool,
}

/// Sentences in the making.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what the sentences so far have used up")]
pub(super) struct Prose<'a> {
    pub(super) page: Page,
    pub(super) voice: Voice<'a>,
    /// The introduction that the next clause has to carry, and its kind.
    pub(super) pending: Option<(Introduction<'a>, Carrier)>,
    /// Whether the subject has to be named and not pointed at.
    pub(super) is_named: bool,
    /// Whether the sentence has begun with a connective or goes on after a semicolon.
    pub(super) is_opened: bool,
    /// Whether it goes on after a semicolon.
    is_after_semicolon: bool,
    /// Whether a list with a colon was given already.
    pub(super) has_listed: bool,
}

/// What a clause may be continued with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// Nothing: the sentence is full.
    Nothing,
    /// Another predicate of the same subject after `and`, or after `but` where it denies.
    Affirmed,
    /// An affirmed predicate after `but`.
    Denied,
}

impl<'a> Prose<'a> {
    pub(super) fn new(page: Page, voice: Voice<'a>) -> Self {
        Self {
            page,
            voice,
            pending: None,
            is_named: true,
            is_opened: false,
            is_after_semicolon: false,
            has_listed: false,
        }
    }

    /// A paragraph ends; the next one names the subject anew.
    pub(super) fn begin_paragraph(&mut self, gap: &str) {
        self.flush();
        self.page.begin_line(gap);
        self.is_named = true;
    }

    /// A section begins after its heading.
    pub(super) fn begin_section(&mut self) {
        self.page.begin_sentence();
        self.is_named = true;
    }

    /// The sentences of one part. `items` are in the order in which they are told.
    pub(super) fn put_part(&mut self, part: Part, items: &[Item<'a>]) {
        let mut open = Open::Nothing;
        let mut last_class = Class::Person;
        let mut at = 0;
        while at < items.len() {
            let class = items[at].expression.class;
            let n = self.run_length(&items[at..]);
            let run = &items[at..at + n];
            at += n;
            let joins = open != Open::Nothing
                && last_class != class
                && can_continue(open, run)
                && self.page.one_in(2);
            last_class = class;
            if joins {
                let turns =
                    (run[0].expression.denies && part != Part::Outcome) || open == Open::Denied;
                self.page.put(if turns { ", but " } else { " and " });
                self.put_clause(part, run, true);
                open = Open::Nothing;
            } else {
                if at > n {
                    // Mostly a stop, a semicolon now and then.
                    let is_second = self.is_after_semicolon;
                    let stop = if !is_second && self.page.one_in(8) { ";" } else { "." };
                    self.page.put(stop);
                }
                // `Moreover` goes on in the same direction.
                let goes_on = at > n
                    && items[at - n - 1].expression.denies == items[at - n].expression.denies;
                open = self.begin_and_put_clause(part, run, goes_on);
            }
            // A denied list right after an affirmed one: `diabetes and sepsis, but no gout`.
            let next = at.min(items.len());
            if class == Class::Affirmed
                && items.get(next).is_some_and(|item| item.expression.class == Class::Denied)
                && !run[0].expression.is_alone
                && !joins
                && self.page.one_in(2)
            {
                let n = self.run_length(&items[next..]);
                self.page.put(", but no ");
                self.put_list(&items[next..next + n], "or", false);
                at += n;
                open = Open::Nothing;
            }
            if at >= items.len() {
                self.page.put(".");
            }
        }
    }

    pub(super) fn is_past(&self, part: Part) -> bool {
        self.voice.is_past || part >= Part::Treatment
    }

    /// How many of the first items of the same class go into one clause.
    fn run_length(&mut self, items: &[Item<'a>]) -> usize {
        let class = items[0].expression.class;
        let most = match class {
            Class::Person | Class::NegativePredicate => 1,
            Class::DeniedAdjective | Class::Predicate => 2,
            Class::Adjective | Class::Grade | Class::Reading => 3,
            Class::Affirmed | Class::Denied => 4,
        };
        if items[0].expression.is_alone {
            return 1;
        }
        let alike = |item: &&Item<'_>| item.expression.class == class && !item.expression.is_alone;
        let n = items.iter().take(most).take_while(alike).count();
        // Long lists are more frequent than single things: lists read better than a row of clauses.
        let first = self.page.below(n);
        first.max(self.page.below(n)) + 1
    }

    fn begin_and_put_clause(&mut self, part: Part, run: &[Item<'a>], goes_on: bool) -> Open {
        let was_opened = self.is_opened;
        let semicolon = self.page.text.ends_with(';');
        self.is_opened = semicolon;
        self.is_after_semicolon = semicolon;
        self.page.begin_sentence();
        if semicolon {
            self.page.go_on();
        }
        if self.pending.is_some() && !self.carries(part, run) {
            self.flush();
            self.page.begin_sentence();
        } else if self.pending.is_none()
            && goes_on
            && !was_opened
            && matches!(part, Part::History | Part::Findings | Part::Measurements)
            && !self.voice.frames.openers.is_empty()
            && self.page.one_in(6)
        {
            self.is_opened = true;
            let opener = self.page.below(self.voice.frames.openers.len());
            self.page.put(&self.voice.frames.openers[opener]);
        }
        self.put_clause(part, run, false)
    }

    /// Whether the clause of this run can have the introduction as its subject.
    fn carries(&self, part: Part, run: &[Item<'a>]) -> bool {
        let Some((_, carrier)) = self.pending else { return true };
        let class = run[0].expression.class;
        if carrier == Carrier::With {
            return class == Class::Affirmed && part != Part::Identity && !is_activity(run);
        }
        match class {
            Class::Affirmed | Class::Denied => {
                let frames = self.voice.frames.of(part, class == Class::Denied);
                frames.iter().any(|frame| frame.lead == Lead::Subject && fits(frame, run))
            }
            Class::Grade => run.iter().all(|item| item.expression.is_before),
            Class::Person | Class::Reading => false,
            _ => true,
        }
    }
}

pub(super) fn is_activity(run: &[Item<'_>]) -> bool {
    run.iter().any(|item| item.expression.is_activity && item.entry.part == Part::History)
}

fn can_continue(open: Open, run: &[Item<'_>]) -> bool {
    let Item { expression, .. } = run[0];
    if expression.is_alone || (open == Open::Denied && expression.denies) {
        return false;
    }
    match expression.class {
        Class::Grade => open == Open::Affirmed && run.iter().all(|item| item.expression.is_before),
        Class::Reading => {
            open == Open::Affirmed && run.iter().all(|item| !item.expression.article.is_empty())
        }
        Class::Person => false,
        _ => !is_activity(run),
    }
}
