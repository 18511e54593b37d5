//! Which strata of a contingency table count, and the degrees of freedom that they bring.

use super::{
    Answer, Method, Untestable,
    contingency::{Contingency, Stratum},
};
use crate::Error;
use numeric::gamma;

/// How the degrees of freedom of a contingency table are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DegreesOfFreedom {
    /// `Σ (r − 1)(c − 1)` over strata, r and c being the levels of x and y that occur there.
    #[default]
    Adjusted,
    /// `(R − 1)(C − 1)` times the number of configurations of what is given, whether or not they
    /// occur.
    Naive,
}

/// Settings of G² and χ².
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TableConfig {
    /// How degrees of freedom are counted.
    pub degrees_of_freedom: DegreesOfFreedom,
    /// Only strata count in which every expected count (of levels that occur there) is at least
    /// this; 0 for all strata. Naive degrees of freedom are then those of the strata that count.
    pub least_expected: f64,
}

impl TableConfig {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.least_expected >= 0.0 && self.least_expected.is_finite() {
            Ok(())
        } else {
            Err(Error::BadSetting { setting: "least_expected", value: self.least_expected })
        }
    }
}

/// Sums `part` over the strata that count and compares the sum with the chi-square law.
pub(crate) fn chi_square_answer(
    table: &Contingency,
    config: &TableConfig,
    margin: &mut Vec<u32>,
    method: Method,
    part: impl Fn(&Stratum) -> f64,
) -> Answer {
    let mut statistic = 0.0;
    let mut adjusted = 0_u64;
    let (mut n_counted, mut n_left_out, mut n_used) = (0_u32, 0_u32, 0_u64);
    table.for_each_varying(margin, |stratum| {
        if config.least_expected > 0.0 && stratum.least_expected() < config.least_expected {
            n_left_out += 1;
            return;
        }
        statistic += part(stratum);
        adjusted += u64::from(stratum.degrees_of_freedom);
        n_counted += 1;
        n_used += u64::from(stratum.total);
    });
    if n_counted == 0 {
        return Answer::untestable(method, table.n_rows, why_nothing_counts(table, n_left_out));
    }
    let restricted = config.least_expected > 0.0;
    let degrees_of_freedom = match config.degrees_of_freedom {
        DegreesOfFreedom::Adjusted => adjusted as f64,
        DegreesOfFreedom::Naive => {
            let n_strata = if restricted { f64::from(n_counted) } else { table.n_configurations };
            ((table.n_x - 1) * (table.n_y - 1)) as f64 * n_strata
        }
    };
    let statistic = statistic.max(0.0);
    let p_value = gamma::chi_square_upper(statistic, degrees_of_freedom.min(f64::MAX));
    let n_used = if restricted { n_used } else { table.n_rows };
    Answer::testable(method, statistic, degrees_of_freedom, p_value, n_used)
}

/// Why no stratum counts.
pub(crate) fn why_nothing_counts(table: &Contingency, n_left_out: u32) -> Untestable {
    if n_left_out > 0 {
        Untestable::StrataTooSmall
    } else if table.n_rows < 2 {
        Untestable::TooFewRows
    } else {
        Untestable::NoVariation
    }
}
