//! Numbers by a linear function of the parents and normal noise.

use super::blocks::{BLOCK, in_blocks};
use crate::noise::{Key, fill_normal};
use std::array;
use wide::{bytemuck::cast, f64x2};

/// Rows that are drawn together.
const CHUNK: usize = 512;

/// `intercept + Σ term(parent) + standard_deviation · z`, summed in this order, with standard normal
/// `z`.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearKernel {
    intercept: f64,
    terms: Vec<LinearTerm>,
    standard_deviation: f64,
}

/// What one parent adds.
#[derive(Debug, Clone, PartialEq)]
pub enum LinearTerm {
    /// The product of the parent's number with this coefficient.
    Slope(f64),
    /// For each of the parent's states a number; other codes add 0.
    States(Vec<f64>),
}

/// The values of one parent.
#[derive(Debug, Clone, Copy)]
pub enum ParentColumn<'a> {
    /// Numbers.
    Numbers(&'a [f64]),
    /// Codes of states.
    Codes(&'a [u8]),
}

impl LinearKernel {
    /// The kernel with a term for each parent.
    pub fn new(intercept: f64, terms: Vec<LinearTerm>, standard_deviation: f64) -> Self {
        Self { intercept, terms, standard_deviation }
    }

    /// The standard deviation of the noise.
    pub fn standard_deviation(&self) -> f64 {
        self.standard_deviation
    }

    /// The values of rows `first_row..first_row + out.len()`, given the parents' values of the same
    /// rows.
    ///
    /// # Panics
    /// When a parent has fewer values than `out`.
    pub fn draw(&self, key: &Key, first_row: u64, parents: &[ParentColumn], out: &mut [f64]) {
        let mut noise = [0.0; CHUNK];
        for (number, chunk) in out.chunks_mut(CHUNK).enumerate() {
            let start = number * CHUNK;
            self.add_up(parents, start, chunk);
            if self.standard_deviation == 0.0 {
                continue;
            }
            let noise = &mut noise[..chunk.len()];
            fill_normal(key, first_row.wrapping_add(start as u64), noise);
            add_scaled(self.standard_deviation, noise, chunk);
        }
    }

    /// The values without noise: what [`Self::draw`] adds the noise to.
    ///
    /// # Panics
    /// When a parent has fewer values than `out`.
    pub fn means(&self, parents: &[ParentColumn], out: &mut [f64]) {
        self.add_up(parents, 0, out);
    }

    fn add_up(&self, parents: &[ParentColumn], start: usize, out: &mut [f64]) {
        out.fill(self.intercept);
        let end = start + out.len();
        for (term, parent) in self.terms.iter().zip(parents) {
            match (term, parent) {
                (LinearTerm::Slope(slope), ParentColumn::Numbers(numbers)) => {
                    add_scaled(*slope, &numbers[start..end], out);
                }
                (LinearTerm::Slope(slope), ParentColumn::Codes(codes)) => {
                    for (value, &code) in out.iter_mut().zip(&codes[start..end]) {
                        *value += slope * f64::from(code);
                    }
                }
                (LinearTerm::States(added), ParentColumn::Codes(codes)) => {
                    for (value, &code) in out.iter_mut().zip(&codes[start..end]) {
                        *value += added.get(usize::from(code)).copied().unwrap_or(0.0);
                    }
                }
                // Numbers have no states: nothing is added.
                (LinearTerm::States(_), ParentColumn::Numbers(_)) => {}
            }
        }
    }
}

/// Adds `scale · from` to the values.
fn add_scaled(scale: f64, from: &[f64], values: &mut [f64]) {
    let scale = f64x2::splat(scale);
    in_blocks(from, values, |from, values| {
        let from: [f64x2; BLOCK / 2] = cast(*from);
        let before: [f64x2; BLOCK / 2] = cast(*values);
        let after: [f64x2; BLOCK / 2] = array::from_fn(|pair| before[pair] + scale * from[pair]);
        *values = cast(after);
    });
}

#[cfg(test)]
mod tests {
    use super::{LinearKernel, LinearTerm, ParentColumn};
    use crate::noise::{Key, normal_of_bits};
    use numeric::seed::Seed;

    #[test]
    fn values_are_the_linear_function_to_the_last_bit() {
        let n_rows = 1100_u32;
        let numbers: Vec<f64> = (0..n_rows).map(|row| f64::from(row) * 0.37 - 100.0).collect();
        let codes: Vec<u8> = (0..n_rows).map(|row| (row % 4) as u8).collect();
        let terms = vec![
            LinearTerm::Slope(0.7),
            LinearTerm::States(vec![0.1, -2.0, 3.5]),
            LinearTerm::Slope(-0.3),
        ];
        let parents = [
            ParentColumn::Numbers(&numbers),
            ParentColumn::Codes(&codes),
            ParentColumn::Codes(&codes),
        ];
        let kernel = LinearKernel::new(1.5, terms, 2.5);
        let key = Key::new(Seed(1), "y");
        let mut values = vec![0.0; n_rows as usize];
        kernel.draw(&key, 9, &parents, &mut values);
        let mut means = vec![0.0; n_rows as usize];
        kernel.means(&parents, &mut means);
        for (row, value) in values.iter().enumerate() {
            // The code 3 is no state of the second term.
            let by_state = [0.1, -2.0, 3.5, 0.0][usize::from(codes[row])];
            let mean = 1.5 + 0.7 * numbers[row] + by_state + -0.3 * f64::from(codes[row]);
            assert_eq!(means[row], mean);
            assert_eq!(*value, mean + 2.5 * normal_of_bits(key.bits(row as u64 + 9)));
        }
    }

    #[test]
    fn without_noise_values_are_the_means() {
        let numbers = [1.0, 2.0, 3.0];
        let kernel = LinearKernel::new(0.5, vec![LinearTerm::Slope(2.0)], 0.0);
        let mut values = [0.0; 3];
        kernel.draw(&Key::new(Seed(1), "y"), 0, &[ParentColumn::Numbers(&numbers)], &mut values);
        assert_eq!(values, [2.5, 4.5, 6.5]);
    }
}
