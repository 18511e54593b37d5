//! Asides: remarks in a text that state no fact of the row, as a language model makes them.
//!
//! The embedded realizer itself never makes one; the simulated language model does.

use super::{log::begin_event, page::Page};

/// A remark that states no fact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Aside {
    /// Something is named as possible: `Possible sepsis.`
    Possible(String),
    /// Something is affirmed that no variable stands for.
    Invented(String),
    /// A number without a name.
    Stray(u32),
}

/// The remarks as sentences after the text.
pub(super) fn put_all(page: &mut Page, asides: &[Aside]) {
    for aside in asides {
        page.begin_sentence();
        let form = page.below(2);
        match aside {
            Aside::Possible(words) => {
                page.put(["possible ", "suspected "][form]);
                page.put(words);
            }
            Aside::Invented(words) => {
                page.put(["there is also ", "also noted: "][form]);
                page.put(words);
            }
            Aside::Stray(number) => {
                page.put(["reference ", "noted at "][form]);
                page.put(&number.to_string());
            }
        }
        page.put(".");
    }
}

/// The remarks as lines of a log.
pub(super) fn put_all_in_log(page: &mut Page, asides: &[Aside]) {
    let mut time = 1000;
    for aside in asides {
        begin_event(page, "note", &mut time);
        match aside {
            Aside::Possible(words) => {
                page.put(" possible ");
                page.put(words);
            }
            Aside::Invented(words) => {
                page.put(" ");
                page.put(words);
            }
            Aside::Stray(number) => {
                page.put(" code ");
                page.put(&number.to_string());
            }
        }
    }
}
