//! Guessing how the bytes of a file stand for characters.

use crate::options::Encoding;
use crate::report::Stated;

/// A guess of the encoding, the length of the byte order mark, or `None` where the bytes are no
/// text. `at_end` says whether `start` is the whole file.
pub(crate) fn guess_encoding(start: &[u8], at_end: bool) -> Option<(Stated<Encoding>, usize)> {
    let marked = |encoding, length| {
        Some((Stated::guessed(encoding, "the file begins with its byte order mark"), length))
    };
    match start {
        [0xEF, 0xBB, 0xBF, ..] => return marked(Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => return marked(Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => return marked(Encoding::Utf16Be, 2),
        _ => {}
    }
    if start.contains(&0) {
        return guess_utf16(start).map(|guess| (guess, 0));
    }
    let (n_good, n_bad) = count_sequences(start, at_end);
    let guess = if n_bad > n_good {
        Stated::guessed(Encoding::Windows1252, "the bytes are not valid UTF-8")
    } else if n_good + n_bad == 0 {
        Stated::guessed(Encoding::Utf8, "all characters are plain ASCII")
    } else if n_bad == 0 {
        Stated::guessed(Encoding::Utf8, "the bytes are valid UTF-8")
    } else {
        Stated::guessed(Encoding::Utf8, "nearly all bytes are valid UTF-8")
    };
    Some((guess, 0))
}

/// UTF-16 without a mark: Western text has a zero in every other byte.
fn guess_utf16(start: &[u8]) -> Option<Stated<Encoding>> {
    let (pairs, _) = start.as_chunks::<2>();
    let first = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0 && pair[0] != 0).count();
    let enough = pairs.len() / 2;
    if second > enough && first * 20 <= second {
        Some(Stated::guessed(Encoding::Utf16Le, "every other byte is zero"))
    } else if first > enough && second * 20 <= first {
        Some(Stated::guessed(Encoding::Utf16Be, "every other byte is zero"))
    } else {
        None
    }
}

/// Characters beyond ASCII that are valid UTF-8, and bytes that are not.
fn count_sequences(start: &[u8], at_end: bool) -> (usize, usize) {
    let (mut n_good, mut n_bad) = (0, 0);
    let mut chunks = start.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        n_good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        // The beginning of a file may end within a character.
        let cut = chunks.peek().is_none() && !at_end && chunk.invalid().len() < 4;
        if !chunk.invalid().is_empty() && !cut {
            n_bad += 1;
        }
    }
    (n_good, n_bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(start: &[u8]) -> Option<(Encoding, usize)> {
        guess_encoding(start, true).map(|(guess, mark)| (guess.value, mark))
    }

    #[test]
    fn encodings_are_guessed_from_marks_zeros_and_validity() {
        assert_eq!(guess(b"a,b\n"), Some((Encoding::Utf8, 0)));
        assert_eq!(guess(b"\xEF\xBB\xBFa,b\n"), Some((Encoding::Utf8, 3)));
        assert_eq!(guess("größe\n".as_bytes()), Some((Encoding::Utf8, 0)));
        assert_eq!(guess(b"gr\xF6\xDFe\n"), Some((Encoding::Windows1252, 0)));
        assert_eq!(guess(b"\xFF\xFEa\0"), Some((Encoding::Utf16Le, 2)));
        assert_eq!(guess(b"\xFE\xFF\0a"), Some((Encoding::Utf16Be, 2)));
        assert_eq!(guess(b"a\0,\0b\0\n\0"), Some((Encoding::Utf16Le, 0)));
        assert_eq!(guess(b"\0a\0,\0b\0\n"), Some((Encoding::Utf16Be, 0)));
        assert_eq!(guess(b"a,b\n1,\0\0\0\n"), None);
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_sample_does_not_count() {
        let cut = &"größe".as_bytes()[..3];
        assert_eq!(guess_encoding(cut, false).map(|found| found.0.value), Some(Encoding::Utf8));
        assert_eq!(
            guess_encoding(cut, true).map(|found| found.0.value),
            Some(Encoding::Windows1252)
        );
    }
}
