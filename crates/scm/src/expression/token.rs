//! The words of an expression: numbers, quoted states, names, operators.

use super::error::{ExpressionError, ExpressionFault};

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spanned {
    pub(super) token: Token,
    /// The character where it starts, from 1.
    pub(super) position: u32,
    /// Its bytes in the text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// A state, without its quotes.
    State(String),
    /// A name as it stands.
    Name(String),
    /// A name in backticks, without them.
    QuotedName(String),
    Plus,
    Minus,
    Times,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Not,
    Open,
    Close,
    Comma,
    End,
}

/// Signs that other languages have, and what is written here.
const ELSEWHERE: [(&str, &str); 8] = [
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("&", "write `and`"),
    ("|", "write `or`"),
    ("!", "write `not`, or `!=` between two values"),
    ("%", "write `x - n * floor(x / n)`"),
    ("?", "write `if(condition, a, b)`"),
    ("[", "write names in backticks"),
];

/// The signs, longer ones before those that they start with.
const SIGNS: [(&str, Token); 20] = [
    ("<=", Token::LessOrEqual),
    (">=", Token::GreaterOrEqual),
    ("!=", Token::NotEqual),
    ("<>", Token::NotEqual),
    ("==", Token::Equal),
    ("**", Token::Power),
    ("≤", Token::LessOrEqual),
    ("≥", Token::GreaterOrEqual),
    ("≠", Token::NotEqual),
    ("−", Token::Minus),
    ("+", Token::Plus),
    ("-", Token::Minus),
    ("*", Token::Times),
    ("/", Token::Divide),
    ("^", Token::Power),
    ("=", Token::Equal),
    ("<", Token::Less),
    (">", Token::Greater),
    ("(", Token::Open),
    (",", Token::Comma),
];

/// The words of a text; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Spanned>, ExpressionError> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut position = 1;
    while let Some(letter) = text[at..].chars().next() {
        if letter.is_whitespace() {
            at += letter.len_utf8();
            position += 1;
            continue;
        }
        let rest = &text[at..];
        let (token, length) =
            token(rest, letter).map_err(|fault| ExpressionError { position, fault })?;
        found.push(Spanned { token, position, start: at, end: at + length });
        position += rest[..length].chars().count() as u32;
        at += length;
    }
    found.push(Spanned { token: Token::End, position, start: at, end: at });
    Ok(found)
}

fn token(rest: &str, letter: char) -> Result<(Token, usize), ExpressionFault> {
    if letter.is_ascii_digit() || (letter == '.' && starts_with_digit(&rest[1..])) {
        return number(rest);
    }
    if is_name_start(letter) {
        let end = rest.find(|letter| !is_name_letter(letter)).unwrap_or(rest.len());
        let name = &rest[..end];
        let token = match name {
            "and" => Token::And,
            "or" => Token::Or,
            "not" => Token::Not,
            _ => Token::Name(name.to_owned()),
        };
        return Ok((token, end));
    }
    match letter {
        '"' | '\'' => quoted(rest, letter).map(|(text, end)| (Token::State(text), end)),
        '`' => quoted(rest, letter).map(|(text, end)| (Token::QuotedName(text), end)),
        ')' => Ok((Token::Close, 1)),
        _ => {
            if let Some((sign, token)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
                return Ok((token.clone(), sign.len()));
            }
            let hint = ELSEWHERE.iter().find(|(sign, _)| rest.starts_with(sign));
            Err(ExpressionFault::Unexpected {
                expected: "a number, a name or an operator".to_owned(),
                found: format!("`{letter}`"),
                hint: hint.map(|(_, hint)| (*hint).to_owned()),
            })
        }
    }
}

/// Whether a name may stand without backticks.
pub(super) fn is_plain(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(is_name_start)
        && letters.all(is_name_letter)
        && !matches!(name, "and" | "or" | "not")
}

fn is_name_start(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn is_name_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '.'
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_digit())
}

fn number(rest: &str) -> Result<(Token, usize), ExpressionFault> {
    let bytes = rest.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let after = digits(end + 1 + sign);
        if after > end + 1 + sign {
            end = after;
        }
    }
    // What is glued to it, as in `3x` or `1.2.3`, makes it no number.
    let glued = rest[end..].find(|letter| !is_name_letter(letter)).unwrap_or(rest.len() - end);
    let text = &rest[..end + glued];
    match text.parse::<f64>() {
        Ok(value) if glued == 0 && value.is_finite() => Ok((Token::Number(value), end)),
        _ => Err(ExpressionFault::Number(text.to_owned())),
    }
}

/// A quoted text; the quote itself stands in it twice or after a backslash.
fn quoted(rest: &str, quote: char) -> Result<(String, usize), ExpressionFault> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\'
            && let Some((_, next)) = letters.next_if(|(_, next)| *next == quote || *next == '\\')
        {
            text.push(next);
        } else if letter == quote {
            if letters.next_if(|(_, next)| *next == quote).is_none() {
                return Ok((text, at + quote.len_utf8()));
            }
            text.push(quote);
        } else {
            text.push(letter);
        }
    }
    Err(ExpressionFault::Unclosed(quote))
}

/// A name as an expression holds it: in backticks where it needs them.
pub(super) fn written_name(name: &str) -> String {
    if is_plain(name) {
        name.to_owned()
    } else {
        format!("`{}`", name.replace('\\', "\\\\").replace('`', "``"))
    }
}

impl Token {
    /// In the words of a message.
    pub(super) fn words(&self, text: &str) -> String {
        match self {
            Self::End => "the end".to_owned(),
            _ => format!("`{}`", text.chars().take(40).collect::<String>()),
        }
    }
}
