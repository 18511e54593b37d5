//! Exact answers against published networks' reference figures.

mod networks;
mod random;

pub(crate) use networks::{asia_model, published_model, references};

use networks::{asia, published};
use numeric::seed::Seed;

use super::{Assignment, Distribution, Error, Network, Node, NoiseKind, Query, Term, parse_query};

fn numbers(value: &serde_json::Value) -> Vec<f64> {
    match value {
        serde_json::Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![value.as_f64().unwrap()],
    }
}

fn ask(network: &Network, text: &str) -> Result<Distribution, Error> {
    network.query(&parse_query(text)?)
}

fn assert_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{what}: {found}, not {expected}");
    }
}

#[test]
fn marginals_are_the_reference_figures() {
    let references = references();
    for name in ["asia", "cancer", "earthquake", "alarm", "sachs", "child"] {
        let Some(network) = published(name) else { continue };
        let marginals = network.marginals().unwrap();
        assert!((marginals.condition_probability - 1.0).abs() < 1e-12);
        let expected = references[name]["marginals"].as_object().unwrap();
        assert_eq!(expected.len(), marginals.nodes.len());
        for (node, found) in network.names().zip(&marginals.nodes) {
            assert_close(found, &numbers(&expected[node]), node);
        }
    }
}

#[test]
fn answers_are_the_reference_figures() {
    let references = references();
    let mut n_checked = 0;
    for name in ["asia", "alarm"] {
        let Some(network) = published(name) else { continue };
        for kind in ["conditional", "interventional", "counterfactual", "joint"] {
            let Some(expected) = references[name][kind].as_object() else { continue };
            for (text, value) in expected.iter().filter(|(text, _)| *text != "_note") {
                let question = if kind == "joint" { format!("P({text})") } else { text.clone() };
                let found = ask(&network, &question).unwrap();
                assert_close(&found.probabilities, &numbers(value), &question);
                n_checked += 1;
            }
        }
        assert!(n_checked >= 19);
    }
}

#[test]
fn marginals_given_a_condition_are_the_answers_to_questions_about_each_node() {
    let Some(network) = published("alarm") else { return };
    let set = [Assignment::new("INTUBATION", "ESOPHAGEAL")];
    let observed = [Assignment::new("SAO2", "LOW"), Assignment::new("BP", "HIGH")];
    let marginals = network.marginals_given(&set, &observed).unwrap();
    for (node, found) in network.names().zip(&marginals.nodes) {
        let question = format!("P({node} | do(INTUBATION=ESOPHAGEAL), SAO2=LOW, BP=HIGH)");
        let answer = ask(&network, &question).unwrap();
        assert_close(found, &answer.probabilities, &question);
        let gap = marginals.condition_probability - answer.condition_probability;
        assert!(gap.abs() < 1e-12);
    }
}

#[test]
fn an_intervention_that_changes_nothing_leaves_the_counterfactual_at_what_was_observed() {
    let network = asia();
    for (text, expected) in [
        ("P(dysp[smoke=yes] = yes | smoke=yes, dysp=yes)", 1.0),
        ("P(asia[smoke=no] = yes | asia=yes, smoke=yes)", 1.0),
        ("P(asia[smoke=no] = no | asia=yes, smoke=yes)", 0.0),
        ("P(smoke[smoke=no] = no | smoke=yes)", 1.0),
        // Both worlds at once: the probability of necessity and sufficiency with its closed form.
        ("P(dysp[bronc=yes]=yes, dysp[bronc=no]=no)", 0.806_482_8 - 0.138_896_8),
        ("P(dysp[bronc=no]=yes, dysp[bronc=yes]=no)", 0.0),
    ] {
        assert_close(&ask(&network, text).unwrap().probabilities, &[expected], text);
    }
}

#[test]
fn a_condition_that_cannot_occur_and_names_that_do_not_exist_are_refused_with_what_to_do() {
    let network = asia();
    for (text, expected) in [
        (
            "P(dysp | lung=yes, either=no)",
            "the condition lung=yes, either=no has probability 0 in this model: nothing follows from it",
        ),
        (
            "P(dysp | do(lung=yes), lung=no)",
            "the condition lung[lung=yes]=no has probability 0 in this model: nothing follows from it",
        ),
        ("P(dysp | smoek=yes)", "character 10: there is no node `smoek`; is it `smoke`?"),
        (
            "P(weight)",
            "character 3: there is no node `weight`; there are `asia`, `tub`, `smoke`, `lung`, `bronc`, `either`, `xray`, `dysp`",
        ),
        (
            "P(dysp | smoke=maybe)",
            "character 10: `smoke` has no state `maybe`; its states are `yes`, `no`",
        ),
        ("P(dysp, dysp)", "character 9: `dysp` is asked for twice"),
        (
            "P(dysp | do(smoke=yes), do(smoke=no))",
            "character 28: `smoke` is set to `yes` and to `no` at once",
        ),
    ] {
        assert_eq!(ask(&network, text).unwrap_err().to_string(), expected, "{text}");
    }
    assert_eq!(network.query(&Query::default()), Err(Error::NoTarget));
    let query = Query { targets: vec![Term::of("dysp")], given: vec![Term::of("smoke")] };
    assert_eq!(
        network.query(&query).unwrap_err().to_string(),
        "`smoke` needs a state here, as in `smoke = yes`"
    );
}

#[test]
fn an_answer_that_is_too_wide_is_refused_with_figures() {
    let Some(network) = published("alarm") else { return };
    let network = network.with_limit(1000.0);
    let names: Vec<&str> = network.names().collect();
    let joint = format!("P({})", names.join(", "));
    let error = ask(&network, &joint).unwrap_err();
    let Error::TooWide { cost, .. } = error else { panic!("{error}") };
    assert_eq!(cost.width, 37);
    assert!(cost.cells > 1e14, "{}", cost.cells);
    assert!(ask(&network, "P(HISTORY)").is_ok());
    // Nothing to eliminate, and an answer of as many cells.
    let pairs = asia().with_limit(1000.0);
    let given = "asia=no, tub=no, smoke=no, lung=no, bronc=no, either=no, xray=no, dysp=no";
    let worlds = "asia, tub, smoke, lung, bronc, either, xray, dysp, asia[dysp=yes], tub[dysp=yes]";
    let error = ask(&pairs, &format!("P({worlds} | {given})")).unwrap_err();
    assert!(matches!(error, Error::TooWide { .. }), "{error}");
}

fn chain_of_three(noise: NoiseKind) -> Network {
    let states = |n: usize| (0..n).map(|k| k.to_string()).collect::<Vec<_>>();
    let cause = Node {
        name: "cause".into(),
        states: states(3),
        noise: NoiseKind::Rank,
        parents: vec![],
        rows: vec![0.2, 0.3, 0.5],
    };
    let effect = Node {
        name: "effect".into(),
        states: states(3),
        noise,
        parents: vec![0],
        rows: vec![0.4, 0.3, 0.3, 0.2, 0.4, 0.4, 0.1, 0.2, 0.7],
    };
    Network::from_nodes(vec![cause, effect], vec![0, 1])
}

#[test]
fn unordered_states_follow_the_race_in_two_worlds_and_are_refused_in_three() {
    let text = "P(effect[cause=1] | cause=0, effect=0)";
    let race = ask(&chain_of_three(NoiseKind::Race), text).unwrap();
    assert_close(&race.probabilities, &[0.5, 0.25, 0.25], text);
    let rank = ask(&chain_of_three(NoiseKind::Rank), text).unwrap();
    assert_close(&rank.probabilities, &[0.5, 0.5, 0.0], text);
    let three = "P(effect[cause=1], effect[cause=2] | cause=0, effect=0)";
    let error = ask(&chain_of_three(NoiseKind::Race), three).unwrap_err();
    assert!(matches!(error, Error::UnorderedInManyWorlds { n_worlds: 3, .. }), "{error}");
    let rank = ask(&chain_of_three(NoiseKind::Rank), three).unwrap();
    // Bins of noise below 0.4: 0 up to 0.2, then 1; and 0 up to 0.1, 1 up to 0.3, then 2.
    let expected = [0.25, 0.25, 0.0, 0.0, 0.25, 0.25, 0.0, 0.0, 0.0];
    assert_close(&rank.probabilities, &expected, three);
}

#[test]
fn draws_given_a_condition_have_the_exact_distribution_of_all_pairs_of_nodes() {
    let network = asia();
    let observed = [Assignment::new("dysp", "yes"), Assignment::new("xray", "yes")];
    let n_draws = 100_000;
    let draws = network.sample_given(&[], &observed, Seed(4), 0..n_draws).unwrap();
    let names: Vec<String> = network.names().map(str::to_owned).collect();
    for i in 0..names.len() {
        for j in i + 1..names.len() {
            let mut counts = [0.0; 4];
            for (a, b) in draws[i].iter().zip(&draws[j]) {
                counts[usize::from(a * 2 + b)] += 1.0 / n_draws as f64;
            }
            let question = format!("P({}, {} | dysp=yes, xray=yes)", names[i], names[j]);
            let exact = ask(&network, &question).unwrap().probabilities;
            for (share, exact) in counts.iter().zip(exact) {
                let error = (exact * (1.0 - exact).max(0.0) / n_draws as f64).sqrt();
                assert!((share - exact).abs() <= 4.5 * error + 1e-9, "{question}: {share} {exact}");
            }
        }
    }
    let part = network.sample_given(&[], &observed, Seed(4), 500..777).unwrap();
    for (whole, part) in draws.iter().zip(part) {
        assert_eq!(whole[500..777], part);
    }
    let impossible = [Assignment::new("lung", "yes"), Assignment::new("either", "no")];
    let error = network.sample_given(&[], &impossible, Seed(4), 0..9).unwrap_err();
    assert!(matches!(error, Error::ImpossibleCondition { .. }));
}
