//! Reading a table from bytes: the encoding, the form, the rows, and the report of it all.

mod builder;
mod dialect;
mod json;
mod object;
mod oddities;
mod record;
mod rows;

use std::io::Read;

use crate::error::{Error, Place};
use crate::intake::Intake;
use crate::options::{Encoding, Format, ReadOptions};
use crate::report::{ReadReport, Stated};
use crate::sniff::{SAMPLE_BYTES, guess_encoding, not_a_table, web_page};
use crate::table::Table;

/// A table, and how it was read.
#[derive(Clone, Debug)]
pub struct ReadTable {
    /// The table.
    pub table: Table,
    /// Every guess with its reason, and what was odd.
    pub report: ReadReport,
}

/// Reads a table of CSV, or of JSON objects, from any source, a slice at a time.
///
/// What the options leave open is guessed from the first 64 kB and stated in the report; the whole
/// file is never held as one text. `progress` is told after every slice how many bytes the source has
/// given. `file_name` stands in messages only.
///
/// Rows with too few cells are filled up with missing cells and reported. A row with too many is an
/// error, unless the cells beyond are empty. Blank lines and rows of empty cells only are skipped
/// and counted.
///
/// # Errors
/// A file that is empty, has no row, is no table of text, breaks off within quotation marks, has a
/// row with too many cells, holds nested JSON, or exceeds a limit. Each says where it is and how to
/// go on ([`Error::place`], [`Error::hint`]).
pub fn read(
    source: &mut dyn Read,
    file_name: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<ReadTable, Error> {
    let place = || Box::new(Place::of_file(file_name));
    if let Some(delimiter) = options.delimiter
        && (!delimiter.is_ascii() || matches!(delimiter, b'"' | b'\n' | b'\r' | 0))
    {
        return Err(Error::NotADelimiter { found: format!("the byte {delimiter:#04x}") });
    }
    let mut intake = Intake::new(source, file_name, options.limits.bytes, progress);
    intake.fill_to(SAMPLE_BYTES)?;
    let start = &intake.window()[..intake.window().len().min(SAMPLE_BYTES)];
    if start.is_empty() {
        return Err(Error::Empty { place: place() });
    }
    if let Some(found) = not_a_table(start) {
        let (looks_like, remedy) = (found.looks_like.to_owned(), found.remedy.to_owned());
        return Err(Error::NotATable { place: place(), looks_like, remedy });
    }
    let whole = intake.at_end() && intake.window().len() <= SAMPLE_BYTES;
    let guess = guess_encoding(start, whole);
    let mark = guess.as_ref().map_or(0, |(_, mark)| *mark);
    let encoding = match (options.encoding, guess) {
        (Some(encoding), _) => Stated::given(encoding),
        (None, Some((guess, _))) => guess,
        (None, None) => {
            return Err(Error::NotATable {
                place: place(),
                looks_like: "a file of another program".to_owned(),
                remedy: "open it in the program that made it and export the table as CSV"
                    .to_owned(),
            });
        }
    };
    let mark_fits = match encoding.value {
        Encoding::Utf8 => mark == 3,
        Encoding::Utf16Le | Encoding::Utf16Be => mark == 2,
        Encoding::Windows1252 => false,
    };
    intake.consume(if mark_fits { mark } else { 0 });
    intake.decode_as(encoding.value);
    intake.fill_to(SAMPLE_BYTES)?;
    let text = &intake.window()[..intake.window().len().min(SAMPLE_BYTES)];
    if let Some(found) = web_page(text) {
        let (looks_like, remedy) = (found.looks_like.to_owned(), found.remedy.to_owned());
        return Err(Error::NotATable { place: place(), looks_like, remedy });
    }
    let format = match options.format {
        Some(format) => Stated::given(format),
        None => guess_format(text),
    };
    match format.value {
        Format::Csv => rows::read_rows(intake, file_name, options, encoding, format),
        Format::JsonLines => json::read_objects(intake, file_name, options, encoding, format),
    }
}

fn guess_format(text: &[u8]) -> Stated<Format> {
    let text = text.trim_ascii_start();
    let second = text.get(1..).unwrap_or_default().trim_ascii_start().first().copied();
    match (text.first(), second) {
        (Some(b'{'), Some(b'"' | b'}')) => {
            Stated::guessed(Format::JsonLines, "the file begins with a JSON object")
        }
        (Some(b'['), Some(b'{' | b']')) => {
            Stated::guessed(Format::JsonLines, "the file begins with a JSON array of objects")
        }
        _ => Stated::guessed(Format::Csv, "the file does not begin like JSON"),
    }
}
