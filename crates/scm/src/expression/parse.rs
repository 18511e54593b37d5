//! Reading an expression: operators by precedence, kinds checked on the way, steps written at once.

use super::{
    Expression, Step, StepKind,
    error::{ExpressionError, ExpressionFault},
    kind::{Kind, States, Typed, compare, condition, number, together, wrong_kind},
    operation::{Comparison, FUNCTIONS, Operation},
    token::{Spanned, Token, tokens, written_name},
};
use crate::{Values, error::list, names::nearest};

/// A node that an expression may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a> {
    pub(crate) name: &'a str,
    pub(crate) values: &'a Values,
}

/// What an expression has to give.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    /// A number.
    Number,
    /// A value of such a node.
    Values(&'a Values),
}

/// How deep brackets, functions and signs may be nested.
const MOST_DEPTH: usize = 100;

/// Reads an expression of these inputs. `unknown` says how to go on where a name is none of them.
///
/// # Errors
/// What is wrong first, with its place.
pub(crate) fn compile(
    text: &str,
    inputs: &[Input],
    target: Target,
    unknown: &dyn Fn(&str) -> String,
) -> Result<Expression, ExpressionError> {
    let tokens = tokens(text)?;
    let mut parser =
        Parser { text, tokens, next: 0, inputs, unknown, steps: Vec::new(), used: Vec::new() };
    let typed = parser.operators(Strength::Weakest, 0)?;
    parser.expect(&Token::End, "an operator or the end")?;
    parser.finish(&typed, target)?;
    Ok(Expression { steps: parser.steps, inputs: parser.used })
}

/// How strongly operators bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Weakest,
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Sign,
    Power,
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Spanned>,
    next: usize,
    inputs: &'a [Input<'a>],
    unknown: &'a dyn Fn(&str) -> String,
    steps: Vec<Step>,
    used: Vec<usize>,
}

impl Parser<'_> {
    /// An operand and the operators after it that bind stronger than `weakest`.
    fn operators(&mut self, weakest: Strength, depth: usize) -> Result<Typed, ExpressionError> {
        let position = self.peek().position;
        if depth > MOST_DEPTH {
            return Err(ExpressionError { position, fault: ExpressionFault::TooDeep(MOST_DEPTH) });
        }
        let mut left = match self.peek().token {
            Token::Minus | Token::Plus => {
                let sign = self.take();
                let value = self.operators(Strength::Product, depth + 1)?;
                number(&value, "a sign needs a number")?;
                if sign.token == Token::Minus {
                    self.push(StepKind::Operation(Operation::Negate), sign.position);
                }
                Typed { kind: Kind::Number, position }
            }
            Token::Not => {
                let sign = self.take();
                let value = self.operators(Strength::And, depth + 1)?;
                condition(&value, "`not` needs a condition")?;
                self.push(StepKind::Not, sign.position);
                Typed { kind: Kind::Condition, position }
            }
            _ => self.operand(depth)?,
        };
        let mut compared = false;
        while let Some((strength, operator)) = binary(&self.peek().token) {
            if strength <= weakest {
                break;
            }
            let sign = self.take();
            if compared && strength == Strength::Comparison {
                return Err(ExpressionError {
                    position: sign.position,
                    fault: ExpressionFault::Unexpected {
                        expected: "`and`, `or` or the end of the comparison".to_owned(),
                        found: self.words(&sign),
                        hint: Some("write `a < b and b < c`".to_owned()),
                    },
                });
            }
            compared = strength == Strength::Comparison;
            // Powers are read from the right: 2^3^2 is 2^(3^2).
            let below = if strength == Strength::Power { Strength::Sign } else { strength };
            let right = self.operators(below, depth + 1)?;
            left = self.combine(&operator, &left, &right, sign.position)?;
        }
        Ok(left)
    }

    fn operand(&mut self, depth: usize) -> Result<Typed, ExpressionError> {
        let word = self.take();
        let position = word.position;
        let kind = match word.token {
            Token::Number(value) => {
                self.push(StepKind::Number(value), position);
                Kind::Number
            }
            Token::State(state) => {
                self.push(StepKind::State(0), position);
                Kind::States(States {
                    names: vec![(state, position)],
                    is_literal: true,
                    is_ordered: false,
                })
            }
            Token::Name(name) if self.peek().token == Token::Open => {
                self.take();
                return self.call(&name, position, depth);
            }
            Token::Name(name) | Token::QuotedName(name) => self.input(&name, position)?,
            Token::Open => {
                let inner = self.operators(Strength::Weakest, depth + 1)?;
                self.expect(&Token::Close, "an operator or `)`")?;
                return Ok(Typed { position, ..inner });
            }
            _ => return Err(self.unexpected(&word, "a number, a state in quotes, a name or `(`")),
        };
        Ok(Typed { kind, position })
    }

    fn input(&mut self, name: &str, position: u32) -> Result<Kind, ExpressionError> {
        let Some(index) = self.inputs.iter().position(|input| input.name == name) else {
            let near = nearest(name, self.inputs.iter().map(|input| input.name));
            let hint = match near {
                Some(near) => format!("did you mean {}?", written_name(near)),
                None => (self.unknown)(name),
            };
            let fault = ExpressionFault::UnknownName { name: name.to_owned(), hint };
            return Err(ExpressionError { position, fault });
        };
        let slot = self.used.iter().position(|&used| used == index).unwrap_or_else(|| {
            self.used.push(index);
            self.used.len() - 1
        });
        self.push(StepKind::Input(slot), position);
        let values = self.inputs[index].values;
        Ok(match values {
            Values::Count | Values::Number => Kind::Number,
            Values::Ordered(states) | Values::Unordered(states) => Kind::States(States {
                names: states.iter().map(|state| (state.clone(), position)).collect(),
                is_literal: false,
                is_ordered: matches!(values, Values::Ordered(_)),
            }),
        })
    }

    /// A function, after its opening bracket.
    fn call(&mut self, name: &str, position: u32, depth: usize) -> Result<Typed, ExpressionError> {
        let operation = Operation::called(name);
        if operation.is_none() && name != "if" {
            let hint = match name {
                "ifelse" | "case" | "when" | "iif" => Some("if"),
                "ln" => Some("log"),
                "expit" | "sigmoid" | "plogis" => Some("logistic"),
                _ => None,
            };
            if let Some(other) = hint {
                return Err(ExpressionError {
                    position,
                    fault: ExpressionFault::Unexpected {
                        expected: "a function".to_owned(),
                        found: format!("`{name}`"),
                        hint: Some(format!("it is called `{other}` here")),
                    },
                });
            }
            let fault =
                ExpressionFault::UnknownFunction { name: name.to_owned(), known: FUNCTIONS };
            return Err(ExpressionError { position, fault });
        }
        let folds = matches!(operation, Some(Operation::Minimum | Operation::Maximum));
        let mut arguments: Vec<Typed> = Vec::new();
        if self.peek().token != Token::Close {
            loop {
                let argument = self.operators(Strength::Weakest, depth + 1)?;
                if operation.is_some() {
                    number(&argument, "this function needs numbers")?;
                }
                arguments.push(argument);
                if let Some(operation) = operation.filter(|_| folds && arguments.len() > 1) {
                    self.push(StepKind::Operation(operation), position);
                }
                if self.peek().token != Token::Comma {
                    break;
                }
                self.take();
            }
        }
        self.expect(&Token::Close, "an operator, `,` or `)`")?;
        let (needed, fits) = match operation.map(Operation::arity) {
            _ if folds => ("two or more arguments", arguments.len() >= 2),
            None => ("three arguments: a condition and two values", arguments.len() == 3),
            Some(1) => ("one argument", arguments.len() == 1),
            Some(2) => ("two arguments", arguments.len() == 2),
            Some(_) => {
                ("three arguments: a value, a lower and an upper bound", arguments.len() == 3)
            }
        };
        if !fits {
            let (function, found) = (name.to_owned(), arguments.len());
            let fault = ExpressionFault::Arguments { function, needed, found };
            return Err(ExpressionError { position, fault });
        }
        let Some(operation) = operation else {
            condition(&arguments[0], "`if` needs a condition first, such as `x > 3`")?;
            let kind = self.choose(&arguments[1], &arguments[2], position)?;
            return Ok(Typed { kind, position });
        };
        if !folds {
            self.push(StepKind::Operation(operation), position);
        }
        Ok(Typed { kind: Kind::Number, position })
    }

    /// The step that takes one of two values.
    fn choose(&mut self, yes: &Typed, no: &Typed, position: u32) -> Result<Kind, ExpressionError> {
        let (kind, left, right) = match (&yes.kind, &no.kind) {
            (Kind::Number, Kind::Number) => (Kind::Number, None, None),
            (Kind::Condition, Kind::Condition) => (Kind::Condition, None, None),
            (Kind::States(yes), Kind::States(no)) => {
                let (names, left, right) = together(yes, no, position)?;
                // A list that only grew keeps its order.
                let is_ordered =
                    (left.is_none() && yes.is_ordered && names.len() == yes.names.len())
                        || (right.is_none() && no.is_ordered && names.len() == no.names.len());
                (Kind::States(States { names, is_literal: false, is_ordered }), left, right)
            }
            (first, _) => {
                let wanted = format!(
                    "the values of one `if` have to be of one kind, the first is {}",
                    first.words()
                );
                return Err(wrong_kind(no, wanted));
            }
        };
        self.push(StepKind::Choose { left, right }, position);
        Ok(kind)
    }

    /// The step of an operator between two values.
    fn combine(
        &mut self,
        operator: &Binary,
        left: &Typed,
        right: &Typed,
        position: u32,
    ) -> Result<Typed, ExpressionError> {
        let (kind, result) = match operator {
            Binary::Number(operation) => {
                for side in [left, right] {
                    number(side, "arithmetic needs numbers")?;
                }
                (StepKind::Operation(*operation), Kind::Number)
            }
            Binary::And | Binary::Or => {
                for side in [left, right] {
                    condition(side, "`and` and `or` need conditions such as `x > 3`")?;
                }
                let is_and = matches!(operator, Binary::And);
                (if is_and { StepKind::And } else { StepKind::Or }, Kind::Condition)
            }
            Binary::Compare(comparison) => {
                (compare(*comparison, left, right, position)?, Kind::Condition)
            }
        };
        self.push(kind, position);
        Ok(Typed { kind: result, position: left.position })
    }

    /// Checks what the whole gives.
    fn finish(&mut self, typed: &Typed, target: Target) -> Result<(), ExpressionError> {
        let values = match target {
            Target::Number => return number(typed, "a number is needed here"),
            Target::Values(Values::Number | Values::Count) => {
                return number(typed, "the node has numbers");
            }
            Target::Values(values) => values,
        };
        let Kind::States(states) = &typed.kind else {
            let known = list(values.states());
            let wanted = format!(
                "the node has the states {known}; write `if(condition, \"a\", \"b\")` with them"
            );
            return Err(wrong_kind(typed, wanted));
        };
        let mut to = Vec::with_capacity(states.names.len());
        for (name, position) in &states.names {
            let Some(code) = values.states().iter().position(|state| state == name) else {
                return Err(ExpressionError {
                    position: *position,
                    fault: ExpressionFault::UnknownState {
                        state: name.clone(),
                        states: values.states().to_vec(),
                    },
                });
            };
            to.push(code as u8);
        }
        if to.iter().enumerate().any(|(from, &to)| from != usize::from(to)) {
            self.push(StepKind::Renumber(to.into_boxed_slice()), typed.position);
        }
        Ok(())
    }

    fn push(&mut self, kind: StepKind, position: u32) {
        self.steps.push(Step { kind, position });
    }

    fn peek(&self) -> &Spanned {
        &self.tokens[self.next]
    }

    /// The next word; the end stays.
    fn take(&mut self) -> Spanned {
        let word = self.tokens[self.next].clone();
        if word.token != Token::End {
            self.next += 1;
        }
        word
    }

    fn expect(&mut self, token: &Token, expected: &str) -> Result<(), ExpressionError> {
        let word = self.take();
        if word.token == *token { Ok(()) } else { Err(self.unexpected(&word, expected)) }
    }

    fn words(&self, word: &Spanned) -> String {
        word.token.words(&self.text[word.start..word.end])
    }

    fn unexpected(&self, word: &Spanned, expected: &str) -> ExpressionError {
        let hint = match word.token {
            Token::End if self.text.trim().is_empty() => Some("the expression is empty".to_owned()),
            Token::Name(_) | Token::Number(_) | Token::Open => {
                Some("write `*` between factors".to_owned()).filter(|_| self.next > 1)
            }
            _ => None,
        };
        let (expected, found) = (expected.to_owned(), self.words(word));
        let fault = ExpressionFault::Unexpected { expected, found, hint };
        ExpressionError { position: word.position, fault }
    }
}

/// An operator between two values.
enum Binary {
    Number(Operation),
    Compare(Comparison),
    And,
    Or,
}

fn binary(token: &Token) -> Option<(Strength, Binary)> {
    let compare = |comparison| (Strength::Comparison, Binary::Compare(comparison));
    Some(match token {
        Token::Or => (Strength::Or, Binary::Or),
        Token::And => (Strength::And, Binary::And),
        Token::Equal => compare(Comparison::Equal),
        Token::NotEqual => compare(Comparison::NotEqual),
        Token::Less => compare(Comparison::Less),
        Token::LessOrEqual => compare(Comparison::LessOrEqual),
        Token::Greater => compare(Comparison::Greater),
        Token::GreaterOrEqual => compare(Comparison::GreaterOrEqual),
        Token::Plus => (Strength::Sum, Binary::Number(Operation::Add)),
        Token::Minus => (Strength::Sum, Binary::Number(Operation::Subtract)),
        Token::Times => (Strength::Product, Binary::Number(Operation::Multiply)),
        Token::Divide => (Strength::Product, Binary::Number(Operation::Divide)),
        Token::Power => (Strength::Power, Binary::Number(Operation::Power)),
        _ => return None,
    })
}
