//! Cutting bytes into records with the parser of the csv crate, fed a window at a time.
//!
//! The parser itself (csv-core) is used rather than its reader, because the reader cannot say that
//! the text ended within quotation marks, does not count blank lines, and would gather a cell of any
//! size before giving it.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::error::Error;
use crate::intake::Intake;
use crate::options::Limits;

/// Line breaks within a cell of too many bytes from which on a quotation mark must be missing.
const MANY_BREAKS: u64 = 100;

/// Records one after the other; the present one can be asked for its cells.
pub(crate) struct Records<'a> {
    intake: Intake<'a>,
    parser: Reader,
    limits: Limits,
    output: Vec<u8>,
    ends: Vec<usize>,
    n_output: usize,
    n_cells: usize,
    /// Line on which the present record begins, and the one on which the next begins.
    line: u64,
    next_line: u64,
    /// Line breaks within the present record.
    n_breaks: u64,
    /// What the present record was cut from, as far as it does not lie in the window any more.
    raw: Vec<u8>,
    delimiter: u8,
    stray_quote: Option<StrayQuote>,
    n_blank_lines: u64,
    /// Whether the last record ended with a carriage return, to which a line feed may belong.
    after_return: bool,
}

/// A quotation mark that closes a cell though text follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StrayQuote {
    /// Place of the cell in its record, counted from 0.
    pub(crate) column: usize,
    /// Line breaks between the mark that opens the cell and the one that closes it.
    pub(crate) n_breaks: u64,
}

/// Why the next record cannot be given.
#[derive(Debug)]
pub(crate) enum RecordFlaw {
    /// The source failed or is too large.
    Intake(Error),
    /// The text ends, or runs on for too long, within quotation marks.
    Unclosed {
        /// Line breaks since they were opened.
        n_lines: u64,
    },
    /// A cell is larger than the limit.
    CellTooLarge {
        /// Place of the cell in its record, counted from 0.
        column: usize,
        /// The limit.
        limit: u32,
    },
    /// A record has more cells than there may be columns.
    TooManyCells {
        /// The limit.
        limit: u32,
    },
}

impl<'a> Records<'a> {
    pub(crate) fn new(
        intake: Intake<'a>,
        delimiter: u8,
        limits: Limits,
        n_lines_before: u64,
    ) -> Self {
        Self {
            intake,
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            limits,
            output: vec![0; 1 << 14],
            ends: vec![0; 64],
            n_output: 0,
            n_cells: 0,
            line: n_lines_before + 1,
            next_line: n_lines_before + 1,
            n_breaks: 0,
            raw: Vec::new(),
            delimiter,
            stray_quote: None,
            n_blank_lines: 0,
            after_return: false,
        }
    }

    /// Goes to the next record that is no blank line; false at the end.
    pub(crate) fn next(&mut self) -> Result<bool, RecordFlaw> {
        self.n_output = 0;
        self.n_cells = 0;
        self.n_breaks = 0;
        let begins = self.skip_blank_lines().map_err(RecordFlaw::Intake)?;
        self.line = self.next_line;
        if !begins {
            return Ok(false);
        }
        self.raw.clear();
        self.stray_quote = None;
        let mut n_raw = 0;
        let breaks_before = self.parser.line();
        loop {
            let at_end = self.intake.window().is_empty()
                && !self.intake.fill().map_err(RecordFlaw::Intake)?;
            // At the end of the text a line break ends the record, unless it stands within
            // quotation marks.
            let input = if at_end { b"\n" } else { self.intake.window() };
            let (result, n_input, n_output, n_ends) = self.parser.read_record(
                input,
                &mut self.output[self.n_output..],
                &mut self.ends[self.n_cells..],
            );
            self.n_output += n_output;
            self.n_cells += n_ends;
            n_raw += n_input;
            let last = n_input.checked_sub(1).map(|last| input[last]);
            if result != ReadRecordResult::Record {
                self.raw.extend_from_slice(&input[..n_input]);
            } else if n_raw > self.n_output + self.n_cells {
                // More bytes than cells and the marks between them: there are quotation marks.
                self.stray_quote = if self.raw.is_empty() {
                    find_stray_quote(&input[..n_input], self.delimiter)
                } else {
                    self.raw.extend_from_slice(&input[..n_input]);
                    find_stray_quote(&self.raw, self.delimiter)
                };
            }
            self.intake.consume(if at_end { 0 } else { n_input });
            match result {
                ReadRecordResult::Record => {
                    let n_breaks = self.parser.line() - breaks_before;
                    self.n_breaks = n_breaks - u64::from(last == Some(b'\n'));
                    self.after_return = last == Some(b'\r');
                    self.next_line = self.line + self.n_breaks + 1;
                    self.check_cells()?;
                    return Ok(true);
                }
                ReadRecordResult::InputEmpty if at_end => {
                    let n_lines = self.parser.line() - breaks_before - 1;
                    return Err(RecordFlaw::Unclosed { n_lines });
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    self.check_growing_cell()?;
                    self.output.resize(self.output.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    let most = self.limits.columns as usize + 1;
                    if self.ends.len() >= most {
                        return Err(RecordFlaw::TooManyCells { limit: self.limits.columns });
                    }
                    self.ends.resize((self.ends.len() * 2).min(most), 0);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// Number of cells of the present record.
    #[inline]
    pub(crate) fn n_cells(&self) -> usize {
        self.n_cells
    }

    /// The cells of the present record.
    #[inline]
    pub(crate) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends[..self.n_cells].iter().map(move |end| {
            let cell = &self.output[start..*end];
            start = *end;
            cell
        })
    }

    /// Whether all cells of the present record are empty or white space.
    #[inline]
    pub(crate) fn is_blank(&self) -> bool {
        self.output[..self.n_output].iter().all(u8::is_ascii_whitespace)
    }

    /// Takes the present record for a blank line.
    pub(crate) fn count_blank(&mut self) {
        self.n_blank_lines += 1;
    }

    /// Line on which the present record begins, counted from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Line breaks within the cells of the present record.
    pub(crate) fn n_breaks(&self) -> u64 {
        self.n_breaks
    }

    /// The first quotation mark of the present record that closes a cell though text follows.
    pub(crate) fn stray_quote(&self) -> Option<StrayQuote> {
        self.stray_quote
    }

    /// Blank lines so far.
    pub(crate) fn n_blank_lines(&self) -> u64 {
        self.n_blank_lines
    }

    /// Bytes that the source has given so far.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.intake.n_bytes()
    }

    /// Whether characters were met that are not of the encoding.
    pub(crate) fn replaced(&self) -> bool {
        self.intake.replaced()
    }

    /// Goes to the first byte that is no line break; false at the end.
    fn skip_blank_lines(&mut self) -> Result<bool, Error> {
        loop {
            let Some(first) = self.intake.window().first().copied() else {
                if self.intake.fill()? {
                    continue;
                }
                return Ok(false);
            };
            match first {
                b'\n' if self.after_return => self.after_return = false,
                b'\n' | b'\r' => {
                    self.after_return = first == b'\r';
                    self.n_blank_lines += 1;
                    self.next_line += 1;
                }
                _ => {
                    self.after_return = false;
                    return Ok(true);
                }
            }
            self.intake.consume(1);
        }
    }

    fn check_growing_cell(&self) -> Result<(), RecordFlaw> {
        let start = if self.n_cells == 0 { 0 } else { self.ends[self.n_cells - 1] };
        let limit = self.limits.cell_bytes;
        if self.n_output - start <= limit as usize {
            return Ok(());
        }
        // Only within quotation marks a cell can hold line breaks.
        let n_lines = memchr::memchr_iter(b'\n', &self.output[start..self.n_output]).count() as u64;
        if n_lines >= MANY_BREAKS {
            return Err(RecordFlaw::Unclosed { n_lines });
        }
        Err(RecordFlaw::CellTooLarge { column: self.n_cells, limit })
    }

    fn check_cells(&self) -> Result<(), RecordFlaw> {
        let limit = self.limits.cell_bytes;
        if self.n_output <= limit as usize {
            return Ok(());
        }
        match self.cells().position(|cell| cell.len() > limit as usize) {
            Some(column) => Err(RecordFlaw::CellTooLarge { column, limit }),
            None => Ok(()),
        }
    }
}

/// The first mark that closes a cell though neither a delimiter nor the end of the line follows.
fn find_stray_quote(raw: &[u8], delimiter: u8) -> Option<StrayQuote> {
    let mut position = 0;
    // Marks that open a cell stand at the beginning or after a delimiter; others are text.
    let mut column = 0;
    let mut counted = 0;
    loop {
        let opening = position + memchr::memchr(b'"', raw.get(position..)?)?;
        position = opening + 1;
        if opening > 0 && raw[opening - 1] != delimiter {
            continue;
        }
        column += memchr::memchr_iter(delimiter, &raw[counted..opening]).count();
        let mut closing = opening + 1;
        loop {
            closing += memchr::memchr(b'"', raw.get(closing..)?)?;
            if raw.get(closing + 1) != Some(&b'"') {
                break;
            }
            closing += 2;
        }
        position = closing + 1;
        counted = position;
        let follows = *raw.get(position)?;
        if follows != delimiter && !matches!(follows, b'\n' | b'\r') {
            let n_breaks = memchr::memchr_iter(b'\n', &raw[opening..closing]).count() as u64;
            return Some(StrayQuote { column, n_breaks });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_before_more_text_are_found() {
        let stray = |column, n_breaks| Some(StrayQuote { column, n_breaks });
        let find = |raw: &str| find_stray_quote(raw.as_bytes(), b',');
        assert_eq!(find("\"a\",\"b \"\"c\"\"\",d\n"), None);
        assert_eq!(find("a,b\"c\"\n"), None);
        assert_eq!(find("\"a\nb\"\r"), None);
        assert_eq!(find("\"\",\"\"\n"), None);
        assert_eq!(find("a,\"b\"c,d\n"), stray(1, 0));
        assert_eq!(find("\"x,1\ny,2\n\"z\",3\n"), stray(0, 2));
        assert_eq!(find("\"a\" ,b\n"), stray(0, 0));
    }
}
