//! Normal form of a text: typographic variants folded, lower case, with the way back to the
//! original bytes.

use std::ops::Range;

/// A text in normal form.
#[derive(Debug)]
pub(super) struct Normal {
    /// The folded text, lower case.
    pub(super) text: String,
    /// Where its parts come from, in order: what is written plainly, byte for byte, and single
    /// characters.
    parts: Vec<Part>,
}

/// A part of the normal form that ends where the next one starts.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// Its first byte.
    at: usize,
    /// The first byte of what it comes from.
    start: usize,
    /// The bytes of the one character that it comes from; none where it is as long as its origin.
    character: Option<usize>,
}

/// What becomes of one character.
enum Folded {
    /// It stays, in lower case.
    Kept,
    /// It vanishes: zero width, controls.
    Dropped,
    /// It is written so.
    As(&'static str),
    /// A raised digit or sign.
    Raised(char),
    /// One ASCII character in its place.
    Plain(char),
}

impl Normal {
    /// The normal form of a text.
    pub(super) fn new(original: &str) -> Self {
        let mut normal =
            Self { text: String::with_capacity(original.len()), parts: Vec::with_capacity(16) };
        let mut was_raised = false;
        let mut at = 0;
        while at < original.len() {
            let plain = original.as_bytes()[at..].iter().position(|byte| !is_plain(*byte));
            let end = plain.map_or(original.len(), |length| at + length);
            if end > at {
                normal.parts.push(Part { at: normal.text.len(), start: at, character: None });
                normal.text.push_str(&original[at..end]);
                was_raised = false;
                at = end;
            }
            let Some(character) = original[at..].chars().next() else { break };
            was_raised = normal.push(character, at, original, was_raised);
            at += character.len_utf8();
        }
        normal.text.make_ascii_lowercase();
        normal
    }

    /// Appends what becomes of a character that starts here; true where it was a raised one.
    fn push(&mut self, character: char, start: usize, original: &str, was_raised: bool) -> bool {
        let length = character.len_utf8();
        let at = self.text.len();
        let mut is_raised = false;
        match folded(character) {
            Folded::Dropped => {}
            Folded::As(text) => self.text.push_str(text),
            Folded::Plain(plain) => {
                if !(plain == ' ' && joins_thousands(&self.text, &original[start + length..])) {
                    self.text.push(plain);
                }
            }
            Folded::Raised(plain) => {
                if !was_raised {
                    self.text.push('^');
                }
                is_raised = true;
                self.text.push(plain);
            }
            Folded::Kept => self.text.extend(character.to_lowercase()),
        }
        if self.text.len() > at {
            self.parts.push(Part { at, start, character: Some(length) });
        }
        is_raised
    }

    /// The bytes of the original that these bytes of the normal form come from.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = if range.start < self.text.len() {
                self.character(range.start).start
            } else {
                self.text.len().checked_sub(1).map_or(0, |last| self.character(last).end)
            };
            return at..at;
        }
        self.character(range.start).start..self.character(range.end - 1).end
    }

    /// Whether these bytes of the normal form are plainly written; a hint says which part of the
    /// text was asked about before, and is moved on to the one that holds the start.
    pub(super) fn plain(&self, range: Range<usize>, hint: &mut usize) -> Option<Range<usize>> {
        while self.parts.get(*hint + 1).is_some_and(|next| next.at <= range.start) {
            *hint += 1;
        }
        let part = self.parts.get(*hint)?;
        let is_whole = part.character.is_none()
            && part.at <= range.start
            && self.parts.get(*hint + 1).is_none_or(|next| range.end <= next.at);
        let start = part.start + range.start.checked_sub(part.at)?;
        is_whole.then_some(start..start + range.len())
    }

    /// The bytes of the original of the character that this byte of the normal form comes from.
    fn character(&self, at: usize) -> Range<usize> {
        let index = self.parts.partition_point(|part| part.at <= at).saturating_sub(1);
        let Part { at: first, start, character } = self.parts[index];
        match character {
            Some(length) => start..start + length,
            None => start + at - first..start + at - first + 1,
        }
    }
}

/// Whether a byte is a character that stays as it is, but for its case.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n')
}

/// Whether a hard or thin space only groups digits by thousands: a digit before it, and exactly
/// three behind it.
fn joins_thousands(before: &str, behind: &str) -> bool {
    before.ends_with(|last: char| last.is_ascii_digit())
        && behind.bytes().take_while(u8::is_ascii_digit).take(4).count() == 3
}

fn folded(character: char) -> Folded {
    match character {
        '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => Folded::As("\n"),
        ' ' | '\t' | '\r' | '\u{b}' | '\u{c}' | '\u{1680}' | '\u{3000}' => Folded::As(" "),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Folded::Plain(' '),
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => Folded::Dropped,
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => Folded::Plain('-'),
        '\u{2014}' | '\u{2015}' => Folded::As(" - "),
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{2bc}' => Folded::Plain('\''),
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '«' | '»' => Folded::Plain('"'),
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = u32::from(character) - 0xff01 + 0x21;
            Folded::Plain(char::from_u32(ascii).map_or(' ', |plain| plain.to_ascii_lowercase()))
        }
        '⁰' => Folded::Raised('0'),
        '¹' => Folded::Raised('1'),
        '²' => Folded::Raised('2'),
        '³' => Folded::Raised('3'),
        '⁴'..='⁹' => {
            let digit = u32::from(character) - u32::from('⁴') + 4;
            Folded::Raised(char::from_digit(digit, 10).unwrap_or('0'))
        }
        '⁻' => Folded::Raised('-'),
        '₀'..='₉' => {
            let digit = u32::from(character) - u32::from('₀');
            Folded::Plain(char::from_digit(digit, 10).unwrap_or('0'))
        }
        'º' | '˚' => Folded::As("°"),
        '℃' => Folded::As("°c"),
        '℉' => Folded::As("°f"),
        'µ' | 'μ' => Folded::Plain('u'),
        '×' | '✕' | '⨯' => Folded::Plain('x'),
        '≈' | '∼' | '˜' | '≅' => Folded::Plain('~'),
        '⩽' | '≦' => Folded::As("≤"),
        '⩾' | '≧' => Folded::As("≥"),
        '…' => Folded::As("..."),
        'ﬀ' => Folded::As("ff"),
        'ﬁ' => Folded::As("fi"),
        'ﬂ' => Folded::As("fl"),
        'ﬃ' => Folded::As("ffi"),
        'ﬄ' => Folded::As("ffl"),
        _ => Folded::Kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typographic_variants_are_one_text() {
        for (original, expected) in [
            ("10⁹/L", "10^9/l"),
            ("m⁻²", "m^-2"),
            ("SpO₂ ９１％", "spo2 91%"),
            ("5\u{2013}10", "5-10"),
            ("12\u{202f}400 and 12\u{a0}40", "12400 and 12 40"),
            ("38.5\u{a0}℃", "38.5 °c"),
            ("“isn’t”", "\"isn't\""),
            ("ﬂuid\u{200b}s", "fluids"),
            ("µmol", "umol"),
            ("μmol", "umol"),
        ] {
            assert_eq!(Normal::new(original).text, expected);
        }
    }

    #[test]
    fn every_folded_byte_leads_back_to_its_character() {
        let original = "a…℃İb";
        let normal = Normal::new(original);
        for at in 0..normal.text.len() {
            let place = normal.original(at..at + 1);
            assert_eq!(original[place].chars().count(), 1);
        }
        assert_eq!(normal.original(0..normal.text.len()), 0..original.len());
    }
}
