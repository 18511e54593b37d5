//! Random contingency tables with given margins: what is left of permuting y within a stratum.
//!
//! # References
//! W. M. Patefield, "Algorithm AS 159: an efficient method of generating random r × c tables with
//! given row and column totals", Applied Statistics 30(1), 1981 (cell by cell, conditional on those
//! before); inversion from the mode: V. Kachitvichyanukul, B. Schmeiser, "Computer generation of
//! hypergeometric random variates", Journal of Statistical Computation and Simulation 22, 1985, §2.

use numeric::{float, seed::Draws};

/// Fills `counts` (`[row][column]`) with a table whose margins are `rows` and `columns`, all
/// assignments of the rows' units to the columns' units being equally likely. `left` is scratch.
pub(crate) fn random_table(
    rows: &[u32],
    columns: &[u32],
    log_factorials: &[f64],
    draws: &mut Draws,
    left: &mut Vec<u32>,
    counts: &mut [u32],
) {
    left.clear();
    left.extend_from_slice(columns);
    let mut total: u32 = columns.iter().sum();
    for (need, row) in rows.iter().zip(counts.chunks_exact_mut(columns.len())) {
        let (mut need, mut remaining) = (*need, total);
        for (cell, column) in row.iter_mut().zip(left.iter_mut()) {
            *cell = hypergeometric(remaining, *column, need, log_factorials, draws);
            remaining -= *column;
            need -= *cell;
            *column -= *cell;
        }
        total = left.iter().sum();
    }
}

/// How many of `marked` units are among `drawn` units drawn from `total` without replacement.
/// Draws nothing where only one number is possible.
fn hypergeometric(
    total: u32,
    marked: u32,
    drawn: u32,
    log_factorials: &[f64],
    draws: &mut Draws,
) -> u32 {
    let least = (marked + drawn).saturating_sub(total);
    let most = marked.min(drawn);
    if least == most {
        return least;
    }
    let unmarked = total - marked;
    let log = |n: u32| log_factorials[n as usize];
    let product = (u64::from(marked) + 1) * (u64::from(drawn) + 1);
    let mode = (product / (u64::from(total) + 2)) as u32;
    let mode = mode.clamp(least, most);
    let log_probability = log(marked) - log(mode) - log(marked - mode) + log(unmarked)
        - log(drawn - mode)
        - log(unmarked - (drawn - mode))
        - log(total)
        + log(drawn)
        + log(total - drawn);
    let at_mode = float::exp(log_probability);
    let mut rest = draws.uniform() - at_mode;
    let (mut below, mut above) = (mode, mode);
    let (mut at_below, mut at_above) = (at_mode, at_mode);
    // Outwards from the mode, in turn on both sides, until the uniform is used up.
    while rest >= 0.0 && (below > least || above < most) {
        if above < most {
            let ways = f64::from(marked - above) * f64::from(drawn - above);
            above += 1;
            at_above *= ways / (f64::from(above) * f64::from(unmarked + above - drawn));
            rest -= at_above;
            if rest < 0.0 {
                return above;
            }
        }
        if below > least {
            let ways = f64::from(below) * f64::from(unmarked + below - drawn);
            below -= 1;
            at_below *= ways / (f64::from(marked - below) * f64::from(drawn - below));
            rest -= at_below;
            if rest < 0.0 {
                return below;
            }
        }
    }
    mode
}

#[cfg(test)]
mod tests {
    use super::{hypergeometric, random_table};
    use crate::independence::logarithms::log_factorials;
    use numeric::{float, seed::Seed};
    use proptest::prelude::*;

    #[test]
    fn hypergeometric_draws_have_their_law() {
        let logs = log_factorials(60);
        for (case, (total, marked, drawn)) in
            [(10_u32, 4_u32, 5_u32), (60, 3, 50), (40, 35, 20), (7, 6, 6)].into_iter().enumerate()
        {
            let mut draws = Seed(3).stream("hypergeometric").index(case as u64).draws();
            let mut counts = vec![0_u32; marked as usize + 1];
            for _ in 0..40_000 {
                counts[hypergeometric(total, marked, drawn, &logs, &mut draws) as usize] += 1;
            }
            let log = |n: u32| logs[n as usize];
            let choose = |n: u32, k: u32| log(n) - log(k) - log(n - k);
            for (k, &count) in (0_u32..).zip(&counts) {
                let possible = k <= drawn && drawn - k <= total - marked;
                let probability = if possible {
                    let ways = choose(marked, k) + choose(total - marked, drawn - k);
                    float::exp(ways - choose(total, drawn))
                } else {
                    0.0
                };
                let spread = (40_000.0 * probability * (1.0 - probability)).sqrt();
                let difference = (f64::from(count) - 40_000.0 * probability).abs();
                assert!(difference <= 4.0 * spread + 1e-9, "{total} {marked} {drawn} {k}");
            }
        }
    }

    proptest! {
        #[test]
        fn random_tables_keep_their_margins(
            cells in prop::collection::vec(0_u32..40, 12),
            seed in any::<u64>(),
        ) {
            let rows: Vec<u32> = cells.chunks(4).map(|row| row.iter().sum()).collect();
            let columns: Vec<u32> =
                (0..4).map(|j| cells.iter().skip(j).step_by(4).sum()).collect();
            let logs = log_factorials(480);
            let mut draws = Seed(seed).stream("tables").draws();
            let mut counts = vec![0; 12];
            random_table(&rows, &columns, &logs, &mut draws, &mut Vec::new(), &mut counts);
            for (row, expected) in counts.chunks(4).zip(&rows) {
                prop_assert_eq!(row.iter().sum::<u32>(), *expected);
            }
            for (j, expected) in columns.iter().enumerate() {
                prop_assert_eq!(counts.iter().skip(j).step_by(4).sum::<u32>(), *expected);
            }
        }
    }
}
