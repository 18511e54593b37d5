//! Records as files: JSON lines with everything, CSV with texts and facts, and JSON lines read back.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::record::{Path, Record};
use crate::dictionary::{Dictionary, Says};
use crate::skeleton::{Fact, Skeleton, rounded};

/// Error of writing or reading records.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A line is no JSON object.
    #[error("line {line} is no JSON object: {reason}")]
    NoObject {
        /// Line, counted from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// A line lacks something.
    #[error("line {line} has no {what}")]
    Lacks {
        /// Line, counted from 1.
        line: usize,
        /// What.
        what: &'static str,
    },
    /// A fact names a variable that the dictionary does not have.
    #[error("line {line}: the dictionary has no variable {name}")]
    UnknownVariable {
        /// Line, counted from 1.
        line: usize,
        /// The name.
        name: String,
    },
    /// A fact has a value that its variable cannot have.
    #[error("line {line}: {name} cannot be {value}; it is {expected}")]
    UnknownValue {
        /// Line, counted from 1.
        line: usize,
        /// The variable.
        name: String,
        /// The value as JSON.
        value: String,
        /// What it may be.
        expected: String,
    },
    /// Records and skeletons are not of the same rows.
    #[error("there are {records} records and {skeletons} rows of facts")]
    LengthMismatch {
        /// Records given.
        records: usize,
        /// Skeletons given.
        skeletons: usize,
    },
    /// A record's row is not the row of the skeleton beside it.
    #[error("the record of row {record} stands beside the facts of row {skeleton}")]
    RowMismatch {
        /// Row of the record.
        record: u64,
        /// Row of the skeleton.
        skeleton: u64,
    },
    /// The CSV could not be written.
    #[error("the CSV cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

/// A text and its facts, as read from a line.
#[derive(Clone, Debug, PartialEq)]
pub struct TextRow {
    /// Line of the file, counted from 1.
    pub line: usize,
    /// The text.
    pub text: String,
    /// The facts that it has to state.
    pub skeleton: Skeleton,
}

/// One JSON object a line: row, text, facts, what was found, the way, every answer.
///
/// # Errors
/// [`ExportError::LengthMismatch`] or [`ExportError::RowMismatch`].
pub fn records_to_jsonl(
    dictionary: &Dictionary,
    skeletons: &[Skeleton],
    records: &[&Record],
) -> Result<String, ExportError> {
    check(skeletons, records)?;
    let mut lines = String::new();
    for (skeleton, record) in skeletons.iter().zip(records) {
        let name = |slot: usize| dictionary.slots.get(slot).map(|slot| slot.name.as_str());
        let spans: Vec<Value> = record
            .spans
            .iter()
            .map(|at| json!({ "name": name(at.slot), "start": at.span.start, "end": at.span.end }))
            .collect();
        let line = json!({
            "row": record.row,
            "text": record.text,
            "facts": facts_told(dictionary, &skeleton.facts),
            "found": facts_told(dictionary, &record.found),
            "path": record.path,
            "violations": record.violations,
            "spans": spans,
            "rounds": record.rounds,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    Ok(lines)
}

/// A table in CSV: row, one column a variable, the text, and how it came about.
///
/// With `spreadsheet_safe`, a text that a spreadsheet could take for a formula gets an apostrophe in
/// front; this changes texts and states, never numbers.
///
/// # Errors
/// [`ExportError::LengthMismatch`], [`ExportError::RowMismatch`], [`ExportError::Csv`].
pub fn records_to_csv(
    dictionary: &Dictionary,
    skeletons: &[Skeleton],
    records: &[&Record],
    spreadsheet_safe: bool,
) -> Result<String, ExportError> {
    check(skeletons, records)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let guard = |text: &str| -> String {
        if spreadsheet_safe { guarded(text).into_owned() } else { text.to_owned() }
    };
    let mut header = vec!["row".to_owned()];
    let own = [
        "text",
        "text_path",
        "text_questions",
        "text_violations",
        "text_model",
        "text_prompt",
        "text_tokens",
    ];
    let names = dictionary.slots.iter().map(|slot| slot.name.as_str()).chain(own);
    for name in names {
        let mut unique = guard(name);
        let mut number = 2;
        while header.contains(&unique) {
            unique = format!("{}_{number}", guard(name));
            number += 1;
        }
        header.push(unique);
    }
    writer.write_record(&header)?;
    for (skeleton, record) in skeletons.iter().zip(records) {
        let mut cells = vec![record.row.to_string()];
        for (slot, words) in dictionary.slots.iter().enumerate() {
            let value = skeleton.value_text(dictionary, slot).unwrap_or_default();
            let is_number = matches!(words.says, Says::Number(_));
            cells.push(if is_number { value } else { guard(&value) });
        }
        let last = record.rounds.last();
        let tokens: u64 = record
            .rounds
            .iter()
            .flat_map(|round| [round.usage.prompt, round.usage.completion])
            .flatten()
            .sum();
        cells.push(guard(&record.text));
        cells.push(path_words(&record.path));
        cells.push(record.rounds.len().to_string());
        cells.push(record.violations.len().to_string());
        cells.push(guard(last.map_or("", |round| &round.model)));
        cells.push(last.map_or_else(String::new, |round| round.prompt_hash.clone()));
        cells.push(tokens.to_string());
        writer.write_record(&cells)?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Texts and facts from JSON lines: an object a line with `text` and `facts`, and `row` where rows
/// are numbered; blank lines are read over, anything else in the object too.
///
/// # Errors
/// A typed [`ExportError`] with the line.
pub fn rows_from_jsonl(dictionary: &Dictionary, lines: &str) -> Result<Vec<TextRow>, ExportError> {
    let mut rows = Vec::new();
    for (idx, text) in lines.lines().enumerate() {
        let line = idx + 1;
        if text.trim().is_empty() {
            continue;
        }
        let object: Map<String, Value> = serde_json::from_str(text)
            .map_err(|error| ExportError::NoObject { line, reason: error.to_string() })?;
        let text = object.get("text").and_then(Value::as_str);
        let text = text.ok_or(ExportError::Lacks { line, what: "text" })?.to_owned();
        let facts = object.get("facts").and_then(Value::as_object);
        let facts = facts.ok_or(ExportError::Lacks { line, what: "facts" })?;
        let row = object.get("row").and_then(Value::as_u64).unwrap_or(rows.len() as u64);
        let mut skeleton = Skeleton { row, facts: vec![None; dictionary.slots.len()] };
        for (name, value) in facts {
            let slot = dictionary.index_of(name);
            let slot =
                slot.ok_or_else(|| ExportError::UnknownVariable { line, name: name.clone() })?;
            if !value.is_null() {
                skeleton.facts[slot] = Some(fact_read(dictionary, slot, value, line)?);
            }
        }
        rows.push(TextRow { line, text, skeleton });
    }
    Ok(rows)
}

fn check(skeletons: &[Skeleton], records: &[&Record]) -> Result<(), ExportError> {
    let (n_records, n_skeletons) = (records.len(), skeletons.len());
    if n_records != n_skeletons {
        return Err(ExportError::LengthMismatch { records: n_records, skeletons: n_skeletons });
    }
    for (record, skeleton) in records.iter().zip(skeletons) {
        if record.row != skeleton.row {
            return Err(ExportError::RowMismatch { record: record.row, skeleton: skeleton.row });
        }
    }
    Ok(())
}

fn facts_told(dictionary: &Dictionary, facts: &[Option<Fact>]) -> Value {
    let told = dictionary.slots.iter().zip(facts).filter_map(|(slot, fact)| {
        let value = match (*fact)? {
            Fact::Number(number) => json!(number),
            Fact::State(state) => json!(*slot.states().get(usize::from(state))?),
        };
        Some((slot.name.clone(), value))
    });
    Value::Object(told.collect())
}

fn fact_read(
    dictionary: &Dictionary,
    slot: usize,
    value: &Value,
    line: usize,
) -> Result<Fact, ExportError> {
    let words = &dictionary.slots[slot];
    let wrong = |expected: String| ExportError::UnknownValue {
        line,
        name: words.name.clone(),
        value: value.to_string(),
        expected,
    };
    if let Says::Number(number) = &words.says {
        let read = match value {
            Value::String(text) => text.trim().parse().ok().filter(|read: &f64| read.is_finite()),
            _ => value.as_f64(),
        };
        let read = read.ok_or_else(|| wrong("a number".to_owned()))?;
        return Ok(Fact::Number(rounded(read, number.decimals)));
    }
    let states = words.states();
    let text = match value {
        Value::String(text) => Cow::Borrowed(text.as_str()),
        // States called 0, 1 or true in a table come as such from other programs.
        _ => Cow::Owned(value.to_string()),
    };
    let state = states.iter().position(|state| **state == *text);
    let state = state.ok_or_else(|| wrong(states.join(" or ")))?;
    Ok(Fact::State(state.min(usize::from(u16::MAX)) as u16))
}

fn path_words(path: &Path) -> String {
    match path {
        Path::Draft => "draft".to_owned(),
        Path::Corrected { round } => format!("corrected in round {round}"),
        Path::Resampled { resample, round } => format!("draft {} round {round}", resample + 1),
        Path::Embedded { .. } => "embedded".to_owned(),
    }
}

fn guarded(text: &str) -> Cow<'_, str> {
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::specimen::{clinic, row};

    fn record(row: u64, text: &str) -> Record {
        Record {
            row,
            text: text.to_owned(),
            path: Path::Draft,
            rounds: Vec::new(),
            found: vec![Some(Fact::Number(64.0)), None, Some(Fact::State(1)), None],
            spans: vec![super::super::FactSpan { slot: 0, span: 0..2 }],
            violations: Vec::new(),
        }
    }

    #[test]
    fn what_is_written_as_json_lines_is_read_back() {
        let skeletons = [row(4, 64.0, true, 1, -1.5), row(9, 71.0, false, 2, 38.5)];
        let records = [record(4, "a \"b\"\n=1"), record(9, "")];
        let lines = records_to_jsonl(&clinic(), &skeletons, &[&records[0], &records[1]]).unwrap();
        assert_eq!(lines.lines().count(), 2);
        let rows = rows_from_jsonl(&clinic(), &lines).unwrap();
        for (idx, row) in rows.iter().enumerate() {
            assert_eq!(row.skeleton, skeletons[idx]);
            assert_eq!(row.text, records[idx].text);
        }
        let value: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        assert_eq!(value["found"], json!({ "age": 64.0, "rate": "HIGH" }));
        assert_eq!(value["spans"], json!([{ "name": "age", "start": 0, "end": 2 }]));
    }

    #[test]
    fn a_csv_guards_texts_against_formulas_and_leaves_numbers() {
        let skeletons = [row(4, 64.0, true, 1, -1.5)];
        let records = [record(4, "=cmd()")];
        let csv = |safe| records_to_csv(&clinic(), &skeletons, &[&records[0]], safe).unwrap();
        assert_eq!(
            csv(true),
            "row,age,diabetes,rate,temperature,text,text_path,text_questions,text_violations,text_model,text_prompt,text_tokens\n\
             4,64,yes,HIGH,-1.5,'=cmd(),draft,0,0,,,0\n"
        );
        assert!(csv(false).contains(",=cmd(),"));
        let mut dictionary = clinic();
        dictionary.slots[0].name = "text".to_owned();
        let header = records_to_csv(&dictionary, &skeletons, &[&records[0]], true).unwrap();
        assert!(header.starts_with("row,text,diabetes,rate,temperature,text_2,"), "{header}");
    }

    #[test]
    fn a_line_that_cannot_be_read_is_an_error_with_its_number() {
        for (lines, expected) in [
            ("\n[1]\n", "line 2 is no JSON object"),
            ("{\"facts\":{}}", "line 1 has no text"),
            ("{\"text\":\"\"}", "line 1 has no facts"),
            (
                "{\"text\":\"\",\"facts\":{\"gout\":1}}",
                "line 1: the dictionary has no variable gout",
            ),
            (
                "{\"text\":\"\",\"facts\":{\"rate\":\"high\"}}",
                "line 1: rate cannot be \"high\"; it is LOW or HIGH or NORMAL",
            ),
            (
                "{\"text\":\"\",\"facts\":{\"age\":\"old\"}}",
                "line 1: age cannot be \"old\"; it is a number",
            ),
        ] {
            let error = rows_from_jsonl(&clinic(), lines).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
        let row =
            &rows_from_jsonl(&clinic(), "{\"text\":\"\",\"facts\":{\"age\":\"64\"}}").unwrap()[0];
        assert_eq!(row.skeleton.facts[0], Some(Fact::Number(64.0)));
    }

    #[test]
    fn records_and_facts_of_different_rows_are_not_written() {
        let (skeletons, other) = ([row(4, 64.0, true, 1, 38.0)], record(5, ""));
        assert!(matches!(
            records_to_jsonl(&clinic(), &skeletons, &[&other]),
            Err(ExportError::RowMismatch { record: 5, skeleton: 4 })
        ));
        assert!(matches!(
            records_to_csv(&clinic(), &skeletons, &[], false),
            Err(ExportError::LengthMismatch { records: 0, skeletons: 1 })
        ));
    }
}
