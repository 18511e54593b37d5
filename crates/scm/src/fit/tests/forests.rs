//! Forests as mechanisms: what they give, and what is refused.

use super::*;

#[test]
fn forests_of_the_heart_failure_table_give_its_shares_and_its_mean() {
    let Some(table) = heart_failure() else { return };
    let config = FitConfig { learner: Learner::Forest, trees: 50, ..FitConfig::default() };
    let text = format!("{CLINIC} sex -> serum_sodium");
    let fit = fitted(&diagram(&text), &table, &config);
    assert!(matches!(fit.model.variables["smoking"].mechanism, Mechanism::Forest(_)));
    let text = serde_json::to_string(&fit.model).expect("a document");
    let again: Model = serde_json::from_str(&text).expect("the same document");
    assert_eq!(again, fit.model);
    let program = Program::new(&again).expect("a finished model");
    let sample = program.sample(Seed(1), 0..20_000).expect("every row has values");
    let mean_of = |name: &str| match &sample.columns[program.index(name).expect("a node")] {
        Column::Codes(codes) => {
            codes.iter().map(|&code| f64::from(code)).sum::<f64>() / codes.len() as f64
        }
        Column::Numbers(numbers) => numbers.iter().sum::<f64>() / numbers.len() as f64,
    };
    for (name, expected, allowed) in [
        ("smoking", 96.0 / 299.0, 0.015),
        ("DEATH_EVENT", 96.0 / 299.0, 0.03),
        ("ejection_fraction", 38.083_6, 0.6),
        ("serum_creatinine", 1.393_88, 0.05),
        ("serum_sodium", 136.625_4, 0.2),
    ] {
        let found = mean_of(name);
        assert!((found - expected).abs() < allowed, "{name}: {found} against {expected}");
    }
}

#[test]
fn a_forest_of_three_states_gives_shares_and_tells_groups_apart() {
    let (mut x, mut s) = (String::new(), String::new());
    for row in 0..300_u32 {
        let mut draws = Seed(3).stream("rows").at(u64::from(row));
        let number = 3.0 * draws.uniform();
        x.push_str(&format!("{number} "));
        s.push_str(["low ", "middle ", "high "][(number as usize).min(2)]);
    }
    let table = table_of(&[("x", &x), ("s", &s)]);
    let config = FitConfig { learner: Learner::Forest, ..FitConfig::default() };
    let fit = fitted(&diagram("x -> s"), &table, &config);
    let Mechanism::Forest(forest) = &fit.model.variables["s"].mechanism else { panic!("forest") };
    let numbers = [0.5, 1.5, 2.5];
    let mut shares = vec![0.0; 9];
    forest.predict(&[crate::kernel::ParentColumn::Numbers(&numbers)], &mut shares);
    // States in the order of their names: high, low, middle.
    for (row, state) in shares.chunks_exact(3).zip([1, 2, 0]) {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!(row[state] > 0.99, "{shares:?}");
    }
    let other = FitConfig { seed: 2, ..config.clone() };
    assert_ne!(fitted(&diagram("x -> s"), &table, &other).model, fit.model);
    assert_eq!(fitted(&diagram("x -> s"), &table, &config).model, fit.model);
}

#[test]
fn broken_forests_are_refused() {
    let table = table_of(&[("x", "1 2 3 4 5 6 7 8 9 10"), ("y", "1 1 1 2 2 2 9 9 9 9.5")]);
    let config = FitConfig { learner: Learner::Forest, trees: 60, ..FitConfig::default() };
    let model = fitted(&diagram("x -> y"), &table, &config).model;
    let broken = |change: &dyn Fn(&mut crate::forest::FittedForest)| {
        let mut model = model.clone();
        let variable = model.variables.get_mut("y").expect("a node");
        let Mechanism::Forest(forest) = &mut variable.mechanism else { panic!("forest") };
        change(forest);
        Program::new(&model).expect_err("it is broken").to_string()
    };
    let begin = "the random forest of `y` ";
    assert!(broken(&|forest| forest.outputs.clear()).starts_with(&format!("{begin}has no trees")));
    assert!(
        broken(&|forest| forest.states = 2).contains("gives 2 states, and the node has numbers")
    );
    assert!(broken(&|forest| forest.parents.push(0)).contains("was grown for 2 parents and has 1"));
    assert!(broken(&|forest| forest.parents[0] = 3).contains("was grown for a parent 1"));
    assert!(broken(&|forest| forest.features[0].parent = 7).contains("looks at parent 8"));
    let tree = |forest: &mut crate::forest::FittedForest| {
        let trees = &mut forest.outputs[0].trees;
        trees.iter().position(|tree| tree.left.len() > 1).expect("a split")
    };
    for left in [0, 1] {
        let error = broken(&|forest| {
            let grown = tree(forest);
            let nodes = &mut forest.outputs[0].trees[grown].left;
            let last = nodes.len() - 1;
            nodes[if left == 0 { last } else { 0 }] = last as u32;
        });
        assert!(error.contains("a child that is out of place"), "{error}");
    }
    let error = broken(&|forest| forest.outputs[0].trees[0].number[0] = f64::INFINITY);
    assert!(error.contains("not finite"), "{error}");
}
