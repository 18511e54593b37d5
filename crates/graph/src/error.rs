//! What can be wrong with a graph or its text.

use crate::EdgeKind;

/// An error of this crate; rows and columns of text are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Following the arrows leads back to the start.
    #[error("the arrows go in a circle: {}", .path.join(" -> "))]
    Cycle {
        /// The nodes of the circle; the first stands again at the end.
        path: Vec<String>,
    },
    /// The text is not what its format allows.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A node has no name.
    #[error("a node has no name")]
    EmptyName,
    /// Two nodes have one name.
    #[error("there is more than one node `{name}`")]
    DuplicateNode {
        /// The name.
        name: String,
    },
    /// An edge leads from a node to itself.
    #[error("an edge leads from `{name}` to itself")]
    SelfEdge {
        /// The node.
        name: String,
    },
    /// There are two edges of one kind between two nodes.
    #[error("there is more than one edge {}", crate::diagram::edge_text(.from, .to, *.kind))]
    DoubledEdge {
        /// One end; the cause of a directed edge.
        from: String,
        /// The other end.
        to: String,
        /// The kind of both.
        kind: EdgeKind,
    },
    /// There is no such edge.
    #[error("there is no edge {}", crate::diagram::edge_text(.from, .to, *.kind))]
    UnknownEdge {
        /// One end; the cause of a directed edge.
        from: String,
        /// The other end.
        to: String,
        /// The kind.
        kind: EdgeKind,
    },
    /// A position that is no pair of finite numbers.
    #[error("the position of `{name}` is not two finite numbers")]
    Position {
        /// The node.
        name: String,
    },
    /// A bidirected edge where only arrows have a meaning.
    #[error("only arrows `->` and `<-` are read here, not {}", crate::diagram::edge_text(.from, .to, EdgeKind::Bidirected))]
    Bidirected {
        /// One end.
        from: String,
        /// The other end.
        to: String,
    },
    /// A name that no node of the diagram has.
    #[error("the diagram has no node `{name}`")]
    UnknownNode {
        /// The name.
        name: String,
    },
    /// A node stands in two sets that have to be apart, such as exposures and what is conditioned on.
    #[error("`{name}` is asked for in two roles at once")]
    InTwoSets {
        /// The node.
        name: String,
    },
    /// A question about effects names no exposure or no outcome.
    #[error("the question names no {role}")]
    NothingAsked {
        /// `exposure` or `outcome`.
        role: &'static str,
    },
    /// The criterion that was asked about is not known to hold in selected rows.
    #[error(
        "rows are selected by `{name}`; the front-door criterion says nothing of selected rows"
    )]
    RowsSelected {
        /// The node by which rows were selected.
        name: String,
    },
}

/// A place where a text is not what its format allows; lines and characters are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}, character {column}: expected {expected} and found {found}{}",
    .hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default()
)]
pub struct TextError {
    /// Line of the text.
    pub line: u32,
    /// Character within the line.
    pub column: u32,
    /// What stands there, in backticks, or in words that the text ends there.
    pub found: String,
    /// What may stand there.
    pub expected: String,
    /// How to go on, where there is something to say.
    pub hint: Option<String>,
}

/// Something of a diagram that a text format cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CannotWrite {
    /// The format has no bidirected edges.
    #[error("{format} has no bidirected edges, and there is {}", crate::diagram::edge_text(.from, .to, EdgeKind::Bidirected))]
    Bidirected {
        /// The format.
        format: &'static str,
        /// One end.
        from: String,
        /// The other end.
        to: String,
    },
    /// The format has no such names and no quotes.
    #[error("{format} cannot hold the name `{name}`; it allows {allowed}")]
    Name {
        /// The format.
        format: &'static str,
        /// The name.
        name: String,
        /// What it allows.
        allowed: &'static str,
    },
    /// The format cannot say that this node is not observed.
    #[error("{format} cannot say that `{name}` is not observed{}", .unless.map(|unless| format!(" unless {unless}")).unwrap_or_default())]
    Latent {
        /// The format.
        format: &'static str,
        /// The node.
        name: String,
        /// What it would take, where anything does.
        unless: Option<&'static str>,
    },
}
