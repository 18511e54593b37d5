//! Interventions as text: `X = yes`, `X += 2`, `X := if(age > 65, "high", X)`, `X ~ {a: 0.3, b: 0.7}`.

use super::{Intervention, no_such_node};
use crate::{
    Error, ExpressionError, ExpressionFault, Model, Value, Values,
    error::list,
    expression::{self, Input, Target},
    names::nearest,
};

/// Reads an intervention on a node of a model.
///
/// ```text
/// smoke = yes                        set a state
/// "blood pressure" = 120             set a number; names with blanks may stand in quotes
/// dose += 2.5    dose -= 1           shift the natural value
/// dose := if(age > 65, 1, dose)      a policy; the node's own name is its natural value
/// smoke ~ {yes: 0.2, no: 0.8}        random states
/// ```
///
/// `do(smoke = yes)` is read as `smoke = yes`.
///
/// # Errors
/// What cannot be read, with its character, an unknown node, a value that the node does not have.
pub fn parse_intervention(text: &str, model: &Model) -> Result<Intervention, Error> {
    let (offset, inner) = without_do(text);
    let reader = Reader { text, model };
    let (name, name_at, sign, sign_at) = reader.split(offset, inner)?;
    let node = reader.node(&name, name_at)?;
    let Some(variable) = model.variables.get(&node) else {
        return Err(Error::Unstated { node });
    };
    let after = sign_at + sign.len();
    let rest = &text[after..offset + inner.len()];
    let value_at = after + (rest.len() - rest.trim_start().len());
    let rest = rest.trim();
    match sign {
        "=" => {
            let value = reader.value(rest, value_at, &variable.values)?;
            Ok(Intervention::Set { node, value })
        }
        "+=" | "-=" => {
            let by = reader.number(rest, value_at)?;
            Ok(Intervention::Shift { node, by: if sign == "-=" { -by } else { by } })
        }
        ":=" => {
            reader.policy(rest, value_at, &variable.values)?;
            Ok(Intervention::Policy { node, expression: rest.to_owned() })
        }
        _ => {
            let probabilities = reader.probabilities(rest, value_at, &variable.values)?;
            Ok(Intervention::Draw { node, probabilities })
        }
    }
}

const SIGNS: [&str; 5] = [":=", "+=", "-=", "~", "="];

struct Reader<'a> {
    text: &'a str,
    model: &'a Model,
}

/// The byte where the intervention starts, and its text.
fn without_do(text: &str) -> (usize, &str) {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let inner = trimmed.strip_prefix("do").map(str::trim_start);
    match inner.and_then(|inner| inner.strip_prefix('(')).and_then(|inner| inner.strip_suffix(')'))
    {
        Some(inner) => (start + trimmed.len() - inner.len() - 1, inner),
        None => (start, trimmed),
    }
}

impl Reader<'_> {
    /// The name and the sign after it, with their bytes.
    fn split<'t>(
        &self,
        offset: usize,
        inner: &'t str,
    ) -> Result<(String, usize, &'static str, usize), Error> {
        let start = offset + (inner.len() - inner.trim_start().len());
        let body: &'t str = inner.trim_start();
        let quote = body.chars().next().filter(|letter| matches!(letter, '"' | '`' | '\''));
        let (name, sign_from) = if let Some(quote) = quote {
            let close = body[1..].find(quote).map(|at| at + 1);
            let close = close.ok_or_else(|| self.fault(start, ExpressionFault::Unclosed(quote)))?;
            (body[1..close].to_owned(), close + 1)
        } else {
            // The longest beginning that is a node, else all before the first sign.
            let is_before_a_sign = |name: &&str| {
                body.strip_prefix(name).is_some_and(|rest| starts_with_sign(rest).is_some())
            };
            let known =
                self.model.graph.names().filter(is_before_a_sign).max_by_key(|name| name.len());
            let end = match known {
                Some(name) => name.len(),
                None => body.find([':', '+', '-', '~', '=']).unwrap_or(body.len()),
            };
            (body[..end].trim_end().to_owned(), end)
        };
        let rest = &body[sign_from..];
        let sign_at = start + sign_from + (rest.len() - rest.trim_start().len());
        match starts_with_sign(rest) {
            Some(sign) => Ok((name, start, sign, sign_at)),
            None => Err(self.unexpected(
                sign_at,
                "`=`, `+=`, `-=`, `:=` or `~` after the node's name",
                rest,
                "write for instance `x = yes`",
            )),
        }
    }

    fn node(&self, name: &str, at: usize) -> Result<String, Error> {
        if self.model.graph.node(name).is_some() {
            return Ok(name.to_owned());
        }
        let near = nearest(name, self.model.graph.names());
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a node of the model".to_owned(),
        };
        Err(self.fault(at, ExpressionFault::UnknownName { name: name.to_owned(), hint }))
    }

    fn value(&self, text: &str, at: usize, values: &Values) -> Result<Value, Error> {
        match values {
            Values::Ordered(states) | Values::Unordered(states) => {
                self.state(text, at, states).map(Value::State)
            }
            Values::Number => self.number(text, at).map(Value::Number),
            Values::Count => {
                let number = self.number(text, at)?;
                if number < 0.0 || number.fract() != 0.0 {
                    let expected = "a whole number from 0";
                    return Err(self.unexpected(at, expected, text, "the node has counts"));
                }
                Ok(Value::Number(number))
            }
        }
    }

    fn state(&self, text: &str, at: usize, states: &[String]) -> Result<String, Error> {
        let bare = unquoted(text);
        let found = [text, bare].into_iter().find(|name| states.iter().any(|state| state == name));
        match found {
            Some(state) => Ok(state.to_owned()),
            None if bare.is_empty() => {
                let hint = format!("the states are {}", list(states));
                Err(self.unexpected(at, "a state", text, &hint))
            }
            None => {
                let (state, states) = (bare.to_owned(), states.to_vec());
                Err(self.fault(at, ExpressionFault::UnknownState { state, states }))
            }
        }
    }

    fn number(&self, text: &str, at: usize) -> Result<f64, Error> {
        match text.replace('−', "-").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(self.unexpected(at, "a number", text, "write for instance `3.5`")),
        }
    }

    /// Checks that a policy can be read; it is compiled with the program.
    fn policy(&self, text: &str, at: usize, values: &Values) -> Result<(), Error> {
        let inputs: Vec<Input> = self
            .model
            .variables
            .iter()
            .map(|(name, variable)| Input { name, values: &variable.values })
            .collect();
        let before = self.text[..at].chars().count() as u32;
        expression::compile(text, &inputs, Target::Values(values), &|_| no_such_node())
            .map(|_| ())
            .map_err(|error| {
                let position = error.position + before;
                Error::InterventionText(ExpressionError { position, ..error })
            })
    }

    fn probabilities(
        &self,
        text: &str,
        at: usize,
        values: &Values,
    ) -> Result<Vec<(String, f64)>, Error> {
        const HINT: &str = "write for instance `x ~ {a: 0.3, b: 0.7}`";
        let states = values.states();
        if states.is_empty() {
            return Err(self.unexpected(
                at,
                "a number or an expression",
                text,
                "the node has numbers",
            ));
        }
        let inner = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
        let Some(inner) = inner else {
            return Err(self.unexpected(at, "probabilities in braces", text, HINT));
        };
        let mut found: Vec<(String, f64)> = Vec::new();
        for (start, entry) in entries(inner) {
            let at = at + 1 + start;
            // The last colon: states may hold colons themselves.
            let Some((state, probability)) = entry.rsplit_once(':') else {
                return Err(self.unexpected(at, "a state and its probability", entry, HINT));
            };
            let name = self.state(state.trim(), at, states)?;
            let probability_at = at + state.len() + 1;
            let probability = self.number(probability.trim(), probability_at)?;
            if !(0.0..=1.0).contains(&probability) {
                let text = probability.to_string();
                let expected = "a probability from 0 to 1";
                return Err(self.unexpected(probability_at, expected, &text, HINT));
            }
            if found.iter().any(|(known, _)| *known == name) {
                return Err(self.unexpected(at, "each state once", entry, HINT));
            }
            found.push((name, probability));
        }
        let sum: f64 = found.iter().map(|(_, probability)| probability).sum();
        if (sum - 1.0).abs() > 1e-3 {
            let found = format!("a sum of {sum}");
            let expected = "probabilities that sum to 1".to_owned();
            let fault = ExpressionFault::Unexpected { expected, found, hint: None };
            return Err(self.fault(at, fault));
        }
        Ok(found)
    }

    fn fault(&self, at: usize, fault: ExpressionFault) -> Error {
        let position = self.text[..at.min(self.text.len())].chars().count() as u32 + 1;
        Error::InterventionText(ExpressionError { position, fault })
    }

    fn unexpected(&self, at: usize, expected: &str, found: &str, hint: &str) -> Error {
        let shown: String = found.trim().chars().take(40).collect();
        let found = if shown.is_empty() { "the end".to_owned() } else { format!("`{shown}`") };
        let (expected, hint) = (expected.to_owned(), Some(hint.to_owned()));
        self.fault(at, ExpressionFault::Unexpected { expected, found, hint })
    }
}

fn starts_with_sign(rest: &str) -> Option<&'static str> {
    let rest = rest.trim_start();
    SIGNS.into_iter().find(|sign| rest.starts_with(sign))
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return inner;
        }
    }
    text
}

/// The entries between commas outside of quotes, with the bytes where they start; blanks are left out.
fn entries(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut start, mut quote) = (0, None);
    for (at, letter) in text.char_indices().chain([(text.len(), ',')]) {
        match (quote, letter) {
            (None, ',') => {
                let entry = &text[start..at];
                let blanks = entry.len() - entry.trim_start().len();
                if !entry.trim().is_empty() {
                    found.push((start + blanks, entry.trim()));
                }
                start = at + 1;
            }
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    found
}
