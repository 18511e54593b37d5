//! Normal scores of numbers, and restricted cubic splines of them.
//!
//! Scores keep the order of the numbers and nothing else: a skewed column becomes a bell curve, and
//! no value lies far out. Independence of a column is independence of its scores.
//!
//! # References
//! B. L. van der Waerden, "Order tests for the two-sample problem and their power", Indagationes
//! Mathematicae 14, 1952; C. J. Stone, C.-Y. Koo, "Additive splines in statistics", Proceedings of
//! the Statistical Computing Section, American Statistical Association, 1985; knots at equally
//! probable values with a share left outside: F. E. Harrell, "Regression Modeling Strategies",
//! 2nd ed., 2015, §2.4.

use numeric::{
    Matrix, normal,
    orthogonal::{RANK_TOLERANCE, orthogonalize},
    quantile::quantile,
};

/// Normal quantiles of `rank / (n + 1)`; equal numbers have the mean of their ranks.
pub(crate) fn normal_scores(numbers: &[f64]) -> Vec<f64> {
    let mut order: Vec<u32> = (0..numbers.len() as u32).collect();
    order.sort_by(|&a, &b| numbers[a as usize].total_cmp(&numbers[b as usize]));
    let mut scores = vec![0.0; numbers.len()];
    let mut before = 0;
    for equal in order.chunk_by(|&a, &b| numbers[a as usize] == numbers[b as usize]) {
        let rank = before as f64 + 0.5 * (equal.len() as f64 + 1.0);
        let score = normal::quantile(rank / (numbers.len() as f64 + 1.0));
        for &row in equal {
            scores[row as usize] = score;
        }
        before += equal.len();
    }
    scores
}

/// An orthonormal basis, orthogonal to constants, of the splines of the scores (n values) that are
/// cubic between `n_knots` knots and linear outside them: n by `n_knots − 1`, the line first, then
/// the bends. No columns for scores that do not vary; fewer where knots coincide.
pub(crate) fn restricted_cubic(scores: &[f64], n_knots: usize) -> Matrix {
    let n_rows = scores.len();
    let mut columns = vec![vec![1.0; n_rows], scores.to_vec()];
    if n_knots > 2 {
        let mut sorted = scores.to_vec();
        sorted.sort_by(f64::total_cmp);
        let outside = match n_knots {
            3 => 0.1,
            4..=6 => 0.05,
            _ => 0.025,
        };
        let step = (1.0 - 2.0 * outside) / (n_knots - 1) as f64;
        let mut knots: Vec<f64> =
            (0..n_knots).map(|k| quantile(&sorted, outside + step * k as f64)).collect();
        knots.dedup();
        if let [inner @ .., before_last, last] = knots.as_slice() {
            for knot in inner {
                columns.push(scores.iter().map(|z| bend(*z, *knot, *before_last, *last)).collect());
            }
        }
    }
    let found = orthogonalize(&Matrix::from_columns(columns), RANK_TOLERANCE);
    let values = found.basis.as_slice()[n_rows..].to_vec();
    Matrix::from_column_major(n_rows, found.kept.len().saturating_sub(1), values)
}

/// Harrell's truncated cubic that is linear beyond the last knot.
fn bend(z: f64, knot: f64, before_last: f64, last: f64) -> f64 {
    let cube = |value: f64| {
        let positive = value.max(0.0);
        positive * positive * positive
    };
    let width = last - before_last;
    cube(z - knot) - cube(z - before_last) * (last - knot) / width
        + cube(z - last) * (before_last - knot) / width
}

#[cfg(test)]
mod tests {
    use super::{normal_scores, restricted_cubic};
    use numeric::{normal, seed::Seed, sum};

    #[test]
    fn equal_numbers_share_the_score_of_their_mean_rank() {
        let scores = normal_scores(&[5.0, -1.0, 5.0, 1e9]);
        let expected = [0.5, 0.2, 0.5, 0.8].map(normal::quantile);
        assert_eq!(scores, expected);
    }

    #[test]
    fn columns_are_orthonormal_and_orthogonal_to_constants_and_span_the_line() {
        let mut draws = Seed(3).stream("spline").draws();
        let scores = normal_scores(&(0..900).map(|_| draws.uniform()).collect::<Vec<f64>>());
        for n_knots in [2, 3, 4, 5, 7] {
            let basis = restricted_cubic(&scores, n_knots);
            assert_eq!(basis.n_columns(), n_knots - 1);
            for j in 0..basis.n_columns() {
                assert!(sum::sum(basis.column(j)).abs() < 1e-10);
                for k in 0..=j {
                    let entry = sum::dot(basis.column(j), basis.column(k));
                    assert!((entry - f64::from(u8::from(j == k))).abs() < 1e-10);
                }
            }
            let along = sum::dot(&scores, basis.column(0));
            assert!((along * along / sum::dot(&scores, &scores) - 1.0).abs() < 1e-10);
        }
    }

    #[test]
    fn beyond_the_outer_knots_splines_are_straight() {
        let scores: Vec<f64> = (0..=400).map(|k| f64::from(k) / 100.0 - 2.0).collect();
        let basis = restricted_cubic(&scores, 5);
        for column in basis.columns() {
            for k in (1..18).chain(383..400) {
                let bend = column[k - 1] - 2.0 * column[k] + column[k + 1];
                assert!(bend.abs() < 1e-12, "{k} {bend}");
            }
        }
    }

    #[test]
    fn scores_without_variation_have_no_columns_and_few_values_few() {
        assert_eq!(restricted_cubic(&[0.0; 9], 5).n_columns(), 0);
        let two: Vec<f64> = (0..50).map(|row| f64::from(row % 2)).collect();
        assert_eq!(restricted_cubic(&two, 7).n_columns(), 1);
    }
}
