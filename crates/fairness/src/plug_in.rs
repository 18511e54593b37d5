//! Plug-in decomposition: parametric outcome models on all rows, averaged over the groups.
//!
//! # Definition
//! m is the regression of Y on X, Z, W and g that of Y on X, Z, main effects only, logistic or least
//! squares. direct = mean of m(x1, z, w) − mean of y; indirect = mean of m(x1, z, w) − mean of
//! g(x1, z); spurious = mean of g(x1, z) over X = x0 − mean of y over X = x1; the other means are
//! over X = x0. For everybody: means of g(x1, z) and g(x0, z) over all rows, and of η(z), the
//! regression of m(x1, z, w) on Z in the rows X = x0. Without confounders g is the mean of the group.
//!
//! # Uncertainty
//! Nonparametric bootstrap of individuals with all models refitted. The standard error is the
//! standard deviation over the replicates; the interval is the estimate ∓ normal quantile times
//! standard error. Of the usual intervals, at n = 300 on the models of `examples/calibrate` (1,000
//! tables, 400 replicates each), normal and percentile intervals covered alike (confounded mediator:
//! direct 95.1 and 94.9 %, indirect 93.0 and 93.6 %, spurious 94.5 and 94.8 %), basic intervals less
//! (94.3, 90.5, 92.7 %). The normal interval is the steadier at the same number of replicates and
//! agrees with the standard error that is printed beside it.
//!
//! # References
//! A. C. Davison, D. V. Hinkley, "Bootstrap methods and their application", 1997, §2.4 and §5.2.

mod means;

use numeric::{seed::Seed, sum};

use crate::{
    Decomposition, Design, Effect, EffectEstimate, Error, Note, Nuisance, OutcomeKind, Regime,
    decomposition::{coefficients, resolve_means},
    note::{design_notes, fit_notes},
    nuisance::FitTally,
    resample::multiplicities,
};
use means::{Models, Prepared};

/// Settings of the plug-in decomposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlugInConfig {
    /// The regression of the outcome.
    pub outcome_model: OutcomeModel,
    /// Bootstrap replicates, at least [`PlugInConfig::MINIMUM_BOOTSTRAP`].
    pub bootstrap: u32,
}

/// A parametric regression of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutcomeModel {
    /// Logistic regression, for binary outcomes.
    Logistic,
    /// Least squares, for any outcome.
    Linear,
}

impl PlugInConfig {
    /// The fewest bootstrap replicates from which a standard error is reported.
    pub const MINIMUM_BOOTSTRAP: u32 = 50;

    /// Logistic or linear as the outcome asks for, 1,000 bootstrap replicates.
    pub fn standard(outcome_kind: OutcomeKind) -> Self {
        let outcome_model = match outcome_kind {
            OutcomeKind::Binary => OutcomeModel::Logistic,
            OutcomeKind::Numeric => OutcomeModel::Linear,
        };
        Self { outcome_model, bootstrap: 1000 }
    }
}

/// Bootstrap replicates in one unit of work.
const REPLICATES_PER_UNIT: u32 = 25;
/// Samples drawn for one replicate before it is given up.
const MAXIMUM_DRAWS: u32 = 100;
/// Length of the head of a part: samples redrawn, then the tally.
const HEAD: usize = 1 + FitTally::LENGTH;

/// Unit 0 is the estimate on all rows, every further unit a block of bootstrap replicates.
pub(crate) fn units(config: &PlugInConfig) -> u32 {
    1 + config.bootstrap.div_ceil(REPLICATES_PER_UNIT)
}

pub(crate) fn run_unit(
    design: &Design,
    config: &PlugInConfig,
    seed: Seed,
    unit: u32,
) -> Result<Vec<f64>, Error> {
    check(design, config)?;
    let prepared = Prepared::new(design, config.outcome_model);
    let counts = design.counts();
    let models = prepared.fit(&counts, None)?;
    let mut tally = FitTally::default();
    if unit == 0 {
        models.add_to(&mut tally);
        let mut part = head(0, &tally);
        part.extend(prepared.means(&counts, &models));
        for (model, column) in models.dropped_columns() {
            part.extend([model.index() as f64, f64::from(column)]);
        }
        return Ok(part);
    }
    let mut redrawn = 0;
    let mut means = Vec::new();
    for replicate in replicates(config, unit) {
        let (of_replicate, draws) =
            run_replicate(design, &prepared, &models, seed, replicate, &mut tally)?;
        means.extend(of_replicate);
        redrawn += draws - 1;
    }
    let mut part = head(redrawn, &tally);
    part.extend(means);
    Ok(part)
}

pub(crate) fn finish(
    design: &Design,
    config: &PlugInConfig,
    level: f64,
    parts: &[Vec<f64>],
) -> Result<Decomposition, Error> {
    check(design, config)?;
    let mut tally = FitTally::default();
    let mut redrawn = 0.0;
    let mut bootstrap_means = Vec::new();
    for (unit, part) in parts.iter().enumerate() {
        let unit = unit as u32;
        let n_means = replicates(config, unit).len().max(1) * Regime::COUNT;
        if part.len() < HEAD + n_means || (unit > 0 && part.len() > HEAD + n_means) {
            return Err(Error::MalformedPart { unit });
        }
        redrawn += part[0];
        tally.merge(&part[1..HEAD]);
        if unit > 0 {
            bootstrap_means.extend(part[HEAD..].as_chunks::<{ Regime::COUNT }>().0);
        }
    }
    let (first, dropped) = parts[0][HEAD..].split_at(Regime::COUNT);
    let mut means = [0.0; Regime::COUNT];
    means.copy_from_slice(first);
    let means = resolve_means(design, means);
    let effects = Effect::ALL.map(|effect| {
        let contrast = coefficients(design, effect);
        if contrast.iter().all(|coefficient| *coefficient == 0.0) {
            return EffectEstimate::ZERO;
        }
        let values: Vec<f64> = bootstrap_means
            .iter()
            .map(|of_replicate| resolve_means(design, *of_replicate).effect(effect))
            .collect();
        EffectEstimate::normal(means.effect(effect), sum::standard_deviation(&values), level)
    });
    Ok(Decomposition { effects, means, notes: notes(design, config, &tally, redrawn, dropped) })
}

fn notes(
    design: &Design,
    config: &PlugInConfig,
    tally: &FitTally,
    redrawn: f64,
    dropped: &[f64],
) -> Vec<Note> {
    let mut notes = design_notes(design);
    for &[model, column] in dropped.as_chunks::<2>().0 {
        notes.push(Note::DroppedColumn {
            model: Nuisance::ALL[model as usize],
            column: design.column_at(column as usize),
        });
    }
    notes.extend(fit_notes(tally));
    if redrawn > 0.0 {
        let redrawn = redrawn as u32;
        notes.push(Note::ResamplesRedrawn { redrawn, replicates: config.bootstrap });
    }
    notes
}

/// Means of one bootstrap replicate and the number of samples drawn for it.
fn run_replicate(
    design: &Design,
    prepared: &Prepared,
    full: &Models,
    seed: Seed,
    replicate: u32,
    tally: &mut FitTally,
) -> Result<([f64; Regime::COUNT], u32), Error> {
    let stream = seed.stream("bootstrap").index(u64::from(replicate));
    for draw in 0..MAXIMUM_DRAWS {
        let stream = if draw == 0 { stream } else { stream.child("redraw").index(u64::from(draw)) };
        let counts = multiplicities(design, &stream);
        if !has_both_groups_and_outcomes(design, &counts) {
            continue;
        }
        if let Ok(models) = prepared.fit(&counts, Some(full)) {
            models.add_to(tally);
            return Ok((prepared.means(&counts, &models), draw + 1));
        }
    }
    Err(Error::ResampleFailed { replicate, draws: MAXIMUM_DRAWS })
}

fn has_both_groups_and_outcomes(design: &Design, counts: &[f64]) -> bool {
    let mut present = counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
    let Some((first, _)) = present.next() else { return false };
    let (mut groups, mut outcomes) = (1, 1);
    for (row, _) in present {
        groups += u32::from(design.comparison[row] != design.comparison[first]);
        outcomes += u32::from(design.outcome[row] != design.outcome[first]);
    }
    groups > 1 && outcomes > 1
}

fn head(redrawn: u32, tally: &FitTally) -> Vec<f64> {
    let mut part = vec![f64::from(redrawn)];
    tally.write(&mut part);
    part
}

/// The bootstrap replicates of a unit; none for unit 0.
fn replicates(config: &PlugInConfig, unit: u32) -> std::ops::Range<u32> {
    if unit == 0 {
        return 0..0;
    }
    let from = (unit - 1) * REPLICATES_PER_UNIT;
    from..(from + REPLICATES_PER_UNIT).min(config.bootstrap)
}

fn check(design: &Design, config: &PlugInConfig) -> Result<(), Error> {
    let minimum = PlugInConfig::MINIMUM_BOOTSTRAP;
    if config.bootstrap < minimum {
        return Err(Error::TooFewReplicates { replicates: config.bootstrap, minimum });
    }
    if config.outcome_model == OutcomeModel::Logistic && design.outcome_kind == OutcomeKind::Numeric
    {
        return Err(Error::OutcomeModelDoesNotFit);
    }
    Ok(())
}
