//! Which test for which columns.
//!
//! | columns of the question | test |
//! |---|---|
//! | all codes, expected counts large enough | G² with adjusted degrees of freedom |
//! | all codes, some stratum with an expected count below 1, or more than a fifth of the cells below 5 | permutations within strata |
//! | numbers, or codes and numbers | generalized covariance measure |
//!
//! The answer tells the method that was used. Tests that take means to be linear (Fisher's z, the
//! regression likelihood ratio) see a little more in few rows, but reject far too often where means
//! are curved and the more rows there are: they are for those who know that means are linear.
//!
//! # References
//! W. G. Cochran, "Some methods for strengthening the common χ² tests", Biometrics 10, 1954 (the
//! rule of 1 and 5).

use super::{
    Answer, DataColumn, Note, PermutationConfig, Question, TableConfig, Ties,
    contingency::Contingency, g_squared::g_squared, permutation::permutation,
};
use numeric::seed::Seed;

/// Settings of the automatic choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AutomaticConfig {
    /// The permutation test that is used where expected counts are small.
    pub permutation: PermutationConfig,
}

/// Ties count by a random share: tables of few rows have so few statistics that a p-value which
/// counts them in full is too large (0.046 of true statements rejected at 0.05 on 5,000 rows of
/// ALARM, and 0.050 so).
impl Default for AutomaticConfig {
    fn default() -> Self {
        let permutation =
            PermutationConfig { ties: Ties::Randomized, ..PermutationConfig::default() };
        Self { permutation }
    }
}

/// Expected count of a cell below which the chi-square law is not used.
const LEAST_EXPECTED: f64 = 1.0;
/// Expected count below which a cell is small, and the share of small cells that is accepted.
const SMALL_EXPECTED: f64 = 5.0;
const MOST_SMALL: f64 = 0.2;

/// The kind of test for a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tables,
    Others,
}

/// The kind of test that suits the columns of a question.
pub(crate) fn kind(columns: &[DataColumn], question: &Question) -> Kind {
    let mut all = [question.x, question.y].into_iter().chain(question.given.iter().copied());
    let is_codes = |column: u32| columns[column as usize].is_codes();
    if all.all(is_codes) { Kind::Tables } else { Kind::Others }
}

/// G², or permutations where expected counts are small.
pub(crate) fn automatic_table(
    table: &Contingency,
    question: &Question,
    config: &AutomaticConfig,
    log_factorials: &[f64],
    seed: Seed,
    margin: &mut Vec<u32>,
) -> Answer {
    let mut least = f64::INFINITY;
    let (mut n_cells, mut n_small) = (0_u32, 0_u32);
    table.for_each_varying(margin, |stratum| {
        least = least.min(stratum.least_expected());
        let total = f64::from(stratum.total);
        for row in stratum.x_margin.iter().filter(|count| **count > 0) {
            for column in stratum.y_margin.iter().filter(|count| **count > 0) {
                n_cells += 1;
                let expected = f64::from(*row) * f64::from(*column) / total;
                n_small += u32::from(expected < SMALL_EXPECTED);
            }
        }
    });
    let small = least < LEAST_EXPECTED || f64::from(n_small) > MOST_SMALL * f64::from(n_cells);
    if !small {
        return g_squared(table, &TableConfig::default(), margin);
    }
    let mut answer =
        permutation(table, question, &config.permutation, log_factorials, seed, margin);
    answer.note = Some(Note::SmallExpectedCounts { least_expected: least });
    answer
}
