//! What would have been: the noise of observed rows, put through another program (action, prediction).

use std::ops::Range;

use numeric::seed::Seed;

use super::{
    Error,
    abduct::{Bins, Observation, Trouble, noise_for},
    complete::Completion,
    observed::Observed,
};
use crate::{
    Program,
    inference::Network,
    kernel::ParentColumn,
    mechanism::NodeNoise,
    noise::Key,
    program::Node,
    value::{Cells, Column, Sample},
};

/// Observed rows and what they would have been, draw by draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterfactual {
    /// The rows as observed, missing values drawn.
    pub before: Sample,
    /// The same under the other program.
    pub after: Sample,
    /// How many draws each row has; draw `d` of the samples is of row `d / draws_per_row`.
    pub draws_per_row: u64,
    /// For every node whether it can differ; the others have their observed values.
    pub can_differ: Vec<bool>,
}

/// Values, draws times nodes, that are computed in one call.
const MOST_VALUES: f64 = 268_435_456.0;
/// Draws that are computed together.
const BLOCK: u64 = 4_096;

/// What observed rows of `program` would have been under `changed`, another program of the same
/// nodes: noise drawn given the observed values (abduction), put through the changed mechanisms.
///
/// `rows` are numbers of observed rows; every row gets `draws_per_row` draws (at least one), and a
/// draw is the same whatever the range. Nodes that cannot differ have their observed values; so has
/// a node in a row in which neither its mechanism nor its parents' values changed.
///
/// Missing values are drawn from their exact distribution given what was observed, which needs states
/// everywhere, unless nothing was observed that follows from them.
///
/// # Errors
/// Columns that do not fit, more values than memory is for, a row that cannot occur in the model, a missing value that cannot be
/// inferred, programs of other nodes, and mechanisms that have no value in a row.
pub fn counterfactual(
    program: &Program,
    changed: &Program,
    observed: &Observed,
    rows: Range<u64>,
    draws_per_row: u64,
    seed: Seed,
) -> Result<Counterfactual, Error> {
    let can_differ = program.differences(changed)?;
    observed.check(program)?;
    let n_rows = observed.n_rows as u64;
    if rows.end > n_rows || rows.start > rows.end {
        let fault = format!("rows {} to {} were asked for of {n_rows}", rows.start, rows.end);
        return Err(Error::Observed { fault });
    }
    let draws_per_row = draws_per_row.max(1);
    let n_values =
        (rows.end - rows.start) as f64 * draws_per_row as f64 * program.names().len() as f64;
    if n_values > MOST_VALUES {
        return Err(Error::TooManyDraws { values: n_values, limit: MOST_VALUES });
    }
    let too_far = || Error::TooManyDraws { values: f64::INFINITY, limit: MOST_VALUES };
    let end = rows.end.checked_mul(draws_per_row).ok_or_else(too_far)?;
    let draws = rows.start * draws_per_row..end;
    let is_partial = (0..program.names().len())
        .any(|node| rows.clone().any(|row| observed.is_missing(node, row as usize)));
    let network =
        if is_partial && program.is_discrete() { Network::new(program).ok() } else { None };
    let mut completion = Completion::new(program, observed, network.as_ref(), seed, draws_per_row);
    let prediction = Prediction::new(program, changed, &can_differ, seed, draws_per_row);
    let n_draws = (draws.end - draws.start) as usize;
    let mut before = program.empty(n_draws);
    let mut after = program.empty(n_draws);
    let mut start = draws.start;
    while start < draws.end {
        let block_end = ((start / BLOCK + 1) * BLOCK).min(draws.end);
        let factual = completion.rows(start..block_end)?;
        let predicted = prediction.rows(start, &factual)?;
        let place = (start - draws.start) as usize;
        for idx in 0..factual.len() {
            paste(&mut before[idx], place, &factual[idx]);
            paste(&mut after[idx], place, predicted[idx].as_ref().unwrap_or(&factual[idx]));
        }
        start = block_end;
    }
    let sample = |columns| Sample { first_row: draws.start, columns };
    Ok(Counterfactual { before: sample(before), after: sample(after), draws_per_row, can_differ })
}

impl Counterfactual {
    /// How often a node has each of its `n_states` states among the draws of one row under the other
    /// program; `row` is counted from 0 among the rows that were computed. Empty for numbers.
    pub fn shares(&self, node: usize, n_states: usize, row: usize) -> Vec<f64> {
        let codes = self.after.columns.get(node).and_then(Column::codes).unwrap_or_default();
        let n_draws = self.draws_per_row as usize;
        let draws = codes.chunks_exact(n_draws.max(1)).nth(row).unwrap_or_default();
        if draws.is_empty() {
            return Vec::new();
        }
        let mut counts = vec![0_u64; n_states];
        for &code in draws {
            if let Some(count) = counts.get_mut(usize::from(code)) {
                *count += 1;
            }
        }
        counts.iter().map(|&count| count as f64 / draws.len() as f64).collect()
    }
}

/// Everything about the two programs that is the same for all rows.
struct Prediction<'a> {
    program: &'a Program,
    changed: &'a Program,
    can_differ: &'a [bool],
    draws_per_row: u64,
    /// For every node its mechanism's bins, and where the noise that explains its values comes from.
    bins: Vec<Bins>,
    keys: Vec<Key>,
    /// Where noise comes from of which the values say nothing.
    new_keys: Vec<Key>,
    /// For every node whether its own mechanism is the same.
    is_kept: Vec<bool>,
}

impl<'a> Prediction<'a> {
    fn new(
        program: &'a Program,
        changed: &'a Program,
        can_differ: &'a [bool],
        seed: Seed,
        draws_per_row: u64,
    ) -> Self {
        let keys = |stream: &str| {
            let stream = seed.stream(stream);
            program.names().iter().map(|name| Key::of(&stream.child(name))).collect()
        };
        let pairs = program.nodes().iter().zip(changed.nodes());
        Self {
            program,
            changed,
            can_differ,
            draws_per_row,
            bins: program.nodes().iter().map(|node| Bins::new(&node.natural)).collect(),
            keys: keys("scm abduction"),
            new_keys: keys("scm counterfactual"),
            is_kept: pairs.map(|(one, other)| is_same(one, other)).collect(),
        }
    }

    /// The columns under the changed program; none for those that cannot differ.
    fn rows(&self, first_draw: u64, factual: &[Column]) -> Result<Vec<Option<Column>>, Error> {
        let mut predicted: Vec<Option<Column>> = vec![None; factual.len()];
        for &idx in self.changed.order() {
            let after = self.changed.node(idx);
            let n_rows = factual[idx].len();
            let Some(noise) = self.noise(idx, first_draw, factual)? else { continue };
            let mut own = Column::new(&after.variable.values, n_rows);
            let parents: Vec<ParentColumn> = after
                .parents
                .iter()
                .map(|&parent| view(predicted[parent].as_ref().unwrap_or(&factual[parent])))
                .collect();
            let noise = noise_for(&after.natural, noise, &self.new_keys[idx], first_draw, n_rows);
            let mut out = own.rows_mut(0..n_rows);
            after
                .natural
                .replay(&noise, &parents[..after.n_natural], out.again())
                .and_then(|()| after.apply_changes(&parents, out))
                .map_err(|(at, fault)| {
                    self.changed.row_error(idx, self.row(first_draw, at), fault)
                })?;
            if self.is_kept[idx] {
                let before: Vec<ParentColumn> =
                    after.parents.iter().map(|&parent| view(&factual[parent])).collect();
                keep(&mut own, &factual[idx], &before, &parents);
            }
            predicted[idx] = Some(own);
        }
        Ok(predicted)
    }

    /// The noise of a node, given what was observed; none for a node that cannot differ, whose values
    /// are checked all the same.
    fn noise(
        &self,
        idx: usize,
        first_draw: u64,
        factual: &[Column],
    ) -> Result<Option<NodeNoise>, Error> {
        let node = self.program.node(idx);
        if !node.changes.is_empty() {
            return if self.can_differ[idx] {
                Err(Error::NotInvertible { node: self.program.names()[idx].clone() })
            } else {
                Ok(None)
            };
        }
        let parents: Vec<ParentColumn> =
            node.parents.iter().map(|&parent| view(&factual[parent])).collect();
        let observation = Observation {
            mechanism: &node.natural,
            bins: &self.bins[idx],
            n_states: node.variable.values.states().len(),
            values: view(&factual[idx]),
            parents: &parents,
        };
        if !self.can_differ[idx] && observation.is_always_possible() {
            return Ok(None);
        }
        let noise = observation.noise(&self.keys[idx], first_draw);
        let noise = noise.map_err(|trouble| match trouble {
            Trouble::Fault(at, fault) => {
                self.program.row_error(idx, self.row(first_draw, at), fault).into()
            }
            Trouble::Impossible(at) => Error::Impossible {
                row: self.row(first_draw, at),
                node: self.program.names()[idx].clone(),
                value: self.words(idx, &factual[idx], at),
                configuration: self.configuration(node, factual, at),
            },
        })?;
        Ok(self.can_differ[idx].then_some(noise))
    }

    fn row(&self, first_draw: u64, at: usize) -> u64 {
        (first_draw + at as u64) / self.draws_per_row
    }

    /// A value in words.
    fn words(&self, idx: usize, column: &Column, at: usize) -> String {
        match column {
            Column::Codes(codes) => {
                let states = self.program.variable(idx).values.states();
                states.get(usize::from(codes[at])).cloned().unwrap_or_default()
            }
            Column::Numbers(numbers) => numbers[at].to_string(),
        }
    }

    fn configuration(&self, node: &Node, factual: &[Column], at: usize) -> String {
        if node.parents.is_empty() {
            return "it has no causes".to_owned();
        }
        let parents = node.parents.iter().map(|&parent| {
            let value = self.words(parent, &factual[parent], at);
            format!("`{}` is {value}", self.program.names()[parent])
        });
        parents.collect::<Vec<_>>().join(", ")
    }
}

/// Whether two nodes have one mechanism.
fn is_same(one: &Node, other: &Node) -> bool {
    one.variable.mechanism == other.variable.mechanism
        && one.parents == other.parents
        && one.changes.is_empty()
        && other.changes.is_empty()
}

/// Keeps the observed value in rows in which all parents have theirs: computing a number again from
/// its noise may round.
fn keep(own: &mut Column, factual: &Column, before: &[ParentColumn], after: &[ParentColumn]) {
    let (Column::Numbers(own), Column::Numbers(factual)) = (own, factual) else { return };
    let is_equal = |row: usize| {
        before.iter().zip(after).all(|pair| match pair {
            (ParentColumn::Codes(one), ParentColumn::Codes(other)) => one[row] == other[row],
            (ParentColumn::Numbers(one), ParentColumn::Numbers(other)) => one[row] == other[row],
            _ => false,
        })
    };
    for (row, (own, factual)) in own.iter_mut().zip(factual).enumerate() {
        if is_equal(row) {
            *own = *factual;
        }
    }
}

/// A column as a mechanism reads it.
fn view(column: &Column) -> ParentColumn<'_> {
    column.rows(0..column.len())
}

fn paste(to: &mut Column, place: usize, from: &Column) {
    match (to.rows_mut(place..place + from.len()), from) {
        (Cells::Codes(to), Column::Codes(from)) => to.copy_from_slice(from),
        (Cells::Numbers(to), Column::Numbers(from)) => to.copy_from_slice(from),
        _ => {}
    }
}
