//! Folds for cross-fitting and cross-validation, balanced within strata.

use numeric::seed::{Stream, permutation};

/// Fold (`0..n_folds`) of each row, at random within strata.
///
/// In each stratum the sizes of the folds differ by at most one, and so do they over all rows: what
/// is left over in one stratum goes to the folds that follow those of the stratum before.
///
/// # Panics
/// When `n_folds` is 0.
pub fn folds(stream: &Stream, strata: &[u32], n_folds: u32) -> Vec<u32> {
    assert!(n_folds > 0, "there must be a fold");
    let mut order: Vec<u32> = permutation(stream, strata.len() as u32);
    // A stable sort keeps the random order within each stratum.
    order.sort_by_key(|&row| strata[row as usize]);
    let mut folds = vec![0; strata.len()];
    for (place, &row) in order.iter().enumerate() {
        folds[row as usize] = place as u32 % n_folds;
    }
    folds
}

#[cfg(test)]
mod tests {
    use super::folds;
    use numeric::seed::Seed;
    use proptest::prelude::*;

    fn sizes(folds: impl Iterator<Item = u32>, n_folds: u32) -> Vec<u32> {
        let mut sizes = vec![0; n_folds as usize];
        folds.for_each(|fold| sizes[fold as usize] += 1);
        sizes
    }

    fn differ_by_at_most_one(sizes: &[u32]) -> bool {
        sizes.iter().max().zip(sizes.iter().min()).is_some_and(|(most, least)| most - least <= 1)
    }

    proptest! {
        #[test]
        fn folds_are_balanced_in_every_stratum_and_in_total(
            seed in any::<u64>(),
            strata in prop::collection::vec(0_u32..5, 0..120),
            n_folds in 1_u32..12,
        ) {
            let folds = folds(&Seed(seed).stream("folds"), &strata, n_folds);
            prop_assert_eq!(folds.len(), strata.len());
            prop_assert!(differ_by_at_most_one(&sizes(folds.iter().copied(), n_folds)));
            for stratum in 0..5 {
                let rows = folds.iter().zip(&strata).filter(|(_, own)| **own == stratum);
                prop_assert!(differ_by_at_most_one(&sizes(rows.map(|(fold, _)| *fold), n_folds)));
            }
        }
    }

    #[test]
    fn any_two_rows_of_a_stratum_share_a_fold_as_often_as_chance_says() {
        let stream = Seed(1).stream("pairs");
        let strata = [7, 7, 0, 7, 7, 0];
        let together = (0..6000).filter(|&index| {
            let folds = folds(&stream.index(index), &strata, 2);
            folds[0] == folds[4]
        });
        // Rows 0 and 4 share their half of four rows with probability 1/3; standard deviation 37.
        let together = together.count() as f64;
        assert!((together - 2000.0).abs() < 150.0, "{together}");
    }
}
