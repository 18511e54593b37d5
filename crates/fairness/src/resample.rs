//! Bootstrap samples of individuals, also where a row stands for many of them.
//!
//! With one individual per row the multiplicities are those of n uniform draws. With row counts the
//! multiplicities are one multinomial draw over the rows, made as a chain of binomial draws.
//!
//! # References
//! W. Hörmann, "The generation of binomial random variates", Journal of Statistical Computation and
//! Simulation 46, 1993, algorithm BTRS.

use numeric::{
    float,
    seed::{Draws, Stream, resample_counts},
};

use crate::Design;

/// How often each row occurs in one bootstrap sample of as many individuals as the design has.
pub(crate) fn multiplicities(design: &Design, stream: &Stream) -> Vec<f64> {
    match &design.weights {
        None => {
            let counts = resample_counts(stream, design.n_rows() as u32);
            counts.into_iter().map(f64::from).collect()
        }
        Some(counts) => multinomial(counts, &mut stream.draws()),
    }
}

/// One multinomial draw of Σ counts individuals with chances in proportion to the counts.
fn multinomial(counts: &[f64], draws: &mut Draws) -> Vec<f64> {
    let total: f64 = counts.iter().sum();
    let (mut to_draw, mut ahead) = (total, total);
    let mut drawn = Vec::with_capacity(counts.len());
    for &count in counts {
        let here = if count >= ahead { to_draw } else { binomial(to_draw, count / ahead, draws) };
        drawn.push(here);
        to_draw -= here;
        ahead -= count;
    }
    drawn
}

/// Number of successes in `trials` independent trials with the given chance.
fn binomial(trials: f64, chance: f64, draws: &mut Draws) -> f64 {
    if trials <= 0.0 || chance <= 0.0 {
        0.0
    } else if chance > 0.5 {
        trials - binomial(trials, 1.0 - chance, draws)
    } else if trials * chance < 10.0 {
        binomial_by_inversion(trials, chance, draws)
    } else {
        binomial_by_rejection(trials, chance, draws)
    }
}

/// Adds probabilities from 0 upwards until they pass a uniform draw.
fn binomial_by_inversion(trials: f64, chance: f64, draws: &mut Draws) -> f64 {
    let odds = chance / (1.0 - chance);
    let mut left = draws.uniform();
    let mut successes = 0.0;
    let mut probability = float::exp(trials * float::ln_1p(-chance));
    while left >= probability && successes < trials {
        left -= probability;
        successes += 1.0;
        probability *= odds * (trials - successes + 1.0) / successes;
    }
    successes
}

#[expect(clippy::many_single_char_names, reason = "the names of the published algorithm")]
fn binomial_by_rejection(trials: f64, chance: f64, draws: &mut Draws) -> f64 {
    // Hörmann (1993), algorithm BTRS, with n = trials and p = chance ≤ 1/2, n p ≥ 10.
    let (n, p) = (trials, chance);
    let r = p / (1.0 - p);
    let spread = float::sqrt(n * p * (1.0 - p));
    let b = 1.15 + 2.53 * spread;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let c = n * p + 0.5;
    let alpha = (2.83 + 5.1 / b) * spread;
    let v_r = 0.92 - 4.2 / b;
    let mode = ((n + 1.0) * p).floor();
    loop {
        let u = draws.uniform_open() - 0.5;
        let v = draws.uniform_open();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + c).floor();
        if us >= 0.07 && v <= v_r {
            return k;
        }
        if k < 0.0 || k > n {
            continue;
        }
        let log_v = float::ln(v * alpha / (a / (us * us) + b));
        let bound = (mode + 0.5) * float::ln((mode + 1.0) / (r * (n - mode + 1.0)))
            + (n + 1.0) * float::ln((n - mode + 1.0) / (n - k + 1.0))
            + (k + 0.5) * float::ln(r * (n - k + 1.0) / (k + 1.0))
            + stirling_remainder(mode)
            + stirling_remainder(n - mode)
            - stirling_remainder(k)
            - stirling_remainder(n - k);
        if log_v <= bound {
            return k;
        }
    }
}

/// ln k! less Stirling's approximation (k + ½) ln(k + 1) − (k + 1) + ½ ln 2π.
fn stirling_remainder(k: f64) -> f64 {
    const SMALL: [f64; 10] = [
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_29,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_09,
        0.016_644_691_189_821_19,
        0.013_876_128_823_070_75,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_09,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
    ];
    if let Some(&remainder) = SMALL.get(k as usize) {
        return remainder;
    }
    let next = k + 1.0;
    (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / (next * next)) / (next * next)) / next
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use numeric::seed::Seed;

    use super::*;

    fn ln_factorial(k: u32) -> f64 {
        (1..=k).map(|i| float::ln(f64::from(i))).sum()
    }

    #[test]
    fn stirling_remainders_agree_with_their_definition() {
        for k in 0..40_u32 {
            let x = f64::from(k);
            let stirling = (x + 0.5) * float::ln(x + 1.0) - (x + 1.0) + 0.5 * float::ln(2.0 * PI);
            let expected = ln_factorial(k) - stirling;
            assert!((stirling_remainder(x) - expected).abs() < 1e-9, "{k}");
        }
    }

    #[test]
    fn binomial_draws_follow_the_binomial_law() {
        // Pearson's X² against the exact probabilities; both algorithms, both sides of ½.
        for (case, (trials, chance)) in
            [(20_u32, 0.3), (20, 0.02), (60, 0.5), (1000, 0.013), (40, 0.9), (500, 0.3)]
                .into_iter()
                .enumerate()
        {
            let n_draws = 20_000;
            let mut draws = Seed(11).stream("binomial").index(case as u64).draws();
            let mut observed = vec![0.0; trials as usize + 1];
            for _ in 0..n_draws {
                let successes = binomial(f64::from(trials), chance, &mut draws);
                observed[successes as usize] += 1.0;
            }
            let (mut statistic, mut cells, mut rest_seen, mut rest_expected) = (0.0, 0, 0.0, 0.0);
            for (k, seen) in observed.iter().enumerate() {
                let k = k as u32;
                let log = ln_factorial(trials) - ln_factorial(k) - ln_factorial(trials - k)
                    + f64::from(k) * float::ln(chance)
                    + f64::from(trials - k) * float::ln_1p(-chance);
                let expected = f64::from(n_draws) * float::exp(log);
                if expected >= 10.0 {
                    statistic += (seen - expected) * (seen - expected) / expected;
                    cells += 1;
                } else {
                    rest_seen += seen;
                    rest_expected += expected;
                }
            }
            if rest_expected > 1.0 {
                statistic +=
                    (rest_seen - rest_expected) * (rest_seen - rest_expected) / rest_expected;
                cells += 1;
            }
            let degrees = f64::from(cells - 1);
            let limit = degrees + 4.0 * float::sqrt(2.0 * degrees);
            assert!(statistic < limit, "n {trials} p {chance}: X² {statistic} of {degrees}");
        }
    }

    #[test]
    fn a_multinomial_draw_keeps_the_total_and_skips_empty_rows() {
        let counts = [512.0, 0.0, 3.0, 313.0, 1.0, 0.0];
        let mut draws = Seed(3).stream("multinomial").draws();
        for _ in 0..200 {
            let drawn = multinomial(&counts, &mut draws);
            assert_eq!(drawn.iter().sum::<f64>(), 829.0);
            assert_eq!((drawn[1], drawn[5]), (0.0, 0.0));
        }
    }
}
