//! How long extraction takes for texts of growing length (the time per byte has to stay the same), and
//! how many texts of the embedded realizer are verified a second (with `texts`, only this).

use std::io::Write;
use std::time::Instant;

use causeloom_realize::{
    Dictionary, Extractor, Fact, Skeleton,
    dictionary::Says,
    embedded::{Realizer, Register},
    rounded, verify,
};
use numeric::seed::Seed;

const NOTE: &str = "71-year-old woman, medical admission. PMH: diabetes, CKD; no heart failure. She \
    denies dyspnea, fever or chills, but is septic. HR 112/min, RR 24, MAP 58 mmHg, T 38.5 °C, SpO2 \
    91 %, WBC 12.4 ×10⁹/L, lactate between 3 and 4 mmol/L, creatinine 1.4 mg/dL. Her mother, who had \
    heart failure, died at 60. Septic shock was ruled out. She was not intubated and survived.\n";

const MODELS: [(&str, &str); 3] = [
    ("icu", include_str!("../../causeloom/dictionaries/icu.json")),
    ("asia", include_str!("../../causeloom/dictionaries/asia.json")),
    ("alarm", include_str!("../../causeloom/dictionaries/alarm.json")),
];

/// The best of so many runs counts: the machine does other things too.
const RUNS: u32 = 7;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dictionary: Dictionary =
        serde_json::from_str(include_str!("../../causeloom/dictionaries/icu.json"))?;
    let start = Instant::now();
    let extractor = Extractor::new(&dictionary)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "compiled in {:.1} ms", start.elapsed().as_secs_f64() * 1e3)?;
    let one_line = NOTE.replace(['.', ';', '\n'], ",");
    let shapes = vec![
        ("notes", NOTE.to_owned()),
        ("one sentence", one_line),
        ("denials", "no no not without ".to_owned()),
        ("anchors", "HR, BP and MAP, ".to_owned()),
        ("high HR", "high heart rate and ".to_owned()),
        ("numbers", "12 - 13, ".to_owned()),
        ("mothers", "her her mother ".to_owned()),
        ("findings", "diabetes and CKD absent ".to_owned()),
    ];
    let shapes = if std::env::args().any(|it| it == "texts") { Vec::new() } else { shapes };
    for (name, shape) in shapes {
        for size in [10_000, 100_000, 1_000_000] {
            let text = shape.repeat(size / shape.len() + 1);
            let start = Instant::now();
            let extraction = extractor.extract(&text);
            let seconds = start.elapsed().as_secs_f64();
            writeln!(
                out,
                "{name:12} {:>9} bytes {:>9.2} ms {:>7.1} ns/byte {:>7} mentions",
                text.len(),
                seconds * 1e3,
                seconds * 1e9 / text.len() as f64,
                extraction.mentions.len(),
            )?;
        }
    }
    for (model, dictionary) in MODELS {
        let dictionary: Dictionary = serde_json::from_str(dictionary)?;
        let extractor = Extractor::new(&dictionary)?;
        for register in [Register::Note, Register::Terse, Register::Sections, Register::Log] {
            let rates = rates(&dictionary, &extractor, register);
            writeln!(out, "{model:5} {register:8?} {rates}")?;
        }
    }
    Ok(())
}

/// Texts a second, the best of several runs.
fn rates(dictionary: &Dictionary, extractor: &Extractor, register: Register) -> String {
    let realizer = Realizer::new(dictionary, register);
    let skeletons: Vec<Skeleton> = (0..500).map(|row| skeleton(dictionary, row)).collect();
    let texts: Vec<String> =
        skeletons.iter().map(|skeleton| realizer.write(skeleton, Seed(1), 0).text).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut best = f64::MAX;
    let mut violations = 0;
    for _ in 0..RUNS {
        violations = 0;
        let start = Instant::now();
        for (skeleton, text) in skeletons.iter().zip(&texts) {
            violations += verify(extractor, skeleton, text).violations.len();
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    let count = texts.len() as f64;
    format!(
        "{:>7.0} texts/s verified, {:>5.0} bytes each, {:>6.1} ns/byte, {violations} violations",
        count / best,
        bytes as f64 / count,
        best * 1e9 / bytes as f64,
    )
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
