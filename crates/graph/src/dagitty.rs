//! DAGitty's text form of causal diagrams (Textor et al. 2016): `dag { x [exposure] x -> y <-> z }`.
//!
//! Also read are statements without the frame, such as `x -> y; z -> y`, one or many a line, and the
//! text as R code holds it, `dagitty("dag { … }")`. Positions, `bb` and attributes that nobody here
//! reads are kept and written again. Remarks start with `#` or `//`, or stand in `/* … */`.

mod statement;

use crate::{
    Attribute, Diagram, Mark, TextError,
    diagram::edge_text,
    draft::Draft,
    quoted_in_r::{self, Holder},
    scanner::{Fault, Remark, Scanner, in_quotes, number, written},
};

const REMARKS: &[Remark] = &[("#", "\n"), ("//", "\n"), ("/*", "*/")];

/// Other graphs that DAGitty knows, and what to say of them.
const OTHER_GRAPHS: [(&str, &str); 6] = [
    (
        "pdag",
        "a partially directed graph stands for many diagrams; choose one and write it as `dag { … }`",
    ),
    (
        "mag",
        "an ancestral graph is not a causal diagram; write the diagram behind it as `dag { … }`",
    ),
    (
        "pag",
        "an ancestral graph is not a causal diagram; write the diagram behind it as `dag { … }`",
    ),
    ("digraph", "this looks like DOT; read it as DOT"),
    ("strict", "this looks like DOT; read it as DOT"),
    ("graph", "edges need a direction; write `dag { … }`"),
];

/// How R code holds this text.
pub(crate) const IN_R: Holder = Holder {
    functions: &["dagitty"],
    looks_right: |text| text.contains("->") || text.contains("<-") || text.contains('{'),
};

/// Reads a diagram. It may have circles: [`Diagram::check`] finds them.
///
/// # Errors
/// The first place that is no statement.
pub fn read(text: &str) -> Result<Diagram, TextError> {
    quoted_in_r::read(text, IN_R, document)
}

/// Writes a diagram as text that [`read`] reads back: every node in a line of its own, then every edge.
///
/// Names that need quotes get them. Positions that are not finite are left out.
pub fn write(diagram: &Diagram) -> String {
    let mut lines = vec!["dag {".to_owned()];
    for Attribute { name, value } in &diagram.attributes {
        lines.push(format!(
            "{}={}",
            written(name),
            in_quotes(value.as_deref().unwrap_or_default())
        ));
    }
    for node in &diagram.nodes {
        let mut parts: Vec<String> = node.marks.iter().map(|mark| mark.word().to_owned()).collect();
        if let Some([x, y]) = node.position
            && x.is_finite()
            && y.is_finite()
        {
            parts.push(format!("pos=\"{},{}\"", number(x), number(y)));
        }
        parts.extend(node.attributes.iter().map(|kept| attribute(kept, is_read)));
        lines.push(with_attributes(written(&node.name), &parts));
    }
    for edge in &diagram.edges {
        let parts: Vec<String> =
            edge.attributes.iter().map(|kept| attribute(kept, |_| false)).collect();
        lines.push(with_attributes(edge_text(&edge.from, &edge.to, edge.kind), &parts));
    }
    lines.push("}\n".to_owned());
    lines.join("\n")
}

/// An attribute that is kept; its name stands in quotes where it would be read otherwise.
fn attribute(Attribute { name, value }: &Attribute, is_read: impl Fn(&str) -> bool) -> String {
    let name = if is_read(name) { in_quotes(name) } else { written(name) };
    match value {
        Some(value) => format!("{name}={}", in_quotes(value)),
        None => name,
    }
}

fn is_read(name: &str) -> bool {
    name == "pos" || mark_of(name).is_some()
}

fn with_attributes(what: String, parts: &[String]) -> String {
    if parts.is_empty() { what } else { format!("{what} [{}]", parts.join(",")) }
}

/// The whole text: a frame with statements, or statements alone.
fn document(text: &str) -> Result<Diagram, Fault> {
    let mut scanner = Scanner::new(text);
    let mut draft = Draft::default();
    scanner.skip_blanks(REMARKS)?;
    if frame(&mut scanner)? {
        statement::body(&mut scanner, &mut draft, 1)?;
        if !scanner.eat("}") {
            return Err(scanner.fault("a statement or `}`"));
        }
        scanner.skip_blanks(REMARKS)?;
        scanner.eat(";");
        scanner.skip_blanks(REMARKS)?;
    } else {
        statement::body(&mut scanner, &mut draft, 0)?;
    }
    if scanner.rest().is_empty() { Ok(draft.finish()) } else { Err(scanner.fault("nothing more")) }
}

/// Takes `dag {` or `dag name {`, if it stands here.
fn frame(scanner: &mut Scanner<'_>) -> Result<bool, Fault> {
    let start = scanner.at();
    let kind = scanner.plain().to_lowercase();
    let other = OTHER_GRAPHS.iter().find(|(word, _)| *word == kind);
    if kind == "dag" || other.is_some() {
        scanner.skip_blanks(REMARKS)?;
        if scanner.peek() == Some('"') {
            scanner.quoted()?;
        } else {
            scanner.plain();
        }
        scanner.skip_blanks(REMARKS)?;
        if scanner.eat("{") {
            return match other {
                Some((word, hint)) => Err(Fault::new(start, word, "`dag`").with_hint(*hint)),
                None => Ok(true),
            };
        }
    }
    scanner.go_to(start);
    Ok(false)
}

/// What DAGitty says of a node by a word alone.
fn mark_of(word: &str) -> Option<Mark> {
    match word {
        "e" => Some(Mark::Exposure),
        "o" => Some(Mark::Outcome),
        "a" | "adjustedNode" => Some(Mark::Adjusted),
        "s" => Some(Mark::Selected),
        "u" | "l" => Some(Mark::Latent),
        _ => Mark::from_word(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EdgeKind, dagitty};

    fn edges(text: &str) -> Vec<String> {
        let diagram = read(text).expect("a diagram");
        diagram.edges.iter().map(|edge| edge_text(&edge.from, &edge.to, edge.kind)).collect()
    }

    fn message(text: &str) -> String {
        read(text).expect_err("not a diagram").to_string()
    }

    #[test]
    fn an_export_of_the_web_page_is_read_whole_and_written_again() {
        let text = "dag {\nbb=\"-3.5,-2.9,2.9,3.1\"\n\"Family Income\" [pos=\"-1.200,-1.520\"]\n\
            Diabetes [outcome,pos=\"1.400,1.460\"]\nEducation [exposure,pos=\"-2.200,1.460\"]\n\
            U [latent,pos=\"0.1,0.2\",shape=\"box\"]\nZ [adjusted]\n\"Family Income\" -> Education\n\
            Education -> Diabetes [pos=\"-0.791,-1.045\"]\nZ <-> Diabetes\n}\n";
        let diagram = read(text).expect("a diagram");
        assert_eq!(
            diagram.names().collect::<Vec<_>>(),
            ["Family Income", "Diabetes", "Education", "U", "Z"]
        );
        assert_eq!(diagram.with_mark(Mark::Exposure), ["Education"]);
        assert_eq!(diagram.with_mark(Mark::Latent), ["U"]);
        assert_eq!(diagram.position_of("Diabetes"), Some([1.4, 1.46]));
        assert_eq!(diagram.attributes[0].value.as_deref(), Some("-3.5,-2.9,2.9,3.1"));
        assert_eq!(diagram.node("U").expect("there").attributes[0].name, "shape");
        assert_eq!(diagram.edges[1].attributes[0].value.as_deref(), Some("-0.791,-1.045"));
        assert_eq!(diagram.edges[2].kind, EdgeKind::Bidirected);
        let shorter = text.replace("00,-1.520", ",-1.52").replace("00,1.460", ",1.46");
        assert_eq!(write(&diagram), shorter);
    }

    #[test]
    fn chains_groups_and_statements_without_a_frame_mean_the_same() {
        let expected = ["a -> b", "c -> b", "c -> d"];
        assert_eq!(edges("dag{a->b<-c->d}"), expected);
        assert_eq!(edges("a -> b <- c\nc -> d # a remark"), expected);
        assert_eq!(edges("a -> b; c -> { b d } // a remark"), expected);
        assert_eq!(edges("dag G {\n a ->\n b /* it\n goes on */ c -> {b, d}}"), expected);
        assert_eq!(edges("dag { {a c} -> b {c} -> {d} }"), expected);
        assert_eq!(edges("dag { a -> {b <- c} }"), ["c -> b", "a -> b", "a -> c"]);
    }

    #[test]
    fn a_group_takes_attributes_and_an_edge_stated_twice_is_one() {
        let diagram =
            read("dag { {a b} [exposure] x [e] y [o] z [unobserved] x -> y x -> y [beta=.3] }")
                .expect("a diagram");
        assert_eq!(diagram.with_mark(Mark::Exposure), ["a", "b", "x"]);
        assert_eq!(diagram.with_mark(Mark::Outcome), ["y"]);
        assert_eq!(diagram.with_mark(Mark::Latent), ["z"]);
        assert_eq!(diagram.edges.len(), 1);
        assert_eq!(diagram.edges[0].attributes[0].value.as_deref(), Some(".3"));
    }

    #[test]
    fn r_code_is_read_with_its_escapes() {
        let expected = ["\"serum \\\"s\\\"\" -> y"];
        for code in [
            r#"dagitty("dag { \"serum \\\"s\\\"\" -> y }")"#,
            r#"g <- dagitty::dagitty('dag { "serum \\"s\\"" -> y }') # remark"#,
            r#"'dag { "serum \\"s\\"" -> y }'"#,
            r#"g = "dag { \"serum \\\"s\\\"\"\n -> y }";"#,
        ] {
            assert_eq!(edges(code), expected, "{code}");
        }
        assert_eq!(
            message("library(dagitty)\ng <- dagitty('dag { x -> y }')").split(':').next(),
            Some("line 1, character 8")
        );
        assert_eq!(
            message("g <- dagitty(\n  \"dag {\\n \\\"a b\\\" -> -> c }\")"),
            "line 2, character 23: expected a name and found `->`"
        );
        assert_eq!(
            message("dagitty('dag { x }', layout = TRUE)"),
            "line 1, character 20: expected `)` after the quoted text and found `,`"
        );
    }

    #[test]
    fn what_is_no_directed_acyclic_graph_is_refused_with_a_way_on() {
        assert_eq!(
            message("dag {\n a -- b }"),
            "line 2, character 4: expected `->`, `<-` or `<->` and found `--`; an edge of a causal diagram has a direction; a hidden common cause is `<->`"
        );
        assert!(
            message("pdag { a -> b }")
                .starts_with("line 1, character 1: expected `dag` and found `pdag`; ")
        );
        assert!(message("digraph { a -> b }").ends_with("read it as DOT"));
        assert!(message("a @-> b").contains("found `@->`; `@` belongs to"));
        assert_eq!(
            message("dag { a -> b"),
            "line 1, character 13: expected a statement or `}` and found the end of the text"
        );
        assert_eq!(
            message("dag { a [pos=\"1,nan\"] }"),
            "line 1, character 14: expected a position such as \"0.5,-1.2\" and found `1,nan`"
        );
        assert_eq!(message("a -> \"\""), "line 1, character 6: expected a name and found `\"\"`");
        assert_eq!(
            message("dag { a } b"),
            "line 1, character 11: expected nothing more and found `b`"
        );
        assert_eq!(
            message("a [x"),
            "line 1, character 5: expected an attribute or `]` and found the end of the text"
        );
    }

    #[test]
    fn a_kept_attribute_that_is_called_like_a_mark_stays_an_attribute() {
        let text = "dag {\nx [latent,\"exposure\",\"pos\"=\"far away\"]\n}\n";
        let diagram = read(text).expect("a diagram");
        assert_eq!(diagram.nodes[0].marks, [Mark::Latent].into());
        assert_eq!(dagitty::write(&diagram), text);
    }

    #[test]
    fn groups_cannot_make_more_edges_than_a_text_may_state() {
        let names: Vec<String> = (0..2_000).map(|number| format!("n{number}")).collect();
        let group = names.join(" ");
        assert!(
            message(&format!("dag {{ {{{group}}} -> {{{group}}} }}"))
                .contains("at most 500000 edges")
        );
        let deep = format!("dag {{ {} a {} }}", "{".repeat(100_000), "}".repeat(100_000));
        assert!(message(&deep).contains("at most 32 groups"));
    }
}
