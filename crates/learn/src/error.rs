//! Why a model cannot be fitted.

use crate::Target;

/// Error of fitting a model.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The learner cannot learn this target.
    #[error("a {learner} learner does not fit the target {target:?}")]
    LearnerDoesNotFit {
        /// Name of the learner.
        learner: &'static str,
        /// What was to be learned.
        target: Target,
    },
    /// There is no row with a weight above 0.
    #[error("there are no rows to learn from")]
    NoRows,
    /// Features, response, weights or starting values have sizes that do not fit each other.
    #[error("the {part} should have {expected} values but have {found}")]
    SizeMismatch {
        /// Which argument.
        part: &'static str,
        /// Length that the features ask for.
        expected: usize,
        /// Length that was given.
        found: usize,
    },
    /// A feature is not a finite number.
    #[error("feature column {column} is not finite in row {row}")]
    FeatureNotFinite {
        /// Column, counted from 0.
        column: usize,
        /// Row, counted from 0.
        row: usize,
    },
    /// The values of a feature are so large that their squares overflow.
    #[error("the values of feature column {column} are too large")]
    FeatureTooLarge {
        /// Column, counted from 0.
        column: usize,
    },
    /// A response is not finite, or not in `[0, 1]` where a probability is learned.
    #[error("response {value} in row {row} cannot be learned from")]
    BadResponse {
        /// Row, counted from 0.
        row: usize,
        /// The response found there.
        value: f64,
    },
    /// A weight is negative or not finite.
    #[error("weight {value} in row {row} is not a count")]
    BadWeight {
        /// Row, counted from 0.
        row: usize,
        /// The weight found there.
        value: f64,
    },
    /// A setting has a value outside its range.
    #[error("setting {setting} cannot be {value}")]
    BadSetting {
        /// Name of the setting.
        setting: &'static str,
        /// The value given.
        value: f64,
    },
    /// The linear algebra failed.
    #[error(transparent)]
    Numeric(#[from] numeric::Error),
}
