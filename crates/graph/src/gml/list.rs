//! The keys and values of the Graph Modelling Language, before they are a graph.

use crate::scanner::{Fault, Remark, Scanner};

const REMARKS: &[Remark] = &[("#", "\n")];

/// How deep lists may stand in lists.
const DEEPEST: usize = 32;

/// A key, where it stands, and its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) at: usize,
    pub(super) key: String,
    pub(super) value: Value,
}

/// A number or text as it stands there, or a list.
#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    List(Vec<Entry>),
}

impl Value {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) => None,
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        self.text()?.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// The text or number of the first entry with a key.
pub(super) fn text<'a>(entries: &'a [Entry], key: &str) -> Option<&'a str> {
    entries.iter().find(|entry| entry.key == key)?.value.text()
}

/// Reads the whole text.
pub(super) fn read(scanner: &mut Scanner<'_>) -> Result<Vec<Entry>, Fault> {
    let entries = entries(scanner, 0)?;
    if scanner.rest().is_empty() { Ok(entries) } else { Err(scanner.fault("a key")) }
}

fn entries(scanner: &mut Scanner<'_>, depth: usize) -> Result<Vec<Entry>, Fault> {
    if depth > DEEPEST {
        return Err(scanner.fault(format!("at most {DEEPEST} lists within each other")));
    }
    let mut entries = Vec::new();
    loop {
        scanner.skip_blanks(REMARKS)?;
        if matches!(scanner.peek(), None | Some(']')) {
            return Ok(entries);
        }
        let at = scanner.at();
        let key = scanner.take_while(|c| c.is_alphanumeric() || c == '_').to_owned();
        if key.is_empty() || key.starts_with(|c: char| c.is_numeric()) {
            scanner.go_to(at);
            return Err(scanner.fault(if depth == 0 { "a key" } else { "a key or `]`" }));
        }
        scanner.skip_blanks(REMARKS)?;
        let value = value(scanner, depth)?;
        entries.push(Entry { at, key, value });
    }
}

fn value(scanner: &mut Scanner<'_>, depth: usize) -> Result<Value, Fault> {
    if scanner.eat("[") {
        let list = entries(scanner, depth + 1)?;
        return if scanner.eat("]") {
            Ok(Value::List(list))
        } else {
            Err(scanner.fault("a key or `]`"))
        };
    }
    let start = scanner.at();
    if scanner.eat("\"") {
        let text = scanner.take_while(|c| c != '"');
        if scanner.eat("\"") {
            return Ok(Value::Text(decoded(text)));
        }
        scanner.go_to(start);
        return Err(scanner.fault("a text that ends with a quote"));
    }
    let number = scanner.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if number.parse::<f64>().is_ok() {
        return Ok(Value::Text(number.to_owned()));
    }
    scanner.go_to(start);
    Err(scanner.fault("a number, a text in quotes or `[`"))
}

/// A text in quotes; what is not printed ASCII, `"` and `&` by their numbers, as networkx does.
pub(super) fn written(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        if matches!(c, ' '..='~') && !matches!(c, '"' | '&') {
            written.push(c);
        } else {
            written.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    written.push('"');
    written
}

/// A number as every reader of reals takes it: an exponent only behind a point.
pub(super) fn real(number: &str) -> String {
    match number.split_once('e') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0e{exponent}"),
        _ => number.to_owned(),
    }
}

/// True for a key that every reader takes.
pub(super) fn is_key(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// True for a value that may stand without quotes.
pub(super) fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && is_digits(part)
}

/// A text with `&quot;`, `&#228;` and the like replaced; other `&` stay.
fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        let name = rest[1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '#').next();
        let entity = name.filter(|name| rest[1 + name.len()..].starts_with(';'));
        if let Some((name, c)) = entity.and_then(|name| Some((name, character(name)?))) {
            decoded.push(c);
            rest = &rest[name.len() + 2..];
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    match entity {
        "quot" => Some('"'),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        _ => None,
    }
}
