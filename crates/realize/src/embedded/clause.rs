//! Clauses: one kind of sentence for each class of expressions, with a list of them.

use crate::dictionary::Part;

use super::{
    frame::{Frame, Lead, be},
    lexicon::Class,
    page::Item,
    prose::{Open, Prose, is_activity},
    reference::Carrier,
};

impl<'a> Prose<'a> {
    /// One clause without its stop. With `joins` the subject is that of the clause before.
    pub(super) fn put_clause(&mut self, part: Part, run: &[Item<'a>], joins: bool) -> Open {
        let past = self.is_past(part);
        match run[0].expression.class {
            Class::Person => {
                self.put_subject(joins);
                self.page.put(be(past, false));
                self.page.put(" ");
                self.page.put_words(&run[0], true);
                Open::Affirmed
            }
            Class::Affirmed => self.put_things(part, run, false, joins),
            Class::Denied => self.put_things(part, run, true, joins),
            Class::Adjective => {
                self.put_subject(joins);
                self.page.put(be(past, false));
                self.page.put(" ");
                self.put_list(run, "and", false);
                if run[0].expression.is_alone { Open::Nothing } else { Open::Affirmed }
            }
            Class::DeniedAdjective => {
                self.put_subject(joins);
                self.page.put(be(past, false));
                self.page.put(" not ");
                self.put_list(run, "or", false);
                Open::Denied
            }
            Class::Predicate | Class::NegativePredicate => {
                self.put_subject(joins);
                self.put_list(run, "and", true);
                let is_plain = run[0].expression.class == Class::Predicate
                    && run.len() == 1
                    && !run[0].expression.is_alone;
                if is_plain { Open::Affirmed } else { Open::Nothing }
            }
            Class::Grade => self.put_grades(part, run, joins),
            Class::Reading => self.put_readings(part, run, joins),
        }
    }

    pub(super) fn put_things(
        &mut self,
        part: Part,
        run: &[Item<'a>],
        is_denied: bool,
        joins: bool,
    ) -> Open {
        if let Some((introduction, Carrier::With)) = self.pending {
            self.pending = None;
            self.put_noun_phrase(introduction, "this is ");
            self.page.put(" with ");
            self.put_list(run, "and", true);
            return Open::Nothing;
        }
        let frames = self.voice.frames.of(part, is_denied);
        let is_led = joins || self.pending.is_some();
        let suits = |frame: &Frame| fits(frame, run) && (!is_led || frame.lead == Lead::Subject);
        let drawn = self.page.below(frames.len());
        let frame = (0..frames.len())
            .map(|step| &frames[(drawn + step) % frames.len()])
            .find(|frame| suits(frame))
            .unwrap_or(&frames[0]);
        // `There is a cough and fever`: a verb before the list agrees with its first item.
        let first = run[0].expression.is_plural;
        let many = run.len() > 1 && !is_denied;
        let last = run[run.len() - 1].expression.is_plural;
        match frame.lead {
            Lead::Subject => self.put_subject(joins),
            Lead::Owner => self.put_owner(),
            Lead::None => {}
        }
        let past = self.is_past(part);
        self.page.put(frame.before(past, first));
        self.put_list(run, if is_denied { "or" } else { "and" }, frame.has_articles);
        let after = frame.after(past, many || last);
        self.page.put(after);
        match (frame.lead, is_denied) {
            (Lead::Subject, _) if run[0].expression.is_alone => Open::Nothing,
            (Lead::Subject, false) => Open::Affirmed,
            (Lead::Subject, true) => Open::Denied,
            _ => Open::Nothing,
        }
    }

    pub(super) fn put_grades(&mut self, part: Part, run: &[Item<'a>], joins: bool) -> Open {
        let past = self.is_past(part);
        let can_have = run.iter().all(|item| item.expression.is_before);
        let is_led = joins || self.pending.is_some();
        if can_have && (is_led || self.page.one_in(3)) {
            let has_subject = is_led || self.page.one_in(2);
            if has_subject {
                self.put_subject(joins);
                self.page.put(if past { "had " } else { "has " });
            } else {
                self.page.put("there ");
                self.page.put(be(past, run[0].expression.is_plural));
                self.page.put(" ");
            }
            for (place, item) in run.iter().enumerate() {
                self.page.put_separator(place, run.len(), "and", self.voice.has_last_comma);
                self.page.put(item.expression.article);
                let start = self.page.text.len();
                self.page.put(&item.expression.grade);
                self.page.put(" ");
                self.page.put(&item.expression.words);
                self.page.tell(item.slot, start);
            }
            return if has_subject { Open::Affirmed } else { Open::Nothing };
        }
        let determiner = self.page.below(3);
        for (place, item) in run.iter().enumerate() {
            self.page.put_separator(place, run.len(), "and", self.voice.has_last_comma);
            self.put_determiner(determiner, place, item);
            let start = self.page.text.len();
            self.page.put(&item.expression.words);
            self.page.put(" ");
            self.page.put(be(past, item.expression.is_plural));
            self.page.put(" ");
            self.page.put(&item.expression.grade);
            self.page.tell(item.slot, start);
        }
        Open::Nothing
    }

    pub(super) fn put_readings(&mut self, part: Part, run: &[Item<'a>], joins: bool) -> Open {
        let past = self.is_past(part);
        let way = run[0].entry.number.as_ref();
        let ages = way.map_or(&[][..], |way| &way.of_subject[..]);
        if run.len() == 1 && !ages.is_empty() && (joins || self.page.one_in(2)) {
            self.put_subject(joins);
            self.page.put(be(past, false));
            self.page.put(" ");
            let start = self.page.text.len();
            if let Some(way) = way {
                self.page.put_digits(way, run[0].number);
            }
            let spelling = self.page.below(ages.len());
            self.page.put(&ages[spelling]);
            self.page.tell(run[0].slot, start);
            return Open::Affirmed;
        }
        let can_have = run.iter().all(|item| !item.expression.article.is_empty());
        let intros = &self.voice.frames.readings;
        let form = if joins { 0 } else { self.page.below(4) };
        if can_have && form == 0 {
            self.put_subject(joins);
            self.page.put(if past { "had " } else { "has " });
            for (place, item) in run.iter().enumerate() {
                self.page.put_separator(place, run.len(), "and", self.voice.has_last_comma);
                self.page.put(item.expression.article);
                self.page.put_reading(item, " of ");
            }
            return Open::Affirmed;
        }
        if form == 1
            && part == Part::Measurements
            && !self.is_opened
            && !self.has_listed
            && !intros.is_empty()
        {
            self.has_listed = true;
            let intro = self.page.below(intros.len());
            self.page.put(&intros[intro]);
            self.page.put(": ");
            for (place, item) in run.iter().enumerate() {
                self.page.put_separator(place, run.len(), "", false);
                self.page.put_reading(item, " ");
            }
            return Open::Nothing;
        }
        let determiner = self.page.below(3);
        for (place, item) in run.iter().enumerate() {
            self.page.put_separator(place, run.len(), "and", self.voice.has_last_comma);
            self.put_determiner(determiner, place, item);
            let between = match (past, item.expression.is_plural) {
                (false, false) => " is ",
                (false, true) => " are ",
                (true, false) => " was ",
                (true, true) => " were ",
            };
            self.page.put_reading(item, between);
        }
        Open::Nothing
    }

    /// `the`, the owner, or nothing before an anchor.
    pub(super) fn put_determiner(&mut self, determiner: usize, place: usize, item: &Item<'_>) {
        let words = &item.expression.words;
        let is_name = !words.starts_with(char::is_lowercase);
        match determiner {
            0 if !is_name => self.page.put("the "),
            1 if place == 0
                && !is_name
                && item.entry.part != Part::Identity
                && self.pending.is_none()
                && (self.voice.pronouns.is_some() || self.page.one_in(3)) =>
            {
                self.put_owner();
            }
            _ => {}
        }
    }

    pub(super) fn put_list(&mut self, items: &[Item<'a>], word: &str, with_article: bool) {
        for (place, item) in items.iter().enumerate() {
            self.page.put_separator(place, items.len(), word, self.voice.has_last_comma);
            self.page.put_words(item, with_article);
        }
    }
}

pub(super) fn fits(frame: &Frame, run: &[Item<'_>]) -> bool {
    let is_particular = run.iter().any(|item| item.expression.is_particular);
    (frame.fits_particulars || !is_particular)
        && !(frame.is_without && makes_without_affirm(&run[0].expression.words))
        && (frame.fits_activities || !is_activity(run))
}

/// `Without difficulty breathing` means that breathing is easy and not that the thing named so is
/// absent; a reader takes it so.
fn makes_without_affirm(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    ["difficulty", "doubt", "problems", "question", "trouble"].contains(&first)
}
