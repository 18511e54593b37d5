//! The view of a table: what was read, how, and why.

use serde::{Deserialize, Serialize};

use crate::study::KindName;

/// A table as the Data page shows it; no more rows than the preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataView {
    /// Where it came from.
    pub source: SourceView,
    /// Number of data rows.
    pub n_rows: u32,
    /// One entry a column, in the file's order.
    pub columns: Vec<ColumnView>,
    /// The first rows, as text.
    pub preview: PreviewView,
    /// How the file was read, and what was odd about it.
    pub notes: Vec<NoteView>,
}

/// Where a table came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// Its name as shown, for instance `heart failure` or `patients.csv`.
    pub name: String,
    /// One line about it: the citation of an example, or the size of a file.
    pub about: String,
    /// The identifier of a built-in example.
    pub example: Option<String>,
    /// True where the rows were simulated from a stated model.
    pub simulated: bool,
    /// SHA-256 of the file's bytes, in hexadecimal; empty for examples.
    pub sha256: String,
    /// Size in bytes of the file; 0 for examples.
    pub bytes: u64,
}

/// One column, how it was read and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnView {
    /// Its name.
    pub name: String,
    /// How it is read now.
    pub kind: KindName,
    /// How it was guessed.
    pub guessed: KindName,
    /// Why it was guessed so, in words.
    pub reason: String,
    /// Number of cells without a value.
    pub n_missing: u32,
    /// Number of different values.
    pub n_distinct: u32,
    /// The levels with their counts, at most 50, in their natural order; empty for many-valued columns.
    pub levels: Vec<LevelView>,
    /// Least value of a number column.
    pub minimum: Option<f64>,
    /// Median of a number column.
    pub median: Option<f64>,
    /// Mean of a number column.
    pub mean: Option<f64>,
    /// Greatest value of a number column.
    pub maximum: Option<f64>,
    /// Counts in equal bins from minimum to maximum, for a number column.
    pub histogram: Vec<u32>,
    /// What is odd about it, in words.
    pub warnings: Vec<String>,
}

/// A level of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelView {
    /// Its text.
    pub text: String,
    /// Rows that have it.
    pub count: u32,
}

/// The first rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewView {
    /// Row by row the cells' text; an empty option is a missing cell.
    pub rows: Vec<Vec<Option<String>>>,
}

/// A remark that travels with a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    /// A stable name of the kind of remark, for instance `poor-overlap`.
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is the matter, in one sentence.
    pub message: String,
    /// Why it matters, in a few sentences; may be empty.
    pub why: String,
    /// The column it is about.
    pub column: Option<String>,
}

/// How grave a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Information,
    /// The result should be read with care.
    Warning,
}
