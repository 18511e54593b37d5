//! One number of decimals for all effects of a result, by the error, and signs on steps and axes.

use causeloom::number::{decimals, fixed};

/// What stands in a table where there is no number.
pub(crate) const NONE: &str = "–";

/// How the estimates of one result are printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit {
    /// 100 for differences of probabilities, which are shown as percentage points; else 1.
    pub(crate) factor: f64,
    /// Digits after the decimal point.
    pub(crate) decimals: usize,
}

impl Unit {
    /// The unit of a result, from the standard errors of its effects: the digits that the median
    /// of the errors above zero allows.
    pub(crate) fn of(probability: bool, standard_errors: &[f64]) -> Self {
        let mut errors: Vec<f64> =
            standard_errors.iter().copied().filter(|error| *error > 0.0).collect();
        errors.sort_by(f64::total_cmp);
        let median = errors.get(errors.len() / 2).copied().unwrap_or(0.0);
        Self {
            factor: if probability { 100.0 } else { 1.0 },
            decimals: decimals(median, probability).min(6),
        }
    }

    /// A value with a minus sign where it is negative.
    pub(crate) fn value(&self, value: f64) -> String {
        fixed(value * self.factor, self.decimals)
    }

    /// A value with its sign, also where it is positive.
    pub(crate) fn signed(&self, value: f64) -> String {
        signed(value * self.factor, self.decimals)
    }

    /// A spread over seeds; one that is above zero but rounds to it is `< 0.1`.
    pub(crate) fn spread(&self, spread: f64) -> String {
        let text = self.value(spread);
        let visible = text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if spread > 0.0 && !visible {
            let least =
                text.strip_suffix('0').map_or_else(|| "1".to_owned(), |start| format!("{start}1"));
            return format!("< {least}");
        }
        if spread == 0.0 { "0".to_owned() } else { text }
    }

    /// The two ends of an interval; [`NONE`] where it is a single point.
    pub(crate) fn interval(&self, lower: f64, upper: f64) -> String {
        if lower == upper {
            return NONE.to_owned();
        }
        format!("{} … {}", self.value(lower), self.value(upper))
    }
}

/// A number with so many decimals and its sign, also where it is positive; zero has none.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if zero || value < 0.0 { text } else { format!("+{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_shown_as_points_with_a_true_minus() {
        let unit = Unit::of(true, &[0.0566, 0.0488, 0.0433, 0.0146]);
        assert_eq!(unit.value(-0.061_910_426), "−6.2");
        assert_eq!(unit.signed(0.040_226), "+4.0");
        assert_eq!(unit.interval(-0.158, 0.033), "−15.8 … 3.3");
    }

    #[test]
    fn the_median_error_decides_for_all_effects() {
        assert_eq!(Unit::of(true, &[0.000_31, 0.0, 0.000_40]).decimals, 3);
        assert_eq!(Unit::of(false, &[812.0]).decimals, 0);
        assert_eq!(Unit::of(true, &[]).decimals, 1);
    }

    #[test]
    fn a_small_spread_is_not_called_zero() {
        let unit = Unit { factor: 100.0, decimals: 1 };
        assert_eq!(unit.spread(0.000_2), "< 0.1");
        assert_eq!(unit.spread(0.0), "0");
        assert_eq!(unit.spread(0.009), "0.9");
        assert_eq!(Unit { factor: 1.0, decimals: 0 }.spread(0.2), "< 1");
    }

    #[test]
    fn a_rounded_zero_has_no_sign() {
        assert_eq!(signed(-0.01, 1), "0.0");
        assert_eq!(signed(0.04, 1), "0.0");
        assert_eq!(signed(0.06, 1), "+0.1");
    }
}
