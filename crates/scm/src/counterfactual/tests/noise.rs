//! The noise of rows, given their values.

use numeric::seed::Seed;

use super::mixed::{MIXED_PROGRAM, mixed_rows};
use crate::{
    counterfactual::abduct::{Bins, Observation},
    kernel::ParentColumn,
    mechanism::NodeNoise,
    noise::Key,
    value::{Cells, Column, Sample},
};

/// The noise of all nodes of rows of the model, given their values.
fn noise_of_all(sample: &Sample, seed: u64) -> Vec<NodeNoise> {
    let stream = Seed(seed).stream("noise");
    let whole = |idx: usize| sample.columns[idx].rows(0..sample.n_rows());
    MIXED_PROGRAM
        .nodes()
        .iter()
        .enumerate()
        .map(|(idx, node)| {
            let parents: Vec<ParentColumn> = node.parents.iter().map(|&p| whole(p)).collect();
            let observation = Observation {
                mechanism: &node.natural,
                bins: &Bins::new(&node.natural),
                n_states: node.variable.values.states().len(),
                values: whole(idx),
                parents: &parents,
            };
            let key = Key::of(&stream.child(&MIXED_PROGRAM.names()[idx]));
            observation.noise(&key, 0).unwrap()
        })
        .collect()
}

#[test]
fn noise_drawn_given_values_of_the_model_has_the_law_of_noise() {
    let n_rows = 20_000;
    let sample = mixed_rows(21, n_rows);
    let mut n_checked = 0;
    for (noise, name) in noise_of_all(&sample, 4).iter().zip(MIXED_PROGRAM.names()) {
        let uniforms: Vec<Vec<f64>> = match noise {
            NodeNoise::None => continue,
            NodeNoise::Rank(ranks) => {
                vec![ranks.iter().map(|&rank| f64::from(rank) / 4_294_967_296.0).collect()]
            }
            NodeNoise::Race(lanes) => {
                let share = |e: &f64| -numeric::float::exp_m1(-e);
                lanes.iter().map(|lane| lane.iter().map(share).collect()).collect()
            }
            NodeNoise::Uniform(values) => vec![values.clone()],
            NodeNoise::Law(law, values) => match **law {
                crate::Noise::Empirical(_) => continue,
                _ => vec![values.iter().map(|value| law.rank(*value)).collect()],
            },
        };
        for uniforms in uniforms {
            let mut counts = [0.0; 64];
            for uniform in uniforms {
                counts[(uniform * 64.0) as usize] += 1.0;
            }
            let expected = n_rows as f64 / 64.0;
            let square = |count: &f64| (count - expected) * (count - expected) / expected;
            let chi_square: f64 = counts.iter().map(square).sum();
            // 117 is exceeded with probability 0.00005 (63 degrees of freedom).
            assert!(chi_square < 117.0, "{name}: {chi_square}");
            n_checked += 1;
        }
    }
    assert_eq!(n_checked, 16);
}

#[test]
fn noise_drawn_given_values_leads_to_these_values() {
    let sample = mixed_rows(22, 5_000);
    for (idx, noise) in noise_of_all(&sample, 5).iter().enumerate() {
        let node = MIXED_PROGRAM.node(idx);
        let parents: Vec<ParentColumn> =
            node.parents.iter().map(|&parent| sample.columns[parent].rows(0..5_000)).collect();
        let mut found = Column::new(&node.variable.values, 5_000);
        node.natural.replay(noise, &parents, found.rows_mut(0..5_000)).unwrap();
        match (&found, &sample.columns[idx]) {
            (Column::Numbers(found), Column::Numbers(values)) => {
                for (found, value) in found.iter().zip(values) {
                    let gap = (found - value).abs();
                    assert!(gap <= 1e-9 * value.abs().max(1.0), "{idx}: {found} {value}");
                }
            }
            (found, values) => assert_eq!(found, values),
        }
    }
}

#[test]
fn an_unusual_count_has_noise_that_leads_to_it() {
    let program = &*MIXED_PROGRAM;
    let visits = program.index("visits").unwrap();
    let mut columns = mixed_rows(3, 30).columns;
    let counts: Vec<f64> = (0..30).map(f64::from).collect();
    columns[visits] = Column::Numbers(counts.clone());
    columns[program.index("bmi").unwrap()] = Column::Numbers(vec![30.0; 30]);
    columns[program.index("sex").unwrap()] = Column::Codes(vec![0; 30]);
    let sample = Sample { first_row: 0, columns };
    let node = program.node(visits);
    let parents: Vec<ParentColumn> =
        node.parents.iter().map(|&parent| sample.columns[parent].rows(0..30)).collect();
    let observation = Observation {
        mechanism: &node.natural,
        bins: &Bins::default(),
        n_states: 0,
        values: ParentColumn::Numbers(&counts),
        parents: &parents,
    };
    let noise = observation.noise(&Key::new(Seed(1), "visits"), 0).unwrap();
    let mut found = vec![0.0; 30];
    node.natural.replay(&noise, &parents, Cells::Numbers(&mut found)).unwrap();
    assert_eq!(found, counts);
}
