//! Tokens: words, numbers, marks and line breaks of a text in normal form.

use std::ops::Range;

use super::normal::Normal;
use super::vocabulary::{List, Vocabulary, Word};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Starts with a letter.
    Word,
    /// Starts with a digit; may hold points and commas between digits.
    Number,
    /// One character of any other sort.
    Mark(char),
    /// The end of a line.
    Break,
}

/// One token.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is so or not, independently")]
pub(super) struct Token {
    /// Bytes of the normal form.
    pub(super) start: usize,
    /// Bytes of the normal form.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: Kind,
    /// The word that it is.
    pub(super) word: Word,
    /// Whether white space or the start of the text stands before it.
    pub(super) is_spaced: bool,
    /// Whether a hyphen ties it to the token before.
    pub(super) is_tied: bool,
    /// Whether the original starts with a capital letter.
    pub(super) starts_upper: bool,
    /// Whether the original has no lower-case letter in it.
    pub(super) is_upper: bool,
}

/// A text cut into tokens.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    /// The text.
    pub(super) normal: &'a Normal,
    /// Its tokens in order.
    pub(super) list: Vec<Token>,
    vocabulary: &'a Vocabulary,
}

/// A line at least this long that runs on in lower case was wrapped, not ended.
const WRAPPED_LINE: usize = 60;

impl<'a> Tokens<'a> {
    /// Cuts a text; words that are two words of the vocabulary written as one, such as `hr120` and
    /// `nonsmoker`, come out as two.
    pub(super) fn new(
        original: &str,
        normal: &'a Normal,
        vocabulary: &'a Vocabulary,
    ) -> Tokens<'a> {
        let mut cutter = Cutter {
            original,
            normal,
            vocabulary,
            list: Vec::with_capacity(normal.text.len() / 5),
            is_spaced: true,
            is_tied: false,
            line_start: 0,
            part: 0,
        };
        let mut at = 0;
        while at < normal.text.len() {
            at = cutter.step(at);
        }
        Tokens { normal, list: cutter.list, vocabulary }
    }

    /// The text of a token.
    pub(super) fn text(&self, token: usize) -> &str {
        let token = &self.list[token];
        &self.normal.text[token.start..token.end]
    }

    /// The text of a token, or nothing beyond the ends.
    pub(super) fn text_at(&self, token: usize) -> &str {
        self.list.get(token).map_or("", |token| &self.normal.text[token.start..token.end])
    }

    /// Whether the token at this place is in a list of words.
    pub(super) fn is_in(&self, token: usize, list: List) -> bool {
        self.list.get(token).is_some_and(|token| self.vocabulary.is_in(token.word, list))
    }

    /// The mark at this place, where there is one.
    pub(super) fn mark_at(&self, token: usize) -> Option<char> {
        match self.list.get(token)?.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// The kind of the token at this place; a break beyond the ends.
    pub(super) fn kind_at(&self, token: usize) -> Kind {
        self.list.get(token).map_or(Kind::Break, |token| token.kind)
    }

    /// Bytes of the original of these tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Range<usize> {
        let (Some(first), Some(last)) =
            (self.list.get(tokens.start), self.list.get(tokens.end.wrapping_sub(1)))
        else {
            return 0..0;
        };
        self.normal.original(first.start..last.end.max(first.start))
    }
}

struct Cutter<'a, 'v> {
    original: &'v str,
    normal: &'a Normal,
    vocabulary: &'v Vocabulary,
    list: Vec<Token>,
    is_spaced: bool,
    is_tied: bool,
    line_start: usize,
    /// The part of the normal form that was looked into before.
    part: usize,
}

impl Cutter<'_, '_> {
    /// Cuts the token that starts here and tells where the next one starts.
    fn step(&mut self, at: usize) -> usize {
        let text = &self.normal.text;
        let first = match text.as_bytes()[at] {
            b' ' => {
                self.is_spaced = true;
                return at + 1;
            }
            b'a'..=b'z' => return self.push_word(at, word_end(text, at)),
            byte if byte.is_ascii() => char::from(byte),
            _ => text[at..].chars().next().unwrap_or(' '),
        };
        let behind = at + first.len_utf8();
        match first {
            '\n' => self.line_end(at, behind),
            '"' | '`' | '\'' => {}
            _ if first.is_whitespace() => self.is_spaced = true,
            '-' | '_' if self.ties(at, behind) => self.is_tied = true,
            '_' => self.is_spaced = true,
            '*' if !(ends_in_digit(&text[..at]) && starts_with_digit(&text[behind..])) => {}
            '#' => {}
            _ if first.is_ascii_digit() => {
                let end = number_end(text, at);
                self.push(at, end, Kind::Number);
                return end;
            }
            _ if first.is_numeric() => self.push(at, behind, Kind::Number),
            _ if first.is_alphabetic() => {
                let end = word_end(text, at);
                return self.push_word(at, end);
            }
            _ => self.push(at, behind, Kind::Mark(first)),
        }
        behind
    }

    /// Whether a hyphen here ties two words, or a number and a word.
    fn ties(&self, at: usize, behind: usize) -> bool {
        let before = self.normal.text[..at].chars().next_back();
        let next = self.normal.text[behind..].chars().next();
        let (Some(before), Some(next)) = (before, next) else { return false };
        before.is_alphanumeric()
            && next.is_alphanumeric()
            && !(before.is_ascii_digit() && next.is_ascii_digit())
    }

    fn line_end(&mut self, at: usize, behind: usize) {
        let normal = self.normal;
        let text = &normal.text;
        let line = text[self.line_start..at].trim_end();
        let is_long = line.len() >= WRAPPED_LINE && !line.ends_with(['.', ':', '!', '?', ';']);
        let runs_on = is_long
            && text[behind..].starts_with(char::is_alphabetic)
            && !self.capitals(behind..behind + 1).0;
        if !runs_on {
            self.push(at, behind, Kind::Break);
        }
        self.is_spaced = true;
        self.line_start = behind;
    }

    /// Whether the original of these bytes starts with a capital letter, and whether it has letters
    /// and none of them in lower case.
    fn capitals(&mut self, range: Range<usize>) -> (bool, bool) {
        if let Some(plain) = self.normal.plain(range.clone(), &mut self.part) {
            let bytes = &self.original.as_bytes()[plain];
            let starts_upper = bytes.first().is_some_and(u8::is_ascii_uppercase);
            return (starts_upper, starts_upper && !bytes.iter().any(u8::is_ascii_lowercase));
        }
        let is_upper = |range: Range<usize>| {
            let mut end = range.end;
            while !self.normal.text.is_char_boundary(end) {
                end += 1;
            }
            let original = &self.original[self.normal.original(range.start..end)];
            original.chars().any(char::is_uppercase) && !original.chars().any(char::is_lowercase)
        };
        // Letters that have no case may stand before capitals.
        let is_all = is_upper(range.clone());
        (is_all || is_upper(range.start..range.start + 1), is_all)
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let (starts_upper, is_upper) = match kind {
            Kind::Word => self.capitals(start..end),
            _ => (false, false),
        };
        let (is_spaced, is_tied) = (self.is_spaced, self.is_tied);
        let word = self.vocabulary.word(&self.normal.text[start..end]);
        self.list.push(Token {
            start,
            end,
            kind,
            word,
            is_spaced,
            is_tied,
            starts_upper,
            is_upper,
        });
        self.is_spaced = false;
        self.is_tied = false;
    }

    /// Pushes a word, or the two words written as one that it is, and tells where they end.
    fn push_word(&mut self, start: usize, mut end: usize) -> usize {
        let behind = end;
        let text = &self.normal.text;
        if text[start..end].ends_with("'s") {
            end -= 2;
        }
        let word = &text[start..end];
        let digits = word.bytes().rev().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let letters = word.len() - digits;
            let has_digits = word.as_bytes()[..letters].iter().any(u8::is_ascii_digit);
            if !has_digits
                && (&word[..letters] == "x"
                    || !self.vocabulary.has(word) && self.vocabulary.has(&word[..letters]))
            {
                let end = number_end(text, start + letters);
                self.push(start, start + letters, Kind::Word);
                self.push(start + letters, end, Kind::Number);
                return end;
            }
        }
        if word.len() > 5
            && word.starts_with("non")
            && !self.vocabulary.has(word)
            && self.vocabulary.has(&word[3..])
        {
            self.push(start, start + 3, Kind::Word);
            self.is_tied = true;
            self.push(start + 3, end, Kind::Word);
        } else {
            self.push(start, end, Kind::Word);
        }
        behind
    }
}

/// Where the number that starts here ends: digits, and points, commas and apostrophes between them.
fn number_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let joins = matches!(byte, b'.' | b',' | b'\'')
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !byte.is_ascii_digit() && !joins {
            break;
        }
        end += 1;
    }
    end
}

/// Where the word that starts here ends: letters, digits, and apostrophes between letters.
fn word_end(text: &str, mut start: usize) -> usize {
    let bytes = text.as_bytes();
    while bytes.get(start).is_some_and(u8::is_ascii_alphanumeric) {
        start += 1;
    }
    match bytes.get(start) {
        Some(byte) if byte.is_ascii() && *byte != b'\'' => return start,
        _ => {}
    }
    let mut characters = text[start..].char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let goes_on = character.is_alphanumeric()
            || character == '\'' && characters.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !goes_on {
            return start + at;
        }
    }
    text.len()
}

fn ends_in_digit(text: &str) -> bool {
    text.ends_with(|last: char| last.is_ascii_digit())
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, vocabulary: &[&str]) -> Vec<String> {
        let normal = Normal::new(text);
        let vocabulary = Vocabulary::new(vocabulary.iter().copied());
        let tokens = Tokens::new(text, &normal, &vocabulary);
        (0..tokens.list.len()).map(|token| tokens.text(token).to_owned()).collect()
    }

    #[test]
    fn texts_are_cut_at_words_numbers_and_marks() {
        assert_eq!(
            words("A 71-year-old's 12,400.", &[]),
            ["a", "71", "year", "old", "12,400", "."]
        );
        assert_eq!(words("5-10 x10⁹/L", &[]), ["5", "-", "10", "x", "10", "^", "9", "/", "l"]);
        assert_eq!(words("**PMH:** isn't", &[]), ["pmh", ":", "isn't"]);
        assert_eq!(words("HR120 SpO2 T2", &["hr"]), ["hr", "120", "spo2", "t2"]);
        assert_eq!(words("nonsmoker nonsense", &["smoker"]), ["non", "smoker", "nonsense"]);
    }

    #[test]
    fn a_long_line_that_runs_on_in_lower_case_is_one_line() {
        let long = "no word of this line is of any interest to anybody who reads it";
        assert!(!words(&format!("{long}\nand on"), &[]).contains(&"\n".to_owned()));
        assert!(words(&format!("{long}\nAnd on"), &[]).contains(&"\n".to_owned()));
        assert!(words("short\nand on", &[]).contains(&"\n".to_owned()));
    }
}
