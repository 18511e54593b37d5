//! Edits of a diagram as a person makes them, one at a time: each succeeds in full or changes nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{Diagram, DiagramEdge, DiagramNode, EdgeKind, Error, Mark};

/// Adds a node at the end.
///
/// # Errors
/// [`Error::EmptyName`], [`Error::DuplicateNode`], or [`Error::Position`] where it is not finite.
pub fn add_node(
    diagram: &mut Diagram,
    name: &str,
    position: Option<[f64; 2]>,
) -> Result<(), Error> {
    refuse_name(diagram, name)?;
    refuse_position(name, position)?;
    let name = name.to_owned();
    diagram.nodes.push(DiagramNode { name, position, ..DiagramNode::default() });
    Ok(())
}

/// The first of `x1`, `x2`, … that no node is called.
pub fn fresh_name(diagram: &Diagram) -> String {
    let taken: BTreeSet<&str> = diagram.names().collect();
    (1..=taken.len() + 1)
        .map(|number| format!("x{number}"))
        .find(|name| !taken.contains(name.as_str()))
        .expect("n nodes cannot take n + 1 names")
}

/// Gives a node another name, in its edges too.
///
/// # Errors
/// [`Error::UnknownNode`], [`Error::EmptyName`], or [`Error::DuplicateNode`].
pub fn rename_node(diagram: &mut Diagram, name: &str, new_name: &str) -> Result<(), Error> {
    let index = index_of(diagram, name)?;
    if name == new_name {
        return Ok(());
    }
    refuse_name(diagram, new_name)?;
    new_name.clone_into(&mut diagram.nodes[index].name);
    for end in diagram.edges.iter_mut().flat_map(|edge| [&mut edge.from, &mut edge.to]) {
        if end == name {
            new_name.clone_into(end);
        }
    }
    Ok(())
}

/// Removes a node and its edges.
///
/// # Errors
/// [`Error::UnknownNode`].
pub fn remove_node(diagram: &mut Diagram, name: &str) -> Result<(), Error> {
    let index = index_of(diagram, name)?;
    diagram.nodes.remove(index);
    diagram.edges.retain(|edge| edge.from != name && edge.to != name);
    Ok(())
}

/// Adds an edge at the end.
///
/// # Errors
/// [`Error::UnknownNode`], [`Error::SelfEdge`], [`Error::DoubledEdge`], or [`Error::Cycle`] with the
/// circle that the arrow would close.
pub fn connect(diagram: &mut Diagram, from: &str, to: &str, kind: EdgeKind) -> Result<(), Error> {
    index_of(diagram, from)?;
    index_of(diagram, to)?;
    if from == to {
        return Err(Error::SelfEdge { name: from.to_owned() });
    }
    if diagram.edge(from, to, kind).is_some() {
        return Err(Error::DoubledEdge { from: from.to_owned(), to: to.to_owned(), kind });
    }
    if kind == EdgeKind::Directed
        && let Some(mut path) = directed_path(diagram, to, from)
    {
        path.push(to.to_owned());
        return Err(Error::Cycle { path });
    }
    let (from, to) = (from.to_owned(), to.to_owned());
    diagram.edges.push(DiagramEdge { from, to, kind, attributes: Vec::new() });
    Ok(())
}

/// Removes an edge; the ends of a bidirected edge may be given in either order.
///
/// # Errors
/// [`Error::UnknownEdge`].
pub fn disconnect(
    diagram: &mut Diagram,
    from: &str,
    to: &str,
    kind: EdgeKind,
) -> Result<(), Error> {
    let index = diagram
        .edges
        .iter()
        .position(|edge| edge.joins(from, to, kind))
        .ok_or_else(|| Error::UnknownEdge { from: from.to_owned(), to: to.to_owned(), kind })?;
    diagram.edges.remove(index);
    Ok(())
}

/// Puts a mark on a node, or takes it away where it is; returns whether it is there now.
///
/// # Errors
/// [`Error::UnknownNode`].
pub fn toggle_mark(diagram: &mut Diagram, name: &str, mark: Mark) -> Result<bool, Error> {
    let index = index_of(diagram, name)?;
    let marks = &mut diagram.nodes[index].marks;
    let is_new = marks.insert(mark);
    if !is_new {
        marks.remove(&mark);
    }
    Ok(is_new)
}

/// Moves a node.
///
/// # Errors
/// [`Error::UnknownNode`], or [`Error::Position`] where it is not finite.
pub fn move_node(diagram: &mut Diagram, name: &str, position: [f64; 2]) -> Result<(), Error> {
    let index = index_of(diagram, name)?;
    refuse_position(name, Some(position))?;
    diagram.nodes[index].position = Some(position);
    Ok(())
}

fn index_of(diagram: &Diagram, name: &str) -> Result<usize, Error> {
    diagram
        .names()
        .position(|node| node == name)
        .ok_or_else(|| Error::UnknownNode { name: name.to_owned() })
}

/// A shortest directed path, ends included.
fn directed_path(diagram: &Diagram, from: &str, to: &str) -> Option<Vec<String>> {
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (cause, effect) in diagram.arrows() {
        children.entry(cause).or_default().push(effect);
    }
    let mut came_from = BTreeMap::from([(from, from)]);
    let mut waiting = VecDeque::from([from]);
    while let Some(node) = waiting.pop_front() {
        if node == to {
            let mut path = vec![to.to_owned()];
            let mut at = to;
            while at != from {
                at = came_from[at];
                path.push(at.to_owned());
            }
            path.reverse();
            return Some(path);
        }
        for &child in children.get(node).into_iter().flatten() {
            came_from.entry(child).or_insert_with(|| {
                waiting.push_back(child);
                node
            });
        }
    }
    None
}

fn refuse_name(diagram: &Diagram, name: &str) -> Result<(), Error> {
    if name.is_empty() {
        return Err(Error::EmptyName);
    }
    match diagram.node(name) {
        Some(_) => Err(Error::DuplicateNode { name: name.to_owned() }),
        None => Ok(()),
    }
}

fn refuse_position(name: &str, position: Option<[f64; 2]>) -> Result<(), Error> {
    match position {
        Some(position) if !position.iter().all(|x| x.is_finite()) => {
            Err(Error::Position { name: name.to_owned() })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn diagram(text: &str) -> Diagram {
        crate::dagitty::read(text).expect("a diagram")
    }

    #[test]
    fn a_new_node_has_a_name_that_is_free() {
        let mut diagram = diagram("x1 -> x3");
        assert_eq!(fresh_name(&diagram), "x2");
        add_node(&mut diagram, "x2", Some([1.0, 2.0])).expect("free");
        assert_eq!(fresh_name(&diagram), "x4");
        assert_eq!(diagram.position_of("x2"), Some([1.0, 2.0]));
        assert_eq!(
            add_node(&mut diagram, "x2", None),
            Err(Error::DuplicateNode { name: "x2".to_owned() })
        );
        assert_eq!(add_node(&mut diagram, "", None), Err(Error::EmptyName));
        assert_eq!(
            add_node(&mut diagram, "y", Some([f64::NAN, 0.0])),
            Err(Error::Position { name: "y".to_owned() })
        );
    }

    #[test]
    fn edges_follow_their_nodes() {
        let mut changed = diagram("a -> b; b <-> c; c -> a");
        rename_node(&mut changed, "b", "the b").expect("free");
        assert_eq!(changed, diagram("a -> \"the b\" <-> c; c -> a"));
        assert_eq!(
            rename_node(&mut changed, "a", "c"),
            Err(Error::DuplicateNode { name: "c".to_owned() })
        );
        rename_node(&mut changed, "a", "a").expect("no change");
        remove_node(&mut changed, "c").expect("there");
        assert_eq!(changed, diagram("a -> \"the b\""));
        assert_eq!(
            remove_node(&mut changed, "c"),
            Err(Error::UnknownNode { name: "c".to_owned() })
        );
    }

    #[test]
    fn an_arrow_that_closes_a_circle_is_refused_with_the_circle() {
        let mut changed = diagram("a -> b -> c; d");
        let error = connect(&mut changed, "c", "a", EdgeKind::Directed).expect_err("a circle");
        assert_eq!(error.to_string(), "the arrows go in a circle: a -> b -> c -> a");
        let error = connect(&mut changed, "a", "b", EdgeKind::Directed).expect_err("twice");
        assert_eq!(error.to_string(), "there is more than one edge a -> b");
        let error = connect(&mut changed, "a", "a", EdgeKind::Bidirected).expect_err("itself");
        assert_eq!(error.to_string(), "an edge leads from `a` to itself");
        assert_eq!(changed, diagram("a -> b -> c; d"));
        connect(&mut changed, "c", "a", EdgeKind::Bidirected).expect("no arrow");
        connect(&mut changed, "d", "a", EdgeKind::Directed).expect("no circle");
        disconnect(&mut changed, "a", "c", EdgeKind::Bidirected).expect("either order");
        let error = disconnect(&mut changed, "a", "d", EdgeKind::Directed).expect_err("turned");
        assert_eq!(error.to_string(), "there is no edge a -> d");
        assert_eq!(changed.edges.len(), 3);
    }

    #[test]
    fn marks_come_and_go_and_nodes_move() {
        let mut diagram = diagram("a");
        assert_eq!(toggle_mark(&mut diagram, "a", Mark::Latent), Ok(true));
        assert_eq!(toggle_mark(&mut diagram, "a", Mark::Adjusted), Ok(true));
        assert_eq!(toggle_mark(&mut diagram, "a", Mark::Latent), Ok(false));
        assert_eq!(diagram.nodes[0].marks, [Mark::Adjusted].into());
        move_node(&mut diagram, "a", [3.0, 4.0]).expect("there");
        assert_eq!(diagram.position_of("a"), Some([3.0, 4.0]));
        assert!(move_node(&mut diagram, "a", [f64::INFINITY, 4.0]).is_err());
        assert!(move_node(&mut diagram, "b", [3.0, 4.0]).is_err());
    }

    proptest! {
        #[test]
        fn no_row_of_edits_makes_a_diagram_wrong(edits in prop::collection::vec((0_u8..7, 0_u8..6, 0_u8..6), 0..40)) {
            let mut diagram = Diagram::default();
            for (edit, a, b) in edits {
                let (a, b) = (format!("x{a}"), format!("x{b}"));
                let before = diagram.clone();
                let result = match edit {
                    0 | 1 => add_node(&mut diagram, &a, None),
                    2 => rename_node(&mut diagram, &a, &b),
                    3 => remove_node(&mut diagram, &a),
                    4 => disconnect(&mut diagram, &a, &b, EdgeKind::Directed),
                    5 => connect(&mut diagram, &a, &b, EdgeKind::Bidirected),
                    _ => connect(&mut diagram, &a, &b, EdgeKind::Directed),
                };
                prop_assert_eq!(diagram.check(), Ok(()));
                if result.is_err() {
                    prop_assert_eq!(&diagram, &before);
                }
            }
        }
    }
}
