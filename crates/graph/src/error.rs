//! What can be wrong with a graph or its text.

/// An error of this crate; rows and columns of text are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Following the arrows leads back to the start.
    #[error("the arrows go in a circle: {}", .path.join(" -> "))]
    Cycle {
        /// The nodes of the circle; the first stands again at the end.
        path: Vec<String>,
    },
    /// An arrow was expected between two names.
    #[error("line {line}, character {column}: expected -> or <- and found `{found}`")]
    ExpectedArrow {
        /// Line of the text.
        line: u32,
        /// Character within the line.
        column: u32,
        /// What stands there; `the end` at the end of a statement.
        found: String,
    },
    /// A name was expected.
    #[error("line {line}, character {column}: expected a name and found `{found}`")]
    ExpectedName {
        /// Line of the text.
        line: u32,
        /// Character within the line.
        column: u32,
        /// What stands there; `the end` at the end of a statement.
        found: String,
    },
    /// A quoted name does not end.
    #[error("line {line}, character {column}: the quoted name that starts here does not end")]
    OpenQuote {
        /// Line of the text.
        line: u32,
        /// Character within the line.
        column: u32,
    },
}
