//! The work of a model check: the independences that a diagram implies, in ranges of questions.
//!
//! Rows of the model are drawn once by each worker; rows of a table travel with the job.

mod answers;
mod questions;
mod table;

use std::sync::OnceLock;

use estimate::independence::{
    AutomaticConfig, DataColumn, DegreesOfFreedom, Direction, KernelConfig, PermutationConfig,
    Question, TableConfig, Test, test_all,
};
use numeric::seed::Seed;
use serde::{Deserialize, Serialize};

use crate::{
    DegreesOfFreedomName, Error, IndependenceConfig, Session, Study, TestName, TestedOn,
    model::compiled::{self, Compiled},
    view::{IndependenceView, NoteView},
};

/// Questions of a unit: enough to share the configurations of what is given.
const UNIT: usize = 48;
/// Questions of a unit where one takes long.
const SLOW_UNIT: usize = 4;
/// Most rows that are drawn to be tested.
const MOST_ROWS: u32 = 5_000_000;

/// Everything that the workers need for a model check, and no more.
#[derive(Clone, Debug)]
pub(crate) struct IndependenceJob {
    pub(super) header: Header,
    /// Columns of a table; nothing where rows are drawn from the model.
    pub(super) table: Vec<TestColumn>,
    /// The columns that were drawn, once by each worker.
    drawn: OnceLock<Result<Vec<TestColumn>, Error>>,
}

/// The part of a job that is words and settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(super) study: Study,
    /// Names of the columns, which are nodes.
    names: Vec<String>,
    /// The questions: implied independences, then arrows.
    questions: Vec<Asked>,
    /// How many questions are implied independences.
    n_implied: usize,
    /// Where each unit starts among the questions, and their number at the end.
    starts: Vec<usize>,
    n_rows: u64,
    model: String,
    notes: Vec<NoteView>,
}

/// A question about columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    x: u32,
    y: u32,
    given: Vec<u32>,
}

/// A column to test.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TestColumn {
    /// States as codes, and how many there are.
    Codes(Vec<u8>, u32),
    /// Numbers.
    Numbers(Vec<f64>),
}

impl TestColumn {
    fn data(&self) -> DataColumn<'_> {
        match self {
            Self::Codes(codes, n_levels) => DataColumn::Codes { codes, n_levels: *n_levels },
            Self::Numbers(numbers) => DataColumn::Numbers(numbers),
        }
    }
}

impl IndependenceJob {
    pub(crate) fn prepare(session: Option<&Session>, study: &Study) -> Result<Self, Error> {
        let config = &study.sample.test;
        if !(config.alpha > 0.0 && config.alpha < 1.0) {
            return Err(Error::new("setting", format!("alpha cannot be {}", config.alpha))
                .with_hint("use a level such as 0.05"));
        }
        let model = crate::model::model_of(study)?;
        let mut graph = model.graph.clone();
        let (names, table, n_rows, mut notes) = match config.on {
            TestedOn::Sample => {
                let compiled = Compiled::of(study)?;
                if study.sample.rows > MOST_ROWS {
                    let most = crate::number::count(f64::from(MOST_ROWS));
                    return Err(Error::new(
                        "too-many-rows",
                        format!("tests take at most {most} rows"),
                    )
                    .with_hint("draw fewer rows; more rows find ever smaller differences"));
                }
                let names = compiled.program.names().to_vec();
                (names, Vec::new(), u64::from(study.sample.rows), Vec::new())
            }
            TestedOn::Table => {
                let session = session.ok_or_else(|| {
                    Error::new("no-table", "no table is open")
                        .with_hint("open a file first, or test rows of the model")
                })?;
                table::columns(session, study, &mut graph)?
            }
        };
        let found = questions::all(&graph, &names)?;
        notes.extend(found.notes);
        let size = match config.test {
            TestName::Kernel | TestName::Permutation => SLOW_UNIT,
            _ => UNIT,
        };
        let header = Header {
            study: study.clone(),
            starts: questions::starts(&found.asked, found.n_implied, size),
            names,
            questions: found.asked,
            n_implied: found.n_implied,
            n_rows,
            model: model.name,
            notes,
        };
        let job = Self::new(header, table);
        if config.on == TestedOn::Table {
            // What the test cannot take is said now, by its name, and not by a worker.
            job.check_kinds(&job.table)?;
        } else {
            job.check_values(&Compiled::of(study)?)?;
        }
        Ok(job)
    }

    pub(super) fn new(header: Header, table: Vec<TestColumn>) -> Self {
        Self { header, table, drawn: OnceLock::new() }
    }

    pub(crate) fn n_units(&self) -> u32 {
        self.header.starts.len().saturating_sub(1) as u32
    }

    pub(crate) fn unit_words(&self, unit: u32) -> String {
        let Some((&start, &end)) = self.range(unit) else { return String::new() };
        let what = if start < self.header.n_implied { "Independences" } else { "Arrows" };
        format!("{what} {} to {} of {}", start + 1, end, self.header.questions.len())
    }

    pub(crate) fn run_unit(&self, unit: u32) -> Result<Vec<f64>, Error> {
        let (&start, &end) = self
            .range(unit)
            .ok_or_else(|| Error::new("no-such-unit", format!("the job has no unit {unit}")))?;
        let columns: Vec<DataColumn> = self.columns()?.iter().map(TestColumn::data).collect();
        let question =
            |asked: &Asked| Question { x: asked.x, y: asked.y, given: asked.given.clone() };
        let questions: Vec<Question> =
            self.header.questions[start..end].iter().map(question).collect();
        let test = test(&self.header.study.sample.test);
        let seed = Seed(self.header.study.seed);
        let found = test_all(&columns, &questions, &test, seed)
            .map_err(|error| answers::explain(&error, &self.header.names))?;
        Ok(found.iter().flat_map(answers::to_numbers).collect())
    }

    pub(crate) fn finish(&self, parts: &[Vec<f64>]) -> Result<IndependenceView, Error> {
        let n_missing = (self.n_units() as usize).saturating_sub(parts.len());
        let numbers: Vec<f64> = parts.concat();
        let n_answers = numbers.len() / answers::WIDTH;
        if n_missing > 0 || n_answers < self.header.questions.len() {
            return Err(super::parts_missing(n_missing.max(1)));
        }
        Ok(answers::view(&self.header, &numbers))
    }

    /// True where all numbers of questions and units are those of columns and questions.
    pub(super) fn is_sound(&self) -> bool {
        let header = &self.header;
        let known = |idx: &u32| (*idx as usize) < header.names.len();
        let n_questions = header.questions.len();
        let questions = header
            .questions
            .iter()
            .all(|asked| known(&asked.x) && known(&asked.y) && asked.given.iter().all(known));
        let on_table = header.study.sample.test.on == TestedOn::Table;
        questions
            && header.starts.is_sorted()
            && header.starts.last() == Some(&n_questions)
            && header.n_implied <= n_questions
            && (!on_table || self.table.len() == header.names.len())
    }

    fn range(&self, unit: u32) -> Option<(&usize, &usize)> {
        let starts = &self.header.starts;
        starts.get(unit as usize).zip(starts.get(unit as usize + 1))
    }

    /// The columns, drawn once where they are the model's.
    fn columns(&self) -> Result<&[TestColumn], Error> {
        if self.header.study.sample.test.on == TestedOn::Table {
            return Ok(&self.table);
        }
        let drawn = self.drawn.get_or_init(|| draw(&self.header.study));
        drawn.as_ref().map(Vec::as_slice).map_err(Clone::clone)
    }

    fn check_kinds(&self, columns: &[TestColumn]) -> Result<(), Error> {
        let is_codes: Vec<bool> =
            columns.iter().map(|column| matches!(column, TestColumn::Codes(..))).collect();
        questions::check_kinds(self.header.study.sample.test.test, &self.header.names, &is_codes)
    }

    fn check_values(&self, compiled: &Compiled) -> Result<(), Error> {
        let program = &compiled.program;
        let is_codes: Vec<bool> = (0..program.names().len())
            .filter(|&idx| !program.is_latent(idx))
            .map(|idx| !program.variable(idx).values.states().is_empty())
            .collect();
        let observed: Vec<String> = (0..program.names().len())
            .filter(|&idx| !program.is_latent(idx))
            .map(|idx| program.names()[idx].clone())
            .collect();
        questions::check_kinds(self.header.study.sample.test.test, &observed, &is_codes)
    }
}

/// The p-values of the independences that a diagram implies of these columns, by the study's test;
/// none where a statement cannot be tested. Columns are named as nodes.
///
/// # Errors
/// Columns that the test does not take.
pub(crate) fn p_values(
    study: &Study,
    graph: &graph::Diagram,
    names: &[String],
    columns: &[TestColumn],
) -> Result<Vec<Option<f64>>, Error> {
    let found = questions::all(graph, names)?;
    let question = |asked: &Asked| Question { x: asked.x, y: asked.y, given: asked.given.clone() };
    let asked: Vec<Question> = found.asked[..found.n_implied].iter().map(question).collect();
    let columns: Vec<DataColumn> = columns.iter().map(TestColumn::data).collect();
    let answers = test_all(&columns, &asked, &test(&study.sample.test), Seed(study.seed))
        .map_err(|error| answers::explain(&error, names))?;
    Ok(answers.iter().map(|answer| answer.p_value).collect())
}

/// Rows of the study's model, without its interventions.
fn draw(study: &Study) -> Result<Vec<TestColumn>, Error> {
    let program = Compiled::of(study)?.program;
    let sample = program
        .sample(Seed(study.seed), 0..u64::from(study.sample.rows))
        .map_err(|error| compiled::from_scm(&error))?;
    let column = |(idx, column): (usize, scm::Column)| match column {
        scm::Column::Codes(codes) => {
            let n_levels = program.variable(idx).values.states().len() as u32;
            TestColumn::Codes(codes, n_levels)
        }
        scm::Column::Numbers(numbers) => TestColumn::Numbers(numbers),
    };
    Ok(sample.columns.into_iter().enumerate().map(column).collect())
}

fn test(config: &IndependenceConfig) -> Test {
    let degrees_of_freedom = match config.df {
        DegreesOfFreedomName::Adjusted => DegreesOfFreedom::Adjusted,
        DegreesOfFreedomName::Naive => DegreesOfFreedom::Naive,
    };
    let table = TableConfig { degrees_of_freedom, ..TableConfig::default() };
    match config.test {
        TestName::Automatic => Test::Automatic(AutomaticConfig::default()),
        TestName::G2 => Test::GSquared(table),
        TestName::Chi2 => Test::ChiSquared(table),
        TestName::Permutation => Test::Permutation(PermutationConfig::default()),
        TestName::FisherZ => Test::FisherZ,
        TestName::Mixed => Test::Mixed(Direction::default()),
        TestName::GeneralizedCovariance => Test::GeneralizedCovariance,
        TestName::Kernel => Test::Kernel(KernelConfig::default()),
    }
}
