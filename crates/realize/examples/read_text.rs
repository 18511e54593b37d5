//! Reads lines from the standard input by a dictionary (a JSON file) and prints what each says.

use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give the path of a dictionary")?;
    let dictionary: causeloom_realize::Dictionary =
        serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let extractor = causeloom_realize::Extractor::new(&dictionary)?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let extraction = extractor.extract(&line);
        writeln!(out, "# {line}")?;
        for mention in &extraction.mentions {
            writeln!(
                out,
                "  {} {:?} {:?} {:?}{} “{}” {}",
                dictionary.slots[mention.slot].name,
                mention.claim,
                mention.standing,
                mention.holder,
                if mention.is_hint { " hint" } else { "" },
                &line[mention.span.clone()],
                mention.rule,
            )?;
        }
        for (watched, span) in &extraction.inventions {
            let label = &dictionary.watched[*watched].label;
            writeln!(out, "  invented {label} “{}”", &line[span.clone()])?;
        }
        for span in &extraction.stray_numbers {
            writeln!(out, "  stray “{}”", &line[span.clone()])?;
        }
    }
    Ok(())
}
