//! What can be wrong with a model, its compilation, an intervention, or a row that is computed.

use crate::expression::ExpressionError;

/// An error of this crate; the exact inference and the text formats have their own.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The diagram is not acyclic or not well formed.
    #[error(transparent)]
    Graph(#[from] graph::Error),
    /// A bidirected edge: no mechanism says how the two hang together.
    #[error("`{from} <-> {to}` has no mechanism; draw the hidden common cause as a latent node")]
    BidirectedEdge {
        /// One end.
        from: String,
        /// The other end.
        to: String,
    },
    /// The node has no mechanism yet.
    #[error("`{node}` has no mechanism yet")]
    Unstated {
        /// The node.
        node: String,
    },
    /// Something is said of a node that the diagram does not have.
    #[error("there is no node `{name}`{}", nearest_words(.nearest.as_deref()))]
    UnknownNode {
        /// The name.
        name: String,
        /// A node of a similar name.
        nearest: Option<String>,
    },
    /// The states of a node cannot be told apart, are none, or are too many.
    #[error("`{node}` {fault}")]
    States {
        /// The node.
        node: String,
        /// What is wrong.
        fault: StatesFault,
    },
    /// The parents that the mechanism uses are not those of the diagram.
    #[error(
        "the mechanism of `{node}` has the parents {}, and the diagram has {}",
        list(.stated), list(.drawn)
    )]
    Parents {
        /// The node.
        node: String,
        /// The parents that the mechanism states.
        stated: Vec<String>,
        /// The parents in the diagram.
        drawn: Vec<String>,
    },
    /// The mechanism gives other values than the node has.
    #[error("`{node}` has {values}, which a {mechanism} mechanism does not give; use {allowed}")]
    Unfit {
        /// The node.
        node: String,
        /// Its kind of values.
        values: &'static str,
        /// The mechanism.
        mechanism: &'static str,
        /// Mechanisms that give such values.
        allowed: &'static str,
    },
    /// The mechanism cannot use a parent of this kind.
    #[error(
        "a {mechanism} mechanism of `{node}` cannot use `{parent}`, which has {values}; {hint}"
    )]
    UnfitParent {
        /// The node.
        node: String,
        /// The parent.
        parent: String,
        /// The parent's kind of values.
        values: &'static str,
        /// The mechanism.
        mechanism: &'static str,
        /// How to go on.
        hint: &'static str,
    },
    /// The table has too many or too few rows.
    #[error(
        "the table of `{node}` has {found} rows; its parents have {expected} configurations of states"
    )]
    TableLength {
        /// The node.
        node: String,
        /// Configurations of the parents' states.
        expected: usize,
        /// Rows.
        found: usize,
    },
    /// A row of the table has too many or too few probabilities.
    #[error(
        "row {row} of the table of `{node}` has {found} probabilities; the node has {expected} states"
    )]
    TableWidth {
        /// The node.
        node: String,
        /// The row, from 1.
        row: usize,
        /// States.
        expected: usize,
        /// Probabilities.
        found: usize,
    },
    /// Something that is no probability.
    #[error("row {row} of the table of `{node}` gives `{state}` the probability {value}")]
    Probability {
        /// The node.
        node: String,
        /// The row, from 1.
        row: usize,
        /// The state.
        state: String,
        /// What stands there.
        value: f64,
    },
    /// A row does not sum to one.
    #[error("row {row} of the table of `{node}` sums to {sum}, not to 1")]
    TableSum {
        /// The node.
        node: String,
        /// The row, from 1.
        row: usize,
        /// The sum.
        sum: f64,
    },
    /// A parameter is not a finite number or not in its range.
    #[error("{parameter} of `{node}` is {value}; it has to be {range}")]
    Parameter {
        /// The node.
        node: String,
        /// The parameter in words.
        parameter: String,
        /// What stands there.
        value: f64,
        /// What may stand there.
        range: &'static str,
    },
    /// Values of an empirical law that are none or out of order.
    #[error("the values of the empirical law of `{node}` {fault}")]
    Empirical {
        /// The node.
        node: String,
        /// What is wrong.
        fault: &'static str,
    },
    /// A node does not have such a state.
    #[error("`{node}` has no state `{state}`; its states are {}", list(.states))]
    UnknownState {
        /// The node.
        node: String,
        /// What was asked for.
        state: String,
        /// The states that there are.
        states: Vec<String>,
    },
    /// A term for something that is no parent.
    #[error("the mechanism of `{node}` has a term for `{parent}`, which is none of its parents")]
    TermParent {
        /// The node.
        node: String,
        /// What the term is for.
        parent: String,
    },
    /// A term for a parent with states does not say which state.
    #[error("the term of `{node}` for `{parent}` has to name a state: {}", list(.states))]
    TermWithoutState {
        /// The node.
        node: String,
        /// The parent.
        parent: String,
        /// The parent's states.
        states: Vec<String>,
    },
    /// A term names a state of a parent that has numbers.
    #[error(
        "the term of `{node}` for `{parent}` names the state `{state}`; `{parent}` has numbers"
    )]
    TermWithState {
        /// The node.
        node: String,
        /// The parent.
        parent: String,
        /// The state.
        state: String,
    },
    /// Two terms or scores for one thing.
    #[error("the mechanism of `{node}` has two terms for {what}")]
    Doubled {
        /// The node.
        node: String,
        /// What they are for.
        what: String,
    },
    /// An expression cannot be read.
    #[error("the {part} of `{node}`: {error}")]
    Expression {
        /// The node.
        node: String,
        /// Which expression: mean, spread, link, formula, or policy.
        part: &'static str,
        /// What is wrong, and where.
        error: ExpressionError,
    },
    /// A random forest that does not fit the node or has no trees.
    #[error("the random forest of `{node}` {fault}")]
    Forest {
        /// The node.
        node: String,
        /// What is wrong.
        fault: String,
    },
    /// A value cannot be computed in a row.
    #[error("`{node}` cannot be computed in row {row}: {fault}")]
    Row {
        /// The node.
        node: String,
        /// The row, from 0.
        row: u64,
        /// What is wrong.
        fault: RowFault,
    },
    /// The text of an intervention cannot be read.
    #[error("{0}")]
    InterventionText(ExpressionError),
    /// An intervention that does not fit its node.
    #[error("`{node}` cannot be changed so: {fault}")]
    Intervention {
        /// The node.
        node: String,
        /// Why.
        fault: InterventionFault,
    },
    /// Two programs do not have the same nodes.
    #[error("the changed model has other nodes or values than the model that it is compared with")]
    DifferentNodes,
}

/// What can be wrong with a node's states.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatesFault {
    /// There are none.
    #[error("has no states")]
    None,
    /// A state has no name.
    #[error("has a state without a name")]
    Unnamed,
    /// Two states have one name.
    #[error("has the state `{0}` twice")]
    Doubled(String),
    /// There are more than 255.
    #[error("has {0} states; 255 are the most")]
    TooMany(usize),
}

/// Why a value cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RowFault {
    /// An expression is not defined for the values of the row.
    #[error("{0}")]
    Expression(ExpressionError),
    /// The number is too large for a float.
    #[error("the number is too large")]
    TooLarge,
    /// The spread is not positive.
    #[error("the spread is {0}, and has to be positive")]
    Spread(f64),
    /// A count that is no whole number from 0.
    #[error("{0} is no count")]
    Count(f64),
    /// The mean of a count is too large.
    #[error("the mean of the count is e^{0}; the largest is a million")]
    Mean(f64),
}

/// Why an intervention does not fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InterventionFault {
    /// A state was needed.
    #[error("it has states, and {0} is a number; set one of {states}", states = list(.1))]
    NeedsState(f64, Vec<String>),
    /// A number was needed.
    #[error("it has numbers, and `{0}` is no number")]
    NeedsNumber(String),
    /// A whole number from 0 was needed.
    #[error("it has counts, and {0} is no whole number from 0")]
    NeedsCount(f64),
    /// The number is not finite.
    #[error("{0} is no finite number")]
    NotFinite(f64),
    /// A shift of states.
    #[error(
        "it has states, which have no sum; use a policy such as `{0} := if({0} = \"a\", \"b\", {0})`"
    )]
    ShiftOfStates(String),
    /// A shift of counts by a fraction.
    #[error("it has counts, which {0} would make fractions of")]
    ShiftOfCounts(f64),
    /// Random states of a node without states.
    #[error("it has no states to draw from")]
    DrawOfNumbers,
    /// Something was done to the node before.
    #[error(
        "something else is done to it first; set, draw or replace it once, and before a shift or policy"
    )]
    Twice,
    /// The replacing variable has other values.
    #[error("the new mechanism gives other values than the node has")]
    OtherValues,
}

impl Error {
    /// The node that the error is about, where it is about one.
    pub fn node(&self) -> Option<&str> {
        match self {
            Self::Unstated { node }
            | Self::States { node, .. }
            | Self::Parents { node, .. }
            | Self::Unfit { node, .. }
            | Self::UnfitParent { node, .. }
            | Self::TableLength { node, .. }
            | Self::TableWidth { node, .. }
            | Self::Probability { node, .. }
            | Self::TableSum { node, .. }
            | Self::Parameter { node, .. }
            | Self::Empirical { node, .. }
            | Self::UnknownState { node, .. }
            | Self::TermParent { node, .. }
            | Self::TermWithoutState { node, .. }
            | Self::TermWithState { node, .. }
            | Self::Doubled { node, .. }
            | Self::Expression { node, .. }
            | Self::Forest { node, .. }
            | Self::Row { node, .. }
            | Self::Intervention { node, .. } => Some(node),
            Self::Graph(_)
            | Self::BidirectedEdge { .. }
            | Self::UnknownNode { .. }
            | Self::InterventionText(_)
            | Self::DifferentNodes => None,
        }
    }
}

/// Names in backticks, the last after "and"; "none" without any; at most twelve are shown.
pub(crate) fn list<T: AsRef<str>>(names: &[T]) -> String {
    const MOST: usize = 12;
    let quoted: Vec<String> =
        names.iter().take(MOST).map(|name| format!("`{}`", name.as_ref())).collect();
    let more = names.len().saturating_sub(MOST);
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [one] if more == 0 => one.clone(),
        [first @ .., last] if more == 0 => format!("{} and {last}", first.join(", ")),
        all => format!("{} and {more} more", all.join(", ")),
    }
}

fn nearest_words(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}
