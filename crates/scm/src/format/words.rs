//! Lists of names as files write them: between commas, or between blanks.

use std::borrow::Cow;

use super::cursor::{Cursor, Fault, Step, Token};

/// A list that ended with its closing sign.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    /// Where the list starts.
    pub(super) at: usize,
    /// Words and quoted texts in their order.
    pub(super) tokens: Vec<Token<'a>>,
    /// The first token of every stretch between separators; empty stretches do not count.
    starts: Vec<usize>,
    /// How many tokens stand before the bar, where there is one.
    pub(super) before_bar: Option<usize>,
    /// Whether there was a comma or a bar.
    pub(super) separated: bool,
}

/// A name of a list and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Name<'a> {
    pub(super) at: usize,
    pub(super) text: Cow<'a, str>,
}

impl<'a> Words<'a> {
    /// Reads a list up to a closing sign and takes that sign.
    pub(super) fn read(cursor: &mut Cursor<'a>, closing: char) -> Result<Self, Fault> {
        cursor.skip_blanks();
        let mut words = Self {
            at: cursor.at(),
            tokens: Vec::new(),
            starts: Vec::new(),
            before_bar: None,
            separated: false,
        };
        let mut fresh = true;
        loop {
            let here = cursor.at();
            match cursor.step()? {
                Some(Step::Token(token)) => {
                    if fresh {
                        words.starts.push(words.tokens.len());
                    }
                    fresh = false;
                    words.tokens.push(token);
                }
                Some(Step::Sign(',')) => {
                    words.separated = true;
                    fresh = true;
                }
                Some(Step::Sign('|')) if words.before_bar.is_none() => {
                    words.before_bar = Some(words.tokens.len());
                    words.separated = true;
                    fresh = true;
                }
                Some(Step::Sign(sign)) if sign == closing => return Ok(words),
                _ => {
                    cursor.go_to(here);
                    let expected = format!("a name or `{closing}`");
                    let hint = "a name with blanks or any of , { } ( ) ; | stands in double quotes";
                    return Err(cursor.fault(expected).hint(hint));
                }
            }
        }
    }

    /// The names where there are exactly so many: stretches between separators, else single words.
    pub(super) fn exactly(&self, count: usize, cursor: &Cursor<'a>) -> Option<Vec<Name<'a>>> {
        if self.starts.len() == count
            && let Some(names) = self.stretches(cursor)
        {
            return Some(names);
        }
        (self.tokens.len() == count).then(|| self.single())
    }

    /// The stretches between separators as names; nothing where one mixes quotes and words.
    pub(super) fn stretches(&self, cursor: &Cursor<'a>) -> Option<Vec<Name<'a>>> {
        let ends = self.starts.iter().skip(1).copied().chain([self.tokens.len()]);
        let stretch = |(start, end): (usize, usize)| {
            let tokens = &self.tokens[start..end];
            match tokens {
                [token] => Some(Name { at: token.at, text: token.text.clone() }),
                [first, .., last] if tokens.iter().all(|token| !token.quoted) => {
                    let text = Cow::Borrowed(cursor.slice(first.at, last.end));
                    Some(Name { at: first.at, text })
                }
                _ => None,
            }
        };
        self.starts.iter().copied().zip(ends).map(stretch).collect()
    }

    /// How many stretches stand before the bar, where there is one.
    pub(super) fn stretches_before_bar(&self) -> Option<usize> {
        let before = self.before_bar?;
        Some(self.starts.iter().filter(|&&start| start < before).count())
    }

    /// Every word and quoted text as a name.
    pub(super) fn single(&self) -> Vec<Name<'a>> {
        self.tokens.iter().map(|token| Name { at: token.at, text: token.text.clone() }).collect()
    }

    /// How many names a reader would count, for messages.
    pub(super) fn count(&self) -> usize {
        if self.separated { self.starts.len() } else { self.tokens.len() }
    }
}
