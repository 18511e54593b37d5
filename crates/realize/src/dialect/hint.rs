//! Hints of a server when to come back: in headers, where a page may read them, or in the body.

use serde_json::Value;

use super::date::unix_milliseconds;

/// The value of a header, whatever the case of its name.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// Milliseconds to wait as headers, error object or message tell, in that order. `now` is in
/// milliseconds since 1970.
pub(super) fn retry_after_ms(
    headers: &[(String, String)],
    error: &Value,
    message: &str,
    now: u64,
) -> Option<u64> {
    in_headers(headers, now)
        .or_else(|| in_details(error))
        .or_else(|| in_words(message))
        .or_else(|| until_reset(headers, now))
}

fn in_headers(headers: &[(String, String)], now: u64) -> Option<u64> {
    let exact = header(headers, "retry-after-ms").and_then(|text| milliseconds(text, 1.0));
    exact.or_else(|| {
        let text = header(headers, "retry-after")?;
        let date = || unix_milliseconds(text).map(|then| then.saturating_sub(now));
        milliseconds(text, 1000.0).or_else(date)
    })
}

/// `RetryInfo` of Google's error model: `{"retryDelay": "17s"}`.
fn in_details(error: &Value) -> Option<u64> {
    let details = error["details"].as_array()?;
    details.iter().find_map(|detail| duration(detail["retryDelay"].as_str()?))
}

/// `Please try again in 5.289s`, `retry after 20 seconds`.
fn in_words(message: &str) -> Option<u64> {
    let message = message.to_ascii_lowercase();
    ["try again in ", "retry in ", "retry after ", "try again after "].iter().find_map(|lead| {
        let (_, rest) = message.split_once(lead)?;
        duration(rest)
    })
}

/// When a used-up allowance is filled again: the later of those at zero.
fn until_reset(headers: &[(String, String)], now: u64) -> Option<u64> {
    let is_reset = |name: &str| name.contains("ratelimit-") && name.contains("reset");
    let resets = headers.iter().filter_map(|(name, value)| {
        let name = name.to_ascii_lowercase();
        let left = is_reset(&name).then(|| name.replace("reset", "remaining"))?;
        if !header(headers, &left)?.trim_start_matches('0').is_empty() {
            return None;
        }
        let date = || unix_milliseconds(value).map(|then| then.saturating_sub(now));
        date().or_else(|| duration(value))
    });
    resets.max()
}

/// Milliseconds of a plain number of some unit.
fn milliseconds(text: &str, scale: f64) -> Option<u64> {
    let number: f64 = text.parse().ok()?;
    let scaled = (number * scale).ceil();
    // A hint of more than 10¹² ms (30 years) is none; the bound keeps the conversion exact.
    (0.0..=1e12).contains(&scaled).then_some(scaled as u64)
}

/// A duration at the start of some text: `6m0s`, `1h2m`, `250ms`, `5.289s`, `20 seconds`.
fn duration(text: &str) -> Option<u64> {
    let mut rest = text.trim_start();
    let mut sum: Option<u64> = None;
    loop {
        let end = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let after = after.trim_start_matches(' ');
        let end = after.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let scale = match unit {
            "ms" | "millisecond" | "milliseconds" => 1.0,
            "s" | "sec" | "second" | "seconds" => 1000.0,
            "m" | "min" | "minute" | "minutes" => 60_000.0,
            "h" | "hour" | "hours" => 3_600_000.0,
            _ => return sum,
        };
        let Some(part) = milliseconds(number.trim_end_matches('.'), scale) else {
            return sum;
        };
        sum = Some(sum.unwrap_or(0).saturating_add(part));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn durations_are_read_as_servers_write_them() {
        for (text, expected) in [
            ("5.289s", Some(5289)),
            ("6m0s", Some(360_000)),
            ("1h2m3.5s", Some(3_723_500)),
            ("250ms.", Some(250)),
            ("17s", Some(17_000)),
            ("20 seconds and so on", Some(20_000)),
            ("2 minutes", Some(120_000)),
            ("0.2ms", Some(1)),
            ("a while", None),
            ("5 apples", None),
            ("", None),
            ("1e400s", None),
            ("99999999999999999999h", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
    }

    fn hint(headers: &[(&str, &str)], error: &Value, message: &str) -> Option<u64> {
        let headers: Vec<(String, String)> = (headers.iter())
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        // Sun, 06 Nov 1994 08:49:37 GMT.
        retry_after_ms(&headers, error, message, 784_111_777_000)
    }

    #[test]
    fn a_hint_is_found_in_headers_in_details_and_in_words() {
        let none = Value::Null;
        assert_eq!(hint(&[], &none, "no hint"), None);
        assert_eq!(hint(&[("Retry-After", "7")], &none, "try again in 1s"), Some(7000));
        let both = [("retry-after", "7"), ("retry-after-ms", "6500.5")];
        assert_eq!(hint(&both, &none, ""), Some(6501));
        let date = [("retry-after", "Sun, 06 Nov 1994 08:50:00 GMT")];
        assert_eq!(hint(&date, &none, ""), Some(23_000));
        let past = [("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")];
        assert_eq!(hint(&past, &none, ""), Some(0));
        assert_eq!(hint(&[("retry-after", "-1")], &none, ""), None);
        let details = json!({"details": [{"@type": "a"}, {"retryDelay": "17s"}]});
        assert_eq!(hint(&[], &details, ""), Some(17_000));
        let words = "Rate limit reached. Please try again in 5.289s. Visit …";
        assert_eq!(hint(&[], &none, words), Some(5289));
    }

    #[test]
    fn a_reset_counts_where_its_allowance_is_used_up() {
        let headers = [
            ("x-ratelimit-remaining-requests", "0"),
            ("x-ratelimit-reset-requests", "1m30s"),
            ("x-ratelimit-remaining-tokens", "12"),
            ("x-ratelimit-reset-tokens", "1h"),
        ];
        assert_eq!(hint(&headers, &Value::Null, ""), Some(90_000));
        let headers = [
            ("anthropic-ratelimit-tokens-remaining", "0"),
            ("anthropic-ratelimit-tokens-reset", "1994-11-06T08:50:37Z"),
        ];
        assert_eq!(hint(&headers, &Value::Null, ""), Some(60_000));
    }
}
