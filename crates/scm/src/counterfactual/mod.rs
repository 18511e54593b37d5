//! Counterfactuals: what would have been in these rows, had something else been done.
//!
//! [`counterfactual`] draws the noise of observed rows given their values and puts it through another
//! [`crate::Program`]. States with an order keep their rank, states without one the outcome of a race:
//! the distributions of each world do not tell these apart, so which was chosen belongs to every
//! answer. [`Coupling`] has both in closed form, [`joint_bounds`] what holds for any choice.

mod abduct;
mod bounds;
mod complete;
mod error;
mod kernel;
mod observed;
mod posterior;
mod predict;
#[cfg(test)]
mod tests;

pub use bounds::{Bounds, conditional_bounds, joint_bounds};
pub use error::Error;
pub use kernel::Coupling;
pub(crate) use kernel::{bin, cumulative};
pub use observed::{Observed, ObservedColumn};
pub use predict::{Counterfactual, counterfactual};
