//! Numbers as people read them: a true minus sign, and no more digits than the error allows.

/// A value in its unit: percentage points for a difference of probabilities, else as it is.
pub fn in_unit(value: f64, probability: bool) -> f64 {
    if probability { 100.0 * value } else { value }
}

/// How many decimals an estimate with this standard error deserves: two significant digits of the
/// error, at least one decimal for percentage points, at most eight.
pub fn decimals(standard_error: f64, probability: bool) -> usize {
    let error = in_unit(standard_error.abs(), probability);
    let least = usize::from(probability);
    if error == 0.0 || !error.is_finite() {
        return if probability { 1 } else { 3 };
    }
    let mut decimals = 0;
    let mut scaled = error;
    while scaled < 9.5 && decimals < 8 {
        scaled *= 10.0;
        decimals += 1;
    }
    decimals.max(least)
}

/// A number with a fixed count of decimals and a true minus sign; never "−0.0".
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(digits) if digits.chars().any(|c| c.is_ascii_digit() && c != '0') => {
            format!("−{digits}")
        }
        Some(digits) => digits.to_owned(),
        None => text,
    }
}

/// An estimate in its unit with the digits that its standard error allows.
pub fn estimate(value: f64, standard_error: f64, probability: bool) -> String {
    fixed(in_unit(value, probability), decimals(standard_error, probability))
}

/// A share as a percentage with one decimal: `32.4 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", fixed(100.0 * share, 1))
}

/// A count with thin spaces between thousands: `1 000 000`.
pub fn count(value: f64) -> String {
    let digits = format!("{value:.0}");
    if digits.len() <= 4 {
        return digits;
    }
    let mut text = String::new();
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_show_the_digits_that_the_error_allows() {
        assert_eq!(estimate(-0.061_910, 0.0488, true), "−6.2");
        assert_eq!(estimate(0.070_969, 0.002_1, true), "7.10");
        assert_eq!(estimate(0.0, 0.0, true), "0.0");
        assert_eq!(estimate(1_234.567, 87.3, false), "1235");
        assert_eq!(estimate(1.234_567, 0.087_3, false), "1.235");
    }

    #[test]
    fn a_rounded_zero_has_no_sign() {
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(-0.05, 2), "−0.05");
        assert_eq!(fixed(-0.0, 0), "0");
    }

    #[test]
    fn counts_and_shares_are_set_for_reading() {
        assert_eq!(count(4_526.0), "4526");
        assert_eq!(count(1_000_000.0), "1\u{202f}000\u{202f}000");
        assert_eq!(percent(0.323_8), "32.4 %");
    }
}
