//! Exact answers in networks of tables: distributions, conditions, interventions, counterfactuals.
//!
//! [`Network::query`] answers a [`Query`], which [`parse_query`] reads from its usual text. A question
//! whose terms are in one world needs variable elimination in the mutilated network; one whose terms
//! are in several worlds needs it in the network of their copies, tied by the noise that they share.
//! What relevance allows is left out first; an answer whose tables are too large is refused with
//! figures before anything is computed.

mod answer;
mod elimination;
mod error;
mod factor;
mod network;
mod order;
mod parse;
mod query;
#[cfg(test)]
pub(crate) mod tests;
mod worlds;

pub use error::Error;
pub(crate) use network::Posterior;
pub use network::{MOST_CELLS, Marginals, Network};
#[cfg(test)]
pub(crate) use network::{Node, NoiseKind};
pub use parse::parse_query;
pub use query::{Assignment, Axis, Cost, Distribution, Query, Term};
