//! Why questions cannot be asked of columns.

/// Error of an independence test. A question that the data cannot answer is not an error: its
/// answer has no p-value and says why.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Columns have different lengths.
    #[error("column {column} has {found} rows where others have {expected}")]
    LengthMismatch {
        /// Column, counted from 0.
        column: usize,
        /// Rows of the first column.
        expected: usize,
        /// Rows of this column.
        found: usize,
    },
    /// A code is not below the number of levels of its column.
    #[error("code {code} in row {row} of column {column} is not below its {n_levels} levels")]
    CodeOutOfRange {
        /// Column, counted from 0.
        column: usize,
        /// Row, counted from 0.
        row: usize,
        /// The code found there.
        code: u8,
        /// Levels of the column.
        n_levels: u32,
    },
    /// A number is not finite, or so large that its square overflows.
    #[error("the number in row {row} of column {column} cannot be computed with")]
    NotFinite {
        /// Column, counted from 0.
        column: usize,
        /// Row, counted from 0.
        row: usize,
    },
    /// There are more rows than counts can hold.
    #[error("{n_rows} rows are more than can be counted")]
    TooManyRows {
        /// Rows found.
        n_rows: usize,
    },
    /// A question names a column that is not there.
    #[error("question {question} names column {column}, which is not there")]
    NoSuchColumn {
        /// Question, counted from 0.
        question: usize,
        /// The column named.
        column: u32,
    },
    /// The two columns of a question are one, or one of them is also given.
    #[error("question {question} names column {column} twice")]
    ColumnTwice {
        /// Question, counted from 0.
        question: usize,
        /// The column named.
        column: u32,
    },
    /// A test is for columns of another kind.
    #[error("question {question}: the {test} test cannot use column {column}, which holds {found}")]
    WrongKind {
        /// Question, counted from 0.
        question: usize,
        /// The column, counted from 0.
        column: u32,
        /// The test asked for.
        test: &'static str,
        /// What the column holds.
        found: &'static str,
    },
    /// A setting has a value outside its range.
    #[error("setting {setting} cannot be {value}")]
    BadSetting {
        /// Name of the setting.
        setting: &'static str,
        /// The value given.
        value: f64,
    },
    /// A regression of a question could not be fitted.
    #[error("question {question}: {reason}")]
    Regression {
        /// Question, counted from 0.
        question: usize,
        /// What the regression says.
        reason: learn::Error,
    },
}
