//! A diagram as DAGitty text, for serde.

use graph::Diagram;
use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

/// Writes the diagram as DAGitty text.
///
/// # Errors
/// Whatever the serializer refuses.
pub(crate) fn serialize<S: Serializer>(
    diagram: &Diagram,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&graph::dagitty::write(diagram))
}

/// Reads a diagram from DAGitty text.
///
/// # Errors
/// Text that is no such diagram, with its line and column.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Diagram, D::Error> {
    let text = String::deserialize(deserializer)?;
    graph::dagitty::read(&text).map_err(D::Error::custom)
}
