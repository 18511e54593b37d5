//! Answering a question: its worlds, its condition, the joint distribution of its targets.

use super::{
    Axis, Cost, Distribution, Error, Network, Query, Term,
    factor::{advance, lowered},
    worlds::Worlds,
};

impl Network {
    /// The answer to a question, also to one about several worlds (a counterfactual).
    ///
    /// # Errors
    /// Unknown names, a condition that cannot occur, tables that are too large, and nodes with
    /// unordered states that are needed in more than two worlds that differ for them.
    pub fn query(&self, query: &Query) -> Result<Distribution, Error> {
        let asked = Asked::new(self, query)?;
        let copies: Vec<usize> = asked.targets.iter().map(|(copy, _)| *copy).collect();
        let plan = asked.worlds.plan(&copies)?;
        self.check(&plan)?;
        let (joint, times) = asked.worlds.eliminate(&plan);
        let total = joint.total();
        if total <= 0.0 || !asked.is_consistent {
            let given: Vec<String> = query.given.iter().map(Term::to_string).collect();
            return Err(Error::ImpossibleCondition { condition: given.join(", ") });
        }
        let card = |copy: &usize| self.nodes()[asked.worlds.node(*copy)].states.len();
        let places: Vec<Place> = asked
            .targets
            .iter()
            .map(|(copy, state)| Place {
                card: card(copy),
                wanted: *state,
                known: asked.worlds.known(*copy),
                at: joint.scope().binary_search(copy).unwrap_or(0),
            })
            .collect();
        self.check_cost(answer_cost(&places))?;
        let n_cells = places.iter().filter(|p| p.wanted.is_none()).map(|p| p.card).product();
        let mut probabilities = vec![0.0; n_cells];
        let cards: Vec<usize> = joint.scope().iter().map(card).collect();
        let mut configuration = vec![0; cards.len()];
        for value in joint.values() {
            if let Some(cell) = cell(&places, &configuration) {
                probabilities[cell] += value;
            }
            advance(&mut configuration, &cards);
        }
        for probability in &mut probabilities {
            *probability /= total;
        }
        let free = query.targets.iter().zip(&copies).filter(|(term, _)| term.state.is_none());
        let axes = free
            .map(|(term, &copy)| Axis {
                name: term.name(),
                states: self.nodes()[asked.worlds.node(copy)].states.clone(),
            })
            .collect();
        let is_plain = query.given.is_empty();
        let condition_probability = if is_plain { 1.0 } else { lowered(total, times) };
        Ok(Distribution { axes, probabilities, condition_probability })
    }

    /// What the answer to a question takes, without computing it.
    ///
    /// # Errors
    /// Those of [`Self::query`] that do not need the tables.
    pub fn cost(&self, query: &Query) -> Result<Cost, Error> {
        let asked = Asked::new(self, query)?;
        let copies: Vec<usize> = asked.targets.iter().map(|(copy, _)| *copy).collect();
        Ok(asked.worlds.plan(&copies)?.cost)
    }
}

/// A question in numbers.
struct Asked<'a> {
    worlds: Worlds<'a>,
    /// The copy of every target, and its state where the question gives one.
    targets: Vec<(usize, Option<u8>)>,
    /// False where what is given contradicts itself.
    is_consistent: bool,
}

impl<'a> Asked<'a> {
    fn new(network: &'a Network, query: &Query) -> Result<Self, Error> {
        if query.targets.is_empty() {
            return Err(Error::NoTarget);
        }
        let mut asked =
            Self { worlds: Worlds::new(network.nodes()), targets: Vec::new(), is_consistent: true };
        for (at, term) in query.targets.iter().enumerate() {
            let name = term.name();
            let is_free = |term: &Term| term.state.is_none();
            if is_free(term) && query.targets[..at].iter().any(|t| is_free(t) && t.name() == name) {
                return Err(Error::TwiceAsked { node: name, place: term.place });
            }
            let target = asked.copy(network, term)?;
            asked.targets.push(target);
        }
        for term in &query.given {
            let (copy, state) = asked.copy(network, term)?;
            let state = state.ok_or_else(|| {
                let node = asked.worlds.node(copy);
                Error::NoState {
                    node: term.node.clone(),
                    example: network.states(node).first().cloned().unwrap_or_default(),
                    place: term.place,
                }
            })?;
            asked.is_consistent &= asked.worlds.observe(copy, state);
        }
        Ok(asked)
    }

    /// The copy that a term is about, and the state that it names.
    fn copy(&mut self, network: &Network, term: &Term) -> Result<(usize, Option<u8>), Error> {
        let node = network.node_named(&term.node, term.place)?;
        let state = term.state.as_ref();
        let state = state.map(|state| network.state_named(node, state, term.place)).transpose()?;
        let set = network.states_of(&term.world)?;
        Ok((self.worlds.world(&set, network.ancestral())[node], state))
    }
}

/// Where the state of a target is found in a configuration of the joint distribution.
struct Place {
    card: usize,
    /// The state that the question asks about.
    wanted: Option<u8>,
    known: Option<u8>,
    at: usize,
}

/// The size of the answer itself; targets that are known have a place in it too.
fn answer_cost(places: &[Place]) -> Cost {
    let free = places.iter().filter(|place| place.wanted.is_none());
    Cost { cells: free.clone().map(|place| place.card as f64).product(), width: free.count() }
}

/// The cell of the answer that a configuration belongs to, the last free target fastest; none where
/// a target has another state than the question names.
fn cell(places: &[Place], configuration: &[usize]) -> Option<usize> {
    let mut cell = 0;
    for place in places {
        let state = place.known.map_or_else(|| configuration[place.at], usize::from);
        match place.wanted {
            Some(wanted) if usize::from(wanted) != state => return None,
            Some(_) => {}
            None => cell = cell * place.card + state,
        }
    }
    Some(cell)
}
