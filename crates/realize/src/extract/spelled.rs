//! Numbers in letters.

use super::digits::{Value, spelled};
use super::tokens::Tokens;

/// The most decimals in letters.
const MOST_SPELLED: u8 = 6;

/// `seventy-one`, `one hundred and twelve`, `two thousand`, `four point one`.
pub(super) fn spelled_at(tokens: &Tokens, at: usize, end: usize) -> Option<(Value, usize)> {
    let is = |at: usize, word: &str| at < end && tokens.text_at(at) == word;
    let (mut sum, mut behind) = below_hundred(tokens, at, end)?;
    for (word, factor) in [("thousand", 1_000), ("hundred", 100)] {
        if !is(behind, word) {
            continue;
        }
        sum *= factor;
        behind += 1;
        let next = if is(behind, "and") { behind + 1 } else { behind };
        let Some((more, behind_more)) = below_hundred(tokens, next, end) else { break };
        if word == "thousand" && is(behind_more, "hundred") {
            sum += more * 100;
            behind = behind_more + 1;
        } else {
            sum += more;
            behind = behind_more;
        }
    }
    let digit = |at: usize| {
        let digit = (at < end).then(|| spelled(tokens.text(at))).flatten();
        digit.filter(|digit| *digit < 10)
    };
    let (mut value, mut decimals) = (f64::from(sum), 0_u8);
    if is(behind, "point") && digit(behind + 1).is_some() {
        behind += 1;
        let mut fraction = 0.0;
        let mut scale = 1.0;
        while let Some(digit) = digit(behind).filter(|_| decimals < MOST_SPELLED) {
            fraction = fraction * 10.0 + f64::from(digit);
            scale *= 10.0;
            decimals += 1;
            behind += 1;
        }
        value = (value * scale + fraction) / scale;
    }
    Some((Value { value, decimals }, behind))
}

/// A number below 100 in letters.
fn below_hundred(tokens: &Tokens, at: usize, end: usize) -> Option<(u32, usize)> {
    let first = (at < end).then(|| spelled(tokens.text(at))).flatten()?;
    let second = if first >= 20 && at + 1 < end { spelled(tokens.text(at + 1)) } else { None };
    Some(match second.filter(|second| (1..10).contains(second)) {
        Some(second) => (u32::from(first + second), at + 2),
        None => (u32::from(first), at + 1),
    })
}
