//! Exact answers against sums over all configurations of small random networks, and over a long chain.

use numeric::seed::Seed;
use proptest::prelude::*;

use super::assert_close;
use crate::inference::{Assignment, Error, Network, Node, NoiseKind, Query, Term};

#[test]
fn a_condition_on_a_thousand_nodes_is_not_taken_for_impossible() {
    let n_links = 1_500;
    let rows = vec![0.999, 0.001, 0.3, 0.7];
    let states = || vec!["a".to_owned(), "b".to_owned()];
    let link = |name: String, parents: Vec<usize>| {
        let rows = if parents.is_empty() { vec![0.5, 0.5] } else { rows.clone() };
        Node { name, states: states(), noise: NoiseKind::Rank, parents, rows }
    };
    // A chain of hidden nodes, each with one that is observed.
    let mut nodes = Vec::new();
    for at in 0..n_links {
        let before = if at == 0 { vec![] } else { vec![2 * (at - 1)] };
        nodes.push(link(format!("hidden{at}"), before));
        nodes.push(link(format!("seen{at}"), vec![2 * at]));
    }
    let network = Network::from_nodes(nodes, (0..2 * n_links).collect());
    let observed: Vec<Assignment> =
        (0..n_links).map(|at| Assignment::new(&format!("seen{at}"), "b")).collect();
    let marginals = network.marginals_given(&[], &observed).unwrap();
    // By the recursion of a hidden Markov chain, forward only: the last hidden node.
    let mut belief = [0.5 * 0.001, 0.5 * 0.7];
    for _ in 1..n_links {
        let total = belief[0] + belief[1];
        let [a, b] = belief.map(|weight| weight / total);
        belief = [(a * 0.999 + b * 0.3) * 0.001, (a * 0.001 + b * 0.7) * 0.7];
    }
    let exact = belief[0] / (belief[0] + belief[1]);
    assert!((marginals.nodes[2 * n_links - 2][0] - exact).abs() < 1e-12);
    assert_eq!(marginals.condition_probability, 0.0);
}

/// A random network of up to `most` nodes with up to three states, some probabilities being 0.
fn networks(most: usize) -> impl Strategy<Value = Network> {
    let node = (1_usize..4, any::<[bool; 5]>(), any::<bool>());
    (proptest::collection::vec(node, 1..=most), any::<u64>()).prop_map(|(drawn, seed)| {
        let mut draws = Seed(seed).stream("tables").draws();
        let nodes = drawn.iter().enumerate().map(|(at, (card, is_parent, is_ordered))| {
            let parents: Vec<usize> = (0..at).rev().filter(|&parent| is_parent[parent]).collect();
            let n_rows: usize = parents.iter().map(|&parent| drawn[parent].0).product();
            let mut rows = Vec::new();
            for _ in 0..n_rows {
                let weight = |_| (draws.uniform() * 1.2 - 0.2).max(0.0);
                let mut row: Vec<f64> = (0..*card).map(weight).collect();
                let total: f64 = row.iter().sum();
                for w in &mut row {
                    *w = if total > 0.0 { *w / total } else { 0.0 };
                }
                if total == 0.0 {
                    row[0] = 1.0;
                }
                rows.extend(row);
            }
            let states = (0..*card).map(|k| k.to_string()).collect();
            let noise = if *is_ordered { NoiseKind::Rank } else { NoiseKind::Race };
            Node { name: format!("n{at}"), states, noise, parents, rows }
        });
        Network::from_nodes(nodes.collect(), (0..drawn.len()).collect())
    })
}

/// The probability of every configuration where nodes are set, the last node fastest.
fn joint(network: &Network, set: &[Option<u8>]) -> Vec<(Vec<usize>, f64)> {
    let nodes = network.nodes();
    let mut all = vec![(Vec::new(), 1.0)];
    for (at, node) in nodes.iter().enumerate() {
        all = all
            .into_iter()
            .flat_map(|(configuration, probability): (Vec<usize>, f64)| {
                let number = node.parents.iter().fold(0, |number, &parent| {
                    number * nodes[parent].states.len() + configuration[parent]
                });
                let row: Vec<f64> = match set[at] {
                    None => node.row(number).to_vec(),
                    Some(state) => (0..node.states.len())
                        .map(|k| f64::from(u8::from(k == usize::from(state))))
                        .collect(),
                };
                row.into_iter().enumerate().map(move |(state, share)| {
                    let mut longer = configuration.clone();
                    longer.push(state);
                    (longer, probability * share)
                })
            })
            .collect();
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn answers_are_sums_over_all_configurations(
        network in networks(6),
        target in any::<prop::sample::Index>(),
        second in any::<prop::sample::Index>(),
        given in any::<prop::sample::Index>(),
        set in any::<prop::sample::Index>(),
        is_set in any::<bool>(),
    ) {
        let n = network.nodes().len();
        let [target, second, given, set] = [target, second, given, set].map(|index| index.index(n));
        let assignment = |node: usize| Assignment::new(&format!("n{node}"), "0");
        let world = if is_set { vec![assignment(set)] } else { vec![] };
        let mut states = vec![None; n];
        if is_set {
            states[set] = Some(0);
        }
        let mut targets = vec![Term::of(&format!("n{target}")).in_world(&world)];
        if second != target {
            targets.push(Term::of(&format!("n{second}")).in_world(&world));
        }
        let given_term = Term::of(&format!("n{given}")).in_world(&world).is("0");
        let query = Query { targets, given: vec![given_term] };
        let all = joint(&network, &states);
        let matching = all.iter().filter(|(c, _)| c[given] == 0);
        let condition: f64 = matching.clone().map(|(_, p)| p).sum();
        let card = |node: usize| network.nodes()[node].states.len();
        let mut expected =
            vec![0.0; card(target) * if second == target { 1 } else { card(second) }];
        for (c, p) in matching {
            let cell = if second == target { c[target] } else { c[target] * card(second) + c[second] };
            expected[cell] += p / condition;
        }
        let marginals = network.marginals_given(&world, &[assignment(given)]);
        match network.query(&query) {
            Ok(found) => {
                assert_close(&found.probabilities, &expected, &query.to_string());
                prop_assert!((found.condition_probability - condition).abs() < 1e-12);
                for (node, found) in marginals.unwrap().nodes.iter().enumerate() {
                    for (state, found) in found.iter().enumerate() {
                        let matching = all.iter().filter(|(c, _)| c[given] == 0 && c[node] == state);
                        let exact = matching.map(|(_, p)| p).sum::<f64>() / condition;
                        prop_assert!((found - exact).abs() < 1e-9);
                    }
                }
            }
            Err(error) => {
                prop_assert_eq!(condition, 0.0);
                let is_impossible = matches!(error, Error::ImpossibleCondition { .. });
                prop_assert!(is_impossible, "{}", error);
                prop_assert!(marginals.is_err());
            }
        }
    }

    /// Counterfactuals by brute force: all cells of all response variables of ordered nodes.
    #[test]
    fn counterfactuals_are_sums_over_the_cells_of_noise(
        network in networks(4).prop_map(|network| {
            let nodes = network.nodes().iter();
            let nodes: Vec<Node> = nodes.map(|n| Node { noise: NoiseKind::Rank, ..n.clone() }).collect();
            let ancestral = (0..nodes.len()).collect();
            Network::from_nodes(nodes, ancestral)
        }),
        target in any::<prop::sample::Index>(),
        given in any::<prop::sample::Index>(),
        set in any::<prop::sample::Index>(),
    ) {
        let nodes = network.nodes();
        let [target, given, set] = [target, given, set].map(|index| index.index(nodes.len()));
        // Cut points of each node's noise.
        let cells: Vec<Vec<(f64, f64)>> = nodes.iter().map(|node| {
            let mut cuts: Vec<f64> =
                node.rows.chunks(node.states.len()).flat_map(crate::counterfactual::cumulative).collect();
            cuts.push(0.0);
            cuts.sort_unstable_by(f64::total_cmp);
            cuts.windows(2).map(|w| (w[0].midpoint(w[1]), w[1] - w[0])).filter(|c| c.1 > 0.0).collect()
        }).collect();
        let n_cells: usize = cells.iter().map(Vec::len).product();
        prop_assume!(n_cells < 5_000);
        let evaluate = |noise: &[f64], set: Option<usize>| {
            let mut states: Vec<usize> = Vec::new();
            for (at, node) in nodes.iter().enumerate() {
                let number = node.parents.iter().fold(0, |number, &parent| {
                    number * nodes[parent].states.len() + states[parent]
                });
                let ends = crate::counterfactual::cumulative(node.row(number));
                let state = ends.iter().position(|&end| noise[at] < end).unwrap();
                states.push(if set == Some(at) { 0 } else { state });
            }
            states
        };
        let last = nodes[set].states.len() - 1;
        let (mut condition, mut event) = (0.0, 0.0);
        for number in 0..n_cells {
            let (mut rest, mut noise, mut probability) = (number, Vec::new(), 1.0);
            for node_cells in &cells {
                let (middle, length) = node_cells[rest % node_cells.len()];
                rest /= node_cells.len();
                noise.push(middle);
                probability *= length;
            }
            let actual = evaluate(&noise, None);
            if actual[given] == 0 && actual[set] == last {
                condition += probability;
                if evaluate(&noise, Some(set))[target] == 0 {
                    event += probability;
                }
            }
        }
        let world = [Assignment::new(&format!("n{set}"), "0")];
        let query = Query {
            targets: vec![Term::of(&format!("n{target}")).in_world(&world).is("0")],
            given: vec![Term::of(&format!("n{given}")).is("0"), Term::of(&format!("n{set}")).is(&last.to_string())],
        };
        match network.query(&query) {
            Ok(found) => assert_close(&found.probabilities, &[event / condition], &query.to_string()),
            Err(error) => {
                prop_assert!(condition < 1e-12, "{} {}", error, condition);
            }
        }
    }
}
