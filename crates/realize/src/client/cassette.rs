//! Recordings: questions with their answers, as lines of JSON, from which a run repeats exactly.
//!
//! A record holds neither headers nor keys, and of an answer only what was read from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::CassetteError;
use crate::Reply;
use crate::dialect::ApiError;

/// One question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// [`crate::dialect::request_hash`] of the question.
    pub hash: String,
    /// The question's number in its run.
    pub id: u64,
    /// The model that was asked for.
    pub model: String,
    /// The body of the request, without streaming.
    pub body: String,
    /// Fields that were left out of it, since the model does not know them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// The status of the last answer; none where there was no connection.
    pub status: Option<u16>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// An answer.
    Reply(Reply),
    /// None.
    Error(ApiError),
}

/// How a client uses a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Playback {
    /// Answers that are there spare a request; everything else is asked.
    Cache,
    /// Nothing is sent: what is not there is given up, what failed fails again.
    Only,
}

/// Records by hash, and below it by number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cassette {
    records: BTreeMap<String, BTreeMap<u64, Record>>,
}

impl Cassette {
    /// Adds a record; one with the same hash and number is replaced.
    pub fn insert(&mut self, record: Record) {
        self.records.entry(record.hash.clone()).or_default().insert(record.id, record);
    }

    /// The record of a question: the one with its number, else the first with its hash.
    pub fn find(&self, hash: &str, id: u64) -> Option<&Record> {
        let same = self.records.get(hash)?;
        same.get(&id).or_else(|| same.values().next())
    }

    /// The first record of an answer to a question, that with its number before others.
    pub fn find_reply(&self, hash: &str, id: u64) -> Option<&Record> {
        let has_reply = |record: &&Record| matches!(record.outcome, Outcome::Reply(_));
        let same = self.records.get(hash)?;
        same.get(&id).filter(has_reply).or_else(|| same.values().find(has_reply))
    }

    /// How many records it holds.
    pub fn len(&self) -> usize {
        self.records.values().map(BTreeMap::len).sum()
    }

    /// True without records.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// One line of JSON a record, in the order of hashes and numbers.
    pub fn to_json_lines(&self) -> String {
        self.records.values().flat_map(BTreeMap::values).map(Record::to_json_line).collect()
    }

    /// Reads lines of JSON; empty ones are skipped.
    ///
    /// # Errors
    /// The first line that is no record.
    pub fn from_json_lines(text: &str) -> Result<Self, CassetteError> {
        let mut cassette = Self::default();
        for (place, line) in text.lines().enumerate() {
            if !line.trim().is_empty() {
                let damaged = |error: serde_json::Error| CassetteError {
                    line: place + 1,
                    reason: error.to_string(),
                };
                cassette.insert(serde_json::from_str(line).map_err(damaged)?);
            }
        }
        Ok(cassette)
    }
}

impl Record {
    /// The record as a line, its end included.
    pub fn to_json_line(&self) -> String {
        let line = serde_json::to_string(self).expect("a record holds text and finite numbers");
        line + "\n"
    }
}

impl FromIterator<Record> for Cassette {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        let mut cassette = Self::default();
        records.into_iter().for_each(|record| cassette.insert(record));
        cassette
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::ApiErrorKind;
    use crate::{Finish, Usage};

    fn record(hash: &str, id: u64, text: Option<&str>) -> Record {
        let outcome = match text {
            Some(text) => Outcome::Reply(Reply {
                text: text.to_owned(),
                finish: Finish::Stop,
                usage: Usage { prompt: Some(1), completion: None, cost: Some(0.1) },
                model: "m".to_owned(),
            }),
            None => Outcome::Error(ApiError {
                kind: ApiErrorKind::TooLong,
                message: "too long".to_owned(),
                what_to_do: "shorten".to_owned(),
                retry: false,
            }),
        };
        let model = "m".to_owned();
        let left_out = vec!["seed".to_owned()];
        let body = "{}".to_owned();
        Record { hash: hash.to_owned(), id, model, body, left_out, status: Some(200), outcome }
    }

    #[test]
    fn a_recording_reads_back_what_it_writes() {
        let records = [
            record("b", 2, Some("line\nbreak – 😀")),
            record("b", 1, None),
            record("a", 9, Some("x")),
        ];
        let cassette: Cassette = records.into_iter().collect();
        let text = cassette.to_json_lines();
        assert_eq!(text.lines().count(), 3);
        let read = Cassette::from_json_lines(&format!("\n{text}\n")).unwrap();
        assert_eq!(read, cassette);
        assert_eq!(read.to_json_lines(), text);
        let damaged = Cassette::from_json_lines(&format!("{text}{{\"hash\":1}}\n")).unwrap_err();
        assert_eq!(damaged.line, 4);
    }

    #[test]
    fn a_question_finds_its_own_record_before_another_of_the_same_words() {
        let cassette: Cassette =
            [record("h", 1, None), record("h", 5, Some("five")), record("h", 7, Some("seven"))]
                .into_iter()
                .collect();
        assert_eq!(cassette.find("h", 7).unwrap().id, 7);
        assert_eq!(cassette.find("h", 6).unwrap().id, 1);
        assert_eq!(cassette.find_reply("h", 1).unwrap().id, 5);
        assert_eq!(cassette.find_reply("h", 7).unwrap().id, 7);
        assert_eq!(cassette.find("g", 7), None);
        assert_eq!((cassette.len(), cassette.is_empty()), (3, false));
    }
}
