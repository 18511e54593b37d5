//! A model as R code holds it: `g <- dagitty('dag { … }')`, with R's escapes undone.

use crate::{
    TextError,
    scanner::{Fault, Remark, Scanner, is_plain},
};

const REMARKS: &[Remark] = &[("#", "\n")];

/// The text that was in quotes.
#[derive(Debug)]
pub(crate) struct Quoted {
    /// The text without escapes.
    text: String,
    /// Byte of `text` and byte of the R code from which on both run in step.
    steps: Vec<(usize, usize)>,
}

impl Quoted {
    /// Where in the R code a byte of the text stands.
    fn place_outside(&self, at: usize) -> usize {
        let next = self.steps.partition_point(|&(inside, _)| inside <= at);
        let (inside, outside) = self.steps[next.max(1) - 1];
        outside + (at - inside)
    }
}

/// What R code may hold a text of some format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holder {
    /// The functions that take the text, such as `dagitty`.
    pub(crate) functions: &'static [&'static str],
    /// What the text looks like where it is assigned to a name or stands alone.
    pub(crate) looks_right: fn(&str) -> bool,
}

/// Reads a text that may stand in R code; errors say where in the code.
pub(crate) fn read<T>(
    text: &str,
    holder: Holder,
    read: impl Fn(&str) -> Result<T, Fault>,
) -> Result<T, TextError> {
    let quoted = find(text, holder).map_err(|fault| fault.in_text(text))?;
    let Some(quoted) = quoted else { return read(text).map_err(|fault| fault.in_text(text)) };
    read(&quoted.text).map_err(|mut fault| {
        fault.at = quoted.place_outside(fault.at);
        fault.in_text(text)
    })
}

/// The text in quotes, if this is R code that holds one.
pub(crate) fn find(text: &str, holder: Holder) -> Result<Option<Quoted>, Fault> {
    let mut scanner = Scanner::new(text);
    scanner.skip_blanks(REMARKS)?;
    let called = call(&mut scanner, holder.functions)?;
    let start = scanner.at();
    let Some(quote @ ('"' | '\'')) = scanner.peek() else { return Ok(None) };
    let Some(quoted) = unescaped(scanner.rest(), start, quote) else {
        return if called { Err(scanner.fault("a quoted text that ends")) } else { Ok(None) };
    };
    if !called && !(holder.looks_right)(&quoted.text) {
        return Ok(None);
    }
    scanner.go_to(quoted.place_outside(quoted.text.len()) + 1);
    scanner.skip_blanks(REMARKS)?;
    if called {
        if !scanner.eat(")") {
            return Err(scanner.fault("`)` after the quoted text"));
        }
        scanner.skip_blanks(REMARKS)?;
    }
    scanner.eat(";");
    scanner.skip_blanks(REMARKS)?;
    if scanner.rest().is_empty() {
        return Ok(Some(quoted));
    }
    if called {
        return Err(scanner.fault("nothing more").with_hint("only the quoted text is read"));
    }
    Ok(None)
}

/// Takes `name <- package::function(`, all of which may be absent; true where a function is called.
fn call(scanner: &mut Scanner<'_>, functions: &[&str]) -> Result<bool, Fault> {
    let start = scanner.at();
    let mut word = scanner.take_while(is_plain);
    scanner.skip_blanks(REMARKS)?;
    let assigned = !word.is_empty() && (scanner.eat("<-") || scanner.eat("="));
    if assigned {
        scanner.skip_blanks(REMARKS)?;
        if matches!(scanner.peek(), Some('"' | '\'')) {
            return Ok(false);
        }
        word = scanner.take_while(is_plain);
        scanner.skip_blanks(REMARKS)?;
    }
    if scanner.eat("::") {
        word = scanner.take_while(is_plain);
        scanner.skip_blanks(REMARKS)?;
    }
    if functions.contains(&word) && scanner.eat("(") {
        scanner.skip_blanks(REMARKS)?;
        return Ok(true);
    }
    scanner.go_to(start);
    Ok(false)
}

/// Undoes the escapes of a text in quotes; none where it does not end.
fn unescaped(code: &str, start: usize, quote: char) -> Option<Quoted> {
    let mut quoted = Quoted { text: String::new(), steps: vec![(0, start + 1)] };
    let mut characters = code.char_indices().skip(1);
    while let Some((offset, c)) = characters.next() {
        if c == quote {
            quoted.steps.push((quoted.text.len(), start + offset));
            return Some(quoted);
        }
        if c != '\\' {
            quoted.text.push(c);
            continue;
        }
        let (after, escaped) = characters.next()?;
        quoted.text.push(match escaped {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            other => other,
        });
        quoted.steps.push((quoted.text.len(), start + after + escaped.len_utf8()));
    }
    None
}
