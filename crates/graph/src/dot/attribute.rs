//! Attributes of DOT: lists in brackets, and what `node [...]` and `edge [...]` give to all that follow.

use std::borrow::Cow;

use super::{REMARKS, identifier_here, text_here};
use crate::{
    Attribute, EdgeKind, Mark,
    draft::{Draft, Owner, Said, said},
    scanner::{Fault, Scanner},
};

/// Which ends of an edge have a head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Direction {
    #[default]
    Forward,
    Back,
    Both,
}

/// What nodes and edges get that are named for the first time, as far as it changes what they mean.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defaults {
    direction: Direction,
    marks: [bool; Mark::ALL.len()],
}

/// An attribute and where it stands.
#[derive(Clone, Debug)]
struct Entry {
    at: usize,
    name: String,
    value: Option<String>,
}

impl Defaults {
    /// Reads the list of `node [...]`, `edge [...]` or, for the whole, `graph [...]`.
    pub(super) fn read(
        &mut self,
        word: &str,
        scanner: &mut Scanner<'_>,
        draft: &mut Draft,
        depth: usize,
    ) -> Result<(), Fault> {
        for Entry { at, name, value } in lists(scanner)? {
            match word {
                "edge" => {
                    let stated = direction(at, &name, value.as_deref())?;
                    self.direction = stated.unwrap_or(self.direction);
                }
                "node" => self.heed(said(&name, value.as_deref())),
                _ if depth == 1 => draft.attribute(Owner::Graph, &name, value, at)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn heed(&mut self, said: Said) {
        for (has, mark) in self.marks.iter_mut().zip(Mark::ALL) {
            *has = (*has || said == Said::Mark(mark)) && said != Said::NoMark(mark);
        }
    }

    pub(super) fn give_to(&self, node: usize, draft: &mut Draft) {
        for (&has, mark) in self.marks.iter().zip(Mark::ALL) {
            if has {
                draft.mark(node, mark);
            }
        }
    }
}

/// Reads the lists behind a node and gives them to it, or to every node of a group.
pub(super) fn node_attributes(
    scanner: &mut Scanner<'_>,
    draft: &mut Draft,
    nodes: &[usize],
) -> Result<(), Fault> {
    for Entry { at, name, value } in lists(scanner)? {
        for &node in nodes {
            match value.as_deref().filter(|_| name == "pos").and_then(position) {
                Some(position) => draft.place(node, position),
                None if plain_name(&name) == name => {
                    draft.node_attribute(node, &name, value.clone(), at)?;
                }
                None => draft.attribute(Owner::Node(node), plain_name(&name), value.clone(), at)?,
            }
        }
    }
    Ok(())
}

/// Reads the lists behind a chain of edges and adds the edges.
pub(super) fn edge_attributes(
    scanner: &mut Scanner<'_>,
    draft: &mut Draft,
    defaults: &Defaults,
    arrows: &[(usize, usize)],
) -> Result<(), Fault> {
    let start = scanner.at();
    let mut stated = defaults.direction;
    let mut kept = Vec::new();
    for entry in lists(scanner)? {
        match direction(entry.at, &entry.name, entry.value.as_deref())? {
            Some(direction) => stated = direction,
            None => kept.push(entry),
        }
    }
    for &(from, to) in arrows {
        let edge = match stated {
            Direction::Forward => draft.edge(from, to, EdgeKind::Directed, start)?,
            Direction::Back => draft.edge(to, from, EdgeKind::Directed, start)?,
            Direction::Both => draft.edge(from, to, EdgeKind::Bidirected, start)?,
        };
        for Entry { at, name, value } in &kept {
            draft.attribute(Owner::Edge(edge), plain_name(name), value.clone(), *at)?;
        }
    }
    Ok(())
}

/// The name under which a kept attribute of a node is written: one that would be read as a mark or a
/// position gets a `_` before it.
pub(super) fn node_name(Attribute { name, value }: &Attribute) -> Cow<'_, str> {
    let is_read = name == "pos" || said(name, value.as_deref()) != Said::Other;
    written_name(name, is_read)
}

/// The same for an edge, where it would be read as a direction.
pub(super) fn edge_name(Attribute { name, value }: &Attribute) -> Cow<'_, str> {
    let is_read = !matches!(direction(0, name, value.as_deref()), Ok(None));
    written_name(name, is_read)
}

fn written_name(name: &str, is_read: bool) -> Cow<'_, str> {
    let is_taken = name.starts_with('_') && is_special(name);
    if is_read || is_taken { Cow::Owned(format!("_{name}")) } else { Cow::Borrowed(name) }
}

/// The name that [`written_name`] had.
fn plain_name(name: &str) -> &str {
    name.strip_prefix('_').filter(|_| is_special(name)).unwrap_or(name)
}

fn is_special(name: &str) -> bool {
    let word = name.trim_start_matches('_');
    Mark::from_word(word).is_some()
        || matches!(word, "pos" | "observed" | "dir" | "arrowhead" | "arrowtail")
}

/// What `dir` says; none for another attribute.
fn direction(at: usize, name: &str, value: Option<&str>) -> Result<Option<Direction>, Fault> {
    let refused = |hint: &str| {
        let found = format!("{name}={}", value.unwrap_or_default());
        Err(Fault::new(at, &found, "an edge with a direction").with_hint(hint))
    };
    match (name, value) {
        ("dir", Some("forward")) => Ok(Some(Direction::Forward)),
        ("dir", Some("back")) => Ok(Some(Direction::Back)),
        ("dir", Some("both")) => Ok(Some(Direction::Both)),
        ("dir", _) => refused("`dir` is `forward`, `back`, or `both` for a hidden common cause"),
        ("arrowhead" | "arrowtail", Some("odot" | "odiamond" | "obox")) => {
            refused("circles belong to graphs that stand for many diagrams; choose one of them")
        }
        _ => Ok(None),
    }
}

/// Reads `[name=value, name=value][…]`; nothing where no bracket stands here.
fn lists(scanner: &mut Scanner<'_>) -> Result<Vec<Entry>, Fault> {
    let mut entries = Vec::new();
    loop {
        let end = scanner.at();
        scanner.skip_blanks(REMARKS)?;
        if !scanner.eat("[") {
            scanner.go_to(end);
            return Ok(entries);
        }
        loop {
            scanner.skip_blanks(REMARKS)?;
            if scanner.eat("]") {
                break;
            }
            if scanner.eat(",") || scanner.eat(";") {
                continue;
            }
            let at = scanner.at();
            let name = identifier_here(scanner, "an attribute or `]`")?;
            scanner.skip_blanks(REMARKS)?;
            let value = if scanner.eat("=") {
                scanner.skip_blanks(&[])?;
                Some(text_here(scanner, "a value")?)
            } else {
                None
            };
            entries.push(Entry { at, name, value });
        }
    }
}

/// Graphviz's `x,y` or `x,y,z`, with or without `!`; its y grows upwards, a diagram's downwards.
fn position(text: &str) -> Option<[f64; 2]> {
    let mut numbers = text.trim_end_matches('!').split(',').map(|part| part.trim().parse::<f64>());
    let (x, y) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let rest_is_right = numbers.next().is_none_or(|z| z.is_ok()) && numbers.next().is_none();
    (rest_is_right && x.is_finite() && y.is_finite()).then_some([x, 0.0 - y])
}
