//! Random forests: class shares for states, a mean and out-of-bag residuals for numbers.

use super::{Case, FitConfig, FitError, FitRemark, design::check_finite, numbers::thinned};
use crate::{
    Mechanism, Values,
    forest::{FittedForest, ForestFeature, ForestOutput},
};
use learn::{Forest, ForestConfig, Target, forest};
use numeric::{Matrix, seed::Seed};

/// The most columns of a forest.
const MOST_FEATURES: usize = 1 << 16;

/// A forest of a node with parents.
pub(super) fn fit_forest(
    case: &Case,
    config: &FitConfig,
    remarks: &mut Vec<FitRemark>,
) -> Result<Mechanism, FitError> {
    let features = features(case);
    if features.len() > MOST_FEATURES {
        return Err(FitError::TooManyCoefficients {
            node: case.node.to_owned(),
            coefficients: features.len(),
            most: MOST_FEATURES,
        });
    }
    let parents = case.parent_columns();
    let column = |feature: &ForestFeature| feature.column(&parents, case.n_rows);
    let values: Vec<f64> = features.iter().flat_map(column).collect();
    let matrix = Matrix::from_column_major(case.n_rows, features.len(), values);
    let stream = Seed(config.seed).stream("fit").child(case.node);
    let grow = |response: &[f64], target: Target, number: u64| {
        let defaults = match target {
            Target::Probability => ForestConfig::default_probability(),
            Target::Mean => ForestConfig::default_mean(),
        };
        let settings = ForestConfig { trees: config.trees, ..defaults };
        forest::fit_forest(&matrix, response, None, target, &settings, &stream.index(number))
    };
    let n_states = case.values.states().len();
    let mut fitted = FittedForest {
        states: n_states as u32,
        parents: case.parents.iter().map(|parent| parent.states().len() as u32).collect(),
        features,
        ..FittedForest::default()
    };
    if n_states == 0 {
        let numbers = case.numbers();
        if numbers.iter().all(|number| *number == numbers[0]) {
            remarks.push(FitRemark::OneValue);
        }
        let grown = grow(numbers, Target::Mean, 0);
        fitted.residuals = residuals(case, &grown, config, remarks)?;
        fitted.outputs.push(ForestOutput::of(&grown));
        return Ok(Mechanism::Forest(Box::new(fitted)));
    }
    case.remark_states(remarks);
    // The second of two states stands for both.
    let states = if n_states == 2 { 1..2 } else { 0..n_states };
    for state in states {
        let has = |code: &u8| f64::from(u8::from(usize::from(*code) == state));
        let response: Vec<f64> = case.codes().iter().map(has).collect();
        let grown = grow(&response, Target::Probability, state as u64);
        fitted.outputs.push(ForestOutput::of(&grown));
    }
    Ok(Mechanism::Forest(Box::new(fitted)))
}

/// Numbers and ordered states as one feature; three or more states without an order as one each.
fn features(case: &Case) -> Vec<ForestFeature> {
    let mut features = Vec::new();
    for (parent, known) in (0_u32..).zip(&case.parents) {
        match known.values {
            Values::Unordered(states) if states.len() > 2 => {
                let states = 0..states.len() as u32;
                features.extend(states.map(|state| ForestFeature { parent, state: Some(state) }));
            }
            _ => features.push(ForestFeature { parent, state: None }),
        }
    }
    features
}

/// Each row's number less the mean of the trees that were grown without the row, in ascending order.
fn residuals(
    case: &Case,
    grown: &Forest,
    config: &FitConfig,
    remarks: &mut Vec<FitRemark>,
) -> Result<Vec<f64>, FitError> {
    let means = grown.out_of_bag().ok_or_else(|| FitError::NoOutOfBag {
        node: case.node.to_owned(),
        rows: case.n_rows,
        trees: config.trees,
    })?;
    let residuals: Vec<f64> =
        case.numbers().iter().zip(means).map(|(number, mean)| number - mean).collect();
    check_finite(case, &residuals)?;
    Ok(thinned(residuals, config, remarks))
}
