//! Rows of a model as a stream: blocks are drawn on several threads and written in their order.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, ErrorKind, Write},
    sync::{
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
};

use causeloom::{
    Error,
    model::{RowFormat, RowWriter},
};

use crate::{
    arguments::{Arguments, usage},
    model,
};

/// Rows of a block.
const BLOCK: u64 = 32_768;

/// `causeloom sample --model asia --rows 1000 --seed 1 --do 'smoke=yes'`
pub(crate) fn sample(mut arguments: Arguments) -> Result<(), Error> {
    let mut study = model::study(&arguments.needed("model")?)?;
    let n_rows: u64 = arguments.number("rows", 1_000)?;
    let first: u64 = arguments.number("from-row", 0)?;
    study.seed = arguments.number("seed", 1)?;
    study.sample.interventions = arguments.all("do");
    let format =
        arguments.word("format", &[("csv", RowFormat::Csv), ("jsonl", RowFormat::Jsonl)])?;
    let out = arguments.one("out")?;
    let n_threads = arguments.number("workers", crate::run::n_processors())?;
    arguments.end()?;
    let end = first
        .checked_add(n_rows)
        .ok_or_else(|| usage("--from-row and --rows together are too many"))?;
    let changed = !study.sample.interventions.is_empty();
    let writer = RowWriter::new(&study, changed, format)?;
    let draw = |rows| writer.rows(rows);
    match out {
        Some(path) => {
            let file = File::create(&path).map_err(|error| model::unwritable(&path, &error))?;
            write_blocks(first..end, BLOCK, n_threads, &draw, &mut BufWriter::new(file))
        }
        None => write_blocks(first..end, BLOCK, n_threads, &draw, &mut std::io::stdout().lock()),
    }
}

/// Draws blocks of so many rows on threads and writes them in their order. A reader that has seen
/// enough, such as `head`, ends the work without an error.
pub(crate) fn write_blocks(
    rows: std::ops::Range<u64>,
    block_size: u64,
    n_threads: u32,
    draw: &(impl Fn(std::ops::Range<u64>) -> Result<Vec<u8>, Error> + Sync),
    out: &mut impl Write,
) -> Result<(), Error> {
    let n_blocks = (rows.end - rows.start).div_ceil(block_size).max(1);
    let next = AtomicU64::new(0);
    let is_over = AtomicBool::new(false);
    let (sender, receiver) = mpsc::sync_channel(2 * n_threads.max(1) as usize);
    let work = |sender: mpsc::SyncSender<(u64, Result<Vec<u8>, Error>)>| {
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= n_blocks || is_over.load(Ordering::Relaxed) {
                return;
            }
            let start = rows.start + block * block_size;
            let drawn = draw(start..rows.end.min(start + block_size));
            // Nobody listens any more once an error or a closed pipe ended the writing.
            if sender.send((block, drawn)).is_err() {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..n_threads.max(1) {
            let sender = sender.clone();
            scope.spawn(|| work(sender));
        }
        drop(sender);
        let written = write_in_order(&receiver, out);
        is_over.store(true, Ordering::Relaxed);
        drop(receiver);
        written
    })
}

fn write_in_order(
    receiver: &mpsc::Receiver<(u64, Result<Vec<u8>, Error>)>,
    out: &mut impl Write,
) -> Result<(), Error> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (block, drawn) in receiver {
        early.insert(block, drawn?);
        while let Some(text) = early.remove(&next) {
            next += 1;
            match out.write_all(&text) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                Err(error) => return Err(Error::new("unwritable", error.to_string())),
            }
        }
    }
    match out.flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::new("unwritable", error.to_string()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_written_in_their_order_whatever_the_number_of_threads() {
        let draw = |rows: std::ops::Range<u64>| {
            Ok(rows.step_by(8_191).flat_map(u64::to_le_bytes).collect())
        };
        let mut expected = Vec::new();
        write_blocks(5..1_000_000, BLOCK, 1, &draw, &mut expected)
            .expect("a list takes everything");
        for n_threads in [2, 7] {
            let mut found = Vec::new();
            write_blocks(5..1_000_000, BLOCK, n_threads, &draw, &mut found).expect("as before");
            assert!(found == expected, "other bytes with {n_threads} threads");
        }
    }

    #[test]
    fn an_error_of_a_block_ends_the_writing() {
        let draw = |rows: std::ops::Range<u64>| {
            if rows.start > 100_000 { Err(Error::new("x", "wrong")) } else { Ok(vec![b'r']) }
        };
        let error =
            write_blocks(0..10_000_000, BLOCK, 4, &draw, &mut Vec::new()).expect_err("wrong");
        assert_eq!(error.code, "x");
    }
}
