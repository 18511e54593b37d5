//! The standard normal law: density, distribution function, quantile function.

use crate::float;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Density at `x`.
pub fn density(x: f64) -> f64 {
    float::exp(-0.5 * x * x) / float::sqrt(2.0 * PI)
}

/// Probability of a value at most `x`, accurate in both tails.
pub fn cumulative(x: f64) -> f64 {
    0.5 * float::erfc(-x * FRAC_1_SQRT_2)
}

/// Value that is not exceeded with the given probability; −∞ at 0 and +∞ at 1.
///
/// The relative error is about 10⁻¹⁶.
///
/// # Panics
/// When `probability` is outside `[0, 1]`.
///
/// # References
/// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
/// Statistics 37(3), 1988, routine PPND16.
pub fn quantile(probability: f64) -> f64 {
    assert!((0.0..=1.0).contains(&probability), "a quantile needs a probability");
    if probability == 0.0 {
        return f64::NEG_INFINITY;
    }
    if probability == 1.0 {
        return f64::INFINITY;
    }
    // Notation as in AS 241: q the centered probability, r the argument of the rational function.
    let q = probability - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTER_TOP, r) / polynomial(&CENTER_BOTTOM, r);
    }
    let tail = if q < 0.0 { probability } else { 1.0 - probability };
    let r = float::sqrt(-float::ln(tail));
    let size = if r <= 5.0 {
        polynomial(&MIDDLE_TOP, r - 1.6) / polynomial(&MIDDLE_BOTTOM, r - 1.6)
    } else {
        polynomial(&TAIL_TOP, r - 5.0) / polynomial(&TAIL_BOTTOM, r - 5.0)
    };
    if q < 0.0 { -size } else { size }
}

/// Horner's rule; coefficients from the highest power down to the constant.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |value, coefficient| value * x + coefficient)
}

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const CENTER_TOP: [f64; 8] = [
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080,
];

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const CENTER_BOTTOM: [f64; 8] = [
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
];

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const MIDDLE_TOP: [f64; 8] = [
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258,
    3.64784832476320460504,
    5.76949722146069140550,
    4.63033784615654529590,
    1.42343711074968357734,
];

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const MIDDLE_BOTTOM: [f64; 8] = [
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940,
    2.05319162663775882187,
    1.0,
];

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const TAIL_TOP: [f64; 8] = [
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580,
    5.46378491116411436990,
    6.65790464350110377720,
];

#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "digits as published")]
const TAIL_BOTTOM: [f64; 8] = [
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
];

#[cfg(test)]
mod tests {
    use super::{cumulative, density, quantile};
    use proptest::prelude::*;

    /// Exact values computed with 50 digits.
    #[test]
    fn quantiles_agree_with_exact_values_to_1e_15() {
        for (probability, value) in [
            (1e-300, -37.047_096_299_361_2),
            (1e-20, -9.262_340_089_798_407),
            (1e-10, -6.361_340_902_404_057),
            (1e-5, -4.264_890_793_922_825),
            (0.001, -3.090_232_306_167_813_6),
            (0.025, -1.959_963_984_540_054_3),
            (0.05, -1.644_853_626_951_472_6),
            (0.1, -1.281_551_565_544_600_4),
            (0.3, -0.524_400_512_708_040_8),
            (0.42, -0.201_893_479_141_850_88),
            (0.5, 0.0),
            (0.6, 0.253_347_103_135_799_7),
            (0.75, 0.674_489_750_196_081_7),
            (0.9, 1.281_551_565_544_600_6),
            (0.975, 1.959_963_984_540_053_8),
            (0.995, 2.575_829_303_548_900_4),
            (0.999_99, 4.264_890_793_923_841),
        ] {
            let found = quantile(probability);
            let error = (found - value).abs();
            assert!(error <= 1e-15 * value.abs(), "quantile({probability}) = {value}, not {found}");
        }
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
    }

    #[test]
    fn probabilities_agree_with_exact_values_also_far_in_the_tail() {
        for (x, value) in [
            (-37.5, 4.605_353_009_581_955e-308),
            (-20.0, 2.753_624_118_606_233_7e-89),
            (-8.0, 6.220_960_574_271_784e-16),
            (-3.0, 0.001_349_898_031_630_094_6),
            (-1.0, 0.158_655_253_931_457_05),
            (-0.1, 0.460_172_162_722_971),
            (0.0, 0.5),
            (0.5, 0.691_462_461_274_013_1),
            (1.0, 0.841_344_746_068_542_9),
            (2.0, 0.977_249_868_051_820_8),
            (5.0, 0.999_999_713_348_428_1),
            (8.0, 0.999_999_999_999_999_3),
        ] {
            let found = cumulative(x);
            // The argument of erfc is rounded, which the tail magnifies by x².
            let allowed = f64::EPSILON * (2.0 + x * x) * value;
            assert!((found - value).abs() <= allowed, "cumulative({x}) = {value}, not {found}");
        }
    }

    #[test]
    fn densities_agree_with_exact_values() {
        for (x, value) in [
            (-10.0, 7.694_598_626_706_419e-23),
            (-1.5, 0.129_517_595_665_891_72),
            (0.0, 0.398_942_280_401_432_7),
            (0.3, 0.381_387_815_460_524_1),
            (4.0, 0.000_133_830_225_764_885_34),
        ] {
            let error = (density(x) - value).abs();
            assert!(error <= 1e-15 * value, "density({x}) = {value}");
        }
    }

    proptest! {
        #[test]
        fn the_distribution_function_undoes_the_quantile(exponent in -300.0_f64..-0.31) {
            let probability = crate::float::pow(10.0, exponent);
            let back = cumulative(quantile(probability));
            let x = quantile(probability);
            prop_assert!((back / probability - 1.0).abs() <= 4.0 * f64::EPSILON * (2.0 + x * x));
        }

        #[test]
        fn quantiles_are_symmetric_about_one_half(step in 1_u64..(1 << 52)) {
            let probability = step as f64 / (1_u64 << 53) as f64;
            prop_assert_eq!(quantile(probability), -quantile(1.0 - probability));
        }
    }
}
