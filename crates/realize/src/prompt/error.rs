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
    /// A form of the user's own without a word.
    #[error("the form of the text is empty: say what follows \u{201c}Write\u{201d}")]
    KindEmpty,
    /// A form of the user's own in too many words.
    #[error("a form of the text has at most {most} characters; this one has {found}")]
    KindTooLong {
        /// Its characters.
        found: usize,
        /// The most there can be.
        most: usize,
    },
    /// A form of the user's own with a character that nobody sees.
    #[error(
        "character {place} of the form of the text is a line break or another one that does not show: \
         remove it"
    )]
    KindHidden {
        /// Which of its characters, counted from 1.
        place: usize,
    },
    /// A form of the user's own that looks like a template.
    #[error("the form of the text holds {{{{: variables stand in the instructions only")]
    KindVariable,
    /// Rows of an uploaded table would leave, and that is not allowed.
    #[error(
        "the facts are cells of an uploaded table: allow rows to leave, or let the model write \
         placeholders, which are filled here"
    )]
    RowsNotAllowed,
}
