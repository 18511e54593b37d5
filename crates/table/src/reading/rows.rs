//! Reading a table from CSV: names from the header, then row after row.

use crate::cells::trim;
use crate::error::{Error, Place};
use crate::intake::Intake;
use crate::missing::MissingWords;
use crate::names::usable_names;
use crate::options::{Encoding, Format, Limits, ReadOptions};
use crate::reading::ReadTable;
use crate::reading::builder::{TableBuilder, flaw_error};
use crate::reading::dialect::Dialect;
use crate::reading::oddities::Oddities;
use crate::reading::record::{RecordFlaw, Records};
use crate::report::{ReadReport, Stated};
use crate::sketch::Reading;
use crate::warning::ReadWarning;

/// A table that grows row by row.
struct RowReader<'a> {
    file: &'a str,
    limits: Limits,
    records: Records<'a>,
    /// The names as they stand in the file; empty ones where there is no header.
    names: Vec<Vec<u8>>,
    builder: TableBuilder,
    oddities: Oddities,
    n_rows: u32,
    /// Whether lines before the names seem to have been taken for the names.
    title_before_header: bool,
}

/// Reads all rows.
pub(crate) fn read_rows<'a>(
    mut intake: Intake<'a>,
    file: &'a str,
    options: &ReadOptions,
    mut encoding: Stated<Encoding>,
    format: Stated<Format>,
) -> Result<ReadTable, Error> {
    let mut dialect = Dialect::guess(&mut intake, options);
    let mut rows = RowReader::begin(intake, file, options, &dialect)?;
    if !dialect.header.value {
        rows.take_record()?;
    }
    while rows.next()? {}
    rows.check_end()?;
    let RowReader { records, mut names, mut builder, oddities, n_rows, .. } = rows;
    builder.finish();
    let mut warnings = oddities.warnings(records.n_blank_lines(), names.len());
    warnings.extend(builder.settle_encoding(&mut encoding, &mut names));
    if records.replaced() {
        let encoding = encoding.value.to_string();
        warnings.push(ReadWarning::ReplacedCharacters { encoding });
    }
    builder.settle_decimal(&mut dialect.decimal_comma);
    let names = name_columns(&mut builder, &names, &dialect, &mut warnings);
    if names.len() == 1 {
        warnings.push(ReadWarning::OneColumn);
    }
    let table = builder.into_table(names, n_rows);
    let report = ReadReport {
        file: file.to_owned(),
        bytes: records.n_bytes(),
        n_rows,
        n_columns: table.n_columns(),
        format,
        encoding,
        delimiter: Some(dialect.delimiter),
        decimal_comma: dialect.decimal_comma,
        header: Some(dialect.header),
        warnings,
    };
    Ok(ReadTable { table, report })
}

impl<'a> RowReader<'a> {
    /// Goes to the first record and takes the names from it, or makes room for as many.
    fn begin(
        intake: Intake<'a>,
        file: &'a str,
        options: &ReadOptions,
        dialect: &Dialect,
    ) -> Result<Self, Error> {
        let limits = options.limits;
        let mut records =
            Records::new(intake, dialect.delimiter.value, limits, dialect.n_lines_before);
        let whole_file = || Box::new(Place::of_file(file));
        if !records.next().map_err(|flaw| flaw_of_first(flaw, file, &records))? {
            return Err(Error::Empty { place: whole_file() });
        }
        let mut names: Vec<Vec<u8>> = Vec::new();
        if dialect.header.value {
            names.extend(records.cells().map(<[u8]>::to_vec));
            if let Some(stray) = records.stray_quote().filter(|stray| stray.n_breaks > 0) {
                let column = Some(format!("column_{}", stray.column + 1));
                let place = Box::new(Place { line: Some(records.line()), column, ..*whole_file() });
                return Err(Error::UnclosedQuote { place, n_lines: stray.n_breaks });
            }
            if dialect.row_names {
                names.insert(0, Vec::new());
            }
        } else {
            names.resize(records.n_cells(), Vec::new());
        }
        if names.len() as u64 > u64::from(limits.columns) {
            let place = Box::new(Place { line: Some(records.line()), ..*whole_file() });
            return Err(Error::TooManyColumns { place, limit: limits.columns });
        }
        let words = options.missing_words.as_ref();
        let missing = words.map_or_else(MissingWords::default, |words| MissingWords::new(words));
        let reading = Reading { missing, decimal_comma: dialect.decimal_comma.value };
        Ok(Self {
            file,
            limits,
            records,
            title_before_header: dialect.header.value && dialect.usual_cells > names.len(),
            builder: TableBuilder::new(names.len(), reading),
            names,
            oddities: Oddities::default(),
            n_rows: 0,
        })
    }

    /// Takes the next row; false at the end.
    // Never inlined: engines for WebAssembly move a function to fast code only when it is called
    // again, so one long loop over all rows would stay in slow code.
    #[inline(never)]
    fn next(&mut self) -> Result<bool, Error> {
        let more = self.records.next().map_err(|flaw| self.flaw_of_row(flaw))?;
        if more {
            self.take_record()?;
        }
        Ok(more)
    }

    /// Takes the present record as a row.
    fn take_record(&mut self) -> Result<(), Error> {
        let n_columns = self.names.len();
        if n_columns > 1 && self.records.is_blank() {
            if self.records.n_cells() == 1 {
                self.records.count_blank();
            } else {
                self.oddities.n_empty_rows += 1;
            }
            return Ok(());
        }
        let row = self.row();
        if self.records.n_breaks() > 0 {
            self.oddities.note_breaks(row);
        }
        if let Some(stray) = self.records.stray_quote() {
            if stray.n_breaks > 0 {
                let place = self.place(Some(stray.column.min(n_columns - 1)));
                return Err(Error::UnclosedQuote { place, n_lines: stray.n_breaks });
            }
            self.oddities.note_stray_quote(row);
        }
        if self.records.n_cells() != n_columns {
            self.check_ragged()?;
        }
        if self.n_rows >= self.limits.rows {
            let place = Box::new(Place::of_file(self.file));
            return Err(Error::TooManyRows { place, limit: self.limits.rows });
        }
        if row * n_columns as u64 > self.limits.cells {
            let place = Box::new(Place::of_file(self.file));
            return Err(Error::TableTooLarge { place, limit: self.limits.cells });
        }
        let cells = self.records.cells().chain(std::iter::repeat(&b""[..]));
        let TableBuilder { columns, reading } = &mut self.builder;
        for (position, (column, cell)) in columns.iter_mut().zip(cells).enumerate() {
            column.push(cell, reading).map_err(|flaw| {
                flaw_error(&flaw, self.file, spoken_name(&self.names, position), row)
            })?;
        }
        self.n_rows += 1;
        Ok(())
    }

    /// Notes or refuses a row that has too few or too many cells.
    fn check_ragged(&mut self) -> Result<(), Error> {
        let (n_columns, n_cells) = (self.names.len(), self.records.n_cells());
        let n_breaks = self.records.n_breaks();
        let with_break = self.records.cells().position(|cell| cell.contains(&b'\n'));
        let with_break = with_break.map(|column| column.min(n_columns - 1));
        if n_cells < n_columns {
            self.oddities.note_short(self.row(), n_cells as u32);
            if n_breaks > 0 {
                self.oddities.n_short_with_breaks += 1;
                let place = self.place(with_break);
                self.oddities.suspect.get_or_insert((place, n_breaks));
            }
            return Ok(());
        }
        if self.records.cells().skip(n_columns).all(|cell| trim(cell).is_empty()) {
            self.oddities.note_long(self.row());
            return Ok(());
        }
        if n_breaks > 0 {
            return Err(Error::UnclosedQuote { place: self.place(with_break), n_lines: n_breaks });
        }
        Err(Error::TooManyCells {
            place: self.place(None),
            expected: n_columns as u32,
            found: n_cells as u32,
            title_before_header: self.title_before_header,
        })
    }

    /// Closes the columns and checks what can be checked at the end only.
    fn check_end(&mut self) -> Result<(), Error> {
        // Every short row has line breaks: not short rows, but a forgotten quotation mark.
        if self.oddities.n_short == self.oddities.n_short_with_breaks
            && let Some((place, n_lines)) = self.oddities.suspect.take()
        {
            return Err(Error::UnclosedQuote { place, n_lines });
        }
        self.builder.close().map_err(|(column, flaw)| {
            flaw_error(&flaw, self.file, spoken_name(&self.names, column), u64::from(self.n_rows))
        })?;
        if self.n_rows == 0 {
            let place = Box::new(Place::of_file(self.file));
            return Err(Error::NoRows { place, n_columns: self.names.len() as u32 });
        }
        Ok(())
    }

    /// The present row, counted from 1.
    fn row(&self) -> u64 {
        u64::from(self.n_rows) + 1
    }

    #[expect(clippy::unnecessary_box_returns, reason = "errors hold their place in a box")]
    fn place(&self, column: Option<usize>) -> Box<Place> {
        let column = column.map(|column| spoken_name(&self.names, column));
        let (row, line) = (Some(self.row()), Some(self.records.line()));
        Box::new(Place { file: self.file.to_owned(), row, line, column })
    }

    fn flaw_of_row(&self, flaw: RecordFlaw) -> Error {
        match flaw {
            RecordFlaw::Intake(error) => error,
            RecordFlaw::Unclosed { n_lines } => {
                let here = || (self.place(Some(self.records.n_cells())), n_lines);
                let (place, n_lines) = self.oddities.suspect.clone().unwrap_or_else(here);
                Error::UnclosedQuote { place, n_lines }
            }
            RecordFlaw::CellTooLarge { column, limit } => {
                Error::CellTooLarge { place: self.place(Some(column)), limit }
            }
            RecordFlaw::TooManyCells { .. } => Error::TooManyCells {
                place: self.place(None),
                expected: self.names.len() as u32,
                found: self.records.n_cells() as u32,
                title_before_header: false,
            },
        }
    }
}

/// Gives the columns their names and drops those that have neither a name nor a value.
fn name_columns(
    builder: &mut TableBuilder,
    found: &[Vec<u8>],
    dialect: &Dialect,
    warnings: &mut Vec<ReadWarning>,
) -> Vec<String> {
    let found: Vec<String> =
        found.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let (names, renamed) = usable_names(&found);
    let blank: Vec<bool> = builder
        .columns
        .iter()
        .zip(&found)
        .map(|(column, name)| name.trim().is_empty() && column.is_blank())
        .collect();
    let drops = blank.contains(&true) && blank.contains(&false);
    if !dialect.header.value {
        warnings.push(ReadWarning::NoHeader);
    }
    for warning in renamed {
        match warning {
            ReadWarning::EmptyName { position, .. } if drops && blank[position as usize - 1] => {
                warnings.push(ReadWarning::EmptyColumn { position });
            }
            ReadWarning::EmptyName { position: 1, renamed } if dialect.row_names => {
                warnings.push(ReadWarning::RowNames { renamed });
            }
            ReadWarning::EmptyName { .. } if !dialect.header.value => {}
            other => warnings.push(other),
        }
    }
    if !drops {
        return names;
    }
    let mut keep = blank.iter();
    builder.columns.retain(|_| keep.next() == Some(&false));
    names.into_iter().zip(blank).filter(|(_, blank)| !blank).map(|(name, _)| name).collect()
}

/// The name of a column in messages.
fn spoken_name(names: &[Vec<u8>], column: usize) -> String {
    let name = names.get(column).map(|name| String::from_utf8_lossy(name).trim().to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("column_{}", column + 1))
}

fn flaw_of_first(flaw: RecordFlaw, file: &str, records: &Records<'_>) -> Error {
    let place = Place { line: Some(records.line()), ..Place::of_file(file) };
    let column = Some(format!("column_{}", records.n_cells() + 1));
    match flaw {
        RecordFlaw::Intake(error) => error,
        RecordFlaw::Unclosed { n_lines } => {
            Error::UnclosedQuote { place: Box::new(Place { column, ..place }), n_lines }
        }
        RecordFlaw::CellTooLarge { limit, .. } => {
            Error::CellTooLarge { place: Box::new(Place { column, ..place }), limit }
        }
        RecordFlaw::TooManyCells { limit } => {
            Error::TooManyColumns { place: Box::new(place), limit }
        }
    }
}
