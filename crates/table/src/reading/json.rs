//! Reading a table from JSON: one object a line, objects one after the other, or an array of them.

use crate::error::{Error, Place};
use crate::intake::Intake;
use crate::missing::MissingWords;
use crate::names::usable_names;
use crate::options::{Encoding, Format, ReadOptions};
use crate::reading::ReadTable;
use crate::reading::builder::{ColumnBuilder, Flaw, TableBuilder, flaw_error};
use crate::reading::object::{ObjectFlaw, ObjectReader};
use crate::report::{ReadReport, Stated};
use crate::sketch::Reading;
use crate::warning::ReadWarning;

/// An object may be so many times as large as a cell.
const CELLS_IN_OBJECT: u64 = 64;

/// How objects stand in the file.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    /// One a line.
    Lines,
    /// One after the other, each over several lines.
    Stream,
    /// In an array.
    Array,
}

/// Objects one after the other, as text.
struct Objects<'a> {
    intake: Intake<'a>,
    layout: Layout,
    most_bytes: u64,
    /// Line on which the window begins.
    line: u64,
    n_blank_lines: u64,
    /// Whether an object of the array came before.
    after_object: bool,
}

/// Why the next object cannot be given.
enum ObjectsFlaw {
    Intake(Error),
    TooLarge,
    Grammar(String),
}

/// Reads all objects.
pub(crate) fn read_objects(
    intake: Intake<'_>,
    file: &str,
    options: &ReadOptions,
    encoding: Stated<Encoding>,
    format: Stated<Format>,
) -> Result<ReadTable, Error> {
    let limits = options.limits;
    let whole_file = || Box::new(Place::of_file(file));
    let missing = options
        .missing_words
        .as_ref()
        .map_or_else(MissingWords::default, |words| MissingWords::new(words));
    let decimal_comma = options.decimal_comma.map_or_else(
        || Stated::guessed(false, "numbers of JSON are written with a point"),
        Stated::given,
    );
    let reading = Reading { missing, decimal_comma: decimal_comma.value };
    let mut builder = TableBuilder::new(0, reading);
    let mut reader = ObjectReader::new(limits.columns, limits.cell_bytes);
    let mut objects = Objects::new(intake, u64::from(limits.cell_bytes) * CELLS_IN_OBJECT);
    let mut n_rows: u32 = 0;
    loop {
        let row = u64::from(n_rows) + 1;
        let place =
            |line: u64| Box::new(Place { row: Some(row), line: Some(line), ..*whole_file() });
        let length = objects.next().map_err(|flaw| match flaw {
            ObjectsFlaw::Intake(error) => error,
            ObjectsFlaw::TooLarge => {
                Error::CellTooLarge { place: place(objects.line), limit: limits.cell_bytes }
            }
            ObjectsFlaw::Grammar(reason) => Error::NotJson { place: place(objects.line), reason },
        })?;
        let Some(length) = length else { break };
        reader.read(&objects.intake.window()[..length]).map_err(|flaw| {
            let place = place(objects.line);
            match flaw {
                ObjectFlaw::NotAnObject(found) => {
                    Error::NotAnObject { place, found: found.to_owned() }
                }
                ObjectFlaw::Nested { key, found } => {
                    Error::NestedValue { place, key, found: found.to_owned() }
                }
                ObjectFlaw::Repeated { key } => Error::RepeatedKey { place, key },
                ObjectFlaw::TooLarge { key } => Error::CellTooLarge {
                    place: Box::new(Place { column: Some(key), ..*place }),
                    limit: limits.cell_bytes,
                },
                ObjectFlaw::TooManyKeys => Error::TooManyColumns { place, limit: limits.columns },
                ObjectFlaw::Grammar { line, column, reason } => {
                    let line = place.line.map(|first| first + line.max(1) as u64 - 1);
                    Error::NotJson {
                        place: Box::new(Place { line, ..*place }),
                        reason: format!("{reason} at character {column}"),
                    }
                }
            }
        })?;
        if n_rows >= limits.rows {
            return Err(Error::TooManyRows { place: whole_file(), limit: limits.rows });
        }
        let n_columns = reader.keys().len();
        if row * n_columns as u64 > limits.cells {
            return Err(Error::TableTooLarge { place: whole_file(), limit: limits.cells });
        }
        append(&mut builder, &reader, n_rows)
            .map_err(|(key, flaw)| flaw_error(&flaw, file, reader.keys()[key].clone(), row))?;
        n_rows += 1;
        objects.consume(length);
    }
    let names = reader.keys().to_vec();
    builder.close().map_err(|(column, flaw)| {
        flaw_error(&flaw, file, names[column].clone(), u64::from(n_rows))
    })?;
    if n_rows == 0 || names.is_empty() {
        return Err(Error::NoRows { place: whole_file(), n_columns: 0 });
    }
    builder.finish();
    let (names, mut warnings) = usable_names(&names);
    if objects.n_blank_lines > 0 {
        warnings.push(ReadWarning::BlankLines { count: objects.n_blank_lines });
    }
    if objects.intake.replaced() {
        let encoding = encoding.value.to_string();
        warnings.push(ReadWarning::ReplacedCharacters { encoding });
    }
    if names.len() == 1 {
        warnings.push(ReadWarning::OneColumn);
    }
    let table = builder.into_table(names, n_rows);
    let report = ReadReport {
        file: file.to_owned(),
        bytes: objects.intake.n_bytes(),
        n_rows,
        n_columns: table.n_columns(),
        format,
        encoding,
        delimiter: None,
        decimal_comma,
        header: None,
        warnings,
    };
    Ok(ReadTable { table, report })
}

/// Appends the present object as a row; a key that was not met before is missing in all rows before.
// Never inlined, for the reason given at `RowReader::next`.
#[inline(never)]
fn append(
    builder: &mut TableBuilder,
    reader: &ObjectReader,
    n_rows: u32,
) -> Result<(), (usize, Flaw)> {
    let TableBuilder { columns, reading } = builder;
    for key in columns.len()..reader.keys().len() {
        let mut column = ColumnBuilder::new(reading);
        for _ in 0..n_rows {
            column.push(b"", reading).map_err(|flaw| (key, flaw))?;
        }
        columns.push(column);
    }
    for (key, column) in columns.iter_mut().enumerate() {
        column.push(reader.cell(key), reading).map_err(|flaw| (key, flaw))?;
    }
    Ok(())
}

impl<'a> Objects<'a> {
    fn new(mut intake: Intake<'a>, most_bytes: u64) -> Self {
        let mut line = 1;
        let blank = intake.window().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        line += n_breaks(&intake.window()[..blank]);
        intake.consume(blank);
        let layout = match intake.window().first() {
            Some(b'[') => {
                intake.consume(1);
                Layout::Array
            }
            Some(b'{') if !first_line_is_whole(intake.window()) => Layout::Stream,
            _ => Layout::Lines,
        };
        Self { intake, layout, most_bytes, line, n_blank_lines: 0, after_object: false }
    }

    /// Length of the next object, which then is what the window begins with; `None` at the end.
    // Never inlined, for the reason given at `RowReader::next`.
    #[inline(never)]
    fn next(&mut self) -> Result<Option<usize>, ObjectsFlaw> {
        match self.layout {
            Layout::Lines => self.next_line(),
            Layout::Stream | Layout::Array => self.next_braced(),
        }
    }

    fn consume(&mut self, length: usize) {
        self.line += n_breaks(&self.intake.window()[..length]);
        self.intake.consume(length);
        self.after_object = true;
    }

    fn fill(&mut self) -> Result<bool, ObjectsFlaw> {
        if self.intake.window().len() as u64 > self.most_bytes {
            return Err(ObjectsFlaw::TooLarge);
        }
        self.intake.fill().map_err(ObjectsFlaw::Intake)
    }

    fn next_line(&mut self) -> Result<Option<usize>, ObjectsFlaw> {
        let mut searched = 0;
        loop {
            let window = self.intake.window();
            let end = memchr::memchr2(b'\n', b'\r', &window[searched..]).map(|end| end + searched);
            searched = window.len();
            let length = match end {
                Some(end) => end,
                None if self.fill()? => continue,
                None if searched == 0 => return Ok(None),
                None => searched,
            };
            let window = self.intake.window();
            if !window[..length].trim_ascii().is_empty() {
                return Ok(Some(length));
            }
            // A blank line, or what is left of the line before. At "\r\n" two bytes go at once.
            let ended = window.len() == length;
            let pair = window[length..].starts_with(b"\r\n");
            let is_rest = length == 0 && self.after_object;
            self.after_object = false;
            self.n_blank_lines += u64::from(!is_rest && !ended);
            self.line += u64::from(!ended);
            self.intake.consume(if ended { length } else { length + 1 + usize::from(pair) });
            searched = 0;
        }
    }

    fn next_braced(&mut self) -> Result<Option<usize>, ObjectsFlaw> {
        let grammar = |reason: &str| Err(ObjectsFlaw::Grammar(reason.to_owned()));
        let mut comma = false;
        let first = loop {
            let Some(byte) = self.intake.window().first().copied() else {
                if self.fill()? {
                    continue;
                }
                if self.layout == Layout::Array {
                    return grammar("the array is not closed by ]");
                }
                return Ok(None);
            };
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                b',' if self.layout == Layout::Array && self.after_object && !comma => comma = true,
                b']' if self.layout == Layout::Array && !comma => {
                    self.intake.consume(1);
                    return self.end_of_array();
                }
                other => break other,
            }
            self.intake.consume(1);
        };
        if self.layout == Layout::Array && self.after_object && !comma {
            return grammar("expected a comma or ] after an object");
        }
        if first != b'{' {
            // Enough of it that the reader can say what it is.
            let length = self.intake.window().len().min(64);
            return Ok(Some(length));
        }
        self.length_of_braced().map(Some)
    }

    /// Length of the object that the window begins with, by its braces outside of texts.
    fn length_of_braced(&mut self) -> Result<usize, ObjectsFlaw> {
        let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
        let mut position = 0;
        loop {
            for byte in &self.intake.window()[position..] {
                position += 1;
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_text => escaped = true,
                    b'"' => in_text = !in_text,
                    _ if in_text => {}
                    b'{' | b'[' => depth = depth.saturating_add(1),
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return Ok(position);
                        }
                    }
                    _ => {}
                }
            }
            if !self.fill()? {
                return Err(ObjectsFlaw::Grammar("the object is not closed by }".to_owned()));
            }
        }
    }

    fn end_of_array(&mut self) -> Result<Option<usize>, ObjectsFlaw> {
        loop {
            match self.intake.window().first() {
                Some(byte) if byte.is_ascii_whitespace() => self.intake.consume(1),
                Some(_) => {
                    return Err(ObjectsFlaw::Grammar("there is more after the array".to_owned()));
                }
                None => {
                    if !self.fill()? {
                        return Ok(None);
                    }
                }
            }
        }
    }
}

/// Whether the first line is a JSON value by itself, or fails for another reason than ending early.
fn first_line_is_whole(window: &[u8]) -> bool {
    let line = window.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if line.len() == window.len() {
        return true;
    }
    let parsed: Result<serde::de::IgnoredAny, serde_json::Error> = serde_json::from_slice(line);
    !parsed.is_err_and(|error| error.is_eof())
}

fn n_breaks(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
