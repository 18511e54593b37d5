//! Names and cells made plain before they stand in a prompt: nothing invisible, nothing endless.
//!
//! Whoever wrote a table may have written to the model. What they wrote stays data: it stands as a
//! JSON value in a fenced block, without characters that hide or turn text, and capped.

/// The most characters of a name in a prompt.
pub const NAME_CAP: usize = 64;
/// The most characters of a category or of a value in a prompt.
pub const VALUE_CAP: usize = 200;

/// A text without control, bidirectional, zero-width and tag characters, white space run together,
/// with at most `cap` characters; a text that was cut ends in `…`.
pub fn plain(text: &str, cap: usize) -> String {
    let mut kept = String::new();
    let mut n_kept = 0;
    let mut is_space_due = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            is_space_due = n_kept > 0;
            continue;
        }
        if is_hidden(letter) {
            continue;
        }
        if n_kept + usize::from(is_space_due) >= cap {
            // The last character makes room for the sign that something was cut.
            kept.pop();
            kept.push('…');
            return kept;
        }
        if is_space_due {
            kept.push(' ');
            n_kept += 1;
            is_space_due = false;
        }
        kept.push(letter);
        n_kept += 1;
    }
    kept
}

/// Whether a character shows nothing, or changes how others are shown.
pub(super) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_hides_or_turns_text_is_gone_and_what_shows_stays() {
        for (text, expected) in [
            ("age", "age"),
            ("  blood \t\r\n pressure ", "blood pressure"),
            ("sa\u{202e}fe\u{202c}", "safe"),
            ("a\u{200b}b\u{feff}c\u{ad}d", "abcd"),
            ("x\u{e0041}\u{e0042}y", "xy"),
            ("nul\0 and \u{1b}[31mred", "nul and [31mred"),
            ("\u{2066}isolate\u{2069}", "isolate"),
            ("Größe 身高", "Größe 身高"),
        ] {
            assert_eq!(plain(text, 64), expected, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_at_the_cap_and_says_so() {
        assert_eq!(plain(&"x".repeat(64), 64), "x".repeat(64));
        assert_eq!(plain(&"x".repeat(65), 64), format!("{}…", "x".repeat(63)));
    }

    proptest! {
        #[test]
        fn a_plain_text_is_short_shows_everything_and_stays_as_it_is(text in any::<String>(), cap in 1_usize..100) {
            let kept = plain(&text, cap);
            prop_assert!(kept.chars().count() <= cap);
            prop_assert!(!kept.chars().any(is_hidden));
            prop_assert_eq!(plain(&kept, cap), kept);
        }
    }
}
