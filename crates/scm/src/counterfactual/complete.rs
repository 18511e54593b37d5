//! Values that are missing in observed rows, drawn from their distribution given what was observed.
//!
//! Where nothing that follows from a missing node was observed, its value is drawn forward from its
//! causes. Otherwise, in a network of tables, all that is missing is drawn from its exact joint
//! distribution. Putting a likely value there instead would make counterfactuals too certain.

use std::{collections::BTreeMap, ops::Range};

use numeric::seed::{Seed, Stream};

use super::{Error, observed::Observed};
use crate::{
    Program,
    inference::{Network, Posterior},
    kernel::ParentColumn,
    noise::Key,
    value::Column,
};

/// What completes rows of one program.
pub(super) struct Completion<'a> {
    program: &'a Program,
    observed: &'a Observed,
    seed: Seed,
    draws: u64,
    /// Whether nothing is missing in any row.
    is_full: bool,
    stream: Stream,
    network: Option<&'a Network>,
    /// The distributions given what was observed in rows of late.
    posteriors: BTreeMap<Vec<Option<u8>>, Posterior<'a>>,
}

/// How a row is completed.
#[derive(Clone, Debug, PartialEq)]
enum Way {
    /// Drawing these nodes forward, causes first.
    Forward(Vec<usize>),
    /// From the distribution given what was observed.
    Posterior,
}

/// Distributions that are kept.
const MOST_POSTERIORS: usize = 64;

impl<'a> Completion<'a> {
    /// `network` is the program's where it has one.
    pub(super) fn new(
        program: &'a Program,
        observed: &'a Observed,
        network: Option<&'a Network>,
        seed: Seed,
        draws: u64,
    ) -> Self {
        let stream = seed.stream("scm completion");
        let is_full = observed
            .columns
            .iter()
            .all(|column| column.as_ref().is_some_and(|column| !column.is_missing.contains(&true)));
        let posteriors = BTreeMap::new();
        Self { program, observed, seed, draws, is_full, stream, network, posteriors }
    }

    /// The values of all nodes in the draws of a range; draw `d` is of row `d / draws`.
    pub(super) fn rows(&mut self, draws: Range<u64>) -> Result<Vec<Column>, Error> {
        let n_draws = (draws.end - draws.start) as usize;
        let mut columns = self.program.empty(n_draws);
        let n_each = self.draws;
        let row_of = |draw: u64| (draw / n_each) as usize;
        for (node, column) in columns.iter_mut().enumerate() {
            match (self.observed.column(node), column) {
                (Some(Column::Codes(from)), Column::Codes(to)) => {
                    copy(to, from, draws.start, self.draws);
                }
                (Some(Column::Numbers(from)), Column::Numbers(to)) => {
                    copy(to, from, draws.start, self.draws);
                }
                _ => {}
            }
        }
        let mut start = if self.is_full { draws.end } else { draws.start };
        while start < draws.end {
            let row = row_of(start);
            let missing = self.missing(row);
            // Rows with the same values missing go together; without any, all of them.
            let mut end = ((row as u64 + 1) * n_each).min(draws.end);
            while end < draws.end && self.missing(row_of(end)) == missing {
                end = ((row_of(end) as u64 + 1) * n_each).min(draws.end);
            }
            if !missing.is_empty() {
                let within = (start - draws.start) as usize..(end - draws.start) as usize;
                match self.way(row, &missing)? {
                    Way::Forward(nodes) => self.forward(&nodes, start, within, &mut columns)?,
                    Way::Posterior => self.infer(&missing, start..end, within, &mut columns)?,
                }
            }
            start = end;
        }
        Ok(columns)
    }

    fn missing(&self, row: usize) -> Vec<usize> {
        (0..self.observed.columns.len())
            .filter(|&node| self.observed.is_missing(node, row))
            .collect()
    }

    fn way(&self, row: usize, missing: &[usize]) -> Result<Way, Error> {
        let is_missing = |node: &usize| missing.binary_search(node).is_ok();
        // A missing parent of an observed node has to be inferred.
        let needed = (0..self.program.names().len())
            .filter(|node| !is_missing(node))
            .find_map(|node| self.program.parents(node).iter().copied().find(is_missing));
        match (needed, self.network) {
            (None, _) => {
                Ok(Way::Forward(self.program.order().iter().copied().filter(is_missing).collect()))
            }
            (Some(_), Some(_)) => Ok(Way::Posterior),
            (Some(node), None) => {
                let node = self.program.names()[node].clone();
                Err(Error::Missing { row: row as u64, node })
            }
        }
    }

    fn forward(
        &self,
        nodes: &[usize],
        first_draw: u64,
        within: Range<usize>,
        columns: &mut [Column],
    ) -> Result<(), Error> {
        for &idx in nodes {
            let node = self.program.node(idx);
            let key = Key::of(&self.stream.child(&self.program.names()[idx]));
            let mut own = std::mem::replace(&mut columns[idx], Column::Codes(Vec::new()));
            let parents: Vec<ParentColumn> =
                node.parents.iter().map(|&parent| columns[parent].rows(within.clone())).collect();
            let drawn = node.draw(&key, first_draw, &parents, own.rows_mut(within.clone()));
            columns[idx] = own;
            drawn.map_err(|(at, fault)| {
                let row = (first_draw + at as u64) / self.draws;
                self.program.row_error(idx, row, fault)
            })?;
        }
        Ok(())
    }

    fn infer(
        &mut self,
        missing: &[usize],
        draws: Range<u64>,
        within: Range<usize>,
        columns: &mut [Column],
    ) -> Result<(), Error> {
        let Some(network) = self.network else { return Ok(()) };
        let evidence_at = |columns: &[Column], at: usize| -> Vec<Option<u8>> {
            let state = |(node, column): (usize, &Column)| {
                let code = column.codes().and_then(|codes| codes.get(at).copied());
                code.filter(|_| missing.binary_search(&node).is_err())
            };
            columns.iter().enumerate().map(state).collect()
        };
        let mut start = within.start;
        while start < within.end {
            let evidence = evidence_at(columns, start);
            // All draws of one row, and of rows after it in which the same was observed.
            let row_end = |at: usize| {
                let draw = draws.start + (at - within.start) as u64;
                let next = (draw / self.draws + 1) * self.draws;
                within.end.min(at + (next - draw) as usize)
            };
            let mut end = row_end(start);
            while end < within.end && evidence_at(columns, end) == evidence {
                end = row_end(end);
            }
            let first_draw = draws.start + (start - within.start) as u64;
            let row = first_draw / self.draws;
            if !self.posteriors.contains_key(&evidence) {
                if self.posteriors.len() >= MOST_POSTERIORS {
                    self.posteriors.clear();
                }
                let posterior = network
                    .posterior(&vec![None; evidence.len()], &evidence)
                    .map_err(|error| Error::Inference { row, error })?;
                let posterior = posterior.ok_or_else(|| self.impossible(row, &evidence))?;
                self.posteriors.insert(evidence.clone(), posterior);
            }
            if let Some(posterior) = self.posteriors.get(&evidence) {
                let n_draws = (end - start) as u64;
                let drawn = posterior.draws(self.seed, first_draw..first_draw + n_draws);
                for &node in missing {
                    if let Column::Codes(codes) = &mut columns[node] {
                        codes[start..end].copy_from_slice(&drawn[node]);
                    }
                }
            }
            start = end;
        }
        Ok(())
    }

    fn impossible(&self, row: u64, evidence: &[Option<u8>]) -> Error {
        let parts: Vec<String> = evidence
            .iter()
            .enumerate()
            .filter_map(|(node, state)| {
                let states = self.program.variable(node).values.states();
                let state = states.get(usize::from((*state)?))?;
                Some(format!("`{}` = {state}", self.program.names()[node]))
            })
            .collect();
        Error::ImpossibleTogether { row, observed: parts.join(", ") }
    }
}

/// Every draw gets the value of its row.
fn copy<T: Copy>(to: &mut [T], from: &[T], first_draw: u64, draws: u64) {
    if draws == 1 {
        to.copy_from_slice(&from[first_draw as usize..first_draw as usize + to.len()]);
        return;
    }
    for (at, to) in to.iter_mut().enumerate() {
        *to = from[((first_draw + at as u64) / draws) as usize];
    }
}
