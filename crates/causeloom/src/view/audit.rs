//! The view of an audit: effects with intervals, counts, warnings, overlap and balance.

use serde::{Deserialize, Serialize};

use super::NoteView;
use crate::Study;

/// The decomposition of total variation with all that is needed to read it.
///
/// Signs: `total_variation = direct − indirect − spurious`; indirect and spurious are the reversed
/// transitions, from the comparison group to the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditView {
    /// The release that computed it.
    pub version: String,
    /// The estimator and its settings.
    pub method: MethodView,
    /// The seed.
    pub seed: u64,
    /// Who is compared with whom, on what.
    pub contrast: ContrastView,
    /// How many rows went in.
    pub counts: CountsView,
    /// Observed mean outcome of the two groups.
    pub group_means: GroupMeans,
    /// E[Y | comparison] − E[Y | baseline].
    pub total_variation: EffectView,
    /// Direct effect among the baseline group.
    pub direct: EffectView,
    /// Indirect effect among the baseline group, reversed.
    pub indirect: EffectView,
    /// Spurious effect, reversed.
    pub spurious: EffectView,
    /// Effect on the baseline group: direct − indirect.
    pub ett: EffectView,
    /// Natural direct effect.
    pub natural_direct: EffectView,
    /// Natural indirect effect, reversed.
    pub natural_indirect: EffectView,
    /// Total effect: natural direct − natural indirect.
    pub total_effect: EffectView,
    /// E[Y | comparison] − E[Y under comparison].
    pub experimental_spurious_comparison: EffectView,
    /// E[Y | baseline] − E[Y under baseline].
    pub experimental_spurious_baseline: EffectView,
    /// The answer in one plain sentence.
    pub verdict: String,
    /// Two or three sentences that put figures to it.
    pub lead: String,
    /// What should be kept in mind.
    pub warnings: Vec<NoteView>,
    /// How well the two groups overlap; none where the method has no propensity.
    pub overlap: Option<OverlapView>,
    /// One row a design column.
    pub balance: Vec<BalanceRow>,
    /// The question that this answers; with the same data it gives the same bytes again.
    pub study: Study,
}

/// An effect in the outcome's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectView {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error; 0 where the effect is zero by construction.
    pub standard_error: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Standard deviation over seeds of the reported estimate; none where the estimate does not depend on the seed.
    pub seed_spread: Option<f64>,
    /// True where the effect is zero because no column could carry it.
    pub by_construction: bool,
    /// The true value, where the data were simulated from a stated model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truth: Option<f64>,
    /// What it means here, in one clause.
    pub words: String,
}

/// The estimator and its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodView {
    /// `plug-in`, `debiased` or `exact`.
    pub name: String,
    /// In words, for instance "debiased, cross-fitted, logistic regression".
    pub words: String,
    /// `logistic`, `linear` or `forest`; none for exact.
    pub learner: Option<String>,
    /// Bootstrap replicates; none where there are none.
    pub bootstrap: Option<u32>,
    /// Repeated cross-fits; none where there are none.
    pub repeats: Option<u32>,
    /// Folds of a cross-fit; none where there are none.
    pub folds: Option<u32>,
    /// Bound of the propensities; none where there are none.
    pub bound: Option<f64>,
    /// Nominal coverage of the intervals.
    pub level: f64,
}

/// Who is compared with whom, on what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContrastView {
    /// The protected attribute, for instance `sex` or `sex × race`.
    pub protected: String,
    /// The reference group.
    pub baseline: String,
    /// The compared group.
    pub comparison: String,
    /// The outcome's column.
    pub outcome: String,
    /// The level that counts as one; none for a numeric outcome.
    pub positive: Option<String>,
    /// True where estimates are differences of probabilities (shown as percentage points).
    pub probability: bool,
    /// The unit in words, for instance `probability of DEATH_EVENT = 1` or `salary`.
    pub unit: String,
    /// Names of the confounders.
    pub confounders: Vec<String>,
    /// Names of the mediators.
    pub mediators: Vec<String>,
}

/// How many rows went in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountsView {
    /// Individuals used: rows, or the sum of the weight column.
    pub n: f64,
    /// Of these in the baseline group.
    pub baseline: f64,
    /// Of these in the comparison group.
    pub comparison: f64,
    /// Rows left out because a needed cell was missing.
    pub dropped_missing: u32,
    /// Rows left out because they belong to neither group.
    pub other_groups: u32,
    /// Cells that were filled in.
    pub imputed_cells: u32,
}

/// Observed mean outcome of the two groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupMeans {
    /// Of the baseline group.
    pub baseline: f64,
    /// Of the comparison group.
    pub comparison: f64,
}

/// Propensities of belonging to the comparison group given confounders and mediators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverlapView {
    /// Bin edges from 0 to 1, one more than bins.
    pub edges: Vec<f64>,
    /// Individuals of the baseline group in each bin.
    pub baseline: Vec<f64>,
    /// Individuals of the comparison group in each bin.
    pub comparison: Vec<f64>,
    /// Share of individuals with a propensity outside [0.05, 0.95].
    pub share_outside: f64,
    /// Individuals whose propensity was bounded.
    pub bounded: f64,
    /// The bound.
    pub bound: f64,
}

/// How far the groups differ in one design column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BalanceRow {
    /// Column, with the level for a category: `department = B`.
    pub column: String,
    /// `confounder` or `mediator`.
    pub role: String,
    /// Mean in the baseline group.
    pub baseline: f64,
    /// Mean in the comparison group.
    pub comparison: f64,
    /// Standardised mean difference before weighting.
    pub difference: f64,
    /// Standardised mean difference after inverse-propensity weighting; none where there is no propensity.
    pub weighted_difference: Option<f64>,
}

/// The decomposition with one column moved at a time between confounders and mediators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SensitivityView {
    /// The method of this table, in words (it is the plug-in or exact one, whatever the audit's).
    pub method: String,
    /// The model as stated.
    pub stated: SensitivityRow,
    /// One row a column that was moved.
    pub moved: Vec<SensitivityRow>,
}

/// One decomposition of the sensitivity table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SensitivityRow {
    /// The moved column; empty for the model as stated.
    pub column: String,
    /// `confounder`, `mediator` or `as stated`: what it is in this row.
    pub role: String,
    /// Direct effect.
    pub direct: EffectView,
    /// Indirect effect.
    pub indirect: EffectView,
    /// Spurious effect.
    pub spurious: EffectView,
}
