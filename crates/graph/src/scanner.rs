//! Reading text from left to right: blanks, remarks, names, quoted texts, and the place of what is wrong.
//!
//! Every text format of this crate is read with one [`Scanner`], so that names, quotes and messages
//! mean the same in all of them.

use crate::error::TextError;

/// What stands at the end of a text, in messages.
const THE_END: &str = "the end of the text";

/// How much of a text a message repeats, in characters.
const MOST_SHOWN: usize = 40;

/// What starts a remark and what ends it.
pub(crate) type Remark = (&'static str, &'static str);

/// Something that is not as it should be, at a byte of the text.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) hint: Option<String>,
}

impl Fault {
    /// The fault that a stretch of the text is something else than was expected.
    pub(crate) fn new(at: usize, found: &str, expected: impl Into<String>) -> Self {
        Self { at, found: shown(found), expected: expected.into(), hint: None }
    }

    /// The fault that a text ends too early; the place is where what does not end has started.
    pub(crate) fn unended(at: usize, expected: impl Into<String>) -> Self {
        Self { at, found: THE_END.to_owned(), expected: expected.into(), hint: None }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The error with line and character, both counted from 1.
    pub(crate) fn in_text(self, text: &str) -> TextError {
        let mut at = self.at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        TextError {
            line: before.matches('\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
            found: self.found,
            expected: self.expected,
            hint: self.hint,
        }
    }
}

/// A text and how far it has been read, in bytes.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes back to a place that [`Scanner::at`] gave.
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(crate) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(crate) fn since(&self, at: usize) -> &'a str {
        &self.text[at..self.at]
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes a text that stands here.
    pub(crate) fn eat(&mut self, expected: &str) -> bool {
        let here = self.rest().starts_with(expected);
        if here {
            self.at += expected.len();
        }
        here
    }

    pub(crate) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Skips blanks, line ends and remarks.
    pub(crate) fn skip_blanks(&mut self, remarks: &[Remark]) -> Result<(), Fault> {
        self.skip(remarks, is_blank)
    }

    /// Skips blanks and remarks of the same line; a remark's line end stays.
    pub(crate) fn skip_in_line(&mut self, remarks: &[Remark]) -> Result<(), Fault> {
        self.skip(remarks, |c| is_blank(c) && c != '\n')
    }

    fn skip(&mut self, remarks: &[Remark], blank: impl Fn(char) -> bool) -> Result<(), Fault> {
        loop {
            self.take_while(&blank);
            let Some((start, end)) =
                remarks.iter().find(|(start, _)| self.rest().starts_with(start))
            else {
                return Ok(());
            };
            let body = &self.rest()[start.len()..];
            self.at += match body.find(end) {
                Some(length) if *end == "\n" => start.len() + length,
                Some(length) => start.len() + length + end.len(),
                None if *end == "\n" => start.len() + body.len(),
                None => return Err(Fault::unended(self.at, format!("`{end}` after the remark"))),
            };
        }
    }

    /// A name or number without quotes: letters, digits, `_` and `.`; empty where none stands here.
    pub(crate) fn plain(&mut self) -> &'a str {
        self.take_while(is_plain)
    }

    /// A text in the quotes that stand here. Before a quote or a backslash, and for `\n`, `\r` and
    /// `\t`, a backslash is an escape; before anything else it is itself.
    pub(crate) fn quoted(&mut self) -> Result<String, Fault> {
        let Some(quote) = self.peek() else {
            return Err(self.fault("a quoted text"));
        };
        let mut text = String::new();
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices().skip(1) {
            if escaped {
                escaped = false;
                match c {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    '"' | '\'' | '\\' => text.push(c),
                    _ => text.extend(['\\', c]),
                }
            } else if c == '\\' {
                escaped = true;
            } else if c == quote {
                self.at += offset + c.len_utf8();
                return Ok(text);
            } else {
                text.push(c);
            }
        }
        Err(Fault::unended(self.at, "the closing quote of the text that starts here"))
    }

    /// The fault that something else stands here.
    pub(crate) fn fault(&self, expected: impl Into<String>) -> Fault {
        let rest = self.rest();
        let found = match rest.chars().next() {
            None => THE_END.to_owned(),
            Some('\n' | '\r') => "the end of the line".to_owned(),
            Some(first) => {
                let same_kind = |c: char| {
                    if is_plain(first) { is_plain(c) } else { is_arrow(first) && is_arrow(c) }
                };
                let length = rest.chars().skip(1).take_while(|&c| same_kind(c)).count() + 1;
                shown(&rest.chars().take(length.min(MOST_SHOWN + 1)).collect::<String>())
            }
        };
        Fault { at: self.at, found, expected: expected.into(), hint: None }
    }
}

/// True for what a name without quotes is made of.
pub(crate) fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

/// True for what arrows are made of.
pub(crate) fn is_arrow(c: char) -> bool {
    matches!(c, '-' | '<' | '>' | '@' | '=' | '~' | '\u{2190}'..='\u{21ff}' | '\u{27f0}'..='\u{27ff}')
}

/// A name as it is written: plain where every reader takes it as one name, else in quotes.
pub(crate) fn written(name: &str) -> String {
    let starts_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts_plain && name.chars().all(|c| c.is_ascii() && is_plain(c)) {
        name.to_owned()
    } else {
        in_quotes(name)
    }
}

/// A text in double quotes that [`Scanner::quoted`] reads back.
pub(crate) fn in_quotes(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A finite number as the shortest text that is read back to it.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-6..1e15).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn shown(found: &str) -> String {
    let line = found.lines().next().unwrap_or_default();
    let mut start: String = line.chars().take(MOST_SHOWN).collect();
    if start.len() < found.len() {
        start.push('…');
    }
    format!("`{start}`")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_place_counts_characters_and_not_bytes() {
        let text = "äöü\nß x";
        let at = text.find('x').expect("in the text");
        let mut scanner = Scanner::new(text);
        scanner.go_to(at);
        let error = scanner.fault("a sign").in_text(text);
        assert_eq!((error.line, error.column), (2, 3));
        assert_eq!(error.to_string(), "line 2, character 3: expected a sign and found `x`");
    }

    proptest! {
        #[test]
        fn quotes_give_every_text_back(text in any::<String>()) {
            let quoted = in_quotes(&text);
            let mut scanner = Scanner::new(&quoted);
            prop_assert_eq!(scanner.quoted().expect("it ends"), text);
            prop_assert!(scanner.rest().is_empty());
        }

        #[test]
        fn numbers_give_every_finite_value_back(value in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO) {
            prop_assert_eq!(number(value).parse::<f64>().expect("a number").to_bits(), value.to_bits());
        }
    }
}
