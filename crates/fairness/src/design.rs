//! The data of a Standard Fairness Model: group, outcome, confounders, mediators, row counts.

use std::fmt;

use numeric::{Matrix, sum};

use crate::{Error, regime::Regime};

/// A table in the roles of the Standard Fairness Model (X, Z, W, Y), as numbers.
///
/// Categories come in as dummy columns, the positive outcome as 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// True for the rows of the comparison group (X = x1), false for the baseline group (X = x0).
    pub comparison: Vec<bool>,
    /// The outcome Y: 0 or 1 when binary, any finite number otherwise.
    pub outcome: Vec<f64>,
    /// What the outcome is.
    pub outcome_kind: OutcomeKind,
    /// Confounders Z, n by p; p may be 0 ([`Matrix::zeros`] with n rows).
    pub confounders: Matrix,
    /// Mediators W, n by p; p may be 0.
    pub mediators: Matrix,
    /// How many individuals each row stands for; `None` is one each.
    pub weights: Option<Vec<f64>>,
}

/// What an outcome is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutcomeKind {
    /// 0 or 1; effects are in probability.
    Binary,
    /// A number; effects are in its unit.
    Numeric,
}

/// One of the two groups that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// X = x0, the group that the effects are averaged over.
    Baseline,
    /// X = x1.
    Comparison,
}

/// The role of a column beside group and outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Z: shares causes with the group, is not caused by it.
    Confounder,
    /// W: on a path from the group to the outcome.
    Mediator,
}

/// A column of a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnRef {
    /// Confounder or mediator.
    pub role: Role,
    /// Position among the columns of that role, counted from 0.
    pub index: u32,
}

/// An input of a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Which group a row is in.
    Comparison,
    /// The outcome.
    Outcome,
    /// The confounders.
    Confounders,
    /// The mediators.
    Mediators,
    /// The row counts.
    Weights,
    /// Propensities given to the balance table.
    Propensities,
}

impl Design {
    /// The least number of individuals in a group.
    pub const MINIMUM_GROUP: u32 = 5;

    /// Checks lengths, finite numbers, the outcome, the counts and the size of both groups.
    ///
    /// # Errors
    /// The first thing that is wrong, with its row and column.
    pub fn validate(&self) -> Result<(), Error> {
        let n_rows = self.n_rows();
        let lengths = [
            (Part::Outcome, self.outcome.len()),
            (Part::Confounders, self.confounders.n_rows()),
            (Part::Mediators, self.mediators.n_rows()),
            (Part::Weights, self.weights.as_ref().map_or(n_rows, Vec::len)),
        ];
        for (part, found) in lengths {
            if found != n_rows {
                return Err(Error::LengthMismatch { part, expected: n_rows, found });
            }
        }
        check_numbers(Part::Outcome, 0, &self.outcome)?;
        for (part, matrix) in
            [(Part::Confounders, &self.confounders), (Part::Mediators, &self.mediators)]
        {
            for (index, column) in matrix.columns().enumerate() {
                check_numbers(part, index, column)?;
            }
        }
        self.check_weights()?;
        for group in [Group::Baseline, Group::Comparison] {
            let individuals = self.group_size(group);
            if individuals < f64::from(Self::MINIMUM_GROUP) {
                let minimum = Self::MINIMUM_GROUP;
                return Err(Error::GroupTooSmall { group, individuals, minimum });
            }
        }
        self.check_outcome()
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.comparison.len()
    }

    /// Number of individuals that the rows stand for.
    pub fn n_individuals(&self) -> f64 {
        self.weights.as_ref().map_or(self.n_rows() as f64, |counts| sum::sum(counts))
    }

    /// Number of individuals in a group.
    pub fn group_size(&self, group: Group) -> f64 {
        let mut size = 0.0;
        for row in 0..self.n_rows() {
            if self.group(row) == group {
                size += self.weight(row);
            }
        }
        size
    }

    /// The group of a row.
    pub fn group(&self, row: usize) -> Group {
        if self.comparison[row] { Group::Comparison } else { Group::Baseline }
    }

    /// The number of individuals that a row stands for.
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |counts| counts[row])
    }

    /// The number of individuals of every row.
    pub(crate) fn counts(&self) -> Vec<f64> {
        self.weights.clone().unwrap_or_else(|| vec![1.0; self.n_rows()])
    }

    pub(crate) fn has_confounders(&self) -> bool {
        self.confounders.n_columns() > 0
    }

    pub(crate) fn has_mediators(&self) -> bool {
        self.mediators.n_columns() > 0
    }

    /// Rows of a group that stand for somebody, in order.
    pub(crate) fn rows_of(&self, group: Group) -> Vec<u32> {
        let rows = 0..self.n_rows();
        rows.filter(|&row| self.group(row) == group && self.weight(row) > 0.0)
            .map(|row| row as u32)
            .collect()
    }

    /// The column behind position `index` of confounders followed by mediators.
    pub(crate) fn column_at(&self, index: usize) -> ColumnRef {
        let n_confounders = self.confounders.n_columns();
        if index < n_confounders {
            ColumnRef { role: Role::Confounder, index: index as u32 }
        } else {
            ColumnRef { role: Role::Mediator, index: (index - n_confounders) as u32 }
        }
    }

    /// The regime that has the same mean by construction and stands in for `regime`.
    ///
    /// Without confounders nothing separates the groups but the protected attribute itself: what
    /// everybody would have under x is what group x has. Without mediators there is nothing to
    /// switch apart from the direct path.
    pub(crate) fn resolve(&self, regime: Regime) -> Regime {
        let without_mediators = match regime {
            Regime::DirectSwitched if !self.has_mediators() => Regime::Switched,
            Regime::EveryoneDirectSwitched if !self.has_mediators() => Regime::EveryoneComparison,
            other => other,
        };
        if self.has_confounders() {
            return without_mediators;
        }
        match without_mediators {
            Regime::Switched | Regime::EveryoneComparison => Regime::ObservedComparison,
            Regime::EveryoneBaseline => Regime::ObservedBaseline,
            Regime::EveryoneDirectSwitched => Regime::DirectSwitched,
            other => other,
        }
    }

    fn check_weights(&self) -> Result<(), Error> {
        // Sums of counts are exact up to this number.
        const LARGEST: f64 = (1_u64 << 53) as f64;
        for (row, &value) in self.weights.iter().flatten().enumerate() {
            if !(0.0..LARGEST).contains(&value) || value.fract() != 0.0 {
                return Err(Error::WeightNotACount { row, value });
            }
        }
        Ok(())
    }

    fn check_outcome(&self) -> Result<(), Error> {
        let mut seen: Option<f64> = None;
        let mut constant = true;
        for (row, &value) in self.outcome.iter().enumerate() {
            if self.outcome_kind == OutcomeKind::Binary && value != 0.0 && value != 1.0 {
                return Err(Error::OutcomeNotBinary { row, value });
            }
            if self.weight(row) > 0.0 {
                constant &= *seen.get_or_insert(value) == value;
            }
        }
        match seen {
            Some(value) if constant => Err(Error::OutcomeConstant { value }),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Baseline => "baseline",
            Self::Comparison => "comparison",
        })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Comparison => "group",
            Self::Outcome => "outcome",
            Self::Confounders => "confounders",
            Self::Mediators => "mediators",
            Self::Weights => "weights",
            Self::Propensities => "propensities",
        })
    }
}

fn check_numbers(part: Part, column: usize, values: &[f64]) -> Result<(), Error> {
    // Squares of influence functions, with weights of at most 1e4 and 2⁵³ individuals, stay finite.
    const LARGEST: f64 = 1e100;
    for (row, &value) in values.iter().enumerate() {
        if !value.is_finite() {
            return Err(Error::NotFinite { part, row, column });
        }
        if value.abs() > LARGEST {
            return Err(Error::TooLarge { part, row, column, value });
        }
    }
    Ok(())
}
