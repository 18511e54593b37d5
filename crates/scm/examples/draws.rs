//! Writes noise as raw bytes for batteries of tests of random numbers, until the reader stops.
//!
//! `cargo run --profile tool -p causeloom-scm --example draws -- [NODES] [whole] | dieharder -a -g 200`.
//! Row after row, in each row one 32-bit word a node (37 by default): the order in which a
//! dependence between nodes or between neighboring rows shows. With `whole` the words are the nodes'
//! 64 bits.

use causeloom_scm::noise::{Key, fill_bits};
use numeric::seed::Seed;
use std::io::{self, Write};

const BLOCK: usize = 4096;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let n_nodes = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(37_usize);
    let whole = arguments.iter().any(|word| word == "whole");
    let keys: Vec<Key> =
        (0..n_nodes).map(|node| Key::new(Seed(20_261_121), &format!("x{node}"))).collect();
    let mut words = vec![vec![0_u64; BLOCK]; n_nodes];
    let mut out = io::stdout().lock();
    for block in 0.. {
        for (key, words) in keys.iter().zip(&mut words) {
            fill_bits(key, block * BLOCK as u64, words);
        }
        let rows = (0..BLOCK).flat_map(|row| words.iter().map(move |column| column[row]));
        let bytes: Vec<u8> = if whole {
            rows.flat_map(u64::to_le_bytes).collect()
        } else {
            rows.flat_map(|word| ((word >> 32) as u32).to_le_bytes()).collect()
        };
        match out.write_all(&bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            written => written?,
        }
    }
    Ok(())
}
