//! Factors: tables of non-negative numbers over the states of a few variables, and their algebra.

/// A number for every configuration of the variables of its scope.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factor {
    /// The variables in ascending order.
    scope: Vec<usize>,
    /// How many states each of them has.
    cards: Vec<usize>,
    /// Mixed radix over the scope, the last variable fastest.
    values: Vec<f64>,
}

impl Factor {
    /// A factor from its value at every configuration, which is given in the order of `scope`
    /// (ascending variables, `cards` states each).
    pub(crate) fn from_function(
        scope: Vec<usize>,
        cards: Vec<usize>,
        mut value: impl FnMut(&[usize]) -> f64,
    ) -> Self {
        debug_assert!(scope.is_sorted_by(|a, b| a < b), "scopes ascend");
        let size = cards.iter().product();
        let mut configuration = vec![0; cards.len()];
        let mut values = Vec::with_capacity(size);
        for _ in 0..size {
            values.push(value(&configuration));
            advance(&mut configuration, &cards);
        }
        Self { scope, cards, values }
    }

    /// The factor without variables.
    #[cfg(test)]
    pub(crate) fn constant(value: f64) -> Self {
        Self { scope: Vec::new(), cards: Vec::new(), values: vec![value] }
    }

    /// The product of factors as a factor over `scope`, which holds all their variables.
    pub(crate) fn product(factors: &[&Factor], scope: Vec<usize>, all_cards: &[usize]) -> Self {
        let cards: Vec<usize> = scope.iter().map(|&variable| all_cards[variable]).collect();
        let size = cards.iter().product();
        let mut product = Self { scope, cards, values: vec![1.0; size] };
        for factor in factors {
            product.multiply(factor);
        }
        product
    }

    /// Multiplies by a factor whose variables are all in the scope.
    pub(crate) fn multiply(&mut self, factor: &Factor) {
        let strides = factor.strides_in(&self.scope);
        let values = &factor.values;
        walk(&self.cards, &strides, &mut self.values, |product, place| *product *= values[place]);
    }

    /// Divides by a factor whose variables are all in the scope; 0 / 0 is 0.
    pub(crate) fn divide(&mut self, factor: &Factor) {
        let strides = factor.strides_in(&self.scope);
        let values = &factor.values;
        walk(&self.cards, &strides, &mut self.values, |quotient, place| {
            *quotient = if values[place] > 0.0 { *quotient / values[place] } else { 0.0 };
        });
    }

    /// The sums over all variables but those of `keep`, which are variables of the scope.
    pub(crate) fn sum_to(&self, keep: &[usize]) -> Self {
        let (scope, cards): (Vec<usize>, Vec<usize>) = self
            .scope
            .iter()
            .zip(&self.cards)
            .filter(|(variable, _)| keep.contains(variable))
            .map(|(variable, card)| (*variable, *card))
            .unzip();
        let size = cards.iter().product();
        let mut sums = Self { scope, cards, values: vec![0.0; size] };
        let strides = sums.strides_in(&self.scope);
        let mut configuration = vec![0; self.cards.len()];
        let mut place = 0;
        for value in &self.values {
            sums.values[place] += value;
            step(&mut configuration, &self.cards, &strides, &mut place);
        }
        sums
    }

    /// The variables in ascending order.
    pub(crate) fn scope(&self) -> &[usize] {
        &self.scope
    }

    /// The values; the last variable is fastest.
    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }

    /// The sum of all values.
    pub(crate) fn total(&self) -> f64 {
        self.values.iter().sum()
    }

    /// How far apart in `values` are neighboring states of each variable of the scope.
    pub(crate) fn strides(&self) -> Vec<usize> {
        let mut strides = vec![1; self.cards.len()];
        for at in (1..self.cards.len()).rev() {
            strides[at - 1] = strides[at] * self.cards[at];
        }
        strides
    }

    /// Multiplies all values by 2²⁰⁰ as often as the largest stays below 2⁻²⁰⁰, and says how often:
    /// products of thousands of probabilities do not vanish. Both steps are exact.
    pub(crate) fn lift(&mut self) -> u32 {
        let largest = self.values.iter().copied().fold(0.0, f64::max);
        let mut times = 0;
        let mut lifted = largest;
        while lifted > 0.0 && lifted < SMALL {
            lifted *= LARGE;
            times += 1;
        }
        for _ in 0..times {
            for value in &mut self.values {
                *value *= LARGE;
            }
        }
        times
    }

    /// The strides of this factor for the variables of a wider scope; 0 for those that it lacks.
    fn strides_in(&self, wider: &[usize]) -> Vec<usize> {
        let own = self.strides();
        let stride = |variable| self.scope.binary_search(variable).map_or(0, |at| own[at]);
        wider.iter().map(stride).collect()
    }
}

/// A number that was lifted `times` times, brought back.
pub(crate) fn lowered(value: f64, times: u32) -> f64 {
    (0..times).fold(value, |value, _| value * SMALL)
}

/// 2⁻²⁰⁰.
const SMALL: f64 = f64::from_bits((1023 - 200) << 52);
/// 2²⁰⁰.
const LARGE: f64 = f64::from_bits((1023 + 200) << 52);

/// The next configuration, the last variable fastest; the first one after the last.
pub(crate) fn advance(configuration: &mut [usize], cards: &[usize]) {
    for (state, card) in configuration.iter_mut().zip(cards).rev() {
        *state += 1;
        if *state < *card {
            return;
        }
        *state = 0;
    }
}

/// [`advance`], and the place in another table that the strides lead to.
fn step(configuration: &mut [usize], cards: &[usize], strides: &[usize], place: &mut usize) {
    for ((state, card), stride) in configuration.iter_mut().zip(cards).zip(strides).rev() {
        *state += 1;
        *place += stride;
        if *state < *card {
            return;
        }
        *place -= stride * card;
        *state = 0;
    }
}

/// Visits every value with its place in another table; the last variable is the inner loop.
fn walk(
    cards: &[usize],
    strides: &[usize],
    values: &mut [f64],
    mut visit: impl FnMut(&mut f64, usize),
) {
    let (Some((&inner, outer_cards)), Some((&inner_stride, outer_strides))) =
        (cards.split_last(), strides.split_last())
    else {
        for value in values {
            visit(value, 0);
        }
        return;
    };
    let mut configuration = vec![0; outer_cards.len()];
    let mut place = 0;
    for row in values.chunks_exact_mut(inner.max(1)) {
        let mut at = place;
        for value in row {
            visit(value, at);
            at += inner_stride;
        }
        step(&mut configuration, outer_cards, outer_strides, &mut place);
    }
}

#[cfg(test)]
mod tests {
    use super::{Factor, lowered};

    fn by_two() -> Factor {
        Factor::from_function(vec![1, 4], vec![2, 3], |c| (1 + c[0] * 3 + c[1]) as f64)
    }

    #[test]
    fn a_product_has_at_each_configuration_the_product_of_the_values_there() {
        let cards = [9, 2, 9, 2, 3];
        let other = Factor::from_function(vec![3, 4], vec![2, 3], |c| (10 * c[0] + c[1]) as f64);
        let product = Factor::product(&[&by_two(), &other], vec![1, 3, 4], &cards);
        let expected = Factor::from_function(vec![1, 3, 4], vec![2, 2, 3], |c| {
            ((1 + c[0] * 3 + c[2]) * (10 * c[1] + c[2])) as f64
        });
        assert_eq!(product, expected);
    }

    #[test]
    fn sums_over_a_variable_keep_the_others() {
        assert_eq!(by_two().sum_to(&[1]).values(), [6.0, 15.0]);
        assert_eq!(by_two().sum_to(&[4]).values(), [5.0, 7.0, 9.0]);
        assert_eq!(by_two().sum_to(&[]), Factor::constant(21.0));
        assert_eq!(by_two().total(), 21.0);
    }

    #[test]
    fn dividing_undoes_multiplying_where_it_can_and_gives_zero_elsewhere() {
        let other = Factor::from_function(vec![4], vec![3], |c| c[0] as f64);
        let mut product = by_two();
        product.multiply(&other);
        product.divide(&other);
        assert_eq!(product.values(), [0.0, 2.0, 3.0, 0.0, 5.0, 6.0]);
    }

    #[test]
    fn lifting_is_exact_and_can_be_undone() {
        let tiny = 1e-200;
        let mut factor = Factor::from_function(vec![0], vec![2], |c| tiny * c[0] as f64);
        let times = factor.lift();
        assert_eq!(times, 3);
        assert_eq!(lowered(factor.values()[1], times), tiny);
        assert_eq!(Factor::constant(0.0).lift(), 0);
        assert_eq!(Factor::constant(0.5).lift(), 0);
    }
}
