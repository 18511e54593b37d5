//! The work of putting rows into words: texts in blocks, each counted by itself.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::{
    Error, Session, Study, TableRows, number,
    realize::{Bench, Counted, in_table, n_texts},
    view::RealizeView,
};

/// Texts of a unit.
const UNIT: u64 = 64;
/// Most rows that are put into words in one run.
pub(crate) const MOST_ROWS: u32 = 100_000;

/// Everything that the workers need to write, and no more.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RealizeJob {
    study: Study,
    /// The rows of the open table, where they are told.
    table: Option<TableRows>,
    /// What writes and reads, made once by each worker.
    #[serde(skip)]
    bench: OnceLock<Result<Bench, Error>>,
}

impl Clone for RealizeJob {
    fn clone(&self) -> Self {
        Self { study: self.study.clone(), table: self.table.clone(), bench: OnceLock::new() }
    }
}

impl RealizeJob {
    pub(crate) fn prepare(session: Option<&Session>, study: &Study) -> Result<Self, Error> {
        let rows = study.realize.rows;
        if rows == 0 || rows > MOST_ROWS {
            let most = number::count(f64::from(MOST_ROWS));
            return Err(Error::new("setting", format!("{rows} rows cannot be put into words"))
                .with_hint(format!("ask for 1 to {most} rows")));
        }
        let table = TableRows::of(session, study)?;
        let bench = Bench::new(study, table.as_ref())?;
        Ok(Self { study: study.clone(), table, bench: OnceLock::from(Ok(bench)) })
    }

    pub(crate) fn n_units(&self) -> u32 {
        self.n_texts().div_ceil(UNIT) as u32
    }

    pub(crate) fn unit_words(&self, unit: u32) -> String {
        format!("Texts to {}", number::count(self.range(unit).end as f64))
    }

    /// The counts of a unit as JSON, four bytes a number.
    pub(crate) fn run_unit(&self, unit: u32) -> Result<Vec<f64>, Error> {
        let counted = self.bench()?.counted(self.range(unit))?.packed();
        let mut json = serde_json::to_vec(&counted).expect("counts are names and finite numbers");
        json.resize(json.len().next_multiple_of(4), b' ');
        let (words, _) = json.as_chunks::<4>();
        Ok(words.iter().map(|word| f64::from(u32::from_le_bytes(*word))).collect())
    }

    pub(crate) fn finish(&self, parts: &[Vec<f64>]) -> Result<RealizeView, Error> {
        let read = |part: &Vec<f64>| -> Option<Counted> {
            let bytes: Vec<u8> =
                part.iter().flat_map(|word| (*word as u32).to_le_bytes()).collect();
            let counted: Counted = crate::from_json(std::str::from_utf8(&bytes).ok()?).ok()?;
            Some(counted.unpacked())
        };
        let counted: Vec<Counted> = parts.iter().filter_map(read).collect();
        let n_missing = (self.n_units() as usize).saturating_sub(counted.len());
        if n_missing > 0 {
            return Err(super::parts_missing(n_missing));
        }
        let mut all = Counted::default();
        for counted in &counted {
            all.merge(counted);
        }
        self.bench()?.view(&self.study, &all)
    }

    fn range(&self, unit: u32) -> std::ops::Range<u64> {
        let start = u64::from(unit) * UNIT;
        start..self.n_texts().min(start + UNIT)
    }

    fn n_texts(&self) -> u64 {
        n_texts(&self.study, in_table(self.table.as_ref()))
    }

    fn bench(&self) -> Result<&Bench, Error> {
        let bench = || Bench::new(&self.study, self.table.as_ref());
        self.bench.get_or_init(bench).as_ref().map_err(Clone::clone)
    }
}
