//! The value of digits and of number words.

/// A value and the decimals to which it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Value {
    /// The value.
    pub(super) value: f64,
    /// Decimals.
    pub(super) decimals: u8,
}

/// Small numbers in letters.
const SMALL: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// Tens in letters.
const TENS: &[&str] =
    &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The most digits that are read as a value.
const MOST_DIGITS: usize = 30;

/// The words for numbers below 100 that are one word.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SMALL.iter().chain(TENS).copied()
}

/// A number below 100 in one word.
pub(super) fn spelled(word: &str) -> Option<u8> {
    let small = (0..).zip(SMALL).find(|(_, name)| **name == word);
    let tens = (2..).zip(TENS).find(|(_, name)| **name == word).map(|(ten, _)| ten * 10);
    small.map(|(number, _)| number).or(tens)
}

/// The value of digits with points and commas, where only one reading is sensible.
pub(super) fn value(text: &str) -> Option<Value> {
    plain(text).or_else(|| grouped(text))
}

/// Digits with one point at most, few enough that their integer and the power of ten that divides it
/// are exact: the quotient is then the nearest number, as parsing gives it.
fn plain(text: &str) -> Option<Value> {
    const POWERS: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
    if text.len() > POWERS.len() {
        return None;
    }
    let mut digits = 0_u64;
    let mut point = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let decimals = point.map_or(0, |point| text.len() - 1 - point);
    let value = digits as f64 / POWERS.get(decimals)?;
    Some(Value { value, decimals: u8::try_from(decimals).ok()? })
}

fn grouped(text: &str) -> Option<Value> {
    if text.len() > MOST_DIGITS || !text.is_ascii() {
        return None;
    }
    let groups = |text: &str, mark: char| {
        let mut parts = text.split(mark);
        parts.next().is_some_and(|first| (1..=3).contains(&first.len()))
            && parts.all(|part| part.len() == 3)
    };
    let marks: Vec<char> = text.chars().filter(|mark| !mark.is_ascii_digit()).collect();
    let last = marks.last().copied();
    let (whole, fraction) = match (marks.as_slice(), last) {
        ([], _) => (text.to_owned(), String::new()),
        (['.'], _) => split(text, '.'),
        ([','], _) if !groups(text, ',') => {
            let (whole, fraction) = split(text, ',');
            if fraction.len() > 2 {
                return None;
            }
            (whole, fraction)
        }
        (all, Some(mark @ (',' | '\''))) if all.iter().all(|one| *one == mark) => {
            if !groups(text, mark) {
                return None;
            }
            (text.replace(mark, ""), String::new())
        }
        ([thousands @ .., decimal @ ('.' | ',')], _)
            if thousands.iter().all(|mark| mark == &thousands[0] && mark != decimal) =>
        {
            let (whole, fraction) = split(text, *decimal);
            if !groups(&whole, thousands[0]) {
                return None;
            }
            (whole.replace(thousands[0], ""), fraction)
        }
        _ => return None,
    };
    let decimals = u8::try_from(fraction.len()).ok()?;
    let value: f64 = format!("{whole}.{fraction}0").parse().ok()?;
    value.is_finite().then_some(Value { value, decimals })
}

fn split(text: &str, mark: char) -> (String, String) {
    text.rsplit_once(mark)
        .map_or((text.to_owned(), String::new()), |(whole, part)| (whole.into(), part.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_where_only_one_reading_is_sensible() {
        for (text, expected) in [
            ("71", Some((71.0, 0))),
            ("38.5", Some((38.5, 1))),
            ("38,5", Some((38.5, 1))),
            ("12,400", Some((12_400.0, 0))),
            ("1,234.5", Some((1_234.5, 1))),
            ("1.234,5", Some((1_234.5, 1))),
            ("12'400", Some((12_400.0, 0))),
            ("1,234,567", Some((1_234_567.0, 0))),
            ("12.03.2024", None),
            ("1,2,3", None),
            ("1,2345", None),
            ("0.50", Some((0.5, 2))),
        ] {
            let found = value(text).map(|Value { value, decimals }| (value, decimals));
            assert_eq!(found, expected, "{text}");
        }
    }
}
