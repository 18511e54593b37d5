//! Answers out of a recording: nothing is sent for them.

use super::Client;
use crate::client::{Event, Outcome, Playback, Record};
use crate::dialect::{ApiError, ApiErrorKind};

impl Client {
    /// Answers what the recording knows.
    pub(super) fn play_back(&mut self) {
        while let Some(id) = self.recorded.pop_front() {
            let (Some((playback, cassette)), Some(job)) = (&self.playback, self.jobs.get(&id))
            else {
                continue;
            };
            let hash = job.hash.as_deref().unwrap_or_default();
            let found = match playback {
                Playback::Cache => cassette.find_reply(hash, id),
                Playback::Only => cassette.find(hash, id),
            };
            let found = found.cloned();
            let outcome = match &found {
                Some(record) => record.outcome.clone(),
                None => Outcome::Error(not_recorded()),
            };
            if let Some(record) = found.filter(|_| self.config.record) {
                self.records.push(Record { id, ..record });
            }
            self.jobs.remove(&id);
            match outcome {
                Outcome::Reply(reply) => {
                    self.events.push(Event::Delta { id, text: reply.text.clone() });
                    self.events.push(Event::Done { id, reply });
                }
                Outcome::Error(error) => self.events.push(Event::GivenUp { id, error }),
            }
        }
    }
}

fn not_recorded() -> ApiError {
    ApiError {
        kind: ApiErrorKind::NotRecorded,
        message: "the recording does not hold this question".to_owned(),
        what_to_do: "play back with the settings, the seed and the prompts of the recorded run"
            .to_owned(),
        retry: false,
    }
}
