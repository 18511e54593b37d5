//! The noise of one node in many rows, drawn from its distribution given the node's value and its
//! parents' values (abduction).
//!
//! The noise of different nodes is independent, and given all values each depends on its own node and
//! parents alone. States keep what their kernel makes of noise: a rank uniform in the bin of the state,
//! or a race that the state won. A count has a uniform between two values of its distribution
//! function. Additive noise follows from the value.

use std::{ops::Range, sync::Arc};

use super::posterior::{race_won_by, within};
use crate::{
    Noise, RowFault,
    kernel::{ParentColumn, bin, thresholds},
    mechanism::{Additive, Compiled, NodeNoise, StateTable, poisson_cumulative, poisson_quantile},
    noise::{Key, fill_bits, fill_uniform},
    value::Cells,
};

/// Why the noise of a row cannot be drawn; rows are counted from 0 among those given.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trouble {
    /// The mechanism has no value in this row.
    Fault(usize, RowFault),
    /// The value has probability 0.
    Impossible(usize),
}

impl From<(usize, RowFault)> for Trouble {
    fn from((row, fault): (usize, RowFault)) -> Self {
        Self::Fault(row, fault)
    }
}

/// A node's values and its parents' in the same rows.
#[derive(Clone, Debug)]
pub(super) struct Observation<'a> {
    pub(super) mechanism: &'a Compiled,
    /// The bins of a table's noise.
    pub(super) bins: &'a Bins,
    pub(super) n_states: usize,
    pub(super) values: ParentColumn<'a>,
    pub(super) parents: &'a [ParentColumn<'a>],
}

/// The bins of noise of every row of a table whose states have ranks; empty for other mechanisms.
#[derive(Clone, Debug, Default)]
pub(super) struct Bins {
    n_states: usize,
    /// One threshold a state, row after row.
    thresholds: Vec<u64>,
    /// Whether some state can never occur in some row.
    has_empty: bool,
}

impl Bins {
    pub(super) fn new(mechanism: &Compiled) -> Self {
        match mechanism {
            Compiled::Table(table) if !table.is_race() => {
                let n_states = table.n_states();
                let rows = table.rows().chunks_exact(n_states.max(1));
                Self {
                    n_states,
                    thresholds: rows.flat_map(thresholds).collect(),
                    has_empty: table.rows().contains(&0.0),
                }
            }
            _ => Self::default(),
        }
    }

    fn bin(&self, row: usize, state: usize) -> Range<u64> {
        let start = row * self.n_states;
        bin(self.thresholds.get(start..start + self.n_states).unwrap_or_default(), state)
    }
}

/// How far a number may be from what a formula gives, relative to the larger of it and 1.
const TOLERANCE: f64 = 1e-9;

impl Observation<'_> {
    /// True where no value has probability 0 in any row, so that there is nothing to check.
    pub(super) fn is_always_possible(&self) -> bool {
        match self.mechanism {
            Compiled::Table(table) if table.is_race() => !table.rows().contains(&0.0),
            Compiled::Table(_) => !self.bins.has_empty,
            Compiled::Linear(function) => function.standard_deviation() > 0.0,
            _ => false,
        }
    }

    /// Noise that leads to the values, one draw a row, addressed by `key` and the number of the row.
    ///
    /// # Errors
    /// The first row whose value cannot be, or in which the mechanism has no value.
    pub(super) fn noise(&self, key: &Key, first_row: u64) -> Result<NodeNoise, Trouble> {
        match (self.values, self.mechanism) {
            (_, Compiled::Formula(_)) => self.follows(),
            (ParentColumn::Codes(codes), Compiled::Table(table)) if table.is_race() => {
                let mut lanes = self.lanes(key, first_row, codes.len());
                self.by_configuration(table, codes.len(), |row, configuration| {
                    let start = configuration * self.n_states;
                    let shares = table.rows().get(start..start + self.n_states);
                    win(&mut lanes, row, codes[row], shares.unwrap_or_default())
                })?;
                Ok(NodeNoise::Race(lanes))
            }
            (ParentColumn::Codes(codes), Compiled::Table(table)) => {
                let mut words = vec![0; codes.len()];
                fill_bits(key, first_row, &mut words);
                let mut ranks = vec![0; codes.len()];
                self.by_configuration(table, codes.len(), |row, configuration| {
                    let bin = self.bins.bin(configuration, usize::from(codes[row]));
                    ranks[row] = within(&bin, words[row]).ok_or(Trouble::Impossible(row))?;
                    Ok(())
                })?;
                Ok(NodeNoise::Rank(ranks))
            }
            (ParentColumn::Codes(codes), _) => self.noise_of_shares(codes, key, first_row),
            (ParentColumn::Numbers(values), Compiled::Linear(function)) => {
                let deviation = function.standard_deviation();
                if deviation == 0.0 {
                    return self.follows();
                }
                let mut noise = vec![0.0; values.len()];
                function.means(self.parents, &mut noise);
                for (row, (noise, value)) in noise.iter_mut().zip(values).enumerate() {
                    *noise = (value - *noise) / deviation;
                    if !noise.is_finite() {
                        return Err(Trouble::Impossible(row));
                    }
                }
                Ok(NodeNoise::Law(Arc::new(Noise::Normal), noise))
            }
            (ParentColumn::Numbers(values), Compiled::Poisson(function)) => {
                let mut uniforms = vec![0.0; values.len()];
                fill_uniform(key, first_row, &mut uniforms);
                let mut logarithms = vec![0.0; values.len()];
                function.means(self.parents, &mut logarithms);
                for (row, uniform) in uniforms.iter_mut().enumerate() {
                    let mean = numeric::float::exp(logarithms[row]);
                    *uniform =
                        count_noise(mean, values[row], *uniform).ok_or(Trouble::Impossible(row))?;
                }
                Ok(NodeNoise::Uniform(uniforms))
            }
            (ParentColumn::Numbers(values), Compiled::Additive(additive)) => {
                self.noise_of_sum(values, additive)
            }
            (ParentColumn::Numbers(values), Compiled::Empirical(law)) => {
                let noise = values.iter().enumerate().map(|(row, value)| {
                    supported(law, *value, value.abs()).ok_or(Trouble::Impossible(row))
                });
                Ok(NodeNoise::Law(Arc::clone(law), noise.collect::<Result<_, _>>()?))
            }
            (ParentColumn::Numbers(values), Compiled::Forest(forest)) => {
                let Some(law) = &forest.residuals else { return self.follows() };
                let mut means = vec![0.0; values.len()];
                forest.fitted.predict(self.parents, &mut means);
                let noise = values.iter().zip(means).enumerate().map(|(row, (value, mean))| {
                    let scale = value.abs().max(mean.abs());
                    supported(law, value - mean, scale).ok_or(Trouble::Impossible(row))
                });
                Ok(NodeNoise::Law(Arc::clone(law), noise.collect::<Result<_, _>>()?))
            }
            // Mechanisms are compiled to the kind of values that the node has.
            (ParentColumn::Numbers(_), Compiled::Table(_) | Compiled::Scores(_)) => {
                Ok(NodeNoise::None)
            }
        }
    }

    /// Nothing is left to chance: the values are those that follow from the parents.
    fn follows(&self) -> Result<NodeNoise, Trouble> {
        let found = match self.values {
            ParentColumn::Codes(codes) => {
                let mut expected = vec![0; codes.len()];
                let out = Cells::Codes(&mut expected);
                self.mechanism.replay(&NodeNoise::None, self.parents, out)?;
                codes.iter().zip(&expected).position(|(code, expected)| code != expected)
            }
            ParentColumn::Numbers(values) => {
                let mut expected = vec![0.0; values.len()];
                let out = Cells::Numbers(&mut expected);
                self.mechanism.replay(&NodeNoise::None, self.parents, out)?;
                let differs = |(value, expected): (&f64, &f64)| {
                    (value - expected).abs() > TOLERANCE * expected.abs().max(1.0)
                };
                values.iter().zip(&expected).position(differs)
            }
        };
        found.map_or(Ok(NodeNoise::None), |row| Err(Trouble::Impossible(row)))
    }

    /// States whose distribution is computed row by row.
    fn noise_of_shares(
        &self,
        codes: &[u8],
        key: &Key,
        first_row: u64,
    ) -> Result<NodeNoise, Trouble> {
        let n_rows = codes.len();
        let shares = self.mechanism.probabilities(self.n_states, self.parents, n_rows)?;
        let rows = shares.chunks_exact(self.n_states.max(1)).zip(codes).enumerate();
        if let NodeNoise::Race(mut lanes) = self.mechanism.noise(key, first_row, n_rows) {
            for (row, (shares, code)) in rows {
                win(&mut lanes, row, *code, shares)?;
            }
            return Ok(NodeNoise::Race(lanes));
        }
        let mut words = vec![0; n_rows];
        fill_bits(key, first_row, &mut words);
        let ranks = rows.map(|(row, (shares, code))| {
            let bin = bin(&thresholds(shares), usize::from(*code));
            within(&bin, words[row]).ok_or(Trouble::Impossible(row))
        });
        Ok(NodeNoise::Rank(ranks.collect::<Result<_, _>>()?))
    }

    fn noise_of_sum(&self, values: &[f64], additive: &Additive) -> Result<NodeNoise, Trouble> {
        let [means, spreads] = additive.means_and_spreads(self.parents, values.len())?;
        let mut noise: Vec<f64> = Vec::with_capacity(values.len());
        for (row, value) in values.iter().enumerate() {
            let (mean, spread) = (means[row], spreads[row]);
            // Draws of one row follow one another; undoing a link may take long.
            let as_before = row.checked_sub(1).filter(|&before| {
                values[before] == *value && means[before] == mean && spreads[before] == spread
            });
            if let Some(before) = as_before {
                noise.push(noise[before]);
                continue;
            }
            let found = additive.noise_of(*value, mean, spread);
            let scale = found.map_or(0.0, f64::abs).max((mean / spread).abs());
            let found = found.and_then(|found| supported(&additive.law, found, scale));
            noise.push(found.ok_or(Trouble::Impossible(row))?);
        }
        Ok(NodeNoise::Law(Arc::clone(&additive.law), noise))
    }

    /// Visits rows with the number of their parents' configuration, all parents having states.
    fn by_configuration(
        &self,
        table: &StateTable,
        n_rows: usize,
        mut visit: impl FnMut(usize, usize) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let mut numbers = vec![0_usize; n_rows];
        for (place, parent) in self.parents.iter().enumerate() {
            let ParentColumn::Codes(codes) = parent else { continue };
            // Numbers are of mixed radix: how much a state counts is the number of its first step.
            let mut step = vec![0; self.parents.len()];
            step[place] = 1;
            let stride = table.configuration(&step);
            for (number, &code) in numbers.iter_mut().zip(*codes) {
                *number += stride * usize::from(code);
            }
        }
        numbers.into_iter().enumerate().try_for_each(|(row, number)| visit(row, number))
    }

    fn lanes(&self, key: &Key, first_row: u64, n_rows: usize) -> Vec<Vec<f64>> {
        match self.mechanism.noise(key, first_row, n_rows) {
            NodeNoise::Race(lanes) => lanes,
            _ => vec![vec![1.0; n_rows]; self.n_states],
        }
    }
}

/// Makes a row's independent exponential noise that of a race that `winner` won.
fn win(lanes: &mut [Vec<f64>], row: usize, winner: u8, shares: &[f64]) -> Result<(), Trouble> {
    let mut noise: Vec<f64> = lanes.iter().map(|lane| lane[row]).collect();
    if !race_won_by(usize::from(winner), shares, &mut noise) {
        return Err(Trouble::Impossible(row));
    }
    for (lane, noise) in lanes.iter_mut().zip(noise) {
        lane[row] = noise;
    }
    Ok(())
}

/// A uniform number whose Poisson quantile is the count: between the distribution function below it
/// and at it. None where the count is none or too unlikely for numbers in (0, 1).
fn count_noise(mean: f64, count: f64, uniform: f64) -> Option<f64> {
    const LEAST: f64 = 1.0 / (1_u64 << 53) as f64;
    if !(count >= 0.0 && count.fract() == 0.0) {
        return None;
    }
    let low = poisson_cumulative(mean, count - 1.0);
    let high = poisson_cumulative(mean, count);
    let inside = (low + uniform * (high - low)).clamp(LEAST, 1.0 - LEAST);
    // At the ends of the interval the sum may round to the count before or after.
    [inside, high.min(1.0 - LEAST), low.next_up()]
        .into_iter()
        .find(|uniform| poisson_quantile(mean, *uniform) == count)
}

/// The noise itself where the law can give it, moved to the nearest that it can give over a distance
/// that rounding explains; `scale` is the size of the numbers whose difference it is.
fn supported(law: &Noise, noise: f64, scale: f64) -> Option<f64> {
    let allowed = TOLERANCE * scale.max(1e-300);
    let nearest = match law {
        Noise::Normal | Noise::Logistic | Noise::Laplace => noise,
        Noise::Uniform => noise.clamp(0.0, 1.0),
        Noise::Exponential => noise.max(0.0),
        Noise::Empirical(values) => {
            let at = values.partition_point(|value| *value < noise);
            let near = [at.checked_sub(1), Some(at)].into_iter().flatten();
            let distance = |value: &f64| (value - noise).abs();
            let near = near.filter_map(|at| values.get(at).copied());
            near.min_by(|a, b| distance(a).total_cmp(&distance(b)))?
        }
    };
    ((nearest - noise).abs() <= allowed).then_some(nearest)
}

/// Noise for a mechanism that may be another than the one it was drawn for.
///
/// A mechanism without noise says nothing of the node's noise, which then is new. Values of an
/// empirical law stand for all the probabilities that lead to them; in another law one of these is
/// drawn.
pub(super) fn noise_for(
    mechanism: &Compiled,
    noise: NodeNoise,
    key: &Key,
    first_row: u64,
    n_rows: usize,
) -> NodeNoise {
    match (noise, mechanism) {
        (NodeNoise::None, _) => mechanism.noise(key, first_row, n_rows),
        (NodeNoise::Law(law, values), _) => match (&*law, law_of(mechanism)) {
            (Noise::Empirical(known), Some(other)) if *other != *law => {
                let mut uniforms = vec![0.0; n_rows];
                fill_uniform(key, first_row, &mut uniforms);
                for (uniform, value) in uniforms.iter_mut().zip(&values) {
                    let below = known.partition_point(|other| other < value);
                    let up_to = known.partition_point(|other| other <= value).max(below + 1);
                    let place = below as f64 + *uniform * (up_to - below) as f64;
                    *uniform = place / known.len().max(1) as f64;
                }
                NodeNoise::Uniform(uniforms)
            }
            _ => NodeNoise::Law(law, values),
        },
        (noise, _) => noise,
    }
}

/// The law of the numbers that a mechanism uses as noise.
fn law_of(mechanism: &Compiled) -> Option<&Noise> {
    match mechanism {
        Compiled::Linear(_) => Some(&Noise::Normal),
        Compiled::Additive(additive) => Some(&additive.law),
        Compiled::Empirical(law) => Some(law),
        Compiled::Forest(forest) => forest.residuals.as_deref(),
        Compiled::Table(_) | Compiled::Scores(_) | Compiled::Poisson(_) | Compiled::Formula(_) => {
            None
        }
    }
}
