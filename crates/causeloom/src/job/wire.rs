//! A job as bytes: a mark, the header as JSON, then columns of little-endian doubles.

use super::{Arrays, Header, Job};
use crate::Error;

/// Mark of the form and its version.
const MARK: &[u8; 4] = b"CLJ1";

/// Writes a job; the header's length and the row count stand before their parts.
pub(super) fn write(job: &Job) -> Vec<u8> {
    let header =
        serde_json::to_vec(&job.header).expect("the header holds names and finite numbers");
    let arrays = &job.arrays;
    let n_rows = arrays.outcome.len();
    let n_arrays = arrays.columns.len() + 3;
    let mut bytes = Vec::with_capacity(20 + header.len() + 8 * n_rows * n_arrays);
    bytes.extend_from_slice(MARK);
    for size in [header.len(), n_rows, arrays.columns.len(), usize::from(arrays.weights.is_some())]
    {
        bytes.extend_from_slice(&(size as u32).to_le_bytes());
    }
    bytes.extend_from_slice(&header);
    bytes.extend(arrays.comparison.iter().map(|&comparison| u8::from(comparison)));
    let doubles = arrays.columns.iter().chain([&arrays.outcome]).chain(&arrays.weights);
    for value in doubles.flatten() {
        bytes.extend_from_slice(&value.to_le_bytes());
    }
    bytes
}

/// Reads what [`write`] wrote.
pub(super) fn read(bytes: &[u8]) -> Result<Job, Error> {
    parse(bytes).ok_or_else(|| {
        Error::new("job-damaged", "these bytes are not a job of this release")
            .with_hint("reload the page, so that all its parts are of one release")
    })
}

fn parse(mut bytes: &[u8]) -> Option<Job> {
    if take(&mut bytes, 4)? != MARK {
        return None;
    }
    let mut size = || Some(u32::from_le_bytes(take(&mut bytes, 4)?.try_into().ok()?) as usize);
    let (n_header, n_rows, n_columns, n_weights) = (size()?, size()?, size()?, size()?);
    let header = std::str::from_utf8(take(&mut bytes, n_header)?).ok()?;
    let header: Header = crate::from_json(header).ok()?;
    let comparison = take(&mut bytes, n_rows)?.iter().map(|&byte| byte == 1).collect();
    let mut doubles = || -> Option<Vec<f64>> {
        let raw = take(&mut bytes, n_rows.checked_mul(8)?)?;
        let (words, _) = raw.as_chunks::<8>();
        Some(words.iter().map(|&word| f64::from_le_bytes(word)).collect())
    };
    let columns = (0..n_columns).map(|_| doubles()).collect::<Option<Vec<_>>>()?;
    let outcome = doubles()?;
    let weights = if n_weights == 1 { Some(doubles()?) } else { None };
    let known = |&idx: &u32| (idx as usize) < n_columns;
    let sound =
        header.tasks.iter().all(|task| task.confounders.iter().chain(&task.mediators).all(known));
    (sound && bytes.is_empty())
        .then(|| Job::new(header, Arrays { columns, outcome, comparison, weights }))
}

fn take<'a>(bytes: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(n)?;
    *bytes = rest;
    Some(taken)
}
