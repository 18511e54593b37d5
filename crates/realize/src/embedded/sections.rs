//! A note in sections: a heading a part, below it sentences, fragments or lines.

use crate::dictionary::Part;

use super::{
    fragments::{self, Manner},
    page::{Item, Page},
    reference::Introduction,
};

/// How the body of the sections is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Whole sentences.
    Sentences,
    /// Fragments on the heading's line.
    Fragments,
    /// One fragment a line.
    Lines,
}

/// How the headings of one text look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Headings {
    set: usize,
    is_loud: bool,
}

const SETS: [[&str; 6]; 4] = [
    ["Patient", "History", "Findings", "Measurements", "Treatment", "Outcome"],
    ["Identification", "Background", "Examination", "Values", "Management", "Course"],
    ["Subject", "Subjective", "Objective", "Data", "Interventions", "Disposition"],
    ["Presentation", "Past", "Present state", "Observations", "Therapy", "Result"],
];

impl Headings {
    /// A set of headings that uses none of the dictionary's words: its number is below the count of
    /// `free`.
    pub(super) fn draw(page: &mut Page, free: &[usize]) -> Self {
        let set = if free.is_empty() { 0 } else { free[page.below(free.len())] };
        Self { set, is_loud: page.one_in(3) }
    }

    /// The sets of headings without any of these words.
    pub(super) fn free(taken: &[String]) -> Vec<usize> {
        let is_free =
            |set: &usize| !SETS[*set].iter().any(|heading| taken.contains(&heading.to_lowercase()));
        (0..SETS.len()).filter(is_free).collect()
    }

    /// Writes the heading of a part with its colon.
    pub(super) fn put(self, page: &mut Page, part: Part) {
        page.begin_line("\n");
        let heading = SETS[self.set][part as usize];
        if self.is_loud {
            page.text.extend(heading.chars().map(|letter| letter.to_ascii_uppercase()));
        } else {
            page.text.push_str(heading);
        }
        page.text.push(':');
    }
}

/// The body of one section in fragments.
pub(super) fn put_fragments(
    page: &mut Page,
    part: Part,
    introduction: Option<Introduction<'_>>,
    items: &[Item<'_>],
    manner: Manner,
    body: Body,
) {
    let bullet = if body == Body::Lines { "- " } else { "" };
    if let Some(introduction) = introduction {
        if !bullet.is_empty() {
            page.begin_line("\n");
            page.text.push_str("- ");
        }
        fragments::put_introduction(page, introduction);
    }
    fragments::put_part(page, part, items, manner, bullet);
}
