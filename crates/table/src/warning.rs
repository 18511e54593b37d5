//! What was odd about a file or a column, though it could be read.

/// A remark about a file or about one of its columns; shown as one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadWarning {
    /// A column name stood twice.
    #[error("the column name '{name}' stands more than once; column {position} is now '{renamed}'")]
    DuplicateName {
        /// The name as it stood.
        name: String,
        /// Place of the column, counted from 1.
        position: u32,
        /// The name that it got.
        renamed: String,
    },
    /// A column had no name.
    #[error("column {position} has no name; it is now '{renamed}'")]
    EmptyName {
        /// Place of the column, counted from 1.
        position: u32,
        /// The name that it got.
        renamed: String,
    },
    /// A column had neither a name nor a value and was left out.
    #[error("column {position} has neither a name nor a value and is left out")]
    EmptyColumn {
        /// Place of the column, counted from 1.
        position: u32,
    },
    /// Rows had one cell more than the header, as R writes them.
    #[error(
        "every row has one cell more than the header; the first is read as the row's name, '{renamed}'"
    )]
    RowNames {
        /// The name that the column got.
        renamed: String,
    },
    /// Lines without any character were skipped.
    #[error("{count} blank {} skipped", if *.count == 1 { "line was" } else { "lines were" })]
    BlankLines {
        /// How many.
        count: u64,
    },
    /// Rows of nothing but empty cells were skipped.
    #[error("{count} {} of empty cells only {} skipped", if *.count == 1 { "row" } else { "rows" }, if *.count == 1 { "was" } else { "were" })]
    EmptyRows {
        /// How many.
        count: u64,
    },
    /// Rows had too few cells; the rest was read as missing.
    #[error("{count} {} fewer than {expected} cells; the rest is read as missing ({})", if *.count == 1 { "row has" } else { "rows have" }, rows_in_words(.first, *.count))]
    ShortRows {
        /// How many.
        count: u64,
        /// Number of columns.
        expected: u32,
        /// The first few: row counted from 1, and the number of cells that it has.
        first: Vec<(u64, u32)>,
    },
    /// Rows had more cells than there are columns, all of them empty.
    #[error("{count} {} more than {expected} cells; the ones beyond are empty and left out (first: row {first})", if *.count == 1 { "row has" } else { "rows have" })]
    LongRows {
        /// How many.
        count: u64,
        /// Number of columns.
        expected: u32,
        /// The first such row, counted from 1.
        first: u64,
    },
    /// Cells held line breaks.
    #[error("{count} {} line breaks within a cell (first: row {first})", if *.count == 1 { "row has" } else { "rows have" })]
    LineBreaks {
        /// Rows with such cells.
        count: u64,
        /// The first such row, counted from 1.
        first: u64,
    },
    /// Text followed a closing quotation mark.
    #[error("{count} {} text after a closing quotation mark; the marks are left out (first: row {first})", if *.count == 1 { "row has" } else { "rows have" })]
    StrayQuotes {
        /// Rows with such cells.
        count: u64,
        /// The first such row, counted from 1.
        first: u64,
    },
    /// Some bytes could not be read as characters and were replaced by �.
    #[error("{count} {} bytes that are not {encoding}; they are shown as � (first: {first})", if *.count == 1 { "cell has" } else { "cells have" })]
    ReplacedBytes {
        /// How many cells.
        count: u64,
        /// The encoding.
        encoding: String,
        /// The first such cell in words.
        first: String,
    },
    /// Some bytes were not of the encoding that was decoded, and were replaced by �.
    #[error("some bytes are not {encoding}; they are shown as �")]
    ReplacedCharacters {
        /// The encoding.
        encoding: String,
    },
    /// There is one column only.
    #[error("there is only one column")]
    OneColumn,
    /// The header was made up.
    #[error("there is no header; the columns are named column_1, column_2 …")]
    NoHeader,
    /// Cells of a number column are no numbers and are counted as missing.
    #[error("{count} {} of '{column}' {}: {}; counted as missing", if *.count == 1 { "cell" } else { "cells" }, if *.count == 1 { "is not a number" } else { "are not numbers" }, cells_in_words(.first, *.count))]
    NotNumbers {
        /// The column.
        column: String,
        /// How many.
        count: u32,
        /// The first few: row counted from 1, and text.
        first: Vec<(u64, String)>,
    },
    /// Cells look like numbers with thousands marks.
    #[error("{count} {} of '{column}' such as '{example}' may have thousands marks", if *.count == 1 { "cell" } else { "cells" })]
    ThousandsMarks {
        /// The column.
        column: String,
        /// How many.
        count: u32,
        /// One of them.
        example: String,
    },
    /// Cells are numbers if the other decimal mark is meant.
    #[error("{count} {} of '{column}' such as '{example}' {} with another decimal mark than the rest of the file", if *.count == 1 { "cell" } else { "cells" }, if *.count == 1 { "is a number" } else { "are numbers" })]
    OtherDecimalMark {
        /// The column.
        column: String,
        /// How many.
        count: u32,
        /// One of them.
        example: String,
    },
    /// No cell has a value.
    #[error("no cell of '{column}' has a value")]
    AllMissing {
        /// The column.
        column: String,
    },
    /// All values are the same.
    #[error("every value of '{column}' is {value}")]
    Constant {
        /// The column.
        column: String,
        /// The value.
        value: String,
    },
    /// Levels differ in their capital letters only.
    #[error("'{column}' has values that differ only in capital letters: {}", .variants.join(", "))]
    Spellings {
        /// The column.
        column: String,
        /// The spellings of the first such level.
        variants: Vec<String>,
    },
    /// A level of a yes/no column is written in several ways.
    #[error("'{column}' writes the same value in several ways: {}; they are read as one", .variants.join(", "))]
    MergedSpellings {
        /// The column.
        column: String,
        /// The spellings of the first such level.
        variants: Vec<String>,
    },
    /// Cells have white space around their text, which is ignored.
    #[error("{count} {} of '{column}' with spaces around the text; they are ignored", if *.count == 1 { "cell" } else { "cells" })]
    Spaces {
        /// The column.
        column: String,
        /// How many.
        count: u32,
    },
    /// A category has very many levels.
    #[error("'{column}' has {count} different values, many for a category")]
    ManyLevels {
        /// The column.
        column: String,
        /// How many.
        count: u32,
    },
    /// A number far from all others may stand for a missing cell.
    #[error("'{column}' has the value {value} {count} {}, far from all others; it may stand for a missing cell", if *.count == 1 { "time" } else { "times" })]
    MissingCode {
        /// The column.
        column: String,
        /// The value.
        value: String,
        /// How often.
        count: u32,
    },
}

impl ReadWarning {
    /// A stable name of the kind of remark.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DuplicateName { .. } => "duplicate-name",
            Self::EmptyName { .. } => "empty-name",
            Self::EmptyColumn { .. } => "empty-column",
            Self::RowNames { .. } => "row-names",
            Self::BlankLines { .. } => "blank-lines",
            Self::EmptyRows { .. } => "empty-rows",
            Self::ShortRows { .. } => "short-rows",
            Self::LongRows { .. } => "long-rows",
            Self::LineBreaks { .. } => "line-breaks",
            Self::StrayQuotes { .. } => "stray-quotes",
            Self::ReplacedBytes { .. } => "replaced-bytes",
            Self::ReplacedCharacters { .. } => "replaced-characters",
            Self::OneColumn => "one-column",
            Self::NoHeader => "no-header",
            Self::NotNumbers { .. } => "not-numbers",
            Self::ThousandsMarks { .. } => "thousands-marks",
            Self::OtherDecimalMark { .. } => "other-decimal-mark",
            Self::AllMissing { .. } => "all-missing",
            Self::Constant { .. } => "constant",
            Self::Spellings { .. } => "spellings",
            Self::MergedSpellings { .. } => "merged-spellings",
            Self::Spaces { .. } => "spaces",
            Self::ManyLevels { .. } => "many-levels",
            Self::MissingCode { .. } => "missing-code",
        }
    }

    /// The column that it is about, where it is about one by name.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::DuplicateName { renamed, .. }
            | Self::EmptyName { renamed, .. }
            | Self::RowNames { renamed } => Some(renamed),
            Self::NotNumbers { column, .. }
            | Self::ThousandsMarks { column, .. }
            | Self::OtherDecimalMark { column, .. }
            | Self::AllMissing { column }
            | Self::Constant { column, .. }
            | Self::Spellings { column, .. }
            | Self::MergedSpellings { column, .. }
            | Self::Spaces { column, .. }
            | Self::ManyLevels { column, .. }
            | Self::MissingCode { column, .. } => Some(column),
            Self::EmptyColumn { .. }
            | Self::BlankLines { .. }
            | Self::EmptyRows { .. }
            | Self::ShortRows { .. }
            | Self::LongRows { .. }
            | Self::LineBreaks { .. }
            | Self::StrayQuotes { .. }
            | Self::ReplacedBytes { .. }
            | Self::ReplacedCharacters { .. }
            | Self::OneColumn
            | Self::NoHeader => None,
        }
    }

    /// Why it matters and what may be done, in one or two sentences; may be empty.
    pub fn why(&self) -> &'static str {
        match self {
            Self::DuplicateName { .. } | Self::EmptyName { .. } => {
                "Columns are told apart by their names. Rename them in the file to have names of your own."
            }
            Self::EmptyColumn { .. } | Self::BlankLines { .. } | Self::EmptyRows { .. } => {
                "Spreadsheets often leave empty lines and columns behind the data."
            }
            Self::RowNames { .. } => "R writes tables with row names in this way.",
            Self::ShortRows { .. } => {
                "Cells may have been lost when the file was made. Look at these rows."
            }
            Self::LongRows { .. } => "Delimiters at the end of a line make empty cells.",
            Self::LineBreaks { .. } => {
                "If a row looks wrong, a quotation mark may be missing there."
            }
            Self::StrayQuotes { .. } => "Write a quotation mark within a cell twice.",
            Self::ReplacedBytes { .. } | Self::ReplacedCharacters { .. } => {
                "If letters look wrong, choose another encoding or save the file as UTF-8."
            }
            Self::OneColumn => {
                "If there should be more, choose the delimiter that stands between the cells."
            }
            Self::NoHeader => "If the first row holds names, say so.",
            Self::NotNumbers { .. } => {
                "Correct these cells in the file, or read the column as a category to keep them."
            }
            Self::ThousandsMarks { .. } => {
                "They are not read as numbers, because 1,234 could mean 1.234. Remove the marks in the file."
            }
            Self::OtherDecimalMark { .. } => {
                "Write all numbers with the same decimal mark, or choose the other mark."
            }
            Self::AllMissing { .. } | Self::Constant { .. } => "It cannot tell rows apart.",
            Self::MergedSpellings { .. } | Self::Spaces { .. } => "",
            Self::Spellings { .. } => {
                "They count as different values. Write them alike in the file if they mean the same."
            }
            Self::ManyLevels { .. } => {
                "Values with few rows say little. Join rare values in the file."
            }
            Self::MissingCode { .. } => "If it does, leave these cells empty in the file.",
        }
    }
}

fn rows_in_words(first: &[(u64, u32)], count: u64) -> String {
    let rows: Vec<_> = first.iter().map(|(row, found)| format!("row {row}: {found}")).collect();
    let more = if count > first.len() as u64 { " …" } else { "" };
    format!("{}{more}", rows.join(", "))
}

fn cells_in_words(first: &[(u64, String)], count: u32) -> String {
    let shown = first.iter().take(5);
    let cells: Vec<_> =
        shown.map(|(row, text)| format!("row {row} '{}'", crate::guess::shortened(text))).collect();
    let more = if u64::from(count) > cells.len() as u64 { " …" } else { "" };
    format!("{}{more}", cells.join(", "))
}
