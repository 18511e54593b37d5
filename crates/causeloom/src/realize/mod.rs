//! Rows put into words: which rows, which words, and what came of it.

mod dictionary;
mod export;
mod findings;
mod machine;
mod record;
mod rows;
mod skeletons;

use std::ops::Range;

use realize::{
    Dictionary, Fact,
    measure::{Cells, Expectation, Tally, stratum},
};
use serde::{Deserialize, Serialize};

pub use export::{TextFormat, TextWriter};
use machine::{Machine, Written};

use crate::{
    Error, ModelReference, RealizedRows, Study,
    job::{self, TestColumn, p_values},
    model::compiled::Compiled,
    view::{RealizeView, RecordView, TestsView},
};

/// Texts whose words are counted; more would say the same.
const MOST_COUNTED: u64 = 1_000;
/// Rows that are looked at to choose what the bias is measured on.
const PILOT: u64 = 1_000;
/// Variables that the bias is measured on.
const MOST_CELLS: usize = 3;

/// What writes and reads, and what is counted of the texts.
#[derive(Debug)]
pub(crate) struct Bench {
    machine: Machine,
    cells: Vec<Cells>,
}

/// The counts of some texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counted {
    tally: Tally,
    /// Ways that texts went, in words, and how many.
    paths: Vec<(String, u64)>,
    /// The facts as they were read from the texts, text after text, one entry a slot.
    read: Vec<Option<Fact>>,
}

impl Bench {
    /// Makes it for a study whose writer is at hand.
    ///
    /// # Errors
    /// A model that is not finished, a dictionary that cannot be used.
    pub(crate) fn new(study: &Study) -> Result<Self, Error> {
        let machine = Machine::new(study)?;
        let cells = cells(&machine)?;
        Ok(Self { machine, cells })
    }

    /// Writes and counts the texts of a range.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows.
    pub(crate) fn counted(&self, texts: Range<u64>) -> Result<Counted, Error> {
        let mut counted = Counted::default();
        for (number, written) in texts.clone().zip(self.machine.written(texts)?) {
            let Written { told, record } = &written;
            let beliefs: Vec<Option<Expectation>> = told
                .expected
                .iter()
                .map(|expected| expected.map(|(state, _)| Expectation::State(state)))
                .collect();
            let tally = &mut counted.tally;
            tally.realizability.add(&told.skeleton, record);
            tally.backdoor.add(&told.skeleton, &beliefs, record);
            tally.selection.add(stratum(&self.cells, &told.skeleton), record.attempt());
            if number < MOST_COUNTED {
                tally.lexical.add(&record.text);
            }
            tally.cost.add(record);
            count_path(&mut counted.paths, &record::path_words(&record.path), 1);
            counted.read.extend_from_slice(&record.found);
        }
        Ok(counted)
    }

    /// What all texts came to.
    ///
    /// # Errors
    /// Independence tests that cannot be computed.
    pub(crate) fn view(&self, study: &Study, all: &Counted) -> Result<RealizeView, Error> {
        let tests = self.tests(study, all)?;
        Ok(findings::view(
            study,
            findings::Found {
                dictionary: &self.machine.dictionary,
                source: crate::model::model_of(study)?.name,
                asked: job::n_texts(study),
                tally: &all.tally,
                paths: all.paths.clone(),
                cells: &self.cells,
                tests,
                dollars: None,
                notes: Vec::new(),
            },
        ))
    }

    /// The independences that the model implies, tested on the given facts and on those that were
    /// read; none where interventions change what is implied, or where a fact is not read anywhere.
    fn tests(&self, study: &Study, all: &Counted) -> Result<Option<TestsView>, Error> {
        if study.realize.of != RealizedRows::Sample {
            return Ok(None);
        }
        let n_slots = self.machine.dictionary.slots.len();
        let n_texts = all.read.len() / n_slots.max(1);
        let given: Vec<Option<Fact>> = self
            .machine
            .rows
            .told(0..n_texts as u64)?
            .into_iter()
            .flat_map(|told| told.skeleton.facts)
            .collect();
        // Rows that lack a fact on either side are left out on both.
        let is_whole = |row: &usize| {
            let range = row * n_slots..(row + 1) * n_slots;
            all.read[range.clone()].iter().chain(&given[range]).all(Option::is_some)
        };
        let whole: Vec<usize> = (0..n_texts).filter(is_whole).collect();
        let names: Vec<String> =
            self.machine.dictionary.slots.iter().map(|slot| slot.name.clone()).collect();
        let columns = |facts: &[Option<Fact>]| {
            (0..n_slots)
                .map(|slot| {
                    let n_states = self.machine.dictionary.slots[slot].states().len();
                    let facts = whole.iter().filter_map(|row| facts[row * n_slots + slot]);
                    column(facts, n_states)
                })
                .collect::<Vec<_>>()
        };
        let graph = crate::model::model_of(study)?.graph;
        let on_given = p_values(study, &graph, &names, &columns(&given))?;
        let on_read = p_values(study, &graph, &names, &columns(&all.read))?;
        let alpha = study.sample.test.alpha;
        let mut view = TestsView { alpha, ..TestsView::default() };
        for (given, read) in on_given.iter().zip(&on_read) {
            let (Some(given), Some(read)) = (given, read) else { continue };
            view.tested += 1;
            view.rejected_given += u64::from(*given < alpha);
            view.rejected_read += u64::from(*read < alpha);
            view.changed += u64::from((*given < alpha) != (*read < alpha));
        }
        Ok((view.tested > 0).then_some(view))
    }
}

impl Counted {
    /// Adds the counts of later texts.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        for (path, n) in &other.paths {
            count_path(&mut self.paths, path, *n);
        }
        self.read.extend_from_slice(&other.read);
    }
}

/// One text of a study with all its drafts.
///
/// # Errors
/// As [`Bench::new`]; a number of a text that there is not.
pub(crate) fn record(study: &Study, number: u64) -> Result<RecordView, Error> {
    if number >= job::n_texts(study) {
        return Err(Error::new("no-such-text", format!("there is no text {}", number + 1)));
    }
    let machine = Machine::new(study)?;
    let written = machine.written(number..number + 1)?;
    let Written { told, record } = &written[0];
    let is_changed = match study.realize.of {
        RealizedRows::Changed => true,
        RealizedRows::Pairs => number % 2 == 1,
        RealizedRows::Sample | RealizedRows::Table => false,
    };
    let changes: &[String] = if is_changed { &study.sample.interventions } else { &[] };
    let mut title = format!("Row {}", told.skeleton.row + 1);
    if !changes.is_empty() {
        title.push_str(&format!(", with {}", changes.join(" and ")));
    }
    let set = set_by(study, changes)?;
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    Ok(record::view(&machine.dictionary, &told.skeleton, record, (number, title), &set))
}

/// The nodes that interventions act on.
fn set_by(study: &Study, changes: &[String]) -> Result<Vec<String>, Error> {
    let found = Compiled::of(study)?.interventions(changes)?;
    Ok(found.iter().map(|intervention| intervention.node().to_owned()).collect())
}

fn count_path(paths: &mut Vec<(String, u64)>, path: &str, n: u64) {
    match paths.iter_mut().find(|(known, _)| known == path) {
        Some((_, count)) => *count += n,
        None => paths.push((path.to_owned(), n)),
    }
}

/// What the bias is measured on: the variables with states whose value is most often not what its
/// causes make likeliest.
fn cells(machine: &Machine) -> Result<Vec<Cells>, Error> {
    let mut unlikely = vec![0_u64; machine.dictionary.slots.len()];
    for told in machine.rows.told(0..PILOT)? {
        for (slot, count) in unlikely.iter_mut().enumerate() {
            let fact = told.skeleton.facts[slot].and_then(Fact::state);
            let expected = told.expected[slot].map(|(state, _)| usize::from(state));
            *count += u64::from(expected.is_some() && fact != expected);
        }
    }
    let mut slots: Vec<usize> = (0..unlikely.len()).filter(|&slot| unlikely[slot] > 0).collect();
    slots.sort_by_key(|&slot| std::cmp::Reverse(unlikely[slot]));
    slots.truncate(MOST_CELLS);
    slots.sort_unstable();
    Ok(slots.into_iter().map(|slot| Cells { slot, cuts: Vec::new() }).collect())
}

/// Facts of one slot as a column to test.
fn column(facts: impl Iterator<Item = Fact>, n_states: usize) -> TestColumn {
    if n_states == 0 {
        TestColumn::Numbers(facts.filter_map(Fact::number).collect())
    } else {
        let codes = facts.filter_map(Fact::state).map(|state| state as u8).collect();
        TestColumn::Codes(codes, n_states as u32)
    }
}

/// The words that a study's rows are put into, and whether they were proposed from names.
///
/// # Errors
/// A model that is not finished.
pub(crate) fn words(study: &Study) -> Result<(Dictionary, bool), Error> {
    let is_known = study.realize.dictionary.is_some()
        || matches!(&study.model, ModelReference::BuiltIn { id } if dictionary::built_in(id).is_some());
    Ok((machine::dictionary(study)?, !is_known))
}
