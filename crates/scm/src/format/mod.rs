//! Files of discrete networks: BIF in its two dialects, XMLBIF, and Hugin's `.net`.
//!
//! Everything is addressed by name: a row of a table by the states of its parents, never by where it
//! stands. What a file says and a [`Model`] cannot hold, and what was decided where a file leaves it
//! open, is said in [`Read::notes`].

pub mod bif;
mod cursor;
mod draft;
mod error;
mod markup;
pub mod net;
mod words;
pub mod xmlbif;

pub use error::CannotWrite;
pub use graph::TextError;

use crate::Model;

/// A model that was read from a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The model; every node has a table.
    pub model: Model,
    /// What was decided or left out, in sentences without a full stop.
    pub notes: Vec<String>,
}

/// A text format of discrete networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkFormat {
    /// The Bayesian Interchange Format, as bnlearn and JavaBayes write it.
    Bif,
    /// The XML form of BIF.
    XmlBif,
    /// Hugin's `.net`.
    Net,
}

/// The format that a text looks like, by its first word; nothing where it is none of these.
pub fn guess(text: &str) -> Option<NetworkFormat> {
    let text = text.trim_start_matches(cursor::is_blank);
    if text.starts_with('<') {
        let start: String = text.chars().take(4096).collect();
        return start.to_ascii_uppercase().contains("<BIF").then_some(NetworkFormat::XmlBif);
    }
    let first = cursor::first_word(text, &[("//", "\n"), ("/*", "*/"), ("%", "\n")])?;
    match first {
        "network" | "variable" => Some(NetworkFormat::Bif),
        "net" | "node" | "class" => Some(NetworkFormat::Net),
        _ => None,
    }
}

/// Reads a model in a format.
///
/// # Errors
/// The first place that is wrong, what belongs there and how to go on.
pub fn read(format: NetworkFormat, text: &str) -> Result<Read, TextError> {
    match format {
        NetworkFormat::Bif => bif::read(text),
        NetworkFormat::XmlBif => xmlbif::read(text),
        NetworkFormat::Net => net::read(text),
    }
}

#[cfg(test)]
mod tests {
    use graph::{Diagram, DiagramEdge, DiagramNode, EdgeKind};
    use numeric::seed::Seed;
    use proptest::prelude::*;

    use super::*;
    use crate::{Mechanism, Values, Variable};

    pub(super) const CHEST: &str = "
network unknown {
}
variable smoke {
  type discrete [ 2 ] { yes, no };
}
variable tub {
  type discrete [ 2 ] { yes, no };
}
variable lung {
  type discrete [ 3 ] { none, Asy/Patch, >=7.5 };
}
probability ( lung | tub, smoke ) {
  (no, no) 0.9, 0.09, 0.01;
  (yes, yes) 0.1, 0.2, 0.7;
  (no, yes) 0.5, 0.25, 0.25;
  (yes, no) 3e-1, .3, 0.4;
}
probability ( smoke ) {
  table 0.5, 0.5;
}
probability ( tub ) {
  table 0.01, 0.99;
}
";

    /// The same network as [`CHEST`], as JavaBayes writes it.
    pub(super) const CHEST_QUOTED: &str =
        "\u{feff}// Bayesian network\r\nnetwork \"unknown\" { //3 variables\r
  property \"credal-set constant\" ;\r\n}\r
variable  \"smoke\" { //2 values\r\n\ttype discrete[2] {  \"yes\"  \"no\" };\r
\tproperty \"position = (54, 35)\" ;\r\n\tproperty weight = None ;\r\n}\r
variable \"tub\" {\n type discrete [2] { \"yes\" \"no\" };\n}
variable \"lung\" {\n type discrete[3] { \"none\" \"Asy/Patch\" \">=7.5\" };\n}
probability ( \"smoke\" ) { table 0.5 0.5 ; }
probability ( \"tub\" ) { table 0.01 0.99 ; }
/* state slowest, smoke fastest */
probability ( \"lung\" \"tub\" \"smoke\" ) {
  table 0.1 0.3 0.5 0.9   // none
        0.2 0.3 0.25 0.09
        0.7 0.4 0.25 0.01 ;
}
";

    pub(super) const DOG: &str = r#"<?xml version="1.0"?>
<!-- DTD for the XMLBIF 0.3 format -->
<!DOCTYPE BIF [
  <!ELEMENT BIF ( NETWORK )*> <!-- it's a > -->
  <!ATTLIST BIF VERSION CDATA #REQUIRED>
]>
<BIF VERSION="0.3">
<NETWORK>
<NAME>Dog &amp; problem</NAME>
<DEFINITION>
  <FOR>hear-bark</FOR> <GIVEN>family-out</GIVEN> <GIVEN>dog</GIVEN>
  <TABLE> <!-- the last parent is the fastest -->
    1 0 0 1
    0.5 0.5 0.25 0.75 </TABLE>
</DEFINITION>
<VARIABLE TYPE="nature"> <NAME>family-out</NAME>
  <OUTCOME>&lt;1</OUTCOME> <OUTCOME>&#62;1</OUTCOME> <PROPERTY>position = (112, 69)</PROPERTY>
</VARIABLE>
<variable type="nature"> <name>hear-bark</name> <outcome>y</outcome> <outcome>n</outcome> </variable>
<VARIABLE> <NAME>dog</NAME> <VALUE>in</VALUE> <VALUE>out</VALUE> </VARIABLE>
<DEFINITION> <FOR>family-out</FOR> <TABLE>0.15 0.85</TABLE> </DEFINITION>
<DEFINITION> <FOR>dog</FOR> <TABLE><![CDATA[0.5 0.5]]></TABLE> </DEFINITION>
<EXTENSION><X/></EXTENSION>
</NETWORK>
</BIF>
"#;

    pub(super) const HUGIN: &str = r#"
% written by hand
net
{
  node_size = (100 40);
  HR_Desc = "a; b } c";
}
node S { label = "Does he \"smoke\"?"; position = (100 -200); states = ("yes" "no"); }
discrete node B
{
  states = ("a, b" "100%");  % in quotes
  HR_State_0 = "";
}
potential (S) { data = (0.5 0.5); }
potential (B | S)
{
  data = ((0.6 0.4)  % S=yes
          (0.3 0.7));
}
"#;

    pub(super) fn rows_of<'m>(model: &'m Model, node: &str) -> &'m [Vec<f64>] {
        match &model.variables[node].mechanism {
            Mechanism::Table { rows } => rows,
            other => panic!("a table, not {other:?}"),
        }
    }

    pub(super) fn message(read: Result<Read, TextError>) -> String {
        read.expect_err("the text is wrong").to_string()
    }

    #[test]
    fn a_format_is_told_by_its_first_word() {
        assert_eq!(guess(CHEST), Some(NetworkFormat::Bif));
        assert_eq!(guess(CHEST_QUOTED), Some(NetworkFormat::Bif));
        assert_eq!(guess(DOG), Some(NetworkFormat::XmlBif));
        assert_eq!(guess(HUGIN), Some(NetworkFormat::Net));
        for other in ["dag { a -> b }", "<html>", "y ~ x", "", "[A][B|A]", "digraph { }"] {
            assert_eq!(guess(other), None, "{other}");
        }
    }

    /// A network of up to six variables with odd names, made from a seed.
    fn network(seed: u64) -> Model {
        const PIECES: [&str; 12] = ["a", "b", "1.5", "<", "-", "_", " ", ",", "(", "é", "}", "//"];
        let mut draws = Seed(seed).stream("network").draws();
        let mut below = |n: usize| ((draws.uniform() * n as f64) as usize).min(n - 1);
        let mut model = Model { name: format!("net {seed}"), ..Model::default() };
        let mut graph = Diagram::default();
        for index in 0..=below(6) {
            let name = format!("{}{index}{}", PIECES[below(12)], PIECES[below(12)]);
            let states: Vec<String> =
                (0..=below(4)).map(|state| format!("{}{state}", PIECES[below(12)])).collect();
            let parents: Vec<String> = graph
                .nodes
                .iter()
                .filter(|_| below(2) == 0)
                .map(|node: &DiagramNode| node.name.clone())
                .collect();
            let n_rows: usize = parents
                .iter()
                .map(|parent| model.variables[parent].values.states().len())
                .product();
            let rows = (0..n_rows)
                .map(|_| {
                    let weights: Vec<f64> =
                        states.iter().map(|_| (below(1000) + 1) as f64).collect();
                    let total: f64 = weights.iter().sum();
                    weights.iter().map(|weight| weight / total).collect()
                })
                .collect();
            graph.edges.extend(parents.iter().map(|parent| DiagramEdge {
                from: parent.clone(),
                to: name.clone(),
                kind: EdgeKind::Directed,
                attributes: Vec::new(),
            }));
            let position = (below(2) == 0).then(|| [below(100) as f64 / 8.0, -(below(9) as f64)]);
            graph.nodes.push(DiagramNode {
                name: name.clone(),
                position,
                ..DiagramNode::default()
            });
            let values = if states.len() > 2 && below(2) == 0 {
                Values::Unordered(states)
            } else {
                Values::Ordered(states)
            };
            let mechanism = Mechanism::Table { rows };
            let variable =
                Variable { about: String::new(), unit: String::new(), values, parents, mechanism };
            model.variables.insert(name, variable);
        }
        model.graph = graph;
        model
    }

    /// A text with a stretch cut out, doubled or replaced.
    fn mutated(text: &str, from: usize, length: usize, with: &str, doubled: bool) -> String {
        let characters: Vec<char> = text.chars().collect();
        let from = from % characters.len();
        let to = (from + length).min(characters.len());
        let mut result: String = characters[..from].iter().collect();
        result.push_str(with);
        let rest = if doubled { from } else { to };
        result.extend(&characters[rest..]);
        result
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn bif_gives_every_network_back(seed in any::<u64>()) {
            let model = network(seed);
            let text = bif::write(&model).expect("tables and names without quotes");
            let read = bif::read(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            prop_assert_eq!(read.model, model);
        }

        #[test]
        fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let text = String::from_utf8_lossy(&bytes);
            for format in [NetworkFormat::Bif, NetworkFormat::XmlBif, NetworkFormat::Net] {
                prop_assert!(read(format, &text).is_err());
            }
            let _ = guess(&text);
        }

        #[test]
        fn no_change_of_a_file_makes_a_reader_panic(
            from in any::<usize>(), length in 0_usize..40, with in "[ ,;(){}|\"<>&%/*=a1.é-]{0,6}", doubled in any::<bool>(),
        ) {
            for (format, text) in [
                (NetworkFormat::Bif, CHEST),
                (NetworkFormat::Bif, CHEST_QUOTED),
                (NetworkFormat::XmlBif, DOG),
                (NetworkFormat::Net, HUGIN),
            ] {
                let text = mutated(text, from, length, &with, doubled);
                match read(format, &text) {
                    Ok(read) => {
                        // Whatever is read has a table for every node.
                        prop_assert_eq!(read.model.graph.nodes.len(), read.model.variables.len());
                    }
                    Err(error) => prop_assert!(error.line > 0 && error.column > 0),
                }
            }
        }
    }
}
