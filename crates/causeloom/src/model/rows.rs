//! Rows of a sample as text: comma-separated values or JSON Lines, any range of rows by itself.

use std::ops::Range;

use numeric::seed::Seed;
use scm::{Column, Program, Sample};
use serde::{Deserialize, Serialize};

use super::compiled::{Compiled, from_scm};
use crate::{Error, Study};

/// Rows that are drawn and written at once.
const BLOCK: u64 = 4_096;

/// The form of exported rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowFormat {
    /// Comma-separated values; the piece that starts with row 0 starts with a line of names.
    #[default]
    Csv,
    /// JSON Lines: one object a row.
    Jsonl,
}

impl RowFormat {
    /// The format of a name: `csv` or `jsonl`.
    ///
    /// # Errors
    /// Any other name.
    pub fn from_name(name: &str) -> Result<Self, Error> {
        match name {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::Jsonl),
            _ => Err(Error::new("no-such-format", format!("rows have no format named `{name}`"))
                .with_hint("use csv or jsonl")),
        }
    }
}

/// A study's program, ready to write any of its rows. Columns of latent nodes are left out.
#[derive(Debug)]
pub struct RowWriter {
    program: Program,
    seed: Seed,
    text: RowText,
}

impl RowWriter {
    /// Compiles the study's model; with `changed`, under the study's interventions.
    ///
    /// # Errors
    /// A study without a model, a model that is not finished, an intervention that cannot be read.
    pub fn new(study: &Study, changed: bool, format: RowFormat) -> Result<Self, Error> {
        let compiled = Compiled::of(study)?;
        let program = if changed { compiled.changed(&study.sample.interventions)? } else { None };
        let program = program.unwrap_or(compiled.program);
        let text = RowText::new(&program, format, false);
        Ok(Self { program, seed: Seed(study.seed), text })
    }

    /// The rows of a range; ranges put one after the other give the same text as one range.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows.
    pub fn rows(&self, rows: Range<u64>) -> Result<Vec<u8>, Error> {
        let mut text = if rows.start == 0 { self.text.header() } else { Vec::new() };
        let mut start = rows.start;
        while start < rows.end {
            let end = rows.end.min(start + BLOCK);
            let sample =
                self.program.sample(self.seed, start..end).map_err(|error| from_scm(&error))?;
            self.text.write(&sample, 1, &mut text);
            start = end;
        }
        Ok(text)
    }
}

/// How the rows of a program are written.
#[derive(Debug)]
pub(super) struct RowText {
    format: RowFormat,
    /// True where the numbers of row and draw stand before the values.
    numbered: bool,
    /// The place of every column that is written.
    shown: Vec<usize>,
    /// The names of the columns that are written.
    names: Vec<Vec<u8>>,
    /// The states of each of them.
    states: Vec<Vec<Vec<u8>>>,
}

impl RowText {
    pub(super) fn new(program: &Program, format: RowFormat, numbered: bool) -> Self {
        let n_columns = program.names().len();
        let shown: Vec<usize> = (0..n_columns).filter(|&idx| !program.is_latent(idx)).collect();
        let cell = |text: &String| match format {
            RowFormat::Csv => csv_cell(text),
            RowFormat::Jsonl => json_cell(text),
        };
        let names = shown.iter().map(|&idx| cell(&program.names()[idx])).collect();
        let states = shown
            .iter()
            .map(|&idx| program.variable(idx).values.states().iter().map(cell).collect())
            .collect();
        Self { format, numbered, shown, names, states }
    }

    /// The line of names; nothing in JSON Lines.
    pub(super) fn header(&self) -> Vec<u8> {
        if self.format == RowFormat::Jsonl {
            return Vec::new();
        }
        let mut header = if self.numbered { b"row,draw,".to_vec() } else { Vec::new() };
        header.extend_from_slice(&self.names.join(&b','));
        header.push(b'\n');
        header
    }

    /// Appends all rows of a sample, `draws` of which belong to one numbered row.
    pub(super) fn write(&self, sample: &Sample, draws: u64, text: &mut Vec<u8>) {
        for at in 0..sample.n_rows() {
            let (mut comma, end): (&[u8], &[u8]) = match self.format {
                RowFormat::Csv => (b"", b"\n"),
                RowFormat::Jsonl => (b"{", b"}\n"),
            };
            if self.numbered {
                let number = sample.first_row + at as u64;
                let (row, draw) = (number / draws.max(1), number % draws.max(1));
                let start = match self.format {
                    RowFormat::Csv => format!("{row},{draw}"),
                    RowFormat::Jsonl => format!("{{\"row\":{row},\"draw\":{draw}"),
                };
                text.extend_from_slice(start.as_bytes());
                comma = b",";
            }
            for (place, &idx) in self.shown.iter().enumerate() {
                text.extend_from_slice(comma);
                comma = b",";
                if self.format == RowFormat::Jsonl {
                    text.extend_from_slice(&self.names[place]);
                    text.push(b':');
                }
                match &sample.columns[idx] {
                    Column::Codes(codes) => {
                        text.extend_from_slice(&self.states[place][usize::from(codes[at])]);
                    }
                    Column::Numbers(values) => {
                        text.extend_from_slice(number(values[at]).as_bytes());
                    }
                }
            }
            text.extend_from_slice(end);
        }
    }
}

/// A number that reads back to the same bits.
fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-5..1e16).contains(&size) {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

fn csv_cell(text: &str) -> Vec<u8> {
    let quoted = text.is_empty()
        || text.contains([',', '"', '\n', '\r'])
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace);
    if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }.into_bytes()
}

fn json_cell(text: &str) -> Vec<u8> {
    serde_json::to_vec(text).expect("text is plain JSON")
}
