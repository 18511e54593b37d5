//! A question to a network: what is asked for, in which world, given what.

/// `P(targets | given)`, each term in a world of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// What is asked for: the distribution of terms without a state, the probability of those with
    /// one.
    pub targets: Vec<Term>,
    /// What is known; every term has a state.
    pub given: Vec<Term>,
}

/// A node in a world, and perhaps its state there: `dysp`, `dysp = yes`, `dysp[smoke=no] = yes`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Term {
    /// The node.
    pub node: String,
    /// What is set in the term's world; nothing in the actual one.
    pub world: Vec<Assignment>,
    /// The state.
    pub state: Option<String>,
    /// The character of the question where the term starts, from 1; 0 where there is no text.
    pub place: usize,
}

/// A node and a state: what is set, or what is observed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assignment {
    /// The node.
    pub node: String,
    /// The state.
    pub state: String,
    /// The character of the question where it starts, from 1; 0 where there is no text.
    pub place: usize,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// The targets without a state, in the order in which they were asked for.
    pub axes: Vec<Axis>,
    /// One probability for every combination of the axes' states, the last axis fastest; a single one
    /// without axes. With targets that have a state it is the probability of these too, so that the
    /// sum may be below 1.
    pub probabilities: Vec<f64>,
    /// The probability of what is given; 1 where nothing is, and 0 only where it is too small for a
    /// number.
    pub condition_probability: f64,
}

/// One target of a distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The node, and what is set in its world: `dysp` or `dysp[smoke=no]`.
    pub name: String,
    /// Its states.
    pub states: Vec<String>,
}

/// What an exact answer takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Numbers in all tables together.
    pub cells: f64,
    /// Variables in the widest table.
    pub width: usize,
}

impl Assignment {
    /// A node and its state.
    pub fn new(node: &str, state: &str) -> Self {
        Self { node: node.to_owned(), state: state.to_owned(), place: 0 }
    }
}

impl Term {
    /// A node in the actual world.
    pub fn of(node: &str) -> Self {
        Self { node: node.to_owned(), ..Self::default() }
    }

    /// The same in the world in which these are set.
    #[must_use]
    pub fn in_world(mut self, world: &[Assignment]) -> Self {
        self.world = world.to_vec();
        self
    }

    /// The same with this state.
    #[must_use]
    pub fn is(mut self, state: &str) -> Self {
        self.state = Some(state.to_owned());
        self
    }

    /// The node and its world as [`super::parse_query`] reads them.
    pub fn name(&self) -> String {
        if self.world.is_empty() {
            return quoted(&self.node);
        }
        let world: Vec<String> = self.world.iter().map(Assignment::to_string).collect();
        format!("{}[{}]", quoted(&self.node), world.join(", "))
    }
}

impl std::fmt::Display for Assignment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", quoted(&self.node), quoted(&self.state))
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())?;
        match &self.state {
            Some(state) => write!(f, "={}", quoted(state)),
            None => Ok(()),
        }
    }
}

impl std::fmt::Display for Query {
    /// The text that [`super::parse_query`] reads as this question; every world is in brackets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |terms: &[Term]| {
            let texts: Vec<String> = terms.iter().map(Term::to_string).collect();
            texts.join(", ")
        };
        if self.given.is_empty() {
            write!(f, "P({})", list(&self.targets))
        } else {
            write!(f, "P({} | {})", list(&self.targets), list(&self.given))
        }
    }
}

impl Cost {
    /// Counts one more table.
    pub(super) fn add(&mut self, cells: f64, width: usize) {
        self.cells += cells;
        self.width = self.width.max(width);
    }
}

/// A name as a question has it: in quotes where it is not one plain word.
fn quoted(name: &str) -> String {
    let plain = !name.is_empty()
        && name.chars().all(|c| !super::parse::ends_word(c))
        && !name.eq_ignore_ascii_case("do")
        && !name.ends_with('_');
    if plain {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
