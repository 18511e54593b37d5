//! Questions about models: every one on a small network and on a model of all kinds of values.

use std::collections::BTreeMap;

use causeloom::{
    Error, ModelAnswer, ModelQuestion, ModelReference, Reading, Session, Study, ask_model,
    model::{Model, RowFormat, RowWriter, models},
    view::{DistributionView, ModelView, UnitView},
};

fn study(id: &str) -> Study {
    let model = ModelReference::BuiltIn { id: id.to_owned() };
    Study { model, seed: 7, ..Study::default() }
}

fn own(model: Model) -> Study {
    Study { model: ModelReference::Own(Box::new(model)), ..Study::default() }
}

fn ask(study: &Study, question: &ModelQuestion) -> Result<ModelAnswer, Error> {
    // The question and the answer travel between workers as JSON.
    let json = serde_json::to_string(question).expect("a question is plain JSON");
    let question: ModelQuestion = causeloom::from_json(&json).expect("its own text");
    let answer = ask_model(&question, study, None)?;
    let json = serde_json::to_string(&answer).expect("an answer is plain JSON");
    assert!(!json.contains("null") || !json.contains("NaN"));
    let read: ModelAnswer = causeloom::from_json(&json).expect("its own text");
    assert!(read == answer, "an answer reads back as it was: {json}");
    Ok(answer)
}

fn open(id: &str) -> Model {
    match ask(&Study::default(), &ModelQuestion::Open { id: id.to_owned() }) {
        Ok(ModelAnswer::Model(model)) => *model,
        other => panic!("{other:?}"),
    }
}

fn describe(study: &Study) -> ModelView {
    match ask(study, &ModelQuestion::Describe) {
        Ok(ModelAnswer::Described(view)) => *view,
        other => panic!("{other:?}"),
    }
}

fn infer(study: &Study, query: &str) -> Result<DistributionView, Error> {
    match ask(study, &ModelQuestion::Infer { query: query.to_owned() })? {
        ModelAnswer::Inferred(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

fn unit(study: &Study, row: u64, changes: &[&str]) -> Result<UnitView, Error> {
    let changes = changes.iter().map(|&change| change.to_owned()).collect();
    match ask(study, &ModelQuestion::Unit { row, changes })? {
        ModelAnswer::Unit(view) => Ok(*view),
        other => panic!("{other:?}"),
    }
}

fn observed(
    study: &Study,
    values: &BTreeMap<String, String>,
    changes: &[&str],
    draws: u32,
) -> Result<UnitView, Error> {
    let changes = changes.iter().map(|&change| change.to_owned()).collect();
    let question = ModelQuestion::Observed { values: values.clone(), changes, draws };
    match ask(study, &question)? {
        ModelAnswer::Unit(view) => Ok(*view),
        other => panic!("{other:?}"),
    }
}

fn share(view: &DistributionView, state: &str) -> f64 {
    view.states.iter().find(|share| share.state == state).expect("a state").share
}

#[test]
fn every_built_in_model_is_described_without_problems() {
    for summary in models() {
        let view = describe(&study(&summary.id));
        assert!(
            view.problems.is_empty() && view.unstated.is_empty(),
            "{}: {:?}",
            summary.id,
            view.problems
        );
        assert_eq!(view.nodes.len(), summary.n_nodes as usize);
        for node in &view.nodes {
            let words = &node.mechanism_words;
            assert!(words.ends_with('.') && !words.contains("nothing"), "{}: {words}", node.name);
            let distribution = &node.distribution;
            let is_shown = !distribution.states.is_empty() || distribution.numbers.is_some();
            assert!(is_shown, "{}: {}", summary.id, node.name);
            assert_eq!(distribution.exact, view.discrete, "{}: {}", summary.id, node.name);
            let total: f64 = distribution.states.iter().map(|share| share.share).sum();
            assert!(distribution.states.is_empty() || (total - 1.0).abs() < 1e-9);
        }
    }
    assert_eq!(describe(&study("alarm")).n_parameters, 509);
    assert_eq!(describe(&study("asia")).n_parameters, 18);
}

#[test]
fn asia_has_the_published_probabilities() {
    let view = describe(&study("asia"));
    let dysp = view.nodes.iter().find(|node| node.name == "dysp").expect("a node");
    assert!((share(&dysp.distribution, "yes") - 0.435_970_6).abs() < 1e-7);
    let found = infer(&study("asia"), "P(dysp | do(smoke = yes), asia = no)").expect("answered");
    assert!(found.exact && found.states.len() == 2);
    // P(either) and P(bronc = yes | smoke = yes) = 0.6 put together by hand.
    let either = 0.1 + 0.9 * 0.01;
    let by_hand = either * (0.6 * 0.9 + 0.4 * 0.7) + (1.0 - either) * (0.6 * 0.8 + 0.4 * 0.1);
    assert!((share(&found, "yes") - by_hand).abs() < 1e-12);
    let joint = infer(&study("asia"), "P(smoke, bronc)").expect("answered");
    assert_eq!(joint.states[0].state, "yes, yes");
    assert!((joint.states[0].share - 0.3).abs() < 1e-12);
    let error = infer(&study("asia"), "P(dys)").expect_err("no such node");
    assert!(error.message.contains("dys"), "{error}");
    assert!(infer(&study("icu"), "P(death)").is_err_and(|error| error.code == "not-discrete"));
}

#[test]
fn an_unfinished_model_says_what_is_missing_and_keeps_its_words() {
    let mut model = open("asia");
    model.variables.remove("lung");
    let view = describe(&own(model));
    assert_eq!(view.unstated, ["lung"]);
    assert!(view.nodes.iter().any(|node| !node.mechanism_words.is_empty()));
    let empty = describe(&own(Model::default()));
    assert!(empty.problems.is_empty() && empty.nodes.is_empty());
    assert!(
        ask(&Study::default(), &ModelQuestion::Describe)
            .is_err_and(|error| error.code == "no-model")
    );
}

#[test]
fn models_are_written_and_read_again_in_every_format() {
    for id in ["asia", "icu", "m-bias"] {
        let model = open(id);
        for (format, _) in causeloom::model::formats() {
            let question = ModelQuestion::Export { format: format.to_owned() };
            let (name, text) = match ask(&study(id), &question) {
                Ok(ModelAnswer::Text { name, text, .. }) => (name, text),
                // A table is all that BIF holds, and bnlearn no hidden node.
                Err(error) if ["bif", "bnlearn", "lavaan"].contains(&format) && id != "asia" => {
                    assert_eq!(error.code, "cannot-write", "{id} {format}: {error}");
                    continue;
                }
                other => panic!("{id} {format}: {other:?}"),
            };
            let read = match ask(&Study::default(), &ModelQuestion::Import { name, text }) {
                Ok(ModelAnswer::Imported { model, .. }) => *model,
                other => panic!("{id} {format}: {other:?}"),
            };
            let arrows = |model: &Model| {
                let mut arrows: Vec<(String, String)> = model
                    .graph
                    .arrows()
                    .map(|(from, to)| (from.to_owned(), to.to_owned()))
                    .collect();
                arrows.sort();
                arrows
            };
            assert_eq!(arrows(&read), arrows(&model), "{id} {format}");
            if format == "json" {
                assert_eq!(read, model);
            }
            if format == "bif" {
                assert_eq!(read.variables["dysp"].mechanism, model.variables["dysp"].mechanism);
            }
        }
    }
    let question =
        ModelQuestion::Import { name: "a.txt".to_owned(), text: "12 bananas".to_owned() };
    let error = ask(&Study::default(), &question).expect_err("no model");
    assert_eq!(error.place.expect("a place").file.as_deref(), Some("a.txt"));
}

#[test]
fn a_layout_places_every_node_and_keeps_what_was_placed() {
    let mut model = open("alarm");
    for node in &mut model.graph.nodes {
        node.position = None;
    }
    model.graph.nodes[3].position = Some([250.0, 40.0]);
    let fixed = model.graph.nodes[3].name.clone();
    let study = own(model);
    for keep in [true, false] {
        let Ok(ModelAnswer::Positions(positions)) = ask(&study, &ModelQuestion::Layout { keep })
        else {
            panic!("positions were asked for");
        };
        assert_eq!(positions.len(), 37);
        assert_eq!(positions[&fixed] == [250.0, 40.0], keep);
    }
}

#[test]
fn a_unit_keeps_its_noise_and_only_moves_downstream() {
    for (id, change, upstream) in
        [("asia", "smoke = no", ["asia", "tub"]), ("icu", "vasopressor = no", ["age", "sepsis"])]
    {
        let study = study(id);
        let mut n_changed = 0;
        for row in 0..20 {
            let view = unit(&study, row, &[change]).expect("a row");
            assert!(view.exact_row && view.row == row);
            for cell in &view.nodes {
                assert!(cell.on_path || !cell.changed, "{id}: {}", cell.name);
                assert!(!upstream.contains(&cell.name.as_str()) || !cell.on_path, "{}", cell.name);
                for (state, lower, upper) in &cell.bounds {
                    assert!(lower <= upper, "{} {state}", cell.name);
                    assert!(*state != cell.counterfactual || *upper > 0.0, "{} {state}", cell.name);
                }
                n_changed += usize::from(cell.changed);
            }
            let same = unit(&study, row, &[]).expect("a row");
            assert!(same.nodes.iter().all(|cell| cell.factual == cell.counterfactual));
            for (cell, other) in view.nodes.iter().zip(&same.nodes) {
                assert_eq!(cell.factual, other.factual);
            }
        }
        assert!(n_changed > 0, "{id}");
    }
    let error = unit(&study("asia"), 0, &["smoke = maybe"]).expect_err("no such state");
    assert!(error.message.contains("maybe"), "{error}");
}

#[test]
fn an_observed_row_is_answered_with_shares_within_the_bounds() {
    let study = study("asia");
    let view = unit(&study, 3, &[]).expect("a row");
    let values: BTreeMap<String, String> =
        view.nodes.iter().map(|cell| (cell.name.clone(), cell.factual.clone())).collect();
    let found = observed(&study, &values, &["smoke = no"], 400).expect("a row that can occur");
    assert!(!found.exact_row);
    for cell in &found.nodes {
        assert_eq!(cell.factual, values[&cell.name]);
        let total: f64 = cell.probabilities.iter().map(|(_, share)| share).sum();
        assert!((total - 1.0).abs() < 1e-9, "{}", cell.name);
        assert!(cell.on_path || !cell.changed);
    }
    let mut partial = values.clone();
    partial.remove("lung");
    partial.remove("either");
    let found = observed(&study, &partial, &["smoke = no"], 200).expect("others are inferred");
    assert_eq!(found.nodes.len(), 8);
    let mut impossible = values;
    impossible.insert("either".to_owned(), "no".to_owned());
    impossible.insert("tub".to_owned(), "yes".to_owned());
    assert!(observed(&study, &impossible, &["smoke = no"], 10).is_err());
}

#[test]
fn an_observed_row_of_numbers_and_states_keeps_its_values() {
    let study = study("icu");
    let view = unit(&study, 5, &[]).expect("a row");
    let values: BTreeMap<String, String> =
        view.nodes.iter().map(|cell| (cell.name.clone(), cell.factual.clone())).collect();
    let found = observed(&study, &values, &["vasopressor = no"], 50).expect("it can occur");
    for cell in &found.nodes {
        assert_eq!(cell.factual, values[&cell.name], "{}", cell.name);
        assert!(cell.on_path || !cell.changed, "{}", cell.name);
    }
    // The noise of additive numbers follows from their values: all draws agree with the known row.
    let known = unit(&study, 5, &["vasopressor = no"]).expect("a row");
    let number = |view: &UnitView| {
        let cell = view.nodes.iter().find(|cell| cell.name == "heart_rate").expect("a node");
        cell.counterfactual.parse::<f64>().expect("a number")
    };
    assert!((number(&found) - number(&known)).abs() < 1e-3);
}

#[test]
fn rows_have_the_same_bytes_whatever_the_ranges() {
    for (id, change) in [("asia", "smoke = no"), ("icu", "vasopressor = no")] {
        let mut study = study(id);
        study.sample.interventions = vec![change.to_owned()];
        for format in [RowFormat::Csv, RowFormat::Jsonl] {
            for changed in [false, true] {
                let writer = RowWriter::new(&study, changed, format).expect("a finished model");
                let whole = writer.rows(0..9_000).expect("rows");
                let cuts = [0, 1, 777, 4_096, 5_000, 9_000];
                let pieces: Vec<u8> = cuts
                    .windows(2)
                    .flat_map(|ends| writer.rows(ends[0]..ends[1]).expect("rows"))
                    .collect();
                assert!(pieces == whole, "{id} {format:?}");
            }
        }
        let writer = RowWriter::new(&study, false, RowFormat::Jsonl).expect("a finished model");
        let text = String::from_utf8(writer.rows(0..3).expect("rows")).expect("UTF-8");
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert!(row.as_object().is_some_and(|row| row.len() > 3));
        }
        let writer = RowWriter::new(&study, true, RowFormat::Csv).expect("a finished model");
        let csv = writer.rows(0..500).expect("rows");
        let table =
            Session::open(&mut csv.as_slice(), "rows.csv", &Reading::default(), &mut |_| ());
        let view = table.expect("a table").view(&Study::default()).expect("a view");
        assert_eq!(view.n_rows, 500);
    }
}

#[test]
fn rows_of_a_table_as_they_would_have_been_keep_what_is_upstream() {
    let mut study = study("asia");
    let writer = RowWriter::new(&study, false, RowFormat::Csv).expect("a finished model");
    let csv = writer.rows(0..200).expect("rows");
    let session = Session::open(&mut csv.as_slice(), "rows.csv", &Reading::default(), &mut |_| ())
        .expect("a table");
    study.sample.interventions = vec!["smoke = no".to_owned()];
    let text = causeloom::model::counterfactual_rows(&study, &session, 1, RowFormat::Csv);
    let text = String::from_utf8(text.expect("rows that can occur")).expect("UTF-8");
    let (before, after) = (String::from_utf8_lossy(&csv).into_owned(), text);
    assert_eq!(before.lines().next(), after.lines().next());
    assert_eq!(before.lines().count(), after.lines().count());
    for (one, other) in before.lines().zip(after.lines()).skip(1) {
        let (one, other): (Vec<&str>, Vec<&str>) =
            (one.split(',').collect(), other.split(',').collect());
        assert_eq!(one[..2], other[..2], "asia and tub are upstream");
        assert_eq!(other[2], "no");
        if one[2] == "no" {
            assert_eq!(one, other, "what was so anyway changes nothing");
        }
    }
}
