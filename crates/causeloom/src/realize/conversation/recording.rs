//! Recordings that carry their study, so that they can be replayed by themselves, and runs that are
//! taken up with another budget.

use realize::run::{Because, Path};
use serde::{Deserialize, Serialize};

use super::{Conversation, Saved};
use crate::{Budget, Error, JobKind, Study, TableRows, VERSION, Writer};

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
