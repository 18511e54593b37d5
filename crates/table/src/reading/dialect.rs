//! How the rows of a CSV file are cut and understood, by what is said or guessed.

use crate::intake::Intake;
use crate::options::{ReadOptions, delimiter_word};
use crate::report::Stated;
use crate::sniff::{
    SAMPLE_BYTES, Sample, guess_decimal_comma, guess_delimiter, guess_header, has_row_names,
    sample_records,
};

/// How the rows of a file are cut and understood.
pub(crate) struct Dialect {
    pub(crate) delimiter: Stated<u8>,
    pub(crate) decimal_comma: Stated<bool>,
    pub(crate) header: Stated<bool>,
    /// Whether every row has one cell more than the header: its name.
    pub(crate) row_names: bool,
    /// Cells of most rows at the beginning.
    pub(crate) usual_cells: usize,
    /// Lines before the header that are no data.
    pub(crate) n_lines_before: u64,
}

impl Dialect {
    /// Guesses from the beginning of the file what the options leave open.
    pub(crate) fn guess(intake: &mut Intake<'_>, options: &ReadOptions) -> Self {
        let said = said_delimiter(intake.window());
        let n_lines_before = u64::from(said.is_some());
        if let Some((_, length)) = said {
            intake.consume(length);
        }
        let at_end = intake.at_end() && intake.window().len() <= SAMPLE_BYTES;
        let text = &intake.window()[..intake.window().len().min(SAMPLE_BYTES)];
        let given = options.delimiter.map(Stated::given);
        let said = said.map(|(delimiter, _)| {
            let word = delimiter_word(delimiter);
            Stated::guessed(delimiter, format!("the first line of the file says so: sep={word}"))
        });
        let (delimiter, sample) = match given.or(said) {
            Some(delimiter) => {
                let sample = sample_records(text, at_end, delimiter.value);
                (delimiter, sample)
            }
            None => guess_delimiter(text, at_end),
        };
        let decimal_comma = options
            .decimal_comma
            .map_or_else(|| guess_decimal_comma(&sample, delimiter.value), Stated::given);
        let header = options
            .header
            .map_or_else(|| guess_header(&sample, decimal_comma.value), Stated::given);
        Self {
            row_names: header.value && has_row_names(&sample),
            usual_cells: usual_cells(&sample),
            delimiter,
            decimal_comma,
            header,
            n_lines_before,
        }
    }
}

/// The delimiter that a first line `sep=;` states, as Excel writes it, and the length of the line.
fn said_delimiter(text: &[u8]) -> Option<(u8, usize)> {
    let end = text.iter().take(16).position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let line = text[..end].trim_ascii_end();
    let line = if text[..end].ends_with(b"\t") { &text[..end] } else { line };
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = line else {
        return None;
    };
    if !matches!(delimiter, b',' | b';' | b'\t' | b'|') {
        return None;
    }
    let length = if text[end..].starts_with(b"\r\n") { end + 2 } else { end + 1 };
    Some((*delimiter, length))
}

fn usual_cells(sample: &Sample) -> usize {
    let mut lengths: Vec<usize> = sample.rows.iter().map(Vec::len).collect();
    lengths.sort_unstable();
    let runs = lengths.chunk_by(|one, other| one == other);
    runs.max_by_key(|run| run.len()).map_or(0, |run| run[0])
}
