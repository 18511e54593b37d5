//! A small model of numbers, counts and states.

use std::sync::LazyLock;

use numeric::seed::Seed;

use crate::{Intervention, Model, Program, parse_intervention, value::Sample};

/// Every kind of mechanism but the forest.
pub(super) const MIXED: &str = r#"{
    "name": "mixed", "about": "", "source": "ours, simulated",
    "graph": "dag { sex region age bmi pressure dose share risk kind visits flag sex -> bmi age -> bmi bmi -> pressure age -> pressure pressure -> dose region -> share dose -> share bmi -> risk sex -> risk region -> kind bmi -> kind sex -> visits bmi -> visits pressure -> flag dose -> later visits -> later region -> place flag -> place }",
    "variables": {
        "sex": {"values": {"ordered": ["f", "m"]}, "mechanism": {"kind": "table", "rows": [[0.6, 0.4]]}},
        "region": {"values": {"unordered": ["n", "s", "w"]}, "mechanism": {"kind": "table", "rows": [[0.5, 0.2, 0.3]]}},
        "age": {"values": "number", "unit": "years", "mechanism": {"kind": "empirical", "values": [20, 30, 30, 40, 55, 70]}},
        "bmi": {"values": "number", "parents": ["sex", "age"], "mechanism": {"kind": "linear", "intercept": 20, "terms": [{"parent": "age", "coefficient": 0.1}, {"parent": "sex", "state": "m", "coefficient": 1.5}], "standard_deviation": 2.5}},
        "pressure": {"values": "number", "parents": ["bmi", "age"], "mechanism": {"kind": "additive", "mean": "60 + 2 * bmi", "spread": "2 + 0.1 * age", "noise": "laplace"}},
        "dose": {"values": "number", "parents": ["pressure"], "mechanism": {"kind": "additive", "mean": "0.02 * pressure", "noise": "exponential", "link": "exp"}},
        "share": {"values": "number", "parents": ["region", "dose"], "mechanism": {"kind": "additive", "mean": "if(region = \"n\", 1, 0) - log(1 + dose) / 4", "noise": "logistic", "link": {"between": {"low": 0, "high": 10}}}},
        "risk": {"values": {"ordered": ["low", "middle", "high"]}, "parents": ["bmi", "sex"], "mechanism": {"kind": "logistic", "scores": [{"state": "middle", "intercept": -4, "terms": [{"parent": "bmi", "coefficient": 0.15}]}, {"state": "high", "intercept": -8, "terms": [{"parent": "bmi", "coefficient": 0.25}, {"parent": "sex", "state": "m", "coefficient": 0.5}]}]}},
        "kind": {"values": {"unordered": ["a", "b", "c"]}, "parents": ["region", "bmi"], "mechanism": {"kind": "logistic", "scores": [{"state": "b", "intercept": -3, "terms": [{"parent": "bmi", "coefficient": 0.1}]}, {"state": "c", "terms": [{"parent": "region", "state": "s", "coefficient": 1}]}]}},
        "visits": {"values": "count", "parents": ["sex", "bmi"], "mechanism": {"kind": "poisson", "intercept": -1, "terms": [{"parent": "bmi", "coefficient": 0.08}, {"parent": "sex", "state": "m", "coefficient": -0.3}]}},
        "flag": {"values": {"ordered": ["calm", "raised"]}, "parents": ["pressure"], "mechanism": {"kind": "formula", "expression": "if(pressure > 115, \"raised\", \"calm\")"}},
        "later": {"values": "number", "parents": ["dose", "visits"], "mechanism": {"kind": "additive", "mean": "log(dose) + 0.1 * visits", "noise": {"empirical": [-2, -0.5, 0, 0.25, 3]}, "link": {"increasing": "z + exp(z / 4)"}}},
        "place": {"values": {"unordered": ["home", "clinic", "ward"]}, "parents": ["region", "flag"], "mechanism": {"kind": "table", "rows": [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.4, 0.3, 0.3], [0.2, 0.4, 0.4], [0.8, 0.1, 0.1], [0.0, 0.5, 0.5]]}}
    }
}"#;

pub(super) static MIXED_PROGRAM: LazyLock<Program> = LazyLock::new(|| {
    let model: Model = serde_json::from_str(MIXED).unwrap();
    Program::new(&model).unwrap()
});

/// The program of the mixed model under interventions given as texts.
pub(super) fn mixed_under(texts: &[&str]) -> Program {
    let model: Model = serde_json::from_str(MIXED).unwrap();
    let interventions: Vec<Intervention> =
        texts.iter().map(|text| parse_intervention(text, &model).unwrap()).collect();
    MIXED_PROGRAM.intervene(&interventions).unwrap()
}

pub(super) fn mixed_rows(seed: u64, n_rows: u64) -> Sample {
    MIXED_PROGRAM.sample(Seed(seed), 0..n_rows).unwrap()
}

pub(super) fn numbers(sample: &Sample, name: &str) -> Vec<f64> {
    let column = &sample.columns[MIXED_PROGRAM.index(name).unwrap()];
    column.numbers().unwrap().to_vec()
}

pub(super) fn codes(sample: &Sample, name: &str) -> Vec<u8> {
    let column = &sample.columns[MIXED_PROGRAM.index(name).unwrap()];
    column.codes().unwrap().to_vec()
}
