//! A column as levels: its different texts in a natural order, with counts, and a code per row.

use std::cmp::Ordering;

use crate::cells::{Cells, trim};
use crate::distinct::Distinct;
use crate::kind::ColumnKind;
use crate::sketch::{Meaning, Reading, Sketch};

/// A level of a column, and the number of rows that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its text, without outer white space.
    pub text: String,
    /// Rows that have it.
    pub count: u32,
}

/// A column as codes of its levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// The levels in their natural order; see [`crate::Column::levels`].
    pub levels: Vec<Level>,
    /// For each row the place of its level, or [`Codes::MISSING`].
    pub codes: Vec<u32>,
}

impl Codes {
    /// The code of a missing cell.
    pub const MISSING: u32 = u32::MAX;
}

/// Levels in natural order, and for each remembered text the place of its level.
pub(crate) struct LevelMap<'a> {
    distinct: std::borrow::Cow<'a, Distinct>,
    pub(crate) levels: Vec<Level>,
    level_of_text: Vec<u32>,
    /// For each level its spellings where there are several, else nothing.
    pub(crate) spellings: Vec<Vec<String>>,
}

/// The side of yes or no that a text stands for, whatever its case.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    const NO: [&str; 4] = ["no", "n", "false", "f"];
    const YES: [&str; 4] = ["yes", "y", "true", "t"];
    if NO.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        Some(false)
    } else if YES.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        Some(true)
    } else {
        None
    }
}

impl<'a> LevelMap<'a> {
    /// Orders the different texts of a column; in yes/no columns spellings of one level are merged.
    pub(crate) fn new(
        cells: &Cells,
        sketch: &'a Sketch,
        reading: &Reading,
        kind: ColumnKind,
    ) -> Self {
        let distinct = match sketch.distinct() {
            Some(distinct) => std::borrow::Cow::Borrowed(distinct),
            None => std::borrow::Cow::Owned(all_texts(cells)),
        };
        let mut present: Vec<Spelling> = Vec::with_capacity(distinct.len());
        for (place, (bytes, count)) in distinct.iter().enumerate() {
            let number = match reading.meaning(bytes) {
                Meaning::Missing(_) => continue,
                // In a number column such a cell is missing.
                Meaning::Text if kind == ColumnKind::Number => continue,
                Meaning::Number(decimal) => Some(decimal.value),
                Meaning::Text => None,
            };
            let text = String::from_utf8_lossy(bytes).into_owned();
            present.push(Spelling { place: place as u32, text, count, number });
        }
        let all_numbers = present.iter().all(|spelling| spelling.number.is_some());
        let side = |spelling: &Spelling| yes_or_no(&spelling.text);
        let all_words = present.iter().all(|spelling| side(spelling).is_some());
        // Equal keys are one level in a yes/no column.
        let by_key = |one: &Spelling, other: &Spelling| -> Ordering {
            if all_numbers {
                let value = |spelling: &Spelling| spelling.number.unwrap_or_default();
                value(one).total_cmp(&value(other))
            } else if kind == ColumnKind::YesNo && all_words {
                side(one).cmp(&side(other))
            } else {
                one.text.cmp(&other.text)
            }
        };
        present.sort_by(|one, other| by_key(one, other).then_with(|| one.text.cmp(&other.text)));
        let mut level_of_text = vec![Codes::MISSING; distinct.len()];
        let mut levels: Vec<Level> = Vec::with_capacity(present.len());
        let mut spellings: Vec<Vec<String>> = Vec::new();
        let mut shown_count = 0;
        for (position, spelling) in present.iter().enumerate() {
            let merge = kind == ColumnKind::YesNo
                && position > 0
                && by_key(&present[position - 1], spelling).is_eq();
            match levels.last_mut() {
                Some(level) if merge => {
                    level.count += spelling.count;
                    if let Some(spellings) = spellings.last_mut() {
                        if spellings.is_empty() {
                            spellings.push(present[position - 1].text.clone());
                        }
                        spellings.push(spelling.text.clone());
                    }
                    if spelling.count > shown_count {
                        shown_count = spelling.count;
                        level.text.clone_from(&spelling.text);
                    }
                }
                _ => {
                    shown_count = spelling.count;
                    spellings.push(Vec::new());
                    levels.push(Level { text: spelling.text.clone(), count: spelling.count });
                }
            }
            level_of_text[spelling.place as usize] = levels.len() as u32 - 1;
        }
        Self { distinct, levels, level_of_text, spellings }
    }

    /// The codes of all rows.
    pub(crate) fn codes(self, cells: &Cells) -> Codes {
        let code = |cell: &[u8]| {
            let place = self.distinct.find(trim(cell));
            place.map_or(Codes::MISSING, |place| self.level_of_text[place as usize])
        };
        let codes = cells.iter().map(code).collect();
        Codes { levels: self.levels, codes }
    }
}

struct Spelling {
    place: u32,
    text: String,
    count: u32,
    number: Option<f64>,
}

fn all_texts(cells: &Cells) -> Distinct {
    let mut distinct = Distinct::default();
    for cell in cells.iter() {
        distinct.add(trim(cell));
    }
    distinct
}
