//! Least squares and logistic regression against coefficients computed elsewhere.
//!
//! The data are made up. Expected values: Newton's method and normal equations in 40-digit
//! arithmetic (mpmath 1.3); statsmodels 0.15 agrees to its own accuracy.

use causeloom_learn::{
    FitNote, Fitted, Learner, LinearConfig, LogisticConfig, Target, fit, linear::fit_linear,
    logistic::fit_logistic,
};
use numeric::{Matrix, seed::Seed};

const AGE: [f64; 20] = [
    77.0, 61.0, 64.0, 74.0, 58.0, 68.0, 71.0, 41.0, 32.0, 45.0, 44.0, 73.0, 75.0, 30.0, 54.0, 71.0,
    36.0, 69.0, 35.0, 53.0,
];
const SMOKER: [f64; 20] = [
    1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0,
    1.0,
];
const SODIUM: [f64; 20] = [
    129.6, 136.1, 131.9, 138.1, 137.6, 136.3, 126.9, 134.8, 136.8, 137.5, 130.9, 135.1, 133.1,
    133.8, 141.2, 133.8, 136.9, 140.5, 134.7, 136.6,
];
const DIED: [f64; 20] = [
    1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0,
    0.0,
];
const COST: [f64; 20] = [
    94.92, 94.03, 95.79, 95.31, 89.3, 97.57, 95.24, 95.43, 81.38, 84.28, 87.88, 85.49, 92.73,
    81.41, 99.09, 97.65, 83.61, 95.11, 86.6, 97.82,
];
const SHARE: [f64; 20] = [
    0.26, 0.35, 0.58, 0.0, 0.18, 0.55, 0.45, 0.68, 1.0, 0.54, 0.56, 0.18, 0.22, 0.6, 0.23, 0.48,
    0.46, 0.33, 0.66, 0.33,
];
const COUNT: [f64; 20] = [
    2.0, 0.0, 3.0, 3.0, 4.0, 2.0, 0.0, 2.0, 2.0, 3.0, 1.0, 1.0, 0.0, 4.0, 3.0, 2.0, 1.0, 3.0, 2.0,
    3.0,
];

fn features() -> Matrix {
    Matrix::from_columns(vec![AGE.to_vec(), SMOKER.to_vec(), SODIUM.to_vec()])
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found_value, value) in found.iter().zip(expected) {
        let error = (found_value - value).abs();
        assert!(error <= 1e-10 * value.abs().max(1.0), "{found:?} instead of {expected:?}");
    }
}

fn check_logistic(response: &[f64], weights: Option<&[f64]>, ridge: f64, expected: &[f64; 5]) {
    let config = LogisticConfig { ridge, ..LogisticConfig::default() };
    let model = fit_logistic(&features(), response, weights, None, &config).expect("data are fine");
    assert_close(&model.coefficients(), &expected[..4]);
    assert_close(&[model.deviance], &expected[4..]);
    assert!(model.converged && !model.separated);
    assert!(model.iterations <= 8, "{} iterations", model.iterations);
}

fn check_linear(weights: Option<&[f64]>, ridge: f64, expected: [f64; 4]) {
    let model =
        fit_linear(&features(), &COST, weights, &LinearConfig { ridge }).expect("data are fine");
    let mut found = vec![model.intercept];
    found.extend(model.slopes);
    assert_close(&found, &expected);
}

#[test]
fn logistic_regression_of_a_binary_response_has_the_reference_coefficients() {
    let expected = [
        1.758_263_155_354_808,
        0.101_153_558_101_497_81,
        2.237_821_789_198_594,
        -0.071_630_609_558_374_55,
        17.061_251_809_590_523,
    ];
    check_logistic(&DIED, None, 0.0, &expected);
}

#[test]
fn logistic_regression_with_counts_has_the_reference_coefficients() {
    let expected = [
        -3.371_401_447_076_365_4,
        0.061_195_774_230_768_93,
        1.727_968_784_314_076,
        -0.015_550_763_458_952_592,
        42.549_187_203_202_96,
    ];
    check_logistic(&DIED, Some(&COUNT), 0.0, &expected);
}

#[test]
fn logistic_regression_of_shares_has_the_reference_coefficients() {
    let expected = [
        16.163_156_837_795_373,
        -0.043_804_048_374_174_58,
        -0.643_289_258_993_562_6,
        -0.100_440_709_977_560_6,
        2.098_353_729_388_743_5,
    ];
    check_logistic(&SHARE, None, 0.0, &expected);
}

#[test]
fn logistic_regression_with_a_ridge_has_the_reference_coefficients() {
    let expected = [
        3.848_929_722_011_139_4,
        0.051_428_370_203_650_97,
        1.166_818_410_872_56,
        -0.059_449_015_696_518_476,
        18.640_525_929_132_075,
    ];
    check_logistic(&DIED, None, 2.0, &expected);
    let expected = [
        15.114_263_616_052_126,
        -0.041_511_585_088_037_76,
        -0.613_208_562_829_898_8,
        -0.093_833_206_915_550_1,
        5.151_997_727_840_422,
    ];
    check_logistic(&SHARE, Some(&COUNT), 0.5, &expected);
}

#[test]
fn least_squares_has_the_reference_coefficients() {
    check_linear(
        None,
        0.0,
        [
            54.202_350_670_594_53,
            0.257_074_494_737_770_9,
            -2.246_169_544_601_937,
            0.179_498_903_530_277_48,
        ],
    );
    check_linear(
        Some(&COUNT),
        0.0,
        [
            34.127_308_472_663_38,
            0.282_565_418_700_073_8,
            -1.820_848_114_912_27,
            0.317_134_112_842_157_15,
        ],
    );
}

#[test]
fn least_squares_with_a_ridge_has_the_reference_coefficients() {
    check_linear(
        None,
        3.0,
        [
            62.207_507_497_415_58,
            0.220_392_855_732_770_8,
            -1.832_719_152_814_281_4,
            0.133_613_677_449_674_48,
        ],
    );
    check_linear(
        Some(&COUNT),
        3.0,
        [
            37.788_227_518_367_07,
            0.263_554_947_405_190_5,
            -1.686_354_199_697_046_1,
            0.297_173_972_718_262_35,
        ],
    );
}

#[test]
fn a_fit_with_counts_is_the_fit_of_the_repeated_rows() {
    let rows: Vec<u32> =
        (0..20_u32).flat_map(|row| vec![row; COUNT[row as usize] as usize]).collect();
    let repeat =
        |values: &[f64]| -> Vec<f64> { rows.iter().map(|&row| values[row as usize]).collect() };
    let repeated = features().select_rows(&rows);
    for ridge in [0.0, 1.5] {
        let config = LogisticConfig { ridge, ..LogisticConfig::default() };
        let counted = fit_logistic(&features(), &DIED, Some(&COUNT), None, &config);
        let expanded = fit_logistic(&repeated, &repeat(&DIED), None, None, &config);
        let expanded = expanded.expect("data are fine").coefficients();
        assert_close(&counted.expect("data are fine").coefficients(), &expanded);
        let config = LinearConfig { ridge };
        let counted = fit_linear(&features(), &COST, Some(&COUNT), &config).expect("data are fine");
        let expanded = fit_linear(&repeated, &repeat(&COST), None, &config).expect("data are fine");
        assert_close(&[counted.intercept], &[expanded.intercept]);
        assert_close(&counted.slopes, &expanded.slopes);
    }
}

#[test]
fn constant_and_dependent_columns_are_left_out_and_noted_and_nothing_else_changes() {
    let years_to_90: Vec<f64> = AGE.iter().map(|age| 90.0 - age).collect();
    let more = Matrix::from_columns(vec![
        AGE.to_vec(),
        vec![3.0; 20],
        years_to_90,
        SMOKER.to_vec(),
        SODIUM.to_vec(),
        AGE.iter().zip(&SODIUM).map(|(age, sodium)| age + 2.0 * sodium).collect(),
    ]);
    let stream = Seed(1).stream("not used");
    let learners = [
        (Learner::Logistic(LogisticConfig::default()), Target::Probability, DIED),
        (Learner::Linear(LinearConfig::default()), Target::Mean, COST),
    ];
    for (learner, target, response) in learners {
        let plain = fit(&learner, target, &features(), &response, None, &stream);
        let wide = fit(&learner, target, &more, &response, None, &stream).expect("data are fine");
        assert_eq!(
            wide.notes,
            [
                FitNote::ConstantColumn { column: 1 },
                FitNote::RankDeficient { column: 2 },
                FitNote::RankDeficient { column: 5 },
            ]
        );
        let plain = plain.expect("data are fine");
        assert!(plain.notes.is_empty());
        assert_close(&wide.model.predict(&more), &plain.model.predict(&features()));
        let slopes = match wide.model {
            Fitted::Logistic(model) => model.slopes,
            Fitted::Linear(model) => model.slopes,
            other => panic!("not a linear model: {other:?}"),
        };
        assert_eq!([slopes[1], slopes[2], slopes[5]], [0.0; 3]);
    }
}
