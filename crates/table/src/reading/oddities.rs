//! What is odd about the rows of a CSV file and yet can be read.

use crate::error::Place;
use crate::warning::ReadWarning;

/// Rows of a warning that are named.
const MOST_NAMED: usize = 5;

/// What was met on the way through the rows.
#[derive(Default)]
pub(crate) struct Oddities {
    pub(crate) n_empty_rows: u64,
    pub(crate) n_short: u64,
    /// Short rows whose cells hold line breaks: a sign of a quotation mark that is not closed.
    pub(crate) n_short_with_breaks: u64,
    pub(crate) first_short: Vec<(u64, u32)>,
    pub(crate) n_long: u64,
    pub(crate) first_long: u64,
    pub(crate) n_stray_quotes: u64,
    pub(crate) first_stray_quote: u64,
    pub(crate) n_with_breaks: u64,
    pub(crate) first_with_breaks: u64,
    /// Where a quotation mark may have been forgotten, and how many line breaks follow it.
    pub(crate) suspect: Option<(Box<Place>, u64)>,
}

impl Oddities {
    /// Notes a row of too few cells.
    pub(crate) fn note_short(&mut self, row: u64, n_cells: u32) {
        self.n_short += 1;
        if self.first_short.len() < MOST_NAMED {
            self.first_short.push((row, n_cells));
        }
    }

    /// Notes a row whose cells beyond the last column are empty.
    pub(crate) fn note_long(&mut self, row: u64) {
        self.n_long += 1;
        if self.n_long == 1 {
            self.first_long = row;
        }
    }

    /// Notes a row with line breaks within a cell.
    pub(crate) fn note_breaks(&mut self, row: u64) {
        self.n_with_breaks += 1;
        if self.n_with_breaks == 1 {
            self.first_with_breaks = row;
        }
    }

    /// Notes a row with text after a closing quotation mark.
    pub(crate) fn note_stray_quote(&mut self, row: u64) {
        self.n_stray_quotes += 1;
        if self.n_stray_quotes == 1 {
            self.first_stray_quote = row;
        }
    }

    /// All that was noted, as remarks.
    pub(crate) fn warnings(&self, n_blank_lines: u64, n_columns: usize) -> Vec<ReadWarning> {
        let expected = n_columns as u32;
        let mut warnings = Vec::new();
        if self.n_short > 0 {
            let (count, first) = (self.n_short, self.first_short.clone());
            warnings.push(ReadWarning::ShortRows { count, expected, first });
        }
        if self.n_long > 0 {
            let (count, first) = (self.n_long, self.first_long);
            warnings.push(ReadWarning::LongRows { count, expected, first });
        }
        if self.n_with_breaks > 0 {
            let (count, first) = (self.n_with_breaks, self.first_with_breaks);
            warnings.push(ReadWarning::LineBreaks { count, first });
        }
        if self.n_stray_quotes > 0 {
            let (count, first) = (self.n_stray_quotes, self.first_stray_quote);
            warnings.push(ReadWarning::StrayQuotes { count, first });
        }
        if n_blank_lines > 0 {
            warnings.push(ReadWarning::BlankLines { count: n_blank_lines });
        }
        if self.n_empty_rows > 0 {
            warnings.push(ReadWarning::EmptyRows { count: self.n_empty_rows });
        }
        warnings
    }
}
