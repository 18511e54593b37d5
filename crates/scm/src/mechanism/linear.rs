//! Linear functions of parents with numbers and with states.

use super::Context;
use crate::{
    Error, Term,
    kernel::{LinearKernel, LinearTerm, ParentColumn},
    noise::Key,
};

/// A linear function of some of the parents, and normal noise where it has any.
#[derive(Clone, Debug)]
pub(crate) struct LinearFunction {
    kernel: LinearKernel,
    /// The places of the kernel's parents among the node's.
    columns: Vec<usize>,
}

impl LinearFunction {
    /// The function of the terms; parents without a term do not matter to it.
    pub(super) fn new(
        context: &Context,
        intercept: f64,
        terms: &[Term],
        standard_deviation: f64,
    ) -> Result<Self, Error> {
        context.finite("the intercept", intercept)?;
        let node = || context.node.to_owned();
        let mut columns: Vec<usize> = Vec::new();
        let mut added: Vec<LinearTerm> = Vec::new();
        // Which states of each parent have a term.
        let mut seen: Vec<Vec<usize>> = Vec::new();
        for Term { parent, state, coefficient } in terms {
            context.finite(&format!("the coefficient of `{parent}`"), *coefficient)?;
            let doubled = |what: String| Error::Doubled { node: node(), what };
            let unknown = || Error::TermParent { node: node(), parent: parent.clone() };
            let place = context.parents.iter().position(|input| input.name == parent);
            let place = place.ok_or_else(unknown)?;
            let states = context.parents[place].values.states();
            let at = columns.iter().position(|&column| column == place);
            let Some(state) = state else {
                if !states.is_empty() {
                    let (parent, states) = (parent.clone(), states.to_vec());
                    return Err(Error::TermWithoutState { node: node(), parent, states });
                }
                if at.is_some() {
                    return Err(doubled(format!("`{parent}`")));
                }
                columns.push(place);
                added.push(LinearTerm::Slope(*coefficient));
                seen.push(Vec::new());
                continue;
            };
            if states.is_empty() {
                let (parent, state) = (parent.clone(), state.clone());
                return Err(Error::TermWithState { node: node(), parent, state });
            }
            let code = states.iter().position(|known| known == state).ok_or_else(|| {
                Error::UnknownState {
                    node: parent.clone(),
                    state: state.clone(),
                    states: states.to_vec(),
                }
            })?;
            let at = at.unwrap_or_else(|| {
                columns.push(place);
                added.push(LinearTerm::States(vec![0.0; states.len()]));
                seen.push(Vec::new());
                columns.len() - 1
            });
            if seen[at].contains(&code) {
                return Err(doubled(format!("`{parent} = {state}`")));
            }
            seen[at].push(code);
            if let LinearTerm::States(values) = &mut added[at] {
                values[code] = *coefficient;
            }
        }
        let kernel = LinearKernel::new(intercept, added, standard_deviation);
        Ok(Self { kernel, columns })
    }

    /// The standard deviation of the noise.
    pub(crate) fn standard_deviation(&self) -> f64 {
        self.kernel.standard_deviation()
    }

    /// The values without noise.
    pub(crate) fn means(&self, parents: &[ParentColumn], out: &mut [f64]) {
        self.kernel.means(&self.inputs(parents), out);
    }

    pub(super) fn draw(
        &self,
        key: &Key,
        first_row: u64,
        parents: &[ParentColumn],
        out: &mut [f64],
    ) {
        self.kernel.draw(key, first_row, &self.inputs(parents), out);
    }

    fn inputs<'a>(&self, parents: &[ParentColumn<'a>]) -> Vec<ParentColumn<'a>> {
        self.columns.iter().map(|&column| parents[column]).collect()
    }
}
