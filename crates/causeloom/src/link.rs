//! A study in a link: the URL fragment, which browsers never send to a server.
//!
//! The fragment is `s=` and the study's JSON in base64url without padding. Rows are never in it.

use crate::{Error, Study};

const PREFIX: &str = "s=";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The fragment of a study, without the leading `#`.
pub fn to_fragment(study: &Study) -> String {
    let json = serde_json::to_string(study).expect("a study holds only names and finite numbers");
    format!("{PREFIX}{}", encode(json.as_bytes()))
}

/// Reads the study of a fragment, with or without the leading `#`; none where the fragment holds none.
///
/// # Errors
/// A fragment that starts like a study and is damaged.
pub fn from_fragment(fragment: &str) -> Result<Option<Study>, Error> {
    let fragment = fragment.trim_start_matches('#');
    let Some(text) = fragment.split('&').find_map(|part| part.strip_prefix(PREFIX)) else {
        return Ok(None);
    };
    let damaged = || {
        Error::new("link-damaged", "the link's study is damaged")
            .with_hint("copy the whole link again, or start from the data")
    };
    let bytes = decode(text).ok_or_else(damaged)?;
    let json = String::from_utf8(bytes).map_err(|_| damaged())?;
    Study::from_json(&json).map(Some)
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, &byte| word << 8 | u32::from(byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(ALPHABET[(word >> (18 - 6 * place) & 63) as usize] as char);
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        if chunk.len() == 1 {
            return None;
        }
        let mut word = 0_u32;
        for &letter in chunk {
            let sextet = ALPHABET.iter().position(|&known| known == letter)?;
            word = word << 6 | sextet as u32;
        }
        word <<= 6 * (4 - chunk.len());
        bytes.extend_from_slice(&word.to_be_bytes()[1..chunk.len()]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_base64url_strings_are_written_and_read() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("~~?", "fn4_"),
        ] {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(decode(coded).expect("valid"), plain.as_bytes());
        }
    }

    #[test]
    fn a_study_survives_the_link_and_a_damaged_link_says_so() {
        let mut study = Study::default();
        study.roles.protected = vec!["Geschlecht · 性别".to_owned()];
        let fragment = to_fragment(&study);
        assert_eq!(from_fragment(&format!("#{fragment}")).expect("readable"), Some(study));
        assert_eq!(from_fragment("#step=audit").expect("no study"), None);
        let cut = &fragment[..fragment.len() - 3];
        assert!(from_fragment(cut).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_survive_and_any_text_is_answered(bytes: Vec<u8>, text in "\\PC{0,40}") {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
            let _ = from_fragment(&format!("s={text}"));
        }
    }
}
