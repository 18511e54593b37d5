//! Recordings that carry their study, so that they can be replayed by themselves, and runs that are
//! taken up with another budget.

use realize::client::Cassette;
use realize::run::{Because, Path};
use serde::{Deserialize, Serialize};

use super::{Conversation, Saved};
use crate::{Budget, Error, JobKind, Study, TableRows, VERSION, Writer};

/// What to do about a file that is no recording.
const WHICH_FILE: &str =
    "choose a file that Save the recording or causeloom realize --cassette wrote, unchanged";

/// The first line of a recording that carries its study.
#[derive(Serialize, Deserialize)]
struct Head {
    /// The release that wrote it.
    causeloom: String,
    /// The study.
    study: Study,
    /// True where the embedded realizer wrote what could not be asked any more.
    rest_is_embedded: bool,
}

/// What a recording holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordingView {
    /// Questions that it answers.
    pub answers: u64,
    /// The study that was run, where its first line carries it.
    pub study: Option<Study>,
}

impl RecordingView {
    /// True where the recorded run was of another study; budget and prices apart, as they change no
    /// question. False where the recording carries none.
    pub fn is_of_another(&self, study: &Study) -> bool {
        self.study.as_ref().is_some_and(|own| without_budget(own) != without_budget(study))
    }
}

/// Reads a recording, with the line that carries its study or without.
///
/// # Errors
/// A line that is none of a recording, by its number in the file; a file without an answer.
pub fn look_at_recording(text: &str) -> Result<RecordingView, Error> {
    let (study, cassette) = read(text)?;
    if cassette.is_empty() {
        return Err(Error::new("no-recording", "the file holds no answer").with_hint(WHICH_FILE));
    }
    Ok(RecordingView { answers: cassette.len() as u64, study })
}

/// The study that a recording carries, where it carries one, and its answers.
pub(super) fn read(text: &str) -> Result<(Option<Study>, Cassette), Error> {
    let (head, records, n_before) = match split(text) {
        Ok((head, records)) => (Some(head.study), records, 1),
        Err(_) => (None, text, 0),
    };
    let cassette = Cassette::from_json_lines(records).map_err(|error| {
        let line = error.line + n_before;
        let reason = error.reason;
        Error::new("no-recording", format!("line {line} is no question with its answer: {reason}"))
            .with_hint(WHICH_FILE)
    })?;
    Ok((head, cassette))
}

impl Conversation {
    /// The recording with the study in its first line: questions and answers, no headers and no key.
    pub fn cassette(&self) -> String {
        let is_rest = |because: &Because| *because == Because::Cancelled;
        let head = Head {
            causeloom: VERSION.to_owned(),
            study: self.study.clone(),
            rest_is_embedded: self.run.records().any(
                |record| matches!(&record.path, Path::Embedded { because } if is_rest(because)),
            ),
        };
        let head = serde_json::to_string(&head).expect("a study holds names and finite numbers");
        head + "\n" + &self.recording()
    }

    /// Runs a recording that carries its study again, without a network: to the same texts.
    ///
    /// # Errors
    /// A file that is no such recording; answers that it lacks.
    pub fn replay(cassette: &str, table: Option<&TableRows>) -> Result<Self, Error> {
        let (head, records) = split(cassette)?;
        let mut talk = Self::new(&head.study, table, Some((records, true)))?;
        let standing = talk.step(0).standing;
        if standing.is_over {
            return Ok(talk);
        }
        if !head.rest_is_embedded {
            let done = format!("{} of {} texts", standing.done, standing.asked);
            return Err(Error::new(
                "not-recorded",
                format!("the recording lacks answers: it gives {done}"),
            )
            .with_hint("finish the recorded run first; what it holds is not asked for again"));
        }
        talk.finish_without_model();
        Ok(talk)
    }

    /// Takes up a conversation that was saved, under a study that may differ from its own in budget
    /// and prices alone.
    ///
    /// # Errors
    /// A study that differs in more, and the errors of [`Conversation::restore`].
    pub fn restore_under(
        text: &str,
        study: &Study,
        table: Option<&TableRows>,
    ) -> Result<Self, Error> {
        let saved: Saved = crate::from_json(text)
            .map_err(|error| Error::new("no-run", format!("it is no saved run: {error}")))?;
        if without_budget(&saved.study) != without_budget(study) {
            return Err(Error::new("other-run", "the saved run was made with other settings")
                .with_hint("give those settings again, or save to another file"));
        }
        Self::restored(Saved { study: study.clone(), ..saved }, table)
    }
}

/// The questions and answers of a recording, without the line that carries the study.
///
/// # Errors
/// A file that is no such recording.
pub fn recorded(cassette: &str) -> Result<&str, Error> {
    split(cassette).map(|(_, records)| records)
}

/// The study of a recording.
///
/// # Errors
/// A file that is no such recording.
pub fn recorded_study(cassette: &str) -> Result<Study, Error> {
    split(cassette).map(|(head, _)| head.study)
}

fn split(cassette: &str) -> Result<(Head, &str), Error> {
    let (head, records) = cassette.split_once('\n').unwrap_or((cassette, ""));
    let head = serde_json::from_str(head).map_err(|error| {
        Error::new("no-recording", format!("line 1 is no study of a recorded run: {error}"))
            .with_hint("give a file that causeloom realize --cassette wrote")
    })?;
    Ok((head, records))
}

fn without_budget(study: &Study) -> Study {
    let mut study = study.part(JobKind::Realize);
    if let Writer::Server { budget, price, .. } = &mut study.realize.writer {
        *budget = Budget::default();
        *price = None;
    }
    study
}
