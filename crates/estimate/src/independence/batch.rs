//! Thousands of questions at once.
//!
//! Questions about codes are grouped by x and what is given, so that the configurations of those
//! are found once for all their partners. How questions are ordered or cut into calls changes no
//! answer.

use super::{
    Answer, DataColumn, Question, Test,
    automatic::{Kind, automatic_table, kind},
    bits::BitColumn,
    chi_squared::chi_squared,
    column::check_columns,
    contingency::Contingency,
    correlation::Correlations,
    fisher_z::fisher_z,
    g_squared::g_squared,
    generalized_covariance::generalized_covariances,
    group::Group,
    kernel::kernel,
    logarithms::{CountLogarithms, log_factorials},
    mixed::{Direction, mixed},
    partial_correlation::partial_correlation,
    permutation::permutation,
    question::canonical,
};
use crate::Error;
use numeric::seed::Seed;

/// Most levels of a column that is kept as sets of rows.
const MOST_LEVELS: usize = 64;

/// Answers all questions about the columns by one test, in the order of the questions.
///
/// Draws, where a test makes any, are addressed by `seed` and the question's columns: work may be
/// cut into ranges of questions. A question that the data cannot answer has an answer without a
/// p-value.
///
/// # Errors
/// Columns that are no data, questions that name no columns or columns of a kind that the test
/// does not take, settings out of range: see [`Error`].
pub fn test_all(
    columns: &[DataColumn],
    questions: &[Question],
    test: &Test,
    seed: Seed,
) -> Result<Vec<Answer>, Error> {
    test.check_settings()?;
    let n_rows = check_columns(columns)?;
    let checked = canonical(questions, columns, test)?;
    let all: Vec<&Question> = checked.iter().collect();
    Ok(match test {
        Test::GSquared(config) => {
            tables(columns, n_rows, &all, |table, _, margin| g_squared(table, config, margin))
        }
        Test::ChiSquared(config) => {
            tables(columns, n_rows, &all, |table, _, margin| chi_squared(table, config, margin))
        }
        Test::Permutation(config) => {
            let logs = log_factorials(n_rows);
            tables(columns, n_rows, &all, |table, question, margin| {
                permutation(table, question, config, &logs, seed, margin)
            })
        }
        Test::FisherZ => correlations(columns, &all, fisher_z),
        Test::PartialCorrelation => correlations(columns, &all, partial_correlation),
        Test::Mixed(direction) => regressions(columns, &all, *direction)
            .map_err(|(question, reason)| Error::Regression { question, reason })?,
        Test::GeneralizedCovariance => generalized_covariances(columns, &all, seed),
        Test::Kernel(config) => {
            all.iter().map(|question| kernel(columns, question, config, seed)).collect()
        }
        Test::Automatic(config) => {
            let kinds: Vec<Kind> = all.iter().map(|question| kind(columns, question)).collect();
            let places = |wanted: Kind| -> Vec<usize> {
                (0..all.len()).filter(|&idx| kinds[idx] == wanted).collect()
            };
            let pick = |places: &[usize]| -> Vec<&Question> {
                places.iter().map(|&idx| all[idx]).collect()
            };
            let in_tables = places(Kind::Tables);
            let logs = if in_tables.is_empty() { Vec::new() } else { log_factorials(n_rows) };
            let table_answers =
                tables(columns, n_rows, &pick(&in_tables), |table, question, margin| {
                    automatic_table(table, question, config, &logs, seed, margin)
                });
            let of_others = places(Kind::Others);
            let others = generalized_covariances(columns, &pick(&of_others), seed);
            let places = in_tables.into_iter().chain(of_others);
            let answers = table_answers.into_iter().chain(others);
            let mut placed: Vec<(usize, Answer)> = places.zip(answers).collect();
            placed.sort_by_key(|(place, _)| *place);
            placed.into_iter().map(|(_, answer)| answer).collect()
        }
    })
}

/// Answers from contingency tables.
fn tables(
    columns: &[DataColumn],
    n_rows: usize,
    questions: &[&Question],
    mut answer: impl FnMut(&Contingency, &Question, &mut Vec<u32>) -> Answer,
) -> Vec<Answer> {
    let logarithms = CountLogarithms::new(n_rows);
    let bits = bit_columns(columns, questions);
    let bits_of = |column: u32| bits[column as usize].as_ref();
    let codes_of = |column: u32| columns[column as usize].codes();
    let mut order: Vec<usize> = (0..questions.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |idx: usize| (questions[idx].x, &questions[idx].given);
        key(a).cmp(&key(b)).then(a.cmp(&b))
    });
    let mut placed: Vec<(usize, Answer)> = Vec::with_capacity(questions.len());
    let mut margin = Vec::new();
    let same = |a: &usize, b: &usize| {
        questions[*a].x == questions[*b].x && questions[*a].given == questions[*b].given
    };
    for together in order.chunk_by(same) {
        let first = questions[together[0]];
        let given = first.given.iter().map(|column| codes_of(*column)).collect();
        let given_bits: Vec<_> = first.given.iter().map(|column| bits_of(*column)).collect();
        let mut group =
            Group::new(codes_of(first.x), given, bits_of(first.x), &given_bits, &logarithms);
        for &idx in together {
            let y = questions[idx].y;
            let table = group.table(codes_of(y), bits_of(y), &logarithms);
            placed.push((idx, answer(&table, questions[idx], &mut margin)));
        }
    }
    placed.sort_by_key(|(idx, _)| *idx);
    placed.into_iter().map(|(_, answer)| answer).collect()
}

/// The sets of rows of all columns with few levels that questions name.
fn bit_columns(columns: &[DataColumn], questions: &[&Question]) -> Vec<Option<BitColumn>> {
    let mut bits: Vec<Option<BitColumn>> = vec![None; columns.len()];
    for question in questions {
        for &column in [question.x, question.y].iter().chain(&question.given) {
            let codes = columns[column as usize].codes();
            let place = &mut bits[column as usize];
            if place.is_none() && codes.n_levels <= MOST_LEVELS {
                *place = Some(BitColumn::new(codes.codes, codes.n_levels));
            }
        }
    }
    bits
}

/// Answers from correlations.
fn correlations(
    columns: &[DataColumn],
    questions: &[&Question],
    test: fn(&Correlations, &Question) -> Answer,
) -> Vec<Answer> {
    let correlations = Correlations::new(columns, questions);
    questions.iter().map(|question| test(&correlations, question)).collect()
}

/// Answers from regressions; an error names the place of the question.
fn regressions(
    columns: &[DataColumn],
    questions: &[&Question],
    direction: Direction,
) -> Result<Vec<Answer>, (usize, learn::Error)> {
    let answers = questions
        .iter()
        .enumerate()
        .map(|(idx, question)| mixed(columns, question, direction).map_err(|error| (idx, error)));
    answers.collect()
}
