//! Dates in headers: milliseconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110,
//! §5.6.7) and of `1994-11-06T08:49:37Z` (RFC 3339).

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Milliseconds since the beginning of 1970; none where the text is no such date.
pub(super) fn unix_milliseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    of_header(text).or_else(|| of_timestamp(text))
}

fn of_header(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once(", ")?;
    let words: Vec<&str> = rest.split(' ').collect();
    let [day, month, year, time, "GMT"] = words[..] else {
        return None;
    };
    let month = MONTHS.iter().position(|name| *name == month)? as u64 + 1;
    let seconds = seconds_of_day(time)?;
    milliseconds(number(year)?, month, number(day)?, seconds, 0)
}

fn of_timestamp(text: &str) -> Option<u64> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else {
        return None;
    };
    let time = rest.get(..8)?;
    let zone = rest.get(8..)?;
    let digits = zone
        .strip_prefix('.')
        .map_or(0, |fraction| fraction.bytes().take_while(u8::is_ascii_digit).count() + 1);
    let (fraction, zone) = zone.split_at(digits);
    let thousandths = format!("{:0<3.3}", fraction.trim_start_matches('.'));
    let milli = number(&thousandths)?;
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let (sign, clock) = zone.split_at_checked(1)?;
            let (hours, minutes) = clock.split_once(':')?;
            let seconds = (number(hours)? * 60 + number(minutes)?) * 60_000;
            let seconds = i64::try_from(seconds).ok()?;
            match sign {
                "+" => seconds,
                "-" => -seconds,
                _ => return None,
            }
        }
    };
    let local =
        milliseconds(number(year)?, number(month)?, number(day)?, seconds_of_day(time)?, milli)?;
    local.checked_add_signed(-offset)
}

fn seconds_of_day(time: &str) -> Option<u64> {
    let parts: Vec<&str> = time.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else {
        return None;
    };
    let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, number(seconds)?);
    (hours < 24 && minutes < 60 && seconds <= 60).then(|| (hours * 60 + minutes) * 60 + seconds)
}

/// Digits only, at most four of them.
fn number(text: &str) -> Option<u64> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Days are counted from 1 March, so that the leap day is the last of its year.
fn milliseconds(year: u64, month: u64, day: u64, seconds: u64, milli: u64) -> Option<u64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shifted = if month > 2 { year } else { year - 1 };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year;
    // Days from 1 March of the year 0 to 1 January 1970.
    let since_1970 = days.checked_sub(719_468)?;
    Some((since_1970 * 86_400 + seconds) * 1000 + milli)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of `date --utc --date=… +%s`, GNU coreutils 9.1.
    #[test]
    fn dates_are_the_milliseconds_that_another_program_gives() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000)),
            ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199_000)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200_000)),
            ("2026-11-21T10:20:30Z", Some(1_795_256_430_000)),
            ("2026-11-21T10:20:30.25Z", Some(1_795_256_430_250)),
            ("2026-11-21T12:20:30+02:00", Some(1_795_256_430_000)),
            ("2026-11-21T05:20:30-05:00", Some(1_795_256_430_000)),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 06 Foo 1994 08:49:37 GMT", None),
            ("06.11.1994", None),
            ("2026-13-21T10:20:30Z", None),
            ("2026-11-21T10:20:30é", None),
            ("1969-12-31T23:59:59Z", None),
            ("", None),
        ] {
            assert_eq!(unix_milliseconds(text), expected, "{text}");
        }
    }
}
