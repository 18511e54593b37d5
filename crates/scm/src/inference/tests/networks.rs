//! Published networks whose answers are known.

use graph::{DiagramEdge, DiagramNode, EdgeKind};

use crate::{Mechanism, Model, Program, Values, Variable, inference::Network};

/// The network of a model.
fn network_of(model: &Model) -> Network {
    Network::new(&Program::new(model).unwrap()).unwrap()
}

type Typed<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [f64]);

/// Lauritzen, Spiegelhalter 1988: node, states, parents, rows.
const ASIA: &[Typed] = &[
    ("asia", YES_NO, &[], &[0.01, 0.99]),
    ("tub", YES_NO, &["asia"], &[0.05, 0.95, 0.01, 0.99]),
    ("smoke", YES_NO, &[], &[0.5, 0.5]),
    ("lung", YES_NO, &["smoke"], &[0.1, 0.9, 0.01, 0.99]),
    ("bronc", YES_NO, &["smoke"], &[0.6, 0.4, 0.3, 0.7]),
    ("either", YES_NO, &["lung", "tub"], &[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0]),
    ("xray", YES_NO, &["either"], &[0.98, 0.02, 0.05, 0.95]),
    ("dysp", YES_NO, &["bronc", "either"], &[0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.1, 0.9]),
];

/// Korb, Nicholson 2010, section 2.2.
const CANCER: &[Typed] = &[
    ("Pollution", &["low", "high"], &[], &[0.9, 0.1]),
    ("Smoker", TRUE_FALSE, &[], &[0.3, 0.7]),
    (
        "Cancer",
        TRUE_FALSE,
        &["Pollution", "Smoker"],
        &[0.03, 0.97, 0.001, 0.999, 0.05, 0.95, 0.02, 0.98],
    ),
    ("Xray", &["positive", "negative"], &["Cancer"], &[0.9, 0.1, 0.2, 0.8]),
    ("Dyspnoea", TRUE_FALSE, &["Cancer"], &[0.65, 0.35, 0.3, 0.7]),
];

/// Pearl 1988 with the numbers of Korb, Nicholson 2010, section 2.5.
const EARTHQUAKE: &[Typed] = &[
    ("Burglary", TRUE_FALSE, &[], &[0.01, 0.99]),
    ("Earthquake", TRUE_FALSE, &[], &[0.02, 0.98]),
    (
        "Alarm",
        TRUE_FALSE,
        &["Burglary", "Earthquake"],
        &[0.95, 0.05, 0.94, 0.06, 0.29, 0.71, 0.001, 0.999],
    ),
    ("JohnCalls", TRUE_FALSE, &["Alarm"], &[0.9, 0.1, 0.05, 0.95]),
    ("MaryCalls", TRUE_FALSE, &["Alarm"], &[0.7, 0.3, 0.01, 0.99]),
];

const YES_NO: &[&str] = &["yes", "no"];
const TRUE_FALSE: &[&str] = &["True", "False"];

fn typed(nodes: &[Typed]) -> Model {
    let mut model = Model::default();
    for (name, states, parents, rows) in nodes {
        let node = DiagramNode { name: (*name).to_owned(), ..DiagramNode::default() };
        model.graph.nodes.push(node);
        for parent in *parents {
            model.graph.edges.push(DiagramEdge {
                from: (*parent).to_owned(),
                to: (*name).to_owned(),
                kind: EdgeKind::Directed,
                attributes: Vec::new(),
            });
        }
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let variable = Variable {
            about: String::new(),
            unit: String::new(),
            values: Values::Ordered(owned(states)),
            parents: owned(parents),
            mechanism: Mechanism::Table {
                rows: rows.chunks(states.len()).map(<[f64]>::to_vec).collect(),
            },
        };
        model.variables.insert((*name).to_owned(), variable);
    }
    model
}

pub(crate) fn asia_model() -> Model {
    typed(ASIA)
}

pub(super) fn asia() -> Network {
    network_of(&asia_model())
}

/// A network by its name; `None`, said aloud, where it is in a file that is not there.
pub(super) fn published(name: &str) -> Option<Network> {
    match name {
        "asia" => return Some(asia()),
        "cancer" => return Some(network_of(&typed(CANCER))),
        "earthquake" => return Some(network_of(&typed(EARTHQUAKE))),
        _ => {}
    }
    published_model(name).map(|model| network_of(&model))
}

/// A model from the file of a network; `None`, said aloud, where it is not there.
pub(crate) fn published_model(name: &str) -> Option<Model> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");
    match std::fs::read_to_string(format!("{folder}{name}.bif")) {
        Ok(text) => Some(crate::format::bif::read(&text).unwrap().model),
        Err(error) => {
            println!("skipped: {name}.bif: {error}");
            None
        }
    }
}

pub(crate) fn references() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../tests/data/reference_inference.json")).unwrap()
}
