//! How long extraction takes for texts of growing length: the time per byte has to stay the same.

use std::io::Write;
use std::time::Instant;

use causeloom_realize::{Dictionary, Extractor};

const NOTE: &str = "71-year-old woman, medical admission. PMH: diabetes, CKD; no heart failure. She \
    denies dyspnea, fever or chills, but is septic. HR 112/min, RR 24, MAP 58 mmHg, T 38.5 °C, SpO2 \
    91 %, WBC 12.4 ×10⁹/L, lactate between 3 and 4 mmol/L, creatinine 1.4 mg/dL. Her mother, who had \
    heart failure, died at 60. Septic shock was ruled out. She was not intubated and survived.\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dictionary: Dictionary =
        serde_json::from_str(include_str!("../../causeloom/dictionaries/icu.json"))?;
    let start = Instant::now();
    let extractor = Extractor::new(&dictionary)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "compiled in {:.1} ms", start.elapsed().as_secs_f64() * 1e3)?;
    let one_line = NOTE.replace(['.', ';', '\n'], ",");
    let shapes = [
        ("notes", NOTE.to_owned()),
        ("one sentence", one_line),
        ("denials", "no no not without ".to_owned()),
        ("anchors", "HR, BP and MAP, ".to_owned()),
        ("high HR", "high heart rate and ".to_owned()),
        ("numbers", "12 - 13, ".to_owned()),
        ("mothers", "her her mother ".to_owned()),
        ("findings", "diabetes and CKD absent ".to_owned()),
    ];
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
    let notes = 2_000;
    let start = Instant::now();
    let mut mentions = 0;
    for _ in 0..notes {
        mentions += extractor.extract(NOTE).mentions.len();
    }
    let seconds = start.elapsed().as_secs_f64();
    writeln!(out, "{:.0} notes/s, {} mentions each", f64::from(notes) / seconds, mentions / 2_000)?;
    Ok(())
}
