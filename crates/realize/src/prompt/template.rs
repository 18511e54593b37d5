//! Templates of prompts: a user's own words with variables, known by the hash of their text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::PromptError;

/// Which rules a template's text follows; part of its address, so that new rules are a new address.
const RULES: &str = "causeloom prompt 1";

/// The variables of the first question, and what each is.
pub const FIRST_VARIABLES: [(&str, &str); 5] = [
    ("facts", "the facts of the row, or its placeholders, as JSON in a fenced block"),
    ("kind", "what kind of text is asked for, in a sentence"),
    ("subject", "what a row is about, such as patient"),
    ("row", "the number of the row, counted from 0"),
    ("columns", "the columns of an uploaded table, as far as they may leave; else empty"),
];

/// The variables of a correction, and what each is.
pub const CORRECTION_VARIABLES: [(&str, &str); 5] = [
    ("violations", "what is wrong, one line each: the words quoted, and the fact required"),
    ("refused", "why an earlier correction was refused; else empty"),
    ("kind", "what kind of text is asked for, in a sentence"),
    ("subject", "what a row is about, such as patient"),
    ("row", "the number of the row, counted from 0"),
];

/// What the model is told: once before everything, once a row, and once a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Template {
    /// The instructions; the variables of the first question.
    pub system: String,
    /// The first question; the variables of [`FIRST_VARIABLES`].
    pub first: String,
    /// The correction; the variables of [`CORRECTION_VARIABLES`].
    pub correction: String,
}

/// One of the three texts of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemplatePart {
    /// The instructions.
    System,
    /// The first question.
    First,
    /// The correction.
    Correction,
}

/// What is wrong with a template, and in which of its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateProblem {
    /// The text.
    pub part: TemplatePart,
    /// What is wrong, with line and column where it has a place.
    pub error: PromptError,
}

/// One piece of a template.
enum Piece<'a> {
    Text(&'a str),
    Variable { name: &'a str, at: usize },
}

impl Template {
    /// The address: SHA-256 of the rules and of the three texts, in hexadecimal.
    pub fn address(&self) -> String {
        let texts = [RULES, &self.system, &self.first, &self.correction];
        // Lengths first: no two templates run together to the same bytes.
        let mut hash = Sha256::new();
        for text in texts {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        hex(&hash.finalize())
    }

    /// Whether every variable is known and none that has to be there is missing.
    ///
    /// # Errors
    /// The first of [`Template::problems`].
    pub fn check(&self) -> Result<(), PromptError> {
        match self.problems().into_iter().next() {
            Some(problem) => Err(problem.error),
            None => Ok(()),
        }
    }

    /// Everything that is wrong, in the order of the texts and of their lines.
    pub fn problems(&self) -> Vec<TemplateProblem> {
        let mut problems = Vec::new();
        let mut has_facts = false;
        for part in TemplatePart::ALL {
            let (names, errors) = names(part.of(self), part.variables());
            problems.extend(errors.into_iter().map(|error| TemplateProblem { part, error }));
            // Of a text that cannot be read nobody knows what it lacks.
            let Some(names) = names else {
                has_facts = true;
                continue;
            };
            has_facts |= names.contains(&"facts");
            // The facts may stand in the instructions; they are missed where a row is asked about.
            let missing = match part {
                TemplatePart::First if !has_facts => "facts",
                TemplatePart::Correction if !names.contains(&"violations") => "violations",
                _ => continue,
            };
            let error = PromptError::MissingVariable { name: missing };
            problems.push(TemplateProblem { part, error });
        }
        problems
    }
}

impl TemplatePart {
    /// All three, in the order in which a model is told them.
    pub const ALL: [Self; 3] = [Self::System, Self::First, Self::Correction];

    /// Its text.
    pub fn of(self, template: &Template) -> &str {
        match self {
            Self::System => &template.system,
            Self::First => &template.first,
            Self::Correction => &template.correction,
        }
    }

    /// Its text, to be changed.
    pub fn of_mut(self, template: &mut Template) -> &mut String {
        match self {
            Self::System => &mut template.system,
            Self::First => &mut template.first,
            Self::Correction => &mut template.correction,
        }
    }

    /// The variables that it may use, and what each is.
    pub fn variables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::System | Self::First => &FIRST_VARIABLES,
            Self::Correction => &CORRECTION_VARIABLES,
        }
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn address_of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// A template's text with its variables replaced, once: what a value contains is not replaced.
///
/// # Errors
/// A typed [`PromptError`] with line and column where a variable is not among the values.
pub(super) fn filled(text: &str, values: &[(&str, &str)]) -> Result<String, PromptError> {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text)? {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Variable { name, at } => {
                let value = values.iter().find(|(known, _)| *known == name);
                let Some((_, value)) = value else {
                    return Err(unknown(text, at, name, values.iter().map(|(known, _)| *known)));
                };
                filled.push_str(value);
            }
        }
    }
    Ok(filled)
}

/// The known variables of a text, none where it cannot be read; and what is wrong with the others.
fn names<'a>(text: &'a str, known: &[(&str, &str)]) -> (Option<Vec<&'a str>>, Vec<PromptError>) {
    let pieces = match pieces(text) {
        Ok(pieces) => pieces,
        Err(error) => return (None, vec![error]),
    };
    let (mut names, mut errors) = (Vec::new(), Vec::new());
    for piece in pieces {
        if let Piece::Variable { name, at } = piece {
            if known.iter().any(|(known, _)| *known == name) {
                names.push(name);
            } else {
                errors.push(unknown(text, at, name, known.iter().map(|(known, _)| *known)));
            }
        }
    }
    (Some(names), errors)
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, PromptError> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(opening) = text[at..].find("{{").map(|found| at + found) {
        pieces.push(Piece::Text(&text[at..opening]));
        let Some(closing) = text[opening..].find("}}").map(|found| opening + found) else {
            let (line, column) = place(text, opening);
            return Err(PromptError::NotClosed { line, column });
        };
        pieces.push(Piece::Variable { name: text[opening + 2..closing].trim(), at: opening });
        at = closing + 2;
    }
    pieces.push(Piece::Text(&text[at..]));
    Ok(pieces)
}

fn unknown<'a>(
    text: &str,
    at: usize,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> PromptError {
    let (line, column) = place(text, at);
    let known: Vec<&str> = known.collect();
    let name = super::plain::plain(name, super::plain::NAME_CAP);
    PromptError::UnknownVariable { name, line, column, known: known.join(", ") }
}

fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(first: &str) -> Template {
        Template {
            system: "Write a {{kind}}.".to_owned(),
            first: first.to_owned(),
            correction: "{{violations}}".to_owned(),
        }
    }

    #[test]
    fn an_unknown_variable_is_an_error_with_its_place() {
        let error = template("Größe\n  a {{facts}} {{ageé}}").check().unwrap_err();
        let PromptError::UnknownVariable { name, line, column, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!((name.as_str(), *line, *column), ("ageé", 2, 15));
        assert_eq!(
            error.to_string(),
            "line 2, column 15: there is no variable {{ageé}}; there are facts, kind, subject, \
             row, columns"
        );
        assert_eq!(
            template("{{facts}} {{row").check(),
            Err(PromptError::NotClosed { line: 1, column: 11 })
        );
        assert_eq!(
            template("{{row}}").check(),
            Err(PromptError::MissingVariable { name: "facts" })
        );
        assert_eq!(template("{{ facts }}").check(), Ok(()));
    }

    #[test]
    fn every_problem_is_told_with_the_text_that_it_is_in() {
        let told = |system: &str, first: &str, correction: &str| {
            let (system, first, correction) = (system.into(), first.into(), correction.into());
            let problems = Template { system, first, correction }.problems();
            let told =
                problems.iter().map(|problem| format!("{:?}: {}", problem.part, problem.error));
            told.collect::<Vec<String>>()
        };
        let known = "there are facts, kind, subject, row, columns";
        assert_eq!(
            told("{{x}}", "a {{y}}\n{{violations}}", "{{facts}}"),
            [
                format!("System: line 1, column 1: there is no variable {{{{x}}}}; {known}"),
                format!("First: line 1, column 3: there is no variable {{{{y}}}}; {known}"),
                format!("First: line 2, column 1: there is no variable {{{{violations}}}}; {known}"),
                "First: the template lacks the variable {{facts}}".to_owned(),
                "Correction: line 1, column 1: there is no variable {{facts}}; there are violations, \
                 refused, kind, subject, row"
                    .to_owned(),
                "Correction: the template lacks the variable {{violations}}".to_owned(),
            ]
        );
        // A text that is not closed may hold what seems to be missing.
        let open = "Correction: line 1, column 3: {{ is not closed by }}";
        assert_eq!(told("{{facts}}", "", "a {{violations"), [open]);
        assert_eq!(
            told("{{facts", "x", "{{violations}}"),
            ["System: line 1, column 1: {{ is not closed by }}"]
        );
    }

    #[test]
    fn a_value_that_looks_like_a_variable_is_not_replaced() {
        let filled = filled("a {{x}} b {{y}}", &[("x", "{{y}}"), ("y", "1")]).unwrap();
        assert_eq!(filled, "a {{y}} b 1");
    }

    #[test]
    fn an_address_tells_any_two_templates_apart() {
        let one = template("{{facts}}");
        let mut moved = one.clone();
        moved.system.push('x');
        let mut shifted = one.clone();
        shifted.first = format!("x{}", shifted.first);
        assert_eq!(one.address(), one.clone().address());
        assert_eq!(one.address().len(), 64);
        assert_ne!(one.address(), moved.address());
        assert_ne!(moved.address(), shifted.address());
    }

    /// The published digest of the empty message (FIPS 180-4).
    #[test]
    fn the_address_of_a_text_is_its_sha_256() {
        let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(address_of(""), digest);
    }
}
