//! A dense matrix of numbers, stored column after column.

/// Dense column-major matrix of `f64`. It may have 0 columns and still know its number of rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    n_rows: usize,
    n_columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(n_rows: usize, n_columns: usize) -> Self {
        Self { n_rows, n_columns, values: vec![0.0; n_rows * n_columns] }
    }

    /// A matrix from its columns. No columns give a 0 by 0 matrix; for "n rows, no columns" use
    /// [`Matrix::zeros`].
    ///
    /// # Panics
    /// When the columns differ in length.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers build the columns to give them away"
    )]
    pub fn from_columns(columns: Vec<Vec<f64>>) -> Self {
        let n_rows = columns.first().map_or(0, Vec::len);
        assert!(columns.iter().all(|column| column.len() == n_rows), "columns differ in length");
        Self { n_rows, n_columns: columns.len(), values: columns.concat() }
    }

    /// A matrix from its values, column after column.
    ///
    /// # Panics
    /// When `values` does not hold `n_rows * n_columns` numbers.
    pub fn from_column_major(n_rows: usize, n_columns: usize, values: Vec<f64>) -> Self {
        assert_eq!(values.len(), n_rows * n_columns, "the values do not fill the matrix");
        Self { n_rows, n_columns, values }
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Number of columns.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Column `j`, counted from 0.
    pub fn column(&self, j: usize) -> &[f64] {
        assert!(j < self.n_columns, "there is no such column");
        &self.values[j * self.n_rows..(j + 1) * self.n_rows]
    }

    /// Column `j`, to be written.
    pub fn column_mut(&mut self, j: usize) -> &mut [f64] {
        assert!(j < self.n_columns, "there is no such column");
        &mut self.values[j * self.n_rows..(j + 1) * self.n_rows]
    }

    /// All columns in order.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        (0..self.n_columns).map(|j| self.column(j))
    }

    /// The value in row `i` and column `j`.
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.column(j)[i]
    }

    /// Writes the value in row `i` and column `j`.
    pub fn set(&mut self, i: usize, j: usize, value: f64) {
        self.column_mut(j)[i] = value;
    }

    /// All values, column after column.
    pub fn as_slice(&self) -> &[f64] {
        &self.values
    }

    /// All values, column after column, given away.
    pub fn into_values(self) -> Vec<f64> {
        self.values
    }

    /// The matrices side by side. No matrices give a 0 by 0 matrix.
    ///
    /// # Panics
    /// When the matrices differ in their number of rows.
    pub fn hstack(parts: &[&Matrix]) -> Self {
        let n_rows = parts.first().map_or(0, |part| part.n_rows);
        assert!(parts.iter().all(|part| part.n_rows == n_rows), "matrices differ in rows");
        Self {
            n_rows,
            n_columns: parts.iter().map(|part| part.n_columns).sum(),
            values: parts.iter().flat_map(|part| &part.values).copied().collect(),
        }
    }

    /// The given rows, in the given order; a row may be taken more than once.
    #[must_use]
    pub fn select_rows(&self, rows: &[u32]) -> Self {
        let mut values = Vec::with_capacity(rows.len() * self.n_columns);
        for column in self.columns() {
            values.extend(rows.iter().map(|&row| column[row as usize]));
        }
        Self { n_rows: rows.len(), n_columns: self.n_columns, values }
    }

    /// This matrix with one more column after its last.
    ///
    /// # Panics
    /// When `column` does not have one value per row.
    #[must_use]
    pub fn with_column(&self, column: &[f64]) -> Self {
        assert_eq!(column.len(), self.n_rows, "the column does not have one value per row");
        let mut values = Vec::with_capacity(self.values.len() + column.len());
        values.extend_from_slice(&self.values);
        values.extend_from_slice(column);
        Self { n_rows: self.n_rows, n_columns: self.n_columns + 1, values }
    }
}

#[cfg(test)]
mod tests {
    use super::Matrix;

    #[test]
    fn columns_lie_one_after_the_other() {
        let matrix = Matrix::from_columns(vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0]]);
        assert_eq!((matrix.n_rows(), matrix.n_columns()), (3, 2));
        assert_eq!(matrix.as_slice(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(matrix.column(1), [4.0, 5.0, 6.0]);
        assert_eq!(matrix.get(2, 0), 3.0);
        assert_eq!(matrix, Matrix::from_column_major(3, 2, matrix.clone().into_values()));
    }

    #[test]
    fn a_written_value_is_read_back_and_nothing_else_changes() {
        let mut matrix = Matrix::zeros(2, 3);
        matrix.set(1, 2, 7.0);
        matrix.column_mut(0)[0] = 5.0;
        assert_eq!(matrix.as_slice(), [5.0, 0.0, 0.0, 0.0, 0.0, 7.0]);
    }

    #[test]
    fn matrices_are_put_side_by_side_also_without_columns() {
        let none = Matrix::zeros(2, 0);
        let left = Matrix::from_columns(vec![vec![1.0, 2.0]]);
        let both = Matrix::hstack(&[&none, &left, &none, &left]);
        assert_eq!(both, Matrix::from_columns(vec![vec![1.0, 2.0], vec![1.0, 2.0]]));
        assert_eq!(Matrix::hstack(&[&none, &none]), none);
        assert_eq!(none.n_rows(), 2);
        assert_eq!(none.with_column(&[1.0, 2.0]), left);
    }

    #[test]
    fn rows_are_selected_in_order_and_may_repeat() {
        let matrix = Matrix::from_columns(vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0]]);
        let rows = matrix.select_rows(&[2, 0, 2]);
        assert_eq!(rows, Matrix::from_columns(vec![vec![3.0, 1.0, 3.0], vec![6.0, 4.0, 6.0]]));
        let none = matrix.select_rows(&[]);
        assert_eq!((none.n_rows(), none.n_columns()), (0, 2));
        assert_eq!(none.columns().count(), 2);
    }
}
