//! The rows at the beginning of a file, cut at a delimiter that is tried.

/// Rows and cells of the beginning of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    pub(crate) rows: Vec<Vec<Vec<u8>>>,
}

/// Most rows of a sample.
const MOST_ROWS: usize = 1_000;
/// Most cells of a sample.
const MOST_CELLS: usize = 20_000;

/// Cuts text into rows and cells. The last row is left out where the text goes on after it and there
/// are others.
pub(crate) fn sample_records(text: &[u8], at_end: bool, delimiter: u8) -> Sample {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut output = vec![0_u8; text.len() + 1];
    let mut ends = vec![0_usize; text.len() + 2];
    let mut rows: Vec<Vec<Vec<u8>>> = Vec::new();
    let mut n_cells = 0;
    let mut rest = text;
    while rows.len() < MOST_ROWS && n_cells < MOST_CELLS {
        let (mut n_output, mut n_ends) = (0, 0);
        let complete = loop {
            let (result, n_input, written, ended) =
                reader.read_record(rest, &mut output[n_output..], &mut ends[n_ends..]);
            rest = &rest[n_input..];
            n_output += written;
            n_ends += ended;
            match result {
                csv_core::ReadRecordResult::Record => break true,
                csv_core::ReadRecordResult::InputEmpty if !rest.is_empty() || n_input > 0 => {}
                _ => break false,
            }
        };
        if !complete {
            break;
        }
        // An unfinished last row is told by the reader only after the end was said to it.
        let unfinished =
            rest.is_empty() && !at_end && !text.ends_with(b"\n") && !text.ends_with(b"\r");
        if unfinished && !rows.is_empty() {
            break;
        }
        let mut start = 0;
        let row: Vec<Vec<u8>> = ends[..n_ends]
            .iter()
            .map(|end| {
                let cell = output[start..*end].to_vec();
                start = *end;
                cell
            })
            .collect();
        n_cells += row.len();
        if !(row.len() == 1 && row[0].trim_ascii().is_empty()) {
            rows.push(row);
        }
    }
    Sample { rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_leaves_out_the_row_that_is_cut_off() {
        let rows = |text: &[u8], at_end| {
            sample_records(text, at_end, b',').rows.iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(rows(b"a,b\n1,2\n3", false), [2, 2]);
        assert_eq!(rows(b"a,b\n1,2\n3", true), [2, 2, 1]);
        assert_eq!(rows(b"a,b\n\n \n1,\"2\n3\",4\n", false), [2, 3]);
        assert_eq!(rows(b"a,b", false), [2]);
        assert_eq!(rows(b"", true), Vec::<usize>::new());
    }
}
