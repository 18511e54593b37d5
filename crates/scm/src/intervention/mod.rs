//! Interventions: what is done to nodes, and the program that follows.
//!
//! An intervention keeps the node's noise and changes what becomes of it, so that rows before and
//! after differ by what was done and by nothing else.

#[cfg(test)]
mod tests;
mod text;

pub use text::parse_intervention;

use crate::{
    Error, InterventionFault, Mechanism, Program, Value, Values, Variable,
    expression::{self, Input, Target},
    mechanism::Context,
    program::{Change, Node, Seen, unknown_node},
};
use std::sync::Arc;

/// Something that is done to a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Intervention {
    /// The node gets this value in every row, whatever its causes are.
    Set {
        /// The node.
        node: String,
        /// A state, a count, or a finite number.
        value: Value,
    },
    /// The node gets this much more than it would naturally have; counts do not fall below 0.
    Shift {
        /// The node; it has numbers or counts.
        node: String,
        /// How much; a whole number for counts.
        by: f64,
    },
    /// The node gets the value of an expression of any nodes that it does not cause, and of its natural
    /// value, which has its own name.
    Policy {
        /// The node.
        node: String,
        /// The expression.
        expression: String,
    },
    /// The node gets another mechanism, with parents that it may not have had.
    Replace {
        /// The node.
        node: String,
        /// Values as before, other parents and mechanism.
        variable: Variable,
    },
    /// The node gets a random state, by its own noise and whatever its causes are.
    Draw {
        /// The node; it has states.
        node: String,
        /// Probabilities that sum to one; states that are not listed have 0.
        probabilities: Vec<(String, f64)>,
    },
}

impl Intervention {
    /// The node that something is done to.
    pub fn node(&self) -> &str {
        match self {
            Self::Set { node, .. }
            | Self::Shift { node, .. }
            | Self::Policy { node, .. }
            | Self::Replace { node, .. }
            | Self::Draw { node, .. } => node,
        }
    }
}

impl Program {
    /// The program under interventions, which are done one after the other: a shift or a policy changes
    /// what those before it made of the same node.
    ///
    /// # Errors
    /// Unknown nodes, values that a node does not have, expressions that cannot be read, a policy or a
    /// mechanism that looks at what the node itself causes (a circle), and a node that is set, drawn or
    /// replaced after something else was done to it.
    pub fn intervene(&self, interventions: &[Intervention]) -> Result<Self, Error> {
        let mut nodes = self.nodes().to_vec();
        let mut notes = self.notes().to_vec();
        let mut done = vec![false; nodes.len()];
        for intervention in interventions {
            let name = intervention.node();
            let idx = self.index(name).ok_or_else(|| unknown_node(name, self.names()))?;
            let refused = |fault| Error::Intervention { node: name.to_owned(), fault };
            let node = match intervention {
                Intervention::Shift { by, .. } => {
                    let mut node = (*nodes[idx]).clone();
                    let change = shift(name, &node.variable.values, *by).map_err(refused)?;
                    node.change(change, None);
                    node
                }
                Intervention::Policy { expression, .. } => self.policy(&nodes, idx, expression)?,
                _ if done[idx] => return Err(refused(InterventionFault::Twice)),
                Intervention::Set { value, .. } => {
                    let variable = constant(&nodes[idx].variable, value)
                        .map_err(|fault| not_such_a_value(name, fault))?;
                    self.replaced(&nodes, idx, &variable, &mut notes)?
                }
                Intervention::Draw { probabilities, .. } => {
                    let variable = random(name, &nodes[idx].variable, probabilities)?;
                    self.replaced(&nodes, idx, &variable, &mut notes)?
                }
                Intervention::Replace { variable, .. } => {
                    if variable.values != nodes[idx].variable.values {
                        return Err(refused(InterventionFault::OtherValues));
                    }
                    self.replaced(&nodes, idx, variable, &mut notes)?
                }
            };
            done[idx] = true;
            nodes[idx] = Arc::new(node);
        }
        Self::of_nodes(self.names().to_vec(), nodes, notes)
    }

    /// A node with another mechanism.
    fn replaced(
        &self,
        nodes: &[Arc<Node>],
        idx: usize,
        variable: &Variable,
        notes: &mut Vec<crate::RowNote>,
    ) -> Result<Node, Error> {
        let find = |name: &String| self.index(name).ok_or_else(|| unknown_node(name, self.names()));
        let parents = variable.parents.iter().map(find).collect::<Result<Vec<usize>, _>>()?;
        if let Some(doubled) = variable.parents.iter().enumerate().find_map(|(place, parent)| {
            variable.parents[..place].contains(parent).then_some(parent)
        }) {
            let (node, what) = (self.names()[idx].clone(), format!("`{doubled}`"));
            return Err(Error::Doubled { node, what });
        }
        let context = Context {
            node: &self.names()[idx],
            variable,
            parents: parents.iter().map(|&parent| self.input(nodes, parent)).collect(),
        };
        let (node, found) = Node::new(&context, parents, nodes[idx].is_latent)?;
        notes.retain(|note| note.node != self.names()[idx]);
        notes.extend(found);
        Ok(node)
    }

    /// A node with a policy after what it has.
    fn policy(&self, nodes: &[Arc<Node>], idx: usize, text: &str) -> Result<Node, Error> {
        let name = &self.names()[idx];
        let inputs: Vec<Input> = (0..nodes.len()).map(|other| self.input(nodes, other)).collect();
        let mut node = (*nodes[idx]).clone();
        let target = Target::Values(&nodes[idx].variable.values);
        let expression = expression::compile(text, &inputs, target, &|_| no_such_node())
            .map_err(|error| Error::Expression { node: name.clone(), part: "policy", error })?;
        let mut seen = Vec::new();
        for &input in expression.inputs() {
            if input == idx {
                seen.push(Seen::Own);
                continue;
            }
            let place = node.parents.iter().position(|&parent| parent == input);
            seen.push(Seen::Parent(place.unwrap_or_else(|| {
                node.parents.push(input);
                node.parents.len() - 1
            })));
        }
        let cards: Vec<usize> = node
            .parents
            .iter()
            .map(|&parent| nodes[parent].variable.values.states().len())
            .collect();
        let cards = (!cards.contains(&0)).then_some(cards);
        node.change(Change::Policy { expression, inputs: seen }, cards.as_deref());
        Ok(node)
    }

    fn input<'a>(&'a self, nodes: &'a [Arc<Node>], idx: usize) -> Input<'a> {
        Input { name: &self.names()[idx], values: &nodes[idx].variable.values }
    }
}

pub(super) fn no_such_node() -> String {
    "names with blanks or signs stand in backticks, states in quotes".to_owned()
}

fn shift(name: &str, values: &Values, by: f64) -> Result<Change, InterventionFault> {
    match values {
        Values::Ordered(_) | Values::Unordered(_) => {
            Err(InterventionFault::ShiftOfStates(name.to_owned()))
        }
        _ if !by.is_finite() => Err(InterventionFault::NotFinite(by)),
        Values::Count if by.fract() != 0.0 => Err(InterventionFault::ShiftOfCounts(by)),
        Values::Count | Values::Number => Ok(Change::Shift(by)),
    }
}

/// Why a value cannot be set.
enum NotAValue {
    Fault(InterventionFault),
    State(String, Vec<String>),
}

fn not_such_a_value(node: &str, fault: NotAValue) -> Error {
    let node = node.to_owned();
    match fault {
        NotAValue::Fault(fault) => Error::Intervention { node, fault },
        NotAValue::State(state, states) => Error::UnknownState { node, state, states },
    }
}

/// The variable that always has a value.
fn constant(variable: &Variable, value: &Value) -> Result<Variable, NotAValue> {
    let states = variable.values.states();
    let fault = |fault| Err(NotAValue::Fault(fault));
    let mechanism = match (&variable.values, value) {
        (Values::Ordered(_) | Values::Unordered(_), Value::State(state)) => {
            let Some(code) = states.iter().position(|known| known == state) else {
                return Err(NotAValue::State(state.clone(), states.to_vec()));
            };
            let row = (0..states.len()).map(|k| f64::from(u8::from(k == code))).collect();
            Mechanism::Table { rows: vec![row] }
        }
        (Values::Ordered(_) | Values::Unordered(_), Value::Number(number)) => {
            return fault(InterventionFault::NeedsState(*number, states.to_vec()));
        }
        (Values::Count | Values::Number, Value::State(state)) => {
            return fault(InterventionFault::NeedsNumber(state.clone()));
        }
        (_, Value::Number(number)) if !number.is_finite() => {
            return fault(InterventionFault::NotFinite(*number));
        }
        (Values::Number, Value::Number(number)) => {
            Mechanism::Linear { intercept: *number, terms: Vec::new(), standard_deviation: 0.0 }
        }
        (Values::Count, Value::Number(number)) => {
            if *number < 0.0 || number.fract() != 0.0 {
                return fault(InterventionFault::NeedsCount(*number));
            }
            Mechanism::Formula { expression: number.abs().to_string() }
        }
    };
    Ok(Variable { parents: Vec::new(), mechanism, ..variable.clone() })
}

/// The variable that has random states.
fn random(
    node: &str,
    variable: &Variable,
    probabilities: &[(String, f64)],
) -> Result<Variable, Error> {
    let states = variable.values.states();
    if states.is_empty() {
        let fault = InterventionFault::DrawOfNumbers;
        return Err(Error::Intervention { node: node.to_owned(), fault });
    }
    let mut row = vec![0.0; states.len()];
    let mut seen = vec![false; states.len()];
    for (state, probability) in probabilities {
        let Some(code) = states.iter().position(|known| known == state) else {
            let (node, state, states) = (node.to_owned(), state.clone(), states.to_vec());
            return Err(Error::UnknownState { node, state, states });
        };
        if seen[code] {
            let what = format!("the state `{state}`");
            return Err(Error::Doubled { node: node.to_owned(), what });
        }
        seen[code] = true;
        row[code] = *probability;
    }
    let mechanism = Mechanism::Table { rows: vec![row] };
    Ok(Variable { parents: Vec::new(), mechanism, ..variable.clone() })
}
