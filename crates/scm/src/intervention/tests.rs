//! Interventions: their text, what they do, what they refuse.

use super::{Intervention, parse_intervention};
use crate::{Column, Model, Program, Value};
use numeric::seed::Seed;

fn model() -> Model {
    serde_json::from_str(
        r#"{"graph": "dag { age; X; \"blood pressure\"; n; \"Na+\"; age -> X -> \"blood pressure\"; age -> n }",
        "variables": {
        "age": {"values": "number", "mechanism": {"kind": "linear", "intercept": 60, "standard_deviation": 10}},
        "X": {"values": {"ordered": ["low", "high", "a: b, c"]}, "parents": ["age"], "mechanism": {"kind": "logistic",
            "scores": [{"state": "high", "intercept": -6, "terms": [{"parent": "age", "coefficient": 0.1}]}]}},
        "blood pressure": {"values": "number", "parents": ["X"], "mechanism": {"kind": "linear", "intercept": 120,
            "terms": [{"parent": "X", "state": "high", "coefficient": 20}], "standard_deviation": 5}},
        "n": {"values": "count", "parents": ["age"], "mechanism": {"kind": "poisson", "intercept": 1}},
        "Na+": {"values": "number", "mechanism": {"kind": "linear", "standard_deviation": 1}}}}"#,
    )
    .expect("a model")
}

fn parsed(text: &str) -> Result<Intervention, String> {
    parse_intervention(text, &model()).map_err(|error| error.to_string())
}

fn state(state: &str) -> Value {
    Value::State(state.to_owned())
}

#[test]
fn every_form_is_read() {
    let set = |node: &str, value: Value| Ok(Intervention::Set { node: node.to_owned(), value });
    let shift = |node: &str, by: f64| Ok(Intervention::Shift { node: node.to_owned(), by });
    assert_eq!(parsed("X = high"), set("X", state("high")));
    assert_eq!(parsed(" do( X=\"high\" ) "), set("X", state("high")));
    assert_eq!(parsed("X = a: b, c"), set("X", state("a: b, c")));
    assert_eq!(parsed("blood pressure = 3.5"), set("blood pressure", Value::Number(3.5)));
    assert_eq!(parsed("\"blood pressure\"=-2e1"), set("blood pressure", Value::Number(-20.0)));
    assert_eq!(parsed("n = 4"), set("n", Value::Number(4.0)));
    assert_eq!(parsed("age += 2"), shift("age", 2.0));
    assert_eq!(parsed("age -= 2"), shift("age", -2.0));
    let expression = "if(age > 65, \"high\", X)".to_owned();
    assert_eq!(
        parsed("X := if(age > 65, \"high\", X)"),
        Ok(Intervention::Policy { node: "X".to_owned(), expression })
    );
    let probabilities = vec![("low".to_owned(), 0.3), ("a: b, c".to_owned(), 0.7)];
    assert_eq!(
        parsed("X ~ {low: 0.3, \"a: b, c\": 0.7}"),
        Ok(Intervention::Draw { node: "X".to_owned(), probabilities })
    );
}

#[test]
fn errors_say_where_and_how_to_go_on() {
    for (text, message) in [
        ("Y = high", "character 1: nothing here is called `Y`; name a node of the model"),
        ("agee = 3", "character 1: nothing here is called `agee`; did you mean `age`?"),
        ("X = hihg", "character 5: `hihg` is none of the states `low`, `high` and `a: b, c`"),
        (
            "X =",
            "character 4: expected a state and found the end; the states are `low`, `high` and `a: b, c`",
        ),
        (
            "X",
            "character 2: expected `=`, `+=`, `-=`, `:=` or `~` after the node's name and found the end; write for instance `x = yes`",
        ),
        ("age = old", "character 7: expected a number and found `old`; write for instance `3.5`"),
        ("age = inf", "character 7: expected a number and found `inf`; write for instance `3.5`"),
        (
            "n = 1.5",
            "character 5: expected a whole number from 0 and found `1.5`; the node has counts",
        ),
        (
            "X := if(age > 65, \"hi\", X)",
            "character 19: `hi` is none of the states `low`, `high` and `a: b, c`",
        ),
        (
            "do(X := weight)",
            "character 9: nothing here is called `weight`; names with blanks or signs stand in backticks, states in quotes",
        ),
        (
            "X ~ {low: 0.3, high: 0.6}",
            "character 5: expected probabilities that sum to 1 and found a sum of 0.8999999999999999",
        ),
        (
            "X ~ {low: 0.3, low: 0.7}",
            "character 16: expected each state once and found `low: 0.7`; write for instance `x ~ {a: 0.3, b: 0.7}`",
        ),
        (
            "X ~ {low}",
            "character 6: expected a state and its probability and found `low`; write for instance `x ~ {a: 0.3, b: 0.7}`",
        ),
        (
            "age ~ {low: 1}",
            "character 7: expected a number or an expression and found `{low: 1}`; the node has numbers",
        ),
        ("\"age = 3", "character 1: the text that starts here does not end; close it with \""),
        (
            "",
            "character 1: expected `=`, `+=`, `-=`, `:=` or `~` after the node's name and found the end; write for instance `x = yes`",
        ),
    ] {
        assert_eq!(parsed(text).expect_err("wrong"), message, "{text}");
    }
}

fn changed(texts: &[&str]) -> Result<(crate::Sample, crate::Sample), String> {
    let model = model();
    let interventions =
        texts.iter().map(|text| parse_intervention(text, &model)).collect::<Result<Vec<_>, _>>();
    let program = Program::new(&model).expect("sound");
    interventions
        .and_then(|interventions| program.intervene(&interventions))
        .and_then(|changed| program.sample_changed(&changed, Seed(2), 0..500))
        .map_err(|error| error.to_string())
}

/// The number column before and after.
fn numbers(texts: &[&str], idx: usize) -> (Vec<f64>, Vec<f64>) {
    let (before, after) = changed(texts).expect("defined");
    let [before, after] =
        [before, after].map(|sample| sample.columns[idx].numbers().expect("numbers").to_vec());
    (before, after)
}

#[test]
fn interventions_do_what_they_say() {
    let (before, after) = numbers(&["age += 2.5"], 0);
    assert!(before.iter().zip(&after).all(|(before, after)| before + 2.5 == *after));
    let (before, after) = numbers(&["n -= 2"], 3);
    assert!(before.iter().zip(&after).all(|(before, after)| (before - 2.0).max(0.0) == *after));
    assert!(before.iter().any(|count| *count < 2.0));
    // Natural values, and what was done before.
    let (before, after) = numbers(&["age := max(age, 60)", "age += 1", "age := 2 * age"], 0);
    assert!(
        before.iter().zip(&after).all(|(before, after)| 2.0 * (before.max(60.0) + 1.0) == *after)
    );
    // A policy looks at nodes that are no parents; what the node causes follows.
    let (before, after) =
        changed(&["X := if(age > 65 and `n` > 2, \"high\", X)"]).expect("defined");
    let age = before.columns[0].numbers().expect("numbers");
    let count = before.columns[3].numbers().expect("numbers");
    let (Column::Codes(x), Column::Codes(x_after)) = (&before.columns[1], &after.columns[1]) else {
        panic!("states")
    };
    let pressure = [&before, &after].map(|sample| sample.columns[2].numbers().expect("numbers"));
    for row in 0..500 {
        let is_treated = age[row] > 65.0 && count[row] > 2.0;
        assert_eq!(x_after[row], if is_treated { 1 } else { x[row] });
        let raised = f64::from(u8::from(x_after[row] == 1)) - f64::from(u8::from(x[row] == 1));
        assert!((pressure[1][row] - pressure[0][row] - 20.0 * raised).abs() < 1e-9);
    }
    let (_, after) = changed(&["X ~ {high: 0.25, low: 0.75}"]).expect("defined");
    let codes = after.columns[1].codes().expect("states");
    let high: u32 = codes.iter().map(|code| u32::from(*code == 1)).sum();
    assert!((f64::from(high) - 125.0).abs() < 4.0 * (500.0_f64 * 0.25 * 0.75).sqrt());
}

#[test]
fn what_cannot_be_done_is_refused() {
    for (texts, message) in [
        (
            &["age := X"][..],
            "character 8: this is a state; the node has numbers; write `if(node = \"state\", 1, 0)`",
        ),
        (
            &["age := if(`blood pressure` > 130, 1, 2)"],
            "the arrows go in a circle: age -> X -> blood pressure -> age",
        ),
        (
            &["X += 1"],
            "`X` cannot be changed so: it has states, which have no sum; use a policy such as `X := if(X = \"a\", \"b\", X)`",
        ),
        (
            &["n += 0.5"],
            "`n` cannot be changed so: it has counts, which 0.5 would make fractions of",
        ),
        (
            &["age = 3", "age = 4"],
            "`age` cannot be changed so: something else is done to it first; set, draw or replace it once, and before a shift or policy",
        ),
        (&["n := age"], "`n` cannot be computed in row 0: "),
        (&["age := 1 / (n - n)"], "the arrows go in a circle: age -> n -> age"),
        (&["n := n / (n - n)"], "`n` cannot be computed in row 0: character 3: division by zero"),
    ] {
        let found = changed(texts).expect_err("refused");
        assert!(found.starts_with(message), "{texts:?}: {found}");
    }
    let program = Program::new(&model()).expect("sound");
    for (node, value, message) in [
        (
            "X",
            Value::Number(1.0),
            "`X` cannot be changed so: it has states, and 1 is a number; set one of `low`, `high` and `a: b, c`",
        ),
        ("age", state("old"), "`age` cannot be changed so: it has numbers, and `old` is no number"),
        ("age", Value::Number(f64::NAN), "`age` cannot be changed so: NaN is no finite number"),
        (
            "n",
            Value::Number(-1.0),
            "`n` cannot be changed so: it has counts, and -1 is no whole number from 0",
        ),
        ("agee", Value::Number(1.0), "there is no node `agee`; did you mean `age`?"),
    ] {
        let set = Intervention::Set { node: node.to_owned(), value };
        assert_eq!(program.intervene(&[set]).expect_err("refused").to_string(), message);
    }
}

#[test]
fn a_policy_of_states_has_the_table_that_it_makes() {
    let model: Model = serde_json::from_str(
        r#"{"graph": "dag { x -> y; z }", "variables": {
        "x": {"values": {"ordered": ["no", "yes"]}, "mechanism": {"kind": "table", "rows": [[0.75, 0.25]]}},
        "z": {"values": {"ordered": ["no", "yes"]}, "mechanism": {"kind": "table", "rows": [[0.5, 0.5]]}},
        "y": {"values": {"ordered": ["no", "yes"]}, "parents": ["x"],
            "mechanism": {"kind": "table", "rows": [[0.9, 0.1], [0.2, 0.8]]}}}}"#,
    )
    .expect("a model");
    let program = Program::new(&model).expect("sound");
    let policy =
        parse_intervention("y := if(z = 'yes' and y = 'no', 'yes', y)", &model).expect("read");
    let changed = program.intervene(&[policy]).expect("fits");
    assert!(changed.is_discrete() && changed.is_policy(1) && !program.is_policy(1));
    assert_eq!(changed.parents(1), [0, 2]);
    assert_eq!(changed.order(), [0, 2, 1]);
    assert_eq!(changed.table(1), Some(&[0.9, 0.1, 0.0, 1.0, 0.2, 0.8, 0.0, 1.0][..]));
    let set = parse_intervention("x = yes", &model).expect("read");
    let set = changed.intervene(&[set]).expect("fits");
    assert_eq!(set.table(0), Some(&[0.0, 1.0][..]));
}
