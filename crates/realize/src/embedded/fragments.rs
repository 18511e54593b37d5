//! Fragments: telegraphic notes without verbs and subjects.

use crate::dictionary::Part;

use super::{
    lexicon::Class,
    page::{Item, Page},
    reference::Introduction,
};

/// How the fragments of one text are put together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// What stands between two fragments of a part: a stop or a semicolon.
    pub(super) stop: &'static str,
    /// Whether a list has `and` before its last item, or only commas.
    pub(super) has_and: bool,
    /// What stands between anchor and number: a space or a colon.
    pub(super) between: &'static str,
}

impl Manner {
    pub(super) fn draw(page: &mut Page) -> Self {
        Self {
            stop: if page.one_in(3) { ";" } else { "." },
            has_and: page.one_in(3),
            between: if page.one_in(3) { ": " } else { " " },
        }
    }
}

/// `71-year-old woman.`
pub(super) fn put_introduction(page: &mut Page, introduction: Introduction<'_>) {
    let Introduction { age, person } = introduction;
    page.begin_sentence();
    let start = page.text.len();
    if let Some(way) = &age.entry.number {
        page.put_digits(way, age.number);
        let n_long = way.before_noun.len();
        let drawn = page.below(n_long + way.short_before_noun.len());
        page.put(if drawn < n_long {
            &way.before_noun[drawn]
        } else {
            &way.short_before_noun[drawn - n_long]
        });
    }
    page.tell(age.slot, start);
    page.put(" ");
    page.put_words(&person, false);
    page.put(".");
}

/// The fragments of one part, each a line where `bullet` is not empty.
pub(super) fn put_part(
    page: &mut Page,
    part: Part,
    items: &[Item<'_>],
    manner: Manner,
    bullet: &str,
) {
    let mut at = 0;
    while at < items.len() {
        let n = run_length(page, &items[at..]);
        let run = &items[at..at + n];
        at += n;
        if bullet.is_empty() {
            let goes_on = page.text.ends_with(';');
            page.begin_sentence();
            if goes_on {
                page.go_on();
            }
        } else {
            page.begin_line("\n");
            page.text.push_str(bullet);
        }
        put_fragment(page, part, run, manner);
        page.put(if at < items.len() && bullet.is_empty() { manner.stop } else { "." });
    }
}

fn run_length(page: &mut Page, items: &[Item<'_>]) -> usize {
    let class = items[0].expression.class;
    let most = match class {
        Class::Person | Class::Predicate | Class::NegativePredicate | Class::DeniedAdjective => 1,
        Class::Affirmed | Class::Denied | Class::Adjective => 4,
        Class::Grade | Class::Reading => 6,
    };
    if items[0].expression.is_alone {
        return 1;
    }
    let alike = |item: &&Item<'_>| item.expression.class == class && !item.expression.is_alone;
    let n = items.iter().take(most).take_while(alike).count();
    let first = page.below(n);
    first.max(page.below(n)) + 1
}

fn put_fragment(page: &mut Page, part: Part, run: &[Item<'_>], manner: Manner) {
    let and = if manner.has_and { "and" } else { "" };
    match run[0].expression.class {
        Class::Affirmed => {
            let known = part == Part::History
                && run.iter().all(|item| item.expression.article.is_empty())
                && !run.iter().any(|item| item.expression.words.starts_with("known"))
                && page.one_in(3);
            if known {
                page.put("known ");
            }
            put_list(page, run, and);
        }
        Class::Denied => {
            page.put("no ");
            if run.len() > 1 && page.one_in(4) {
                put_list(page, run, ", no ");
            } else {
                put_list(page, run, if manner.has_and { "or" } else { "" });
            }
        }
        Class::DeniedAdjective => {
            page.put("not ");
            put_list(page, run, "or");
        }
        Class::Person | Class::Adjective | Class::Predicate | Class::NegativePredicate => {
            put_list(page, run, and);
        }
        Class::Grade => {
            let comes_before = run.iter().all(|item| item.expression.is_before) && page.one_in(3);
            for (place, item) in run.iter().enumerate() {
                page.put_separator(place, run.len(), and, false);
                let [first, second] = if comes_before {
                    [&item.expression.grade, &item.expression.words]
                } else {
                    [&item.expression.words, &item.expression.grade]
                };
                let start = page.text.len();
                page.put(first);
                page.put(if comes_before { " " } else { manner.between });
                page.put(second);
                page.tell(item.slot, start);
            }
        }
        Class::Reading => {
            for (place, item) in run.iter().enumerate() {
                page.put_separator(place, run.len(), "", false);
                page.put_reading(item, manner.between);
            }
        }
    }
}

/// Items with commas; the last after `word`, or each after a word that brings its own comma.
fn put_list(page: &mut Page, run: &[Item<'_>], word: &str) {
    for (place, item) in run.iter().enumerate() {
        if place > 0 && word.starts_with(',') {
            page.put(word);
        } else {
            page.put_separator(place, run.len(), word, false);
        }
        page.put_words(item, false);
    }
}
