//! The view of a model check: the independences that the diagram implies, tested on rows.

use serde::{Deserialize, Serialize};

use super::NoteView;
use crate::study::TestedOn;

/// All tests of one diagram on one table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndependenceView {
    /// The release that computed it.
    pub version: String,
    /// Name of the model.
    pub model: String,
    /// Rows of the table that was tested.
    pub n_rows: u64,
    /// The seed of the sample, and of the tests that draw.
    pub seed: u64,
    /// Which rows were tested.
    pub on: TestedOn,
    /// The test in words.
    pub test: String,
    /// A test rejects where its p-value is below.
    pub alpha: f64,
    /// Implied independences that the diagram has.
    pub n_tests: u64,
    /// Of these, how many the rows could not test.
    pub n_untestable: u64,
    /// Of the tested ones, how many were rejected.
    pub n_rejected: u64,
    /// Rejected share of the tested; 0 where none was tested.
    pub rate: f64,
    /// Interval of the rate by the binomial law at 95 percent (Wilson); tests of one table are
    /// correlated, so that it is too narrow.
    pub interval: [f64; 2],
    /// One row an implied independence, in the diagram's order.
    pub rows: Vec<IndependenceRow>,
    /// One row an arrow of the diagram, given the effect's other causes: here a rejection is right.
    pub edges: Vec<IndependenceRow>,
    /// Rejected share of the tested arrows; none where none was tested.
    pub power: Option<f64>,
    /// Points of the p-values of implied independences against the uniform law: (i − ½) / n and the
    /// i-th smallest p-value.
    pub uniform: Vec<(f64, f64)>,
    /// The command that computes this.
    pub recipe: String,
    /// What should be kept in mind.
    pub notes: Vec<NoteView>,
}

/// One test.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IndependenceRow {
    /// One of the two nodes; for an arrow the effect.
    pub x: String,
    /// The other; for an arrow the cause.
    pub y: String,
    /// What is held fixed.
    pub given: Vec<String>,
    /// The statistic; 0 where it was not computed.
    pub statistic: f64,
    /// Degrees of freedom; 0 where there are none.
    pub df: f64,
    /// The p-value; none where the rows cannot test it.
    pub p_value: Option<f64>,
    /// Why it was not tested, or how it was.
    pub note: Option<String>,
}
