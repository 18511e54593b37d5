//! Weighted cross products of the columns of a matrix: `Xᵀ W X` and `Xᵀ W y`.
//!
//! Each entry is summed in four fixed interleaved lanes, so the bits do not depend on the target.

use crate::Matrix;

const LANES: usize = 4;

/// `Xᵀ W X` (p by p, both triangles) for an n by p matrix and n weights.
///
/// # Panics
/// When there is not one weight per row.
pub fn weighted_gram(x: &Matrix, weights: &[f64]) -> Matrix {
    let mut gram = Matrix::zeros(x.n_columns(), x.n_columns());
    weighted_gram_into(x, weights, &mut vec![0.0; x.n_rows()], &mut gram);
    gram
}

/// [`weighted_gram`] into a matrix that exists, for loops that must not allocate.
///
/// # Panics
/// When `weights` or `scratch` do not have one value per row, or `gram` is not p by p.
pub fn weighted_gram_into(x: &Matrix, weights: &[f64], scratch: &mut [f64], gram: &mut Matrix) {
    let p = x.n_columns();
    assert_eq!(weights.len(), x.n_rows(), "there must be one weight per row");
    assert_eq!(scratch.len(), x.n_rows(), "the scratch must have one value per row");
    assert_eq!((gram.n_rows(), gram.n_columns()), (p, p), "the gram matrix must be p by p");
    for j in 0..p {
        for ((product, value), weight) in scratch.iter_mut().zip(x.column(j)).zip(weights) {
            *product = value * weight;
        }
        let mut i = j;
        while i + 4 <= p {
            let entries = four_dots(
                scratch,
                [x.column(i), x.column(i + 1), x.column(i + 2), x.column(i + 3)],
            );
            for (offset, entry) in entries.into_iter().enumerate() {
                gram.set(i + offset, j, entry);
                gram.set(j, i + offset, entry);
            }
            i += 4;
        }
        for i in i..p {
            let entry = one_dot(scratch, x.column(i));
            gram.set(i, j, entry);
            gram.set(j, i, entry);
        }
    }
}

/// `Xᵀ W y` (p values) for an n by p matrix, n weights and n responses.
///
/// # Panics
/// When there is not one weight and one response per row.
pub fn weighted_cross(x: &Matrix, weights: &[f64], y: &[f64]) -> Vec<f64> {
    assert_eq!(weights.len(), x.n_rows(), "there must be one weight per row");
    assert_eq!(y.len(), x.n_rows(), "there must be one response per row");
    let products: Vec<f64> = y.iter().zip(weights).map(|(value, weight)| value * weight).collect();
    let mut cross = vec![0.0; x.n_columns()];
    cross_into(x, &products, &mut cross);
    cross
}

/// `Xᵀ v` into a slice that exists.
///
/// # Panics
/// When `values` does not have one value per row or `cross` one per column.
pub fn cross_into(x: &Matrix, values: &[f64], cross: &mut [f64]) {
    assert_eq!(values.len(), x.n_rows(), "there must be one value per row");
    assert_eq!(cross.len(), x.n_columns(), "there must be one result per column");
    for (entry, column) in cross.iter_mut().zip(x.columns()) {
        *entry = one_dot(values, column);
    }
}

/// `X β` into a slice that exists.
///
/// # Panics
/// When `coefficients` does not have one value per column or `product` one per row.
pub fn product_into(x: &Matrix, coefficients: &[f64], product: &mut [f64]) {
    assert_eq!(coefficients.len(), x.n_columns(), "there must be one coefficient per column");
    assert_eq!(product.len(), x.n_rows(), "there must be one result per row");
    product.fill(0.0);
    for (column, coefficient) in x.columns().zip(coefficients) {
        for (value, entry) in product.iter_mut().zip(column) {
            *value += coefficient * entry;
        }
    }
}

fn one_dot(left: &[f64], right: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (left_chunks, left_tail) = left.as_chunks::<LANES>();
    let (right_chunks, right_tail) = right.as_chunks::<LANES>();
    for (l, r) in left_chunks.iter().zip(right_chunks) {
        for lane in 0..LANES {
            lanes[lane] += l[lane] * r[lane];
        }
    }
    finish(&lanes, left_tail, right_tail)
}

/// Four dot products with the same left side at once, each with the bits of [`one_dot`].
fn four_dots(left: &[f64], right: [&[f64]; 4]) -> [f64; 4] {
    let (left_chunks, left_tail) = left.as_chunks::<LANES>();
    let [first, second, third, fourth] = right.map(|column| column.as_chunks::<LANES>());
    let mut lanes = [[0.0; LANES]; 4];
    let rows = left_chunks.iter().zip(first.0).zip(second.0).zip(third.0).zip(fourth.0);
    for ((((l, a), b), c), d) in rows {
        for lane in 0..LANES {
            lanes[0][lane] += l[lane] * a[lane];
            lanes[1][lane] += l[lane] * b[lane];
            lanes[2][lane] += l[lane] * c[lane];
            lanes[3][lane] += l[lane] * d[lane];
        }
    }
    [
        finish(&lanes[0], left_tail, first.1),
        finish(&lanes[1], left_tail, second.1),
        finish(&lanes[2], left_tail, third.1),
        finish(&lanes[3], left_tail, fourth.1),
    ]
}

fn finish(lanes: &[f64; LANES], left_tail: &[f64], right_tail: &[f64]) -> f64 {
    let tail: f64 = left_tail.iter().zip(right_tail).map(|(l, r)| l * r).sum();
    ((lanes[0] + lanes[2]) + (lanes[1] + lanes[3])) + tail
}

#[cfg(test)]
mod tests {
    use super::{product_into, weighted_cross, weighted_gram};
    use crate::{Matrix, seed::Seed};
    use proptest::prelude::*;

    #[test]
    fn cross_products_of_whole_numbers_are_exact() {
        let x = Matrix::from_columns(vec![vec![1.0, 1.0, 1.0], vec![2.0, -3.0, 5.0]]);
        let weights = [1.0, 2.0, 0.0];
        let gram = weighted_gram(&x, &weights);
        assert_eq!(gram, Matrix::from_columns(vec![vec![3.0, -4.0], vec![-4.0, 22.0]]));
        assert_eq!(weighted_cross(&x, &weights, &[10.0, 20.0, 30.0]), [50.0, -100.0]);
        let mut product = [0.0; 3];
        product_into(&x, &[2.0, 0.5], &mut product);
        assert_eq!(product, [3.0, 0.5, 4.5]);
    }

    proptest! {
        #[test]
        fn every_entry_is_the_sum_of_its_products(
            seed in any::<u64>(),
            n_rows in 0_usize..40,
            n_columns in 0_usize..11,
        ) {
            // Small whole numbers, so that sums are exact in any order.
            let mut draws = Seed(seed).stream("gram").draws();
            let mut whole = |n: usize| -> Vec<f64> {
                (0..n).map(|_| f64::from(draws.below(41)) - 20.0).collect()
            };
            let x = Matrix::from_column_major(n_rows, n_columns, whole(n_rows * n_columns));
            let weights = whole(n_rows);
            let y = whole(n_rows);
            let gram = weighted_gram(&x, &weights);
            let cross = weighted_cross(&x, &weights, &y);
            prop_assert_eq!(cross.len(), n_columns);
            for (j, found) in cross.into_iter().enumerate() {
                let entry: f64 = (0..n_rows).map(|row| weights[row] * x.get(row, j) * y[row]).sum();
                prop_assert_eq!(found, entry);
                for i in 0..n_columns {
                    let entry: f64 =
                        (0..n_rows).map(|row| weights[row] * x.get(row, i) * x.get(row, j)).sum();
                    prop_assert_eq!(gram.get(i, j), entry);
                }
            }
        }

        #[test]
        fn the_bits_of_an_entry_do_not_depend_on_the_other_columns(
            seed in any::<u64>(),
            n_columns in 1_usize..10,
        ) {
            let mut draws = Seed(seed).stream("gram").draws();
            let values: Vec<f64> = (0..37 * n_columns).map(|_| draws.normal()).collect();
            let x = Matrix::from_column_major(37, n_columns, values);
            let weights: Vec<f64> = (0..37).map(|_| draws.uniform()).collect();
            let gram = weighted_gram(&x, &weights);
            for j in 0..n_columns {
                let alone = Matrix::from_columns(vec![x.column(j).to_vec()]);
                prop_assert_eq!(gram.get(j, j), weighted_gram(&alone, &weights).get(0, 0));
            }
        }
    }
}
