//! What can be wrong with a design, a configuration or a fit.

use crate::{Effect, Group, Nuisance, Part};

/// Error of a decomposition.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input does not have one entry per row.
    #[error("{part} has {found} rows where {expected} are expected")]
    LengthMismatch {
        /// Which input.
        part: Part,
        /// Rows of the design.
        expected: usize,
        /// Rows of this input.
        found: usize,
    },
    /// An input holds an infinite number or a NaN.
    #[error("{part} holds a value that is not a finite number in row {row}, column {column}")]
    NotFinite {
        /// Which input.
        part: Part,
        /// Row, counted from 0.
        row: usize,
        /// Column within the input, counted from 0.
        column: usize,
    },
    /// An input holds a number so large that its square times the counts may overflow.
    #[error(
        "{part} holds {value} in row {row}, column {column}, which is too large to compute with"
    )]
    TooLarge {
        /// Which input.
        part: Part,
        /// Row, counted from 0.
        row: usize,
        /// Column within the input, counted from 0.
        column: usize,
        /// The value found.
        value: f64,
    },
    /// A binary outcome holds something else than 0 and 1.
    #[error("the outcome is {value} in row {row}, where only 0 and 1 are allowed")]
    OutcomeNotBinary {
        /// Row, counted from 0.
        row: usize,
        /// The value found.
        value: f64,
    },
    /// The outcome is the same for everybody, so there is nothing to decompose.
    #[error("the outcome is {value} in every row")]
    OutcomeConstant {
        /// The only value.
        value: f64,
    },
    /// One of the two groups is empty or nearly so.
    #[error("the {group} group has {individuals} individuals, at least {minimum} are needed")]
    GroupTooSmall {
        /// Which group.
        group: Group,
        /// Individuals in it.
        individuals: f64,
        /// The least number allowed.
        minimum: u32,
    },
    /// A weight is not a count of individuals.
    #[error("the weight {value} in row {row} is not a whole number of individuals")]
    WeightNotACount {
        /// Row, counted from 0.
        row: usize,
        /// The value found.
        value: f64,
    },
    /// Too few bootstrap replicates for a standard error.
    #[error("{replicates} bootstrap replicates are too few, at least {minimum} are needed")]
    TooFewReplicates {
        /// Replicates asked for.
        replicates: u32,
        /// The least number allowed.
        minimum: u32,
    },
    /// The number of cross-fitting folds is out of range.
    #[error("{folds} folds asked for, between 2 and {largest} are allowed")]
    FoldsOutOfRange {
        /// Folds asked for.
        folds: u32,
        /// The largest number allowed.
        largest: u32,
    },
    /// A group cannot be spread over the folds.
    #[error("the {group} group has {individuals} individuals, too few for {folds} folds")]
    GroupTooSmallForFolds {
        /// Which group.
        group: Group,
        /// Individuals in it.
        individuals: f64,
        /// Folds asked for.
        folds: u32,
    },
    /// No cross-fit was asked for.
    #[error("at least one cross-fit is needed")]
    NoRepeats,
    /// The bound on the propensities is not in (0, 0.5).
    #[error("the bound {bound} on the propensities is not between 0 and 0.5")]
    BoundOutOfRange {
        /// The bound asked for.
        bound: f64,
    },
    /// The level of the intervals is not in (0, 1).
    #[error("the level {level} of the intervals is not between 0 and 1")]
    LevelOutOfRange {
        /// The level asked for.
        level: f64,
    },
    /// Logistic regression was asked for an outcome that is not binary.
    #[error("a logistic outcome model needs a binary outcome")]
    OutcomeModelDoesNotFit,
    /// A regression could not be fitted.
    #[error("the {model} could not be fitted: {source}")]
    Fit {
        /// Which regression.
        model: Nuisance,
        /// Why.
        source: learn::Error,
    },
    /// Exact summation needs both groups in every stratum that it averages over.
    #[error(
        "{strata} strata with {individuals} of {total} individuals have nobody in the {missing} group"
    )]
    OneGroupStrata {
        /// The group that is missing there.
        missing: Group,
        /// How many strata.
        strata: u32,
        /// Individuals in these strata.
        individuals: f64,
        /// Individuals in the table.
        total: f64,
    },
    /// A bootstrap replicate could not be drawn so that its models can be fitted.
    #[error("bootstrap replicate {replicate} could not be fitted in {draws} draws")]
    ResampleFailed {
        /// The replicate, counted from 0.
        replicate: u32,
        /// Samples drawn.
        draws: u32,
    },
    /// The numbers of the table are so far apart that an effect could not be computed.
    #[error("the {effect:?} effect could not be computed within the range of numbers")]
    NotComputable {
        /// The first such effect.
        effect: Effect,
    },
    /// There is no unit of work with this number.
    #[error("there is no unit {unit}, the work has {units} units")]
    UnitOutOfRange {
        /// The unit asked for.
        unit: u32,
        /// Units of the work.
        units: u32,
    },
    /// The number of results differs from the number of units of work.
    #[error("{found} results were given for {expected} units of work")]
    PartsMismatch {
        /// Units of the work.
        expected: u32,
        /// Results given.
        found: usize,
    },
    /// A result does not have the length that its unit returns.
    #[error("the result of unit {unit} is malformed")]
    MalformedPart {
        /// The unit.
        unit: u32,
    },
}
