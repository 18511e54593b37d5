//! Reading a text from left to right, with the place of what is wrong.

use std::borrow::Cow;

use graph::TextError;

/// How much of a text a message repeats, in characters.
const MOST_SHOWN: usize = 40;

/// What starts a remark and what ends it.
pub(super) type Remark = (&'static str, &'static str);

/// Something that is not as it should be, at a byte of the text.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    at: usize,
    found: String,
    expected: String,
    hint: Option<String>,
}

impl Fault {
    /// A fault whose `found` is in words or in backticks already.
    pub(super) fn new(at: usize, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { at, found: found.into(), expected: expected.into(), hint: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The error with line and character, both counted from 1.
    pub(super) fn in_text(self, text: &str) -> TextError {
        let (line, column) = place(text, self.at);
        TextError { line, column, found: self.found, expected: self.expected, hint: self.hint }
    }
}

/// Line and character of a byte of a text, both counted from 1.
pub(super) fn place(text: &str, at: usize) -> (u32, u32) {
    let at = text.floor_char_boundary(at);
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() as u32 + 1;
    (line, before[line_start..].chars().count() as u32 + 1)
}

/// A word or quoted text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) text: Cow<'a, str>,
    pub(super) quoted: bool,
}

impl Token<'_> {
    pub(super) fn is(&self, word: &str) -> bool {
        !self.quoted && self.text == word
    }
}

/// A text, how far it has been read, and what ends a word in its format.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    remarks: &'static [Remark],
    delimiters: &'static [u8],
    /// Whether a backslash in quotes makes the next character an ordinary one.
    escapes: bool,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(
        text: &'a str,
        remarks: &'static [Remark],
        delimiters: &'static [u8],
        escapes: bool,
    ) -> Self {
        Self { text, at: 0, remarks, delimiters, escapes }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes back to a place that [`Cursor::at`] gave.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        &self.text[from..to]
    }

    /// Skips blanks and remarks; a remark that does not end, ends with the text.
    pub(super) fn skip_blanks(&mut self) {
        self.at += blanks(&self.text[self.at..], self.remarks);
    }

    /// What stands next, behind blanks and remarks.
    pub(super) fn peek(&mut self) -> Option<char> {
        self.skip_blanks();
        self.text[self.at..].chars().next()
    }

    /// Takes a sign if it stands next.
    pub(super) fn eat(&mut self, sign: char) -> bool {
        let here = self.peek() == Some(sign);
        if here {
            self.at += sign.len_utf8();
        }
        here
    }

    /// Takes a sign that has to stand next.
    pub(super) fn expect(&mut self, sign: char) -> Result<(), Fault> {
        if self.eat(sign) { Ok(()) } else { Err(self.fault(format!("`{sign}`"))) }
    }

    /// The next word or quoted text; nothing at a delimiter or at the end.
    pub(super) fn token(&mut self) -> Result<Option<Token<'a>>, Fault> {
        match self.peek() {
            None => Ok(None),
            Some('"') => self.quoted().map(Some),
            Some(_) => {
                let rest = &self.text[self.at..];
                let ends = |c: char| is_blank(c) || self.is_delimiter(c);
                let length = rest.find(ends).unwrap_or(rest.len());
                if length == 0 {
                    return Ok(None);
                }
                let at = self.at;
                self.at += length;
                let text = Cow::Borrowed(&rest[..length]);
                Ok(Some(Token { at, end: self.at, text, quoted: false }))
            }
        }
    }

    /// The next word or quoted text, which has to be there.
    pub(super) fn word(&mut self, expected: &str) -> Result<Token<'a>, Fault> {
        match self.token()? {
            Some(token) => Ok(token),
            None => Err(self.fault(expected)),
        }
    }

    /// Steps over a word, quoted text or sign, and gives back the sign; nothing at the end.
    pub(super) fn step(&mut self) -> Result<Option<Step<'a>>, Fault> {
        if let Some(token) = self.token()? {
            return Ok(Some(Step::Token(token)));
        }
        let sign = self.peek();
        self.at += sign.map_or(0, char::len_utf8);
        Ok(sign.map(Step::Sign))
    }

    /// Skips to behind the brace that closes the one that was just taken.
    pub(super) fn skip_block(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut depth = 1_u32;
        while depth > 0 {
            match self.step()? {
                Some(Step::Sign('{')) => depth = depth.saturating_add(1),
                Some(Step::Sign('}')) => depth -= 1,
                Some(_) => {}
                None => {
                    let expected = "`}` for the block that starts here";
                    return Err(Fault::new(start, expected, "the end of the text"));
                }
            }
        }
        Ok(())
    }

    /// Skips to behind the next `;` and gives back the text before it.
    pub(super) fn skip_statement(&mut self) -> Result<&'a str, Fault> {
        self.skip_blanks();
        let start = self.at;
        loop {
            let before = self.at;
            match self.step()? {
                Some(Step::Sign(';')) => return Ok(self.text[start..before].trim()),
                Some(Step::Sign('}')) | None => {
                    self.at = before;
                    return Err(self.fault("`;` at the end of the statement"));
                }
                Some(_) => {}
            }
        }
    }

    /// The fault that something else stands here.
    pub(super) fn fault(&mut self, expected: impl Into<String>) -> Fault {
        let at = self.at;
        self.skip_blanks();
        let here = self.at;
        let rest = &self.text[here..];
        let found = match rest.chars().next() {
            None => "the end of the text".to_owned(),
            Some(first) => {
                let length = match rest.find(|c| is_blank(c) || self.is_delimiter(c)) {
                    Some(0) => first.len_utf8(),
                    Some(length) => length,
                    None => rest.len(),
                };
                shown(&rest[..length])
            }
        };
        self.at = at;
        Fault::new(here, expected, found)
    }

    fn quoted(&mut self) -> Result<Token<'a>, Fault> {
        let at = self.at;
        let body = &self.text[at + 1..];
        let mut end = None;
        let mut escaped = false;
        let mut has_escapes = false;
        for (offset, byte) in body.bytes().enumerate() {
            if escaped {
                escaped = false;
            } else if byte == b'\\' && self.escapes {
                escaped = true;
                has_escapes = true;
            } else if byte == b'"' {
                end = Some(offset);
                break;
            }
        }
        let Some(end) = end else {
            let expected = "the closing quote of the text that starts here";
            return Err(Fault::new(at, expected, "the end of the text"));
        };
        self.at = at + end + 2;
        let text = &body[..end];
        let text = if has_escapes { Cow::Owned(unescaped(text)) } else { Cow::Borrowed(text) };
        Ok(Token { at, end: self.at, text, quoted: true })
    }

    fn is_delimiter(&self, c: char) -> bool {
        c.is_ascii() && self.delimiters.contains(&(c as u8))
    }
}

/// What [`Cursor::step`] went over.
#[derive(Clone, Debug)]
pub(super) enum Step<'a> {
    Token(Token<'a>),
    Sign(char),
}

/// True for white space and the mark that some programs put at the start of a file.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The first run of letters behind blanks and remarks.
pub(super) fn first_word<'a>(text: &'a str, remarks: &[Remark]) -> Option<&'a str> {
    let rest = &text[blanks(text, remarks)..];
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    (length > 0).then(|| &rest[..length])
}

/// A stretch of a text for a message.
pub(super) fn shown(found: &str) -> String {
    let start: String = found.chars().take(MOST_SHOWN).collect();
    if start.len() < found.len() { format!("`{start}…`") } else { format!("`{start}`") }
}

/// The length of blanks and remarks at the start of a text.
fn blanks(text: &str, remarks: &[Remark]) -> usize {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_blank);
        let remark = remarks.iter().find(|(start, _)| rest.starts_with(start));
        let Some((start, end)) = remark else { return text.len() - rest.len() };
        let body = &rest[start.len()..];
        rest = match body.find(end) {
            Some(length) => &body[length + end.len()..],
            None => "",
        };
    }
}

fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        if !escaped && c == '\\' {
            escaped = true;
        } else {
            escaped = false;
            result.push(c);
        }
    }
    result
}
