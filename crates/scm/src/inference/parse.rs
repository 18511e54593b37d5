//! The text of a question: `P(dysp | do(smoke=yes), asia=no)`, `P(dysp[smoke=no] = yes | dysp=yes)`.
//!
//! ```text
//! question   := "P" "(" term { "," term } [ "|" condition { "," condition } ] ")"
//! condition  := "do" "(" setting { "," setting } ")" | term
//! term       := name [ "[" setting { "," setting } "]" ] [ "=" name ]
//! setting    := name "=" name
//! name       := any characters but space , = | ( ) [ ] "     or     "…" with \" and \\
//! ```
//! `name_[…]` is read as `name[…]`. `do(…)` sets for every term of the question.

use graph::TextError;

use super::{Assignment, Error, Query, Term};

/// Reads a question. Whether its nodes and states exist is found out when it is asked.
///
/// # Errors
/// The first character that is wrong, what may stand there and how to go on.
///
/// # Examples
/// ```
/// use causeloom_scm::inference::parse_query;
/// let query = parse_query("P(dysp[smoke=no] = yes | smoke=yes, dysp=yes)").unwrap();
/// assert_eq!(query.targets[0].name(), "dysp[smoke=no]");
/// assert_eq!(query.given.len(), 2);
/// ```
pub fn parse_query(text: &str) -> Result<Query, Error> {
    let mut parser = Parser { characters: text.chars().collect(), at: 0 };
    parser.question().map_err(Error::Text)
}

/// True for characters that a name without quotes cannot hold.
pub(super) fn ends_word(character: char) -> bool {
    character.is_whitespace() || matches!(character, ',' | '=' | '|' | '(' | ')' | '[' | ']' | '"')
}

struct Parser {
    characters: Vec<char>,
    at: usize,
}

impl Parser {
    fn question(&mut self) -> Result<Query, TextError> {
        self.skip_blank();
        let start = self.at;
        let word = self.plain_word();
        self.skip_blank();
        if !word.eq_ignore_ascii_case("p") || self.peek() != Some('(') {
            self.at = start;
            return Err(self.trouble("`P(`", "a question looks like `P(dysp | smoke=yes)`"));
        }
        self.at += 1;
        let mut query = Query {
            targets: self.list(Self::term, "`,`, `|` or `)`", &['|', ')'])?,
            given: Vec::new(),
        };
        let mut set = Vec::new();
        if self.take('|') {
            self.skip_blank();
            if self.peek() == Some(')') {
                return Err(self.trouble("a condition", "leave `|` out where nothing is given"));
            }
            for condition in self.list(Self::condition, "`,` or `)`", &[')'])? {
                match condition {
                    Condition::Do(settings) => set.extend(settings),
                    Condition::Term(term) => query.given.push(term),
                }
            }
        }
        if !self.take(')') {
            return Err(self.trouble("`)`", "the question ends with `)`"));
        }
        self.skip_blank();
        if self.peek().is_some() {
            return Err(self.trouble("the end", "ask one question at a time"));
        }
        self.set_everywhere(&mut query, &set)?;
        Ok(query)
    }

    /// Items with commas between them, up to one of the closing characters.
    fn list<T>(
        &mut self,
        item: fn(&mut Self) -> Result<T, TextError>,
        expected: &str,
        closing: &[char],
    ) -> Result<Vec<T>, TextError> {
        let mut items = vec![item(self)?];
        loop {
            self.skip_blank();
            match self.peek() {
                Some(',') => {
                    self.at += 1;
                    items.push(item(self)?);
                }
                Some(character) if closing.contains(&character) => return Ok(items),
                Some(character) if !ends_word(character) => {
                    return Err(self.trouble(expected, "names with spaces stand in double quotes"));
                }
                _ => return Err(self.trouble(expected, "")),
            }
        }
    }

    fn condition(&mut self) -> Result<Condition, TextError> {
        self.skip_blank();
        let start = self.at;
        let word = self.plain_word();
        self.skip_blank();
        if word.eq_ignore_ascii_case("do") && self.take('(') {
            let settings = self.list(Self::setting, "`,` or `)`", &[')'])?;
            self.at += 1;
            return Ok(Condition::Do(settings));
        }
        self.at = start;
        let term = self.term()?;
        if term.state.is_none() {
            return Err(self.trouble("`=` and a state", "what is given has a state: `smoke=yes`"));
        }
        Ok(Condition::Term(term))
    }

    fn term(&mut self) -> Result<Term, TextError> {
        self.skip_blank();
        let place = self.at + 1;
        let is_quoted = self.peek() == Some('"');
        let mut node = self.name("a node")?;
        self.skip_blank();
        if self.peek() == Some('(') {
            let hint = if node.eq_ignore_ascii_case("do") {
                "`do(…)` stands after `|`"
            } else {
                "a node's name with a bracket in it stands in double quotes"
            };
            return Err(self.trouble("`=`, `,`, `|` or `)`", hint));
        }
        let mut world = Vec::new();
        if self.take('[') {
            if !is_quoted && node.len() > 1 && node.ends_with('_') {
                node.pop();
            }
            world = self.list(Self::setting, "`,` or `]`", &[']'])?;
            self.at += 1;
            self.skip_blank();
        }
        let state = if self.take('=') { Some(self.state()?) } else { None };
        Ok(Term { node, world, state, place })
    }

    fn setting(&mut self) -> Result<Assignment, TextError> {
        self.skip_blank();
        let place = self.at + 1;
        let node = self.name("a node")?;
        self.skip_blank();
        if !self.take('=') {
            return Err(self.trouble("`=`", "what is set has a state: `smoke=yes`"));
        }
        Ok(Assignment { node, state: self.state()?, place })
    }

    /// A state; unlike other names it may start with `>=` or `<=`.
    fn state(&mut self) -> Result<String, TextError> {
        self.skip_blank();
        let comparison = match (self.peek(), self.characters.get(self.at + 1)) {
            (Some(sign @ ('<' | '>')), Some('=')) => {
                self.at += 2;
                format!("{sign}=")
            }
            _ => String::new(),
        };
        Ok(comparison + &self.name("a state")?)
    }

    fn name(&mut self, what: &str) -> Result<String, TextError> {
        self.skip_blank();
        if self.peek() != Some('"') {
            let word = self.plain_word();
            return if word.is_empty() { Err(self.trouble(what, "")) } else { Ok(word) };
        }
        let start = self.at;
        self.at += 1;
        let mut name = String::new();
        while let Some(character) = self.peek() {
            self.at += 1;
            match character {
                '"' if name.is_empty() => {
                    self.at = start;
                    return Err(self.trouble(what, "the quotes are empty"));
                }
                '"' => return Ok(name),
                '\\' if matches!(self.peek(), Some('"' | '\\')) => {
                    name.extend(self.peek());
                    self.at += 1;
                }
                _ => name.push(character),
            }
        }
        self.at = start;
        Err(self.trouble(what, "the quotes that open here are not closed"))
    }

    fn plain_word(&mut self) -> String {
        let word: String =
            self.characters[self.at..].iter().take_while(|&&c| !ends_word(c)).collect();
        self.at += word.chars().count();
        word
    }

    /// `do(…)` makes the world of all terms.
    fn set_everywhere(&mut self, query: &mut Query, set: &[Assignment]) -> Result<(), TextError> {
        if set.is_empty() {
            return Ok(());
        }
        for term in query.targets.iter_mut().chain(&mut query.given) {
            if !term.world.is_empty() {
                self.at = term.place - 1;
                return Err(self.trouble(
                    "a node without brackets",
                    "`do(…)` and `[…]` do not go together; write what is set in brackets at each node",
                ));
            }
            term.world = set.to_vec();
        }
        Ok(())
    }

    fn skip_blank(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn take(&mut self, character: char) -> bool {
        let is_there = self.peek() == Some(character);
        self.at += usize::from(is_there);
        is_there
    }

    fn trouble(&self, expected: &str, hint: &str) -> TextError {
        let before = &self.characters[..self.at];
        let line = before.iter().filter(|&&c| c == '\n').count() + 1;
        let column = before.iter().rev().take_while(|&&c| c != '\n').count() + 1;
        let found = match self.peek() {
            None => "the end of the question".to_owned(),
            Some(character) if ends_word(character) => format!("`{character}`"),
            Some(_) => {
                let rest = &self.characters[self.at..];
                let word: String = rest.iter().take_while(|&&c| !ends_word(c)).take(40).collect();
                format!("`{word}`")
            }
        };
        TextError {
            line: line as u32,
            column: column as u32,
            found,
            expected: expected.to_owned(),
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
        }
    }
}

enum Condition {
    Do(Vec<Assignment>),
    Term(Term),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::parse_query;
    use crate::inference::{Assignment, Error, Query, Term};

    fn at(place: usize, assignment: Assignment) -> Assignment {
        Assignment { place, ..assignment }
    }

    #[test]
    fn a_do_sets_the_world_of_every_term() {
        let query = parse_query("P(dysp | do(smoke=yes), asia = no)").unwrap();
        let world = vec![at(13, Assignment::new("smoke", "yes"))];
        assert_eq!(query.targets[0], Term { place: 3, ..Term::of("dysp").in_world(&world) });
        assert_eq!(
            query.given[0],
            Term { place: 25, ..Term::of("asia").is("no").in_world(&world) }
        );
    }

    #[test]
    fn names_are_plain_words_or_stand_in_quotes() {
        let query =
            parse_query(r#"p( "heart rate" , Asy/Patch|"a \"b\\"=>=7.5,age=<5,x=12+)"#).unwrap();
        assert_eq!(query.targets[0].node, "heart rate");
        assert_eq!(query.targets[1].node, "Asy/Patch");
        assert_eq!(query.given[0].node, "a \"b\\");
        let states: Vec<_> = query.given.iter().filter_map(|term| term.state.as_deref()).collect();
        assert_eq!(states, [">=7.5", "<5", "12+"]);
    }

    #[test]
    fn a_world_stands_in_brackets_with_or_without_an_underscore() {
        let plain = parse_query("P(dysp[smoke=no]=yes | smoke=yes,dysp=yes)").unwrap();
        let underscore = parse_query("P(dysp_[smoke=no]=yes | smoke=yes,dysp=yes)").unwrap();
        assert_eq!(plain.to_string(), underscore.to_string());
        assert_eq!(plain.to_string(), "P(dysp[smoke=no]=yes | smoke=yes, dysp=yes)");
    }

    #[test]
    fn an_error_says_which_character_and_what_belongs_there() {
        for (text, expected) in [
            ("", "line 1, character 1: the end of the question"),
            ("Q(x)", "line 1, character 1: `Q`"),
            ("P()", "line 1, character 3: `)`"),
            ("P(x", "line 1, character 4: the end of the question"),
            ("P(x y)", "line 1, character 5: `y`"),
            ("P(x |\n y)", "line 2, character 3: `)`"),
            ("P(x | )", "line 1, character 7: `)`"),
            ("P(x | y=)", "line 1, character 9: `)`"),
            ("P(do(x=1))", "line 1, character 5: `(`"),
            ("P(x | do(y))", "line 1, character 11: `)`"),
            ("P(x[y=1] | do(z=1))", "line 1, character 3: `x`"),
            ("P(x) P(y)", "line 1, character 6: `P`"),
            ("P(\"x)", "line 1, character 3: `\"`"),
            ("P(x[a=1)", "line 1, character 8: `)`"),
        ] {
            let Err(Error::Text(error)) = parse_query(text) else {
                panic!("`{text}` was read");
            };
            let message = error.to_string();
            let where_and_what =
                format!("line {}, character {}: {}", error.line, error.column, error.found);
            assert_eq!(where_and_what, expected, "{text}: {message}");
        }
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z]{1,4}", any::<String>()]
            .prop_filter("names are not empty", |n| !n.is_empty())
    }

    fn terms() -> impl Strategy<Value = Vec<Term>> {
        let assignment = (name(), name()).prop_map(|(node, state)| Assignment::new(&node, &state));
        let term = (name(), proptest::collection::vec(assignment, 0..3), name())
            .prop_map(|(node, world, state)| Term::of(&node).in_world(&world).is(&state));
        proptest::collection::vec(term, 1..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn any_question_is_read_back_from_its_text(targets in terms(), given in terms()) {
            let query = Query { targets, given };
            let text = query.to_string();
            prop_assert_eq!(parse_query(&text).unwrap().to_string(), text);
        }

        #[test]
        fn no_text_makes_the_reader_fail_without_saying_where(text in ".{0,40}") {
            if let Err(error) = parse_query(&text) {
                let Error::Text(error) = error else { panic!("{error:?}") };
                prop_assert!(error.line >= 1 && error.column >= 1);
            }
        }
    }
}
