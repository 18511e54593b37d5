//! The work of a sample: rows of the model in blocks, each block counted by itself.

use std::sync::OnceLock;

use numeric::seed::Seed;
use scm::{Column, Sample};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Study, VERSION,
    model::{
        compiled::{self, Compiled},
        tally::{Frame, Rows},
    },
    number, recipe,
    view::{NoteView, SampleNodeView, SampleView, Severity},
};

/// Rows of a unit, at least.
const UNIT: u64 = 65_536;
/// Units of a large sample: enough for a progress bar and for many workers. More of them would make
/// the page, which hands them out, a bottleneck.
const MOST_UNITS: u64 = 128;
/// Rows that are drawn at once within a unit, so that they stay near the processor.
const BLOCK: u64 = 4_096;
/// Rows that are drawn ahead to place the bins of histograms.
const PILOT: u64 = 4_096;

/// Everything that the workers need for a sample, and no more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SampleJob {
    study: Study,
    /// What is counted of each node, in the program's order.
    frames: Vec<Frame>,
    /// The programs, compiled once by each worker.
    #[serde(skip)]
    programs: OnceLock<Result<Programs, Error>>,
}

/// A model without and with the study's interventions.
#[derive(Clone, Debug)]
struct Programs {
    before: scm::Program,
    after: Option<scm::Program>,
}

impl SampleJob {
    pub(crate) fn prepare(study: &Study) -> Result<Self, Error> {
        if study.sample.rows == 0 {
            return Err(Error::new("setting", "a sample has at least one row")
                .with_hint("ask for 1 to 4294967295 rows"));
        }
        let programs = programs(study)?;
        let n_rows = u64::from(study.sample.rows).min(PILOT);
        let (before, after) = programs.draw(Seed(study.seed), 0..n_rows)?;
        let program = &programs.before;
        let frames = (0..program.names().len())
            .map(|idx| {
                let mut pilots = vec![rows(&before.columns[idx])];
                pilots.extend(after.as_ref().map(|after| rows(&after.columns[idx])));
                Frame::of(program.variable(idx), &pilots)
            })
            .collect();
        Ok(Self { study: study.clone(), frames, programs: OnceLock::from(Ok(programs)) })
    }

    pub(crate) fn n_units(&self) -> u32 {
        u64::from(self.study.sample.rows).div_ceil(self.unit()) as u32
    }

    pub(crate) fn unit_words(&self, unit: u32) -> String {
        format!("Rows to {}", number::count(self.range(unit).end as f64))
    }

    /// The tallies of all nodes, first without and then with the interventions, one after the other.
    pub(crate) fn run_unit(&self, unit: u32) -> Result<Vec<f64>, Error> {
        let programs = self.programs()?;
        let range = self.range(unit);
        let seed = Seed(self.study.seed);
        let mut tallies = self.empty(programs.after.is_some());
        let mut start = range.start;
        while start < range.end {
            let end = range.end.min(start + BLOCK);
            let (before, after) = programs.draw(seed, start..end)?;
            let samples = std::iter::once(&before).chain(&after);
            let columns = samples.flat_map(|sample| &sample.columns);
            let frames = self.frames.iter().cycle();
            let mut place = 0;
            for (frame, column) in frames.zip(columns) {
                frame.count(rows(column), &mut tallies[place..place + frame.len()]);
                place += frame.len();
            }
            start = end;
        }
        Ok(tallies)
    }

    pub(crate) fn finish(&self, parts: &[Vec<f64>]) -> Result<SampleView, Error> {
        let programs = self.programs()?;
        let mut total = self.empty(programs.after.is_some());
        let fits = |part: &&Vec<f64>| part.len() == total.len();
        let n_missing = self.n_units() as usize
            - parts.iter().filter(fits).count().min(self.n_units() as usize);
        if n_missing > 0 {
            return Err(super::parts_missing(n_missing));
        }
        for part in parts {
            let mut place = 0;
            for frame in self.frames.iter().cycle() {
                if place >= total.len() {
                    break;
                }
                let range = place..place + frame.len();
                frame.merge(&mut total[range.clone()], &part[range]);
                place += frame.len();
            }
        }
        Ok(self.view(programs, &total))
    }

    fn view(&self, programs: &Programs, total: &[f64]) -> SampleView {
        let program = &programs.before;
        let width: usize = self.frames.iter().map(Frame::len).sum();
        let (before, after) = total.split_at(width);
        let mut notes = Vec::new();
        let truth = truth(program, &mut notes);
        let truth_after = programs.after.as_ref().and_then(|after| self::truth(after, &mut notes));
        let mut place = 0;
        let mut nodes = Vec::with_capacity(self.frames.len());
        for (idx, frame) in self.frames.iter().enumerate() {
            let name = &program.names()[idx];
            let range = place..place + frame.len();
            place = range.end;
            let mine = &before[range.clone()];
            let changed = programs.after.is_some().then(|| &after[range]);
            let of = |truth: &Option<Vec<Vec<f64>>>| truth.as_ref().map(|truth| truth[idx].clone());
            nodes.push(SampleNodeView {
                name: name.clone(),
                latent: program.is_latent(idx),
                before: frame.view(name, mine),
                after: changed.map(|changed| frame.view(name, changed)),
                total_variation: changed.map(|changed| frame.total_variation(mine, changed)),
                truth: of(&truth),
                truth_after: of(&truth_after),
            });
        }
        SampleView {
            version: VERSION.to_owned(),
            model: crate::model::model_of(&self.study).map(|model| model.name).unwrap_or_default(),
            rows: u64::from(self.study.sample.rows),
            seed: self.study.seed,
            interventions: self.study.sample.interventions.clone(),
            nodes,
            recipe: recipe::sample_line(&self.study),
            notes,
        }
    }

    fn empty(&self, changed: bool) -> Vec<f64> {
        let once: Vec<f64> = self.frames.iter().flat_map(Frame::empty).collect();
        once.repeat(if changed { 2 } else { 1 })
    }

    fn range(&self, unit: u32) -> std::ops::Range<u64> {
        let start = u64::from(unit) * self.unit();
        start..u64::from(self.study.sample.rows).min(start + self.unit())
    }

    /// Rows of a unit: whole blocks.
    fn unit(&self) -> u64 {
        (u64::from(self.study.sample.rows) / MOST_UNITS).next_multiple_of(BLOCK).max(UNIT)
    }

    fn programs(&self) -> Result<&Programs, Error> {
        self.programs.get_or_init(|| programs(&self.study)).as_ref().map_err(Clone::clone)
    }
}

impl Programs {
    fn draw(
        &self,
        seed: Seed,
        range: std::ops::Range<u64>,
    ) -> Result<(Sample, Option<Sample>), Error> {
        match &self.after {
            None => self.before.sample(seed, range).map(|before| (before, None)),
            Some(after) => self
                .before
                .sample_changed(after, seed, range)
                .map(|(before, after)| (before, Some(after))),
        }
        .map_err(|error| compiled::from_scm(&error))
    }
}

fn programs(study: &Study) -> Result<Programs, Error> {
    let compiled = Compiled::of(study)?;
    let after = compiled.changed(&study.sample.interventions)?;
    Ok(Programs { before: compiled.program, after })
}

fn rows(column: &Column) -> Rows<'_> {
    match column {
        Column::Codes(codes) => Rows::Codes(codes),
        Column::Numbers(numbers) => Rows::Numbers(numbers),
    }
}

/// Exact probabilities of every node's states; none where the network does not allow, with the reason.
fn truth(program: &scm::Program, notes: &mut Vec<NoteView>) -> Option<Vec<Vec<f64>>> {
    if !program.is_discrete() {
        return None;
    }
    match compiled::marginals(program) {
        Ok(marginals) => Some(marginals),
        Err(error) => {
            notes.push(NoteView {
                code: error.code,
                severity: Severity::Information,
                message: format!("no exact probabilities: {}", error.message),
                why: String::new(),
                column: None,
            });
            None
        }
    }
}
