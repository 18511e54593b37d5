//! Decompositions of published tables against reference figures.

mod berkeley;
mod data;
mod heart_failure;
