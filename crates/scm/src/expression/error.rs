//! What can be wrong with an expression, and where.

use crate::error::list;

/// Something that is not as it should be at a character of an expression.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("character {position}: {fault}")]
pub struct ExpressionError {
    /// The character, counted from 1.
    pub position: u32,
    /// What is wrong.
    pub fault: ExpressionFault,
}

/// What can be wrong with an expression.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionFault {
    /// Something else was expected.
    #[error("expected {expected} and found {found}{}", hint_words(.hint.as_deref()))]
    Unexpected {
        /// What may stand there.
        expected: String,
        /// What stands there, in backticks, or words that the text ends.
        found: String,
        /// How to go on.
        hint: Option<String>,
    },
    /// A quoted text does not end.
    #[error("the text that starts here does not end; close it with {0}")]
    Unclosed(char),
    /// A number that cannot be read.
    #[error("`{0}` is no number")]
    Number(String),
    /// A name that nothing has.
    #[error("nothing here is called `{name}`; {hint}")]
    UnknownName {
        /// The name.
        name: String,
        /// How to go on.
        hint: String,
    },
    /// A function that does not exist.
    #[error("there is no function `{name}`; there are {known}")]
    UnknownFunction {
        /// The name.
        name: String,
        /// The functions that there are.
        known: &'static str,
    },
    /// Too few or too many arguments.
    #[error("`{function}` needs {needed}, and has {found}")]
    Arguments {
        /// The function.
        function: String,
        /// How many it needs, in words.
        needed: &'static str,
        /// How many there are.
        found: usize,
    },
    /// A value of the wrong kind.
    #[error("this is {found}; {wanted}")]
    Kind {
        /// What it is.
        found: &'static str,
        /// What is wanted, and how to get it.
        wanted: String,
    },
    /// A text that is none of the states that it is compared with or used as.
    #[error("`{state}` is none of the states {}", list(.states))]
    UnknownState {
        /// The text.
        state: String,
        /// The states.
        states: Vec<String>,
    },
    /// States of two nodes that have none in common.
    #[error("these two have no state in common, so they are never equal")]
    NeverEqual,
    /// States that have no order are compared by it.
    #[error("these states have no common order; compare them by `=`")]
    NoOrder,
    /// Nested deeper than is read.
    #[error("this is nested more than {0} deep; say it with fewer brackets")]
    TooDeep(usize),
    /// More than 255 states.
    #[error("more than 255 different states come together here")]
    TooManyStates,
    /// Division by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// Logarithm of a number that is not positive.
    #[error("logarithm of {0}")]
    Logarithm(f64),
    /// Square root of a negative number.
    #[error("square root of {0}")]
    SquareRoot(f64),
    /// A power that is not defined.
    #[error("{0} to the power of {1}")]
    Power(f64, f64),
    /// A result that is too large for a float.
    #[error("the number is too large")]
    TooLarge,
    /// A lower bound above the upper one.
    #[error("clamp between {0} and {1}, which are the wrong way round")]
    Bounds(f64, f64),
}

fn hint_words(hint: Option<&str>) -> String {
    hint.map(|hint| format!("; {hint}")).unwrap_or_default()
}
