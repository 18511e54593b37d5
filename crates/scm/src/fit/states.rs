//! States: tables of smoothed shares, and multinomial logistic regression.

use super::{
    Case, FitError, FitRemark,
    design::{Design, check_finite, learning},
};
use crate::{Mechanism, Score};
use learn::{LogisticConfig, fit_multinomial};

/// The most probabilities of a table.
const MOST_ENTRIES: u64 = 1 << 22;
/// The score of a state that no row has, below all others where it matters: its probability is nearly
/// the smallest that a float holds.
const ABSENT_SCORE: f64 = -700.0;

/// The shares of the states in each configuration of the parents' states. `smoothing` rows are added to
/// each configuration, spread evenly over the states.
pub(super) fn table(
    case: &Case,
    smoothing: f64,
    remarks: &mut Vec<FitRemark>,
) -> Result<Mechanism, FitError> {
    let n_states = case.values.states().len();
    let cards = case.parents.iter().map(|parent| parent.states().len() as u64);
    let configurations = cards.clone().fold(1_u64, u64::saturating_mul);
    if configurations.saturating_mul(n_states as u64) > MOST_ENTRIES {
        return Err(FitError::TableTooLarge { node: case.node.to_owned(), configurations });
    }
    let mut places = vec![0_u32; case.n_rows];
    for (parent, card) in case.parents.iter().zip(cards) {
        for (place, &code) in places.iter_mut().zip(parent.column.codes().unwrap_or_default()) {
            *place = *place * card as u32 + u32::from(code);
        }
    }
    let mut counts = vec![0_u32; configurations as usize * n_states];
    for (place, &code) in places.iter().zip(case.codes()) {
        counts[*place as usize * n_states + usize::from(code)] += 1;
    }
    let mut without_data = 0;
    let even = 1.0 / n_states as f64;
    let row = |counts: &[u32]| {
        let total: u32 = counts.iter().sum();
        if total == 0 {
            without_data += 1;
            return vec![even; n_states];
        }
        let whole = f64::from(total) + smoothing;
        counts.iter().map(|&count| (f64::from(count) + smoothing * even) / whole).collect()
    };
    let rows: Vec<Vec<f64>> = counts.chunks_exact(n_states).map(row).collect();
    check_finite(case, rows.iter().flatten())?;
    case.remark_states(remarks);
    if without_data > 0 {
        let of = configurations as u32;
        remarks.push(FitRemark::NoData { configurations: without_data, of });
    }
    Ok(Mechanism::Table { rows })
}

/// Logistic regression by maximum likelihood; the first state that occurs has the score 0.
pub(super) fn logistic(case: &Case, remarks: &mut Vec<FitRemark>) -> Result<Mechanism, FitError> {
    let states = case.values.states();
    let n_present = case.counts().iter().filter(|count| **count > 0).count();
    case.remark_states(remarks);
    let one_value = n_present == 1;
    let design = Design::new(case, n_present.saturating_sub(1).max(1))?;
    let classes: Vec<u32> = case.codes().iter().map(|&code| u32::from(code)).collect();
    let n_classes = states.len() as u32;
    let config = LogisticConfig::default();
    let model = fit_multinomial(&design.features, &classes, n_classes, None, &config)
        .map_err(|error| learning(case, error))?;
    if !one_value {
        let (constant, dependent) = (&model.constant_columns, &model.dependent_columns);
        design.remark_left_out(case, constant, dependent, remarks);
        if model.separated {
            remarks.push(FitRemark::Separated);
        } else if !model.converged {
            remarks.push(FitRemark::NotConverged { iterations: model.iterations });
        }
    }
    check_finite(case, model.intercepts.iter().chain(model.slopes.iter().flatten()))?;
    let score = |(number, state): (usize, &String)| {
        let (state, number_of_class) = (state.clone(), number as u32);
        if model.absent.contains(&number_of_class) {
            return Some(Score { state, intercept: ABSENT_SCORE, terms: Vec::new() });
        }
        (number_of_class != model.reference).then(|| Score {
            state,
            intercept: model.intercepts[number],
            terms: design.terms(case, &model.slopes[number]),
        })
    };
    Ok(Mechanism::Logistic { scores: states.iter().enumerate().filter_map(score).collect() })
}
