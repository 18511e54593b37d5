//! Structural causal models: a diagram, a mechanism for every node, and noise that has an address.
//!
//! A [`Model`] is a document that may be unfinished; [`Program`] is its compiled form, ready to
//! sample. Factual and counterfactual differ by program, never by a flag: an intervention makes
//! another program over the same noise.

pub mod counterfactual;
mod dagitty_text;
pub mod edit;
mod error;
mod expression;
pub mod fit;
pub mod forest;
pub mod format;
pub mod inference;
mod intervention;
pub mod kernel;
mod mechanism;
mod model;
mod names;
pub mod noise;
mod program;
mod sample;
mod value;

pub use error::{Error, InterventionFault, RowFault, StatesFault};
pub use expression::{ExpressionError, ExpressionFault};
pub use intervention::{Intervention, parse_intervention};
pub use mechanism::RowNote;
pub use model::{Link, Mechanism, Model, Noise, Score, Term, Values, Variable};
pub use program::Program;
pub use value::{Column, Sample, Value};
