//! Exact reading of decimal numbers as people write them.
//!
//! Short decimals take the fast exact path of W. D. Clinger, "How to read floating point numbers
//! accurately", PLDI 1990: where the digits are an integer below 2^53 and the power of ten is at
//! most 10^22, one multiplication or division of two exact values rounds once and so correctly.
//! Everything else goes to the standard library, which rounds correctly too; both give the same
//! bits on every target.

/// Powers of ten that a double holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Longest text that is taken for a number.
const LONGEST: usize = 400;

/// The number that a text says, or `None` where it says none.
///
/// Outer white space, a sign (also the typographic minus), leading zeros, a missing integer or
/// fraction part and an exponent are understood; `decimal_comma` says which mark stands before the
/// fraction, and the other mark is not understood. Thousands marks, units, percent signs, `inf` and
/// `nan` are not numbers, nor is a value beyond the range of a double. Zero has no sign.
///
/// ```
/// # use causeloom_table as table;
/// assert_eq!(table::parse_number(" +01.50e1 ", false), Some(15.0));
/// assert_eq!(table::parse_number("1,5", true), Some(1.5));
/// assert_eq!(table::parse_number("1,5", false), None);
/// assert_eq!(table::parse_number("1e400", false), None);
/// ```
pub fn parse_number(text: &str, decimal_comma: bool) -> Option<f64> {
    number_of(text.trim().as_bytes(), mark_of(decimal_comma))
}

/// The decimal mark as a byte.
pub(crate) const fn mark_of(decimal_comma: bool) -> u8 {
    if decimal_comma { b',' } else { b'.' }
}

/// [`parse_number`] of trimmed bytes.
#[inline]
pub(crate) fn number_of(trimmed: &[u8], mark: u8) -> Option<f64> {
    decimal_of(trimmed, mark).map(|decimal| decimal.value)
}

/// A number, and whether it was written with a decimal mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Decimal {
    pub(crate) value: f64,
    pub(crate) marked: bool,
}

/// The number that trimmed bytes say.
#[inline]
pub(crate) fn decimal_of(trimmed: &[u8], mark: u8) -> Option<Decimal> {
    let (negative, digits) = match trimmed {
        [b'-', rest @ ..] | [0xE2, 0x88, 0x92, rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let mut mantissa: u64 = 0;
    let mut position = 0;
    while let Some(digit) = digits.get(position).map(|byte| byte.wrapping_sub(b'0')) {
        if digit > 9 {
            break;
        }
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        position += 1;
    }
    let mut n_digits = position;
    let mut n_fraction = 0;
    let marked = digits.get(position) == Some(&mark);
    if marked {
        position += 1;
        let start = position;
        while let Some(digit) = digits.get(position).map(|byte| byte.wrapping_sub(b'0')) {
            if digit > 9 {
                break;
            }
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            position += 1;
        }
        n_fraction = position - start;
        n_digits += n_fraction;
    }
    if n_digits == 0 {
        return None;
    }
    // Up to 15 digits the integer is below 2^53 and both factors are exact (Clinger 1990).
    let magnitude = if position == digits.len() && n_digits <= 15 {
        mantissa as f64 / EXACT_POWERS[n_fraction]
    } else {
        slow(digits, position, n_digits, n_fraction, mantissa, mark)?
    };
    let value = if negative && magnitude != 0.0 { -magnitude } else { magnitude };
    Some(Decimal { value, marked })
}

/// Whether a trimmed text is a number with thousands marks, such as `1,234` or `1.234,56`; `mark`
/// is the decimal mark in force.
pub(crate) fn has_thousands_marks(trimmed: &[u8], mark: u8) -> bool {
    grouped(trimmed, if mark == b'.' { b',' } else { b'.' }, mark)
        || (grouped(trimmed, mark, if mark == b'.' { b',' } else { b'.' })
            && trimmed.iter().filter(|byte| matches!(byte, b'.' | b',')).count() > 1)
        || grouped(trimmed, b' ', mark)
        || grouped(trimmed, b'\'', mark)
}

fn slow(
    digits: &[u8],
    end_of_mantissa: usize,
    n_digits: usize,
    n_fraction: usize,
    mantissa: u64,
    mark: u8,
) -> Option<f64> {
    let exponent_part = &digits[end_of_mantissa..];
    let exponent = match exponent_part {
        [] => 0,
        [b'e' | b'E', rest @ ..] => exponent_of(rest)?,
        _ => return None,
    };
    let power = exponent - i64::try_from(n_fraction).ok()?;
    if n_digits <= 15 && power.unsigned_abs() <= 22 {
        let factor = EXACT_POWERS[usize::try_from(power.unsigned_abs()).ok()?];
        let value = mantissa as f64;
        return Some(if power < 0 { value / factor } else { value * factor });
    }
    if digits.len() > LONGEST {
        return None;
    }
    let mut copy = [0_u8; LONGEST];
    let copy = &mut copy[..digits.len()];
    copy.copy_from_slice(digits);
    for byte in copy.iter_mut().filter(|byte| **byte == mark) {
        *byte = b'.';
    }
    let value: f64 = std::str::from_utf8(copy).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

/// An exponent; one beyond all range is held at a value that is surely out of range.
fn exponent_of(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits
        .iter()
        .fold(0_i64, |value, digit| (value * 10 + i64::from(digit - b'0')).min(1_000_000));
    Some(if negative { -value } else { value })
}

/// Digits in groups of three between `group` marks, at least two groups, then perhaps a fraction.
fn grouped(trimmed: &[u8], group: u8, mark: u8) -> bool {
    let unsigned = match trimmed {
        [b'-' | b'+', rest @ ..] => rest,
        all => all,
    };
    let whole = match unsigned.iter().position(|byte| *byte == mark) {
        Some(position) => {
            if !unsigned[position + 1..].iter().all(u8::is_ascii_digit) {
                return false;
            }
            &unsigned[..position]
        }
        None => unsigned,
    };
    let mut groups = whole.split(|byte| *byte == group);
    let first = groups.next().unwrap_or_default();
    let mut n_groups = 1;
    for digits in groups {
        if digits.len() != 3 || !digits.iter().all(u8::is_ascii_digit) {
            return false;
        }
        n_groups += 1;
    }
    n_groups > 1 && (1..=3).contains(&first.len()) && first.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let cases: [(&str, f64); 16] = [
            ("0", 0.0),
            ("-0", 0.0),
            ("007", 7.0),
            ("+3", 3.0),
            (".5", 0.5),
            ("5.", 5.0),
            (" 1.25\t", 1.25),
            ("1e3", 1000.0),
            ("1E-3", 0.001),
            ("-1.5e+2", -150.0),
            ("\u{2212}4", -4.0),
            ("\u{a0}4\u{a0}", 4.0),
            ("9007199254740993", 9_007_199_254_740_992.0),
            ("123456789012345678901234567890", 123_456_789_012_345_678_901_234_567_890.0),
            ("1e-400", 0.0),
            ("0e999999999999", 0.0),
        ];
        for (text, value) in cases {
            assert_eq!(
                parse_number(text, false).map(f64::to_bits),
                Some(value.to_bits()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "", " ", ".", "-", "+", "e5", "1e", "1e+", "1e400", "-1e400", "inf", "nan", "NaN",
            "infinity", "1,5", "1 000", "1.2.3", "0x10", "12%", "€5", "--1", "+-1", "1_000",
            "1e5.5",
        ] {
            assert_eq!(parse_number(text, false), None, "{text}");
        }
        assert_eq!(parse_number("1.5", true), None);
        assert_eq!(parse_number("1,5e1", true), Some(15.0));
    }

    #[test]
    fn thousands_marks_are_seen() {
        for text in ["1,234", "12,345,678", "1,234.5", "1.234,5", "-1,234", "1 234", "1'234.50"] {
            assert!(has_thousands_marks(text.as_bytes(), b'.'), "{text}");
        }
        for text in
            ["1234", "1,23", "1,2345", "1.5", "1.234", ",123", "1,234,5", "abc", "12,34,567"]
        {
            assert!(!has_thousands_marks(text.as_bytes(), b'.'), "{text}");
        }
        assert!(has_thousands_marks(b"1.234", b','));
        assert!(has_thousands_marks(b"1.234.567,8", b','));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn random_decimals_agree_with_the_standard_library(
            whole in "[0-9]{0,12}", fraction in "[0-9]{1,12}", exponent in -40_i32..40, short in any::<bool>(),
        ) {
            let text = if short { format!("{whole}.{fraction}") } else { format!("{whole}.{fraction}e{exponent}") };
            let expected: f64 = text.parse().expect("a decimal");
            prop_assert_eq!(parse_number(&text, false).map(f64::to_bits), Some(expected.to_bits()));
            let comma = text.replace('.', ",");
            prop_assert_eq!(parse_number(&comma, true).map(f64::to_bits), Some(expected.to_bits()));
        }

        #[test]
        fn doubles_written_out_come_back_bit_by_bit(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite() && value != 0.0);
            for text in [format!("{value}"), format!("{value:e}")] {
                prop_assert_eq!(parse_number(&text, false).map(f64::to_bits), Some(bits));
            }
        }
    }
}
