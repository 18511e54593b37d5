//! What is counted of a column while it is read: enough to guess its kind.

use crate::cells::{Cells, Chunk, trim};
use crate::date::looks_like_date;
use crate::distinct::Distinct;
use crate::missing::MissingWords;
use crate::number::{Decimal, decimal_of, has_thousands_marks, mark_of, number_of};

/// Different texts up to which they are all remembered; also the most levels of a guessed category.
pub(crate) const MOST_REMEMBERED: usize = 1_000;
/// Bytes of different texts up to which they are all remembered.
const MOST_REMEMBERED_BYTES: usize = 1 << 18;

/// How cells are understood, the same for all columns of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    /// Words for a missing cell.
    pub(crate) missing: MissingWords,
    /// True where numbers are written as `1,5`.
    pub(crate) decimal_comma: bool,
}

/// What a trimmed cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// Nothing; the place of the word in the list of missing words.
    Missing(usize),
    /// A number.
    Number(Decimal),
    /// Something else.
    Text,
}

/// Counts over the cells of a column.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    /// Cells by missing word, in the order of the list.
    pub(crate) missing: Vec<u32>,
    pub(crate) n_missing: u32,
    /// Cells with outer white space.
    pub(crate) n_padded: u32,
    pub(crate) n_numbers: u32,
    /// Numbers without a fraction and below 2^53.
    pub(crate) n_whole: u32,
    /// Numbers written with the decimal mark in force.
    pub(crate) n_marked: u32,
    /// Least and greatest number; meaningless while there is none.
    pub(crate) minimum: f64,
    pub(crate) maximum: f64,
    /// Present cells that are no numbers.
    pub(crate) n_texts: u32,
    /// Of these, numbers if the other decimal mark were in force.
    pub(crate) n_other_mark: u32,
    /// Of these, numbers but for thousands marks.
    pub(crate) n_thousands: u32,
    /// Of these, dates by their look.
    pub(crate) n_dates: u32,
    /// Of these, with white space inside.
    pub(crate) n_spaced: u32,
    /// Bytes of these.
    pub(crate) text_bytes: u64,
}

/// What is known of a column after reading it once.
#[derive(Clone, Debug)]
pub(crate) struct Sketch {
    /// All different trimmed texts, unless there are too many.
    distinct: Option<Distinct>,
    tally: Tally,
}

impl Reading {
    /// The decimal mark in force.
    #[inline]
    pub(crate) fn mark(&self) -> u8 {
        mark_of(self.decimal_comma)
    }

    /// What a trimmed cell says.
    #[inline]
    pub(crate) fn meaning(&self, trimmed: &[u8]) -> Meaning {
        match self.missing.position(trimmed) {
            Some(word) => Meaning::Missing(word),
            None => match decimal_of(trimmed, self.mark()) {
                Some(decimal) => Meaning::Number(decimal),
                None => Meaning::Text,
            },
        }
    }
}

impl Tally {
    fn new(reading: &Reading) -> Self {
        Self {
            missing: vec![0; reading.missing.words().len()],
            n_missing: 0,
            n_padded: 0,
            n_numbers: 0,
            n_whole: 0,
            n_marked: 0,
            minimum: f64::INFINITY,
            maximum: f64::NEG_INFINITY,
            n_texts: 0,
            n_other_mark: 0,
            n_thousands: 0,
            n_dates: 0,
            n_spaced: 0,
            text_bytes: 0,
        }
    }

    /// Cells that say something.
    pub(crate) fn n_present(&self) -> u32 {
        self.n_numbers + self.n_texts
    }

    #[inline]
    fn add(&mut self, trimmed: &[u8], count: u32, reading: &Reading) {
        match reading.meaning(trimmed) {
            Meaning::Missing(word) => {
                self.missing[word] += count;
                self.n_missing += count;
            }
            Meaning::Number(Decimal { value, marked }) => {
                self.n_numbers += count;
                self.minimum = self.minimum.min(value);
                self.maximum = self.maximum.max(value);
                self.n_whole += if is_whole(value) { count } else { 0 };
                self.n_marked += if marked { count } else { 0 };
            }
            Meaning::Text => self.add_text(trimmed, count, reading),
        }
    }

    fn add_text(&mut self, trimmed: &[u8], count: u32, reading: &Reading) {
        self.n_texts += count;
        self.text_bytes += trimmed.len() as u64 * u64::from(count);
        if trimmed.iter().any(u8::is_ascii_whitespace) {
            self.n_spaced += count;
        }
        if !trimmed.iter().any(u8::is_ascii_digit) {
            return;
        }
        if has_thousands_marks(trimmed, reading.mark()) {
            self.n_thousands += count;
        } else if number_of(trimmed, mark_of(!reading.decimal_comma)).is_some() {
            self.n_other_mark += count;
        } else if looks_like_date(trimmed) {
            self.n_dates += count;
        }
    }
}

impl Sketch {
    /// Of no cell yet.
    pub(crate) fn new(reading: &Reading) -> Self {
        Self { distinct: Some(Distinct::default()), tally: Tally::new(reading) }
    }

    /// Of all cells.
    pub(crate) fn of(cells: &Cells, reading: &Reading) -> Self {
        let mut sketch = Self::new(reading);
        for chunk in cells.chunks() {
            sketch.add_chunk(chunk, reading);
        }
        sketch.finish(reading);
        sketch
    }

    /// Adds the cells of a chunk.
    // Never inlined, for the reason given at `RowReader::next`.
    #[inline(never)]
    pub(crate) fn add_chunk(&mut self, chunk: &Chunk, reading: &Reading) {
        let mut cells = chunk.iter();
        if let Some(distinct) = &mut self.distinct {
            let mut n_padded = 0;
            for cell in cells.by_ref() {
                let trimmed = trim(cell);
                n_padded += u32::from(trimmed.len() < cell.len());
                distinct.add(trimmed);
                if distinct.len() > MOST_REMEMBERED || distinct.n_bytes() > MOST_REMEMBERED_BYTES {
                    break;
                }
            }
            self.tally.n_padded += n_padded;
            if distinct.len() > MOST_REMEMBERED || distinct.n_bytes() > MOST_REMEMBERED_BYTES {
                self.finish(reading);
                self.distinct = None;
            }
        }
        for cell in cells {
            let trimmed = trim(cell);
            self.tally.n_padded += u32::from(trimmed.len() < cell.len());
            self.tally.add(trimmed, 1, reading);
        }
    }

    /// Brings the remembered texts into the tally; to be called once, at the end.
    pub(crate) fn finish(&mut self, reading: &Reading) {
        for (text, count) in self.distinct.iter().flat_map(Distinct::iter) {
            self.tally.add(text, count, reading);
        }
    }

    /// The counts.
    pub(crate) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// All different trimmed texts, missing words among them; `None` where there are more than
    /// [`MOST_REMEMBERED`].
    pub(crate) fn distinct(&self) -> Option<&Distinct> {
        self.distinct.as_ref()
    }
}

fn is_whole(value: f64) -> bool {
    value.abs() < 9_007_199_254_740_992.0 && (value as i64) as f64 == value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::CHUNK_ROWS;

    fn cells(texts: &[String]) -> Cells {
        let mut cells = Cells::default();
        for texts in texts.chunks(CHUNK_ROWS) {
            let mut chunk = Chunk::default();
            for text in texts {
                assert!(chunk.push(text.as_bytes()));
            }
            cells.push_chunk(chunk);
        }
        cells
    }

    #[test]
    fn counts_are_the_same_whether_the_texts_are_remembered_or_not() {
        // 1,500 different numbers overflow the memory, 500 do not; the rest is the same.
        let rest = ["n/a", "", " 7 ", "2024-01-31", "1,234", "1,5", "two words", "?"];
        let reading = Reading::default();
        for n_numbers in [500_u32, 1_500, 40_000] {
            let mut texts: Vec<String> = rest.iter().map(ToString::to_string).collect();
            texts.extend((0..n_numbers).map(|number| format!("{number}.5")));
            let sketch = Sketch::of(&cells(&texts), &reading);
            let tally = sketch.tally();
            assert_eq!(sketch.distinct().is_some(), n_numbers == 500);
            assert_eq!(tally.n_numbers, n_numbers + 1);
            assert_eq!(tally.n_whole, 1);
            assert_eq!(tally.n_marked, n_numbers);
            assert_eq!((tally.n_missing, tally.n_padded, tally.n_texts), (3, 1, 4));
            assert_eq!((tally.n_dates, tally.n_thousands, tally.n_other_mark), (1, 1, 1));
            assert_eq!((tally.n_spaced, tally.text_bytes), (1, 10 + 5 + 3 + 9));
            assert_eq!((tally.minimum, tally.maximum), (0.5, f64::from(n_numbers) - 0.5));
        }
    }
}
