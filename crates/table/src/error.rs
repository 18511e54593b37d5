//! What can go wrong with a table: what, where, and how to go on.

use std::fmt;

use crate::kind::ColumnKind;

/// Where in a file something is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// Row of data, counted from 1; the header is not counted.
    pub row: Option<u64>,
    /// Line of the file, counted from 1.
    pub line: Option<u64>,
    /// The column's name.
    pub column: Option<String>,
}

impl Place {
    /// A file as a whole.
    pub(crate) fn of_file(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        match (self.row, self.line) {
            (Some(row), Some(line)) => write!(formatter, ", row {row} (line {line})")?,
            (Some(row), None) => write!(formatter, ", row {row}")?,
            (None, Some(line)) => write!(formatter, ", line {line}")?,
            (None, None) => {}
        }
        match &self.column {
            Some(column) => write!(formatter, ", column {column}"),
            None => Ok(()),
        }
    }
}

/// Why a table cannot be read, asked or written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source of bytes failed.
    #[error("{place}: the file could not be read to its end: {reason}")]
    Source {
        /// The file.
        place: Box<Place>,
        /// What the source said.
        reason: String,
    },
    /// There is no byte, or nothing but blank lines.
    #[error("{place}: the file is empty")]
    Empty {
        /// The file.
        place: Box<Place>,
    },
    /// There is a header, but no row of data.
    #[error("{place}: the file has {}", header_only(*.n_columns))]
    NoRows {
        /// The file.
        place: Box<Place>,
        /// Columns of the header.
        n_columns: u32,
    },
    /// The file is something else than a table of text.
    #[error("{place}: this looks like {looks_like}, not a table of text")]
    NotATable {
        /// The file.
        place: Box<Place>,
        /// What it looks like, for instance "an Excel workbook".
        looks_like: String,
        /// How to make a table of it.
        remedy: String,
    },
    /// A zero byte stands where text should be.
    #[error("{place}: there is a zero byte, so the file is damaged or no text")]
    ZeroByte {
        /// The cell.
        place: Box<Place>,
    },
    /// A quotation mark is never closed.
    #[error(
        "{place}: the quotation mark that opens here is not closed; the cell would hold {n_lines} more lines"
    )]
    UnclosedQuote {
        /// Where it opens.
        place: Box<Place>,
        /// Line breaks that the cell would swallow.
        n_lines: u64,
    },
    /// A row has more cells than there are columns.
    #[error("{place}: this row has {found} cells, but there {}", if *.expected == 1 { "is 1 column".to_owned() } else { format!("are {} columns", .expected) })]
    TooManyCells {
        /// The row.
        place: Box<Place>,
        /// Number of columns.
        expected: u32,
        /// Number of cells.
        found: u32,
        /// True where the lines before seem to be a title and not the header.
        title_before_header: bool,
    },
    /// A cell is larger than the limit.
    #[error("{place}: this cell holds more than {limit} bytes")]
    CellTooLarge {
        /// The cell.
        place: Box<Place>,
        /// The limit.
        limit: u32,
    },
    /// The file is larger than the limit.
    #[error("{place}: the file has more than {limit} bytes")]
    FileTooLarge {
        /// The file.
        place: Box<Place>,
        /// The limit.
        limit: u64,
    },
    /// There are more columns than the limit.
    #[error("{place}: there are more than {limit} columns")]
    TooManyColumns {
        /// Where the first column too many stands.
        place: Box<Place>,
        /// The limit.
        limit: u32,
    },
    /// There are more rows than the limit.
    #[error("{place}: there are more than {limit} rows")]
    TooManyRows {
        /// The file.
        place: Box<Place>,
        /// The limit.
        limit: u32,
    },
    /// There are more cells than the limit.
    #[error("{place}: the table has more than {limit} cells")]
    TableTooLarge {
        /// The file.
        place: Box<Place>,
        /// The limit.
        limit: u64,
    },
    /// A delimiter was asked for that cannot be one.
    #[error("{found} cannot stand between cells")]
    NotADelimiter {
        /// What was asked for.
        found: String,
    },
    /// A line is not JSON.
    #[error("{place}: this is not valid JSON: {reason}")]
    NotJson {
        /// The line.
        place: Box<Place>,
        /// What the parser said.
        reason: String,
    },
    /// A line is JSON but no object.
    #[error("{place}: expected an object such as {{\"age\": 40}}, found {found}")]
    NotAnObject {
        /// The line.
        place: Box<Place>,
        /// What stands there.
        found: String,
    },
    /// A value of an object is itself an object or array.
    #[error(
        "{place}: the value of '{key}' is {found}; a cell holds a number, a text, true, false or null"
    )]
    NestedValue {
        /// The line.
        place: Box<Place>,
        /// The key.
        key: String,
        /// "an object" or "an array".
        found: String,
    },
    /// A key stands twice in an object.
    #[error("{place}: the key '{key}' stands twice")]
    RepeatedKey {
        /// The line.
        place: Box<Place>,
        /// The key.
        key: String,
    },
    /// There is no column of that name.
    #[error("there is no column '{name}'{}", .nearest.as_ref().map(|nearest| format!("; did you mean '{nearest}'?")).unwrap_or_default())]
    NoSuchColumn {
        /// The name that was asked for.
        name: String,
        /// The name that is most like it, if one is.
        nearest: Option<String>,
    },
    /// A column cannot be read as the kind asked for.
    #[error("'{column}' cannot be read as {kind}: {reason}")]
    KindDoesNotFit {
        /// The column.
        column: String,
        /// The kind.
        kind: ColumnKind,
        /// Why not.
        reason: String,
    },
    /// Columns of different length were given for one table.
    #[error("column '{column}' has {found} rows, the first column has {expected}")]
    UnequalLength {
        /// The column.
        column: String,
        /// Rows of the first column.
        expected: u64,
        /// Rows of this column.
        found: u64,
    },
    /// Two columns of the same name, or one without a name, were given for one table.
    #[error("column {position} needs a name of its own, not '{name}'")]
    NameNotUnique {
        /// The name.
        name: String,
        /// Place of the column, counted from 1.
        position: u32,
    },
    /// The table could not be written.
    #[error("the table could not be written: {reason}")]
    NotWritten {
        /// What the target said.
        reason: String,
    },
}

impl Error {
    /// A stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Source { .. } => "source-failed",
            Self::Empty { .. } => "empty-file",
            Self::NoRows { .. } => "no-rows",
            Self::NotATable { .. } => "not-a-table",
            Self::ZeroByte { .. } => "zero-byte",
            Self::UnclosedQuote { .. } => "unclosed-quote",
            Self::TooManyCells { .. } => "too-many-cells",
            Self::CellTooLarge { .. } => "cell-too-large",
            Self::FileTooLarge { .. } => "file-too-large",
            Self::TooManyColumns { .. } => "too-many-columns",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::TableTooLarge { .. } => "table-too-large",
            Self::NotADelimiter { .. } => "not-a-delimiter",
            Self::NotJson { .. } => "not-json",
            Self::NotAnObject { .. } => "not-an-object",
            Self::NestedValue { .. } => "nested-value",
            Self::RepeatedKey { .. } => "repeated-key",
            Self::NoSuchColumn { .. } => "no-such-column",
            Self::KindDoesNotFit { .. } => "kind-does-not-fit",
            Self::UnequalLength { .. } => "unequal-length",
            Self::NameNotUnique { .. } => "name-not-unique",
            Self::NotWritten { .. } => "not-written",
        }
    }

    /// Where it happened, for errors of a file.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Source { place, .. }
            | Self::Empty { place }
            | Self::NoRows { place, .. }
            | Self::NotATable { place, .. }
            | Self::ZeroByte { place }
            | Self::UnclosedQuote { place, .. }
            | Self::TooManyCells { place, .. }
            | Self::CellTooLarge { place, .. }
            | Self::FileTooLarge { place, .. }
            | Self::TooManyColumns { place, .. }
            | Self::TooManyRows { place, .. }
            | Self::TableTooLarge { place, .. }
            | Self::NotJson { place, .. }
            | Self::NotAnObject { place, .. }
            | Self::NestedValue { place, .. }
            | Self::RepeatedKey { place, .. } => Some(place),
            Self::NotADelimiter { .. }
            | Self::NoSuchColumn { .. }
            | Self::KindDoesNotFit { .. }
            | Self::UnequalLength { .. }
            | Self::NameNotUnique { .. }
            | Self::NotWritten { .. } => None,
        }
    }

    /// What is the matter, without the place that the full message begins with.
    pub fn what(&self) -> String {
        let message = self.to_string();
        let place = self.place().map(|place| format!("{place}: "));
        let what = place.as_deref().and_then(|place| message.strip_prefix(place));
        what.map_or_else(|| message.clone(), str::to_owned)
    }

    /// The next step, in one sentence.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Source { .. } => {
                "open the file again; it may have been moved or changed meanwhile"
            }
            Self::Empty { .. } => "check that the right file was chosen and that it was saved",
            Self::NoRows { .. } => {
                "check that the export included the data; if the first row is data, say that there is no header"
            }
            Self::NotATable { remedy, .. } => remedy,
            Self::ZeroByte { .. } => {
                "open the file in the program that made it and save it again as CSV"
            }
            Self::UnclosedQuote { .. } => {
                "add the closing quotation mark, or write a quotation mark within a cell twice"
            }
            Self::TooManyCells { title_before_header: true, .. } => {
                "remove the lines above the row that names the columns"
            }
            Self::TooManyCells { .. } => {
                "put quotation marks around a cell that holds the delimiter, or choose another delimiter"
            }
            Self::CellTooLarge { .. } => {
                "shorten the cell; if it should not be large, a quotation mark or the delimiter may be wrong"
            }
            Self::FileTooLarge { .. } | Self::TableTooLarge { .. } => {
                "leave out columns or rows that are not needed"
            }
            Self::TooManyColumns { .. } => {
                "leave out columns that are not needed; if there should be few, choose another delimiter"
            }
            Self::TooManyRows { .. } => "take a sample of the rows",
            Self::NotADelimiter { .. } => "choose comma, semicolon, tab or vertical bar",
            Self::NotJson { .. } => "each line must be one complete JSON object; correct this line",
            Self::NotAnObject { .. } => {
                "each line must be one JSON object with a value for each column"
            }
            Self::NestedValue { .. } => "give each part of the nested value a key of its own",
            Self::RepeatedKey { .. } => "give each value of an object a key of its own",
            Self::NoSuchColumn { nearest: Some(nearest), .. } => {
                return format!("write '{nearest}', or choose a column from the list");
            }
            Self::NoSuchColumn { .. } => "choose a column from the list",
            Self::KindDoesNotFit { .. } => "choose another kind, or correct the cells in the file",
            Self::UnequalLength { .. } => "give every column the same number of rows",
            Self::NameNotUnique { .. } => "give every column a name of its own",
            Self::NotWritten { .. } => {
                "check that there is room and that the place may be written to"
            }
        };
        hint.to_owned()
    }
}

fn header_only(n_columns: u32) -> String {
    match n_columns {
        0 => "no row of data".to_owned(),
        1 => "a header of one column but no row of data".to_owned(),
        _ => format!("a header of {n_columns} columns but no row of data"),
    }
}
