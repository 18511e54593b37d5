//! What can be wrong with a template, or with sending it.

/// Error of a prompt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PromptError {
    /// A template names a variable that there is not.
    #[error("line {line}, column {column}: there is no variable {{{{{name}}}}}; there are {known}")]
    UnknownVariable {
        /// The name as it stands there.
        name: String,
        /// Line, counted from 1.
        line: usize,
        /// Column in characters, counted from 1.
        column: usize,
        /// The variables that there are, with commas between them.
        known: String,
    },
    /// A variable begins and does not end.
    #[error("line {line}, column {column}: {{{{ is not closed by }}}}")]
    NotClosed {
        /// Line, counted from 1.
        line: usize,
        /// Column in characters, counted from 1.
        column: usize,
    },
    /// A template lacks a variable without which no text can be right.
    #[error("the template lacks the variable {{{{{name}}}}}")]
    MissingVariable {
        /// The variable.
        name: &'static str,
    },
    /// Rows of an uploaded table would leave, and that is not allowed.
    #[error(
        "the facts are cells of an uploaded table: allow rows to leave, or let the model write \
         placeholders, which are filled here"
    )]
    RowsNotAllowed,
}
