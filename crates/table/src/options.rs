//! What a reader may be told instead of guessing, and the limits that it keeps.

use std::fmt;

/// What is known of a file beforehand; whatever is `None` is guessed and the guess is reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The form of the file.
    pub format: Option<Format>,
    /// How its bytes stand for characters.
    pub encoding: Option<Encoding>,
    /// The byte between two cells, an ASCII character such as `b';'`.
    pub delimiter: Option<u8>,
    /// True where numbers are written as `1,5`, false where as `1.5`.
    pub decimal_comma: Option<bool>,
    /// True where the first row holds the names of the columns.
    pub header: Option<bool>,
    /// The texts that stand for a missing cell, beside the empty one; `None` is
    /// [`crate::MISSING_WORDS`].
    pub missing_words: Option<Vec<String>>,
    /// Sizes beyond which reading stops with an error.
    pub limits: Limits,
}

/// Sizes beyond which reading stops with an error that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Columns of the table.
    pub columns: u32,
    /// Rows of the table.
    pub rows: u32,
    /// Cells of the table: rows times columns.
    pub cells: u64,
    /// Bytes of one cell.
    pub cell_bytes: u32,
}

impl Default for Limits {
    /// 2 GB, 10,000 columns, four thousand million rows, 400 million cells, 1 MB in a cell.
    fn default() -> Self {
        Self {
            bytes: 2_000_000_000,
            columns: 10_000,
            rows: u32::MAX - 1,
            cells: 400_000_000,
            cell_bytes: 1_000_000,
        }
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Cells between delimiters, a row on a line.
    Csv,
    /// One JSON object a line, or one JSON array of objects.
    JsonLines,
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Csv => "CSV",
            Self::JsonLines => "JSON Lines",
        })
    }
}

/// How bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark; plain ASCII is part of it.
    Utf8,
    /// UTF-16, low byte first ("Unicode text" of Excel).
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, which holds Latin-1: one byte a character, Western European.
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (low byte first)",
            Self::Utf16Be => "UTF-16 (high byte first)",
            Self::Windows1252 => "Windows-1252 (Latin-1)",
        })
    }
}

/// A delimiter in words.
pub(crate) fn delimiter_word(delimiter: u8) -> String {
    match delimiter {
        b',' => "comma".to_owned(),
        b';' => "semicolon".to_owned(),
        b'\t' => "tab".to_owned(),
        b'|' => "vertical bar".to_owned(),
        b' ' => "space".to_owned(),
        other => format!("'{}'", char::from(other).escape_default()),
    }
}
