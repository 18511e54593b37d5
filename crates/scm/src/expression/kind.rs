//! Kinds of the values in an expression, and lists of states that come together in it.

use super::{
    StepKind,
    error::{ExpressionError, ExpressionFault},
    operation::Comparison,
};

/// States that codes can tell apart beside the one that says that there is none.
const MOST_STATES: usize = 255;

/// What a value is, and where it starts.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) kind: Kind,
    pub(super) position: u32,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Number,
    Condition,
    States(States),
}

/// The states that a value can have; its codes are places in the list.
#[derive(Clone, Debug)]
pub(super) struct States {
    /// The states, and the character where each comes from.
    pub(super) names: Vec<(String, u32)>,
    /// A text in quotes.
    pub(super) is_literal: bool,
    /// The states are in an order.
    pub(super) is_ordered: bool,
}

type Renumbering = Option<Box<[u8]>>;
/// A list of states for two values, and how the codes of each become places in it.
type Together = (Vec<(String, u32)>, Renumbering, Renumbering);

/// The step of a comparison.
pub(super) fn compare(
    comparison: Comparison,
    left: &Typed,
    right: &Typed,
    position: u32,
) -> Result<StepKind, ExpressionError> {
    let fault = |fault| Err(ExpressionError { position, fault });
    let (one, other) = match (&left.kind, &right.kind) {
        (Kind::Number, Kind::Number) => return Ok(StepKind::CompareNumbers(comparison)),
        (Kind::Condition, Kind::Condition) if comparison.needs_order() => {
            return fault(ExpressionFault::NoOrder);
        }
        (Kind::Condition, Kind::Condition) => return Ok(StepKind::CompareFlags(comparison)),
        (Kind::States(one), Kind::States(other)) => (one, other),
        (first, _) => {
            let wanted = format!("it is compared with {}", first.words());
            return Err(wrong_kind(right, wanted));
        }
    };
    for (text, states) in [(one, other), (other, one)] {
        let (name, position) = &text.names[0];
        let is_known = states.names.iter().any(|(state, _)| state == name);
        if text.is_literal && !states.is_literal && !is_known {
            let states = states.names.iter().map(|(state, _)| state.clone()).collect();
            let fault = ExpressionFault::UnknownState { state: name.clone(), states };
            return Err(ExpressionError { position: *position, fault });
        }
    }
    let (names, left, right) = together(one, other, position)?;
    if comparison.needs_order() {
        // Of a list with an order, and of nothing that the list does not have.
        let same = |states: &States| states.is_ordered && states.names.len() == names.len();
        let of_one = same(one) && (other.is_literal || (same(other) && right.is_none()));
        let of_other = same(other) && one.is_literal;
        if of_other && !of_one {
            // The list of the other side is the one with the order.
            let (_, right, left) = together(other, one, position)?;
            return Ok(StepKind::CompareStates { comparison, left, right });
        }
        if !of_one {
            return fault(ExpressionFault::NoOrder);
        }
    } else if names.len() == one.names.len() + other.names.len()
        && !(one.is_literal && other.is_literal)
    {
        return fault(ExpressionFault::NeverEqual);
    }
    Ok(StepKind::CompareStates { comparison, left, right })
}

/// One list of states for two: that of the first, then what only the second has. The codes of the
/// first stay; those of the second change unless they are a beginning of the list.
pub(super) fn together(
    first: &States,
    second: &States,
    position: u32,
) -> Result<Together, ExpressionError> {
    let mut names = first.names.clone();
    let mut to = Vec::with_capacity(second.names.len());
    for (name, place) in &second.names {
        let known = names.iter().position(|(state, _)| state == name);
        to.push(known.unwrap_or_else(|| {
            names.push((name.clone(), *place));
            names.len() - 1
        }));
    }
    if names.len() > MOST_STATES {
        return Err(ExpressionError { position, fault: ExpressionFault::TooManyStates });
    }
    let is_same = to.iter().enumerate().all(|(from, &to)| from == to);
    let codes: Box<[u8]> = to.into_iter().map(|code| code as u8).collect();
    Ok((names, None, (!is_same).then_some(codes)))
}

pub(super) fn number(value: &Typed, wanted: &str) -> Result<(), ExpressionError> {
    match value.kind {
        Kind::Number => Ok(()),
        Kind::Condition => Err(wrong_kind(value, format!("{wanted}; write `if(condition, 1, 0)`"))),
        Kind::States(_) => {
            Err(wrong_kind(value, format!("{wanted}; write `if(node = \"state\", 1, 0)`")))
        }
    }
}

pub(super) fn condition(value: &Typed, wanted: &str) -> Result<(), ExpressionError> {
    match value.kind {
        Kind::Condition => Ok(()),
        _ => Err(wrong_kind(value, wanted.to_owned())),
    }
}

pub(super) fn wrong_kind(value: &Typed, wanted: String) -> ExpressionError {
    let fault = ExpressionFault::Kind { found: value.kind.words(), wanted };
    ExpressionError { position: value.position, fault }
}

impl Kind {
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Condition => "a condition",
            Self::States(_) => "a state",
        }
    }
}
