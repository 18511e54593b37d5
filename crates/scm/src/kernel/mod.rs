//! Inner loops: values of one node for many rows, from its parents' values and its noise.
//!
//! A kernel is compiled once for a node and then drawn from in blocks of rows. What it gives for a
//! row depends on the node's key, the row and the parents' values there, and on nothing else.

mod blocks;
mod configuration;
mod linear;
mod race;
mod table;
mod thresholds;

pub use linear::{LinearKernel, LinearTerm, ParentColumn};
pub use race::RaceKernel;
pub use table::TableKernel;
pub use thresholds::{bin, state_of, thresholds};
