//! A table: columns of equal length, each with a name and a kind.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::cells::{CHUNK_ROWS, Cells, Chunk};
use crate::column::Column;
use crate::error::Error;
use crate::kind::ColumnKind;
use crate::names::nearest;
use crate::profile::ColumnProfile;
use crate::sketch::{Reading, Sketch};
use crate::warning::ReadWarning;

/// Columns of equal length. Rows are counted from 0. Cheap to clone: the cells are shared.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Column>,
    n_rows: u32,
}

impl Table {
    /// A table of columns that were read together.
    pub(crate) fn new(columns: Vec<Column>, n_rows: u32) -> Self {
        Self { columns, n_rows }
    }

    /// A table of texts, each column with its name; kinds are guessed as in a file.
    ///
    /// # Errors
    /// Columns of different length; a name that is empty or stands twice; more than 2^32 − 2 rows.
    pub fn from_columns(columns: Vec<(String, Vec<String>)>) -> Result<Self, Error> {
        let expected = columns.first().map_or(0, |(_, cells)| cells.len() as u64);
        let n_rows = u32::try_from(expected).ok().filter(|n_rows| *n_rows < u32::MAX);
        let n_rows = n_rows
            .ok_or_else(|| Error::TooManyRows { place: Box::default(), limit: u32::MAX - 1 })?;
        let mut taken = BTreeSet::new();
        let reading = Arc::new(Reading::default());
        let mut read = Vec::with_capacity(columns.len());
        for (place, (name, texts)) in columns.into_iter().enumerate() {
            if name.trim().is_empty() || !taken.insert(name.clone()) {
                return Err(Error::NameNotUnique { name, position: place as u32 + 1 });
            }
            let found = texts.len() as u64;
            if found != expected {
                return Err(Error::UnequalLength { column: name, expected, found });
            }
            let mut cells = Cells::default();
            for texts in texts.chunks(CHUNK_ROWS) {
                let mut chunk = Chunk::default();
                for text in texts {
                    if !chunk.push(text.as_bytes()) {
                        let place = Box::new(crate::Place {
                            column: Some(name),
                            ..crate::Place::default()
                        });
                        return Err(Error::CellTooLarge { place, limit: u32::MAX });
                    }
                }
                chunk.shrink();
                cells.push_chunk(chunk);
            }
            let sketch = Sketch::of(&cells, &reading);
            read.push(Column::new(name, cells, sketch, Arc::clone(&reading)));
        }
        Ok(Self::new(read, n_rows))
    }

    /// Number of rows.
    pub fn n_rows(&self) -> u32 {
        self.n_rows
    }

    /// Number of columns.
    pub fn n_columns(&self) -> u32 {
        self.columns.len() as u32
    }

    /// The columns in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of a name.
    ///
    /// # Errors
    /// [`Error::NoSuchColumn`], with the name that is most like the one asked for.
    pub fn column(&self, name: &str) -> Result<&Column, Error> {
        self.columns.iter().find(|column| column.name() == name).ok_or_else(|| {
            Error::NoSuchColumn {
                name: name.to_owned(),
                nearest: nearest(name, self.columns.iter().map(Column::name)).map(str::to_owned),
            }
        })
    }

    /// The place of a column, counted from 0.
    pub fn position(&self, name: &str) -> Option<u32> {
        self.columns.iter().position(|column| column.name() == name).map(|place| place as u32)
    }

    /// The same table with one column read as another kind than it is now.
    ///
    /// # Errors
    /// [`Error::NoSuchColumn`]; [`Error::KindDoesNotFit`] where no value is a number, or a column to
    /// be read as yes/no has not two levels.
    pub fn with_kind(&self, name: &str, kind: ColumnKind) -> Result<Self, Error> {
        let changed = self.column(name)?.with_kind(kind)?;
        let columns = self
            .columns
            .iter()
            .map(|column| if column.name() == name { changed.clone() } else { column.clone() });
        Ok(Self { columns: columns.collect(), n_rows: self.n_rows })
    }

    /// The texts of some rows, row by row; `None` is a missing cell. The range is cut to the table.
    pub fn rows(&self, range: Range<u32>) -> Vec<Vec<Option<String>>> {
        let texts = |row| {
            let text = |column: &Column| column.text(row).map(str::to_owned);
            self.columns.iter().map(text).collect()
        };
        (range.start..range.end.min(self.n_rows)).map(texts).collect()
    }

    /// What is odd about the columns under their present kinds, in the order of columns.
    pub fn warnings(&self) -> Vec<ReadWarning> {
        self.columns.iter().flat_map(Column::warnings).collect()
    }

    /// The profile of every column.
    pub fn profiles(&self) -> Vec<ColumnProfile> {
        self.columns.iter().map(|column| column.profile().clone()).collect()
    }
}
