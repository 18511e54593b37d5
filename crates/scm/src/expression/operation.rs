//! What the steps of an expression do to single values; not a number stands for "not defined".

use numeric::float;

use super::error::ExpressionFault;

/// A function or operator of numbers that gives a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Minimum,
    Maximum,
    Absolute,
    Exponential,
    Logarithm,
    SquareRoot,
    Logistic,
    Round,
    Floor,
    Ceiling,
    Clamp,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The names that a function can be called by.
pub(super) const FUNCTIONS: &str =
    "if, min, max, abs, exp, log, sqrt, pow, logistic, round, floor, ceil and clamp";

impl Operation {
    /// The function of a name; `min` and `max` take any number of arguments, as many times two.
    pub(super) fn called(name: &str) -> Option<Self> {
        Some(match name {
            "min" => Self::Minimum,
            "max" => Self::Maximum,
            "abs" => Self::Absolute,
            "exp" => Self::Exponential,
            "log" => Self::Logarithm,
            "sqrt" => Self::SquareRoot,
            "pow" => Self::Power,
            "logistic" => Self::Logistic,
            "round" => Self::Round,
            "floor" => Self::Floor,
            "ceil" => Self::Ceiling,
            "clamp" => Self::Clamp,
            _ => return None,
        })
    }

    /// How many values it takes at once.
    pub(super) fn arity(self) -> usize {
        match self {
            Self::Add
            | Self::Subtract
            | Self::Multiply
            | Self::Divide
            | Self::Power
            | Self::Minimum
            | Self::Maximum => 2,
            Self::Clamp => 3,
            _ => 1,
        }
    }

    /// The result for one value.
    #[inline]
    pub(super) fn of_one(self, value: f64) -> f64 {
        match self {
            Self::Negate => -value,
            Self::Absolute => value.abs(),
            Self::Exponential => defined(float::exp(value)),
            Self::Logarithm => defined(float::ln(value)),
            Self::SquareRoot => float::sqrt(value),
            Self::Logistic if value.is_nan() => value,
            Self::Logistic => float::logistic(value),
            Self::Round => value.round(),
            Self::Floor => value.floor(),
            Self::Ceiling => value.ceil(),
            _ => unreachable!("operations are called with as many values as they take"),
        }
    }

    /// The result for two values.
    #[inline]
    pub(super) fn of_two(self, left: f64, right: f64) -> f64 {
        let either_undefined = left.is_nan() || right.is_nan();
        match self {
            Self::Add => defined(left + right),
            Self::Subtract => defined(left - right),
            Self::Multiply => defined(left * right),
            Self::Divide => defined(left / right),
            _ if either_undefined => f64::NAN,
            Self::Power if right == 2.0 => defined(left * left),
            Self::Power => defined(float::pow(left, right)),
            Self::Minimum => {
                if right < left {
                    right
                } else {
                    left
                }
            }
            Self::Maximum => {
                if right > left {
                    right
                } else {
                    left
                }
            }
            _ => unreachable!("operations are called with as many values as they take"),
        }
    }

    /// The result for three values.
    pub(super) fn of_three(value: f64, low: f64, high: f64) -> f64 {
        if value.is_nan() || low.is_nan() || high.is_nan() || low > high {
            f64::NAN
        } else if value < low {
            low
        } else if value > high {
            high
        } else {
            value
        }
    }

    /// Why the result is not defined for values that are.
    pub(super) fn fault(self, values: &[f64]) -> ExpressionFault {
        match (self, values) {
            (Self::Divide, [_, 0.0]) => ExpressionFault::DivisionByZero,
            (Self::Logarithm, [value]) => ExpressionFault::Logarithm(*value),
            (Self::SquareRoot, [value]) => ExpressionFault::SquareRoot(*value),
            (Self::Power, [base, exponent]) => ExpressionFault::Power(*base, *exponent),
            (Self::Clamp, [_, low, high]) => ExpressionFault::Bounds(*low, *high),
            _ => ExpressionFault::TooLarge,
        }
    }
}

impl Comparison {
    /// The result for two values that have an order.
    #[inline]
    pub(super) fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }

    /// True where it asks for an order.
    pub(super) fn needs_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// Infinite results count as not defined.
#[inline]
fn defined(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}
