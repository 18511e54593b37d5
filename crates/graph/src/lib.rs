//! Directed acyclic graphs as values: text form, reachability, and the check of causal roles.
//!
//! A [`Dag`] is acyclic by construction and does not change. It knows names and arrows, no data and
//! no numbers.

mod adjustment;
pub mod bnlearn;
mod dag;
pub mod dagitty;
mod diagram;
pub mod dot;
mod draft;
mod edit;
mod error;
pub mod format;
mod front_door;
pub mod gml;
mod independence;
mod index;
mod instrument;
pub mod lavaan;
mod moral;
pub mod node_link;
#[cfg(test)]
mod oracle;
mod order;
mod paths;
mod quoted_in_r;
mod random;
mod reach;
mod roles;
mod scanner;
mod separation;
mod separators;
mod text;

pub use adjustment::{
    AdjustmentFault, AdjustmentSets, adjustment_faults, is_adjustment_set, minimal_adjustment_sets,
};
pub use dag::Dag;
pub use diagram::{Attribute, Diagram, DiagramEdge, DiagramNode, EdgeKind, Mark};
pub use edit::{
    add_node, connect, disconnect, fresh_name, move_node, remove_node, rename_node, toggle_mark,
};
pub use error::{CannotWrite, Error, TextError};
pub use front_door::{FrontDoor, find_front_door, is_front_door_set};
pub use independence::{Independence, LocalIndependence, LocalMarkov, local_markov, pairwise};
pub use instrument::{Instrument, instruments};
pub use moral::moral_graph;
pub use order::{ancestors_of, descendants_of, in_diagram_order, topological_order};
pub use paths::{Path, Paths, Step, all_paths, open_paths};
pub use random::random_diagram;
pub use reach::{ancestors, descendants, directed_path};
pub use roles::{RoleConflict, StatedRoles, check_roles};
pub use separation::d_separated;
pub use text::{parse, print};
