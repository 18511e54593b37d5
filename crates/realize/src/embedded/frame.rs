//! Frames: sentences with a place for a list of noun phrases, in both tenses and both numbers.

use crate::dictionary::Part;

use super::grammar::holds_words;

/// Who stands before the words of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// Nobody: the frame begins with its own words or with the list.
    None,
    /// The subject: `the patient`, `she`.
    Subject,
    /// The owner: `the patient's`, `her`.
    Owner,
}

/// A sentence with a place for a list.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what fits in is told by kind, each by itself")]
pub(super) struct Frame {
    pub(super) lead: Lead,
    /// Whether things that one does fit in: `a history of smoking`, not `has smoking`.
    pub(super) fits_activities: bool,
    /// Whether things with an article or a word that says when fit in: not `a history of a visit`.
    pub(super) fits_particulars: bool,
    /// Whether the frame denies by `without`.
    pub(super) is_without: bool,
    /// Whether counted things get their article: not after `no`.
    pub(super) has_articles: bool,
    /// The words before and after the list, by tense (past last) and by number (plural last).
    variants: [[[Box<str>; 2]; 2]; 2],
}

/// The frames of one dictionary.
#[derive(Clone, Debug)]
pub(super) struct Frames {
    affirmed: [Vec<Frame>; PARTS],
    denied: [Vec<Frame>; PARTS],
    pub(super) readings: Vec<Box<str>>,
    pub(super) openers: Vec<Box<str>>,
}

/// How many parts a text has.
pub(super) const PARTS: usize = 6;

/// The parts in the order of a text.
pub(super) const ORDER: [Part; PARTS] = [
    Part::Identity,
    Part::History,
    Part::Findings,
    Part::Measurements,
    Part::Treatment,
    Part::Outcome,
];

// `S` is the subject, `P` its possessive, `_` the list, `{present|past}` and `{be}` verbs; `{be}`
// agrees with the list.
const HISTORY: &[&str] = &[
    "S {has|had} _",
    "S {has|had} a history of _",
    "S {is|was} known to have _",
    "P history {includes|included} _",
    "P background {includes|included} _",
    "there {is|was} a history of _",
    "S {has|had} a background of _",
];
const HISTORY_DENIED: &[&str] = &[
    "S {has|had} no _",
    "S {does|did} not have _",
    "there {is|was} no history of _",
    "S {has|had} no history of _",
    "S {denies|denied} _",
    "S {has|had} never had _",
];
const FINDINGS: &[&str] = &[
    "S {has|had} _",
    "there {be} _",
    "S {shows|showed} _",
    "_ {be} present",
    "there {is|was} evidence of _",
    "S {presents|presented} with _",
    "the picture {includes|included} _",
    "_ {be} evident",
];
const FINDINGS_DENIED: &[&str] = &[
    "S {has|had} no _",
    "S {does|did} not have _",
    "there {is|was} no _",
    "there {is|was} no evidence of _",
    "S {shows|showed} no _",
    "no _ {be} found",
    "no _ {be} present",
    "S {is|was} without _",
];
const TREATMENT: &[&str] = &[
    "S received _",
    "S was given _",
    "S was treated with _",
    "treatment included _",
    "S needed _",
    "S required _",
];
const TREATMENT_DENIED: &[&str] = &[
    "S received no _",
    "S did not receive _",
    "S was given no _",
    "S did not need _",
    "S did not require _",
    "S was treated without _",
    "S needed no _",
];
const OUTCOME: &[&str] = &["S had _", "the course included _", "there was _"];
const OUTCOME_DENIED: &[&str] =
    &["S had no _", "S did not have _", "there was no _", "the course was without _"];

const READINGS: &[&str] =
    &["measurements", "values", "readings", "values at this time", "measured values", "numbers"];

const OPENERS: &[&str] =
    &["in addition, ", "also, ", "moreover, ", "furthermore, ", "overall, ", "of note, "];

impl Frame {
    fn new(markup: &str) -> Self {
        let (lead, rest) = if let Some(rest) = markup.strip_prefix("S ") {
            (Lead::Subject, rest)
        } else if let Some(rest) = markup.strip_prefix("P ") {
            (Lead::Owner, rest)
        } else {
            (Lead::None, markup)
        };
        let variants = [false, true].map(|past| {
            [false, true].map(|many| {
                let words = expand(rest, past, many);
                let (before, after) = words.split_once('_').unwrap_or((&words, ""));
                [before.into(), after.into()]
            })
        });
        let holds = |words: &[&str]| words.iter().any(|words| rest.contains(words));
        Self {
            lead,
            fits_activities: holds(&["history", "background", "den", "includ"]),
            fits_particulars: !holds(&["history of", "background of", "known", "never"]),
            is_without: holds(&["without"]),
            has_articles: !rest.contains("no _"),
            variants,
        }
    }

    /// The words before the list.
    pub(super) fn before(&self, past: bool, many: bool) -> &str {
        &self.variants[usize::from(past)][usize::from(many)][0]
    }

    /// The words after the list.
    pub(super) fn after(&self, past: bool, many: bool) -> &str {
        &self.variants[usize::from(past)][usize::from(many)][1]
    }

    fn holds(&self, words: &str) -> bool {
        self.variants.iter().flatten().flatten().any(|text| holds_words(text, words))
    }
}

impl Frames {
    /// The frames that use none of these words (in lower case), which a reader would take for facts.
    /// The plainest frame of each kind stays in any case.
    pub(super) fn new(taken: &[String]) -> Self {
        // Nearly all words of a dictionary are in no frame: one look at all frames at once finds them.
        let everything = all_words();
        let taken: Vec<&String> =
            taken.iter().filter(|words| everything.contains(&***words)).collect();
        let compiled = |markups: &[&str]| {
            let frames = markups.iter().map(|markup| Frame::new(markup)).enumerate();
            frames
                .filter(|(place, frame)| {
                    *place == 0 || !taken.iter().any(|words| frame.holds(words))
                })
                .map(|(_, frame)| frame)
                .collect::<Vec<Frame>>()
        };
        let free = |texts: &[&str]| {
            texts
                .iter()
                .filter(|text| !taken.iter().any(|words| holds_words(text, words)))
                .map(|&text| text.into())
                .collect()
        };
        Self {
            affirmed: ORDER.map(|part| compiled(affirmed(part))),
            denied: ORDER.map(|part| compiled(denied(part))),
            readings: free(READINGS),
            openers: free(OPENERS),
        }
    }

    /// The frames of affirmed or of denied things in one part.
    pub(super) fn of(&self, part: Part, is_denied: bool) -> &[Frame] {
        let frames = if is_denied { &self.denied } else { &self.affirmed };
        &frames[part as usize]
    }
}

/// The words of all frames in all forms, one a line.
fn all_words() -> String {
    let mut words = [READINGS, OPENERS].concat().join("\n");
    for part in ORDER {
        for markup in affirmed(part).iter().chain(denied(part)) {
            for (past, many) in [(false, false), (false, true), (true, false), (true, true)] {
                words.push('\n');
                words.push_str(&expand(markup, past, many));
            }
        }
    }
    words
}

fn affirmed(part: Part) -> &'static [&'static str] {
    match part {
        Part::History => HISTORY,
        Part::Identity | Part::Findings | Part::Measurements => FINDINGS,
        Part::Treatment => TREATMENT,
        Part::Outcome => OUTCOME,
    }
}

fn denied(part: Part) -> &'static [&'static str] {
    match part {
        Part::History => HISTORY_DENIED,
        Part::Identity | Part::Findings | Part::Measurements => FINDINGS_DENIED,
        Part::Treatment => TREATMENT_DENIED,
        Part::Outcome => OUTCOME_DENIED,
    }
}

/// The markup in one tense and number.
fn expand(markup: &str, past: bool, many: bool) -> String {
    let mut words = String::new();
    let mut rest = markup;
    while let Some((before, tail)) = rest.split_once('{') {
        let (verb, after) = tail.split_once('}').unwrap_or((tail, ""));
        words.push_str(before);
        words.push_str(match verb.split_once('|') {
            Some((present, then)) => [present, then][usize::from(past)],
            None => be(past, many),
        });
        rest = after;
    }
    words.push_str(rest);
    words
}

/// `is`, `are`, `was` or `were`.
pub(super) fn be(past: bool, many: bool) -> &'static str {
    match (past, many) {
        (false, false) => "is",
        (false, true) => "are",
        (true, false) => "was",
        (true, true) => "were",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_agrees_in_tense_and_number() {
        let frame = Frame::new("_ {be} present");
        assert_eq!(frame.before(true, true), "");
        assert_eq!(frame.after(true, true), " were present");
        assert_eq!(frame.after(false, false), " is present");
        let frame = Frame::new("S {presents|presented} with _");
        assert_eq!(frame.lead, Lead::Subject);
        assert_eq!(frame.before(true, false), "presented with ");
    }

    #[test]
    fn frames_with_a_word_of_the_dictionary_are_not_used() {
        let all = Frames::new(&[]);
        let some = Frames::new(&["evidence".to_owned(), "readings".to_owned()]);
        let n_frames = |frames: &Frames| frames.of(Part::Findings, true).len();
        assert_eq!(n_frames(&some) + 1, n_frames(&all));
        assert_eq!(some.readings.len() + 1, all.readings.len());
        let none = Frames::new(&["has".to_owned(), "had".to_owned(), "have".to_owned()]);
        assert_eq!(none.of(Part::History, false)[0].before(false, false), "has ");
    }

    #[test]
    fn the_order_of_the_parts_is_that_of_their_numbers() {
        for (place, part) in ORDER.into_iter().enumerate() {
            assert_eq!(place, part as usize);
        }
    }
}
