//! The embedded realizer: rows put into words here, without a language model and without a network.
//!
//! Content selection (every told fact of the skeleton), order within the parts of a text, choice of
//! words, aggregation into clauses and sentences, references to the subject, and the forms of
//! English that these need. Deterministic: the address of all draws is (seed, attempt, row).

mod aside;
mod clause;
mod fragments;
mod frame;
mod grammar;
mod lexicon;
mod log;
mod page;
mod prose;
mod reference;
mod sections;
#[cfg(test)]
mod tests;

use std::ops::Range;

use numeric::{float::log10, seed::Seed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    dictionary::{Dictionary, Part},
    log_line,
    skeleton::{Fact, Skeleton},
};

pub(crate) use aside::Aside;

use fragments::Manner;
use frame::{Frames, ORDER, PARTS};
use lexicon::{Class, Entry, Style, Value, taken_words};
use page::{Item, Page};
use prose::{Prose, Voice};
use sections::{Body, Headings};

/// The kind of text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Register {
    /// Whole sentences in paragraphs.
    #[default]
    Note,
    /// Telegraphic fragments.
    Terse,
    /// Sections with headings.
    Sections,
    /// One line an event.
    Log,
}

/// A text and which of its words state which slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// The told slots in the order of the text.
    pub told: Vec<Told>,
}

/// The words of a text that state a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The slot's place in the dictionary.
    pub slot: usize,
    /// Bytes of the text, on borders of characters. A word that denies (`no`) stands before it.
    pub span: Range<usize>,
}

/// A dictionary prepared for writing in one register.
#[derive(Clone, Debug)]
pub struct Realizer {
    register: Register,
    entries: Vec<Entry>,
    frames: Frames,
    subject: String,
    owner: String,
    headings: Vec<usize>,
}

/// A text of one row; see [`Realizer`], which is quicker where there are many.
pub fn write(
    dictionary: &Dictionary,
    skeleton: &Skeleton,
    register: Register,
    seed: Seed,
    attempt: u32,
) -> Draft {
    Realizer::new(dictionary, register).write(skeleton, seed, attempt)
}

impl Realizer {
    /// Prepares the words of a dictionary for one register.
    pub fn new(dictionary: &Dictionary, register: Register) -> Self {
        let taken = taken_words(dictionary);
        let subject = match dictionary.subject.trim() {
            "" => "the subject".to_owned(),
            subject => format!("the {subject}"),
        };
        Self {
            register,
            entries: dictionary
                .slots
                .iter()
                .zip(log_line::keys(dictionary))
                .map(|(slot, key)| Entry::new(slot, &key))
                .collect(),
            frames: Frames::new(&taken),
            owner: format!("{subject}'s"),
            subject,
            headings: Headings::free(&taken),
        }
    }

    /// The register in which this realizer writes.
    pub fn register(&self) -> Register {
        self.register
    }

    /// A text that states every fact of the skeleton whose slot may be told. Another `attempt` gives
    /// another text of the same facts. Facts that do not fit the dictionary (a number where there
    /// are states, a state beyond the last) are left out.
    pub fn write(&self, skeleton: &Skeleton, seed: Seed, attempt: u32) -> Draft {
        self.write_with(skeleton, seed, attempt, &[])
    }

    /// The same with remarks that state no fact.
    pub(crate) fn write_with(
        &self,
        skeleton: &Skeleton,
        seed: Seed,
        attempt: u32,
        asides: &[Aside],
    ) -> Draft {
        let stream = seed.stream("realize").index(u64::from(attempt)).index(skeleton.row);
        let mut page = Page::new(stream.draws(), self.entries.len());
        let (style, manner, headings, body) = self.plan(&mut page);
        let mut items_of = self.choose(&mut page, skeleton, style);
        let page = match self.register {
            Register::Log => {
                log::put_lines(&mut page, &items_of);
                aside::put_all_in_log(&mut page, asides);
                page
            }
            _ if style == Style::Prose => {
                self.put_prose(page, skeleton, &mut items_of, headings, asides)
            }
            _ => {
                put_fragments(&mut page, &mut items_of, manner, headings.map(|all| (all, body)));
                aside::put_all(&mut page, asides);
                page
            }
        };
        Draft { text: page.text, told: page.told }
    }

    /// A lower bound of the number of different texts of this skeleton, as its decimal logarithm.
    ///
    /// Within every part but the first all orders of its facts can come up, and every fact in each
    /// of its wordings, independently of the others; a text shows the order and each wording. The
    /// choices of frames, tense, grouping, connectives and of the first part are not counted.
    pub fn n_forms(&self, skeleton: &Skeleton) -> f64 {
        let style = match self.register {
            Register::Terse => Style::Fragments,
            _ => Style::Prose,
        };
        let mut sum = 0.0;
        for part in &ORDER[1..] {
            let mut n_facts = 0.0;
            for slot in 0..self.entries.len() {
                let Some((entry, value, _)) = self.told(skeleton, slot) else { continue };
                if entry.part != *part {
                    continue;
                }
                n_facts += 1.0;
                sum += log10(n_facts);
                if self.register != Register::Log {
                    sum += log10(value.n_distinct(style).max(1) as f64);
                }
            }
        }
        sum
    }

    /// Whether the skeleton has a fact for this slot that is told.
    pub(crate) fn can_tell(&self, skeleton: &Skeleton, slot: usize) -> bool {
        self.told(skeleton, slot).is_some()
    }

    /// The fact named as possible; none where it has no noun phrase.
    pub(crate) fn doubt(&self, slot: usize, fact: Fact) -> Option<Aside> {
        let value = self.entries.get(slot)?.values.get(fact.state()?)?;
        let words = value.expressions.iter().find_map(|way| match way.class {
            Class::Affirmed | Class::Denied => Some(way.words.to_string()),
            Class::Grade if way.is_before => Some(format!("{} {}", way.grade, way.words)),
            _ => None,
        });
        words.map(Aside::Possible)
    }

    fn plan(&self, page: &mut Page) -> (Style, Manner, Option<Headings>, Body) {
        let manner = Manner::draw(page);
        let (style, headings, body) = match self.register {
            Register::Note => (Style::Prose, None, Body::Sentences),
            Register::Terse | Register::Log => (Style::Fragments, None, Body::Fragments),
            Register::Sections => {
                let headings = Some(Headings::draw(page, &self.headings));
                match page.below(3) {
                    0 => (Style::Fragments, headings, Body::Fragments),
                    1 => (Style::Fragments, headings, Body::Lines),
                    _ => (Style::Prose, headings, Body::Sentences),
                }
            }
        };
        (style, manner, headings, body)
    }

    /// The told facts by part, in the order of telling, with their words.
    fn choose<'a>(
        &'a self,
        page: &mut Page,
        skeleton: &Skeleton,
        style: Style,
    ) -> [Vec<Item<'a>>; PARTS] {
        let mut items_of: [Vec<Item<'a>>; PARTS] = Default::default();
        for slot in 0..self.entries.len() {
            let Some((entry, value, number)) = self.told(skeleton, slot) else { continue };
            let picked = value.pick(style, |bound| page.below(bound));
            let Some(expression) = picked else { continue };
            items_of[entry.part as usize].push(Item { slot, entry, value, expression, number });
        }
        for items in &mut items_of {
            for last in (1..items.len()).rev() {
                items.swap(last, page.below(last + 1));
            }
        }
        let is_grouped = page.one_in(2);
        if is_grouped {
            for items in &mut items_of {
                items.sort_by_key(|item| item.expression.class);
            }
        }
        items_of
    }

    /// The slot's entry, the words of its value and its number, if it is to be told.
    fn told(&self, skeleton: &Skeleton, slot: usize) -> Option<(&Entry, &Value, f64)> {
        let entry = &self.entries[slot];
        if entry.is_hidden {
            return None;
        }
        match ((*skeleton.facts.get(slot)?)?, &entry.number) {
            (Fact::State(state), None) => {
                entry.values.get(usize::from(state)).map(|value| (entry, value, 0.0))
            }
            (Fact::Number(number), Some(_)) if number.is_finite() => {
                Some((entry, &entry.values[0], number))
            }
            _ => None,
        }
    }

    fn pronouns(&self, skeleton: &Skeleton) -> Option<[&'static str; 2]> {
        (0..self.entries.len()).find_map(|slot| {
            self.told(skeleton, slot)?;
            let state = skeleton.facts[slot]?.state()?;
            *self.entries[slot].pronouns.get(state)?
        })
    }

    fn put_prose<'a>(
        &'a self,
        mut page: Page,
        skeleton: &Skeleton,
        items_of: &mut [Vec<Item<'a>>; PARTS],
        headings: Option<Headings>,
        asides: &[Aside],
    ) -> Page {
        let is_present = items_of[..Part::Treatment as usize]
            .iter()
            .flatten()
            .any(|item| item.expression.is_present_tense());
        let voice = Voice {
            frames: &self.frames,
            subject: &self.subject,
            owner: &self.owner,
            pronouns: self.pronouns(skeleton),
            is_past: page.one_in(2) && !is_present,
            has_last_comma: page.one_in(2),
        };
        let is_introduced = !page.one_in(4);
        let introduction = if is_introduced {
            reference::introduction(&mut items_of[Part::Identity as usize], &mut page)
        } else {
            None
        };
        let breaks = [false, false, true, page.one_in(2), true, page.one_in(2)];
        let mut prose = Prose::new(page, voice);
        let mut introduction = introduction;
        for part in ORDER {
            let items = &items_of[part as usize];
            if items.is_empty() && introduction.is_none() {
                continue;
            }
            if let Some(headings) = headings {
                prose.flush();
                headings.put(&mut prose.page, part);
                prose.begin_section();
            } else if breaks[part as usize] {
                prose.begin_paragraph("\n\n");
            }
            if let Some(introduction) = introduction.take() {
                prose.introduce(introduction);
            }
            prose.put_part(part, items);
        }
        prose.flush();
        let mut page = prose.page;
        aside::put_all(&mut page, asides);
        page
    }
}

fn put_fragments(
    page: &mut Page,
    items_of: &mut [Vec<Item<'_>>; PARTS],
    manner: Manner,
    headings: Option<(Headings, Body)>,
) {
    let is_introduced = !page.one_in(4);
    let mut introduction = if is_introduced {
        reference::introduction(&mut items_of[Part::Identity as usize], page)
    } else {
        None
    };
    let gap = if page.one_in(2) { "\n" } else { " " };
    for part in ORDER {
        let items = &items_of[part as usize];
        if items.is_empty() && introduction.is_none() {
            continue;
        }
        let introduced = introduction.take();
        if let Some((headings, body)) = headings {
            headings.put(page, part);
            sections::put_fragments(page, part, introduced, items, manner, body);
        } else {
            page.begin_line(gap);
            sections::put_fragments(page, part, introduced, items, manner, Body::Fragments);
        }
    }
}
