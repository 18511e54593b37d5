//! Why a run cannot begin or go on.

use crate::extract::DictionaryError;
use crate::prompt::PromptError;

/// Error of a run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A template is wrong, or the facts may not leave.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// A skeleton does not fit the dictionary.
    #[error("row {row} has {found} facts where the dictionary has {expected} slots")]
    Facts {
        /// The number of the row.
        row: u64,
        /// Facts of the skeleton.
        found: usize,
        /// Slots of the dictionary.
        expected: usize,
    },
    /// More rows than a run can address.
    #[error("{found} rows are more than a run can hold ({most})")]
    TooMany {
        /// Rows given.
        found: usize,
        /// Rows that a run can hold.
        most: u32,
    },
    /// More rounds than a run may have.
    #[error("{rounds} corrections and {resamples} repeats are more than a run may have (16 each)")]
    TooManyRounds {
        /// Corrections of one draft.
        rounds: u32,
        /// Drafts after the first.
        resamples: u32,
    },
    /// What was saved belongs to other rows, another dictionary or another configuration.
    #[error("what was saved belongs to another run: its rows or its dictionary differ")]
    OtherRun,
    /// The reader cannot be made from the dictionary.
    #[error(transparent)]
    Dictionary(#[from] DictionaryError),
}
