//! Quantile bins: every column is coded once, before any tree, into at most 256 ordered bins.

use numeric::Matrix;

/// The largest number of bins: a code is one byte.
pub(super) const MOST_BINS: usize = 256;

/// Edges between the bins of every column.
///
/// Bin `k` of a column holds the values `x` with `edges[k - 1] < x <= edges[k]`. An edge is the
/// midpoint between two neighboring training values, so "code at most `k`" and "value at most
/// `edges[k]`" are the same question for every row, also one that was not trained on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bins {
    pub(super) edges: Vec<Vec<f64>>,
}

impl Bins {
    /// Bins from the given rows of `features`, at most `most` in a column (2 to 256).
    ///
    /// A column with at most `most` distinct values gets one bin per value; any other gets bins
    /// with about equally many rows, and a value with more rows than that gets its own.
    pub(super) fn new(features: &Matrix, rows: &[u32], most: usize) -> Self {
        let most = most.clamp(2, MOST_BINS);
        let mut values = Vec::with_capacity(rows.len());
        let edges = features
            .columns()
            .map(|column| {
                values.clear();
                values.extend(rows.iter().map(|&row| column[row as usize]));
                values.sort_unstable_by(f64::total_cmp);
                column_edges(&values, most)
            })
            .collect();
        Self { edges }
    }

    /// Number of columns.
    pub(super) fn n_columns(&self) -> usize {
        self.edges.len()
    }

    /// Number of bins of every column.
    pub(super) fn n_bins(&self) -> Vec<usize> {
        self.edges.iter().map(|edges| edges.len() + 1).collect()
    }

    /// Codes of all rows, column after column.
    pub(super) fn encode_columns(&self, features: &Matrix) -> Vec<u8> {
        let mut codes = Vec::with_capacity(features.n_rows() * self.n_columns());
        for (column, edges) in features.columns().zip(&self.edges) {
            codes.extend(column.iter().map(|&value| code(edges, value)));
        }
        codes
    }

    /// Codes of the rows from `first`, as many as fill `codes`, row after row.
    pub(super) fn encode_rows(&self, features: &Matrix, first: usize, codes: &mut [u8]) {
        let n_columns = self.n_columns();
        let n_rows = codes.len() / n_columns.max(1);
        for (j, (column, edges)) in features.columns().zip(&self.edges).enumerate() {
            let values = &column[first..first + n_rows];
            for (row, &value) in codes.chunks_exact_mut(n_columns).zip(values) {
                row[j] = code(edges, value);
            }
        }
    }
}

/// How many edges lie below the value; 0 where nothing can be compared.
fn code(edges: &[f64], value: f64) -> u8 {
    edges.partition_point(|&edge| edge < value) as u8
}

/// Edges of one column from its sorted values.
fn column_edges(sorted: &[f64], most: usize) -> Vec<f64> {
    let distinct: Vec<&[f64]> = sorted.chunk_by(|left, right| left == right).collect();
    let mut edges = Vec::new();
    if distinct.len() <= most {
        edges.extend(distinct.windows(2).map(|pair| midpoint(pair[0][0], pair[1][0])));
        return edges;
    }
    let mut rows_left = sorted.len();
    let mut in_bin = 0;
    for pair in distinct.windows(2) {
        let (here, next) = (pair[0], pair[1]);
        in_bin += here.len();
        let bins_left = most - edges.len();
        if bins_left == 1 {
            break;
        }
        let full = in_bin * bins_left >= rows_left;
        let next_is_heavy = next.len() * bins_left >= rows_left;
        if full || next_is_heavy {
            edges.push(midpoint(here[0], next[0]));
            rows_left -= in_bin;
            in_bin = 0;
        }
    }
    edges
}

/// A number that is at least `low` and below `high`, in the middle where that is possible.
fn midpoint(low: f64, high: f64) -> f64 {
    let middle = 0.5 * low + 0.5 * high;
    if low <= middle && middle < high { middle } else { low }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edges(values: &[f64], most: usize) -> Vec<f64> {
        let features = Matrix::from_columns(vec![values.to_vec()]);
        let rows: Vec<u32> = (0..values.len() as u32).collect();
        Bins::new(&features, &rows, most).edges.remove(0)
    }

    #[test]
    fn few_values_get_one_bin_each_with_edges_halfway() {
        assert_eq!(edges(&[5.0, 1.0, 2.0, 1.0, 5.0], 256), [1.5, 3.5]);
        assert_eq!(edges(&[7.0, 7.0], 256), [0.0; 0]);
        assert_eq!(edges(&[-0.0, 0.0, 1.0], 256), [0.5]);
    }

    #[test]
    fn many_values_get_bins_of_about_equal_size() {
        let values: Vec<f64> = (0..10_000).map(|value| f64::from(value * value)).collect();
        let edges = edges(&values, 256);
        let mut rows = [0_u32; 256];
        for &value in &values {
            rows[usize::from(code(&edges, value))] += 1;
        }
        assert_eq!(edges.len(), 255);
        assert!(rows.iter().all(|&rows| (39..=40).contains(&rows)), "{rows:?}");
    }

    #[test]
    fn a_value_of_half_the_rows_has_a_bin_of_its_own() {
        let mut values: Vec<f64> = (0..1_000).map(|value| f64::from(value) - 500.5).collect();
        values.extend([0.0; 1_000]);
        let edges = edges(&values, 16);
        let own = usize::from(code(&edges, 0.0));
        assert_eq!((edges[own - 1], edges[own]), (-0.25, 0.25));
    }

    #[test]
    fn neighbors_without_a_number_between_them_are_kept_apart() {
        let next = f64::from_bits(1.0_f64.to_bits() + 1);
        let huge = [f64::MIN, f64::MAX, f64::INFINITY, f64::NEG_INFINITY];
        for values in [&[1.0, next][..], &[0.0, 5e-324], &huge] {
            let edges = edges(values, 256);
            let mut codes: Vec<u8> = values.iter().map(|&value| code(&edges, value)).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), values.len(), "{values:?} {edges:?}");
        }
    }

    proptest! {
        #[test]
        fn code_at_most_cut_and_value_at_most_edge_are_the_same_question(
            values in prop::collection::vec(prop::num::f64::ANY, 1..400),
            asked in prop::num::f64::ANY,
            most in 2_usize..300,
        ) {
            let numbers: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
            let edges = edges(&numbers, most);
            prop_assert!(edges.len() < most.min(256));
            for &value in numbers.iter().chain([&asked]).filter(|value| !value.is_nan()) {
                for (cut, &edge) in edges.iter().enumerate() {
                    prop_assert_eq!(usize::from(code(&edges, value)) <= cut, value <= edge);
                }
            }
        }
    }
}
