//! Whole sentences: clause planning, aggregation, references to the subject, connectives.

use crate::dictionary::Part;

use super::{
    frame::{Frame, Frames, Lead, be},
    lexicon::Class,
    page::{Item, Page},
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

/// How the text introduces its subject: `71-year-old woman`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Introduction<'a> {
    pub(super) age: Item<'a>,
    pub(super) person: Item<'a>,
}

/// Sentences in the making.
#[derive(Debug)]
pub(super) struct Prose<'a> {
    pub(super) page: Page,
    voice: Voice<'a>,
    /// The introduction that the next clause has to carry, and its kind.
    pending: Option<(Introduction<'a>, Carrier)>,
    /// Whether the subject has to be named and not pointed at.
    is_named: bool,
    /// Whether the sentence has begun with a connective or goes on after a semicolon.
    is_opened: bool,
}

/// What carries the introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carrier {
    /// `This 71-year-old woman has …`
    This,
    /// `The patient, a 71-year-old woman, has …`
    Apposition,
    /// `This is a 71-year-old woman with …`
    With,
}

/// What a clause may be continued with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Nothing: the sentence is full.
    Nothing,
    /// Another predicate of the same subject after `and`, or after `but` where it denies.
    Affirmed,
    /// An affirmed predicate after `but`.
    Denied,
}

impl<'a> Prose<'a> {
    pub(super) fn new(page: Page, voice: Voice<'a>) -> Self {
        Self { page, voice, pending: None, is_named: true, is_opened: false }
    }

    /// Introduces the subject, at once or with the next clause.
    pub(super) fn introduce(&mut self, introduction: Introduction<'a>) {
        match self.page.below(5) {
            0 => self.put_introduction(introduction, "this is "),
            1 => {
                let subject = self.voice.subject;
                self.page.put(subject);
                self.put_introduction(
                    introduction,
                    if self.voice.is_past { " was " } else { " is " },
                );
            }
            2 => self.pending = Some((introduction, Carrier::This)),
            3 => self.pending = Some((introduction, Carrier::Apposition)),
            _ => self.pending = Some((introduction, Carrier::With)),
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

    /// What was announced and found no clause gets a sentence of its own.
    pub(super) fn flush(&mut self) {
        if let Some((introduction, _)) = self.pending.take() {
            self.page.begin_sentence();
            self.put_introduction(introduction, "this is ");
        }
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
                    let stop = if self.page.one_in(8) { ";" } else { "." };
                    self.page.put(stop);
                }
                open = self.begin_and_put_clause(part, run, at > n);
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

    fn is_past(&self, part: Part) -> bool {
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

    fn begin_and_put_clause(&mut self, part: Part, run: &[Item<'a>], has_before: bool) -> Open {
        let was_opened = self.is_opened;
        let semicolon = self.page.text.ends_with(';');
        self.is_opened = semicolon;
        self.page.begin_sentence();
        if semicolon {
            self.page.go_on();
        }
        if self.pending.is_some() && !self.carries(part, run) {
            self.flush();
            self.page.begin_sentence();
        } else if self.pending.is_none()
            && has_before
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

    /// One clause without its stop. With `joins` the subject is that of the clause before.
    fn put_clause(&mut self, part: Part, run: &[Item<'a>], joins: bool) -> Open {
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

    fn put_things(&mut self, part: Part, run: &[Item<'a>], is_denied: bool, joins: bool) -> Open {
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

    fn put_grades(&mut self, part: Part, run: &[Item<'a>], joins: bool) -> Open {
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

    fn put_readings(&mut self, part: Part, run: &[Item<'a>], joins: bool) -> Open {
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
        if form == 1 && part == Part::Measurements && !self.is_opened && !intros.is_empty() {
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
    fn put_determiner(&mut self, determiner: usize, place: usize, item: &Item<'_>) {
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

    fn put_list(&mut self, items: &[Item<'a>], word: &str, with_article: bool) {
        for (place, item) in items.iter().enumerate() {
            self.page.put_separator(place, items.len(), word, self.voice.has_last_comma);
            self.page.put_words(item, with_article);
        }
    }

    /// The subject and a space; nothing where the clause before has named it.
    fn put_subject(&mut self, joins: bool) {
        if joins {
            return;
        }
        match self.pending.take() {
            Some((introduction, Carrier::Apposition)) => {
                self.page.put(self.voice.subject);
                self.put_noun_phrase(introduction, ", ");
                self.page.put(", ");
            }
            Some((introduction, _)) => {
                self.page.put("this ");
                self.put_age_and_person(introduction);
                self.page.put(" ");
            }
            None => {
                match self.voice.pronouns {
                    Some([pronoun, _]) if !self.is_named && !self.page.one_in(6) => {
                        self.page.put(pronoun);
                    }
                    // `The patient` or `this patient`, once one is known.
                    _ if !self.is_named && self.page.one_in(3) => {
                        self.page.put("this ");
                        self.page.put(&self.voice.subject[4..]);
                    }
                    _ => self.page.put(self.voice.subject),
                }
                self.page.put(" ");
            }
        }
        self.is_named = false;
    }

    fn put_owner(&mut self) {
        match self.voice.pronouns {
            Some([_, possessive]) if !self.is_named => {
                self.page.put(possessive);
                self.page.put(" ");
            }
            _ => {
                self.page.put(self.voice.owner);
                self.page.put(" ");
            }
        }
        self.is_named = false;
    }

    /// A sentence that introduces: `this is a 71-year-old woman.`
    fn put_introduction(&mut self, introduction: Introduction<'a>, before: &str) {
        self.put_noun_phrase(introduction, before);
        self.page.put(".");
        self.is_named = false;
    }

    fn put_noun_phrase(&mut self, introduction: Introduction<'a>, before: &str) {
        self.page.put(before);
        let start = self.page.text.len();
        self.put_age_and_person(introduction);
        // The article depends on how the number is read, so it is put in when the number stands.
        let article = super::grammar::indefinite(&self.page.text[start..]);
        self.page.text.insert_str(start, article);
        for told in self.page.told.iter_mut().rev().take(2) {
            told.span.start += article.len();
            told.span.end += article.len();
        }
        self.is_named = false;
    }

    fn put_age_and_person(&mut self, Introduction { age, person }: Introduction<'a>) {
        let start = self.page.text.len();
        if let Some(way) = &age.entry.number {
            self.page.put_digits(way, age.number);
            let spelling = self.page.below(way.before_noun.len());
            self.page.put(&way.before_noun[spelling]);
        }
        self.page.tell(age.slot, start);
        self.page.put(" ");
        self.page.put_words(&person, false);
    }
}

/// The introduction of a subject whose age and kind are told, if the dictionary has the words.
pub(super) fn introduction<'a>(
    items: &mut Vec<Item<'a>>,
    page: &mut Page,
) -> Option<Introduction<'a>> {
    let has_age =
        |item: &Item<'_>| item.entry.number.as_ref().is_some_and(|way| !way.before_noun.is_empty());
    let age = items.iter().position(has_age)?;
    let persons = items.iter().enumerate().find_map(|(place, item)| {
        item.value.pick_person(|bound| page.below(bound)).map(|expression| (place, expression))
    });
    let (person, expression) = persons?;
    let introduction =
        Introduction { age: items[age], person: Item { expression, ..items[person] } };
    items.remove(age.max(person));
    items.remove(age.min(person));
    Some(introduction)
}

fn fits(frame: &Frame, run: &[Item<'_>]) -> bool {
    let is_particular = run.iter().any(|item| item.expression.is_particular);
    (frame.fits_particulars || !is_particular) && (frame.fits_activities || !is_activity(run))
}

fn is_activity(run: &[Item<'_>]) -> bool {
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
        Class::Affirmed | Class::Adjective | Class::Predicate => !is_activity(run),
        Class::Denied | Class::DeniedAdjective | Class::NegativePredicate => !is_activity(run),
        Class::Person => false,
    }
}
