//! Bytes of UTF-16 and of Windows-1252 made UTF-8.
//!
//! Written out because the two are a page of code, and a library for all encodings brings the tables
//! of the East Asian ones into the page (130 kB compressed). The mapping is that of the WHATWG
//! Encoding Standard: Windows-1252 is defined for every byte, a lone surrogate becomes U+FFFD.

use crate::options::Encoding;

/// The characters of the bytes 0x80 to 0x9F in Windows-1252; all others are those of Latin-1.
const BEYOND_LATIN: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Decodes a stream a slice at a time; a character may lie across two slices.
#[derive(Clone, Debug)]
pub(crate) struct Decoder {
    encoding: Encoding,
    /// The first byte of a unit of which the second has not come yet.
    half: Option<u8>,
    /// The first surrogate of a pair of which the second has not come yet.
    surrogate: Option<u16>,
}

impl Decoder {
    /// A decoder; none for UTF-8, which needs none.
    pub(crate) fn new(encoding: Encoding) -> Option<Self> {
        (encoding != Encoding::Utf8).then_some(Self { encoding, half: None, surrogate: None })
    }

    /// Appends the text of `bytes` to `text`; `last` where nothing follows. True where something was
    /// not of the encoding and was replaced by U+FFFD.
    pub(crate) fn decode(&mut self, bytes: &[u8], last: bool, text: &mut Vec<u8>) -> bool {
        if self.encoding == Encoding::Windows1252 {
            let mut rest = bytes;
            while let Some(place) = rest.iter().position(|byte| !byte.is_ascii()) {
                text.extend_from_slice(&rest[..place]);
                push(text, windows_1252(rest[place]));
                rest = &rest[place + 1..];
            }
            text.extend_from_slice(rest);
            return false;
        }
        let mut replaced = false;
        for &byte in bytes {
            let Some(first) = self.half.take() else {
                self.half = Some(byte);
                continue;
            };
            let unit = match self.encoding {
                Encoding::Utf16Be => u16::from_be_bytes([first, byte]),
                _ => u16::from_le_bytes([first, byte]),
            };
            replaced |= self.unit(unit, text);
        }
        if last && (self.half.take().is_some() | self.surrogate.take().is_some()) {
            push(text, char::REPLACEMENT_CHARACTER);
            replaced = true;
        }
        replaced
    }

    fn unit(&mut self, unit: u16, text: &mut Vec<u8>) -> bool {
        let mut replaced = false;
        if let Some(high) = self.surrogate.take() {
            if let Some(Ok(pair)) = char::decode_utf16([high, unit]).next()
                && (0xDC00..0xE000).contains(&unit)
            {
                push(text, pair);
                return false;
            }
            push(text, char::REPLACEMENT_CHARACTER);
            replaced = true;
        }
        if (0xD800..0xDC00).contains(&unit) {
            self.surrogate = Some(unit);
            return replaced;
        }
        let character = char::from_u32(u32::from(unit));
        push(text, character.unwrap_or(char::REPLACEMENT_CHARACTER));
        replaced | character.is_none()
    }
}

/// The text of bytes in Windows-1252.
pub(crate) fn from_windows_1252(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| windows_1252(byte)).collect()
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => BEYOND_LATIN[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn push(text: &mut Vec<u8>, character: char) {
    let mut buffer = [0; 4];
    text.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(encoding: Encoding, slices: &[&[u8]]) -> (String, bool) {
        let mut decoder = Decoder::new(encoding).expect("not UTF-8");
        let mut text = Vec::new();
        let mut replaced = false;
        for (idx, slice) in slices.iter().enumerate() {
            replaced |= decoder.decode(slice, idx + 1 == slices.len(), &mut text);
        }
        (String::from_utf8(text).expect("UTF-8 is written"), replaced)
    }

    #[test]
    fn windows_1252_has_its_euro_and_its_umlauts() {
        assert_eq!(from_windows_1252(b"\x80 gr\xfc\xdfe \x99"), "€ grüße ™");
        assert_eq!(decode(Encoding::Windows1252, &[b"\xe9", b"\x9f"]), ("éŸ".to_owned(), false));
    }

    #[test]
    fn what_is_no_utf_16_is_replaced_and_said() {
        let little = Encoding::Utf16Le;
        assert_eq!(decode(little, &[b"a\0", b"\x00\xd8b\0"]), ("a\u{fffd}b".to_owned(), true));
        assert_eq!(decode(little, &[b"\x00\xdca\0"]), ("\u{fffd}a".to_owned(), true));
        assert_eq!(decode(little, &[b"a\0b"]), ("a\u{fffd}".to_owned(), true));
        assert_eq!(decode(Encoding::Utf16Be, &[b"\xd8\x00\xd8\x01\xdc\x37"]).0, "\u{fffd}𐐷");
    }

    proptest! {
        #[test]
        fn text_survives_utf_16_however_it_is_cut(text in "\\PC{0,30}", cut in 0_usize..40, big: bool) {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            let encoding = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
            let (start, end) = bytes.split_at(cut.min(bytes.len()));
            prop_assert_eq!(decode(encoding, &[start, end]), (text, false));
        }
    }
}
