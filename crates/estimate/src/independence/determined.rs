//! Codes that what is given determines: within every stratum of the given states, each level has
//! its own range of one given number, or there is one level only.
//!
//! So it is where a column is a definition, such as "state a, and state b, and above 2". By chance
//! a few rare codes may lie so too; each range must explain [`ROWS_PER_RANGE`] rows on average.

use super::smooth_regression::levels_by_count;
use std::collections::BTreeMap;

/// The strata of the given states.
#[derive(Debug)]
pub(crate) struct Strata {
    /// The stratum of each row.
    of_row: Vec<u32>,
    n_strata: usize,
}

/// Rows of other levels than the commonest for each range that they lie in.
const ROWS_PER_RANGE: usize = 10;

impl Strata {
    /// The strata of columns of codes.
    pub(crate) fn new(n_rows: usize, given: &[&[u8]]) -> Self {
        let mut of_row = vec![0_u32; n_rows];
        let mut n_strata = 1;
        for codes in given {
            let mut known: BTreeMap<(u32, u8), u32> = BTreeMap::new();
            for (stratum, code) in of_row.iter_mut().zip(*codes) {
                let next = known.len() as u32;
                *stratum = *known.entry((*stratum, *code)).or_insert(next);
            }
            n_strata = known.len();
        }
        Self { of_row, n_strata }
    }
}

/// True where the strata, or the strata and one of the columns of numbers, determine the codes.
pub(crate) fn is_determined(codes: &[u8], strata: &Strata, given: &[&[f64]]) -> bool {
    let levels = levels_by_count(codes);
    let n_levels = levels.len();
    if n_levels < 2 || strata.n_strata * n_levels > codes.len() {
        return false;
    }
    let mut places = [0_u8; 256];
    for (place, (level, _)) in levels.iter().enumerate() {
        places[usize::from(*level)] = place as u8;
    }
    let cell = |row: usize| {
        strata.of_row[row] as usize * n_levels + usize::from(places[usize::from(codes[row])])
    };
    let mut counts = vec![0_u32; strata.n_strata * n_levels];
    for row in 0..codes.len() {
        counts[cell(row)] += 1;
    }
    // The commonest level stands first.
    let occur = |stratum: &[u32]| stratum.iter().filter(|count| **count > 0).count();
    let n_ranges: usize = counts.chunks_exact(n_levels).map(|cells| occur(&cells[1..])).sum();
    if codes.len() - (levels[0].1 as usize) < n_ranges * ROWS_PER_RANGE {
        return false;
    }
    if counts.chunks_exact(n_levels).all(|stratum| occur(stratum) < 2) {
        return true;
    }
    given.iter().any(|numbers| {
        let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); counts.len()];
        for (row, number) in numbers.iter().enumerate() {
            let (least, largest) = &mut ranges[cell(row)];
            *least = least.min(*number);
            *largest = largest.max(*number);
        }
        ranges.chunks_exact_mut(n_levels).all(|stratum| {
            stratum.sort_by(|a, b| a.0.total_cmp(&b.0));
            // Levels that do not occur come last, with an infinite least value.
            stratum.windows(2).all(|pair| pair[0].1 < pair[1].0)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Strata, is_determined};
    use numeric::seed::Seed;

    /// A state, a number, and a definition: the state, and the number above one half.
    fn definition(n_rows: u64) -> (Vec<u8>, Vec<f64>, Vec<u8>) {
        let mut draws = Seed(5).stream("definition").draws();
        let state: Vec<u8> = (0..n_rows).map(|_| draws.below(2) as u8).collect();
        let number: Vec<f64> = (0..n_rows).map(|_| draws.uniform()).collect();
        let defined = state.iter().zip(&number).map(|(s, z)| u8::from(*s == 1 && *z > 0.5));
        let defined = defined.collect();
        (state, number, defined)
    }

    #[test]
    fn a_definition_is_seen_and_one_row_against_it_too() {
        let (state, number, mut defined) = definition(200);
        let strata = Strata::new(200, &[&state]);
        let noise: Vec<f64> = number.iter().map(|z| (z * 977.0).fract()).collect();
        assert!(is_determined(&defined, &strata, &[&number]));
        assert!(is_determined(&defined, &strata, &[&noise, &number]));
        assert!(!is_determined(&defined, &strata, &[&noise]));
        assert!(!is_determined(&defined, &Strata::new(200, &[]), &[&number]));
        let row = defined.iter().position(|code| *code == 0).expect("there are some");
        defined[row] = 1;
        assert!(!is_determined(&defined, &strata, &[&number]));
    }

    #[test]
    fn a_function_of_states_is_seen_without_a_number() {
        let (a, _, _) = definition(300);
        let b: Vec<u8> = (0..300_u32).map(|row| (row % 3) as u8).collect();
        let both: Vec<u8> = a.iter().zip(&b).map(|(a, b)| (2 * a + b) % 4).collect();
        assert!(is_determined(&both, &Strata::new(300, &[&a, &b]), &[]));
        assert!(!is_determined(&both, &Strata::new(300, &[&a]), &[]));
    }

    #[test]
    fn a_few_rare_codes_that_lie_apart_by_chance_are_not_called_determined() {
        let number: Vec<f64> = (0..500).map(f64::from).collect();
        let rare: Vec<u8> = (0..500).map(|row| u8::from(row >= 497)).collect();
        assert!(!is_determined(&rare, &Strata::new(500, &[]), &[&number]));
        assert!(!is_determined(&[3; 500], &Strata::new(500, &[]), &[&number]));
    }
}
