//! Why rows have no counterfactual.

/// What can be wrong with observed rows or with what is asked of them.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value cannot be computed, or the two models do not go together.
    #[error(transparent)]
    Model(#[from] crate::Error),
    /// What is missing in a row cannot be inferred.
    #[error("row {row}: {error}")]
    Inference {
        /// The row, from 0.
        row: u64,
        /// Why.
        error: crate::inference::Error,
    },
    /// The columns do not fit the model.
    #[error("the observed rows do not fit the model: {fault}")]
    Observed {
        /// What is wrong.
        fault: String,
    },
    /// More values are asked for than fit into memory.
    #[error(
        "{values:.3e} values are asked for at once; {limit:.3e} are the most: take fewer rows or draws at a time"
    )]
    TooManyDraws {
        /// Draws times nodes.
        values: f64,
        /// How many are allowed.
        limit: f64,
    },
    /// The value of a node that was observed has probability 0, given its parents.
    #[error(
        "row {row} cannot occur in this model: `{node}` is {value} where {configuration}; mend the row or give the value a probability"
    )]
    Impossible {
        /// The row, from 0.
        row: u64,
        /// The node.
        node: String,
        /// Its value.
        value: String,
        /// The values of its parents, in words.
        configuration: String,
    },
    /// What was observed has probability 0 as a whole, and some nodes are missing.
    #[error("row {row} cannot occur in this model: {observed} has probability 0")]
    ImpossibleTogether {
        /// The row, from 0.
        row: u64,
        /// What was observed, in words.
        observed: String,
    },
    /// A value is missing that something observed depends on, in a model with numbers.
    #[error(
        "row {row} has no `{node}`, and something that follows from it was observed: with numbers in the model only full rows have an exact answer, or rows that lack a node and all that follows from it"
    )]
    Missing {
        /// The row, from 0.
        row: u64,
        /// The node.
        node: String,
    },
    /// The rows were observed under an intervention that hides the noise.
    #[error(
        "the noise of `{node}` does not follow from its value, which an intervention changed before it was observed; start from the model in which the rows were observed"
    )]
    NotInvertible {
        /// The node.
        node: String,
    },
}
