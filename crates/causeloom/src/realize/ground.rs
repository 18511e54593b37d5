//! What a run stands on: the words, the rows, and what is counted of the texts.

use numeric::seed::Seed;
use realize::{
    Dictionary, Fact, Skeleton,
    measure::{Cells, Expectation, stratum},
    prompt::Mode,
    run::{Because, Growing, Path, Record, Round, RunConfig},
};

use super::{
    Counted,
    conversation::asked_config,
    count_word, findings, in_table, n_texts, record,
    rows::{ModelRows, Rows, Told},
    uploaded::{TableRows, egress},
};
use crate::{
    Error, RealizeConfig, RealizedRows, Study,
    job::{TestColumn, p_values},
    model::compiled::Compiled,
    view::{RealizeView, RecordView, TestsView},
};

/// Texts whose words are counted; more would say the same.
const MOST_COUNTED: u64 = 1_000;
/// Rows that are looked at to choose what the bias is measured on, and how widely numbers spread.
const PILOT: u64 = 2_000;
/// Variables that the bias is measured on.
const MOST_CELLS: usize = 3;

/// The words and rows of a study.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) dictionary: Dictionary,
    pub(super) rows: Rows,
    cells: Vec<Cells>,
    n_texts: u64,
}

impl Ground {
    /// Makes it; the rows of a table have to be given where the study tells them.
    ///
    /// # Errors
    /// A model that is not finished, a dictionary that does not fit it, a table that is missing.
    pub(super) fn new(study: &Study, table: Option<&TableRows>) -> Result<Self, Error> {
        let n_texts = n_texts(study, in_table(table));
        let (dictionary, rows) = match (study.realize.of, table) {
            (RealizedRows::Table, None) => {
                return Err(super::uploaded::no_table());
            }
            (RealizedRows::Table, Some(table)) => {
                (table.dictionary.clone(), Rows::Table(Box::new(table.clone())))
            }
            _ => {
                let dictionary = words(study)?;
                let rows = ModelRows::new(study, &dictionary)?;
                (dictionary, Rows::Model(Box::new(rows)))
            }
        };
        let cells = cells(&dictionary, &rows)?;
        Ok(Self { dictionary, rows, cells, n_texts })
    }

    /// Texts of the run.
    pub(super) fn n_texts(&self) -> u64 {
        self.n_texts
    }

    /// How the loop runs.
    pub(super) fn run_config(&self, study: &Study) -> RunConfig {
        let RealizeConfig { kind, mode, rounds, resamples, template, .. } = study.realize.clone();
        let seed = study.seed;
        let usual = RunConfig::default();
        let config = RunConfig { kind, mode, rounds, resamples, template, seed, ..usual };
        let Rows::Table(table) = &self.rows else { return config };
        let egress = egress(study);
        // Cells that may not leave stand in no question: the model writes around them.
        let mode = if egress.permits(mode).is_ok() { mode } else { Mode::Placeholders };
        RunConfig { mode, egress, columns: table.columns.clone(), ..config }
    }

    /// Where a row belongs in what the bias is measured on.
    pub(super) fn stratum(&self, skeleton: &Skeleton) -> u64 {
        stratum(&self.cells, skeleton)
    }

    /// Counts a text.
    pub(super) fn count(&self, counted: &mut Counted, number: u64, told: &Told, record: &Record) {
        let expected = told.expected.iter();
        let beliefs: Vec<Option<Expectation>> =
            expected.map(|expected| expected.map(|(state, _)| Expectation::State(state))).collect();
        let tally = &mut counted.tally;
        tally.realizability.add(&told.skeleton, record);
        tally.backdoor.add(&told.skeleton, &beliefs, record);
        tally.selection.add(self.stratum(&told.skeleton), record.attempt());
        if number < MOST_COUNTED {
            tally.lexical.add(&record.text);
        }
        tally.cost.add(record);
        count_word(&mut counted.paths, &record::path_words(&record.path), 1);
        if let (Path::Embedded { because: Because::OutOfRounds }, Some(last)) =
            (&record.path, record.rounds.last())
        {
            for violation in &last.violations {
                count_word(&mut counted.left, &record::kind(violation.kind), 1);
            }
        }
        counted.given.extend_from_slice(&told.skeleton.facts);
        counted.read.extend_from_slice(&record.found);
    }

    /// What all texts came to.
    ///
    /// # Errors
    /// Independence tests that cannot be computed.
    pub(super) fn view(
        &self,
        study: &Study,
        all: &Counted,
        dollars: Option<f64>,
    ) -> Result<RealizeView, Error> {
        let tests = self.tests(study, all)?;
        let (source, notes) = match &self.rows {
            Rows::Model(_) => (crate::model::model_of(study)?.name, Vec::new()),
            Rows::Table(table) => (table.source.clone(), table.notes.clone()),
        };
        Ok(findings::view(
            study,
            findings::Found {
                dictionary: &self.dictionary,
                source,
                asked: self.n_texts,
                tally: &all.tally,
                paths: all.paths.clone(),
                left: &all.left,
                cells: &self.cells,
                tests,
                dollars,
                notes,
                config: asked_config(self, study).ok(),
            },
        ))
    }

    /// The view of a text.
    ///
    /// # Errors
    /// Interventions that cannot be read.
    pub(super) fn record_view(
        &self,
        study: &Study,
        number: u64,
        told: &Told,
        record: &Record,
    ) -> Result<RecordView, Error> {
        let (title, set) = heading(study, number, told)?;
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        Ok(record::view(&self.dictionary, &told.skeleton, record, (number, title), &set))
    }

    /// The view of a text that is under way: its drafts so far and the one that is being written.
    ///
    /// # Errors
    /// Interventions that cannot be read.
    pub(super) fn view_under_way(
        &self,
        study: &Study,
        number: u64,
        told: &Told,
        drafts: (&[Round], Option<&Growing>),
    ) -> Result<RecordView, Error> {
        let (title, set) = heading(study, number, told)?;
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let (words, facts) = (&self.dictionary, &told.skeleton);
        Ok(record::view_under_way(words, facts, drafts, (number, title), &set))
    }

    /// The independences that the model implies, tested on the given facts and on those that were
    /// read; none where interventions change what is implied, or where a fact is not read anywhere.
    fn tests(&self, study: &Study, all: &Counted) -> Result<Option<TestsView>, Error> {
        if study.realize.of != RealizedRows::Sample {
            return Ok(None);
        }
        let n_slots = self.dictionary.slots.len();
        let n_texts = all.read.len() / n_slots.max(1);
        // Rows that lack a fact on either side are left out on both.
        let is_whole = |row: &usize| {
            let range = row * n_slots..(row + 1) * n_slots;
            all.read[range.clone()].iter().chain(&all.given[range]).all(Option::is_some)
        };
        let whole: Vec<usize> = (0..n_texts).filter(is_whole).collect();
        let names: Vec<String> =
            self.dictionary.slots.iter().map(|slot| slot.name.clone()).collect();
        let columns = |facts: &[Option<Fact>]| {
            (0..n_slots)
                .map(|slot| {
                    let n_states = self.dictionary.slots[slot].states().len();
                    let facts = whole.iter().filter_map(|row| facts[row * n_slots + slot]);
                    column(facts, n_states)
                })
                .collect::<Vec<_>>()
        };
        let graph = crate::model::model_of(study)?.graph;
        let (given, read) = (columns(&all.given), columns(&all.read));
        let on_given = p_values(study, &graph, &names, &given)?;
        // Most often every fact is read as it was given, and so is every test.
        let on_read =
            if read == given { on_given.clone() } else { p_values(study, &graph, &names, &read)? };
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

/// The interventions under which a text's row stands.
fn changes(study: &Study, number: u64) -> &[String] {
    let is_changed = match study.realize.of {
        RealizedRows::Changed => true,
        RealizedRows::Pairs => number % 2 == 1,
        RealizedRows::Sample | RealizedRows::Table => false,
    };
    if is_changed { &study.sample.interventions } else { &[] }
}

/// Which row a text tells, in words, and the variables that an intervention set in it.
fn heading(study: &Study, number: u64, told: &Told) -> Result<(String, Vec<String>), Error> {
    let title = title(study, number, told);
    let changes = changes(study, number);
    if changes.is_empty() {
        return Ok((title, Vec::new()));
    }
    let set = Compiled::of(study)?.interventions(changes)?;
    Ok((title, set.iter().map(|change| change.node().to_owned()).collect()))
}

/// A text's row in words: `Row 1, with smoke = no`.
pub(super) fn title(study: &Study, number: u64, told: &Told) -> String {
    let mut title = format!("Row {}", told.skeleton.row + 1);
    let changes = changes(study, number);
    if !changes.is_empty() {
        title.push_str(&format!(", with {}", changes.join(" and ")));
    }
    title
}

/// The dictionary that a study uses for a model's rows: its own, that of the built-in model, else a proposed one.
pub(super) fn words(study: &Study) -> Result<Dictionary, Error> {
    if let Some(dictionary) = &study.realize.dictionary {
        return Ok((**dictionary).clone());
    }
    if let crate::ModelReference::BuiltIn { id } = &study.model
        && let Some(dictionary) = super::dictionary::built_in(id)
    {
        return Ok(dictionary);
    }
    let compiled = Compiled::of(study)?;
    let program = &compiled.program;
    let sample = program
        .sample(Seed(study.seed), 0..PILOT)
        .map_err(|error| crate::model::compiled::from_scm(&error))?;
    let spreads = super::rows::spreads(&sample.columns);
    let observed = (0..program.names().len()).filter(|&idx| !program.is_latent(idx));
    let (names, spreads): (Vec<String>, Vec<f64>) =
        observed.map(|idx| (program.names()[idx].clone(), spreads[idx])).unzip();
    Ok(super::dictionary::of_model(&compiled.model, &names, &spreads))
}

/// What the bias is measured on: the variables with states whose value is most often not what its
/// causes make likeliest.
fn cells(dictionary: &Dictionary, rows: &Rows) -> Result<Vec<Cells>, Error> {
    let mut unlikely = vec![0_u64; dictionary.slots.len()];
    for told in rows.told(0..PILOT)? {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realize::Bench;

    /// A run over a network may have finished any texts, not the first ones.
    #[test]
    fn tests_compare_the_facts_that_were_read_with_those_of_the_same_texts() {
        let mut study = Study {
            model: crate::ModelReference::BuiltIn { id: "asia".to_owned() },
            ..Study::default()
        };
        study.realize.rows = 2_000;
        // Half of all true statements are rejected, so that other rows would be told apart.
        study.sample.test.alpha = 0.5;
        let bench = Bench::new(&study, None).expect("the study can be run");
        for texts in [0..400, 1_000..1_400, 1_600..2_000] {
            let counted = bench.counted(texts).expect("texts are written");
            let view = bench.view(&study, &counted).expect("they are counted");
            let tests = view.tests.expect("ASIA implies independences");
            assert!(tests.rejected_given > 0, "{tests:?}");
            assert_eq!((tests.changed, tests.rejected_read), (0, tests.rejected_given));
        }
    }
}
