//! Which columns a split tries, and in which order.

use numeric::seed::Draws;

/// Draws the columns that compete for a split.
#[derive(Debug)]
pub(super) struct ColumnDraws {
    order: Vec<u16>,
    try_features: usize,
    draws: Draws,
}

impl ColumnDraws {
    /// A sequence of draws among `n_columns` columns, `try_features` for every split.
    pub(super) fn new(n_columns: usize, try_features: usize, mut draws: Draws) -> Self {
        let mut order: Vec<u16> = (0..n_columns).map(|column| column as u16).collect();
        if try_features >= n_columns {
            for last in (1..n_columns).rev() {
                order.swap(last, draws.below(last as u32 + 1) as usize);
            }
        }
        Self { order, try_features, draws }
    }

    /// Draws columns without replacement and searches them until enough were searched and one of
    /// them varied, or there are no more. `search` says whether a column varies.
    ///
    /// Where every split tries all columns, only ties depend on their order: it is shuffled once
    /// for the tree and entered at a drawn place. `first_will_do` ends the search at the first
    /// column that varies.
    #[inline]
    pub(super) fn search(&mut self, first_will_do: bool, mut search: impl FnMut(u16) -> bool) {
        let n_columns = self.order.len();
        if n_columns == 0 {
            return;
        }
        if self.try_features >= n_columns {
            let start = self.draws.below(n_columns as u32) as usize;
            let (before, after) = self.order.split_at(start);
            for &column in after.iter().chain(before) {
                if search(column) && first_will_do {
                    return;
                }
            }
            return;
        }
        let mut any_varies = false;
        for tried in 0..n_columns {
            if any_varies && (first_will_do || tried >= self.try_features) {
                return;
            }
            let other = tried + self.draws.below((n_columns - tried) as u32) as usize;
            self.order.swap(tried, other);
            any_varies |= search(self.order[tried]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use numeric::seed::Seed;

    fn searched(n_columns: usize, try_features: usize, varies: impl Fn(u16) -> bool) -> Vec<u16> {
        let mut columns =
            ColumnDraws::new(n_columns, try_features, Seed(3).stream("columns").draws());
        let mut seen = Vec::new();
        columns.search(false, |column| {
            seen.push(column);
            varies(column)
        });
        seen
    }

    #[test]
    fn no_column_is_tried_twice_in_a_split() {
        for try_features in [1, 3, 19, 20, 50] {
            let mut seen = searched(20, try_features, |_| true);
            assert_eq!(seen.len(), try_features.min(20));
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), try_features.min(20));
        }
    }

    #[test]
    fn columns_are_tried_until_one_varies() {
        let seen = searched(20, 2, |column| column == 7);
        assert!(seen.len() >= 2 && seen.contains(&7));
        assert!(seen.len() == 2 || seen.last() == Some(&7));
        assert_eq!(searched(20, 2, |_| false).len(), 20);
        assert_eq!(searched(0, 2, |_| true).len(), 0);
    }

    #[test]
    fn every_column_comes_first_equally_often() {
        for try_features in [2, 5] {
            let draws = Seed(4).stream("columns").draws();
            let mut columns = ColumnDraws::new(5, try_features, draws);
            let mut first = [0_u32; 5];
            for _ in 0..5_000 {
                columns.search(true, |column| {
                    first[usize::from(column)] += 1;
                    true
                });
            }
            // Binomial(5000, 1/5): mean 1000, standard deviation 28; four of them.
            assert!(first.iter().all(|count| count.abs_diff(1_000) < 113), "{first:?}");
        }
    }
}
