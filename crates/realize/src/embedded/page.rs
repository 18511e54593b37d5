//! The page that is written on: the text so far, what it has told, and the draws.

use std::{fmt::Write, ops::Range};

use numeric::seed::Draws;

use super::{
    Told,
    lexicon::{Entry, Expression, Reading, Value, pick_usual_more},
};

/// One fact with the words that were chosen for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) slot: usize,
    pub(super) entry: &'a Entry,
    pub(super) value: &'a Value,
    pub(super) expression: &'a Expression,
    /// The number; 0 for a state.
    pub(super) number: f64,
}

/// A text in the making.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) told: Vec<Told>,
    draws: Draws,
    /// Whether the next letter begins a sentence.
    wants_capital: bool,
}

impl Page {
    pub(super) fn new(draws: Draws, n_slots: usize) -> Self {
        Self {
            text: String::with_capacity(64 + 48 * n_slots),
            told: Vec::with_capacity(n_slots),
            draws,
            wants_capital: true,
        }
    }

    /// A number below `bound`, which is at least 1.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.draws.below(bound as u32) as usize
    }

    /// True once in `n` times.
    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// Appends words; the first letter of a sentence becomes a capital.
    pub(super) fn put(&mut self, words: &str) {
        let mut letters = words.chars();
        match letters.next() {
            Some(first) if self.wants_capital => {
                self.wants_capital = false;
                // Names such as `pH` keep their form.
                if first.is_lowercase() && !letters.next().is_some_and(char::is_uppercase) {
                    self.text.extend(first.to_uppercase());
                    self.text.push_str(&words[first.len_utf8()..]);
                } else {
                    self.text.push_str(words);
                }
            }
            _ => self.text.push_str(words),
        }
    }

    /// Begins a sentence: a space after the one before.
    pub(super) fn begin_sentence(&mut self) {
        if self.text.ends_with(|last: char| !last.is_whitespace()) {
            self.text.push(' ');
        }
        self.wants_capital = true;
    }

    /// Begins a line or, with a blank line between, a paragraph.
    pub(super) fn begin_line(&mut self, gap: &str) {
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        self.wants_capital = true;
    }

    /// Goes on in lower case, after a semicolon.
    pub(super) fn go_on(&mut self) {
        self.wants_capital = false;
    }

    /// Notes that the words since `start` state the slot.
    pub(super) fn tell(&mut self, slot: usize, start: usize) {
        let span: Range<usize> = start..self.text.len();
        self.told.push(Told { slot, span });
    }

    /// A noun phrase, adjective or predicate of a list.
    pub(super) fn put_words(&mut self, item: &Item<'_>, with_article: bool) {
        if with_article {
            self.put(item.expression.article);
        }
        let start = self.text.len();
        self.put(&item.expression.words);
        self.tell(item.slot, start);
    }

    /// The number with its unit.
    pub(super) fn put_number(&mut self, way: &Reading, number: f64) {
        let start = self.text.len();
        self.put_digits(way, number);
        let is_one = &self.text[start..] == "1";
        let n_units = way.units.len();
        if n_units > 0 {
            let unit = &way.units[pick_usual_more(0, n_units, |bound| self.below(bound))];
            self.text.push_str(if is_one { &unit.one } else { &unit.many });
        }
    }

    /// The number alone.
    pub(super) fn put_digits(&mut self, way: &Reading, number: f64) {
        self.wants_capital = false;
        write!(self.text, "{number:.*}", way.decimals).expect("writing to a string cannot fail");
    }

    /// Anchor, the words between, number and unit.
    pub(super) fn put_reading(&mut self, item: &Item<'_>, between: &str) {
        let start = self.text.len();
        self.put(&item.expression.words);
        self.put(between);
        if let Some(way) = &item.entry.number {
            self.put_number(way, item.number);
        }
        self.tell(item.slot, start);
    }

    /// What stands before the item at `place` of `n`: a comma, or `word` before the last.
    pub(super) fn put_separator(
        &mut self,
        place: usize,
        n: usize,
        word: &str,
        has_last_comma: bool,
    ) {
        if place == 0 {
        } else if place + 1 < n || word.is_empty() {
            self.text.push_str(", ");
        } else {
            if has_last_comma && n > 2 {
                self.text.push(',');
            }
            self.text.push(' ');
            self.text.push_str(word);
            self.text.push(' ');
        }
    }
}
