//! Growing columns cell by cell, sketching each as it grows.

use std::sync::Arc;

use crate::cells::{CHUNK_ROWS, Cells, Chunk};
use crate::column::Column;
use crate::error::{Error, Place};
use crate::options::Encoding;
use crate::report::Stated;
use crate::sketch::{Reading, Sketch};
use crate::table::Table;
use crate::warning::ReadWarning;

/// A column that grows.
pub(crate) struct ColumnBuilder {
    cells: Cells,
    chunk: Chunk,
    sketch: Sketch,
    /// Cells beyond ASCII that are valid UTF-8, and cells that are not valid.
    n_valid: u64,
    n_invalid: u64,
    first_invalid: Option<u32>,
}

/// Why a column cannot grow on.
pub(crate) enum Flaw {
    /// A zero byte stands in a row, counted from 0.
    ZeroByte(u32),
    /// The bytes are too many.
    TooLarge,
}

/// All columns of a table that grows.
pub(crate) struct TableBuilder {
    pub(crate) columns: Vec<ColumnBuilder>,
    pub(crate) reading: Arc<Reading>,
}

impl ColumnBuilder {
    pub(crate) fn new(reading: &Reading) -> Self {
        Self {
            cells: Cells::default(),
            chunk: Chunk::default(),
            sketch: Sketch::new(reading),
            n_valid: 0,
            n_invalid: 0,
            first_invalid: None,
        }
    }

    /// Appends a cell.
    #[inline]
    pub(crate) fn push(&mut self, cell: &[u8], reading: &Reading) -> Result<(), Flaw> {
        if !self.chunk.push(cell) {
            return Err(Flaw::TooLarge);
        }
        if self.chunk.len() == CHUNK_ROWS { self.close_chunk(reading) } else { Ok(()) }
    }

    /// Whether every cell is empty.
    pub(crate) fn is_blank(&self) -> bool {
        self.chunk.bytes().is_empty()
            && self.cells.chunks().iter().all(|chunk| chunk.bytes().is_empty())
    }

    fn close_chunk(&mut self, reading: &Reading) -> Result<(), Flaw> {
        let next = Chunk::like(&self.chunk);
        let mut chunk = std::mem::replace(&mut self.chunk, next);
        let first_row = self.cells.n_rows();
        if memchr::memchr(0, chunk.bytes()).is_some() {
            let place = chunk.iter().position(|cell| cell.contains(&0)).unwrap_or(0);
            return Err(Flaw::ZeroByte(first_row + place as u32));
        }
        if !chunk.bytes().is_ascii() {
            for (place, cell) in chunk.iter().enumerate() {
                if cell.is_ascii() {
                    continue;
                }
                if std::str::from_utf8(cell).is_ok() {
                    self.n_valid += 1;
                } else {
                    self.n_invalid += 1;
                    self.first_invalid.get_or_insert(first_row + place as u32);
                }
            }
        }
        self.sketch.add_chunk(&chunk, reading);
        chunk.shrink();
        self.cells.push_chunk(chunk);
        Ok(())
    }

    /// Changes all cells that are not ASCII and sketches again.
    fn recode(&mut self, reading: &Reading, change: impl Fn(&[u8]) -> String) {
        self.cells = self.cells.map(|cell, chunk| {
            // A file limit below 4 GB and three bytes a character at most keep this below the limit
            // of a chunk in all but made-up cases; there the cell is dropped to nothing.
            let kept = if cell.is_ascii() {
                chunk.push(cell)
            } else {
                chunk.push(change(cell).as_bytes())
            };
            debug_assert!(kept, "a chunk holds less than 4 GB");
        });
        self.sketch = Sketch::of(&self.cells, reading);
    }
}

impl TableBuilder {
    pub(crate) fn new(n_columns: usize, reading: Reading) -> Self {
        let columns = (0..n_columns).map(|_| ColumnBuilder::new(&reading)).collect();
        Self { columns, reading: Arc::new(reading) }
    }

    /// Closes all columns; the place and the flaw of the first that cannot be closed.
    pub(crate) fn close(&mut self) -> Result<(), (usize, Flaw)> {
        for (place, column) in self.columns.iter_mut().enumerate() {
            column.close_chunk(&self.reading).map_err(|flaw| (place, flaw))?;
        }
        Ok(())
    }

    /// Settles the encoding of bytes that were taken as UTF-8: where most cells beyond ASCII are not
    /// valid, all are Windows-1252; where a few are not, their bad bytes become �.
    pub(crate) fn settle_encoding(
        &mut self,
        encoding: &mut Stated<Encoding>,
        names: &mut [Vec<u8>],
    ) -> Option<ReadWarning> {
        let bad_names =
            names.iter().filter(|name| std::str::from_utf8(name).is_err()).count() as u64;
        let good_names = names.iter().filter(|name| !name.is_ascii()).count() as u64 - bad_names;
        let n_invalid = self.columns.iter().map(|column| column.n_invalid).sum::<u64>() + bad_names;
        let n_valid = self.columns.iter().map(|column| column.n_valid).sum::<u64>() + good_names;
        if encoding.value != Encoding::Utf8 || n_invalid == 0 {
            if encoding.value == Encoding::Utf8
                && !encoding.given
                && n_valid > 0
                && encoding.reason.contains("ASCII")
            {
                "the bytes are valid UTF-8".clone_into(&mut encoding.reason);
            }
            return None;
        }
        let as_windows = n_invalid > n_valid && !encoding.given;
        let decode = |bytes: &[u8]| {
            if as_windows {
                crate::decode::from_windows_1252(bytes)
            } else {
                String::from_utf8_lossy(bytes).into_owned()
            }
        };
        let mut first = String::new();
        for (place, column) in self.columns.iter_mut().enumerate() {
            if let (Some(row), true) = (column.first_invalid, first.is_empty()) {
                let name = String::from_utf8_lossy(&names[place]);
                first = format!("row {}, column {name}", u64::from(row) + 1);
            }
            if column.n_invalid + if as_windows { column.n_valid } else { 0 } > 0 {
                column.recode(&self.reading, decode);
            }
        }
        for name in names.iter_mut().filter(|name| !name.is_ascii()) {
            *name = decode(name).into_bytes();
        }
        if as_windows {
            *encoding = Stated::guessed(
                Encoding::Windows1252,
                format!("{n_invalid} cells are not valid UTF-8"),
            );
            return None;
        }
        if first.is_empty() {
            "the header".clone_into(&mut first);
        }
        Some(ReadWarning::ReplacedBytes {
            count: n_invalid,
            encoding: encoding.value.to_string(),
            first,
        })
    }

    /// Settles the decimal mark by all cells: the mark by which more cells are numbers.
    pub(crate) fn settle_decimal(&mut self, decimal_comma: &mut Stated<bool>) {
        if decimal_comma.given {
            return;
        }
        let n_marked: u64 =
            self.columns.iter().map(|column| u64::from(column.sketch.tally().n_marked)).sum();
        let n_other: u64 =
            self.columns.iter().map(|column| u64::from(column.sketch.tally().n_other_mark)).sum();
        if n_other <= n_marked {
            return;
        }
        let comma = !self.reading.decimal_comma;
        let mark = if comma { "comma" } else { "point" };
        *decimal_comma =
            Stated::guessed(comma, format!("{n_other} cells are numbers with a {mark}"));
        let missing = self.reading.missing.clone();
        self.reading = Arc::new(Reading { missing, decimal_comma: comma });
        for column in &mut self.columns {
            column.sketch = Sketch::of(&column.cells, &self.reading);
        }
    }

    /// Finishes the sketches; to be called once, before the encoding and the decimal mark are settled.
    pub(crate) fn finish(&mut self) {
        for column in &mut self.columns {
            column.sketch.finish(&self.reading);
        }
    }

    /// The table of the columns that are kept.
    pub(crate) fn into_table(self, names: Vec<String>, n_rows: u32) -> Table {
        let reading = self.reading;
        let columns = self.columns.into_iter().zip(names);
        let columns = columns.map(|(column, name)| {
            Column::new(name, column.cells, column.sketch, Arc::clone(&reading))
        });
        Table::new(columns.collect(), n_rows)
    }
}

/// The error of a flaw in a column.
pub(crate) fn flaw_error(flaw: &Flaw, file: &str, column: String, row: u64) -> Error {
    let mut place =
        Box::new(Place { file: file.to_owned(), row: Some(row), line: None, column: Some(column) });
    match flaw {
        Flaw::ZeroByte(row) => {
            place.row = Some(u64::from(*row) + 1);
            Error::ZeroByte { place }
        }
        Flaw::TooLarge => Error::CellTooLarge { place, limit: u32::MAX },
    }
}
