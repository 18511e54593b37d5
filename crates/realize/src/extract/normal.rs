//! Normal form of a text: typographic variants folded, lower case, with the way back to the
//! original bytes.

use std::ops::Range;

/// A text in normal form.
#[derive(Debug)]
pub(super) struct Normal {
    /// The folded text, lower case.
    pub(super) text: String,
    /// For each byte of the folded text, where its original character starts.
    starts: Vec<usize>,
    /// For each byte of the folded text, where its original character ends.
    ends: Vec<usize>,
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
        let mut normal = Self {
            text: String::with_capacity(original.len()),
            starts: Vec::with_capacity(original.len()),
            ends: Vec::with_capacity(original.len()),
        };
        let mut was_raised = false;
        for (start, character) in original.char_indices() {
            let place = start..start + character.len_utf8();
            let mut is_raised = false;
            match folded(character) {
                Folded::Dropped => {}
                Folded::As(text) => normal.push_all(text, &place),
                Folded::Plain(plain) => {
                    if !(plain == ' ' && joins_thousands(&normal.text, &original[place.end..])) {
                        normal.push(plain, &place);
                    }
                }
                Folded::Raised(plain) => {
                    if !was_raised {
                        normal.push('^', &place);
                    }
                    is_raised = true;
                    normal.push(plain, &place);
                }
                Folded::Kept if character.is_ascii() => {
                    normal.push(character.to_ascii_lowercase(), &place);
                }
                Folded::Kept => {
                    for lower in character.to_lowercase() {
                        normal.push(lower, &place);
                    }
                }
            }
            was_raised = is_raised;
        }
        normal
    }

    /// The bytes of the original that these bytes of the normal form come from.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = self.starts.get(range.start).or(self.ends.last()).copied().unwrap_or(0);
            return at..at;
        }
        self.starts[range.start]..self.ends[range.end - 1]
    }

    fn push(&mut self, character: char, place: &Range<usize>) {
        self.text.push(character);
        self.starts.resize(self.text.len(), place.start);
        self.ends.resize(self.text.len(), place.end);
    }

    fn push_all(&mut self, text: &str, place: &Range<usize>) {
        for character in text.chars() {
            self.push(character, place);
        }
    }
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
