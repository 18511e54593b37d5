//! The loop: facts become questions, answers are read, corrected where they depart, and no row is
//! ever dropped.
//!
//! A [`Run`] is a state machine without network and clock: it gives questions and takes answers in
//! any order. What becomes of a row depends on its own answers alone, never on the order in which
//! rows were asked or on interruptions, so a run that is saved, killed and taken up again ends with
//! the same bytes, given the same answers.

mod alone;
mod asking;
mod config;
mod error;
mod export;
mod growing;
mod instruments;
mod progress;
mod record;
mod state;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::instruments::Instruments;
use self::progress::{Context, Next, Progress};
use self::state::Stage;
use crate::ask::{Ask, Finish, Reply, Usage};
use crate::dictionary::Dictionary;
use crate::grammar::Locked;
use crate::prompt::{Mode, Template, address_of};
use crate::skeleton::Skeleton;
use crate::violation::Violation;

pub use alone::{Alone, Previous, Turn};
pub use asking::prompt_hash;
pub use config::{Answer, RunConfig};
pub use error::RunError;
pub use export::{ExportError, TextRow, records_to_csv, records_to_jsonl, rows_from_jsonl};
pub use growing::Growing;
pub use record::{Because, FactSpan, Path, Record, Round, Trouble};
pub use state::{AskId, RunEvent, Snapshot, Standing};

/// A run of the loop over skeletons.
#[derive(Debug)]
pub struct Run {
    state: Snapshot,
    dictionary: Dictionary,
    skeletons: Vec<Skeleton>,
    instruments: Instruments,
    template: Template,
    locked: Option<Locked>,
    /// Rows that need a question and have none open.
    ready: BTreeSet<u32>,
    /// Questions without an answer, by row: the address and the hash of the question.
    open: BTreeMap<u32, (AskId, String)>,
    /// What has arrived of answers that are being written.
    partial: BTreeMap<AskId, String>,
    events: Vec<RunEvent>,
    /// What the rows have come to, kept along: it is asked for with every piece of an answer.
    counted: Standing,
}

impl Run {
    /// Begins a run.
    ///
    /// # Errors
    /// A typed [`RunError`] where the configuration, the dictionary or the rows cannot be used, or
    /// where the facts may not leave.
    pub fn new(
        config: RunConfig,
        dictionary: Dictionary,
        skeletons: Vec<Skeleton>,
    ) -> Result<Self, RunError> {
        let instruments = Instruments::new(&dictionary, &config.kind)?;
        Self::with_instruments(config, dictionary, skeletons, instruments)
    }

    /// Takes a saved run up again, with the dictionary and the rows that it began with.
    ///
    /// # Errors
    /// [`RunError::OtherRun`] where they are others, and the errors of [`Run::new`].
    pub fn resume(
        snapshot: Snapshot,
        dictionary: Dictionary,
        skeletons: Vec<Skeleton>,
    ) -> Result<Self, RunError> {
        let instruments = Instruments::new(&dictionary, &snapshot.config.kind)?;
        Self::resume_with_instruments(snapshot, dictionary, skeletons, instruments)
    }

    fn with_instruments(
        config: RunConfig,
        dictionary: Dictionary,
        skeletons: Vec<Skeleton>,
        instruments: Instruments,
    ) -> Result<Self, RunError> {
        config.check()?;
        check_rows(&dictionary, &skeletons)?;
        let state = Snapshot {
            fingerprint: fingerprint(&dictionary, &skeletons),
            records: vec![Stage::Open(Progress::default()); skeletons.len()],
            config,
            is_paused: false,
            is_cancelled: false,
        };
        Ok(Self::from_state(state, dictionary, skeletons, instruments))
    }

    fn resume_with_instruments(
        snapshot: Snapshot,
        dictionary: Dictionary,
        skeletons: Vec<Skeleton>,
        instruments: Instruments,
    ) -> Result<Self, RunError> {
        snapshot.config.check()?;
        check_rows(&dictionary, &skeletons)?;
        let is_same = snapshot.records.len() == skeletons.len()
            && snapshot.fingerprint == fingerprint(&dictionary, &skeletons);
        if !is_same {
            return Err(RunError::OtherRun);
        }
        Ok(Self::from_state(snapshot, dictionary, skeletons, instruments))
    }

    fn from_state(
        state: Snapshot,
        dictionary: Dictionary,
        skeletons: Vec<Skeleton>,
        instruments: Instruments,
    ) -> Self {
        let is_open = |(_, stage): &(usize, &Stage)| matches!(stage, Stage::Open(_));
        let ready = state.records.iter().enumerate().filter(is_open).map(|(idx, _)| idx as u32);
        let locked = (state.config.mode == Mode::Locked).then(|| {
            Locked::new(&dictionary, &state.config.kind, &|skeleton, text| {
                instruments.read(skeleton, text).violations.is_empty()
            })
        });
        let counted = count(&state.records);
        Self {
            ready: ready.collect(),
            template: state.config.template(),
            locked,
            state,
            dictionary,
            skeletons,
            instruments,
            open: BTreeMap::new(),
            partial: BTreeMap::new(),
            events: Vec::new(),
            counted,
        }
    }

    /// At most `n` questions that may be sent now, with at most [`RunConfig::in_flight`] open
    /// altogether; rows that have begun come first. None while the run is paused or cancelled.
    pub fn next_asks(&mut self, n: usize) -> Vec<(AskId, Ask)> {
        let mut asks = Vec::new();
        if self.state.is_paused || self.state.is_cancelled {
            return asks;
        }
        let room = (self.state.config.in_flight.max(1) as usize).saturating_sub(self.open.len());
        while asks.len() < n.min(room) {
            let Some(record) = self.ready.pop_first() else { break };
            match self.ask(record) {
                Ok((id, ask)) => {
                    self.open.insert(record, (id, prompt_hash(&ask)));
                    asks.push((id, ask));
                }
                Err(because) => {
                    let event = self.finish_embedded(record, because);
                    self.events.extend(event);
                }
            }
        }
        asks
    }

    /// The open question with this address; none where it is not open.
    pub fn ask_again(&self, id: AskId) -> Option<Ask> {
        let is_open = self.open.get(&id.record).is_some_and(|(open, _)| *open == id);
        if is_open { self.ask(id.record).ok().map(|(_, ask)| ask) } else { None }
    }

    /// Takes an answer.
    pub fn answered(&mut self, id: AskId, reply: Reply) -> Vec<RunEvent> {
        let mut events = std::mem::take(&mut self.events);
        self.partial.remove(&id);
        let Some(prompt_hash) = self.close(id) else {
            events.push(RunEvent::Ignored { id });
            return events;
        };
        let place = id.record as usize;
        let context = Context {
            config: &self.state.config,
            dictionary: &self.dictionary,
            instruments: &self.instruments,
        };
        let Stage::Open(progress) = &mut self.state.records[place] else { return events };
        let skeleton = &self.skeletons[place];
        let record = progress.take(context, skeleton, reply, prompt_hash);
        let rounds = record.as_ref().map_or(&progress.rounds, |record| &record.rounds);
        events.extend(rounds.last().map(|round| RunEvent::Read { id, round: round.clone() }));
        self.counted.n_answers += 1;
        match record {
            Some(record) => {
                self.counted.add(&record);
                self.state.records[place] = Stage::Done(Box::new(record));
                events.push(RunEvent::Finished { record: id.record });
            }
            None => {
                self.ready.insert(id.record);
            }
        }
        events
    }

    /// Takes the news that a question will not be answered: the embedded realizer writes the row.
    /// Whether to try again was decided before; see [`Run::returned`].
    pub fn failed(&mut self, id: AskId, words: &str) -> Vec<RunEvent> {
        let mut events = std::mem::take(&mut self.events);
        self.partial.remove(&id);
        if self.close(id).is_none() {
            events.push(RunEvent::Ignored { id });
            return events;
        }
        let because = Because::Failed { words: crate::prompt::plain(words, 400) };
        events.extend(self.finish_embedded(id.record, because));
        events
    }

    /// Takes a question back that was not answered; it will be asked again.
    pub fn returned(&mut self, id: AskId) {
        self.partial.remove(&id);
        if self.close(id).is_some() {
            self.ready.insert(id.record);
        }
    }

    /// What happened since the last answer without one: rows that could not be asked about.
    pub fn take_events(&mut self) -> Vec<RunEvent> {
        std::mem::take(&mut self.events)
    }

    /// Asks nothing more until [`Run::go_on`]; answers are still taken.
    pub fn pause(&mut self) {
        self.state.is_paused = true;
    }

    /// Asks again after [`Run::pause`].
    pub fn go_on(&mut self) {
        self.state.is_paused = false;
    }

    /// Whether the run is paused.
    pub fn is_paused(&self) -> bool {
        self.state.is_paused
    }

    /// Asks nothing more; answers that still come are ignored.
    pub fn cancel(&mut self) {
        self.state.is_cancelled = true;
        self.partial.clear();
        for record in std::mem::take(&mut self.open).into_keys() {
            self.ready.insert(record);
        }
    }

    /// Cancels, and has the embedded realizer write at most `n` of the rows that are not done;
    /// again and again until none is left.
    pub fn finish_without_model(&mut self, n: usize) -> Vec<RunEvent> {
        self.cancel();
        let mut events = std::mem::take(&mut self.events);
        for _ in 0..n {
            let Some(record) = self.ready.pop_first() else { break };
            events.extend(self.finish_embedded(record, Because::Cancelled));
        }
        events
    }

    /// Whether every row is done.
    pub fn is_done(&self) -> bool {
        self.ready.is_empty() && self.open.is_empty()
    }

    /// What the run has come to.
    pub fn standing(&self) -> Standing {
        Standing { n_open: self.open.len(), ..self.counted }
    }

    /// The record of a row by its place in the run; none while it is not done.
    pub fn record(&self, place: u32) -> Option<&Record> {
        match self.state.records.get(place as usize)? {
            Stage::Done(record) => Some(record),
            Stage::Open(_) => None,
        }
    }

    /// The answers about a row so far.
    pub fn rounds(&self, place: u32) -> &[Round] {
        match self.state.records.get(place as usize) {
            Some(Stage::Done(record)) => &record.rounds,
            Some(Stage::Open(progress)) => &progress.rounds,
            None => &[],
        }
    }

    /// The records that are done, in the order of the rows.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.state.records.iter().filter_map(|stage| match stage {
            Stage::Done(record) => Some(&**record),
            Stage::Open(_) => None,
        })
    }

    /// The facts, in the order of the rows.
    pub fn skeletons(&self) -> &[Skeleton] {
        &self.skeletons
    }

    /// The words of the facts.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The configuration.
    pub fn config(&self) -> &RunConfig {
        &self.state.config
    }

    /// Everything that has to be saved. Questions that are open are asked again after a resumption.
    pub fn snapshot(&self) -> &Snapshot {
        &self.state
    }

    /// The first question about a row as it would be sent, for a preview.
    ///
    /// # Errors
    /// Why the row cannot be asked about.
    pub fn preview(&self, place: u32) -> Result<Ask, Because> {
        self.ask_for(place, &Progress::default())
    }

    /// The correction that would follow if a model's first answer about a row were this one, for a
    /// preview, with what is wrong with the answer; none where nothing is, or where the run corrects
    /// nothing.
    ///
    /// # Errors
    /// Why the row cannot be asked about.
    pub fn preview_correction(
        &self,
        place: u32,
        answer: &str,
    ) -> Result<Option<(Ask, Vec<Violation>)>, Because> {
        let skeleton = self.skeletons.get(place as usize).ok_or(Because::OutOfRounds)?;
        let (text, usage) = (answer.to_owned(), Usage::default());
        let reply = Reply { text, finish: Finish::Stop, usage, model: String::new() };
        let mut progress = Progress::default();
        progress.take(self.context(), skeleton, reply, String::new());
        let Next::Correction { best, .. } = progress.next(&self.state.config) else {
            return Ok(None);
        };
        if best.violations.is_empty() {
            return Ok(None);
        }
        let violations = best.violations.clone();
        Ok(Some((self.ask_for(place, &progress)?, violations)))
    }

    fn context(&self) -> Context<'_> {
        Context {
            config: &self.state.config,
            dictionary: &self.dictionary,
            instruments: &self.instruments,
        }
    }

    /// Closes an open question and gives the hash of what was asked. A question that is next for
    /// its row and was never sent, as in a replay, counts as open.
    fn close(&mut self, id: AskId) -> Option<String> {
        if self.state.is_cancelled {
            return None;
        }
        if let Some((open, _)) = self.open.get(&id.record) {
            if *open != id {
                return None;
            }
            return self.open.remove(&id.record).map(|(_, prompt_hash)| prompt_hash);
        }
        if !self.ready.contains(&id.record) {
            return None;
        }
        let (next, ask) = self.ask(id.record).ok()?;
        if next != id {
            return None;
        }
        self.ready.remove(&id.record);
        Some(prompt_hash(&ask))
    }

    fn finish_embedded(&mut self, record: u32, because: Because) -> Option<RunEvent> {
        let place = record as usize;
        let context = Context {
            config: &self.state.config,
            dictionary: &self.dictionary,
            instruments: &self.instruments,
        };
        let Some(Stage::Open(progress)) = self.state.records.get_mut(place) else { return None };
        let done = progress.embedded(context, &self.skeletons[place], because);
        self.counted.add(&done);
        self.state.records[place] = Stage::Done(Box::new(done));
        Some(RunEvent::Finished { record })
    }
}

/// The record of one row whose texts a writer at hand writes; see [`Alone`], which is quicker where
/// there are many rows.
///
/// # Errors
/// A typed [`RunError`] where the configuration, the dictionary or the row cannot be used.
pub fn run_alone(
    config: RunConfig,
    dictionary: Dictionary,
    skeleton: &Skeleton,
    writer: impl FnMut(&Turn<'_>) -> String,
) -> Result<Record, RunError> {
    check_rows(&dictionary, std::slice::from_ref(skeleton))?;
    Ok(Alone::new(config, dictionary)?.record(skeleton, writer))
}

fn count(records: &[Stage]) -> Standing {
    let mut counted = Standing { n_records: records.len(), ..Standing::default() };
    for stage in records {
        match stage {
            Stage::Open(progress) => counted.n_answers += progress.rounds.len(),
            Stage::Done(record) => {
                counted.n_answers += record.rounds.len();
                counted.add(record);
            }
        }
    }
    counted
}

fn check_rows(dictionary: &Dictionary, skeletons: &[Skeleton]) -> Result<(), RunError> {
    if u32::try_from(skeletons.len()).is_err() {
        return Err(RunError::TooMany { found: skeletons.len(), most: u32::MAX });
    }
    // A row may be told twice, as it is and under an intervention.
    for skeleton in skeletons {
        let (row, found, expected) = (skeleton.row, skeleton.facts.len(), dictionary.slots.len());
        if found != expected {
            return Err(RunError::Facts { row, found, expected });
        }
    }
    Ok(())
}

fn fingerprint(dictionary: &Dictionary, skeletons: &[Skeleton]) -> String {
    address_of(&serde_json::to_string(&(dictionary, skeletons)).unwrap_or_default())
}
