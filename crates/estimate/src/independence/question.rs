//! Questions and tests.

use super::{AutomaticConfig, DataColumn, Direction, KernelConfig, PermutationConfig, TableConfig};
use crate::Error;

/// Is column `x` independent of column `y` where the columns `given` are held?
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Question {
    /// A column, counted from 0.
    pub x: u32,
    /// Another column, counted from 0.
    pub y: u32,
    /// Other columns, in any order.
    pub given: Vec<u32>,
}

/// A test of independence with its settings.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Test {
    /// G² of codes: `2 Σ O ln(O/E)` over strata, chi-square law.
    GSquared(TableConfig),
    /// Pearson's χ² of codes: `Σ (O − E)²/E` over strata, chi-square law.
    ChiSquared(TableConfig),
    /// Permutations of codes within strata.
    Permutation(PermutationConfig),
    /// Fisher's z of the partial correlation of numbers.
    FisherZ,
    /// Student's t of the partial correlation of numbers.
    PartialCorrelation,
    /// Likelihood ratio of nested regressions, any columns.
    Mixed(Direction),
    /// Generalized covariance measure: products of what smooth regressions leave, any columns.
    GeneralizedCovariance,
    /// Kernel test, any columns, few rows.
    Kernel(KernelConfig),
    /// G² or permutations for codes, the generalized covariance measure otherwise.
    Automatic(AutomaticConfig),
}

impl Test {
    fn name(&self) -> &'static str {
        match self {
            Self::GSquared(_) => "G-squared",
            Self::ChiSquared(_) => "chi-squared",
            Self::Permutation(_) => "permutation",
            Self::FisherZ => "Fisher z",
            Self::PartialCorrelation => "partial correlation",
            Self::Mixed(_) => "mixed",
            Self::GeneralizedCovariance => "generalized covariance",
            Self::Kernel(_) => "kernel",
            Self::Automatic(_) => "automatic",
        }
    }

    fn takes(&self, column: &DataColumn) -> bool {
        match self {
            Self::GSquared(_) | Self::ChiSquared(_) | Self::Permutation(_) => column.is_codes(),
            Self::FisherZ | Self::PartialCorrelation => !column.is_codes(),
            Self::Mixed(_) | Self::GeneralizedCovariance | Self::Kernel(_) | Self::Automatic(_) => {
                true
            }
        }
    }

    pub(crate) fn check_settings(&self) -> Result<(), Error> {
        match self {
            Self::GSquared(config) | Self::ChiSquared(config) => config.check(),
            Self::Permutation(config) => config.check(),
            Self::Kernel(config) => config.check(),
            Self::Automatic(config) => config.permutation.check(),
            Self::FisherZ
            | Self::PartialCorrelation
            | Self::Mixed(_)
            | Self::GeneralizedCovariance => Ok(()),
        }
    }
}

/// Checks the questions and puts what is given into ascending order without repetition.
pub(crate) fn canonical(
    questions: &[Question],
    columns: &[DataColumn],
    test: &Test,
) -> Result<Vec<Question>, Error> {
    let mut checked = Vec::with_capacity(questions.len());
    for (idx, question) in questions.iter().enumerate() {
        let mut given = question.given.clone();
        given.sort_unstable();
        given.dedup();
        for &column in [question.x, question.y].iter().chain(&given) {
            let Some(data) = columns.get(column as usize) else {
                return Err(Error::NoSuchColumn { question: idx, column });
            };
            if !test.takes(data) {
                let (test, found) = (test.name(), data.kind());
                return Err(Error::WrongKind { question: idx, column, test, found });
            }
        }
        for column in [question.x, question.y] {
            if question.x == question.y || given.binary_search(&column).is_ok() {
                return Err(Error::ColumnTwice { question: idx, column });
            }
        }
        checked.push(Question { x: question.x, y: question.y, given });
    }
    Ok(checked)
}
