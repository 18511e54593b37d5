//! The built-in models: documents that were checked against their sources.
//!
//! What a page lists of them stands here beside the documents, so that a list needs none of them.

use scm::Model;

use crate::{
    Error,
    model::{ModelKind, ModelSummary},
};

/// What a list says of a built-in model.
struct Listed {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    source: &'static str,
    n_nodes: u32,
    n_arrows: u32,
    kind: ModelKind,
}

/// What a model's source says where this project made its numbers up.
const OURS: &str = "ours, simulated";

const LISTED: [Listed; 13] = [
    Listed {
        id: "asia",
        title: "Asia",
        about: "The chest clinic: what is behind a shortness of breath?",
        source: "Lauritzen and Spiegelhalter 1988",
        n_nodes: 8,
        n_arrows: 8,
        kind: ModelKind::Network,
    },
    Listed {
        id: "alarm",
        title: "Alarm",
        about: "A monitor of anesthetized patients",
        source: "Beinlich et al. 1989",
        n_nodes: 37,
        n_arrows: 46,
        kind: ModelKind::Network,
    },
    Listed {
        id: "child",
        title: "Child",
        about: "Newborns with suspected heart disease, reported by telephone",
        source: "Spiegelhalter and Cowell 1992",
        n_nodes: 20,
        n_arrows: 25,
        kind: ModelKind::Network,
    },
    Listed {
        id: "sachs",
        title: "Sachs",
        about: "Signals between eleven proteins and lipids in human T cells",
        source: "Sachs et al. 2005",
        n_nodes: 11,
        n_arrows: 17,
        kind: ModelKind::Network,
    },
    Listed {
        id: "icu",
        title: "Intensive care",
        about: "The first day in an intensive care unit, in 22 variables of all types",
        source: OURS,
        n_nodes: 22,
        n_arrows: 49,
        kind: ModelKind::Clinical,
    },
    Listed {
        id: "heart-failure",
        title: "Heart clinic",
        about: "2,000 made-up patients: the model behind the example table",
        source: OURS,
        n_nodes: 6,
        n_arrows: 13,
        kind: ModelKind::Clinical,
    },
    Listed {
        id: "confounder",
        title: "Confounder",
        about: "A common cause makes a difference look larger than the effect",
        source: OURS,
        n_nodes: 3,
        n_arrows: 3,
        kind: ModelKind::Teaching,
    },
    Listed {
        id: "collider",
        title: "Collider",
        about: "Unrelated causes seem related once their effect is looked at",
        source: OURS,
        n_nodes: 3,
        n_arrows: 2,
        kind: ModelKind::Teaching,
    },
    Listed {
        id: "m-bias",
        title: "M-bias",
        about: "A variable from before the exposure that must be left alone",
        source: OURS,
        n_nodes: 5,
        n_arrows: 5,
        kind: ModelKind::Teaching,
    },
    Listed {
        id: "mediator",
        title: "Mediator",
        about: "An effect that goes two ways",
        source: OURS,
        n_nodes: 3,
        n_arrows: 3,
        kind: ModelKind::Teaching,
    },
    Listed {
        id: "front-door",
        title: "Front door",
        about: "A hidden common cause, and still an effect that data give",
        source: OURS,
        n_nodes: 4,
        n_arrows: 4,
        kind: ModelKind::Teaching,
    },
    Listed {
        id: "instrument",
        title: "Instrument",
        about: "A lottery stands in for an experiment",
        source: OURS,
        n_nodes: 4,
        n_arrows: 4,
        kind: ModelKind::Teaching,
    },
    Listed {
        id: "simpson",
        title: "Simpson",
        about: "Better in each group, worse in all",
        source: OURS,
        n_nodes: 3,
        n_arrows: 3,
        kind: ModelKind::Teaching,
    },
];

/// Every built-in model in short.
pub(crate) fn summaries() -> Vec<ModelSummary> {
    let summary = |listed: &Listed| ModelSummary {
        id: listed.id.to_owned(),
        title: listed.title.to_owned(),
        about: listed.about.to_owned(),
        source: listed.source.to_owned(),
        n_nodes: listed.n_nodes,
        n_arrows: listed.n_arrows,
        kind: listed.kind,
        simulated: listed.source == OURS,
    };
    LISTED.iter().map(summary).collect()
}

/// The built-in model of an identifier.
///
/// # Errors
/// An identifier that no built-in model has.
pub(crate) fn model(id: &str) -> Result<Model, Error> {
    let known = || LISTED.iter().map(|listed| listed.id).collect::<Vec<_>>().join(", ");
    let document = document(id).ok_or_else(|| {
        Error::new("no-such-model", format!("there is no built-in model named `{id}`"))
            .with_hint(format!("the built-in models are {}", known()))
    })?;
    crate::from_json(document)
}

fn document(id: &str) -> Option<&'static str> {
    Some(match id {
        "asia" => include_str!("../../models/asia.json"),
        "alarm" => include_str!("../../models/alarm.json"),
        "child" => include_str!("../../models/child.json"),
        "sachs" => include_str!("../../models/sachs.json"),
        "icu" => include_str!("../../models/icu.json"),
        "heart-failure" => include_str!("../../models/heart-failure.json"),
        "confounder" => include_str!("../../models/confounder.json"),
        "collider" => include_str!("../../models/collider.json"),
        "m-bias" => include_str!("../../models/m-bias.json"),
        "mediator" => include_str!("../../models/mediator.json"),
        "front-door" => include_str!("../../models/front-door.json"),
        "instrument" => include_str!("../../models/instrument.json"),
        "simpson" => include_str!("../../models/simpson.json"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_of_a_model_is_what_its_document_holds() {
        for listed in &LISTED {
            let model = model(listed.id).expect("it is built in");
            assert_eq!(model.name, listed.title);
            assert_eq!(model.graph.nodes.len(), listed.n_nodes as usize, "{}", listed.id);
            assert_eq!(model.graph.edges.len(), listed.n_arrows as usize, "{}", listed.id);
            assert_eq!(model.source == OURS, listed.source == OURS, "{}", listed.id);
            assert_eq!(model.variables.len(), model.graph.nodes.len(), "{}", listed.id);
            let json = serde_json::to_string(&model).expect("plain JSON");
            assert_eq!(crate::from_json::<Model>(&json).expect("its own text"), model);
        }
    }

    #[test]
    fn an_unknown_model_is_answered_with_those_that_there_are() {
        let error = model("asai").expect_err("no such model");
        assert!(error.hint.is_some_and(|hint| hint.contains("asia")));
    }
}
