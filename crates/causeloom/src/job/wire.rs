//! A job as bytes: a mark, the header as JSON, then columns of little-endian doubles.

use super::{
    Work,
    audit::{Arrays, AuditJob, Header},
    independence::{IndependenceJob, TestColumn},
};
use crate::Error;
use serde::Serialize;

/// Marks of the forms and their version.
const AUDIT: &[u8; 4] = b"CLJ1";
const SAMPLE: &[u8; 4] = b"CLS1";
const INDEPENDENCE: &[u8; 4] = b"CLI1";
const REALIZE: &[u8; 4] = b"CLR1";

/// Writes a job.
pub(super) fn write(work: &Work) -> Vec<u8> {
    match work {
        Work::Audit(job) => write_audit(job),
        Work::Sample(job) => with_json(SAMPLE, job),
        Work::Independence(job) => write_independence(job),
        Work::Realize(job) => with_json(REALIZE, job),
    }
}

fn with_json(mark: &[u8; 4], job: &impl Serialize) -> Vec<u8> {
    let json = serde_json::to_vec(job).expect("a job holds names and finite numbers");
    [mark.as_slice(), &json].concat()
}

/// Writes an audit; the header's length and the row count stand before their parts.
fn write_audit(job: &AuditJob) -> Vec<u8> {
    let header =
        serde_json::to_vec(&job.header).expect("the header holds names and finite numbers");
    let arrays = &job.arrays;
    let n_rows = arrays.outcome.len();
    let n_arrays = arrays.columns.len() + 3;
    let mut bytes = Vec::with_capacity(20 + header.len() + 8 * n_rows * n_arrays);
    bytes.extend_from_slice(AUDIT);
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
pub(super) fn read(bytes: &[u8]) -> Result<Work, Error> {
    parse(bytes).ok_or_else(|| {
        Error::new("job-damaged", "these bytes are not a job of this release")
            .with_hint("reload the page, so that all its parts are of one release")
    })
}

fn parse(bytes: &[u8]) -> Option<Work> {
    let (mark, rest) = bytes.split_at_checked(4)?;
    let json = || std::str::from_utf8(rest).ok();
    match <&[u8; 4]>::try_from(mark).ok()? {
        AUDIT => parse_audit(rest).map(|job| Work::Audit(Box::new(job))),
        SAMPLE => crate::from_json(json()?).ok().map(Work::Sample),
        REALIZE => crate::from_json(json()?).ok().map(Work::Realize),
        INDEPENDENCE => parse_independence(rest).map(|job| Work::Independence(Box::new(job))),
        _ => None,
    }
}

fn parse_audit(mut bytes: &[u8]) -> Option<AuditJob> {
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
        .then(|| AuditJob::new(header, Arrays { columns, outcome, comparison, weights }))
}

/// Writes a model check: the header's length, the header, and each column of a table with its levels
/// (0 for numbers) and its length before it.
fn write_independence(job: &IndependenceJob) -> Vec<u8> {
    let header =
        serde_json::to_vec(&job.header).expect("the header holds names and finite numbers");
    let mut bytes = INDEPENDENCE.to_vec();
    let size = |bytes: &mut Vec<u8>, size: usize| {
        bytes.extend_from_slice(&(size as u32).to_le_bytes());
    };
    size(&mut bytes, header.len());
    bytes.extend_from_slice(&header);
    for column in &job.table {
        match column {
            TestColumn::Codes(codes, n_levels) => {
                size(&mut bytes, (*n_levels).max(1) as usize);
                size(&mut bytes, codes.len());
                bytes.extend_from_slice(codes);
            }
            TestColumn::Numbers(numbers) => {
                size(&mut bytes, 0);
                size(&mut bytes, numbers.len());
                for number in numbers {
                    bytes.extend_from_slice(&number.to_le_bytes());
                }
            }
        }
    }
    bytes
}

fn parse_independence(mut bytes: &[u8]) -> Option<IndependenceJob> {
    fn size(bytes: &mut &[u8]) -> Option<u32> {
        Some(u32::from_le_bytes(take(bytes, 4)?.try_into().ok()?))
    }
    let n_header = size(&mut bytes)? as usize;
    let header = std::str::from_utf8(take(&mut bytes, n_header)?).ok()?;
    let header = crate::from_json(header).ok()?;
    let mut table = Vec::new();
    while !bytes.is_empty() {
        let (n_levels, n_rows) = (size(&mut bytes)?, size(&mut bytes)? as usize);
        if n_levels > 0 {
            table.push(TestColumn::Codes(take(&mut bytes, n_rows)?.to_vec(), n_levels));
        } else {
            let (words, _) = take(&mut bytes, n_rows.checked_mul(8)?)?.as_chunks::<8>();
            let numbers = words.iter().map(|&word| f64::from_le_bytes(word)).collect();
            table.push(TestColumn::Numbers(numbers));
        }
    }
    let job = IndependenceJob::new(header, table);
    job.is_sound().then_some(job)
}

fn take<'a>(bytes: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(n)?;
    *bytes = rest;
    Some(taken)
}
