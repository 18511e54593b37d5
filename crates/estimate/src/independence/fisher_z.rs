//! Fisher's z: `√(n − |given| − 3) · atanh ρ` of the partial correlation ρ.
//!
//! # Assumptions
//! Rows are independent and jointly normal; z is then nearly standard normal under independence.
//!
//! # References
//! R. A. Fisher, "The distribution of the partial correlation coefficient", Metron 3, 1924.

use super::{Answer, Method, Question, Untestable, correlation::Correlations};
use numeric::float;
use std::f64::consts::FRAC_1_SQRT_2;

/// The test of one question.
pub(crate) fn fisher_z(correlations: &Correlations, question: &Question) -> Answer {
    let n_rows = correlations.n_rows as u64;
    let partial = match correlations.partial(question) {
        Ok(partial) => partial,
        Err(why) => return Answer::untestable(Method::FisherZ, n_rows, why),
    };
    let degrees_of_freedom = n_rows as f64 - partial.n_given as f64 - 3.0;
    if degrees_of_freedom <= 0.0 {
        return Answer::untestable(Method::FisherZ, n_rows, Untestable::TooFewRows);
    }
    let size = partial.correlation.abs();
    let angle = if size < 0.5 {
        0.5 * float::ln_1p(2.0 * size / (1.0 - size))
    } else {
        float::ln((1.0 + size) / float::sqrt(partial.unexplained))
    };
    let z = (float::sqrt(degrees_of_freedom) * angle).copysign(partial.correlation);
    let p_value = float::erfc(z.abs() * FRAC_1_SQRT_2);
    Answer::testable(Method::FisherZ, z, degrees_of_freedom, p_value, n_rows)
}
