//! Balance of confounders and mediators between the groups, before and after weighting.
//!
//! After weighting, the comparison group should look like the baseline group: its individuals have
//! the weight (1 − e)/e, the weight that they have in the direct effect. The difference is divided by
//! the spread before weighting in both cases, so the two can be compared.
//!
//! # References
//! P. C. Austin, E. A. Stuart, "Moving towards best practice when using inverse probability of
//! treatment weighting", Statistics in Medicine 34, 2015.

use numeric::float;

use crate::{ColumnRef, Design, Error, Group, Part};

/// How one column differs between the groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnBalance {
    /// The column.
    pub column: ColumnRef,
    /// Mean in the baseline group.
    pub mean_baseline: f64,
    /// Mean in the comparison group.
    pub mean_comparison: f64,
    /// Mean in the comparison group after weighting.
    pub mean_comparison_weighted: f64,
    /// (comparison − baseline) / √((s0² + s1²)/2). None: the column does not vary within the groups
    /// but differs between them.
    pub difference: Option<f64>,
    /// The same after weighting.
    pub weighted: Option<f64>,
}

/// Balance of every column, confounders first.
///
/// `propensity` holds the chance of being in the comparison group of every row; it is kept in
/// \[bound, 1 − bound\].
///
/// # Errors
/// What is wrong with the design, the propensities or the bound.
pub fn balance(
    design: &Design,
    propensity: &[f64],
    bound: f64,
) -> Result<Vec<ColumnBalance>, Error> {
    design.validate()?;
    if !(bound > 0.0 && bound < 0.5) {
        return Err(Error::BoundOutOfRange { bound });
    }
    let part = Part::Propensities;
    if propensity.len() != design.n_rows() {
        let (expected, found) = (design.n_rows(), propensity.len());
        return Err(Error::LengthMismatch { part, expected, found });
    }
    if let Some(row) = propensity.iter().position(|value| !value.is_finite()) {
        return Err(Error::NotFinite { part, row, column: 0 });
    }
    let odds: Vec<f64> = propensity
        .iter()
        .map(|value| {
            let inside = value.clamp(bound, 1.0 - bound);
            (1.0 - inside) / inside
        })
        .collect();
    let columns = design.confounders.columns().chain(design.mediators.columns());
    Ok(columns
        .enumerate()
        .map(|(index, values)| {
            let (mean_baseline, variance_baseline) = moments(design, Group::Baseline, values);
            let (mean_comparison, variance_comparison) = moments(design, Group::Comparison, values);
            let mean_comparison_weighted = weighted_mean(design, values, &odds);
            let spread = float::sqrt(f64::midpoint(variance_baseline, variance_comparison));
            let standardize = |mean: f64| {
                let difference = mean - mean_baseline;
                if spread > 0.0 {
                    Some(difference / spread)
                } else {
                    (difference == 0.0).then_some(0.0)
                }
            };
            ColumnBalance {
                column: design.column_at(index),
                mean_baseline,
                mean_comparison,
                mean_comparison_weighted,
                difference: standardize(mean_comparison),
                weighted: standardize(mean_comparison_weighted),
            }
        })
        .collect())
}

/// Mean and variance (divisor n − 1) of a column in a group.
fn moments(design: &Design, group: Group, values: &[f64]) -> (f64, f64) {
    let rows = design.rows_of(group);
    let mut individuals = 0.0;
    let mut total = 0.0;
    // Counted from the first value, so that a constant column has exactly no spread.
    let origin = rows.first().map_or(0.0, |&row| values[row as usize]);
    for &row in &rows {
        let weight = design.weight(row as usize);
        individuals += weight;
        total += weight * (values[row as usize] - origin);
    }
    let center = total / individuals;
    let mut squares = 0.0;
    for &row in &rows {
        let away = values[row as usize] - origin - center;
        squares += design.weight(row as usize) * away * away;
    }
    (origin + center, squares / (individuals - 1.0))
}

fn weighted_mean(design: &Design, values: &[f64], odds: &[f64]) -> f64 {
    let rows = design.rows_of(Group::Comparison);
    let origin = rows.first().map_or(0.0, |&row| values[row as usize]);
    let (mut weights, mut total) = (0.0, 0.0);
    for &row in &rows {
        let row = row as usize;
        let weight = design.weight(row) * odds[row];
        weights += weight;
        total += weight * (values[row] - origin);
    }
    origin + total / weights
}
