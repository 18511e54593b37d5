//! The built-in models of `crates/causeloom/models`, against their sources.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use causeloom_scm::{Column, Mechanism, Model, Program, Term, Values, format::bif};
use numeric::seed::Seed;

const IDS: [&str; 13] = [
    "asia",
    "alarm",
    "child",
    "sachs",
    "icu",
    "heart-failure",
    "confounder",
    "collider",
    "m-bias",
    "mediator",
    "front-door",
    "instrument",
    "simpson",
];

fn model(id: &str) -> Model {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../causeloom/models");
    let path = format!("{folder}/{id}.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn shared(name: &str) -> Option<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    fs::read_to_string(PathBuf::from(folder).join(name)).ok()
}

#[test]
fn every_model_says_what_it_is_and_places_every_node() {
    for id in IDS {
        let model = model(id);
        assert!(!model.name.is_empty() && !model.about.is_empty() && !model.source.is_empty());
        let mut places = BTreeSet::new();
        for node in &model.graph.nodes {
            let [x, y] =
                node.position.unwrap_or_else(|| panic!("{id}: {} has no place", node.name));
            assert!(places.insert((x as i64, y as i64)), "{id}: {} stands on another", node.name);
            let variable = &model.variables[&node.name];
            assert!(!variable.about.is_empty(), "{id}: {}", node.name);
            let parents: BTreeSet<&str> = variable.parents.iter().map(String::as_str).collect();
            let arrows = model.graph.edges.iter().filter(|edge| edge.to == node.name);
            let causes: BTreeSet<&str> = arrows.map(|edge| edge.from.as_str()).collect();
            assert_eq!(parents, causes, "{id}: {}", node.name);
            if let Values::Unordered(states) = &variable.values {
                assert!(states.len() > 2, "{id}: two states of {} have an order", node.name);
            }
        }
        assert_eq!(model.variables.len(), model.graph.nodes.len(), "{id}");
    }
}

#[test]
fn published_networks_have_the_numbers_of_their_files() {
    for id in ["asia", "alarm", "child", "sachs"] {
        let Some(text) = shared(&format!("{id}.bif")) else {
            println!("skipped: {id}.bif is not there");
            continue;
        };
        let (ours, published) = (model(id), bif::read(&text).expect("a network").model);
        assert_eq!(ours.graph.edges, published.graph.edges, "{id}");
        for (name, theirs) in &published.variables {
            let variable = &ours.variables[name];
            assert_eq!(variable.values.states(), theirs.values.states(), "{id}: {name}");
            assert_eq!(variable.parents, theirs.parents, "{id}: {name}");
            assert_eq!(variable.mechanism, theirs.mechanism, "{id}: {name}");
        }
    }
}

#[test]
fn models_that_are_ours_say_so() {
    for id in &IDS[4..] {
        assert_eq!(model(id).source, "ours, simulated", "{id}");
    }
}

#[test]
fn the_intensive_care_model_has_mechanisms_of_every_kind_that_is_written_by_hand() {
    let model = model("icu");
    let kinds: BTreeSet<&str> = model
        .variables
        .values()
        .map(|variable| match variable.mechanism {
            Mechanism::Table { .. } => "table",
            Mechanism::Linear { .. } => "linear",
            Mechanism::Logistic { .. } => "logistic",
            Mechanism::Poisson { .. } => "poisson",
            Mechanism::Additive { .. } => "additive",
            Mechanism::Formula { .. } => "formula",
            _ => "other",
        })
        .collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["additive", "formula", "linear", "logistic", "poisson", "table"]
    );
}

/// A configuration of all nodes and its probability.
type World = (BTreeMap<String, String>, f64);

/// Every configuration of a network of tables with its probability; a node that is set has no table.
fn worlds(model: &Model, set: &[(&str, &str)]) -> Vec<World> {
    let mut worlds = vec![(BTreeMap::new(), 1.0)];
    let mut left: Vec<&String> = model.variables.keys().collect();
    while !left.is_empty() {
        let is_next = |name: &&&String| {
            model.variables[**name].parents.iter().all(|parent| !left.contains(&parent))
        };
        let name = *left.iter().find(is_next).expect("the graph has no circle");
        left.retain(|other| *other != name);
        let variable = &model.variables[name];
        let Mechanism::Table { rows } = &variable.mechanism else { panic!("{name} has no table") };
        let mut longer = Vec::new();
        for (world, probability) in &worlds {
            let world: &BTreeMap<String, String> = world;
            let row = variable.parents.iter().fold(0, |row, parent| {
                let states = model.variables[parent].values.states();
                let code = states.iter().position(|state| *state == world[parent]);
                row * states.len() + code.expect("a state of the parent")
            });
            for (state, share) in variable.values.states().iter().zip(&rows[row]) {
                let share = match set.iter().find(|(node, _)| node == name) {
                    Some((_, value)) => f64::from(value == state),
                    None => *share,
                };
                let mut world = world.clone();
                world.insert(name.clone(), state.clone());
                longer.push((world, probability * share));
            }
        }
        worlds = longer;
    }
    worlds
}

/// P(event | given), by summation over all configurations.
fn probability(worlds: &[World], event: &[(&str, &str)], given: &[(&str, &str)]) -> f64 {
    let holds = |world: &World, all: &[(&str, &str)]| {
        all.iter().all(|(node, state)| world.0[*node] == **state)
    };
    let given: Vec<&World> = worlds.iter().filter(|world| holds(world, given)).collect();
    let event = given.iter().filter(|world| holds(world, event));
    event.map(|world| world.1).sum::<f64>() / given.iter().map(|world| world.1).sum::<f64>()
}

/// Checks `P(event | given)` under `do(set)`.
#[track_caller]
fn check(
    model: &Model,
    set: &[(&str, &str)],
    event: (&str, &str),
    given: &[(&str, &str)],
    expected: f64,
) {
    let found = probability(&worlds(model, set), &[event], given);
    assert!((found - expected).abs() < 1e-12, "{found} against {expected}");
}

#[test]
fn asia_has_its_published_marginals() {
    let asia = model("asia");
    // Lauritzen & Spiegelhalter 1988; summed over the 256 configurations.
    for (node, expected) in [
        ("tub", 0.0104),
        ("lung", 0.055),
        ("bronc", 0.45),
        ("either", 0.064_828),
        ("xray", 0.110_290_04),
        ("dysp", 0.435_970_6),
    ] {
        check(&asia, &[], (node, "yes"), &[], expected);
    }
    check(&asia, &[], ("dysp", "yes"), &[("smoke", "yes")], 0.552_808);
    check(&asia, &[("either", "yes")], ("lung", "yes"), &[], 0.055);
}

#[test]
fn teaching_models_have_the_numbers_that_their_texts_state() {
    let confounder = model("confounder");
    for (exercise, seen, done) in [("yes", 0.175, 0.25), ("no", 0.425, 0.35)] {
        let (cause, effect) = (("exercise", exercise), ("heart_disease", "yes"));
        check(&confounder, &[], effect, &[cause], seen);
        check(&confounder, &[cause], effect, &[], done);
    }
    let collider = model("collider");
    for (beauty, expected) in [("yes", 9.0 / 14.0), ("no", 5.0 / 6.0)] {
        check(&collider, &[], ("talent", "yes"), &[("beauty", beauty)], 0.5);
        let famous = [("beauty", beauty), ("fame", "yes")];
        check(&collider, &[], ("talent", "yes"), &famous, expected);
    }
    let front_door = model("front-door");
    for (smoking, seen, done) in [("yes", 0.43, 0.38), ("no", 0.17, 0.22)] {
        check(&front_door, &[], ("cancer", "yes"), &[("smoking", smoking)], seen);
        check(&front_door, &[("smoking", smoking)], ("cancer", "yes"), &[], done);
    }
    let simpson = model("simpson");
    for (treatment, seen, done, small, large) in
        [("open", 0.5, 0.65, 0.9, 0.4), ("keyhole", 0.7, 0.55, 0.8, 0.3)]
    {
        let treatment = ("treatment", treatment);
        check(&simpson, &[], ("success", "yes"), &[treatment], seen);
        check(&simpson, &[treatment], ("success", "yes"), &[], done);
        for (size, expected) in [("small", small), ("large", large)] {
            check(&simpson, &[], ("success", "yes"), &[treatment, ("stone_size", size)], expected);
        }
    }
}

/// Means and covariances of a linear model; a node with two equally likely states counts as 0 and 1.
fn moments(model: &Model) -> BTreeMap<String, (f64, BTreeMap<String, f64>)> {
    // Every node is a mean and a sum of coefficients times the independent noise of nodes.
    let mut found: BTreeMap<String, (f64, BTreeMap<String, f64>)> = BTreeMap::new();
    while found.len() < model.variables.len() {
        for (name, variable) in &model.variables {
            let known = variable.parents.iter().all(|parent| found.contains_key(parent));
            if !known || found.contains_key(name) {
                continue;
            }
            let (mut mean, mut sums) = (0.5, BTreeMap::from([(name.clone(), 0.5)]));
            if let Mechanism::Linear { intercept, terms, standard_deviation } = &variable.mechanism
            {
                mean = *intercept;
                sums = BTreeMap::from([(name.clone(), *standard_deviation)]);
                for Term { parent, coefficient, .. } in terms {
                    let (center, parts) = &found[parent];
                    mean += coefficient * center;
                    for (noise, part) in parts {
                        *sums.entry(noise.clone()).or_insert(0.0) += coefficient * part;
                    }
                }
            }
            found.insert(name.clone(), (mean, sums));
        }
    }
    found
}

#[test]
fn linear_teaching_models_have_the_slopes_that_their_texts_state() {
    let covariance = |id: &str, x: &str, y: &str| -> f64 {
        let moments = moments(&model(id));
        let (x, y) = (&moments[x].1, &moments[y].1);
        x.iter().map(|(noise, part)| part * y.get(noise).unwrap_or(&0.0)).sum()
    };
    let near = |found: f64, expected: f64| {
        assert!((found - expected).abs() < 1e-12, "{found} against {expected}");
    };
    let slope = |id: &str, x: &str, y: &str| covariance(id, x, y) / covariance(id, x, x);
    // The slope of y on x with z in the regression.
    let adjusted = |id: &str, x: &str, y: &str, z: &str| {
        let c = |a: &str, b: &str| covariance(id, a, b);
        (c(x, y) * c(z, z) - c(x, z) * c(y, z)) / (c(x, x) * c(z, z) - c(x, z) * c(x, z))
    };
    near(slope("m-bias", "education", "diabetes"), -1.0);
    near(adjusted("m-bias", "education", "diabetes", "mother_diabetes"), -0.8);
    near(slope("mediator", "exercise", "blood_pressure"), -7.0);
    near(adjusted("mediator", "exercise", "blood_pressure", "fitness"), -2.0);
    near(moments(&model("mediator"))["blood_pressure"].0, 119.0);
    near(slope("instrument", "lessons", "test_score"), 13.0 / 3.0);
    near(
        slope("instrument", "voucher", "test_score") / slope("instrument", "voucher", "lessons"),
        3.0,
    );
}

#[test]
fn the_clinic_has_the_coefficients_of_the_example_table() {
    let clinic = model("heart-failure");
    // The constants and slopes of docs/clinic.md, at age 61 and for the step to age 62.
    let score = |node: &str, age: f64, on: &[&str], fraction: f64| -> f64 {
        let value = |term: &Term| match (term.parent.as_str(), term.state.as_deref()) {
            ("age", None) => age,
            ("ejection_fraction", None) => fraction,
            (parent, Some("yes" | "male")) => f64::from(on.contains(&parent)),
            other => panic!("no such term: {other:?}"),
        };
        let sum = |intercept: f64, terms: &[Term]| -> f64 {
            intercept + terms.iter().map(|term| term.coefficient * value(term)).sum::<f64>()
        };
        match &clinic.variables[node].mechanism {
            Mechanism::Logistic { scores } => sum(scores[0].intercept, &scores[0].terms),
            Mechanism::Linear { intercept, terms, standard_deviation } => {
                assert_eq!(*standard_deviation, 9.0);
                sum(*intercept, terms)
            }
            other => panic!("no linear score: {other:?}"),
        }
    };
    for (male, smoking, pressure, age, fraction) in [
        (0, 0, 0, 61, 38.0),
        (1, 0, 0, 61, 38.0),
        (0, 1, 0, 62, 38.0),
        (0, 0, 1, 41, 39.0),
        (1, 1, 1, 90, 20.0),
    ] {
        let mut on = Vec::new();
        for (name, is_on) in
            [("sex", male), ("smoking", smoking), ("high_blood_pressure", pressure)]
        {
            if is_on == 1 {
                on.push(name);
            }
        }
        let (male, smoking, pressure) = (f64::from(male), f64::from(smoking), f64::from(pressure));
        let (a, age) = (f64::from(age - 61), f64::from(age));
        for (node, expected) in [
            ("sex", 0.4 - 0.03 * a),
            ("smoking", -1.2 + 1.2 * male - 0.01 * a),
            ("high_blood_pressure", -0.4 + 0.3 * male + 0.04 * a),
            ("ejection_fraction", 41.0 - 4.0 * male - 2.0 * smoking - 0.1 * a),
            (
                "death",
                -1.1 + 0.35 * male + 0.045 * a + 0.6 * smoking + 0.3 * pressure
                    - 0.06 * (fraction - 38.0),
            ),
        ] {
            let found = score(node, age, &on, fraction);
            assert!((found - expected).abs() < 1e-12, "{node}: {found} against {expected}");
        }
    }
    let Mechanism::Empirical { values } = &clinic.variables["age"].mechanism else {
        panic!("ages are listed")
    };
    let weight = |age: i32| numeric::float::exp(-f64::from((age - 61) * (age - 61)) / 288.0);
    let total: f64 = (40..=90).map(weight).sum();
    for age in 40..=90 {
        let n_listed = values.iter().filter(|value| **value == f64::from(age)).count();
        let off = n_listed as f64 / values.len() as f64 - weight(age) / total;
        assert!(off.abs() < 0.0003, "{age}: {off}");
    }
    assert!(values.is_sorted());
}

#[test]
fn every_built_in_model_compiles_and_samples() {
    for id in IDS {
        let program = Program::new(&model(id)).unwrap_or_else(|error| panic!("{id}: {error}"));
        let sample =
            program.sample(Seed(1), 0..5_000).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!(sample.columns.len(), program.names().len(), "{id}");
    }
}

/// Bounds of the 5 %, 50 % and 95 % quantiles that a clinician would not be surprised by.
#[test]
fn the_intensive_care_model_stays_in_plausible_ranges() {
    let program = Program::new(&model("icu")).expect("a finished model");
    let sample = program.sample(Seed(1), 0..20_000).expect("every row has values");
    for (name, low, middle, high) in [
        ("age", (35.0, 42.0), (64.0, 69.0), (84.0, 89.0)),
        ("temperature", (36.0, 36.4), (36.9, 37.3), (38.3, 39.2)),
        ("white_cells", (4.8, 5.7), (9.2, 10.5), (21.0, 27.0)),
        ("mean_arterial_pressure", (57.0, 62.0), (78.0, 81.0), (95.0, 100.0)),
        ("lactate", (0.65, 0.8), (1.5, 1.8), (3.6, 4.5)),
        ("creatinine", (0.5, 0.65), (1.0, 1.15), (2.4, 3.0)),
        ("oxygen_saturation", (87.0, 91.0), (96.0, 97.3), (98.8, 99.4)),
        ("respiratory_rate", (12.5, 14.0), (17.5, 19.0), (25.5, 28.5)),
        ("heart_rate", (57.0, 63.0), (82.0, 85.0), (105.0, 111.0)),
        ("fluids", (700.0, 820.0), (1_520.0, 1_700.0), (3_400.0, 3_900.0)),
        ("severity_score", (1.0, 1.0), (4.0, 4.0), (8.0, 10.0)),
        ("length_of_stay", (0.6, 0.8), (2.3, 2.7), (8.0, 9.5)),
    ] {
        let Column::Numbers(values) =
            &sample.columns[program.index(name).expect("a node of the model")]
        else {
            panic!("{name}")
        };
        let mut values = values.clone();
        values.sort_by(f64::total_cmp);
        for (share, (from, to)) in [(0.05, low), (0.5, middle), (0.95, high)] {
            let found = values[(share * values.len() as f64) as usize];
            assert!((from..=to).contains(&found), "{name}: {found}");
        }
    }
    for (name, expected) in [
        ("sepsis", 0.228),
        ("vasopressor", 0.18),
        ("septic_shock", 0.08),
        ("ventilation", 0.383),
        ("death", 0.118),
    ] {
        let Column::Codes(codes) =
            &sample.columns[program.index(name).expect("a node of the model")]
        else {
            panic!("{name}")
        };
        let n_yes = codes.iter().map(|&code| u32::from(code)).sum::<u32>();
        let share = f64::from(n_yes) / codes.len() as f64;
        assert!((share - expected).abs() < 0.015, "{name}: {share}");
    }
}

#[test]
fn samples_of_the_published_networks_have_their_exact_marginals() {
    let Some(text) = shared("reference_inference.json") else {
        println!("skipped: reference_inference.json is not there");
        return;
    };
    let reference: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let n_rows = 100_000_u32;
    for id in ["asia", "alarm", "child", "sachs"] {
        let program = Program::new(&model(id)).expect("a finished model");
        let sample = program.sample(Seed(3), 0..u64::from(n_rows)).expect("every row has values");
        for (name, column) in program.names().iter().zip(&sample.columns) {
            let Column::Codes(codes) = column else { panic!("{id}: {name} has no states") };
            let exact = reference[id]["marginals"][name].as_array().expect("a distribution");
            for (state, exact) in exact.iter().enumerate() {
                let exact = exact.as_f64().expect("a probability");
                let count = codes.iter().filter(|&&code| usize::from(code) == state).count();
                let error = (exact * (1.0 - exact) / f64::from(n_rows)).sqrt();
                let off = count as f64 / f64::from(n_rows) - exact;
                // 214 states: one in a million misses five errors.
                assert!(off.abs() <= 5.0 * error + 1e-9, "{id}: {name}, state {state}: {off}");
            }
        }
    }
}
