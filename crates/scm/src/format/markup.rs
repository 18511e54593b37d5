//! The part of XML that network files use: elements, text, the five entities and characters by number.
//!
//! Document types are stepped over: entities that a file declares are refused, so that no text can
//! grow while it is read. A reader of the whole of XML would be several times the size of this one.

use std::borrow::Cow;

use super::cursor::{Fault, is_blank, shown};

/// How deep elements may stand in each other; network files need five.
const MOST_OPEN: usize = 64;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// `<NAME …>`, with its attributes as they stand there.
    Open { at: usize, name: &'a str, attributes: &'a str },
    /// `</NAME>`, or the end of `<NAME/>`.
    Close,
    /// Text between tags, decoded; blank text is left out.
    Text { at: usize, text: Cow<'a, str> },
}

/// A document and how far it has been read.
#[derive(Clone, Debug)]
pub(super) struct Markup<'a> {
    text: &'a str,
    at: usize,
    open: Vec<(usize, &'a str)>,
    /// The last piece was `<NAME/>`, whose end is still to come.
    empty: bool,
}

impl<'a> Markup<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::new(), empty: false }
    }

    /// The next piece; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, Fault> {
        if self.empty {
            self.empty = false;
            self.open.pop();
            return Ok(Some(Piece::Close));
        }
        loop {
            let (at, rest) = (self.at, &self.text[self.at..]);
            if rest.is_empty() {
                return match self.open.pop() {
                    None => Ok(None),
                    Some((at, name)) => {
                        let expected = format!("`</{name}>` for the element that starts here");
                        Err(Fault::new(at, expected, "the end of the text"))
                    }
                };
            }
            if let Some(body) = rest.strip_prefix("<![CDATA[") {
                let text = self.up_to(body, "]]>")?;
                return Ok(Some(Piece::Text { at, text: Cow::Borrowed(text) }));
            } else if let Some(body) = rest.strip_prefix("<!--") {
                self.up_to(body, "-->")?;
            } else if let Some(body) = rest.strip_prefix("<?") {
                self.up_to(body, "?>")?;
            } else if rest.starts_with("<!") {
                self.document_type()?;
            } else if rest.starts_with('<') {
                return self.tag().map(Some);
            } else {
                let length = rest.find('<').unwrap_or(rest.len());
                self.at += length;
                if !rest[..length].chars().all(is_blank) {
                    let text = decoded(at, &rest[..length])?;
                    return Ok(Some(Piece::Text { at, text }));
                }
            }
        }
    }

    /// Steps over the rest of the element that was just opened.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Some(Piece::Open { .. }) => depth += 1,
                Some(Piece::Close) => depth -= 1,
                Some(Piece::Text { .. }) => {}
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// The text of the element that was just opened, and where it starts.
    pub(super) fn text(&mut self) -> Result<(usize, String), Fault> {
        let (mut start, mut whole) = (self.at, String::new());
        loop {
            match self.next()? {
                Some(Piece::Text { at, text }) => {
                    if whole.is_empty() {
                        start = at + (text.len() - text.trim_start_matches(is_blank).len());
                    }
                    whole.push_str(&text);
                }
                Some(Piece::Close) | None => {
                    return Ok((start, whole.trim_matches(is_blank).to_owned()));
                }
                Some(Piece::Open { at, name, .. }) => {
                    return Err(Fault::new(at, "text", shown(&format!("<{name}>"))));
                }
            }
        }
    }

    fn tag(&mut self) -> Result<Piece<'a>, Fault> {
        let at = self.at;
        let body = self.text[at..].strip_prefix('<').unwrap_or_default();
        let Some(length) = tag_length(body) else {
            return Err(Fault::new(at, "`>` for the tag that starts here", "the end of the text"));
        };
        self.at = at + 1 + length + 1;
        let inner = &body[..length];
        if let Some(name) = inner.strip_prefix('/') {
            let name = name.trim_matches(is_blank);
            return match self.open.pop() {
                Some((_, open)) if open == name => Ok(Piece::Close),
                Some((_, open)) => {
                    let found = shown(&format!("</{name}>"));
                    Err(Fault::new(at, format!("`</{open}>`"), found))
                }
                None => Err(Fault::new(at, "an element", shown(&format!("</{name}>")))),
            };
        }
        let (inner, empty) = match inner.strip_suffix('/') {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        let length = inner.find(is_blank).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(length);
        if name.is_empty() {
            let found = shown(&format!("<{inner}>"));
            return Err(Fault::new(at, "the name of an element", found)
                .hint("the sign < is written &lt; in a text"));
        }
        if self.open.len() == MOST_OPEN {
            let expected = format!("at most {MOST_OPEN} elements in each other");
            return Err(Fault::new(at, expected, "another one"));
        }
        self.open.push((at, name));
        self.empty = empty;
        Ok(Piece::Open { at, name, attributes: attributes.trim_matches(is_blank) })
    }

    /// Steps over `<!DOCTYPE … [ … ]>`.
    fn document_type(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let rest = &self.text[start..];
        let (mut inner, mut quote, mut offset) = (false, None, 2);
        while let Some(c) = rest[offset..].chars().next() {
            let here = &rest[offset..];
            offset += c.len_utf8();
            match (quote, c) {
                (Some(open), _) if open == c => quote = None,
                (None, '"' | '\'') => quote = Some(c),
                (None, '<') if here.starts_with("<!--") => {
                    offset += here.find("-->").map_or(here.len() - 1, |length| length + 2);
                }
                (None, '[') => inner = true,
                (None, ']') => inner = false,
                (None, '>') if !inner => {
                    self.at = start + offset;
                    return Ok(());
                }
                _ => {}
            }
        }
        Err(Fault::new(start, "`>` for the document type that starts here", "the end of the text"))
    }

    /// Goes behind an end and gives back what is before it; `body` ends the text.
    fn up_to(&mut self, body: &'a str, end: &str) -> Result<&'a str, Fault> {
        let Some(length) = body.find(end) else {
            let expected = format!("`{end}` for what starts here");
            return Err(Fault::new(self.at, expected, "the end of the text"));
        };
        self.at = self.text.len() - body.len() + length + end.len();
        Ok(&body[..length])
    }
}

/// The length up to the `>` that ends a tag; one in quotes does not.
fn tag_length(body: &str) -> Option<usize> {
    let mut quote = None;
    for (offset, byte) in body.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(offset),
            _ => {}
        }
    }
    None
}

/// A text with its entities and characters by number decoded.
fn decoded(at: usize, text: &str) -> Result<Cow<'_, str>, Fault> {
    if !text.contains('&') {
        return Ok(Cow::Borrowed(text));
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        result.push_str(&rest[..start]);
        let body = &rest[start + 1..];
        let here = at + (text.len() - body.len() - 1);
        let Some(length) = body.find(';').filter(|&length| length <= 16) else {
            return Err(Fault::new(here, "`&amp;` for the sign &", "`&`"));
        };
        let Some(c) = character(&body[..length]) else {
            let expected = "one of &lt; &gt; &amp; &quot; &apos; or a character by number";
            return Err(Fault::new(here, expected, shown(&format!("&{};", &body[..length]))));
        };
        result.push(c);
        rest = &body[length + 1..];
    }
    result.push_str(rest);
    Ok(Cow::Owned(result))
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
