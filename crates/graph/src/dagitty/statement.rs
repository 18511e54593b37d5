//! The statements of DAGitty's text: nodes, chains of edges, groups in braces, attributes in brackets.

use super::{REMARKS, mark_of};
use crate::{
    EdgeKind,
    draft::{Draft, Owner},
    scanner::{Fault, Scanner, is_arrow, is_plain},
};

/// How deep groups may stand in groups, the frame counted.
const DEEPEST: usize = 32;

/// Reads statements up to a closing brace or the end; returns the nodes that they name, each once.
///
/// Within braces blanks and line ends part statements. At depth 0, without a frame, a statement ends
/// with its line, at a semicolon or at a comma: two names side by side are a forgotten arrow or quote.
pub(super) fn body(
    scanner: &mut Scanner<'_>,
    draft: &mut Draft,
    depth: usize,
) -> Result<Vec<usize>, Fault> {
    if depth > DEEPEST {
        return Err(scanner.fault(format!("at most {DEEPEST} groups within each other")));
    }
    let mut nodes = Nodes::default();
    loop {
        scanner.skip_blanks(REMARKS)?;
        if scanner.eat(";") || scanner.eat(",") {
            continue;
        }
        if matches!(scanner.peek(), None | Some('}')) {
            return Ok(nodes.list);
        }
        for node in statement(scanner, draft, depth)? {
            nodes.add(node);
        }
        if depth == 0 {
            scanner.skip_in_line(REMARKS)?;
            if !matches!(scanner.peek(), None | Some('\n' | ';' | ',' | '}')) {
                return Err(scanner
                    .fault("`->`, `<-` or `<->`")
                    .with_hint("a name with blanks or signs stands in double quotes"));
            }
        }
    }
}

/// Nodes in the order in which they were named, each once.
#[derive(Default)]
struct Nodes {
    list: Vec<usize>,
    seen: std::collections::BTreeSet<usize>,
}

impl Nodes {
    fn add(&mut self, node: usize) {
        if self.seen.insert(node) {
            self.list.push(node);
        }
    }
}

/// Reads `bb="…"`, a node, or a chain of edges, with its attributes; returns the nodes that it names.
fn statement(
    scanner: &mut Scanner<'_>,
    draft: &mut Draft,
    depth: usize,
) -> Result<Vec<usize>, Fault> {
    let start = scanner.at();
    if scanner.peek() != Some('{') {
        let name = name(scanner)?;
        scanner.skip_blanks(REMARKS)?;
        if scanner.eat("=") {
            scanner.skip_blanks(&[])?;
            let value = value(scanner)?;
            draft.attribute(Owner::Graph, &name, Some(value), start)?;
            return Ok(Vec::new());
        }
        scanner.go_to(start);
    }
    let mut left = ends(scanner, draft, depth)?;
    let mut named = Nodes::default();
    let mut edges: Option<Vec<Owner>> = None;
    loop {
        for &node in &left {
            named.add(node);
        }
        let end = scanner.at();
        scanner.skip_blanks(REMARKS)?;
        match scanner.peek() {
            Some('[') => {
                let owners =
                    edges.unwrap_or_else(|| left.iter().map(|&node| Owner::Node(node)).collect());
                attributes(scanner, draft, &owners)?;
                return Ok(named.list);
            }
            Some(c) if is_arrow(c) => {}
            _ => {
                scanner.go_to(end);
                return Ok(named.list);
            }
        }
        let (kind, turned) = arrow(scanner)?;
        scanner.skip_blanks(REMARKS)?;
        let right = ends(scanner, draft, depth)?;
        let list = edges.get_or_insert_with(Vec::new);
        for &from in &left {
            for &to in &right {
                let (from, to) = if turned { (to, from) } else { (from, to) };
                list.push(Owner::Edge(draft.edge(from, to, kind, end)?));
            }
        }
        left = right;
    }
}

/// One side of an edge: a name, or a group in braces.
fn ends(scanner: &mut Scanner<'_>, draft: &mut Draft, depth: usize) -> Result<Vec<usize>, Fault> {
    if !scanner.eat("{") {
        return Ok(vec![draft.node(&name(scanner)?)]);
    }
    let nodes = body(scanner, draft, depth.max(1) + 1)?;
    if scanner.eat("}") { Ok(nodes) } else { Err(scanner.fault("a name or `}`")) }
}

fn name(scanner: &mut Scanner<'_>) -> Result<String, Fault> {
    let start = scanner.at();
    let name = match scanner.peek() {
        Some('"' | '\'') => scanner.quoted()?,
        _ => scanner.plain().to_owned(),
    };
    if !name.is_empty() {
        return Ok(name);
    }
    Err(if scanner.at() > start {
        Fault::new(start, scanner.since(start), "a name")
    } else {
        scanner.fault("a name")
    })
}

/// An arrow and whether it points to the left.
fn arrow(scanner: &mut Scanner<'_>) -> Result<(EdgeKind, bool), Fault> {
    let start = scanner.at();
    match scanner.take_while(is_arrow) {
        "->" => Ok((EdgeKind::Directed, false)),
        "<-" => Ok((EdgeKind::Directed, true)),
        "<->" => Ok((EdgeKind::Bidirected, false)),
        other => {
            let fault = Fault::new(start, other, "`->`, `<-` or `<->`");
            Err(match other {
                "-" | "--" | "---" => fault.with_hint(
                    "an edge of a causal diagram has a direction; a hidden common cause is `<->`",
                ),
                _ if other.contains('@') => fault.with_hint(
                    "`@` belongs to graphs that stand for many diagrams; choose one of them",
                ),
                _ => fault,
            })
        }
    }
}

/// Reads `[exposure, pos="1,2", other=value]` and gives it to nodes or edges. A name in quotes is
/// never a mark or a position.
fn attributes(scanner: &mut Scanner<'_>, draft: &mut Draft, owners: &[Owner]) -> Result<(), Fault> {
    scanner.eat("[");
    loop {
        scanner.skip_blanks(REMARKS)?;
        if scanner.eat("]") {
            return Ok(());
        }
        if scanner.eat(",") || scanner.eat(";") {
            continue;
        }
        if !matches!(scanner.peek(), Some(c) if is_plain(c) || c == '"' || c == '\'') {
            return Err(scanner.fault("an attribute or `]`"));
        }
        let start = scanner.at();
        let in_quotes = matches!(scanner.peek(), Some('"' | '\''));
        let name = if in_quotes {
            scanner.quoted()?
        } else {
            scanner.take_while(|c| is_plain(c) || c == '-').to_owned()
        };
        scanner.skip_blanks(REMARKS)?;
        if !scanner.eat("=") {
            let mark = mark_of(&name).filter(|_| !in_quotes);
            for &owner in owners {
                match (owner, mark) {
                    (Owner::Node(node), Some(mark)) => draft.mark(node, mark),
                    _ => draft.attribute(owner, &name, None, start)?,
                }
            }
            continue;
        }
        scanner.skip_blanks(&[])?;
        let value_start = scanner.at();
        let value = value(scanner)?;
        for &owner in owners {
            match owner {
                Owner::Node(node) if name == "pos" && !in_quotes => {
                    let position = position(&value).ok_or_else(|| {
                        Fault::new(value_start, &value, "a position such as \"0.5,-1.2\"")
                    })?;
                    draft.place(node, position);
                }
                _ => draft.attribute(owner, &name, Some(value.clone()), start)?,
            }
        }
    }
}

fn value(scanner: &mut Scanner<'_>) -> Result<String, Fault> {
    if matches!(scanner.peek(), Some('"' | '\'')) {
        return scanner.quoted();
    }
    let value = scanner.take_while(|c| {
        !c.is_whitespace() && !matches!(c, ',' | ';' | '[' | ']' | '{' | '}' | '"')
    });
    if value.is_empty() { Err(scanner.fault("a value")) } else { Ok(value.to_owned()) }
}

fn position(text: &str) -> Option<[f64; 2]> {
    let (x, y) = text.split_once(',')?;
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|x| x.is_finite());
    Some([number(x)?, number(y)?])
}
