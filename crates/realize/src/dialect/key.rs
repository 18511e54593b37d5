//! A key to a server: it goes into one header and nowhere else.

use std::fmt;

use super::KeyError;

/// The secret with which a server knows its customer.
///
/// It prints as nothing, is not serializable, and its bytes are overwritten when it is dropped (as
/// far as the compiler lets a program do that).
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A key, without the spaces around it.
    ///
    /// # Errors
    /// Empty text, or characters that a header cannot carry.
    pub fn new(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        match text.chars().position(|letter| !letter.is_ascii_graphic()) {
            Some(place) => Err(KeyError::Character(place + 1)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// Text that a server sent, with the key taken out wherever it stands in it.
    pub fn redact(&self, text: &str) -> String {
        text.replace(&self.0, "…")
    }

    /// A header's value with the key in the place of its mark, `{key}`. For the one who sends, and
    /// nobody else.
    pub fn in_header(&self, value: &str) -> String {
        value.replace("{key}", &self.0)
    }

    /// The secret. Only a header is made of it.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        std::hint::black_box(&bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_shows_nothing_of_itself() {
        let key = Key::new("  sk-canary-123\n").unwrap();
        assert_eq!(format!("{key:?} {:#?}", Some(&key)), "Key(…) Some(\n    Key(…),\n)");
        assert_eq!(key.expose(), "sk-canary-123");
        assert_eq!(key.redact("wrong key sk-canary-123."), "wrong key ….");
        assert_eq!(key.in_header("Bearer {key}"), "Bearer sk-canary-123");
    }

    #[test]
    fn text_that_no_header_carries_is_no_key() {
        assert_eq!(Key::new(" \n"), Err(KeyError::Empty));
        assert_eq!(Key::new("sk-a\nb"), Err(KeyError::Character(5)));
        assert_eq!(Key::new("sk–a"), Err(KeyError::Character(3)));
        assert_eq!(Key::new("sk a"), Err(KeyError::Character(3)));
    }
}
