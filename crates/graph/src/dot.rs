//! The DOT language of Graphviz: `digraph { a -> b; c -> b [dir=both] }`.
//!
//! `dir=both` is a bidirected edge. Marks are attributes: `exposure=true`, and `observed="no"` as
//! DoWhy writes it; a node labelled "Unobserved Confounders" is latent too. `pos` is read and
//! written as Graphviz has it, y growing upwards.

mod attribute;

use attribute::{Defaults, edge_attributes, edge_name, node_attributes, node_name};

use crate::{
    Attribute, Diagram, EdgeKind, TextError,
    draft::{Draft, Owner, mark_attribute},
    scanner::{Fault, Remark, Scanner, in_quotes, number, written},
};

const REMARKS: &[Remark] = &[("//", "\n"), ("#", "\n"), ("/*", "*/")];

/// How deep groups may stand in groups.
const DEEPEST: usize = 32;

const KEYWORDS: [&str; 6] = ["node", "edge", "graph", "digraph", "subgraph", "strict"];

/// Reads a diagram. Ports and the look that `node [...]` gives to all nodes are not kept.
///
/// # Errors
/// The first place that is no statement, and edges without a direction.
pub fn read(text: &str) -> Result<Diagram, TextError> {
    document(text).map_err(|fault| fault.in_text(text))
}

/// Writes a diagram: every node in a line of its own, then every edge. An attribute without a value
/// gets the value `true`; one that would be read as a mark, position or direction gets a `_` before
/// its name, which [`read`] takes away.
pub fn write(diagram: &Diagram) -> String {
    let mut lines = vec!["digraph {".to_owned()];
    lines.extend(
        diagram.attributes.iter().map(|kept| format!("  {};", attribute(&kept.name, kept))),
    );
    for node in &diagram.nodes {
        let mut parts: Vec<String> = node
            .marks
            .iter()
            .map(|&mark| match mark_attribute(mark) {
                (name, true) => format!("{name}=true"),
                (name, false) => format!("{name}=\"no\""),
            })
            .collect();
        if let Some([x, y]) = node.position
            && x.is_finite()
            && y.is_finite()
        {
            parts.push(format!("pos=\"{},{}!\"", number(x), number(0.0 - y)));
        }
        parts.extend(node.attributes.iter().map(|kept| attribute(&node_name(kept), kept)));
        lines.push(statement_text(&identifier(&node.name), &parts));
    }
    for edge in &diagram.edges {
        let mut parts = Vec::new();
        if edge.kind == EdgeKind::Bidirected {
            parts.push("dir=both".to_owned());
        }
        parts.extend(edge.attributes.iter().map(|kept| attribute(&edge_name(kept), kept)));
        let arrow = format!("{} -> {}", identifier(&edge.from), identifier(&edge.to));
        lines.push(statement_text(&arrow, &parts));
    }
    lines.push("}\n".to_owned());
    lines.join("\n")
}

fn attribute(name: &str, kept: &Attribute) -> String {
    format!("{}={}", identifier(name), in_quotes(kept.value.as_deref().unwrap_or("true")))
}

fn statement_text(what: &str, parts: &[String]) -> String {
    if parts.is_empty() {
        format!("  {what};")
    } else {
        format!("  {what} [{}];", parts.join(", "))
    }
}

/// A name as DOT takes it; its own words stand in quotes.
fn identifier(name: &str) -> String {
    let is_keyword = KEYWORDS.iter().any(|word| name.eq_ignore_ascii_case(word));
    if is_keyword || name.contains('.') { in_quotes(name) } else { written(name) }
}

fn document(text: &str) -> Result<Diagram, Fault> {
    let mut scanner = Scanner::new(text);
    let mut draft = Draft::default();
    scanner.skip_blanks(REMARKS)?;
    let mut start = scanner.at();
    let mut word = keyword(&mut scanner);
    if word == "strict" {
        scanner.skip_blanks(REMARKS)?;
        start = scanner.at();
        word = keyword(&mut scanner);
    }
    if word != "digraph" {
        scanner.go_to(start);
        let fault = scanner.fault("`digraph`");
        return Err(if word == "graph" {
            fault
                .with_hint("its edges have no direction; a causal diagram is a `digraph` with `->`")
        } else {
            fault
        });
    }
    scanner.skip_blanks(REMARKS)?;
    if scanner.peek() != Some('{') {
        identifier_here(&mut scanner, "a name or `{`")?;
        scanner.skip_blanks(REMARKS)?;
    }
    if !scanner.eat("{") {
        return Err(scanner.fault("`{`"));
    }
    statements(&mut scanner, &mut draft, Defaults::default(), 1)?;
    scanner.skip_blanks(REMARKS)?;
    scanner.eat(";");
    scanner.skip_blanks(REMARKS)?;
    if scanner.rest().is_empty() {
        Ok(draft.finish())
    } else {
        Err(scanner.fault("nothing more").with_hint("only one graph is read"))
    }
}

fn keyword(scanner: &mut Scanner<'_>) -> String {
    scanner.plain().to_lowercase()
}

/// Reads statements and the brace that closes them; returns the nodes that they name.
fn statements(
    scanner: &mut Scanner<'_>,
    draft: &mut Draft,
    mut defaults: Defaults,
    depth: usize,
) -> Result<Vec<usize>, Fault> {
    if depth > DEEPEST {
        return Err(scanner.fault(format!("at most {DEEPEST} groups within each other")));
    }
    let mut nodes = Vec::new();
    loop {
        scanner.skip_blanks(REMARKS)?;
        if scanner.eat(";") || scanner.eat(",") {
            continue;
        }
        if scanner.eat("}") {
            let mut seen = std::collections::BTreeSet::new();
            nodes.retain(|&node| seen.insert(node));
            return Ok(nodes);
        }
        if scanner.rest().is_empty() {
            return Err(scanner.fault("a statement or `}`"));
        }
        let start = scanner.at();
        let word = keyword(scanner);
        scanner.skip_blanks(REMARKS)?;
        if matches!(word.as_str(), "node" | "edge" | "graph") && scanner.peek() == Some('[') {
            defaults.read(&word, scanner, draft, depth)?;
            continue;
        }
        scanner.go_to(start);
        nodes.extend(statement(scanner, draft, &defaults, depth)?);
    }
}

/// Reads `rankdir=LR`, a node, or a chain of edges, with its attributes; returns the nodes it names.
fn statement(
    scanner: &mut Scanner<'_>,
    draft: &mut Draft,
    defaults: &Defaults,
    depth: usize,
) -> Result<Vec<usize>, Fault> {
    let start = scanner.at();
    if scanner.peek() != Some('{') {
        let name = identifier_here(scanner, "a statement or `}`")?;
        scanner.skip_blanks(REMARKS)?;
        if scanner.eat("=") {
            scanner.skip_blanks(&[])?;
            let value = text_here(scanner, "a value")?;
            if depth == 1 {
                draft.attribute(Owner::Graph, &name, Some(value), start)?;
            }
            return Ok(Vec::new());
        }
        scanner.go_to(start);
    }
    let mut left = ends(scanner, draft, defaults, depth)?;
    let mut named = left.clone();
    let mut arrows = Vec::new();
    loop {
        scanner.skip_blanks(REMARKS)?;
        if !scanner.eat("->") {
            break;
        }
        scanner.skip_blanks(REMARKS)?;
        let right = ends(scanner, draft, defaults, depth)?;
        draft.count(left.len().saturating_mul(right.len()), scanner.at())?;
        for &from in &left {
            arrows.extend(right.iter().map(|&to| (from, to)));
        }
        named.extend(&right);
        left = right;
    }
    if scanner.rest().starts_with("--") {
        return Err(scanner.fault("`->`").with_hint(
            "an edge of a causal diagram has a direction; a hidden common cause is `[dir=both]`",
        ));
    }
    if arrows.is_empty() {
        node_attributes(scanner, draft, &named)?;
    } else {
        edge_attributes(scanner, draft, defaults, &arrows)?;
    }
    Ok(named)
}

/// One side of an edge: a node with or without a port, or a group.
fn ends(
    scanner: &mut Scanner<'_>,
    draft: &mut Draft,
    defaults: &Defaults,
    depth: usize,
) -> Result<Vec<usize>, Fault> {
    let start = scanner.at();
    if keyword(scanner) == "subgraph" {
        scanner.skip_blanks(REMARKS)?;
        if scanner.peek() != Some('{') {
            identifier_here(scanner, "a name or `{`")?;
            scanner.skip_blanks(REMARKS)?;
        }
        if scanner.peek() != Some('{') {
            return Err(scanner.fault("`{`"));
        }
    } else {
        scanner.go_to(start);
    }
    if scanner.eat("{") {
        return statements(scanner, draft, *defaults, depth + 1);
    }
    let name = identifier_here(scanner, "a name")?;
    while scanner.eat(":") {
        identifier_here(scanner, "a port")?;
    }
    let is_new = !draft.has_node(&name);
    let node = draft.node(&name);
    if is_new {
        defaults.give_to(node, draft);
    }
    Ok(vec![node])
}

/// A name, which is not empty.
fn identifier_here(scanner: &mut Scanner<'_>, expected: &str) -> Result<String, Fault> {
    let start = scanner.at();
    let text = text_here(scanner, expected)?;
    if text.is_empty() {
        return Err(Fault::new(start, scanner.since(start), expected));
    }
    Ok(text)
}

/// A word, a number, a text in quotes (joined by `+`), or a text between `<` and `>`.
fn text_here(scanner: &mut Scanner<'_>, expected: &str) -> Result<String, Fault> {
    match scanner.peek() {
        Some('<') => return markup(scanner),
        Some('"') => {}
        _ => {
            let start = scanner.at();
            if scanner.eat("-") && scanner.take_while(|c| c.is_ascii_digit() || c == '.').is_empty()
            {
                scanner.go_to(start);
            }
            scanner.plain();
            let word = scanner.since(start);
            return if word.is_empty() {
                Err(scanner.fault(expected))
            } else {
                Ok(word.to_owned())
            };
        }
    }
    let mut text = scanner.quoted()?;
    loop {
        let end = scanner.at();
        scanner.skip_blanks(REMARKS)?;
        if !scanner.eat("+") {
            scanner.go_to(end);
            return Ok(text);
        }
        scanner.skip_blanks(REMARKS)?;
        if scanner.peek() != Some('"') {
            return Err(scanner.fault("a text in double quotes"));
        }
        text.push_str(&scanner.quoted()?);
    }
}

/// A text between `<` and the `>` that belongs to it.
fn markup(scanner: &mut Scanner<'_>) -> Result<String, Fault> {
    let start = scanner.at();
    let mut n_open = 0_usize;
    for (offset, c) in scanner.rest().char_indices() {
        match c {
            '<' => n_open += 1,
            '>' => n_open -= 1,
            _ => {}
        }
        if n_open == 0 {
            scanner.go_to(start + offset + 1);
            let markup = scanner.since(start);
            return Ok(markup[1..markup.len() - 1].to_owned());
        }
    }
    Err(scanner.fault("`>` for every `<`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mark, diagram::edge_text};

    fn edges(text: &str) -> Vec<String> {
        let diagram = read(text).expect("a diagram");
        diagram.edges.iter().map(|edge| edge_text(&edge.from, &edge.to, edge.kind)).collect()
    }

    #[test]
    fn the_graph_that_dowhy_makes_up_is_read_with_its_latent() {
        let text =
            "digraph {v0-> y;U[label=\"Unobserved Confounders\"];U->v0; U->y;W0-> v0; W0-> y;}";
        assert_eq!(edges(text), ["v0 -> y", "U -> v0", "U -> y", "W0 -> v0", "W0 -> y"]);
        assert_eq!(read(text).expect("a diagram").with_mark(Mark::Latent), ["U"]);
        let diagram =
            read("strict digraph  {\nU [observed=no];\nX [observed=\"yes\"];\nU -> X;\n}\n")
                .expect("a diagram");
        assert_eq!(diagram.with_mark(Mark::Latent), ["U"]);
        assert!(diagram.nodes[1].attributes.is_empty());
    }

    #[test]
    fn what_graphviz_lays_out_is_read() {
        let text = "digraph G {\n\tgraph [bb=\"0,0,54,108\",\n\t\trankdir=LR\n\t];\n\tnode [label=\"\\N\"];\n\ta\t[height=0.5,\n\t\tpos=\"27,90\",\n\t\twidth=0.75];\n\
            \tb:port:n\t[pos=\"27,18!\", label=<<b>bold</b> x>];\n\ta -> b\t[pos=\"e,27,36.104 27,71.697 27,63.983\"];\n}\n";
        let diagram = read(text).expect("a diagram");
        assert_eq!(diagram.position_of("a"), Some([27.0, -90.0]));
        assert_eq!(diagram.attributes.len(), 2);
        assert_eq!(
            diagram.node("b").expect("there").attributes[0].value.as_deref(),
            Some("<b>bold</b> x")
        );
        assert_eq!(diagram.edges[0].attributes[0].name, "pos");
    }

    #[test]
    fn groups_defaults_and_directions_change_what_an_edge_means() {
        assert_eq!(edges("digraph { a -> {b; c} -> d }"), ["a -> b", "a -> c", "b -> d", "c -> d"]);
        assert_eq!(
            edges("digraph { subgraph cluster_1 { a -> b; label=\"first\" } -> c }"),
            ["a -> b", "a -> c", "b -> c"]
        );
        assert_eq!(
            edges("digraph { a -> b [dir=back]; c -> d [dir=both, style=dashed] }"),
            ["b -> a", "c <-> d"]
        );
        assert_eq!(edges("digraph { {edge [dir=both] a -> b} a -> c }"), ["a <-> b", "a -> c"]);
        assert_eq!(
            edges("digraph { \"a\" + \" b\" -> -1.5 -> node_1; # c -> d\n }"),
            ["\"a b\" -> \"-1.5\"", "\"-1.5\" -> node_1"]
        );
        let diagram = read("digraph { node [latent=true] a -> b; node [latent=false] c }")
            .expect("a diagram");
        assert_eq!(diagram.with_mark(Mark::Latent), ["a", "b"]);
    }

    #[test]
    fn errors_name_the_place() {
        let message = |text: &str| read(text).expect_err("not a diagram").to_string();
        assert!(message("graph { a -- b }").starts_with(
            "line 1, character 1: expected `digraph` and found `graph`; its edges have no direction"
        ));
        assert!(
            message("digraph {\n a -- b }")
                .starts_with("line 2, character 4: expected `->` and found `--`; ")
        );
        assert_eq!(
            message("digraph { a -> b"),
            "line 1, character 17: expected a statement or `}` and found the end of the text"
        );
        assert_eq!(
            message("digraph { a [label=] }"),
            "line 1, character 20: expected a value and found `]`"
        );
        assert!(message("digraph { a -> b [dir=none] }").starts_with(
            "line 1, character 19: expected an edge with a direction and found `dir=none`"
        ));
        assert!(message("digraph { a -> b [arrowtail=odot] }").contains("stand for many diagrams"));
        assert!(message("digraph {} digraph {}").ends_with("only one graph is read"));
        assert!(message(&format!("digraph {}", "{".repeat(50_000))).contains("at most 32 groups"));
    }

    #[test]
    fn words_of_the_language_are_quoted_as_names() {
        let diagram = crate::dagitty::read(
            "dag { Node -> edge edge <-> x.1 y [exposure,latent,pos=\"1,2\"] }",
        )
        .expect("a diagram");
        let text = write(&diagram);
        assert_eq!(
            text,
            "digraph {\n  \"Node\";\n  \"edge\";\n  \"x.1\";\n  y [exposure=true, observed=\"no\", pos=\"1,-2!\"];\n  \"Node\" -> \"edge\";\n  \"edge\" -> \"x.1\" [dir=both];\n}\n"
        );
        assert_eq!(read(&text).expect("own text"), diagram);
    }
}
