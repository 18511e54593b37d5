//! What a page shows of a column: counts, moments, levels, a histogram and what is odd.

use crate::codes::Level;
use crate::column::{Column, first_texts};
use crate::kind::ColumnKind;
use crate::number::{has_thousands_marks, mark_of, number_of};
use crate::warning::ReadWarning;

/// Levels up to which a profile lists them all.
const MOST_LISTED: usize = 50;
/// Bins of a histogram at most.
const MOST_BINS: usize = 24;

/// A summary of a column under its present kind. No figure is ever NaN or infinite.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnProfile {
    /// The column's name.
    pub name: String,
    /// How it is read.
    pub kind: ColumnKind,
    /// How it was guessed.
    pub guessed: ColumnKind,
    /// Why it was guessed so.
    pub reason: String,
    /// Number of rows.
    pub n_rows: u32,
    /// Rows without a value.
    pub n_missing: u32,
    /// Of these, rows with a text in a number column.
    pub n_unparsed: u32,
    /// Different values: numbers in a number column, levels in a yes/no column, else texts.
    pub n_distinct: u32,
    /// Which words stood for a missing cell, with counts.
    pub missing_words: Vec<Level>,
    /// Least value; number columns only.
    pub minimum: Option<f64>,
    /// Median; number columns only.
    pub median: Option<f64>,
    /// Mean; number columns only.
    pub mean: Option<f64>,
    /// Greatest value; number columns only.
    pub maximum: Option<f64>,
    /// Standard deviation, divided by n − 1; number columns of at least two values.
    pub standard_deviation: Option<f64>,
    /// The levels in natural order; empty where there are more than 50.
    pub levels: Vec<Level>,
    /// The up to ten most frequent levels, the most frequent first; empty where there are more than
    /// 1,000 different texts.
    pub most_frequent: Vec<Level>,
    /// Counts in equal bins from minimum to maximum; number columns only.
    pub histogram: Vec<u32>,
    /// What is odd about it.
    pub warnings: Vec<ReadWarning>,
}

/// The present numbers of a column in ascending order, summed up.
struct Numeric {
    sorted: Vec<f64>,
    mean: Option<f64>,
    standard_deviation: Option<f64>,
}

impl ColumnProfile {
    /// Sums up a column.
    pub(crate) fn of(column: &Column) -> Self {
        let kind = column.kind();
        let levels = column.few_levels();
        let numeric = (kind == ColumnKind::Number).then(|| Numeric::of(column));
        let sorted = numeric.as_ref().map_or(&[][..], |numeric| &numeric.sorted);
        let n_distinct = match (kind, &levels) {
            (ColumnKind::Number, _) => n_different(sorted),
            (_, Some(levels)) => levels.len() as u32,
            (_, None) => column.n_distinct_texts(),
        };
        let mut profile = Self {
            name: column.name().to_owned(),
            kind,
            guessed: column.guess().kind,
            reason: column.guess().reason.clone(),
            n_rows: column.n_rows(),
            n_missing: column.n_missing(),
            n_unparsed: if kind == ColumnKind::Number { column.tally().n_texts } else { 0 },
            n_distinct,
            missing_words: column.missing_words(),
            minimum: sorted.first().copied(),
            median: median(sorted),
            mean: numeric.as_ref().and_then(|numeric| numeric.mean),
            maximum: sorted.last().copied(),
            standard_deviation: numeric.as_ref().and_then(|numeric| numeric.standard_deviation),
            levels: Vec::new(),
            most_frequent: Vec::new(),
            histogram: histogram(sorted),
            warnings: Vec::new(),
        };
        if let Some(levels) = levels {
            let mut by_count: Vec<&Level> = levels.iter().collect();
            by_count.sort_by_key(|level| std::cmp::Reverse(level.count));
            profile.most_frequent = by_count.into_iter().take(10).cloned().collect();
            if levels.len() <= MOST_LISTED {
                profile.levels = levels;
            }
        }
        profile.warnings = profile.odd(column, sorted);
        profile
    }

    fn odd(&self, column: &Column, sorted: &[f64]) -> Vec<ReadWarning> {
        let mut warnings = Vec::new();
        let tally = column.tally();
        let name = || self.name.clone();
        if self.n_missing == self.n_rows && self.n_unparsed == 0 {
            return vec![ReadWarning::AllMissing { column: name() }];
        }
        if self.n_unparsed > 0 {
            let first = column.unparsed().first.into_iter();
            warnings.push(ReadWarning::NotNumbers {
                column: name(),
                count: self.n_unparsed,
                first: first.map(|(row, text)| (u64::from(row) + 1, text)).collect(),
            });
        }
        let numeric_look = !matches!(self.kind, ColumnKind::Date | ColumnKind::Identifier);
        let reading = column.reading();
        let example = |fits: &dyn Fn(&[u8]) -> bool| {
            let texts = first_texts(column.cells(), reading, usize::MAX);
            texts
                .into_iter()
                .map(|(_, text)| text)
                .find(|text| fits(text.as_bytes()))
                .unwrap_or_default()
        };
        if numeric_look && tally.n_thousands > 0 {
            warnings.push(ReadWarning::ThousandsMarks {
                column: name(),
                count: tally.n_thousands,
                example: example(&|text| has_thousands_marks(text, reading.mark())),
            });
        }
        if numeric_look && tally.n_other_mark > 0 {
            let other = mark_of(!reading.decimal_comma);
            warnings.push(ReadWarning::OtherDecimalMark {
                column: name(),
                count: tally.n_other_mark,
                example: example(&|text| number_of(text, other).is_some()),
            });
        }
        if self.n_distinct == 1 && self.n_rows > 1 {
            let value = column.levels().swap_remove(0).text;
            warnings.push(ReadWarning::Constant { column: name(), value });
        }
        if let Some(warning) = missing_code(&self.name, sorted) {
            warnings.push(warning);
        }
        if matches!(self.kind, ColumnKind::Category | ColumnKind::YesNo) {
            warnings.extend(spellings(column));
            if self.n_distinct as usize > MOST_LISTED {
                warnings.push(ReadWarning::ManyLevels { column: name(), count: self.n_distinct });
            }
        }
        if tally.n_padded > 0 && self.kind != ColumnKind::Text {
            warnings.push(ReadWarning::Spaces { column: name(), count: tally.n_padded });
        }
        warnings
    }
}

impl Numeric {
    fn of(column: &Column) -> Self {
        let numbers = column.numbers();
        let sorted = sorted(numbers.present());
        let count = sorted.len() as f64;
        let total: f64 = sum(sorted.iter().copied());
        let mean = if total.is_finite() {
            total / count
        } else {
            sum(sorted.iter().map(|value| value / count))
        };
        let squares = sum(sorted.iter().map(|value| (value - mean) * (value - mean)));
        let standard_deviation = (squares / (count - 1.0)).sqrt();
        Self {
            mean: Some(mean).filter(|mean| mean.is_finite()),
            standard_deviation: Some(standard_deviation).filter(|spread| spread.is_finite()),
            sorted,
        }
    }
}

/// Values in ascending order; sorted as integers of the same order, which is faster.
fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    // Negative doubles grow with falling bits; the flip makes their order that of integers.
    let flip = |bits: i64| bits ^ ((bits >> 63) & i64::MAX);
    let mut keys: Vec<i64> = values.map(|value| flip(value.to_bits() as i64)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| f64::from_bits(flip(key) as u64)).collect()
}

/// A sum in four fixed lanes over ascending values.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut lanes = [0.0_f64; 4];
    for (position, value) in values.enumerate() {
        lanes[position % 4] += value;
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

fn n_different(sorted: &[f64]) -> u32 {
    let changes = sorted.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if sorted.is_empty() { 0 } else { changes as u32 + 1 }
}

fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted[middle - 1];
    Some(lower / 2.0 + upper / 2.0)
}

fn histogram(sorted: &[f64]) -> Vec<u32> {
    let (Some(minimum), Some(maximum)) = (sorted.first(), sorted.last()) else {
        return Vec::new();
    };
    if minimum == maximum {
        return vec![sorted.len() as u32];
    }
    // Halves, so that the width of the widest range is finite.
    let half_width = maximum / 2.0 - minimum / 2.0;
    let whole = sorted.iter().all(|value| value.trunc() == *value);
    let n_bins = if whole && half_width * 2.0 < MOST_BINS as f64 {
        (half_width * 2.0) as usize + 1
    } else {
        ((sorted.len() as f64).sqrt().ceil() as usize).clamp(2, MOST_BINS)
    };
    let mut counts = vec![0_u32; n_bins];
    for value in sorted {
        let share = (value / 2.0 - minimum / 2.0) / half_width;
        counts[((share * n_bins as f64) as usize).min(n_bins - 1)] += 1;
    }
    counts
}

/// A customary code for "missing" that stands apart from all other values.
fn missing_code(name: &str, sorted: &[f64]) -> Option<ReadWarning> {
    let (minimum, maximum) = (*sorted.first()?, *sorted.last()?);
    let code = |value: f64, count: usize| ReadWarning::MissingCode {
        column: name.to_owned(),
        value: format!("{value}"),
        count: count as u32,
    };
    let above = sorted.partition_point(|value| *value == minimum);
    let below = sorted.partition_point(|value| *value < maximum);
    if [-9.0, -99.0, -999.0, -9999.0].contains(&minimum)
        && sorted.get(above).is_some_and(|next| *next >= 0.0)
    {
        return Some(code(minimum, above));
    }
    let next = if below == 0 { return None } else { sorted[below - 1] };
    ([999.0, 9999.0, 99999.0].contains(&maximum) && next < maximum / 5.0)
        .then(|| code(maximum, sorted.len() - below))
}

/// Spellings that were merged in a yes/no column, or levels that differ in their capital letters only.
fn spellings(column: &Column) -> Option<ReadWarning> {
    let name = column.name().to_owned();
    if column.kind() == ColumnKind::YesNo {
        let variants = column.merged_spellings()?;
        return Some(ReadWarning::MergedSpellings { column: name, variants });
    }
    let texts = column.levels();
    let mut by_lower: Vec<(String, &str)> =
        texts.iter().map(|level| (level.text.to_lowercase(), level.text.as_str())).collect();
    by_lower.sort();
    let group = by_lower.chunk_by(|one, other| one.0 == other.0).find(|group| group.len() > 1)?;
    let variants = group.iter().map(|(_, text)| (*text).to_owned()).collect();
    Some(ReadWarning::Spellings { column: name, variants })
}
