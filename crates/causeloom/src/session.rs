//! The session: a table that was read, and the views of it.

use std::io::Read;

use sha2::{Digest, Sha256};
use table::{ColumnKind, ReadOptions, ReadReport, Table};

use crate::{
    DataReference, Error, KindName, Place, Reading, Study, example, number,
    view::{ColumnView, DataView, LevelView, NoteView, PreviewView, Severity, SourceView},
};

/// Rows that the preview shows.
const PREVIEW_ROWS: u32 = 20;
/// Levels that a column's view lists.
const MOST_LEVELS: usize = 50;

/// A table with where it came from. It stays where it was opened; only views and jobs leave.
#[derive(Debug)]
pub struct Session {
    table: Table,
    source: SourceView,
    reading: Reading,
    notes: Vec<NoteView>,
}

impl Session {
    /// Reads a file. `progress` is told how many bytes were read so far.
    ///
    /// # Errors
    /// Whatever makes the file unreadable, with file, row, column, reason and next step.
    pub fn open(
        source: &mut dyn Read,
        file_name: &str,
        reading: &Reading,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, Error> {
        let mut hashed = Hashed { source, sha256: Sha256::new() };
        let options = options(reading)?;
        let read = table::read(&mut hashed, file_name, &options, progress)
            .map_err(|error| from_table(&error))?;
        let sha256 = hashed.sha256.finalize();
        let hex = sha256.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let source = SourceView {
            name: file_name.to_owned(),
            about: format!(
                "{} rows × {} columns, {}",
                number::count(f64::from(read.table.n_rows())),
                number::count(f64::from(read.report.n_columns)),
                size_words(read.report.bytes)
            ),
            example: None,
            simulated: false,
            sha256: hex,
            bytes: read.report.bytes,
        };
        let notes = read_notes(&read.report);
        Ok(Self { table: read.table, source, reading: reading.clone(), notes })
    }

    /// Opens a built-in example.
    ///
    /// # Errors
    /// An identifier that no example has.
    pub fn example(id: &str) -> Result<Self, Error> {
        let view = example::view(id)?;
        let source = SourceView {
            name: view.title,
            about: view.source,
            example: Some(view.id),
            simulated: view.simulated,
            sha256: String::new(),
            bytes: 0,
        };
        let reading = Reading::default();
        Ok(Self { table: example::table(id)?, source, reading, notes: Vec::new() })
    }

    /// Where the table came from.
    pub fn source(&self) -> &SourceView {
        &self.source
    }

    /// How a study refers to this table.
    pub fn reference(&self) -> DataReference {
        match &self.source.example {
            Some(id) => DataReference::Example { id: id.clone() },
            None => DataReference::File {
                name: self.source.name.clone(),
                sha256: self.source.sha256.clone(),
                reading: self.reading.clone(),
            },
        }
    }

    /// The table as the Data page shows it, with the study's choices of kinds.
    ///
    /// # Errors
    /// A choice of kind that the column's cells do not allow.
    pub fn view(&self, study: &Study) -> Result<DataView, Error> {
        let table = self.table(study)?;
        let columns = table.columns().iter().map(column_view).collect();
        Ok(DataView {
            source: self.source.clone(),
            n_rows: table.n_rows(),
            columns,
            preview: PreviewView { rows: table.rows(0..PREVIEW_ROWS) },
            notes: self.notes.clone(),
        })
    }

    /// The groups that a protected attribute has, in their natural order; two columns are crossed.
    ///
    /// # Errors
    /// A name that no column has, or a column with too many values.
    pub fn groups(&self, study: &Study, protected: &[String]) -> Result<Vec<LevelView>, Error> {
        let groups = crate::question::groups(&self.table(study)?, protected)?;
        Ok(groups.levels)
    }

    /// The table with the study's choices of kinds; columns are shared, not copied.
    pub(crate) fn table(&self, study: &Study) -> Result<Table, Error> {
        let mut table = self.table.clone();
        for (name, &kind) in &study.columns {
            // A choice for a column of another file is kept in the document and has no effect here.
            if table.position(name).is_some() {
                table =
                    table.with_kind(name, column_kind(kind)).map_err(|error| from_table(&error))?;
            }
        }
        Ok(table)
    }
}

/// Passes bytes on and takes their checksum.
struct Hashed<'a> {
    source: &'a mut dyn Read,
    sha256: Sha256,
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n_read = self.source.read(buffer)?;
        self.sha256.update(&buffer[..n_read]);
        Ok(n_read)
    }
}

/// An error of the table crate in the façade's form.
pub(crate) fn from_table(error: &table::Error) -> Error {
    let place = error.place().map(|place| {
        let file = Some(place.file.clone());
        Box::new(Place { file, row: place.row, column: place.column.clone(), node: None })
    });
    Error {
        code: error.code().to_owned(),
        message: error.what(),
        hint: Some(error.hint()).filter(|hint| !hint.is_empty()),
        place,
    }
}

pub(crate) fn kind_name(kind: ColumnKind) -> KindName {
    match kind {
        ColumnKind::Number => KindName::Number,
        ColumnKind::Category => KindName::Category,
        ColumnKind::YesNo => KindName::YesNo,
        ColumnKind::Date => KindName::Date,
        ColumnKind::Identifier => KindName::Identifier,
        ColumnKind::Text => KindName::Text,
    }
}

fn column_kind(kind: KindName) -> ColumnKind {
    match kind {
        KindName::Number => ColumnKind::Number,
        KindName::Category => ColumnKind::Category,
        KindName::YesNo => ColumnKind::YesNo,
        KindName::Date => ColumnKind::Date,
        KindName::Identifier => ColumnKind::Identifier,
        KindName::Text => ColumnKind::Text,
    }
}

fn options(reading: &Reading) -> Result<ReadOptions, Error> {
    let unknown = |what: &str, found: &str, known: &str| {
        Error::new("reading-option", format!("`{found}` is not a {what}"))
            .with_hint(format!("use {known}"))
    };
    let delimiter = match reading.delimiter.as_deref() {
        None => None,
        Some("tab" | "\t") => Some(b'\t'),
        Some(text) => match text.as_bytes() {
            [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() => Some(*byte),
            _ => return Err(unknown("delimiter", text, "one sign such as , or ; or `tab`")),
        },
    };
    let encoding = match reading.encoding.as_deref().map(str::to_lowercase).as_deref() {
        None => None,
        Some("utf-8" | "utf8") => Some(table::Encoding::Utf8),
        Some("utf-16le") => Some(table::Encoding::Utf16Le),
        Some("utf-16be") => Some(table::Encoding::Utf16Be),
        Some("windows-1252" | "latin-1" | "iso-8859-1") => Some(table::Encoding::Windows1252),
        Some(text) => {
            return Err(unknown(
                "known encoding",
                text,
                "utf-8, utf-16le, utf-16be or windows-1252",
            ));
        }
    };
    let decimal_comma = reading.decimal_comma;
    Ok(ReadOptions {
        delimiter,
        encoding,
        decimal_comma,
        header: reading.header,
        ..Default::default()
    })
}

fn read_notes(report: &ReadReport) -> Vec<NoteView> {
    let note = |code: &str, severity, message: String, why: &str, column: Option<&str>| NoteView {
        code: code.to_owned(),
        severity,
        message,
        why: why.to_owned(),
        column: column.map(str::to_owned),
    };
    let guesses = report
        .sentences()
        .into_iter()
        .map(|sentence| note("read-as", Severity::Information, sentence, "", None));
    let warnings = report.warnings.iter().map(|warning| {
        note(
            warning.code(),
            Severity::Warning,
            warning.to_string(),
            warning.why(),
            warning.column(),
        )
    });
    guesses.chain(warnings).collect()
}

fn column_view(column: &table::Column) -> ColumnView {
    let profile = column.profile();
    let level = |level: &table::Level| LevelView { text: level.text.clone(), count: level.count };
    ColumnView {
        name: profile.name.clone(),
        kind: kind_name(profile.kind),
        guessed: kind_name(profile.guessed),
        reason: profile.reason.clone(),
        n_missing: profile.n_missing,
        n_distinct: profile.n_distinct,
        levels: profile.levels.iter().take(MOST_LEVELS).map(level).collect(),
        minimum: profile.minimum,
        median: profile.median,
        mean: profile.mean,
        maximum: profile.maximum,
        histogram: profile.histogram.clone(),
        warnings: profile.warnings.iter().map(ToString::to_string).collect(),
    }
}

fn size_words(bytes: u64) -> String {
    let size = bytes as f64;
    if size < 1e3 {
        format!("{bytes} bytes")
    } else if size < 1e6 {
        format!("{} kB", number::fixed(size / 1e3, 1))
    } else {
        format!("{} MB", number::fixed(size / 1e6, 1))
    }
}
