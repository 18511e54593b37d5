//! Pearson's χ² of a contingency table, `Σ (O − E)² / E`, without a correction for continuity.
//!
//! # Assumptions
//! Rows are independent. The chi-square law under independence is asymptotic; cells with expected
//! counts far below 1 make the test reject too often, also in large samples.
//!
//! # References
//! K. Pearson, Philosophical Magazine 50, 1900; A. Agresti, "Categorical Data Analysis", 3rd ed.,
//! 2013, §3.2.

use super::{
    Answer, Method, TableConfig,
    contingency::{Contingency, Stratum},
    strata::chi_square_answer,
};

/// The test of one table.
pub(crate) fn chi_squared(
    table: &Contingency,
    config: &TableConfig,
    margin: &mut Vec<u32>,
) -> Answer {
    chi_square_answer(table, config, margin, Method::ChiSquared, part)
}

/// What one stratum adds.
fn part(stratum: &Stratum) -> f64 {
    let inverse_total = 1.0 / f64::from(stratum.total);
    let mut sum = 0.0;
    for (row, row_total) in stratum.counts.chunks_exact(stratum.n_y()).zip(stratum.x_margin) {
        if *row_total == 0 {
            continue;
        }
        let share = f64::from(*row_total) * inverse_total;
        for (observed, column_total) in row.iter().zip(stratum.y_margin) {
            if *column_total > 0 {
                let expected = share * f64::from(*column_total);
                let difference = f64::from(*observed) - expected;
                sum += difference * difference / expected;
            }
        }
    }
    sum
}
