//! The exact bits of functions, draws and linear algebra: the same on every target and in every
//! version. A change here changes results of users.

use causeloom_numeric::{
    Matrix, cholesky, float, gram, normal, orthogonal, quantile, seed::Seed, sum,
};

fn check(name: &str, found: &[f64], expected: &[u64]) {
    let bits: Vec<u64> = found.iter().map(|value| value.to_bits()).collect();
    assert!(bits == expected, "{name}: found {bits:#018x?}");
}

/// A 23 by 4 matrix of normal draws, and weights.
fn example() -> (Matrix, Vec<f64>) {
    let mut draws = Seed(2026).stream("stability").draws();
    let values = (0..23 * 4).map(|_| draws.normal()).collect();
    let weights = (0..23).map(|_| draws.uniform()).collect();
    (Matrix::from_column_major(23, 4, values), weights)
}

#[test]
fn the_bits_of_functions_do_not_change() {
    check(
        "functions",
        &[
            float::exp(1.37),
            float::exp_m1(-0.021),
            float::ln(7.3),
            float::ln_1p(0.0371),
            float::log10(0.73),
            float::pow(1.7, -3.3),
            float::sin(17.3),
            float::cos(-4.1),
            float::tanh(0.33),
            float::sqrt(0.7),
            float::erfc(1.21),
            float::logistic(-0.77),
            float::logit(0.61),
            float::softplus(-1.3),
            normal::density(0.83),
            normal::cumulative(-1.71),
            normal::quantile(0.013),
            normal::quantile(0.4),
            normal::quantile(1e-14),
        ],
        &[
            0x400f_7b99_253a_b13b,
            0xbf95_479f_ae34_6ab8,
            0x3fff_ce55_551e_156e,
            0x3fa2_a6bc_d09a_bdc1,
            0xbfc1_7ea2_f2f2_5ce0,
            0x3fc6_381d_dcf9_3584,
            0xbfef_fe26_f29a_bd25,
            0xbfe2_64f5_306a_2d6a,
            0x3fd4_62a4_f7f9_35df,
            0x3fea_c5eb_3f7a_b2f8,
            0x3fb6_488c_3e8d_e7c4,
            0x3fd4_4131_94d1_44f2,
            0x3fdc_a0c3_6ce6_521a,
            0x3fce_d95d_71a2_d858,
            0x3fd2_17aa_98cb_c7fc,
            0x3fa6_570e_66cc_5ed0,
            0xc001_cf48_1db9_8021,
            0xbfd0_36d6_c4a0_4b5a,
            0xc01e_9a3e_4034_1034,
        ],
    );
}

#[test]
fn the_bits_of_draws_do_not_change() {
    let stream = Seed(2026).stream("stability").child("draws").index(3);
    let mut draws = stream.draws();
    let mut row = stream.at(17);
    check(
        "draws",
        &[
            draws.uniform(),
            draws.uniform_open(),
            draws.normal(),
            f64::from(draws.below(1000)),
            draws.normal(),
            row.normal(),
            row.uniform(),
        ],
        &[
            0x3fd0_e564_f43f_66e2,
            0x3fd1_ac63_8e9e_4656,
            0x3fe0_876c_3733_2d85,
            0x4000_0000_0000_0000,
            0x3fa4_eb9b_9353_06a6,
            0xbfee_f31b_2ada_19f9,
            0x3fe3_60d0_6406_8135,
        ],
    );
}

#[test]
fn the_bits_of_linear_algebra_do_not_change() {
    let (x, weights) = example();
    let gram = gram::weighted_gram(&x, &weights);
    let cross = gram::weighted_cross(&x, &weights, x.column(2));
    let inverse = cholesky::inverse_spd(&gram).expect("the columns are independent");
    let solution = orthogonal::orthogonalize(&x, 1e-7).least_squares(&weights);
    check(
        "gram",
        &[gram.get(0, 0), gram.get(3, 1), gram.get(2, 3), cross[1]],
        &[
            0x402d_0900_fa92_8afa,
            0xc020_29db_34a3_b038,
            0x4013_b427_660e_d4e6,
            0xbffa_53f9_890e_4b2c,
        ],
    );
    check(
        "inverse",
        &[inverse.get(0, 0), inverse.get(3, 1), inverse.get(2, 2)],
        &[0x3fb5_0904_899c_1a10, 0x3f93_8dd2_bfbd_b13e, 0x3fb4_1611_0bfc_389e],
    );
    check(
        "least squares",
        &solution,
        &[
            0xbf9b_63b4_3206_6bfd,
            0xbfba_004b_1690_1e7e,
            0xbfb5_efc9_89dc_3ba5,
            0xbf9d_8d39_0e2d_82d6,
        ],
    );
}

#[test]
fn the_bits_of_sums_do_not_change() {
    let mut draws = Seed(2026).stream("sums").draws();
    let values: Vec<f64> = (0..1801).map(|_| draws.normal()).collect();
    let weights: Vec<f64> = (0..1801).map(|_| draws.uniform()).collect();
    check(
        "sums",
        &[
            sum::sum(&values),
            sum::dot(&values, &weights),
            sum::weighted_mean(&values, &weights),
            sum::variance(&values),
            sum::covariance(&values, &weights),
            quantile::quantile_unsorted(&values, 0.37),
        ],
        &[
            0x404a_6aff_c2db_680c,
            0x4031_0c7d_6b1d_f2e0,
            0x3f93_9a35_3bd5_c22e,
            0x3fef_740c_4399_3fd5,
            0xbf74_a8d2_c1a0_886b,
            0xbfd2_f6e0_6ccf_fa8c,
        ],
    );
}
