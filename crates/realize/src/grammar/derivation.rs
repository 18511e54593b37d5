//! A small reader of GBNF for tests: parses a grammar as llama.cpp does and derives random texts.

use std::collections::BTreeMap;

use numeric::seed::Draws;

/// One piece of a rule.
#[derive(Debug)]
enum Piece {
    Literal(String),
    Rule(String),
    Group(Vec<Vec<Piece>>),
    Optional(Box<Piece>),
}

/// A parsed grammar.
#[derive(Debug)]
pub(crate) struct Grammar {
    rules: BTreeMap<String, Vec<Vec<Piece>>>,
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Grammar {
    /// Parses a grammar and checks that every rule it names is there.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut rules = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let (name, body) = line.split_once("::=").ok_or(format!("no rule: {line}"))?;
            let name = name.trim();
            let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            if name.is_empty() || !name.bytes().all(is_letter) {
                return Err(format!("no name of a rule: {name}"));
            }
            let mut cursor = Cursor { text: body, at: 0 };
            let alternatives = cursor.alternatives()?;
            if !cursor.rest().is_empty() {
                return Err(format!("left over: {}", cursor.rest()));
            }
            if rules.insert(name.to_owned(), alternatives).is_some() {
                return Err(format!("twice: {name}"));
            }
        }
        let grammar = Self { rules };
        for alternatives in grammar.rules.values() {
            grammar.check_names(alternatives)?;
        }
        if !grammar.rules.contains_key("root") {
            return Err("there is no root".to_owned());
        }
        Ok(grammar)
    }

    /// A random text that the grammar derives.
    pub(crate) fn derive(&self, draws: &mut Draws) -> String {
        let mut text = String::new();
        self.push(&self.rules["root"], draws, &mut text);
        text
    }

    /// The number of texts that it derives, each derivation counted; infinite where it recurs.
    pub(crate) fn n_derivations(&self) -> f64 {
        self.count(&self.rules["root"], 0)
    }

    fn check_names(&self, alternatives: &[Vec<Piece>]) -> Result<(), String> {
        for piece in alternatives.iter().flatten() {
            match piece {
                Piece::Literal(_) => {}
                Piece::Rule(name) if self.rules.contains_key(name) => {}
                Piece::Rule(name) => return Err(format!("no rule {name}")),
                Piece::Group(inner) => self.check_names(inner)?,
                Piece::Optional(inner) => {
                    if let Piece::Group(inner) = &**inner {
                        self.check_names(inner)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn push(&self, alternatives: &[Vec<Piece>], draws: &mut Draws, text: &mut String) {
        let chosen = &alternatives[draws.below(alternatives.len() as u32) as usize];
        for piece in chosen {
            self.push_piece(piece, draws, text);
        }
    }

    fn push_piece(&self, piece: &Piece, draws: &mut Draws, text: &mut String) {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Rule(name) => self.push(&self.rules[name], draws, text),
            Piece::Group(inner) => self.push(inner, draws, text),
            Piece::Optional(inner) => {
                if draws.below(2) == 0 {
                    self.push_piece(inner, draws, text);
                }
            }
        }
    }

    fn count(&self, alternatives: &[Vec<Piece>], depth: usize) -> f64 {
        if depth > 50 {
            return f64::INFINITY;
        }
        let of = |sequence: &Vec<Piece>| -> f64 {
            sequence.iter().map(|piece| self.count_piece(piece, depth)).product()
        };
        alternatives.iter().map(of).sum()
    }

    fn count_piece(&self, piece: &Piece, depth: usize) -> f64 {
        match piece {
            Piece::Literal(_) => 1.0,
            Piece::Rule(name) => self.count(&self.rules[name], depth + 1),
            Piece::Group(inner) => self.count(inner, depth + 1),
            Piece::Optional(inner) => 1.0 + self.count_piece(inner, depth + 1),
        }
    }
}

impl Cursor<'_> {
    fn rest(&mut self) -> &str {
        while self.text[self.at..].starts_with([' ', '\t']) {
            self.at += 1;
        }
        &self.text[self.at..]
    }

    fn alternatives(&mut self) -> Result<Vec<Vec<Piece>>, String> {
        let mut alternatives = vec![Vec::new()];
        loop {
            let Some(first) = self.rest().chars().next() else { return Ok(alternatives) };
            let piece = match first {
                '|' => {
                    self.at += 1;
                    alternatives.push(Vec::new());
                    continue;
                }
                ')' => return Ok(alternatives),
                '(' => {
                    self.at += 1;
                    let inner = self.alternatives()?;
                    if !self.rest().starts_with(')') {
                        return Err("a group is not closed".to_owned());
                    }
                    self.at += 1;
                    Piece::Group(inner)
                }
                '"' => self.literal()?,
                _ if first.is_ascii_alphanumeric() => {
                    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
                    let rest = self.rest();
                    let end = rest.find(|letter| !is_letter(letter)).unwrap_or(rest.len());
                    let name = rest[..end].to_owned();
                    self.at += end;
                    Piece::Rule(name)
                }
                _ => return Err(format!("no piece begins with {first:?}")),
            };
            // A repetition stands right behind its piece.
            let piece = if self.text[self.at..].starts_with('?') {
                self.at += 1;
                Piece::Optional(Box::new(piece))
            } else {
                piece
            };
            alternatives.last_mut().expect("there is one").push(piece);
        }
    }

    fn literal(&mut self) -> Result<Piece, String> {
        let mut literal = String::new();
        let mut letters = self.text[self.at + 1..].char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += at + 2;
                    return Ok(Piece::Literal(literal));
                }
                '\\' => match letters.next().ok_or("a literal ends in a backslash")?.1 {
                    'n' => literal.push('\n'),
                    'r' => literal.push('\r'),
                    't' => literal.push('\t'),
                    escaped @ ('"' | '\\' | '[' | ']') => literal.push(escaped),
                    'u' => {
                        let digits: String = letters.by_ref().take(4).map(|(_, l)| l).collect();
                        let code = u32::from_str_radix(&digits, 16).map_err(|e| e.to_string())?;
                        literal.push(char::from_u32(code).ok_or("no character")?);
                    }
                    other => return Err(format!("no escape \\{other}")),
                },
                _ if letter.is_control() => return Err("a control stands in a literal".to_owned()),
                _ => literal.push(letter),
            }
        }
        Err("a literal is not closed".to_owned())
    }
}

/// A random text of a grammar, by its number.
pub(crate) fn derived(grammar: &str, number: u64) -> String {
    let grammar = Grammar::parse(grammar).expect("the grammar is well formed");
    grammar.derive(&mut numeric::seed::Seed(number).stream("derived").draws())
}

mod tests {
    use super::super::literal::literal;
    use super::*;
    use numeric::seed::Seed;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_comes_back_from_its_literal(text in any::<String>()) {
            let grammar = Grammar::parse(&format!("root ::= {}\n", literal(&text)));
            let grammar = grammar.map_err(TestCaseError::fail)?;
            prop_assert_eq!(grammar.derive(&mut Seed(1).stream("x").draws()), text);
        }
    }
}
