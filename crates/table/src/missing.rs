//! The words that stand for a missing cell.

/// Texts that stand for a missing cell; compared after trimming and without regard to case.
pub const MISSING_WORDS: &[&str] = &["", "NA", "N/A", "NaN", "null", "None", "?", "-", "."];

/// A list of missing words, ready for fast comparison.
#[derive(Clone, Debug)]
pub(crate) struct MissingWords {
    words: Vec<String>,
    longest: usize,
    /// For every byte whether a word begins with it, in either case.
    may_start: Vec<bool>,
}

impl Default for MissingWords {
    fn default() -> Self {
        Self::new(MISSING_WORDS)
    }
}

impl MissingWords {
    /// Takes the given words; the empty text is always one of them, and the first.
    pub(crate) fn new<W: AsRef<str>>(given: &[W]) -> Self {
        let mut words = vec![String::new()];
        for word in given {
            let word = word.as_ref().trim();
            if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                words.push(word.to_owned());
            }
        }
        let mut may_start = vec![false; 256];
        for first in words.iter().filter_map(|word| word.as_bytes().first()) {
            may_start[usize::from(first.to_ascii_lowercase())] = true;
            may_start[usize::from(first.to_ascii_uppercase())] = true;
        }
        let longest = words.iter().map(String::len).max().unwrap_or(0);
        Self { words, longest, may_start }
    }

    /// The words; the first is the empty text.
    pub(crate) fn words(&self) -> &[String] {
        &self.words
    }

    /// Which word a trimmed cell is, if it is one.
    #[inline]
    pub(crate) fn position(&self, trimmed: &[u8]) -> Option<usize> {
        let Some(first) = trimmed.first() else {
            return Some(0);
        };
        if !self.may_start[usize::from(*first)] || trimmed.len() > self.longest {
            return None;
        }
        self.words.iter().position(|word| word.as_bytes().eq_ignore_ascii_case(trimmed))
    }

    /// Whether a trimmed cell is missing.
    #[inline]
    pub(crate) fn contains(&self, trimmed: &[u8]) -> bool {
        self.position(trimmed).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_words_are_missing_in_any_case() {
        let missing = MissingWords::default();
        for word in ["", "na", "NA", "n/a", "nan", "NULL", "none", "?", "-", "."] {
            assert!(missing.contains(word.as_bytes()), "{word}");
        }
        for word in ["0", "nah", "n", "--", "no", "nil", "unknown", "Nones"] {
            assert!(!missing.contains(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn a_list_of_ones_own_replaces_the_published_words_but_not_the_empty_text() {
        let missing = MissingWords::new(&["-999", " missing "]);
        assert!(missing.contains(b""));
        assert!(missing.contains(b"-999"));
        assert!(missing.contains(b"Missing"));
        assert!(!missing.contains(b"None"));
        assert_eq!(missing.words(), ["", "-999", "missing"]);
    }
}
