//! Edits: what becomes of mechanisms when arrows, names and states change.

use super::{fill_in, rename, set_graph, set_variable, unstated};
use crate::{Mechanism, Model, Program, Term, Values, Variable};

fn model() -> Model {
    serde_json::from_str(
        r#"{"graph": "dag { a -> c; b -> c; a -> d; n -> d; c -> e }", "variables": {
        "a": {"values": {"ordered": ["no", "yes"]}, "mechanism": {"kind": "table", "rows": [[0.5, 0.5]]}},
        "b": {"values": {"ordered": ["x", "y", "z"]}, "mechanism": {"kind": "table", "rows": [[0.2, 0.3, 0.5]]}},
        "c": {"values": {"ordered": ["no", "yes"]}, "parents": ["a", "b"], "mechanism": {"kind": "table", "rows":
            [[1, 0], [0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4], [0.5, 0.5]]}},
        "n": {"values": "number", "mechanism": {"kind": "empirical", "values": [1, 2, 3]}},
        "d": {"values": "number", "parents": ["n", "a"], "mechanism": {"kind": "linear", "terms":
            [{"parent": "n", "coefficient": 2}, {"parent": "a", "state": "yes", "coefficient": 3}], "standard_deviation": 1}},
        "e": {"values": "number", "parents": ["c"], "mechanism": {"kind": "additive", "mean": "if(c = \"yes\", 1, 0)"}}}}"#,
    )
    .expect("a model")
}

fn edited(change: impl FnOnce(&mut graph::Diagram)) -> Model {
    let mut model = model();
    let mut diagram = model.graph.clone();
    change(&mut diagram);
    set_graph(&mut model, diagram).expect("sound");
    model
}

fn rows(model: &Model, node: &str) -> Vec<Vec<f64>> {
    match &model.variables[node].mechanism {
        Mechanism::Table { rows } => rows.clone(),
        other => panic!("{other:?}"),
    }
}

fn terms(model: &Model, node: &str) -> Vec<(String, Option<String>, f64)> {
    let of = |terms: &[Term]| {
        terms
            .iter()
            .map(|term| (term.parent.clone(), term.state.clone(), term.coefficient))
            .collect()
    };
    match &model.variables[node].mechanism {
        Mechanism::Linear { terms, .. } => of(terms),
        Mechanism::Logistic { scores } => of(&scores[0].terms),
        other => panic!("{other:?}"),
    }
}

fn arrow(diagram: &mut graph::Diagram, from: &str, to: &str) {
    graph::connect(diagram, from, to, graph::EdgeKind::Directed).expect("no circle");
}

fn no_arrow(diagram: &mut graph::Diagram, from: &str, to: &str) {
    graph::disconnect(diagram, from, to, graph::EdgeKind::Directed).expect("an arrow");
}

#[test]
fn an_arrow_that_goes_leaves_the_average() {
    let model = edited(|diagram| no_arrow(diagram, "b", "c"));
    let expected = [[0.9, 0.1], [0.6, 0.4]];
    for (found, expected) in rows(&model, "c").iter().flatten().zip(expected.iter().flatten()) {
        assert!((found - expected).abs() < 1e-15);
    }
    let model = edited(|diagram| {
        no_arrow(diagram, "a", "c");
        no_arrow(diagram, "a", "d");
    });
    assert_eq!(rows(&model, "c").len(), 3);
    assert!((rows(&model, "c")[2][0] - 0.65).abs() < 1e-15);
    assert_eq!(terms(&model, "d"), [("n".to_owned(), None, 2.0)]);
    Program::new(&model).expect("sound");
}

#[test]
fn an_arrow_that_comes_repeats_rows_or_adds_terms_of_0() {
    let model = edited(|diagram| {
        arrow(diagram, "b", "a");
        arrow(diagram, "b", "d");
        arrow(diagram, "a", "n");
    });
    assert_eq!(rows(&model, "a"), vec![vec![0.5, 0.5]; 3]);
    assert_eq!(model.variables["c"].parents, ["a", "b"]);
    let states = ["y", "z"].map(|state| ("b".to_owned(), Some(state.to_owned()), 0.0));
    assert_eq!(terms(&model, "d")[2..], states);
    assert!(matches!(model.variables["n"].mechanism, Mechanism::Additive { .. }));
    Program::new(&model).expect("sound");
}

#[test]
fn a_table_that_gets_a_parent_with_numbers_becomes_logistic() {
    let mut model = model();
    // A table without interactions: log-odds −1 + 2 [a = yes] + (0, 1, 3) by b.
    let rows = [-1.0, 0.0, 2.0, 1.0, 2.0, 4.0].map(|log_odds| {
        let yes = numeric::float::logistic(log_odds);
        vec![1.0 - yes, yes]
    });
    model.variables.get_mut("c").expect("a node").mechanism =
        Mechanism::Table { rows: rows.to_vec() };
    let mut diagram = model.graph.clone();
    arrow(&mut diagram, "n", "c");
    set_graph(&mut model, diagram).expect("sound");
    let Mechanism::Logistic { scores } = &model.variables["c"].mechanism else {
        panic!("logistic")
    };
    assert!((scores[0].intercept + 1.0).abs() < 1e-12);
    let expected =
        [("a", Some("yes"), 2.0), ("b", Some("y"), 1.0), ("b", Some("z"), 3.0), ("n", None, 0.0)];
    for ((parent, state, found), (name, of, coefficient)) in terms(&model, "c").iter().zip(expected)
    {
        assert_eq!((parent.as_str(), state.as_deref()), (name, of));
        assert!((found - coefficient).abs() < 1e-12);
    }
    Program::new(&model).expect("sound");
}

#[test]
fn nodes_that_go_take_their_variables_along() {
    let model = edited(|diagram| graph::remove_node(diagram, "b").expect("a node"));
    assert!(!model.variables.contains_key("b"));
    assert_eq!(rows(&model, "c").len(), 2);
    let mut wrong = model.clone();
    let mut diagram = model.graph.clone();
    diagram.edges.push(graph::DiagramEdge {
        from: "c".to_owned(),
        to: "a".to_owned(),
        ..diagram.edges[0].clone()
    });
    set_graph(&mut wrong, diagram).expect_err("a circle");
    assert_eq!(wrong, model);
}

#[test]
fn another_name_is_known_everywhere() {
    let mut model = model();
    rename(&mut model, "c", "the cause").expect("free");
    rename(&mut model, "n", "c").expect("free");
    rename(&mut model, "a", "b").expect_err("taken");
    let Mechanism::Additive { mean, .. } = &model.variables["e"].mechanism else {
        panic!("additive")
    };
    assert_eq!(mean, "if(`the cause` = \"yes\", 1, 0)");
    assert_eq!(model.variables["e"].parents, ["the cause"]);
    assert_eq!(terms(&model, "d")[0].0, "c");
    Program::new(&model).expect("sound");
}

#[test]
fn children_follow_the_states_of_their_parent() {
    let states =
        |names: &[&str]| Values::Ordered(names.iter().map(|name| (*name).to_owned()).collect());
    let mut model = model();
    let mut b = model.variables["b"].clone();
    b.values = states(&["z", "new", "x"]);
    set_variable(&mut model, "b", b.clone()).expect("a node");
    let found = rows(&model, "c");
    assert_eq!(
        (found.len(), &found[0], &found[2], &found[5]),
        (6, &vec![0.8, 0.2], &vec![1.0, 0.0], &vec![0.7, 0.3])
    );
    assert!((found[1][0] - 0.9).abs() < 1e-15);
    let mut a = model.variables["a"].clone();
    a.values = states(&["never", "yes"]);
    set_variable(&mut model, "a", a).expect("a node");
    assert_eq!(terms(&model, "d")[1], ("a".to_owned(), Some("yes".to_owned()), 3.0));
    b.values = Values::Number;
    b.mechanism = Mechanism::Linear { intercept: 0.0, terms: Vec::new(), standard_deviation: 1.0 };
    set_variable(&mut model, "b", b.clone()).expect("a node");
    assert_eq!(terms(&model, "c").len(), 2);
    set_variable(&mut model, "nobody", b).expect_err("no such node");
    Program::new(&model).expect("sound");
}

#[test]
fn a_drawn_diagram_is_filled_in_and_runs() {
    let mut model = Model {
        graph: graph::dagitty::read("dag { x -> y -> z; x -> z; w }").expect("a diagram"),
        ..Model::default()
    };
    assert_eq!(unstated(&model), ["x", "y", "z", "w"]);
    fill_in(&mut model).expect("acyclic");
    assert!(unstated(&model).is_empty());
    let program = Program::new(&model).expect("sound");
    // All parents no: log-odds −1/2 each; all yes: 1/2.
    let z = program.table(program.index("z").expect("a node")).expect("states");
    assert!((z[1] - numeric::float::logistic(-1.0)).abs() < 1e-15);
    assert!((z[7] - numeric::float::logistic(1.0)).abs() < 1e-15);
}

#[test]
fn numbers_are_filled_in_by_their_size() {
    let mut model = Model {
        graph: graph::dagitty::read("dag { age -> y }").expect("a diagram"),
        ..Model::default()
    };
    let age = Variable {
        about: String::new(),
        unit: String::new(),
        values: Values::Number,
        parents: Vec::new(),
        mechanism: Mechanism::Linear {
            intercept: 60.0,
            terms: Vec::new(),
            standard_deviation: 10.0,
        },
    };
    set_variable(&mut model, "age", age).expect("a node");
    fill_in(&mut model).expect("acyclic");
    let [(_, _, coefficient)] = terms(&model, "y")[..] else { panic!("one term") };
    assert!((0.09..=0.11).contains(&coefficient), "{coefficient}");
}
