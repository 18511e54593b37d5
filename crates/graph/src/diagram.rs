//! The causal diagram: nodes with marks and positions, arrows and bidirected edges, attributes kept.
//!
//! A [`Diagram`] is what a person draws and what text formats hold. It may be wrong while it is being
//! drawn; [`Diagram::check`] says whether it is a directed acyclic graph with hidden common causes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Dag, Error, scanner::written};

/// Nodes, edges and what else a text format said about them, in the order in which they were named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagram {
    /// The nodes; names are unique.
    pub nodes: Vec<DiagramNode>,
    /// The edges; both ends are nodes of the diagram.
    pub edges: Vec<DiagramEdge>,
    /// What the text said of the graph as a whole and this crate does not read, such as `bb`.
    pub attributes: Vec<Attribute>,
}

/// A node of a diagram.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiagramNode {
    /// Its name, any text but the empty one.
    pub name: String,
    /// Where it stands; x grows to the right, y downwards, in the units of the text that gave it.
    pub position: Option<[f64; 2]>,
    /// What is said of it.
    pub marks: BTreeSet<Mark>,
    /// Attributes that this crate does not read, kept for the way back.
    pub attributes: Vec<Attribute>,
}

/// What a node is marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// The cause that is asked about.
    Exposure,
    /// The effect that is asked about.
    Outcome,
    /// Conditioned on.
    Adjusted,
    /// Conditioned on by how rows were selected.
    Selected,
    /// Not observed.
    Latent,
}

/// An edge of a diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct DiagramEdge {
    /// The cause; one of two ends for a bidirected edge.
    pub from: String,
    /// The effect; the other end for a bidirected edge.
    pub to: String,
    /// What it means.
    pub kind: EdgeKind,
    /// Attributes that this crate does not read, kept for the way back.
    pub attributes: Vec<Attribute>,
}

/// What an edge means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// `from` is a direct cause of `to`.
    Directed,
    /// A common cause of both that is not observed and not drawn.
    Bidirected,
}

/// An attribute of a text format: a name and, where there is one, its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its value as it stood there, without quotes.
    pub value: Option<String>,
}

impl Diagram {
    /// The names of the nodes in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|node| node.name.as_str())
    }

    /// The node of this name.
    pub fn node(&self, name: &str) -> Option<&DiagramNode> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// The node of this name, to change it; its name is changed by [`crate::rename_node`].
    pub fn node_mut(&mut self, name: &str) -> Option<&mut DiagramNode> {
        self.nodes.iter_mut().find(|node| node.name == name)
    }

    /// Where a node stands; none for one without a position or of another diagram.
    pub fn position_of(&self, name: &str) -> Option<[f64; 2]> {
        self.node(name)?.position
    }

    /// The direct causes of a node, in the order of the edges.
    pub fn parents(&self, name: &str) -> Vec<&str> {
        self.arrows().filter(|(_, to)| *to == name).map(|(from, _)| from).collect()
    }

    /// The direct effects of a node, in the order of the edges.
    pub fn children(&self, name: &str) -> Vec<&str> {
        self.arrows().filter(|(from, _)| *from == name).map(|(_, to)| to).collect()
    }

    /// The directed edges as `(cause, effect)`, in their order.
    pub fn arrows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.edges
            .iter()
            .filter(|edge| edge.kind == EdgeKind::Directed)
            .map(|edge| (edge.from.as_str(), edge.to.as_str()))
    }

    /// True where `from` is a direct cause of `to`.
    pub fn has_arrow(&self, from: &str, to: &str) -> bool {
        self.arrows().any(|arrow| arrow == (from, to))
    }

    /// The edge of this kind between two nodes; the ends of a bidirected edge in either order.
    pub fn edge(&self, from: &str, to: &str, kind: EdgeKind) -> Option<&DiagramEdge> {
        self.edges.iter().find(|edge| edge.joins(from, to, kind))
    }

    /// The nodes with a mark, in their order.
    pub fn with_mark(&self, mark: Mark) -> Vec<&str> {
        self.nodes
            .iter()
            .filter(|node| node.marks.contains(&mark))
            .map(|node| node.name.as_str())
            .collect()
    }

    /// Whether this is a directed acyclic graph with bidirected edges for hidden common causes.
    ///
    /// # Errors
    /// The first of: an empty name, a name given twice, a position that is not finite, an edge with an
    /// end that is no node, an edge from a node to itself, an edge given twice, a circle of arrows.
    pub fn check(&self) -> Result<(), Error> {
        let mut indices = BTreeMap::new();
        for (index, node) in self.nodes.iter().enumerate() {
            if node.name.is_empty() {
                return Err(Error::EmptyName);
            }
            if indices.insert(node.name.as_str(), index).is_some() {
                return Err(Error::DuplicateNode { name: node.name.clone() });
            }
            if node.position.is_some_and(|position| !position.iter().all(|x| x.is_finite())) {
                return Err(Error::Position { name: node.name.clone() });
            }
        }
        let index = |name: &String| {
            indices
                .get(name.as_str())
                .copied()
                .ok_or_else(|| Error::UnknownNode { name: name.clone() })
        };
        let mut seen = BTreeSet::new();
        let mut children = vec![Vec::new(); self.nodes.len()];
        for edge in &self.edges {
            let (from, to) = (index(&edge.from)?, index(&edge.to)?);
            if from == to {
                return Err(Error::SelfEdge { name: edge.from.clone() });
            }
            let ends = match edge.kind {
                EdgeKind::Directed => (from, to),
                EdgeKind::Bidirected => (from.min(to), from.max(to)),
            };
            if !seen.insert((ends, edge.kind)) {
                let DiagramEdge { from, to, kind, .. } = edge.clone();
                return Err(Error::DoubledEdge { from, to, kind });
            }
            if edge.kind == EdgeKind::Directed {
                children[from].push(to);
            }
        }
        match circle(&children) {
            Some(path) => Err(Error::Cycle {
                path: path.into_iter().map(|node| self.nodes[node].name.clone()).collect(),
            }),
            None => Ok(()),
        }
    }

    /// The arrows alone, with all nodes; bidirected edges are left out.
    ///
    /// # Errors
    /// What [`Diagram::check`] finds.
    pub fn dag(&self) -> Result<Dag, Error> {
        self.check()?;
        Dag::from_arrows(self.names(), self.arrows())
    }
}

impl DiagramEdge {
    /// True for an edge of this kind between these nodes; the ends of a bidirected edge in either order.
    pub fn joins(&self, from: &str, to: &str, kind: EdgeKind) -> bool {
        let same = self.from == from && self.to == to;
        let turned = self.from == to && self.to == from;
        self.kind == kind && (same || (turned && kind == EdgeKind::Bidirected))
    }
}

impl Mark {
    /// Every mark, in the order in which they are written.
    pub const ALL: [Self; 5] =
        [Self::Exposure, Self::Outcome, Self::Adjusted, Self::Selected, Self::Latent];

    /// Its word in text formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exposure => "exposure",
            Self::Outcome => "outcome",
            Self::Adjusted => "adjusted",
            Self::Selected => "selected",
            Self::Latent => "latent",
        }
    }

    /// The mark of a word, `unobserved` being another word for `latent`.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "unobserved" => Some(Self::Latent),
            _ => Self::ALL.into_iter().find(|mark| mark.word() == word),
        }
    }
}

/// An edge as text, such as `a -> b`.
pub(crate) fn edge_text(from: &str, to: &str, kind: EdgeKind) -> String {
    let arrow = match kind {
        EdgeKind::Directed => "->",
        EdgeKind::Bidirected => "<->",
    };
    format!("{} {arrow} {}", written(from), written(to))
}

/// A circle in a graph given by each node's children, its first node again at the end; depth first
/// in the order of nodes and edges, without recursion.
fn circle(children: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut done = vec![false; children.len()];
    let mut place_on_path: Vec<Option<usize>> = vec![None; children.len()];
    for start in 0..children.len() {
        if done[start] {
            continue;
        }
        let mut path = vec![(start, 0)];
        place_on_path[start] = Some(0);
        while let Some(&(node, next)) = path.last() {
            let Some(&child) = children[node].get(next) else {
                path.pop();
                done[node] = true;
                place_on_path[node] = None;
                continue;
            };
            let depth = path.len();
            path[depth - 1].1 += 1;
            if let Some(place) = place_on_path[child] {
                let mut circle: Vec<usize> = path[place..].iter().map(|&(node, _)| node).collect();
                circle.push(child);
                return Some(circle);
            }
            if !done[child] {
                place_on_path[child] = Some(depth);
                path.push((child, 0));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagram(text: &str) -> Diagram {
        crate::dagitty::read(text).expect("a diagram")
    }

    #[test]
    fn parents_and_children_stand_in_the_order_of_the_edges() {
        let diagram = diagram("dag { y x z z -> y x -> y x <-> y y -> w w [outcome] }");
        assert_eq!(diagram.parents("y"), ["z", "x"]);
        assert_eq!(diagram.children("y"), ["w"]);
        assert!(diagram.parents("nobody").is_empty());
        assert!(diagram.has_arrow("x", "y") && !diagram.has_arrow("y", "x"));
        assert!(diagram.edge("y", "x", EdgeKind::Bidirected).is_some());
        assert!(diagram.edge("y", "x", EdgeKind::Directed).is_none());
        assert_eq!(diagram.with_mark(Mark::Outcome), ["w"]);
        let dag = diagram.dag().expect("acyclic");
        assert_eq!(dag.arrows().collect::<Vec<_>>(), [("z", "y"), ("x", "y"), ("y", "w")]);
        assert_eq!(dag.names().collect::<Vec<_>>(), ["y", "x", "z", "w"]);
    }

    #[test]
    fn each_way_to_be_wrong_is_told() {
        let message = |diagram: &Diagram| diagram.check().expect_err("wrong").to_string();
        assert_eq!(
            message(&diagram("a -> b -> c -> d -> b")),
            "the arrows go in a circle: b -> c -> d -> b"
        );
        assert_eq!(message(&diagram("a <-> a")), "an edge leads from `a` to itself");
        assert!(diagram("a -> b; a <-> b; a -> c; b -> c").check().is_ok());
        let mut doubled = diagram("a <-> b");
        let DiagramEdge { from, to, .. } = doubled.edges[0].clone();
        doubled.edges.push(DiagramEdge { from: to, to: from, ..doubled.edges[0].clone() });
        assert_eq!(message(&doubled), "there is more than one edge b <-> a");
        let mut unknown = diagram("a -> b");
        unknown.nodes.pop();
        assert_eq!(unknown.check(), Err(Error::UnknownNode { name: "b".to_owned() }));
        unknown.nodes.push(DiagramNode::default());
        assert_eq!(unknown.check(), Err(Error::EmptyName));
        let mut twice = diagram("a; b");
        twice.nodes[1].name = "a".to_owned();
        assert_eq!(twice.check(), Err(Error::DuplicateNode { name: "a".to_owned() }));
    }

    #[test]
    fn a_long_chain_is_checked_without_recursion() {
        let names: Vec<String> = (0..50_000).map(|number| format!("n{number}")).collect();
        let chain = names.join("->");
        assert!(diagram(&chain).check().is_ok());
        let Err(Error::Cycle { path }) = diagram(&format!("{chain}->n0")).check() else {
            panic!("a circle of all nodes");
        };
        assert_eq!(path.len(), 50_001);
    }

    #[test]
    fn every_mark_is_read_by_its_word() {
        for mark in Mark::ALL {
            assert_eq!(Mark::from_word(mark.word()), Some(mark));
        }
        assert_eq!(Mark::from_word("unobserved"), Some(Mark::Latent));
        assert_eq!(Mark::from_word("seen"), None);
    }
}
