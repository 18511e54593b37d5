//! A diagram while its text is being read: nodes and edges found by name, attributes put in place.

use std::collections::BTreeMap;

use crate::{Attribute, Diagram, DiagramEdge, DiagramNode, EdgeKind, Mark, scanner::Fault};

/// How much one text may state: edges and attributes, repeated ones counted, long values counted
/// more than once. Groups such as `{a b} -> {c d}` state the square of their length.
const MOST_STATED: usize = 500_000;

/// How many bytes of an attribute count as one statement.
const BYTES_STATED: usize = 64;

/// What an attribute belongs to; nodes and edges by their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Graph,
    Node(usize),
    Edge(usize),
}

/// The diagram so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    diagram: Diagram,
    nodes: BTreeMap<String, usize>,
    edges: BTreeMap<(usize, usize, EdgeKind), usize>,
    attributes: BTreeMap<(Owner, String), usize>,
    n_stated: usize,
}

impl Draft {
    /// The number of the node of this name, which is added where it is new.
    pub(crate) fn node(&mut self, name: &str) -> usize {
        if let Some(&node) = self.nodes.get(name) {
            return node;
        }
        let node = self.diagram.nodes.len();
        self.diagram.nodes.push(DiagramNode { name: name.to_owned(), ..DiagramNode::default() });
        self.nodes.insert(name.to_owned(), node);
        node
    }

    pub(crate) fn has_node(&self, name: &str) -> bool {
        self.nodes.contains_key(name)
    }

    pub(crate) fn mark(&mut self, node: usize, mark: Mark) {
        self.diagram.nodes[node].marks.insert(mark);
    }

    pub(crate) fn place(&mut self, node: usize, position: [f64; 2]) {
        self.diagram.nodes[node].position = Some(position);
    }

    /// The number of this edge, which is added where it is new: an edge that is stated twice is one.
    pub(crate) fn edge(
        &mut self,
        from: usize,
        to: usize,
        kind: EdgeKind,
        at: usize,
    ) -> Result<usize, Fault> {
        self.count(1, at)?;
        let key = match kind {
            EdgeKind::Directed => (from, to, kind),
            EdgeKind::Bidirected => (from.min(to), from.max(to), kind),
        };
        let next = self.diagram.edges.len();
        let edge = *self.edges.entry(key).or_insert(next);
        if edge == next {
            self.diagram.edges.push(DiagramEdge {
                from: self.diagram.nodes[from].name.clone(),
                to: self.diagram.nodes[to].name.clone(),
                kind,
                attributes: Vec::new(),
            });
        }
        Ok(edge)
    }

    /// Keeps an attribute; one that is stated again replaces the former.
    pub(crate) fn attribute(
        &mut self,
        owner: Owner,
        name: &str,
        value: Option<String>,
        at: usize,
    ) -> Result<(), Fault> {
        let n_bytes = name.len() + value.as_ref().map_or(0, String::len);
        self.count(1 + n_bytes / BYTES_STATED, at)?;
        let list = match owner {
            Owner::Graph => &mut self.diagram.attributes,
            Owner::Node(node) => &mut self.diagram.nodes[node].attributes,
            Owner::Edge(edge) => &mut self.diagram.edges[edge].attributes,
        };
        let next = list.len();
        let index = *self.attributes.entry((owner, name.to_owned())).or_insert(next);
        if index == next {
            list.push(Attribute { name: name.to_owned(), value });
        } else {
            list[index].value = value;
        }
        Ok(())
    }

    /// Counts what is stated, so that no text takes more than linear time.
    pub(crate) fn count(&mut self, n_stated: usize, at: usize) -> Result<(), Fault> {
        self.n_stated += n_stated;
        if self.n_stated <= MOST_STATED {
            return Ok(());
        }
        Err(Fault::new(at, "more", format!("at most {MOST_STATED} edges and attributes")))
    }

    /// Reads an attribute of a node as DOT, GML and JSON texts of other programs hold them: a mark's
    /// word that is true, DoWhy's `observed="no"` and its label for what nobody observed; keeps others.
    pub(crate) fn node_attribute(
        &mut self,
        node: usize,
        name: &str,
        value: Option<String>,
        at: usize,
    ) -> Result<(), Fault> {
        match said(name, value.as_deref()) {
            Said::Mark(mark) => self.mark(node, mark),
            Said::NoMark(mark) => {
                self.diagram.nodes[node].marks.remove(&mark);
            }
            Said::Other => {
                if let ("label", Some(label)) = (name, value.as_deref()) {
                    self.heed_label(node, label);
                }
                return self.attribute(Owner::Node(node), name, value, at);
            }
        }
        Ok(())
    }

    /// Marks the node that DoWhy labels as the one of all hidden common causes.
    pub(crate) fn heed_label(&mut self, node: usize, label: &str) {
        if label == UNOBSERVED {
            self.mark(node, Mark::Latent);
        }
    }

    pub(crate) fn finish(self) -> Diagram {
        self.diagram
    }
}

/// The label that DoWhy gives to the node of all hidden common causes.
const UNOBSERVED: &str = "Unobserved Confounders";

/// What an attribute of a node says in the texts of other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// The node has this mark.
    Mark(Mark),
    /// The node has not this mark.
    NoMark(Mark),
    /// Something that is not about marks.
    Other,
}

/// Reads `exposure=true`, `latent=1`, `observed="no"` and the like.
pub(crate) fn said(name: &str, value: Option<&str>) -> Said {
    let holds = match value.map(str::to_ascii_lowercase).as_deref() {
        None | Some("yes" | "true" | "1") => true,
        Some("no" | "false" | "0") => false,
        Some(_) => return Said::Other,
    };
    match Mark::from_word(name) {
        Some(mark) if holds => Said::Mark(mark),
        Some(mark) => Said::NoMark(mark),
        None if name == "observed" && holds => Said::NoMark(Mark::Latent),
        None if name == "observed" => Said::Mark(Mark::Latent),
        None => Said::Other,
    }
}

/// How marks are written for other programs: the name of an attribute, and whether it is true.
pub(crate) fn mark_attribute(mark: Mark) -> (&'static str, bool) {
    match mark {
        Mark::Latent => ("observed", false),
        _ => (mark.word(), true),
    }
}
