//! Texts as files: any range of them by itself, with their facts and how they came about.

use std::ops::Range;

use realize::{
    Dictionary, Skeleton,
    run::{Record, records_to_csv, records_to_jsonl},
};
use serde::{Deserialize, Serialize};

use super::{
    TableRows,
    bench::{Bench, Written, refused},
};
use crate::{Error, Study};

/// The form of exported texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextFormat {
    /// JSON Lines: text, facts, where they stand, every draft.
    #[default]
    Jsonl,
    /// Comma-separated values for programs: cells as they are.
    Csv,
    /// The same for spreadsheets: a text that would be read as a formula starts with an apostrophe.
    Spreadsheet,
}

impl TextFormat {
    /// The format of a name: `jsonl`, `csv` or `spreadsheet`.
    ///
    /// # Errors
    /// Any other name.
    pub fn from_name(name: &str) -> Result<Self, Error> {
        match name {
            "jsonl" => Ok(Self::Jsonl),
            "csv" => Ok(Self::Csv),
            "spreadsheet" => Ok(Self::Spreadsheet),
            _ => Err(Error::new("no-such-format", format!("texts have no format named `{name}`"))
                .with_hint("use jsonl, csv or spreadsheet")),
        }
    }
}

/// A study's texts, ready to be written in any range. The writer is at hand.
#[derive(Debug)]
pub struct TextWriter {
    bench: Bench,
    format: TextFormat,
}

impl TextWriter {
    /// Makes it; with the rows of a table where the study tells them.
    ///
    /// # Errors
    /// A model that is not finished, a table that is missing, a dictionary that cannot be used, a
    /// writer that is not at hand.
    pub fn new(
        study: &Study,
        table: Option<&TableRows>,
        format: TextFormat,
    ) -> Result<Self, Error> {
        Ok(Self { bench: Bench::new(study, table)?, format })
    }

    /// Texts of the study.
    pub fn n_texts(&self) -> u64 {
        self.bench.ground.n_texts()
    }

    /// The texts of a range; ranges put one after the other give the same bytes as one range.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows.
    pub fn texts(&self, texts: Range<u64>) -> Result<String, Error> {
        let is_first = texts.start == 0;
        let written = self.bench.written(texts)?;
        let (skeletons, records): (Vec<Skeleton>, Vec<Record>) =
            written.into_iter().map(|Written { told, record }| (told.skeleton, record)).unzip();
        let records: Vec<&Record> = records.iter().collect();
        let text = as_file(&self.bench.ground.dictionary, &skeletons, &records, self.format)?;
        // The line of names has no quoted line break in it: names are plain.
        Ok(match text.split_once('\n') {
            Some((_, rest)) if !is_first && self.format != TextFormat::Jsonl => rest.to_owned(),
            _ => text,
        })
    }
}

/// Texts in a format, with a line of names where it has one.
pub(super) fn as_file(
    dictionary: &Dictionary,
    skeletons: &[Skeleton],
    records: &[&Record],
    format: TextFormat,
) -> Result<String, Error> {
    match format {
        TextFormat::Jsonl => records_to_jsonl(dictionary, skeletons, records),
        TextFormat::Csv => records_to_csv(dictionary, skeletons, records, false),
        TextFormat::Spreadsheet => records_to_csv(dictionary, skeletons, records, true),
    }
    .map_err(|error| refused(&error))
}
