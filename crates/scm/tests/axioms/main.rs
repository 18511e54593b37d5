//! The axioms of structural causal models, on random models of all mechanisms.

mod closed_forms;
mod random;

use causeloom_scm::{
    Column, Intervention, Mechanism, Model, Program, Sample, Value, Values, Variable,
};
use numeric::seed::Seed;
use proptest::prelude::*;
use random::random_model;
use std::collections::BTreeSet;

const SEED: Seed = Seed(20_260_101);

/// The value of a node in a row of a sample.
fn value(program: &Program, sample: &Sample, idx: usize, row: usize) -> Value {
    match &sample.columns[idx] {
        Column::Codes(codes) => {
            let state = &program.variable(idx).values.states()[usize::from(codes[row])];
            Value::State(state.clone())
        }
        Column::Numbers(numbers) => Value::Number(numbers[row]),
    }
}

fn set(program: &Program, idx: usize, value: Value) -> Intervention {
    Intervention::Set { node: program.names()[idx].clone(), value }
}

/// The same row of every column, as bits.
fn row_bits(sample: &Sample, row: usize) -> Vec<u64> {
    let bits = |column: &Column| match column {
        Column::Codes(codes) => u64::from(codes[row]),
        Column::Numbers(numbers) => numbers[row].to_bits(),
    };
    sample.columns.iter().map(bits).collect()
}

fn descendants(program: &Program, node: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::from([node]);
    for &idx in program.order() {
        if program.parents(idx).iter().any(|parent| found.contains(parent)) {
            found.insert(idx);
        }
    }
    found
}

/// A model, its program, and a few rows.
fn drawn(number: u64, n_rows: u64) -> (Model, Program, Sample) {
    let model = random_model(number);
    let program = Program::new(&model).expect("random models are sound");
    let sample = program.sample(SEED, 0..n_rows).expect("random models are defined everywhere");
    (model, program, sample)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn setting_a_node_to_what_it_is_changes_nothing(number in any::<u64>(), row in 0_usize..50) {
        let (_, program, sample) = drawn(number, 50);
        for idx in 0..program.names().len() {
            let factual = value(&program, &sample, idx, row);
            let changed = program.intervene(&[set(&program, idx, factual)]).expect("its own value");
            let (before, after) = program
                .sample_changed(&changed, SEED, row as u64..row as u64 + 1)
                .expect("defined");
            prop_assert_eq!(row_bits(&before, 0), row_bits(&sample, row));
            prop_assert_eq!(row_bits(&after, 0), row_bits(&sample, row));
        }
    }

    #[test]
    fn a_node_that_is_set_has_the_value_and_only_what_it_causes_changes(
        number in any::<u64>(),
        from in 0_usize..50,
        node in any::<prop::sample::Index>(),
    ) {
        let (_, program, sample) = drawn(number, 50);
        let idx = node.index(program.names().len());
        let wanted = value(&program, &sample, idx, from);
        let changed = program.intervene(&[set(&program, idx, wanted.clone())]).expect("a value");
        let (before, after) = program.sample_changed(&changed, SEED, 0..50).expect("defined");
        prop_assert_eq!(&before, &sample);
        prop_assert_eq!(&after, &changed.sample(SEED, 0..50).expect("defined"));
        let below = descendants(&program, idx);
        for other in 0..program.names().len() {
            if other == idx {
                for row in 0..50 {
                    prop_assert_eq!(value(&program, &after, idx, row), wanted.clone());
                }
            } else if !below.contains(&other) {
                prop_assert_eq!(&before.columns[other], &after.columns[other]);
            }
        }
    }

    #[test]
    fn setting_a_second_node_to_what_the_first_makes_it_changes_nothing(
        number in any::<u64>(),
        row in 0_u64..50,
        nodes in any::<[prop::sample::Index; 2]>(),
    ) {
        let (_, program, sample) = drawn(number, 50);
        let [first, second] = nodes.map(|node| node.index(program.names().len()));
        prop_assume!(first != second);
        let one = set(&program, first, value(&program, &sample, first, 7));
        let after_one = program
            .intervene(std::slice::from_ref(&one))
            .and_then(|changed| changed.sample(SEED, row..row + 1))
            .expect("defined");
        let two = set(&program, second, value(&program, &after_one, second, 0));
        let after_two = program
            .intervene(&[one, two])
            .and_then(|changed| changed.sample(SEED, row..row + 1))
            .expect("defined");
        prop_assert_eq!(row_bits(&after_one, 0), row_bits(&after_two, 0));
    }

    #[test]
    fn policies_and_shifts_that_keep_the_natural_value_change_nothing(number in any::<u64>()) {
        let (_, program, sample) = drawn(number, 50);
        for (idx, node) in program.names().iter().enumerate() {
            let mut does_nothing = vec![
                Intervention::Policy { node: node.clone(), expression: node.clone() },
                Intervention::Replace { node: node.clone(), variable: program.variable(idx).clone() },
            ];
            if program.variable(idx).values.states().is_empty() {
                does_nothing.push(Intervention::Shift { node: node.clone(), by: 0.0 });
            }
            for intervention in does_nothing {
                let changed = program.intervene(&[intervention]).expect("fits");
                prop_assert_eq!(&changed.sample(SEED, 0..50).expect("defined"), &sample);
            }
        }
    }

    #[test]
    fn rows_are_the_same_in_every_range(
        number in any::<u64>(),
        first in 0_u64..4200,
        n_rows in 0_u64..60,
    ) {
        let (_, program, all) = drawn(number, 4300);
        let some = program.sample(SEED, first..first + n_rows).expect("defined");
        prop_assert_eq!(some.first_row, first);
        prop_assert_eq!(some.n_rows(), n_rows as usize);
        for row in 0..n_rows as usize {
            prop_assert_eq!(row_bits(&some, row), row_bits(&all, row + first as usize));
        }
    }

    #[test]
    fn other_nodes_arrows_and_orders_do_not_matter_to_a_node(number in any::<u64>()) {
        let (model, program, sample) = drawn(number, 100);
        let mut larger = model.clone();
        larger.graph.nodes.reverse();
        larger.graph.edges.reverse();
        // A new effect of a node, above all others in the diagram.
        let cause = program.names()[0].clone();
        larger.graph.nodes.insert(0, graph::DiagramNode { name: "new".to_owned(), ..Default::default() });
        graph::connect(&mut larger.graph, &cause, "new", graph::EdgeKind::Directed).expect("no circle");
        causeloom_scm::edit::fill_in(&mut larger).expect("sound");
        let larger = Program::new(&larger).expect("sound");
        let other = larger.sample(SEED, 0..100).expect("defined");
        for (idx, name) in program.names().iter().enumerate() {
            let place = larger.index(name).expect("the same nodes and one more");
            prop_assert_eq!(&sample.columns[idx], &other.columns[place], "{}", name);
        }
    }

    #[test]
    fn an_arrow_that_is_drawn_changes_nothing_until_somebody_says_what_it_does(number in any::<u64>()) {
        let (model, program, sample) = drawn(number, 60);
        let order: Vec<&String> = program.order().iter().map(|&idx| &program.names()[idx]).collect();
        let mut edited = model.clone();
        let mut diagram = model.graph.clone();
        for (place, to) in order.iter().enumerate() {
            for from in &order[..place] {
                if !diagram.has_arrow(from, to) {
                    graph::connect(&mut diagram, from, to, graph::EdgeKind::Directed).expect("no circle");
                }
            }
        }
        causeloom_scm::edit::set_graph(&mut edited, diagram).expect("sound");
        let edited = Program::new(&edited).expect("mechanisms follow");
        let other = edited.sample(SEED, 0..60).expect("defined");
        for idx in 0..program.names().len() {
            // A table that becomes a logistic mechanism loses its interactions.
            let is_same = std::mem::discriminant(&program.variable(idx).mechanism)
                == std::mem::discriminant(&edited.variable(idx).mechanism);
            let upstream_changed = program.order().iter().any(|&other| {
                let (one, two) = (program.variable(other), edited.variable(other));
                std::mem::discriminant(&one.mechanism) != std::mem::discriminant(&two.mechanism)
            });
            if is_same && !upstream_changed {
                prop_assert_eq!(&sample.columns[idx], &other.columns[idx]);
            }
        }
    }

    #[test]
    fn tables_say_how_frequent_states_are(number in any::<u64>()) {
        let (_, program, sample) = drawn(number, 3000);
        for idx in 0..program.names().len() {
            let Some(table) = program.table(idx) else { continue };
            let states = program.variable(idx).values.states();
            let (Column::Codes(codes), n_states) = (&sample.columns[idx], states.len()) else {
                panic!("only states have tables")
            };
            // Over all configurations: the sum of (seen − expected)² / variance for the first state.
            let mut expected = 0.0;
            let mut variance = 0.0;
            let mut seen = 0.0;
            for (row, code) in codes.iter().enumerate() {
                let configuration = program.parents(idx).iter().fold(0, |number, &parent| {
                    let code = sample.columns[parent].codes().expect("states")[row];
                    number * program.variable(parent).values.states().len() + usize::from(code)
                });
                let p = table[configuration * n_states];
                expected += p;
                variance += p * (1.0 - p);
                seen += f64::from(u8::from(*code == 0));
            }
            prop_assert!((seen - expected).abs() <= 5.0 * variance.sqrt() + 1e-9);
        }
    }

    #[test]
    fn a_model_is_the_same_after_writing_and_reading(number in any::<u64>()) {
        let model = random_model(number);
        let text = serde_json::to_string(&model).expect("plain");
        prop_assert_eq!(serde_json::from_str::<Model>(&text).expect("its own text"), model);
    }
}

#[test]
fn rows_beyond_32_bits_have_their_own_noise() {
    let (_, program, sample) = drawn(3, 40);
    let far = program.sample(SEED, 1 << 40..(1 << 40) + 40).expect("defined");
    assert_ne!(sample.columns, far.columns);
    assert_eq!(far.n_rows(), 40);
    let none = program.sample(SEED, 5..5).expect("no row");
    assert_eq!(none.n_rows(), 0);
}

#[test]
fn random_models_have_every_mechanism() {
    let mut seen = BTreeSet::new();
    for number in 0..60 {
        for variable in random_model(number).variables.values() {
            let Variable { values, mechanism, .. } = variable;
            seen.insert(match (values, mechanism) {
                (Values::Unordered(_), Mechanism::Table { .. }) => "race by table",
                (Values::Unordered(_), _) => "race by scores",
                (_, Mechanism::Table { .. }) => "table",
                (_, Mechanism::Logistic { .. }) => "logistic",
                (_, Mechanism::Linear { .. }) => "linear",
                (_, Mechanism::Poisson { .. }) => "poisson",
                (_, Mechanism::Additive { .. }) => "additive",
                (Values::Number, Mechanism::Formula { .. }) => "formula of numbers",
                (_, Mechanism::Formula { .. }) => "formula of states",
                (_, Mechanism::Empirical { .. }) => "empirical",
                (_, Mechanism::Forest(_)) => "forest",
            });
        }
    }
    assert_eq!(seen.len(), 10, "{seen:?}");
}
