//! Exact decomposition of a discrete table by summation over its strata.
//!
//! Every combination of values is a cell with its own mean, so nothing is modelled. Standard errors
//! are those of the multinomial law of the cells (delta method); for such a saturated model they
//! follow from the efficient influence functions at the cell means.
//!
//! # Errors
//! A stratum that a mean averages over must have rows of the group whose outcome or mediators it
//! borrows; otherwise the effect does not follow from the table ([`Error::OneGroupStrata`]).

use std::collections::BTreeMap;

use numeric::Matrix;

use crate::{
    Decomposition, Design, Effect, EffectEstimate, Error, Group,
    decomposition::coefficients,
    influence::{Moments, RowNuisances},
    note::design_notes,
};

/// Sums of the individuals of one stratum, by group: baseline, comparison.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    individuals: [f64; 2],
    outcome: [f64; 2],
}

pub(crate) fn run(design: &Design) -> Result<Vec<f64>, Error> {
    let all = Matrix::hstack(&[&design.confounders, &design.mediators]);
    let (by_confounders, stratum_of) = strata(design, &design.confounders);
    let (by_all, cell_of) = strata(design, &all);
    check_overlap(design, &by_confounders, &by_all)?;
    let nested = nested_means(design, &by_confounders, &stratum_of, &by_all, &cell_of);
    let mut moments = Moments::new(design);
    for row in occupied(design) {
        let stratum = &by_confounders[stratum_of[row]];
        let cell = &by_all[cell_of[row]];
        let nuisances = RowNuisances {
            outcome_all: cell.mean(Group::Comparison),
            outcome_confounders: stratum.mean(Group::Comparison),
            outcome_confounders_baseline: stratum.mean(Group::Baseline),
            nested: nested[stratum_of[row]],
            propensity_confounders: stratum.propensity(),
            propensity_all: cell.propensity(),
        };
        moments.add(design, row, design.weight(row), &nuisances);
    }
    let mut part = Vec::with_capacity(Moments::LENGTH);
    moments.write(&mut part);
    Ok(part)
}

pub(crate) fn finish(
    design: &Design,
    level: f64,
    parts: &[Vec<f64>],
) -> Result<Decomposition, Error> {
    if parts[0].len() != Moments::LENGTH {
        return Err(Error::MalformedPart { unit: 0 });
    }
    let mut moments = Moments::new(design);
    moments.merge(&parts[0]);
    let means = moments.means(design);
    let errors = moments.standard_errors(design);
    let effects = Effect::ALL.map(|effect| {
        if coefficients(design, effect).iter().all(|coefficient| *coefficient == 0.0) {
            return EffectEstimate::ZERO;
        }
        EffectEstimate::normal(means.effect(effect), errors[effect.index()], level)
    });
    Ok(Decomposition { effects, means, notes: design_notes(design) })
}

/// The strata of equal rows of `columns`, and the stratum of each row.
fn strata(design: &Design, columns: &Matrix) -> (Vec<Cell>, Vec<usize>) {
    let mut number_of: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
    let mut cells: Vec<Cell> = Vec::new();
    let mut stratum_of = vec![0; design.n_rows()];
    for row in occupied(design) {
        // Adding 0 makes the two zeros equal.
        let key = columns.columns().map(|column| (column[row] + 0.0).to_bits()).collect();
        let number = *number_of.entry(key).or_insert(cells.len());
        if number == cells.len() {
            cells.push(Cell::default());
        }
        let group = design.group(row) as usize;
        cells[number].individuals[group] += design.weight(row);
        cells[number].outcome[group] += design.weight(row) * design.outcome[row];
        stratum_of[row] = number;
    }
    (cells, stratum_of)
}

/// η(z): m of the cells of each stratum of confounders, averaged over its baseline group.
fn nested_means(
    design: &Design,
    by_confounders: &[Cell],
    stratum_of: &[usize],
    by_all: &[Cell],
    cell_of: &[usize],
) -> Vec<f64> {
    let mut nested = vec![0.0; by_confounders.len()];
    for row in occupied(design).filter(|&row| design.group(row) == Group::Baseline) {
        let of_stratum = by_confounders[stratum_of[row]].individuals[Group::Baseline as usize];
        nested[stratum_of[row]] +=
            design.weight(row) / of_stratum * by_all[cell_of[row]].mean(Group::Comparison);
    }
    nested
}

fn check_overlap(design: &Design, by_confounders: &[Cell], by_all: &[Cell]) -> Result<(), Error> {
    let total = design.n_individuals();
    let missing_in = |cells: &[Cell], missing: Group, required: fn(&Cell) -> bool| {
        let lacking =
            cells.iter().filter(|cell| required(cell) && cell.individuals[missing as usize] == 0.0);
        let (mut strata, mut individuals) = (0, 0.0);
        for cell in lacking {
            strata += 1;
            individuals += cell.individuals[0] + cell.individuals[1];
        }
        if strata > 0 {
            return Err(Error::OneGroupStrata { missing, strata, individuals, total });
        }
        Ok(())
    };
    // Means over everybody need both groups in every stratum of confounders; the mediators of the
    // baseline group are given the outcome of the comparison group.
    missing_in(by_confounders, Group::Comparison, |_| true)?;
    missing_in(by_confounders, Group::Baseline, |_| true)?;
    missing_in(by_all, Group::Comparison, |cell| cell.individuals[0] > 0.0)
}

fn occupied(design: &Design) -> impl Iterator<Item = usize> {
    (0..design.n_rows()).filter(|&row| design.weight(row) > 0.0)
}

impl Cell {
    /// Mean outcome of a group; 0 where the group is absent, which no mean that is used reads.
    fn mean(&self, group: Group) -> f64 {
        let group = group as usize;
        let individuals = self.individuals[group];
        if individuals > 0.0 { self.outcome[group] / individuals } else { 0.0 }
    }

    fn propensity(&self) -> f64 {
        self.individuals[1] / (self.individuals[0] + self.individuals[1])
    }
}
