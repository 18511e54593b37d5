//! A column: its cells as they stood in the file, its kind, and the cells read by that kind.

use std::sync::{Arc, OnceLock};

use crate::cells::{Cells, trim};
use crate::codes::{Codes, Level, LevelMap};
use crate::distinct::hash_of;
use crate::error::Error;
use crate::guess::guess;
use crate::kind::{ColumnKind, Guess};
use crate::number::number_of;
use crate::numbers::Numbers;
use crate::profile::ColumnProfile;
use crate::sketch::{Meaning, Reading, Sketch, Tally};
use crate::warning::ReadWarning;

/// A named column of a table. Rows are counted from 0. Cheap to clone: the cells are shared.
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    kind: ColumnKind,
    guess: Guess,
    data: Arc<ColumnData>,
    profile: Arc<OnceLock<ColumnProfile>>,
}

#[derive(Debug)]
struct ColumnData {
    cells: Cells,
    sketch: Sketch,
    reading: Arc<Reading>,
}

/// The present cells of a column that are no numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unparsed {
    /// How many there are.
    pub count: u32,
    /// The first twenty: row counted from 0, and text.
    pub first: Vec<(u32, String)>,
}

impl Column {
    /// A column of finished cells, its kind guessed.
    pub(crate) fn new(name: String, cells: Cells, sketch: Sketch, reading: Arc<Reading>) -> Self {
        let guess = guess(&name, &cells, &sketch, &reading);
        let data = Arc::new(ColumnData { cells, sketch, reading });
        Self { name, kind: guess.kind, guess, data, profile: Arc::default() }
    }

    /// The same column read as another kind.
    pub(crate) fn with_kind(&self, kind: ColumnKind) -> Result<Self, Error> {
        if kind == self.kind {
            return Ok(self.clone());
        }
        let unfit =
            |reason: String| Error::KindDoesNotFit { column: self.name.clone(), kind, reason };
        let tally = self.tally();
        let n_present = tally.n_present();
        match kind {
            ColumnKind::Number if tally.n_numbers == 0 && n_present > 0 => {
                let first = self.unparsed().first.swap_remove(0);
                return Err(unfit(format!(
                    "none of its {n_present} values is a number, the first is '{}'",
                    first.1
                )));
            }
            ColumnKind::YesNo => {
                let n_levels = self.level_map(kind).levels.len();
                if n_levels != 2 {
                    return Err(unfit(format!("it has {n_levels} different values, not 2")));
                }
            }
            _ => {}
        }
        Ok(Self { kind, profile: Arc::default(), ..self.clone() })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it is read now.
    pub fn kind(&self) -> ColumnKind {
        self.kind
    }

    /// How it was guessed, and why.
    pub fn guess(&self) -> &Guess {
        &self.guess
    }

    /// Number of rows.
    pub fn n_rows(&self) -> u32 {
        self.data.cells.n_rows()
    }

    /// Number of cells without a value; in a number column this counts cells that are no numbers.
    pub fn n_missing(&self) -> u32 {
        let tally = self.tally();
        match self.kind {
            ColumnKind::Number => tally.n_missing + tally.n_texts,
            _ => tally.n_missing,
        }
    }

    /// Whether the cell of a row has no value under the present kind.
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn is_missing(&self, row: u32) -> bool {
        match self.data.reading.meaning(trim(self.data.cells.cell(row))) {
            Meaning::Missing(_) => true,
            Meaning::Number(_) => false,
            Meaning::Text => self.kind == ColumnKind::Number,
        }
    }

    /// The text of a row without outer white space; `None` where it is a word for missing.
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn text(&self, row: u32) -> Option<&str> {
        let text = self.raw(row).trim();
        (!self.data.reading.missing.contains(text.as_bytes())).then_some(text)
    }

    /// The cell of a row as it stood in the file.
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn raw(&self, row: u32) -> &str {
        std::str::from_utf8(self.data.cells.cell(row)).expect("every cell was made UTF-8 when read")
    }

    /// The number in a row; `None` where the cell is missing or is no number.
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn number(&self, row: u32) -> Option<f64> {
        match self.data.reading.meaning(trim(self.data.cells.cell(row))) {
            Meaning::Number(decimal) => Some(decimal.value),
            Meaning::Missing(_) | Meaning::Text => None,
        }
    }

    /// All rows as numbers, whatever the kind; cells that are no numbers are missing.
    pub fn numbers(&self) -> Numbers {
        let n_rows = self.n_rows() as usize;
        let mut values = Vec::with_capacity(n_rows);
        let mut missing = Vec::with_capacity(n_rows);
        let reading = &*self.data.reading;
        for cell in self.data.cells.iter() {
            let value = match reading.meaning(trim(cell)) {
                Meaning::Number(decimal) => Some(decimal.value),
                Meaning::Missing(_) | Meaning::Text => None,
            };
            values.push(value.unwrap_or(0.0));
            missing.push(value.is_none());
        }
        Numbers { values, missing }
    }

    /// The different texts with their counts, missing cells left out; in a number column also those
    /// that are no numbers.
    ///
    /// Ordered by value where all are numbers, else by text. A yes/no column has two levels, the one
    /// of 0, no or false first; different spellings of a level (`Yes`, `yes`; `1`, `1.0`) count as
    /// one under the most frequent spelling.
    pub fn levels(&self) -> Vec<Level> {
        self.level_map(self.kind).levels
    }

    /// [`Column::levels`] and for each row the place of its level.
    pub fn codes(&self) -> Codes {
        self.level_map(self.kind).codes(&self.data.cells)
    }

    /// The present cells that are no numbers.
    pub fn unparsed(&self) -> Unparsed {
        let count = self.tally().n_texts;
        if count == 0 {
            return Unparsed::default();
        }
        Unparsed { count, first: first_texts(&self.data.cells, &self.data.reading, 20) }
    }

    /// Which words stood for a missing cell, and how often; the empty text first.
    pub fn missing_words(&self) -> Vec<Level> {
        let words = self.data.reading.missing.words().iter().zip(&self.tally().missing);
        words
            .filter(|(_, count)| **count > 0)
            .map(|(word, count)| Level { text: word.clone(), count: *count })
            .collect()
    }

    /// What is odd about it under the present kind.
    pub fn warnings(&self) -> Vec<ReadWarning> {
        self.profile().warnings.clone()
    }

    /// What a page shows of it; computed once.
    pub fn profile(&self) -> &ColumnProfile {
        self.profile.get_or_init(|| ColumnProfile::of(self))
    }

    pub(crate) fn tally(&self) -> &Tally {
        self.data.sketch.tally()
    }

    pub(crate) fn cells(&self) -> &Cells {
        &self.data.cells
    }

    pub(crate) fn reading(&self) -> &Arc<Reading> {
        &self.data.reading
    }

    /// Levels where all different texts are remembered, else `None`.
    pub(crate) fn few_levels(&self) -> Option<Vec<Level>> {
        self.data.sketch.distinct()?;
        Some(self.levels())
    }

    /// The spellings of the first level of a yes/no column that has several.
    pub(crate) fn merged_spellings(&self) -> Option<Vec<String>> {
        let spellings = self.level_map(self.kind).spellings;
        spellings.into_iter().find(|spellings| !spellings.is_empty())
    }

    /// Number of different present texts.
    pub(crate) fn n_distinct_texts(&self) -> u32 {
        n_distinct_texts(&self.data.cells, &self.data.sketch, &self.data.reading)
    }

    fn level_map(&self, kind: ColumnKind) -> LevelMap<'_> {
        LevelMap::new(&self.data.cells, &self.data.sketch, &self.data.reading, kind)
    }
}

/// Number of different present texts, trimmed. Many texts are told apart by a 64-bit hash, which
/// mistakes two of a million for one with a chance below 1 in 10^7.
pub(crate) fn n_distinct_texts(cells: &Cells, sketch: &Sketch, reading: &Reading) -> u32 {
    if let Some(distinct) = sketch.distinct() {
        return distinct.iter().filter(|(text, _)| !reading.missing.contains(text)).count() as u32;
    }
    let mut hashes: Vec<u64> = cells
        .iter()
        .map(trim)
        .filter(|text| !reading.missing.contains(text))
        .map(hash_of)
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.len() as u32
}

/// The first cells that are present and no numbers.
pub(crate) fn first_texts(cells: &Cells, reading: &Reading, at_most: usize) -> Vec<(u32, String)> {
    let number = |text: &[u8]| number_of(text, reading.mark()).is_some();
    (0..cells.n_rows())
        .zip(cells.iter().map(trim))
        .filter(|(_, text)| !reading.missing.contains(text) && !number(text))
        .map(|(row, text)| (row, String::from_utf8_lossy(text).into_owned()))
        .take(at_most)
        .collect()
}
