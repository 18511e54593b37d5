//! References to the subject: by an introduction, by its noun, by a pronoun.

use super::{
    grammar::indefinite,
    page::{Item, Page},
    prose::Prose,
};

/// How the text introduces its subject: `71-year-old woman`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Introduction<'a> {
    pub(super) age: Item<'a>,
    pub(super) person: Item<'a>,
}

/// What carries the introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    /// `This 71-year-old woman has …`
    This,
    /// `The patient, a 71-year-old woman, has …`
    Apposition,
    /// `This is a 71-year-old woman with …`
    With,
}

impl<'a> Prose<'a> {
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

    /// What was announced and found no clause gets a sentence of its own.
    pub(super) fn flush(&mut self) {
        if let Some((introduction, _)) = self.pending.take() {
            self.page.begin_sentence();
            self.put_introduction(introduction, "this is ");
        }
    }

    /// The subject and a space; nothing where the clause before has named it.
    pub(super) fn put_subject(&mut self, joins: bool) {
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

    pub(super) fn put_owner(&mut self) {
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
    pub(super) fn put_introduction(&mut self, introduction: Introduction<'a>, before: &str) {
        self.put_noun_phrase(introduction, before);
        self.page.put(".");
        self.is_named = false;
    }

    pub(super) fn put_noun_phrase(&mut self, introduction: Introduction<'a>, before: &str) {
        self.page.put(before);
        let start = self.page.text.len();
        self.put_age_and_person(introduction);
        // The article depends on how the number is read, so it is put in when the number stands.
        let article = indefinite(&self.page.text[start..]);
        self.page.text.insert_str(start, article);
        for told in self.page.told.iter_mut().rev().take(2) {
            told.span.start += article.len();
            told.span.end += article.len();
        }
        self.is_named = false;
    }

    pub(super) fn put_age_and_person(&mut self, Introduction { age, person }: Introduction<'a>) {
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
