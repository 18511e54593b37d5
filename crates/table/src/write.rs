//! Writing a table as CSV.

use std::borrow::Cow;
use std::io::Write;

use crate::cells::trim;
use crate::column::Column;
use crate::error::Error;
use crate::sketch::Meaning;
use crate::table::Table;

/// Writes a table as CSV in UTF-8: a header, then the cells as they stood in the file.
///
/// The delimiter is a comma, or a semicolon where numbers are written with a decimal comma. With
/// `spreadsheet_safe`, a text that a spreadsheet could take for a formula (it begins with `=`, `+`,
/// `-`, `@`, a tab, a carriage return or a line feed and is no number) gets an apostrophe in front;
/// this changes the data, so it is right for people who open the file in a spreadsheet and wrong
/// for analysis.
///
/// # Errors
/// [`Error::NotWritten`] where the target fails.
pub fn write_csv(
    table: &Table,
    target: &mut dyn Write,
    spreadsheet_safe: bool,
) -> Result<(), Error> {
    let failed = |error: &dyn std::fmt::Display| Error::NotWritten { reason: error.to_string() };
    let decimal_comma = table.columns().iter().any(|column| column.reading().decimal_comma);
    let delimiter = if decimal_comma { b';' } else { b',' };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(target);
    let names = table.columns().iter().map(|column| {
        let name = column.name();
        if spreadsheet_safe { guarded(name) } else { Cow::Borrowed(name) }
    });
    let names: Vec<Cow<'_, str>> = names.collect();
    writer
        .write_record(names.iter().map(|name| name.as_bytes()))
        .map_err(|error| failed(&error))?;
    if table.n_columns() > 0 {
        for row in 0..table.n_rows() {
            for column in table.columns() {
                let cell = column.raw(row);
                let cell =
                    if spreadsheet_safe { safe_cell(column, cell) } else { Cow::Borrowed(cell) };
                writer.write_field(cell.as_bytes()).map_err(|error| failed(&error))?;
            }
            writer.write_record(None::<&[u8]>).map_err(|error| failed(&error))?;
        }
    }
    writer.flush().map_err(|error| failed(&error))
}

fn safe_cell<'a>(column: &Column, cell: &'a str) -> Cow<'a, str> {
    match column.reading().meaning(trim(cell.as_bytes())) {
        Meaning::Number(_) => Cow::Borrowed(cell),
        // A lone "-" or "?" cannot be a formula and must stay a word for missing.
        Meaning::Missing(_) if cell.len() <= 1 => Cow::Borrowed(cell),
        Meaning::Missing(_) | Meaning::Text => guarded(cell),
    }
}

fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
