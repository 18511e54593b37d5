//! How a file was read: every guess with its reason.

use crate::options::{Encoding, Format, delimiter_word};
use crate::warning::ReadWarning;

/// A choice that was made in reading, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// What was chosen.
    pub value: T,
    /// Why, in words.
    pub reason: String,
    /// True where the options said so, false where it was guessed.
    pub given: bool,
}

impl<T> Stated<T> {
    /// A choice that the options made.
    pub(crate) fn given(value: T) -> Self {
        Self { value, reason: "as you said".to_owned(), given: true }
    }

    /// A guess.
    pub(crate) fn guessed(value: T, reason: impl Into<String>) -> Self {
        Self { value, reason: reason.into(), given: false }
    }
}

/// How a file was read, and what was odd about it as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadReport {
    /// The file's name.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Rows of data.
    pub n_rows: u32,
    /// Columns.
    pub n_columns: u32,
    /// Its form.
    pub format: Stated<Format>,
    /// How its bytes stand for characters.
    pub encoding: Stated<Encoding>,
    /// The byte between cells; `None` for JSON.
    pub delimiter: Option<Stated<u8>>,
    /// Whether numbers are written as `1,5`.
    pub decimal_comma: Stated<bool>,
    /// Whether the first row holds names; `None` for JSON.
    pub header: Option<Stated<bool>>,
    /// What was odd about the file. What is odd about a column is at [`crate::Column::warnings`].
    pub warnings: Vec<ReadWarning>,
}

impl ReadReport {
    /// Every choice as a sentence: what, and why.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![
            format!("Form: {} ({})", self.format.value, self.format.reason),
            format!("Encoding: {} ({})", self.encoding.value, self.encoding.reason),
        ];
        if let Some(delimiter) = &self.delimiter {
            let word = delimiter_word(delimiter.value);
            sentences.push(format!("Delimiter: {word} ({})", delimiter.reason));
        }
        let mark = if self.decimal_comma.value { "comma" } else { "point" };
        sentences.push(format!("Decimal mark: {mark} ({})", self.decimal_comma.reason));
        if let Some(header) = &self.header {
            let is = if header.value { "first row" } else { "none" };
            sentences.push(format!("Header: {is} ({})", header.reason));
        }
        sentences
    }
}
