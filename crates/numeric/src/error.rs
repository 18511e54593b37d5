//! What can go wrong in the small linear algebra.

/// Error of a numeric routine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A matrix that must be symmetric and positive definite is not, to working precision.
    #[error("the {size} by {size} matrix is not positive definite")]
    NotPositiveDefinite {
        /// Number of rows of the matrix.
        size: usize,
    },
    /// Two arguments do not have sizes that fit each other.
    #[error("expected {expected} values, found {found}")]
    SizeMismatch {
        /// Length that the other argument asks for.
        expected: usize,
        /// Length that was given.
        found: usize,
    },
}
