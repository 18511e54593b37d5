//! Cholesky factor, solution and inverse for a small symmetric positive definite matrix.
//!
//! Over nalgebra's Cholesky, which gives the same bits on every target. Only the lower triangle of
//! an argument is read.

use nalgebra::{Cholesky, DMatrix, DVector, DVectorViewMut, Dyn};

use crate::{Error, Matrix};

/// Solves `gram · solution = rhs` for a symmetric positive definite `gram` (p by p).
///
/// # Errors
/// [`Error::NotPositiveDefinite`], [`Error::SizeMismatch`] when `rhs` does not have p values.
pub fn solve_spd(gram: &Matrix, rhs: &[f64]) -> Result<Vec<f64>, Error> {
    if rhs.len() != gram.n_rows() {
        return Err(Error::SizeMismatch { expected: gram.n_rows(), found: rhs.len() });
    }
    let mut solution = DVector::from_column_slice(rhs);
    decompose(gram)?.solve_mut(&mut solution);
    Ok(solution.data.into())
}

/// [`solve_spd`] that overwrites `rhs` with the solution and `gram` with its factor, without
/// allocating. After an error both hold no meaningful values.
///
/// # Errors
/// [`Error::NotPositiveDefinite`], [`Error::SizeMismatch`].
pub fn solve_spd_in_place(gram: &mut Matrix, rhs: &mut [f64]) -> Result<(), Error> {
    let size = square_size(gram)?;
    if rhs.len() != size {
        return Err(Error::SizeMismatch { expected: size, found: rhs.len() });
    }
    let taken = std::mem::take(gram).into_values();
    let Some(decomposition) = Cholesky::new(DMatrix::from_vec(size, size, taken)) else {
        *gram = Matrix::zeros(size, size);
        return Err(Error::NotPositiveDefinite { size });
    };
    decomposition.solve_mut(&mut DVectorViewMut::from_slice(rhs, size));
    *gram = matrix_from_nalgebra(decomposition.unpack_dirty());
    Ok(())
}

/// Inverse of a symmetric positive definite matrix, itself exactly symmetric.
///
/// # Errors
/// [`Error::NotPositiveDefinite`].
pub fn inverse_spd(gram: &Matrix) -> Result<Matrix, Error> {
    let size = gram.n_rows();
    let mut inverse = matrix_from_nalgebra(decompose(gram)?.inverse());
    for j in 0..size {
        for i in 0..j {
            inverse.set(i, j, inverse.get(j, i));
        }
    }
    Ok(inverse)
}

/// The lower triangular factor L with `L · Lᵀ = gram`; zeros above the diagonal.
///
/// # Errors
/// [`Error::NotPositiveDefinite`].
pub fn factor(gram: &Matrix) -> Result<Matrix, Error> {
    Ok(matrix_from_nalgebra(decompose(gram)?.unpack()))
}

fn decompose(gram: &Matrix) -> Result<Cholesky<f64, Dyn>, Error> {
    let size = square_size(gram)?;
    let copy = DMatrix::from_column_slice(size, size, gram.as_slice());
    Cholesky::new(copy).ok_or(Error::NotPositiveDefinite { size })
}

fn square_size(gram: &Matrix) -> Result<usize, Error> {
    let size = gram.n_rows();
    if gram.n_columns() == size {
        Ok(size)
    } else {
        Err(Error::SizeMismatch { expected: size, found: gram.n_columns() })
    }
}

fn matrix_from_nalgebra(matrix: DMatrix<f64>) -> Matrix {
    let (n_rows, n_columns) = matrix.shape();
    Matrix::from_column_major(n_rows, n_columns, matrix.data.into())
}

#[cfg(test)]
mod tests {
    use super::{factor, inverse_spd, solve_spd, solve_spd_in_place};
    use crate::{Error, Matrix, gram, seed::Seed};
    use proptest::prelude::*;

    /// A positive definite matrix: cross products of random columns, longer than they are many.
    fn random_gram(seed: u64, size: usize) -> Matrix {
        let mut draws = Seed(seed).stream("cholesky").draws();
        let n_rows = 3 * size + 5;
        let values = (0..n_rows * size).map(|_| draws.normal()).collect();
        gram::weighted_gram(&Matrix::from_column_major(n_rows, size, values), &vec![1.0; n_rows])
    }

    #[test]
    fn a_small_matrix_has_its_known_factor_inverse_and_solution() {
        let gram = Matrix::from_columns(vec![vec![4.0, 2.0], vec![2.0, 10.0]]);
        let expected = Matrix::from_columns(vec![vec![2.0, 1.0], vec![0.0, 3.0]]);
        assert_eq!(factor(&gram), Ok(expected));
        assert_eq!(solve_spd(&gram, &[8.0, 22.0]), Ok(vec![1.0, 2.0]));
        let inverse = inverse_spd(&gram).expect("the matrix is positive definite");
        for (found, expected) in inverse.as_slice().iter().zip([10.0, -2.0, -2.0, 4.0]) {
            assert!((found - expected / 36.0).abs() < 1e-16);
        }
    }

    #[test]
    fn a_matrix_of_size_zero_is_solved_by_nothing() {
        assert_eq!(solve_spd(&Matrix::zeros(0, 0), &[]), Ok(Vec::new()));
    }

    #[test]
    fn matrices_that_are_not_positive_definite_are_refused() {
        let singular = Matrix::from_columns(vec![vec![1.0, 2.0], vec![2.0, 4.0]]);
        let negative = Matrix::from_columns(vec![vec![-1.0]]);
        let undefined = Matrix::from_columns(vec![vec![f64::NAN]]);
        assert_eq!(factor(&singular), Err(Error::NotPositiveDefinite { size: 2 }));
        assert_eq!(inverse_spd(&negative), Err(Error::NotPositiveDefinite { size: 1 }));
        assert_eq!(solve_spd(&undefined, &[1.0]), Err(Error::NotPositiveDefinite { size: 1 }));
        let mut in_place = singular;
        let failed = solve_spd_in_place(&mut in_place, &mut [1.0, 1.0]);
        assert_eq!(failed, Err(Error::NotPositiveDefinite { size: 2 }));
        assert_eq!((in_place.n_rows(), in_place.n_columns()), (2, 2));
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        let wide = Matrix::zeros(2, 3);
        assert_eq!(factor(&wide), Err(Error::SizeMismatch { expected: 2, found: 3 }));
        let gram = random_gram(1, 3);
        assert_eq!(solve_spd(&gram, &[1.0]), Err(Error::SizeMismatch { expected: 3, found: 1 }));
    }

    proptest! {
        #[test]
        fn the_factor_times_its_transpose_is_the_matrix(seed in any::<u64>(), size in 1_usize..15) {
            let gram = random_gram(seed, size);
            let factor = factor(&gram).expect("the matrix is positive definite");
            for j in 0..size {
                for i in 0..size {
                    let entry: f64 = (0..size).map(|k| factor.get(i, k) * factor.get(j, k)).sum();
                    let scale = (gram.get(i, i) * gram.get(j, j)).sqrt();
                    prop_assert!((entry - gram.get(i, j)).abs() <= 1e-14 * scale);
                    prop_assert!(i >= j || factor.get(i, j) == 0.0);
                }
            }
        }

        #[test]
        fn solutions_and_inverses_solve_their_equations(seed in any::<u64>(), size in 1_usize..15) {
            let gram = random_gram(seed, size);
            let rhs: Vec<f64> = (0..size).map(|k| k as f64 - 2.5).collect();
            let solution = solve_spd(&gram, &rhs).expect("the matrix is positive definite");
            let inverse = inverse_spd(&gram).expect("the matrix is positive definite");
            let mut in_place = rhs.clone();
            solve_spd_in_place(&mut gram.clone(), &mut in_place).expect("it was solved before");
            prop_assert_eq!(&in_place, &solution);
            for (i, side) in rhs.into_iter().enumerate() {
                let row: f64 = (0..size).map(|k| gram.get(i, k) * solution[k]).sum();
                prop_assert!((row - side).abs() < 1e-10, "{row} is not {side}");
                for j in 0..size {
                    let entry: f64 = (0..size).map(|k| gram.get(i, k) * inverse.get(k, j)).sum();
                    prop_assert!((entry - f64::from(i == j)).abs() < 1e-10);
                    prop_assert_eq!(inverse.get(i, j), inverse.get(j, i));
                }
            }
        }
    }
}
