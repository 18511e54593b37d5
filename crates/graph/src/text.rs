//! The text form of a graph: statements such as `age -> time <- "serum sodium"`, one or many a line.
//!
//! It is DAGitty's form with arrows alone.

use crate::{Dag, EdgeKind, Error, dagitty, scanner::written};

/// Reads a graph from its text.
///
/// # Errors
/// The first place where the text is not a statement, a bidirected edge, or a circle of arrows.
pub fn parse(text: &str) -> Result<Dag, Error> {
    let diagram = dagitty::read(text)?;
    if let Some(edge) = diagram.edges.iter().find(|edge| edge.kind == EdgeKind::Bidirected) {
        return Err(Error::Bidirected { from: edge.from.clone(), to: edge.to.clone() });
    }
    Dag::from_arrows(diagram.names(), diagram.arrows())
}

/// Writes a graph as text that [`parse`] reads back to the same nodes and arrows.
pub fn print(dag: &Dag) -> String {
    let mut lines: Vec<String> = dag.names().map(written).collect();
    lines.extend(dag.arrows().map(|(from, to)| format!("{} -> {}", written(from), written(to))));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arrows(text: &str) -> Vec<(String, String)> {
        let dag = parse(text).expect("a graph");
        dag.arrows().map(|(from, to)| (from.to_owned(), to.to_owned())).collect()
    }

    #[test]
    fn chains_remarks_and_quotes_are_read() {
        let expected = [
            ("sex".to_owned(), "job".to_owned()),
            ("age".to_owned(), "job".to_owned()),
            ("age".to_owned(), "serum sodium".to_owned()),
        ];
        assert_eq!(arrows("sex->job <- age; age -> \"serum sodium\" # known"), expected);
        assert_eq!(arrows("sex -> job\nage -> job, age -> \"serum sodium\"\n\n"), expected);
    }

    #[test]
    fn errors_name_the_line_and_the_character() {
        let message = |text: &str| parse(text).expect_err("not a graph").to_string();
        assert_eq!(
            message("a -> b\nc d"),
            "line 2, character 3: expected `->`, `<-` or `<->` and found `d`; a name with blanks or signs stands in double quotes"
        );
        assert_eq!(
            message("a ->"),
            "line 1, character 5: expected a name and found the end of the text"
        );
        assert_eq!(message("-> b"), "line 1, character 1: expected a name and found `->`");
        assert_eq!(
            message("a -> \"b"),
            "line 1, character 6: expected the closing quote of the text that starts here and found the end of the text"
        );
        assert_eq!(message("a <-> b"), "only arrows `->` and `<-` are read here, not a <-> b");
    }

    proptest! {
        #[test]
        fn any_text_gives_a_graph_or_an_error(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn text_survives_the_round_trip(pairs in prop::collection::vec((0_u8..8, 0_u8..8), 0..20)) {
            let names: Vec<String> = (0..8).map(|i| if i % 2 == 0 { format!("n{i}") } else { format!("n {i}, x") }).collect();
            let forward: Vec<(&str, &str)> = pairs.iter().filter(|(a, b)| a < b)
                .map(|&(a, b)| (names[a as usize].as_str(), names[b as usize].as_str())).collect();
            let dag = Dag::from_arrows(["alone"], forward).expect("small to large is acyclic");
            let again = parse(&print(&dag)).expect("own text is read");
            prop_assert_eq!(dag.names().collect::<Vec<_>>(), again.names().collect::<Vec<_>>());
            prop_assert_eq!(dag.arrows().collect::<Vec<_>>(), again.arrows().collect::<Vec<_>>());
        }
    }
}
