//! Student's t of the partial correlation: `ρ √(ν / (1 − ρ²))` with `ν = n − |given| − 2`.
//!
//! # Assumptions
//! Rows are independent; given the rest, one of the two columns is normal with a mean that is linear
//! in what is given. The law under independence is then exact in samples of any size.
//!
//! # References
//! R. A. Fisher, "The distribution of the partial correlation coefficient", Metron 3, 1924.

use super::{Answer, Method, Question, Untestable, correlation::Correlations};
use numeric::{beta, float};

/// The test of one question.
pub(crate) fn partial_correlation(correlations: &Correlations, question: &Question) -> Answer {
    let method = Method::PartialCorrelation;
    let n_rows = correlations.n_rows as u64;
    let partial = match correlations.partial(question) {
        Ok(partial) => partial,
        Err(why) => return Answer::untestable(method, n_rows, why),
    };
    let degrees_of_freedom = n_rows as f64 - partial.n_given as f64 - 2.0;
    if degrees_of_freedom <= 0.0 {
        return Answer::untestable(method, n_rows, Untestable::TooFewRows);
    }
    let t = partial.correlation * float::sqrt(degrees_of_freedom / partial.unexplained);
    let p_value = beta::student_t_two_sided(t, degrees_of_freedom);
    Answer::testable(method, t, degrees_of_freedom, p_value, n_rows)
}
