//! The cells of a column as they stood in the file, in chunks of one byte arena each.

use std::fmt;

/// Rows of every chunk but the last.
pub(crate) const CHUNK_ROWS: usize = 1 << 14;

/// Consecutive cells: their bytes one after the other, and where each ends.
#[derive(Clone, Default)]
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// All cells of a column.
#[derive(Clone, Default)]
pub(crate) struct Cells {
    chunks: Vec<Chunk>,
    n_rows: u32,
}

impl Chunk {
    /// An empty chunk with room for cells like those of `model`.
    pub(crate) fn like(model: &Self) -> Self {
        Self {
            bytes: Vec::with_capacity(model.bytes.len() + model.bytes.len() / 16),
            ends: Vec::with_capacity(model.ends.len()),
        }
    }

    /// Appends a cell; false where the chunk's bytes would exceed 4 GB.
    #[inline]
    pub(crate) fn push(&mut self, cell: &[u8]) -> bool {
        self.bytes.extend_from_slice(cell);
        let Ok(end) = u32::try_from(self.bytes.len()) else {
            return false;
        };
        self.ends.push(end);
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell at a place of this chunk.
    #[inline]
    pub(crate) fn cell(&self, place: usize) -> &[u8] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.bytes[start as usize..self.ends[place] as usize]
    }

    /// The cells in order.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            let cell = &self.bytes[start..end];
            start = end;
            cell
        })
    }

    /// All bytes, cells run together.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives back room that is not used.
    pub(crate) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl Cells {
    /// Appends a chunk; every chunk before it must hold [`CHUNK_ROWS`] cells.
    pub(crate) fn push_chunk(&mut self, chunk: Chunk) {
        self.n_rows += chunk.len() as u32;
        self.chunks.push(chunk);
    }

    pub(crate) fn n_rows(&self) -> u32 {
        self.n_rows
    }

    /// The cell of a row, counted from 0.
    #[inline]
    pub(crate) fn cell(&self, row: u32) -> &[u8] {
        let row = row as usize;
        self.chunks[row / CHUNK_ROWS].cell(row % CHUNK_ROWS)
    }

    /// The cells in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.chunks.iter().flat_map(Chunk::iter)
    }

    pub(crate) fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// The same cells after a change of each, in the same chunks.
    pub(crate) fn map(&self, mut change: impl FnMut(&[u8], &mut Chunk)) -> Self {
        let mut changed = Self::default();
        for chunk in &self.chunks {
            let mut copy = Chunk::like(chunk);
            for cell in chunk.iter() {
                change(cell, &mut copy);
            }
            changed.push_chunk(copy);
        }
        changed
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cells({} rows)", self.n_rows)
    }
}

/// A cell without outer white space; bytes that are not UTF-8 are left as they are.
#[inline]
pub(crate) fn trim(cell: &[u8]) -> &[u8] {
    match (cell.first(), cell.last()) {
        (Some(first), Some(last))
            if matches!(first, b'!'..=b'~') && matches!(last, b'!'..=b'~') =>
        {
            cell
        }
        (None, _) => cell,
        _ => trim_slowly(cell),
    }
}

#[cold]
fn trim_slowly(cell: &[u8]) -> &[u8] {
    match std::str::from_utf8(cell) {
        Ok(text) => text.trim().as_bytes(),
        Err(_) => cell.trim_ascii(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_by_row_across_chunks() {
        let n_rows = CHUNK_ROWS as u32 + 3;
        let mut cells = Cells::default();
        let mut chunk = Chunk::default();
        for row in 0..n_rows {
            assert!(chunk.push(row.to_string().as_bytes()));
            if chunk.len() == CHUNK_ROWS {
                let next = Chunk::like(&chunk);
                cells.push_chunk(std::mem::replace(&mut chunk, next));
            }
        }
        cells.push_chunk(chunk);
        assert_eq!(cells.n_rows(), n_rows);
        for row in [0, 1, CHUNK_ROWS as u32 - 1, CHUNK_ROWS as u32, n_rows - 1] {
            assert_eq!(cells.cell(row), row.to_string().as_bytes());
        }
        assert_eq!(cells.iter().count(), n_rows as usize);
    }

    #[test]
    fn trimming_knows_the_white_space_of_spreadsheets() {
        assert_eq!(trim(b" a b\t"), b"a b");
        assert_eq!(trim("\u{a0}5\u{a0}".as_bytes()), b"5");
        assert_eq!(trim("é ".as_bytes()), "é".as_bytes());
        assert_eq!(trim(b"\xff x "), b"\xff x");
        assert_eq!(trim(b"  "), b"");
    }
}
