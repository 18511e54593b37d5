//! Why a model cannot be written as a network file.

/// Something of a model that the format cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CannotWrite {
    /// A node without a variable.
    #[error("`{node}` has no mechanism yet, and {format} needs a table for every node")]
    Unstated {
        /// The format.
        format: &'static str,
        /// The node.
        node: String,
    },
    /// A node whose mechanism is no table.
    #[error("`{node}` has no table, and {format} holds tables of states only")]
    NoTable {
        /// The format.
        format: &'static str,
        /// The node.
        node: String,
    },
    /// A node whose table, parents and diagram do not agree.
    #[error("the table of `{node}` does not fit its states, its parents or its arrows")]
    Shape {
        /// The node.
        node: String,
    },
    /// A hidden common cause.
    #[error("{format} has no hidden common causes, and `{from}` and `{to}` have one")]
    Bidirected {
        /// The format.
        format: &'static str,
        /// One effect.
        from: String,
        /// The other.
        to: String,
    },
    /// A name or state that the format has no way to write.
    #[error("{format} cannot hold the name `{name}`: a name is not empty and has no double quote")]
    Name {
        /// The format.
        format: &'static str,
        /// The name.
        name: String,
    },
    /// A probability that is not a number.
    #[error("the table of `{node}` holds a value that is no probability")]
    NotFinite {
        /// The node.
        node: String,
    },
}
