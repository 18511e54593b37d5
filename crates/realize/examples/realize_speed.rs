//! How many texts a second the embedded realizer writes, in every register.
//!
//! `cargo run --release -p causeloom-realize --example realize_speed -- DICTIONARY.json [SECONDS]`

#![expect(clippy::print_stdout, reason = "the rates are what it is run for")]

use std::time::{Duration, Instant};

use causeloom_realize::{
    Dictionary, Fact, Skeleton,
    dictionary::Says,
    embedded::{Realizer, Register},
    rounded,
};
use numeric::seed::Seed;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("the path of a dictionary is missing")?;
    let seconds: f64 = arguments.next().map_or(Ok(1.0), |text| text.parse())?;
    let dictionary: Dictionary = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let skeletons: Vec<Skeleton> = (0..1000).map(|row| skeleton(&dictionary, row)).collect();
    for register in [Register::Note, Register::Terse, Register::Sections, Register::Log] {
        let realizer = Realizer::new(&dictionary, register);
        let limit = Duration::from_secs_f64(seconds);
        let (mut n_texts, mut n_bytes) = (0_u32, 0);
        let start = Instant::now();
        while start.elapsed() < limit {
            for skeleton in &skeletons {
                n_bytes += realizer.write(skeleton, Seed(1), n_texts / 1000).text.len();
                n_texts += 1;
            }
        }
        let rate = f64::from(n_texts) / start.elapsed().as_secs_f64();
        let length = n_bytes as f64 / f64::from(n_texts);
        let forms = realizer.n_forms(&skeletons[0]);
        println!(
            "{register:?}: {rate:.0} texts/s of {length:.0} bytes, 10^{forms:.1} forms at least"
        );
    }
    Ok(())
}

/// States uniform, numbers uniform where they are plausible.
fn skeleton(dictionary: &Dictionary, row: u64) -> Skeleton {
    let facts = dictionary.slots.iter().enumerate().map(|(slot, words)| {
        let mut draws = Seed(5).stream("facts").index(slot as u64).at(row);
        Some(match &words.says {
            Says::Number(number) => {
                let [low, high] = number.plausible.unwrap_or([0.0, 100.0]);
                Fact::Number(rounded(low + (high - low) * draws.uniform(), number.decimals))
            }
            _ => Fact::State(draws.below(words.states().len() as u32) as u16),
        })
    });
    Skeleton { row, facts: facts.collect() }
}
