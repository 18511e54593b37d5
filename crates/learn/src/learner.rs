//! One door to all learners: which learner, what it learns, the fitted model and its notes.

use numeric::{Matrix, seed::Stream, sum};

use crate::{
    Error, Forest, ForestConfig, LinearConfig, LinearModel, LogisticConfig, LogisticModel,
    forest::fit_forest, linear::fit_linear, logistic::fit_logistic,
};

/// A learner with its settings.
#[derive(Debug, Clone, PartialEq)]
pub enum Learner {
    /// Least squares; for a probability, the linear probability model (not bounded to `[0, 1]`).
    Linear(LinearConfig),
    /// Logistic regression; learns probabilities only.
    Logistic(LogisticConfig),
    /// Random forest of probability or regression trees.
    Forest(ForestConfig),
}

/// What a learner is to predict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// The probability of a response that is 0 or 1 (or a share between them).
    Probability,
    /// The mean of a numeric response.
    Mean,
}

/// A fitted model of any kind.
#[derive(Debug, Clone)]
pub enum Fitted {
    /// The same value for every row: there were no features, or the response did not vary.
    Constant(f64),
    /// Least squares.
    Linear(LinearModel),
    /// Logistic regression.
    Logistic(LogisticModel),
    /// Random forest.
    Forest(Forest),
}

/// A fitted model with what is to be known about it.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The model.
    pub model: Fitted,
    /// What happened on the way.
    pub notes: Vec<FitNote>,
}

/// Something that a user of a fitted model should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FitNote {
    /// The iterations ended before the coefficients settled.
    NotConverged {
        /// Iterations made.
        iterations: u32,
    },
    /// A combination of features separates responses of 0 from responses of 1: the largest
    /// likelihood is reached at infinity only.
    Separated {
        /// Feature that drives the coefficients to infinity, counted from 0.
        column: u32,
    },
    /// A feature has one value only and was left out.
    ConstantColumn {
        /// The feature, counted from 0.
        column: u32,
    },
    /// A feature is a linear combination of earlier ones and was left out.
    RankDeficient {
        /// The feature, counted from 0.
        column: u32,
    },
    /// The response has one value only; the model predicts it for every row.
    ConstantResponse,
}

/// Fits `learner` to predict `target` of `response` (n values) from `features` (n by p).
///
/// `weights` are frequency weights: a row of weight 3 counts as three rows, a row of weight 0 is
/// left out. `stream` is the source of randomness of forests; other learners do not draw.
///
/// # Errors
/// [`Error::LearnerDoesNotFit`] for a logistic learner of a mean; otherwise what is wrong with the
/// arguments.
pub fn fit(
    learner: &Learner,
    target: Target,
    features: &Matrix,
    response: &[f64],
    weights: Option<&[f64]>,
    stream: &Stream,
) -> Result<Fit, Error> {
    if matches!(learner, Learner::Logistic(_)) && target == Target::Mean {
        return Err(Error::LearnerDoesNotFit { learner: "logistic", target });
    }
    let rows = used_rows(features, response, weights, target)?;
    let first = response[rows[0] as usize];
    let constant = rows.iter().all(|&row| response[row as usize] == first);
    if constant || features.n_columns() == 0 {
        let (value, notes) = if constant {
            (first, vec![FitNote::ConstantResponse])
        } else {
            let mean = weights.map_or_else(
                || sum::mean(response),
                |weights| sum::weighted_mean(response, weights),
            );
            (mean, Vec::new())
        };
        return Ok(Fit { model: Fitted::Constant(value), notes });
    }
    Ok(match learner {
        Learner::Linear(config) => {
            let model = fit_linear(features, response, weights, config)?;
            let notes = dropped_notes(&model.constant_columns, &model.dependent_columns);
            Fit { model: Fitted::Linear(model), notes }
        }
        Learner::Logistic(config) => {
            let model = fit_logistic(features, response, weights, None, config)?;
            let notes = model.notes();
            Fit { model: Fitted::Logistic(model), notes }
        }
        Learner::Forest(config) => {
            let forest = fit_forest(features, response, weights, target, config, stream);
            Fit { model: Fitted::Forest(forest), notes: Vec::new() }
        }
    })
}

impl Fitted {
    /// Predicted probability or mean for each row of `features`.
    pub fn predict(&self, features: &Matrix) -> Vec<f64> {
        match self {
            Self::Constant(value) => vec![*value; features.n_rows()],
            Self::Linear(model) => model.predict(features),
            Self::Logistic(model) => model.predict(features),
            Self::Forest(forest) => forest.predict(features),
        }
    }
}

/// Checks the arguments of a fit and gives the rows of weight above 0, ascending, at least one.
pub(crate) fn used_rows(
    features: &Matrix,
    response: &[f64],
    weights: Option<&[f64]>,
    target: Target,
) -> Result<Vec<u32>, Error> {
    let expected = features.n_rows();
    if response.len() != expected {
        return Err(Error::SizeMismatch { part: "responses", expected, found: response.len() });
    }
    if let Some(weights) = weights {
        if weights.len() != expected {
            return Err(Error::SizeMismatch { part: "weights", expected, found: weights.len() });
        }
        let bad = weights.iter().position(|weight| !weight.is_finite() || *weight < 0.0);
        if let Some(row) = bad {
            return Err(Error::BadWeight { row, value: weights[row] });
        }
    }
    let fits = |value: &f64| match target {
        Target::Probability => (0.0..=1.0).contains(value),
        Target::Mean => value.is_finite(),
    };
    if let Some(row) = response.iter().position(|value| !fits(value)) {
        return Err(Error::BadResponse { row, value: response[row] });
    }
    for (column, values) in features.columns().enumerate() {
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::FeatureNotFinite { column, row });
        }
    }
    let rows: Vec<u32> = (0..expected as u32)
        .filter(|&row| weights.is_none_or(|weights| weights[row as usize] > 0.0))
        .collect();
    if rows.is_empty() { Err(Error::NoRows) } else { Ok(rows) }
}

/// Notes about columns that were left out, in column order.
pub(crate) fn dropped_notes(constant: &[u32], dependent: &[u32]) -> Vec<FitNote> {
    let constant = constant.iter().map(|&column| (column, FitNote::ConstantColumn { column }));
    let dependent = dependent.iter().map(|&column| (column, FitNote::RankDeficient { column }));
    let mut notes: Vec<_> = constant.chain(dependent).collect();
    notes.sort_unstable();
    notes.into_iter().map(|(_, note)| note).collect()
}

#[cfg(test)]
mod tests {
    use super::{Fit, FitNote, Fitted, Learner, Target, fit};
    use crate::{Error, ForestConfig, LinearConfig, LogisticConfig};
    use numeric::{Matrix, seed::Seed};

    fn learners() -> [(Learner, Target); 3] {
        [
            (Learner::Logistic(LogisticConfig::default()), Target::Probability),
            (Learner::Linear(LinearConfig::default()), Target::Mean),
            (Learner::Forest(ForestConfig::default_probability()), Target::Probability),
        ]
    }

    fn try_fit(
        learner: &(Learner, Target),
        features: &Matrix,
        response: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<Fit, Error> {
        fit(&learner.0, learner.1, features, response, weights, &Seed(1).stream("fit"))
    }

    #[test]
    fn every_learner_learns_a_clear_difference() {
        let group: Vec<f64> = (0..80).map(|row| f64::from(row % 2)).collect();
        let response: Vec<f64> =
            (0..80).map(|row| f64::from(row % 2 == u32::from(row % 10 < 8))).collect();
        let features = Matrix::from_columns(vec![group]);
        for learner in learners() {
            let fitted = try_fit(&learner, &features, &response, None).expect("data are fine");
            let predicted = fitted.model.predict(&Matrix::from_columns(vec![vec![0.0, 1.0]]));
            assert!((predicted[0] - 0.2).abs() < 0.05, "{learner:?} {predicted:?}");
            assert!((predicted[1] - 0.8).abs() < 0.05, "{learner:?} {predicted:?}");
        }
    }

    #[test]
    fn without_features_the_weighted_mean_is_learned() {
        for learner in learners() {
            let response = [1.0, 0.0, 1.0];
            let fitted = try_fit(&learner, &Matrix::zeros(3, 0), &response, Some(&[1.0, 3.0, 0.0]));
            let fitted = fitted.expect("data are fine");
            assert!(matches!(fitted.model, Fitted::Constant(value) if value == 0.25));
            assert!(fitted.notes.is_empty());
        }
    }

    #[test]
    fn a_response_that_is_constant_among_counted_rows_is_predicted_and_noted() {
        let features = Matrix::from_columns(vec![vec![1.0, 2.0, 3.0]]);
        for learner in learners() {
            let fitted = try_fit(&learner, &features, &[1.0, 0.0, 1.0], Some(&[2.0, 0.0, 1.0]));
            let fitted = fitted.expect("data are fine");
            assert_eq!(fitted.model.predict(&features), [1.0; 3]);
            assert_eq!(fitted.notes, [FitNote::ConstantResponse]);
        }
    }

    #[test]
    fn a_logistic_learner_does_not_learn_means() {
        let learner = (Learner::Logistic(LogisticConfig::default()), Target::Mean);
        let error = try_fit(&learner, &Matrix::zeros(1, 0), &[3.0], None).err();
        let expected = Error::LearnerDoesNotFit { learner: "logistic", target: Target::Mean };
        assert_eq!(error, Some(expected));
    }

    #[test]
    fn a_probability_is_not_learned_from_other_numbers_than_shares() {
        let learner = (Learner::Linear(LinearConfig::default()), Target::Probability);
        let error = try_fit(&learner, &Matrix::zeros(2, 0), &[0.0, 2.0], None).err();
        assert_eq!(error, Some(Error::BadResponse { row: 1, value: 2.0 }));
    }
}
