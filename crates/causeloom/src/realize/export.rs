//! Texts as files: any range of them by itself, with their facts and how they came about.

use std::ops::Range;

use realize::{
    Skeleton,
    run::{Record, records_to_csv, records_to_jsonl},
};
use serde::{Deserialize, Serialize};

use super::machine::{Machine, Written, refused};
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
    machine: Machine,
    format: TextFormat,
}

impl TextWriter {
    /// Makes it.
    ///
    /// # Errors
    /// A model that is not finished, a dictionary that cannot be used, a writer that is not at hand.
    pub fn new(study: &Study, format: TextFormat) -> Result<Self, Error> {
        Ok(Self { machine: Machine::new(study)?, format })
    }

    /// The texts of a range; ranges put one after the other give the same bytes as one range.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows.
    pub fn texts(&self, texts: Range<u64>) -> Result<String, Error> {
        let is_first = texts.start == 0;
        let written = self.machine.written(texts)?;
        let (skeletons, records): (Vec<Skeleton>, Vec<Record>) =
            written.into_iter().map(|Written { told, record }| (told.skeleton, record)).unzip();
        let records: Vec<&Record> = records.iter().collect();
        let dictionary = &self.machine.dictionary;
        let safe = match self.format {
            TextFormat::Jsonl => {
                return records_to_jsonl(dictionary, &skeletons, &records)
                    .map_err(|error| refused(&error));
            }
            TextFormat::Csv => false,
            TextFormat::Spreadsheet => true,
        };
        let text = records_to_csv(dictionary, &skeletons, &records, safe)
            .map_err(|error| refused(&error))?;
        // The line of names has no quoted line break in it: names are plain.
        Ok(match text.split_once('\n') {
            Some((_, rest)) if !is_first => rest.to_owned(),
            _ => text,
        })
    }
}
