//! Sentences and the sections in which they stand.

use std::ops::Range;

use super::tokens::{Kind, Tokens};
use super::vocabulary::List;

/// The section of a note, as far as it says how to read a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Section {
    /// Sentences say what they say.
    #[default]
    Plain,
    /// What was there earlier.
    Past,
    /// What relatives have.
    Family,
}

/// One sentence.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// Its tokens, without a heading in front and without the mark that ends it.
    pub(super) tokens: Range<usize>,
    /// Where it stands.
    pub(super) section: Section,
    /// Whether it asks.
    pub(super) is_question: bool,
}

/// Headings, words parted by one space, and what they say of the sentences below.
const HEADINGS: &[(&str, Section)] = &[
    ("pmh", Section::Past),
    ("pmhx", Section::Past),
    ("past medical history", Section::Past),
    ("past history", Section::Past),
    ("past medical hx", Section::Past),
    ("fh", Section::Family),
    ("fhx", Section::Family),
    ("family history", Section::Family),
    ("family hx", Section::Family),
    ("family", Section::Family),
    ("family medical history", Section::Family),
    ("hpi", Section::Plain),
    ("history of present illness", Section::Plain),
    ("present illness", Section::Plain),
    ("history", Section::Plain),
    ("medical history", Section::Plain),
    ("social history", Section::Plain),
    ("shx", Section::Plain),
    ("background", Section::Plain),
    ("chief complaint", Section::Plain),
    ("cc", Section::Plain),
    ("medications", Section::Plain),
    ("meds", Section::Plain),
    ("allergies", Section::Plain),
    ("labs", Section::Plain),
    ("laboratory", Section::Plain),
    ("results", Section::Plain),
    ("investigations", Section::Plain),
    ("measurements", Section::Plain),
    ("vitals", Section::Plain),
    ("vital signs", Section::Plain),
    ("vs", Section::Plain),
    ("exam", Section::Plain),
    ("examination", Section::Plain),
    ("physical exam", Section::Plain),
    ("physical examination", Section::Plain),
    ("findings", Section::Plain),
    ("review of systems", Section::Plain),
    ("ros", Section::Plain),
    ("assessment", Section::Plain),
    ("assessment and plan", Section::Plain),
    ("impression", Section::Plain),
    ("diagnosis", Section::Plain),
    ("diagnoses", Section::Plain),
    ("plan", Section::Plain),
    ("treatment", Section::Plain),
    ("interventions", Section::Plain),
    ("course", Section::Plain),
    ("hospital course", Section::Plain),
    ("outcome", Section::Plain),
    ("disposition", Section::Plain),
    ("subjective", Section::Plain),
    ("objective", Section::Plain),
    ("summary", Section::Plain),
    ("patient", Section::Plain),
    ("identification", Section::Plain),
    ("s", Section::Plain),
    ("o", Section::Plain),
    ("a", Section::Plain),
    ("p", Section::Plain),
];

/// Words whose point ends no sentence.
pub(super) const ABBREVIATIONS: &str = "dr, mr, mrs, ms, prof, st, vs, approx, ca, e.g, i.e, eg, ie, cf, fig, max, min, resp, \
    incl, hx, g, y, q, b";

/// Words that answer a question: `Sepsis? No.`
pub(super) const ANSWERS: &str =
    "no, yes, none, excluded, denied, negative, confirmed, present, absent, never";

/// Words at the start of a sentence that leave the past.
pub(super) const PRESENT: &str =
    "now, currently, today, presently, presents, presented, admitted, currently";

/// Cuts the tokens into sentences.
pub(super) fn sentences(tokens: &Tokens) -> Vec<Sentence> {
    let mut found = Vec::with_capacity(8);
    let mut state = Lines { section: Section::Plain, rest: Rest::Line, has_body: false };
    let mut start = 0;
    let mut is_line_start = true;
    let count = tokens.list.len();
    for at in 0..=count {
        let ends = at == count || ends_sentence(tokens, start, at);
        if !ends {
            continue;
        }
        let is_break = tokens.kind_at(at) == Kind::Break;
        let body = state.heading(tokens, start..at, is_line_start);
        if !body.is_empty() {
            state.has_body = true;
            if state.section == Section::Past && tokens.is_in(body.start, List::Present) {
                state.section = Section::Plain;
            }
            let is_question = tokens.mark_at(at) == Some('?');
            found.push(Sentence { tokens: body, section: state.section, is_question });
        }
        if is_break {
            state.line_end(start == at);
        }
        is_line_start = is_break;
        start = at + 1;
    }
    found
}

/// How far a section reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// To the end of the line.
    Line,
    /// To the next heading or empty line.
    Paragraph,
}

struct Lines {
    section: Section,
    rest: Rest,
    has_body: bool,
}

impl Lines {
    /// Takes a heading off the front of a sentence; the tokens behind it are left.
    fn heading(
        &mut self,
        tokens: &Tokens,
        range: Range<usize>,
        is_line_start: bool,
    ) -> Range<usize> {
        for length in 1..=4 {
            let at = range.start + length;
            if at > range.end || tokens.kind_at(at - 1) != Kind::Word {
                break;
            }
            let has_colon = at < range.end && tokens.mark_at(at) == Some(':');
            let is_alone = is_line_start && at == range.end && tokens.kind_at(at) == Kind::Break;
            let is_letter = length == 1 && tokens.text(range.start).len() == 1;
            if !(has_colon || is_alone && !is_letter) {
                continue;
            }
            let words = || (range.start..at).map(|at| tokens.text(at));
            let bytes = words().map(str::len).sum::<usize>() + length - 1;
            let section = HEADINGS
                .iter()
                .find(|(heading, _)| heading.len() == bytes && heading.split(' ').eq(words()));
            let Some(&(_, section)) = section else { continue };
            let behind = if has_colon { at + 1 } else { at };
            self.section = section;
            self.rest = if behind == range.end { Rest::Paragraph } else { Rest::Line };
            self.has_body = false;
            return behind..range.end;
        }
        range
    }

    fn line_end(&mut self, is_empty: bool) {
        let ends = match self.rest {
            Rest::Line => self.has_body,
            Rest::Paragraph => self.has_body && is_empty,
        };
        if ends {
            self.section = Section::Plain;
            self.rest = Rest::Line;
        }
    }
}

/// Whether the token ends the sentence that started there.
fn ends_sentence(tokens: &Tokens, start: usize, at: usize) -> bool {
    match tokens.kind_at(at) {
        Kind::Break | Kind::Mark(';' | '!') => true,
        // A mark of doubt stands before its word: `? sepsis`, `?sepsis`.
        Kind::Mark('?') => {
            let is_answered = tokens.is_in(at + 1, List::Answers);
            at > start && !tokens.list[at].is_spaced && !is_answered
        }
        Kind::Mark('.') => {
            let is_followed = tokens.list.get(at + 1).is_none_or(|next| next.is_spaced)
                || tokens.kind_at(at + 1) == Kind::Break
                || matches!(tokens.kind_at(at + 1), Kind::Mark(')'));
            let is_initial = at > start + 1
                && tokens.text(at - 1).len() == 1
                && tokens.mark_at(at - 2) == Some('.');
            let is_short = at > start
                && !tokens.list[at].is_spaced
                && (is_initial || tokens.is_in(at - 1, List::Abbreviations))
                && tokens.kind_at(at + 1) != Kind::Break
                && at + 1 < tokens.list.len();
            is_followed && (!is_short || looks_like_start(tokens, at + 1))
                || at > start && is_glued_start(tokens, at)
        }
        _ => false,
    }
}

/// Abbreviations that end sentences too, such as `min`, do so before a capital letter; titles never.
fn looks_like_start(tokens: &Tokens, at: usize) -> bool {
    let before = tokens.text_at(at.wrapping_sub(2));
    let is_title = matches!(before, "dr" | "mr" | "mrs" | "ms" | "prof" | "st");
    !is_title && matches!(before, "min" | "hx" | "resp" | "g" | "y") && starts_upper(tokens, at)
}

/// A point without a space behind it still ends a sentence between a word and a capital letter:
/// `stable.Heart rate`.
fn is_glued_start(tokens: &Tokens, at: usize) -> bool {
    tokens.kind_at(at - 1) == Kind::Word
        && tokens.text(at - 1).len() > 2
        && tokens.kind_at(at + 1) == Kind::Word
        && tokens.text(at + 1).len() > 2
}

fn starts_upper(tokens: &Tokens, at: usize) -> bool {
    tokens.list.get(at).is_some_and(|token| token.starts_upper)
}

#[cfg(test)]
mod tests {
    use super::super::normal::Normal;
    use super::super::vocabulary::Vocabulary;
    use super::*;

    fn cut(text: &str) -> Vec<(String, Section)> {
        let normal = Normal::new(text);
        let vocabulary = Vocabulary::new(std::iter::empty());
        let tokens = Tokens::new(text, &normal, &vocabulary);
        sentences(&tokens)
            .into_iter()
            .map(|sentence| (text[tokens.span(sentence.tokens)].to_owned(), sentence.section))
            .collect()
    }

    fn texts(text: &str) -> Vec<String> {
        cut(text).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn sentences_end_at_points_lines_and_semicolons_but_not_in_abbreviations() {
        assert_eq!(
            texts("Seen by Dr. Roe. no asthma; gout"),
            ["Seen by Dr. Roe", "no asthma", "gout"]
        );
        assert_eq!(texts("Lactate 2.1. Stable"), ["Lactate 2.1", "Stable"]);
        assert_eq!(texts("Approx. 3 days. One\nTwo"), ["Approx. 3 days", "One", "Two"]);
        assert_eq!(texts("? sepsis. Sepsis? Then CT."), ["? sepsis", "Sepsis", "Then CT"]);
        assert_eq!(texts("Sepsis? No. CKD"), ["Sepsis? No", "CKD"]);
    }

    #[test]
    fn a_heading_holds_for_its_line_or_for_the_paragraph_below() {
        let found = cut("FHx: asthma. gout\nsmoker\nPMH:\nstroke\ngout\n\nwell\n");
        let expected = [
            ("asthma", Section::Family),
            ("gout", Section::Family),
            ("smoker", Section::Plain),
            ("stroke", Section::Past),
            ("gout", Section::Past),
            ("well", Section::Plain),
        ];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((text, section), (word, expected)) in found.iter().zip(expected) {
            assert_eq!((&**text, *section), (word, expected));
        }
    }
}
