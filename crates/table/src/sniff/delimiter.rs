//! Guessing the byte between cells by how evenly it cuts the rows.

use crate::number::number_of;
use crate::options::delimiter_word;
use crate::report::Stated;
use crate::sniff::sample::{Sample, sample_records};

/// Delimiters that are tried; where two cut equally well the earlier is taken.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

struct Cut {
    delimiter: u8,
    sample: Sample,
    /// Cells that most rows have.
    n_cells: usize,
    /// Share of rows that have so many.
    even: f64,
    /// How good the cut is: evenness, less for cells that hold another delimiter.
    quality: f64,
}

/// A guess of the delimiter, and the sample cut by it.
pub(crate) fn guess_delimiter(text: &[u8], at_end: bool) -> (Stated<u8>, Sample) {
    let mut cuts: Vec<Cut> = CANDIDATES
        .iter()
        .map(|delimiter| cut(*delimiter, sample_records(text, at_end, *delimiter)))
        .collect();
    let good = |cut: &Cut| {
        let header = cut.sample.rows.first().map_or(0, Vec::len);
        header >= 2 || (cut.n_cells >= 2 && cut.even >= 0.8)
    };
    let mut best: Option<usize> = None;
    for (place, cut) in cuts.iter().enumerate() {
        let better = best.is_none_or(|best: usize| {
            let best = &cuts[best];
            (cut.quality, cut.n_cells) > (best.quality, best.n_cells)
        });
        if good(cut) && better {
            best = Some(place);
        }
    }
    if let Some(place) = best {
        let cut = cuts.swap_remove(place);
        let word = delimiter_word(cut.delimiter);
        let n_rows = cut.sample.rows.len();
        let first = if n_rows == 1 {
            "the first row".to_owned()
        } else {
            format!("the first {n_rows} rows")
        };
        let reason = if cut.even == 1.0 {
            format!("it cuts {first} into {} cells each", cut.n_cells)
        } else {
            format!(
                "{word} cuts {first} most evenly, {:.0} % into {} cells",
                cut.even * 100.0,
                cut.n_cells
            )
        };
        return (Stated::guessed(cut.delimiter, reason), cut.sample);
    }
    // One column: a delimiter that stands nowhere keeps the rows whole.
    let whole = cuts.iter().position(|cut| cut.sample.rows.iter().all(|row| row.len() == 1));
    let cut = cuts.swap_remove(whole.unwrap_or(0));
    let reason =
        "no comma, semicolon, tab or vertical bar cuts the rows evenly, so there is one column";
    (Stated::guessed(cut.delimiter, reason), cut.sample)
}

fn cut(delimiter: u8, sample: Sample) -> Cut {
    let mut lengths: Vec<usize> = sample.rows.iter().map(Vec::len).collect();
    lengths.sort_unstable();
    let runs = lengths.chunk_by(|one, other| one == other);
    let (n_cells, n_rows) = runs
        .map(|run| (run[0], run.len()))
        .max_by_key(|(n_cells, n_rows)| (*n_rows, *n_cells))
        .unwrap_or((0, 0));
    let even = n_rows as f64 / lengths.len().max(1) as f64;
    let cells = || sample.rows.iter().flatten();
    let uncut = cells().filter(|cell| holds_another(cell, delimiter)).count();
    let share_uncut = uncut as f64 / cells().count().max(1) as f64;
    let mut quality = if n_cells < 2 { 0.0 } else { even * even * (1.0 - share_uncut / 2.0) };
    // A line of names that it does not cut speaks against it: a comment in each row may hold it.
    if sample.rows.first().is_some_and(|names| names.len() == 1) {
        quality /= 2.0;
    }
    Cut { delimiter, sample, n_cells, even, quality }
}

/// Whether a cell holds a delimiter other than the one tried. A comma within text, or as a decimal
/// mark, is nothing unusual.
fn holds_another(cell: &[u8], delimiter: u8) -> bool {
    if delimiter == b',' {
        return cell.iter().any(|byte| matches!(byte, b';' | b'\t' | b'|'));
    }
    let others = cell.iter().any(|byte| matches!(byte, b';' | b'\t' | b'|') && *byte != delimiter);
    let commas = memchr::memchr_iter(b',', cell).count();
    others || (commas > 1 && !cell.contains(&b' ') && number_of(cell, b',').is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(text: &str) -> u8 {
        guess_delimiter(text.as_bytes(), true).0.value
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_evenly() {
        assert_eq!(guess("a,b\n1,2\n"), b',');
        assert_eq!(guess("a;b\n1,5;2,5\n3,5;4,5\n"), b';');
        assert_eq!(guess("1,5;2,5\n3,5;4,5\n"), b';');
        assert_eq!(guess("a\tb\n1,5\t2\n"), b'\t');
        assert_eq!(guess("name\tage\nSmith, John\t40\nDoe, Jane\t50\n"), b'\t');
        assert_eq!(guess("a|b|c\n1|2|3\n"), b'|');
        assert_eq!(guess("a,b\n\"x;y\",1\n\"z;w\",2\n"), b',');
        assert_eq!(guess("a,b,c\n1,2\n3,4,5,6\n7\n"), b',');
        assert_eq!(guess("a,b\n1,x;\n2,x;\n3;,x\n4,x;\n"), b',');
        let comments = "said \"\"no\"\", then left; no more";
        let rows = format!("1,x,\"{comments}\"\n").repeat(20);
        assert_eq!(guess(&format!("id,kind,comment\n{rows}")), b',');
    }

    #[test]
    fn one_column_of_text_with_commas_is_kept_whole() {
        let text = "comment\nwell, that is it\nno\nyes, yes, and yes\nfine\n";
        let (guess, sample) = guess_delimiter(text.as_bytes(), true);
        assert_eq!(guess.value, b';');
        assert!(sample.rows.iter().all(|row| row.len() == 1));
        assert!(guess.reason.contains("one column"), "{}", guess.reason);
    }
}
