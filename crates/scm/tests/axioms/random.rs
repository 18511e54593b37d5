//! Random models with nodes of all kinds.

use causeloom_scm::{Link, Mechanism, Model, Noise, Score, Term, Values, Variable};
use graph::{Diagram, DiagramEdge, DiagramNode, EdgeKind};
use numeric::seed::{Draws, Seed};

/// A model of two to eight nodes that depends on nothing but the number.
pub(crate) fn random_model(number: u64) -> Model {
    let mut draws = Seed(number).stream("random model").draws();
    let n_nodes = 2 + draws.below(7) as usize;
    let mut model = Model::default();
    let mut kinds: Vec<(String, Values)> = Vec::new();
    for node in 0..n_nodes {
        let name = format!("v{node}");
        let mut parents: Vec<(String, Values)> = Vec::new();
        for known in &kinds {
            if parents.len() < 3 && draws.below(2) == 0 {
                let place = draws.below(parents.len() as u32 + 1) as usize;
                parents.insert(place, known.clone());
            }
        }
        let (values, mechanism) = random_mechanism(&mut draws, &parents);
        for (parent, _) in &parents {
            let (from, to) = (parent.clone(), name.clone());
            let edge = DiagramEdge { from, to, kind: EdgeKind::Directed, attributes: Vec::new() };
            let place = draws.below(model.graph.edges.len() as u32 + 1) as usize;
            model.graph.edges.insert(place, edge);
        }
        let place = draws.below(model.graph.nodes.len() as u32 + 1) as usize;
        let node = DiagramNode { name: name.clone(), ..DiagramNode::default() };
        model.graph.nodes.insert(place, node);
        let parents = parents.into_iter().map(|(parent, _)| parent).collect();
        let variable = Variable {
            about: String::new(),
            unit: String::new(),
            values: values.clone(),
            parents,
            mechanism,
        };
        model.variables.insert(name.clone(), variable);
        kinds.push((name, values));
    }
    // What is read from text has its parts in the order of the text.
    let text = graph::dagitty::write(&model.graph);
    let graph: Diagram = graph::dagitty::read(&text).expect("its own text");
    Model { graph, ..model }
}

fn random_mechanism(draws: &mut Draws, parents: &[(String, Values)]) -> (Values, Mechanism) {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let have_states = parents.iter().all(|(_, values)| !values.states().is_empty());
    match draws.below(8) {
        kind @ 0..=3 => {
            let values = match kind {
                0 | 1 => Values::Ordered(names(&["no", "yes"])),
                2 => Values::Ordered(names(&["low", "mid", "high"])),
                _ => Values::Unordered(names(&["a", "b", "c", "d"])),
            };
            if kind == 1 {
                let condition = parents.iter().map(|parent| condition(draws, parent));
                let condition: Vec<String> = condition.collect();
                let condition =
                    if condition.is_empty() { "1 = 1".to_owned() } else { condition.join(" or ") };
                let expression = format!("if({condition}, \"no\", \"yes\")");
                return (values, Mechanism::Formula { expression });
            }
            let states = values.states().to_vec();
            if have_states && draws.below(2) == 0 {
                let cards = parents.iter().map(|(_, values)| values.states().len());
                let n_rows: usize = cards.product();
                let rows = (0..n_rows).map(|_| random_row(draws, states.len())).collect();
                return (values, Mechanism::Table { rows });
            }
            let score = |state: &String| Score {
                state: state.clone(),
                intercept: draws.uniform() - 0.5,
                terms: terms(draws, parents, 1.0),
            };
            let scores = states.iter().skip(1).map(score).collect();
            (values, Mechanism::Logistic { scores })
        }
        4 => {
            let intercept = draws.uniform();
            let terms = terms(draws, parents, 0.1);
            (Values::Count, Mechanism::Poisson { intercept, terms })
        }
        5 if parents.is_empty() => {
            (Values::Number, Mechanism::Empirical { values: vec![-1.5, 0.0, 0.25, 2.0] })
        }
        5 => {
            let sum: Vec<String> = parents.iter().map(|parent| summand(draws, parent)).collect();
            (Values::Number, Mechanism::Formula { expression: sum.join(" + ") })
        }
        6 => {
            let mut sum: Vec<String> =
                parents.iter().map(|parent| summand(draws, parent)).collect();
            sum.push("0.25".to_owned());
            let noise = match draws.below(6) {
                0 => Noise::Normal,
                1 => Noise::Uniform,
                2 => Noise::Logistic,
                3 => Noise::Laplace,
                4 => Noise::Exponential,
                _ => Noise::Empirical(vec![-1.0, 0.0, 0.5]),
            };
            let link = match draws.below(3) {
                0 => Link::Identity,
                1 => Link::Between { low: -3.0, high: 4.0 },
                _ => Link::Increasing("if(z > 0, 2 * z, z)".to_owned()),
            };
            let (mean, spread) = (sum.join(" + "), "0.5".to_owned());
            (Values::Number, Mechanism::Additive { mean, spread, noise, link })
        }
        _ => {
            let intercept = draws.normal();
            let terms = terms(draws, parents, 1.0);
            let standard_deviation = draws.uniform();
            (Values::Number, Mechanism::Linear { intercept, terms, standard_deviation })
        }
    }
}

fn random_row(draws: &mut Draws, n_states: usize) -> Vec<f64> {
    // Some states are impossible.
    let weight = |draws: &mut Draws| if draws.below(5) == 0 { 0.0 } else { draws.uniform() };
    let mut row: Vec<f64> = (0..n_states).map(|_| weight(draws)).collect();
    row[0] += 0.01;
    let sum: f64 = row.iter().sum();
    row.iter().map(|value| value / sum).collect()
}

fn terms(draws: &mut Draws, parents: &[(String, Values)], scale: f64) -> Vec<Term> {
    let mut terms = Vec::new();
    for (parent, values) in parents {
        let mut term = |state: Option<&String>, scale: f64| Term {
            parent: parent.clone(),
            state: state.cloned(),
            coefficient: scale * (draws.uniform() - 0.5),
        };
        match values {
            Values::Number => terms.push(term(None, scale)),
            Values::Count => terms.push(term(None, 0.1 * scale)),
            _ => terms.extend(values.states().iter().skip(1).map(|state| term(Some(state), scale))),
        }
    }
    terms
}

fn summand(draws: &mut Draws, (parent, values): &(String, Values)) -> String {
    match values.states().last() {
        Some(state) => format!("if({parent} = \"{state}\", 0.5, -0.25)"),
        None => format!("{:.2} * clamp({parent}, -9, 9)", draws.uniform() - 0.5),
    }
}

fn condition(draws: &mut Draws, (parent, values): &(String, Values)) -> String {
    match values.states().last() {
        Some(state) => format!("{parent} = \"{state}\""),
        None => format!("{parent} > {:.2}", draws.uniform()),
    }
}
