//! Node-link JSON as networkx writes it: `{"directed": true, "nodes": [...], "links": [...]}`.
//!
//! Edges stand in `links` (networkx before 3.4, and d3) or `edges`. A node's name is its `name`, else
//! its `id`; ends of edges are ids, or places in the list of nodes as d3 has them. `"dir": "both"` is
//! a bidirected edge. Marks are `"exposure": true` and DoWhy's `"observed": "no"`; `x` and `y` are
//! positions.

use std::collections::BTreeMap;

use serde_json::{Map, Value, value::RawValue};

use crate::{
    Attribute, Diagram, EdgeKind, Mark, TextError,
    draft::{Draft, Owner, mark_attribute},
    scanner::Fault,
};

/// Keys that are read here; attributes of these names, and those behind them, stand in an object
/// `attributes` of their own.
const READ: [&str; 11] =
    ["id", "name", "x", "y", "source", "target", "key", "dir", "observed", "label", "attributes"];

/// The ids of nodes and the places of the nodes in the list.
type Ids = BTreeMap<String, usize>;

/// Reads a diagram.
///
/// # Errors
/// The first place that is no JSON or not of this form, an undirected graph, a node without a name
/// or with the name or id of another, an edge with an end that is no node.
pub fn read(text: &str) -> Result<Diagram, TextError> {
    document(text).map_err(|fault| fault.in_text(text))
}

/// Writes a diagram for networkx from 3.4 on (`edges`), each node's name being its `id`. Attributes
/// that are written like JSON numbers, true, false or lists become those.
pub fn write(diagram: &Diagram) -> String {
    let mut pairs = BTreeMap::new();
    for edge in &diagram.edges {
        *pairs.entry((&edge.from, &edge.to)).or_insert(0_u32) += 1;
    }
    let is_multigraph = pairs.values().any(|&n_edges| n_edges > 1);
    let nodes = diagram.nodes.iter().map(|node| {
        let mut object = Map::new();
        object.insert("id".to_owned(), node.name.clone().into());
        for (name, holds) in node.marks.iter().map(|&mark| mark_attribute(mark)) {
            object.insert(name.to_owned(), if holds { true.into() } else { "no".into() });
        }
        if let Some([x, y]) = node.position
            && x.is_finite()
            && y.is_finite()
        {
            object.insert("x".to_owned(), x.into());
            object.insert("y".to_owned(), y.into());
        }
        with_attributes(object, &node.attributes)
    });
    let nodes: Vec<Value> = nodes.collect();
    let mut keys = BTreeMap::new();
    let edges = diagram.edges.iter().map(|edge| {
        let mut object = Map::new();
        object.insert("source".to_owned(), edge.from.clone().into());
        object.insert("target".to_owned(), edge.to.clone().into());
        if is_multigraph {
            let key = keys.entry((&edge.from, &edge.to)).or_insert(0_u32);
            object.insert("key".to_owned(), (*key).into());
            *key += 1;
        }
        if edge.kind == EdgeKind::Bidirected {
            object.insert("dir".to_owned(), "both".into());
        }
        with_attributes(object, &edge.attributes)
    });
    let edges: Vec<Value> = edges.collect();
    let mut object = Map::new();
    object.insert("directed".to_owned(), true.into());
    object.insert("multigraph".to_owned(), is_multigraph.into());
    object.insert("graph".to_owned(), with_attributes(Map::new(), &diagram.attributes));
    object.insert("nodes".to_owned(), nodes.into());
    object.insert("edges".to_owned(), edges.into());
    let mut text = format!("{:#}", Value::Object(object));
    text.push('\n');
    text
}

fn with_attributes(mut object: Map<String, Value>, attributes: &[Attribute]) -> Value {
    let mut apart = Map::new();
    for Attribute { name, value } in attributes {
        let value = value.as_deref().map_or(Value::Null, as_json);
        let is_read = READ.contains(&name.as_str()) || Mark::from_word(name).is_some();
        let stands_apart = is_read || !apart.is_empty();
        if stands_apart { &mut apart } else { &mut object }.insert(name.clone(), value);
    }
    if !apart.is_empty() {
        object.insert("attributes".to_owned(), apart.into());
    }
    Value::Object(object)
}

/// What a text is in JSON: what it is written like where that gives the text back, else a text.
fn as_json(text: &str) -> Value {
    let value = serde_json::from_str::<Value>(text).ok();
    let plain = value.filter(|value| !value.is_null() && as_text(value).as_deref() == Some(text));
    plain.filter(|value| !value.is_string()).unwrap_or_else(|| text.into())
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Where parts of the text stand in the whole.
struct Source<'a>(&'a str);

impl<'a> Source<'a> {
    /// The byte at which a part of the text starts.
    fn at(&self, part: &RawValue) -> usize {
        (part.get().as_ptr() as usize).saturating_sub(self.0.as_ptr() as usize)
    }

    fn wrong(&self, part: &RawValue, expected: &str) -> Fault {
        let found: String =
            part.get().lines().next().unwrap_or_default().chars().take(41).collect();
        Fault::new(self.at(part), &found, expected)
    }

    fn object(&self, part: &'a RawValue, expected: &str) -> Result<Map<String, Value>, Fault> {
        serde_json::from_str(part.get()).map_err(|_| self.wrong(part, expected))
    }

    fn list(&self, part: &'a RawValue) -> Result<Vec<&'a RawValue>, Fault> {
        serde_json::from_str(part.get()).map_err(|_| self.wrong(part, "a list"))
    }
}

fn document(text: &str) -> Result<Diagram, Fault> {
    let source = Source(text);
    let trimmed = text.trim_start_matches('\u{feff}');
    let whole: BTreeMap<String, &RawValue> =
        serde_json::from_str(trimmed).map_err(|error| broken(text, trimmed, &error))?;
    let part = |key: &str| whole.get(key).copied();
    if let Some(directed) = part("directed").filter(|directed| directed.get() == "false") {
        return Err(source
            .wrong(directed, "`true`")
            .with_hint("edges of a causal diagram have a direction; save a DiGraph"));
    }
    let missing = |what: &str| Fault::new(0, "{", format!("an object with {what}"));
    let nodes = source.list(part("nodes").ok_or_else(|| missing("`nodes`"))?)?;
    let edges = part("links").or_else(|| part("edges"));
    let edges = source.list(edges.ok_or_else(|| missing("`links` or `edges`"))?)?;
    let mut draft = Draft::default();
    if let Some(graph) = part("graph") {
        for (name, value) in source.object(graph, "an object of attributes")? {
            keep(&mut draft, Owner::Graph, source.at(graph), &name, &value)?;
        }
    }
    let mut ids = BTreeMap::new();
    for node in &nodes {
        read_node(&source, &mut draft, &mut ids, node)?;
    }
    for edge in edges {
        read_edge(&source, &mut draft, &ids, nodes.len(), edge)?;
    }
    Ok(draft.finish())
}

fn read_node<'a>(
    source: &Source<'a>,
    draft: &mut Draft,
    ids: &mut Ids,
    part: &'a RawValue,
) -> Result<(), Fault> {
    let object = source.object(part, "an object for a node")?;
    let at = source.at(part);
    let id = object.get("id").and_then(as_text);
    let name = match object.get("name") {
        Some(Value::String(name)) if !name.is_empty() => Some(name.clone()),
        _ => None,
    };
    let is_named = name.is_some();
    let Some(name) = name.or_else(|| id.clone()).filter(|name| !name.is_empty()) else {
        return Err(source.wrong(part, "a node with an `id` or a `name`"));
    };
    if draft.has_node(&name) {
        return Err(Fault::new(at, &name, "a name that no other node has"));
    }
    let node = draft.node(&name);
    let id = id.unwrap_or(name);
    if ids.insert(id.clone(), node).is_some() {
        return Err(Fault::new(at, &id, "an `id` that no other node has"));
    }
    let number = |key| object.get(key).and_then(Value::as_f64);
    let position = number("x").zip(number("y"));
    if let Some((x, y)) = position {
        draft.place(node, [x, y]);
    }
    for (key, value) in object {
        let is_read = match key.as_str() {
            "id" => true,
            "name" => is_named,
            "x" | "y" => position.is_some(),
            _ => false,
        };
        if is_read {
            continue;
        }
        if key == "attributes" || value.is_null() {
            keep(draft, Owner::Node(node), at, &key, &value)?;
        } else {
            draft.node_attribute(node, &key, as_text(&value), at)?;
        }
    }
    Ok(())
}

fn read_edge<'a>(
    source: &Source<'a>,
    draft: &mut Draft,
    ids: &Ids,
    n_nodes: usize,
    part: &'a RawValue,
) -> Result<(), Fault> {
    let object = source.object(part, "an object for an edge")?;
    let at = source.at(part);
    let end = |key: &str| {
        let value = object
            .get(key)
            .ok_or_else(|| source.wrong(part, "an edge with a `source` and a `target`"))?;
        let place = || value.as_u64().map(|place| place as usize).filter(|&place| place < n_nodes);
        let id = as_text(value).unwrap_or_default();
        ids.get(&id)
            .copied()
            .or_else(place)
            .ok_or_else(|| Fault::new(at, &format!("{key} {value}"), "the `id` of a node"))
    };
    let (from, to) = (end("source")?, end("target")?);
    let is_bidirected = object.get("dir").and_then(Value::as_str) == Some("both");
    let kind = if is_bidirected { EdgeKind::Bidirected } else { EdgeKind::Directed };
    let edge = draft.edge(from, to, kind, at)?;
    for (key, value) in object {
        let is_read = match key.as_str() {
            "source" | "target" | "key" => true,
            "dir" => is_bidirected,
            _ => false,
        };
        if !is_read {
            keep(draft, Owner::Edge(edge), at, &key, &value)?;
        }
    }
    Ok(())
}

/// Keeps a value as an attribute, and those of `attributes` each as its own.
fn keep(draft: &mut Draft, owner: Owner, at: usize, key: &str, value: &Value) -> Result<(), Fault> {
    match value {
        Value::Object(apart) if key == "attributes" => {
            for (name, value) in apart {
                draft.attribute(owner, name, as_text(value), at)?;
            }
            Ok(())
        }
        _ => draft.attribute(owner, key, as_text(value), at),
    }
}

/// The fault of a text that is no JSON, or no JSON object.
fn broken(text: &str, trimmed: &str, error: &serde_json::Error) -> Fault {
    let lines = trimmed.split_inclusive('\n').take(error.line().saturating_sub(1));
    let line_start: usize = lines.map(str::len).sum();
    let inside = (line_start + error.column().saturating_sub(1)).min(trimmed.len());
    let at = text.len() - trimmed.len() + inside;
    if error.is_eof() {
        return Fault::unended(text.len(), "the rest of the JSON");
    }
    let found = trimmed.get(inside..).and_then(|rest| rest.chars().next()).map(String::from);
    let expected = if error.is_data() { "an object with `nodes` and `links`" } else { "JSON" };
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    Fault::new(at, &found.unwrap_or_default(), expected).with_hint(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NETWORKX: &str = r#"{"directed": true, "multigraph": false, "graph": {"name": "g"},
        "nodes": [{"observed": "no", "id": "U"}, {"id": 1, "weight": 0.5}, {"name": "y z", "id": "y"}],
        "LINKS": [{"source": "U", "target": 1}, {"dir": "both", "w": [1, 2], "source": "y", "target": 1}]}"#;

    #[test]
    fn what_networkx_writes_is_read_with_links_and_with_edges() {
        let diagram = read(&NETWORKX.replace("LINKS", "links")).expect("a diagram");
        assert_eq!(read(&NETWORKX.replace("LINKS", "edges")).expect("a diagram"), diagram);
        assert_eq!(diagram.names().collect::<Vec<_>>(), ["U", "1", "y z"]);
        assert_eq!(diagram.arrows().collect::<Vec<_>>(), [("U", "1")]);
        assert!(diagram.edge("1", "y z", EdgeKind::Bidirected).is_some());
        assert_eq!(diagram.with_mark(Mark::Latent), ["U"]);
        assert_eq!(diagram.nodes[1].attributes[0].value.as_deref(), Some("0.5"));
        assert_eq!(diagram.edges[1].attributes[0].value.as_deref(), Some("[1,2]"));
        assert_eq!(read(&write(&diagram)).expect("own text"), diagram);
    }

    #[test]
    fn places_in_the_list_of_nodes_are_read_as_d3_has_them() {
        let diagram = read(r#"{"nodes":[{"name":"a","x":1,"y":2.5},{"name":"b"}],"links":[{"source":1,"target":0,"value":3}]}"#)
            .expect("a diagram");
        assert_eq!(diagram.arrows().collect::<Vec<_>>(), [("b", "a")]);
        assert_eq!(diagram.position_of("a"), Some([1.0, 2.5]));
    }

    #[test]
    fn errors_name_the_place() {
        let message = |text: &str| read(text).expect_err("not a diagram").to_string();
        assert_eq!(
            message("{\"nodes\": ["),
            "line 1, character 12: expected the rest of the JSON and found the end of the text"
        );
        assert!(message("{\"nodes\": [],\n \"ä\": 1, nodes}").starts_with(
            "line 2, character 10: expected JSON and found `n`; key must be a string"
        ));
        assert!(message("[1]").starts_with(
            "line 1, character 1: expected an object with `nodes` and `links` and found `[`; "
        ));
        assert_eq!(
            message("{\"nodes\": []}"),
            "line 1, character 1: expected an object with `links` or `edges` and found `{`"
        );
        assert!(
            message("{\"directed\":\n false, \"nodes\": [], \"links\": []}")
                .starts_with("line 2, character 2: expected `true` and found `false`; ")
        );
        assert_eq!(
            message(
                "{\"nodes\": [{\"id\": \"a\"}],\n\"links\": [{\"source\": \"a\", \"target\": \"b\"}]}"
            ),
            "line 2, character 11: expected the `id` of a node and found `target \"b\"`"
        );
        assert_eq!(
            message("{\"nodes\": [{\"id\": 1}, {\"id\": \"1\"}], \"links\": []}"),
            "line 1, character 23: expected a name that no other node has and found `1`"
        );
        assert_eq!(
            message("{\"nodes\": [1], \"links\": []}"),
            "line 1, character 12: expected an object for a node and found `1`"
        );
        let deep = format!("{{\"nodes\": [{{\"id\": {}", "[".repeat(100_000));
        assert!(message(&deep).contains("expected"));
        let deep = format!(
            "{{\"nodes\": [{{\"id\": {}{} }}], \"links\": []}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert!(message(&deep).contains("an object for a node"));
    }
}
