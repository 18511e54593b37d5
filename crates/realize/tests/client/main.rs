//! The client against a scripted server: faults, invariants, recordings, budgets.

mod behavior;
mod faults;
mod invariants;
mod scripted;
