//! How many faults put into texts are found, and how often clean texts raise an alarm.
//!
//! `cargo xtask calibrate faults [ROWS]` runs it: so many rows of each model in four registers.
#![expect(clippy::print_stdout, reason = "a program that is run by hand prints a table")]

mod injection;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let n_rows = std::env::args().nth(1).map_or(Ok(500), |text| text.parse())?;
    let (report, short) = injection::find(n_rows);
    print!("{report}");
    if short.is_empty() { Ok(()) } else { Err(short.join("; ").into()) }
}
