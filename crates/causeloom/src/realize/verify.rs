//! Texts of a file compared with the facts that stand beside them, whoever wrote them.

use std::collections::{BTreeMap, BTreeSet};

use realize::{Extractor, measure::Share, run::rows_from_jsonl, verify};

use super::{TableRows, bench::refused, findings::rate, ground::words, record};
use crate::{
    Error, Study, VERSION,
    number::{count, percent},
    view::{VerifiedSlot, VerifiedText, VerifyView, ViolationCount},
};

/// Reads what every text of a file in JSON Lines says and compares it with its facts: an object a
/// line with `text` and `facts`, as exported texts have them. The words are those of the study, or
/// of the table whose rows it tells.
///
/// # Errors
/// A model that is not finished, a dictionary that cannot be used, a line that cannot be read.
pub fn verify_texts(
    study: &Study,
    table: Option<&TableRows>,
    lines: &str,
) -> Result<VerifyView, Error> {
    let (dictionary, source) = match table {
        Some(table) => (table.dictionary.clone(), table.source.clone()),
        None => (words(study)?, crate::model::model_of(study)?.name),
    };
    let extractor = Extractor::new(&dictionary).map_err(|error| refused(&error))?;
    let rows = rows_from_jsonl(&dictionary, lines).map_err(|error| {
        Error::new("texts", error.to_string())
            .with_hint("give texts of this model in JSON Lines, each with its facts")
    })?;
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    let mut violated: BTreeMap<Option<usize>, u64> = BTreeMap::new();
    let mut texts = Vec::new();
    for row in &rows {
        let found = verify(&extractor, &row.skeleton, &row.text).violations;
        for violation in &found {
            *kinds.entry(record::kind(violation.kind)).or_default() += 1;
        }
        let slots: BTreeSet<Option<usize>> = found.iter().map(|found| found.slot).collect();
        for slot in slots {
            *violated.entry(slot).or_default() += 1;
        }
        if !found.is_empty() {
            texts.push(VerifiedText {
                line: row.line as u64,
                row: row.skeleton.row,
                violations: record::violations(&dictionary, &found),
            });
        }
    }
    let n = rows.len() as u64;
    let share = |slot| rate(Share::of(violated.get(&slot).copied().unwrap_or(0), n));
    let mut slots: Vec<VerifiedSlot> = dictionary
        .slots
        .iter()
        .enumerate()
        .map(|(place, slot)| VerifiedSlot {
            name: slot.name.clone(),
            label: slot.label.clone(),
            violated: share(Some(place)),
        })
        .collect();
    if violated.contains_key(&None) {
        let label = "what no fact tells".to_owned();
        slots.push(VerifiedSlot { name: String::new(), label, violated: share(None) });
    }
    slots.sort_by_key(|slot| std::cmp::Reverse(slot.violated.count));
    let mut kinds: Vec<ViolationCount> =
        kinds.into_iter().map(|(kind, count)| ViolationCount { kind, count }).collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    let verified = rate(Share::of(n - texts.len() as u64, n));
    Ok(VerifyView {
        version: VERSION.to_owned(),
        source,
        verdict: verdict(texts.len() as u64, n, verified.share()),
        verified,
        kinds,
        slots,
        texts,
    })
}

fn verdict(n_violating: u64, n: u64, share: f64) -> String {
    let texts = if n == 1 { "text" } else { "texts" };
    match (n, n_violating) {
        (0, _) => "There is no text.".to_owned(),
        (_, 0) => {
            format!("Every fact of all {} {texts} is read back as it was given.", count(n as f64))
        }
        _ => format!(
            "{} of {} {texts} change no fact ({}).",
            count((n - n_violating) as f64),
            count(n as f64),
            percent(share)
        ),
    }
}
