//! Log lines, `t=40 measure heart_rate=112 temperature=38.5`: what stands on either side of `=`, and
//! how such a line is read exactly.

use std::ops::Range;

use crate::{
    dictionary::{Dictionary, Says, Slot},
    mention::{Claim, Holder, Interval, Mention, Standing},
};

/// The label or state as one word: spaces become low lines.
pub(crate) fn word(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join("_")
}

/// The words before `=`, one a slot: the label, or the name where two labels are the same.
pub(crate) fn keys(dictionary: &Dictionary) -> Vec<String> {
    let labels: Vec<String> = dictionary.slots.iter().map(|slot| word(&slot.label)).collect();
    let is_shared = |label: &String| labels.iter().filter(|other| *other == label).count() > 1;
    let key = |(slot, label): (&Slot, &String)| {
        if is_shared(label) { word(&slot.name) } else { label.clone() }
    };
    dictionary.slots.iter().zip(&labels).map(key).collect()
}

/// What the log lines of a text say, and the text with all that was read blanked out, byte for byte;
/// no text where there are no log lines. `keys` are the [`keys`] of the dictionary.
pub(crate) fn read(
    dictionary: &Dictionary,
    keys: &[String],
    text: &str,
) -> (Vec<Mention>, Option<String>) {
    let mut mentions = Vec::new();
    let mut consumed: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let mut words = words_of(line, start);
        start += line.len() + 1;
        let (Some((time, at)), Some((event, event_at))) = (words.next(), words.next()) else {
            continue;
        };
        let is_time = time.strip_prefix("t=").is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
        });
        if !is_time || !event.bytes().all(|it| it.is_ascii_alphabetic() || it == b'_') {
            continue;
        }
        consumed.extend([at, event_at]);
        for (pair, span) in words {
            let Some((key, value)) = pair.split_once('=') else { continue };
            let Some(slot) = keys.iter().position(|known| known == key) else { continue };
            let Some(claim) = claim(&dictionary.slots[slot], value) else { continue };
            consumed.push(span.clone());
            mentions.push(Mention {
                slot,
                claim,
                standing: Standing::Stated,
                holder: Holder::Subject,
                is_hint: false,
                span,
                cue: None,
                rule: "log/pair".into(),
            });
        }
    }
    if consumed.is_empty() {
        return (mentions, None);
    }
    let mut rest = String::with_capacity(text.len());
    for span in consumed {
        rest.push_str(&text[rest.len()..span.start]);
        rest.extend(std::iter::repeat_n(' ', span.len()));
    }
    rest.push_str(&text[rest.len()..]);
    (mentions, Some(rest))
}

/// The words of a line that begins at byte `start`, with their bytes.
fn words_of(line: &str, start: usize) -> impl Iterator<Item = (&str, Range<usize>)> {
    line.split(' ').scan(start, |at, word| {
        let span = *at..*at + word.len();
        *at += word.len() + 1;
        Some((word, span))
    })
}

fn claim(slot: &Slot, value: &str) -> Option<Claim> {
    if let Says::Number(_) = slot.says {
        let is_plain = |letter: char| letter.is_ascii_digit() || letter == '.' || letter == '-';
        let number = value.parse::<f64>().ok().filter(|_| value.chars().all(is_plain))?;
        let decimals = value.split_once('.').map_or(0, |(_, behind)| behind.len());
        let half = 0.5 / (0..decimals).fold(1.0, |power, _| power * 10.0);
        return Some(Claim::Number(Interval {
            stated: Some(number),
            low: number - half,
            high: number + half,
            decimals: u8::try_from(decimals).ok()?,
        }));
    }
    let state = slot.states().iter().position(|state| word(state) == value)?;
    u16::try_from(state).ok().map(Claim::State)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::{Finding, Number, Part, Policy};

    fn slot(name: &str, label: &str, says: Says) -> Slot {
        Slot {
            name: name.into(),
            label: label.into(),
            part: Part::Findings,
            policy: Policy::Must,
            says,
        }
    }

    fn dictionary() -> Dictionary {
        let finding = Finding { present: "yes".into(), absent: "no".into(), ..Finding::default() };
        Dictionary {
            slots: vec![
                slot("gout", "chronic gout", Says::Finding(finding)),
                slot("first", "heat", Says::Number(Number { decimals: 1, ..Number::default() })),
                slot("second", "heat", Says::Number(Number::default())),
            ],
            ..Dictionary::default()
        }
    }

    #[test]
    fn a_line_is_read_pair_by_pair_and_blanked() {
        let text = "Gout.\nt=40 note chronic_gout=no first=38.5 pain=3\nt=41 end second=-2";
        let (mentions, rest) = read(&dictionary(), &keys(&dictionary()), text);
        let claims: Vec<(usize, &Claim, &str)> =
            mentions.iter().map(|it| (it.slot, &it.claim, &text[it.span.clone()])).collect();
        let number = |stated: f64, half: f64, decimals| {
            let interval = Interval {
                stated: Some(stated),
                low: stated - half,
                high: stated + half,
                decimals,
            };
            Claim::Number(interval)
        };
        assert_eq!(claims[0], (0, &Claim::State(1), "chronic_gout=no"));
        assert_eq!(claims[1], (1, &number(38.5, 0.05, 1), "first=38.5"));
        assert_eq!(claims[2], (2, &number(-2.0, 0.5, 0), "second=-2"));
        let rest = rest.expect("there are log lines");
        assert_eq!(rest.len(), text.len());
        assert_eq!(rest.split_whitespace().collect::<Vec<_>>(), ["Gout.", "pain=3"]);
    }

    #[test]
    fn other_lines_are_left_as_they_are() {
        for text in
            ["", "t=1", "t= note chronic_gout=no", "at t=4 chronic_gout=no", "t=x note first=1"]
        {
            assert_eq!(
                read(&dictionary(), &keys(&dictionary()), text),
                (Vec::new(), None),
                "{text}"
            );
        }
        let (mentions, rest) =
            read(&dictionary(), &keys(&dictionary()), "t=1 note first=1e5 chronic_gout=maybe");
        assert!(mentions.is_empty());
        assert_eq!(rest.as_deref(), Some("         first=1e5 chronic_gout=maybe"));
    }
}
