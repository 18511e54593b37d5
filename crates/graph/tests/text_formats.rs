//! Every text format gives back what it can hold, and no text whatever makes a reader panic or slow.

use std::{collections::BTreeSet, time::Instant};

use causeloom_graph::{
    Attribute, Diagram, DiagramEdge, DiagramNode, EdgeKind, Mark,
    format::{TextFormat, guess, read, write},
};
use proptest::{prelude::*, sample::Index};

/// What a format can hold beyond nodes and edges.
#[derive(Clone, Copy, Debug)]
enum Holds {
    /// Any names, marks, positions, attributes.
    Everything,
    /// The same, every attribute having a value.
    Values,
    /// Names without brackets; arrows.
    Arrows,
    /// Names of R; arrows, bidirected edges, latents with effects.
    Paths,
}

fn holds(format: TextFormat) -> Holds {
    match format {
        TextFormat::Dagitty | TextFormat::Gml | TextFormat::NodeLink => Holds::Everything,
        TextFormat::Dot => Holds::Values,
        TextFormat::Bnlearn => Holds::Arrows,
        TextFormat::Lavaan => Holds::Paths,
    }
}

fn names(holds: Holds) -> BoxedStrategy<BTreeSet<String>> {
    let name = match holds {
        Holds::Everything | Holds::Values => prop_oneof![
            any::<String>().prop_filter("a name", |name| !name.is_empty()),
            "[a-zA-Z_][a-zA-Z0-9_.]{0,6}",
            "[ \"'\\\\\n\r\t{}\\[\\]<>|:;,=#/&%@~+*-]{1,4}",
            prop::sample::select(vec![
                "node", "edge", "dag", "graph", "e", "pos", "bb", "1", "-1", "0"
            ])
            .prop_map(str::to_owned),
        ]
        .boxed(),
        Holds::Arrows => "[^\\[\\]|:\\s][^\\[\\]|:]{0,5}[^\\[\\]|:\\s]"
            .prop_filter("no blank at an end", |name| {
                let trimmed = name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
                trimmed.len() == name.len()
            })
            .boxed(),
        Holds::Paths => "[a-zA-Zäß][a-zA-Z0-9._]{0,5}".boxed(),
    };
    prop::collection::btree_set(name, 0..9).boxed()
}

fn attributes(holds: Holds) -> BoxedStrategy<Vec<Attribute>> {
    let (name, value) = match holds {
        Holds::Everything | Holds::Values => (
            prop_oneof![
                any::<String>().prop_filter("a name", |name| !name.is_empty()),
                prop::sample::select(vec![
                    "pos",
                    "exposure",
                    "e",
                    "latent",
                    "observed",
                    "label",
                    "id",
                    "name",
                    "x",
                    "dir",
                    "key",
                    "source",
                    "_pos",
                    "__dir",
                    "arrowhead",
                    "weight",
                    "graphics",
                    "attribute",
                    "attributes",
                    "node",
                ])
                .prop_map(str::to_owned),
            ]
            .boxed(),
            prop::option::of(prop_oneof![
                any::<String>(),
                "-?[0-9]{1,4}(\\.[0-9]{1,3})?",
                "true|null|\\[1,2\\]|odot|back|no|1,2"
            ])
            .boxed(),
        ),
        Holds::Arrows | Holds::Paths => return Just(Vec::new()).boxed(),
    };
    prop::collection::btree_map(name, value, 0..4)
        .prop_map(move |map| {
            let attribute = |(name, value): (String, Option<String>)| match holds {
                Holds::Values => Attribute { name, value: Some(value.unwrap_or_default()) },
                _ => Attribute { name, value },
            };
            map.into_iter().map(attribute).collect()
        })
        .boxed()
}

fn nodes(holds: Holds) -> BoxedStrategy<Vec<DiagramNode>> {
    let coordinate = prop_oneof![-5.0..5.0_f64, prop::num::f64::NORMAL, Just(0.0), Just(-3.0)];
    let position = prop::option::of([coordinate.clone(), coordinate]);
    let marks = prop::collection::btree_set(prop::sample::select(Mark::ALL.to_vec()), 0..3);
    let looks = prop::collection::vec((position, marks, attributes(holds)), 9);
    let is_rich = matches!(holds, Holds::Everything | Holds::Values);
    (names(holds), looks)
        .prop_map(move |(names, looks)| {
            let node = |(name, (position, marks, attributes)): (String, (_, _, Vec<Attribute>))| {
                let (position, marks) =
                    if is_rich { (position, marks) } else { (None, BTreeSet::new()) };
                DiagramNode { name, position, marks, attributes }
            };
            names.into_iter().zip(looks).map(node).collect()
        })
        .boxed()
}

fn diagrams(holds: Holds) -> BoxedStrategy<Diagram> {
    let edge = (any::<Index>(), any::<Index>(), any::<bool>(), attributes(holds));
    let graph = attributes(holds).prop_map(|mut list| {
        for attribute in &mut list {
            attribute.value.get_or_insert_default();
        }
        list
    });
    (nodes(holds), prop::collection::vec(edge, 0..14), graph)
        .prop_map(move |(nodes, stated, attributes)| {
            let mut diagram = Diagram { nodes, edges: Vec::new(), attributes };
            for (a, b, is_directed, attributes) in stated {
                if diagram.nodes.is_empty() {
                    break;
                }
                let (a, b) = (a.index(diagram.nodes.len()), b.index(diagram.nodes.len()));
                let is_directed = is_directed || matches!(holds, Holds::Arrows);
                let kind = if is_directed { EdgeKind::Directed } else { EdgeKind::Bidirected };
                let from = diagram.nodes[a.min(b)].name.clone();
                let to = diagram.nodes[a.max(b)].name.clone();
                if a != b && diagram.edge(&from, &to, kind).is_none() {
                    diagram.edges.push(DiagramEdge { from, to, kind, attributes });
                }
            }
            let cause = diagram.arrows().next().map(|(from, _)| from.to_owned());
            if let (Holds::Paths, Some(cause)) = (holds, cause)
                && let Some(node) = diagram.node_mut(&cause)
            {
                node.marks.insert(Mark::Latent);
            }
            diagram
        })
        .boxed()
}

/// Nodes, each with whether it is latent, and edges.
type Content = (BTreeSet<(String, bool)>, BTreeSet<(String, String, EdgeKind)>);

/// What both formats without an order of edges keep.
fn content(diagram: &Diagram) -> Content {
    let latent = |node: &DiagramNode| node.marks.contains(&Mark::Latent);
    let edges = diagram.edges.iter().map(|edge| (edge.from.clone(), edge.to.clone(), edge.kind));
    (diagram.nodes.iter().map(|node| (node.name.clone(), latent(node))).collect(), edges.collect())
}

fn gives_back(format: TextFormat, diagram: &Diagram) -> Result<(), TestCaseError> {
    let text = write(format, diagram).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let again =
        read(format, &text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
    match holds(format) {
        Holds::Everything | Holds::Values => prop_assert_eq!(&again, diagram, "{}", text),
        Holds::Arrows => {
            prop_assert_eq!(content(&again), content(diagram), "{}", text);
            prop_assert!(again.names().eq(diagram.names()));
        }
        Holds::Paths => prop_assert_eq!(content(&again), content(diagram), "{}", text),
    }
    Ok(())
}

/// A text with some stretches cut out, doubled or replaced.
fn damaged(text: &str, cuts: &[(Index, Index, u8)]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for &(start, length, what) in cuts {
        if characters.is_empty() {
            break;
        }
        let start = start.index(characters.len());
        let end = (start + length.index(12)).min(characters.len());
        let stretch: Vec<char> = characters[start..end].to_vec();
        let signs = [
            '"', '\'', '{', '}', '[', ']', '-', '>', '<', '\\', '#', '\n', ':', '+', '~', '&', 'é',
        ];
        let replacement = match what % 4 {
            0 => Vec::new(),
            1 => [stretch.clone(), stretch].concat(),
            2 => vec![signs[usize::from(what) % signs.len()]],
            _ => stretch.into_iter().rev().collect(),
        };
        characters.splice(start..end, replacement);
    }
    characters.into_iter().collect()
}

/// Reads a text in every format; what is read is written and read again to the same.
fn survives(text: &str) -> Result<(), TestCaseError> {
    let _ = guess(text);
    for format in TextFormat::ALL {
        match read(format, text) {
            Ok(diagram) => {
                let _ = diagram.check();
                let canonical = write(TextFormat::Dagitty, &diagram).expect("it holds everything");
                let again = read(TextFormat::Dagitty, &canonical);
                prop_assert_eq!(again.as_ref(), Ok(&diagram));
                for other in TextFormat::ALL {
                    if let Ok(written) = write(other, &diagram) {
                        prop_assert!(
                            read(other, &written).is_ok(),
                            "{}: {}",
                            other.name(),
                            written
                        );
                    }
                }
            }
            Err(error) => {
                let lines = text.split('\n').count() as u32;
                prop_assert!(error.line >= 1 && error.line <= lines && error.column >= 1);
                let line = text.split('\n').nth(error.line as usize - 1).unwrap_or_default();
                prop_assert!(error.column as usize <= line.chars().count() + 1);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn dagitty_gives_everything_back(diagram in diagrams(Holds::Everything)) {
        gives_back(TextFormat::Dagitty, &diagram)?;
    }

    #[test]
    fn gml_gives_everything_back(diagram in diagrams(Holds::Everything)) {
        gives_back(TextFormat::Gml, &diagram)?;
    }

    #[test]
    fn node_link_gives_everything_back(diagram in diagrams(Holds::Everything)) {
        gives_back(TextFormat::NodeLink, &diagram)?;
    }

    #[test]
    fn dot_gives_everything_back_that_has_a_value(diagram in diagrams(Holds::Values)) {
        gives_back(TextFormat::Dot, &diagram)?;
    }

    #[test]
    fn bnlearn_gives_arrows_back(diagram in diagrams(Holds::Arrows)) {
        gives_back(TextFormat::Bnlearn, &diagram)?;
    }

    #[test]
    fn lavaan_gives_paths_back(diagram in diagrams(Holds::Paths)) {
        gives_back(TextFormat::Lavaan, &diagram)?;
    }

    #[test]
    fn any_bytes_give_a_diagram_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        survives(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_signs_give_a_diagram_or_an_error(text in "[a-c01 \"'\\\\\n{}\\[\\]<>|:;,=#/&@~+*()!.-]{0,40}") {
        survives(&text)?;
    }

    #[test]
    fn damaged_texts_give_a_diagram_or_an_error(
        diagram in diagrams(Holds::Paths),
        format in prop::sample::select(TextFormat::ALL.to_vec()),
        cuts in prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>()), 1..5),
    ) {
        if let Ok(text) = write(format, &diagram) {
            survives(&damaged(&text, &cuts))?;
        }
    }

    #[test]
    fn damaged_samples_give_a_diagram_or_an_error(
        sample in prop::sample::select(SAMPLES.to_vec()),
        cuts in prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>()), 1..5),
    ) {
        survives(sample)?;
        survives(&damaged(sample, &cuts))?;
    }
}

const SAMPLES: [&str; 7] = [
    "g <- dagitty('dag { bb=\"0,0,1,1\" \"a \\\\\"b\" [e,pos=\"1,2\"] {x y} -> z [beta=.3] // r\n a <-> b }')",
    "model <- '\n f =~ x1 + 0.5*x2 + c(1,2)*x3 # r\n y ~ a*f + x:z\n x1 ~~ 0*x2; ab := a*2\n'",
    "model2network(\"[A][C][B|A:C][D d|B]\")",
    "strict digraph \"g\" { node [latent=true]; a:n -> {b c} -> d [dir=both, label=<<b>x</b>>]; edge [dir=back] \"x\" + \"y\" -> -1.5 /* r */ }",
    "Creator \"x\" graph [ directed 1 node [ id 0 label \"a&#228;&quot;\" graphics [ x 1.5 y -2 ] ] node [ id 1 ] edge [ source 0 target 1 w \"v\" ] ]",
    "{\"directed\": true, \"graph\": {\"n\": [1, {}]}, \"nodes\": [{\"id\": \"a\", \"x\": 1, \"y\": 2}, {\"id\": 2}], \"links\": [{\"source\": \"a\", \"target\": 2, \"dir\": \"both\"}]}",
    "a -> b <- c; \"d e\" -> a # r\nb [outcome], c <-> \"d e\"",
];

#[test]
fn long_and_deep_texts_end_soon() {
    let start = Instant::now();
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "(",
        "\"",
        "'",
        "<",
        "\\",
        "a ",
        "a->",
        "{a",
        "{a b}->",
        "a,",
        "a;",
        "a=",
        "a[",
        "[a",
        "[a|",
        "[a]",
        ":a",
        "a~",
        "a+",
        "a:",
        "a*",
        "c(",
        "x=~",
        "&",
        "&#",
        "#",
        "/*",
        "//\n",
        "\n",
        "é",
        "node[",
        "a[b=c]",
        "\"nodes\":[",
        "{\"a\":",
        "a 1 ",
        "a [ ",
        "subgraph{",
        "edge[",
        "a\"b\"",
        "x x ",
        "<->",
        "\u{feff}",
        "0*x+",
    ];
    let heads = [
        "",
        "dag {",
        "digraph {",
        "graph [ directed 1 ",
        "{\"nodes\": [",
        "dagitty('",
        "y ~ ",
        "[A|",
        "a [",
        "digraph { a [",
        "digraph { a -> b [x=<",
    ];
    for piece in pieces {
        for head in heads {
            let text = format!("{head}{}", piece.repeat(5_000));
            let _ = guess(&text);
            for format in TextFormat::ALL {
                let _ = read(format, &text);
            }
        }
    }
    assert!(start.elapsed().as_secs() < 60, "took {:?}", start.elapsed());
}
