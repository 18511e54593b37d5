//! Rows put into words: which rows, which words, and what came of it.

mod bench;
mod check;
mod compare;
pub mod conversation;
mod dictionary;
mod exchange;
mod export;
mod findings;
mod ground;
mod prompt;
mod proposal;
mod provider;
mod record;
mod rows;
mod skeletons;
mod uploaded;
mod verify;

use std::ops::Range;

use realize::{Dictionary, Fact, measure::Tally};
use serde::{Deserialize, Serialize};

pub(crate) use bench::Bench;
pub use bench::Rejection;
use bench::Written;
pub(crate) use check::check_words;
pub use compare::{difference, other_rows, share_of};
pub use export::{TextFormat, TextWriter};
pub use findings::{OWN_FORM_LOCKED, OWN_FORM_NOT_FOLLOWED};
pub(crate) use prompt::prompt;
pub use uploaded::TableRows;
pub use verify::verify_texts;

use crate::{
    Error, ModelReference, RealizedRows, Session, Study,
    view::{RealizeView, RecordView},
};

/// The counts of some texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counted {
    tally: Tally,
    /// Ways that texts went, in words, and how many.
    paths: Vec<(String, u64)>,
    /// Kinds of violations that were left when the embedded realizer had to take over.
    left: Vec<(String, u64)>,
    /// The facts as they were given, text after text, one entry a slot.
    given: Vec<Option<Fact>>,
    /// The facts of the same texts as they were read.
    read: Vec<Option<Fact>>,
}

impl Bench {
    /// Writes and counts the texts of a range.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows.
    pub(crate) fn counted(&self, texts: Range<u64>) -> Result<Counted, Error> {
        let mut counted = Counted::default();
        for (number, written) in texts.clone().zip(self.written(texts)?) {
            self.ground.count(&mut counted, number, &written.told, &written.record);
        }
        Ok(counted)
    }

    /// What all texts came to.
    ///
    /// # Errors
    /// Independence tests that cannot be computed.
    pub(crate) fn view(&self, study: &Study, all: &Counted) -> Result<RealizeView, Error> {
        self.ground.view(study, all, None)
    }
}

impl Counted {
    /// For the way to another worker: facts that are read as they were given need not travel twice.
    pub(crate) fn packed(mut self) -> Self {
        if self.read == self.given {
            self.read.clear();
        }
        self
    }

    /// As it was before [`Self::packed`].
    pub(crate) fn unpacked(mut self) -> Self {
        if self.read.is_empty() {
            self.read.clone_from(&self.given);
        }
        self
    }

    /// Adds the counts of later texts.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        for (path, n) in &other.paths {
            count_word(&mut self.paths, path, *n);
        }
        for (kind, n) in &other.left {
            count_word(&mut self.left, kind, *n);
        }
        self.given.extend_from_slice(&other.given);
        self.read.extend_from_slice(&other.read);
    }
}

/// One text of a study with all its drafts, by a writer that is at hand.
///
/// # Errors
/// As [`Bench::new`]; a number of a text that there is not.
pub(crate) fn record(
    study: &Study,
    session: Option<&Session>,
    number: u64,
) -> Result<RecordView, Error> {
    let table = TableRows::of(session, study)?;
    if number >= n_texts(study, in_table(table.as_ref())) {
        return Err(Error::new("no-such-text", format!("there is no text {}", number + 1)));
    }
    let bench = Bench::new(study, table.as_ref())?;
    let written = bench.written(number..number + 1)?;
    let Written { told, record } = &written[0];
    bench.ground.record_view(study, number, told, record)
}

/// What throwing away every first draft that is not right would do to the rows of a study whose
/// writer is simulated; none for the embedded realizer, which is always right.
///
/// # Errors
/// A model that is not finished, a dictionary that cannot be used, a writer that is not at hand.
pub fn rejection(study: &Study) -> Result<Option<Rejection>, Error> {
    Bench::new(study, None)?.rejection(0..n_texts(study, 0))
}

/// How many texts a study asks for; of a table never more than it has rows.
pub fn n_texts(study: &Study, in_table: u64) -> u64 {
    let rows = u64::from(study.realize.rows);
    match study.realize.of {
        RealizedRows::Table => in_table.min(rows),
        RealizedRows::Pairs => 2 * rows,
        RealizedRows::Sample | RealizedRows::Changed => rows,
    }
}

fn count_word(counts: &mut Vec<(String, u64)>, word: &str, n: u64) {
    match counts.iter_mut().find(|(known, _)| known == word) {
        Some((_, count)) => *count += n,
        None => counts.push((word.to_owned(), n)),
    }
}

/// Rows of a table that are told; 0 where none is.
pub(crate) fn in_table(table: Option<&TableRows>) -> u64 {
    table.map_or(0, TableRows::n_rows)
}

/// The words that a study's rows are put into, and whether they were proposed from names.
///
/// # Errors
/// A model that is not finished, a table that is missing or has no column to tell.
pub(crate) fn words(study: &Study, session: Option<&Session>) -> Result<(Dictionary, bool), Error> {
    if let Some(table) = TableRows::of(session, study)? {
        return Ok((table.dictionary, table.is_proposed));
    }
    let is_known = study.realize.dictionary.is_some()
        || matches!(&study.model, ModelReference::BuiltIn { id } if dictionary::built_in(id).is_some());
    Ok((ground::words(study)?, !is_known))
}
