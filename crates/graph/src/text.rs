//! The text form of a graph: statements such as `age -> time <- "serum sodium"`, one or many a line.
//!
//! Statements end at a semicolon, a comma or a line's end; `#` starts a remark. Names with spaces or
//! signs stand in double quotes.

use crate::{Dag, Error};

/// Reads a graph from its text.
///
/// # Errors
/// The first place where the text is not a statement, or a circle of arrows.
pub fn parse(text: &str) -> Result<Dag, Error> {
    let mut nodes = Vec::new();
    let mut arrows = Vec::new();
    for (line_idx, line) in text.lines().enumerate() {
        let mut scanner = Scanner { line: line_idx as u32 + 1, rest: line, column: 1 };
        loop {
            scanner.skip_blanks();
            match scanner.token()? {
                Token::End => break,
                Token::Break => {}
                Token::Name(name) => {
                    nodes.push(name.clone());
                    chain(&mut scanner, name, &mut nodes, &mut arrows)?;
                }
                Token::Arrow { text, .. } | Token::Other(text) => {
                    return Err(scanner.expected_name(&text));
                }
            }
            if scanner.rest.is_empty() {
                break;
            }
        }
    }
    Dag::from_arrows(
        nodes.iter().map(String::as_str),
        arrows.iter().map(|(cause, effect)| (cause.as_str(), effect.as_str())),
    )
}

/// Writes a graph as text that [`parse`] reads back to the same nodes and arrows.
pub fn print(dag: &Dag) -> String {
    let mut lines: Vec<String> = dag.names().map(quoted).collect();
    lines.extend(dag.arrows().map(|(from, to)| format!("{} -> {}", quoted(from), quoted(to))));
    lines.join("\n")
}

enum Token {
    Name(String),
    Arrow { forward: bool, text: String },
    Break,
    End,
    Other(String),
}

struct Scanner<'a> {
    line: u32,
    rest: &'a str,
    column: u32,
}

/// Reads `-> name <- name …` after a first name, to the end of the statement.
fn chain(
    scanner: &mut Scanner<'_>,
    first: String,
    nodes: &mut Vec<String>,
    arrows: &mut Vec<(String, String)>,
) -> Result<(), Error> {
    let mut left = first;
    loop {
        scanner.skip_blanks();
        let forward = match scanner.token()? {
            Token::End | Token::Break => return Ok(()),
            Token::Arrow { forward, .. } => forward,
            Token::Name(text) | Token::Other(text) => return Err(scanner.expected_arrow(&text)),
        };
        scanner.skip_blanks();
        let right = match scanner.token()? {
            Token::Name(name) => name,
            Token::Arrow { text, .. } | Token::Other(text) => {
                return Err(scanner.expected_name(&text));
            }
            Token::Break | Token::End => return Err(scanner.expected_name("the end")),
        };
        nodes.push(right.clone());
        arrows.push(if forward { (left, right.clone()) } else { (right.clone(), left) });
        left = right;
    }
}

impl Scanner<'_> {
    fn skip_blanks(&mut self) {
        let n_blanks = self.rest.len() - self.rest.trim_start().len();
        self.take(n_blanks);
    }

    fn token(&mut self) -> Result<Token, Error> {
        let Some(first) = self.rest.chars().next() else { return Ok(Token::End) };
        if first == '#' {
            self.take(self.rest.len());
            return Ok(Token::End);
        }
        if first == ';' || first == ',' {
            self.take(1);
            return Ok(Token::Break);
        }
        if self.rest.starts_with("->") || self.rest.starts_with("<-") {
            let text = self.take(2).to_owned();
            return Ok(Token::Arrow { forward: text == "->", text });
        }
        if first == '"' {
            return match self.rest[1..].find('"') {
                Some(0) => Ok(Token::Other(self.take(2).to_owned())),
                Some(end) => {
                    let quoted = self.take(end + 2);
                    Ok(Token::Name(quoted[1..quoted.len() - 1].to_owned()))
                }
                None => Err(Error::OpenQuote { line: self.line, column: self.column }),
            };
        }
        let length: usize =
            self.rest.chars().take_while(|&c| is_plain(c)).map(char::len_utf8).sum();
        Ok(if length > 0 {
            Token::Name(self.take(length).to_owned())
        } else {
            Token::Other(self.take(first.len_utf8()).to_owned())
        })
    }

    fn take(&mut self, n_bytes: usize) -> &str {
        let (taken, rest) = self.rest.split_at(n_bytes);
        self.column += taken.chars().count() as u32;
        self.rest = rest;
        taken
    }

    fn expected_name(&self, found: &str) -> Error {
        Error::ExpectedName { line: self.line, column: self.start_of(found), found: found.into() }
    }

    fn expected_arrow(&self, found: &str) -> Error {
        Error::ExpectedArrow { line: self.line, column: self.start_of(found), found: found.into() }
    }

    fn start_of(&self, found: &str) -> u32 {
        if found == "the end" {
            return self.column;
        }
        self.column.saturating_sub(found.chars().count() as u32).max(1)
    }
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

fn quoted(name: &str) -> String {
    if !name.is_empty() && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arrows(text: &str) -> Vec<(String, String)> {
        let dag = parse(text).expect("a graph");
        dag.arrows().map(|(from, to)| (from.to_owned(), to.to_owned())).collect()
    }

    #[test]
    fn chains_remarks_and_quotes_are_read() {
        let expected = [
            ("sex".to_owned(), "job".to_owned()),
            ("age".to_owned(), "job".to_owned()),
            ("age".to_owned(), "serum sodium".to_owned()),
        ];
        assert_eq!(arrows("sex->job <- age; age -> \"serum sodium\" # known"), expected);
        assert_eq!(arrows("sex -> job\nage -> job, age -> \"serum sodium\"\n\n"), expected);
    }

    #[test]
    fn errors_name_the_line_and_the_character() {
        let message = |text: &str| parse(text).expect_err("not a graph").to_string();
        assert_eq!(message("a -> b\nc d"), "line 2, character 3: expected -> or <- and found `d`");
        assert_eq!(message("a ->"), "line 1, character 5: expected a name and found `the end`");
        assert_eq!(message("-> b"), "line 1, character 1: expected a name and found `->`");
        assert_eq!(
            message("a -> \"b"),
            "line 1, character 6: the quoted name that starts here does not end"
        );
    }

    proptest! {
        #[test]
        fn any_text_gives_a_graph_or_an_error(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn text_survives_the_round_trip(pairs in prop::collection::vec((0_u8..8, 0_u8..8), 0..20)) {
            let names: Vec<String> = (0..8).map(|i| if i % 2 == 0 { format!("n{i}") } else { format!("n {i}, x") }).collect();
            let forward: Vec<(&str, &str)> = pairs.iter().filter(|(a, b)| a < b)
                .map(|&(a, b)| (names[a as usize].as_str(), names[b as usize].as_str())).collect();
            let dag = Dag::from_arrows(["alone"], forward).expect("small to large is acyclic");
            let again = parse(&print(&dag)).expect("own text is read");
            prop_assert_eq!(dag.names().collect::<Vec<_>>(), again.names().collect::<Vec<_>>());
            prop_assert_eq!(dag.arrows().collect::<Vec<_>>(), again.arrows().collect::<Vec<_>>());
        }
    }
}
