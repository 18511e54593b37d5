//! Deterministic float functions, addressable random draws, matrices, sums, quantiles and the normal law.
//!
//! Everything here gives the same bits native and in WebAssembly: transcendental functions go
//! through [`float`], reductions run in one fixed order, random draws are addressed by name and
//! row and never by the order of execution.

mod error;
pub mod float;

// Random draws: the hash of names, the generator, the draws, their addresses.
mod siphash;

mod philox;

mod draws;

pub mod seed;

// Samples and the laws of statistics.
pub mod sum;
pub mod tally;

pub mod quantile;

pub mod normal;

pub mod gamma;

pub mod beta;

// Small linear algebra.
mod matrix;

pub mod gram;

pub mod cholesky;

pub mod orthogonal;

pub use error::Error;
pub use matrix::Matrix;
