//! Expressions of the parents: read, checked for the kinds of their values, evaluated over columns.
//!
//! ```text
//! numbers        3.5   2e-3
//! states         "yes"   'no'
//! nodes          age   `blood pressure`
//! operators      ^   * /   + -   = != < <= > >=   not   and   or     (strongest first)
//! functions      if(condition, a, b)   min(a, b, …)   max(a, b, …)   clamp(a, low, high)
//!                abs exp log sqrt pow logistic round floor ceil
//! ```
//!
//! A number, a state and a condition are different kinds, which is checked when the expression is
//! read. States of one list are compared by their order, others by their names alone. An expression
//! is a list of steps on a stack: reading is the only thing that is nested, to a limited depth.

mod error;
mod evaluate;
mod kind;
mod operation;
mod parse;
mod rename;
#[cfg(test)]
mod tests;
mod token;

pub use error::{ExpressionError, ExpressionFault};
pub(crate) use evaluate::Undefined;
use operation::{Comparison, Operation};
pub(crate) use parse::{Input, Target, compile};
pub(crate) use rename::rename;

/// An expression that has been read and checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expression {
    steps: Vec<Step>,
    /// Which of the inputs that it was compiled for it uses, in the order of its columns.
    inputs: Vec<usize>,
}

/// A step and the character that it comes from.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    kind: StepKind,
    position: u32,
}

/// What a step does with the values on top of the stack.
#[derive(Clone, Debug, PartialEq)]
enum StepKind {
    Number(f64),
    /// A column of the inputs that are used.
    Input(usize),
    State(u8),
    Operation(Operation),
    CompareNumbers(Comparison),
    CompareFlags(Comparison),
    /// Codes of both sides are brought to one list of states first.
    CompareStates {
        comparison: Comparison,
        left: Option<Box<[u8]>>,
        right: Option<Box<[u8]>>,
    },
    Not,
    And,
    Or,
    /// The second value where the first is true, else the third; states are brought to one list.
    Choose {
        left: Option<Box<[u8]>>,
        right: Option<Box<[u8]>>,
    },
    /// Codes of one list of states as those of another.
    Renumber(Box<[u8]>),
}

impl Expression {
    /// Which of the inputs that it was compiled for it uses; evaluation takes their columns in this
    /// order.
    pub(crate) fn inputs(&self) -> &[usize] {
        &self.inputs
    }
}

impl StepKind {
    /// How many values it takes from the stack.
    fn arity(&self) -> usize {
        match self {
            Self::Number(_) | Self::Input(_) | Self::State(_) => 0,
            Self::Operation(operation) => operation.arity(),
            Self::Not | Self::Renumber(_) => 1,
            Self::Choose { .. } => 3,
            Self::CompareNumbers(_)
            | Self::CompareFlags(_)
            | Self::CompareStates { .. }
            | Self::And
            | Self::Or => 2,
        }
    }
}
