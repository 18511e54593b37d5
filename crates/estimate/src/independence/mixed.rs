//! Regression likelihood ratio: does x improve the prediction of y beyond what is given?
//!
//! # Assumptions
//! Rows are independent. Codes follow a multinomial logistic regression, numbers a linear one with
//! normal noise of constant spread; codes enter as features by one column for each level but the
//! first; there are no interactions. For numbers the F law of the ratio is exact, for codes the
//! chi-square law is asymptotic. Where means are curved or spreads differ, the test rejects too often,
//! and the more rows there are: the generalized covariance measure does not.
//!
//! # Algorithm
//! 1. Fit the response on what is given, and on what is given and the other column.
//! 2. Compare the likelihoods: `2 Δ ln L` for codes; for numbers the equivalent
//!    `F = ((RSS₀ − RSS₁)/d) / (RSS₁/(n − parameters))`; the statistic told is `2 Δ ln L` in both.
//! 3. In both directions: `p = min(2 min(p₁, p₂), max(p₁, p₂))`.
//!
//! # References
//! M. Tsagris, G. Borboudakis, V. Lagani, I. Tsamardinos, "Constraint-based causal discovery with
//! mixed data", International Journal of Data Science and Analytics 6, 2018.

use super::{Answer, DataColumn, Method, Note, Question, Untestable};
use learn::{LinearConfig, LogisticConfig, fit_multinomial, linear::fit_linear};
use numeric::{Matrix, beta, float, gamma, sum};

/// Which of the two columns is the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Direction {
    /// Each in turn; the p-values are combined.
    #[default]
    Both,
    /// x is the response, y a feature.
    PredictX,
    /// y is the response, x a feature.
    PredictY,
}

/// Residual sum of squares, as a share of the total, that counts as none.
const NOTHING: f64 = 1e-20;
/// Deviance per row of a separated fit, below which it meets all rows.
const MET_DEVIANCE: f64 = 1e-6;

/// The test of one question.
pub(crate) fn mixed(
    columns: &[DataColumn],
    question: &Question,
    direction: Direction,
) -> Result<Answer, learn::Error> {
    let n_rows = columns[question.x as usize].n_rows();
    if n_rows < 2 {
        return Ok(Answer::untestable(Method::Mixed, n_rows as u64, Untestable::TooFewRows));
    }
    let mut given = Vec::new();
    for column in &question.given {
        given.extend(features(&columns[*column as usize]));
    }
    let towards = |response: u32, feature: u32| {
        compare(&columns[response as usize], &given, &features(&columns[feature as usize]))
    };
    match direction {
        Direction::PredictX => towards(question.x, question.y),
        Direction::PredictY => towards(question.y, question.x),
        Direction::Both => {
            let first = towards(question.x, question.y)?;
            let second = towards(question.y, question.x)?;
            Ok(combine(first, second))
        }
    }
}

/// One answer of two directions, that with the smaller p-value telling statistic and degrees of
/// freedom; of one alone where the other is untestable.
fn combine(first: Answer, second: Answer) -> Answer {
    let (Some(p), Some(q)) = (first.p_value, second.p_value) else {
        return if first.p_value.is_some() { first } else { second };
    };
    let leading = if p <= q { first } else { second };
    let p_value = Some((2.0 * p.min(q)).min(p.max(q)));
    Answer { p_value, note: first.note.or(second.note), ..leading }
}

/// Feature columns of a column.
fn features(column: &DataColumn) -> Vec<Vec<f64>> {
    match column {
        DataColumn::Numbers(numbers) => vec![numbers.to_vec()],
        DataColumn::Codes { codes, .. } => {
            let mut present: Vec<u8> = codes.to_vec();
            present.sort_unstable();
            present.dedup();
            let levels = present.iter().skip(1);
            levels
                .map(|level| codes.iter().map(|code| f64::from(u8::from(code == level))).collect())
                .collect()
        }
    }
}

fn compare(
    response: &DataColumn,
    given: &[Vec<f64>],
    more: &[Vec<f64>],
) -> Result<Answer, learn::Error> {
    let n_rows = response.n_rows();
    let matrix = |columns: Vec<Vec<f64>>| {
        let values = columns.concat();
        Matrix::from_column_major(n_rows, columns.len(), values)
    };
    let smaller = matrix(given.to_vec());
    let larger = matrix(given.iter().chain(more).cloned().collect());
    match response {
        DataColumn::Numbers(numbers) => compare_linear(numbers, &smaller, &larger),
        DataColumn::Codes { codes, .. } => compare_multinomial(codes, &smaller, &larger),
    }
}

fn compare_linear(
    response: &[f64],
    smaller: &Matrix,
    larger: &Matrix,
) -> Result<Answer, learn::Error> {
    let n_rows = response.len();
    let untestable = |why| Ok(Answer::untestable(Method::Mixed, n_rows as u64, why));
    let fit = |features: &Matrix| -> Result<(f64, usize), learn::Error> {
        let model = fit_linear(features, response, None, &LinearConfig::default())?;
        let left_out = model.constant_columns.len() + model.dependent_columns.len();
        let predicted = model.predict(features);
        let residuals: Vec<f64> = response.iter().zip(predicted).map(|(y, m)| y - m).collect();
        Ok((sum::dot(&residuals, &residuals), features.n_columns() - left_out))
    };
    let total = sum::variance(response) * (n_rows - 1) as f64;
    let (rest_before, rank_before) = fit(smaller)?;
    let (rest_after, rank_after) = fit(larger)?;
    if total == 0.0 {
        return untestable(Untestable::NoVariation);
    }
    if rest_before <= NOTHING * total || rank_after == rank_before {
        return untestable(why_no_column(smaller, larger));
    }
    if n_rows <= rank_after + 1 {
        return untestable(Untestable::TooFewRows);
    }
    let added = (rank_after - rank_before) as f64;
    let denominator = (n_rows - rank_after - 1) as f64;
    let rest_after = rest_after.clamp(NOTHING * total, rest_before);
    let ratio = ((rest_before - rest_after) / added) / (rest_after / denominator);
    let p_value = beta::f_upper(ratio, added, denominator);
    let statistic = n_rows as f64 * float::ln(rest_before / rest_after);
    Ok(Answer::testable(Method::Mixed, statistic, added, p_value, n_rows as u64))
}

fn compare_multinomial(
    codes: &[u8],
    smaller: &Matrix,
    larger: &Matrix,
) -> Result<Answer, learn::Error> {
    let n_rows = codes.len();
    let untestable = |why| Ok(Answer::untestable(Method::Mixed, n_rows as u64, why));
    let classes: Vec<u32> = codes.iter().map(|code| u32::from(*code)).collect();
    let config = LogisticConfig::default();
    let fit = |features: &Matrix| fit_multinomial(features, &classes, 256, None, &config);
    let rank = |model: &learn::MultinomialModel, features: &Matrix| {
        features.n_columns() - model.constant_columns.len() - model.dependent_columns.len()
    };
    if codes.iter().all(|code| *code == codes[0]) {
        return untestable(Untestable::NoVariation);
    }
    let before = fit(smaller)?;
    let after = fit(larger)?;
    let n_scores = 255 - before.absent.len();
    let added = rank(&after, larger) - rank(&before, smaller);
    if added == 0 {
        return untestable(why_no_column(smaller, larger));
    }
    if before.separated && before.deviance <= MET_DEVIANCE * n_rows as f64 {
        return untestable(Untestable::Determined);
    }
    if n_rows <= n_scores * (rank(&after, larger) + 1) {
        return untestable(Untestable::TooFewRows);
    }
    let statistic = (before.deviance - after.deviance).max(0.0);
    let degrees_of_freedom = (n_scores * added) as f64;
    let p_value = gamma::chi_square_upper(statistic, degrees_of_freedom);
    let mut answer =
        Answer::testable(Method::Mixed, statistic, degrees_of_freedom, p_value, n_rows as u64);
    answer.note = if before.separated || after.separated {
        Some(Note::Separated)
    } else if before.converged && after.converged {
        None
    } else {
        Some(Note::NotConverged)
    };
    Ok(answer)
}

/// Why the larger model has no column more: its columns are constant or depend on those given.
fn why_no_column(smaller: &Matrix, larger: &Matrix) -> Untestable {
    let varies = |column: &[f64]| column.iter().any(|value| *value != column[0]);
    if larger.columns().skip(smaller.n_columns()).any(varies) {
        Untestable::Determined
    } else {
        Untestable::NoVariation
    }
}
