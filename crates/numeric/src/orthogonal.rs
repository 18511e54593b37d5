//! Orthonormal basis of the columns of a matrix, leaving out columns that depend on earlier ones.
//!
//! Modified Gram–Schmidt with a second pass. As in R's `lm`, a column is dropped when what remains
//! of it after the earlier columns were taken out is below a fraction of its own length, so of
//! several dependent columns the later ones go.
//!
//! # References
//! Å. Björck, "Numerics of Gram–Schmidt orthogonalization", Linear Algebra and its Applications
//! 197–198, 1994.

use crate::{Matrix, cholesky, float, gram, sum};

/// Fraction of a column's length below which its remainder counts as 0: the value of R's `lm`.
pub const RANK_TOLERANCE: f64 = 1e-7;

/// Share of a column's squared length that must remain for the Gram matrix to decide alone.
const CLEAR_PIVOT: f64 = 1e-6;

/// A factorization `X[:, kept] = basis · triangle`.
#[derive(Debug, Clone)]
pub struct Orthogonal {
    /// Orthonormal columns, n by k.
    pub basis: Matrix,
    /// Upper triangular matrix with a positive diagonal, k by k.
    pub triangle: Matrix,
    /// The k columns of X that were kept, ascending.
    pub kept: Vec<u32>,
}

/// The columns of X (n by p) that do not depend on earlier ones, ascending.
///
/// Far from dependence the Gram matrix of the columns decides, which is fast; near it,
/// [`orthogonalize`] with [`RANK_TOLERANCE`].
pub fn independent_columns(columns: &Matrix) -> Vec<u32> {
    let gram = gram::weighted_gram(columns, &vec![1.0; columns.n_rows()]);
    if let Ok(factor) = cholesky::factor(&gram) {
        let clear = |j: usize| {
            let pivot = factor.get(j, j) * factor.get(j, j);
            pivot > CLEAR_PIVOT * gram.get(j, j)
        };
        if (0..gram.n_columns()).all(clear) {
            return (0..gram.n_columns() as u32).collect();
        }
    }
    orthogonalize(columns, RANK_TOLERANCE).kept
}

/// Factorizes `columns` (n by p), dropping columns that depend on earlier ones.
pub fn orthogonalize(columns: &Matrix, tolerance: f64) -> Orthogonal {
    let n_rows = columns.n_rows();
    let mut basis: Vec<f64> = Vec::with_capacity(columns.as_slice().len());
    let mut kept: Vec<u32> = Vec::new();
    let mut coefficients: Vec<Vec<f64>> = Vec::new();
    for (index, column) in columns.columns().enumerate() {
        let mut remainder = column.to_vec();
        let mut taken_out = vec![0.0; kept.len() + 1];
        let length = float::sqrt(sum::dot(column, column));
        for _pass in 0..2 {
            for (k, direction) in basis.chunks_exact(n_rows.max(1)).enumerate() {
                let share = sum::dot(direction, &remainder);
                taken_out[k] += share;
                subtract(&mut remainder, share, direction);
            }
        }
        let rest = float::sqrt(sum::dot(&remainder, &remainder));
        if rest > tolerance * length {
            taken_out[kept.len()] = rest;
            basis.extend(remainder.iter().map(|value| value / rest));
            coefficients.push(taken_out);
            kept.push(index as u32);
        }
    }
    let mut triangle = Matrix::zeros(kept.len(), kept.len());
    for (k, column) in coefficients.iter().enumerate() {
        triangle.column_mut(k)[..column.len()].copy_from_slice(column);
    }
    Orthogonal { basis: Matrix::from_column_major(n_rows, kept.len(), basis), triangle, kept }
}

impl Orthogonal {
    /// Coefficients of the least-squares fit of `response` (n values) on the kept columns.
    ///
    /// # Panics
    /// When there is not one response per row.
    pub fn least_squares(&self, response: &[f64]) -> Vec<f64> {
        let n_kept = self.kept.len();
        let mut remainder = response.to_vec();
        let mut solution = vec![0.0; n_kept];
        for (share, direction) in solution.iter_mut().zip(self.basis.columns()) {
            *share = sum::dot(direction, &remainder);
            subtract(&mut remainder, *share, direction);
        }
        for k in (0..n_kept).rev() {
            let column = self.triangle.column(k);
            solution[k] /= column[k];
            let value = solution[k];
            for (above, entry) in solution[..k].iter_mut().zip(column) {
                *above -= value * entry;
            }
        }
        solution
    }
}

fn subtract(values: &mut [f64], factor: f64, direction: &[f64]) {
    for (value, entry) in values.iter_mut().zip(direction) {
        *value -= factor * entry;
    }
}

#[cfg(test)]
mod tests {
    use super::{RANK_TOLERANCE, independent_columns, orthogonalize};
    use crate::{Matrix, seed::Seed, sum};
    use proptest::prelude::*;

    fn random_matrix(seed: u64, n_rows: usize, n_columns: usize) -> Matrix {
        let mut draws = Seed(seed).stream("orthogonal").draws();
        let values = (0..n_rows * n_columns).map(|_| draws.normal()).collect();
        Matrix::from_column_major(n_rows, n_columns, values)
    }

    #[test]
    fn a_line_through_points_is_found_exactly() {
        let x = Matrix::from_columns(vec![vec![1.0; 4], vec![0.0, 1.0, 2.0, 3.0]]);
        let fitted = orthogonalize(&x, RANK_TOLERANCE).least_squares(&[1.0, 3.0, 5.0, 7.0]);
        assert!((fitted[0] - 1.0).abs() < 1e-15 && (fitted[1] - 2.0).abs() < 1e-15);
    }

    #[test]
    fn of_dependent_columns_the_later_ones_are_dropped() {
        let free = random_matrix(1, 30, 3);
        let total: Vec<f64> = (0..30).map(|i| 2.0 * free.get(i, 0) - free.get(i, 1)).collect();
        let x = Matrix::hstack(&[
            &Matrix::from_columns(vec![free.column(0).to_vec(), free.column(1).to_vec(), total]),
            &Matrix::zeros(30, 1),
            &Matrix::from_columns(vec![free.column(2).to_vec(), free.column(0).to_vec()]),
        ]);
        assert_eq!(independent_columns(&x), [0, 1, 4]);
        assert_eq!(orthogonalize(&x, RANK_TOLERANCE).kept, [0, 1, 4]);
    }

    #[test]
    fn there_are_no_more_independent_columns_than_rows() {
        assert_eq!(independent_columns(&random_matrix(2, 3, 5)), [0, 1, 2]);
        assert!(independent_columns(&Matrix::zeros(0, 2)).is_empty());
    }

    #[test]
    fn nearly_dependent_columns_are_told_apart_at_the_tolerance() {
        let base = random_matrix(3, 50, 2);
        let near = |distance: f64| {
            let third = (0..50).map(|i| base.get(i, 0) + distance * base.get(i, 1)).collect();
            Matrix::from_columns(vec![base.column(0).to_vec(), third])
        };
        assert_eq!(independent_columns(&near(1e-6)), [0, 1]);
        assert_eq!(independent_columns(&near(1e-8)), [0]);
    }

    proptest! {
        #[test]
        fn the_basis_is_orthonormal_and_gives_the_columns_back(
            seed in any::<u64>(),
            n_columns in 1_usize..9,
            closeness in -6.0_f64..0.0,
        ) {
            let mut x = random_matrix(seed, 20, n_columns);
            // The last column comes close to the first.
            let distance = crate::float::pow(10.0, closeness);
            if n_columns > 1 {
                let first = x.column(0).to_vec();
                for (value, first) in x.column_mut(n_columns - 1).iter_mut().zip(first) {
                    *value = first + distance * *value;
                }
            }
            let parts = orthogonalize(&x, 0.0);
            prop_assert_eq!(parts.kept.len(), n_columns);
            for j in 0..n_columns {
                for i in 0..n_columns {
                    let product = sum::dot(parts.basis.column(i), parts.basis.column(j));
                    prop_assert!((product - f64::from(i == j)).abs() < 1e-13);
                }
                for row in 0..20 {
                    let value: f64 =
                        (0..n_columns).map(|k| parts.basis.get(row, k) * parts.triangle.get(k, j)).sum();
                    prop_assert!((value - x.get(row, j)).abs() < 1e-13);
                }
            }
        }

        #[test]
        fn residuals_of_least_squares_are_orthogonal_to_the_columns(
            seed in any::<u64>(),
            n_columns in 1_usize..9,
        ) {
            let x = random_matrix(seed, 25, n_columns);
            let y = random_matrix(seed ^ 1, 25, 1);
            let solution = orthogonalize(&x, RANK_TOLERANCE).least_squares(y.column(0));
            let residuals: Vec<f64> = (0..25)
                .map(|i| y.get(i, 0) - (0..n_columns).map(|k| x.get(i, k) * solution[k]).sum::<f64>())
                .collect();
            for column in x.columns() {
                prop_assert!(sum::dot(column, &residuals).abs() < 1e-11);
            }
        }
    }
}
