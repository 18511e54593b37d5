//! The Graph Modelling Language (Himsolt 1997) as networkx and DoWhy write it.
//!
//! A node's name is its `label`, else its `name`, else its `id`. `dir "both"` is a bidirected edge.
//! Marks are keys such as `exposure 1` and DoWhy's `observed "no"`; a node that is called or labelled
//! "Unobserved Confounders" is latent too. Positions stand in `graphics [ x … y … ]`.

mod list;

use std::collections::BTreeMap;

use list::{Entry, Value};

use crate::{
    Attribute, Diagram, EdgeKind, Mark, TextError,
    draft::{Draft, Owner, mark_attribute},
    scanner::{Fault, Scanner, number},
};

/// Keys of nodes and edges that are read here and not kept as attributes.
const READ: [&str; 11] = [
    "id",
    "label",
    "source",
    "target",
    "key",
    "dir",
    "graphics",
    "attribute",
    "observed",
    "directed",
    "multigraph",
];

/// Reads a diagram.
///
/// # Errors
/// The first place that is no key and value, a graph without `directed 1`, a node without a name or
/// with the id or name of another, an edge with an end that is no node.
pub fn read(text: &str) -> Result<Diagram, TextError> {
    document(text).map_err(|fault| fault.in_text(text))
}

/// Writes a diagram in the way of networkx: nodes with numbers as `id` and names as `label`. What is
/// no letter, digit or sign of ASCII is written as `&#228;`. An attribute whose name is no key of the
/// language stands in `attribute [ name "…" value "…" ]`.
pub fn write(diagram: &Diagram) -> String {
    let mut lines = vec!["graph [".to_owned(), "  directed 1".to_owned()];
    let mut pairs = std::collections::BTreeSet::new();
    if !diagram.edges.iter().all(|edge| pairs.insert((&edge.from, &edge.to))) {
        lines.push("  multigraph 1".to_owned());
    }
    lines.extend(diagram.attributes.iter().map(|kept| format!("  {}", attribute(kept))));
    let mut ids = BTreeMap::new();
    for (id, node) in diagram.nodes.iter().enumerate() {
        ids.insert(node.name.as_str(), id);
        lines.push(format!("  node [\n    id {id}\n    label {}", list::written(&node.name)));
        lines.extend(node.marks.iter().map(|&mark| match mark_attribute(mark) {
            (name, true) => format!("    {name} 1"),
            (name, false) => format!("    {name} \"no\""),
        }));
        if let Some([x, y]) = node.position
            && x.is_finite()
            && y.is_finite()
        {
            let (x, y) = (list::real(&number(x)), list::real(&number(y)));
            lines.push(format!("    graphics [\n      x {x}\n      y {y}\n    ]"));
        }
        lines.extend(node.attributes.iter().map(|kept| format!("    {}", attribute(kept))));
        lines.push("  ]".to_owned());
    }
    let mut n_between: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for edge in &diagram.edges {
        let (Some(from), Some(to)) = (ids.get(edge.from.as_str()), ids.get(edge.to.as_str()))
        else {
            continue;
        };
        lines.push(format!("  edge [\n    source {from}\n    target {to}"));
        let key = n_between.entry((&edge.from, &edge.to)).or_default();
        if *key > 0 {
            lines.push(format!("    key {key}"));
        }
        *key += 1;
        if edge.kind == EdgeKind::Bidirected {
            lines.push("    dir \"both\"".to_owned());
        }
        lines.extend(edge.attributes.iter().map(|kept| format!("    {}", attribute(kept))));
        lines.push("  ]".to_owned());
    }
    lines.push("]\n".to_owned());
    lines.join("\n")
}

fn attribute(Attribute { name, value }: &Attribute) -> String {
    let is_read = READ.contains(&name.as_str())
        || matches!(name.as_str(), "node" | "edge")
        || Mark::from_word(name).is_some();
    let Some(value) = value else {
        return format!("attribute [ name {} ]", list::written(name));
    };
    let value_text = if list::is_number(value) { value.clone() } else { list::written(value) };
    if list::is_key(name) && !is_read {
        format!("{name} {value_text}")
    } else {
        format!("attribute [ name {} value {} ]", list::written(name), list::written(value))
    }
}

fn document(text: &str) -> Result<Diagram, Fault> {
    let mut scanner = Scanner::new(text);
    let entries = list::read(&mut scanner)?;
    let mut graphs = entries.into_iter().filter(|entry| entry.key == "graph");
    let Some(graph) = graphs.next() else {
        scanner.go_to(0);
        scanner.skip_blanks(&[])?;
        return Err(scanner.fault("`graph [`"));
    };
    if let Some(second) = graphs.next() {
        return Err(Fault::new(second.at, "graph", "only one graph"));
    }
    let at = graph.at;
    let Value::List(entries) = graph.value else {
        return Err(Fault::new(at, "graph", "`graph [`"));
    };
    let is_directed = entries
        .iter()
        .any(|Entry { key, value, .. }| key == "directed" && value.text() == Some("1"));
    if !is_directed {
        return Err(Fault::new(at, "graph", "a graph with `directed 1`").with_hint(
            "edges of a causal diagram have a direction; add `directed 1` if `source` is the cause",
        ));
    }
    let mut draft = Draft::default();
    let mut nodes = BTreeMap::new();
    let mut edges = Vec::new();
    for entry in entries {
        match (entry.key.as_str(), entry.value) {
            ("directed" | "multigraph", Value::Text(_)) => {}
            ("node", Value::List(list)) => {
                let (id, node) = read_node(&mut draft, entry.at, list)?;
                if nodes.insert(id.clone(), node).is_some() {
                    return Err(Fault::new(entry.at, &id, "an `id` that no other node has"));
                }
            }
            ("edge", Value::List(list)) => edges.push((entry.at, list)),
            ("node" | "edge", Value::Text(text)) => {
                return Err(Fault::new(entry.at, &text, "`[`"));
            }
            (_, value) => keep(&mut draft, Owner::Graph, entry.at, &entry.key, value)?,
        }
    }
    for (at, list) in edges {
        read_edge(&mut draft, &nodes, at, list)?;
    }
    Ok(draft.finish())
}

fn read_node(draft: &mut Draft, at: usize, entries: Vec<Entry>) -> Result<(String, usize), Fault> {
    let text = |key| list::text(&entries, key).map(str::to_owned);
    let (label, id) = (text("label"), text("id"));
    let name_key = if label.is_some() { "label" } else { "name" };
    let name =
        label.or_else(|| text("name")).or_else(|| id.clone()).filter(|name| !name.is_empty());
    let Some(name) = name else {
        return Err(Fault::new(at, "node", "a node with a `label` or an `id`"));
    };
    if draft.has_node(&name) {
        return Err(Fault::new(at, &name, "a name that no other node has"));
    }
    let node = draft.node(&name);
    draft.heed_label(node, &name);
    for Entry { at, key, value } in entries {
        if key == name_key || key == "id" {
            continue;
        }
        match value {
            Value::List(list) if key == "graphics" => {
                let mut place = [None, None];
                for inner in list {
                    let axis = match inner.key.as_str() {
                        "x" => 0,
                        "y" => 1,
                        _ => {
                            let key = format!("graphics.{}", inner.key);
                            keep(draft, Owner::Node(node), inner.at, &key, inner.value)?;
                            continue;
                        }
                    };
                    place[axis] = inner.value.number();
                }
                if let [Some(x), Some(y)] = place {
                    draft.place(node, [x, y]);
                }
            }
            Value::Text(text) => draft.node_attribute(node, &key, Some(text), at)?,
            Value::List(_) => keep(draft, Owner::Node(node), at, &key, value)?,
        }
    }
    Ok((id.unwrap_or(name), node))
}

fn read_edge(
    draft: &mut Draft,
    nodes: &BTreeMap<String, usize>,
    at: usize,
    entries: Vec<Entry>,
) -> Result<(), Fault> {
    let end = |key: &str| {
        let id = list::text(&entries, key)
            .ok_or_else(|| Fault::new(at, "edge", "an edge with a `source` and a `target`"))?;
        nodes
            .get(id)
            .copied()
            .ok_or_else(|| Fault::new(at, &format!("{key} {id}"), "the `id` of a node"))
    };
    let (from, to) = (end("source")?, end("target")?);
    let kind = match list::text(&entries, "dir") {
        Some("both") => EdgeKind::Bidirected,
        _ => EdgeKind::Directed,
    };
    let edge = draft.edge(from, to, kind, at)?;
    for Entry { at, key, value } in entries {
        let is_read = matches!(key.as_str(), "source" | "target" | "key")
            || (key == "dir" && value.text() == Some("both"));
        if !is_read {
            keep(draft, Owner::Edge(edge), at, &key, value)?;
        }
    }
    Ok(())
}

/// Keeps a value as an attribute; those within a list get its key and a dot before their own.
fn keep(draft: &mut Draft, owner: Owner, at: usize, key: &str, value: Value) -> Result<(), Fault> {
    match value {
        Value::Text(text) => draft.attribute(owner, key, Some(text), at),
        Value::List(entries) => {
            if key == "attribute"
                && let Some(name) = list::text(&entries, "name")
            {
                let value = list::text(&entries, "value").map(str::to_owned);
                return draft.attribute(owner, name, value, at);
            }
            for inner in entries {
                keep(draft, owner, inner.at, &format!("{key}.{}", inner.key), inner.value)?;
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graph_that_dowhy_makes_up_is_read_with_its_latent() {
        let text = "graph[directed 1node[ id \"v0\" label \"v0\"]node[ id \"y\" label \"y\"]\
            node[ id \"Unobserved Confounders\" label \"Unobserved Confounders\"]edge[source \"v0\" target \"y\"]\
            edge[source \"Unobserved Confounders\" target \"v0\"]]";
        let diagram = read(&text.replace("1node", "1 node")).expect("a diagram");
        assert_eq!(diagram.names().collect::<Vec<_>>(), ["v0", "y", "Unobserved Confounders"]);
        assert_eq!(diagram.with_mark(Mark::Latent), ["Unobserved Confounders"]);
        assert_eq!(
            diagram.arrows().collect::<Vec<_>>(),
            [("v0", "y"), ("Unobserved Confounders", "v0")]
        );
    }

    #[test]
    fn what_networkx_and_yed_write_is_read() {
        let text = "Creator \"yEd\"\nVersion 2.18\n# a remark\ngraph [\n  directed 1\n  name \"G\"\n  edge [\n    source 0\n    target 1\n    weight 0.5\n  ]\n\
            \x20 node [\n    id 0\n    label \"gr&#252;n &quot;x&quot; &amp; y\"\n    observed \"no\"\n  ]\n\
            \x20 node [\n    id 1\n    label \"b\"\n    graphics [\n      x 1.5\n      y -2\n      w 30\n    ]\n  ]\n]\n";
        let diagram = read(text).expect("a diagram");
        assert_eq!(diagram.arrows().collect::<Vec<_>>(), [("grün \"x\" & y", "b")]);
        assert_eq!(diagram.position_of("b"), Some([1.5, -2.0]));
        assert_eq!(diagram.nodes[1].attributes[0].name, "graphics.w");
        assert_eq!(diagram.edges[0].attributes[0].value.as_deref(), Some("0.5"));
        assert_eq!(diagram.with_mark(Mark::Latent), ["grün \"x\" & y"]);
        assert_eq!(read(&write(&diagram)).expect("own text"), diagram);
    }

    #[test]
    fn errors_name_the_place() {
        let message = |text: &str| read(text).expect_err("not a diagram").to_string();
        assert_eq!(message("graf [ ]"), "line 1, character 1: expected `graph [` and found `graf`");
        assert!(message("\n graph [ node [ id 1 ] ]").starts_with(
            "line 2, character 2: expected a graph with `directed 1` and found `graph`; "
        ));
        assert_eq!(
            message("graph [ directed 1\n edge [ source 1 target 2 ] ]"),
            "line 2, character 2: expected the `id` of a node and found `source 1`"
        );
        assert_eq!(
            message("graph [ directed 1 node [ id 1 ] node [ id 1 label \"b\" ] ]"),
            "line 1, character 34: expected an `id` that no other node has and found `1`"
        );
        assert_eq!(
            message("graph [ directed 1 node [ x 1 ] ]"),
            "line 1, character 20: expected a node with a `label` or an `id` and found `node`"
        );
        assert_eq!(
            message("graph [ directed 1"),
            "line 1, character 19: expected a key or `]` and found the end of the text"
        );
        assert_eq!(
            message("graph [ directed yes ]"),
            "line 1, character 18: expected a number, a text in quotes or `[` and found `yes`"
        );
        assert_eq!(
            message("graph [ label \"x ]"),
            "line 1, character 15: expected a text that ends with a quote and found `\"`"
        );
        assert!(message(&"a [ ".repeat(50_000)).contains("at most 32 lists"));
    }
}
