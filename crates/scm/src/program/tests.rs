//! Programs: what is refused and how it is said, tables, orders.

use crate::{Model, Program};

fn model(graph: &str, variables: &str) -> Model {
    serde_json::from_str(&format!(
        "{{\"graph\": \"dag {{{graph}}}\", \"variables\": {{{variables}}}}}"
    ))
    .expect("a model")
}

fn table(values: &str, parents: &str, rows: &str) -> String {
    format!(
        r#"{{"values": {{"ordered": [{values}]}}, "parents": [{parents}], "mechanism": {{"kind": "table", "rows": [{rows}]}}}}"#
    )
}

fn message(graph: &str, variables: &str) -> String {
    Program::new(&model(graph, variables)).expect_err("wrong").to_string()
}

const NO_YES: &str = r#""no", "yes""#;

#[test]
fn every_fault_of_a_model_is_told() {
    let x = format!(r#""x": {}"#, table(NO_YES, "", "[0.5, 0.5]"));
    let y = |parents: &str, rows: &str| format!(r#"{x}, "y": {}"#, table(NO_YES, parents, rows));
    for (graph, variables, expected) in [
        ("x -> y", x.clone(), "`y` has no mechanism yet"),
        ("x <-> y", y("", "[1, 0]"), "`x <-> y` has no mechanism; draw the hidden common cause as a latent node"),
        ("x -> z -> x", x.clone(), "the arrows go in a circle: x -> z -> x"),
        ("y", y("", "[1, 0]"), "there is no node `x`"),
        ("x -> y", y("", "[1, 0]"), "the mechanism of `y` has the parents none, and the diagram has `x`"),
        ("x; y", y("\"x\"", "[1, 0], [1, 0]"), "the mechanism of `y` has the parents `x`, and the diagram has none"),
        ("x -> y", y("\"x\", \"x\"", "[1, 0]"), "the mechanism of `y` has the parents `x` and `x`, and the diagram has `x`"),
        ("x -> y", y("\"x\"", "[1, 0]"), "the table of `y` has 1 rows; its parents have 2 configurations of states"),
        ("x -> y", y("\"x\"", "[1, 0], [1]"), "row 2 of the table of `y` has 1 probabilities; the node has 2 states"),
        ("x -> y", y("\"x\"", "[1, 0], [1.5, -0.5]"), "row 2 of the table of `y` gives `no` the probability 1.5"),
        ("x -> y", y("\"x\"", "[1, 0], [0.5, 0.4]"), "row 2 of the table of `y` sums to 0.9, not to 1"),
        ("x", r#""x": {"values": {"ordered": []}, "mechanism": {"kind": "table", "rows": [[]]}}"#.to_owned(), "`x` has no states"),
        ("x", format!(r#""x": {}"#, table(r#""a", "a""#, "", "[0.5, 0.5]")), "`x` has the state `a` twice"),
        ("x", format!(r#""x": {}"#, table(r#""a", """#, "", "[0.5, 0.5]")), "`x` has a state without a name"),
        ("x", r#""x": {"values": {"ordered": ["a"]}, "mechanism": {"kind": "linear", "standard_deviation": 1}}"#.to_owned(),
            "`x` has states, which a linear mechanism does not give; use a table, a logistic, a formula or a forest"),
        ("x", r#""x": {"values": "number", "mechanism": {"kind": "linear", "standard_deviation": -1}}"#.to_owned(),
            "the standard deviation of `x` is -1; it has to be a number from 0"),
        ("x", r#""x": {"values": "number", "mechanism": {"kind": "forest"}}"#.to_owned(), "the random forest of `x` has no trees"),
    ] {
        let found = message(graph, &variables);
        assert!(found.starts_with(expected), "{found}");
    }
    let many: Vec<String> = (0..256).map(|state| format!("\"{state}\"")).collect();
    let many = format!(r#""x": {}"#, table(&many.join(","), "", ""));
    assert_eq!(message("x", &many), "`x` has 256 states; 255 are the most");
}

#[test]
fn rows_that_nearly_sum_to_one_are_normalized_and_noted() {
    let of = |row: &str| {
        let program =
            Program::new(&model("x", &format!(r#""x": {}"#, table(r#""a", "b", "c""#, "", row))));
        let program = program.expect("sound");
        let sum: f64 = program.table(0).expect("states").iter().sum();
        assert!((sum - 1.0).abs() < 1e-15);
        program.notes().iter().map(|note| (note.row, note.sum)).collect::<Vec<_>>()
    };
    assert_eq!(of("[0.3333333, 0.3333333, 0.3333333]"), []);
    assert_eq!(of("[0.3333, 0.3333, 0.3333]"), [(1, 0.9999)]);
}

#[test]
fn parents_have_the_order_of_the_table_and_order_puts_causes_first() {
    let variables = format!(
        r#""c": {}, "b": {}, "a": {}"#,
        table(NO_YES, r#""b", "a""#, "[1, 0], [0.5, 0.5], [0.25, 0.75], [0, 1]"),
        table(NO_YES, "", "[0.5, 0.5]"),
        table(NO_YES, r#""b""#, "[0.5, 0.5], [0.1, 0.9]"),
    );
    let program = Program::new(&model("c; a [latent]; b; a -> c; b -> c; b -> a", &variables))
        .expect("sound");
    assert_eq!(program.names(), ["c", "a", "b"]);
    assert_eq!(program.parents(0), [2, 1]);
    assert_eq!(program.order(), [2, 1, 0]);
    assert_eq!(program.table(0), Some(&[1.0, 0.0, 0.5, 0.5, 0.25, 0.75, 0.0, 1.0][..]));
    assert!(program.is_latent(1) && !program.is_latent(0));
    assert_eq!(program.index("b"), Some(2));
}

#[test]
fn nodes_with_states_only_have_tables_whatever_their_mechanism_is() {
    let variables = format!(
        r#""x": {}, "y": {{"values": {{"ordered": ["a", "b"]}}, "parents": ["x"], "mechanism": {{"kind": "formula",
            "expression": "if(x = 'yes', 'a', 'b')"}}}}, "z": {{"values": {{"unordered": ["r", "g", "b"]}}, "parents": ["y"],
            "mechanism": {{"kind": "logistic", "scores": [{{"state": "g", "terms": [{{"parent": "y", "state": "b", "coefficient": 1}}]}}]}}}}"#,
        table(NO_YES, "", "[0.5, 0.5]"),
    );
    let program = Program::new(&model("x -> y -> z", &variables)).expect("sound");
    assert!(program.is_discrete());
    assert_eq!(program.table(1), Some(&[0.0, 1.0, 1.0, 0.0][..]));
    let e = std::f64::consts::E;
    let expected =
        [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / (2.0 + e), e / (2.0 + e), 1.0 / (2.0 + e)];
    for (found, expected) in program.table(2).expect("states").iter().zip(expected) {
        assert!((found - expected).abs() < 1e-15);
    }
}

#[test]
fn a_model_without_nodes_has_no_columns() {
    let program = Program::new(&Model::default()).expect("sound");
    let sample = program.sample(numeric::seed::Seed(1), 0..10).expect("nothing to compute");
    assert!(sample.columns.is_empty() && program.is_discrete());
}
