//! Telling a date by its look; dates are kept as text.

/// Whether a trimmed text looks like a date: year-month-day, or day, month and year in either
/// order, between `-`, `/` or `.`, the year of four digits (or two at the end), perhaps followed by
/// a time after a space or `T`.
pub(crate) fn looks_like_date(trimmed: &[u8]) -> bool {
    if trimmed.len() < 6 || !trimmed[0].is_ascii_digit() {
        return false;
    }
    let end = trimmed.iter().position(|byte| matches!(byte, b' ' | b'T')).unwrap_or(trimmed.len());
    let (day, time) = trimmed.split_at(end);
    is_day(day) && (time.is_empty() || is_time(&time[1..]))
}

fn is_day(text: &[u8]) -> bool {
    let Some(mark) = text.iter().copied().find(|byte| !byte.is_ascii_digit()) else {
        return false;
    };
    if !matches!(mark, b'-' | b'/' | b'.') {
        return false;
    }
    let mut parts = text.split(|byte| *byte == mark);
    let (Some(first), Some(second), Some(third), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(left), Some(middle), Some(right)) =
        (small_number(first), small_number(second), small_number(third))
    else {
        return false;
    };
    let day_and_month = |one: u32, other: u32| {
        (1..=31).contains(&one) && (1..=31).contains(&other) && one.min(other) <= 12
    };
    if first.len() == 4 {
        (1..=12).contains(&middle) && (1..=31).contains(&right) && third.len() <= 2
    } else {
        first.len() <= 2
            && second.len() <= 2
            && matches!(third.len(), 2 | 4)
            && day_and_month(left, middle)
    }
}

/// A time of day: `10:30`, `10:30:00`, `10:30:00.123`, then perhaps `Z`, `+02:00` or `AM`, `PM`.
fn is_time(text: &[u8]) -> bool {
    let end = text
        .iter()
        .position(|byte| !(byte.is_ascii_digit() || matches!(byte, b':' | b'.')))
        .unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    let mut parts = clock.split(|byte| *byte == b':');
    let hour = parts.next().and_then(small_number);
    let minute = parts.next().and_then(small_number);
    let clock_is_right =
        hour.is_some_and(|hour| hour < 25) && minute.is_some_and(|minute| minute < 60);
    let zone = rest.trim_ascii();
    clock_is_right
        && (zone.is_empty()
            || zone == b"Z"
            || zone.eq_ignore_ascii_case(b"am")
            || zone.eq_ignore_ascii_case(b"pm")
            || (matches!(zone[0], b'+' | b'-')
                && zone[1..].iter().all(|byte| byte.is_ascii_digit() || *byte == b':')))
}

fn small_number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 4 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_by_their_look() {
        for text in [
            "2024-01-31",
            "2024/1/3",
            "2024.12.01",
            "31/01/2024",
            "1/31/2024",
            "1.2.24",
            "31.12.1999",
            "2024-01-31T10:30:00Z",
            "2024-01-31 10:30",
            "2024-01-31 10:30:00.123+02:00",
            "1/2/2024 9:05 PM",
        ] {
            assert!(looks_like_date(text.as_bytes()), "{text}");
        }
        for text in [
            "2024",
            "20240131",
            "2024-13-01",
            "2024-00-10",
            "32/1/2024",
            "13/13/2024",
            "1.5",
            "1.2.3",
            "10:30",
            "2024-01",
            "2024-01-31x",
            "2024-01-31 ",
            "192.168.0.1",
            "1-2-2024-5",
            "",
            "a/b/2024",
        ] {
            assert!(!looks_like_date(text.as_bytes()), "{text}");
        }
    }
}
