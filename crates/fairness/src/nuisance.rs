//! The regressions behind an estimate, and a tally of how their fits went.

use std::fmt;

use learn::FitNote;

/// A regression that an estimate is built on. Z are confounders, W mediators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nuisance {
    /// m: mean outcome given group, Z and W.
    OutcomeAll,
    /// g: mean outcome given group and Z; in the comparison group where it is fitted by group.
    OutcomeConfounders,
    /// g in the baseline group, where it is fitted by group.
    OutcomeConfoundersBaseline,
    /// η: mean of m under x1 given Z, in the baseline group.
    Nested,
    /// e(Z): chance of being in the comparison group given Z.
    PropensityConfounders,
    /// e(Z, W): chance of being in the comparison group given Z and W.
    PropensityAll,
}

impl Nuisance {
    /// Number of regressions.
    pub const COUNT: usize = 6;

    /// Every regression, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::OutcomeAll,
        Self::OutcomeConfounders,
        Self::OutcomeConfoundersBaseline,
        Self::Nested,
        Self::PropensityConfounders,
        Self::PropensityAll,
    ];

    /// Position in [`Nuisance::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Name of the random stream of the fit.
    pub(crate) fn stream_name(self) -> &'static str {
        match self {
            Self::OutcomeAll => "outcome given all",
            Self::OutcomeConfounders => "outcome given confounders, comparison",
            Self::OutcomeConfoundersBaseline => "outcome given confounders, baseline",
            Self::Nested => "nested mean",
            Self::PropensityConfounders => "propensity given confounders",
            Self::PropensityAll => "propensity given all",
        }
    }
}

impl fmt::Display for Nuisance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OutcomeAll => "outcome model given confounders and mediators",
            Self::OutcomeConfounders => "outcome model given confounders",
            Self::OutcomeConfoundersBaseline => {
                "outcome model given confounders in the baseline group"
            }
            Self::Nested => "nested mean of the outcome model given confounders",
            Self::PropensityConfounders => "propensity model given confounders",
            Self::PropensityAll => "propensity model given confounders and mediators",
        })
    }
}

/// How many fits of each regression there were and how many had which trouble.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct FitTally([[f64; FitTally::KINDS]; Nuisance::COUNT]);

impl FitTally {
    const KINDS: usize = 4;
    pub(crate) const LENGTH: usize = Self::KINDS * Nuisance::COUNT;

    pub(crate) fn add(&mut self, model: Nuisance, notes: &[FitNote]) {
        let row = &mut self.0[model.index()];
        row[0] += 1.0;
        let has = |wanted: fn(&FitNote) -> bool| f64::from(u8::from(notes.iter().any(wanted)));
        row[1] += has(|note| matches!(note, FitNote::NotConverged { .. }));
        row[2] += has(|note| matches!(note, FitNote::Separated { .. }));
        row[3] += has(|note| matches!(note, FitNote::RankDeficient { .. }));
    }

    pub(crate) fn merge(&mut self, part: &[f64]) {
        for (total, count) in self.0.iter_mut().flatten().zip(part) {
            *total += count;
        }
    }

    pub(crate) fn write(&self, part: &mut Vec<f64>) {
        part.extend(self.0.iter().flatten());
    }

    pub(crate) fn fits(&self, model: Nuisance) -> u32 {
        self.0[model.index()][0] as u32
    }

    pub(crate) fn not_converged(&self, model: Nuisance) -> u32 {
        self.0[model.index()][1] as u32
    }

    pub(crate) fn separated(&self, model: Nuisance) -> u32 {
        self.0[model.index()][2] as u32
    }

    pub(crate) fn rank_deficient(&self, model: Nuisance) -> u32 {
        self.0[model.index()][3] as u32
    }
}
