//! The regressions of one cross-fitting fold: fitted outside the fold, predicted inside.

use learn::{Fitted, Learner, Target, fit};
use numeric::{Matrix, seed::Stream};

use super::DebiasedConfig;
use crate::{
    Design, Error, Group, Nuisance, OutcomeKind, folds::Split, influence::RowNuisances,
    nuisance::FitTally,
};

/// Predictions for the rows of a fold; empty where the design has no use for a regression.
pub(super) struct FoldFits {
    /// Rows with somebody in the fold, in order.
    pub(super) test_rows: Vec<u32>,
    outcome_all: Vec<f64>,
    outcome_confounders: Vec<f64>,
    outcome_confounders_baseline: Vec<f64>,
    nested: Vec<f64>,
    propensity_confounders: Vec<f64>,
    propensity_all: Vec<f64>,
}

impl FoldFits {
    pub(super) fn new(
        design: &Design,
        config: &DebiasedConfig,
        split: &Split,
        stream: &Stream,
        tally: &mut FitTally,
    ) -> Result<Self, Error> {
        let test_rows = occupied(&split.test, |_| true);
        let mut training = Training { design, config, split, stream, tally };
        let all = Matrix::hstack(&[&design.confounders, &design.mediators]);
        let test_confounders = design.confounders.select_rows(&test_rows);
        let test_all = all.select_rows(&test_rows);
        let mut fits = Self {
            test_rows,
            outcome_all: Vec::new(),
            outcome_confounders: Vec::new(),
            outcome_confounders_baseline: Vec::new(),
            nested: Vec::new(),
            propensity_confounders: Vec::new(),
            propensity_all: Vec::new(),
        };
        if design.has_confounders() {
            let z = &design.confounders;
            let comparison = Some(Group::Comparison);
            let baseline = Some(Group::Baseline);
            let model = training.outcome(Nuisance::OutcomeConfounders, z, comparison)?;
            fits.outcome_confounders = model.predict(&test_confounders);
            let model = training.outcome(Nuisance::OutcomeConfoundersBaseline, z, baseline)?;
            fits.outcome_confounders_baseline = model.predict(&test_confounders);
            let model = training.propensity(Nuisance::PropensityConfounders, z)?;
            fits.propensity_confounders = model.predict(&test_confounders);
        }
        if design.has_mediators() {
            let m = training.outcome(Nuisance::OutcomeAll, &all, Some(Group::Comparison))?;
            fits.outcome_all = m.predict(&test_all);
            let model = training.propensity(Nuisance::PropensityAll, &all)?;
            fits.propensity_all = model.predict(&test_all);
            if design.has_confounders() {
                fits.nested = training.nested(&m, &all)?.predict(&test_confounders);
            }
        }
        Ok(fits)
    }

    /// What is predicted for the row at `position`, and whether its propensities given confounders
    /// and given all were moved to the bound.
    pub(super) fn nuisances(&self, position: usize, bound: f64) -> (RowNuisances, [bool; 2]) {
        let value = |values: &[f64]| values.get(position).copied().unwrap_or_default();
        let within = |values: &[f64]| match values.get(position) {
            Some(&propensity) => {
                let inside = propensity.clamp(bound, 1.0 - bound);
                (inside, inside != propensity)
            }
            None => (0.0, false),
        };
        let (propensity_confounders, bounded_confounders) = within(&self.propensity_confounders);
        let (propensity_all, bounded_all) = within(&self.propensity_all);
        let nuisances = RowNuisances {
            outcome_all: value(&self.outcome_all),
            outcome_confounders: value(&self.outcome_confounders),
            outcome_confounders_baseline: value(&self.outcome_confounders_baseline),
            nested: value(&self.nested),
            propensity_confounders,
            propensity_all,
        };
        (nuisances, [bounded_confounders, bounded_all])
    }
}

/// What the fits of a fold have in common.
struct Training<'a> {
    design: &'a Design,
    config: &'a DebiasedConfig,
    split: &'a Split,
    stream: &'a Stream,
    tally: &'a mut FitTally,
}

impl Training<'_> {
    fn outcome(
        &mut self,
        model: Nuisance,
        features: &Matrix,
        group: Option<Group>,
    ) -> Result<Fitted, Error> {
        let rows = self.rows(group);
        let response: Vec<f64> =
            rows.iter().map(|&row| self.design.outcome[row as usize]).collect();
        let learner = &self.config.outcome_learner;
        let features = features.select_rows(&rows);
        self.fit(model, learner, self.outcome_target(), &features, &rows, &response)
    }

    fn propensity(&mut self, model: Nuisance, features: &Matrix) -> Result<Fitted, Error> {
        let rows = self.rows(None);
        let response: Vec<f64> = rows
            .iter()
            .map(|&row| f64::from(u8::from(self.design.comparison[row as usize])))
            .collect();
        let learner = &self.config.propensity_learner;
        let features = features.select_rows(&rows);
        self.fit(model, learner, Target::Probability, &features, &rows, &response)
    }

    /// η: m of the training rows of the baseline group, none of which m was fitted on, given Z.
    fn nested(&mut self, m: &Fitted, all: &Matrix) -> Result<Fitted, Error> {
        let rows = self.rows(Some(Group::Baseline));
        let response = m.predict(&all.select_rows(&rows));
        let learner = &self.config.outcome_learner;
        let features = self.design.confounders.select_rows(&rows);
        self.fit(Nuisance::Nested, learner, self.outcome_target(), &features, &rows, &response)
    }

    fn fit(
        &mut self,
        model: Nuisance,
        learner: &Learner,
        target: Target,
        features: &Matrix,
        rows: &[u32],
        response: &[f64],
    ) -> Result<Fitted, Error> {
        let counts: Option<Vec<f64>> = self
            .design
            .weights
            .as_ref()
            .map(|_| rows.iter().map(|&row| self.split.training[row as usize]).collect());
        let stream = self.stream.child(model.stream_name());
        let fitted = fit(learner, target, features, response, counts.as_deref(), &stream)
            .map_err(|source| Error::Fit { model, source })?;
        self.tally.add(model, &fitted.notes);
        Ok(fitted.model)
    }

    /// Training rows of a group, or all.
    fn rows(&self, group: Option<Group>) -> Vec<u32> {
        occupied(&self.split.training, |row| {
            group.is_none_or(|group| self.design.group(row) == group)
        })
    }

    fn outcome_target(&self) -> Target {
        match (self.design.outcome_kind, &self.config.outcome_learner) {
            // A linear model of a probability may leave [0, 1]; so may what η is learned from.
            (OutcomeKind::Numeric, _) | (_, Learner::Linear(_)) => Target::Mean,
            (OutcomeKind::Binary, _) => Target::Probability,
        }
    }
}

fn occupied(counts: &[f64], wanted: impl Fn(usize) -> bool) -> Vec<u32> {
    let rows = 0..counts.len();
    rows.filter(|&row| counts[row] > 0.0 && wanted(row)).map(|row| row as u32).collect()
}
