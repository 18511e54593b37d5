//! Rows of a program: node after node in blocks of rows, every row by its own noise.

use crate::{
    Error, Program, RowFault, Values,
    kernel::ParentColumn,
    mechanism::{Fault, all_counts, all_finite, undefined},
    noise::Key,
    program::{Change, Node, Seen},
    value::{Cells, Column, Sample},
};
use numeric::seed::Seed;
use std::ops::Range;

/// Rows that are computed together, node after node, so that they stay near the processor.
const BLOCK: usize = 4_096;

impl Program {
    /// The rows of a range. A row is the same in every range that holds it, for the same seed.
    ///
    /// Latent nodes are among the columns.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows: the first node in the order of causes
    /// that has such a row in the first block with one.
    pub fn sample(&self, seed: Seed, rows: Range<u64>) -> Result<Sample, Error> {
        let n_rows = rows.end.saturating_sub(rows.start) as usize;
        let columns = self.empty(n_rows);
        self.compute(seed, rows.start, columns, self.order())
    }

    /// The rows of a range, and what they are under another program of the same nodes with the same
    /// noise; only nodes that can differ are computed again.
    ///
    /// # Errors
    /// As [`Self::sample`], and [`Error::DifferentNodes`].
    pub fn sample_changed(
        &self,
        changed: &Program,
        seed: Seed,
        rows: Range<u64>,
    ) -> Result<(Sample, Sample), Error> {
        let differs = self.differences(changed)?;
        let again: Vec<usize> =
            changed.order().iter().copied().filter(|&idx| differs[idx]).collect();
        let before = self.sample(seed, rows.clone())?;
        let n_rows = before.n_rows();
        let columns = (0..self.names().len())
            .map(|idx| {
                if differs[idx] {
                    Column::new(&changed.variable(idx).values, n_rows)
                } else {
                    before.columns[idx].clone()
                }
            })
            .collect();
        let after = changed.compute(seed, rows.start, columns, &again)?;
        Ok((before, after))
    }

    /// A column for every node.
    pub(crate) fn empty(&self, n_rows: usize) -> Vec<Column> {
        let column = |idx: usize| Column::new(&self.variable(idx).values, n_rows);
        (0..self.names().len()).map(column).collect()
    }

    /// Computes some nodes, causes first; the others' columns are filled already.
    fn compute(
        &self,
        seed: Seed,
        first_row: u64,
        mut columns: Vec<Column>,
        nodes: &[usize],
    ) -> Result<Sample, Error> {
        let n_rows = columns.first().map_or(0, Column::len);
        let keys: Vec<Key> = nodes.iter().map(|&idx| Key::new(seed, &self.names()[idx])).collect();
        let mut start = 0;
        while start < n_rows {
            let block = start..n_rows.min(start + BLOCK);
            let row = first_row.wrapping_add(start as u64);
            for (&idx, key) in nodes.iter().zip(&keys) {
                let node = self.node(idx);
                let mut own = std::mem::replace(&mut columns[idx], Column::Codes(Vec::new()));
                let parents: Vec<ParentColumn> = node
                    .parents
                    .iter()
                    .map(|&parent| columns[parent].rows(block.clone()))
                    .collect();
                let drawn = node.draw(key, row, &parents, own.rows_mut(block.clone()));
                drop(parents);
                columns[idx] = own;
                drawn.map_err(|(at, fault)| {
                    self.row_error(idx, row.wrapping_add(at as u64), fault)
                })?;
            }
            start = block.end;
        }
        Ok(Sample { first_row, columns })
    }

    /// The error that a node has no value in a row.
    pub(crate) fn row_error(&self, idx: usize, row: u64, fault: RowFault) -> Error {
        Error::Row { node: self.names()[idx].clone(), row, fault }
    }
}

impl Node {
    /// The node's values at an address, its parents' values given in the order of its parents.
    pub(crate) fn draw(
        &self,
        key: &Key,
        first_row: u64,
        parents: &[ParentColumn],
        mut out: Cells,
    ) -> Result<(), Fault> {
        self.natural.draw(key, first_row, &parents[..self.n_natural], out.again())?;
        self.apply_changes(parents, out)
    }

    /// What interventions make of natural values.
    pub(crate) fn apply_changes(
        &self,
        parents: &[ParentColumn],
        mut out: Cells,
    ) -> Result<(), Fault> {
        for change in &self.changes {
            match change {
                Change::Shift(by) => {
                    let values = out.again().numbers();
                    let is_count = self.variable.values == Values::Count;
                    for value in &mut *values {
                        *value += by;
                        if is_count {
                            *value = value.max(0.0);
                        }
                    }
                    all_finite(values)?;
                }
                Change::Policy { expression, inputs } => {
                    let before = match out.view() {
                        ParentColumn::Codes(codes) => Column::Codes(codes.to_vec()),
                        ParentColumn::Numbers(numbers) => Column::Numbers(numbers.to_vec()),
                    };
                    let inputs: Vec<ParentColumn> = inputs
                        .iter()
                        .map(|input| match input {
                            Seen::Own => before.rows(0..before.len()),
                            Seen::Parent(place) => parents[*place],
                        })
                        .collect();
                    expression.fill(&inputs, out.again()).map_err(undefined)?;
                    if self.variable.values == Values::Count {
                        all_counts(out.again().numbers())?;
                    }
                }
            }
        }
        Ok(())
    }
}
