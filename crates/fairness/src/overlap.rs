//! Overlap of the groups: out-of-fold propensities, their histogram by group, their extremes.
//!
//! One cross-fit; every individual's chance of being in the comparison group is predicted by models
//! that have not seen the individual. One unit of work per fold.

use learn::{ForestConfig, Learner, LogisticConfig, Target, fit};
use numeric::{Matrix, seed::Seed};

use crate::{
    DebiasedConfig, Design, Error, Group, Nuisance,
    folds::{Split, check_folds, split},
};

/// Number of bins of the histogram, equally wide over \[0, 1\].
pub const BINS: usize = 20;
/// Propensities below this are poor overlap.
pub const LOW: f64 = 0.05;
/// Propensities above this are poor overlap.
pub const HIGH: f64 = 0.95;

/// Settings of the overlap view.
#[derive(Debug, Clone, PartialEq)]
pub struct OverlapConfig {
    /// Learner of the propensities.
    pub learner: Learner,
    /// Cross-fitting folds.
    pub folds: u32,
    /// Propensities outside \[bound, 1 − bound\] are counted as bounded.
    pub bound: f64,
}

/// Propensities of every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// Histogram of e(Z); none without confounders.
    pub given_confounders: Option<PropensityHistogram>,
    /// Histogram of e(Z, W); none without confounders and mediators.
    pub given_all: Option<PropensityHistogram>,
    /// e(Z) of every row, not bounded; the share of the comparison group without confounders.
    pub propensity_confounders: Vec<f64>,
    /// e(Z, W) of every row, not bounded. Of a row that stands for many individuals the mean over
    /// them; of one that stands for nobody the share of the comparison group.
    pub propensity_all: Vec<f64>,
}

/// Propensities by group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PropensityHistogram {
    /// Individuals of the baseline group per bin.
    pub baseline: [f64; BINS],
    /// Individuals of the comparison group per bin.
    pub comparison: [f64; BINS],
    /// Share of the baseline group outside \[[`LOW`], [`HIGH`]\].
    pub outside_baseline: f64,
    /// Share of the comparison group outside \[[`LOW`], [`HIGH`]\].
    pub outside_comparison: f64,
    /// Share of everybody outside \[[`LOW`], [`HIGH`]\].
    pub outside: f64,
    /// Individuals whose propensity would be moved to the bound.
    pub bounded: f64,
    /// The smallest propensity.
    pub lowest: f64,
    /// The largest propensity.
    pub highest: f64,
}

/// Numbers per entry of a part: row, individuals in the fold, e(Z), e(Z, W).
const ENTRY: usize = 4;

impl OverlapConfig {
    /// Ridge logistic propensities, 5 folds, bound 0.01.
    pub fn regularized() -> Self {
        let config = LogisticConfig { ridge: DebiasedConfig::RIDGE, ..LogisticConfig::default() };
        Self { learner: Learner::Logistic(config), folds: 5, bound: 0.01 }
    }

    /// Random forest propensities, 5 folds, bound 0.01.
    pub fn forest(config: ForestConfig) -> Self {
        Self { learner: Learner::Forest(config), folds: 5, bound: 0.01 }
    }
}

/// Number of units of work: one per fold.
pub fn units(_design: &Design, config: &OverlapConfig) -> u32 {
    config.folds
}

/// Fits the propensities without one fold and predicts them inside it.
///
/// # Errors
/// What is wrong with design, configuration or a fit.
pub fn run_unit(
    design: &Design,
    config: &OverlapConfig,
    seed: Seed,
    unit: u32,
) -> Result<Vec<f64>, Error> {
    check(design, config)?;
    if unit >= config.folds {
        return Err(Error::UnitOutOfRange { unit, units: config.folds });
    }
    let stream = seed.stream("overlap");
    let split = split(design, config.folds, unit, &stream.child("folds"));
    let stream = stream.child("fits").index(u64::from(unit));
    let all = Matrix::hstack(&[&design.confounders, &design.mediators]);
    let test: Vec<u32> =
        (0..design.n_rows()).filter(|&row| split.test[row] > 0.0).map(|row| row as u32).collect();
    let predict = |model: Nuisance, features: &Matrix| {
        let rows: Vec<u32> = (0..design.n_rows())
            .filter(|&row| split.training[row] > 0.0)
            .map(|row| row as u32)
            .collect();
        let response: Vec<f64> =
            rows.iter().map(|&row| f64::from(u8::from(design.comparison[row as usize]))).collect();
        let counts = counts_of(design, &split, &rows);
        let stream = stream.child(model.stream_name());
        let training = features.select_rows(&rows);
        let target = Target::Probability;
        fit(&config.learner, target, &training, &response, counts.as_deref(), &stream)
            .map(|fitted| fitted.model.predict(&features.select_rows(&test)))
            .map_err(|source| Error::Fit { model, source })
    };
    let given_confounders = predict(Nuisance::PropensityConfounders, &design.confounders)?;
    let given_all = if design.has_mediators() {
        predict(Nuisance::PropensityAll, &all)?
    } else {
        given_confounders.clone()
    };
    let mut part = Vec::with_capacity(test.len() * ENTRY);
    for (position, &row) in test.iter().enumerate() {
        let individuals = split.test[row as usize];
        part.extend([
            f64::from(row),
            individuals,
            given_confounders[position],
            given_all[position],
        ]);
    }
    Ok(part)
}

/// Puts the folds together.
///
/// # Errors
/// What is wrong with design, configuration or parts.
pub fn finish(
    design: &Design,
    config: &OverlapConfig,
    parts: &[Vec<f64>],
) -> Result<Overlap, Error> {
    check(design, config)?;
    if parts.len() != config.folds as usize {
        return Err(Error::PartsMismatch { expected: config.folds, found: parts.len() });
    }
    let share = design.group_size(Group::Comparison) / design.n_individuals();
    let mut tallies = [Tally::default(), Tally::default()];
    let mut sums = [vec![0.0; design.n_rows()], vec![0.0; design.n_rows()]];
    for (unit, part) in parts.iter().enumerate() {
        let (entries, rest) = part.as_chunks::<ENTRY>();
        let fits = |entry: &[f64; ENTRY]| (entry[0] as usize) < design.n_rows();
        if !rest.is_empty() || !entries.iter().all(fits) {
            return Err(Error::MalformedPart { unit: unit as u32 });
        }
        for &[row, individuals, given_confounders, given_all] in entries {
            let row = row as usize;
            let values = [given_confounders, given_all];
            for ((tally, sums), value) in tallies.iter_mut().zip(&mut sums).zip(values) {
                tally.add(design.group(row), individuals, value, config.bound);
                sums[row] += individuals * value;
            }
        }
    }
    let [propensity_confounders, propensity_all] = sums.map(|mut values| {
        for (row, value) in values.iter_mut().enumerate() {
            let individuals = design.weight(row);
            *value = if individuals > 0.0 { *value / individuals } else { share };
        }
        values
    });
    let [of_confounders, of_all] = tallies.map(Tally::finish);
    let has_any = design.has_confounders() || design.has_mediators();
    Ok(Overlap {
        given_confounders: design.has_confounders().then_some(of_confounders),
        given_all: has_any.then_some(of_all),
        propensity_confounders,
        propensity_all,
    })
}

/// A histogram under way.
#[derive(Debug, Clone, Default)]
struct Tally {
    histogram: PropensityHistogram,
    individuals: [f64; 2],
    outside: [f64; 2],
    range: Option<(f64, f64)>,
}

impl Tally {
    fn add(&mut self, group: Group, individuals: f64, propensity: f64, bound: f64) {
        let bin = ((propensity * BINS as f64) as usize).min(BINS - 1);
        let bins = match group {
            Group::Baseline => &mut self.histogram.baseline,
            Group::Comparison => &mut self.histogram.comparison,
        };
        bins[bin] += individuals;
        self.individuals[group as usize] += individuals;
        if !(LOW..=HIGH).contains(&propensity) {
            self.outside[group as usize] += individuals;
        }
        if !(bound..=1.0 - bound).contains(&propensity) {
            self.histogram.bounded += individuals;
        }
        let (low, high) = self.range.unwrap_or((propensity, propensity));
        self.range = Some((low.min(propensity), high.max(propensity)));
    }

    fn finish(mut self) -> PropensityHistogram {
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let [baseline, comparison] = self.individuals;
        self.histogram.outside_baseline = share(self.outside[0], baseline);
        self.histogram.outside_comparison = share(self.outside[1], comparison);
        self.histogram.outside = share(self.outside[0] + self.outside[1], baseline + comparison);
        (self.histogram.lowest, self.histogram.highest) = self.range.unwrap_or_default();
        self.histogram
    }
}

fn check(design: &Design, config: &OverlapConfig) -> Result<(), Error> {
    design.validate()?;
    let bound = config.bound;
    if !(bound > 0.0 && bound < 0.5) {
        return Err(Error::BoundOutOfRange { bound });
    }
    check_folds(design, config.folds)
}

fn counts_of(design: &Design, split: &Split, rows: &[u32]) -> Option<Vec<f64>> {
    let counted = design.weights.is_some();
    counted.then(|| rows.iter().map(|&row| split.training[row as usize]).collect())
}
