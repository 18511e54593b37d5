//! A run whose texts a language model writes: requests out, answers in, without a network or a clock.
//!
//! Whoever has the network calls [`Conversation::step`] with the time, carries out what it gives, tells
//! every piece that arrives by [`Conversation::hear`], and steps again. The key is no part of it.

mod recording;

use realize::{
    client::{Action, Cassette, Client, ClientConfig, Event, PauseReason, Playback},
    dialect::{self, ApiError, ApiErrorKind, Profile},
    prompt::Mode,
    run::{Answer, AskId, Run, RunConfig, RunEvent},
};
use serde::{Deserialize, Serialize};

pub use realize::dialect::Key;
pub use recording::{RecordingView, look_at_recording, recorded, recorded_study};

pub use super::exchange::{Failure, Heard, Leaves, Outgoing, Preview, Standing, Step, Trouble};
pub use super::provider::{
    ModelView, ProviderView, models_request, providers as known_providers, read_models,
};
use super::{
    Counted, TableRows, TextFormat,
    bench::refused,
    export::as_file,
    ground::Ground,
    provider::{host_of, known, outgoing},
    record,
    rows::Told,
};
use crate::{
    Error, Price, Study, Writer,
    view::{RealizeView, RecordView},
};

/// Questions that are submitted at once; more would only lie in memory.
const MOST_SUBMITTED: usize = 64;
/// The code of the trouble that a recording lacks an answer.
const NOT_RECORDED: &str = "not-recorded";
/// Numbers of questions of a row: more than any run asks about one.
const PER_ROW: u64 = 1 << 10;

/// The profiles in whose words a model in the tab is asked: of a file, and of the browser.
const FILE_PROFILE: &str = "llama-cpp";
const BROWSER_PROFILE: &str = "custom";
/// Stands for the address of a model in the tab.
const IN_TAB: &str = "http://localhost/in-this-tab";
/// Milliseconds of silence of a model in the tab, which reads a prompt at its own pace.
const PATIENCE_MS: u64 = 600_000;

/// A run over a network.
#[derive(Debug)]
pub struct Conversation {
    study: Study,
    ground: Ground,
    told: Vec<Told>,
    run: Run,
    client: Client,
    profile: Profile,
    cassette: Cassette,
    trouble: Option<Trouble>,
}

/// A conversation that was saved.
#[derive(Serialize, Deserialize)]
struct Saved {
    study: Study,
    run: realize::run::Snapshot,
    client: realize::client::Snapshot,
    cassette: String,
}

impl Conversation {
    /// Begins a run, over the rows of a table where the study tells them. With a recording, answers
    /// that are in it are not asked for again; `only` asks for none at all.
    ///
    /// # Errors
    /// A study whose writer is no server, an address that may not be asked, a model that is not
    /// finished, a table that is missing, a budget that cannot be held to.
    pub fn new(
        study: &Study,
        table: Option<&TableRows>,
        recording: Option<(&str, bool)>,
    ) -> Result<Self, Error> {
        super::prompt::check(study)?;
        let (ground, told) = ground(study, table)?;
        let (profile, client_config) = client_config(study)?;
        let skeletons = told.iter().map(|told| told.skeleton.clone()).collect();
        let mut config = run_of(&ground, study, &profile);
        if matches!(recording, Some((_, true))) {
            // Questions that the recording lacks stay open and must not keep others back.
            config.in_flight = u32::MAX;
        }
        let run = Run::new(config, ground.dictionary.clone(), skeletons)
            .map_err(|error| refused(&error))?;
        let mut client = Client::new(client_config).map_err(|error| refused(&error))?;
        let mut cassette = Cassette::default();
        if let Some((text, only)) = recording {
            (_, cassette) = recording::read(text)?;
            let playback = if only { Playback::Only } else { Playback::Cache };
            client.play(playback, cassette.clone());
        }
        Ok(Self {
            study: study.clone(),
            ground,
            told,
            run,
            client,
            profile,
            cassette,
            trouble: None,
        })
    }

    /// Takes up a conversation that was saved; questions that were open are asked again. Rows of a
    /// table are not saved: they have to be given again.
    ///
    /// # Errors
    /// Text that is no conversation of this release, and the errors of [`Conversation::new`].
    pub fn restore(text: &str, table: Option<&TableRows>) -> Result<Self, Error> {
        Self::restored(crate::from_json(text)?, table)
    }

    fn restored(saved: Saved, table: Option<&TableRows>) -> Result<Self, Error> {
        let (ground, told) = ground(&saved.study, table)?;
        let (profile, config) = client_config(&saved.study)?;
        let skeletons = told.iter().map(|told| told.skeleton.clone()).collect();
        let mut run = Run::resume(saved.run, ground.dictionary.clone(), skeletons)
            .map_err(|error| refused(&error))?;
        run.go_on();
        // Questions are asked by the run again; the client keeps what was spent and learned.
        let snapshot = realize::client::Snapshot { pending: Vec::new(), ..saved.client };
        let cassette =
            Cassette::from_json_lines(&saved.cassette).map_err(|error| refused(&error))?;
        let playback = Some((Playback::Cache, cassette.clone()));
        let client =
            Client::restore(config, snapshot, playback).map_err(|error| refused(&error))?;
        let study = saved.study;
        Ok(Self { study, ground, told, run, client, profile, cassette, trouble: None })
    }

    /// The study that is run.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// What is to be done now; `now` in milliseconds since 1970.
    pub fn step(&mut self, now: u64) -> Step {
        let mut step = Step::default();
        // A recording answers at once, which makes further questions ready.
        loop {
            self.submit();
            let told = self.client.next(now);
            let n_events = told.events.len();
            self.follow(told.events, &mut step);
            for action in told.actions {
                match action {
                    Action::Send { attempt, request } => {
                        step.send.push(outgoing(attempt, &request, &self.profile));
                    }
                    Action::Abort { attempt } => step.abort.push(attempt),
                    Action::WakeAt(time) => step.wake_at = Some(time),
                }
            }
            for record in self.client.take_records() {
                self.cassette.insert(record);
            }
            let is_held = self.trouble.as_ref().is_some_and(|trouble| trouble.code != NOT_RECORDED);
            if n_events == 0 || is_held {
                break;
            }
        }
        let events = self.run.take_events();
        step.note(&events);
        step.writing = self.run.written_now().collect();
        step.standing = self.standing();
        step
    }

    /// Tells what was heard of an attempt; step again afterwards.
    pub fn hear(&mut self, now: u64, attempt: u64, heard: Heard) -> Step {
        let events = self.client.receive(now, attempt, heard);
        let mut heard = Step::default();
        self.follow(events, &mut heard);
        let mut step = self.step(now);
        heard.finished.append(&mut step.finished);
        step.finished = heard.finished;
        step
    }

    /// Asks nothing more until [`Self::go_on`].
    pub fn pause(&mut self) {
        self.client.pause();
        self.run.pause();
    }

    /// Asks again, also after trouble.
    pub fn go_on(&mut self) {
        self.trouble = None;
        self.client.resume();
        self.run.go_on();
    }

    /// Stops asking. What is not done is written by the embedded realizer.
    pub fn finish_without_model(&mut self) {
        self.client.cancel_all();
        while !self.run.is_done() {
            self.run.finish_without_model(usize::MAX);
        }
    }

    /// How far it is.
    pub fn standing(&self) -> Standing {
        let run = self.run.standing();
        let progress = self.client.progress();
        let spent = progress.spent;
        Standing {
            asked: run.n_records as u64,
            done: run.n_finished as u64,
            by_model: run.n_by_model as u64,
            answers: run.n_answers as u64,
            under_way: progress.in_flight as u64,
            tokens: spent.tokens(),
            dollars: (spent.unpriced == 0 && spent.requests > 0).then_some(spent.dollars),
            is_paused: self.run.is_paused() || self.trouble.is_some(),
            trouble: self.trouble.clone(),
            is_over: self.run.is_done(),
        }
    }

    /// What the texts that are done came to.
    ///
    /// # Errors
    /// Independence tests that cannot be computed.
    pub fn view(&self) -> Result<RealizeView, Error> {
        let mut counted = Counted::default();
        for (number, told) in self.told.iter().enumerate() {
            if let Some(record) = self.run.record(number as u32) {
                self.ground.count(&mut counted, number as u64, told, record);
            }
        }
        self.ground.view(&self.study, &counted, self.standing().dollars)
    }

    /// A text that is done; of one that is under way the drafts that were read, and the one that is
    /// being written as far as it has come.
    ///
    /// # Errors
    /// A number that there is not; a text of which nothing has come yet.
    pub fn record(&self, number: u64) -> Result<RecordView, Error> {
        let told = self.told.get(number as usize).ok_or_else(|| {
            Error::new("no-such-text", format!("there is no text {}", number + 1))
        })?;
        let place = number as u32;
        let (rounds, growing) = (self.run.rounds(place), self.run.growing(place));
        let mut view = match self.run.record(place) {
            Some(record) => self.ground.record_view(&self.study, number, told, record)?,
            None if rounds.is_empty() && growing.as_ref().is_none_or(|now| now.text.is_empty()) => {
                return Err(Error::new("not-done", format!("text {} is not done yet", number + 1)));
            }
            None => {
                let drafts = (rounds, growing.as_ref());
                self.ground.view_under_way(&self.study, number, told, drafts)?
            }
        };
        let corrected = rounds.iter().map(|round| (round.attempt, round.round));
        let corrected = corrected.chain(growing.map(|now| (now.attempt, now.round)));
        for (draft, (attempt, round)) in view.drafts.iter_mut().zip(corrected) {
            if round > 0 {
                draft.asked = self.run.correction(place, attempt).unwrap_or_default();
            }
        }
        Ok(view)
    }

    /// The texts that are done, as a file.
    ///
    /// # Errors
    /// As the format's.
    pub fn texts(&self, format: TextFormat) -> Result<String, Error> {
        let done: Vec<(&Told, &realize::run::Record)> = self
            .told
            .iter()
            .enumerate()
            .filter_map(|(number, told)| Some((told, self.run.record(number as u32)?)))
            .collect();
        let skeletons: Vec<_> = done.iter().map(|(told, _)| told.skeleton.clone()).collect();
        let records: Vec<_> = done.iter().map(|(_, record)| *record).collect();
        as_file(&self.ground.dictionary, &skeletons, &records, format)
    }

    /// The recording so far: questions and answers, no headers and no key.
    pub fn recording(&self) -> String {
        self.cassette.to_json_lines()
    }

    /// Everything that has to be saved to go on later.
    pub fn save(&self) -> String {
        let saved = Saved {
            study: self.study.clone(),
            run: self.run.snapshot().clone(),
            client: self.client.snapshot(),
            cassette: self.recording(),
        };
        serde_json::to_string(&saved).expect("a conversation holds names and finite numbers")
    }

    /// What the first request will be.
    ///
    /// # Errors
    /// Facts that may not leave.
    pub fn preview(&self) -> Result<Preview, Error> {
        let ask = self
            .run
            .preview(0)
            .map_err(|because| Error::new("realize", record::because_words(&because)))?;
        let request = self.client.preview(&ask);
        let config = self.run.config();
        let n = self.told.len() as u64;
        Ok(Preview {
            host: host_of(&request.url),
            url: request.url.clone(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
            requests: (n, n * u64::from(config.most_asks())),
            leaves: Leaves::of(config, &self.ground.dictionary, &self.told),
        })
    }

    /// Gives the client the questions that are ready.
    fn submit(&mut self) {
        for (id, ask) in self.run.next_asks(MOST_SUBMITTED) {
            let per_draft = 1 + self.run.config().rounds;
            if self.client.submit_sample(number_of(id), ask, id.attempt / per_draft).is_err() {
                self.run.returned(id);
            }
        }
    }

    /// What follows from what the client tells.
    fn follow(&mut self, events: Vec<Event>, step: &mut Step) {
        for event in events {
            match event {
                Event::Delta { id, text } => self.run.delta(id_of(id), &text),
                Event::Done { id, reply } => {
                    let events = self.run.answered(id_of(id), reply);
                    step.note(&events);
                }
                Event::GivenUp { error, .. } if error.kind == ApiErrorKind::NotRecorded => {
                    self.trouble = Some(trouble(error));
                }
                Event::GivenUp { id, error } => {
                    let events = self.run.failed(id_of(id), &error.message);
                    step.note(&events);
                }
                Event::Paused { why: PauseReason::Trouble(error), until: None } => {
                    self.trouble = Some(trouble(error));
                }
                Event::BudgetReached => {
                    self.trouble = Some(Trouble {
                        code: "budget".to_owned(),
                        message: "the budget of the run is reached".to_owned(),
                        hint: "raise it, or have the embedded realizer write the rest".to_owned(),
                    });
                }
                Event::Resumed => self.trouble = None,
                Event::Started { id, .. } | Event::Retrying { id, .. } => {
                    self.run.begun_anew(id_of(id));
                }
                Event::Paused { .. } => {}
            }
        }
    }
}

impl Step {
    /// Adds the texts that these events finished.
    fn note(&mut self, events: &[RunEvent]) {
        for event in events {
            if let RunEvent::Finished { record } = event {
                self.finished.push(*record);
            }
        }
    }
}

/// An error of a server as the trouble of a run.
fn trouble(error: ApiError) -> Trouble {
    let kind = serde_json::to_value(&error.kind).unwrap_or_default();
    Trouble {
        code: kind["kind"].as_str().unwrap_or("trouble").to_owned(),
        message: error.message,
        hint: error.what_to_do,
    }
}

fn ground(study: &Study, table: Option<&TableRows>) -> Result<(Ground, Vec<Told>), Error> {
    let ground = Ground::new(study, table)?;
    let told = ground.rows.told(0..ground.n_texts())?;
    Ok((ground, told))
}

/// The loop's configuration for a server: what holds an answer to facts depends on what it takes.
fn run_of(ground: &Ground, study: &Study, profile: &Profile) -> RunConfig {
    let mut config = ground.run_config(study);
    if config.mode == Mode::Locked && !profile.takes_grammar() {
        config.mode = Mode::Placeholders;
    }
    if let Writer::Server { temperature, .. } = &study.realize.writer {
        config.temperature = *temperature;
    }
    config.answer = Answer::Text;
    config
}

/// The configuration with which a language model is asked, or would be where none is.
pub(super) fn asked_config(ground: &Ground, study: &Study) -> Result<RunConfig, Error> {
    Ok(match &study.realize.writer {
        Writer::Embedded | Writer::Simulated { .. } => ground.run_config(study),
        Writer::Server { provider, .. } => run_of(ground, study, &known(provider)?),
        Writer::File { .. } => run_of(ground, study, &known(FILE_PROFILE)?),
        Writer::Browser => run_of(ground, study, &known(BROWSER_PROFILE)?),
    })
}

fn client_config(study: &Study) -> Result<(Profile, ClientConfig), Error> {
    let Writer::Server { provider: id, base_url, model, budget, price, .. } = &study.realize.writer
    else {
        return in_tab(study);
    };
    let profile = known(id)?;
    if model.trim().is_empty() {
        return Err(Error::new("no-model", "no language model is named")
            .with_hint("give its name as the server lists it"));
    }
    let mut config = ClientConfig::new(profile.clone(), model.trim(), study.seed);
    if !base_url.trim().is_empty() {
        base_url.trim().trim_end_matches('/').clone_into(&mut config.base_url);
    }
    config.budget = realize::client::Budget {
        tokens: budget.tokens,
        dollars: budget.dollars,
        requests: budget.requests,
    };
    config.price = price.map(|Price { prompt, completion }| dialect::Price { prompt, completion });
    config.record = true;
    Ok((profile.clone(), config))
}

/// A model in the tab is asked in the words of a server; whoever carries the requests hands them to
/// it, so the address is a name only.
fn in_tab(study: &Study) -> Result<(Profile, ClientConfig), Error> {
    let (id, model) = match &study.realize.writer {
        Writer::File { name } => (FILE_PROFILE, name.as_str()),
        Writer::Browser => (BROWSER_PROFILE, "built-in"),
        Writer::Embedded | Writer::Simulated { .. } | Writer::Server { .. } => {
            return Err(Error::new("writer", "this writer is not asked by requests"));
        }
    };
    let profile = known(id)?;
    let model = if model.trim().is_empty() { "model" } else { model.trim() };
    let mut config = ClientConfig::new(profile.clone(), model, study.seed);
    IN_TAB.clone_into(&mut config.base_url);
    config.max_parallel = 1;
    config.first_byte_ms = PATIENCE_MS;
    config.idle_ms = PATIENCE_MS;
    config.total_ms = 6 * PATIENCE_MS;
    config.record = true;
    Ok((profile, config))
}

fn number_of(id: AskId) -> u64 {
    u64::from(id.record) * PER_ROW + u64::from(id.attempt)
}

fn id_of(number: u64) -> AskId {
    AskId { record: (number / PER_ROW) as u32, attempt: (number % PER_ROW) as u32 }
}
