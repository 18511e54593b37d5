//! Least squares of any response on smooth functions of what is given.
//!
//! Numbers enter by restricted cubic splines of their normal scores, codes by indicators of their
//! levels; then products of pairs: of levels, of levels and splines, of two lines, of a line and a
//! first bend. The more rows, the more knots and products, as far as there are rows for them: sums
//! of smooth functions, each of a number within the levels of one state, are met, and of two numbers
//! together what is nearly a product.

use super::{
    DataColumn,
    spline::{normal_scores, restricted_cubic},
};
use numeric::{Matrix, orthogonal::orthogonalize, sum};

/// A column as a regression uses it.
#[derive(Debug)]
pub(crate) struct Smooth {
    /// The line, or the levels.
    main: Vec<Vec<f64>>,
    /// What a number's spline has beside its line.
    bends: Vec<Vec<f64>>,
    is_codes: bool,
}

/// A regression on what is given, before it sees a response.
#[derive(Debug)]
pub(crate) struct SmoothRegression {
    /// Orthonormal columns, n by p.
    basis: Matrix,
    /// One minus the leverage of each row: the share of a row's own noise that its residual keeps.
    pub(crate) freedom: Vec<f64>,
}

/// Knots of a spline, by the number of rows.
const KNOTS: [(usize, usize); 4] = [(100, 2), (200, 3), (500, 4), (2_000, 5)];
const MOST_KNOTS: usize = 7;
/// Rows for each column beyond lines and levels, and the most columns.
const ROWS_PER_COLUMN: usize = 8;
const MOST_COLUMNS: usize = 150;
/// Fraction of a column's length that others must leave.
const TOLERANCE: f64 = 1e-5;

/// A column of the basis: a feature, or the product of two.
type Candidate<'data> = (&'data [f64], Option<&'data [f64]>);

impl Smooth {
    pub(crate) fn new(column: &DataColumn) -> Self {
        match column {
            DataColumn::Numbers(numbers) => {
                let most = KNOTS.iter().find(|(n_rows, _)| numbers.len() < *n_rows);
                let n_knots = most.map_or(MOST_KNOTS, |(_, n_knots)| *n_knots);
                let spline = restricted_cubic(&normal_scores(numbers), n_knots);
                let mut main: Vec<Vec<f64>> = spline.columns().map(<[f64]>::to_vec).collect();
                let bends = main.split_off(main.len().min(1));
                Self { main, bends, is_codes: false }
            }
            DataColumn::Codes { codes, .. } => {
                let rarer = levels_by_count(codes).into_iter().skip(1);
                let main = rarer.map(|(level, _)| indicator(codes, level)).collect();
                Self { main, bends: Vec::new(), is_codes: true }
            }
        }
    }

    /// The bend in this place, if the spline has one.
    fn bend(&self, place: usize) -> Option<&[f64]> {
        self.bends.get(place).map(Vec::as_slice)
    }
}

/// 1 where the code is this level.
pub(crate) fn indicator(codes: &[u8], level: u8) -> Vec<f64> {
    codes.iter().map(|code| f64::from(u8::from(*code == level))).collect()
}

/// Levels that occur with their counts, the commonest first; of equally common ones that which the
/// rows name first, so that it does not matter how levels are coded.
pub(crate) fn levels_by_count(codes: &[u8]) -> Vec<(u8, u32)> {
    let mut levels: Vec<(u8, u32)> = Vec::new();
    let mut places: [Option<usize>; 256] = [None; 256];
    for &code in codes {
        let place = places[usize::from(code)].get_or_insert_with(|| {
            levels.push((code, 0));
            levels.len() - 1
        });
        levels[*place].1 += 1;
    }
    levels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    levels
}

impl SmoothRegression {
    /// The regression of `n_rows` rows; none where lines and levels alone are as many as rows.
    pub(crate) fn new(n_rows: usize, given: &[&Smooth]) -> Option<Self> {
        let constant = vec![1.0; n_rows];
        let mut chosen: Vec<Candidate> = vec![(&constant, None)];
        for column in given {
            chosen.extend(column.main.iter().map(|main| (main.as_slice(), None)));
        }
        if chosen.len() + 1 >= n_rows {
            return None;
        }
        let most = (n_rows / ROWS_PER_COLUMN).min(MOST_COLUMNS);
        for more in candidates(given) {
            if chosen.len() + more.len() > most {
                break;
            }
            chosen.extend(more);
        }
        let mut values = Vec::with_capacity(n_rows * chosen.len());
        for (left, right) in &chosen {
            match right {
                None => values.extend_from_slice(left),
                Some(right) => values.extend(left.iter().zip(*right).map(|(a, b)| a * b)),
            }
        }
        let columns = Matrix::from_column_major(n_rows, chosen.len(), values);
        let basis = orthogonalize(&columns, TOLERANCE).basis;
        let mut freedom = vec![1.0; n_rows];
        for column in basis.columns() {
            for (free, value) in freedom.iter_mut().zip(column) {
                *free -= value * value;
            }
        }
        Some(Self { basis, freedom })
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.freedom.len()
    }

    pub(crate) fn n_parameters(&self) -> usize {
        self.basis.n_columns()
    }

    /// What the fit leaves of a response (n values).
    pub(crate) fn residuals(&self, response: &[f64]) -> Vec<f64> {
        let mut rest = response.to_vec();
        // The second pass removes what rounding left of the basis.
        for _pass in 0..2 {
            for direction in self.basis.columns() {
                let share = sum::dot(direction, &rest);
                for (value, entry) in rest.iter_mut().zip(direction) {
                    *value -= share * entry;
                }
            }
        }
        rest
    }
}

/// What is tried beyond lines and levels: sets that are taken as a whole, the most useful first.
fn candidates<'data>(given: &[&'data Smooth]) -> Vec<Vec<Candidate<'data>>> {
    let bends = |place: usize| given.iter().filter_map(move |column| column.bend(place));
    let alone = |place: usize| bends(place).map(|bend| (bend, None)).collect();
    let pairs = given
        .iter()
        .enumerate()
        .flat_map(|(j, right)| given[..j].iter().map(move |left| (*left, *right)));
    let pairs: Vec<(&Smooth, &Smooth)> = pairs.collect();
    let mut of_mains = Vec::new();
    let mut by_place: Vec<Vec<Candidate>> = vec![Vec::new(); MOST_KNOTS - 2];
    for (left, right) in pairs {
        for main in &left.main {
            of_mains
                .extend(right.main.iter().map(|other| (main.as_slice(), Some(other.as_slice()))));
        }
        for (place, found) in by_place.iter_mut().enumerate() {
            for (one, other) in [(left, right), (right, left)] {
                // Two numbers meet in their lines and their first bends only.
                if let (Some(bend), true) = (other.bend(place), one.is_codes || place == 0) {
                    found.extend(one.main.iter().map(|main| (main.as_slice(), Some(bend))));
                }
            }
        }
    }
    let mut sets = vec![alone(0), of_mains];
    sets.extend((1..MOST_KNOTS - 2).map(alone));
    sets.extend(by_place);
    sets
}

#[cfg(test)]
mod tests {
    use super::{DataColumn, Smooth, SmoothRegression, levels_by_count};
    use numeric::{float, seed::Seed, sum};

    fn uniforms(n_rows: usize, name: &str) -> Vec<f64> {
        let mut draws = Seed(8).stream(name).draws();
        (0..n_rows).map(|_| draws.uniform()).collect()
    }

    /// Residual sum of squares as a share of the total.
    fn left(response: &[f64], given: &[DataColumn]) -> f64 {
        let smooths: Vec<Smooth> = given.iter().map(Smooth::new).collect();
        let smooths: Vec<&Smooth> = smooths.iter().collect();
        let regression = SmoothRegression::new(response.len(), &smooths).expect("many rows");
        let rest = regression.residuals(response);
        sum::dot(&rest, &rest) / (sum::variance(response) * (response.len() - 1) as f64)
    }

    #[test]
    fn curves_kinks_and_products_of_a_number_and_a_state_are_met() {
        let numbers = uniforms(3_000, "curves");
        let codes: Vec<u8> =
            uniforms(3_000, "codes").into_iter().map(|u| u8::from(u < 0.3)).collect();
        let given =
            [DataColumn::Numbers(&numbers), DataColumn::Codes { codes: &codes, n_levels: 2 }];
        let shapes: [fn(f64, f64) -> f64; 4] = [
            |z, _| float::sin(4.0 * z),
            |z, _| (0.4 - z).max(0.0),
            |z, state| float::exp(2.0 * z * (1.0 - state)),
            |z, state| if state == 1.0 { float::sqrt(z) } else { -3.0 * z },
        ];
        for (place, shape) in shapes.iter().enumerate() {
            let response: Vec<f64> =
                numbers.iter().zip(&codes).map(|(z, code)| shape(*z, f64::from(*code))).collect();
            let share = left(&response, &given);
            assert!(share < 5e-3, "{place}: {share}");
        }
    }

    #[test]
    fn residuals_are_orthogonal_to_the_basis_and_leverages_add_up_to_its_columns() {
        let numbers = uniforms(400, "basis");
        let smooth = Smooth::new(&DataColumn::Numbers(&numbers));
        let regression = SmoothRegression::new(400, &[&smooth]).expect("many rows");
        assert_eq!(regression.n_parameters(), 4);
        let rest = regression.residuals(&uniforms(400, "response"));
        assert!(sum::sum(&rest).abs() < 1e-10 && sum::dot(&rest, &numbers).abs() > 1e-10);
        for column in regression.basis.columns() {
            assert!(sum::dot(column, &rest).abs() < 1e-12);
        }
        assert!((sum::sum(&regression.freedom) - 396.0).abs() < 1e-9);
    }

    #[test]
    fn levels_are_ordered_by_their_counts_and_not_by_their_codes() {
        assert_eq!(levels_by_count(&[9, 4, 2, 2, 7, 4, 2]), [(2, 3), (4, 2), (9, 1), (7, 1)]);
        assert_eq!(levels_by_count(&[]), []);
    }

    #[test]
    fn as_many_lines_as_rows_are_refused() {
        let codes: Vec<u8> = (0..20).collect();
        let smooth = Smooth::new(&DataColumn::Codes { codes: &codes, n_levels: 20 });
        assert!(SmoothRegression::new(20, &[&smooth]).is_none());
    }
}
