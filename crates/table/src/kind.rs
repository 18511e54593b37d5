//! The kinds of column, and a guess with its reason.

use std::fmt;

/// How a column is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    /// Numbers.
    Number,
    /// One of a few named levels.
    Category,
    /// Two levels, such as 0 and 1 or no and yes.
    YesNo,
    /// Dates, kept as text.
    Date,
    /// A name or running number of the row.
    Identifier,
    /// Free text.
    Text,
}

impl fmt::Display for ColumnKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Number => "number",
            Self::Category => "category",
            Self::YesNo => "yes/no",
            Self::Date => "date",
            Self::Identifier => "identifier",
            Self::Text => "text",
        })
    }
}

/// The kind that a column seems to have, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The kind.
    pub kind: ColumnKind,
    /// Why, in words: "all 299 values are numbers".
    pub reason: String,
}
