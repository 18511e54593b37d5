//! Answers that are still being written: the pieces so far, read as far as they go.

use super::Run;
use super::record::FactSpan;
use super::state::{AskId, Stage};
use crate::grammar::fill;
use crate::prompt::Mode;

/// An answer that is being written, or is asked for and has not begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Growing {
    /// Which question about the row, counted from 0.
    pub attempt: u32,
    /// Which draft it belongs to, counted from 0.
    pub resample: u32,
    /// 0 for a draft, then which correction of it.
    pub round: u32,
    /// The text so far, placeholders in it filled; empty while nothing has come.
    pub text: String,
    /// Where it states facts, as far as can be read yet: what follows may change that.
    pub spans: Vec<FactSpan>,
}

impl Run {
    /// Takes a piece of an answer that is being written.
    pub fn delta(&mut self, id: AskId, text: &str) {
        if self.open.get(&id.record).is_some_and(|(open, _)| *open == id) {
            self.partial.entry(id).or_default().push_str(text);
        }
    }

    /// Takes the news that an answer is written anew, as after a connection that broke: the pieces
    /// of it are void.
    pub fn begun_anew(&mut self, id: AskId) {
        self.partial.remove(&id);
    }

    /// What has arrived of an answer that is being written.
    pub fn partial(&self, id: AskId) -> Option<&str> {
        self.partial.get(&id).map(String::as_str)
    }

    /// The rows of which pieces of an answer have come, by their places in the run, in order.
    pub fn written_now(&self) -> impl Iterator<Item = u32> {
        self.partial.keys().map(|id| id.record)
    }

    /// The answer about a row that is asked for now; none where no question is open.
    pub fn growing(&self, place: u32) -> Option<Growing> {
        let (id, _) = self.open.get(&place)?;
        let skeleton = self.skeletons.get(place as usize)?;
        let Stage::Open(_) = self.state.records.get(place as usize)? else { return None };
        let config = &self.state.config;
        let per_draft = 1 + config.rounds;
        let written = self.partial(*id).unwrap_or_default().trim_start();
        let text = if config.mode == Mode::Placeholders {
            fill(&self.dictionary, skeleton, whole_placeholders(written), config.filling()).0.text
        } else {
            written.to_owned()
        };
        Some(Growing {
            attempt: id.attempt,
            resample: id.attempt / per_draft,
            round: id.attempt % per_draft,
            spans: self.instruments.read(skeleton, &text).spans,
            text,
        })
    }
}

/// The text up to a placeholder that has only begun.
fn whole_placeholders(written: &str) -> &str {
    match written.rfind("[[") {
        Some(begin) if !written[begin..].contains("]]") => &written[..begin],
        _ => written.strip_suffix('[').unwrap_or(written),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_shown_once_it_is_whole() {
        for (written, shown) in [
            ("Age [[age]], [[se", "Age [[age]], "),
            ("Age [[age]", "Age "),
            ("Age [", "Age "),
            ("Age [[age]].", "Age [[age]]."),
            ("", ""),
        ] {
            assert_eq!(whole_placeholders(written), shown);
        }
    }
}
