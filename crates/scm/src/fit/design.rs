//! The features of a regression: numbers as they are, states against the first state.

use super::{Case, FitError, FitRemark};
use crate::Term;
use numeric::Matrix;

/// The most coefficients of a regression: the time of a step grows with their cube.
const MOST_COEFFICIENTS: usize = 1_500;

/// Features of the rows, and what each of them means.
#[derive(Debug)]
pub(super) struct Design {
    pub(super) features: Matrix,
    /// For each feature the parent and, where it has states, the state's number.
    meanings: Vec<(usize, Option<usize>)>,
}

impl Design {
    /// The features of a node for so many linear functions.
    pub(super) fn new(case: &Case, n_functions: usize) -> Result<Self, FitError> {
        let mut meanings = Vec::new();
        for (place, parent) in case.parents.iter().enumerate() {
            match parent.states().len() {
                0 => meanings.push((place, None)),
                n_states => meanings.extend((1..n_states).map(|state| (place, Some(state)))),
            }
        }
        let coefficients = (meanings.len() + 1).saturating_mul(n_functions);
        if coefficients > MOST_COEFFICIENTS {
            return Err(FitError::TooManyCoefficients {
                node: case.node.to_owned(),
                coefficients,
                most: MOST_COEFFICIENTS,
            });
        }
        let mut values = Vec::with_capacity(meanings.len() * case.n_rows);
        for &(place, state) in &meanings {
            let column = &case.parents[place].column;
            let has = |code: &u8| f64::from(u8::from(Some(usize::from(*code)) == state));
            if let Some(codes) = column.codes() {
                values.extend(codes.iter().map(has));
            } else {
                values.extend_from_slice(column.numbers().unwrap_or_default());
            }
        }
        let features = Matrix::from_column_major(case.n_rows, meanings.len(), values);
        Ok(Self { features, meanings })
    }

    /// Terms with these coefficients.
    pub(super) fn terms(&self, case: &Case, coefficients: &[f64]) -> Vec<Term> {
        let term = |(&(place, state), &coefficient): (&(usize, Option<usize>), &f64)| {
            let parent = &case.parents[place];
            Term {
                parent: parent.name.to_owned(),
                state: state.map(|state| parent.states()[state].clone()),
                coefficient,
            }
        };
        self.meanings.iter().zip(coefficients).map(term).collect()
    }

    /// Says which features were left out.
    pub(super) fn remark_left_out(
        &self,
        case: &Case,
        constant: &[u32],
        dependent: &[u32],
        remarks: &mut Vec<FitRemark>,
    ) {
        let mut places: Vec<u32> = constant.iter().chain(dependent).copied().collect();
        places.sort_unstable();
        let words = |place: u32| {
            let (parent, state) = self.meanings[place as usize];
            let parent = &case.parents[parent];
            match state {
                Some(state) => format!("{} = {}", parent.name, parent.states()[state]),
                None => parent.name.to_owned(),
            }
        };
        if !places.is_empty() {
            remarks.push(FitRemark::LeftOut(places.into_iter().map(words).collect()));
        }
    }
}

/// An error of a regression as that of a node.
pub(super) fn learning(case: &Case, error: learn::Error) -> FitError {
    let node = case.node.to_owned();
    match error {
        learn::Error::FeatureTooLarge { .. } => FitError::TooLarge { node },
        error => FitError::Learn { node, error },
    }
}

/// Whether all numbers of a fit are finite.
pub(super) fn check_finite<'a>(
    case: &Case,
    numbers: impl IntoIterator<Item = &'a f64>,
) -> Result<(), FitError> {
    if numbers.into_iter().all(|number| number.is_finite()) {
        Ok(())
    } else {
        Err(FitError::TooLarge { node: case.node.to_owned() })
    }
}
