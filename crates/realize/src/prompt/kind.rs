//! A form of text in the user's own words, and what such words may be.

use super::TextKind;
use super::error::PromptError;
use super::plain::is_hidden;

/// The most characters of a user's own form of text.
pub const KIND_CAP: usize = 200;

impl TextKind {
    /// Whether it can be asked for: the user's own words show, are few, and are no template.
    ///
    /// # Errors
    /// A typed [`PromptError`] that says what is wrong with the words.
    pub fn check(&self) -> Result<(), PromptError> {
        let Self::Own(words) = self else { return Ok(()) };
        if words.trim().is_empty() {
            return Err(PromptError::KindEmpty);
        }
        let found = words.chars().count();
        if found > KIND_CAP {
            return Err(PromptError::KindTooLong { found, most: KIND_CAP });
        }
        if let Some(place) = words.chars().position(is_hidden) {
            return Err(PromptError::KindHidden { place: place + 1 });
        }
        if words.contains("{{") {
            return Err(PromptError::KindVariable);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_show_are_few_and_are_no_template() {
        let check = |words: &str| TextKind::Own(words.to_owned()).check();
        assert_eq!(check("an e-mail, with a greeting \u{2014} \u{fc}ber 5 S\u{e4}tze"), Ok(()));
        assert_eq!(check(&"\u{e9}".repeat(200)), Ok(()));
        assert_eq!(
            check(&"\u{e9}".repeat(201)),
            Err(PromptError::KindTooLong { found: 201, most: 200 })
        );
        assert_eq!(check(" \u{a0} "), Err(PromptError::KindEmpty));
        assert_eq!(check("a\nletter"), Err(PromptError::KindHidden { place: 2 }));
        assert_eq!(check("\u{202e}rettel a"), Err(PromptError::KindHidden { place: 1 }));
        assert_eq!(check("a {{facts}}"), Err(PromptError::KindVariable));
        assert_eq!(TextKind::Sections.check(), Ok(()));
    }
}
