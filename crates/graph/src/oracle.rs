//! Definitions taken word for word, path by path, for tests: slow, and without the index that the
//! algorithms share.

use std::collections::BTreeSet;

use crate::{Diagram, DiagramEdge, DiagramNode, EdgeKind, Mark};

/// Reads statements such as `a -> b <- c; d <-> e`, names and edges apart by blanks.
pub(crate) fn drawn(text: &str) -> Diagram {
    let mut diagram = Diagram::default();
    for statement in text.split(';') {
        let words: Vec<&str> = statement.split_whitespace().collect();
        for name in words.iter().step_by(2) {
            if diagram.node(name).is_none() {
                let name = (*name).to_owned();
                diagram.nodes.push(DiagramNode { name, ..DiagramNode::default() });
            }
        }
        for step in words.windows(3).step_by(2) {
            let (from, to) = if step[1] == "<-" { (step[2], step[0]) } else { (step[0], step[2]) };
            let kind = if step[1] == "<->" { EdgeKind::Bidirected } else { EdgeKind::Directed };
            diagram.edges.push(DiagramEdge {
                from: from.to_owned(),
                to: to.to_owned(),
                kind,
                attributes: Vec::new(),
            });
        }
    }
    diagram
}

/// Marks nodes.
pub(crate) fn marked(mut diagram: Diagram, mark: Mark, names: &[&str]) -> Diagram {
    for name in names {
        diagram.node_mut(name).expect("the node is drawn").marks.insert(mark);
    }
    diagram
}

/// A stream of numbers for random diagrams (SplitMix64).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) % u64::from(bound)) as u32
    }
}

/// All graphs of some nodes whose arrows follow the order of the nodes.
pub(crate) fn all_in_order(n_nodes: usize) -> impl Iterator<Item = Diagram> {
    let pairs: Vec<(usize, usize)> =
        (0..n_nodes).flat_map(|to| (0..to).map(move |from| (from, to))).collect();
    (0..1_u32 << pairs.len()).map(move |chosen| {
        let mut diagram = without_edges(n_nodes);
        for (bit, &(from, to)) in pairs.iter().enumerate() {
            if chosen >> bit & 1 == 1 {
                join(&mut diagram, from, to, EdgeKind::Directed);
            }
        }
        diagram
    })
}

/// A random diagram with bidirected edges and, where `marks`, latent nodes and now and then one
/// that is adjusted for and one by which rows are selected.
pub(crate) fn random_mixed(numbers: &mut Numbers, n_nodes: usize, marks: bool) -> Diagram {
    let mut order: Vec<usize> = (0..n_nodes).collect();
    for last in (1..n_nodes).rev() {
        order.swap(last, numbers.below(last as u32 + 1) as usize);
    }
    let density = 1 + numbers.below(4);
    let mut diagram = without_edges(n_nodes);
    for to in 0..n_nodes {
        for from in 0..to {
            if numbers.below(8) < density {
                join(&mut diagram, order[from], order[to], EdgeKind::Directed);
            }
            if numbers.below(12) == 0 {
                join(&mut diagram, order[to], order[from], EdgeKind::Bidirected);
            }
        }
    }
    if marks {
        for node in &mut diagram.nodes {
            let mark = match numbers.below(16) {
                0 | 1 => Mark::Latent,
                2 => Mark::Adjusted,
                3 => Mark::Selected,
                _ => continue,
            };
            node.marks.insert(mark);
        }
    }
    diagram
}

fn without_edges(n_nodes: usize) -> Diagram {
    let node = |node| DiagramNode { name: format!("n{node}"), ..DiagramNode::default() };
    Diagram { nodes: (0..n_nodes).map(node).collect(), ..Diagram::default() }
}

fn join(diagram: &mut Diagram, from: usize, to: usize, kind: EdgeKind) {
    let name = |node: usize| diagram.nodes[node].name.clone();
    let (from, to) = (name(from), name(to));
    diagram.edges.push(DiagramEdge { from, to, kind, attributes: Vec::new() });
}

/// Sets of nodes are bits.
pub(crate) struct Oracle<'a> {
    pub(crate) diagram: &'a Diagram,
    pub(crate) n_nodes: usize,
    /// Two ends and whether there is an arrowhead at the first; there is one at the second.
    edges: Vec<(usize, usize, bool)>,
    /// A node and its effects.
    effects: Vec<u32>,
}

/// Nodes of a path, and for every step whether it has an arrowhead at its start and at its end.
pub(crate) struct OraclePath {
    pub(crate) nodes: Vec<usize>,
    pub(crate) heads: Vec<(bool, bool)>,
}

impl OraclePath {
    pub(crate) fn is_causal(&self) -> bool {
        self.heads.iter().all(|&heads| heads == (false, true))
    }

    pub(crate) fn is_back_door(&self) -> bool {
        self.heads[0].0
    }

    pub(crate) fn inner(&self) -> u32 {
        self.nodes[1..self.nodes.len() - 1].iter().fold(0, |set, &node| set | 1 << node)
    }
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(diagram: &'a Diagram) -> Self {
        let place = |name: &str| diagram.names().position(|other| other == name).expect("drawn");
        let edges: Vec<(usize, usize, bool)> = diagram
            .edges
            .iter()
            .map(|edge| (place(&edge.from), place(&edge.to), edge.kind == EdgeKind::Bidirected))
            .collect();
        let n_nodes = diagram.nodes.len();
        let mut effects: Vec<u32> = (0..n_nodes).map(|node| 1 << node).collect();
        for _ in 0..n_nodes {
            for &(from, to, _) in edges.iter().filter(|edge| !edge.2) {
                effects[from] |= effects[to];
            }
        }
        Self { diagram, n_nodes, edges, effects }
    }

    pub(crate) fn names(&self, set: u32) -> Vec<&'a str> {
        let nodes = self.diagram.nodes.iter().enumerate();
        nodes.filter(|(node, _)| set >> node & 1 == 1).map(|(_, node)| node.name.as_str()).collect()
    }

    pub(crate) fn name_set(&self, set: u32) -> BTreeSet<String> {
        self.names(set).into_iter().map(str::to_owned).collect()
    }

    pub(crate) fn bits<'b>(&self, names: impl IntoIterator<Item = &'b String>) -> u32 {
        names.into_iter().fold(0, |set, name| {
            set | 1 << self.diagram.names().position(|other| other == name).expect("drawn")
        })
    }

    pub(crate) fn bearing(&self, mark: Mark) -> u32 {
        let nodes = self.diagram.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| node.marks.contains(&mark))
            .fold(0, |set, (node, _)| set | 1 << node)
    }

    pub(crate) fn all(&self) -> u32 {
        (1 << self.n_nodes) - 1
    }

    pub(crate) fn with_effects(&self, set: u32) -> u32 {
        members(set).fold(0, |all, node| all | self.effects[node])
    }

    pub(crate) fn with_causes(&self, set: u32) -> u32 {
        (0..self.n_nodes)
            .filter(|&node| self.effects[node] & set != 0)
            .fold(0, |all, node| all | 1 << node)
    }

    pub(crate) fn is_adjacent(&self, one: usize, other: usize) -> bool {
        self.edges
            .iter()
            .any(|&(from, to, _)| (from, to) == (one, other) || (from, to) == (other, one))
    }

    /// Every path between two nodes that avoids some.
    pub(crate) fn paths(&self, from: usize, to: usize, avoided: u32) -> Vec<OraclePath> {
        let mut found = Vec::new();
        self.extend(&mut vec![from], &mut Vec::new(), to, avoided, &mut found);
        found
    }

    fn extend(
        &self,
        nodes: &mut Vec<usize>,
        heads: &mut Vec<(bool, bool)>,
        to: usize,
        avoided: u32,
        found: &mut Vec<OraclePath>,
    ) {
        let at = nodes[nodes.len() - 1];
        if at == to {
            found.push(OraclePath { nodes: nodes.clone(), heads: heads.clone() });
            return;
        }
        for &(one, other, is_bidirected) in &self.edges {
            for (start, end, step) in
                [(one, other, (is_bidirected, true)), (other, one, (true, is_bidirected))]
            {
                if start == at && !nodes.contains(&end) && avoided >> end & 1 == 0 {
                    nodes.push(end);
                    heads.push(step);
                    self.extend(nodes, heads, to, avoided, found);
                    nodes.pop();
                    heads.pop();
                }
            }
        }
    }

    pub(crate) fn is_open(&self, path: &OraclePath, given: u32) -> bool {
        (1..path.nodes.len() - 1).all(|at| {
            let node = path.nodes[at];
            if path.heads[at - 1].1 && path.heads[at].0 {
                self.effects[node] & given != 0
            } else {
                given >> node & 1 == 0
            }
        })
    }

    pub(crate) fn are_separated(&self, first: u32, second: u32, given: u32) -> bool {
        members(first).all(|x| {
            members(second)
                .all(|y| self.paths(x, y, 0).iter().all(|path| !self.is_open(path, given)))
        })
    }
}

pub(crate) fn members(set: u32) -> impl Iterator<Item = usize> + Clone {
    (0..32).filter(move |node| set >> node & 1 == 1)
}

/// Every subset of a set.
pub(crate) fn subsets(set: u32) -> impl Iterator<Item = u32> {
    let mut next = Some(0_u32);
    std::iter::from_fn(move || {
        let now = next?;
        next = if now == set { None } else { Some(now.wrapping_sub(set) & set) };
        Some(now)
    })
}

/// Of some sets, those of which no proper subset is among them.
pub(crate) fn minimal(sets: &[u32]) -> Vec<u32> {
    let is_minimal =
        |set: &&u32| !sets.iter().any(|other| other != *set && other & **set == *other);
    sets.iter().filter(is_minimal).copied().collect()
}
