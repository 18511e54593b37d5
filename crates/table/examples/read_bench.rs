//! Speed of reading: makes a table of 1,000,000 rows and 20 columns as CSV and times reading it.
//!
//! `cargo run --profile tool -p causeloom-table --example read_bench -- [rows] [file]`; with a file
//! name the CSV is read from that file instead of being made.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::io::{Cursor, Read, Write};
use std::time::Instant;

use causeloom_table::{Error, ReadOptions, read};

const N_COLUMNS: usize = 20;

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let n_rows = arguments.next().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000_u32);
    let bytes = match arguments.next() {
        Some(file) => std::fs::read(file).expect("the file named on the command line can be read"),
        None => made_up_csv(n_rows),
    };
    for round in 1..=3 {
        let mut source: Box<dyn Read> = Box::new(Cursor::new(&bytes));
        let (start, processor) = (Instant::now(), processor_seconds());
        let read = read(&mut *source, "bench.csv", &ReadOptions::default(), &mut |_| {})?;
        let seconds = start.elapsed().as_secs_f64();
        let rows = f64::from(read.table.n_rows());
        let megabytes = bytes.len() as f64 / 1e6;
        println!(
            "round {round}: {rows} rows × {} columns, {megabytes:.1} MB in {seconds:.2} s: {:.0} rows/s, {:.0} MB/s",
            read.table.n_columns(),
            rows / seconds,
            megabytes / seconds,
        );
        // On a shared machine the clock on the wall counts what others do.
        if let (Some(before), Some(after)) = (processor, processor_seconds()) {
            let seconds = after - before;
            println!("  processor time {seconds:.2} s: {:.0} MB/s", megabytes / seconds);
        }
        let (start, processor) = (Instant::now(), processor_seconds());
        let n_warnings = read.table.warnings().len();
        let profiles = match (processor, processor_seconds()) {
            (Some(before), Some(after)) => after - before,
            _ => start.elapsed().as_secs_f64(),
        };
        let start = Instant::now();
        let codes = read.table.columns().last().map(|column| column.codes().codes.len());
        println!(
            "  profiles of all columns {profiles:.2} s ({n_warnings} warnings), codes of one {:.3} s ({codes:?})",
            start.elapsed().as_secs_f64()
        );
        if round == 1 {
            for column in read.table.columns() {
                println!("  {}: {} ({})", column.name(), column.kind(), column.guess().reason);
            }
        }
    }
    Ok(())
}

/// Processor time of this process so far, where the system tells it (Linux).
fn processor_seconds() -> Option<f64> {
    let words = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds: f64 = words.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// Numbers of several forms, yes/no columns, categories, an identifier, a date, missing cells.
fn made_up_csv(n_rows: u32) -> Vec<u8> {
    let mut csv = Vec::new();
    let names: Vec<String> = (1..=N_COLUMNS).map(|column| format!("column{column}")).collect();
    csv.extend_from_slice(names.join(",").as_bytes());
    csv.push(b'\n');
    let mut state: u64 = 1;
    let mut draw = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for row in 0..n_rows {
        for column in 0..N_COLUMNS {
            if column > 0 {
                csv.push(b',');
            }
            let written = match column {
                0 => write!(csv, "{}", row + 1),
                1 | 2 => write!(csv, "{}", draw(2)),
                3 | 4 => write!(csv, "{}", 18 + draw(80)),
                5..=8 => write!(csv, "{}.{:02}", draw(1_000), draw(100)),
                9..=12 => write!(csv, "{}.{:06}", draw(10), draw(1_000_000)),
                13 => write!(csv, "{}", draw(1_000_000)),
                14 => write!(csv, "{}", ["yes", "no"][draw(2) as usize]),
                15 => write!(csv, "{}", ["north", "south", "east", "west"][draw(4) as usize]),
                16 => write!(csv, "20{:02}-{:02}-{:02}", draw(25), 1 + draw(12), 1 + draw(28)),
                17 if draw(10) == 0 => write!(csv, "NA"),
                17 => write!(csv, "{:.4}", draw(100_000) as f64 / 1e4),
                18 => write!(csv, "\"Department {}, floor {}\"", draw(30), draw(3)),
                _ => write!(csv, "level {}", draw(12)),
            };
            written.expect("a vector takes all");
        }
        csv.push(b'\n');
    }
    csv
}
