//! What may leave in a prompt: levels, aliases, and the list of cells that a question contains.
//!
//! Facts of simulated rows are nobody's: they come from a model and its seed, and leave at every
//! level. Cells of an uploaded table leave at the last level only. Below it the model may write
//! placeholders, which are filled here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::PromptError;
use super::plain::{NAME_CAP, VALUE_CAP, plain};
use super::{Mode, wording};
use crate::dictionary::{Dictionary, Policy};
use crate::skeleton::Skeleton;

/// A category with fewer rows than this is named in no prompt.
pub const RARE: u64 = 10;

/// How much of an uploaded table may leave.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Level {
    /// Nothing of it, not even the names of its columns.
    #[default]
    #[serde(rename = "L0")]
    Nothing,
    /// Names, types, coarse ranges, and categories that are not rare.
    #[serde(rename = "L1")]
    Schema,
    /// Besides, means and counts.
    #[serde(rename = "L2")]
    Aggregates,
    /// Besides, cells of the rows that are asked about.
    #[serde(rename = "L3")]
    Rows,
}

/// Where the facts of a run come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A model drew them: they are nobody's.
    #[default]
    Simulated,
    /// They are cells of an uploaded table.
    Uploaded,
}

/// What may leave in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Egress {
    /// Where the facts come from.
    pub origin: Origin,
    /// How much of an uploaded table may leave.
    pub level: Level,
    /// Whether columns are called c1, c2, … instead of by their names.
    pub aliased: bool,
}

/// One column of an uploaded table, from which a prompt may tell what its level allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: ColumnValues,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnValues {
    /// Numbers, finite.
    Numbers {
        /// The least.
        least: f64,
        /// The greatest.
        greatest: f64,
        /// The mean.
        mean: f64,
    },
    /// Categories with their numbers of rows.
    Categories(Vec<(String, u64)>),
    /// Anything else: dates, identifiers, free text.
    Other,
}

/// A fact that a question contains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The number of the row.
    pub row: u64,
    /// The slot's place in the dictionary.
    pub slot: usize,
    /// The variable's name.
    pub name: String,
    /// The value in the words in which the question contains it.
    pub value: String,
    /// True where a model drew it and it is nobody's.
    pub is_synthetic: bool,
}

impl Egress {
    /// Whether a run of this mode may be sent.
    ///
    /// # Errors
    /// [`PromptError::RowsNotAllowed`] where cells of an uploaded table would leave below
    /// [`Level::Rows`].
    pub fn permits(self, mode: Mode) -> Result<(), PromptError> {
        let leaves = self.origin == Origin::Uploaded && mode != Mode::Placeholders;
        if leaves && self.level < Level::Rows {
            return Err(PromptError::RowsNotAllowed);
        }
        Ok(())
    }

    /// Whether names and words of the dictionary stay here: an uploaded table from which nothing
    /// may leave.
    pub(crate) fn hides_names(self) -> bool {
        self.aliased || (self.origin == Origin::Uploaded && self.level == Level::Nothing)
    }

    /// Whether the words of categories may stand in a prompt.
    pub(super) fn tells_words(self) -> bool {
        self.origin == Origin::Simulated || self.level == Level::Rows
    }
}

/// The cells that the questions about a row contain, in the order of the dictionary; none in
/// placeholder mode. What a preview lists and what a test with canaries looks for.
pub fn cells(
    dictionary: &Dictionary,
    skeleton: &Skeleton,
    egress: Egress,
    mode: Mode,
) -> Vec<Cell> {
    if mode == Mode::Placeholders {
        return Vec::new();
    }
    let is_synthetic = egress.origin == Origin::Simulated;
    let slots = dictionary.slots.iter().enumerate().zip(&skeleton.facts);
    slots
        .filter(|((_, slot), _)| slot.policy != Policy::MustNot)
        .filter_map(|((idx, slot), fact)| {
            let value = plain(&wording::value(slot, (*fact)?)?, VALUE_CAP);
            Some(Cell {
                row: skeleton.row,
                slot: idx,
                name: slot.name.clone(),
                value,
                is_synthetic,
            })
        })
        .collect()
}

/// The columns of an uploaded table as a prompt may tell them: JSON, an array of objects; empty
/// below [`Level::Schema`].
///
/// Ends of ranges are moved outwards to two digits, so that no cell is told; categories with fewer
/// than [`RARE`] rows are one category together.
pub fn columns_told(columns: &[Column], egress: Egress) -> Vec<Value> {
    if egress.level < Level::Schema {
        return Vec::new();
    }
    let with_aggregates = egress.level >= Level::Aggregates;
    let told = columns.iter().enumerate().map(|(idx, column)| {
        let name = if egress.aliased { alias(idx) } else { plain(&column.name, NAME_CAP) };
        match &column.values {
            ColumnValues::Numbers { least, greatest, mean } => {
                let range = [coarse(*least, false), coarse(*greatest, true)];
                let mut told = json!({ "name": name, "type": "number", "range": range });
                if with_aggregates {
                    told["mean"] = json!(three_digits(*mean));
                }
                told
            }
            ColumnValues::Categories(categories) => {
                json!({
                    "name": name,
                    "type": "category",
                    "categories": categories_told(categories, with_aggregates),
                })
            }
            ColumnValues::Other => json!({ "name": name, "type": "other" }),
        }
    });
    told.collect()
}

/// The alias of a column or slot by its place: `c1` for the first.
pub fn alias(place: usize) -> String {
    format!("c{}", place + 1)
}

fn categories_told(categories: &[(String, u64)], with_counts: bool) -> Vec<Value> {
    let tell = |name: String, count: u64| {
        if with_counts { json!({ "is": name, "rows": count }) } else { json!(name) }
    };
    let (rare, usual): (Vec<_>, Vec<_>) = categories.iter().partition(|(_, count)| *count < RARE);
    let mut told: Vec<Value> =
        usual.iter().map(|(name, count)| tell(plain(name, VALUE_CAP), *count)).collect();
    if !rare.is_empty() {
        told.push(json!(format!("{} rare categories together", rare.len())));
    }
    told
}

/// A number moved to two significant digits, up or down; a number that has two already moves too.
fn coarse(value: f64, up: bool) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return if up { 1.0 } else { -1.0 };
    }
    let step = last_digit(value, 1);
    let steps = value / step;
    let moved = if up { steps.floor() + 1.0 } else { steps.ceil() - 1.0 };
    readable(moved * step).clamp(f64::MIN, f64::MAX)
}

fn three_digits(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let step = last_digit(value, 2);
    readable((value / step).round() * step).clamp(f64::MIN, f64::MAX)
}

/// Ten to the power of the place of the digit that stands `after` places behind the first.
fn last_digit(value: f64, after: i32) -> f64 {
    let text = format!("{value:e}");
    let exponent = text.split('e').nth(1).and_then(|digits| digits.parse::<i32>().ok());
    let step = format!("1e{}", exponent.unwrap_or(0) - after).parse::<f64>().unwrap_or(1.0);
    if step > 0.0 { step } else { f64::MIN_POSITIVE }
}

/// The number without the noise of a product with a power of ten.
fn readable(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns() -> Vec<Column> {
        vec![
            Column {
                name: "age".to_owned(),
                values: ColumnValues::Numbers { least: 17.0, greatest: 98.4, mean: 53.216 },
            },
            Column {
                name: "ward\u{202e}".to_owned(),
                values: ColumnValues::Categories(vec![
                    ("north".to_owned(), 80),
                    ("canary-9".to_owned(), 9),
                    ("canary-1".to_owned(), 1),
                ]),
            },
        ]
    }

    #[test]
    fn each_level_tells_what_it_says_and_rare_categories_are_merged() {
        let told = |level, aliased| {
            let egress = Egress { origin: Origin::Uploaded, level, aliased };
            serde_json::to_string(&columns_told(&columns(), egress)).unwrap()
        };
        assert_eq!(told(Level::Nothing, false), "[]");
        assert_eq!(
            told(Level::Schema, false),
            r#"[{"name":"age","type":"number","range":[16.0,99.0]},{"name":"ward","type":"category","categories":["north","2 rare categories together"]}]"#
        );
        assert_eq!(
            told(Level::Aggregates, true),
            r#"[{"name":"c1","type":"number","range":[16.0,99.0],"mean":53.2},{"name":"c2","type":"category","categories":[{"is":"north","rows":80},"2 rare categories together"]}]"#
        );
    }

    #[test]
    fn cells_of_an_uploaded_table_leave_at_the_last_level_only_or_stay_in_placeholders() {
        for (level, mode, permitted) in [
            (Level::Nothing, Mode::Free, false),
            (Level::Aggregates, Mode::Locked, false),
            (Level::Rows, Mode::Free, true),
            (Level::Nothing, Mode::Placeholders, true),
        ] {
            let egress = Egress { origin: Origin::Uploaded, level, aliased: false };
            assert_eq!(egress.permits(mode).is_ok(), permitted, "{level:?} {mode:?}");
        }
        assert_eq!(Egress::default().permits(Mode::Free), Ok(()));
    }

    proptest! {
        #[test]
        fn a_told_range_holds_the_cells_and_neither_of_its_ends_is_one(value in -1e300_f64..1e300) {
            prop_assert!(coarse(value, true) > value);
            prop_assert!(coarse(value, false) < value);
        }
    }
}
