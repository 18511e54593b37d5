//! The outcome models of the plug-in decomposition and the means that they give.

use learn::{FitNote, LinearConfig, LogisticConfig, linear::fit_linear, logistic::fit_logistic};
use numeric::{Matrix, float, gram, sum::weighted_mean};

use super::OutcomeModel;
use crate::{Design, Error, Group, Nuisance, Regime, nuisance::FitTally};

/// The matrices of a design that every replicate uses.
pub(super) struct Prepared<'design> {
    design: &'design Design,
    model: OutcomeModel,
    group: Vec<f64>,
    /// X, Z, W of all rows.
    features_all: Matrix,
    /// X, Z of all rows.
    features_confounders: Matrix,
    /// Rows of the baseline group.
    baseline_rows: Vec<u32>,
    /// Z, W of the baseline group.
    baseline_all: Matrix,
    /// Z of the baseline group.
    baseline_confounders: Matrix,
}

/// The fitted models; `None` where the design has no use for one.
pub(super) struct Models {
    all: Option<Regression>,
    confounders: Option<Regression>,
    nested: Option<Regression>,
}

/// A fitted regression with one intercept and one slope per feature.
struct Regression {
    coefficients: Vec<f64>,
    logistic: bool,
    notes: Vec<FitNote>,
}

impl<'design> Prepared<'design> {
    pub(super) fn new(design: &'design Design, model: OutcomeModel) -> Self {
        let group: Vec<f64> = design.comparison.iter().map(|&x| f64::from(u8::from(x))).collect();
        let of_group = Matrix::from_column_major(group.len(), 1, group.clone());
        let confounders = &design.confounders;
        let both = Matrix::hstack(&[confounders, &design.mediators]);
        let baseline_rows = design.rows_of(Group::Baseline);
        Self {
            design,
            model,
            features_all: Matrix::hstack(&[&of_group, &both]),
            features_confounders: Matrix::hstack(&[&of_group, confounders]),
            baseline_all: both.select_rows(&baseline_rows),
            baseline_confounders: confounders.select_rows(&baseline_rows),
            baseline_rows,
            group,
        }
    }

    /// Fits all models to rows with the given multiplicities.
    pub(super) fn fit(&self, counts: &[f64], start: Option<&Models>) -> Result<Models, Error> {
        let (has_confounders, has_mediators) =
            (self.design.has_confounders(), self.design.has_mediators());
        let outcome = &self.design.outcome;
        let all = has_mediators.then(|| {
            let start = start.and_then(|models| models.all.as_ref());
            self.regress(Nuisance::OutcomeAll, &self.features_all, outcome, counts, start)
        });
        let all = all.transpose()?;
        let confounders = has_confounders.then(|| {
            let start = start.and_then(|models| models.confounders.as_ref());
            let features = &self.features_confounders;
            self.regress(Nuisance::OutcomeConfounders, features, outcome, counts, start)
        });
        let nested = all.as_ref().filter(|_| has_confounders).map(|all| {
            let start = start.and_then(|models| models.nested.as_ref());
            let response = self.switched(all);
            let counts = self.of_baseline(counts);
            let features = &self.baseline_confounders;
            self.regress(Nuisance::Nested, features, &response, &counts, start)
        });
        Ok(Models { confounders: confounders.transpose()?, nested: nested.transpose()?, all })
    }

    /// Mean outcome under each regime that the design tells apart; 0 for the others.
    pub(super) fn means(&self, counts: &[f64], models: &Models) -> [f64; Regime::COUNT] {
        let mut means = [0.0; Regime::COUNT];
        let in_comparison: Vec<f64> =
            counts.iter().zip(&self.group).map(|(count, group)| count * group).collect();
        let in_baseline: Vec<f64> =
            counts.iter().zip(&self.group).map(|(count, group)| count * (1.0 - group)).collect();
        let mut set = |regime: Regime, value: f64| means[regime.index()] = value;
        let outcome = &self.design.outcome;
        set(Regime::ObservedBaseline, weighted_mean(outcome, &in_baseline));
        set(Regime::ObservedComparison, weighted_mean(outcome, &in_comparison));
        if let Some(all) = &models.all {
            let value = weighted_mean(&self.switched(all), &self.of_baseline(counts));
            set(Regime::DirectSwitched, value);
        }
        if let Some(model) = &models.confounders {
            let under_baseline = model.predictor(&self.design.confounders, 1);
            let mut under_comparison = under_baseline.clone();
            for value in &mut under_comparison {
                *value += model.coefficients[1];
            }
            let under_baseline = model.mean_of(under_baseline);
            let under_comparison = model.mean_of(under_comparison);
            set(Regime::Switched, weighted_mean(&under_comparison, &in_baseline));
            set(Regime::EveryoneBaseline, weighted_mean(&under_baseline, counts));
            set(Regime::EveryoneComparison, weighted_mean(&under_comparison, counts));
        }
        if let Some(nested) = &models.nested {
            let values = nested.mean_of(nested.predictor(&self.design.confounders, 0));
            set(Regime::EveryoneDirectSwitched, weighted_mean(&values, counts));
        }
        means
    }

    /// m(x1, z, w) for the rows of the baseline group.
    fn switched(&self, all: &Regression) -> Vec<f64> {
        let mut predictor = all.predictor(&self.baseline_all, 1);
        for value in &mut predictor {
            *value += all.coefficients[1];
        }
        all.mean_of(predictor)
    }

    fn of_baseline(&self, values: &[f64]) -> Vec<f64> {
        self.baseline_rows.iter().map(|&row| values[row as usize]).collect()
    }

    fn regress(
        &self,
        model: Nuisance,
        features: &Matrix,
        response: &[f64],
        counts: &[f64],
        start: Option<&Regression>,
    ) -> Result<Regression, Error> {
        let fit_error = |source| Error::Fit { model, source };
        match self.model {
            OutcomeModel::Logistic => {
                let start = start.map(|regression| regression.coefficients.as_slice());
                let config = LogisticConfig::default();
                let fitted = fit_logistic(features, response, Some(counts), start, &config)
                    .map_err(fit_error)?;
                let notes = fitted.notes();
                Ok(Regression { coefficients: fitted.coefficients(), logistic: true, notes })
            }
            OutcomeModel::Linear => {
                let config = LinearConfig { ridge: 0.0 };
                let fitted =
                    fit_linear(features, response, Some(counts), &config).map_err(fit_error)?;
                let dependent = fitted.dependent_columns.iter();
                let notes = dependent.map(|&column| FitNote::RankDeficient { column }).collect();
                let mut coefficients = vec![fitted.intercept];
                coefficients.extend(&fitted.slopes);
                Ok(Regression { coefficients, logistic: false, notes })
            }
        }
    }
}

impl Models {
    pub(super) fn add_to(&self, tally: &mut FitTally) {
        for (model, regression) in self.named() {
            tally.add(model, &regression.notes);
        }
    }

    /// Columns left out as they depend on others, counted over confounders, then mediators.
    pub(super) fn dropped_columns(&self) -> Vec<(Nuisance, u32)> {
        let mut dropped = Vec::new();
        for (model, regression) in self.named() {
            // The group stands before the columns, except in the nested mean.
            let columns_before = u32::from(model != Nuisance::Nested);
            for note in &regression.notes {
                // The group itself comes first and is never the column that is left out.
                if let FitNote::RankDeficient { column } = note
                    && let Some(column) = column.checked_sub(columns_before)
                {
                    dropped.push((model, column));
                }
            }
        }
        dropped
    }

    fn named(&self) -> impl Iterator<Item = (Nuisance, &Regression)> {
        let named = [
            (Nuisance::OutcomeAll, &self.all),
            (Nuisance::OutcomeConfounders, &self.confounders),
            (Nuisance::Nested, &self.nested),
        ];
        named.into_iter().filter_map(|(model, fitted)| Some((model, fitted.as_ref()?)))
    }
}

impl Regression {
    /// Intercept plus columns times slopes, the slopes from position `first` on.
    fn predictor(&self, columns: &Matrix, first: usize) -> Vec<f64> {
        let mut predictor = vec![0.0; columns.n_rows()];
        gram::product_into(columns, &self.coefficients[1 + first..], &mut predictor);
        for value in &mut predictor {
            *value += self.coefficients[0];
        }
        predictor
    }

    /// Means that belong to linear predictors.
    fn mean_of(&self, mut predictor: Vec<f64>) -> Vec<f64> {
        if self.logistic {
            for value in &mut predictor {
                *value = float::logistic(*value);
            }
        }
        predictor
    }
}
