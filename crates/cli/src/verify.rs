//! Texts of a file compared with their facts.

use causeloom::{
    Error, TableRows, number, verify_texts,
    view::{RateView, VerifyView},
};

use crate::{arguments::Arguments, model, realize};

/// The code of the error that texts depart from their facts.
pub(crate) const VIOLATIONS: &str = "violations";

/// `causeloom verify --model icu --data texts.jsonl --format json --strict`
pub(crate) fn verify(mut arguments: Arguments) -> Result<(), Error> {
    let data = arguments.needed("data")?;
    let (mut study, session) = realize::study(&mut arguments, "table")?;
    study.seed = arguments.number("seed", study.seed)?;
    let is_json = arguments.word("format", &[("text", false), ("json", true)])?;
    let is_strict = arguments.flag("strict");
    arguments.end()?;
    let table = TableRows::of(session.as_ref(), &study)?;
    let view = verify_texts(&study, table.as_ref(), &model::text_of(&data)?)?;
    let report = if is_json { crate::run::pretty(&view) } else { text(&view) };
    crate::put(report.as_bytes())?;
    if is_strict && !view.texts.is_empty() {
        return Err(Error::new(VIOLATIONS, view.verdict.trim_end_matches('.')));
    }
    Ok(())
}

fn text(view: &VerifyView) -> String {
    let mut text = format!("{}\n", view.verdict);
    text += &format!("texts that change no fact  {}\n", rate(&view.verified));
    for kind in &view.kinds {
        text += &format!("{:<16} {:>9}\n", kind.kind, number::count(kind.count as f64));
    }
    for slot in view.slots.iter().filter(|slot| slot.violated.count > 0) {
        text += &format!("{:<32} {}\n", slot.label, rate(&slot.violated));
    }
    for found in &view.texts {
        for violation in &found.violations {
            let kind = &violation.kind;
            text += &format!(
                "line {}, row {}: {kind}: {}\n",
                found.line,
                found.row + 1,
                violation.words
            );
        }
    }
    text
}

/// A share with its interval: `198 of 200, 99.0 % (96.4 % to 99.7 %)`.
pub(crate) fn rate(rate: &RateView) -> String {
    format!(
        "{} of {}, {} ({} to {})",
        number::count(rate.count as f64),
        number::count(rate.of as f64),
        number::percent(rate.share()),
        number::percent(rate.low),
        number::percent(rate.high)
    )
}
