//! Typed columns read from CSV and JSON Lines, with type guesses that say their reason.
//!
//! [`read`] takes bytes from anywhere, a slice at a time, and gives a [`Table`] and a [`ReadReport`]
//! that states every guess with its reason. A cell keeps its text as it stood in the file, so that
//! the kind of a column can be set against the guess later ([`Table::with_kind`]) and nothing is
//! lost. Missing cells are counted, cells that cannot be read are named, and no value is ever NaN.
//!
//! # Rules of thumb of the guess
//! A cell is *missing* when its trimmed text is one of [`MISSING_WORDS`], whatever the case. Of the
//! other cells of a column:
//! - all (or all but a few: under 2 %, or a single one beside at least ten) are numbers: *number*,
//!   and the few are counted as missing with a warning that names them; but
//!   - the values 0 and 1, or any two different values over at least ten rows: *yes/no*;
//!   - at least 20 whole numbers, nearly all different, that run on without gaps or stand under a
//!     name such as `id`: *identifier*;
//! - all are dates such as 2024-01-31, 31/1/2024, 31.1.2024: *date*, kept as text;
//! - all are one of yes/no, y/n, true/false, t/f: *yes/no*;
//! - at least 20, nearly all different, none with a space: *identifier*;
//! - long or nearly all different: *text*;
//! - at most 50 different texts, or at most 1,000 that are at most 5 % of the rows: *category*;
//! - anything else: *text*.

mod cells;
mod codes;
mod column;
mod date;
mod decode;
mod distinct;
mod error;
mod guess;
mod intake;
mod kind;
mod missing;
mod names;
mod number;
mod numbers;
mod options;
mod profile;
mod reading;
mod report;
mod sketch;
mod sniff;
mod table;
mod warning;
mod write;

pub use codes::{Codes, Level};
pub use column::{Column, Unparsed};
pub use error::{Error, Place};
pub use kind::{ColumnKind, Guess};
pub use missing::MISSING_WORDS;
pub use number::parse_number;
pub use numbers::Numbers;
pub use options::{Encoding, Format, Limits, ReadOptions};
pub use profile::ColumnProfile;
pub use reading::{ReadTable, read};
pub use report::{ReadReport, Stated};
pub use table::Table;
pub use warning::ReadWarning;
pub use write::write_csv;
