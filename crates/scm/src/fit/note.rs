//! What is to be known of a fit.

use crate::error::list;
use std::fmt;

/// Something that a user of a fitted model should know about a node.
#[derive(Clone, Debug, PartialEq)]
pub struct FitNote {
    /// The node.
    pub node: String,
    /// What is to be known.
    pub remark: FitRemark,
}

/// What is to be known of the fit of a node.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FitRemark {
    /// Rows without a value of the node or of one of its parents were left out.
    Missing {
        /// Rows left out.
        rows: u32,
        /// Rows of the table.
        of: u32,
    },
    /// Configurations of the parents that no row has: all states were made equally likely there.
    NoData {
        /// Configurations without rows.
        configurations: u32,
        /// Configurations.
        of: u32,
    },
    /// States that no row has; a regression gives them a probability of practically 0, a table and a
    /// forest none beyond the smoothing.
    AbsentStates(Vec<String>),
    /// The node has one value in all rows: its mechanism gives no other.
    OneValue,
    /// The parents separate states, or counts of 0 from others: the largest likelihood lies at infinite
    /// coefficients, and those that were reached give probabilities or means of practically 0.
    Separated,
    /// The iterations ended before the coefficients settled.
    NotConverged {
        /// Iterations made.
        iterations: u32,
    },
    /// Terms that were left out, with a coefficient of 0, because they do not vary or follow from
    /// others.
    LeftOut(Vec<String>),
    /// There are as many coefficients as rows: the noise was made 0.
    NoFreedom,
    /// Of many values or residuals only some were kept, evenly spread by rank.
    Thinned {
        /// Values kept.
        kept: u32,
        /// Values there were.
        of: u32,
    },
    /// A bidirected edge: the hidden common cause is not modelled, and the edge left out of the model.
    Bidirected {
        /// The other end.
        with: String,
    },
}

impl fmt::Display for FitNote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`: ", self.node)?;
        match &self.remark {
            FitRemark::Missing { rows, of } => {
                write!(formatter, "{rows} of {of} rows lack a value of it or of a parent")
            }
            FitRemark::NoData { configurations, of } => write!(
                formatter,
                "{configurations} of {of} configurations of its parents have no rows; all states are equally likely there"
            ),
            FitRemark::AbsentStates(states) => {
                write!(formatter, "no row has {}", list(states))
            }
            FitRemark::OneValue => formatter.write_str("it has the same value in all rows"),
            FitRemark::Separated => formatter.write_str(
                "its parents separate its values, so that coefficients have no finite best value",
            ),
            FitRemark::NotConverged { iterations } => {
                write!(formatter, "its coefficients did not settle in {iterations} iterations")
            }
            FitRemark::LeftOut(terms) => write!(
                formatter,
                "{} left out: the same in all rows, or determined by other terms",
                list(terms)
            ),
            FitRemark::NoFreedom => {
                formatter.write_str("it has no more rows than coefficients, so its noise is 0")
            }
            FitRemark::Thinned { kept, of } => {
                write!(formatter, "{kept} of its {of} values are kept, evenly spread by rank")
            }
            FitRemark::Bidirected { with } => write!(
                formatter,
                "the hidden common cause with `{with}` is not modelled; the edge is left out"
            ),
        }
    }
}
