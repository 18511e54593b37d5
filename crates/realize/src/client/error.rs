//! What a client refuses.

use crate::dialect::AddressError;

/// A configuration that no client can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The address is none, or one where the key could be read on the way.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// No model is named.
    #[error("no model is named: pick one from the list of models")]
    Model,
    /// The budget in dollars is no amount.
    #[error("a budget in dollars is a number from 0 up")]
    Budget,
    /// A budget in dollars cannot be kept without a price.
    #[error("the price of {model} is unknown: enter it, or set the budget in tokens")]
    PriceUnknown {
        /// The model.
        model: String,
    },
    /// A snapshot of another version of the program.
    #[error("the saved run has version {found}, this program reads version {known}")]
    Version {
        /// The snapshot's.
        found: u32,
        /// This program's.
        known: u32,
    },
    /// A snapshot holds a number twice.
    #[error(transparent)]
    Submit(#[from] SubmitError),
}

/// A question that is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// A question with this number is not answered yet.
    #[error("question {id} is already being asked")]
    Pending {
        /// The number.
        id: u64,
    },
}

/// A line that is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the recording is damaged: {reason}")]
pub struct CassetteError {
    /// Its place, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}
