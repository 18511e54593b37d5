//! Directed acyclic graphs as values: text form, reachability, and the check of causal roles.
//!
//! A [`Dag`] is acyclic by construction and does not change. It knows names and arrows, no data and
//! no numbers.

mod dag;
mod error;
mod reach;
mod roles;
mod text;

pub use dag::Dag;
pub use error::Error;
pub use reach::{ancestors, descendants, directed_path};
pub use roles::{RoleConflict, StatedRoles, check_roles};
pub use text::{parse, print};
