//! An expression over many rows at once, step by step on a stack of columns.
//!
//! A value that is not defined in a row (division by zero …) does no harm where it is not used, as in
//! `if(x > 0, log(x), 0)`: it is carried along as not-a-number, and for flags and states as a code of
//! its own. Where it reaches the result, the row is computed once more to say why.

use std::borrow::Cow;

use super::{
    Expression, Step, StepKind,
    error::{ExpressionError, ExpressionFault},
    operation::Operation,
};
use crate::{kernel::ParentColumn, value::Cells};

/// A flag that is not defined; flags are 0 and 1 else.
const UNDEFINED_FLAG: u8 = 2;
/// A state that is not defined; codes of states are below it.
const UNDEFINED_STATE: u8 = u8::MAX;

/// The same value in all rows, or one for each.
#[derive(Clone, Debug)]
enum Rows<'a, T: Copy> {
    One(T),
    Many(Cow<'a, [T]>),
}

#[derive(Clone, Debug)]
enum Operand<'a> {
    Numbers(Rows<'a, f64>),
    Flags(Rows<'a, u8>),
    States(Rows<'a, u8>),
}

/// A row in which an expression has no value, counted from 0 among those that were computed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Undefined {
    pub(crate) row: usize,
    pub(crate) error: ExpressionError,
}

impl Expression {
    /// The values, of the kind that the expression was compiled to give.
    ///
    /// # Errors
    /// The first row in which it has no value.
    pub(crate) fn fill(&self, inputs: &[ParentColumn], out: Cells) -> Result<(), Undefined> {
        match out {
            Cells::Codes(codes) => self.states(inputs, codes),
            Cells::Numbers(numbers) => self.numbers(inputs, numbers),
        }
    }

    /// The values of an expression that gives numbers, for rows of the inputs that it uses.
    ///
    /// # Errors
    /// The first row in which it has no value.
    pub(crate) fn numbers(
        &self,
        inputs: &[ParentColumn],
        out: &mut [f64],
    ) -> Result<(), Undefined> {
        let Operand::Numbers(result) = self.run(inputs, out.len()) else {
            unreachable!("the expression was compiled to give numbers")
        };
        match result {
            Rows::One(value) => out.fill(value),
            Rows::Many(values) => out.copy_from_slice(&values),
        }
        match out.iter().position(|value| value.is_nan()) {
            Some(row) => Err(self.undefined(inputs, row)),
            None => Ok(()),
        }
    }

    /// The states, as codes of the node that the expression was compiled for.
    ///
    /// # Errors
    /// The first row in which it has no value.
    fn states(&self, inputs: &[ParentColumn], out: &mut [u8]) -> Result<(), Undefined> {
        let Operand::States(result) = self.run(inputs, out.len()) else {
            unreachable!("the expression was compiled to give states")
        };
        match result {
            Rows::One(value) => out.fill(value),
            Rows::Many(values) => out.copy_from_slice(&values),
        }
        match out.iter().position(|&state| state == UNDEFINED_STATE) {
            Some(row) => Err(self.undefined(inputs, row)),
            None => Ok(()),
        }
    }

    fn run<'a>(&self, inputs: &[ParentColumn<'a>], n_rows: usize) -> Operand<'a> {
        let mut stack: Vec<Operand<'a>> = Vec::new();
        for step in &self.steps {
            let result = apply(&step.kind, &mut stack, inputs, n_rows);
            stack.push(result);
        }
        stack.pop().expect("every expression leaves one value")
    }

    /// Why there is no value in a row.
    fn undefined(&self, inputs: &[ParentColumn], row: usize) -> Undefined {
        let inputs: Vec<ParentColumn> = inputs
            .iter()
            .map(|input| match input {
                ParentColumn::Numbers(numbers) => ParentColumn::Numbers(&numbers[row..=row]),
                ParentColumn::Codes(codes) => ParentColumn::Codes(&codes[row..=row]),
            })
            .collect();
        let mut values: Vec<Operand> = Vec::new();
        let mut reasons: Vec<Option<ExpressionError>> = Vec::new();
        for step in &self.steps {
            let n = step.kind.arity();
            let arguments = values[values.len() - n..].to_vec();
            let known = reasons.split_off(reasons.len() - n);
            let result = apply(&step.kind, &mut values, &inputs, 1);
            let reason = result.is_undefined().then(|| {
                handed_on(&step.kind, &arguments, known)
                    .unwrap_or_else(|| own_fault(step, &arguments))
            });
            reasons.push(reason);
            values.push(result);
        }
        let unknown = || ExpressionError { position: 1, fault: ExpressionFault::TooLarge };
        Undefined { row, error: reasons.pop().flatten().unwrap_or_else(unknown) }
    }
}

/// The reason of the first argument without a value that the step's result depends on.
fn handed_on(
    step: &StepKind,
    arguments: &[Operand],
    mut reasons: Vec<Option<ExpressionError>>,
) -> Option<ExpressionError> {
    if let (StepKind::Choose { .. }, [Operand::Flags(condition), ..]) = (step, arguments) {
        match condition.at(0) {
            1 => return reasons.swap_remove(1),
            0 => return reasons.swap_remove(2),
            _ => {}
        }
    }
    reasons.into_iter().flatten().next()
}

/// Why a step has no value for arguments that have.
fn own_fault(step: &Step, arguments: &[Operand]) -> ExpressionError {
    let values: Vec<f64> = arguments
        .iter()
        .filter_map(|argument| match argument {
            Operand::Numbers(rows) => Some(rows.at(0)),
            _ => None,
        })
        .collect();
    let fault = match &step.kind {
        StepKind::Operation(operation) => operation.fault(&values),
        _ => ExpressionFault::TooLarge,
    };
    ExpressionError { position: step.position, fault }
}

/// Takes a step's arguments from the stack and gives its result.
fn apply<'a>(
    step: &StepKind,
    stack: &mut Vec<Operand<'a>>,
    inputs: &[ParentColumn<'a>],
    n_rows: usize,
) -> Operand<'a> {
    let mut pop = || stack.pop().expect("steps find their arguments on the stack");
    match step {
        StepKind::Number(value) => Operand::Numbers(Rows::One(*value)),
        StepKind::State(code) => Operand::States(Rows::One(*code)),
        StepKind::Input(slot) => match inputs[*slot] {
            ParentColumn::Numbers(values) => {
                Operand::Numbers(Rows::Many(Cow::Borrowed(&values[..n_rows])))
            }
            ParentColumn::Codes(codes) => {
                Operand::States(Rows::Many(Cow::Borrowed(&codes[..n_rows])))
            }
        },
        StepKind::Operation(operation) => Operand::Numbers(match operation.arity() {
            1 => one(*operation, pop().numbers()),
            2 => {
                let right = pop().numbers();
                two(*operation, pop().numbers(), &right)
            }
            _ => {
                let high = pop().numbers();
                let low = pop().numbers();
                let value = pop().numbers();
                let bounded = |row| Operation::of_three(value.at(row), low.at(row), high.at(row));
                Rows::Many((0..n_rows).map(bounded).collect())
            }
        }),
        StepKind::CompareNumbers(comparison) => {
            let right = pop().numbers();
            let left = pop().numbers();
            Operand::Flags(left.zip(&right, |left: f64, right: f64| {
                let holds = u8::from(comparison.holds(&left, &right));
                if left.is_nan() || right.is_nan() { UNDEFINED_FLAG } else { holds }
            }))
        }
        StepKind::CompareFlags(comparison) => {
            let right = pop().codes();
            let left = pop().codes();
            Operand::Flags(left.zip(&right, |left: u8, right: u8| {
                let is_undefined = left == UNDEFINED_FLAG || right == UNDEFINED_FLAG;
                if is_undefined {
                    UNDEFINED_FLAG
                } else {
                    u8::from(comparison.holds(&left, &right))
                }
            }))
        }
        StepKind::CompareStates { comparison, left, right } => {
            let right = renumber(pop().codes(), right.as_deref());
            let left = renumber(pop().codes(), left.as_deref());
            Operand::Flags(left.zip(&right, |left: u8, right: u8| {
                let is_undefined = left == UNDEFINED_STATE || right == UNDEFINED_STATE;
                if is_undefined {
                    UNDEFINED_FLAG
                } else {
                    u8::from(comparison.holds(&left, &right))
                }
            }))
        }
        StepKind::Not => Operand::Flags(pop().codes().map(|flag| match flag {
            0 => 1,
            1 => 0,
            _ => UNDEFINED_FLAG,
        })),
        // What the first argument decides does not look at the second.
        StepKind::And => {
            let right = pop().codes();
            Operand::Flags(
                pop().codes().zip(&right, |left, right| if left == 1 { right } else { left }),
            )
        }
        StepKind::Or => {
            let right = pop().codes();
            Operand::Flags(
                pop().codes().zip(&right, |left, right| if left == 0 { right } else { left }),
            )
        }
        StepKind::Choose { left, right } => {
            let no = pop();
            let yes = pop();
            let condition = pop().codes();
            match (yes, no) {
                (Operand::Numbers(yes), Operand::Numbers(no)) => {
                    Operand::Numbers(choose(&condition, yes, no, f64::NAN, n_rows))
                }
                (Operand::States(yes), Operand::States(no)) => {
                    let yes = renumber(yes, left.as_deref());
                    let no = renumber(no, right.as_deref());
                    Operand::States(choose(&condition, yes, no, UNDEFINED_STATE, n_rows))
                }
                (yes, no) => Operand::Flags(choose(
                    &condition,
                    yes.codes(),
                    no.codes(),
                    UNDEFINED_FLAG,
                    n_rows,
                )),
            }
        }
        StepKind::Renumber(to) => Operand::States(renumber(pop().codes(), Some(to))),
    }
}

fn one(operation: Operation, values: Rows<'_, f64>) -> Rows<'_, f64> {
    // A loop of its own for every operation.
    macro_rules! each {
        ($($name:ident)*) => {
            match operation {
                $(Operation::$name => values.map(|value| Operation::$name.of_one(value)),)*
                other => values.map(|value| other.of_one(value)),
            }
        };
    }
    each!(Negate Absolute Exponential Logarithm SquareRoot Logistic)
}

fn two<'a>(operation: Operation, left: Rows<'a, f64>, right: &Rows<'a, f64>) -> Rows<'a, f64> {
    macro_rules! each {
        ($($name:ident)*) => {
            match operation {
                $(Operation::$name => left.zip_numbers(right, |a, b| Operation::$name.of_two(a, b)),)*
                other => left.zip_numbers(right, |a, b| other.of_two(a, b)),
            }
        };
    }
    each!(Add Subtract Multiply Divide Minimum Maximum)
}

fn choose<'a, T: Copy>(
    condition: &Rows<u8>,
    yes: Rows<'a, T>,
    no: Rows<'a, T>,
    undefined: T,
    n_rows: usize,
) -> Rows<'a, T> {
    let flags = match condition {
        Rows::One(1) => return yes,
        Rows::One(0) => return no,
        Rows::One(_) => return Rows::One(undefined),
        Rows::Many(flags) => flags,
    };
    let of = |(flag, (yes, no)): (&u8, (T, T))| match flag {
        1 => yes,
        0 => no,
        _ => undefined,
    };
    let chosen = match (yes, no) {
        (Rows::One(yes), Rows::One(no)) => flags.iter().map(|flag| of((flag, (yes, no)))).collect(),
        (yes, no) => {
            let rows = flags.iter().zip((0..n_rows).map(|row| (yes.at(row), no.at(row))));
            rows.map(of).collect()
        }
    };
    Rows::Many(chosen)
}

/// Codes of one list of states as codes of another.
fn renumber<'a>(codes: Rows<'a, u8>, to: Option<&[u8]>) -> Rows<'a, u8> {
    match to {
        None => codes,
        Some(to) => codes.map(|code| to.get(usize::from(code)).copied().unwrap_or(UNDEFINED_STATE)),
    }
}

impl<'a, T: Copy> Rows<'a, T> {
    #[inline]
    fn at(&self, row: usize) -> T {
        match self {
            Self::One(value) => *value,
            Self::Many(values) => values[row],
        }
    }

    #[inline]
    fn map(self, change: impl Fn(T) -> T) -> Self {
        match self {
            Self::One(value) => Self::One(change(value)),
            Self::Many(values) => {
                let mut values = values.into_owned();
                for value in &mut values {
                    *value = change(*value);
                }
                Self::Many(Cow::Owned(values))
            }
        }
    }

    #[inline]
    fn zip<R: Copy>(self, right: &Self, combine: impl Fn(T, T) -> R) -> Rows<'a, R> {
        match (self, right) {
            (Self::One(left), Self::One(right)) => Rows::One(combine(left, *right)),
            (Self::Many(left), Self::One(right)) => {
                Rows::Many(left.iter().map(|&left| combine(left, *right)).collect())
            }
            (Self::One(left), Self::Many(right)) => {
                Rows::Many(right.iter().map(|&right| combine(left, right)).collect())
            }
            (Self::Many(left), Self::Many(right)) => {
                let both = left.iter().zip(right.iter());
                Rows::Many(both.map(|(&left, &right)| combine(left, right)).collect())
            }
        }
    }
}

impl Rows<'_, f64> {
    /// As [`Rows::zip`], in the left column's own memory where it can be.
    #[inline]
    fn zip_numbers(self, right: &Self, combine: impl Fn(f64, f64) -> f64) -> Self {
        let Self::Many(Cow::Owned(mut values)) = self else {
            return self.zip(right, combine);
        };
        match right {
            Self::One(right) => values.iter_mut().for_each(|left| *left = combine(*left, *right)),
            Self::Many(right) => {
                for (left, right) in values.iter_mut().zip(right.iter()) {
                    *left = combine(*left, *right);
                }
            }
        }
        Self::Many(Cow::Owned(values))
    }
}

impl<'a> Operand<'a> {
    fn numbers(self) -> Rows<'a, f64> {
        match self {
            Self::Numbers(rows) => rows,
            _ => unreachable!("the kinds were checked when the expression was read"),
        }
    }

    fn codes(self) -> Rows<'a, u8> {
        match self {
            Self::Flags(rows) | Self::States(rows) => rows,
            Self::Numbers(_) => unreachable!("the kinds were checked when the expression was read"),
        }
    }

    /// Whether the value of the first row is not defined.
    fn is_undefined(&self) -> bool {
        match self {
            Self::Numbers(rows) => rows.at(0).is_nan(),
            Self::Flags(rows) => rows.at(0) == UNDEFINED_FLAG,
            Self::States(rows) => rows.at(0) == UNDEFINED_STATE,
        }
    }
}
