//! Guessing how a file is written from its beginning.

mod decimal;
mod delimiter;
mod encoding;
mod header;
mod magic;
mod sample;

pub(crate) use decimal::guess_decimal_comma;
pub(crate) use delimiter::guess_delimiter;
pub(crate) use encoding::guess_encoding;
pub(crate) use header::{guess_header, has_row_names};
pub(crate) use magic::{not_a_table, web_page};
pub(crate) use sample::{Sample, sample_records};

/// Bytes at the beginning of a file from which its form is guessed.
pub(crate) const SAMPLE_BYTES: usize = 1 << 16;
