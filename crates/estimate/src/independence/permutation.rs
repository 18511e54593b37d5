//! Permutation test of codes: y is shuffled among the rows of each stratum of what is given.
//!
//! # Assumptions
//! Rows are independent. Under independence within strata all shuffles are equally likely: the
//! p-value is valid in samples of any size, whatever the expected counts.
//!
//! # Algorithm
//! 1. The statistic of the observed table.
//! 2. B times: a random table with the same margins in every stratum, which is what a shuffle of
//!    the rows leaves (the rows themselves are not touched), and its statistic.
//! 3. `p = (1 + number at least as large) / (B + 1)`; with randomized ties, tied replicates and the
//!    observed table count by a uniform share, and p is exactly uniform under independence.
//!
//! B is fixed; there is no early stopping. Replicate b of a question draws from an address of its
//! own, made of the seed, the question's columns and b.
//!
//! # References
//! P. Good, "Permutation, Parametric and Bootstrap Tests of Hypotheses", 3rd ed., 2005, §3;
//! I. Tsamardinos, G. Borboudakis, "Permutation testing improves Bayesian network learning", 2010.

use super::{
    Answer, Method, Question, contingency::Contingency, hypergeometric::random_table,
    strata::why_nothing_counts,
};
use crate::Error;
use numeric::seed::{Seed, Stream};

/// Settings of the permutation test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermutationConfig {
    /// The statistic whose size is compared.
    pub statistic: TableStatistic,
    /// Number of random tables, at least 1.
    pub replicates: u32,
    /// How equal statistics count.
    pub ties: Ties,
}

impl Default for PermutationConfig {
    fn default() -> Self {
        Self { statistic: TableStatistic::GSquared, replicates: 199, ties: Ties::Counted }
    }
}

/// Statistic of a contingency table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableStatistic {
    /// G².
    GSquared,
    /// Pearson's χ².
    ChiSquared,
}

/// How replicates with the observed statistic count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ties {
    /// In full: p is never too small.
    Counted,
    /// By a random share: p is exactly uniform under independence.
    Randomized,
}

/// Difference of statistics, relative to their size, that rounding may cause.
const ROUNDING: f64 = 1e-11;

impl PermutationConfig {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.replicates > 0 {
            Ok(())
        } else {
            Err(Error::BadSetting { setting: "replicates", value: 0.0 })
        }
    }
}

/// The margins of one stratum, levels that do not occur left out, in ascending order: a random
/// table depends on nothing else, so that draws do not depend on the order of levels.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Table {
    rows: Vec<u32>,
    columns: Vec<u32>,
}

/// The test of one table.
pub(crate) fn permutation(
    table: &Contingency,
    question: &Question,
    config: &PermutationConfig,
    log_factorials: &[f64],
    seed: Seed,
    margin: &mut Vec<u32>,
) -> Answer {
    let mut tables: Vec<Table> = Vec::new();
    let mut observed = 0.0;
    let mut constant = 0.0;
    let (mut degrees_of_freedom, mut n_used) = (0_u64, 0_u64);
    let present = |margin: &[u32]| -> Vec<u32> {
        margin.iter().copied().filter(|count| *count > 0).collect()
    };
    table.for_each_varying(margin, |stratum| {
        let (mut rows, mut columns) = (present(stratum.x_margin), present(stratum.y_margin));
        let columns_present = stratum.y_margin.iter().map(|count| *count > 0);
        let cells: Vec<u32> = stratum
            .counts
            .iter()
            .zip(columns_present.cycle())
            .zip(stratum.x_margin.iter().flat_map(|row| vec![*row > 0; stratum.n_y()]))
            .filter(|((_, column), row)| *column && *row)
            .map(|((count, _), _)| *count)
            .collect();
        observed += varying_part(&cells, &rows, &columns, config.statistic, table);
        constant += constant_part(stratum.x_part, &columns, stratum.total, config.statistic, table);
        degrees_of_freedom += u64::from(stratum.degrees_of_freedom);
        n_used += u64::from(stratum.total);
        rows.sort_unstable();
        columns.sort_unstable();
        tables.push(Table { rows, columns });
    });
    if tables.is_empty() {
        let why = why_nothing_counts(table, 0);
        return Answer::untestable(Method::Permutation, table.n_rows, why);
    }
    // Nor do they depend on the order of strata.
    tables.sort_unstable();
    let stream = address(question, seed);
    let (mut left, mut counts) = (Vec::new(), Vec::new());
    let tolerance = ROUNDING * (1.0 + observed.abs());
    let (mut larger, mut equal) = (0_u32, 0_u32);
    for replicate in 0..config.replicates {
        let mut draws = stream.at(u64::from(replicate));
        let mut statistic = 0.0;
        for Table { rows, columns } in &tables {
            counts.resize(rows.len() * columns.len(), 0);
            random_table(rows, columns, log_factorials, &mut draws, &mut left, &mut counts);
            statistic += varying_part(&counts, rows, columns, config.statistic, table);
        }
        if statistic > observed + tolerance {
            larger += 1;
        } else if statistic >= observed - tolerance {
            equal += 1;
        }
    }
    let share = match config.ties {
        Ties::Counted => 1.0,
        Ties::Randomized => stream.child("ties").draws().uniform_open(),
    };
    let at_least = f64::from(larger) + share * (f64::from(equal) + 1.0);
    let p_value = at_least / (f64::from(config.replicates) + 1.0);
    let statistic = (observed + constant).max(0.0);
    Answer::testable(Method::Permutation, statistic, degrees_of_freedom as f64, p_value, n_used)
}

/// The address of a question's draws: where it stands among other questions does not matter.
pub(crate) fn address(question: &Question, seed: Seed) -> Stream {
    let stream = seed.stream("independence").index(u64::from(question.x));
    let stream = stream.index(u64::from(question.y));
    question.given.iter().fold(stream, |stream, column| stream.index(u64::from(*column)))
}

/// The part of a stratum's statistic that depends on more than its margins.
fn varying_part(
    counts: &[u32],
    rows: &[u32],
    columns: &[u32],
    statistic: TableStatistic,
    table: &Contingency,
) -> f64 {
    match statistic {
        TableStatistic::GSquared => {
            2.0 * counts.iter().map(|count| table.logarithms.of(*count)).sum::<f64>()
        }
        TableStatistic::ChiSquared => {
            let total: f64 = rows.iter().map(|count| f64::from(*count)).sum();
            let mut sum = 0.0;
            for (row, row_total) in counts.chunks_exact(columns.len()).zip(rows) {
                for (count, column_total) in row.iter().zip(columns) {
                    let square = f64::from(*count) * f64::from(*count);
                    sum += square / (f64::from(*row_total) * f64::from(*column_total));
                }
            }
            total * sum
        }
    }
}

/// The part that all tables with the same margins share.
fn constant_part(
    x_part: f64,
    columns: &[u32],
    total: u32,
    statistic: TableStatistic,
    table: &Contingency,
) -> f64 {
    match statistic {
        TableStatistic::GSquared => {
            2.0 * (x_part - columns.iter().map(|count| table.logarithms.of(*count)).sum::<f64>())
        }
        TableStatistic::ChiSquared => -f64::from(total),
    }
}
