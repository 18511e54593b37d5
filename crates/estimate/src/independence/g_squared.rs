//! G²: the likelihood ratio of a contingency table, `2 Σ O ln(O / E)`.
//!
//! # Assumptions
//! Rows are independent. The chi-square law of G² under independence is asymptotic; with small
//! expected counts G² with adjusted degrees of freedom rejects somewhat too seldom.
//!
//! # References
//! Y. Bishop, S. Fienberg, P. Holland, "Discrete Multivariate Analysis", 1975, §4.2; P. Spirtes,
//! C. Glymour, R. Scheines, "Causation, Prediction, and Search", 2nd ed., 2000, §5.5 (strata and
//! adjusted degrees of freedom).

use super::{
    Answer, Method, TableConfig,
    contingency::{Contingency, Stratum},
    logarithms::CountLogarithms,
    strata::chi_square_answer,
};

/// The test of one table.
pub(crate) fn g_squared(
    table: &Contingency,
    config: &TableConfig,
    margin: &mut Vec<u32>,
) -> Answer {
    let logarithms = table.logarithms;
    chi_square_answer(table, config, margin, Method::GSquared, |stratum| part(stratum, logarithms))
}

/// What one stratum adds: with `h(n) = n ln n`, `2 (Σ h(N_xy) − Σ h(N_x) − Σ h(N_y) + h(N))`.
fn part(stratum: &Stratum, logarithms: &CountLogarithms) -> f64 {
    let sum = |counts: &[u32]| counts.iter().map(|count| logarithms.of(*count)).sum::<f64>();
    2.0 * (sum(stratum.counts) - sum(stratum.y_margin) + stratum.x_part)
}
