//! Waits between tries: full jitter, addressed by seed, question and try, so that a run repeats.
//!
//! # References
//! M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("full jitter").

use numeric::seed::Seed;

/// The longest hint of a server, in milliseconds, that is waited for without telling: beyond it the
/// client pauses.
pub const LONGEST_HINT_MS: u64 = 120_000;

const FIRST_MS: u64 = 500;
const LONGEST_MS: u64 = 30_000;
/// Spread of tries that were all told to come back at the same time.
const SPREAD_MS: u64 = 250;

/// Milliseconds to wait after the failure number `n_failures` (from 1) of question `id`: uniform
/// between 0 and a bound that doubles from one second to half a minute; never less than the hint.
pub(super) fn wait_ms(seed: u64, id: u64, n_failures: u32, hint_ms: Option<u64>) -> u64 {
    let stream = Seed(seed).stream("waits of the client").index(id);
    let share = stream.at(u64::from(n_failures)).uniform();
    let bound = match hint_ms {
        Some(_) => SPREAD_MS,
        None => FIRST_MS.saturating_mul(1 << n_failures.min(16)).min(LONGEST_MS),
    };
    hint_ms.unwrap_or(0).saturating_add((share * bound as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_uniform_below_a_bound_that_doubles() {
        for (n_failures, bound) in [(1, 1000), (2, 2000), (5, 16_000), (6, 30_000), (99, 30_000)] {
            let waits: Vec<u64> = (0..2000).map(|id| wait_ms(7, id, n_failures, None)).collect();
            assert!(waits.iter().all(|&wait| wait < bound));
            let mean = waits.iter().sum::<u64>() as f64 / 2000.0;
            // The mean of 2000 uniform waits has a standard deviation of 0.0065 bounds.
            assert!((mean / bound as f64 - 0.5).abs() < 0.026, "{mean} of {bound}");
        }
    }

    #[test]
    fn a_wait_repeats_with_its_address_and_differs_with_any_part_of_it() {
        let mut waits = vec![
            wait_ms(1, 2, 6, None),
            wait_ms(2, 2, 6, None),
            wait_ms(1, 3, 6, None),
            wait_ms(1, 2, 7, None),
        ];
        assert_eq!(waits[0], wait_ms(1, 2, 6, None));
        waits.sort_unstable();
        waits.dedup();
        assert_eq!(waits.len(), 4);
    }

    #[test]
    fn nobody_comes_back_before_the_server_says() {
        for id in 0..500 {
            let wait = wait_ms(1, id, 3, Some(7000));
            assert!((7000..7250).contains(&wait), "{wait}");
        }
        assert_eq!(wait_ms(1, 2, 3, Some(u64::MAX)), u64::MAX);
    }
}
